"""A page as grey pixels, and how dark it is somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

RESOLUTION: Final = 200
"""Dots per inch: a corner square has 39 pixels, a box to tick 35, a module of the QR code 5 at least."""
_LONGEST_SIDE: Final = 3600
"""Pixels: A4 at 300 dpi. A page of absurd size is rendered coarsely rather than at the cost of all memory."""

DARK: Final = 128
"""Below it, of 255, a pixel is ink."""
_IS_DARK: Final = bytes(1 if grey < DARK else 0 for grey in range(256))


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of pixels: `left` and `top` within, `right` and `bottom` without."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Raster:
    """`pixels` row by row from the top, one byte each: 0 is black, 255 white."""

    width: int
    height: int
    pixels: bytes

    def row(self, y: int) -> bytes:
        """Row `y`, where 1 is dark and 0 light."""
        return self.pixels[y * self.width : (y + 1) * self.width].translate(_IS_DARK)

    def grey(self, x: float, y: float) -> int:
        """The grey of the pixel at a point; white outside."""
        column, line = int(x), int(y)
        inside = 0 <= column < self.width and 0 <= line < self.height
        return self.pixels[line * self.width + column] if inside else 255

    def darkness(self, area: Area) -> float:
        """Mean darkness of `area`, from 0 (white) to 1 (black); 0 when nothing of it is on the page."""
        rows = self._rows(self._clipped(area))
        count = sum(map(len, rows))
        return 1 - sum(map(sum, rows)) / (255 * count) if count else 0.0

    def dark_pixels(self, area: Area) -> int:
        """How many pixels of `area` are ink."""
        return sum(row.translate(_IS_DARK).count(1) for row in self._rows(self._clipped(area)))

    def inked(self, area: Area) -> float:
        """Share of the pixels of `area` that are ink, from 0 to 1."""
        clipped = self._clipped(area)
        return self.dark_pixels(clipped) / max((clipped.right - clipped.left) * (clipped.bottom - clipped.top), 1)

    def _clipped(self, area: Area) -> Area:
        left, top = max(area.left, 0), max(area.top, 0)
        return Area(left, top, max(min(area.right, self.width), left), max(min(area.bottom, self.height), top))

    def _rows(self, area: Area) -> list[bytes]:
        starts = (y * self.width for y in range(area.top, area.bottom))
        return [self.pixels[start + area.left : start + area.right] for start in starts]


def rendered(page: pypdfium2.PdfPage) -> Raster:
    """`page` as one sees it, in grey, its annotations drawn."""
    scale = min(RESOLUTION / 72, _LONGEST_SIDE / max(page.get_width(), page.get_height(), 1))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    return Raster(bitmap.width, bitmap.height, _packed(bitmap))


def _packed(bitmap: Any) -> bytes:  # noqa: ANN401 – pypdfium2 has no types
    """Its rows without the padding at the end of each."""
    whole = bytes(bitmap.buffer)
    if bitmap.format != pdfium.FPDFBitmap_Gray:
        raise ValueError("pdfium did not render in grey")
    if bitmap.stride == bitmap.width:
        return whole
    return b"".join(whole[start : start + bitmap.width] for start in range(0, bitmap.stride * bitmap.height, bitmap.stride))
