"""Action plans: which ones went out, and what came back on them. Appended, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forms.codec import canonical_json, from_json
from forms.identity import Completion
from intake.database import Database, Row
from intake.records import IssuedForm

_RETURN_COLUMNS = "submission, campaign, respondent, reference, rank, received_on, base, base_version, plan, making"

ALIKE = """
    SELECT alike.id FROM campaigns AS alike JOIN questionnaires AS its ON its.content_hash = alike.content_hash
    WHERE its.id = (SELECT questionnaires.id FROM campaigns JOIN questionnaires USING (content_hash) WHERE campaigns.id = ?)
"""
"""The campaigns that ask the same questionnaire as another (id), in whichever version, itself included."""


@dataclass(frozen=True, slots=True)
class IssuedPlan:
    """A plan that went out. `form.completes` is the return it went out with (a questionnaire's, or an earlier plan's); `sheet` is what it
    printed beside its questions, `forms.plan_layout.PlanSheet` as JSON text; `name` its file name, without extension."""

    form: IssuedForm
    name: str
    sheet: str


@dataclass(frozen=True, slots=True)
class NewPlanReturn:
    """What a returned plan says, to keep for ever.

    `plan` is `processors.plan_returns.PlanReturn` as JSON text, `making` what its documents are made with. `base` is the assessed return,
    and `base_version` the version of its assessment, that it is set against.
    """

    submission: int
    campaign: str
    respondent: str
    reference: str
    received_on: date
    base: int
    base_version: int
    plan: str
    making: str


@dataclass(frozen=True, slots=True)
class StoredPlanReturn(NewPlanReturn):
    """A returned plan as kept. `rank` numbers all those of its respondent, of whatever campaign, from 1, in the order they were taken."""

    rank: int


@dataclass(frozen=True, slots=True)
class PlansBack:
    """How many plans of a respondent came back in a campaign, and the day the last one did."""

    count: int
    last_on: date


class PlanStore:
    """Plans issued and returned. Put `issue` and `keep` in the transaction of what they go with."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Going out

    def issue(self, plan: IssuedPlan) -> None:
        """Keep a plan that goes out with a submission. Raises `sqlite3.IntegrityError` when that has another, or its code is taken."""
        form = plan.form
        completion = canonical_json(form.completion).decode()
        self._database.write(
            "INSERT INTO plans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                form.reference,
                form.completes,
                form.campaign,
                form.respondent,
                form.content_hash,
                form.edition,
                completion,
                plan.name,
                plan.sheet,
            ),
        )

    def issued_with(self, submission: int) -> IssuedPlan | None:
        """The plan that went out with a submission, or None."""
        return self._issued("submission = ?", submission)

    def issued(self, reference: str) -> IssuedPlan | None:
        """The plan that bears `reference`, or None."""
        return self._issued("reference = ?", reference)

    # Coming back

    def keep(self, new: NewPlanReturn) -> int:
        """Keep what a plan says, as the last of its respondent so far. Returns its rank, from 1."""
        row = self._database.one("SELECT coalesce(max(rank), 0) + 1 AS next FROM plan_returns WHERE respondent = ?", (new.respondent,))
        rank = int(row["next"]) if row else 1
        self._database.write(
            f"INSERT INTO plan_returns ({_RETURN_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 – our own names
            (
                new.submission,
                new.campaign,
                new.respondent,
                new.reference,
                rank,
                new.received_on.isoformat(),
                new.base,
                new.base_version,
                new.plan,
                new.making,
            ),
        )
        return rank

    def of(self, submission: int) -> StoredPlanReturn | None:
        """What a submission said as a plan, or None when it is none, or is not yet taken."""
        return next(iter(self._returns("submission = ?", submission)), None)

    def back(self, campaign: str) -> dict[str, PlansBack]:
        """Of each respondent with plans returned in `campaign`, how many and when: asked for all at once, reading none of them."""
        query = "SELECT respondent, count(*) AS number, max(received_on) AS last FROM plan_returns WHERE campaign = ? GROUP BY respondent"
        rows = self._database.all(query, (campaign,))
        return {row["respondent"]: PlansBack(row["number"], date.fromisoformat(row["last"])) for row in rows}

    def returns_of(self, campaign: str, respondent: str, up_to: int | None = None) -> tuple[StoredPlanReturn, ...]:
        """Everything a respondent's plans said, over all campaigns that ask the same questionnaire as `campaign`, by rank.

        `up_to`: a rank, that one included.
        """
        ours = f"respondent = ? AND campaign IN ({ALIKE})"
        if up_to is None:
            return self._returns(f"{ours} ORDER BY rank", respondent, campaign)
        return self._returns(f"{ours} AND rank <= ? ORDER BY rank", respondent, campaign, up_to)

    def latest_in(self, campaign: str, respondent: str) -> StoredPlanReturn | None:
        """The last plan that a respondent returned in a campaign, or None."""
        return next(iter(self._returns("campaign = ? AND respondent = ? ORDER BY rank DESC LIMIT 1", campaign, respondent)), None)

    # How

    def _issued(self, where: str, value: str | int) -> IssuedPlan | None:
        row = self._database.one(f"SELECT * FROM plans WHERE {where}", (value,))  # noqa: S608 – conditions written in this class
        return None if row is None else _issued_plan(row)

    def _returns(self, where: str, *values: object) -> tuple[StoredPlanReturn, ...]:
        rows = self._database.all(f"SELECT * FROM plan_returns WHERE {where}", values)  # noqa: S608 – conditions written in this class
        return tuple(_stored_return(row) for row in rows)


def plan_form(row: Row) -> IssuedForm:
    """The form that a row of `plans` holds."""
    return IssuedForm(
        row["reference"],
        row["campaign"],
        row["respondent"],
        row["content_hash"],
        row["edition"],
        row["submission"],
        from_json(row["completion"], Completion),
        is_plan=True,
    )


def _issued_plan(row: Row) -> IssuedPlan:
    return IssuedPlan(plan_form(row), row["name"], row["sheet"])


def _stored_return(row: Row) -> StoredPlanReturn:
    return StoredPlanReturn(
        submission=row["submission"],
        campaign=row["campaign"],
        respondent=row["respondent"],
        reference=row["reference"],
        received_on=date.fromisoformat(row["received_on"]),
        base=row["base"],
        base_version=row["base_version"],
        plan=row["plan"],
        making=row["making"],
        rank=row["rank"],
    )
