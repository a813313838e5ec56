"""The life of each return, as the ledger keeps it: guarded transitions and the questions one asks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.codec import canonical_json
from intake.database import Database
from intake.records import (
    ACCEPTED,
    FROM,
    Arrival,
    Belonging,
    Clock,
    DeliveredDocument,
    Event,
    NewAssessment,
    OutOfStep,
    Reading,
    Reason,
    Stamp,
    State,
    Submission,
)
from intake.submission_rows import (
    SqlValue,
    arrival_values,
    belonging_values,
    event_from,
    quoted,
    reason_values,
    submission_from,
)

_CLOSED = frozenset({State.REFUSED, State.DUPLICATE, State.WAITING})
"""States that `settle` may close; a delivered submission is settled by its delivery."""


class SubmissionStore:
    """Submissions by transition. Each method is one transaction; put several in `Ledger.transaction` to commit them together.

    A transition whose submission is not in an expected state changes nothing and raises OutOfStep.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # Transitions

    def receive(self, arrival: Arrival) -> Submission:
        """Record a file whose bytes are safe in the spool → RECEIVED.

        The same file still lying in the drop folder is not recorded twice: its submission in flight is returned as it stands.
        """
        with self._database.transaction():
            known = self.in_flight(arrival.path, arrival.stamp)
            return known or self.get(self._insert(arrival))

    def identify(self, submission: int, belonging: Belonging) -> None:
        """Whose return it is has been found → IDENTIFIED."""
        self._advance(submission, State.IDENTIFIED, belonging_values(belonging))

    def keep_reading(self, submission: int, raw: str) -> None:
        """Its raw values are stored (JSON text) → READ."""
        with self._database.transaction():
            self._advance(submission, State.READ, {})
            self._database.write(
                "INSERT INTO readings (submission, raw) VALUES (?, ?) ON CONFLICT DO UPDATE SET raw = excluded.raw, checked = NULL",
                (submission, raw),
            )

    def assess(self, submission: int, checked: str, answers_hash: str, assessment: NewAssessment) -> int:
        """Its checked answers (JSON text) and its assessment are stored → ASSESSED. Returns its revision, from 1."""
        with self._database.transaction():
            revision = self._next_revision(submission)
            self._advance(submission, State.ASSESSED, {"answers_hash": answers_hash, "revision": revision})
            self._database.write("UPDATE readings SET checked = ? WHERE submission = ?", (checked, submission))
            self._append_assessment(submission, assessment)
        return revision

    def append_assessment(self, submission: int, assessment: NewAssessment) -> None:
        """Keep a further version of an assessed return; earlier ones stay. Raises `sqlite3.IntegrityError` when the version exists."""
        with self._database.transaction():
            self._append_assessment(submission, assessment)

    def deliver(self, submission: int, documents: Sequence[DeliveredDocument], archive_path: str) -> None:
        """Every document is in place and the original lies at `archive_path` (relative to the share) → DELIVERED, settled."""
        self._advance(submission, State.DELIVERED, self._settlement(documents, archive_path))

    def refuse(self, submission: int, reason: Reason) -> None:
        """It cannot be used → REFUSED; its receipt and the move of its original remain to be done, then `settle`."""
        self._advance(submission, State.REFUSED, reason_values(reason))

    def mark_duplicate(self, submission: int, of: int) -> None:
        """It says what submission `of` already said → DUPLICATE; the move of its original remains to be done, then `settle`."""
        self._advance(submission, State.DUPLICATE, {"duplicate_of": of})

    def hold(self, submission: int, reason: Reason) -> None:
        """A person must decide → WAITING; its receipt and the move of its original remain to be done, then `settle`."""
        self._advance(submission, State.WAITING, reason_values(reason))

    def settle(self, submission: int, documents: Sequence[DeliveredDocument], archive_path: str) -> None:
        """Nothing remains to be done for a refused, duplicate or waiting return. Its state stays. Raises OutOfStep for another."""
        self._change(submission, _CLOSED, self._settlement(documents, archive_path))

    def note_failure(self, submission: int, error: str) -> int:
        """A step failed and will be tried again. Returns how many times it has failed in a row."""
        with self._database.transaction():
            self._database.write("UPDATE submissions SET attempts = attempts + 1, last_error = ? WHERE id = ?", (error, submission))
            return self.get(submission).attempts

    # Questions

    def get(self, submission: int) -> Submission:
        """The submission whose id is `submission`. Raises KeyError when there is none."""
        row = self._database.one("SELECT * FROM submissions WHERE id = ?", (submission,))
        if row is None:
            raise KeyError(submission)
        return submission_from(row)

    def in_flight(self, path: bytes, stamp: Stamp) -> Submission | None:
        """The submission already made of this very file, which still lies where it was dropped; or None."""
        return self._find(
            "path = ? AND (size, mtime_ns, inode) = (?, ?, ?) AND archive_path IS NULL", path, stamp.size, stamp.mtime_ns, stamp.inode
        )

    def unfinished(self) -> tuple[Submission, ...]:
        """Every submission for which something remains to be done, in the order of arrival: what to resume."""
        return self._all("settled_at IS NULL")

    def accepted_with_sha(self, sha256: str, other_than: int = 0) -> Submission | None:
        """The first submission of these bytes that was accepted (identified or beyond, or waiting), except `other_than`; or None."""
        return self._find(f"sha256 = ? AND id <> ? AND state IN ({quoted(ACCEPTED)})", sha256, other_than)

    def with_same_answers(self, campaign: str, respondent: str, answers_hash: str, other_than: int = 0) -> Submission | None:
        """The latest assessed submission of a respondent if it gives exactly these answers, or None.

        Only the latest counts: answers changed and changed back are a revision, not a duplicate.
        """
        latest = self.latest_revision(campaign, respondent)
        return latest if latest and latest.id != other_than and latest.answers_hash == answers_hash else None

    def latest_revision(self, campaign: str, respondent: str) -> Submission | None:
        """The latest assessed submission of a respondent, or None."""
        found = self.revisions(campaign, respondent)
        return found[-1] if found else None

    def revisions(self, campaign: str, respondent: str) -> tuple[Submission, ...]:
        """Every assessed submission of a respondent, from revision 1 on."""
        return self._all("campaign = ? AND respondent = ? AND revision IS NOT NULL", campaign, respondent, order="revision")

    def of_respondent(self, campaign: str, respondent: str) -> tuple[Submission, ...]:
        """Everything that came back from a respondent, in the order of arrival."""
        return self._all("campaign = ? AND respondent = ?", campaign, respondent)

    def by_reference(self, reference: str) -> tuple[Submission, ...]:
        """Everything that came back under a reference code, in the order of arrival."""
        return self._all("reference = ?", reference)

    def in_state(self, state: State) -> tuple[Submission, ...]:
        """Every submission in `state`, in the order of arrival."""
        return self._all("state = ?", state)

    def unidentified(self) -> tuple[Submission, ...]:
        """Refused or waiting submissions of which not even the campaign is known, in the order of arrival."""
        return self._all("campaign IS NULL AND state IN ('refused', 'waiting')")

    def first_seen_together(self, submission: Submission) -> tuple[Submission, ...]:
        """The other submissions of the same respondent first seen in the same pass, duplicates and refusals left out."""
        if submission.belonging is None:
            return ()
        where = "campaign = ? AND respondent = ? AND seen_pass = ? AND id <> ? AND state NOT IN ('duplicate', 'refused')"
        return self._all(where, submission.belonging.campaign, submission.belonging.respondent, submission.seen_pass, submission.id)

    def needs_spool(self, sha256: str) -> bool:
        """Whether a submission that is not settled still counts on the spool copy of these bytes."""
        return self._find("sha256 = ? AND settled_at IS NULL", sha256) is not None

    def last_pass(self) -> int:
        """The number of the last pass in which a file was received; 0 before the first."""
        row = self._database.one("SELECT coalesce(max(seen_pass), 0) AS n FROM submissions")
        return int(row["n"]) if row else 0

    def reading(self, submission: int) -> Reading | None:
        """What was read of a submission, or None before it was."""
        row = self._database.one("SELECT raw, checked FROM readings WHERE submission = ?", (submission,))
        return None if row is None else Reading(row["raw"], row["checked"])

    def events(self, submission: int) -> tuple[Event, ...]:
        """The history of a submission, oldest first."""
        rows = self._database.all("SELECT * FROM events WHERE submission = ? ORDER BY id", (submission,))
        return tuple(event_from(row) for row in rows)

    # How

    def _insert(self, arrival: Arrival) -> int:
        values = {**arrival_values(arrival), "received_at": self._now(), "state": State.RECEIVED}
        marks = ", ".join(f":{name}" for name in values)
        identity = self._database.insert(f"INSERT INTO submissions ({', '.join(values)}) VALUES ({marks})", values)  # noqa: S608 – our own names
        self._record(identity, None, State.RECEIVED, "")
        return identity

    def _advance(self, submission: int, after: State, changes: Mapping[str, SqlValue]) -> None:
        """The one door through which a state changes: guarded, recorded, and clearing earlier failures."""
        with self._database.transaction():
            before = self.get(submission).state
            self._change(submission, FROM[after], {"state": after, "attempts": 0, "last_error": "", **changes})
            self._record(submission, before, after, str(changes.get("reason_code", "")))

    def _change(self, submission: int, expected: frozenset[State], changes: Mapping[str, SqlValue]) -> None:
        assignments = ", ".join(f"{name} = :{name}" for name in changes)
        touched = self._database.write(
            f"UPDATE submissions SET {assignments} WHERE id = :submission AND state IN ({quoted(expected)})",  # noqa: S608 – our own names
            {**changes, "submission": submission},
        )
        if not touched:
            state = self.get(submission).state
            raise OutOfStep("Ce retour a déjà été traité.", f"submission {submission} is {state}, expected {quoted(expected)}")

    def _settlement(self, documents: Sequence[DeliveredDocument], archive_path: str) -> dict[str, SqlValue]:
        listed = canonical_json(list(documents)).decode()
        return {"documents": listed, "archive_path": archive_path, "settled_at": self._now()}

    def _append_assessment(self, submission: int, assessment: NewAssessment) -> None:
        belonging = self.get(submission).belonging
        if belonging is None:
            raise OutOfStep("Ce retour n’est pas encore identifié.", f"submission {submission} has no questionnaire")
        self._database.write(
            "INSERT INTO assessments VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                submission,
                assessment.document_version,
                assessment.assessment,
                assessment.comparison,
                assessment.fingerprint,
                belonging.content_hash,
                belonging.scoring_hash,
                self._now(),
            ),
        )

    def _next_revision(self, submission: int) -> int:
        row = self._database.one(
            """SELECT coalesce(max(other.revision), 0) + 1 AS next FROM submissions AS mine
               JOIN submissions AS other ON (other.campaign, other.respondent) = (mine.campaign, mine.respondent) WHERE mine.id = ?""",
            (submission,),
        )
        return int(row["next"]) if row else 1

    def _record(self, submission: int, before: State | None, after: State, note: str) -> None:
        self._database.write(
            "INSERT INTO events (submission, before, after, at, note) VALUES (?, ?, ?, ?, ?)",
            (submission, before, after, self._now(), note),
        )

    def _find(self, where: str, *values: object) -> Submission | None:
        found = self._all(where, *values, limit=1)
        return found[0] if found else None

    def _all(self, where: str, *values: object, order: str = "id", limit: int = -1) -> tuple[Submission, ...]:
        query = f"SELECT * FROM submissions WHERE {where} ORDER BY {order} LIMIT {limit}"  # noqa: S608 – conditions written in this class
        return tuple(submission_from(row) for row in self._database.all(query, values))

    def _now(self) -> str:
        return self._clock().isoformat()
