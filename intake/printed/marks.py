"""Whether a box is ticked, judged by its ink."""

from __future__ import annotations

from enum import Enum
from typing import Final

from forms.pdf.geometry import Rectangle
from intake.printed.placing import Placed

_OUTLINE: Final = 0.22
"""Share of a box's side left out on each side: its outline, and the corners a round one leaves empty."""
_EMPTY: Final = 0.07
"""Mean darkness within, up to which a box is empty: its tint alone gives 0.03."""
_TICKED: Final = 0.15
"""Share of ink within, from which a box is ticked: the thinnest tick that a viewer draws gives twice as much."""


class Mark(Enum):
    """What a box shows. UNSURE is never guessed: a person decides."""

    EMPTY = "empty"
    TICKED = "ticked"
    UNSURE = "unsure"


def mark_in(placed: Placed, box: Rectangle) -> Mark:
    """What stands in `box`. A box whose outline is not seen where it should be shows nothing sure, whatever its ink."""
    within = placed.area(box, _OUTLINE * box.width)
    if not placed.is_outlined(box):
        return Mark.UNSURE
    if placed.raster.inked(within) >= _TICKED:
        return Mark.TICKED
    return Mark.EMPTY if placed.raster.darkness(within) <= _EMPTY else Mark.UNSURE
