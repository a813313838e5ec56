"""ODT files as tests look at them: their XML parts, their controls, their text."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "form": "urn:oasis:names:tc:opendocument:xmlns:form:1.0",
    "formx": "urn:openoffice:names:experimental:ooxml-odf-interop:xmlns:form:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


@dataclass(frozen=True)
class Control:
    """One control as the file holds it. `answer` is its text, « on » for a box that is ticked, None when empty."""

    kind: str
    name: str
    value: str
    label: str
    group: str
    answer: str | None


class OdtFile:
    """An ODT file, opened whole."""

    def __init__(self, source: bytes | Path) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(source if isinstance(source, bytes) else source.read_bytes()))

    def xml(self, name: str = "content.xml") -> etree._Element:
        """The root of one part."""
        return etree.fromstring(self.archive.read(name))

    def find(self, path: str, part: str = "content.xml") -> list[etree._Element]:
        """What an XPath finds, with the usual prefixes."""
        return self.xml(part).xpath(path, namespaces=NAMESPACES)

    def texts(self, path: str, part: str = "content.xml") -> list[str]:
        """The whole text of each element an XPath finds."""
        return ["".join(each.itertext()) for each in self.find(path, part)]

    def controls(self) -> list[Control]:
        """Every control that can be filled, in the order of the file."""
        kinds = " | ".join(f"//form:{kind}" for kind in ("radio", "checkbox", "text", "textarea"))
        return [_control(each) for each in self.find(kinds)]

    def answers(self) -> dict[str, str]:
        """Control name → answer: the code of the radio button that is on, of the box that is ticked, the text of an entry."""
        return {each.name: each.value if each.answer == "on" else each.answer for each in self.controls() if each.answer is not None}


def attribute(element: etree._Element, name: str) -> str | None:
    """The attribute written `prefix:name`."""
    prefix, _, local = name.partition(":")
    return element.get(f"{{{NAMESPACES[prefix]}}}{local}")


def _control(element: etree._Element) -> Control:
    on = attribute(element, "form:current-selected") == "true" or attribute(element, "form:current-state") == "checked"
    return Control(
        kind=etree.QName(element).localname,
        name=attribute(element, "form:name") or "",
        value=attribute(element, "form:value") or "",
        label=attribute(element, "form:label") or "",
        group=attribute(element, "formx:group-name") or "",
        answer="on" if on else attribute(element, "form:current-value"),
    )
