"""An advisor's own advice goes to whom it is meant for, and only when the answers call for it."""

from __future__ import annotations

from forms.advice import Advice, AdviceBook, Audience, Given, OwnParagraph, OwnRecommendation
from forms.answers import Answer, Status
from forms.questionnaire import Effort, Priority, Trigger
from processors.own_actions import advice_for

NON = {"reemploi": Answer("reemploi", Status.ANSWERED, "non")}


def own(code: str, *triggers: Trigger, priority: Priority = Priority.ADVISED, effort: Effort = Effort.MEDIUM) -> OwnRecommendation:
    return OwnRecommendation(code, code.title(), "Ainsi.", priority=priority, effort=effort, triggers=triggers)


def given(*recommendations: OwnRecommendation, answers: dict[str, Answer] = NON) -> list[str]:
    book = AdviceBook(recommendations=tuple(map(Given, recommendations)))
    return [each.id for each in advice_for(book, "2026", "01001", answers).recommendations]


def test_without_triggers_it_goes_to_everyone() -> None:
    assert given(own("tous"), answers={}) == ["tous"]


def test_with_triggers_it_goes_to_whose_answers_fire_one() -> None:
    assert given(own("a", Trigger("reemploi", ("oui",)), Trigger("reemploi", ("non",)))) == ["a"]
    assert given(own("a", Trigger("reemploi", ("oui",)))) == []


def test_a_question_that_was_never_asked_sets_off_nothing() -> None:
    assert given(own("a", Trigger("autre", ("non",)))) == []


def test_an_unknown_answer_sets_off_nothing() -> None:
    assert given(own("a", Trigger("reemploi", ("non",))), answers={"reemploi": Answer("reemploi", Status.UNKNOWN)}) == []


def test_the_most_pressing_goes_first_then_the_easiest_then_as_written() -> None:
    easy, urgent = own("facile", effort=Effort.LOW), own("urgent", priority=Priority.URGENT, effort=Effort.HIGH)
    assert given(own("un"), own("deux"), easy, urgent) == ["urgent", "facile", "un", "deux"]


def test_an_audience_chooses_campaigns_and_respondents() -> None:
    audience = Audience(campaigns=("2026",), respondents=("01001",))
    book = AdviceBook((OwnParagraph("Bonjour.", audience), OwnParagraph("À tous.")), (Given(own("a"), audience),))
    assert advice_for(book, "2026", "01001", {}) == Advice("Bonjour.\nÀ tous.", (own("a"),))
    assert advice_for(book, "2026", "01002", {}) == advice_for(book, "2025", "01001", {}) == Advice("À tous.")
