"""Names in a drop folder that are nobody's return: temporaries, droppings of systems, locks."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable

NOISE = (
    ".*",                                                                  # hidden: .nfs*, .DS_Store, ._*, .~lock.*#, .stfolder…
    "~$*", "~*.tmp", "~wrl*", "~syncthing~*", "*.tmp", "*.temp", "*.bak",  # Office, LibreOffice, Syncthing
    "*.part", "*.partial", "*.filepart", "*.crdownload", "*.download", "*.opdownload", "*.!ut", "*.aria2",  # downloads and copies
    "*~", "#*#",                                                           # editors
    "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r",                   # Windows, macOS
    "@eadir", "#recycle", "$recycle.bin", "system volume information", "lost+found", "__macosx", "@tmp",  # storage boxes, archives
)  # fmt: skip
"""Patterns over lower-cased names, files and folders alike."""
_NOISE = re.compile("|".join(fnmatch.translate(pattern) for pattern in NOISE).encode())
_LIBREOFFICE_LOCK = re.compile(rb"\.~lock\.(.+)#", re.DOTALL)
_OFFICE_LOCK = re.compile(rb"~\$(.+)", re.DOTALL)


def is_noise(name: bytes) -> bool:
    """Whether a raw name (no slash) is never a return."""
    return _NOISE.fullmatch(name.lower()) is not None


def leads_to_noise(path: bytes) -> bool:
    """Whether a path that an archive or a message gives is never that of a return. « .. » is where somebody stood, and hides nothing."""
    return any(is_noise(part) for part in path.split(b"/") if part not in (b"", b".", b".."))


def locked_among(names: Iterable[bytes]) -> frozenset[bytes]:
    """Those of the raw names of one folder on which some office program holds a lock.

    LibreOffice writes « .~lock.NAME# ». Microsoft Office writes « ~$NAME », where the first two letters of a long name are missing.
    """
    present = frozenset(names)
    exact = {match[1] for match in map(_LIBREOFFICE_LOCK.fullmatch, present) if match}
    tails = {match[1] for match in map(_OFFICE_LOCK.fullmatch, present) if match}
    return frozenset(name for name in present if name in exact or not tails.isdisjoint((name, name[1:], name[2:])))
