"""The results of all returns in a few columns, for setting one beside the others; and who was in the groups that were ever shown.

Everything here also follows from the assessments. It is kept apart because two thousand assessments take a second to read, and two
thousand lines of this a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms.codec import canonical_json, from_json
from intake.database import Database, Row
from intake.records import Belonging


@dataclass(frozen=True, slots=True)
class Result:
    """The indexes of one assessed return; None where not evaluated. `number` grows in the order of assessment."""

    number: int
    submission: int
    campaign: str
    respondent: str
    scoring_hash: str
    index: int | None
    themes: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group shown in the documents of a version: its kind, and the numbers of its members' results. `comparison` is the snapshot it is
    part of, as JSON text."""

    document_version: int
    kind: str
    members: frozenset[int]
    comparison: str


class ResultsStore:
    """Results by number, appended and never changed. Put `keep` in the transaction that stores the assessment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, submission: int, belonging: Belonging, index: int | None, themes: Mapping[str, int | None]) -> None:
        """Keep the result of a return that is being assessed. Raises `sqlite3.IntegrityError` when it has one."""
        self._database.write(
            "INSERT INTO results (submission, campaign, respondent, scoring_hash, overall_index, theme_indexes) VALUES (?, ?, ?, ?, ?, ?)",
            (submission, belonging.campaign, belonging.respondent, belonging.scoring_hash, index, canonical_json(themes).decode()),
        )

    def keep_shown(self, submission: int, document_version: int, groups: Mapping[str, Iterable[int]]) -> None:
        """Keep whose results, by number, each kind of group shows in the documents of an assessment."""
        rows = [(submission, document_version, kind, _bits(members)) for kind, members in groups.items()]
        self._database.write_many("INSERT INTO shown_groups VALUES (?, ?, ?, ?)", rows)

    def after(self, number: int) -> tuple[Result, ...]:
        """Every result after the one of this number, in the order of assessment; all of them after 0."""
        return tuple(_result(row) for row in self._database.all("SELECT * FROM results WHERE number > ? ORDER BY number", (number,)))

    def of(self, submission: int) -> Result | None:
        """The result of a submission, or None before it is assessed."""
        row = self._database.one("SELECT * FROM results WHERE submission = ?", (submission,))
        return None if row is None else _result(row)

    def before_campaign(self, campaign: str, respondent: str) -> Result | None:
        """The latest result of a respondent in the latest of the campaigns that were created before `campaign` and have one; or None."""
        row = self._database.one(
            """SELECT results.* FROM results JOIN campaigns ON campaigns.id = results.campaign
               WHERE respondent = ? AND campaigns.rowid < (SELECT rowid FROM campaigns WHERE id = ?)
               ORDER BY campaigns.rowid DESC, number DESC LIMIT 1""",
            (respondent, campaign),
        )
        return None if row is None else _result(row)

    def shown_to(self, respondent: str, scoring_hash: str) -> tuple[ShownGroup, ...]:
        """Every group of results of one scoring hash that stands in a document of a respondent, in any campaign, oldest first."""
        where = "results.respondent = ? AND results.scoring_hash = ? ORDER BY made_at, results.number, document_version, kind"
        return self._shown(where, respondent, scoring_hash)

    def shown_in(self, submission: int) -> tuple[ShownGroup, ...]:
        """Every group that stands in a document of a submission, oldest first."""
        return self._shown("results.submission = ? ORDER BY document_version, kind", submission)

    def _shown(self, where: str, *values: object) -> tuple[ShownGroup, ...]:
        rows = self._database.all(
            f"""SELECT document_version, kind, members, comparison FROM results
                JOIN shown_groups USING (submission) JOIN assessments USING (submission, document_version)
                WHERE {where}""",  # noqa: S608 – conditions written in this class
            values,
        )
        return tuple(ShownGroup(row["document_version"], row["kind"], _numbers(row["members"]), row["comparison"]) for row in rows)


def _result(row: Row) -> Result:
    return Result(
        row["number"],
        row["submission"],
        row["campaign"],
        row["respondent"],
        row["scoring_hash"],
        row["overall_index"],
        from_json(row["theme_indexes"], dict[str, int | None]),
    )


def _bits(numbers: Iterable[int]) -> bytes:
    """A set of numbers, one bit each: a few hundred octets for a group of thousands."""
    listed = list(numbers)
    bits = bytearray(max(listed, default=0) // 8 + 1)
    for number in listed:
        bits[number >> 3] |= 1 << (number & 7)
    return bytes(bits)


def _numbers(bits: bytes) -> frozenset[int]:
    return frozenset(place * 8 + bit for place, byte in enumerate(bits) if byte for bit in range(8) if byte >> bit & 1)
