"""Opening with PDFium a PDF whose structure was checked before (`intake.readers`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document `data`, closed at the end. Raises `PdfiumError` when PDFium makes nothing of it."""
    document = pypdfium2.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()
