"""The reading server: forks one child per file, watches over it, and passes its answer on.

A single thread, one file at a time. It leaves when the service closes the connection or dies; its child dies with it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, NoReturn

import msgspec

from forms.returns import RawReturn, Refused
from intake.containers import Contains
from intake.reading_protocol import HEADER, LONGEST_ANSWER, Answer, Isolation, Limits, Outcome
from intake.seccomp import refuse_connections_and_programs

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_CHUNK: Final = 1 << 16
_MOST_READ: Final = 64 * 1024 * 1024
_OUT_OF_MEMORY = msgspec.json.encode(Answer(Outcome.NO_MEMORY, detail="memory limit reached"))
"""Made beforehand: once memory has run out there may be none left to make it."""

_RARELY: Final = (20_000, 20, 20)
"""Objects between two searches for garbage (`gc.set_threshold`): a child makes little, and ends with all of it."""

Reader = Callable[..., RawReturn]
"""Called with the bytes of the file, then those of what was sent along with it."""
_MOST_DESCRIPTORS: Final = 2


def main() -> None:
    """Serve until the connection closes. Arguments: module search path, socket, limits (JSON), reader (« module:function »)."""
    _, number, settings, reader_name = sys.argv[1:]
    connection = socket.socket(fileno=int(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the service's to handle: it closes the connection
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    reader = _reader(reader_name)
    isolation = Isolation(_leave_network(), refuse_connections_and_programs())
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_RARELY)
    _send(connection, msgspec.json.encode(isolation))
    _serve(connection, reader, msgspec.json.decode(settings, type=Limits))
    gc.unfreeze()  # what stays frozen is never freed, and native libraries then report leaks on the terminal


def _reader(name: str) -> Reader:
    """The function named, its format modules imported: children then open no file."""
    from intake.readers import readers

    readers()
    module, _, function = name.partition(":")
    found: Reader = getattr(import_module(module), function)
    return found


def _serve(connection: socket.socket, reader: Reader, limits: Limits) -> None:
    while True:
        message, descriptors, _, _ = socket.recv_fds(connection, 1, _MOST_DESCRIPTORS)
        if not message:
            return
        answer = _answer(connection, descriptors, reader, limits)
        for descriptor in descriptors:
            os.close(descriptor)
        _send(connection, answer)


def _send(connection: socket.socket, message: bytes) -> None:
    connection.sendall(HEADER.pack(len(message)) + message)


# The child's keeper --------------------------------------------------------------------------------------------------------------


def _answer(connection: socket.socket, descriptors: Sequence[int], reader: Reader, limits: Limits) -> bytes:
    """What the child says about the file of `descriptors`, or what became of it."""
    receiving, sending = os.pipe()
    server = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        connection.close()
        _child(server, descriptors, sending, reader, limits)
    os.close(sending)
    try:
        said, silence = _listen(connection, receiving, time.monotonic() + limits.wall_seconds)
    finally:
        os.close(receiving)
        if _still_runs(child):
            os.kill(child, signal.SIGKILL)
    return _conclusion(said, silence, _ending(child))


def _still_runs(child: int) -> bool:
    """Whether `child` has not ended; it is left for `_ending` to reap, so that its number is not given to another."""
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def _listen(connection: socket.socket, receiving: int, deadline: float) -> tuple[bytes, str]:
    """What comes through the pipe until it closes, and why listening stopped before (empty when it did not)."""
    said = bytearray()
    waiting = select.poll()
    waiting.register(receiving, select.POLLIN)
    waiting.register(connection, 0)  # only its closing is of interest: the service has gone
    while (left := deadline - time.monotonic()) > 0:
        ready = dict(waiting.poll(left * 1000))
        if connection.fileno() in ready:
            raise SystemExit
        if receiving in ready:
            chunk = os.read(receiving, _CHUNK)
            said += chunk
            if not chunk or len(said) > LONGEST_ANSWER:
                return bytes(said), "" if not chunk else "answer too long"
    return bytes(said), "wall clock"


def _ending(child: int) -> str:
    """How `child` ended, empty when well."""
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return "" if code == 0 else f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _conclusion(said: bytes, silence: str, ending: str) -> bytes:
    """The child's own words when it finished them; otherwise a failure."""
    if said and not silence and not ending:
        return said
    return msgspec.json.encode(Answer(Outcome.FAILED, detail=f"reader stopped: {silence or ending or 'no answer'}"))


# The child -----------------------------------------------------------------------------------------------------------------------


def _child(server: int, descriptors: Sequence[int], sending: int, reader: Reader, limits: Limits) -> NoReturn:
    """Read under limits, say what came of it, and leave without running anything of the parent's."""
    code = 1
    try:
        _die_with(server)
        _silence()
        _limit(limits)
        _write(sending, _read(descriptors, reader))
        code = 0
    finally:
        os._exit(code)


def _read(descriptors: Sequence[int], reader: Reader) -> bytes:
    """The reader's answer as JSON. Whatever it raises becomes an answer: the detail names the error, never the content."""
    try:
        return msgspec.json.encode(Answer(Outcome.READ, raw=reader(*map(_content, descriptors))))
    except Refused as refused:
        inside = refused.documents if isinstance(refused, Contains) else ()
        return msgspec.json.encode(Answer(Outcome.REFUSED, None, refused.reason, refused.sentence, refused.detail[:1000], inside))
    except MemoryError:
        return _OUT_OF_MEMORY
    except BaseException as error:  # noqa: BLE001 – a hostile file may raise anything, even RecursionError in a library
        return msgspec.json.encode(Answer(Outcome.FAILED, detail=_described(error)))


def _described(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {where}"


def _content(descriptor: int) -> bytes:
    """The whole file, from its beginning, whatever the position of the descriptor."""
    chunks: list[bytes] = []
    place = 0
    while chunk := os.pread(descriptor, 1 << 20, place):
        chunks.append(chunk)
        place += len(chunk)
        if place > _MOST_READ:  # the size was checked before; a file may grow meanwhile
            break
    return b"".join(chunks)


def _write(sending: int, message: bytes) -> None:
    rest = memoryview(message)
    while rest:
        rest = rest[os.write(sending, rest) :]


def _limit(limits: Limits) -> None:
    """Set what the child may use; most of it can then never be raised again."""
    base = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for kind, most in (
        (resource.RLIMIT_AS, base + limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, limits.open_files),
    ):
        resource.setrlimit(kind, (most, most))


def _die_with(server: int) -> None:
    """Ask the kernel to kill this child when the server dies, and leave at once if it just did."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != server:
        os._exit(1)


def _silence() -> None:
    """Libraries may print; nobody listens."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(nowhere, number)


def _leave_network() -> str:
    """Move to an empty network namespace: alone for root, with a user namespace of its own for others. Says which was allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    for name, flags in (("network namespace", _CLONE_NEWNET), ("network and user namespaces", _CLONE_NEWNET | _CLONE_NEWUSER)):
        if libc.unshare(flags) == 0:
            return name
    return "none"


if __name__ == "__main__":
    main()
