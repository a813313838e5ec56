"""Writes an OpenDocument template in reading order: paragraphs, headings, lists and tables that hold tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from odf.dc import Language, Subject, Title
from odf.opendocument import OpenDocument, OpenDocumentText
from odf.style import Footer, Header, MasterPage
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import A, H, LineBreak, List, ListItem, P, PageCount, PageNumber, Span, Tab
from template_styles import ORDINARY, Tables, dress, page

from forms.french import typography
from outbox.archive import pack
from outbox.shipped import SHIPPED
from outbox.template_advice import VERSION_FIELD

Run = str | tuple[str, str] | tuple[str, str, str]
"""Text; or a (text style, text) pair; a ("{{ address }}", text) link, or one with a text style behind these two; ("page", "x" or "y") for
the page number or count."""
Cell = str | tuple[Run, ...]
Row = str | tuple[Cell, ...]
"""One cell over all columns, or one cell a column."""

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" xmlns:ooo="http://openoffice.org/2004/office"
 office:version="1.2"><office:settings>
<config:config-item-set config:name="ooo:configuration-settings">
<config:config-item config:name="TableRowKeep" config:type="boolean">true</config:config-item>
</config:config-item-set></office:settings></office:document-settings>
"""
"""Makes Writer keep a table row with the next one when its paragraphs ask for it: no theme's row ends a page alone."""


class Writer:
    """Adds paragraphs, lists and tables to a document, in the order they are read."""

    STYLES: Mapping[str, tuple[str, str, str]] = MappingProxyType({})
    """Paragraph styles proper to a kind of document, as in `template_styles.PARAGRAPHS`."""
    SHEET = ORDINARY
    ROOM: Mapping[str, str] = MappingProxyType({"padding": "0.05cm"})
    """What surrounds the text in the rows of a table."""

    def __init__(self, title: str, subject: str, header: tuple[Run, ...], footer: tuple[Run, ...]) -> None:
        self.document: OpenDocument = OpenDocumentText()
        dress(self.document, self.STYLES)
        self.tables = Tables(self.document, self.ROOM)
        self._describe(title, subject)
        self._pages(header, footer)

    def _describe(self, title: str, subject: str) -> None:
        self.document.meta.childNodes.clear()
        for element, text in ((Title, title), (Subject, subject), (Language, "fr-FR")):
            self.document.meta.addElement(element(text=text))

    def _pages(self, header: tuple[Run, ...], footer: tuple[Run, ...]) -> None:
        first = MasterPage(
            name="Standard", pagelayoutname=page(self.document, "First", header=False, sheet=self.SHEET), nextstylename="Following"
        )
        following = MasterPage(name="Following", pagelayoutname=page(self.document, "Next", header=True, sheet=self.SHEET))
        head = Header()
        head.addElement(filled(P(stylename="Header"), header))
        following.addElement(head)
        for master in (first, following):
            foot = Footer()
            foot.addElement(filled(P(stylename="Footer"), footer))
            master.addElement(foot)
            self.document.masterstyles.addElement(master)

    def p(self, style: str, *runs: Run) -> None:
        """A paragraph."""
        self.document.text.addElement(filled(P(stylename=style), runs))

    def h(self, level: int, *runs: Run, style: str | None = None) -> None:
        """A heading."""
        self.document.text.addElement(filled(H(outlinelevel=level, stylename=style or f"Heading_20_{level}"), runs))

    def tag(self, *tags: str) -> None:
        """Block tags, each in a paragraph of its own."""
        for tag in tags:
            self.p("Standard", f"{{{{ {tag} }}}}")

    def items(self, style: str, loop: str, *runs: Run, paragraph: str = "Finding") -> None:
        """A list of one item per turn of `loop`."""
        listed = List(stylename=style)
        for content in ((f"{{{{ pour {loop} }}}}",), runs, ("{{ fin pour }}",)):
            item = ListItem()
            item.addElement(filled(P(stylename=paragraph), content))
            listed.addElement(item)
        self.document.text.addElement(listed)

    def table(
        self,
        widths: tuple[str, ...],
        head: tuple[str, ...],
        *rows: Row,
        figures: int = 0,
        light: bool = False,
        whole: bool = False,
        small: bool = False,
    ) -> None:
        """A table whose header row is repeated on each page; its last `figures` columns hold figures, set in their middle.

        No row runs over two pages. `light`: its header is bold on white and it stands close to what is around, for one of several in a
        chapter. `whole`: it stands on one page, where it can. `small`: its rows are for who looks something up, and set smaller.
        """
        table = self._empty_table(widths, "Light" if light else "Whole" if whole else "Full")
        header = TableHeaderRows()
        words = len(widths) - figures
        titles = ("Cell_Strong",) * len(widths) if light else ("Cell_Head",) * words + ("Cell_Head_Figure",) * figures
        header.addElement(_row("Cell_Plain" if light else "Cell_Top", titles, head))
        table.addElement(header)
        for row in rows:
            if isinstance(row, str):
                table.addElement(_spanned(row, len(widths)))
            else:
                cell = "Cell_Small" if small else "Cell"
                paragraphs = (cell,) * words + (f"{cell}_Figure",) * figures
                table.addElement(_row("Cell_Plain", paragraphs, row))
        self.document.text.addElement(table)

    def side_by_side(
        self,
        left: tuple[str, tuple[tuple[str, str], ...]],
        right: tuple[str, tuple[tuple[str, str], ...]],
        widths: tuple[str, str] = ("5cm", "12cm"),
    ) -> None:
        """Two cells: each a cell style and (paragraph style, text) pairs."""
        table = self._empty_table(widths)
        row = TableRow(stylename="Row")
        for style, paragraphs in (left, right):
            cell = TableCell(stylename=style, valuetype="string")
            for paragraph, text in paragraphs:
                cell.addElement(filled(P(stylename=paragraph), (text,)))
            row.addElement(cell)
        table.addElement(row)
        self.document.text.addElement(table)

    def _empty_table(self, widths: tuple[str, ...], style: str = "Full") -> Table:
        table = Table(stylename=style)
        for width in widths:
            table.addElement(TableColumn(stylename=self.tables.column(width)))
        return table

    def save(self, path: Path) -> None:
        """Writes the document, always the same bytes."""
        parts = {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": MANIFEST,
            "content.xml": self.document.contentxml(),
            "styles.xml": self.document.stylesxml(),
            "settings.xml": SETTINGS,
            "meta.xml": _marked(re.sub("ODFPY/[0-9.]+", "ecoclic", self.document.metaxml()), path.stem),  # odfpy insists on signing
        }
        path.write_bytes(pack({name: part if isinstance(part, bytes) else part.encode() for name, part in parts.items()}))


def _marked(meta: str, name: str) -> str:
    """`meta` saying which template this is, and of which version: « rapport/1 »."""
    mark = f'<meta:user-defined meta:name="{VERSION_FIELD}">{name}/{SHIPPED[name].version}</meta:user-defined>'
    return meta.replace("</office:meta>", f"{mark}</office:meta>")


def filled(element: P | H | A, runs: tuple[Run, ...]) -> P | H | A:
    """`element` with `runs` in it."""
    for run in runs:
        if isinstance(run, str):
            _text(element, run)
        elif run[0].startswith("{{"):
            element.addElement(_link(*run))
        elif run[0] == "page":
            element.addElement(PageNumber(selectpage="current") if run[1] == "x" else PageCount())
        else:
            span = Span(stylename=run[0])
            _text(span, run[1])
            element.addElement(span)
    return element


def _link(address: str, text: str, style: str = "") -> A:
    link = A(type="simple", href=address)
    inside = Span(stylename=style) if style else link
    inside.addText(french(text))
    if style:
        link.addElement(inside)
    return link


def french(text: str) -> str:
    """`text` with the no-break spaces that French wants around its tags; what stands in a tag is left as it is."""
    return "".join(part if part.startswith("{{") else typography(part) for part in re.split(r"(\{\{.*?\}\})", text))


def _text(element: P | H | Span, text: str) -> None:
    for part in re.split(r"([\t\n])", french(text)):
        if part in _SIGNS:
            element.addElement(_SIGNS[part]())
        elif part:
            element.addText(part)


_SIGNS = {"\t": Tab, "\n": LineBreak}


def _row(cell_style: str, paragraphs: tuple[str, ...], cells: tuple[Cell, ...]) -> TableRow:
    row = TableRow(stylename="Row")
    for paragraph, content in zip(paragraphs, cells, strict=False):  # a row that is one tag has one cell
        cell = TableCell(stylename=cell_style, valuetype="string")
        cell.addElement(filled(P(stylename=paragraph), (content,) if isinstance(content, str) else content))
        row.addElement(cell)
    return row


def _spanned(text: str, columns: int) -> TableRow:
    row = TableRow(stylename="Row")
    cell = TableCell(stylename="Cell_Theme", valuetype="string", numbercolumnsspanned=str(columns))
    cell.addElement(filled(P(stylename="Cell_Strong"), (text,)))
    row.addElement(cell)
    for _ in range(columns - 1):
        row.addElement(CoveredTableCell())
    return row
