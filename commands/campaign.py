"""`ecoclic campaign create`: launch a campaign and write its forms."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import click

from commands.context import now, open_ledger, require_share, say, workspace_option
from commands.issuing import Launch, campaign_from, forms_to_write, register, write_forms
from commands.workspace import Workspace
from forms import catalogue
from forms.campaign import Campaign
from forms.french import plural
from forms.loading import load_file
from forms.questionnaire import Questionnaire
from forms.respondent_lists import parse_respondents

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


@click.group(short_help="Campagnes : création et questionnaires.", subcommand_metavar="COMMANDE …", options_metavar="")
def campaign() -> None:
    """Crée les campagnes et écrit leurs questionnaires."""


def _campaign_id(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not _ID.fullmatch(value):
        raise click.BadParameter("minuscules sans accent, chiffres et traits d’union seulement, 40 caractères au plus.")
    return value


def _deadline(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


@campaign.command("create", short_help="Lance une campagne et écrit un questionnaire par collectivité.", options_metavar="[OPTIONS]")
@click.argument("campaign_id", metavar="ID", callback=_campaign_id)
@click.option(
    "--respondents",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FICHIER",
    help="Liste des collectivités (CSV, ODS ou XLSX).",
)
@click.option("--questionnaire", default="reen-niveau1", show_default=True, metavar="ID|FICHIER", help="Questionnaire posé.")
@click.option("--title", default="", metavar="TEXTE", help="Titre imprimé sur les documents (par défaut : celui du questionnaire).")
@click.option(
    "--deadline",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    callback=_deadline,
    metavar="DATE",
    help="Date limite de retour, à venir (30/06/2027).",
)
@click.option("--from", "previous", default="", metavar="CAMPAGNE", help="Campagne précédente, dont les réponses stables sont reprises.")
@workspace_option
def create(campaign_id: str, respondents: Path, questionnaire: str, title: str, deadline: date | None, previous: str, folder: Path) -> None:
    """Lance la campagne ID : une ligne de la liste donne un questionnaire ODT et un PDF, dans 1-questionnaires/ID.

    ID : minuscules sans accent, chiffres et traits d’union ; il nomme les dossiers. Relancée à l’identique après une interruption, la
    commande reprend où elle en était.
    """
    workspace = Workspace.open(folder)
    asked = load_questionnaire(questionnaire)
    launch = Launch(
        campaign_id, title or asked.title, asked, parse_respondents(respondents.read_bytes(), respondents.name), deadline, previous
    )
    launch_campaign(workspace, launch)


def load_questionnaire(name: str) -> Questionnaire:
    """The questionnaire of the catalogue called `name`, or the one defined in the file of that name."""
    return load_file(Path(name)) if name.endswith(".toml") else catalogue.load(name)


def launch_campaign(workspace: Workspace, launch: Launch) -> Campaign:
    """Register the campaign, write its forms under a progress bar, and say where they are."""
    with open_ledger(workspace) as ledger:
        require_share(workspace, ledger)
        created = register(ledger, campaign_from(launch, workspace.settings, now().date()), launch)
        folder = workspace.share.questionnaires / created.id
        files = write_forms(ledger, created, folder)
        with click.progressbar(files, length=forms_to_write(ledger, created), label="Écriture des questionnaires") as bar:
            for _ in bar:
                pass
    say(f"Campagne « {created.title} » : {plural(len(launch.respondents), 'collectivité')}, questionnaires dans {folder}")
    if not workspace.settings.operator.name:
        say("Conseil : complétez la partie [operator] des réglages, elle est imprimée sur les questionnaires.")
    return created
