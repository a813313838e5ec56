"""What follows deliveries, as the service and the commands see it: who makes what, and the process that does while the service watches."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from commands.afterwork import Afterwork, GivenUp, Maker
from commands.complement_making import ComplementMaker
from commands.context import say
from commands.journal import open_journal
from commands.plan_making import PlanMaker
from commands.reviewing import ReviewMaker
from commands.twin_making import can_make_twins, make_twin_maker
from commands.workspace import Workspace
from forms.french import typography
from intake.afterwork_store import TaskKind
from intake.ledger import Ledger

_AGAIN_SECONDS = 15.0
"""How long after one process ended the next is started, at the soonest."""
_LEAVING_SECONDS = 5.0
_START = "import sys; sys.path[:] = sys.argv[1].split(chr(0x1f)); from commands.afterwork_worker import main; main()"


WITHOUT_OFFICE = (TaskKind.COMPLEMENT, TaskKind.PLAN, TaskKind.REVIEW)
"""The kinds of tasks that want no LibreOffice."""
_NAMES = {
    TaskKind.COMPLEMENT: "le complément",
    TaskKind.PLAN: "le plan d’actions",
    TaskKind.REVIEW: "le bilan annuel",
    TaskKind.PDF: "le PDF",
}


def workable_kinds(workspace: Workspace) -> tuple[TaskKind, ...]:
    """The kinds of tasks that can be worked on here and now."""
    return (*WITHOUT_OFFICE, TaskKind.PDF) if can_make_twins(workspace) else WITHOUT_OFFICE


def make_afterwork(workspace: Workspace, ledger: Ledger, kinds: Collection[TaskKind] = tuple(TaskKind)) -> Afterwork:
    """Everything that works on the tasks of `workspace` of these `kinds`; nothing is started before the first task."""
    makers: dict[TaskKind, Maker] = {
        TaskKind.COMPLEMENT: ComplementMaker(workspace, ledger),
        TaskKind.PLAN: PlanMaker(workspace, ledger),
        TaskKind.REVIEW: ReviewMaker(workspace, ledger),
    }
    if TaskKind.PDF in kinds and (twins := make_twin_maker(workspace, ledger)):
        makers[TaskKind.PDF] = twins
    return Afterwork(ledger, workspace.share, makers, open_journal(workspace.log), tell_given_up)


def tell_given_up(given_up: GivenUp) -> None:
    """One line for whoever watches the service."""
    failed = f"{given_up.path} : {_NAMES[given_up.kind]} n’a pas pu être fait."
    say(typography(f"  ! {failed} {given_up.sentence} Une fois la cause levée, « ecoclic twins » réessaie."))


@dataclass
class Following:
    """The worker as the service sees it: started when there is something to do, ended with the service."""

    workspace: Workspace
    ledger: Ledger
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _not_before: float = field(default=0.0, init=False)

    def look(self) -> None:
        """Start the worker if something is due and it is not at work. Costs one question to the ledger."""
        with suppress(OSError):  # the next look tries again
            if not self._at_work() and time.monotonic() >= self._not_before and self._is_something_due():
                self._process = self._launched()

    def close(self) -> None:
        """Have the worker leave, after the document in hand if that takes no time, and wait for it."""
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_LEAVING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()  # its LibreOffice notices, and ends too
            self._process.wait()
        self._process = None

    def _is_something_due(self) -> bool:
        kinds = workable_kinds(self.workspace)
        return any(self.ledger.afterwork.due(*kinds))

    def _at_work(self) -> bool:
        if self._process is None:
            return False
        if self._process.poll() is None:
            return True
        self.close()
        self._not_before = time.monotonic() + _AGAIN_SECONDS
        return False

    def _launched(self) -> subprocess.Popen[bytes]:
        paths = "\x1f".join(str(Path(entry).resolve()) for entry in sys.path)
        return subprocess.Popen(  # noqa: S603 – our own interpreter and our own module
            [sys.executable, "-I", "-c", _START, paths, str(self.workspace.root)], stdin=subprocess.PIPE, start_new_session=True
        )
