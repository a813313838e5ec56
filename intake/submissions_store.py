"""The life of each return, as the ledger keeps it: guarded transitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.codec import canonical_json
from intake.claims import Claims
from intake.database import Database
from intake.records import (
    FROM,
    Arrival,
    Belonging,
    Clock,
    DeliveredDocument,
    NewAssessment,
    OutOfStep,
    Reason,
    Setback,
    State,
    Submission,
    Verdict,
)
from intake.submission_questions import SubmissionQuestions
from intake.submission_rows import SqlValue, arrival_values, belonging_values, quoted, reason_values

_NO_FAILURE: dict[str, SqlValue] = {"attempts": 0, "faults": 0, "last_error": "", "retry_at": None}
_CLOSED = frozenset({State.REFUSED, State.DUPLICATE, State.WAITING})
"""States that `settle` may close; a delivered submission is settled by its delivery."""


class SubmissionStore(SubmissionQuestions):
    """Submissions by transition. Each method is one transaction; put several in `Ledger.transaction` to commit them together.

    A transition whose submission is not in an expected state changes nothing and raises OutOfStep; so does, as ClaimLost, one whose
    submission another process works on.
    """

    def __init__(self, database: Database, claims: Claims, clock: Clock) -> None:
        super().__init__(database)
        self._claims = claims
        self._clock = clock

    # Transitions

    def receive(self, arrival: Arrival) -> Submission:
        """Record a file whose bytes are safe in the spool → RECEIVED, and claim it.

        The same file still lying in the drop folder is not recorded twice: its submission in flight is returned as it stands.
        """
        with self._database.transaction():
            known = self.in_flight(arrival.path, arrival.stamp)
            return known or self.get(self._insert(arrival))

    def identify(self, submission: int, belonging: Belonging) -> None:
        """Whose return it is has been found → IDENTIFIED."""
        self._advance(submission, State.IDENTIFIED, belonging_values(belonging))

    def keep_reading(self, submission: int, raw: str, checked: str | None = None, answers_hash: str | None = None) -> None:
        """Its raw values, and its answers when they are already checked, are stored (JSON texts) → READ."""
        with self._database.transaction():
            self._advance(submission, State.READ, {"answers_hash": answers_hash})
            self._database.write(
                "INSERT INTO readings VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET raw = excluded.raw, checked = excluded.checked",
                (submission, raw, checked),
            )

    def assess(self, submission: int, checked: str, answers_hash: str, assessment: NewAssessment) -> int:
        """Its checked answers (JSON text) and its assessment are stored → ASSESSED. Returns its revision, from 1."""
        with self._database.transaction():
            revision = self._next_revision(submission)
            self._advance(submission, State.ASSESSED, {"answers_hash": answers_hash, "revision": revision})
            self._database.write("UPDATE readings SET checked = ? WHERE submission = ?", (checked, submission))
            self._append_assessment(submission, assessment)
        return revision

    def take_plan(self, submission: int) -> None:
        """What its plan says is kept, with everything that its documents are made from → ASSESSED, without a revision of its own."""
        self._advance(submission, State.ASSESSED, {})

    def make_again(self, submission: int, assessment: NewAssessment) -> None:
        """Its documents are to be made once more, as a further version → ASSESSED again; what was delivered stays, and so do earlier
        assessments. Raises OutOfStep unless it is delivered, `sqlite3.IntegrityError` when the version exists."""
        with self._database.transaction():
            self._claims.require(submission)
            touched = self._database.write(
                "UPDATE submissions SET state = 'assessed', settled_at = NULL WHERE id = ? AND state = 'delivered' "
                "AND settled_at IS NOT NULL",
                (submission,),
            )
            if not touched:
                raise OutOfStep("Ce retour n’a pas encore ses documents.", f"submission {submission} is not delivered")
            self._append_assessment(submission, assessment)
            self._record(submission, State.DELIVERED, State.ASSESSED, f"version {assessment.document_version}")

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

    def decide(self, submission: int, verdict: Verdict, by: str) -> None:
        """A person, `by` name, decided about a waiting return whose receipt is in place. Kept → READ; discarded: a receipt remains to
        be done, then `settle`. What was discarded may still be kept later."""
        changes: dict[str, SqlValue] = {"verdict": verdict, "decided_by": by, "decided_at": self._now(), "settled_at": None}
        state = State.READ if verdict is Verdict.KEEP else State.WAITING
        with self._database.transaction():
            self._claims.require(submission)
            touched = self._database.write(
                "UPDATE submissions SET verdict = :verdict, decided_by = :decided_by, decided_at = :decided_at, settled_at = :settled_at, "
                "state = :state WHERE id = :submission AND state = 'waiting' AND settled_at IS NOT NULL AND verdict IS NOT :verdict",
                {**changes, "state": state, "submission": submission},
            )
            if not touched:
                raise OutOfStep("Ce retour n’attend pas de décision.", f"submission {submission} does not wait for {verdict}")
            self._record(submission, State.WAITING, state, verdict)

    def note_setback(self, submission: int, setback: Setback) -> None:
        """A step failed; others may take the submission meanwhile. Raises ClaimLost when another process already has it."""
        with self._database.transaction():
            self._claims.require(submission)
            self._database.write(
                "UPDATE submissions SET attempts = attempts + 1, faults = faults + ?, last_error = ?, retry_at = ?, set_aside = ? "
                "WHERE id = ?",
                (setback.fault, setback.error, setback.retry_at and setback.retry_at.isoformat(), setback.set_aside, submission),
            )
            self._claims.release(submission)

    def bring_back(self, submission: int) -> None:
        """A person asks for a submission that was set aside, or that waits for its next try, to be tried again at once."""
        self._database.write(
            "UPDATE submissions SET attempts = 0, faults = 0, retry_at = NULL, set_aside = '' WHERE id = ? AND settled_at IS NULL",
            (submission,),
        )

    # Several processes

    def claimable(self, *, hurry: bool = False) -> tuple[Submission, ...]:
        """What this process may work on now, claimed, in the order of arrival. In a hurry nothing waits for its next try."""
        wanted = self.due(self._clock(), hurry=hurry)
        ours = frozenset(self._claims.take(each.id for each in wanted))
        return tuple(each for each in wanted if each.id in ours)

    def being_read_elsewhere(self) -> int | None:
        """The first submission that another living process is reading, or None. What came after it cannot be judged yet."""
        return self._claims.first_elsewhere(self.claims_in(State.RECEIVED, State.IDENTIFIED))

    def in_work_elsewhere(self) -> bool:
        """Whether another living process works on anything."""
        return self._claims.first_elsewhere(self.claims_in(*State)) is not None

    # How

    def _insert(self, arrival: Arrival) -> int:
        values = {**arrival_values(arrival), "received_at": self._now(), "state": State.RECEIVED, "taken_by": self._claims.owner}
        marks = ", ".join(f":{name}" for name in values)
        identity = self._database.insert(f"INSERT INTO submissions ({', '.join(values)}) VALUES ({marks})", values)  # noqa: S608 – our own names
        self._claims.require(identity)
        self._record(identity, None, State.RECEIVED, "")
        return identity

    def _advance(self, submission: int, after: State, changes: Mapping[str, SqlValue]) -> None:
        """The one door through which a state changes: guarded, recorded, and clearing earlier failures."""
        with self._database.transaction():
            before = self.get(submission).state
            self._change(submission, FROM[after], {"state": after, **_NO_FAILURE, **changes})
            self._record(submission, before, after, str(changes.get("reason_code", "")))

    def _change(self, submission: int, expected: frozenset[State], changes: Mapping[str, SqlValue]) -> None:
        assignments = ", ".join(f"{name} = :{name}" for name in changes)
        with self._database.transaction():
            self._claims.require(submission)
            touched = self._database.write(
                f"UPDATE submissions SET {assignments} WHERE id = :submission AND settled_at IS NULL AND state IN ({quoted(expected)})",  # noqa: S608 – our own names
                {**changes, "submission": submission},
            )
            if not touched:
                state = self.get(submission).state
                raise OutOfStep("Ce retour a déjà été traité.", f"submission {submission} is {state}, expected {quoted(expected)}")
            if changes.get("settled_at"):
                self._claims.release(submission)

    def _settlement(self, documents: Sequence[DeliveredDocument], archive_path: str) -> dict[str, SqlValue]:
        listed = canonical_json(list(documents)).decode()
        return {"documents": listed, "archive_path": archive_path, "settled_at": self._now()}

    def _append_assessment(self, submission: int, assessment: NewAssessment) -> None:
        belonging = self.get(submission).belonging
        if belonging is None:
            raise OutOfStep("Ce retour n’est pas encore identifié.", f"submission {submission} has no questionnaire")
        self._database.write(
            "INSERT INTO assessments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                submission,
                assessment.document_version,
                assessment.assessment,
                assessment.comparison,
                assessment.fingerprint,
                belonging.content_hash,
                belonging.scoring_hash,
                self._now(),
                assessment.making,
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

    def _now(self) -> str:
        return self._clock().isoformat()
