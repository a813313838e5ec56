"""Opening a PDF (ISO 32000-1): whole or refused, repaired when only its tables are wrong, with the reader's doubts collected."""

from __future__ import annotations

import logging
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

import pikepdf
from pypdf import Configuration, PdfReader
from pypdf.errors import DependencyError, DeprecationError, PyPdfError
from pypdf.generic import DictionaryObject

from intake import sentences

MOST_PAGES: Final = 300
MOST_FIELDS: Final = 5_000

LIMITS: Final = Configuration(
    maximum_declared_stream_length=20_000_000,
    array_based_stream_maximum_output_length=20_000_000,
    zlib_maximum_output_length=20_000_000,
    lzw_maximum_output_length=20_000_000,
    run_length_maximum_output_length=20_000_000,
    xmp_maximum_input_length=1_000_000,
    page_tree_maximum_entries=4 * MOST_PAGES,
    page_tree_maximum_page_entries=100_000,
    form_fields_maximum_entries=MOST_FIELDS,
    stream_parsing_work_maximum_count=500_000,
    jbig2dec_binary=None,
    disable_legacy_handling=True,
)
"""pypdf's own bounds, brought down to what a form may need. No outside program is ever called."""

_ENDING: Final = re.compile(rb"startxref[\x00\t\n\f\r ]+(\d{1,10})[\x00\t\n\f\r ]+%%EOF[\x00\t\n\f\r ]*\Z")
_ENDING_LENGTH: Final = 4096
_CROSS_REFERENCE: Final = re.compile(rb"[\x00\t\n\f\r ]*(?:xref|\d{1,10}[\x00\t\n\f\r ]+\d{1,5}[\x00\t\n\f\r ]+obj)\b")
_HARMLESS: Final = (
    "Superfluous whitespace found in object header",
    "Duplicate %%EOF marker",
    "EOF marker not at start of line",
    "startxref on same line as offset",
    "Xref table not zero-indexed",
    "Ignoring non-string first /ID",
    "Ignoring malformed /ID",
    "invalid pdf header",
    "Multiple definitions in dictionary",
    "Negative startxref pointer",
)
"""Oddities that change no value: how the file is written, not what it says."""


UNREADABLE: Final = (
    PyPdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError, AssertionError, OSError, EOFError,
    DependencyError, DeprecationError, struct.error, zlib.error,
)  # fmt: skip
"""What pypdf raises over a file it cannot make sense of; it does not always wrap it."""
_BEYOND_REPAIR: Final = (pikepdf.PdfError, pikepdf.ForeignObjectError, RuntimeError, ValueError, TypeError)
"""What qpdf raises over a file it cannot mend: its own error, or, from the page tree, a bare one."""


class Doubts(logging.Handler):
    """Collects what pypdf warns about, but for what is known to be harmless."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message of `record` once, at most a hundred in all."""
        message = record.getMessage()[:200]
        if not message.startswith(_HARMLESS) and message not in self.messages and len(self.messages) < 100:
            self.messages.append(message)


@contextmanager
def collected_doubts() -> Iterator[Doubts]:
    """What pypdf warns about while the block runs; nothing is printed."""
    logger, doubts = logging.getLogger("pypdf"), Doubts()
    propagated, logger.propagate = logger.propagate, False
    logger.addHandler(doubts)
    try:
        yield doubts
    finally:
        logger.removeHandler(doubts)
        logger.propagate = propagated


def require_whole(data: bytes) -> None:
    """Raise `Refused` INCOMPLETE unless the last « %%EOF » ends the file and its startxref leads to a cross-reference section.

    A file whose last incremental update is cut opens without complaint in every library, with the *former* answers.
    """
    ending = _ENDING.search(data[-_ENDING_LENGTH:])
    if ending is None:
        raise sentences.incomplete("no final startxref and %%EOF")
    start = int(ending[1])
    header = data.find(b"%PDF-", 0, 1024)
    if not any(_CROSS_REFERENCE.match(data, place) for place in {start, start + header}):
        raise sentences.incomplete(f"startxref {start} leads nowhere")


def opened(data: bytes) -> PdfReader:
    """A reader of the PDF `data`, whose catalogue and page tree resolve: what pypdf calls opening is lazy. To be used under `LIMITS`.

    A file that an empty password opens is decrypted by qpdf, in memory. Raises `Refused` ENCRYPTED and TOO_LARGE, one of `UNREADABLE`
    when pypdf cannot make sense of it.
    """
    try:
        reader = PdfReader(BytesIO(data), strict=False)
    except (DependencyError, NotImplementedError):  # a cipher pypdf lacks
        return _resolved(PdfReader(BytesIO(rewritten(data)), strict=False))
    return _resolved(PdfReader(BytesIO(rewritten(data)), strict=False) if reader.is_encrypted else reader)


def _resolved(reader: PdfReader) -> PdfReader:
    if not isinstance(reader.trailer["/Root"].get_object(), DictionaryObject):
        raise PyPdfError("no catalogue")
    if len(reader.pages) > MOST_PAGES:
        raise sentences.too_large(f"{len(reader.pages)} pages")
    return reader


def rewritten(data: bytes) -> bytes:
    """`data` read and written again by qpdf: decrypted, its tables rebuilt. Raises `Refused` ENCRYPTED, or DAMAGED beyond repair."""
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as document:
            return _plain(document)
    except pikepdf.PasswordError as error:
        raise sentences.encrypted("the user password is not empty") from error
    except _BEYOND_REPAIR as error:
        raise sentences.damaged(f"qpdf: {str(error).rpartition('>: ')[2]}") from error


def _plain(document: pikepdf.Pdf) -> bytes:
    target = BytesIO()
    with warnings.catch_warnings(action="ignore"):  # it warns of widgets that no field knows: they are read all the same
        document.save(target, fix_metadata_version=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, encryption=False)
    return target.getvalue()


def value_of(holder: Any, key: str) -> Any:  # noqa: ANN401 – a PDF object of any kind
    """What `holder` has under `key`, references resolved; None when it is no dictionary or has nothing there."""
    if not isinstance(holder, DictionaryObject) or key not in holder:
        return None
    found = holder[key].get_object()
    return None if found is None or type(found).__name__ == "NullObject" else found
