"""`ecoclic status`: per campaign, who was sent a form, who returned one, whose was refused or assessed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from commands.context import open_ledger, say, workspace_option
from commands.own_templates import own_templates
from commands.retry import failing_in, tell_failing
from commands.workspace import Workspace
from forms.campaign import Campaign
from forms.french import french_date, plural, typography
from intake.records import CampaignProgress, RespondentProgress, Submission


@click.command(short_help="Où en est chaque campagne.", options_metavar="[OPTIONS]")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON, pour un autre programme.")
@workspace_option
def status(as_json: bool, folder: Path) -> None:
    """Dit, par campagne, où en est le questionnaire de chaque collectivité : envoyé, renvoyé, évalué ou refusé."""
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as ledger:
        progress = [(campaign, ledger.campaigns.progress(campaign.id)) for campaign in ledger.campaigns.campaigns()]
        strays, failing = ledger.submissions.unidentified(), failing_in(ledger)
    troubles = own_templates(workspace).troubles()
    if as_json:
        templates = [{"template": each.kind, "problems": each.problems or (each.sentence,)} for each in troubles]
        values = {**_as_values(progress, strays), "failing": [_failing_values(each) for each in failing], "templates": templates}
        say(msgspec.json.format(msgspec.json.encode(values), indent=2).decode())
    else:
        _tell(progress, strays)
        tell_failing(failing)
        for trouble in troubles:
            say(f"{trouble.sentence} Détail : « ecoclic templates check {trouble.kind}.odt ».")


_Progress = Sequence[tuple[Campaign, CampaignProgress]]


def _as_values(progress: _Progress, strays: Sequence[Submission]) -> dict[str, object]:
    return {
        "campaigns": [_campaign_values(campaign, each) for campaign, each in progress],
        "unidentified": [{"file": each.name, "state": each.state, "reason": each.reason and each.reason.code} for each in strays],
    }


def _campaign_values(campaign: Campaign, progress: CampaignProgress) -> dict[str, object]:
    totals = {name: getattr(progress, name) for name in ("sent", "returned", "refused", "waiting", "assessed")}
    return {
        "id": campaign.id,
        "title": campaign.title,
        "questionnaire": campaign.questionnaire_id,
        "deadline": campaign.deadline,
        "totals": totals,
        "respondents": [_respondent_values(each) for each in progress.respondents],
    }


def _failing_values(each: Submission) -> dict[str, object]:
    return {"file": each.name, "set_aside": bool(each.set_aside), "cause": each.set_aside or each.last_error}


def _respondent_values(each: RespondentProgress) -> dict[str, object]:
    respondent = each.respondent
    return {
        "kind": respondent.kind,
        "insee": respondent.insee,
        "siren": respondent.siren,
        "name": respondent.name,
        "reference": each.reference,
        "sent": each.sent,
        "returned": each.returned,
        "refused": each.refused,
        "waiting": each.waiting,
        "assessed": each.assessed,
        "revision": each.revision,
    }


def _tell(progress: _Progress, strays: Sequence[Submission]) -> None:
    if not progress:
        say("Aucune campagne. Lancez-en une avec « ecoclic campaign create ».")
    for campaign, each in progress:
        _tell_campaign(campaign, each)
    if strays:
        say(typography(f"Sans collectivité reconnue : {plural(len(strays), 'fichier')}, dans le dossier 4-a-revoir."))
        for stray in strays:
            say(typography(f"  – {stray.name} : {stray.reason.sentence if stray.reason else 'à revoir'}"))


def _tell_campaign(campaign: Campaign, progress: CampaignProgress) -> None:
    until = f", jusqu’au {french_date(campaign.deadline)}" if campaign.deadline else ""
    say(f"{campaign.title} ({campaign.id}{until})")
    say(
        f"  {plural(progress.sent, 'envoyé')} ; {plural(progress.returned, 'renvoyé')} ; {plural(progress.assessed, 'évalué')} ; "
        f"{plural(progress.refused, 'refusé')} ; {progress.waiting} en attente"
    )
    for each in progress.respondents:
        say(f"  – {each.respondent.key:9}  {each.reference or '':14}  {each.respondent.name} : {_in_words(each)}")
    say()


def _in_words(each: RespondentProgress) -> str:
    if each.assessed:
        return "évalué" if each.revision == 1 else f"évalué (révision {each.revision})"
    if each.waiting:
        return "en attente d’une décision"
    if each.refused:
        return "renvoyé, refusé : à renvoyer corrigé"
    return "renvoyé, en cours de traitement" if each.returned else "pas encore renvoyé" if each.sent else "questionnaire pas encore écrit"
