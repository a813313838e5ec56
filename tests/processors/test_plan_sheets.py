"""What a plan is made of: the actions called for, in their order, and where each theme stands."""

from __future__ import annotations

from datetime import date

from forms.advice import OwnRecommendation
from forms.answers import Answer, Status
from forms.plan import OVERALL, PlanStatus
from forms.questionnaire import Effort, Priority
from processors.assessment import assess
from processors.follow_up import FollowUp, Received, follow
from processors.plan_returns import PlanReturn, Said
from processors.plan_sheets import sheet_of
from tests.processors.strategies import checked
from tests.tiny import TINY

ANSWERS = {
    "referent": Answer("referent", Status.ANSWERED, "non"),
    "temps": Answer("temps", Status.NOT_ASKED),
    "partenaires": Answer("partenaires", Status.ANSWERED, ("epci",)),
    "postes": Answer("postes", Status.UNANSWERED),
    "reemploi": Answer("reemploi", Status.NOT_APPLICABLE),
    "inventaire": Answer("inventaire", Status.UNANSWERED),
    "projets": Answer("projets", Status.UNANSWERED),
}
ASSESSMENT = assess(TINY, checked(ANSWERS))
OWN = OwnRecommendation("portail", "Rejoindre le portail", "Signer.", priority=Priority.NEEDED, effort=Effort.HIGH)


def follow_of(*said: Said) -> FollowUp:
    return follow([Received("EC-1", date(2026, 9, 1), 1, PlanReturn(said, ()))])


def test_a_plan_holds_what_the_answers_call_for_then_the_advice_which_is_marked() -> None:
    sheet = sheet_of(TINY, ASSESSMENT, (OWN,))
    assert [(line.key, line.title, line.gain, line.by_advisor) for line in (*sheet.first, *sheet.others)] == [
        ("reco-nommer", "Nommer un référent", 2, False),
        ("reco-allier", "Travailler avec d’autres", 1, False),
        ("conseil-portail", "Rejoindre le portail", 0, True),
    ]
    assert (sheet.others[-1].priority, sheet.others[-1].effort) == (Priority.NEEDED, Effort.HIGH)


def test_a_plan_keeps_an_open_action_until_an_answer_tells_that_nothing_calls_for_it() -> None:
    """`reemploi` has no answer yet, `referent` calls for its action anyway, and `temps` was not asked."""
    unsure = assess(TINY, checked({**ANSWERS, "reemploi": Answer("reemploi", Status.UNKNOWN)}))
    open_ones = ("reco-donner", "reco-nommer", "reco-temps")
    follow_up = follow_of(*(Said(key, status=PlanStatus.STARTED) for key in open_ones))
    assert sheet_of(TINY, unsure, (OWN,), follow_up=follow_up).recommended == (
        "reco-nommer",
        "reco-allier",
        "reco-donner",
        "conseil-portail",
    )
    done = follow_of(Said("reco-donner", status=PlanStatus.DONE))
    assert "reco-donner" not in sheet_of(TINY, unsure, follow_up=done).recommended


def test_each_theme_stands_where_the_assessment_put_it() -> None:
    standings = {each.theme: (each.index, each.letter) for each in sheet_of(TINY, ASSESSMENT).standings}
    assert standings == {OVERALL: (25, "E"), "gouvernance": (25, "E"), "parc": (None, None)}


def test_an_assessment_that_calls_for_nothing_still_leaves_lines_to_fill() -> None:
    good = {
        **ANSWERS,
        "referent": Answer("referent", Status.NOT_APPLICABLE),
        "partenaires": Answer("partenaires", Status.ANSWERED, ("epci", "opsn")),
    }
    sheet = sheet_of(TINY, assess(TINY, checked(good)))
    assert sheet.recommended == ()
    assert sheet.actions == sheet.own != ()
