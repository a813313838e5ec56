"""Where a respondent stands after returning a plan: what a follow-up says, as values.

The figures come from the follow-up of all returns so far and from the assessment the plan is set against; an estimate stays apart from
the index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from forms.answers import CheckedReturn
from forms.plan import OVERALL, recommendation_key, recommendation_of
from forms.questionnaire import Questionnaire
from processors.follow_up import Change, Followed, FollowUp, Received, Stage, by_stage, follow, last_changes
from processors.plan_estimate import Route, estimate, shortest_route
from processors.plan_returns import Aim
from processors.plan_sheets import carry_over, sheet_of
from processors.results import Assessment, Score


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessed questionnaire that a plan is set against; `advised` are the keys of the actions that the advisor gave with it, and
    `plans_before` the rank of the last plan that had come when it was answered, 0 when none had."""

    questionnaire: Questionnaire
    checked: CheckedReturn
    assessment: Assessment
    advised: tuple[str, ...] = ()
    plans_before: int = 0


@dataclass(frozen=True, slots=True)
class Aimed:
    """A target: the theme's title, its score when assessed, and the way there; `route` is None when the level cannot be read or the theme
    is not evaluated. `resumed` are the actions of the route that were dropped: without them it would lead less far."""

    aim: Aim
    title: str
    score: Score
    route: Route | None
    resumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the index would be if the questionnaire were answered today, with `actions` (recommendation ids) done: an estimate, not it.

    They are those done since it was answered: what its answers count already, or contradict, would earn nothing more.
    """

    actions: tuple[str, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """What a follow-up says on the day `on`, after `rank` returned plans.

    `stages` holds each action followed once, but those `gone`: followed until now, open, and no longer called for. `silent` counts the
    actions recommended of which nothing was ever said. `changes` is what the last return brought. `ranks` numbers the actions recommended,
    by key, as the next plan does. `contradicted`: done, by a plan that came before the answers, which still call for it. `moved`: the own
    actions that the last return has on another line, where their title says which they are.
    """

    rank: int
    on: date
    stages: Mapping[Stage, tuple[Followed, ...]]
    gone: tuple[Followed, ...]
    silent: int
    changes: tuple[tuple[Followed, tuple[Change, ...]], ...]
    aims: tuple[Aimed, ...]
    score: Score
    estimate: Estimate | None
    ranks: Mapping[str, int]
    contradicted: tuple[Followed, ...] = ()
    moved: tuple[Followed, ...] = ()


def standing_of(base: Assessed, returns: Sequence[Received]) -> PlanStanding:
    """The standing after the last of `returns` (in order, at least one), set against `base`."""
    last, follow_up = returns[-1], follow(returns)
    sheet = sheet_of(base.questionnaire, base.assessment, follow_up=follow_up)
    recommended = (*sheet.recommended, *base.advised)
    gone = tuple(each for each in carry_over(sheet, follow_up).gone if each.key not in recommended)
    followed = replace(follow_up, actions=tuple(each for each in follow_up.actions if each not in gone))
    return PlanStanding(
        rank=last.rank,
        on=last.on,
        stages=by_stage(followed, last.on),
        gone=gone,
        silent=sum(follow_up.action(key) is None for key in recommended),
        changes=last_changes(follow_up, last.rank),
        aims=tuple(_aimed(base, each, follow_up) for each in follow_up.aims if each.raw and each.theme in _themes(base)),
        score=base.assessment.overall,
        estimate=_estimate(base, follow_up),
        ranks={key: rank for rank, key in enumerate(recommended, 1)},
        contradicted=_contradicted(base, follow_up),
        moved=tuple(each for each in follow_up.actions if follow_up.moved.get(each.key) == last.rank),
    )


def _contradicted(base: Assessed, follow_up: FollowUp) -> tuple[Followed, ...]:
    called_for = {recommendation_key(each.recommendation) for each in base.assessment.actions}
    return tuple(each for each in follow_up.actions if each.key in called_for and each.was_done_by(base.plans_before))


def _done_since(base: Assessed, follow_up: FollowUp) -> tuple[str, ...]:
    """The recommendations done since the answers, or that they count already: all that is done but what they contradict."""
    contradicted = {each.key for each in _contradicted(base, follow_up)}
    return _recommendations([key for key in follow_up.done if key not in contradicted])


def _estimate(base: Assessed, follow_up: FollowUp) -> Estimate | None:
    """Nothing to estimate when no action still called for was done since, or when there is no index."""
    done = _done_since(base, follow_up)
    counted = tuple(each.recommendation for each in base.assessment.actions if each.recommendation in done)
    if not counted or base.assessment.overall.index is None:
        return None
    return Estimate(counted, estimate(base.questionnaire, base.checked, counted).overall)


def _aimed(base: Assessed, aim: Aim, follow_up: FollowUp) -> Aimed:
    title, score = _themes(base)[aim.theme]
    route, dropped = _route(base, aim, follow_up), _recommendations(follow_up.dropped)
    return Aimed(aim, title, score, route, tuple(each for each in route.actions if each in dropped) if route else ())


def _route(base: Assessed, aim: Aim, follow_up: FollowUp) -> Route | None:
    """A commune that dropped an action is not asked to do it, unless it takes that to come nearer."""
    if aim.index is None:
        return None
    done = _done_since(base, follow_up)
    search = partial(shortest_route, base.questionnaire, base.checked, base.assessment, aim.index, aim.theme, done)
    route = search(_recommendations(follow_up.dropped))
    whole = search() if route and route.missing else None
    return whole if route and whole and whole.missing < route.missing else route


def _recommendations(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(recommendation_of, keys)))


def _themes(base: Assessed) -> Mapping[str, tuple[str, Score]]:
    """Title and score of each theme, and of the whole; an earlier questionnaire may have had others."""
    scored = zip(base.questionnaire.themes, base.assessment.themes, strict=True)
    return {OVERALL: ("Ensemble", base.assessment.overall)} | {theme.id: (theme.title, result.score) for theme, result in scored}
