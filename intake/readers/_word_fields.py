"""What Word documents of any age share: controls by name, and the value each stored control means."""

from __future__ import annotations

from collections import Counter
from typing import Final

from forms.returns import RawField
from intake import sentences
from intake.readers._oforms import DisplayStyle, MorphData
from intake.recognition import as_text

MOST_CONTROLS: Final = 20_000
_LONGEST_LABEL: Final = 1_000
_ON: Final = ("1", "-1")
"""A button that is on; Visual Basic's « true » is -1."""


class Gathered:
    """The controls met, by name. Copies of one control put their values together."""

    def __init__(self) -> None:
        self._values: dict[str, list[str]] = {}
        self._pages: dict[str, int | None] = {}
        self._by_label: set[str] = set()
        self._times: dict[str, Counter[str]] = {}
        self._count = 0

    def add(self, name: str, *values: str, page: int | None = None, by_label: bool = False, button: str = "") -> None:
        """One more control; `button` is the label of one of a group. Raises `Refused` TOO_LARGE beyond `MOST_CONTROLS`."""
        self._count += 1
        if self._count > MOST_CONTROLS:
            raise sentences.too_large(f"more than {MOST_CONTROLS} controls")
        if name:
            name = as_text(name)
            self._pages.setdefault(name, page)
            self._values.setdefault(name, []).extend(as_text(value) for value in values)
            self._by_label |= {name} if by_label else set()
            self._times.setdefault(name, Counter())[button] += 1

    def add_stored(self, name: str, control: MorphData, page: int | None = None) -> None:
        """One more control, as Microsoft Forms stored it.

        An option button belongs to its group, and is known by its label alone. A check box that is on says the end of its name, as
        « epci » of « partenaires__epci »: its value is only « 1 ».
        """
        if control.style is DisplayStyle.OPTION_BUTTON:
            on = control.value in _ON
            self.add(control.group or name, *([control.caption] if on else []), page=page, by_label=True, button=control.caption)
        elif control.style in (DisplayStyle.CHECK_BOX, DisplayStyle.TOGGLE):
            self.add_box(name, control.value in _ON, page)
        else:
            self.add(name, *([control.value] if control.value else []), page=page)

    def add_box(self, name: str, on: bool, page: int | None = None) -> None:
        """One more check box."""
        self.add(name, *([name.rpartition("__")[2]] if on else []), page=page)

    def fields(self) -> dict[str, RawField]:
        """Every control, each value once."""
        return {name: self._field(name, values) for name, values in self._values.items()}

    def _field(self, name: str, values: list[str]) -> RawField:
        times = self._times[name]
        boxes = tuple(("", as_text(label)[:_LONGEST_LABEL]) for label in times if label)
        copies = max(times.values())
        return RawField(name, tuple(dict.fromkeys(values)), self._pages[name], name in self._by_label, boxes=boxes, copies=copies)
