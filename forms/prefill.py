"""What is written on a form before anyone answers, by control name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Prefill:
    """`typed`: text by name of the entry. `chosen`: export values that are on, by name of the radio group or of the check box.
    `recalled`: what is printed beside a question, by its id: the same in several wordings, the fullest first, for a place that holds one
    line. `to_confirm`: the words beside the box that confirms what stands there, by id
    of question; the form has no such box, or does not show it, under any other."""

    typed: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    recalled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    to_confirm: Mapping[str, str] = field(default_factory=dict)


NOTHING_KNOWN = Prefill()
