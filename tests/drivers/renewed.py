"""A form of the small questionnaire that starts from a last campaign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from forms.identity import FormIdentity
from forms.questionnaire import Questionnaire
from forms.renewal import DoneAction, KnownAnswer, Renewal
from tests.tiny import PERSONAL, TINY

STABLE = ("referent", "partenaires", "postes", "reemploi", "inventaire", "projets")
LASTING: Questionnaire = replace(TINY, questions=tuple(replace(each, stable=each.id in STABLE) for each in TINY.questions))
BEFORE = Renewal(
    "Campagne 2026",
    date(2026, 5, 4),
    (
        KnownAnswer("referent", ("oui",)),
        KnownAnswer("partenaires", ("epci", "opsn")),
        KnownAnswer("postes", text="1\N{NO-BREAK SPACE}234,5"),
        KnownAnswer("reemploi", not_applicable=True),
        KnownAnswer("inventaire", text="01/02/2026"),
        KnownAnswer("projets", text="L’œuvre :\nun « repair’café »"),
    ),
    (DoneAction("Donner au réemploi", date(2026, 9, 3), ("reemploi",)),),
    "Secrétaire de mairie",
)
RENEWED = replace(PERSONAL, renewal=BEFORE)
"""The identity of that form."""


def second_years(questionnaire: Questionnaire) -> dict[str, FormIdentity]:
    """Respondents of `questionnaire` who answered before, from those of whom least is known to those of whom all is."""
    stable = [question for question in questionnaire.questions if question.stable]
    answers = tuple(
        KnownAnswer(each.id, tuple(choice.code for choice in each.choices[:1]), "" if each.choices else "12") for each in stable
    )
    told = date(2026, 9, 30)
    done = tuple(
        DoneAction(each.title, told, tuple(dict.fromkeys(trigger.question for trigger in each.triggers)))
        for each in questionnaire.recommendations
    )
    whole = Renewal("Campagne 2026", date(2026, 5, 4), answers, done, "Secrétaire de mairie")
    some = replace(whole, answers=answers[len(answers) // 3 :], done=done[len(done) // 4 : len(done) // 3])
    few = replace(whole, answers=(), done=done[:1])
    return {name: replace(PERSONAL, renewal=each) for name, each in {"few": few, "some": some, "whole": whole}.items()}
