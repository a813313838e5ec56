"""Ink in an entry that is none of its letters': a stroke through what was typed, or words that somebody set over it as a remark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from forms.pdf.geometry import Rectangle
from intake.printed.letters import Letter
from intake.printed.lines import lines_of
from intake.printed.placing import Placed

_BESIDE: Final = 0.8
"""Points by which the ink of a letter may reach beyond the place it takes."""
_BELOW: Final = 0.4
_ABOVE: Final = 1.2
"""Shares of a letter's height by which its ink may reach under its baseline and over it: what programs call a height differs."""


def other_ink(letters: Sequence[Letter], placed: Placed, inner: Rectangle) -> int:
    """Dark pixels of `inner`, an entry less its border, where none of the page's `letters` stands."""
    seen = [each for each in letters if not each.text.isspace() and _reaches(each, inner)]
    own = sum(placed.raster.dark_pixels(placed.area(each)) for each in _bands(seen, inner))
    return placed.raster.dark_pixels(placed.area(inner)) - own


def _reaches(letter: Letter, inner: Rectangle) -> bool:
    low, high = letter.baseline - _BELOW * letter.height, letter.baseline + _ABOVE * letter.height
    return letter.left - _BESIDE < inner.right and letter.right + _BESIDE > inner.left and low < inner.top and high > inner.bottom


def _bands(letters: Sequence[Letter], inner: Rectangle) -> Iterator[Rectangle]:
    """Where the ink of `letters` may be, in rectangles that do not meet: what two of them held would count twice."""
    lines = [(_upright(line, inner), line) for line in lines_of(letters)]
    edges = sorted({edge for upright, _ in lines for edge in upright})
    for bottom, top in pairwise(edges):
        there = [letter for (low, high), line in lines if low <= bottom and top <= high for letter in line]
        yield from (Rectangle(left, bottom, right, top) for left, right in _stretches(there, inner))


def _upright(line: Sequence[Letter], inner: Rectangle) -> tuple[float, float]:
    """From where to where the ink of a line may reach, upwards."""
    low = min(each.baseline - _BELOW * each.height for each in line)
    return max(low, inner.bottom), min(max(each.baseline + _ABOVE * each.height for each in line), inner.top)


def _stretches(letters: Iterable[Letter], inner: Rectangle) -> list[tuple[float, float]]:
    """From where to where `letters` stand along their lines, those that touch together."""
    stretches: list[tuple[float, float]] = []
    for letter in sorted(letters, key=lambda each: each.left):
        left, right = max(letter.left - _BESIDE, inner.left), min(letter.right + _BESIDE, inner.right)
        if stretches and left <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(right, stretches[-1][1]))
        elif left < right:
            stretches.append((left, right))
    return stretches
