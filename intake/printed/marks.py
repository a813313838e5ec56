"""Whether a box is ticked, judged by its ink."""

from __future__ import annotations

from enum import Enum
from typing import Final

from forms.pdf.geometry import Rectangle
from intake.printed.placing import Placed

_OUTLINE: Final = 0.22
"""Share of a box's side left out on each side: its outline, and the corners a round one leaves empty."""
CERTAINLY_EMPTY: Final = 0.07
"""Mean darkness within: an empty box has its tint alone, 0.03."""
CERTAINLY_TICKED: Final = 0.16
"""The thinnest tick a viewer draws gives 0.25, a disc 0.6."""


class Mark(Enum):
    """What a box shows. UNSURE is never guessed: a person decides."""

    EMPTY = "empty"
    TICKED = "ticked"
    UNSURE = "unsure"


def mark_in(placed: Placed, box: Rectangle) -> Mark:
    """What stands in `box`. A box whose outline is not seen where it should be shows nothing sure, whatever its ink."""
    ink = ink_in(placed, box)
    if CERTAINLY_EMPTY < ink < CERTAINLY_TICKED or not placed.is_outlined(box):
        return Mark.UNSURE
    return Mark.TICKED if ink >= CERTAINLY_TICKED else Mark.EMPTY


def ink_in(placed: Placed, box: Rectangle) -> float:
    """Mean darkness inside the outline of `box`, from 0 to 1."""
    return placed.raster.darkness(placed.area(box, _OUTLINE * box.width))
