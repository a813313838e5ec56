"""Work that follows a delivery, kept until it is done: what nobody waits for, and what must not be forgotten.

A task is recorded in the transaction that settles what it follows, so that no crash comes between the two. One process at a time works on
tasks (`commands.afterwork` sees to it); each step is guarded by the state it expects all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from forms.codec import canonical_json, from_json
from intake.database import Database, Row
from intake.records import Clock, DeliveredDocument, OutOfStep

LONGEST_PAUSE = timedelta(minutes=15)
"""The longest time between two tries of a task."""


class TaskKind(StrEnum):
    """What is to be made."""

    PDF = "pdf"  # the PDF twin of a delivered document
    COMPLEMENT = "complement"  # the form that asks again what a return left out
    PLAN = "plan"  # the action plan that follows a report
    REVIEW = "bilan"  # the yearly review that follows the report of a further campaign, or that somebody asks for


class TaskState(StrEnum):
    """How far a task has come."""

    DUE = "due"  # to be done, now or at its next try
    DONE = "done"  # what it makes is in place
    VAIN = "vain"  # what it follows is gone or was changed: there is nothing to make any more
    GIVEN_UP = "given_up"  # it failed too often: a person may ask for it again


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to remember: which submission and document it follows; `path` is relative to the share, `sha256` of the bytes delivered."""

    kind: TaskKind
    submission: int
    path: str
    sha256: str
    document_version: int = 1


@dataclass(frozen=True, slots=True)
class Task:
    """A task as remembered. `attempts` counts the failures that count against it; `products` are the documents it made."""

    id: int
    kind: TaskKind
    submission: int
    path: str
    sha256: str
    document_version: int
    state: TaskState
    attempts: int
    error: str
    retry_at: datetime | None
    products: tuple[DeliveredDocument, ...]


class AfterworkStore:
    """The tasks of a ledger. Each method is one transaction; put it in `Ledger.transaction` to commit it with something else."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # Transitions

    def add(self, tasks: Iterable[NewTask]) -> None:
        """Remember `tasks`, except those already known, whatever became of them."""
        rows = [(each.kind, each.submission, each.document_version, each.path, each.sha256, self._clock().isoformat()) for each in tasks]
        if rows:
            self._database.write_many(
                "INSERT INTO afterwork (kind, submission, document_version, path, sha256, added_at) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT DO NOTHING",
                rows,
            )

    def finish(self, task: int, products: Iterable[DeliveredDocument]) -> None:
        """What it makes is in place → DONE."""
        self._change(task, TaskState.DONE, products=canonical_json(list(products)).decode())

    def drop(self, task: int, why: str) -> None:
        """There is nothing to make any more → VAIN."""
        self._change(task, TaskState.VAIN, error=why)

    def give_up(self, task: int, error: str) -> None:
        """It failed too often → GIVEN_UP."""
        self._change(task, TaskState.GIVEN_UP, error=error)

    def put_off(self, task: int, error: str, retry_at: datetime, *, counted: bool) -> None:
        """It failed and is tried again from `retry_at`; `counted` against it, unless a disk or the share is to blame."""
        row = self._database.one("SELECT attempts FROM afterwork WHERE id = ?", (task,))
        attempts = (row["attempts"] if row else 0) + counted
        self._change(task, TaskState.DUE, error=error, attempts=attempts, retry_at=retry_at.isoformat())

    def bring_back(self, *kinds: TaskKind) -> int:
        """Everything given up, or waiting for its next try, is due at once. Returns how many were given up."""
        self._database.write(f"UPDATE afterwork SET retry_at = NULL WHERE state = 'due' AND kind IN ({_words(kinds)})")  # noqa: S608 – our own words
        return self._database.write(
            f"UPDATE afterwork SET state = 'due', attempts = 0, retry_at = NULL WHERE state = 'given_up' AND kind IN ({_words(kinds)})"  # noqa: S608 – likewise
        )

    def redo(self, task: int) -> None:
        """What it made is gone, and wanted again: DONE → DUE. What it made stays known."""
        self._database.write("UPDATE afterwork SET state = 'due', attempts = 0, retry_at = NULL WHERE id = ? AND state = 'done'", (task,))

    # Questions

    def due(self, *kinds: TaskKind, hurry: bool = False) -> Iterator[Task]:
        """Tasks to be done now, in their order. In a hurry none waits for its next try."""
        now = self._clock()
        return (each for each in self._remaining(kinds) if hurry or _is_time(each, now))

    def remaining(self, *kinds: TaskKind) -> tuple[Task, ...]:
        """Tasks to be done, now or later: PDF twins after all else, which somebody is to fill or to present, then as they came."""
        return tuple(self._remaining(kinds))

    def given_up(self) -> tuple[Task, ...]:
        """Tasks that failed too often."""
        return self._all("state = 'given_up'")

    def all(self) -> tuple[Task, ...]:
        """Every task there ever was."""
        return self._all("1")

    def of(self, submission: int) -> tuple[Task, ...]:
        """Every task that followed a submission."""
        return self._all("submission = ?", submission)

    def intake_is_busy(self) -> bool:
        """Whether a return is being dealt with: it goes first."""
        return (
            self._database.one("SELECT 1 FROM submissions WHERE settled_at IS NULL AND set_aside = '' AND attempts = 0 LIMIT 1") is not None
        )

    # How

    def _change(self, task: int, state: TaskState, **changes: str | int) -> None:
        values = {"state": state, **changes}
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        touched = self._database.write(
            f"UPDATE afterwork SET {assignments} WHERE id = :task AND state = 'due'",  # noqa: S608 – our own names
            {**values, "task": task},
        )
        if not touched:
            raise OutOfStep("Ce travail est déjà fait.", f"task {task} is not due")

    def _remaining(self, kinds: Iterable[TaskKind]) -> Iterator[Task]:
        query = f"SELECT * FROM afterwork WHERE state = 'due' AND kind IN ({_words(kinds)}) ORDER BY kind = 'pdf', id"  # noqa: S608 – our own words
        return map(_task, self._database.all(query))

    def _all(self, where: str, *values: object) -> tuple[Task, ...]:
        rows = self._database.all(f"SELECT * FROM afterwork WHERE {where} ORDER BY id", values)  # noqa: S608 – conditions written in this class
        return tuple(_task(row) for row in rows)


def _task(row: Row) -> Task:
    return Task(
        id=row["id"],
        kind=TaskKind(row["kind"]),
        submission=row["submission"],
        path=row["path"],
        sha256=row["sha256"],
        document_version=row["document_version"],
        state=TaskState(row["state"]),
        attempts=row["attempts"],
        error=row["error"],
        retry_at=datetime.fromisoformat(row["retry_at"]) if row["retry_at"] else None,
        products=from_json(row["products"], tuple[DeliveredDocument, ...]),
    )


def _is_time(task: Task, now: datetime) -> bool:
    """Whether its next try has come. One far in the future was set by a clock that has been put back since: it has come too."""
    return task.retry_at is None or not now < task.retry_at <= now + LONGEST_PAUSE


def _words(kinds: Iterable[TaskKind]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)
