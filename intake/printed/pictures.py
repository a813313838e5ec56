"""How much of a page is pictures: a scan is nothing else, and our forms have none."""

from __future__ import annotations

from itertools import islice
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

_MOST_OBJECTS: Final = 2_000
"""Pictures looked at on one page; scanners cut a page into some hundred strips."""
_DEPTH: Final = 8


def share_of_pictures(page: pypdfium2.PdfPage) -> float:
    """Area of the pictures of `page`, as a share of its own: from 0; above 1 when they overlap."""
    found = islice(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEPTH), _MOST_OBJECTS)
    return float(sum(map(_area, found)) / max(page.get_width() * page.get_height(), 1.0))


def _area(picture: pypdfium2.PdfObject) -> float:
    """In square points of the page: that of the unit square that a picture fills, under the maps of all that holds it."""
    area = 1.0
    holder = picture
    while holder is not None:
        matrix = holder.get_matrix()
        area *= abs(matrix.a * matrix.d - matrix.b * matrix.c)
        holder = holder.container
    return float(area)
