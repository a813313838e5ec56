"""What changed between two returns of one respondent."""

from __future__ import annotations

from dataclasses import dataclass

from forms.answers import Answer, CheckedReturn, Status
from forms.questionnaire import Questionnaire
from processors.results import Assessment, Score


@dataclass(frozen=True, slots=True)
class Outcome:
    """A return of `questionnaire`, and what came of it."""

    questionnaire: Questionnaire
    checked: CheckedReturn
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Change:
    """A question answered otherwise. `before` is None when the earlier questionnaire did not ask it."""

    question: str
    before: Answer | None
    after: Answer


@dataclass(frozen=True, slots=True)
class Changes:
    """Every question answered otherwise, in the questionnaire's order, and both overall scores.

    `comparable` is False when the two returns were not scored by the same questions and points: the indexes are then not set side by side.
    """

    questions: tuple[Change, ...]
    before: Score
    after: Score
    comparable: bool


def changes(before: Outcome, after: Outcome) -> Changes:
    """What changed from `before` to `after`; they may be returns of two versions of a questionnaire."""
    return Changes(
        questions=different_answers(after.questionnaire, before.checked, after.checked),
        before=before.assessment.overall,
        after=after.assessment.overall,
        comparable=before.assessment.scoring_hash == after.assessment.scoring_hash,
    )


def different_answers(questionnaire: Questionnaire, before: CheckedReturn, after: CheckedReturn) -> tuple[Change, ...]:
    """The questions of `questionnaire` that `before` and `after`, its checked return, answer differently."""
    pairs = ((question.id, before.answers.get(question.id), after.answers[question.id]) for question in questionnaire.questions)
    return tuple(Change(name, old, new) for name, old, new in pairs if old is None or _said(old) != _said(new))


def _said(answer: Answer) -> tuple[Status, object]:
    """What an answer says, wherever it stood on the form. To a question that is not asked, whatever was typed says nothing."""
    if answer.status is Status.NOT_ASKED:
        return answer.status, None
    return answer.status, answer.raw if answer.value is None else answer.value
