"""The four solid squares in the corners of every page we print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from intake.printed.homography import Corners, Point
from intake.printed.raster import Raster

_SHORTEST, _LONGEST = 14, 120
"""Pixels of a square's side: our 39, on a page from a third to three times our size."""
_RUN: Final = re.compile(rb"\x01{%d,}" % _SHORTEST)
_STEP: Final = 3
"""Rows from one looked at to the next: enough that a square is met several times."""
_SLACK: Final = 0.2
"""How much width and height, or two squares of one page, may differ."""


@dataclass(slots=True)
class Square:
    """Dark runs one below the other, of the same extent: a square once `solid_squares` has said so. In pixels."""

    left: int
    right: int
    top: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def centre(self) -> Point:
        """In pixels from the top left corner of the page."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def continues(self, run: tuple[int, int]) -> bool:
        """Whether `run`, start and end of a dark run, is as wide and as far right."""
        return abs(self.left - run[0]) <= 2 and abs(self.right - run[1]) <= 2


def solid_squares(page: Raster) -> list[Square]:
    """Every solid square of `page` that could stand in a corner of the form."""
    return [square for square in _columns(page) if _is_square(square)]


def halves(squares: Sequence[Square], page: Raster) -> Iterator[tuple[list[Square], list[Square]]]:
    """`squares` as they stand when two pages of the form share a sheet: side by side, then one above the other."""
    for axis, middle in enumerate((page.width / 2, page.height / 2)):
        yield [each for each in squares if each.centre[axis] < middle], [each for each in squares if each.centre[axis] >= middle]


def corner_squares(squares: Sequence[Square]) -> Corners | None:
    """Centres of the four corner squares: top left, top right, bottom left, bottom right as seen; None when they are not all there.

    They are the outermost of the solid `squares` of a page, about as large as one another.
    """
    if len(squares) < 4:
        return None
    first, second, third, fourth = (
        min(squares, key=lambda each: each.centre[0] + each.centre[1]),
        max(squares, key=lambda each: each.centre[0] - each.centre[1]),
        min(squares, key=lambda each: each.centre[0] - each.centre[1]),
        max(squares, key=lambda each: each.centre[0] + each.centre[1]),
    )
    corners = (first, second, third, fourth)
    widths = sorted(each.width for each in corners)
    if len({each.centre for each in corners}) < 4 or widths[-1] > widths[0] * (1 + _SLACK):
        return None
    return first.centre, second.centre, third.centre, fourth.centre


def _columns(page: Raster) -> list[Square]:
    finished: list[Square] = []
    growing: list[Square] = []
    for y in range(0, page.height, _STEP):
        met = [match.span() for match in _RUN.finditer(page.row(y)) if match.end() - match.start() <= _LONGEST]
        grown = [_grown(growing, run, y) for run in met]
        finished += [column for column in growing if not any(column is each for each in grown)]
        growing = grown
    return [_trimmed(page, column) for column in finished + growing if column.bottom - column.top >= _SHORTEST // 2]


def _grown(growing: list[Square], run: tuple[int, int], y: int) -> Square:
    for column in growing:
        if column.continues(run):
            column.bottom = y
            return column
    return Square(*run, y, y)


def _trimmed(page: Raster, column: Square) -> Square:
    """Its exact top and bottom, which fall between the rows looked at."""
    middle = (column.left + column.right) // 2
    top, bottom = column.top, column.bottom + 1
    while top > 0 and column.top - top < _STEP and page.grey(middle, top - 1) < 128:
        top -= 1
    while bottom < page.height and bottom - column.bottom <= _STEP and page.grey(middle, bottom) < 128:
        bottom += 1
    return Square(column.left, column.right, top, bottom)


def _is_square(column: Square) -> bool:
    height = column.bottom - column.top
    return abs(height - column.width) <= _SLACK * column.width


def turns(corners: Corners) -> list[Corners]:
    """`corners` as they would be named if the page had been turned by 0, 90, 180 and 270 degrees clockwise."""
    seen = [corners]
    for _ in range(3):
        top_left, top_right, bottom_left, bottom_right = seen[-1]
        seen.append((top_right, bottom_right, top_left, bottom_left))
    return seen
