"""Archives (.zip) and messages (.eml): no form themselves, they say which documents they hold, each to be read on its own."""

from __future__ import annotations

from typing import Final

from forms.returns import RawReturn
from intake.containers import CONTAINERS, Contains, unpack

READS: Final = CONTAINERS


def read(data: bytes) -> RawReturn:
    """Never a form: raises `Contains` with the documents inside, or another `Refused`."""
    raise Contains(unpack(data))
