"""Moving an original out of the drop folder, once, without ever losing or overwriting a byte.

Whatever happens, the original's bytes end up under the archive name: moved there, or, when the file was replaced or removed in the
meantime, put there from the spool. Killed anywhere, the same call made again finishes the work.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from intake.durable import rename_without_replacing, sync_folder
from intake.records import Stamp, Submission
from intake.spool import NotAFile, Spool, open_regular, sha256_of_file, stamp_of

_MOST_NAMES = 1000


class MoveOutcome(StrEnum):
    """How the original came to its place."""

    MOVED = "moved"  # it was moved
    ALREADY_THERE = "already-there"  # an earlier, interrupted call had moved it
    REPLACED = "replaced"  # other bytes lie in the drop folder now, a new drop; the original came from the spool
    VANISHED = "vanished"  # it was removed by somebody; the original came from the spool
    LOST = "lost"  # too large to have been copied, and removed or replaced by somebody: there is nothing to keep


@dataclass(frozen=True, slots=True)
class Original:
    """A dropped file as it was taken. `spooled` is its copy; it and `sha256` are None for a file too large to be copied."""

    root: Path
    relative: bytes
    stamp: Stamp
    sha256: str | None
    spooled: Path | None

    @property
    def path(self) -> Path:
        """Where it was dropped."""
        return self.root / os.fsdecode(self.relative)


def original_of(submission: Submission, drops: Path, spool: Spool) -> Original:
    """The dropped file of which `submission` was made. `drops` is the drop folder."""
    spooled = spool.path_of(submission.sha256) if submission.sha256 else None
    return Original(drops, submission.path, submission.stamp, submission.sha256, spooled)


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the original lies now (None when LOST), and how it came there."""

    path: Path | None
    outcome: MoveOutcome


def move_original(original: Original, folder: Path, name: str) -> Moved:
    """Put `original` into `folder` (made when missing, though never its share's root) under `name`, or `name-2`… when that is taken.

    `name` must belong to this original alone (see `names.archive_name`). Bytes and times are kept. After the move the file is hashed
    again: had it been written meanwhile, the new bytes go back to where they were dropped. Raises OSError; nothing is lost then.
    """
    if not original.root.is_dir():
        raise OSError(errno.ESTALE, "the drop folder is away", str(original.root))
    _make_folder(folder, original)
    place = _Place(folder, name, original)
    finished = place.find_finished()
    if finished is not None:
        return _finish_interrupted(original, finished)
    if not _still_dropped(original):
        return _from_spool(place, MoveOutcome.VANISHED if _now(original) is None else MoveOutcome.REPLACED)
    return _move(place)


@dataclass(frozen=True, slots=True)
class _Place:
    """The names an original may take in its folder."""

    folder: Path
    name: str
    original: Original

    def names(self) -> Iterator[Path]:
        yield self.folder / self.name
        stem, dot, extension = self.name.rpartition(".")
        for number in range(2, _MOST_NAMES):
            yield self.folder / f"{stem}-{number}{dot}{extension}"

    def find_finished(self) -> Path | None:
        """Where an interrupted call already put the original; its empty reservations are removed on the way."""
        for path in self.names():
            stamp = stamp_of(self.folder, os.fsencode(path.name))
            if stamp is None and not os.path.lexists(path):
                return None
            if stamp is not None and stamp.size == 0 and self.original.stamp.size > 0:
                path.unlink()
                return None
            if stamp is not None and self._is_original(path, stamp):
                return path
        return None

    def _is_original(self, path: Path, stamp: Stamp) -> bool:
        if stamp.size != self.original.stamp.size:
            return False
        if self.original.sha256 is None:
            return stamp.mtime_ns == self.original.stamp.mtime_ns
        return sha256_of_file(self.folder, os.fsencode(path.name)) == self.original.sha256

    def accept(self, source: Path) -> Path:
        """Move `source` here under the first free name."""
        for path in self.names():
            try:
                rename_without_replacing(source, path)
            except FileExistsError:
                continue
            sync_folder(self.folder)
            return path
        raise OSError(errno.EEXIST, "too many files bear this name", str(self.folder / self.name))


def _move(place: _Place) -> Moved:
    original = place.original
    try:
        target = place.accept(original.path)
    except FileNotFoundError:
        if _now(original) is not None or not place.folder.is_dir():
            raise
        return _from_spool(place, MoveOutcome.VANISHED)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        return _move_across_devices(place)
    sync_folder(original.path.parent)
    if original.sha256 is None or sha256_of_file(place.folder, os.fsencode(target.name)) == original.sha256:
        return Moved(target, MoveOutcome.MOVED)
    _put_back(target, original)
    return _from_spool(place, MoveOutcome.REPLACED)


def _move_across_devices(place: _Place) -> Moved:
    """Copy, then remove the dropped file if it still is what was copied."""
    original = place.original
    target = _copy_in(place, original.spooled or original.path)
    if _still_dropped(original):
        original.path.unlink()
        return Moved(target, MoveOutcome.MOVED)
    return Moved(target, MoveOutcome.REPLACED)


def _from_spool(place: _Place, outcome: MoveOutcome) -> Moved:
    if place.original.spooled is None:
        return Moved(None, MoveOutcome.LOST)
    return Moved(_copy_in(place, place.original.spooled), outcome)


def _copy_in(place: _Place, source: Path) -> Path:
    temporary = place.folder / f".ecoclic-tmp-{os.getpid()}-{place.name}"
    stamp = place.original.stamp
    try:
        with open_regular(source.parent, os.fsencode(source.name)) as (descriptor, _), temporary.open("wb") as copy:
            with os.fdopen(descriptor, "rb", closefd=False) as origin:
                shutil.copyfileobj(origin, copy)
            copy.flush()
            os.utime(copy.fileno(), ns=(stamp.mtime_ns, stamp.mtime_ns))
            os.fsync(copy.fileno())
        return place.accept(temporary)
    finally:
        temporary.unlink(missing_ok=True)


def _finish_interrupted(original: Original, target: Path) -> Moved:
    """The original is in its place; if the drop folder still holds the same file (linked or copied, not yet removed), remove it there."""
    if not _still_dropped(original):
        return Moved(target, MoveOutcome.ALREADY_THERE)
    original.path.unlink()
    sync_folder(original.path.parent)
    return Moved(target, MoveOutcome.MOVED)


def _put_back(target: Path, original: Original) -> None:
    """Give a file that was written during the move back to the drop folder, under its own name or the nearest free one."""
    home = original.path
    for path in (home, *(home.with_name(f"{number}-{home.name}"[:200]) for number in range(2, _MOST_NAMES))):
        try:
            rename_without_replacing(target, path)
        except FileExistsError:
            continue
        return
    raise OSError(errno.EEXIST, "too many files bear this name", str(home))


def _still_dropped(original: Original) -> bool:
    """Whether the drop folder still holds the very bytes that were taken."""
    stamp = _now(original)
    if stamp is None:
        return False
    # The inode or the time alone may change when a share is mounted again: the bytes then decide.
    return stamp == original.stamp or (stamp.size == original.stamp.size and _same_bytes(original))


def _same_bytes(original: Original) -> bool:
    if original.sha256 is None:
        return False
    try:
        return sha256_of_file(original.root, original.relative) == original.sha256
    except (NotAFile, FileNotFoundError):
        return False


def _now(original: Original) -> Stamp | None:
    return stamp_of(original.root, original.relative)


def _make_folder(folder: Path, original: Original) -> None:
    """Make `folder`, but nothing at or above what it shares with the drop folder: an unmounted share must not be rebuilt."""
    common = Path(os.path.commonpath((folder, original.root)))
    missing = [parent for parent in (folder, *folder.parents) if parent.is_relative_to(common) and parent != common and not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(exist_ok=True)
