"""One report, made by the libraries that make documents: what each needs is written once, as its own manual would have it.

relatorio fills our own template (`bench.relatorio_template`). odfpy and odfdo build every element of our finished report through their
API, from a tree made ready for them. docxtpl, which knows no OpenDocument, writes the bare text in a document of its own: one level
of heading, no style, no drawing, no link, no header or footer.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import docx
import odfdo
from docxtpl import DocxTemplate
from lxml import etree
from odf import element as odf_element
from odf import opendocument
from relatorio.templates.opendocument import Template

from bench.relatorio_template import pictures, plain, translated
from outbox.view import ReportView
from outbox.vocabulary import report_values

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
COLUMNS = 5
"""Columns of docxtpl's one kind of table: shorter rows are filled with empty cells."""

Run = Callable[[], bytes]


def content_of(document: bytes) -> bytes:
    """The content.xml of an ODT."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return package.read("content.xml")


def words_in(document: bytes) -> int:
    """Words of an ODT or DOCX: that each program wrote the same text is part of the measure."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        name = "content.xml" if "content.xml" in package.namelist() else "word/document.xml"
        root = etree.fromstring(package.read(name))
    return sum(len(_text(each).split()) for each in root.iter("{*}p", "{*}h") if not _is_inner(each))


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _is_inner(element: etree._Element) -> bool:
    return any(parent.tag.endswith(("}p", "}h")) for parent in element.iterancestors())


# By template ---------------------------------------------------------------------------------------------------------------------


def by_relatorio(template: bytes, view: ReportView, folder: Path) -> Run:
    """relatorio, with its template parsed once and its values ready; it draws nothing, so that each report is given its pictures."""
    path = folder / "relatorio.odt"
    path.write_bytes(translated(template))
    parsed, given = Template(source=None, filepath=str(path)), plain(report_values(view))
    return lambda: bytes(parsed.generate(**given, **pictures(view)).render().getvalue())


@dataclass
class _Section:
    title: str
    paragraphs: list[str]
    rows: list[list[str]]


def by_docxtpl(report: bytes, folder: Path) -> Run:
    """docxtpl keeps no compiled template: each document reads its own again."""
    path = folder / "docxtpl.docx"
    _docx_template().save(str(path))
    sections = _sections_of(content_of(report))

    def run() -> bytes:
        template = DocxTemplate(path)
        template.render({"sections": sections}, autoescape=True)
        target = io.BytesIO()
        template.save(target)
        return target.getvalue()

    return run


def _docx_template() -> docx.document.Document:
    document = docx.Document()
    for line in (
        "{%p for s in sections %}",
        "{{ s.title }}",
        "{%p for p in s.paragraphs %}",
        "{{ p }}",
        "{%p endfor %}",
        "{%p if s.rows %}",
    ):
        document.add_paragraph(line)
    rows = document.add_table(rows=3, cols=COLUMNS)
    rows.cell(0, 0).text, rows.cell(2, 0).text = "{%tr for r in s.rows %}", "{%tr endfor %}"
    for place in range(COLUMNS):
        rows.cell(1, place).text = f"{{{{ r[{place}] }}}}"
    for line in ("{%p endif %}", "{%p endfor %}"):
        document.add_paragraph(line)
    return document


def _sections_of(content: bytes) -> list[_Section]:
    root = etree.fromstring(content)
    for drawing in list(root.iter(f"{{{DRAWING}}}g", f"{{{DRAWING}}}frame")):
        drawing.getparent().remove(drawing)
    found = [_Section("", [], [])]
    for element in root.iter(f"{{{TEXT}}}h", f"{{{TEXT}}}p", f"{{{TABLE}}}table-row"):
        if element.tag.endswith("}h"):
            found.append(_Section(_text(element), [], []))
        elif element.tag.endswith("}table-row"):
            cells = [_text(cell) for cell in element.iter(f"{{{TABLE}}}table-cell")]
            found[-1].rows.append((cells + [""] * COLUMNS)[:COLUMNS])
        elif not any(parent.tag.endswith("}table-row") for parent in element.iterancestors()):
            found[-1].paragraphs.append(_text(element))
    return found


# By API --------------------------------------------------------------------------------------------------------------------------


@dataclass
class Node:
    """An element to build. Children are elements and texts, in order."""

    namespace: str
    name: str
    attributes: list[tuple[str, str, str]]
    children: list[Node | str]


def tree_of(element: etree._Element) -> Node:
    """`element` as its builder would hold it: nothing left to parse."""
    qualified = etree.QName(element)
    attributes = [(etree.QName(key).namespace or "", etree.QName(key).localname, str(value)) for key, value in element.items()]
    children: list[Node | str] = [element.text] if element.text else []
    for child in element:
        children.append(tree_of(child))
        if child.tail:
            children.append(child.tail)
    return Node(qualified.namespace or "", qualified.localname, attributes, children)


def body_and_styles(report: bytes) -> tuple[Node, Node]:
    """What stands in the text of our report, and its automatic styles."""
    root = etree.fromstring(content_of(report))
    return tree_of(root.find(f".//{{{OFFICE}}}text")), tree_of(root.find(f"{{{OFFICE}}}automatic-styles"))


def by_odfpy(report: bytes) -> Run:
    """odfpy, its grammar check switched off: that is its fastest way."""
    body, styles = body_and_styles(report)

    def run() -> bytes:
        document = opendocument.OpenDocumentText()
        for parent, node in ((document.automaticstyles, styles), (document.text, body)):
            for child in node.children:
                if isinstance(child, Node):
                    parent.addElement(_odfpy(child), check_grammar=False)
        target = io.BytesIO()
        document.save(target)
        return target.getvalue()

    return run


def _odfpy(node: Node) -> odf_element.Element:
    made = odf_element.Element(qname=(node.namespace, node.name), check_grammar=False)
    for namespace, name, value in node.attributes:
        made.setAttrNS(namespace, name, value)
    for child in node.children:
        if isinstance(child, str):
            made.addText(child, check_grammar=False)
        else:
            made.addElement(_odfpy(child), check_grammar=False)
    return made


def by_odfdo(report: bytes, prefixes: Mapping[str, str]) -> Run:
    """odfdo, an element at a time. `prefixes`: the usual prefix of each namespace."""
    body, styles = body_and_styles(report)
    build = partial(_odfdo, prefixes=prefixes)

    def run() -> bytes:
        document = odfdo.Document("text")
        document.body.clear()
        content = document.get_part("content.xml")
        automatic = content.get_element("//office:automatic-styles")
        for parent, node in ((automatic, styles), (document.body, body)):
            for child in node.children:
                if isinstance(child, Node):
                    parent.append(build(child))
        target = io.BytesIO()
        document.save(target)
        return target.getvalue()

    return run


def _odfdo(node: Node, prefixes: Mapping[str, str]) -> odfdo.Element:
    made = odfdo.Element.from_tag(f"{prefixes[node.namespace]}:{node.name}")
    for namespace, name, value in node.attributes:
        made.set_attribute(f"{prefixes[namespace]}:{name}", value)
    for child in node.children:
        made.append(child if isinstance(child, str) else _odfdo(child, prefixes))
    return made
