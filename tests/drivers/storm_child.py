"""What happens in the children of a storm: the real service under simulated time, struck by one blow.

Waiting moves the clocks and costs nothing. Everything here runs in a fork that is about to end: it may replace what it likes.
"""

from __future__ import annotations

import errno
import functools
import json
import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import commands.context
import intake.watching
from commands.following import Following
from commands.loop import Service, serving
from commands.workspace import Workspace
from forms.returns import RawReturn
from intake import sentences
from intake.guard import GuardedReader, open_regular
from intake.readers import read_document
from outbox.report import shipped_template
from outbox.shipped import SHIPPED
from tests.drivers.faults import Injector, Kind, Operation, die, die_half_written, failing, may_fail_with

PASSES = 6
"""Looks at the drop folder before a run under fire is stopped, if it lives."""
MOST_PASSES = 300
"""Looks before an undisturbed run must have finished, whatever back-off it inherited."""


@dataclass(frozen=True)
class Blow:
    """What is done to a run at operation number `at`.

    `what`: « kill », « tear », the name of an errno for `lasting` operations, or « vanish » and « unmount », the share away for `lasting`
    looks.
    """

    what: str
    at: int
    lasting: int = 1
    again: int = 0
    """The recovery is struck too, at this operation (0: it is not)."""


class Silent:
    """Tells nobody, and remembers what it was asked to tell."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *what: self.told.append((name, *map(str, what)))


# Simulated time and reading, in the children alone -----------------------------------------------------------------------------------


MORNING = datetime(2026, 3, 3, 6, tzinfo=UTC)
"""When every storm begins: documents bear the date, so a storm that ran past a real midnight would seem to have changed them."""


class Clock:
    """Every clock of the process, moved by waiting."""

    def __init__(self, ahead: float) -> None:
        self.ahead = ahead

    def install(self) -> None:
        for name in ("monotonic", "time"):
            setattr(time, name, self._ahead_of(getattr(time, name)))
        time.clock_gettime = self._ahead_of(time.clock_gettime)
        time.sleep = self.pass_by
        real = commands.context.now
        for module in list(sys.modules.values()):
            if vars(module).get("now") is real:
                module.now = lambda: MORNING + timedelta(seconds=self.ahead)  # type: ignore[attr-defined]

    def pass_by(self, seconds: float) -> None:
        self.ahead += seconds

    def _ahead_of(self, real: Callable[..., float]) -> Callable[..., float]:
        return lambda *arguments: real(*arguments) + self.ahead


@functools.cache
def _read(data: bytes) -> RawReturn | Exception:
    try:
        return read_document(data)
    except Exception as error:  # noqa: BLE001 – kept to be raised again, as the guarded reader would
        return error


def _read_here(_: GuardedReader, path: Path) -> RawReturn:
    """The file read in this process: guarded reading is proven elsewhere, and would cost a program per trial."""
    descriptor = open_regular(path)
    with os.fdopen(descriptor, "rb") as file:
        data = file.read()
    if not data:
        raise sentences.empty()
    found = _read(data)
    if isinstance(found, Exception):
        raise found.with_traceback(None)
    return found


def prepare_child(clock: Clock, *, guarded: bool) -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    clock.install()
    intake.watching.Waker._supervise = lambda _: None  # type: ignore[method-assign]
    Following.look = lambda _: None  # type: ignore[method-assign]  # twins are recorded; LibreOffice has storms of its own
    if not guarded:
        GuardedReader.__enter__ = lambda reader: reader  # type: ignore[method-assign]
        GuardedReader.read = _read_here  # type: ignore[method-assign]


def run(
    workspace: Workspace,
    clock: Clock,
    passes: int,
    *,
    until_done: bool,
    teller: Any = None,
    each: Callable[[int], None] | None = None,
    injector: Injector | None = None,
) -> int:
    """The service as `ecoclic run` runs it, for so many looks at the drop folder; returns how many it took.

    `injector` strikes from the start if it is armed, otherwise after the first look: a service that cannot even start says so and
    ends.
    """
    looks = 0

    def wait(_: Any, seconds: float) -> None:
        nonlocal looks
        looks += 1
        if injector is not None:
            injector.armed = True
        clock.pass_by(seconds)
        if each is not None:
            each(looks)
        if looks >= passes or (until_done and looks > 3 and _is_done(service)):
            service.stop.asked = True

    intake.watching.Waker.wait = wait  # type: ignore[method-assign]
    if injector is not None:
        injector.install()
    with serving(workspace, teller or Silent()) as service:
        service.forever()
        if injector is not None:
            injector.armed = False
    return looks


def _is_done(service: Service) -> bool:
    left = {entry.name for entry in os.scandir(service.pipeline.share.drops) if entry.is_file(follow_symlinks=False)}
    return not service.pipeline.ledger.submissions.unfinished() and left <= {"brouillon.tmp"}


# A child ---------------------------------------------------------------------------------------------------------------------------


def in_child(work: Callable[[], Any]) -> tuple[int, Any]:
    """Run `work` in a fork; its exit status (negative: the signal) and what it returned or, as text, raised."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _in_child(work, sending)
    os.close(sending)
    with os.fdopen(receiving, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(said) if said else None


def _in_child(work: Callable[[], Any], sending: int) -> None:
    code = 1
    try:
        try:
            answer = work()
            code = 0
        except BaseException:  # noqa: BLE001 – told to the parent
            answer = traceback.format_exc()
        with os.fdopen(sending, "wb") as pipe:
            pipe.write(json.dumps(answer).encode())
    finally:
        os._exit(code)


# Under fire ----------------------------------------------------------------------------------------------------


def warm_up(files: Iterable[bytes]) -> None:
    """What every child would do again, done once before they are forked."""
    for name in SHIPPED:
        shipped_template(name)
    for data in files:
        _read(data)


def under_fire(workspace: Workspace, blow: Blow, ahead: float, *, guarded: bool) -> dict[str, list[str]]:
    """Run the service under `blow`; the operations it met, and what was wrong besides."""
    clock, teller, absence = Clock(ahead), Silent(), Absence(workspace.share.root, bare=blow.what == "unmount", looks=blow.lasting)
    prepare_child(clock, guarded=guarded)
    injector = injector_for(workspace, blow, absence)
    injector.armed = blow.what in ("kill", "tear")
    run(workspace, clock, 2 * PASSES, until_done=False, teller=teller, each=absence.look, injector=injector)
    return {"met": [operation.name for operation in injector.met], "problems": absence.problems(teller) if injector.met else []}


def injector_for(workspace: Workspace, blow: Blow, absence: Absence) -> Injector:
    if blow.what in ("kill", "tear"):
        return Injector(workspace.root, die if blow.what == "kill" else die_half_written, blow.at, concerns=is_durable)
    if blow.what in ("vanish", "unmount"):
        return Injector(workspace.share.root, lambda _: absence.begin(), blow.at, concerns=lambda operation: bool(operation.path))
    number = getattr(errno, blow.what)
    return Injector(workspace.root, failing(number), blow.at, blow.lasting, may_fail_with(number, workspace.share.root))


@dataclass
class Absence:
    """The share goes away in the middle of a pass and returns after some looks; `bare` leaves an empty folder, as an unmounted share does."""

    root: Path
    bare: bool
    looks: int
    created: list[str] = field(default_factory=list)
    _left: int | None = None

    @property
    def refuge(self) -> Path:
        return self.root.with_name("partage-ailleurs")

    def begin(self) -> None:
        self.root.rename(self.refuge)
        if self.bare:
            self.root.mkdir()
        self._left = self.looks

    def look(self, _: int) -> None:
        if self._left is None:
            return
        self._left -= 1
        if self._left < 0:
            self._end()

    def _end(self) -> None:
        self._left = None
        self.created += sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*")) if self.root.exists() else []
        if self.root.exists():
            self.created += [] if self.bare else ["the root itself"]
            shutil.rmtree(self.root)
        self.refuge.rename(self.root)

    def problems(self, teller: Silent) -> list[str]:
        if self._left is not None:  # the run ended first
            self._end()
        told = [what[0] for what in teller.told if what[0].startswith("share_")]
        wrong = [f"told {told}"] if told not in ([], ["share_absent"], ["share_absent", "share_back"]) else []
        return [f"created on the absent share: {self.created}"] * bool(self.created) + wrong


def is_durable(operation: Operation) -> bool:
    """Whether killing before this operation leaves the disk otherwise than killing before the previous one."""
    return operation.kind is not Kind.READ and operation.name not in ("begin", "insert", "update", "delete")


def recover(workspace: Workspace, ahead: float) -> int:
    clock = Clock(ahead)
    prepare_child(clock, guarded=False)
    return run(workspace, clock, MOST_PASSES, until_done=True)
