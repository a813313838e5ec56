"""An advisor's own advice is accepted whole or refused with every problem told, each naming what to change."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import forms
from forms.advice import AdviceBook, Audience, OwnParagraph, OwnRecommendation
from forms.advice_loading import LONGEST_TEXT, MOST_RECOMMENDATIONS, load_advice, load_advice_file, questions_not_in
from forms.catalogue import load
from forms.errors import AdviceError
from forms.questionnaire import Effort, Link, Priority, Scope, Trigger
from tests.tiny import TINY

DOCUMENTATION = Path(forms.__file__).parent.parent / "docs" / "conseils.md"
ONE = """
[[recommendations]]
id = "groupement"
title = "Rejoindre le groupement d'achat"
how = "Appelez-nous."
"""


def refused(text: str) -> str:
    with pytest.raises(AdviceError) as caught:
        load_advice(text)
    return str(caught.value)


def test_the_example_of_the_documentation_is_read_whole() -> None:
    if not DOCUMENTATION.is_file():
        pytest.skip("the installed wheel carries no documentation")
    (example,) = re.findall(r"```toml\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), flags=re.DOTALL)
    book = load_advice(example)
    assert [each.audience for each in book.paragraphs] == [Audience(campaigns=("reen-2026",)), Audience(respondents=("01001",))]
    (given,) = book.recommendations
    assert given.recommendation.triggers == (Trigger("ach-reconditionne", ("parfois", "jamais")),)
    assert given.recommendation.links == (Link("Le groupement d’achat", "https://www.exemple.fr/groupement"),)
    assert (given.recommendation.priority, given.recommendation.effort) == (Priority.NEEDED, Effort.LOW)
    assert list(questions_not_in(book, load("reen-niveau1"))) == []


def test_a_recommendation_needs_only_an_id_a_title_and_a_way() -> None:
    (given,) = load_advice(ONE).recommendations
    assert given.recommendation == OwnRecommendation("groupement", "Rejoindre le groupement d’achat", "Appelez-nous.")
    assert (given.recommendation.priority, given.recommendation.effort, given.recommendation.scope) == (
        Priority.ADVISED,
        Effort.MEDIUM,
        Scope.INTERNAL,
    )
    assert given.audience == Audience()


def test_an_empty_file_is_no_advice() -> None:
    assert load_advice("# rien encore\n") == AdviceBook()


def test_paragraphs_are_kept_apart() -> None:
    book = load_advice('[[paragraphs]]\ntext = """\nUn deux\ntrois.\n\nQuatre !"""')
    assert book.paragraphs == (OwnParagraph("Un deux trois.\n\nQuatre\u00a0!"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE + 'titre = "x"', "Recommandation « groupement » : la clé « titre » n’est pas connue ; vouliez-vous dire « title » ?"),
        (ONE.replace('how = "Appelez-nous."', ""), "Recommandation « groupement » : il manque « how » (un texte)"),
        (ONE + 'scope = "B"', "Recommandation « groupement » : « scope » vaut « B » ; utilisez « interne » ou « territoire »"),
        (ONE + 'links = [{ title = "x", url = "javascript:alert(1)" }]', "le lien « javascript:alert(1) » doit être une adresse complète"),
        (ONE + f'why = "{"x" * (LONGEST_TEXT + 1)}"', "« why » a 3001 caractères"),
        (ONE + f"indicators = {['x'] * 13}".replace("'", '"'), "« indicators » a plus de 12 éléments"),
        (ONE + 'when = [{ question = "parc" }]', "un déclencheur ne cite aucune réponse"),
        (ONE + ONE, "L’identifiant « groupement » sert à 2 recommandations"),
        ('[[paragraphs]]\ncampaigns = "2026"\ntext = "x"', "Paragraphe n° 1 : « campaigns » doit être une liste de textes"),
        ("[[paragraphs]]", "Paragraphe n° 1 : il manque « text » (un texte)"),
        ("recommendations = 3", "Le fichier : « recommendations » doit être une liste de tables"),
        ("= 3", "Ligne 1, colonne 1 : ce n’est pas du TOML"),
    ],
)
def test_a_mistake_is_refused_naming_what_to_change(text: str, said: str) -> None:
    assert said in refused(text).replace("\u00a0", " ")


def test_all_problems_are_told_at_once() -> None:
    told = refused(ONE + 'scope = "B"\npriority = "urgent"\n[[paragraphs]]')
    assert told.count("\n  – ") == 3


def test_a_hundred_recommendations_are_fine_and_ten_thousand_are_not() -> None:
    many = [ONE.replace('"groupement"', f'"groupement-{place}"') for place in range(10_000)]
    assert len(load_advice("".join(many[:100])).recommendations) == 100
    assert len(load_advice("".join(many[:MOST_RECOMMENDATIONS])).recommendations) == MOST_RECOMMENDATIONS
    assert "10\u00a0000\u00a0recommandations" in refused("".join(many))


def test_a_file_too_large_to_be_advice_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "conseils.toml"
    with path.open("wb") as file:
        file.truncate(5_000_000)
    with pytest.raises(AdviceError, match="trop gros"):
        load_advice_file(path)


@pytest.mark.parametrize("text", ["a = " + "[" * 20_000, "a = " + "{a = " * 3_000, "a = " + "9" * 5_000])
def test_what_no_toml_reader_can_hold_is_refused_in_words(text: str) -> None:
    assert "démesuré" in refused(text)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "conseils.toml")
    with pytest.raises(AdviceError, match="fichier ordinaire"):
        load_advice_file(tmp_path / "conseils.toml")


def test_a_question_or_answer_that_a_questionnaire_has_not_is_told() -> None:
    book = load_advice(ONE + 'when = [{ question = "reemplois", answers = ["non"] }, { question = "reemploi", answers = ["nom"] }]')
    first, second = (each.replace("\u00a0", " ") for each in questions_not_in(book, TINY))
    assert "« reemplois »" in first
    assert "« reemploi »" in first
    assert "pas de réponse « nom »" in second
