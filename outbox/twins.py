"""PDF twins: which documents get one, under which name, exported how; and what is done to what LibreOffice exports.

A twin is PDF/A-2b (ISO 19005-2) and PDF/UA-1 (ISO 14289-1), says the same as its ODT, and is the same bytes each time it is made.
"""

from __future__ import annotations

import zlib
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath

import pikepdf

from forms.errors import EcoclicError
from outbox.twin_metadata import settle_metadata
from outbox.twin_tags import settle_tags, tag_every_mark

EXPORT: dict[str, bool | int] = {
    "SelectPdfVersion": 2,  # PDF/A-2b
    "PDFUACompliance": True,
    "UseTaggedPDF": True,
    "ExportBookmarks": True,
    "DisplayPDFDocumentTitle": True,
    "ExportFormFields": False,
    "ExportNotes": False,
    "UseLosslessCompression": True,
    "ReduceImageResolution": False,
}
"""Options of LibreOffice's « writer_pdf_Export » filter."""
_FORMS = frozenset({"complement", "plan"})
"""Kinds that are filled in: they come with a PDF form of their own."""
_BAD_END = b"\r\nendstream"
_MOST_WRITINGS = 20
_MOST_BYTES = 100 * 1024 * 1024


class NotATwin(EcoclicError):
    """What was exported is no PDF that can be delivered beside the document."""

    code = "not-a-twin"


def has_twin(kind: str, path: str) -> bool:
    """Whether a document of that kind, delivered at `path`, has a PDF twin: every ODT does, except one that is to be filled in."""
    return path.endswith(".odt") and kind not in _FORMS


def twin_path(path: str) -> str:
    """Where the twin of the document at `path` stands: beside it, under the same name."""
    return str(PurePosixPath(path).with_suffix(".pdf"))


def finished_twin(exported: bytes, source: bytes, at: datetime) -> bytes:
    """The twin to deliver, from the bytes that LibreOffice `exported` of the ODT `source`, stated to be made `at`.

    Mends what LibreOffice leaves undone for PDF/A and PDF/UA, and removes all that would differ the next time. Raises `NotATwin` when
    the bytes are no PDF with pages and tags.
    """
    if len(exported) > _MOST_BYTES:
        raise NotATwin("La conversion a donné un fichier démesuré.", f"{len(exported)} bytes")
    try:
        with pikepdf.open(BytesIO(exported)) as pdf:
            return _finished(pdf, source, at)
    except (pikepdf.PdfError, pikepdf.PasswordError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotATwin("La conversion n’a pas donné un PDF utilisable.", repr(error)) from error


def _finished(pdf: pikepdf.Pdf, source: bytes, at: datetime) -> bytes:
    if not pdf.pages or "/StructTreeRoot" not in pdf.Root:
        raise NotATwin("La conversion n’a pas donné un PDF utilisable.", "no page, or no tags")
    settle_tags(pdf, source)
    for page in pdf.pages:
        tag_every_mark(pdf, page)
    settle_metadata(pdf, at)
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream):
            _compress(each)
    return _written(pdf)


def _written(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of `pdf`, in which no stream ends with a carriage return.

    With the line feed that follows, a reader could take that for the end of the line, and the stream's length for wrong (ISO 19005-2,
    6.1.7.1). Those that are only made now, for objects and references, are made otherwise by one object more.
    """
    padding = pikepdf.Array()
    for _ in range(_MOST_WRITINGS):
        written = BytesIO()
        pdf.save(
            written,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
        if _BAD_END not in written.getvalue():
            break
        padding.append(pdf.make_indirect(pikepdf.Array()))
        pdf.Root["/EcoclicPadding"] = padding
    return written.getvalue()


def _compress(stream: pikepdf.Stream) -> None:
    """Compress `stream`, of whatever it has, so that it does not end with a carriage return."""
    if stream.get("/Type") == "/Metadata" or stream.get("/Filter", pikepdf.Name.FlateDecode) != "/FlateDecode":
        return
    data = stream.read_bytes()
    if zlib.compress(data).endswith(b"\r"):
        data += b" "  # changes the check sum, which comes last; nothing reads past the tables of a font
    if "/Length1" in stream:
        stream.Length1 = len(data)
    stream.write(zlib.compress(data), filter=pikepdf.Name.FlateDecode)
