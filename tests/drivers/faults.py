"""Faults on demand: every operation on the workspace's files and every commit is counted, and the chosen one fails, or kills the process.

Operations are met where Python hands them to the system: `os`, `open`, the C library's renameat2, SQLite's statements. Only those of the
main thread below the workspace count, so that the same run always counts the same.
"""

from __future__ import annotations

import builtins
import ctypes
import errno
import io
import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn

import intake.durable

WRITES = ("fsync", "rename", "replace", "link", "unlink", "remove", "mkdir", "rmdir", "utime", "truncate")
READS = ("stat", "lstat", "scandir", "listdir")
_readlink = os.readlink
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Kind(Enum):
    """What an operation does to the disk."""

    READ = "read"
    WRITE = "write"
    COMMIT = "commit"


@dataclass(frozen=True)
class Operation:
    """One operation about to be done: `path` is absolute, or empty for the ledger; `descriptor` when it is done on one."""

    name: str
    kind: Kind
    path: str
    descriptor: int | None = None


Fault = Callable[[Operation], None]
"""Raises, kills, or does nothing."""


@dataclass
class Injector:
    """Counts the operations that `concerns` chooses and hands those from number `first` (from 1), `lasting` of them, to `fault`."""

    root: Path
    fault: Fault
    first: int
    lasting: int = 1
    concerns: Callable[[Operation], bool] = lambda operation: operation.kind is not Kind.READ
    armed: bool = True
    count: int = 0
    met: list[Operation] = field(default_factory=list)
    _busy: bool = False

    def meet(self, operation: Operation) -> None:
        if self._busy or not self.armed or threading.current_thread() is not threading.main_thread() or not self.concerns(operation):
            return
        self.count += 1
        if self.first <= self.count < self.first + self.lasting:
            self._busy = True
            try:
                self.met.append(operation)
                self.fault(operation)
            finally:
                self._busy = False

    def install(self) -> None:
        """From now on, in this process, for ever: made for children that are about to end anyway."""
        for name in WRITES + READS:
            setattr(os, name, self._wrapped(name, getattr(os, name)))
        os.open = self._opening(os.open)
        opener = self._opening_file(builtins.open)
        builtins.open = io.open = opener
        intake.durable._libc = _Library(intake.durable._libc, self)
        sqlite3.connect = self._connecting(sqlite3.connect)

    def _below(self, path: str) -> bool:
        return path.startswith(str(self.root))

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        kind = Kind.READ if name in READS else Kind.WRITE

        def operation(*arguments: Any, **options: Any) -> Any:
            target = arguments[0] if arguments else "."
            path = _path_of(target, options.get("dir_fd", options.get("src_dir_fd")))
            if self._below(path):
                self.meet(Operation(name, kind, path, target if isinstance(target, int) else None))
            return real(*arguments, **options)

        return operation

    def _opening(self, real: Callable[..., int]) -> Callable[..., int]:
        def opening(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
            where = _path_of(path, options.get("dir_fd"))
            if self._below(where):
                self.meet(Operation("open", Kind.WRITE if flags & _WRITING else Kind.READ, where))
            return real(path, flags, *arguments, **options)

        return opening

    def _opening_file(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opening(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
            where = _path_of(file, None)
            if not isinstance(file, int) and self._below(where):
                self.meet(Operation("open", Kind.WRITE if set(mode) & set("wax+") else Kind.READ, where))
            return real(file, mode, *arguments, **options)

        return opening

    def _connecting(self, real: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
        injector = self

        class Connection(sqlite3.Connection):
            def execute(self, statement: str, *arguments: Any) -> sqlite3.Cursor:
                word = statement.split(None, 1)[0].upper()
                if word in ("COMMIT", "BEGIN", "INSERT", "UPDATE", "DELETE"):
                    injector.meet(Operation(word.lower(), Kind.COMMIT if word == "COMMIT" else Kind.WRITE, ""))
                elif word == "SELECT":
                    injector.meet(Operation("select", Kind.READ, ""))
                return super().execute(statement, *arguments)

        return lambda *arguments, **options: real(*arguments, **{**options, "factory": Connection})


class _Library:
    """The C library, its renameat2 met like any other operation."""

    def __init__(self, real: ctypes.CDLL, injector: Injector) -> None:
        self._real = real
        self._injector = injector

    def renameat2(self, old: int, source: bytes, new: int, target: bytes, flags: int) -> int:
        try:
            self._injector.meet(Operation("renameat2", Kind.WRITE, os.fsdecode(source)))
        except OSError as error:
            ctypes.set_errno(error.errno or 0)
            return -1
        return int(self._real.renameat2(old, source, new, target, flags))


def _path_of(target: Any, folder: int | None) -> str:
    """The absolute path an operation is about; of a descriptor, what it was opened on."""
    if isinstance(target, int):
        return _link(target)
    path = os.fsdecode(target) if isinstance(target, str | bytes | os.PathLike) else ""
    return path if path.startswith("/") or folder is None else f"{_link(folder)}/{path}"


def _link(descriptor: int) -> str:
    with suppress(OSError):
        return _readlink(f"/proc/self/fd/{descriptor}")
    return ""


# Faults ----------------------------------------------------------------------------------------------------------------------------


def die(_: Operation) -> NoReturn:
    """SIGKILL: nothing is tidied up, as when the power of the process is cut."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def die_half_written(operation: Operation) -> NoReturn:
    """SIGKILL with the file in hand only half on the disk."""
    if operation.name == "fsync" and operation.descriptor is not None:
        with suppress(OSError):  # a folder
            size = os.fstat(operation.descriptor).st_size
            os.ftruncate(operation.descriptor, size // 2)
    die(operation)


_SQLITE = {
    errno.ENOSPC: (sqlite3.SQLITE_FULL, "database or disk is full"),
    errno.EIO: (sqlite3.SQLITE_IOERR, "disk I/O error"),
}


def failing(number: int) -> Fault:
    """The operation fails with this errno."""

    def fail(operation: Operation) -> None:
        if operation.path:
            raise OSError(number, os.strerror(number), operation.path)
        code, message = _SQLITE.get(number, _SQLITE[errno.EIO])
        error = sqlite3.OperationalError(message)
        error.sqlite_errorcode = code
        raise error

    return fail


def may_fail_with(number: int, share: Path) -> Callable[[Operation], bool]:
    """Which operations can fail with this errno: a full disk refuses what takes room; a stale or closed share refuses only on the share."""
    needing_room = {"open", "fsync", "mkdir", "link", "rename", "replace", "renameat2", "begin", "insert", "update", "commit"}

    def concerns(operation: Operation) -> bool:
        if number == errno.ENOSPC:
            return operation.kind is not Kind.READ and operation.name in needing_room
        if number in (errno.EACCES, errno.ESTALE):
            return operation.path.startswith(str(share)) and operation.name != "fsync"
        return True

    return concerns
