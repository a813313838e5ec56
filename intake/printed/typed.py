"""What was typed in an entry, put together from its letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from forms.pdf.geometry import Rectangle
from intake.printed.letters import Letter, within
from intake.printed.lines import lines_of
from intake.printed.other_ink import other_ink
from intake.printed.overflow import goes_on_below
from intake.printed.placing import Placed

_SPACE: Final = 0.12
"""Gap between two letters, as a share of their height, that is a space though none was set."""
_BORDER: Final = 2.0
"""Points around an entry's edge: its outline is no ink."""
_MARGIN: Final = 4.0
"""Points that viewers keep free between an entry's edge and what is typed."""
_OVER: Final = 0.5
"""Share of a letter that another of its line may cover: slanted ones and accents set apart reach over a little."""
_CAPITAL: Final = 0.65
"""Height of a capital, as a share of its letter's height: between the share of its font, and the whole where programs give its own."""
_HIDDEN: Final = 24.0
"""Points under an entry where what it had no room for is looked for: two lines."""
_SPECK: Final = 3
"""Dark pixels that are nothing yet: a full stop has more."""
_ILLEGIBLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff†‡ˆˇ˘˙˚˛˜˝¯¸]|[a-zß-öø-ÿ][À-ÖØ-Þ]")
"""Letters that no font explains; and what French never has, but a program leaves that took one table of letters for another: « È » for
« é » inside a word, « ‡ » for « à », « ˘ » for « ù »."""


@dataclass(frozen=True, slots=True)
class Typed:
    """`text` found in an entry. `sure` is false when ink and letters disagree, or when no font says which letters they are.

    `full`: it reaches the end of the entry, or goes on beside or below it, so that more may have been typed than is seen.
    """

    text: str
    sure: bool
    full: bool = False


def typed_in(
    placed: Placed, letters: Sequence[Letter], entry: Rectangle, strays: frozenset[Letter] = frozenset(), *, drawn: bool = False
) -> Typed:
    """What stands in `entry` of the form, less those of `strays` that nobody sees there: they are what another had no room for. Nothing
    in an entry whose outline has gone says nothing: its text may have gone with it. `drawn`: its outline is known to be there."""
    inside = list(within(list(letters), entry.left, entry.bottom, entry.right, entry.top))
    lines = lines_of(_in_sight(inside, strays, placed, entry))
    text = _joined(lines, entry)
    inked = placed.raster.dark_pixels(placed.area(entry, _BORDER)) > _SPECK
    if text.strip():
        agreed = inked and _all_seen(lines, placed, entry) and other_ink(letters, placed, _inside(entry)) <= _SPECK
    else:
        agreed = not inked and (drawn or placed.is_outlined(entry))
    full = _is_full(lines, entry) or (drawn and goes_on_below(letters, entry)) or _goes_on_unseen(lines, letters, placed, entry)
    return Typed(text, agreed and not _ILLEGIBLE.search(text), full)


def _in_sight(inside: Sequence[Letter], strays: frozenset[Letter], placed: Placed, entry: Rectangle) -> list[Letter]:
    """`inside` without those of `strays` that are not seen: no ink stands there, or only that of letters which are no strays."""
    own = [letter for letter in inside if letter not in strays]
    boxes = [_box_of(letter, entry) for letter in own if not letter.text.isspace()]
    return [letter for letter in inside if letter not in strays or not _is_out_of_sight(letter, boxes, placed, entry)]


def _is_out_of_sight(letter: Letter, boxes: Sequence[Rectangle], placed: Placed, entry: Rectangle) -> bool:
    box = _box_of(letter, entry)
    return letter.text.isspace() or not placed.raster.dark_pixels(placed.area(box)) or any(_meet(box, other) for other in boxes)


def _meet(one: Rectangle, other: Rectangle) -> bool:
    return one.left < other.right and other.left < one.right and one.bottom < other.top and other.bottom < one.top


def _inside(entry: Rectangle) -> Rectangle:
    return Rectangle(entry.left + _BORDER, entry.bottom + _BORDER, entry.right - _BORDER, entry.top - _BORDER)


def _all_seen(lines: Sequence[Sequence[Letter]], placed: Placed, entry: Rectangle) -> bool:
    """Whether each letter is inked, and none stands over another: what a neighbouring entry had no room for is set on the page, cut off
    from sight, and its letters stand among those of this one."""
    letters = [[letter for letter in line if not letter.text.isspace()] for line in lines]
    over = any(
        before.right - after.left > _OVER * min(before.right - before.left, after.right - after.left)
        for line in letters
        for before, after in pairwise(line)
    )
    return not over and all(placed.raster.dark_pixels(placed.area(_box_of(letter, entry))) for line in letters for letter in line)


def _box_of(letter: Letter, entry: Rectangle) -> Rectangle:
    """Where the ink of `letter` is looked for: from below its baseline to the top of its font, the outline of `entry` left out."""
    return Rectangle(
        max(letter.left, entry.left + _BORDER),
        max(letter.baseline - 0.25 * letter.height, entry.bottom + _BORDER),
        min(letter.right, entry.right - _BORDER),
        min(letter.baseline + 0.75 * letter.height, entry.top - _BORDER),
    )


def _joined(lines: Sequence[Sequence[Letter]], entry: Rectangle) -> str:
    """The lines as typed: a line is broken where its author broke it, not where the viewer had no room left."""
    texts = [_text(line) for line in lines]
    text = texts[0] if texts else ""
    for (line, following), words in zip(pairwise(lines), texts[1:], strict=True):
        text += (" " if _had_no_room(line, following, entry) else "\n") + words
    return text


def _text(line: Sequence[Letter]) -> str:
    text = line[0].text
    for before, letter in pairwise(line):
        spaced = letter.left - before.right > _SPACE * letter.height and not (before.text.isspace() or letter.text.isspace())
        text += f" {letter.text}" if spaced else letter.text
    return text.strip()


def _had_no_room(line: Sequence[Letter], following: Sequence[Letter], entry: Rectangle) -> bool:
    """Whether the first word of `following` would not have fitted at the end of `line`."""
    end = next((place for place, letter in enumerate(following) if letter.text.isspace()), len(following))
    word = following[max(end - 1, 0)].right - following[0].left
    space = 0.25 * following[0].height
    last = next((letter for letter in reversed(line) if not letter.text.isspace()), line[-1])
    return last.right + space + word > entry.right - _MARGIN


def _goes_on_unseen(lines: Sequence[Sequence[Letter]], letters: Sequence[Letter], placed: Placed, entry: Rectangle) -> bool:
    """Whether a letter is set right after the last of a line that reaches the right edge, or on a line cut off below, were there blank ones
    before it."""
    beside = any(_follows(line[-1], letter, entry) for line in lines for letter in letters)
    return beside or any(_is_cut_off_below(letter, placed, entry) for letter in letters)


def _follows(last: Letter, letter: Letter, entry: Rectangle) -> bool:
    beyond = (letter.left + letter.right) / 2 > entry.right and abs(letter.left - last.right) <= 1
    return beyond and abs(letter.baseline - last.baseline) <= 1


def _is_cut_off_below(letter: Letter, placed: Placed, entry: Rectangle) -> bool:
    """Whether `letter` begins a line across the lower edge of `entry`, or one below it where nothing is seen."""
    below = entry.bottom - _HIDDEN <= letter.baseline <= entry.bottom - _BORDER / 2
    begins = below and entry.left <= letter.left <= entry.left + _MARGIN + 1 and not letter.text.isspace()
    across = letter.baseline + _CAPITAL * letter.height > entry.bottom
    seen = Rectangle(letter.left, letter.baseline, letter.right, letter.baseline + letter.height / 2)
    return begins and (across or not placed.raster.dark_pixels(placed.area(seen)))


def _is_full(lines: Sequence[Sequence[Letter]], entry: Rectangle) -> bool:
    if not lines:
        return False
    last = lines[-1]
    several = len(lines) > 1 and entry.height > 2.5 * last[0].height
    below = last[0].baseline - entry.bottom
    return below < last[0].height if several else last[-1].right > entry.right - _MARGIN / 2
