"""Slots: the places of a master that each stamp fills.

A slot is written in the document as its name between two private-use characters, which no author can have typed by accident and
which XML carries untouched. What goes into a slot is escaped for text and attributes alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar, cast
from xml.sax.saxutils import escape

T = TypeVar("T")

_OPEN, _CLOSE = "\ue000", "\ue001"
_SLOT = re.compile(f"{_OPEN}([a-z-]+(?:/[^{_CLOSE}]*)?){_CLOSE}")
_UNFIT_FOR_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue002-\ufffd\U00010000-\U0010ffff]")
"""Everything outside production [2] Char of XML 1.0, and our own two delimiters."""


class Slot(StrEnum):
    """What a stamp brings. LABEL and VALUE stand in the one identity line that is repeated, LINES where the repeats go."""

    TITLE = "title"
    NAME = "name"
    REFERENCE = "reference"
    TOKEN = "token"  # noqa: S105 – the name of a slot, no secret
    LINES = "lines"
    LABEL = "label"
    VALUE = "value"

    @property
    def mark(self) -> str:
        """The slot as it is written in the document."""
        return f"{_OPEN}{self.value}{_CLOSE}"


class OwnKind(StrEnum):
    """What a slot of one control or question brings, tag and all."""

    TYPED = "typed"  # the current value of an entry
    ON = "on"  # that a radio button (« field/code ») or a check box (« field/code ») is on
    RECALLED = "recalled"  # the line printed beside a question
    CONFIRM = "confirm"  # the control that confirms the answer to a question
    CONFIRM_LINE = "confirm-line"  # the paragraph that shows it


@dataclass(frozen=True, slots=True)
class OwnSlot:
    """The slot of one control or question, named `name`; it takes the place of a whole attribute, paragraph or control."""

    kind: OwnKind
    name: str

    @property
    def mark(self) -> str:
        """The slot as it is written in the document."""
        return f"{_OPEN}{self.kind.value}/{self.name}{_CLOSE}"


AnySlot = Slot | OwnSlot


def printable(text: str) -> str:
    """`text` without the characters XML forbids, and without our delimiters: no author's text can make a slot."""
    return _UNFIT_FOR_XML.sub("", text)


def without_slots(value: T) -> T:
    """`value` (any value of the layout) with every text in it made printable, before the writer sets its own slots among them."""
    cleaned: Any = value
    if type(value) is str:
        cleaned = printable(str(value))
    elif isinstance(value, tuple):
        cleaned = tuple(without_slots(each) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        cleaned = replace(value, **{each.name: without_slots(getattr(value, each.name)) for each in fields(value)})
    return cast("T", cleaned)


def escaped(text: str) -> str:
    """`text` as it must be written between tags or between double quotes."""
    return escape(printable(text), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def split(document: str) -> tuple[str | AnySlot, ...]:
    """`document` cut at its slots: text, slot, text, … text."""
    parts = _SLOT.split(document)
    return tuple(_slot(part) if place % 2 else part for place, part in enumerate(parts))


def _slot(written: str) -> AnySlot:
    kind, divided, name = written.partition("/")
    return OwnSlot(OwnKind(kind), name) if divided else Slot(kind)


def fill(pieces: Iterable[str | AnySlot], values: Mapping[AnySlot, str]) -> str:
    """`pieces` joined again, each slot replaced by its value, already XML. Raises KeyError when a slot has none."""
    return "".join(values[piece] if isinstance(piece, AnySlot) else piece for piece in pieces)
