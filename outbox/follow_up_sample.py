"""A follow-up to check templates with: the respondent of a sample view, after a second plan that speaks of its actions one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import cycle

from forms.plan import OVERALL, STATUS_LABELS, Facet, PlanStatus, recommendation_key
from outbox.view import ActionView, ReportView
from processors.follow_up import Change, Followed, Stage
from processors.plan_estimate import Route
from processors.plan_returns import Aim
from processors.plan_standing import Aimed, Estimate, PlanStanding
from processors.plan_values import Deadline
from processors.results import Score

_ON = date(2026, 10, 5)
_DEADLINE = Deadline("juin 2027", "2027-06-30", approximate=True)
_RANK = 2
_STATUSES = {
    Stage.DONE: PlanStatus.DONE,
    Stage.STARTED: PlanStatus.STARTED,
    Stage.LATE: PlanStatus.PLANNED,
    Stage.DROPPED: PlanStatus.DROPPED,
    Stage.AHEAD: PlanStatus.TO_PLAN,
}


def sample_of(view: ReportView) -> tuple[PlanStanding, Mapping[str, str]]:
    """The standing and the titles of its actions; with nothing in it when `view` has no action."""
    actions = (*view.first_actions, *view.other_actions)
    staged = [(stage, _followed(action, _STATUSES[stage])) for stage, action in zip(cycle(Stage), actions, strict=False)]
    followed = tuple(action for _, action in staged)
    recommendations = tuple(f"exemple-{action.rank}" for action in actions)
    standing = PlanStanding(
        rank=_RANK,
        on=_ON,
        stages={stage: tuple(action for its, action in staged if its is stage) for stage in Stage},
        gone=followed[:1],
        silent=len(followed),
        changes=tuple((action, action.changes) for action in followed),
        aims=_aims(view, recommendations),
        score=_score(view, 0),
        estimate=Estimate(recommendations[:_RANK], _score(view, len(actions))) if actions else None,
        ranks={action.key: rank for rank, action in enumerate(followed, 1)},
        contradicted=followed[:1],
        moved=followed[:1],
    )
    return standing, {_key(action): action.title for action in actions}


def _key(action: ActionView) -> str:
    return recommendation_key(f"exemple-{action.rank}")


def _followed(action: ActionView, status: PlanStatus) -> Followed:
    change = Change(_ON, _RANK, Facet.STATUS, "", STATUS_LABELS[status])
    return Followed(_key(action), status=status, deadline=_DEADLINE, changes=(change,))


def _aims(view: ReportView, recommendations: tuple[str, ...]) -> tuple[Aimed, ...]:
    if not recommendations:
        return ()
    route = Route(OVERALL, 100, recommendations[:_RANK], _score(view, len(recommendations)).index or 0)
    return (Aimed(Aim(OVERALL, "B", 100, _DEADLINE), "Ensemble", _score(view, 0), route),)


def _score(view: ReportView, more: int) -> Score:
    index = min(100, (view.score.value or 0) + more)
    return Score(index, 100, 0, index, index, view.score.letter, view.score.letter, provisional=False)
