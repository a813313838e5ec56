"""Small makers of ODF elements, so that the page builders read as the page does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from odf import table, text
from odf.element import Element
from odf.namespaces import DRAWNS

from forms.odt.styles import Cell, Graphic, Paragraph, Span, StyleSheet

Content: TypeAlias = str | Element


def paragraph(style: Paragraph, *content: Content) -> Element:
    """A paragraph of texts and elements, in order."""
    return _filled(text.P(stylename=style), content)


def heading(style: Paragraph, level: int, title: str) -> Element:
    """A heading of outline `level` (1 to 10)."""
    return _filled(text.H(stylename=style, outlinelevel=str(level)), [title])


def span(style: Span, words: str) -> Element:
    """A few words in a character style."""
    return text.Span(stylename=style, text=words)


def ruled(
    styles: StyleSheet,
    name: str,
    widths: tuple[float, ...],
    header: Sequence[Element],
    rows: Sequence[Sequence[Element]],
    *,
    whole: bool = False,
) -> Element:
    """A table to be read as one: its `header` row comes again on every page, unless it stays `whole`. `widths` in centimetres."""
    made, row_style = _table(styles, name, widths, 0.0, whole=whole)
    add(made, add(table.TableHeaderRows(), add(table.TableRow(stylename=row_style), *header)))
    return add(made, *(add(table.TableRow(stylename=row_style), *row) for row in rows))


def grid(
    styles: StyleSheet,
    name: str,
    widths: tuple[float, ...],
    rows: Sequence[Sequence[Element]],
    gap: float = 0.0,
    *,
    kept: bool = False,
) -> Element:
    """A table that only places things: rows of cells that stay whole, with what follows if `kept`. `widths` and the `gap` below it in
    centimetres."""
    made, row_style = _table(styles, name, widths, gap, whole=True, kept=kept)
    return add(made, *(add(table.TableRow(stylename=row_style), *row) for row in rows))


def _table(styles: StyleSheet, name: str, widths: tuple[float, ...], gap: float, *, whole: bool, kept: bool = False) -> tuple[Element, str]:
    """A table without rows, and the style of its rows."""
    table_style, columns, row_style = styles.table(widths, gap, whole=whole, kept=kept)
    made = table.Table(name=name, stylename=table_style)
    return add(made, *(table.TableColumn(stylename=column) for column in columns)), row_style


def cell(style: Cell, *content: Element) -> Element:
    """A cell of paragraphs, headings or lists."""
    return add(table.TableCell(stylename=style), *content)


def styled(shape: Element, style: Graphic) -> Element:
    """`shape` in a graphic style; odfpy's own argument wants the style's element, not its name."""
    shape.setAttrNS(DRAWNS, "style-name", style.value)
    return shape


def add(holder: Element, *content: Element) -> Element:
    """`holder`, with `content` added at its end."""
    for each in content:
        holder.addElement(each)
    return holder


def _filled(holder: Element, content: Sequence[Content]) -> Element:
    for each in content:
        if isinstance(each, str):
            holder.addText(each)
        else:
            holder.addElement(each)
    return holder
