"""Noticing: which dropped files are whole and can be taken.

The periodic listing is the truth; a watcher only shortens the wait. A file is whole when it kept its size, modification time and
inode for a while on *our* monotonic clock (the share's clock is never compared with ours), and no program holds a lock on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from forms.french import typography
from intake.dropfolder import DropFolder, Listing, Oddity
from intake.records import LARGEST_INODE, Stamp

Look = Callable[[bytes], Stamp | None]
"""Looks at one listed file: its stamp, or None when it has gone."""
SeemsWhole = Callable[[bytes], bool]
"""Looks at the ends of one quiet file: False when its structure says that the rest is still to come."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: `quiet` unchanged before a file is whole; `empty` for an empty file to be filled; `incomplete` for
    one whose end is missing, since copies pause; `locked` for a lock to go, since crashes leave some behind. `recheck` known files are
    looked at again in each pass, in turn."""

    quiet: float = 10.0
    empty: float = 60.0
    incomplete: float = 60.0
    locked: float = 1800.0
    recheck: int = 200

    @classmethod
    def for_once(cls, quiet: float = 2.0) -> Patience:
        """For a single run: an empty or incomplete file is waited for no longer than another, `quiet` seconds."""
        return cls(quiet=quiet, empty=quiet, incomplete=quiet)


class Why(StrEnum):
    """Why a file is not taken yet."""

    SETTLING = "settling"  # it was seen too recently, or is still changing
    EMPTY = "empty"  # it holds nothing yet
    INCOMPLETE = "incomplete"  # its end is missing: it may still be being copied
    LOCKED = "locked"  # a program holds it open

    @property
    def sentence(self) -> str:
        """What to tell about a file that a single run leaves for the next one."""
        if self is Why.LOCKED:
            return typography("Encore ouvert dans un logiciel : fermez-le, il sera lu au prochain passage.")
        return typography("Encore en cours de copie ou d’enregistrement : il sera lu au prochain passage.")


class Caution(StrEnum):
    """What should be told about a file that is taken nevertheless."""

    LOCK_OUTLIVED = "lock-outlived"  # its lock was waited for in vain


@dataclass(frozen=True, slots=True)
class Drop:
    """A whole file to take. `first_pass` numbers the pass in which it first appeared."""

    path: bytes
    stamp: Stamp
    first_pass: int
    warnings: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Observations:
    """What one pass found. `ready` in the order of appearance, then of path; each file is ready once. `odd` are told once each;
    `unopened` are all that lie there now, told or not, in the order of their paths."""

    pass_number: int
    ready: tuple[Drop, ...]
    waiting: tuple[tuple[bytes, Why], ...]
    odd: tuple[tuple[bytes, Oddity], ...]
    unopened: tuple[tuple[bytes, Oddity], ...] = ()

    @property
    def busy(self) -> bool:
        """Whether another look is worth taking soon."""
        return bool(self.ready or self.waiting)


@dataclass(slots=True)
class _Watched:
    stamp: Stamp
    since: float
    first_pass: int
    locked_since: float | None = None
    seems_whole: bool | None = None
    handed: bool = False


class Noticer:
    """Remembers what was seen from one pass to the next. `observe` is all there is to call; it reads nothing but through `look`, and
    through `seems_whole` once a file is quiet."""

    def __init__(self, patience: Patience, first_pass: int = 1, seems_whole: SeemsWhole = lambda _: True) -> None:
        """`first_pass` goes on from the ledger's last pass, so that passes of two runs are never mistaken for one."""
        self._patience = patience
        self._seems_whole = seems_whole
        self._listing: Listing | None = None
        self._unsettled: set[bytes] = set()
        self._pass = first_pass - 1
        self._watched: dict[bytes, _Watched] = {}
        self._told: set[tuple[bytes, Oddity]] = set()
        self._turn = 0

    def observe(self, listing: Listing, now: float, look: Look) -> Observations:
        """What can be taken now. `now` is monotonic, in seconds. Only new, unsettled and a few known files are looked at."""
        self._pass += 1
        if listing is not self._listing:
            self._forget_all_but(listing)
        ready: list[Drop] = []
        waiting: list[tuple[bytes, Why]] = []
        to_look_at, self._unsettled = self._worth_a_look(listing), set()
        for path in to_look_at:
            verdict = self._verdict(path, look(path), path in listing.locked, now)
            if isinstance(verdict, Drop):
                ready.append(verdict)
            elif verdict is not None:
                waiting.append((path, verdict))
        self._listing = listing
        ready.sort(key=lambda drop: (drop.first_pass, drop.path))
        return Observations(self._pass, tuple(ready), tuple(sorted(waiting)), self._newly_odd(listing), tuple(sorted(listing.odd.items())))

    def again(self, path: bytes) -> None:
        """A file that was ready could not be taken: it will be ready again once it has been quiet anew."""
        self._watched.pop(path, None)
        self._unsettled.add(path)

    def _verdict(self, path: bytes, stamp: Stamp | None, locked: bool, now: float) -> Drop | Why | None:
        """What becomes of a file now; None when there is nothing to say of it. What is not settled is looked at again next time."""
        if stamp is not None and self._is_known(path, stamp):
            return None
        verdict = None if stamp is None else self._judge(path, stamp, locked, now)
        if not isinstance(verdict, Drop):
            self._unsettled.add(path)
        return verdict

    def _judge(self, path: bytes, stamp: Stamp, locked: bool, now: float) -> Drop | Why:
        watched = self._watch(path, stamp, now)
        if not locked:
            watched.locked_since = None
        elif watched.locked_since is None:
            watched.locked_since = now
        why = self._why_not(path, watched, now)
        if why is not None:
            return why
        watched.handed = True
        return Drop(path, stamp, watched.first_pass, (Caution.LOCK_OUTLIVED,) if locked else ())

    def _watch(self, path: bytes, stamp: Stamp, now: float) -> _Watched:
        """What is remembered of a file. Changed since: its quiet time starts again, and, once handed, it is a new drop."""
        watched = self._watched.get(path)
        if watched is None or watched.handed:
            watched = self._watched[path] = _Watched(stamp, now, self._pass)
        elif watched.stamp != stamp:
            watched.stamp, watched.since, watched.seems_whole = stamp, now, None
        return watched

    def _why_not(self, path: bytes, watched: _Watched, now: float) -> Why | None:
        quiet_for = now - watched.since
        if watched.first_pass == self._pass or quiet_for < self._patience.quiet:
            return Why.SETTLING
        if watched.locked_since is not None and now - watched.locked_since < self._patience.locked:
            return Why.LOCKED
        if watched.stamp.size == 0 and quiet_for < self._patience.empty:
            return Why.EMPTY
        if quiet_for < self._patience.incomplete and not self._has_its_end(path, watched):
            return Why.INCOMPLETE
        return None

    def _has_its_end(self, path: bytes, watched: _Watched) -> bool:
        """Whether the file seems whole: its ends are read once for each of its stamps."""
        if watched.seems_whole is None:
            watched.seems_whole = self._seems_whole(path)
        return watched.seems_whole

    def _worth_a_look(self, listing: Listing) -> list[bytes]:
        """New files, unsettled ones, those replaced by another file, and a few known ones in turn.

        When the listing is the last one, nothing is new: then nothing is gone through but what is looked at.
        """
        due = self._due_for_recheck()
        if listing is self._listing:
            return list(self._unsettled | due)
        return [path for path, inode in listing.files.items() if not self._is_handed(path, inode) or path in due]

    def _is_handed(self, path: bytes, inode: int) -> bool:
        watched = self._watched.get(path)
        return watched is not None and watched.handed and watched.stamp.inode == inode & LARGEST_INODE

    def _is_known(self, path: bytes, stamp: Stamp) -> bool:
        watched = self._watched.get(path)
        return watched is not None and watched.handed and watched.stamp == stamp

    def _forget_all_but(self, listing: Listing) -> None:
        for path in self._watched.keys() - listing.files.keys():
            del self._watched[path]
        self._told &= set(listing.odd.items())

    def _due_for_recheck(self) -> frozenset[bytes]:
        """A few known files in turn: one overwritten in place keeps its name and inode, so only looking tells."""
        start = self._turn if self._turn < len(self._watched) else 0
        self._turn = start + self._patience.recheck
        return frozenset(islice(self._watched, start, self._turn))

    def _newly_odd(self, listing: Listing) -> tuple[tuple[bytes, Oddity], ...]:
        new = listing.odd.items() - self._told
        self._told |= new
        return tuple(sorted(new))


def notice_once(
    folder: DropFolder, noticer: Noticer, patience: Patience, monotonic: Callable[[], float], sleep: Callable[[float], None], looks: int = 5
) -> Observations:
    """Everything that can be taken in a single run: look, wait for the quiet time, look again while some file is still settling.

    At most `looks` times, so that a file that never stops growing does not hold the run. Raises OSError when the folder cannot be listed.
    """
    seen = [noticer.observe(folder.listing(), monotonic(), folder.stamp)]
    while len(seen) < looks and any(why is not Why.LOCKED for _, why in seen[-1].waiting):
        sleep(patience.quiet)
        seen.append(noticer.observe(folder.listing(), monotonic(), folder.stamp))
    ready = tuple(drop for each in seen for drop in each.ready)
    return Observations(seen[-1].pass_number, ready, seen[-1].waiting, tuple(odd for each in seen for odd in each.odd), seen[-1].unopened)
