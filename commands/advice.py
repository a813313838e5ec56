"""`ecoclic advice check`: is the advisor's own advice well written, and does it fit the campaigns at work?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from commands.context import ExitCode, open_ledger, say, workspace_option
from commands.settings import Settings
from commands.workspace import Workspace
from forms.advice import AdviceBook
from forms.advice_loading import load_advice_file, questions_not_in
from forms.errors import WorkspaceError
from forms.french import plural, typography
from intake.ledger import Ledger
from outbox.advice_length import MOST_LINES, most_lines


@click.group(short_help="Vos propres conseils dans les rapports.", subcommand_metavar="COMMANDE …", options_metavar="")
def advice() -> None:
    """Vos paragraphes et vos recommandations, ajoutés aux rapports et signalés comme les vôtres. Voir docs/conseils.md."""


@advice.command(short_help="Vérifie le fichier de conseils.", options_metavar="[OPTIONS]")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False), metavar="[FICHIER]")
@workspace_option
def check(file: Path | None, folder: Path) -> int:
    """Vérifie FICHIER (par défaut celui de l’espace de travail) et dit d’un coup tout ce qui est à corriger. Ne change rien."""
    workspace = Workspace.open(folder)
    path = file or workspace.advice
    if not path.is_file() and file is None and workspace.settings.advice == Settings().advice:
        say(typography(f"Vous n’avez pas de conseils à vous (« {path.name} ») : docs/conseils.md dit comment en écrire."))
        return ExitCode.DONE
    if not path.is_file():
        raise WorkspaceError(typography(f"Il n’y a pas de fichier de conseils « {path} » : docs/conseils.md dit comment l’écrire."))
    book = load_advice_file(path)
    with open_ledger(workspace) as ledger:
        unfit = list(_unfit(book, ledger))
    say(f"Le fichier « {path.name} » est bien écrit : {plural(len(book.paragraphs), 'paragraphe')}, {_told(book)}.")
    for sentence in (*unfit, *_long(book)):
        say(f"  – {sentence}")
    return ExitCode.FAILED if unfit else ExitCode.DONE


def _told(book: AdviceBook) -> str:
    return plural(len(book.recommendations), "recommandation")


def _long(book: AdviceBook) -> Iterator[str]:
    """That it makes long reports, which is for the advisor to judge."""
    lines = most_lines(book)
    if lines > MOST_LINES:
        yield typography(
            f"Vos conseils prennent jusqu’à {plural(lines, 'ligne')} dans un même rapport : au-delà de {MOST_LINES}, celui d’une "
            "collectivité qui a tout à faire peut dépasser dix pages."
        )


def _unfit(book: AdviceBook, ledger: Ledger) -> Iterator[str]:
    """What the file says of campaigns, respondents, questions or answers that no campaign has."""
    campaigns = {campaign.id: campaign for campaign in ledger.campaigns.campaigns()}
    audiences = [each.audience for each in book.paragraphs] + [each.audience for each in book.recommendations]
    for unknown in sorted({each for audience in audiences for each in audience.campaigns} - campaigns.keys()):
        yield typography(f"Aucune campagne ne s’appelle « {unknown} » : « ecoclic status » donne leurs noms.")
    if not campaigns:
        return
    known = {each.respondent.key for campaign in campaigns for each in ledger.campaigns.progress(campaign).respondents}
    for unknown in sorted({each for audience in audiences for each in audience.respondents} - known):
        yield typography(f"Aucune collectivité n’a pour code « {unknown} » dans vos campagnes (INSEE pour une commune, SIREN sinon).")
    hashes = dict.fromkeys(campaign.content_hash for campaign in campaigns.values())
    loaded = [questionnaire for each in hashes if (questionnaire := ledger.campaigns.questionnaire(each))]
    nowhere = [set(questions_not_in(book, questionnaire)) for questionnaire in loaded]
    yield from sorted(set.intersection(*nowhere) if nowhere else ())
