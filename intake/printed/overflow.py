"""What an entry had no room for: a program that prints sets it on the page all the same, cut off from sight, among other letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from forms.pdf.geometry import Rectangle
from intake.printed.letters import Letter, within
from intake.printed.lines import lines_of

_OFF: Final = 0.5
"""Points by which a baseline may miss its place, and a little more for each line further down."""


def overflowing(letters: Sequence[Letter], entries: Iterable[Rectangle]) -> frozenset[Letter]:
    """The letters that go on below one of `entries` (all those of a page) at the pace of its own lines, within its width.

    Where they stand tells no more than that they may be out of sight: whether they are is seen by their ink.
    """
    found: set[Letter] = set()
    left = list(letters)
    for entry in sorted(entries, key=lambda each: -each.top):
        if below := frozenset(_below(left, entry)):
            found |= below
            left = [each for each in left if each not in below]
    return frozenset(found)


def goes_on_below(letters: Sequence[Letter], entry: Rectangle) -> bool:
    """Whether the very next line of what stands in `entry` is set right below it."""
    return any(further == 1 for _, further in _continuing(letters, entry))


def _below(letters: Sequence[Letter], entry: Rectangle) -> Iterator[Letter]:
    return (letter for letter, _ in _continuing(letters, entry))


def _continuing(letters: Sequence[Letter], entry: Rectangle) -> Iterator[tuple[Letter, int]]:
    """The letters that go on below `entry`, and on which line from its last. None under one that is not full to its end: its text stops
    there."""
    lines = lines_of(list(within(list(letters), entry.left, entry.bottom, entry.right, entry.top)))
    if len(lines) < 2:
        return
    first, last = lines[0][0].baseline, lines[-1][0].baseline
    leading = (first - last) / (len(lines) - 1)
    if last - entry.bottom >= leading:
        return
    for letter in letters:
        further = round((last - letter.baseline) / leading)
        off = abs(last - further * leading - letter.baseline)
        if further > 0 and off <= _OFF + 0.02 * further and entry.left <= (letter.left + letter.right) / 2 <= entry.right:
            yield letter, further
