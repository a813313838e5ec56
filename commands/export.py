"""`ecoclic export CAMPAGNE --output FICHIER`: the results of a campaign as a spreadsheet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

from commands.context import now, open_ledger, say, workspace_option
from commands.dashboard import followed
from commands.documents import BrokenLedger, Documents
from commands.workspace import Workspace
from forms.campaign import Campaign
from forms.errors import EcoclicError, WorkspaceError
from forms.french import plural, slug
from forms.questionnaire import Questionnaire
from intake.ledger import Ledger
from outbox.campaign_sheets import Exported, Listed, campaign_sheets
from outbox.campaign_viewing import state_of
from outbox.spreadsheet import Sheet, csv_lines, write_ods


@click.command(short_help="Écrit les résultats d’une campagne dans un tableur.", options_metavar="[OPTIONS]")
@click.argument("campaign_id", metavar="CAMPAGNE")
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    help="Le fichier à écrire, en .ods.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Écrit aussi chaque feuille en CSV, à côté.")
@click.option(
    "--with-comments",
    is_flag=True,
    help="Ajoute les commentaires et qui a répondu (nom, fonction, courriel) : ce sont des données personnelles.",
)
@click.option("--force", is_flag=True, help="Remplace les fichiers qui existent déjà.")
@workspace_option
def export(campaign_id: str, output: Path, as_csv: bool, with_comments: bool, force: bool, folder: Path) -> None:
    """Écrit dans FICHIER les résultats de la campagne CAMPAGNE : résultats, thèmes, réponses, actions, réponses à vérifier, légende.

    Les chiffres sont ceux des derniers rapports. Ni nom de personne, ni courriel, ni commentaire sans --with-comments.
    """
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as ledger:
        campaign, questionnaire = _asked(ledger, campaign_id)
        with ledger.snapshot():
            listed = list_respondents(workspace, ledger, campaign, now().astimezone().date())
            sheets = campaign_sheets(campaign, questionnaire, listed, now().astimezone().date(), with_comments=with_comments)
    files = _files(output, sheets, campaign.title, as_csv=as_csv)
    _write_all(files, force=force, private=with_comments)
    _tell([path for path, _ in files], sheets, with_comments=with_comments)


def _asked(ledger: Ledger, campaign_id: str) -> tuple[Campaign, Questionnaire]:
    campaign = ledger.campaigns.campaign(campaign_id)
    if campaign is None:
        known = ", ".join(each.id for each in ledger.campaigns.campaigns()) or "aucune"
        raise WorkspaceError(f"Il n’y a pas de campagne « {campaign_id} ». Campagnes : {known}.")
    questionnaire = ledger.campaigns.questionnaire(campaign.content_hash)
    if questionnaire is None:
        raise BrokenLedger(0, f"the questionnaire of campaign {campaign_id}")
    return campaign, questionnaire


def list_respondents(workspace: Workspace, ledger: Ledger, campaign: Campaign, today: date) -> Iterator[Listed]:
    """Every respondent of `campaign` in the order of its list, with what their latest report says."""
    documents = Documents.of(workspace, ledger)
    references = {form.respondent: form.reference for form in ledger.campaigns.forms(campaign.id)}
    submissions = {each.respondent: each.submission for each in ledger.standings.latest(campaign.id)}
    late = campaign.deadline is not None and today > campaign.deadline
    for each in followed(workspace, ledger, campaign):
        key = each.respondent.key
        exported = _exported(ledger, documents, submissions[key]) if key in submissions else None
        yield Listed(each.respondent, state_of(each, late=late), references.get(key, ""), exported)


def _exported(ledger: Ledger, documents: Documents, number: int) -> Exported:
    submission = ledger.submissions.get(number)
    assessed = documents.assessed(submission)
    view = documents.view(submission, assessed)
    return Exported(view, assessed.questionnaire, assessed.checked, assessed.assessment, assessed.stored.made_at.date())


# Files ---------------------------------------------------------------------------------------------------------------------------

_Writer = Callable[[BinaryIO], None]


def _files(output: Path, sheets: Sequence[Sheet], title: str, *, as_csv: bool) -> list[tuple[Path, _Writer]]:
    """What to write where: « resultats.ods », and beside it « resultats-themes.csv »…"""
    if output.suffix.lower() != ".ods":
        raise EcoclicError(f"Le fichier à écrire est un tableur .ods, par exemple « --output {output.stem or 'resultats'}.ods ».")
    sheets = [Sheet(each.name, each.columns, list(each.rows), each.fixed) for each in sheets] if as_csv else sheets
    files: list[tuple[Path, _Writer]] = [(output, lambda file: write_ods(file, sheets, title))]
    if as_csv:
        files += [(output.with_name(f"{output.stem}-{slug(each.name)}.csv"), _csv_writer(each)) for each in sheets]
    return files


def write_spreadsheet(output: Path, sheets: Sequence[Sheet], title: str, *, force: bool) -> None:
    """Write `sheets` to the file `output`, whole or not at all. Raises EcoclicError when it is not named « .ods », or exists and `force` is
    not given; OSError when it cannot be written."""
    _write_all(_files(output, sheets, title, as_csv=False), force=force, private=False)


def _csv_writer(sheet: Sheet) -> _Writer:
    return lambda file: file.writelines(csv_lines(sheet))


def _write_all(files: Sequence[tuple[Path, _Writer]], *, force: bool, private: bool) -> None:
    standing = [path for path, _ in files if path.exists()]
    if standing and not force:
        raise EcoclicError(f"{standing[0]} existe déjà : indiquez un autre nom, ou ajoutez --force pour le remplacer.")
    for path, write in files:
        _write_whole(path, write, 0o600 if private else 0o666)


def _write_whole(path: Path, write: _Writer, mode: int) -> None:
    """The file appears whole, or what stood there stays as it was. `mode` is cut down by the umask, as for any file."""
    temporary = path.with_name(f".ecoclic-tmp-{os.getpid()}-{path.name}")
    temporary.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode), "w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _tell(paths: Sequence[Path], sheets: Sequence[Sheet], *, with_comments: bool) -> None:
    rows = sheets[0].rows
    count = len(rows) if isinstance(rows, list) else 0
    say(f"{plural(count, 'collectivité')} dans {paths[0]}")
    for path in paths[1:]:
        say(f"  {path}")
    if with_comments:
        say("Ces fichiers contiennent des données personnelles : gardez-les pour le suivi de la campagne.")
