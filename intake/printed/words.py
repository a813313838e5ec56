"""Where the words of a form stand on its pages, whatever program set them there."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
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


_BEFORE_ALL: Final = Spot(-1, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Placing:
    """Where words were found. `alone`: they stand nowhere else where they could be meant too."""

    spot: Spot
    alone: bool


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


def in_order(pages: Sequence[PageWords], wanted: Sequence[str]) -> list[Placing | None]:
    """For each of the `wanted` words where they stand after those before them; None when they do not.

    Words wanted once hold the others in place: those wanted several times are looked for between them, and not found when they stand
    there less often than they are wanted, since nobody knows then which are which.
    """
    times = Counter(wanted)
    spots = {words: sorted(spot for page in pages for spot in page.spots(words)) for words in times}
    found: list[Placing | None] = [None] * len(wanted)
    past = _BEFORE_ALL
    for place, words in enumerate(wanted):
        if times[words] == 1 and (spot := next((each for each in spots[words] if _follows(each, past)), None)):
            found[place] = Placing(spot, alone=len(spots[words]) == 1)
            past = spot
    for first, end in _gaps(found):
        start, stop = found[first - 1] if first else None, found[end] if end < len(found) else None
        held = all(each is None or each.alone for each in (start, stop))
        for words, places in _places_of(wanted, range(first, end), times).items():
            between = [each for each in spots[words] if _is_between(each, start, stop)]
            if len(between) >= len(places):
                for place, spot in zip(places, between, strict=False):
                    found[place] = Placing(spot, alone=held and len(between) == len(places))
    return found


def _gaps(found: Sequence[Placing | None]) -> list[tuple[int, int]]:
    """Where those stand that are not found, from and up to which place."""
    bounds = [-1, *(place for place, each in enumerate(found) if each), len(found)]
    return [(before + 1, after) for before, after in pairwise(bounds) if before + 1 < after]


def _places_of(wanted: Sequence[str], among: range, times: Mapping[str, int]) -> dict[str, list[int]]:
    """The places `among` these of each of the words that are wanted several times."""
    places: dict[str, list[int]] = {}
    for place in among:
        if times[wanted[place]] > 1:
            places.setdefault(wanted[place], []).append(place)
    return places


def _is_between(spot: Spot, start: Placing | None, stop: Placing | None) -> bool:
    return (start is None or _follows(spot, start.spot)) and (stop is None or _follows(stop.spot, spot))


def _follows(spot: Spot, past: Spot) -> bool:
    if spot.page == past.page and abs(spot.depth - past.depth) <= _SAME_LINE:
        return spot.left > past.left
    return spot > past
