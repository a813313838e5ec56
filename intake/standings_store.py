"""Where the respondents of a campaign stand, read all at once: what a dashboard or an export starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from intake.database import Database

_LATEST = """
    SELECT submissions.id, submissions.respondent, submissions.revision, assessments.document_version, assessments.made_at,
           assessments.content_hash, assessments.assessment
    FROM submissions JOIN assessments ON assessments.submission = submissions.id
    WHERE submissions.campaign = :campaign
      AND revision = (SELECT max(revision) FROM submissions AS other
                      WHERE (other.campaign, other.respondent) = (submissions.campaign, submissions.respondent))
      AND document_version = (SELECT max(document_version) FROM assessments AS other WHERE other.submission = submissions.id)
"""
_MARK = """
    SELECT (SELECT max(id) FROM events), (SELECT count(*) FROM assessments), (SELECT count(*) FROM campaigns),
           (SELECT count(*) FROM respondents), (SELECT count(*) FROM forms)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest assessed return of a respondent; `assessment` is a JSON text, `content_hash` that of the questionnaire answered."""

    submission: int
    respondent: str
    revision: int
    document_version: int
    made_at: datetime
    content_hash: str
    assessment: str


class StandingStore:
    """Reads the ledger across its submissions. Nothing here changes anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark(self) -> tuple[int, ...]:
        """What differs as soon as anything that a standing or a progress tells has changed. Costs a fraction of a millisecond."""
        row = self._database.one(_MARK)
        return tuple(each or 0 for each in row) if row else ()

    def last_event(self) -> datetime | None:
        """When anything last happened to a submission, or None."""
        row = self._database.one("SELECT at FROM events ORDER BY id DESC LIMIT 1")
        return None if row is None else datetime.fromisoformat(row["at"])

    def latest(self, campaign: str) -> Iterator[Standing]:
        """The standing of every respondent of `campaign` who has one, in no order."""
        for row in self._database.all(_LATEST, {"campaign": campaign}):
            identity, respondent, revision, version, made_at, content_hash, assessment = row
            yield Standing(identity, respondent, revision, version, datetime.fromisoformat(made_at), content_hash, assessment)
