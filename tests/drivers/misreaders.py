"""The product's own reader, except that some files make it misbehave as a hostile file might: what they order is their first words."""

from __future__ import annotations

import os
import signal
import time

from forms.returns import RawReturn
from intake.readers import read_document

ORDER = b"%PDF-1.7 "


def read_or_misbehave(data: bytes) -> RawReturn:
    """Do what the file orders; read any other."""
    order = data.removeprefix(ORDER).split()[0] if data.startswith(ORDER) else b""
    if order in ORDERS:
        ORDERS[order]()
    return read_document(data)


def _hog() -> None:
    pieces = []
    while True:
        pieces.append(bytearray(1 << 24))


ORDERS = {
    b"die": lambda: os.kill(os.getpid(), signal.SIGKILL),
    b"kill-server": lambda: os.kill(os.getppid(), signal.SIGKILL),
    b"hang": lambda: time.sleep(600),
    b"hog": _hog,
}
