"""OpenDocument markup shared by readers: names, deletions, pages, printed text and the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from intake import sentences
from intake.xmlsafe import local_names
from intake.zipsafe import SafeZip

_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE: Final = f"{{{_OASIS}office:1.0}}"
TEXT: Final = f"{{{_OASIS}text:1.0}}"
TABLE: Final = f"{{{_OASIS}table:1.0}}"
STYLE: Final = f"{{{_OASIS}style:1.0}}"
FO: Final = f"{{{_OASIS}xsl-fo-compatible:1.0}}"
DRAW: Final = f"{{{_OASIS}drawing:1.0}}"
FORM: Final = f"{{{_OASIS}form:1.0}}"
META: Final = f"{{{_OASIS}meta:1.0}}"
DC: Final = "{http://purl.org/dc/elements/1.1/}"
XLINK: Final = "{http://www.w3.org/1999/xlink}"

_BLOCKS: Final = (f"{TEXT}p", f"{TEXT}h", f"{TABLE}table")
_MANIFEST: Final = "META-INF/manifest.xml"
_DEEPEST_STYLE: Final = 16
_STYLE_NAMES: Final = (f"{TEXT}style-name", f"{TABLE}style-name")


@dataclass(frozen=True, slots=True)
class Placed:
    """A control that is drawn. `page` counts from 1; None when no editor ever paginated the document."""

    page: int | None


def require_plain_manifest(package: SafeZip) -> None:
    """Raise `Refused` ENCRYPTED when the manifest tells of encryption (ODF part 2, section 3.8). No key is ever derived.

    Before ODF 1.2, StarOffice and OpenOffice.org named the DTD of the manifest, and left it to declare the prefix: honest documents all
    the same, that a parser minding namespaces would call damaged.
    """
    if "encrypted-package" in package.names:
        raise sentences.encrypted("whole package encrypted")
    if _MANIFEST in package.names and "encryption-data" in local_names(package.read(_MANIFEST), "manifest.xml"):
        raise sentences.encrypted("manifest:encryption-data")


def drop_deletions(content: etree._Element) -> bool:
    """Take out of `content` what tracked changes say was deleted: the file still holds it, the reader of the document does not see it.

    Returns whether any change was tracked.
    """
    tracked = False
    for changes in list(content.iter(f"{TEXT}tracked-changes")):
        tracked |= changes.find(f"{TEXT}changed-region") is not None
        parent = changes.getparent()
        if parent is not None:
            parent.remove(changes)
    return tracked


def page_of_each_control(content: etree._Element, styles: etree._Element | None) -> dict[str, Placed]:
    """Where each drawn control stands, by the identifier it draws.

    Pages are counted from the breaks LibreOffice writes as it saves (text:soft-page-break) and from those the styles ask for.
    """
    breaking = _breaking_styles(styles, content)
    body = _body(content)
    paginated = body.get(f"{TEXT}use-soft-page-breaks") == "true" or next(body.iter(f"{TEXT}soft-page-break"), None) is not None
    page, started, places = 1, False, dict[str, Placed]()
    for element in body.iter(f"{TEXT}soft-page-break", f"{DRAW}control", *_BLOCKS):
        if element.tag == f"{DRAW}control":
            places.setdefault(element.get(f"{DRAW}control", ""), Placed(page if paginated else None))
        elif element.tag == f"{TEXT}soft-page-break":
            page += 1
        else:
            page += started and _style_of(element) in breaking
            started = True
    return places


def _body(content: etree._Element) -> etree._Element:
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise sentences.not_our_form("no office:text")
    return body


def _style_of(block: etree._Element) -> str | None:
    return next((name for name in map(block.get, _STYLE_NAMES) if name), None)


def _breaking_styles(*documents: etree._Element | None) -> set[str]:
    """Names of the styles that begin a page, by themselves or through the style they derive from."""
    styles = {
        style.get(f"{STYLE}name", ""): style for document in documents if document is not None for style in document.iter(f"{STYLE}style")
    }
    return {name for name in styles if _breaks(styles, name)}


def _breaks(styles: Mapping[str, etree._Element], name: str | None) -> bool:
    """Whether style `name` asks for a new page: an explicit break or a page style (ODF part 3, 20.184 and 19.501)."""
    for _ in range(_DEEPEST_STYLE):
        if name is None or name not in styles:
            return False
        style = styles[name]
        asked = next((value for child in style if (value := child.get(f"{FO}break-before"))), None)
        if asked or style.get(f"{STYLE}master-page-name"):
            return asked in (None, "page")
        name = style.get(f"{STYLE}parent-style-name")
    return False


def paragraphs(root: etree._Element) -> Iterator[str]:
    """The text of each paragraph and heading under `root`."""
    return ("".join(map(str, block.itertext(with_tail=False))) for block in root.iter(f"{TEXT}p", f"{TEXT}h"))
