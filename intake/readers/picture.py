"""Photographs and screenshots (JPEG, PNG): never read, but identified by the QR code they may show, to be answered about that form."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError

from forms.returns import Medium, RawReturn
from intake.printed.codes import codes_on
from intake.printed.first_look import is_ours
from intake.printed.raster import Raster
from intake.sniffing import Content, refusal_of, sniff

READS: Final = (Content.JPEG, Content.PNG)

_MOST_PIXELS: Final = 60_000_000
"""Beyond what telephones take; as grey, as many bytes."""
_LONGEST_SIDE: Final = 3_000
"""Pixels a picture is brought down to: the QR code of a whole page photographed has then two hundred."""


def read(data: bytes) -> RawReturn:
    """Whose form the picture `data` shows. Raises `Refused` WRONG_FORMAT when it shows no code of ours, or cannot be seen."""
    picture = _seen(data)
    codes = tuple(code for code in codes_on(picture) if is_ours(code)) if picture else ()
    if not codes:
        raise refusal_of(sniff(data))
    return RawReturn({}, codes, medium=Medium.PICTURE)


def _seen(data: bytes) -> Raster | None:
    """The picture in grey, no larger than it needs to be; None when it is damaged or too large to be looked at."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.draft("L", (_LONGEST_SIDE, _LONGEST_SIDE))
            image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            grey = image.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return Raster(grey.width, grey.height, grey.tobytes())
