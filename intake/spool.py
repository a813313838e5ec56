"""The spool: our own copy of every dropped file, made before anything else happens to it.

Protocol: copy to a temporary name while hashing, fsync, rename to the SHA-256, fsync the folder. What bears a SHA-256 as its name is
complete; whatever else lies there is a leftover of a crash.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from forms.errors import EcoclicError
from forms.french import typography
from intake.durable import sync_folder
from intake.records import Stamp

SIZE_LIMIT = 20 * 1024 * 1024
"""Largest file taken, in bytes."""
_CHUNK = 1024 * 1024
_OPENING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_TEMPORARY = "copie-"
_DIGITS = 64


class NotAFile(EcoclicError):
    """What bears the name is no ordinary file (link, pipe, device, folder): it is never opened."""

    code = "not-a-file"


class Unsettled(EcoclicError):
    """The file changed while it was being copied: somebody is still writing it. Come back later."""

    code = "unsettled"


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it was taken. `sha256` is None when the file is larger than the limit: then nothing was copied."""

    stamp: Stamp
    sha256: str | None

    @property
    def too_large(self) -> bool:
        """Whether the file passed the limit."""
        return self.sha256 is None


class Spool:
    """Copies named by their SHA-256, in one local folder."""

    def __init__(self, folder: Path, limit: int = SIZE_LIMIT) -> None:
        self._folder = folder
        self._limit = limit
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # returns hold names and e-mail addresses

    def take(self, root: Path, relative: bytes) -> Taken:
        """Copy the file at `relative` (raw path) below `root`.

        On return the copy is durable, and the file was the same before and after. Raises NotAFile, Unsettled, or OSError
        (`durable.classify` says what to do; nothing is left behind).
        """
        with open_regular(root, relative) as (descriptor, stamp):
            if stamp.size > self._limit:
                return Taken(stamp, None)
            sha256 = self._copy(descriptor, stamp)
            if stamp_of(root, relative) != stamp:
                raise _unsettled(relative)
        return Taken(stamp, sha256)

    @property
    def folder(self) -> Path:
        """Where the copies lie."""
        return self._folder

    def path_of(self, sha256: str) -> Path:
        """Where the copy of these bytes lies, whether it is there or not."""
        return self._folder / sha256

    def has(self, sha256: str) -> bool:
        """Whether these bytes are in the spool."""
        return self.path_of(sha256).is_file()

    def held(self) -> frozenset[str]:
        """The SHA-256 of every copy."""
        return frozenset(path.name for path in self._folder.iterdir() if len(path.name) == _DIGITS)

    def discard(self, sha256: str) -> None:
        """Remove a copy that no submission counts on any more."""
        self.path_of(sha256).unlink(missing_ok=True)

    def clean(self) -> None:
        """Remove what a crash left half-copied. What a living process is copying is locked, and stays."""
        for leftover in self._folder.glob(f"{_TEMPORARY}*"):
            with suppress(OSError), leftover.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                leftover.unlink()

    def _copy(self, source: int, stamp: Stamp) -> str:
        temporary = self._folder / f"{_TEMPORARY}{os.getpid()}-{secrets.token_hex(6)}"
        try:
            sha256 = _copy_hashing(source, temporary, stamp.size)
            temporary.replace(self.path_of(sha256))
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(self._folder)
        return sha256


@contextmanager
def open_regular(root: Path, relative: bytes) -> Iterator[tuple[int, Stamp]]:
    """A descriptor on the ordinary file at `relative` below `root`, with its stamp.

    No symbolic link is followed below `root`, nothing but an ordinary file is opened, and opening never blocks. Raises NotAFile or OSError.
    """
    with _parent_of(root, relative) as (folder, name):
        _require_regular(os.stat(name, dir_fd=folder, follow_symlinks=False), relative)
        descriptor = os.open(name, _OPENING, dir_fd=folder)
        try:
            found = os.fstat(descriptor)
            _require_regular(found, relative)  # it may have been swapped since
            yield descriptor, Stamp.of(found)
        finally:
            os.close(descriptor)


def stamp_of(root: Path, relative: bytes) -> Stamp | None:
    """The stamp of the ordinary file at `relative` below `root`; None when no such file is there any more. Raises OSError otherwise."""
    try:
        with _parent_of(root, relative) as (folder, name):
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError, NotAFile):
        return None
    return Stamp.of(found) if stat.S_ISREG(found.st_mode) else None


def sha256_of_file(root: Path, relative: bytes) -> str:
    """SHA-256 of the ordinary file at `relative` below `root`, in bounded memory. Raises NotAFile or OSError."""
    with open_regular(root, relative) as (descriptor, _):
        digest = hashlib.sha256()
        for chunk in _chunks(descriptor):
            digest.update(chunk)
        return digest.hexdigest()


@contextmanager
def _parent_of(root: Path, relative: bytes) -> Iterator[tuple[int, bytes]]:
    """The folder that holds `relative`, opened one name at a time so that no link is followed, and the last name."""
    *folders, name = relative.split(b"/")
    if not name or b".." in folders or name == b"..":
        raise _not_a_file(relative)
    current = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            inner = _open_folder(folder, current, relative)
            os.close(current)
            current = inner
        yield current, name
    finally:
        os.close(current)


def _open_folder(name: bytes, parent: int, relative: bytes) -> int:
    try:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise _not_a_file(relative) from error
        raise


def _copy_hashing(source: int, target: Path, size: int) -> str:
    """Copy exactly `size` bytes, durably. Raises Unsettled when the file proves shorter or longer."""
    digest = hashlib.sha256()
    copied = 0
    with target.open("xb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for chunk in _chunks(source):
            copied += len(chunk)
            if copied > size:
                break
            digest.update(chunk)
            file.write(chunk)
        if copied != size:
            raise Unsettled(_STILL_WRITTEN, f"{copied} bytes read where {size} were announced")
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _chunks(descriptor: int) -> Iterator[bytes]:
    while chunk := os.read(descriptor, _CHUNK):
        yield chunk


def _require_regular(found: os.stat_result, relative: bytes) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _not_a_file(relative)


def _not_a_file(relative: bytes) -> NotAFile:
    sentence = "Ce n'est pas un fichier ordinaire (lien, dossier ou périphérique) : il n'a pas été ouvert."
    return NotAFile(typography(sentence), f"not a regular file: {relative!r}")


_STILL_WRITTEN = "Le fichier est encore en cours d’écriture."


def _unsettled(relative: bytes) -> Unsettled:
    return Unsettled(_STILL_WRITTEN, f"changed while being copied: {relative!r}")
