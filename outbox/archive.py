"""ODT packages: a document packed always the same way."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MIMETYPE = "mimetype"
_LEVEL = 2
"""Of compression: a report weighs 19 KB rather than 17 at level 4, and is packed in two thirds of the time."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same time in every package, the first a ZIP can tell."""


def pack(members: Mapping[str, bytes]) -> bytes:
    """`members` as an ODT package (ODF 1.3 part 2, section 3): `mimetype` first and stored, fixed times, always the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in sorted(members, key=lambda each: (each != MIMETYPE, each)):
            stored = name == MIMETYPE or name.endswith(".png")
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, members[name], compresslevel=_LEVEL)
    return target.getvalue()
