"""Assessments as the ledger keeps them: appended, never changed, found again by what is printed on a report."""

from __future__ import annotations

from datetime import datetime

from intake.database import Database, Row
from intake.records import StoredAssessment


class AssessmentStore:
    """Reads assessments; `SubmissionStore` appends them, because an assessment belongs to a transition."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, submission: int) -> tuple[StoredAssessment, ...]:
        """Every assessment of a submission, from document version 1 on."""
        rows = self._database.all("SELECT * FROM assessments WHERE submission = ? ORDER BY document_version", (submission,))
        return tuple(_stored(row) for row in rows)

    def latest(self, submission: int) -> StoredAssessment | None:
        """The latest assessment of a submission, or None before it is assessed."""
        found = self.of(submission)
        return found[-1] if found else None

    def version(self, submission: int, number: int | None) -> StoredAssessment | None:
        """One assessment of a submission, the latest unless another document version is named; or None."""
        found = [each for each in self.of(submission) if number in (None, each.document_version)]
        return found[-1] if found else None

    def by_fingerprint(self, fingerprint: str) -> tuple[StoredAssessment, ...]:
        """Every assessment whose fingerprint starts with `fingerprint` (hexadecimal, any case, spaces ignored), oldest first.

        Two respondents who gave the same answers may share a fingerprint, hence several.
        """
        wanted = "".join(fingerprint.split()).lower()
        rows = self._database.all(
            "SELECT * FROM assessments WHERE substr(fingerprint, 1, ?) = ? ORDER BY submission, document_version", (len(wanted), wanted)
        )
        return tuple(_stored(row) for row in rows) if wanted else ()


def _stored(row: Row) -> StoredAssessment:
    return StoredAssessment(
        submission=row["submission"],
        document_version=row["document_version"],
        assessment=row["assessment"],
        comparison=row["comparison"],
        fingerprint=row["fingerprint"],
        content_hash=row["content_hash"],
        scoring_hash=row["scoring_hash"],
        made_at=datetime.fromisoformat(row["made_at"]),
        making=row["making"],
    )
