"""A form of the small questionnaire that starts from a last campaign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

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
