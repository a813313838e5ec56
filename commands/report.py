"""`ecoclic report`: which reports there are, and new versions of them with what is known by now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from commands.advising import advice_trouble
from commands.comparing import Comparisons
from commands.context import open_ledger, require_share, say, workspace_option
from commands.documents import Documents, belonging_of
from commands.loop import Service, serving
from commands.making import Makings
from commands.own_templates import own_templates
from commands.refreshing import Refreshing
from commands.run import TerminalTeller
from commands.twins import finish_afterwork
from commands.workspace import Workspace
from forms.errors import EcoclicError
from forms.french import french_date, plural, typography
from intake.claims import ClaimLost
from intake.ledger import Ledger
from intake.records import State, Submission


class NoSuchReport(EcoclicError):
    """No campaign, or no assessed return of a respondent, under the given name."""

    code = "no-such-report"


@click.command(short_help="Montre les rapports d’une campagne, ou les refait à jour.", options_metavar="[OPTIONS]")
@click.argument("campaign", metavar="CAMPAGNE")
@click.option("--refresh", is_flag=True, help="Fait une nouvelle version des documents de ceux que désigne --respondent ou --all.")
@click.option("--respondent", "keys", metavar="CODE", multiple=True, help="Code INSEE ou SIREN ; peut être répété.")
@click.option("--all", "everyone", is_flag=True, help="Toutes les collectivités dont un retour est évalué.")
@click.option("--force", is_flag=True, help="Même si rien n’a changé depuis la version précédente.")
@workspace_option
def report(campaign: str, refresh: bool, keys: tuple[str, ...], everyone: bool, force: bool, folder: Path) -> None:
    """Montre, pour chaque collectivité évaluée de la campagne, la version de ses documents et les groupes auxquels elle est comparée.

    Avec --refresh, fait une nouvelle version avec la comparaison, les conseils et les modèles d’aujourd’hui, à côté des documents déjà
    remis, qui ne changent jamais. Rien n’est refait là où rien n’a changé.
    """
    if refresh != bool(keys or everyone):
        raise click.UsageError("--refresh va avec --respondent ou --all, et eux avec --refresh.")
    workspace = Workspace.open(folder)
    if refresh:
        refresh_reports(workspace, campaign, keys, force=force)
        return
    with open_ledger(workspace) as ledger:
        _require_campaign(ledger, campaign)
        _show(_refreshing(workspace, ledger), campaign)


def _refreshing(workspace: Workspace, ledger: Ledger) -> Refreshing:
    documents = Documents.of(workspace, ledger)
    return Refreshing(ledger, documents, Makings(workspace), Comparisons(ledger))


def _require_campaign(ledger: Ledger, campaign: str) -> None:
    if ledger.campaigns.campaign(campaign) is None:
        raise NoSuchReport(typography(f"Aucune campagne ne s’appelle « {campaign} »."))


# Showing -------------------------------------------------------------------------------------------------------------------------


def _show(refreshing: Refreshing, campaign: str) -> None:
    latest = list(refreshing.latest(campaign))
    if not latest:
        say("Aucun retour n’est encore évalué.")
    stale = sum(_show_one(refreshing, each) for each in latest)
    if stale:
        say(
            typography(f"\nPour en faire une nouvelle version, à côté des documents remis : « ecoclic report {campaign} --refresh --all ».")
        )


def _show_one(refreshing: Refreshing, submission: Submission) -> bool:
    """Whether a new version would say something new."""
    news = refreshing.news(submission)
    stored, snapshot = news.assessed.stored, news.assessed.snapshot
    groups = plural(len(snapshot.groups), "groupe") if snapshot and snapshot.groups else "aucun groupe"
    fresh = " – il y a du nouveau depuis" if news.is_any else ""
    say(
        typography(
            f"{news.assessed.respondent.name} : version {stored.document_version} du {french_date(stored.made_at.astimezone().date())}, "
            f"{groups} de comparaison{fresh}"
        )
    )
    return news.is_any


# Refreshing ----------------------------------------------------------------------------------------------------------------------


class _TroublesTeller(TerminalTeller):
    """Tells troubles; what is done is told by the command, with the name of the respondent."""

    def settled(self, submission: Submission) -> None:
        """Nothing here."""


def refresh_reports(workspace: Workspace, campaign: str, keys: Sequence[str], *, force: bool) -> None:
    """Make a further version of the documents of these respondents, of all when `keys` is empty, with what follows them, and tell what
    was done."""
    with serving(workspace, _TroublesTeller()) as service:
        ledger = service.pipeline.ledger
        require_share(workspace, ledger)
        _require_campaign(ledger, campaign)
        refreshing = _refreshing(workspace, ledger)
        chosen = _chosen(list(refreshing.latest(campaign)), keys)
        made = sum(_refresh_one(service, refreshing, each, force=force) for each in chosen)
        _tell_broken(workspace)
        examined = plural(len(chosen), "collectivité examinée", "collectivités examinées")
        say(typography(f"{examined} : {plural(made, 'nouvelle version', 'nouvelles versions') if made else 'rien à refaire'}."))
        finish_afterwork(workspace, ledger, service.hindrances, of={each.id for each in chosen})
    service.hindrances.require_none()


def _tell_broken(workspace: Workspace) -> None:
    """Whoever makes documents again often does so for what they have just edited: what of it does not serve is told at once."""
    sentences = (*(each.sentence for each in own_templates(workspace).troubles()), advice_trouble(workspace))
    for sentence in filter(None, sentences):
        say(typography(f"Attention : {sentence}"))


def _chosen(latest: list[Submission], keys: Sequence[str]) -> list[Submission]:
    known = {belonging_of(each).respondent for each in latest}
    for key in keys:
        if key not in known:
            raise NoSuchReport(typography(f"Aucun retour n’est évalué dans cette campagne pour « {key} »."))
    return [each for each in latest if not keys or belonging_of(each).respondent in keys]


def _refresh_one(service: Service, refreshing: Refreshing, submission: Submission, *, force: bool) -> bool:
    """Whether a version was made. One that an earlier run kept and could not deliver is delivered now, and is new enough."""
    pending = submission.state is State.ASSESSED
    try:
        if not pending and not refreshing.renew(submission.id, force=force):
            return False
    except ClaimLost:
        say(typography(f"{_name(refreshing, submission)} : le service s’en occupe en ce moment ; recommencez dans un instant."))
        return False
    service.journal.info("refreshed", submission=submission.id, pending=pending)
    service.carry_on(submission.id)
    return _tell(refreshing, submission)


def _tell(refreshing: Refreshing, before: Submission) -> bool:
    after, name = refreshing.ledger.submissions.get(before.id), _name(refreshing, before)
    if not after.settled:
        say(typography(f"{name} : nouvelle version enregistrée ; le service remettra ses documents à son prochain passage."))
        return True
    new = [each for each in after.documents if each not in before.documents]
    reports = [each.path for each in new if each.kind == "rapport"]
    say(typography(f"{name} : {', '.join(reports) or 'documents remis'}"))
    return True


def _name(refreshing: Refreshing, submission: Submission) -> str:
    belonging = belonging_of(submission)
    respondent = refreshing.ledger.campaigns.respondent(belonging.campaign, belonging.respondent)
    return respondent.name if respondent else belonging.respondent
