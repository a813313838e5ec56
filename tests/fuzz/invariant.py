"""What must hold of every file, whoever made it: it is read or refused, in bounded time. Nothing else ever comes out."""

from __future__ import annotations

import time

from forms.returns import RawReturn, Refused
from intake.readers import read_document

CPU_SECONDS = 8.0
"""Below the ten seconds after which a reader is killed; a small form takes a hundredth of it."""


def answer(data: bytes) -> RawReturn | Refused:
    """What the readers say of `data`. Fails when they say it too late; raises what they must not raise."""
    started = time.process_time()
    try:
        return read_document(data)
    except Refused as refused:
        return refused
    finally:
        assert time.process_time() - started < CPU_SECONDS


def holds(data: bytes) -> bool:
    """Whether `data` is read or refused with a sentence."""
    said = answer(data)
    return isinstance(said, RawReturn) or bool(said.sentence)
