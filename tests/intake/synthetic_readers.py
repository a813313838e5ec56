"""Readers that misbehave on command: what a library might do to a hostile file. The file's text says which."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

from forms.returns import Carrier, CarrierKind, RawField, RawReturn, RefusalCode, Refused


def obey(data: bytes) -> RawReturn:
    """Do what the file says."""
    order, _, argument = data.decode().partition(" ")
    said = ORDERS[order](argument)
    return RawReturn({"dit": RawField("dit", (str(said),))}, (Carrier(CarrierKind.TITLE, order),))


def _eat_memory(_: str) -> None:
    pieces = []
    while True:
        pieces.append(bytearray(1 << 24))


def _spin(_: str) -> None:
    while True:
        pass


def _refuse(_: str) -> None:
    raise Refused(RefusalCode.DAMAGED, "Phrase.", "detail")


def _raise(_: str) -> None:
    raise LookupError("secret content of the file")


def _recurse(_: str) -> None:
    _recurse(_)


def _write(path: str) -> str:
    try:
        Path(path).write_bytes(b"x")
    except OSError as error:
        return type(error).__name__
    return "written"


def _connect(_: str) -> str:
    try:
        socket.create_connection(("127.0.0.1", int(_)), timeout=2).close()
    except OSError as error:
        return str(error.errno)
    return "connected"


ORDERS = {
    "say": str,
    "pid": lambda _: os.getpid(),
    "memory": _eat_memory,
    "spin": _spin,
    "sleep": lambda _: time.sleep(60),
    "refuse": _refuse,
    "raise": _raise,
    "recurse": _recurse,
    "abort": lambda _: os.abort(),
    "segfault": lambda _: os.kill(os.getpid(), signal.SIGSEGV),
    "leave": lambda _: os._exit(0),
    "shout": lambda _: "x" * (41 << 20),
    "print": lambda _: os.write(1, b"noise") + os.write(2, b"noise"),
    "write": _write,
    "connect": _connect,
    "kill-server": lambda _: os.kill(os.getppid(), signal.SIGKILL),
}
