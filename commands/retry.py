"""`ecoclic retry`: what was set aside because it kept failing, and its return to work."""

from __future__ import annotations

from pathlib import Path

import click

from commands.context import open_ledger, say, workspace_option
from commands.workspace import Workspace
from forms.errors import EcoclicError
from forms.french import french_date, plural, typography
from forms.reference import parse_reference
from intake.records import Submission


class NothingSetAside(EcoclicError):
    """What a person named was not set aside."""

    code = "nothing-set-aside"


@click.command(short_help="Reprend ce qui a été mis de côté.", options_metavar="[OPTIONS]")
@click.argument("what", metavar="[REFERENCE|FILE]", default="")
@click.option("--all", "everything", is_flag=True, help="Reprend tout ce qui a été mis de côté.")
@workspace_option
def retry(what: str, everything: bool, folder: Path) -> None:
    """Montre ce qui a été mis de côté après plusieurs échecs ; reprend ce que désigne une référence, un nom de fichier ou un numéro.

    Le service s’en occupe à son prochain passage. Ce qui attend son prochain essai est repris aussi, sans plus attendre.
    """
    with open_ledger(Workspace.open(folder)) as ledger:
        failing = [each for each in ledger.submissions.unfinished() if each.set_aside or each.attempts]
        chosen = failing if everything else [each for each in failing if _is_named(each, what)]
        if not what and not everything:
            _tell(failing)
            return
        if what and not chosen:
            raise NothingSetAside(typography(f"Rien n’a été mis de côté sous « {what} »."))
        for each in chosen:
            ledger.submissions.bring_back(each.id)
    say(f"{plural(len(chosen), 'fichier repris', 'fichiers repris')} au prochain passage du service.")


def _is_named(submission: Submission, what: str) -> bool:
    reference = parse_reference(what) if what else None
    return what in (str(submission.id), submission.name) or bool(
        reference and submission.belonging and submission.belonging.reference == reference
    )


def _tell(failing: list[Submission]) -> None:
    aside = [each for each in failing if each.set_aside]
    if not failing:
        say("Rien n’a été mis de côté.")
    for each in aside:
        say(typography(f"n° {each.id} « {each.name} », reçu le {french_date(each.received_at.astimezone().date())} : {each.set_aside}"))
    if len(failing) > len(aside):
        say(f"{plural(len(failing) - len(aside), 'autre fichier sera réessayé', 'autres fichiers seront réessayés')} sans intervention.")
    if aside:
        say(typography("Pour reprendre : « ecoclic retry NOM » ou « ecoclic retry --all »."))
