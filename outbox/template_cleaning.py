"""What a template may hold that its documents must not: whatever runs, reaches outside, or belongs to whoever made it.

LibreOffice would run, fetch or refresh it on the clerk's computer. Nothing of it is a fault of the template: it is left out, and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from lxml import etree

from outbox.template_package import is_inside
from outbox.template_tags import tag_of_address
from outbox.template_xml import HREF, META, OFFICE, TABLE, TEXT, Element, remove

_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_MACROS = "Des macros ou des actions automatiques"
_OBJECTS = "Un objet incorporé (feuille de calcul, diagramme, formule, fichier), sauf son image"
_OUTSIDE = "Un lien vers un fichier ou un site, que le document irait chercher en s’ouvrant"
_FORMS = "Des champs de formulaire"
_UNWANTED: Mapping[str, str] = {
    f"{OFFICE}scripts": _MACROS,
    f"{OFFICE}event-listeners": _MACROS,
    f"{_PRESENTATION}event-listener": _MACROS,
    f"{TEXT}script": _MACROS,
    f"{TEXT}execute-macro": _MACROS,
    f"{_DRAW}object": _OBJECTS,
    f"{_DRAW}object-ole": _OBJECTS,
    f"{_DRAW}applet": _OBJECTS,
    f"{_DRAW}plugin": _OBJECTS,
    f"{_DRAW}floating-frame": _OUTSIDE,
    f"{TEXT}section-source": _OUTSIDE,
    f"{TEXT}dde-connection-decls": _OUTSIDE,
    f"{TEXT}dde-connection": _OUTSIDE,
    f"{OFFICE}dde-source": _OUTSIDE,
    f"{TABLE}table-source": _OUTSIDE,
    f"{TABLE}cell-range-source": _OUTSIDE,
    f"{META}auto-reload": _OUTSIDE,
    f"{OFFICE}forms": _FORMS,
    f"{_DRAW}control": _FORMS,
}
"""Elements that documents never inherit, and how they are told. Those of an OLE object or a plug-in name programs to run (ODF 1.3 part 3,
sections 10.4.6 to 10.4.10); sections, cells and DDE links are refreshed from elsewhere when a document opens (5.4.2, 9.3.1, 14.6)."""
_UNTOLD = (f"{META}template",)
"""Left out without a word: where the template lies on its author's computer."""
_PLACES_OF_MACROS = frozenset({"script", "libraries"})
_LINKS = frozenset({f"{TEXT}a", f"{_DRAW}a"})
_HARMLESS_LINK = re.compile(r"#|https?:|mailto:|\{|$", re.IGNORECASE)
"""A place of the document, a page, somebody to write to; or a tag, whose value is looked at when it is written."""
_PICTURES = frozenset({f"{_DRAW}image", f"{_DRAW}fill-image", "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}background-image"})
"""Those left out are told one by one, by name, with what to do (`outbox.template_advice`)."""


def clean(root: Element) -> tuple[str, ...]:
    """Takes out of the part `root`, in place, what documents must not inherit; returns a French noun phrase for each sort of it.

    The text inside what runs goes with it, the text around it stays. A link to follow by hand stays, without its address when that is
    neither a web page, nor an e-mail address, nor a place of the document.
    """
    return tuple(dict.fromkeys(_taken_out(root)))


def _taken_out(root: Element) -> Iterator[str]:
    for node in [*root.iter(*_UNWANTED, *_UNTOLD), *root.iter(etree.ProcessingInstruction, etree.Entity)]:
        if _is_still_in(node, root):
            remove(node)
            yield from [_UNWANTED[node.tag]] if node.tag in _UNWANTED and not _is_hollow(node) else ()
    for node in [each for each in root.iter("*") if HREF in each.attrib]:
        yield from _outside(node) if _is_still_in(node, root) else ()


def _is_hollow(node: Element) -> bool:
    """Whether it is the place for macros that LibreOffice writes in every document, with none in it."""
    return node.tag == f"{OFFICE}scripts" and all(etree.QName(each).localname in _PLACES_OF_MACROS for each in node.iterdescendants("*"))


def _outside(node: Element) -> Iterator[str]:
    address = node.get(HREF, "").strip()
    if node.tag in _LINKS:
        if not (_HARMLESS_LINK.match(unquote(address)) or tag_of_address(unquote(address))):
            node.set(HREF, "")
            yield f"L’adresse d’un lien qui n’est ni du web ni de messagerie (« {address[:60]} »)"
    elif not is_inside(address):
        remove(node)
        yield from [] if node.tag in _PICTURES else [_OUTSIDE]


def _is_still_in(node: Element, root: Element) -> bool:
    return any(each is root for each in node.iterancestors())
