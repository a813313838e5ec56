"""Radio buttons known by their rank alone.

LibreOffice exports the radio buttons of a Word document, which have neither code nor tooltip, under the states « 1 », « 2 », « 3 »…
in the order in which they are read. Ranks are believed only where the page shows that very order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pypdf.generic import ArrayObject, FloatObject, NumberObject


@dataclass(frozen=True, slots=True)
class Place:
    """Where a button stands: its page, and its rectangle in points from the bottom left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    def precedes(self, other: Place) -> bool:
        """Whether it is read before `other`: on an earlier page, above it, or left of it on the same line."""
        if self.page != other.page:
            return self.page < other.page
        if self.bottom >= other.top or other.bottom >= self.top:
            return self.bottom >= other.top
        return self.right <= other.left


def place_of(page: int | None, rectangle: Any) -> Place | None:  # noqa: ANN401 – a PDF object of any kind
    """The place a widget's /Rect tells, None when it does not tell one."""
    if page is None or not isinstance(rectangle, ArrayObject) or len(rectangle) != 4:
        return None
    numbers = [each.get_object() for each in rectangle]
    if not all(isinstance(each, (FloatObject, NumberObject)) for each in numbers):
        return None
    x, y, other_x, other_y = map(float, numbers)
    return Place(page, min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))


def are_ranks(codes: Sequence[str], places: Sequence[Place | None]) -> bool:
    """Whether `codes` are the ranks, from 1, in which the buttons that stand at `places` are read."""
    by_rank = dict(zip(codes, places, strict=True))
    in_order = [by_rank.get(str(rank)) for rank in range(1, len(codes) + 1)]
    return len(codes) > 1 and all(first is not None and then is not None and first.precedes(then) for first, then in pairwise(in_order))
