"""ActiveX controls of a Word document: each has a part that says its class, and beside it the bytes Microsoft Forms stored.

`w:control` → relationship → activeX1.xml → relationship → activeX1.bin, a compound file ([MS-OE376] 2.1.1729, [MS-OFORMS] 1.3).
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from intake import sentences
from intake.compound import LARGEST_STREAM, SIGNATURE
from intake.readers._control_file import stream_in
from intake.readers._oforms import MORPH_CLASSES, DisplayStyle, MorphData, parse_morph_data
from intake.readers._opc import Parts, Relationship
from intake.readers._word_fields import Gathered
from intake.xmlsafe import parse_xml

_CLASS_LENGTH = 16
"""Bytes of the class identifier that precedes the control where no compound file holds it."""


class ActiveXParts:
    """Reads the controls that `relationships` (those of the document) lead to."""

    def __init__(self, parts: Parts, relationships: Mapping[str, Relationship], into: Gathered) -> None:
        self._parts, self._relationships, self._into = parts, relationships, into
        self._roots: dict[bytes, etree._Element] = {}

    def add(self, relationship: str, name: str, page: int | None) -> None:
        """The control that the document calls `name`. What is no box, button, entry or list is left out. Raises `Refused`."""
        found = self._relationships.get(relationship)
        if found is None or found.external or found.target not in self._parts.package.names:
            return  # no stored state: the field is missing, and told as such
        root = self._root(found.target)
        if str(_attribute(root, "classid")).strip("{}").upper() in MORPH_CLASSES:
            control = self._stored(found.target, root)
            if control is not None:
                self._into.add_stored(name, control, page)

    def _root(self, part: str) -> etree._Element:
        """The root of a control's part; hundreds of parts are the same but for their name, so each text is parsed once."""
        content = self._read(part)
        if content not in self._roots:
            self._roots[content] = parse_xml(content, part)
        return self._roots[content]

    def _stored(self, part: str, root: etree._Element) -> MorphData | None:
        if _attribute(root, "persistence") == "persistPropertyBag":
            return _from_bag({_attribute(each, "name"): _attribute(each, "value") for each in root.iter("{*}ocxPr")})
        target = self._parts.relationships(part).get(_attribute(root, "id"))
        if target is None or target.external or target.target not in self._parts.package.names:
            return None
        return parse_morph_data(_contents(self._read(target.target)))

    def _read(self, name: str) -> bytes:
        if self._parts.package.size_of(name) > LARGEST_STREAM:
            raise sentences.too_large(f"{name}: more than {LARGEST_STREAM} bytes")
        return self._parts.package.read(name)


def _contents(stored: bytes) -> bytes:
    return stream_in(stored, "contents") if stored.startswith(SIGNATURE) else stored[_CLASS_LENGTH:]


def _from_bag(properties: Mapping[str, str]) -> MorphData:
    """A control whose properties are written out by name; the style left out is that of a text entry."""
    style = properties.get("DisplayStyle", "")
    known = style.isdecimal() and int(style) in set(DisplayStyle)
    return MorphData(
        DisplayStyle(int(style)) if known else DisplayStyle.TEXT,
        properties.get("Value", ""),
        properties.get("Caption", ""),
        properties.get("GroupName", ""),
    )


def _attribute(element: etree._Element, name: str) -> str:
    """The attribute `name`, whatever its namespace; empty when there is none."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")
