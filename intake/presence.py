"""Who is at work on this host: each process holds a lock that the kernel takes back the moment it dies.

The locks are files beside the ledger, on a local disk, so that `flock` can be trusted; it also works between containers that share the
disk but see different process ids. Nothing here is ever done on the share.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
from contextlib import suppress
from pathlib import Path


class Presence:
    """The presences kept in one local folder. Ours is declared when `owner` is first asked for, never by one who only looks on."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self._folder = folder
        self._read_only = read_only
        self._owner = ""
        self._descriptor: int | None = None

    @property
    def owner(self) -> str:
        """Our name among the processes at work: never that of another, nor of an earlier run. Raises OSError when it cannot be kept."""
        if self._read_only:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self._folder))
        if self._descriptor is None:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._owner = f"{os.getpid()}-{secrets.token_hex(6)}"
            self._descriptor = self._declared(self._folder / self._owner)
        return self._owner

    def alive(self, owner: str) -> bool:
        """Whether the process of that name is still running. What a dead one left is removed."""
        if owner == self._owner:
            return True
        try:
            descriptor = os.open(self._folder / owner, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            (self._folder / owner).unlink(missing_ok=True)
            return False
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Be gone, as far as others can tell."""
        if self._descriptor is not None:
            with suppress(OSError):
                (self._folder / self._owner).unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = None

    @staticmethod
    def _declared(path: Path) -> int:
        """A locked descriptor on `path`. It is close-on-exec: a child that outlives us does not keep us alive."""
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if path.exists():
                return descriptor
            os.close(descriptor)  # somebody took us for dead between the two calls, and removed it
