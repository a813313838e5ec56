"""Which questions are asked, given the answers to their parents."""

from __future__ import annotations

from collections.abc import Mapping

from forms.answers import Answer, Status
from forms.questionnaire import Condition, Questionnaire


def codes_of(answer: Answer) -> tuple[str, ...]:
    """The choice codes an answer holds: none unless ANSWERED, one for a single choice, those ticked for a multiple."""
    if answer.status is not Status.ANSWERED or answer.value is None:
        return ()
    return answer.value if isinstance(answer.value, tuple) else (answer.value,)


def opens(condition: Condition, codes: tuple[str, ...]) -> bool:
    """Whether a parent answered with `codes` has its child asked: any one of the listed answers is enough."""
    return any(code in condition.answers for code in codes)


class Asked:
    """Tells which questions are asked under `answers` (one per question), whatever the order of the questions.

    A child of a question that is itself not asked is not asked.
    """

    def __init__(self, questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> None:
        self._questionnaire = questionnaire
        self._answers = answers
        self._known: dict[str, bool] = {}

    def __contains__(self, question_id: str) -> bool:
        if question_id not in self._known:
            self._known[question_id] = self._find(question_id)
        return self._known[question_id]

    def _find(self, question_id: str) -> bool:
        condition = self._questionnaire.question(question_id).condition
        return condition is None or (condition.question in self and opens(condition, codes_of(self._answers[condition.question])))
