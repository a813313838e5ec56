"""The first page: what this is, whose it is, how to fill and return it, who answers, and what becomes of personal data."""

from __future__ import annotations

from collections.abc import Sequence

from odf import draw, svg, text
from odf.element import Element

from forms.layout import Cover, Entry, FormLayout
from forms.odt.controls import Controls
from forms.odt.elements import add, cell, grid, heading, paragraph, span, styled
from forms.odt.slots import Slot
from forms.odt.styles import STEP_LIST, Cell, Graphic, Paragraph, Span, StyleSheet

QR_PATH = "Pictures/qr.png"
_QR_SIZE = 2.4
"""Centimetres on page one: 0.8 mm a module."""
_ENTRY_GUTTER = 0.3
"""Centimetres between the two columns of entries, in the first."""
_ENTRY_HEIGHT = 0.62
_IDENTITY_HEADING = "Votre collectivité"


def cover_page(layout: FormLayout, styles: StyleSheet, controls: Controls) -> list[Element]:
    """Everything before the first theme, in reading order."""
    cover = layout.cover
    return [
        _band(cover, styles),
        *(paragraph(Paragraph.BODY, line) for line in cover.purpose),
        _identity_box(layout, styles),
        heading(Paragraph.SECTION, 2, cover.steps_title),
        _steps(cover.steps),
        *(_respondent(cover, styles, controls) if cover.entries else ()),
        heading(Paragraph.SECTION, 2, cover.privacy_title),
        *(paragraph(Paragraph.SMALL, line) for line in cover.privacy),
    ]


def closing_box(lines: Sequence[str], styles: StyleSheet) -> Element:
    """The last words, under the last theme."""
    return grid(styles, "Fin", (styles.page_width,), [[cell(Cell.BOX, *(paragraph(Paragraph.CLOSING, line) for line in lines))]])


def qr_picture(size: float, name: str) -> Element:
    """The form's QR code in a square of `size` centimetres, quiet zone included, with its alternative text."""
    side = f"{size:.2f}cm"
    frame = styled(draw.Frame(name=name, anchortype="as-char", width=side, height=side, zindex="0"), Graphic.PICTURE)
    frame.addElement(draw.Image(href=QR_PATH, type="simple", show="embed", actuate="onLoad"))
    return add(frame, svg.Title(text=f"Code QR – {Slot.REFERENCE.mark}"))


def _band(cover: Cover, styles: StyleSheet) -> Element:
    titles = cell(
        Cell.BAND,
        paragraph(Paragraph.KICKER, cover.kicker),
        heading(Paragraph.TITLE, 1, cover.title),
        paragraph(Paragraph.SUBTITLE, cover.subtitle),
    )
    return grid(styles, "Titre", (styles.page_width,), [[titles]], gap=0.3)


def _identity_box(layout: FormLayout, styles: StyleSheet) -> Element:
    identity = _identity_line() if layout.personal else paragraph(Paragraph.BODY, layout.cover.unnamed)
    words = cell(Cell.BOX, heading(Paragraph.BOX_TITLE, 2, _IDENTITY_HEADING), identity)
    code = cell(
        Cell.BOX, paragraph(Paragraph.PICTURE, qr_picture(_QR_SIZE, "Code QR")), paragraph(Paragraph.REFERENCE, Slot.REFERENCE.mark)
    )
    return grid(styles, "Identité", (styles.page_width - 4.6, 4.6), [[words, code]])


def _identity_line() -> Element:
    """The paragraph each stamp repeats once a line of identity."""
    return paragraph(Paragraph.IDENTITY, span(Span.LABEL, Slot.LABEL.mark), text.Tab(), Slot.VALUE.mark)


def _steps(steps: Sequence[str]) -> Element:
    items = (add(text.ListItem(), paragraph(Paragraph.STEP, step)) for step in steps)
    return add(text.List(stylename=STEP_LIST), *items)


def _respondent(cover: Cover, styles: StyleSheet, controls: Controls) -> list[Element]:
    title, hint = heading(Paragraph.SECTION, 2, cover.respondent_title), paragraph(Paragraph.HELP, cover.respondent_hint)
    return [title, hint, _respondent_entries(cover.entries, styles, controls)]


def _respondent_entries(entries: Sequence[Entry], styles: StyleSheet, controls: Controls) -> Element:
    sides, half = (Cell.PLAIN, Cell.PLAIN_LAST), styles.page_width / 2
    cells = [_labelled_entry(sides[place % 2], entry, controls, half - _ENTRY_GUTTER) for place, entry in enumerate(entries)]
    if len(cells) % 2:
        cells.append(cell(Cell.PLAIN_LAST, paragraph(Paragraph.ENTRY)))
    columns = (half + _ENTRY_GUTTER / 2, half - _ENTRY_GUTTER / 2)
    return grid(styles, "Répondant", columns, [cells[start : start + 2] for start in range(0, len(cells), 2)])


def _labelled_entry(style: Cell, entry: Entry, controls: Controls, width: float) -> Element:
    control = controls.text(entry, width, _ENTRY_HEIGHT)
    return cell(style, paragraph(Paragraph.ENTRY_LABEL, entry.label), paragraph(Paragraph.BOXED_ENTRY, control))
