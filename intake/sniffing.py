"""What a file really is, told by its first bytes and, inside a ZIP, by its members; never by its name."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Final

from forms.returns import Refused
from intake import sentences
from intake.zipsafe import SafeZip

_HEAD_LENGTH = 1024
_HEADERS_LENGTH: Final = 16 * 1024
"""Of a message: those of filters and signatures come first, and are long."""
_MIMETYPE_LONGEST = 200


class Content(StrEnum):
    """Contents told apart. Whether one is read depends on the readers there are (`intake.readers`)."""

    ODT = "odt"
    OTT = "ott"
    FODT = "fodt"
    ODS = "ods"
    ODP = "odp"
    OTHER_ODF = "odf"
    SXW = "sxw"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    EPUB = "epub"
    PAGES = "pages"
    JAR = "jar"
    ZIP = "zip"
    OTHER_ARCHIVE = "archive"
    PDF = "pdf"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    MSG = "msg"
    ENCRYPTED_OFFICE = "encrypted-office"
    OLE = "ole"
    RTF = "rtf"
    HTML = "html"
    XML = "xml"
    EMAIL = "eml"
    JPEG = "jpeg"
    PNG = "png"
    OTHER_IMAGE = "image"
    TEXT = "text"
    UNKNOWN = "unknown"


_SAVE_AS_ODT: Final = (
    "Ouvrez le questionnaire que vous avez reçu dans LibreOffice, remplissez-le et enregistrez-le au format .odt, puis renvoyez-le."
)
_NO_PICTURE: Final = (
    "Une photo ou une numérisation ne peut pas être lue : renvoyez le questionnaire rempli lui-même, le fichier .odt ou .pdf."
)
_TAKE_OUT: Final = "Sortez-en le questionnaire rempli, puis déposez ou renvoyez le fichier .odt ou .pdf lui-même."

_TAKE_OUT_OF_OUTLOOK: Final = (
    "Ouvrez-le dans Outlook, enregistrez la pièce jointe (le questionnaire rempli), puis déposez ou renvoyez ce fichier .odt ou .pdf."
)

_NAMED: Final[dict[Content, tuple[str, str]]] = {
    Content.ODT: ("un document OpenDocument (.odt)", ""),
    Content.OTT: ("un modèle OpenDocument (.ott)", _SAVE_AS_ODT),
    Content.FODT: ("un document OpenDocument « à plat » (.fodt)", _SAVE_AS_ODT),
    Content.ODS: ("un classeur (.ods)", ""),
    Content.ODP: ("une présentation (.odp)", ""),
    Content.OTHER_ODF: ("un document OpenDocument d'un autre genre (dessin, formule…)", ""),
    Content.SXW: ("un document d'OpenOffice.org 1 (.sxw, .stw…)", _SAVE_AS_ODT),
    Content.DOCX: ("un document Word (.docx)", _SAVE_AS_ODT),
    Content.XLSX: ("un classeur Excel (.xlsx)", ""),
    Content.PPTX: ("une présentation PowerPoint (.pptx)", ""),
    Content.EPUB: ("un livre numérique (.epub)", ""),
    Content.PAGES: ("un document Pages d'Apple (.pages)", _SAVE_AS_ODT),
    Content.JAR: ("un programme Java (.jar)", ""),
    Content.ZIP: ("une archive compressée (.zip)", _TAKE_OUT),
    Content.OTHER_ARCHIVE: ("une archive compressée (.7z, .rar, .tar ou .gz)", _TAKE_OUT),
    Content.PDF: ("un document PDF", ""),
    Content.DOC: ("un document Word d'ancien format (.doc)", _SAVE_AS_ODT),
    Content.XLS: ("un classeur Excel d'ancien format (.xls)", ""),
    Content.PPT: ("une présentation PowerPoint d'ancien format (.ppt)", ""),
    Content.MSG: ("un message Outlook (.msg)", _TAKE_OUT_OF_OUTLOOK),
    Content.OLE: ("un document Office d'ancien format, ou abîmé (.doc, .xls, .ppt ou .msg)", _SAVE_AS_ODT),
    Content.RTF: ("un document RTF, format qui perd les réponses à choix unique", _SAVE_AS_ODT),
    Content.HTML: ("une page web (peut-être la page de connexion d'un site), et non un questionnaire", ""),
    Content.XML: ("un fichier XML", ""),
    Content.EMAIL: ("un message électronique (.eml)", _TAKE_OUT),
    Content.JPEG: ("une image JPEG (photo ou numérisation)", _NO_PICTURE),
    Content.PNG: ("une image PNG (capture d'écran ou numérisation)", _NO_PICTURE),
    Content.OTHER_IMAGE: ("une image (photo ou numérisation)", _NO_PICTURE),
    Content.TEXT: ("un fichier de texte", ""),
}

_SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content.OLE),
    (b"{\\rtf", Content.RTF),
    (b"\xff\xd8\xff", Content.JPEG),
    (b"\x89PNG\r\n\x1a\n", Content.PNG),
    (b"GIF8", Content.OTHER_IMAGE),
    (b"II*\x00", Content.OTHER_IMAGE),
    (b"MM\x00*", Content.OTHER_IMAGE),
    (b"7z\xbc\xaf\x27\x1c", Content.OTHER_ARCHIVE),
    (b"Rar!\x1a\x07", Content.OTHER_ARCHIVE),
    (b"\x1f\x8b", Content.OTHER_ARCHIVE),
    (b"BZh", Content.OTHER_ARCHIVE),
    (b"\xfd7zXZ\x00", Content.OTHER_ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Content.OTHER_ARCHIVE),
)
_FURTHER_ON: Final = (
    (6, b"\x00\x00\x00\x00", b"BM", Content.OTHER_IMAGE),
    (8, b"WEBP", b"RIFF", Content.OTHER_IMAGE),
    (257, b"ustar", b"", Content.OTHER_ARCHIVE),
)
"""Where a second mark stands, the mark, and how the file begins: signatures too short, or too late, to be trusted alone."""
_HEIC_BRANDS: Final = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")
_ODF_MIMETYPES: Final = {
    "application/vnd.oasis.opendocument.text": Content.ODT,
    "application/vnd.oasis.opendocument.text-template": Content.OTT,
    "application/vnd.oasis.opendocument.spreadsheet": Content.ODS,
    "application/vnd.oasis.opendocument.presentation": Content.ODP,
    "application/epub+zip": Content.EPUB,
}
_TELLTALE_MEMBERS: Final = (
    ("word/document.xml", Content.DOCX),
    ("xl/workbook.xml", Content.XLSX),
    ("ppt/presentation.xml", Content.PPTX),
    ("content.xml", Content.ODT),
    ("Index/Document.iwa", Content.PAGES),
    ("META-INF/MANIFEST.MF", Content.JAR),
)
_OFFICE_TYPES: Final = "[Content_Types].xml"
_OFFICE_FOLDERS: Final = (("word/", Content.DOCX), ("xl/", Content.XLSX), ("ppt/", Content.PPTX))
"""Where Office documents keep their main part, which is not always called as above."""
_TELLTALE_STORAGES: Final = (
    ("EncryptedPackage", Content.ENCRYPTED_OFFICE),
    ("WordDocument", Content.DOC),
    ("Workbook", Content.XLS),
    ("Book", Content.XLS),
    ("PowerPoint Document", Content.PPT),
    ("__properties_version1.0", Content.MSG),
)
_FLAT_ODF: Final = ("urn:oasis:names:tc:opendocument:", "application/vnd.oasis.opendocument.")
"""A namespace or a type: the bare word also stands in XML that speaks of the format."""
_MAIL_HEADERS: Final = re.compile(
    r"^(received|return-path|from|to|subject|date|mime-version|message-id|delivered-to|x-mozilla-status|dkim-signature):",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_HEADER: Final = re.compile(r"(From \S+@|[!-9;-~]+:[ \t])")
"""How a message begins (RFC 5322, 2.2): the name of a header and a colon, or the separator of a mail box."""
_HEADERS_NEEDED: Final = 2
_BEFORE_HEADERS: Final = b"\xef\xbb\xbf \t\r\n"
_END_OF_HEADERS: Final = re.compile(r"\r?\n\r?\n")


def sniff(data: bytes) -> Content:
    """What `data` is. Raises `Refused` when it is empty, or a ZIP that cannot be opened safely."""
    if not data:
        raise sentences.empty()
    if data.startswith(b"PK"):
        return _sniff_zip(SafeZip(data))
    return _by_signature(data[:_HEAD_LENGTH]) or _by_text(data)


def compound_content(names: Collection[str]) -> Content:
    """What a compound file is, told by the names at its root; `sniff` says OLE of them all, so that they are opened only once."""
    return next((content for name, content in _TELLTALE_STORAGES if name in names), Content.OLE)


def refusal_of(content: Content) -> Refused:
    """The refusal that names `content` and says what to send instead."""
    if content is Content.ENCRYPTED_OFFICE:
        return sentences.encrypted("EncryptedPackage")
    if content not in _NAMED:
        return sentences.unknown_format()
    return sentences.wrong_format(*_NAMED[content])


def _by_signature(head: bytes) -> Content | None:
    if b"%PDF-" in head:
        return Content.PDF
    if head[4:12] in _HEIC_BRANDS:
        return Content.OTHER_IMAGE
    later = (content for place, mark, start, content in _FURTHER_ON if head.startswith(start) and head.startswith(mark, place))
    return next((content for signature, content in _SIGNATURES if head.startswith(signature)), None) or next(later, None)


def _sniff_zip(package: SafeZip) -> Content:
    declared = _declared_mimetype(package)
    if declared in _ODF_MIMETYPES:
        return _ODF_MIMETYPES[declared]
    if declared.startswith("application/vnd.oasis.opendocument."):
        return Content.OTHER_ODF
    if declared.startswith("application/vnd.sun.xml."):
        return Content.SXW
    return _by_members(package.names)


def _declared_mimetype(package: SafeZip) -> str:
    if "mimetype" not in package.names or package.size_of("mimetype") > _MIMETYPE_LONGEST:
        return ""
    return package.read("mimetype").decode("ascii", "replace").strip()


def _by_members(names: Collection[str]) -> Content:
    """A document without its declared type is told by its members; any other ZIP is an archive."""
    told = next((content for member, content in _TELLTALE_MEMBERS if member in names), None)
    if told is None and _OFFICE_TYPES in names:
        told = next((content for folder, content in _OFFICE_FOLDERS if any(name.startswith(folder) for name in names)), None)
    return told or Content.ZIP


def _by_text(data: bytes) -> Content:
    text = _as_text(data[:_HEAD_LENGTH])
    if text is None:
        return Content.UNKNOWN
    start = text.lstrip("\ufeff \t\r\n")
    if _FIRST_HEADER.match(start) and len(_MAIL_HEADERS.findall(_headers(data))) >= _HEADERS_NEEDED:
        return Content.EMAIL
    return _by_markup(start.lower())


def _headers(data: bytes) -> str:
    """What stands before the first empty line."""
    return _END_OF_HEADERS.split(data[:_HEADERS_LENGTH].lstrip(_BEFORE_HEADERS).decode("utf-8", "replace"), maxsplit=1)[0]


def _by_markup(start: str) -> Content:
    if "<!doctype html" in start or "<html" in start:
        return Content.HTML
    if start.startswith("<"):
        other = Content.OTHER_IMAGE if "<svg" in start else Content.XML
        return Content.FODT if any(mark in start for mark in _FLAT_ODF) else other
    return Content.TEXT


def _as_text(head: bytes) -> str | None:
    """`head` as text, None when it holds what text never holds."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    binary = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return None if binary else head.decode("utf-8", "replace")
