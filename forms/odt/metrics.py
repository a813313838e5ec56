"""How wide a label is, so that its control is made wide enough.

A control's size is fixed in the file: unlike a paragraph, it does not grow with its text.
"""

from __future__ import annotations

import math
import unicodedata

_CM_PER_POINT = 2.54 / 72
_SLACK = 1.08
"""The font may be replaced on the reader's machine by one a little wider."""
_WIDTHS = {
    222: "'ijl’‘ʻ",
    278: " |!,./:;I[\\]ft\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}",
    333: "()-`r·“”{}",
    400: '"*°^•',
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu«»–€",
    611: "FTZ+<=>~",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    944: "%æWœ",
    1015: "—…ŒÆ@",
}
"""Advance widths of Liberation Sans (those of Helvetica), in thousandths of the font size, rounded up into a few classes."""
_ADVANCE = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_WIDEST = max(_WIDTHS)


def text_width(text: str, points: float) -> float:
    """Width in centimetres of `text` on one line at `points`, with a margin for a wider font."""
    return sum(map(_advance, text)) / 1000 * points * _CM_PER_POINT * _SLACK


def lines_needed(text: str, points: float, width: float) -> int:
    """How many lines of `width` centimetres `text` takes at `points`; at least 1."""
    return max(1, math.ceil(text_width(text, points) / width))


def _advance(letter: str) -> int:
    return _ADVANCE.get(letter) or _ADVANCE.get(unicodedata.normalize("NFD", letter)[0], _WIDEST)
