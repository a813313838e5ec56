"""Opening with PDFium a PDF whose structure was checked before, within bounds of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pypdfium2

from intake import sentences

MOST_PAGES: Final = 30
"""Of a printed form; ours have seven or so, and rendering takes time."""


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document `data`. Raises `Refused` TOO_LARGE beyond `MOST_PAGES`, `PdfiumError` when PDFium makes nothing of it."""
    document = pypdfium2.PdfDocument(data)
    try:
        if len(document) > MOST_PAGES:
            raise sentences.too_large(f"{len(document)} pages without fields")
        yield document
    finally:
        document.close()
