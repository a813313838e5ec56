"""The QR code printed on every page."""

from __future__ import annotations

import io

import segno

_PIXELS_PER_MODULE = 10
QUIET_ZONE = 4
"""Modules of white around the code (ISO/IEC 18004, section 6.3.8): part of the picture, so that no layout can eat it."""


def qr_png(payload: str) -> bytes:
    """`payload` as a 1-bit PNG, 10 pixels a module. 20 alphanumeric characters or fewer make 29 modules, quiet zone included."""
    picture = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(picture, kind="png", scale=_PIXELS_PER_MODULE, border=QUIET_ZONE)
    return picture.getvalue()
