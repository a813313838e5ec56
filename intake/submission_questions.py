"""What one asks the ledger about submissions. Nothing here changes anything."""

from __future__ import annotations

from datetime import datetime, timedelta

from intake.database import Database, Row
from intake.records import ACCEPTED, Event, Reading, Stamp, State, Submission
from intake.submission_rows import event_from, quoted, submission_from

LONGEST_PAUSE = timedelta(minutes=15)
"""The longest time between two tries of a step that fails."""
_TOGETHER = """
    SELECT other.* FROM submissions AS other JOIN submissions AS mine ON mine.id = :mine
    WHERE other.campaign = :campaign AND other.respondent = :respondent AND other.id <> :mine
      AND other.state NOT IN ('duplicate', 'refused') AND other.verdict IS NOT 'discard'
      AND CASE WHEN other.taken_by = mine.taken_by THEN other.seen_pass = mine.seen_pass
               ELSE coalesce((SELECT min(id) FROM events WHERE submission = other.id AND after = 'assessed'), 1 << 62)
                    > (SELECT min(id) FROM events WHERE submission = :mine) END
    ORDER BY other.id
"""


class SubmissionQuestions:
    """Questions about submissions, each answered as of the moment it is asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

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

    def due(self, now: datetime, *, hurry: bool = False) -> tuple[Submission, ...]:
        """Every unfinished submission that is neither set aside nor, unless in a `hurry`, waiting for its next try."""
        return tuple(each for each in self.unfinished() if not each.set_aside and (hurry or _is_time(each, now)))

    def set_aside(self) -> tuple[Submission, ...]:
        """Every submission that keeps failing and is no longer tried, in the order of arrival."""
        return self._all("settled_at IS NULL AND set_aside <> ''")

    def claims_in(self, *states: State) -> list[Row]:
        """The claims on unfinished submissions in one of `states`, in the order of arrival."""
        return self._database.all(
            f"""SELECT claims.* FROM submissions JOIN claims ON claims.submission = submissions.id
                WHERE settled_at IS NULL AND owner <> '' AND state IN ({quoted(states)}) ORDER BY submissions.id"""  # noqa: S608 – our own words
        )

    def moved_away(self, path: bytes, stamp: Stamp) -> bool:
        """Whether a file of this very name and stamp was already moved out of the drop folder."""
        return (
            self._find(
                "path = ? AND (size, mtime_ns, inode) = (?, ?, ?) AND archive_path IS NOT NULL",
                path,
                stamp.size,
                stamp.mtime_ns,
                stamp.inode,
            )
            is not None
        )

    def accepted_with_sha(self, sha256: str, other_than: int = 0) -> Submission | None:
        """The first submission of these bytes that was accepted (identified or beyond, or waiting), except `other_than`; or None."""
        return self._find(f"sha256 = ? AND id <> ? AND state IN ({quoted(ACCEPTED)})", sha256, other_than)

    def latest_revision(self, campaign: str, respondent: str) -> Submission | None:
        """The latest assessed submission of a respondent, or None."""
        found = self.revisions(campaign, respondent)
        return found[-1] if found else None

    def revisions(self, campaign: str, respondent: str) -> tuple[Submission, ...]:
        """Every assessed submission of a respondent, from revision 1 on."""
        return self._all("campaign = ? AND respondent = ? AND revision IS NOT NULL", campaign, respondent, order="revision")

    def of(self, campaign: str, respondent: str) -> tuple[Submission, ...]:
        """Everything that was returned by a respondent, duplicates left out, in the order of arrival."""
        return self._all("campaign = ? AND respondent = ? AND state <> 'duplicate'", campaign, respondent)

    def in_state(self, state: State) -> tuple[Submission, ...]:
        """Every submission in `state`, in the order of arrival."""
        return self._all("state = ?", state)

    def unidentified(self) -> tuple[Submission, ...]:
        """Refused or waiting submissions of which not even the campaign is known, in the order of arrival; none that was merely opened."""
        found = self._all("campaign IS NULL AND state IN ('refused', 'waiting')")
        return tuple(each for each in found if not each.is_opened)

    def first_seen_together(self, submission: Submission) -> tuple[Submission, ...]:
        """The other submissions of the same respondent first seen together with this one, duplicates, refusals and discarded ones left out.

        Together is: in the same pass of the same process; or taken by two processes, one of them (or an earlier run that was killed) not
        having assessed its own when the other came in.
        """
        if submission.belonging is None:
            return ()
        values = {"campaign": submission.belonging.campaign, "respondent": submission.belonging.respondent, "mine": submission.id}
        return tuple(submission_from(row) for row in self._database.all(_TOGETHER, values))

    def undecided(self, campaign: str, respondent: str) -> tuple[Submission, ...]:
        """What waits for a person's decision about a respondent, in the order of arrival."""
        return self._all("campaign = ? AND respondent = ? AND state = 'waiting' AND verdict IS NULL", campaign, respondent)

    def waiting(self) -> tuple[Submission, ...]:
        """Everything that waits for a person's decision, in the order of arrival."""
        return self._all("state = 'waiting' AND verdict IS NULL")

    def earlier_unassessed(self, submission: Submission) -> bool:
        """Whether an earlier return of the same respondent is read and still to be assessed: revisions follow the order of arrival."""
        if submission.belonging is None:
            return False
        where = "campaign = ? AND respondent = ? AND id < ? AND state = 'read' AND set_aside = ''"
        return self._find(where, submission.belonging.campaign, submission.belonging.respondent, submission.id) is not None

    def revision(self, campaign: str, respondent: str, number: int) -> Submission | None:
        """The submission that is revision `number` of a respondent, or None."""
        return self._find("campaign = ? AND respondent = ? AND revision = ?", campaign, respondent, number)

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

    def _find(self, where: str, *values: object) -> Submission | None:
        found = self._all(where, *values, limit=1)
        return found[0] if found else None

    def _all(self, where: str, *values: object, order: str = "id", limit: int = -1) -> tuple[Submission, ...]:
        query = f"SELECT * FROM submissions WHERE {where} ORDER BY {order} LIMIT {limit}"  # noqa: S608 – conditions written in this class
        return tuple(submission_from(row) for row in self._database.all(query, values))


def _is_time(submission: Submission, now: datetime) -> bool:
    """Whether its next try has come. One far in the future was set by a clock that has been put back since: it has come too."""
    return submission.retry_at is None or not now < submission.retry_at <= now + LONGEST_PAUSE
