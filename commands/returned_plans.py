"""What returned action plans said, as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Iterable

from forms.codec import from_json
from forms.plan_layout import PlanSheet
from intake.ledger import Ledger
from intake.plans_store import StoredPlanReturn
from intake.records import Submission
from processors.follow_up import Received, follow
from processors.plan_returns import PlanReturn


def received(ledger: Ledger, returns: Iterable[StoredPlanReturn]) -> list[Received]:
    """What the ledger keeps of `returns`, as the follow-up takes it."""
    return [_received(ledger, each) for each in returns]


def _received(ledger: Ledger, returned: StoredPlanReturn) -> Received:
    sheet = issued_sheet(ledger, returned.reference)
    own = dict(zip(sheet.own, sheet.followed_own, strict=False)) if sheet else {}
    said, written = from_json(returned.plan, PlanReturn), sheet.written if sheet else {}
    return Received(returned.reference, returned.received_on, returned.rank, said, own, written)


def issued_sheet(ledger: Ledger, reference: str) -> PlanSheet | None:
    """What the plan `reference` printed; None when no such plan went out."""
    issued = ledger.plans.issued(reference)
    return from_json(issued.sheet, PlanSheet) if issued else None


def closed_before(ledger: Ledger, submission: Submission, campaign: str, respondent: str) -> frozenset[str]:
    """The keys of the actions that the plans of a respondent said done or dropped when `submission` came: the same whenever it is asked."""
    known = [each for each in ledger.plans.returns_of(campaign, respondent) if each.submission < submission.id]
    return frozenset(each.key for each in follow(received(ledger, known)).actions if each.is_closed)
