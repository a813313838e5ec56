"""The ledger: the one place that remembers what was asked, what came back and what was answered."""

from __future__ import annotations

import secrets
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from intake.afterwork_store import AfterworkStore
from intake.assessments_store import AssessmentStore
from intake.campaigns_store import CampaignStore
from intake.claims import Claims
from intake.database import Database
from intake.plans_store import PlanStore
from intake.presence import Presence
from intake.records import Clock
from intake.results_store import ResultsStore
from intake.reviews_store import ReviewStore
from intake.standings_store import StandingStore
from intake.submissions_store import SubmissionStore


class Ledger:
    """An open ledger (SQLite, WAL, every commit on disk before it returns).

    Limits: one instance belongs to one thread; the file must be on a local disk. Several processes of one host may each open it.
    """

    def __init__(self, path: Path, clock: Clock, *, read_only: bool = False) -> None:
        """Open, create or migrate the ledger at `path`. Raises WorkspaceError when it cannot be kept there or is not ours.

        With `read_only` nothing is created or changed: the questions may be asked, any transition fails.
        """
        self._database = Database(path, read_only=read_only)
        self._clock = clock
        self.campaigns = CampaignStore(self._database)
        self._presence = Presence(path.with_name("presences"), read_only=read_only)
        self.claims = Claims(self._database, self._presence)
        self.submissions = SubmissionStore(self._database, self.claims, clock)
        self.assessments = AssessmentStore(self._database)
        self.afterwork = AfterworkStore(self._database, clock)
        self.results = ResultsStore(self._database)
        self.plans = PlanStore(self._database)
        self.reviews = ReviewStore(self._database)
        self.standings = StandingStore(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was committed stays, and what was claimed is free."""
        self._presence.close()
        self._database.close()

    def snapshot(self) -> AbstractContextManager[None]:
        """Everything asked inside is answered as of one moment, while other processes go on writing."""
        return self._database.snapshot()

    def damage(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file and with its references, in its own words; nothing when all is well."""
        return self._database.damage()

    def transaction(self) -> AbstractContextManager[None]:
        """Commit everything written inside together, or nothing of it. Other processes wait: keep it short, and free of other I/O."""
        return self._database.transaction()

    @property
    def workspace_id(self) -> str:
        """The id drawn when the ledger was made: 32 hexadecimal digits, also in the share's sentinel."""
        drawn = (secrets.token_hex(16), self._clock().isoformat())
        row = self._workspace()
        if row is None:
            self._database.write("INSERT INTO workspace VALUES (1, ?, ?) ON CONFLICT DO NOTHING", drawn)
            row = self._workspace()
        return row or drawn[0]

    def tell_once(self, topic: str, subject: bytes) -> bool:
        """Whether `subject` has not been told under `topic` before; it counts as told from now on."""
        written = self._database.write(
            "INSERT INTO told VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (topic, subject, self._clock().isoformat())
        )
        return written > 0

    def first_told(self, topic: str, subject: bytes) -> datetime:
        """When `subject` was first told under `topic`: now, when it never was."""
        self.tell_once(topic, subject)
        row = self._database.one("SELECT at FROM told WHERE topic = ? AND subject = ?", (topic, subject))
        return datetime.fromisoformat(row["at"]) if row else self._clock()

    def _workspace(self) -> str | None:
        row = self._database.one("SELECT id FROM workspace")
        return None if row is None else str(row["id"])
