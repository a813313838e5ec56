"""What somebody set over the pages of a PDF with the tools of a viewer: text, strokes, highlights, stamps (ISO 32000-1, 12.5.6)."""

from __future__ import annotations

from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject

from intake.readers._pdf_opening import value_of

_KINDS: Final = frozenset(
    f"/{name}"
    for name in (
        *("FreeText", "Ink", "Stamp", "Text", "Caret", "Highlight", "Underline", "Squiggly", "StrikeOut"),
        *("Line", "Square", "Circle", "Polygon", "PolyLine"),
    )
)
_UNSEEN: Final = 0b100010
"""Flags of an annotation that is hidden, or not shown on a screen."""


def pages_with_remarks(reader: PdfReader) -> tuple[int, ...]:
    """The pages, from 1, on which somebody set a remark that is seen."""
    return tuple(number for number, page in enumerate(reader.pages, 1) if any(map(_is_remark, _annotations(page))))


def _annotations(page: Any) -> list[Any]:  # noqa: ANN401 – a PDF object of any kind
    found = value_of(page, "/Annots")
    return [each.get_object() for each in found] if isinstance(found, ArrayObject) else []


def _is_remark(annotation: Any) -> bool:  # noqa: ANN401 – a PDF object of any kind
    flags = value_of(annotation, "/F")
    unseen = isinstance(flags, int) and flags & _UNSEEN
    return str(value_of(annotation, "/Subtype")) in _KINDS and not unseen
