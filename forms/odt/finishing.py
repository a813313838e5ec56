"""What odfpy leaves to do: namespaces it does not know, its own name as generator, and the identity line cut out of its place."""

from __future__ import annotations

from lxml import etree
from odf.opendocument import OpenDocument

from forms.odt.slots import Slot

GENERATOR = "ecoclic"
_FORM = "urn:oasis:names:tc:opendocument:xmlns:form:1.0"
_META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
_EXTRA_NAMESPACES = {
    "formx": "urn:openoffice:names:experimental:ooxml-odf-interop:xmlns:form:1.0",
    "ooo": "http://openoffice.org/2004/office",
}
"""`formx` for `group-name`, without which a DOCX merges the groups of radio buttons; `ooo` because component names are prefixed by it."""


def content(document: OpenDocument) -> str:
    """content.xml, every radio button in the group of its name."""
    root = _parsed(document.contentxml())
    for radio in root.iter(f"{{{_FORM}}}radio"):
        radio.set(f"{{{_EXTRA_NAMESPACES['formx']}}}group-name", str(radio.get(f"{{{_FORM}}}name")))
    return _serialised(root)


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
