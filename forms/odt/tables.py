"""Tables of questions: a heading, a header row repeated on every page, one row that never breaks for each action."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from odf.element import Element

from forms.layout import Box, Entry, QuestionBlock, TableBlock, TableCell
from forms.odt.controls import Controls, box_width
from forms.odt.elements import cell, heading, paragraph, ruled
from forms.odt.styles import Cell, Paragraph, StyleSheet

_PADDING = 0.2
"""Centimetres on the left and right of a cell's contents, together, its borders included."""
_FRAME = 0.13
"""Centimetres that the outline of an entry takes."""
_LINE_ENTRY, _TEXT_AREA = 0.62, 1.55


class TablePages:
    """Builds the tables of one form, its controls numbered in reading order."""

    def __init__(self, styles: StyleSheet, controls: Controls) -> None:
        self._styles = styles
        self._controls = controls

    def table(self, block: TableBlock, *, first: bool) -> Iterator[Element]:
        """Heading, introduction and rows of `block`. The first table printed begins a page."""
        yield heading(Paragraph.FIRST_THEME if first else Paragraph.THEME, 2, block.title)
        if block.introduction:
            yield paragraph(Paragraph.THEME_INTRODUCTION, block.introduction)
        widths = self._widths(block)
        header = [cell(Cell.HEADER, paragraph(Paragraph.COLUMN, column.title)) for column in block.columns]
        rows = [[self._cell(each, width) for each, width in zip(row, widths, strict=True)] for row in block.rows]
        yield ruled(self._styles, block.title, widths, header, rows, whole=block.whole)

    def _widths(self, block: TableBlock) -> tuple[float, ...]:
        whole = sum(column.share for column in block.columns)
        return tuple(round(self._styles.page_width * column.share / whole, 2) for column in block.columns)

    def _cell(self, each: TableCell, width: float) -> Element:
        content = [paragraph(Paragraph.ROW_TITLE, each.words)] if each.words else []
        content += [paragraph(Paragraph.ROW_REMARK, each.remark)] if each.remark else []
        content += list(self._controls_of(each.block, width - _PADDING)) if each.block else []
        return cell(Cell.ROW, *(content or [paragraph(Paragraph.ROW_REMARK)]))

    def _controls_of(self, block: QuestionBlock, width: float) -> Iterator[Element]:
        if block.entry:
            yield self._entry(block.entry, width)
        for row in _rows(block.boxes, width):
            yield paragraph(Paragraph.CHOICES, *(self._controls.radio(box, round(width / len(row), 2)) for box in row))

    def _entry(self, entry: Entry, width: float) -> Element:
        height = _TEXT_AREA if entry.multiline else _LINE_ENTRY
        return paragraph(Paragraph.BOXED_ENTRY, self._controls.text(entry, round(width - _FRAME, 2), height))


def _rows(boxes: Sequence[Box], width: float) -> list[Sequence[Box]]:
    """Two columns when every box fits in one, otherwise one a line."""
    columns = 2 if boxes and 2 * max(map(box_width, boxes)) <= width else 1
    return [boxes[start : start + columns] for start in range(0, len(boxes), columns)]
