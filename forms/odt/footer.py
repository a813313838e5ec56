"""The foot of every page: whose form it is, its reference as text and as a QR code, and the page."""

from __future__ import annotations

from odf import text
from odf.element import Element

from forms.layout import FormLayout
from forms.odt.cover import qr_picture
from forms.odt.elements import cell, grid, paragraph, span
from forms.odt.slots import Slot
from forms.odt.styles import Cell, Paragraph, Span, StyleSheet

_QR_SIZE = 1.4
"""Centimetres in the footer: 0.48 mm a module, nearly three pixels at 150 dots per inch."""
_QR_COLUMN = 1.8
_PAGE_COLUMN = 3.0


def page_footer(layout: FormLayout, styles: StyleSheet) -> list[Element]:
    """The footer's content; every page bears the same but for its number."""
    code = cell(Cell.FOOTER, paragraph(Paragraph.PICTURE, qr_picture(_QR_SIZE, "Code QR du pied de page")))
    words = cell(
        Cell.FOOTER,
        paragraph(Paragraph.FOOTER_NAME, Slot.NAME.mark),
        paragraph(Paragraph.FOOTER_LINE, layout.cover.kicker),
        paragraph(Paragraph.FOOTER_LINE, span(Span.STRONG, Slot.REFERENCE.mark)),
    )
    page = cell(Cell.FOOTER, paragraph(Paragraph.FOOTER_PAGE, "Page ", text.PageNumber(selectpage="current"), " / ", text.PageCount()))
    widths = (_QR_COLUMN, styles.page_width - _QR_COLUMN - _PAGE_COLUMN, _PAGE_COLUMN)
    return [grid(styles, "Pied de page", widths, [[code, words, page]])]
