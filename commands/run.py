"""`ecoclic run`: notice, read, assess and answer what is dropped."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from commands.context import ExitCode, say, workspace_option
from commands.loop import Service, serving
from commands.twins import finish_afterwork
from commands.workspace import Workspace
from forms.french import plural
from intake.dropfolder import Oddity
from intake.records import State, Submission
from intake.sentences import opened_in_words


@click.command(short_help="Traite les questionnaires déposés.", options_metavar="[OPTIONS]")
@click.option("--once", is_flag=True, help="Traite ce qui est là, puis s’arrête.")
@click.option("--no-pdf", "without_pdf", is_flag=True, help="Avec --once, laisse pour plus tard les PDF des documents remis.")
@workspace_option
def run(once: bool, without_pdf: bool, folder: Path) -> int:
    """Surveille 2-retours : lit chaque questionnaire déposé, l’évalue et dépose rapport et reçu dans 3-rapports.

    S’arrête proprement sur Ctrl+C ou SIGTERM, une fois terminé le fichier en cours.
    """
    workspace = Workspace.open(folder)
    with serving(workspace, TerminalTeller()) as service:
        if once:
            run_once(service, twins=not without_pdf)
            service.hindrances.require_none()
        else:
            say(f"Surveillance de {workspace.share.drops} (Ctrl+C pour arrêter).")
            with _collecting_only_what_is_new():
                service.forever()
            say("Arrêt demandé : terminé proprement.")
        return ExitCode.FAILED if once and service.share_is_absent else ExitCode.DONE


def run_once(service: Service, *, twins: bool = True) -> int:
    """Handle what is there, say how much it was, and return it. Then, unless the run was stopped, make what follows: action plans,
    and the PDF `twins`, if wanted."""
    finished = service.once()
    say(f"{plural(finished, 'fichier traité', 'fichiers traités')}.")
    if not service.stop.asked:
        finish_afterwork(service.workspace, service.pipeline.ledger, service.hindrances, twins=twins)
    return finished


@contextmanager
def _collecting_only_what_is_new() -> Iterator[None]:
    """What lives as long as the service is not searched for garbage again and again: that alone kept a return waiting for 20 to 30 ms."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class TerminalTeller:
    """Tells the person at the terminal, one line for each thing that happens."""

    def settled(self, submission: Submission) -> None:
        """« ✓ retour.odt : évalué → 3-rapports/… »."""
        mark = "✓" if submission.is_opened else _MARKS.get(submission.state, "•")
        say(f"  {mark} {submission.name} : {_in_words(submission)}")

    def odd(self, name: str, oddity: Oddity) -> None:
        """Something is never opened."""
        say(f"  ! {name} : {oddity.sentence}")

    def trouble(self, name: str, sentence: str) -> None:
        """A file must wait."""
        say(f"  ! {name} : {sentence}")

    def share_absent(self) -> None:
        """The share is not there."""
        say("Le dossier partagé est absent ou débranché : rien n’est touché, le service attend son retour.")

    def share_back(self) -> None:
        """The share is there again."""
        say("Le dossier partagé est de retour.")

    def paused(self, full: bool) -> None:
        """Nothing can be written."""
        why = "un disque est plein : faites de la place" if full else "un disque ou le registre ne répond pas"
        say(f"Pause : {why}. Rien n’est perdu ; le service reprendra de lui-même.")

    def resumed(self) -> None:
        """Things can be written again."""
        say("Le travail reprend.")


_MARKS = {State.DELIVERED: "✓", State.REFUSED: "✗", State.DUPLICATE: "=", State.WAITING: "?"}


def _in_words(submission: Submission) -> str:
    if submission.is_opened and submission.reason:
        return f"{opened_in_words(submission.reason)} → {(submission.archive_path or '').rpartition('/')[0]}"
    if submission.state is State.REFUSED and submission.reason:
        return f"refusé ({submission.reason.code}). {submission.reason.sentence}"
    if submission.state is State.DUPLICATE:
        return "déjà reçu avec les mêmes réponses ; rien de nouveau."
    if submission.state is State.WAITING and submission.reason:
        return f"en attente d’une décision (« ecoclic decide {submission.id} »). {submission.reason.sentence}"
    where = submission.documents[0].path.rpartition("/")[0] if submission.documents else ""
    if any(document.kind == "suivi" for document in submission.documents):
        return f"plan d’actions suivi → {where}"
    again = f" (révision {submission.revision})" if submission.revision and submission.revision > 1 else ""
    return f"évalué{again} → {where}"
