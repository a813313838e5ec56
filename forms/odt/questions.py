"""The pages of questions: theme headings, one unbreakable block a question, a comment a theme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from odf import text
from odf.element import Element

from forms.control_names import NO_ANSWER_LABEL
from forms.french import NBSP
from forms.layout import Box, Entry, QuestionBlock, QuestionGroup, ThemeBlock, Width
from forms.odt.controls import Controls, box_width
from forms.odt.elements import Content, cell, grid, heading, paragraph, span
from forms.odt.slots import OwnKind, OwnSlot
from forms.odt.styles import Cell, Paragraph, Span, StyleSheet

_NUMBER_WIDTH = 1.1
_LINE = 15.4
"""Centimetres between the paddings of a question's cell."""
_NO_ANSWER_WIDTH = 2.2
_SEPARATOR = " │ "
"""Between ordinary spaces: on screen, LibreOffice shades the non-breaking ones, which would look like more boxes."""
_SEPARATOR_WIDTH = 0.5
_ENTRY_WIDTHS = {Width.SHORT: 4.2, Width.MEDIUM: 7.6, Width.FULL: _LINE - 0.15}
_ENTRY_HEIGHT = 0.62
_TEXT_AREA_HEIGHT = 1.8
_COMMENT_HEIGHT = 1.05


class QuestionPages:
    """Builds the themes of one form, its controls numbered in reading order."""

    def __init__(self, styles: StyleSheet, controls: Controls) -> None:
        self._styles = styles
        self._controls = controls

    def theme(self, theme: ThemeBlock, *, first: bool, kept: bool = False) -> list[Element]:
        """Heading, introduction, questions and comment of `theme`. The first theme printed begins a page. The comment never leaves the
        last question, nor, if `kept`, what follows the theme: alone on a page, nobody would know what they are about."""
        style = Paragraph.FIRST_THEME if first else Paragraph.THEME
        content = [heading(style, 2, f"{theme.number}. {theme.title}")]
        if theme.introduction:
            content.append(paragraph(Paragraph.THEME_INTRODUCTION, theme.introduction))
        last = theme.groups[-1].blocks[-1] if kept or theme.comment else None
        for group in theme.groups:
            content += self._group(group, last)
        return [*content, *(self._comment(theme.comment, kept=kept) if theme.comment else [])]

    def _group(self, group: QuestionGroup, last: QuestionBlock | None) -> Iterator[Element]:
        if group.title:
            yield heading(Paragraph.SUBTHEME, 3, group.title)
        level = 4 if group.title else 3
        for block in group.blocks:
            kept = block is last
            yield self._question(block, level, kept=kept)
            yield paragraph(Paragraph.KEPT_GAP if kept else Paragraph.GAP)

    def _question(self, block: QuestionBlock, level: int, *, kept: bool) -> Element:
        number = cell(Cell.NUMBER, paragraph(Paragraph.NUMBER, str(block.number)))
        content = cell(
            Cell.QUESTION,
            heading(Paragraph.QUESTION, level, block.text),
            *self._guidance(block),
            *self._answer(block),
            *self._confirm(block),
        )
        widths = (_NUMBER_WIDTH, self._styles.page_width - _NUMBER_WIDTH)
        return grid(self._styles, f"Question {block.number}", widths, [[number, content]], kept=kept)

    def _guidance(self, block: QuestionBlock) -> Iterator[Element]:
        if block.condition:
            yield paragraph(Paragraph.CONDITION, f"→{NBSP}{block.condition}")
        words = " ".join(part for part in (block.help, block.hint and f"{block.hint}.") if part)
        if words:
            yield paragraph(Paragraph.HELP, words)
        if block.reason:
            yield paragraph(Paragraph.RECALLED, block.reason)
        if block.recalls:
            yield paragraph(Paragraph.RECALLED, OwnSlot(OwnKind.RECALLED, block.question).mark)

    def _answer(self, block: QuestionBlock) -> Iterator[Element]:
        if block.entry:
            yield from self._entry_answer(block, block.entry)
            return
        real = [box for box in block.boxes if not box.special]
        special = [box for box in block.boxes if box.special]
        if _width(real) + _SEPARATOR_WIDTH + _width(special) + _NO_ANSWER_WIDTH <= _LINE:
            yield paragraph(Paragraph.CHOICES, *self._in_a_row(block, real), *self._apart(block, special), *self._no_answer(block))
            return
        for row in _rows(real):
            yield paragraph(Paragraph.CHOICES, *self._in_a_row(block, row, width=_column_width(real)))
        if special or block.radio:
            yield paragraph(Paragraph.SPECIALS, *self._in_a_row(block, special), *self._no_answer(block))

    def _confirm(self, block: QuestionBlock) -> Iterator[Element]:
        if block.confirm:
            yield paragraph(Paragraph.SPECIALS, self._controls.checkbox(block.confirm, box_width(block.confirm)))

    def _entry_answer(self, block: QuestionBlock, entry: Entry) -> Iterator[Element]:
        special = list(block.boxes)
        height = _TEXT_AREA_HEIGHT if entry.multiline else _ENTRY_HEIGHT
        whole_line = entry.width is Width.FULL
        control = self._controls.text(entry, _ENTRY_WIDTHS[entry.width], height, outlined=not whole_line)
        if not whole_line:
            unit = [span(Span.UNIT, f"{NBSP}{entry.suffix}")] if entry.suffix else []
            yield paragraph(Paragraph.ENTRY, control, *unit, *self._apart(block, special))
            return
        yield paragraph(Paragraph.BOXED_ENTRY, control)
        if special:
            yield paragraph(Paragraph.CHOICES, *self._in_a_row(block, special))

    def _in_a_row(self, block: QuestionBlock, boxes: Sequence[Box], width: float | None = None) -> list[Content]:
        make = self._controls.radio if block.radio else self._controls.checkbox
        return [make(box, width or box_width(box)) for box in boxes]

    def _apart(self, block: QuestionBlock, special: Sequence[Box]) -> list[Content]:
        return [span(Span.FAINT, _SEPARATOR), *self._in_a_row(block, special)] if special else []

    def _no_answer(self, block: QuestionBlock) -> list[Content]:
        if not block.radio:
            return []
        tooltip = f"{block.spoken} – {NO_ANSWER_LABEL}"
        return [text.Tab(), self._controls.no_answer(block.boxes[0].field, tooltip)]

    def _comment(self, entry: Entry, *, kept: bool) -> list[Element]:
        control = self._controls.text(entry, self._styles.page_width - 0.15, _COMMENT_HEIGHT)
        style = Paragraph.KEPT_BOXED_ENTRY if kept else Paragraph.BOXED_ENTRY
        return [paragraph(Paragraph.ENTRY_LABEL, entry.label), paragraph(style, control)]


def _width(boxes: Sequence[Box]) -> float:
    return sum(box_width(box) for box in boxes)


def _rows(boxes: Sequence[Box]) -> list[Sequence[Box]]:
    """One row when all fit, otherwise two columns, otherwise one a line."""
    if _width(boxes) <= _LINE:
        return [boxes]
    columns = 2 if _column_width(boxes) == _LINE / 2 else 1
    return [boxes[start : start + columns] for start in range(0, len(boxes), columns)]


def _column_width(boxes: Sequence[Box]) -> float | None:
    """Width shared by the boxes when they are set in columns; None when each takes its own."""
    if _width(boxes) <= _LINE:
        return None
    return _LINE / 2 if max(map(box_width, boxes)) <= _LINE / 2 else _LINE
