"""Photographs, screenshots and scans kept as pictures: never read, but identified by the QR code they may show."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from PIL import BmpImagePlugin, GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from forms.returns import Medium, RawReturn
from intake.printed.codes import codes_on
from intake.printed.first_look import is_ours
from intake.printed.raster import Raster
from intake.sniffing import Content, refusal_of, sniff

READS: Final = (Content.JPEG, Content.PNG, Content.OTHER_IMAGE)

_SEEN: Final = tuple(
    kind.format
    for kind in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        TiffImagePlugin.TiffImageFile,
        WebPImagePlugin.WebPImageFile,
        BmpImagePlugin.BmpImageFile,
        GifImagePlugin.GifImageFile,
    )
)
"""What Pillow is let open, and all of it that is loaded: left to itself it would load sixty decoders for each file."""
_MOST_PIXELS: Final = 60_000_000
"""Of the pages of a picture together: beyond what telephones take; as grey, as many bytes."""
_LONGEST_SIDE: Final = 3_000
"""Pixels a picture is brought down to: the QR code of a whole page photographed has then two hundred."""
_MOST_PAGES: Final = 10
"""A scanner keeps many pages in one TIFF; the code stands on each of ours, after a letter at most."""


def read(data: bytes) -> RawReturn:
    """Whose form the picture `data` shows. Raises `Refused` WRONG_FORMAT when it shows no code of ours, or cannot be seen."""
    shown = (tuple(code for code in codes_on(page) if is_ours(code)) for page in _pages(data))
    codes = next(filter(None, shown), ())
    if not codes:
        raise refusal_of(sniff(data))
    return RawReturn({}, codes, medium=Medium.PICTURE)


def _pages(data: bytes) -> Iterator[Raster]:
    """The pages of the picture, as far as they can be seen: none when it is damaged or too large to be looked at."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=_SEEN) as image:
            left = _MOST_PIXELS
            for page in range(_MOST_PAGES):
                image.seek(page)
                left -= image.width * image.height
                if left < 0:
                    return
                yield _grey(image)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 – past the last page EOFError, and at a damaged picture decoders raise of many kinds
        return


def _grey(image: Image.Image) -> Raster:
    """The page that is open, in grey, no larger than it needs to be."""
    image.draft("L", (_LONGEST_SIDE, _LONGEST_SIDE))
    seen = image.convert("RGBA" if image.has_transparency_data else "L")
    seen.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if seen.mode == "RGBA":  # what is drawn on nothing is seen on white
        seen = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("L")
    return Raster(seen.width, seen.height, seen.tobytes())
