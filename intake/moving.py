"""Moving an original out of the drop folder, once, without ever losing or overwriting a byte.

Protocol: rename to a moving name beside the archive name; hash again; rename to the archive name. Had the file been written in
between, the new bytes go back to the drop folder, a new drop, and the original comes from the spool. Killed anywhere, the same call
made again finishes the work: the moving name tells how far it had come.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from intake.anchored import make_folder
from intake.durable import rename_without_replacing, sync_folder
from intake.records import Stamp, Submission
from intake.spool import NotAFile, Spool, open_regular, sha256_of_file, stamp_of

_MOST_NAMES = 1000
_MOVING = ".ecoclic-deplacement-"
_COPYING = ".ecoclic-copie-"


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

    @property
    def home(self) -> Path:
        """The folder it was dropped in, or the drop folder itself when that one was removed since."""
        return self.path.parent if self.path.parent.is_dir() else self.root


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

    `name` must belong to this original alone (see `names.archive_name`). Bytes and times are kept. Raises OSError; nothing is lost then.
    """
    _make_folder(folder, original)
    place = _Place(folder, name, original)
    finished = place.find_finished()
    if finished is not None:
        return _finish_interrupted(place, finished)
    if place.was_moving():
        return _verify(place)
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

    @property
    def moving(self) -> Path:
        return self.folder / f"{_MOVING}{self.name}"

    @property
    def copying(self) -> Path:
        return self.folder / f"{_COPYING}{self.name}"

    def was_moving(self) -> bool:
        """Whether an interrupted call had begun to move the original; a name it had only reserved is freed."""
        stamp = stamp_of(self.folder, os.fsencode(self.moving.name))
        if stamp is not None and self._is_reservation(stamp):
            self.moving.unlink()
            return False
        return stamp is not None

    def find_finished(self) -> Path | None:
        """Where an interrupted call already put the original; a name it had only reserved is freed."""
        for path in self.names():
            stamp = stamp_of(self.folder, os.fsencode(path.name))
            if stamp is None and not os.path.lexists(path):
                return None
            if stamp is not None and self._is_reservation(stamp):
                path.unlink()
                return None
            if stamp is not None and self._is_original(path, stamp):
                return path
        return None

    def _is_reservation(self, stamp: Stamp) -> bool:
        return stamp.size == 0 < self.original.stamp.size

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
        rename_without_replacing(original.path, place.moving)
    except FileNotFoundError:
        if _now(original) is not None or not place.folder.is_dir():
            raise
        return _from_spool(place, MoveOutcome.VANISHED)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        return _move_across_devices(place)
    return _verify(place)


def _verify(place: _Place) -> Moved:
    """The file bears its moving name: give it its archive name if it still is the original, otherwise give it back."""
    original = place.original
    _remove_twin(original)
    sync_folder(original.home)
    if original.sha256 is None or sha256_of_file(place.folder, os.fsencode(place.moving.name)) == original.sha256:
        return Moved(place.accept(place.moving), MoveOutcome.MOVED)
    _put_back(place)
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
    stamp = place.original.stamp
    place.copying.unlink(missing_ok=True)  # of an interrupted call; or a link, which is never written through
    try:
        with open_regular(source.parent, os.fsencode(source.name)) as (descriptor, _), place.copying.open("xb") as copy:
            with os.fdopen(descriptor, "rb", closefd=False) as origin:
                shutil.copyfileobj(origin, copy)
            copy.flush()
            os.utime(copy.fileno(), ns=(stamp.mtime_ns, stamp.mtime_ns))
            os.fsync(copy.fileno())
        return place.accept(place.copying)
    finally:
        place.copying.unlink(missing_ok=True)


def _finish_interrupted(place: _Place, target: Path) -> Moved:
    """The original is in its place: remove what the interrupted call had not yet removed."""
    place.copying.unlink(missing_ok=True)
    if place.moving.exists() and place.moving.samefile(target):
        place.moving.unlink()
    _remove_twin(place.original)
    return Moved(target, MoveOutcome.ALREADY_THERE)


def _remove_twin(original: Original) -> None:
    """Remove the dropped file when it is the very one that was taken: linked or copied already, and only its old name is left.

    The same bytes dropped anew are another file, and stay.
    """
    if _now(original) == original.stamp:
        original.path.unlink()
        sync_folder(original.home)


def _put_back(place: _Place) -> None:
    """Give a file that was written during the move back to the drop folder, under its own name or a free one of ours."""
    home = place.original.home
    for name in (place.original.path.name, *(f"{number}-{place.name}" for number in range(1, _MOST_NAMES))):
        try:
            rename_without_replacing(place.moving, home / name)
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
    """The stamp of what lies where it was dropped, or None. OSError ESTALE when the drop folder is away: nobody removed it."""
    stamp = stamp_of(original.root, original.relative)
    if stamp is None and not original.root.is_dir():
        raise OSError(errno.ESTALE, "the drop folder is away", str(original.root))
    return stamp


def _make_folder(folder: Path, original: Original) -> None:
    """Make `folder`, but nothing at or above what it shares with the drop folder: an unmounted share must not be rebuilt."""
    share = Path(os.path.commonpath((folder, original.root)))
    make_folder(share, original.root.relative_to(share).as_posix(), folder)
