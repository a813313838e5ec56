"""Putting bytes on disk so that they are there after a power cut, and putting names in place without ever overwriting one."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import secrets
from enum import StrEnum
from pathlib import Path

_RENAME_NOREPLACE = 1
_NOT_HERE = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.EMLINK})
"""How file systems say that they do not know a flag or a hard link."""
_FOREVER = frozenset({errno.ENAMETOOLONG, errno.EILSEQ, errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.EFBIG})
_GONE = frozenset({errno.ENOENT})
_libc = ctypes.CDLL(None, use_errno=True)


class Failure(StrEnum):
    """What an error of the file system calls for."""

    GONE = "gone"  # the file is not there any more: forget it
    TRANSIENT = "transient"  # come back later: disk full, share away, permission to be given, busy
    FINAL = "final"  # trying again will not help


def classify(error: OSError) -> Failure:
    """What to do about `error`. Anything not known to be final is tried again: a form must not be lost to an unlisted number."""
    if error.errno in _GONE:
        return Failure.GONE
    return Failure.FINAL if error.errno in _FOREVER else Failure.TRANSIENT


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable. File systems that cannot (SMB) order it by themselves or not at all."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet: complete and durable under its name, or not there. Raises FileExistsError.

    Nobody can foresee the temporary name, and no link that bears it is followed.
    """
    temporary = path.with_name(f".ecoclic-tmp-{os.getpid()}-{secrets.token_hex(4)}-{path.name}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        rename_without_replacing(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def rename_without_replacing(source: Path, target: Path) -> None:
    """Give `source` the name `target` unless that name is taken. Raises FileExistsError when it is, OSError EXDEV across devices.

    Three ways, the first that the file system knows:

    1. `renameat2(RENAME_NOREPLACE)`: atomic; local file systems, and SMB, whose own rename never replaces.
    2. `link` then `unlink`: `link` never replaces; NFS. Killed in between, one file has two names (same inode).
    3. reserve the name with an empty file (`O_EXCL`), then `rename` over our own reservation: exFAT, old FUSE. Killed in between, an
       empty file is left.

    `move_original` recognises both leftovers when it resumes.
    """
    if not (_rename_noreplace(source, target) or _link_then_unlink(source, target)):
        _reserve_then_rename(source, target)


def _rename_noreplace(source: Path, target: Path) -> bool:
    at_cwd = -100
    if not hasattr(_libc, "renameat2"):
        return False
    if _libc.renameat2(at_cwd, os.fsencode(source), at_cwd, os.fsencode(target), _RENAME_NOREPLACE) == 0:
        return True
    return _raise_unless_unknown(ctypes.get_errno(), source, target)


def _link_then_unlink(source: Path, target: Path) -> bool:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        return _raise_unless_unknown(error.errno or 0, source, target)
    source.unlink()
    return True


def _reserve_then_rename(source: Path, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        source.rename(target)
    except BaseException:
        target.unlink()
        raise


def _raise_unless_unknown(number: int, source: Path, target: Path) -> bool:
    if number in _NOT_HERE:
        return False
    raise OSError(number, os.strerror(number), str(source), None, str(target))
