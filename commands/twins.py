"""`ecoclic twins`: the PDF twins, complements and action plans that are missing, made now; why those that could not be made could not."""

from __future__ import annotations

import time
from collections.abc import Container, Sequence
from pathlib import Path

import click

from commands.afterwork import Afterwork, sole_worker
from commands.context import ExitCode, open_ledger, require_share, say, workspace_option
from commands.following import WITHOUT_OFFICE, make_afterwork, workable_kinds
from commands.setbacks import Hindrances
from commands.settings import PdfWish
from commands.twin_making import twin_tasks
from commands.workspace import Workspace
from forms.errors import WorkspaceError
from forms.french import plural, typography
from intake.afterwork_store import Task, TaskKind, TaskState
from intake.ledger import Ledger
from intake.records import State, Submission
from intake.share import Share
from outbox.twins import twin_path

_SETTLED = (State.DELIVERED, State.REFUSED, State.DUPLICATE, State.WAITING)
_LONGEST_SECONDS = 600.0
"""How long a command may spend on what follows deliveries; the next one, or `ecoclic twins`, makes the rest."""


@click.command(short_help="Fait les PDF qui manquent.", options_metavar="[OPTIONS]")
@click.option("--list", "only_list", is_flag=True, help="Dit ce qui manque et pourquoi, sans rien faire.")
@workspace_option
def twins(only_list: bool, folder: Path) -> int:
    """Fait le PDF de chaque document remis qui n’en a pas, y compris de ceux remis avant que LibreOffice soit installé ;
    et les compléments, plans d’actions et bilans encore à faire.

    Un document modifié depuis sa remise n’en reçoit pas. Ce qui avait échoué est réessayé. Code de retour : 0 rien ne manque, 1 sinon.
    """
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as ledger:
        if only_list:
            return _tell(ledger, _wanted_kinds(workspace))
        require_share(workspace, ledger)
        _ask_for_missing(ledger, workspace.share, _wanted_kinds(workspace))
        return _make(workspace, ledger)


def _make(workspace: Workspace, ledger: Ledger) -> int:
    with sole_worker(workspace.state) as ours:
        if not ours:
            say("Le service y travaille déjà ; ce qui manquait lui est confié.")
            return ExitCode.DONE
        afterwork = _afterwork(workspace, ledger)
        try:
            afterwork.drain(float("inf"), hurry=True)
            _tell_done(afterwork)
        finally:
            afterwork.close()
    return _tell(ledger, _wanted_kinds(workspace))


def _wanted_kinds(workspace: Workspace) -> tuple[TaskKind, ...]:
    """The kinds of tasks that are to be done one day: PDF twins are none where the settings want none."""
    return WITHOUT_OFFICE if workspace.settings.pdf is PdfWish.NEVER else tuple(TaskKind)


def _afterwork(workspace: Workspace, ledger: Ledger) -> Afterwork:
    wanted = _wanted_kinds(workspace)
    afterwork = make_afterwork(workspace, ledger, wanted)
    if TaskKind.PDF in afterwork.makers or TaskKind.PDF not in wanted or ledger.afterwork.remaining(*WITHOUT_OFFICE):
        return afterwork
    raise WorkspaceError("LibreOffice est introuvable, ou sans Python : installez libreoffice-writer et python3-uno, puis recommencez.")


def finish_afterwork(
    workspace: Workspace, ledger: Ledger, hindrances: Hindrances, *, twins: bool = True, of: Container[int] | None = None
) -> None:
    """At the end of a command: work on what follows for ten minutes at most, and say what is left.

    Without `twins`, only on what wants no LibreOffice. `of`: the submissions whose tasks are worked on, where not all. `hindrances` is
    told of what a disk or the share refuses.
    """
    kinds = workable_kinds(workspace) if twins else WITHOUT_OFFICE
    if any(ledger.afterwork.due(*kinds, hurry=True)):
        with sole_worker(workspace.state) as ours:
            if not ours:
                say("Ce qui suit (PDF, plans d’actions…) est confié au service, déjà au travail.")
                return
            afterwork = make_afterwork(workspace, ledger, kinds)
            afterwork.hindrances = hindrances
            if of is not None:
                afterwork.wanted = lambda task: task.submission in of
            try:
                afterwork.drain(time.monotonic() + _LONGEST_SECONDS, hurry=True)
                _tell_done(afterwork)
            finally:
                afterwork.close()
        _tell_left(ledger, kinds)


_WORDS = {
    TaskKind.COMPLEMENT: ("complément", "compléments"),
    TaskKind.PLAN: ("plan d’actions", "plans d’actions"),
    TaskKind.REVIEW: ("bilan annuel", "bilans annuels"),
    TaskKind.PDF: ("PDF", "PDF"),
}


def _tell_done(afterwork: Afterwork) -> None:
    for kind, (one, many) in _WORDS.items():
        number = afterwork.done[kind]
        if number:
            say(f"{plural(number, f'{one} fait', f'{many} faits')}.")


def _tell_left(ledger: Ledger, kinds: Sequence[TaskKind]) -> None:
    for kind, (one, many) in _WORDS.items():
        left = len(ledger.afterwork.remaining(kind)) if kind in kinds else 0
        if left:
            say(typography(f"{plural(left, f'{one} reste', f'{many} restent')} à faire : « ecoclic twins », ou le prochain passage."))


def _ask_for_missing(ledger: Ledger, share: Share, wanted: Sequence[TaskKind]) -> None:
    """Every document ever delivered has its task; what was given up has another chance, and so has a twin that was removed."""
    with ledger.transaction():
        if TaskKind.PDF in wanted:
            _ask_for_twins(ledger, share)
        ledger.afterwork.bring_back(*wanted)


def _ask_for_twins(ledger: Ledger, share: Share) -> None:
    for submission in (each for state in _SETTLED for each in ledger.submissions.in_state(state)):
        ledger.afterwork.add(twin_tasks(submission.id, submission.documents, _version(ledger, submission)))
    for task in ledger.afterwork.all():
        if task.state is TaskState.DONE and _is_without_twin(share.root, task):
            ledger.afterwork.redo(task.id)


def _is_without_twin(root: Path, task: Task) -> bool:
    return task.kind is TaskKind.PDF and (root / task.path).is_file() and not (root / twin_path(task.path)).exists()


def _version(ledger: Ledger, submission: Submission) -> int:
    latest = ledger.assessments.latest(submission.id)
    return latest.document_version if latest else 1


def _tell(ledger: Ledger, wanted: Sequence[TaskKind]) -> int:
    remaining = ledger.afterwork.remaining(*wanted)
    given_up = [task for task in ledger.afterwork.given_up() if task.kind in wanted]
    for task in remaining:
        say(typography(f"  … {task.path} : à faire. {task.error}".rstrip()))
    for task in given_up:
        say(typography(f"  ✗ {task.path} : {task.error}"))
    if not remaining and not given_up:
        say(_nothing_missing(wanted))
    return ExitCode.FAILED if remaining or given_up else ExitCode.DONE


def _nothing_missing(wanted: Sequence[TaskKind]) -> str:
    if TaskKind.PDF in wanted:
        return "Aucun PDF ne manque."
    return typography('Rien ne manque : les réglages disent de ne pas faire de PDF (« pdf = "never" » dans ecoclic.toml).')
