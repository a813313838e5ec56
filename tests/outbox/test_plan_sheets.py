"""The plans of a campaign as a spreadsheet: where each action stands, and costs as written and as numbers to add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from forms.plan import PlanStatus
from outbox.plan_sheets import plan_sheets
from outbox.spreadsheet import Cell
from processors.follow_up import Received, follow
from processors.plan_campaign import Planner
from processors.plan_returns import PlanReturn, Said
from processors.plan_values import read_cost, read_deadline

TODAY = date(2027, 9, 1)
RETURNED = date(2027, 3, 1)


def followed(*said: Said, gone: frozenset[str] = frozenset()) -> list[dict[str, Cell]]:
    """The rows of the sheet « Suivi », by the label of their column."""
    follow_up = follow([Received("EC-1", RETURNED, 1, PlanReturn(said, ()))])
    _, sheet, _ = plan_sheets([Planner("89901", "Saint-Aubin", follow_up, {"reco-nommer": "Nommer une personne"}, gone)], TODAY)
    return [dict(zip((column.heading for column in sheet.columns), row, strict=True)) for row in sheet.rows]


def test_each_followed_action_has_a_row() -> None:
    (row,) = followed(Said("reco-nommer", status=PlanStatus.STARTED, deadline=read_deadline("juin 2027"), person="Zoé", note="vu"))
    assert row == {
        "Code": "89901", "Nom": "Saint-Aubin", "Action": "Nommer une personne", "État": "En cours", "Échéance": "juin 2027",
        "Au plus tard": date(2027, 6, 30), "En retard": "oui", "Coût ou temps": "", "Euros": None, "Jours": None, "Heures": None,
        "Dernier changement": RETURNED,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "euros", "days", "hours"),
    [
        ("1 200 € TTC", Decimal(1200), None, None),
        ("1,5 k€ et 2 jours", Decimal(1500), Decimal(2), None),
        ("2 h 30", None, None, Decimal("2.5")),
        ("gratuit", Decimal(0), None, None),
        ("selon le devis", None, None, None),
    ],
)
def test_a_cost_stands_as_written_and_as_numbers_to_add_up(written, euros, days, hours) -> None:
    (row,) = followed(Said("reco-nommer", status=PlanStatus.PLANNED, cost=read_cost(written)))
    assert (row["Coût ou temps"], row["Euros"], row["Jours"], row["Heures"]) == (written, euros, days, hours)


def test_an_action_that_applies_no_more_is_not_late() -> None:
    late = Said("reco-nommer", status=PlanStatus.STARTED, deadline=read_deadline("juin 2027"))
    (row,) = followed(late, gone=frozenset({"reco-nommer"}))
    assert row["En retard"] == "plus recommandée"
