"""Which of an advisor's own words and recommendations go to one respondent. They never count in the points."""

from __future__ import annotations

from collections.abc import Mapping

from forms.advice import Advice, AdviceBook, OwnRecommendation
from forms.answers import Answer
from forms.questionnaire import Effort, Priority, Trigger
from processors.actions import fires
from processors.asking import codes_of

_PRIORITIES = tuple(Priority)
_EFFORTS = tuple(Effort)


def advice_for(book: AdviceBook, campaign: str, respondent: str, answers: Mapping[str, Answer]) -> Advice:
    """What `book` says to `respondent` (INSEE code or SIREN) of `campaign`, given their `answers`.

    Paragraphs follow each other as written. Recommendations go most pressing first, then least effort, then as written; one that has
    triggers is kept when one of them fires, and a question that was not asked of this respondent sets off nothing.
    """
    words = [each.text for each in book.paragraphs if each.audience.includes(campaign, respondent)]
    given = [each.recommendation for each in book.recommendations if each.audience.includes(campaign, respondent)]
    called = [each for each in given if not each.triggers or any(_fires(trigger, answers) for trigger in each.triggers)]
    return Advice("\n".join(words), tuple(sorted(called, key=_rank)))


def _fires(trigger: Trigger, answers: Mapping[str, Answer]) -> bool:
    answer = answers.get(trigger.question)
    return answer is not None and fires(trigger, codes_of(answer))


def _rank(recommendation: OwnRecommendation) -> tuple[int, int]:
    return _PRIORITIES.index(recommendation.priority), _EFFORTS.index(recommendation.effort)
