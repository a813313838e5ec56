"""Where everything stands on a printed form, so that a flattened or scanned return can be read.

PDF points (1/72 inch) from the bottom left corner of the page, y upwards; pages count from 1. Plain values: they go to JSON and back.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle on a page, in PDF points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """In PDF points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In PDF points."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """One page: its size, its solid corner squares (top left, top right, bottom left, bottom right) and its QR code."""

    width: float
    height: float
    corners: tuple[Rectangle, Rectangle, Rectangle, Rectangle]
    qr: Rectangle


@dataclass(frozen=True, slots=True)
class BoxGeometry:
    """One box to tick (`value`: its export value) or one text entry (`value`: empty), by control name."""

    field: str
    value: str
    page: int
    rectangle: Rectangle


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """One box to tick, by control name and export value, and the words printed at its right."""

    field: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class PrintedQuestion:
    """What is printed of one question or entry in any edition: its words, then the boxes to tick and the `entry` (a control name, empty
    when there is none). `one`: exactly one of the boxes is on, were it that of no answer."""

    words: str
    boxes: tuple[LabelledBox, ...] = ()
    entry: str = ""
    one: bool = False


@dataclass(frozen=True, slots=True)
class Geometry:
    """A whole form: its pages, and its boxes and entries in the order they stand in; and its questions, by which it is read when it was
    printed by a program that set it anew, as LibreOffice does the ODT. None in forms issued before that was possible."""

    pages: tuple[PageGeometry, ...]
    boxes: tuple[BoxGeometry, ...]
    questions: tuple[PrintedQuestion, ...] = ()
