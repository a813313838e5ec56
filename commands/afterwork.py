"""What follows a delivery, off the path of returns: tasks taken from the ledger, one at a time, until none is left.

One process of a workspace works on them at a time (`sole_worker`). Whatever happens to one task, the others go on; what a disk or the
share refuses is tried again without counting; what fails three times is given up, told, and kept for `ecoclic twins`.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Protocol

import structlog

from commands.context import now
from commands.setbacks import Hindrances, in_words, is_transient
from forms.errors import EcoclicError
from intake.afterwork_store import LONGEST_PAUSE, AfterworkStore, Task, TaskKind
from intake.ledger import Ledger
from intake.records import DeliveredDocument, OutOfStep
from intake.share import Share, ShareState

MOST_ATTEMPTS = 3
"""Failures after which a task is given up."""
_FIRST_PAUSE = timedelta(seconds=15)
_AT_ONCE = 16
"""Tasks taken before the ledger is asked again."""
_COURTESY_SECONDS, _LOOK_SECONDS = 60.0, 0.2
"""How long a task lets returns go first, and how often it looks whether they are through."""


class Vain(EcoclicError):
    """What a task follows is gone or was changed: there is nothing to make any more."""

    code = "vain"


class Hopeless(EcoclicError):
    """A task that trying again would not help."""

    code = "hopeless"


class Maker(Protocol):
    """Makes what tasks of one kind ask for."""

    def make(self, task: Task) -> Sequence[DeliveredDocument]:
        """Put in place what `task` asks for, and say what it is; doing it again changes nothing. May raise Vain, Hopeless, OSError, or
        anything else, which counts against the task."""

    def close(self) -> None:
        """Let go of everything."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A task given up: of which kind, about which document, and why, in French."""

    kind: TaskKind
    path: str
    sentence: str


@dataclass
class Afterwork:
    """Works on the tasks of a ledger whose kinds have a maker.

    `wanted`: which tasks, where not all. `polite`: lets returns go first. `tell` is told of each task given up; `stopping` is asked between
    two tasks. `hindrances` is told of what a disk or the share refuses.
    """

    ledger: Ledger
    share: Share
    makers: Mapping[TaskKind, Maker]
    journal: structlog.stdlib.BoundLogger
    tell: Callable[[GivenUp], None]
    stopping: Callable[[], bool] = lambda: False
    wanted: Callable[[Task], bool] = lambda _: True
    polite: bool = False
    clock: Callable[[], datetime] = now
    hindrances: Hindrances = field(default_factory=Hindrances)
    done: Counter[TaskKind] = field(default_factory=Counter, init=False)

    @property
    def _store(self) -> AfterworkStore:
        return self.ledger.afterwork

    def drain(self, deadline: float, *, hurry: bool = False) -> int:
        """Work on what is due until none is left, or `deadline` (seconds of the monotonic clock). Returns how many tasks were done.

        In a hurry no task waits for its next try, but what a disk or the share refused is left for another time. The share gone ends it.
        """
        before, left_alone = self.done.total(), set[int]()
        while tasks := self._next(left_alone, hurry=hurry):
            for task in tasks:
                if self._is_over(deadline):
                    return self.done.total() - before
                if not self._work(task):
                    left_alone.add(task.id)
        return self.done.total() - before

    def close(self) -> None:
        """Let go of what the makers hold."""
        for maker in self.makers.values():
            maker.close()

    def _next(self, left_alone: Container[int], *, hurry: bool) -> list[Task]:
        """A few tasks, so that what comes meanwhile and matters more does not wait for all the others."""
        due = (each for each in self._store.due(*self.makers, hurry=hurry) if each.id not in left_alone and self.wanted(each))
        return list(islice(due, _AT_ONCE))

    def _is_over(self, deadline: float) -> bool:
        if self.polite:
            self._let_returns_go_first(deadline)
        return self.stopping() or time.monotonic() >= deadline or not self._share_is_there()

    def _let_returns_go_first(self, deadline: float) -> None:
        until = min(deadline, time.monotonic() + _COURTESY_SECONDS)
        while self._store.intake_is_busy() and time.monotonic() < until and not self.stopping():
            time.sleep(_LOOK_SECONDS)

    def _share_is_there(self) -> bool:
        return self.share.state(self.ledger.workspace_id) is ShareState.PRESENT

    def _work(self, task: Task) -> bool:
        """Whether the task came to an end, or may be tried again at once."""
        try:
            self._store.finish(task.id, self.makers[task.kind].make(task))
        except OutOfStep:
            return True  # somebody else was there first
        except Exception as error:  # noqa: BLE001 – whatever goes wrong with one task, the others go on
            return self._note(task, error)
        self.done[task.kind] += 1
        self.hindrances.over(task.path)
        self.journal.info("followed", task=task.id, kind=str(task.kind), submission=task.submission)
        return True

    def _note(self, task: Task, error: Exception) -> bool:
        if self.stopping() or not self._share_is_there():
            return False  # whatever failed, it is not the task's fault
        self.journal.warning("not followed", task=task.id, kind=str(task.kind), submission=task.submission, error=_detailed(error))
        with suppress(OutOfStep):
            if isinstance(error, Vain):
                self._store.drop(task.id, error.sentence)
                return True
            if is_transient(error):
                self.hindrances.note(task.path, error)
                self._store.put_off(task.id, in_words(error), self._next_try(1), counted=False)
                return False
            self._count_against(task, error)
        return True

    def _count_against(self, task: Task, error: Exception) -> None:
        sentence = error.sentence if isinstance(error, EcoclicError) else in_words(error)
        if isinstance(error, Hopeless) or task.attempts + 1 >= MOST_ATTEMPTS:
            self._store.give_up(task.id, sentence)
            self.tell(GivenUp(task.kind, task.path, sentence))
        else:
            self._store.put_off(task.id, sentence, self._next_try(task.attempts), counted=True)

    def _next_try(self, attempts: int) -> datetime:
        return self.clock() + min(_FIRST_PAUSE * (1 << min(attempts, 16)), LONGEST_PAUSE)


def _detailed(error: Exception) -> str:
    return f"{error.detail or error.sentence}" if isinstance(error, EcoclicError) else repr(error)


@contextmanager
def sole_worker(state: Path) -> Iterator[bool]:
    """Whether this process alone may work on the tasks of the workspace whose service folder is `state`; it may until the end.

    The kernel takes the lock back the moment its holder dies.
    """
    descriptor = os.open(state / "suites.verrou", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _locked(descriptor)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        raise
    return True
