"""The controls of a layout, by the address their placeholder bears in the typeset document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from forms.layout import Box, Entry, FormLayout, QuestionBlock


class ControlKind(Enum):
    """What a control is in the PDF."""

    RADIO = "radio"
    CHECK = "check"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Control:
    """One widget to make. `value` is the export value, empty for text; `group_tooltip` names the question of a radio group.

    `chosen` and `typed` are what it holds before anyone answers.
    """

    kind: ControlKind
    field: str
    value: str
    tooltip: str
    group_tooltip: str = ""
    multiline: bool = False
    longest: int = 0
    chosen: bool = False
    typed: str = ""
    confirms: str = ""

    @property
    def address(self) -> str:
        """What the placeholder's link says after « ecoclic: »."""
        return f"entry/{self.field}" if self.kind is ControlKind.TEXT else f"box/{self.field}/{self.value}"


def controls_of(layout: FormLayout) -> Iterator[Control]:
    """Every control of `layout`, each once, in reading order."""
    yield from map(_text, layout.cover.entries)
    for theme in layout.themes:
        for group in theme.groups:
            for block in group.blocks:
                yield from _of_block(block)
        if theme.comment:
            yield _text(theme.comment)
    for table in layout.tables:
        for row in table.rows:
            for cell in row:
                yield from _of_block(cell.block) if cell.block else ()


def _of_block(block: QuestionBlock) -> Iterator[Control]:
    if block.entry:
        yield _text(block.entry)
    yield from (_box(block, box) for box in block.boxes)
    if block.confirm:
        yield replace(_box(block, block.confirm), kind=ControlKind.CHECK, confirms=block.question)


def _box(block: QuestionBlock, box: Box) -> Control:
    kind = ControlKind.RADIO if block.radio else ControlKind.CHECK
    return Control(kind, box.field, box.value, box.tooltip, block.spoken, chosen=box.chosen)


def _text(entry: Entry) -> Control:
    return Control(ControlKind.TEXT, entry.field, "", entry.tooltip, multiline=entry.multiline, longest=entry.longest, typed=entry.typed)
