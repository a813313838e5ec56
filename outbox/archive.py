"""ODT packages: a template unpacked, a document packed always the same way."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from forms.errors import TemplateError

MIMETYPE = "mimetype"
_ODT = b"application/vnd.oasis.opendocument.text"
_MANIFEST = "META-INF/manifest.xml"
_LARGEST = 30_000_000
_NOT_CARRIED = re.compile(r"Thumbnails/|Configurations2/|Basic/|Scripts/|META-INF/(?!manifest\.xml$)|layout-cache$|.*/$")
"""Members a document does not inherit from its template: previews, tool bars, macros, signatures, folders."""
_ENTRY = re.compile(rb"\s*<manifest:file-entry\b[^>]*?\bmanifest:full-path=\"([^\"]*)\"[^>]*?(?:/>|>\s*</manifest:file-entry>)")
_LEVEL = 2
"""Of compression: a report weighs 19 KB rather than 17 at level 4, and is packed in two thirds of the time."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same time in every package, the first a ZIP can tell."""


def unpack(data: bytes) -> dict[str, bytes]:
    """The members of the ODT template `data` that its documents inherit, in order. Raises `TemplateError` when it is not one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = _members(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _not_odt("ce n’est pas un document OpenDocument lisible") from error
    if members.get(MIMETYPE, b"").strip() not in (_ODT, _ODT + b"-template") or "content.xml" not in members:
        raise _not_odt("ce n’est pas un texte OpenDocument (.odt)")
    members[MIMETYPE] = _ODT
    members[_MANIFEST] = _manifest(members)
    return members


def pack(members: Mapping[str, bytes]) -> bytes:
    """`members` as an ODT package (ODF 1.3 part 2, section 3): `mimetype` first and stored, fixed times, always the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in sorted(members, key=lambda each: (each != MIMETYPE, each)):
            stored = name == MIMETYPE or name.endswith(".png")
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, members[name], compresslevel=_LEVEL)
    return target.getvalue()


def _members(package: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in package.infolist() if not _NOT_CARRIED.match(entry.filename)]
    if sum(entry.file_size for entry in entries) > _LARGEST:
        raise _not_odt("il est trop volumineux")
    return {entry.filename: package.read(entry) for entry in entries}


def _manifest(members: Mapping[str, bytes]) -> bytes:
    """The manifest without the entries of members left behind."""
    manifest = members.get(_MANIFEST, b"")
    carried = _ENTRY.sub(lambda entry: entry[0] if _is_carried(entry[1].decode(), members) else b"", manifest)
    return carried.replace(_ODT + b"-template", _ODT)


def _is_carried(path: str, members: Mapping[str, bytes]) -> bool:
    return path == "/" or path in members


def _not_odt(why: str) -> TemplateError:
    return TemplateError("Ce modèle ne peut pas être utilisé.", [f"{why[0].upper()}{why[1:]}."])
