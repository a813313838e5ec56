"""Reading the files to come while the one in hand is being dealt with: a pass is then as quick as its slower half.

Only the order of waiting changes. Each file is still read in a guarded child of its own; what was read ahead and is not asked for is
forgotten.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Protocol, Self

from forms.returns import RawReturn
from intake.guard import GuardedReader


class DocumentReader(Protocol):
    """What reads a file as `GuardedReader.read` does."""

    def read(self, path: Path, geometry: str = "") -> RawReturn:
        """The raw values in the file at `path`. Raises `Refused` or `OSError`."""


class ReadAhead:
    """Several guarded readers behind one `read`. To be used as a context manager, from one thread."""

    def __init__(self, readers: Sequence[GuardedReader]) -> None:
        self._readers = readers
        self._free: SimpleQueue[GuardedReader] = SimpleQueue()
        self._coming: deque[Path] = deque()
        self._begun: dict[Path, Future[RawReturn]] = {}
        self._resources = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as begun, ThreadPoolExecutor(len(self._readers)) as starting:  # one that does not start ends those that did
            for reader in starting.map(begun.enter_context, self._readers):
                self._free.put(reader)
            self._resources = begun.pop_all()
        self._threads = ThreadPoolExecutor(len(self._readers), thread_name_prefix="read-ahead")
        self._resources.callback(self._threads.shutdown, cancel_futures=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._resources.close()

    def expect(self, paths: Iterable[Path]) -> None:
        """Say which files will be asked for, in this order; what was expected before is forgotten."""
        for reading in self._begun.values():
            reading.cancel()
        self._begun.clear()
        self._coming = deque(dict.fromkeys(paths))
        self._begin()

    def read(self, path: Path, geometry: str = "") -> RawReturn:
        """As `GuardedReader.read`: at once when the file was expected and has been read meanwhile."""
        reading = None if geometry else self._begun.pop(path, None)
        self._begin()
        return reading.result() if reading else self._read(path, geometry)

    def _begin(self) -> None:
        """Keep every reader busy, and no more than one file waiting for each."""
        while self._coming and len(self._begun) < 2 * len(self._readers):
            path = self._coming.popleft()
            self._begun[path] = self._threads.submit(self._read, path)

    def _read(self, path: Path, geometry: str = "") -> RawReturn:
        reader = self._free.get()
        try:
            return reader.read(path, geometry)
        finally:
            self._free.put(reader)
