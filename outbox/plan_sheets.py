"""The plans of a campaign as tables: one row for each respondent, for each action they follow, and for each action over the campaign.

Nobody's name is in them: who is in charge of an action, and notes, stay in the plans.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from forms.french import typography
from forms.plan import STATUS_LABELS
from outbox.spreadsheet import Cell, Column, Row, Sheet
from processors.follow_up import Followed, Stage
from processors.plan_campaign import Planner, count_actions
from processors.plan_values import Cost

STAGE_LABELS: Mapping[Stage, str] = {
    Stage.DONE: "Réalisées",
    Stage.STARTED: "En cours",
    Stage.LATE: "En retard",
    Stage.AHEAD: "À venir",
    Stage.DROPPED: "Abandonnées",
}
_WHO = (Column("Code", 2.2), Column("Nom", 5.5))
_SUMS = (Column("Euros", 2.4), Column("Jours", 2), Column("Heures", 2))
"""What of a cost can be added up, each alone in its column so that a spreadsheet sums it; empty where the words tell no number."""
_COUNTS = tuple(Column(label, 2.6) for label in STAGE_LABELS.values())


def plan_sheets(planners: Sequence[Planner], today: date) -> tuple[Sheet, ...]:
    """The three sheets, as things stand on `today`. Respondents who returned no plan have a row of nothing in the first."""
    followed = (*_WHO, Column("Action", 9, wraps=True), Column("État", 3), Column("Échéance", 3.5), Column("Au plus tard", 2.6))
    return (
        Sheet(
            "Collectivités",
            (*_WHO, Column("Plans reçus", 2.4), *_COUNTS, Column("Plus recommandées", 3.6)),
            tuple(_respondent(each, today) for each in planners),
            2,
        ),
        Sheet(
            "Suivi",
            (*followed, Column("En retard", 3.2), Column("Coût ou temps", 4, wraps=True), *_SUMS, Column("Dernier changement", 3.4)),
            tuple(_followed(planners, today)),
            2,
        ),
        Sheet("Actions", (Column("Action", 11, wraps=True), Column("Choisie par", 2.4), *_COUNTS), tuple(_actions(planners, today)), 1),
    )


def _respondent(planner: Planner, today: date) -> Row:
    count = planner.count(today)
    return (planner.key, planner.name, planner.follow_up.returns, *(count[stage] for stage in STAGE_LABELS), len(planner.gone))


def _followed(planners: Sequence[Planner], today: date) -> Iterator[Row]:
    for planner in planners:
        late = {action.key for stage, action in planner.staged(today) if stage is Stage.LATE}
        for action in planner.follow_up.actions:
            told = "oui" if action.key in late else "plus recommandée" if action.key in planner.gone else ""
            yield (planner.key, planner.name, planner.title(action), *_state(action), told, *_rest(action))


def _state(action: Followed) -> tuple[Cell, ...]:
    deadline = action.deadline
    last = date.fromisoformat(deadline.day) if deadline and deadline.day else None
    return (STATUS_LABELS[action.status] if action.status else "", deadline.raw if deadline else "", last)


def _rest(action: Followed) -> tuple[Cell, ...]:
    cost = action.cost or Cost("")
    sums = (Decimal(amount) if amount else None for amount in (cost.euros, cost.days, cost.hours))
    return (cost.raw, *sums, action.changes[-1].on if action.changes else None)


def _actions(planners: Sequence[Planner], today: date) -> Iterator[Row]:
    for each in count_actions(planners, today):
        yield (typography(each.title), each.chosen, *(each.stages.get(stage, 0) for stage in STAGE_LABELS))
