"""One box or entry of a printed form, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forms.pdf.geometry import BoxGeometry
from intake.printed.letters import Letter
from intake.printed.marks import Mark, mark_in
from intake.printed.placing import Placed
from intake.printed.typed import Typed, typed_in
from intake.recognition import as_text


@dataclass(frozen=True, slots=True)
class Control:
    """What one box or entry says, on one page. `mark` is None for an entry, `typed` for a box."""

    box: BoxGeometry
    mark: Mark | None = None
    typed: Typed | None = None

    @property
    def value(self) -> str:
        """The export value of a box that is ticked, or what is typed."""
        if self.typed is not None:
            return as_text(self.typed.text)
        return self.box.value if self.mark is Mark.TICKED else ""

    @property
    def doubtful(self) -> bool:
        """Whether it cannot be read for sure."""
        return self.mark is Mark.UNSURE or (self.typed is not None and not self.typed.sure)

    def in_doubt(self) -> Control:
        """The same box or entry, told as doubtful whatever it shows."""
        return replace(self, typed=replace(self.typed, sure=False)) if self.typed else replace(self, mark=Mark.UNSURE)

    def cut_off(self) -> Control:
        """The same entry, told to have had no room for all that was typed."""
        return replace(self, typed=replace(self.typed, full=True)) if self.typed else self


def control_of_box(placed: Placed, box: BoxGeometry) -> Control:
    """What the box to tick `box` says."""
    return Control(box, mark=mark_in(placed, box.rectangle))


def control_of_entry(
    placed: Placed, letters: Sequence[Letter], box: BoxGeometry, strays: frozenset[Letter], *, drawn: bool = False
) -> Control:
    """What is typed in the entry `box`, less those of `strays` that are out of sight. `drawn`: its outline is known to be there."""
    return Control(box, typed=typed_in(placed, letters, box.rectangle, strays, drawn=drawn))
