"""`ecoclic retry`: what was set aside because it kept failing, and its return to work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from commands.context import open_ledger, say, workspace_option
from commands.workspace import Workspace
from forms.errors import EcoclicError
from forms.french import french_date, plural, typography
from forms.reference import parse_reference
from intake.ledger import Ledger
from intake.records import Submission


class NothingSetAside(EcoclicError):
    """What a person named was not set aside."""

    code = "nothing-set-aside"


@click.command(short_help="Reprend ce qui a été mis de côté.", options_metavar="[OPTIONS]")
@click.argument("what", metavar="[RÉFÉRENCE|FICHIER|NUMÉRO]", default="")
@click.option("--all", "everything", is_flag=True, help="Reprend tout ce qui a été mis de côté.")
@workspace_option
def retry(what: str, everything: bool, folder: Path) -> None:
    """Montre ce qui a été mis de côté après plusieurs échecs ; reprend ce que désigne une référence, un nom de fichier ou un numéro.

    Le service s’en occupe à son prochain passage. Ce qui attend son prochain essai est repris aussi, sans plus attendre.
    """
    with open_ledger(Workspace.open(folder)) as ledger:
        failing = failing_in(ledger)
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


def failing_in(ledger: Ledger) -> list[Submission]:
    """Every return a step of which failed the last time, set aside or to be tried again, in the order of arrival."""
    return [each for each in ledger.submissions.unfinished() if each.set_aside or each.attempts]


def tell_failing(failing: Sequence[Submission]) -> None:
    """What was set aside, what will be tried again, and why."""
    aside = [each for each in failing if each.set_aside]
    again = [each for each in failing if not each.set_aside]
    if aside:
        say(typography(f"Mis de côté après plusieurs échecs : {plural(len(aside), 'fichier')}."))
    for each in aside:
        say(typography(f"  – {_received(each)} : {each.set_aside}"))
    if again:
        say(typography(f"À réessayer par le service, sans intervention : {plural(len(again), 'fichier')}."))
    for each in again:
        say(typography(f"  – {_received(each)}{' : ' if each.last_error else ''}{each.last_error}"))


def _received(submission: Submission) -> str:
    return f"n° {submission.id} « {submission.name} », reçu le {french_date(submission.received_at.astimezone().date())}"


def _tell(failing: list[Submission]) -> None:
    if not failing:
        say("Rien n’a été mis de côté.")
    tell_failing(failing)
    if any(each.set_aside for each in failing):
        say(typography("Pour reprendre : « ecoclic retry NOM » ou « ecoclic retry --all »."))
