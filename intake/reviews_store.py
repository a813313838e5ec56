"""Yearly reviews: what each was made from, kept before its documents are made. Appended, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from intake.database import Database, Row


@dataclass(frozen=True, slots=True)
class NewReview:
    """What a review is to be made from: an assessed return, the version of its assessment, and the plans of its respondent up to `rank`
    (0: none), as they stood on `made_on`."""

    submission: int
    document_version: int
    campaign: str
    respondent: str
    rank: int
    made_on: date


@dataclass(frozen=True, slots=True)
class StoredReview(NewReview):
    """A review as kept. `number` counts those of its respondent in its campaign, from 1."""

    number: int


class ReviewStore:
    """The reviews of a ledger. Put `keep` in the transaction of what it goes with."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, new: NewReview) -> StoredReview:
        """Keep a review as the last of its respondent in its campaign."""
        latest = self.latest(new.campaign, new.respondent)
        number = latest.number + 1 if latest else 1
        self._database.write(
            "INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?, ?)",
            (new.campaign, new.respondent, number, new.submission, new.document_version, new.rank, new.made_on.isoformat()),
        )
        return StoredReview(new.submission, new.document_version, new.campaign, new.respondent, new.rank, new.made_on, number)

    def review(self, campaign: str, respondent: str, number: int) -> StoredReview | None:
        """The review of that number, or None."""
        where = "campaign = ? AND respondent = ? AND number = ?"
        return _stored(self._database.one(f"SELECT * FROM reviews WHERE {where}", (campaign, respondent, number)))  # noqa: S608 – our own words

    def latest(self, campaign: str, respondent: str) -> StoredReview | None:
        """The last review of a respondent in a campaign, or None."""
        query = "SELECT * FROM reviews WHERE campaign = ? AND respondent = ? ORDER BY number DESC LIMIT 1"
        return _stored(self._database.one(query, (campaign, respondent)))


def _stored(row: Row | None) -> StoredReview | None:
    if row is None:
        return None
    return StoredReview(
        submission=row["submission"],
        document_version=row["document_version"],
        campaign=row["campaign"],
        respondent=row["respondent"],
        rank=row["rank"],
        made_on=date.fromisoformat(row["made_on"]),
        number=row["number"],
    )
