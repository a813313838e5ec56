"""What goes into a plan: the actions an assessment calls for, where each theme stands, and what is known from the plans before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forms.advice import OwnRecommendation
from forms.plan import (
    FREE_LINES,
    MOST_OWN_LINES,
    OVERALL,
    Facet,
    advice_key,
    is_advice,
    own_keys,
    question_id,
    recommendation_key,
    recommendation_of,
    target_key,
)
from forms.plan_layout import PlanLine, PlanSheet, Standing
from forms.questionnaire import Questionnaire, Recommendation
from processors.follow_up import NOTHING_FOLLOWED, Followed, FollowUp
from processors.results import Action, Assessment, Score


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """A plan with what earlier ones say in it. `gone`: the actions followed until now, neither done nor dropped, that it no longer has."""

    sheet: PlanSheet
    gone: tuple[Followed, ...] = ()


def sheet_of(
    questionnaire: Questionnaire,
    assessment: Assessment,
    own: Sequence[OwnRecommendation] = (),
    assembly: str = "conseil municipal",
    follow_up: FollowUp = NOTHING_FOLLOWED,
) -> PlanSheet:
    """The plan that `assessment` calls for, first actions first, then the others, then the advisor's `own` that go to this respondent.

    Among the others are those that `follow_up` holds open and that may still be called for: nobody answered the question that would tell.
    """
    called_for = tuple(_line(questionnaire, each) for each in assessment.other_actions)
    return PlanSheet(
        first=tuple(_line(questionnaire, each) for each in assessment.first_actions),
        others=(*called_for, *_undecided(questionnaire, assessment, follow_up), *map(_advised, own)),
        standings=tuple(_standings(questionnaire, assessment)),
        assembly=assembly,
    )


def _line(questionnaire: Questionnaire, action: Action) -> PlanLine:
    about = next(each for each in questionnaire.recommendations if each.id == action.recommendation)
    return _recommended(about, action.gain)


def _recommended(about: Recommendation, gain: int = 0) -> PlanLine:
    return PlanLine(recommendation_key(about.id), about.title, about.priority, about.effort, gain)


def _undecided(questionnaire: Questionnaire, assessment: Assessment, follow_up: FollowUp) -> Iterator[PlanLine]:
    called_for = {each.recommendation for each in assessment.actions}
    possible = {name for each in assessment.to_verify for name in each.recommendations} - called_for
    for about in questionnaire.recommendations:
        followed = follow_up.action(recommendation_key(about.id)) if about.id in possible else None
        if followed and not followed.is_closed:
            yield _recommended(about)


def _advised(own: OwnRecommendation) -> PlanLine:
    return PlanLine(advice_key(own.id), own.title, own.priority, own.effort, by_advisor=True)


def _standings(questionnaire: Questionnaire, assessment: Assessment) -> Iterator[Standing]:
    yield _standing(OVERALL, "Ensemble", assessment.overall)
    for theme, scored in zip(questionnaire.themes, assessment.themes, strict=True):
        yield _standing(theme.id, theme.title, scored.score)


def _standing(theme: str, title: str, score: Score) -> Standing:
    return Standing(theme, title, score.index, score.letter)


def carry_over(sheet: PlanSheet, follow_up: FollowUp) -> CarriedOver:
    """`sheet` with what `follow_up` says of its actions and targets in its entries, and the commune's own open actions on lines of their
    own, as many as there are lines for, before the empty ones."""
    own = [each for each in follow_up.actions if _is_own(each) and not each.is_closed][: MOST_OWN_LINES - FREE_LINES]
    known = [(key, action) for key in sheet.recommended if (action := follow_up.action(key))]
    known += zip(own_keys(), own, strict=False)
    written = {question_id(key, facet): text for key, action in known for facet, text in _written(action) if text}
    aims = {question_id(target_key(aim.theme), Facet.LEVEL): aim.raw for aim in follow_up.aims if aim.raw}
    dates = {question_id(target_key(aim.theme), Facet.DEADLINE): aim.deadline.raw for aim in follow_up.aims if aim.deadline}
    return CarriedOver(
        replace(
            sheet,
            written={**written, **aims, **dates},
            own_lines=len(own) + FREE_LINES,
            followed_own=tuple(each.key for each in own),
        ),
        tuple(each for each in follow_up.actions if not _is_own(each) and not each.is_closed and each.key not in sheet.recommended),
    )


def _is_own(action: Followed) -> bool:
    return recommendation_of(action.key) is None and not is_advice(action.key)


def _written(action: Followed) -> Iterator[tuple[Facet, str]]:
    yield Facet.STATUS, action.status or ""
    yield Facet.PERSON, action.person
    yield Facet.DEADLINE, action.deadline.raw if action.deadline else ""
    yield Facet.COST, action.cost.raw if action.cost else ""
    yield Facet.NOTE, action.note
    if _is_own(action):
        yield Facet.TITLE, action.title
