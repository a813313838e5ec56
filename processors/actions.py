"""What the answers call for: actions in the order to do them, and what to verify first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from forms.answers import Answer
from forms.questionnaire import Effort, Priority, Question, Questionnaire, Recommendation, Trigger
from processors.asking import codes_of
from processors.results import Action, QuestionScore, ToVerify

_PRIORITIES = tuple(Priority)
_EFFORTS = tuple(Effort)


def fires(trigger: Trigger, codes: tuple[str, ...]) -> bool:
    """Whether a question answered with `codes` sets off `trigger`: a listed answer given, or an expected one not ticked.

    No code means no answer, which sets off nothing.
    """
    given = any(code in trigger.answers for code in codes)
    lacks = any(code not in codes for code in trigger.lacking)
    return bool(codes) and (given or lacks)


def actions_for(questionnaire: Questionnaire, answers: Mapping[str, Answer], scores: Sequence[QuestionScore]) -> tuple[Action, ...]:
    """The recommendations that known answers call for, each once: most pressing first, then points to gain, then least effort, then the
    order of the questions, then that of the recommendations.

    The gain is what the triggering questions still have to earn; a question that calls for two recommendations counts in both. An
    answer that earns all its points may call for one too, with no gain.
    """
    to_gain = {score.question: score.attainable - score.earned for score in scores}
    places = {question.id: place for place, question in enumerate(questionnaire.questions)}
    called = [(each, _causes(each, answers, places)) for each in questionnaire.recommendations]
    actions = [(each, Action(each.id, sum(to_gain[cause] for cause in causes), causes)) for each, causes in called if causes]
    actions.sort(key=lambda pair: _rank(pair[0], pair[1], places))  # stable: equals stay in the order of the recommendations
    return tuple(action for _, action in actions)


def _causes(recommendation: Recommendation, answers: Mapping[str, Answer], places: Mapping[str, int]) -> tuple[str, ...]:
    """The questions whose answers call for `recommendation`, each once, in the order they are asked."""
    causes = {trigger.question for trigger in recommendation.triggers if fires(trigger, codes_of(answers[trigger.question]))}
    return tuple(sorted(causes, key=places.__getitem__))


def _rank(recommendation: Recommendation, action: Action, places: Mapping[str, int]) -> tuple[int, int, int, int]:
    return (
        _PRIORITIES.index(recommendation.priority),
        -action.gain,
        _EFFORTS.index(recommendation.effort),
        places[action.questions[0]],
    )


def to_verify(questionnaire: Questionnaire, unknown: Iterable[QuestionScore]) -> tuple[ToVerify, ...]:
    """The unknown questions that bear points or may call for a recommendation, in the order given."""
    points = ((score, _may_follow(questionnaire, questionnaire.question(score.question))) for score in unknown)
    return tuple(
        ToVerify(score.question, score.status, score.attainable, follow_ups)
        for score, follow_ups in points
        if score.attainable or follow_ups
    )


def _may_follow(questionnaire: Questionnaire, question: Question) -> tuple[str, ...]:
    return tuple(each.id for each in questionnaire.recommendations if any(trigger.question == question.id for trigger in each.triggers))
