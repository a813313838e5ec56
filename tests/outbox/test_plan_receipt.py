"""The receipt of an action plan: what was understood of it, set against what was known before."""

from __future__ import annotations

from datetime import date

from outbox.plan_receipt import FollowedPlan, plan_receipt
from outbox.short_receipts import ReceivedFile
from processors.plan_returns import PlanReturn, Said
from tests.outbox.samples import lines_of
from tests.tiny import CAMPAIGN

FILE = ReceivedFile("plan.odt", date(2026, 10, 5), "Les Trois-Vallées", "EC-7K3M-9QXF-2", CAMPAIGN.operator, twins=True)
PLAN = PlanReturn((Said("reco-a"), Said("reco-b")), ())


def told(*, is_first: bool) -> list[str]:
    plan = FollowedPlan(FILE, "1 action en cours.", PLAN, 2, 0, "suivi-01001-n1", "plan-d-actions-01001-v1-n1", is_first=is_first)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines_of(plan_receipt(plan))]


def test_a_first_plan_is_not_set_against_what_nobody_said_before() -> None:
    assert "2 actions renseignées dans ce plan." in told(is_first=True)
    assert not any(line.startswith("2 actions changent") for line in told(is_first=True))


def test_a_later_plan_says_how_much_it_changes() -> None:
    assert "2 actions changent par rapport à ce que vous aviez indiqué auparavant." in told(is_first=False)


def test_its_title_stands_on_one_line_and_whom_to_ask_comes_last() -> None:
    lines = told(is_first=True)
    assert "Plan bien reçu" in lines
    assert lines[-1].startswith("Une difficulté")
