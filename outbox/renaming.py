"""Renaming a document without ever replacing another one, where hard links are unknown.

The standard library knows no such rename, and `intake` has its own for originals; rooms share no code that touches files.
"""

from __future__ import annotations

import ctypes
import errno
import os

_RENAME_NOREPLACE = 1
_UNKNOWN = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})
"""How a file system says that it does not know the flag, and a kernel that it does not know the call."""
_libc = ctypes.CDLL(None, use_errno=True)


def rename_without_replacing(folder: int, source: str, target: str) -> bool:
    """Give the file `source` the name `target`, both in the folder held by the descriptor `folder`.

    Returns False, nothing being changed, where no such rename is known. Raises FileExistsError when the name is taken, or OSError.
    """
    if not hasattr(_libc, "renameat2"):
        return False
    if _libc.renameat2(folder, os.fsencode(source), folder, os.fsencode(target), _RENAME_NOREPLACE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), target)
