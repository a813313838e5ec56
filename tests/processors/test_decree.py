"""Where answers stand on each point of the decree, for those whom it binds."""

from __future__ import annotations

from forms.catalogue import load
from forms.questionnaire import DECREE_ANCHORS
from processors.assessment import assess
from processors.decree import POINTS, standings
from tests.outbox.samples import best, mixed, returned

REEN = load("reen-niveau1")


def test_every_point_of_the_article_has_its_words_in_its_order() -> None:
    assert tuple(point for points in POINTS.values() for point in points) == DECREE_ANCHORS


def test_a_point_has_the_points_of_the_questions_about_it() -> None:
    scores = {each.question: each for each in assess(REEN, returned(mixed, REEN)).questions}
    found = [standing for part in standings(REEN, scores.values()).values() for standing in part]
    for anchor, standing in zip(DECREE_ANCHORS, found, strict=True):
        about = [scores[question.id] for question in REEN.questions if anchor in question.anchors]
        assert about, "the shipped questionnaire asks about each"
        assert [question.id for question in standing.questions] == [each.question for each in about]
        assert (standing.earned, standing.attainable) == (sum(each.earned for each in about), sum(each.attainable for each in about))


def test_who_does_everything_has_every_point() -> None:
    for part in standings(REEN, assess(REEN, returned(best, REEN)).questions).values():
        assert all(each.earned == each.attainable > 0 for each in part)
