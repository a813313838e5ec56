"""The loop: look at the drop folder, take what is whole, carry every return to its end, tell people, wait.

What is on the share decides; the ledger remembers; a failure of one file never stops the others.
"""

from __future__ import annotations

import errno
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property, partial
from types import FrameType
from typing import Protocol

import structlog

from commands.boards import Boards
from commands.comparing import Comparisons
from commands.context import now, open_ledger
from commands.dashboard import DashboardBoard
from commands.documents import Documents
from commands.following import Following
from commands.health import HealthBoard
from commands.journal import open_journal
from commands.making import Makings
from commands.pipeline import NotYet, Pipeline
from commands.setbacks import Hindrances, in_words, setback_of
from commands.supervision import Supervisor
from commands.template_notices import TemplateNotices
from commands.workspace import Workspace
from intake.dropfolder import DropFolder, Oddity
from intake.durable import Failure, classify
from intake.guard import GuardedReader
from intake.names import printable_name
from intake.noticing import Caution, Drop, Noticer, Observations, Patience, Why, notice_once
from intake.read_ahead import DocumentReader, ReadAhead
from intake.records import OutOfStep, Submission
from intake.share import ShareState
from intake.space import is_full
from intake.spool import NotAFile, Spool, Unsettled
from intake.watching import Pace, Waker

_NOTHING = Observations(0, (), (), ())
_WAIT_SECONDS, _MOST_WAITS = 0.2, 600
"""How often, and how many times, a single run looks whether another process has read what came in before."""


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

    def paused(self, full: bool) -> None:
        """Nothing can be written for now: a disk is `full`, or fails."""

    def resumed(self) -> None:
        """Things can be written again."""


@dataclass(slots=True)
class Stop:
    """Whether to stop; set by SIGTERM and SIGINT, looked at between two files."""

    asked: bool = False


@dataclass(slots=True)
class _Passed:
    """What came of a pass. `held_back`: something must wait for another process, or for an earlier return. `put_out`: documents found in
    an archive or a message now lie in the drop folder."""

    finished: int = 0
    held_back: bool = False
    put_out: bool = False


@dataclass
class Service:
    """A workspace at work. Made by `serving`, which opens and closes everything it holds."""

    workspace: Workspace
    pipeline: Pipeline
    journal: structlog.stdlib.BoundLogger
    teller: Teller
    stop: Stop
    board: Boards
    supervisor: Supervisor = field(default_factory=Supervisor)
    hindrances: Hindrances = field(default_factory=Hindrances)
    _absent: bool = False
    _ailing: bool = False
    _told: set[tuple[bytes, str]] = field(default_factory=set)

    @property
    def share_is_absent(self) -> bool:
        """Whether the share was not there when it was last looked for, or is not there now."""
        return self._absent or not self._share_is_there()

    def once(self) -> int:
        """Handle what is there and return how many returns came to their end. Raises WorkspaceError when the share is another's."""
        with _stopping(self.stop):
            if not self._share_is_there():
                return 0
            passed = self._once()
            return passed.finished + (self._once().finished if passed.put_out and not self.stop.asked else 0)

    def _once(self) -> _Passed:
        patience = Patience.for_once(self.workspace.settings.watch.once_quiet)
        seen = notice_once(self._drops, self._noticer(patience), patience, time.monotonic, time.sleep)
        seen = self._with_outlived_locks(seen, patience)
        for path, why in seen.waiting:
            self._tell_trouble_once(path, printable_name(path), why.sentence)
        whole = passed = self._pass(seen, None)
        for _ in range(_MOST_WAITS):
            if not passed.held_back or self.stop.asked:
                break
            time.sleep(_WAIT_SECONDS)  # another process is reading what came in before
            passed = self._pass(_NOTHING, None)
            whole = _Passed(whole.finished + passed.finished, passed.held_back, whole.put_out or passed.put_out)
        self.board.passed(seen, continuous=False)
        return whole

    def _with_outlived_locks(self, seen: Observations, patience: Patience) -> Observations:
        """No single run lives long enough to outwait a lock: the ledger remembers since when each file has been locked."""
        locked = [path for path, why in seen.waiting if why is Why.LOCKED]
        outlived = {drop.path: drop for drop in (self._outlived(path, seen.pass_number, patience) for path in locked) if drop}
        waiting = tuple(each for each in seen.waiting if each[0] not in outlived)
        return replace(seen, ready=(*seen.ready, *outlived.values()), waiting=waiting)

    def _outlived(self, path: bytes, pass_number: int, patience: Patience) -> Drop | None:
        stamp = self._drops.stamp(path)
        if stamp is None:
            return None
        since = self.pipeline.ledger.first_told("locked", b"%s\x1f%d %d %d" % (path, stamp.size, stamp.mtime_ns, stamp.inode))
        still_waited_for = now() - since < timedelta(seconds=patience.locked)
        return None if still_waited_for else Drop(path, stamp, pass_number, (Caution.LOCK_OUTLIVED,))

    def forever(self) -> None:
        """Watch until `stop`. A share that goes away is waited for."""
        watch = self.workspace.settings.watch
        noticer, pace = self._noticer(Patience(quiet=watch.quiet)), Pace(busy=watch.poll, idle=4 * watch.poll)
        following = Following(self.workspace, self.pipeline.ledger)
        with closing(following), Waker(self.pipeline.share.drops) as waker, _stopping(self.stop, waker.wake):
            self.supervisor.ready()
            while not self.stop.asked:
                self.supervisor.alive()
                busy = self._look(noticer)
                following.look()
                if not self.stop.asked:
                    wait = min(pace.next(busy), max(watch.quiet, 1.0)) if busy else pace.next(busy)
                    waker.wait(min(wait, self.supervisor.longest_silence))
            self.supervisor.stopping()

    def _look(self, noticer: Noticer) -> bool:
        """One pass. Returns whether to look again soon. Whatever a disk refuses is told once, and tried again in the next pass."""
        try:
            return self._share_is_there() and self._look_at(noticer)
        except OSError as error:
            self._ail(error)
            return True

    def _look_at(self, noticer: Noticer) -> bool:
        try:
            seen = noticer.observe(self._drops.listing(), time.monotonic(), self._drops.stamp)
        except OSError as error:
            self.journal.warning("listing failed", error=str(error))
            return True
        passed = self._pass(seen, noticer)
        self.board.passed(seen, continuous=True)
        return seen.busy or passed.held_back

    def _pass(self, seen: Observations, noticer: Noticer | None) -> _Passed:
        """Take what is whole, then work on everything in hand. A disk that is full, or a ledger that cannot be reached, ends the pass:
        it is told once, everything stays where it is, and the next pass tries again."""
        passed = _Passed()
        try:
            self._tell_oddities(seen)
            self._take_all(seen.ready, noticer)
            self._work(passed, hurry=noticer is None)
            if noticer is None or not seen.ready:
                self.pipeline.tidy()
        except OSError as error:
            self._ail(error)
        return passed

    def _ail(self, error: OSError) -> None:
        self.journal.warning("pass ended", error=repr(error))
        self.hindrances.note(None, error)
        if not self._ailing:
            self._ailing = True
            self.teller.paused(is_full(error))

    def _well(self) -> None:
        if self._ailing:
            self._ailing = False
            self.hindrances.over(None)
            self.journal.info("work goes on")
            self.teller.resumed()

    def _tell_oddities(self, seen: Observations) -> None:
        for path, oddity in seen.odd:
            if self.pipeline.ledger.tell_once("odd", path + b"\x1f" + oddity.encode()):
                self.journal.info("not opened", oddity=str(oddity))
                self.teller.odd(printable_name(path), oddity)

    def carry_on(self, identity: int) -> None:
        """Work on one submission now, and on nothing else. What fails is told, and comes back with the next pass."""
        passed = _Passed()
        try:
            if self.pipeline.ledger.claims.take([identity]):
                self._each([self.pipeline.ledger.submissions.get(identity)], partial(self._finish, passed), passed)
        except OSError as error:
            self._ail(error)

    # Taking

    def _take_all(self, drops: Sequence[Drop], noticer: Noticer | None) -> None:
        left = deque(drops)
        try:
            while left and not self.stop.asked:
                self.supervisor.alive()
                if not self._take(left[0]) and noticer is not None:
                    noticer.again(left[0].path)
                left.popleft()
        finally:
            if noticer is not None:
                for drop in left:
                    noticer.again(drop.path)

    def _take(self, drop: Drop) -> bool:
        """Whether the file is taken, or never will be. Raises OSError when the disk is full."""
        name = printable_name(drop.path)
        try:
            submission = self.pipeline.take(drop)
        except Unsettled:
            return False
        except NotAFile as error:
            self._tell_trouble_once(drop.path, name, error.sentence)
        except OSError as error:
            if is_full(error):
                raise
            return self._not_taken(drop, name, error)
        else:
            self.hindrances.over(drop.path)
            self.journal.info("received", submission=submission.id, sha256=submission.sha256, size=submission.stamp.size)
            if drop.warnings:
                self._tell_trouble_once(drop.path, name, "Semble encore ouvert sur un ordinateur ; lu tel qu’il est enregistré.")
        return True

    def _not_taken(self, drop: Drop, name: str, error: OSError) -> bool:
        if classify(error) is Failure.GONE:
            self.journal.info("gone", error=str(error))
            return False
        self.hindrances.note(drop.path, error)
        self.journal.warning("not taken", error=repr(error))
        self._tell_trouble_once(drop.path, name, f"{in_words(error)} Le service réessaie de lui-même.")
        return False

    def _tell_trouble_once(self, path: bytes, name: str, sentence: str) -> None:
        if (path, sentence) not in self._told:
            self._told.add((path, sentence))
            self.teller.trouble(name, sentence)

    # Working

    def _work(self, passed: _Passed, *, hurry: bool) -> None:
        """Read everything in hand; then judge and finish it, except what came in after something that another process is still reading."""
        store = self.pipeline.ledger.submissions
        in_hand = store.claimable(hurry=hurry)
        self.pipeline.expect(in_hand)
        read = self._each(in_hand, self.pipeline.read, passed)
        limit = store.being_read_elsewhere()
        known = [each for each in read if limit is None or each.id < limit]
        passed.held_back |= len(known) < len(read)
        self._each(self._each(known, self.pipeline.judge, passed), partial(self._finish, passed), passed)

    def _finish(self, passed: _Passed, submission: Submission) -> None:
        settled = self.pipeline.finish(submission)
        passed.finished += 1
        passed.put_out |= settled.is_opened
        self.journal.info("settled", submission=settled.id, state=str(settled.state), reason=settled.reason and settled.reason.code)
        self.teller.settled(settled)

    def _each(self, submissions: Sequence[Submission], step: Callable[[Submission], None], passed: _Passed) -> list[Submission]:
        """Those of `submissions` on which `step` succeeds. Raises OSError when the disk is full."""
        return [each for each in submissions if not self.stop.asked and self._succeeds(each, step, passed)]

    def _succeeds(self, submission: Submission, step: Callable[[Submission], None], passed: _Passed) -> bool:
        self.supervisor.alive()
        try:
            self.pipeline.ledger.claims.confirm(submission.id)
            step(submission)
        except NotYet:
            passed.held_back |= self.pipeline.ledger.submissions.in_work_elsewhere()
            return False
        except OutOfStep as error:
            self.journal.info("left to another process", submission=submission.id, error=error.detail)
            return False
        except Exception as error:  # whatever goes wrong with one file, the others go on
            if is_full(error):
                raise
            self._note_setback(submission.id, error)
            return False
        self.hindrances.over(submission.id)
        self._well()
        return True

    def _note_setback(self, identity: int, error: Exception) -> None:
        store = self.pipeline.ledger.submissions
        submission = store.get(identity)
        if not self._share_is_there():
            error = OSError(errno.ESTALE, os.strerror(errno.ESTALE), str(self.pipeline.share.root))
        self.hindrances.note(identity, error)
        self.journal.warning("failed", submission=identity, error=repr(error), exc_info=error)
        setback = setback_of(submission, error, now(), timedelta(seconds=self.workspace.settings.watch.poll))
        with suppress(OutOfStep):
            store.note_setback(identity, setback)
        if setback.set_aside:
            self.teller.trouble(submission.name, setback.set_aside)
        elif not submission.attempts:
            self.teller.trouble(submission.name, f"{in_words(error)} Le service réessaiera de lui-même.")

    # The share

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


@contextmanager
def serving(workspace: Workspace, teller: Teller) -> Iterator[Service]:
    """Everything a workspace at work needs, opened; closed at the end."""
    with ExitStack() as stack:
        ledger = stack.enter_context(open_ledger(workspace))
        reader = _reader(workspace, stack)
        documents = Documents.of(workspace, ledger)
        pipeline = Pipeline(ledger, workspace.share, Spool(workspace.spool), reader, documents, Makings(workspace), Comparisons(ledger))
        pipeline.spool.clean()
        journal = open_journal(workspace.log)
        boards = Boards(HealthBoard(workspace, ledger), DashboardBoard(workspace, ledger, journal), TemplateNotices(workspace, journal))
        yield Service(workspace, pipeline, journal, teller, Stop(), boards)


def _reader(workspace: Workspace, stack: ExitStack) -> DocumentReader:
    readers = [GuardedReader(workspace.reading_limits) for _ in range(workspace.settings.reading.readers)]
    return stack.enter_context(ReadAhead(readers)) if len(readers) > 1 else stack.enter_context(readers[0])


@contextmanager
def _stopping(stop: Stop, wake: Callable[[], None] = lambda: None) -> Iterator[None]:
    """SIGTERM and SIGINT ask for a stop: the file in hand is finished first."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.asked = True
        wake()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
