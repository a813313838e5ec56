"""The yearly review: what was done of the plan since the last evaluation, sorted as the report on sustainable development wants it.

Source: article D. 2311-15 CGCT, which sets apart the actions on property, running and internal activities (A) and the public policies
carried out on the territory (B). Figures come from the assessment and the follow-up as they are; nothing is computed again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from forms.advice import OwnRecommendation
from forms.answers import Answer, Status
from forms.plan import OVERALL, UNTITLED, Facet, advice_key, recommendation_key
from forms.questionnaire import Questionnaire, Recommendation, Scope
from processors.follow_up import Followed, FollowUp, Stage, stage_of
from processors.plan_sheets import carry_over, sheet_of
from processors.results import Assessment, Score


@dataclass(frozen=True, slots=True)
class ReviewedAction:
    """An action of the plan: its title, and the indicators that follow it. `deadline` is as written, empty when there is none."""

    title: str
    deadline: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewedPart:
    """One part of the report: A, B, or None for what the commune added and nobody has put in one."""

    scope: Scope | None
    stages: Mapping[Stage, tuple[ReviewedAction, ...]]


@dataclass(frozen=True, slots=True)
class ReviewedTarget:
    """A target as written, where its theme stands, and by when it is to be reached. `index` is what is wanted (0–100), None when what is
    written is neither a letter nor an index."""

    title: str
    wanted: str
    deadline: str
    score: Score
    index: int | None = None

    @property
    def is_reached(self) -> bool:
        """Whether the theme stands there already."""
        return self.index is not None and self.score.index is not None and self.score.index >= self.index


class Ending(StrEnum):
    """Why an action still open is no longer recommended."""

    IN_PLACE = "en-place"  # the answers tell that it is
    POINTLESS = "sans-objet"  # none of the questions that call for it is asked any more, or they do not concern who answers
    WITHDRAWN = "retiree"  # the questionnaire, or the advisor, no longer has it


@dataclass(frozen=True, slots=True)
class EndedAction:
    """An action still open in the plan that is no longer recommended."""

    title: str
    ending: Ending


@dataclass(frozen=True, slots=True)
class Review:
    """What a yearly review tells of the plan. `before` counts the actions done or dropped before `since`: an earlier review told them.
    `gone`: those still open that the assessment no longer calls for, in no part. `settled`: the titles of those done or dropped that it
    calls for; `contradicted`: of those done in a plan that came before it."""

    parts: tuple[ReviewedPart, ...]
    targets: tuple[ReviewedTarget, ...]
    returns: int
    before: int = 0
    since: date | None = None
    gone: tuple[EndedAction, ...] = ()
    settled: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewedAssessment:
    """What the plan is set beside: the assessed questionnaire, the advisor's own recommendations, and the titles of actions by key.
    `earlier`: the questionnaires that plans were set against before, oldest first; they tell of recommendations withdrawn since.
    `answers`: what the assessment is of. `plans_before`: the rank of the last plan that had come when the questionnaire did, 0 when none
    had."""

    questionnaire: Questionnaire
    assessment: Assessment
    advised: Sequence[OwnRecommendation]
    titles: Mapping[str, str]
    earlier: Sequence[Questionnaire] = ()
    plans_before: int = 0
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def recommendations(self) -> Mapping[str, Recommendation]:
        """Every recommendation that a plan may speak of, by the key of its action, as the last questionnaire that has it says."""
        questionnaires = (*self.earlier, self.questionnaire)
        return {recommendation_key(each.id): each for asked in questionnaires for each in asked.recommendations}


def review_of(base: ReviewedAssessment, follow_up: FollowUp, today: date, since: date | None = None) -> Review:
    """The review on the day `today`; `since` is the day of the last evaluation, None for a first one."""
    gone = carry_over(sheet_of(base.questionnaire, base.assessment, base.advised, follow_up=follow_up), follow_up).gone
    before = [each for each in follow_up.actions if since is not None and _closed_before(each, since)]
    told = [each for each in follow_up.actions if each not in before and each not in gone]
    called_for = {recommendation_key(each.recommendation) for each in base.assessment.actions}
    settled = [each for each in follow_up.actions if each.is_closed and each.key in called_for]
    scopes = _scopes(base)
    return Review(
        parts=tuple(_part(base, scope, [each for each in told if scopes.get(each.key) is scope], today) for scope in (*Scope, None)),
        targets=_targets(base, follow_up),
        returns=follow_up.returns,
        before=len(before),
        since=since,
        gone=tuple(EndedAction(_title(base, each), _ending(base, each)) for each in gone),
        settled=tuple(_title(base, each) for each in settled),
        contradicted=tuple(_title(base, each) for each in settled if each.was_done_by(base.plans_before)),
    )


def _ending(base: ReviewedAssessment, action: Followed) -> Ending:
    recommended = next((each for each in base.questionnaire.recommendations if recommendation_key(each.id) == action.key), None)
    if recommended is None:
        return Ending.WITHDRAWN
    answers = (base.answers.get(trigger.question) for trigger in recommended.triggers)
    return Ending.IN_PLACE if any(each and each.status is Status.ANSWERED for each in answers) else Ending.POINTLESS


def _closed_before(action: Followed, day: date) -> bool:
    changes = [change.on for change in action.changes if change.facet is Facet.STATUS]
    return action.is_closed and bool(changes) and changes[-1] < day


def _scopes(base: ReviewedAssessment) -> Mapping[str, Scope]:
    """The part of each action that has one, by key."""
    own = {advice_key(each.id): each.scope for each in base.advised}
    return own | {key: each.scope for key, each in base.recommendations.items()}


def _part(base: ReviewedAssessment, scope: Scope | None, actions: Sequence[Followed], today: date) -> ReviewedPart:
    staged = {stage: tuple(_action(base, each) for each in actions if stage_of(each, today) is stage) for stage in Stage}
    return ReviewedPart(scope, staged)


def _action(base: ReviewedAssessment, action: Followed) -> ReviewedAction:
    indicators = {key: each.indicators for key, each in base.recommendations.items()}
    indicators |= {advice_key(each.id): each.indicators for each in base.advised}
    deadline = action.deadline.raw if action.deadline and not action.is_closed else ""
    return ReviewedAction(_title(base, action), deadline, indicators.get(action.key, ()))


def _title(base: ReviewedAssessment, action: Followed) -> str:
    recommended = base.recommendations.get(action.key)
    return action.title or (recommended.title if recommended else base.titles.get(action.key, UNTITLED))


def _targets(base: ReviewedAssessment, follow_up: FollowUp) -> tuple[ReviewedTarget, ...]:
    scored = zip(base.questionnaire.themes, base.assessment.themes, strict=True)
    themes = {OVERALL: ("Ensemble", base.assessment.overall)} | {theme.id: (theme.title, result.score) for theme, result in scored}
    aims = (each for each in follow_up.aims if each.raw and each.theme in themes)
    return tuple(
        ReviewedTarget(themes[aim.theme][0], aim.raw, aim.deadline.raw if aim.deadline else "", themes[aim.theme][1], aim.index)
        for aim in aims
    )
