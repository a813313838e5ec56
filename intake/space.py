"""Free space, asked before writing: a disk that fills up in the middle costs more than one that is said to be full."""

from __future__ import annotations

import errno
import os
from pathlib import Path

RESERVE = 16 * 1024 * 1024
"""Bytes that stay free, so that the ledger and the log can always say what happens."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def require_room(folder: Path, size: int = 0) -> None:
    """Raises OSError ENOSPC unless `size` bytes more fit in the file system of `folder` beside the reserve.

    A file system that does not say (some network ones report no block at all) is given the benefit of the doubt.
    """
    found = os.statvfs(folder)
    if found.f_blocks and found.f_bavail * found.f_frsize < size + RESERVE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def is_full(error: BaseException) -> bool:
    """Whether `error` says that a disk or a quota is full."""
    return isinstance(error, OSError) and error.errno in _FULL
