"""`ecoclic bilan`: the yearly review of a respondent, a chapter and its délibération, made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from commands.context import now, open_ledger, require_share, say, workspace_option
from commands.documents import Documents
from commands.report import NoSuchReport
from commands.reviewing import ask_for_review, next_review
from commands.setbacks import Hindrances
from commands.twins import finish_afterwork
from commands.workspace import Workspace
from forms.french import typography
from intake.ledger import Ledger
from intake.records import State, Submission


@click.command("bilan", short_help="Fait le bilan annuel et son projet de délibération.", options_metavar="[OPTIONS]")
@click.argument("campaign", metavar="CAMPAGNE")
@click.option("--respondent", "keys", metavar="CODE", multiple=True, help="Code INSEE ou SIREN ; peut être répété.")
@click.option("--all", "everyone", is_flag=True, help="Toutes les collectivités dont un retour est évalué.")
@click.option("--force", is_flag=True, help="Même si rien n’a changé depuis le bilan précédent.")
@workspace_option
def bilan(campaign: str, keys: tuple[str, ...], everyone: bool, force: bool, folder: Path) -> None:
    """Fait le bilan annuel de la campagne : un chapitre à joindre au rapport de développement durable, et son projet de délibération.

    Il réunit les derniers résultats, leur évolution, les actions des plans renvoyés et les objectifs. Un bilan déjà remis ne change
    jamais : s’il y a du nouveau, un autre s’ajoute à côté.
    """
    if not keys and not everyone:
        raise click.UsageError("Indiquez une collectivité (--respondent CODE) ou toutes (--all).")
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as ledger:
        require_share(workspace, ledger)
        asking = _Asking(workspace, ledger, now().astimezone().date())
        chosen = asking.chosen(campaign, keys)
        for submission in chosen:
            say(typography(asking.ask(submission, force=force)))
        if not chosen:
            say("Aucun retour de cette campagne n’est encore évalué : il n’y a pas de bilan à faire.")
        hindrances = Hindrances()
        finish_afterwork(workspace, ledger, hindrances, of={each.id for each in chosen})
        hindrances.require_none()


@dataclass(frozen=True, slots=True)
class _Asking:
    """Asks for reviews on the day `today`."""

    workspace: Workspace
    ledger: Ledger
    today: date

    def chosen(self, campaign: str, keys: Sequence[str]) -> list[Submission]:
        """The latest assessed return of each respondent of `keys`, or of all that have one. Raises NoSuchReport."""
        if self.ledger.campaigns.campaign(campaign) is None:
            raise NoSuchReport(typography(f"Aucune campagne ne s’appelle « {campaign} »."))
        found = dict(self._latest(campaign, keys or [each.key for each in self.ledger.campaigns.respondents(campaign)]))
        if missing := [key for key in keys if key not in found]:
            raise NoSuchReport(typography(f"Aucun retour évalué de {', '.join(missing)} dans la campagne « {campaign} »."))
        return list(found.values())

    def _latest(self, campaign: str, keys: Sequence[str]) -> Iterator[tuple[str, Submission]]:
        for key in keys:
            submission = self.ledger.submissions.latest_revision(campaign, key)
            if submission is not None and submission.state is State.DELIVERED:
                yield key, submission

    def ask(self, submission: Submission, *, force: bool) -> str:
        """Keep the review to make, unless it would say nothing new; what became of that."""
        documents = Documents.of(self.workspace, self.ledger)
        folder = documents.folder_of(submission)
        with self.ledger.transaction():
            new = next_review(self.ledger, submission, self.today)
            known = self.ledger.reviews.latest(new.campaign, new.respondent)
            same = known and (known.submission, known.document_version, known.rank) == (new.submission, new.document_version, new.rank)
            if known and same and not force:
                return f"{new.respondent} : rien de nouveau depuis le bilan {known.number}."
            task = ask_for_review(self.ledger, self.workspace.share, submission, folder, self.today)
            self.ledger.afterwork.add([task])
        return f"{new.respondent} : {task.path}"
