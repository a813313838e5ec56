"""The loop: look at the drop folder, take what is whole, carry every return to its end, tell people, wait.

What is on the share decides; the ledger remembers; a failure of one file never stops the others.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from types import FrameType
from typing import Protocol

import structlog

from commands.context import open_ledger
from commands.documents import Documents
from commands.health import HealthBoard
from commands.journal import open_journal
from commands.pipeline import Pipeline
from commands.supervision import Supervisor
from commands.workspace import Workspace
from forms.errors import EcoclicError
from intake.dropfolder import DropFolder, Oddity
from intake.durable import Failure, classify
from intake.guard import GuardedReader
from intake.names import printable_name
from intake.noticing import Drop, Noticer, Observations, Patience, notice_once
from intake.records import Submission
from intake.share import ShareState
from intake.spool import NotAFile, Spool, Unsettled
from intake.watching import Pace, Waker


class Teller(Protocol):
    """Tells people what happens."""

    def settled(self, submission: Submission) -> None:
        """A return came to its end."""

    def odd(self, name: str, oddity: Oddity) -> None:
        """Something in the drop folder is never opened."""

    def trouble(self, name: str, sentence: str) -> None:
        """A file must wait; the others go on."""

    def share_absent(self) -> None:
        """The share is not there."""

    def share_back(self) -> None:
        """The share is there again."""


@dataclass(slots=True)
class Stop:
    """Whether to stop; set by SIGTERM and SIGINT, looked at between two files."""

    asked: bool = False


@dataclass
class Service:
    """A workspace at work. Made by `serving`, which opens and closes everything it holds."""

    workspace: Workspace
    pipeline: Pipeline
    journal: structlog.stdlib.BoundLogger
    teller: Teller
    stop: Stop
    board: HealthBoard
    supervisor: Supervisor = field(default_factory=Supervisor)
    _absent: bool = False

    def once(self) -> int:
        """Handle what is there and return how many returns came to their end. Raises WorkspaceError when the share is another's."""
        if not self._share_is_there():
            return 0
        patience = Patience.for_once(self.workspace.settings.watch.once_quiet)
        finished = self._resume()
        seen = notice_once(self._drops, self._noticer(patience), patience, time.monotonic, time.sleep)
        finished += self._handle(seen, None)
        self.board.passed(len(seen.waiting), continuous=False)
        return finished

    def forever(self) -> None:
        """Watch until `stop`. A share that goes away is waited for."""
        watch = self.workspace.settings.watch
        noticer, pace = self._noticer(Patience(quiet=watch.quiet)), Pace(busy=watch.poll, idle=4 * watch.poll)
        with Waker(self.pipeline.share.drops) as waker, _stopping(self.stop, waker):
            self.supervisor.ready()
            while not self.stop.asked:
                self.supervisor.alive()
                busy = self._look(noticer)
                if not self.stop.asked:
                    wait = min(pace.next(busy), max(watch.quiet, 1.0)) if busy else pace.next(busy)
                    waker.wait(min(wait, self.supervisor.longest_silence))
            self.supervisor.stopping()

    def _look(self, noticer: Noticer) -> bool:
        """One pass. Returns whether to look again soon."""
        if not self._share_is_there():
            return False
        self._resume()
        try:
            seen = noticer.observe(self._drops.listing(), time.monotonic(), self._drops.stamp)
        except OSError as error:
            self.journal.warning("listing failed", error=str(error))
            return True
        self._handle(seen, noticer)
        self.board.passed(len(seen.waiting), continuous=True)
        return seen.busy

    def _handle(self, seen: Observations, noticer: Noticer | None) -> int:
        for path, oddity in seen.odd:
            if self.pipeline.ledger.tell_once("odd", path + b"\x1f" + oddity.encode()):
                self.journal.info("not opened", oddity=str(oddity))
                self.teller.odd(printable_name(path), oddity)
        finished = 0
        for drop in seen.ready:
            if self.stop.asked:
                break
            submission = self._take(drop)
            if submission is None and noticer is not None:
                noticer.again(drop.path)
            finished += submission is not None and self._carry_on(submission)
        return finished

    def _resume(self) -> int:
        """Carry on what an earlier run, or an earlier failure, left unfinished."""
        finished = 0
        for submission in self.pipeline.ledger.submissions.unfinished():
            if not self.stop.asked:
                finished += self._carry_on(submission)
        return finished

    def _take(self, drop: Drop) -> Submission | None:
        name = printable_name(drop.path)
        try:
            submission = self.pipeline.take(drop)
        except Unsettled:
            return None
        except NotAFile as error:
            self.teller.trouble(name, error.sentence)
            return None
        except OSError as error:
            self._note_failure(name, error)
            return None
        self.journal.info("received", submission=submission.id, sha256=submission.sha256, size=submission.stamp.size)
        return submission

    def _carry_on(self, submission: Submission) -> bool:
        self.supervisor.alive()
        try:
            settled = self.pipeline.carry_on(submission)
        except Exception as error:  # noqa: BLE001 – whatever goes wrong with one file, the others go on
            with suppress(OSError):  # a full disk also keeps the ledger from noting it
                self.pipeline.ledger.submissions.note_failure(submission.id, repr(error))
            self._note_failure(submission.name, error)
            return False
        self.journal.info("settled", submission=settled.id, state=str(settled.state), reason=settled.reason and settled.reason.code)
        self.teller.settled(settled)
        return True

    def _note_failure(self, name: str, error: Exception) -> None:
        if isinstance(error, OSError) and classify(error) is Failure.GONE:
            self.journal.info("gone", error=str(error))
            return
        self.journal.warning("failed", error=error.detail if isinstance(error, EcoclicError) else repr(error), exc_info=error)
        self.teller.trouble(name, f"{_told(error)} Nouvel essai au prochain passage.")

    def _share_is_there(self) -> bool:
        there = self.pipeline.share.state(self.pipeline.ledger.workspace_id) is ShareState.PRESENT
        if not there and not self._absent:
            self.journal.warning("share absent")
            self.teller.share_absent()
        if there and self._absent:
            self.journal.info("share back")
            self.teller.share_back()
        self._absent = not there
        return there

    def _noticer(self, patience: Patience) -> Noticer:
        return Noticer(patience, self.pipeline.ledger.submissions.last_pass() + 1, self._drops.seems_whole)

    @cached_property
    def _drops(self) -> DropFolder:
        """Kept from pass to pass: it remembers what it has already sorted."""
        return DropFolder(self.pipeline.share.drops)


def _told(error: Exception) -> str:
    if isinstance(error, EcoclicError):
        return error.sentence
    if isinstance(error, OSError):
        return f"Le disque ou le partage ne répond pas ({error.strerror})."
    return "Un défaut d’Éco-clic empêche de traiter ce fichier ; il est conservé."


@contextmanager
def serving(workspace: Workspace, teller: Teller) -> Iterator[Service]:
    """Everything a workspace at work needs, opened; closed at the end."""
    with ExitStack() as stack:
        ledger = stack.enter_context(open_ledger(workspace))
        reader = stack.enter_context(GuardedReader(workspace.reading_limits))
        pipeline = Pipeline(
            ledger, workspace.share, Spool(workspace.spool), reader, Documents(ledger, workspace.share, workspace.settings.operator)
        )
        yield Service(workspace, pipeline, open_journal(workspace.log), teller, Stop(), HealthBoard(workspace, ledger))


@contextmanager
def _stopping(stop: Stop, waker: Waker) -> Iterator[None]:
    """SIGTERM and SIGINT ask for a stop: the file in hand is finished first."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.asked = True
        waker.wake()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
