"""One master a campaign and edition, one stamp a respondent.

The master is built with odfpy, whose grammar checks every element and attribute; it is compressed once. A stamp only fills slots.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from odf import dc, meta, office, style, text
from odf.element import Element
from odf.opendocument import OpenDocument, OpenDocumentText

from forms.control_names import TOKEN_FIELD
from forms.layout import FormLayout, Stamp
from forms.odt import finishing, slots
from forms.odt.controls import Controls
from forms.odt.cover import QR_PATH, closing_box, cover_page
from forms.odt.elements import add, paragraph
from forms.odt.footer import page_footer
from forms.odt.package import Member, StampedMember, package
from forms.odt.qr import qr_png
from forms.odt.questions import QuestionPages
from forms.odt.slots import AnySlot, OwnSlot, Slot
from forms.odt.styles import PAGE_MASTER, PROTECTED_SECTION, Paragraph, StyleSheet
from forms.odt.tables import TablePages

MIMETYPE = "application/vnd.oasis.opendocument.text"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{MIMETYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="{QR_PATH}" manifest:media-type="image/png"/>
</manifest:manifest>
"""
USER_DEFINED_NAME = "ecoclic"
"""Name of the user-defined metadata that carries the token."""


@dataclass(frozen=True)
class OdtMaster:
    """A fillable form without a respondent. Made once by `build`, stamped as often as there are respondents, from any thread."""

    _members: tuple[StampedMember, ...]
    _identity_line: tuple[str | AnySlot, ...]
    _optional: Mapping[AnySlot, str]

    @classmethod
    def build(cls, layout: FormLayout) -> OdtMaster:
        """The master of `layout`: the same layout always gives the same master."""
        layout = slots.without_slots(layout)
        document = OpenDocumentText()
        styles, controls = StyleSheet(document, wide=layout.wide), Controls()
        styles.lay_down()
        _add_page(document, layout, styles)
        _add_body(document, layout, styles, controls)
        _add_metadata(document)
        content, line = finishing.with_repeated_line(finishing.content(document, layout.prefilled))
        content, optional = finishing.with_optional_boxes(content, dict(_confirming(layout)))
        parts = {"content.xml": content, "styles.xml": finishing.styles(document), "meta.xml": finishing.metadata(document)}
        return cls(tuple(StampedMember(name, part) for name, part in parts.items()), slots.split(line), optional)

    def stamp(self, stamp: Stamp) -> bytes:
        """The ODT file of one form: the same stamp always gives the same bytes."""
        values = {**_values(stamp), Slot.LINES: self._identity_lines(stamp), **self._own_values(stamp)}
        return package(
            [
                Member.stored("mimetype", MIMETYPE.encode()),
                *(member.stamped(values) for member in self._members),
                Member.stored(QR_PATH, qr_png(stamp.qr_payload)),
                Member.deflated("META-INF/manifest.xml", _MANIFEST.encode()),
            ]
        )

    def _own_values(self, stamp: Stamp) -> Mapping[AnySlot, str]:
        own = (slot for member in self._members for slot in member.slots if isinstance(slot, OwnSlot))
        return {slot: finishing.own_value(slot, stamp.prefill, self._optional) for slot in own}

    def _identity_lines(self, stamp: Stamp) -> str:
        lines: list[Mapping[AnySlot, str]] = [
            {Slot.LABEL: slots.escaped(label), Slot.VALUE: slots.escaped(value)} for label, value in stamp.identity_lines
        ]
        return "".join(slots.fill(self._identity_line, line) for line in lines)


def _confirming(layout: FormLayout) -> Iterator[tuple[str, str]]:
    """Each question with a box that confirms its answer, and that box's name."""
    for theme in layout.themes:
        for group in theme.groups:
            yield from ((block.question, block.confirm.field) for block in group.blocks if block.confirm)


def _values(stamp: Stamp) -> Mapping[AnySlot, str]:
    words = {
        Slot.TITLE: stamp.document_title,
        Slot.NAME: stamp.name,
        Slot.REFERENCE: stamp.reference_label,
        Slot.TOKEN: stamp.token,
    }
    return {slot: slots.escaped(each) for slot, each in words.items()}


def _add_page(document: OpenDocument, layout: FormLayout, styles: StyleSheet) -> None:
    page = styles.page_layout()
    master = add(style.MasterPage(name=PAGE_MASTER, pagelayoutname=page), add(style.Footer(), *page_footer(layout, styles)))
    document.masterstyles.addElement(master)


def _add_body(document: OpenDocument, layout: FormLayout, styles: StyleSheet, controls: Controls) -> None:
    controls.hidden(TOKEN_FIELD, Slot.TOKEN.mark)
    section = text.Section(name="Questionnaire", stylename=PROTECTED_SECTION, protected="true")
    pages, tables = QuestionPages(styles, controls), TablePages(styles, controls)
    add(section, *cover_page(layout, styles, controls))
    for theme in layout.themes:
        kept = bool(layout.closing) and theme is layout.themes[-1]
        add(section, *pages.theme(theme, first=theme is layout.themes[0], kept=kept))
    for place, table in enumerate(layout.tables):
        add(section, *tables.table(table, first=not place and not layout.themes))
    if layout.closing:
        add(section, paragraph(Paragraph.KEPT_GAP), closing_box(layout.closing, styles))
    forms = add(office.Forms(automaticfocus="false", applydesignmode="false"), controls.form)
    add(document.text, forms, section)


def _add_metadata(document: OpenDocument) -> None:
    for each in _carriers():
        document.meta.addElement(each)


def _carriers() -> list[Element]:
    return [
        dc.Title(text=Slot.TITLE.mark),
        dc.Subject(text=Slot.TOKEN.mark),
        meta.Keyword(text=Slot.TOKEN.mark),
        dc.Language(text="fr-FR"),
        meta.UserDefined(name=USER_DEFINED_NAME, text=Slot.TOKEN.mark),
    ]
