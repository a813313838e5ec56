"""Waiting for the next look at the drop folder.

The watcher tells nothing but « look now »: events get lost in bursts and never come from network shares, so listing at an interval
is what finds the files. Without a working watcher everything still works, a little later.
"""

from __future__ import annotations

import contextlib
import logging
import os
import random
import select
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

_EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileMovedEvent,
    DirCreatedEvent,
    DirMovedEvent,
]
"""What a drop looks like. Opening and reading are left out: our own would wake us for ever."""
_STOP_TIMEOUT = 5.0
logging.getLogger("watchdog").addHandler(logging.NullHandler())  # what it says of a folder that went away is told in French by the loop


@dataclass(slots=True)
class Pace:
    """How long to wait between looks, in seconds: `busy` while something is going on, then slower and slower, up to `idle`.

    `jitter` is the share by which each wait varies, so that several services do not list one server in step.
    """

    busy: float = 5.0
    idle: float = 30.0
    jitter: float = 0.1
    chance: Callable[[], float] = random.random
    _current: float = field(default=0.0, init=False)

    def next(self, busy: bool) -> float:
        """How long to wait now, in seconds."""
        self._current = self.busy if busy or not self._current else min(self._current * 1.5, self.idle)
        return self._current * (1 + self.jitter * (2 * self.chance() - 1))


class Waker:
    """Sleeps until something may have been dropped. Use as a context manager; `wake` may be called from a signal handler or a thread.

    `calm`: after an event `wait` returns at most this often, in seconds, so that a long copy does not mean looking without pause.
    """

    def __init__(self, folder: Path, calm: float = 0.5) -> None:
        self._folder = folder
        self._calm = calm
        # Counters in the kernel rather than locks of ours: a signal handler may interrupt `wait` anywhere.
        self._events = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._calls = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._observer: BaseObserver | None = None
        self._watched_inode: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        self._supervise()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def watching(self) -> bool:
        """Whether events shorten the wait; otherwise only the interval counts."""
        return self._observer is not None and _alive(self._observer)

    def wait(self, timeout: float) -> None:
        """Return after `timeout` seconds, or sooner when something happened since the last call. Restores a watcher that died."""
        self._supervise()
        woken = select.select([self._events, self._calls], [], [], timeout)[0]
        if woken == [self._events]:
            select.select([self._calls], [], [], min(self._calm, timeout))
        for counter in (self._events, self._calls):
            with contextlib.suppress(BlockingIOError):
                os.eventfd_read(counter)

    def wake(self) -> None:
        """End the current or the next `wait` at once."""
        os.eventfd_write(self._calls, 1)

    def close(self) -> None:
        """Stop watching. The waker cannot be used any more."""
        self._stop()
        os.close(self._events)
        os.close(self._calls)

    def _note_event(self) -> None:
        os.eventfd_write(self._events, 1)

    def _supervise(self) -> None:
        """Watch the folder that bears the name now: after an unmount, or a removal, the old watch is deaf."""
        inode = _inode(self._folder)
        if self.watching and inode == self._watched_inode:
            return
        self._stop()
        if inode is not None:
            self._start(inode)

    def _start(self, inode: tuple[int, int]) -> None:
        observer = Observer()
        try:
            observer.schedule(_Alarm(self._note_event), str(self._folder), recursive=True, event_filter=_EVENTS)
            observer.start()
        except OSError:
            return  # no inotify, or no watch left: the interval alone will do
        self._observer, self._watched_inode = observer, inode

    def _stop(self) -> None:
        if self._observer is not None:
            self._observer.stop()
            self._observer.join(_STOP_TIMEOUT)
        self._observer = None


class _Alarm(FileSystemEventHandler):
    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:  # noqa: ARG002 – what happened does not matter, only that it did
        self._wake()


def _alive(observer: BaseObserver) -> bool:
    """Whether the observer and every emitter run: watchdog's observer outlives its emitters."""
    return observer.is_alive() and bool(observer.emitters) and all(emitter.is_alive() for emitter in observer.emitters)


def _inode(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
