"""The letters of a page, with where each stands (PDF 32000-1 section 9.10 gives what they are)."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import c_double, c_int
from dataclasses import dataclass
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from intake.printed.homography import Homography, Point
from intake.printed.raster import Raster

MOST_LETTERS: Final = 30_000
"""On one page; a form has three thousand."""
_FINE: Final = 64
"""Device units per pixel: `FPDF_PageToDevice` answers in whole ones."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`text` as a user reads it; where its baseline begins and where it ends, and the height of its font, in points of the form."""

    text: str
    left: float
    right: float
    baseline: float
    height: float


def letters_of(page: pypdfium2.PdfPage, raster: Raster, form_of: Homography) -> list[Letter]:
    """Every letter and space set on `page`, in points of the form. Those that no font explains are given as U+FFFD."""
    text = page.get_textpage()
    to_form = _Chain(pixels_of_page(page, raster), form_of)
    found = [_letter(text, index, to_form) for index in range(min(text.count_chars(), MOST_LETTERS))]
    return [letter for letter in found if letter]


@dataclass(frozen=True, slots=True)
class _Chain:
    """One map after the other."""

    first: Homography
    then: Homography

    def __call__(self, point: Point) -> Point:
        return self.then(self.first(point))


def pixels_of_page(page: pypdfium2.PdfPage, raster: Raster) -> Homography:
    """The map from points of the page, whatever its origin and turn, to pixels of its rendering."""
    corners = ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0), (1000.0, 1000.0))
    first, second, third, fourth = (_device(page, raster, corner) for corner in corners)
    return Homography.between(corners, (first, second, third, fourth))


def _device(page: pypdfium2.PdfPage, raster: Raster, point: Point) -> Point:
    x, y = c_int(), c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, raster.width * _FINE, raster.height * _FINE, 0, *point, x, y)
    return x.value / _FINE, y.value / _FINE


def _letter(text: pypdfium2.PdfTextPage, index: int, to_form: _Chain) -> Letter | None:
    """None for what is not set on the page (line ends, hyphens that joining lines would need)."""
    if pdfium.FPDFText_IsGenerated(text, index) == 1:
        return None
    x, y, box = c_double(), c_double(), pdfium.FS_RECTF()
    placed = pdfium.FPDFText_GetCharOrigin(text, index, x, y) and pdfium.FPDFText_GetLooseCharBox(text, index, box)
    if not placed:
        return None
    corners = [to_form(corner) for corner in ((box.left, box.bottom), (box.right, box.top))]
    (first_x, first_y), (second_x, second_y) = corners
    _, baseline = to_form((x.value, y.value))
    return Letter(_spelt(text, index), min(first_x, second_x), max(first_x, second_x), baseline, abs(second_y - first_y))


def _spelt(text: pypdfium2.PdfTextPage, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, index)
    unknown = pdfium.FPDFText_HasUnicodeMapError(text, index) == 1 or not 0 < code < 0x110000 or 0xD800 <= code < 0xE000
    return "\N{REPLACEMENT CHARACTER}" if unknown else chr(code)


def within(letters: list[Letter], left: float, bottom: float, right: float, top: float) -> Iterator[Letter]:
    """The letters whose middle stands in a rectangle of the form."""
    for letter in letters:
        if left <= (letter.left + letter.right) / 2 <= right and bottom <= letter.baseline + letter.height / 4 <= top:
            yield letter
