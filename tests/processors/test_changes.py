from dataclasses import replace

import pytest

from forms.answers import Answer, Status
from processors.assessment import assess
from processors.changes import Outcome, changes, different_answers
from tests.outbox.samples import best, returned
from tests.tiny import TINY

FIRST = TINY.questions[0].id
BEFORE = returned(best)


def with_first(answer: Answer):
    return replace(BEFORE, answers={**BEFORE.answers, FIRST: answer})


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        (BEFORE.answers[FIRST], False),
        (replace(BEFORE.answers[FIRST], page=9, field="ailleurs", raw="autrement écrit"), False),
        (Answer(FIRST, Status.UNANSWERED), True),
        (Answer(FIRST, Status.CONFLICT, raw="a | b"), True),
    ],
)
def test_only_what_is_said_counts_not_where_it_stood(now, changed):
    assert bool(different_answers(TINY, BEFORE, with_first(now))) is changed


def test_two_contradictions_differ_by_what_stood_on_the_form():
    first, second = (with_first(Answer(FIRST, Status.CONFLICT, raw=raw)) for raw in ("a | b", "a | c"))
    assert different_answers(TINY, first, second)
    assert not different_answers(TINY, first, first)


def test_what_was_typed_at_a_question_that_is_not_asked_is_no_difference():
    first, second = (with_first(Answer(FIRST, Status.NOT_ASKED, raw=raw)) for raw in ("", "oui"))
    assert not different_answers(TINY, first, second)


def test_both_scores_come_with_the_changes_in_the_questionnaires_order():
    after = replace(BEFORE, answers={name: Answer(name, Status.UNANSWERED) for name in BEFORE.answers})
    found = changes(Outcome(TINY, BEFORE, assess(TINY, BEFORE)), Outcome(TINY, after, assess(TINY, after)))
    assert [each.question for each in found.questions] == [question.id for question in TINY.questions]
    assert (found.before.index, found.after.index, found.comparable) == (100, 0, True)
