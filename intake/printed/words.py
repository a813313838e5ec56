"""Where the words of a form stand on its pages, whatever program set them there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from intake.printed.letters import Letter

_APART: Final = 1.0
"""Gap, as a share of a letter's height, from which what stands beside words on their line is no part of them."""
_SAME_LINE: Final = 2.0
"""Points by which baselines of one line may differ."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where words begin, in the order of reading: `page` from 0, how far below the top of all pages, then from the left."""

    page: int
    depth: float
    left: float
    baseline: float
    last_baseline: float
    height: float


def squeezed(text: str) -> str:
    """`text` without any space, composed: what is compared, as programs set spaces and accents as they like."""
    return "".join(unicodedata.normalize("NFC", text).split())


class PageWords:
    """The letters of one page in the order in which they were set there."""

    def __init__(self, page: int, letters: Sequence[Letter]) -> None:
        self._page = page
        self._letters = [letter for letter in letters if not letter.text.isspace()]
        self._text = "".join(squeezed(letter.text)[:1] or "\ufffd" for letter in self._letters)

    def spots(self, words: str) -> Iterator[Spot]:
        """Every place where `words` stand, alone on their lines."""
        wanted = squeezed(words)
        place = self._text.find(wanted)
        while place >= 0 and wanted:
            if self._is_alone(place, place + len(wanted)):
                first, last = self._letters[place], self._letters[place + len(wanted) - 1]
                yield Spot(self._page, -first.baseline, first.left, first.baseline, last.baseline, first.height)
            place = self._text.find(wanted, place + 1)

    def _is_alone(self, start: int, end: int) -> bool:
        before = self._letters[start - 1] if start else None
        after = self._letters[end] if end < len(self._letters) else None
        return not (before and _touch(before, self._letters[start])) and not (after and _touch(self._letters[end - 1], after))


def _touch(one: Letter, other: Letter) -> bool:
    return abs(one.baseline - other.baseline) <= _SAME_LINE and 0 <= other.left - one.right + one.height / 2 <= _APART * one.height


def in_order(pages: Sequence[PageWords], wanted: Iterable[str]) -> list[Spot | None]:
    """For each of the `wanted` words the first place where they stand after those before them; None when there is none."""
    found: list[Spot | None] = []
    past = Spot(-1, 0, 0, 0, 0, 0)
    for words in wanted:
        places = (spot for page in pages for spot in page.spots(words) if _follows(spot, past))
        spot = min(places, default=None)
        past = spot or past
        found.append(spot)
    return found


def _follows(spot: Spot, past: Spot) -> bool:
    if spot.page == past.page and abs(spot.depth - past.depth) <= _SAME_LINE:
        return spot.left > past.left
    return spot > past
