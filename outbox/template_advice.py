"""What works in a template but is unwise: a picture that is not there, no alternative text, no fingerprint, a tag nobody will see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from forms.errors import TemplateError
from outbox.odt_template import OdtTemplate
from outbox.shapes import STYLES
from outbox.shipped import Shipped
from outbox.template_cleaning import clean
from outbox.template_package import unpack
from outbox.template_tags import STRAY
from outbox.template_xml import HREF, OFFICE, TEXT, Element, quoted

VERSION_FIELD = "ecoclic-modele"
"""The user-defined property in which a shipped template says what it is: « rapport/1 »."""
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DECORATIVE = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}decorative"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_COMMON_FONTS = re.compile(
    r"(liberation|dejavu|noto|open ?symbol|carlito|caladea|gentium|linux|marianne|arial|times|courier|calibri|cambria|verdana|georgia|"
    r"symbol|wingdings|tahoma|lucida|mangal|simsun|star ?symbol|luciole|atkinson)",
    re.IGNORECASE,
)
"""Fonts that come with LibreOffice, Windows or a Linux desktop, or that administrations give."""


def stated_version(meta: bytes) -> tuple[str, int] | None:
    """What a template says it is: its document and its version (« rapport », 1); None when it says nothing that can be read.

    Raises etree.XMLSyntaxError when `meta` is not XML.
    """
    if not meta:
        return None
    for each in etree.fromstring(meta, _PARSER).iter(f"{_META}user-defined"):
        name, _, version = (each.text or "").strip().partition("/")
        if each.get(f"{_META}name") == VERSION_FIELD and version.isdecimal() and len(version) < 6:
            return name, int(version)
    return None


def advice_about(data: bytes, shipped: Shipped) -> Iterator[str]:
    """French sentences about the template `data`, which compiles."""
    members = unpack(data)
    content, styles = (etree.fromstring(members[part], _PARSER) if part in members else None for part in ("content.xml", "styles.xml"))
    for root in (content, styles):
        if root is not None:
            yield from _pictures(root, members)
            yield from _hidden_tags(root)
            yield from _fonts(root)
            yield from _inherited_by_none(root)
    if content is not None:
        yield from _alternatives(content)
    if styles is not None:
        yield from _language(styles)
    yield from _left_out(data, shipped)


def _pictures(root: Element, members: Mapping[str, bytes]) -> Iterator[str]:
    for image in root.iter(f"{_DRAW}image", f"{_STYLE}background-image", f"{_DRAW}fill-image"):
        target = (image.get(HREF) or "").removeprefix("./")
        if "://" in target or target.startswith(("../", "/")):
            yield (
                f"L’image « {target} » n’est pas dans le modèle mais liée de l’extérieur : les collectivités ne la verront pas. "
                "Insérez-la (clic droit › Rompre le lien)."
            )
        elif target and target not in members:
            yield f"L’image « {target} » manque dans le fichier : le document s’ouvre, mais sans elle. Insérez-la de nouveau."


def _hidden_tags(root: Element) -> Iterator[str]:
    """Tags in deleted passages, comments and text boxes' names are not read: their author may think they are."""
    for holder, where in ((f"{TEXT}deletion", "un passage supprimé (suivi des modifications)"), (f"{OFFICE}annotation", "un commentaire")):
        for each in root.iter(holder):
            text = "".join(str(run) for run in each.itertext())
            if STRAY.search(text):
                yield f"Une balise se trouve dans {where} : {quoted(text)} ; elle est sans effet."


def _inherited_by_none(root: Element) -> Iterator[str]:
    """What is left out of every document; the last to look at `root`, which it is taken out of."""
    yield from (f"{what} : les documents n’en héritent pas." for what in clean(root))


def _fonts(root: Element) -> Iterator[str]:
    named = {
        name for node in root.iter(f"{_STYLE}text-properties") for name in (node.get(f"{_STYLE}font-name"), node.get(f"{_FO}font-family"))
    }
    rare = sorted(name.strip("'") for name in named if name and not _COMMON_FONTS.search(name))
    if rare:
        yield f"Polices peu répandues ({', '.join(rare)}) : sur un poste qui ne les a pas, la mise en page changera."


def _alternatives(content: Element) -> Iterator[str]:
    for frame in content.iter(f"{_DRAW}frame"):
        if frame.find(f"{_DRAW}image") is None or frame.get(_DECORATIVE) == "true":
            continue
        if not any((frame.findtext(f"{_SVG}{name}") or "").strip() for name in ("title", "desc")):
            name = frame.get(f"{_DRAW}name") or "sans nom"
            yield f"L’image « {name} » n’a pas de texte de remplacement (clic droit › Texte alternatif) : le RGAA le demande."


def _language(styles: Element) -> Iterator[str]:
    languages = {node.get(f"{_FO}language") for node in styles.iter(f"{_STYLE}text-properties")} - {None, "none", "zxx"}
    if languages and "fr" not in languages:
        yield "La langue du document n’est pas le français : une synthèse vocale le lirait mal (Outils › Langue)."


def _left_out(data: bytes, shipped: Shipped) -> Iterator[str]:
    try:
        template = OdtTemplate.from_bytes(data, drawing_styles=STYLES)
    except TemplateError:
        return
    if not template.names:
        yield "Ce modèle ne contient aucune balise : le document serait le même pour toutes les collectivités."
        return
    if shipped.has_fingerprint and not any(
        "empreinte" in tag.code for source in template.sources.values() for tag in source.lines.values()
    ):
        yield "L’empreinte n’est plus imprimée : on ne pourra pas retrouver l’évaluation d’après le papier ({{ rapport.empreinte }})."
