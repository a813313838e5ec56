"""What documents inherit from the file of a template: text, styles, properties, pictures and fonts, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

from lxml import etree

from forms.errors import TemplateError
from outbox.archive import MIMETYPE

_ODT = b"application/vnd.oasis.opendocument.text"
_MANIFEST = "META-INF/manifest.xml"
_LARGEST = 30_000_000
"""Bytes all that is carried may hold."""
_MOST_MEMBERS = 1_000
_PARTS = ("content.xml", "styles.xml", "meta.xml", "settings.xml")
_CARRIED = re.compile(r"(?:Pictures|Fonts|ObjectReplacements)/[\w .()-]{1,120}")
"""Members carried beside the parts. What is not carried: macros, dialogs, embedded objects, previews, tool bars, signatures, and
whatever else a program or a person may have put there."""
_NS = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_VERSION = re.compile(r"1\.\d")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False)


def unpack(data: bytes) -> dict[str, bytes]:
    """The members of the ODT template `data` that its documents inherit. Raises `TemplateError` when it is not one, or is protected."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = _members(package)
            manifest = package.read(_MANIFEST) if _MANIFEST in package.namelist() else b""
    except TemplateError:
        raise
    except Exception as error:
        raise _unusable("ce n’est pas un document OpenDocument lisible ; enregistrez-le au format « Texte ODF (.odt) »") from error
    if members.get(MIMETYPE, b"").strip() not in (_ODT, _ODT + b"-template") or "content.xml" not in members:
        raise _unusable("ce n’est pas un texte OpenDocument (.odt)")
    if "settings.xml" in members:
        parsed(members["settings.xml"])  # carried as it is
    return {**members, MIMETYPE: _ODT, _MANIFEST: _own_manifest(members, manifest)}


def parsed(xml: bytes) -> etree._Element:
    """The root of the part `xml`. Raises `TemplateError` when it is not XML, or declares entities."""
    try:
        root = etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError as error:
        raise TemplateError("Ce modèle est endommagé.", ["Son contenu ne peut pas être lu."]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise TemplateError("Ce modèle n’est pas un document sûr.", ["Il contient une déclaration DOCTYPE."])
    return root


def is_inside(address: str) -> bool:
    """Whether `address` leads to a member of the package it is found in (ODF 1.3 part 2, section 3.7), or to one of its places."""
    return not re.match(r"[a-zA-Z][\w+.-]*:|[/\\]", address) and ".." not in re.split(r"[/\\]", address)


def _members(package: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in package.infolist() if _is_carried(entry.filename)]
    if sum(entry.file_size for entry in entries) > _LARGEST:
        raise _unusable("il est trop volumineux")
    if len(entries) > _MOST_MEMBERS:
        raise _unusable("il contient trop d’images")
    return {entry.filename: package.read(entry) for entry in entries}


def _is_carried(name: str) -> bool:
    return name == MIMETYPE or name in _PARTS or bool(_CARRIED.fullmatch(name))


def _own_manifest(members: Mapping[str, bytes], given: bytes) -> bytes:
    """A manifest of what is carried (ODF 1.3 part 2, section 4), with the types that the `given` one states."""
    if not given:
        return _manifest(members, {}, "1.3")
    root = parsed(given)
    if root.find(f".//{{{_NS}}}encryption-data") is not None:
        raise _unusable("il est protégé par un mot de passe ; enregistrez-le sans")
    stated = {entry.get(f"{{{_NS}}}full-path", ""): entry.get(f"{{{_NS}}}media-type", "") for entry in root.iter(f"{{{_NS}}}file-entry")}
    version = root.get(f"{{{_NS}}}version", "")
    return _manifest(members, stated, version if _VERSION.fullmatch(version) else "1.3")


def _manifest(members: Iterable[str], types: Mapping[str, str], version: str) -> bytes:
    entries = [_entry("/", _ODT.decode(), f' manifest:version="{version}"')]
    entries += [_entry(name, _type(name, types)) for name in members if name not in (MIMETYPE, _MANIFEST)]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{_NS}" manifest:version="{version}">\n'
    return "".join([head, *entries, "</manifest:manifest>\n"]).encode()


def _type(name: str, types: Mapping[str, str]) -> str:
    return "text/xml" if name in _PARTS else types.get(name, "")


def _entry(path: str, media_type: str, more: str = "") -> str:
    return f"<manifest:file-entry manifest:full-path={quoteattr(path)}{more} manifest:media-type={quoteattr(media_type)}/>\n"


def _unusable(why: str) -> TemplateError:
    return TemplateError("Ce modèle ne peut pas être utilisé.", [f"{why[0].upper()}{why[1:]}."])
