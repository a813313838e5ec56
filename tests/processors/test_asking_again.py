"""A question that comes back in a complement says why, and what stood there before."""

from __future__ import annotations

import pytest

from processors.asking_again import reasons_to_ask
from processors.merging import to_complete
from tests.processors.test_validation import checked
from tests.tiny import TINY


def reasons(text: str) -> dict[str, str]:
    found = checked(text)
    said = reasons_to_ask(TINY, found, to_complete(TINY, found))
    return {
        question: reason.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") for question, reason in said.items()
    }


@pytest.mark.parametrize(
    ("text", "question", "reason"),
    [
        ("referent=oui", "reemploi", "Sans réponse."),
        ("referent=oui postes=une_douzaine", "postes", "Vous aviez indiqué « une douzaine », qui n’a pas pu être lu avec certitude."),
        ("referent=oui inventaire=31/02/2026", "inventaire", "Vous aviez indiqué « 31/02/2026 », qui n’a pas pu être lu avec certitude."),
        ("reemploi=oui referent=oui|non", "referent", "Deux réponses étaient cochées : « Oui » et « Non »."),
        ("reemploi=oui referent=oui|non|nsp", "referent", "Trois réponses étaient cochées : « Oui », « Non » et « Je ne sais pas »."),
        (
            "referent=oui partenaires__epci=epci partenaires__aucune=aucune",
            "partenaires",
            "Deux réponses étaient cochées : « L’intercommunalité » et « Aucune ».",
        ),
        ("referent=oui postes=12 postes__nsp=nsp", "postes", "Deux réponses étaient données : « 12 » et « Je ne sais pas »."),
        ("reemploi=oui referent=peut-être", "referent", "Vous aviez indiqué « peut-être », qui ne figure pas parmi les choix."),
        ("reemploi=oui temps=peu", "temps", "Vous aviez indiqué « Un peu », sans réponse qui compte à la question 1."),
    ],
)
def test_each_question_says_why_it_comes_back(text: str, question: str, reason: str) -> None:
    assert reasons(text)[question] == reason


def test_a_child_that_merely_depends_on_a_missing_answer_says_nothing_more() -> None:
    assert "temps" not in reasons("reemploi=oui")


def test_what_was_typed_is_bounded_and_on_one_line() -> None:
    said = reasons("referent=oui postes={{7*7}}_<b>_#set_page()_" + "très_long_" * 500)["postes"]
    assert len(said) < 130
    assert said.startswith("Vous aviez indiqué « {{7*7}} <b> #set page()")
    assert "…" in said
