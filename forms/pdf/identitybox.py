"""Where each line of the identity box goes: the name large on the first row, the rest in two columns, all of it on a fixed area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from forms.pdf.frame import points
from forms.pdf.geometry import Rectangle
from forms.pdf.typeface import Typeface, typeface

Line = tuple[str, str]
_PADDING = points(4.5)
_GUTTER = points(5)
_LABEL_WIDTH = points(29)
_LABEL_SIZE, _VALUE_SIZE, _NAME_SIZE = 8.8, 10.0, 15.0
_ROW = points(5.8)
_FIRST_ROW = points(8.6)
_LOWER_ROWS = 4
_COLUMNS = 2
_CUT = "…"
CAPACITY = 1 + _LOWER_ROWS * _COLUMNS
"""How many lines the box holds."""


@dataclass(frozen=True, slots=True)
class Word:
    """One run of text on one line: left end of its baseline, in points, and its size after shrinking."""

    text: str
    face: Typeface
    size: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A label and its value, one tagged paragraph."""

    label: Word
    value: Word


def place(lines: Sequence[Line], area: Rectangle) -> Iterator[PlacedLine]:
    """`lines` (CAPACITY at most) in `area`, none reaching out of it however long: what does not fit is set smaller."""
    if len(lines) > CAPACITY:
        raise ValueError(f"the identity box holds {CAPACITY} lines, not {len(lines)}")
    inner = Rectangle(area.left + _PADDING, area.bottom, area.right - _PADDING, area.top)
    for row, (label, value) in enumerate(lines[:1]):
        yield _placed(label, value, inner.left, inner.top - _FIRST_ROW * (row + 1), inner.width, _NAME_SIZE)
    for (label, value), row, column, span in _cells(lines[1:], inner.width):
        width = _column_width(inner.width) if span == 1 else inner.width
        x = inner.left + column * (_column_width(inner.width) + _GUTTER)
        yield _placed(label, value, x, inner.top - _FIRST_ROW - _ROW * (row + 1.15), width, _VALUE_SIZE)


def _cells(lines: Sequence[Line], width: float) -> Iterator[tuple[Line, int, int, int]]:
    """Row, column and span of each line: a long value takes a whole row while there are rows enough."""
    spare = _LOWER_ROWS * _COLUMNS - len(lines)
    taken = 0
    for line in lines:
        column = taken % _COLUMNS
        cost = _COLUMNS - 1 + column
        wide = cost <= spare and not _fits(line[1], _column_width(width))
        if wide:
            taken += column
            spare -= cost
        yield line, taken // _COLUMNS, taken % _COLUMNS, _COLUMNS if wide else 1
        taken += _COLUMNS if wide else 1


def _column_width(width: float) -> float:
    return (width - _GUTTER * (_COLUMNS - 1)) / _COLUMNS


def _fits(value: str, width: float) -> bool:
    return typeface("Bold").width(value, _VALUE_SIZE) <= width - _LABEL_WIDTH


def _placed(label: str, value: str, x: float, y: float, width: float, size: float) -> PlacedLine:
    return PlacedLine(
        Word(label, typeface("Regular"), _LABEL_SIZE, x, y),
        shrunk(Word(value, typeface("Bold"), size, x + _LABEL_WIDTH, y), width - _LABEL_WIDTH),
    )


def cut_short(text: str, face: Typeface, size: float, width: float) -> str:
    """`text`, or as much of it as is `width` points wide at `size`, with « … » for the rest."""
    if face.width(text, size) <= width:
        return text
    room = width - face.width(_CUT, size)
    kept = sum(end <= room for end in accumulate(face.width(letter, size) for letter in text))
    return text[:kept].rstrip() + _CUT


def shrunk(word: Word, width: float) -> Word:
    """`word`, set smaller when it is wider than `width` points."""
    natural = word.face.width(word.text, word.size)
    size = word.size if natural <= width else word.size * width / natural
    return Word(word.text, word.face, size, word.x, word.y)
