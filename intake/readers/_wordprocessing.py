"""The body of a Word document (ECMA-376 part 1, chapter 17): its controls, in the three kinds that Word has had, and its text.

Tags are matched in any namespace: the strict and the transitional variants of the format differ only there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from intake.readers._word_fields import Gathered

StoredControl = Callable[[str, str, int | None], None]
"""Takes the relationship id, the name and the page of an ActiveX control."""

_DELETED: Final = ("{*}del", "{*}moveFrom")
_ADDED: Final = ("{*}ins", "{*}moveTo")
_PAGE_BREAK: Final = "{*}lastRenderedPageBreak"
_MET: Final = ("{*}control", "{*}sdt", "{*}fldChar", "{*}t", "{*}br", "{*}tab", "{*}lastRenderedPageBreak")
_NO: Final = ("0", "false", "off")
_EMPTY_ENTRY: Final = "\u2002"
"""What Word shows in a form field that nobody filled: five of these."""


def drop_deletions(body: etree._Element) -> bool:
    """Take out of `body` what tracked changes say was deleted or moved away. Returns whether any change was tracked (17.13.5)."""
    deleted = list(body.iter(*_DELETED))
    for element in deleted:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return bool(deleted) or next(body.iter(*_ADDED), None) is not None


def gather(body: etree._Element, into: Gathered, stored: StoredControl) -> None:
    """Every control of `body`; ActiveX controls, kept in parts of their own, are handed to `stored`.

    Pages are counted from the breaks Word notes as it lays the document out; a document without any tells no page.
    """
    page = 1 if next(body.iter(_PAGE_BREAK), None) is not None else None
    legacy = _LegacyFields(into)
    for element in body.iter(*_MET):
        name = _local(element)
        if name == "control":
            stored(_attribute(element, "id"), _attribute(element, "name"), page)
        elif name == "sdt":
            _content_control(element, into, page)
        elif name == "lastRenderedPageBreak":
            page = (page or 1) + 1
        else:
            legacy.meet(element, name, page)


def paragraphs(root: etree._Element) -> Iterator[str]:
    """The text of each paragraph under `root`."""
    return ("".join(_pieces(each)) for each in root.iter("{*}p"))


def instructions(body: etree._Element) -> Iterator[str]:
    """The first word of each field instruction, in capitals: « DDE », « INCLUDETEXT »…"""
    texts = ((each.text or each.get(_qualified(each, "instr")) or "").split() for each in body.iter("{*}instrText", "{*}fldSimple"))
    return (words[0].upper() for words in texts if words)


# Content controls (17.5.2) -------------------------------------------------------------------------------------------------------


def _content_control(control: etree._Element, into: Gathered, page: int | None) -> None:
    """One `w:sdt`, named by its tag or else its title. One that holds others is only a frame around them."""
    properties, content = _child(control, "sdtPr"), _child(control, "sdtContent")
    if properties is None or next(control.iterdescendants("{*}sdt"), None) is not None:
        return
    name = _value(properties, "tag") or _value(properties, "alias")
    box = _child(properties, "checkbox")
    if name and box is not None:
        into.add_box(name, (_value(box, "checked") or "0") not in _NO, page)
    elif name:
        listed = _child(properties, "dropDownList") is not None or _child(properties, "comboBox") is not None
        text = "" if content is None or _is_on(properties, "showingPlcHdr") else "\n".join(paragraphs(content)) or "".join(_pieces(content))
        into.add(name, *([text] if text.strip() else []), page=page, by_label=listed)


# Legacy form fields (17.16.17) ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _OpenField:
    """A field between its beginning and its end. `name` is empty when it is no form field."""

    name: str = ""
    page: int | None = None
    shown: bool = False
    text: list[str] = field(default_factory=list)


class _LegacyFields:
    """Follows fields along the text: what stands between their separator and their end is the answer of a text entry."""

    def __init__(self, into: Gathered) -> None:
        self._into = into
        self._open: list[_OpenField] = []

    def meet(self, element: etree._Element, name: str, page: int | None) -> None:
        """The next element, a field character or a piece of text."""
        if name == "fldChar":
            self._turn(element, page)
        elif self._open and self._open[-1].shown:
            self._open[-1].text.append(_piece(element, name))

    def _turn(self, element: etree._Element, page: int | None) -> None:
        turn = _attribute(element, "fldCharType")
        if turn == "begin":
            self._open.append(self._begun(_child(element, "ffData"), page))
        elif turn == "separate" and self._open:
            self._open[-1].shown = True
        elif turn == "end" and self._open:
            self._end(self._open.pop())

    def _begun(self, data: etree._Element | None, page: int | None) -> _OpenField:
        """A field just begun. Boxes and lists say all there; a default is never an answer."""
        name = "" if data is None else _value(data, "name")
        if data is None or not name:
            return _OpenField()
        box, listed = _child(data, "checkBox"), _child(data, "ddList")
        if box is not None:
            self._into.add_box(name, _is_on(box, "checked"), page)
        elif listed is not None:
            self._into.add(name, *_chosen(listed), page=page, by_label=True)
        return _OpenField(name if box is None and listed is None else "", page)

    def _end(self, ended: _OpenField) -> None:
        text = "".join(ended.text).strip(_EMPTY_ENTRY)
        if ended.name:
            self._into.add(ended.name, *([text] if text else []), page=ended.page)


def _chosen(listed: etree._Element) -> list[str]:
    """The entry chosen in a list; none when the list still shows its default."""
    result, entries = _value(listed, "result"), [_attribute(each, "val") for each in listed.iterchildren("{*}listEntry")]
    return [entries[int(result)]] if result.isdecimal() and int(result) < len(entries) else []


# Elements ------------------------------------------------------------------------------------------------------------------------


def _pieces(root: etree._Element) -> Iterator[str]:
    return (_piece(each, _local(each)) for each in root.iter("{*}t", "{*}br", "{*}tab"))


def _piece(element: etree._Element, name: str) -> str:
    return {"br": "\n", "tab": "\t"}.get(name) or element.text or ""


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _qualified(element: etree._Element, name: str) -> str:
    """`name` in the namespace of `element`, as Word writes its attributes."""
    return f"{str(element.tag).rpartition('}')[0]}}}{name}"


def _attribute(element: etree._Element, name: str) -> str:
    """The attribute `name`, whatever its namespace; empty when there is none."""
    own = element.get(_qualified(element, name))
    if own is not None:
        return str(own)
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next(element.iterchildren(f"{{*}}{name}"), None)


def _value(element: etree._Element, name: str) -> str:
    """The `val` of the child `name`; empty when there is none."""
    child = _child(element, name)
    return "" if child is None else _attribute(child, "val")


def _is_on(element: etree._Element, name: str) -> bool:
    """Whether the child `name` is there and does not say no (17.17.4)."""
    child = _child(element, name)
    return child is not None and _attribute(child, "val") not in _NO
