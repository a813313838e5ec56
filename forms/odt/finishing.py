"""What odfpy leaves to do: namespaces it does not know, its own name as generator, and the identity line cut out of its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from lxml import etree
from odf.opendocument import OpenDocument

from forms.control_names import NO_ANSWER_CODE
from forms.odt.slots import AnySlot, OwnKind, OwnSlot, Slot, escaped
from forms.odt.styles import Paragraph
from forms.prefill import Prefill

GENERATOR = "ecoclic"
_FORM = "urn:oasis:names:tc:opendocument:xmlns:form:1.0"
_META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
_EXTRA_NAMESPACES = {
    "formx": "urn:openoffice:names:experimental:ooxml-odf-interop:xmlns:form:1.0",
    "ooo": "http://openoffice.org/2004/office",
}
_HOLDERS = {
    f"{{{_FORM}}}text": ("current-value", OwnKind.TYPED),
    f"{{{_FORM}}}textarea": ("current-value", OwnKind.TYPED),
    f"{{{_FORM}}}radio": ("current-selected", OwnKind.ON),
    f"{{{_FORM}}}checkbox": ("current-state", OwnKind.ON),
}
"""Where each kind of control keeps what it holds."""
_ON_SELECTED, _ON_CHECKED = ' form:current-selected="true"', ' form:current-state="checked"'
_LONE_ATTRIBUTE = re.compile(' form:current-[a-z]+="(\ue000[^\ue001"]*\ue001)"')
_LONE_PARAGRAPH = re.compile("<text:p [^>]*>(\ue000recalled/[^\ue001]*\ue001)</text:p>")
"""`formx` for `group-name`, without which a DOCX merges the groups of radio buttons; `ooo` because component names are prefixed by it."""


def content(document: OpenDocument, prefilled: Collection[str] = ()) -> str:
    """content.xml, every radio button in the group of its name, and a slot for what the controls named in `prefilled` hold beforehand."""
    root = _parsed(document.contentxml())
    for radio in root.iter(f"{{{_FORM}}}radio"):
        radio.set(f"{{{_EXTRA_NAMESPACES['formx']}}}group-name", str(radio.get(f"{{{_FORM}}}name")))
    for control in root.iter(*_HOLDERS):
        if control.get(f"{{{_FORM}}}name") in prefilled:
            _open_slot(control)
    return _with_whole_slots(_serialised(root))


def _open_slot(control: etree._Element) -> None:
    attribute, kind = _HOLDERS[str(control.tag)]
    name = str(control.get(f"{{{_FORM}}}name"))
    slot = OwnSlot(kind, name if kind is OwnKind.TYPED else f"{name}/{control.get(f'{{{_FORM}}}value')}")
    control.set(f"{{{_FORM}}}{attribute}", slot.mark)


def _with_whole_slots(xml: str) -> str:
    """`xml` where the slot of a control is a whole attribute, and that of a question a whole paragraph, so that either may be missing."""
    return _LONE_PARAGRAPH.sub(r"\1", _LONE_ATTRIBUTE.sub(r"\1", xml))


def with_optional_boxes(content_xml: str, boxes: Mapping[str, str]) -> tuple[str, dict[AnySlot, str]]:
    """`content_xml` where the boxes named in `boxes`, by question, and the paragraphs that show them are slots; and what was there."""
    cut: dict[AnySlot, str] = {}
    for question, field in boxes.items():
        control = _around(content_xml, f'form:name="{field}"', "form:checkbox")
        identifier = control.partition(' form:id="')[2].partition('"')[0]
        line = _around(content_xml, f'draw:control="{identifier}"', "text:p")
        for kind, part in ((OwnKind.CONFIRM, control), (OwnKind.CONFIRM_LINE, line)):
            slot = OwnSlot(kind, question)
            content_xml, cut[slot] = content_xml.replace(part, slot.mark), part
    return content_xml, cut


def _around(xml: str, mark: str, element: str) -> str:
    """The `element` that holds `mark`, whole."""
    place, end = xml.index(mark), f"</{element}>"
    return xml[xml.rindex(f"<{element} ", 0, place) : xml.index(end, place) + len(end)]


def own_value(slot: OwnSlot, prefill: Prefill, optional: Mapping[AnySlot, str]) -> str:
    """The XML that stands for `slot` in a form stamped with `prefill`; empty when nothing is known. `optional`: what is there or not."""
    if slot in optional:
        return optional[slot] if slot.name in prefill.to_confirm else ""
    if slot.kind is OwnKind.RECALLED:
        fullest = prefill.recalled.get(slot.name, ())[:1]
        return "".join(f'<text:p text:style-name="{Paragraph.RECALLED}">{escaped(words)}</text:p>' for words in fullest)
    if slot.kind is OwnKind.TYPED:
        return f' form:current-value="{escaped(prefill.typed[slot.name])}"' if slot.name in prefill.typed else ""
    field, _, code = slot.name.rpartition("/")
    if prefill.chosen.get(field, NO_ANSWER_CODE) != code:
        return ""
    return _ON_CHECKED if field.endswith(f"__{code}") else _ON_SELECTED


def styles(document: OpenDocument) -> str:
    """styles.xml."""
    return _serialised(_parsed(document.stylesxml().encode()))


def metadata(document: OpenDocument) -> str:
    """meta.xml, made by this product rather than by the library it uses."""
    root = _parsed(document.metaxml().encode())
    for generator in root.iter(f"{{{_META}}}generator"):
        generator.text = GENERATOR
    return _serialised(root)


def with_repeated_line(content_xml: str) -> tuple[str, str]:
    """`content_xml` with the paragraph of the identity line replaced by the slot LINES, and that paragraph (empty when there is none)."""
    label = content_xml.find(Slot.LABEL.mark)
    if label < 0:
        return content_xml, ""
    start, end = content_xml.rindex("<text:p ", 0, label), content_xml.index("</text:p>", label) + len("</text:p>")
    return content_xml[:start] + Slot.LINES.mark + content_xml[end:], content_xml[start:end]


def _parsed(xml: bytes) -> etree._Element:
    """The root of `xml` under a fixed list of namespaces: odfpy declares those of every document made before in the same process."""
    root = etree.fromstring(xml)
    declared = {prefix: uri for prefix, uri in root.nsmap.items() if prefix} | _EXTRA_NAMESPACES
    attributes = {str(name): str(value) for name, value in root.attrib.items()}
    whole = etree.Element(root.tag, attributes, nsmap={prefix: declared[prefix] for prefix in sorted(declared)})
    whole.extend(list(root))
    return whole


def _serialised(root: etree._Element) -> str:
    etree.cleanup_namespaces(root, keep_ns_prefixes=["ooo"])
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="unicode")
