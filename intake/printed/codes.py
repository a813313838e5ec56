"""QR codes on a rendering."""

from __future__ import annotations

from typing import Final

import zxingcpp

from forms.returns import Carrier, CarrierKind
from intake.printed.raster import Raster
from intake.recognition import LONGEST_CARRIER, as_text

_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_MOST: Final = 8
"""Codes looked at on one page; ours has one."""


def codes_on(page: Raster) -> tuple[Carrier, ...]:
    """What the QR codes of `page` say, each once, whatever their turn."""
    if not page.width or not page.height:
        return ()
    view = memoryview(page.pixels).cast("B", (page.height, page.width))
    found = zxingcpp.read_barcodes(view, formats=_QR)
    texts = dict.fromkeys(as_text(each.text)[:LONGEST_CARRIER] for each in found[:_MOST])
    return tuple(Carrier(CarrierKind.QR, text) for text in texts if text)
