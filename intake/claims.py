"""Claims: who works on which submission, so that several processes may share one ledger.

A claim is a row: its owner, the end of its lease, and a fencing token that grows each time the submission changes hands. It is taken in
an immediate transaction, and every transition checks it in the transaction that makes it: a process that slept through the end of
its lease finds a greater token and gives up without effect.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from intake.database import Database, Row
from intake.presence import Presence
from intake.records import OutOfStep

LEASE_SECONDS = 120.0
"""How long a process may be silent about a submission before another takes over: several times the longest reading."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class ClaimLost(OutOfStep):
    """Another process works on this submission, or has taken it over: whatever was under way here is given up."""

    code = "claim-lost"


def since_boot() -> float:
    """Seconds since the machine started, sleep included.

    The same for all processes of a host and never set back, unlike the time of day: a lease must neither end early nor last for ever
    because somebody corrected the clock.
    """
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Claims:
    """The claims of one process, its `Presence` telling it from others. Leases are in seconds of `clock`."""

    def __init__(self, database: Database, presence: Presence, clock: Callable[[], float] = since_boot) -> None:
        self._database = database
        self._presence = presence
        self._clock = clock
        self._boot = _boot_id()
        self._held: dict[int, int] = {}
        self._renewed_at = clock()

    @property
    def owner(self) -> str:
        """The name of this process in the claims."""
        return self._presence.owner

    def take(self, submissions: Iterable[int]) -> tuple[int, ...]:
        """Claim those of `submissions` on which no other living process works; returns them. One commit, none when all are held."""
        wanted = tuple(submissions)
        if all(each in self._held for each in wanted):
            return wanted
        with self._database.transaction():
            return tuple(each for each in wanted if each in self._held or self._acquire(each))

    def require(self, submission: int) -> None:
        """Inside a transaction: take the claim, or make sure that it is still ours. Raises ClaimLost."""
        held, row = self._held.get(submission, 0), self._row(submission)
        if row is not None and (row["owner"], row["token"]) == (self.owner, held):
            return
        # A smaller token than ours means that the transaction in which we took it was undone: it may be taken again.
        superseded = row is not None and row["token"] >= held > 0
        if superseded or not self._acquire(submission):
            self._held.pop(submission, None)
            raise ClaimLost("Un autre processus s’occupe de ce retour.", f"submission {submission} is claimed by another process")

    def confirm(self, submission: int) -> None:
        """Before an effect outside the ledger: make sure that the claim is ours, its lease far from its end. Raises ClaimLost."""
        if self._clock() - self._renewed_at > LEASE_SECONDS / 3:
            self.renew()
        if not self._is_current(submission):
            self._held.pop(submission, None)
            raise ClaimLost("Un autre processus s’occupe de ce retour.", f"the claim on submission {submission} was lost")

    def renew(self) -> None:
        """Put off the end of every lease of this process. One commit, for all of them."""
        self._renewed_at = self._clock()
        self._database.write(
            "UPDATE claims SET lease_end = ?, boot = ? WHERE owner = ?", (self._renewed_at + LEASE_SECONDS, self._boot, self.owner)
        )

    def release(self, submission: int) -> None:
        """Inside a transaction: let others take the submission. The token stays, for it must never come again."""
        self._database.write("UPDATE claims SET owner = '' WHERE submission = ? AND owner = ?", (submission, self.owner))
        self._held.pop(submission, None)

    def first_elsewhere(self, rows: Iterable[Row]) -> int | None:
        """The first submission among these rows of claims on which another living process works, or None."""
        return next((row["submission"] for row in rows if row["owner"] != self.owner and not self._is_free(row)), None)

    def _acquire(self, submission: int) -> bool:
        row = self._row(submission)
        if row is not None and row["owner"] != self.owner and not self._is_free(row):
            return False
        token = 1 if row is None else row["token"] + 1
        self._database.write(
            "INSERT INTO claims VALUES (:submission, :token, :owner, :boot, :lease_end) ON CONFLICT (submission) DO UPDATE "
            "SET token = excluded.token, owner = excluded.owner, boot = excluded.boot, lease_end = excluded.lease_end",
            {
                "submission": submission,
                "token": token,
                "owner": self.owner,
                "boot": self._boot,
                "lease_end": self._clock() + LEASE_SECONDS,
            },
        )
        self._held[submission] = token
        return True

    def _is_current(self, submission: int) -> bool:
        row = self._row(submission)
        return row is not None and (row["owner"], row["token"]) == (self.owner, self._held.get(submission))

    def _is_free(self, row: Row) -> bool:
        """A claim let go, of an earlier start of the machine, past its lease, or of a process that died."""
        over = row["boot"] != self._boot or row["lease_end"] <= self._clock()
        return not row["owner"] or over or not self._presence.alive(row["owner"])

    def _row(self, submission: int) -> Row | None:
        return self._database.one("SELECT * FROM claims WHERE submission = ?", (submission,))


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""  # no such file outside Linux's /proc: leases and presences still hold
