"""Reading a file nobody vouches for: each in a child process of its own, with limits, so that the worst file costs only itself.

    service ──(file descriptor)──▶ reading server ──fork──▶ child: limits, read, answer
            ◀──(answer, JSON)────                 ◀─pipe──

The server is a separate program (`intake.reading_server`) with a single thread, which has already imported the readers: a fork of it
costs a few milliseconds, and is safe whatever threads the service has. It ends when the service does.
"""

from __future__ import annotations

import errno
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from forms.returns import RawReturn, Refused
from intake import sentences
from intake.containers import Contains
from intake.readers import LARGEST_FILE
from intake.reading_protocol import HEADER, Answer, Isolation, Limits, Outcome, receive_exactly

_OPENING: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_ODD_FILES: Final = frozenset({errno.ELOOP, errno.ENXIO, errno.EISDIR, errno.ENODEV})
_START: Final = "import sys; sys.path[:] = sys.argv[1].split(chr(0x1f)); from intake.reading_server import main; main()"
_STARTING_SECONDS: Final = 30.0
_GRACE_SECONDS: Final = 5.0
"""How long after a child's own time the server may still be awaited before it is itself taken for dead."""
_STANDARD_READER: Final = "intake.readers:read_document"


def open_regular(path: Path) -> int:
    """A descriptor of the regular file at `path`, for the caller to close.

    Symbolic links are not followed, and pipes, devices, sockets and folders are never waited for: they raise `Refused` NOT_A_FILE.
    Any other failure to open is the `OSError` it is (absent, forbidden, share gone), for the caller to retry.
    """
    try:
        descriptor = os.open(path, _OPENING)
    except OSError as error:
        if error.errno in _ODD_FILES:
            raise sentences.not_a_file(os.strerror(error.errno or 0)) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise sentences.not_a_file("not a regular file")
    return descriptor


class GuardedReader:
    """Reads returned documents, one at a time, in guarded child processes.

    To be used as a context manager; may be called from any thread (calls wait for one another: make one reader per worker to read in
    parallel). Without `reader`, the product's own readers are used; tests name another « module:function ».
    """

    def __init__(self, limits: Limits | None = None, reader: str = _STANDARD_READER) -> None:
        self._limits = limits or Limits()
        self._reader = reader
        self._lock = threading.Lock()
        self._server: _Server | None = None

    def __enter__(self) -> Self:
        with self._lock:
            self._running()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the server and its child, if any. Nothing is left running. A later `read` starts another."""
        with self._lock:
            self._stop()

    @property
    def isolation(self) -> Isolation:
        """What the server could do to keep its children off the network."""
        with self._lock:
            return self._running().isolation

    @property
    def server_pid(self) -> int:
        """Process id of the server."""
        with self._lock:
            return self._running().pid

    def read(self, path: Path, geometry: str = "") -> RawReturn:
        """The raw values in the file at `path`; of a printed form, when read again with its geometry (JSON text).

        Raises `Refused`: what the reader says of the file, NOT_A_FILE, TOO_LARGE (also when memory runs out), READER_FAILED when the
        child crashes, falls silent or takes too long. Raises `OSError` when the file cannot be opened.
        """
        descriptor = open_regular(path)
        try:
            return self.read_descriptor(descriptor, geometry)
        finally:
            os.close(descriptor)

    def read_descriptor(self, descriptor: int, geometry: str = "") -> RawReturn:
        """As `read`, from an open descriptor of a regular file, which stays the caller's."""
        size = os.fstat(descriptor).st_size
        if size == 0:
            raise sentences.empty()
        if size > LARGEST_FILE:
            raise sentences.too_large(f"{size} bytes")
        if not geometry:
            return _verdict(self._ask(descriptor))
        with _in_memory(geometry) as beside:
            return _verdict(self._ask(descriptor, beside))

    def _ask(self, *descriptors: int) -> Answer:
        """The server's answer. A server that died is replaced once; one that dies again over this file is the file's fault."""
        with self._lock:
            for _ in range(2):
                with suppress(OSError, EOFError):
                    return self._running().ask(descriptors, self._limits.wall_seconds + _GRACE_SECONDS)
                self._stop()
        return Answer(Outcome.FAILED, detail="the reading server died or fell silent, twice")

    def _running(self) -> _Server:
        if self._server is not None and not self._server.alive:
            self._stop()
        if self._server is None:
            self._server = _Server(self._limits, self._reader)
        return self._server

    def _stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None


class _Server:
    """The other end: a process and the socket to it."""

    def __init__(self, limits: Limits, reader: str) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self._process = _launched(theirs, limits, reader)
        self._socket = ours
        self.isolation = self._hello()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def _hello(self) -> Isolation:
        """The server's first word, once its imports are done. Raises `RuntimeError` when it cannot start: nothing can then be read."""
        try:
            return msgspec.json.decode(self._receive(_STARTING_SECONDS), type=Isolation)
        except (OSError, EOFError, msgspec.MsgspecError) as error:
            self.stop()
            raise RuntimeError("the reading server does not start") from error

    def ask(self, descriptors: Sequence[int], seconds: float) -> Answer:
        """The server's answer about the file, and what goes with it, of `descriptors`.

        Raises `OSError` or `EOFError` when it is dead or silent for `seconds`.
        """
        self._socket.settimeout(seconds)
        socket.send_fds(self._socket, [b"?"], list(descriptors))
        return msgspec.json.decode(self._receive(seconds), type=Answer)

    def _receive(self, seconds: float) -> bytes:
        self._socket.settimeout(seconds)
        (length,) = HEADER.unpack(receive_exactly(self._socket, HEADER.size))
        return receive_exactly(self._socket, length)

    def stop(self) -> None:
        """Closing the socket tells the server to kill its child and leave; it is killed if it does not."""
        self._socket.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def _in_memory(text: str) -> Iterator[int]:
    """A descriptor of a file that holds `text` and lies nowhere."""
    descriptor = os.memfd_create("geometry", os.MFD_CLOEXEC)
    try:
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(text.encode())
        yield descriptor
    finally:
        os.close(descriptor)


def _launched(theirs: socket.socket, limits: Limits, reader: str) -> subprocess.Popen[bytes]:
    """The server, started as a new program: threads, locks and open files of the service are none of its own."""
    paths = "\x1f".join(str(Path(entry).resolve()) for entry in sys.path)
    settings = msgspec.json.encode(limits).decode()
    return subprocess.Popen(  # noqa: S603 – our own interpreter and our own module; nothing comes from a file
        [sys.executable, "-I", "-c", _START, paths, str(theirs.fileno()), settings, reader],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def _verdict(answer: Answer) -> RawReturn:
    if answer.outcome is Outcome.READ and answer.raw is not None:
        return answer.raw
    if answer.documents:
        raise Contains(answer.documents)
    if answer.outcome is Outcome.REFUSED and answer.reason is not None:
        raise Refused(answer.reason, answer.sentence, answer.detail)
    if answer.outcome is Outcome.NO_MEMORY:
        raise sentences.too_large(answer.detail)
    raise sentences.reader_failed(answer.detail)
