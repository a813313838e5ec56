"""Styles shared by the shipped templates: one sober look, A4, Liberation Sans, readable in black and white."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from odf.opendocument import OpenDocument
from odf.style import (
    DefaultStyle,
    FontFace,
    FooterStyle,
    HeaderFooterProperties,
    HeaderStyle,
    ListLevelProperties,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TableProperties,
    TableRowProperties,
    TabStop,
    TabStops,
    TextProperties,
)
from odf.text import ListLevelStyleBullet, ListStyle

DARK, MIDDLE, PALE, INK, GREY = "#12414f", "#3f6f7d", "#e6eff1", "#1c2529", "#4a565b"
FONT = "Liberation Sans"

# name: parent, paragraph properties (« dotted » gives the tab stops that dots lead to), text properties
PARAGRAPHS: dict[str, tuple[str, str, str]] = {
    "Standard": ("", "marginbottom: 0.18cm; lineheight: 118%; orphans: 2; widows: 2", f"fontsize: 10pt; color: {INK}"),
    "Heading_20_1": (
        "Standard",
        f"margintop: 0.55cm; marginbottom: 0.25cm; keepwithnext: always; borderbottom: 0.06cm solid {DARK}; paddingbottom: 0.08cm",
        f"fontsize: 17pt; fontweight: bold; color: {DARK}",
    ),
    "Heading_20_2": (
        "Standard",
        f"margintop: 0.4cm; marginbottom: 0.12cm; keepwithnext: always; backgroundcolor: {PALE}; padding: 0.08cm; "
        f"borderleft: 0.14cm solid {DARK}; paddingleft: 0.22cm",
        f"fontsize: 12pt; fontweight: bold; color: {DARK}",
    ),
    "Heading_20_3": (
        "Standard",
        "margintop: 0.16cm; marginbottom: 0.05cm; keepwithnext: always",
        f"fontsize: 10pt; fontweight: bold; color: {DARK}",
    ),
    "Heading_20_1_Page": ("Heading_20_1", "breakbefore: page; margintop: 0cm", ""),
    "Lead": ("Standard", "keepwithnext: always", ""),
    "Cover_Kicker": ("Standard", "marginright: 8.6cm; marginbottom: 0.35cm", f"fontweight: bold; color: {MIDDLE}"),
    "Cover_Title": (
        "Standard",
        "marginright: 8.2cm; marginbottom: 0.8cm; lineheight: 105%",
        f"fontsize: 24pt; fontweight: bold; color: {DARK}",
    ),
    "Cover_Name": (
        "Standard",
        f"marginbottom: 0.25cm; paddingtop: 0.35cm; bordertop: 0.1cm solid {DARK}; lineheight: 105%",
        f"fontsize: 22pt; fontweight: bold; color: {INK}",
    ),
    "Cover_Line": ("Standard", "marginbottom: 0.1cm", f"fontsize: 11pt; color: {GREY}"),
    "Cover_Verdict": ("Standard", "margintop: 0.5cm; lineheight: 120%", f"fontsize: 13pt; fontweight: bold; color: {DARK}"),
    "Cover_Text": ("Standard", "marginbottom: 0.1cm", "fontsize: 10.5pt"),
    "Cover_Gap": ("Standard", "marginbottom: 0.35cm", "fontsize: 4pt"),
    "Cover_Heading": ("Heading_20_2", "margintop: 0.4cm; marginbottom: 0.15cm", ""),
    "Cover_Action": ("Standard", "marginbottom: 0.04cm", "fontsize: 10.5pt"),
    "Score_Caption": ("Standard", "textalign: center; marginbottom: 0cm; margintop: 0.1cm", f"color: {GREY}"),
    "Score_Letter": (
        "Standard",
        "textalign: center; marginbottom: 0cm; lineheight: 100%",
        f"fontsize: 66pt; fontweight: bold; color: {DARK}",
    ),
    "Score_Index": ("Standard", "textalign: center; marginbottom: 0.1cm", "fontsize: 19pt; fontweight: bold"),
    "Warning": ("Standard", f"margintop: 0.2cm; border: 0.05cm solid {INK}; padding: 0.18cm; keeptogether: always", "fontweight: bold"),
    "Note": ("Standard", "", f"fontsize: 9pt; color: {GREY}"),
    "Figure": ("Standard", "textalign: center; margintop: 0.1cm; marginbottom: 0.1cm; lineheight: 100%", ""),
    "Finding": ("Standard", "marginbottom: 0.06cm; lineheight: 110%; keeptogether: always", "fontsize: 9.5pt"),
    "Method": ("Standard", "margintop: 0.04cm; marginbottom: 0.1cm; lineheight: 108%", "fontsize: 9pt"),
    "Action_Title": ("Heading_20_2", "margintop: 0.35cm; marginbottom: 0cm", ""),
    "Action_Text": (
        "Standard",
        f"marginbottom: 0.1cm; borderleft: 0.14cm solid {DARK}; paddingleft: 0.32cm; paddingtop: 0.05cm; paddingbottom: 0.05cm; "
        "keeptogether: always; lineheight: 112%",
        "fontsize: 9.5pt",
    ),
    "Cell": ("Standard", "marginbottom: 0cm; lineheight: 106%", "fontsize: 9pt"),
    "Cell_Figure": ("Cell", "textalign: center", ""),
    "Cell_Strong": ("Cell", "keepwithnext: always", "fontweight: bold"),
    "Cell_Head": ("Cell", "keepwithnext: always", "fontweight: bold; color: #ffffff"),
    "Cell_Head_Figure": ("Cell_Head", "textalign: center", ""),
    "Header": ("", f"marginbottom: 0cm; borderbottom: 0.02cm solid {MIDDLE}; paddingbottom: 0.08cm", f"fontsize: 8pt; color: {GREY}"),
    "Footer": ("", "marginbottom: 0cm", f"fontsize: 7.5pt; color: {GREY}"),
}

SPANS = {
    "Strong": {"fontweight": "bold"},
    "Quiet": {"color": GREY},
    "Index": {"fontsize": "10pt", "color": INK},
    "Mark": {"fontweight": "bold", "color": DARK},
    "Proofs": {"fontsize": "8pt"},
    "Proofs_Quiet": {"fontsize": "8pt", "color": GREY},
    "Facts": {"fontsize": "9pt", "fontweight": "bold", "color": MIDDLE},
}


def dress(document: OpenDocument, more: Mapping[str, tuple[str, str, str]] = MappingProxyType({})) -> None:
    """Gives `document` every style the templates use, and `more` paragraph styles of its own."""
    document.fontfacedecls.addElement(FontFace(name=FONT, fontfamily=f"'{FONT}'", fontfamilygeneric="swiss", fontpitch="variable"))
    _default(document)
    for name, (parent, paragraph, text) in {**PARAGRAPHS, **more}.items():
        _paragraph(document, name, parent, paragraph, text)
    for name, properties in SPANS.items():
        style = Style(name=name, family="text")
        style.addElement(TextProperties(**properties))
        document.styles.addElement(style)
    for name, sign in (("Bullets", "•"), ("Done", "●"), ("Missing", "○")):
        document.styles.addElement(_bullets(name, sign))


def _default(document: OpenDocument) -> None:
    style = DefaultStyle(family="paragraph")
    style.addElement(ParagraphProperties(tabstopdistance="1.25cm"))
    style.addElement(TextProperties(fontname=FONT, fontsize="10pt", language="fr", country="FR", hyphenate="false"))
    document.styles.addElement(style)


def _properties(listed: str) -> dict[str, str]:
    """« a: b; c: d » as a dictionary."""
    pairs = (pair.split(": ", 1) for pair in listed.split("; ") if pair)
    return {name.strip(): value for name, value in pairs}


def _paragraph(document: OpenDocument, name: str, parent: str, paragraph: str, text: str) -> None:
    level = {"Heading_20_1": "1", "Heading_20_2": "2", "Heading_20_3": "3"}.get(name)
    more = {"parentstylename": parent} if parent else {}
    more |= {"defaultoutlinelevel": level} if level else {}
    style = Style(name=name, displayname=name.replace("_20_", " ").replace("_", " "), family="paragraph", **more)
    style.setAttribute("class", "text")
    if name == "Cover_Title":
        style.setAttribute("liststylename", "")  # as a heading it would join the outline, whose indents undo the right margin
    wanted = _properties(paragraph)
    stops = _stops(wanted.pop("dotted", ""), plain=name in ("Header", "Footer"))
    properties = ParagraphProperties(**wanted)
    if stops:
        properties.addElement(stops)
    style.addElement(properties)
    if text:
        style.addElement(TextProperties(fontname=FONT, **_properties(text)))
    document.styles.addElement(style)


def _stops(dotted: str, *, plain: bool) -> TabStops | None:
    """A stop at the right edge; or, of `dotted` positions, one each after dots, the last of which ends at its stop."""
    stops = TabStops()
    for position in dotted.split():
        kind = "right" if position == dotted.split()[-1] else "left"
        stops.addElement(TabStop(position=position, type=kind, leaderstyle="dotted", leadertext="."))
    if plain:
        stops.addElement(TabStop(position="17cm", type="right"))
    return stops if dotted or plain else None


def _bullets(name: str, sign: str) -> ListStyle:
    style = ListStyle(name=name)
    level = ListLevelStyleBullet(level="1", bulletchar=sign)
    level.addElement(ListLevelProperties(spacebefore="0.1cm", minlabelwidth="0.45cm"))
    level.addElement(TextProperties(fontname=FONT, fontweight="bold", color=DARK))
    style.addElement(level)
    return style


class Sheet(NamedTuple):
    """What surrounds the text of an A4 page, above and below: its margins, the strips of header and footer, and the gap beside them."""

    top: str = "1.5cm"
    bottom: str = "1.2cm"
    strip: str = "0.9cm"
    gap: str = "0.4cm"


ORDINARY = Sheet()


def page(document: OpenDocument, name: str, *, header: bool, sheet: Sheet = ORDINARY) -> str:
    """An A4 page layout with room for a footer, and for a header when `header`."""
    layout = PageLayout(name=name)
    layout.addElement(
        PageLayoutProperties(
            pagewidth="21cm", pageheight="29.7cm", printorientation="portrait",
            margintop=sheet.top, marginbottom=sheet.bottom, marginleft="2cm", marginright="2cm",
        )
    )  # fmt: skip
    if header:
        layout.addElement(HeaderStyle())
        layout.lastChild.addElement(HeaderFooterProperties(minheight=sheet.strip, marginbottom=sheet.gap, dynamicspacing="false"))
    layout.addElement(FooterStyle())
    layout.lastChild.addElement(HeaderFooterProperties(minheight=sheet.strip, margintop=sheet.gap, dynamicspacing="false"))
    document.automaticstyles.addElement(layout)
    return name


class Tables:
    """Table styles of one document, made once by name."""

    def __init__(self, document: OpenDocument, room: Mapping[str, str]) -> None:
        self._document = document
        for name, properties in _CELLS.items():
            around = room if name in _ROWS else {}
            self._add(Style(name=name, family="table-cell"), TableCellProperties(**around, **properties))
        self._add(Style(name="Row", family="table-row"), TableRowProperties(keeptogether="always"))
        self._add(
            Style(name="Full", family="table"),
            TableProperties(**_TABLE),
        )
        self._add(Style(name="Whole", family="table"), TableProperties(**_TABLE, maybreakbetweenrows="false"))
        self._add(Style(name="Light", family="table"), TableProperties(**_TABLE | {"margintop": "0.02cm", "marginbottom": "0.1cm"}))

    def column(self, width: str) -> str:
        """The style of a column `width` wide."""
        name = f"Col{width.replace('.', '_')}"
        if not any(style.getAttribute("name") == name for style in self._document.automaticstyles.childNodes):
            self._add(Style(name=name, family="table-column"), TableColumnProperties(columnwidth=width))
        return name

    def _add(self, style: Style, properties: object) -> None:
        style.addElement(properties)
        self._document.automaticstyles.addElement(style)


# Borders are not merged: where they are, LibreOffice 7.4 takes a first row that only just fits on a page for one that does not, prints it
# alone, and loses the rows after it, when no row may run over two pages.
_TABLE = {"width": "17cm", "align": "left", "margintop": "0.15cm", "marginbottom": "0.2cm", "bordermodel": "separating"}
_LINE = f"0.02cm solid {MIDDLE}"
_ROWS = ("Cell_Plain", "Cell_Theme")
"""Cells of which a table has many: what is around their text is the document's choice."""
_CELLS = {
    "Cell_Plain": {"borderbottom": _LINE},
    "Cell_Top": {"padding": "0.1cm", "backgroundcolor": DARK},
    "Cell_Theme": {"backgroundcolor": PALE, "borderbottom": _LINE},
    "Cell_Score": {"padding": "0.25cm", "border": f"0.08cm solid {DARK}", "verticalalign": "middle"},
    "Cell_Bare": {"padding": "0.1cm", "paddingleft": "0.7cm", "verticalalign": "middle"},
}
