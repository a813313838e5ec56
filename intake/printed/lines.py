"""Letters put together into lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from intake.printed.letters import Letter

_SAME_LINE: Final = 0.35
"""Share of a letter's height by which baselines of one line may differ."""


def lines_of(letters: Sequence[Letter]) -> list[list[Letter]]:
    """`letters` by line, from the top, each line from the left."""
    lines: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda each: -each.baseline):
        if lines and lines[-1][0].baseline - letter.baseline <= _SAME_LINE * letter.height:
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return [sorted(line, key=lambda each: each.left) for line in lines]
