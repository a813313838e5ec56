"""The questionnaires shipped are whole, covered, and can be read by someone who is not a computer person."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources

import pytest

from forms import catalogue
from forms.errors import QuestionnaireError
from forms.french import typography
from forms.loading import uncovered_anchors
from forms.questionnaire import DECREE_ANCHORS, Kind, Question, Questionnaire

REEN = catalogue.load("reen-niveau1")


def texts_of(questionnaire: Questionnaire) -> list[str]:
    texts = [questionnaire.title, questionnaire.introduction, *(band.label for band in questionnaire.bands)]
    for theme in questionnaire.themes:
        texts += [theme.title, theme.short_title, theme.introduction, *(subtheme.title for subtheme in theme.subthemes)]
    for question in questionnaire.questions:
        texts += [
            question.text,
            question.help,
            question.why,
            question.unit,
            *question.references,
            *(choice.label for choice in question.choices),
        ]
    for advice in questionnaire.recommendations:
        texts += [advice.title, advice.why, advice.how, advice.saving, *advice.indicators, *(link.title for link in advice.links)]
    return texts


def without_anchor(questionnaire: Questionnaire, anchor: str) -> Questionnaire:
    questions = tuple(replace(each, anchors=tuple(other for other in each.anchors if other != anchor)) for each in questionnaire.questions)
    return replace(questionnaire, questions=questions)


# The catalogue -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("questionnaire_id", catalogue.available())
def test_every_shipped_questionnaire_loads_under_the_name_of_its_file(questionnaire_id):
    assert catalogue.load(questionnaire_id).id == questionnaire_id


def test_reen_level_1_is_available():
    assert "reen-niveau1" in catalogue.available()


@pytest.mark.parametrize("unknown", ["reen-niveau9", "../pyproject", ""])
def test_an_unknown_id_is_refused_naming_those_available(unknown):
    with pytest.raises(QuestionnaireError, match=r"disponibles.*reen-niveau1"):
        catalogue.load(unknown)


def test_a_file_whose_name_is_not_its_id_is_refused():
    text = resources.files(catalogue).joinpath("reen-niveau1.toml").read_text(encoding="utf-8")
    with pytest.raises(QuestionnaireError, match="nom de son fichier"):
        catalogue.parse(text, "reen-niveau2")


# reen-niveau1 --------------------------------------------------------------------------------------------------------------------


def test_every_item_of_the_decree_has_a_question():
    assert uncovered_anchors(REEN) == ()


@pytest.mark.parametrize("anchor", DECREE_ANCHORS)
def test_an_item_of_the_decree_left_without_question_is_noticed(anchor):
    assert uncovered_anchors(without_anchor(REEN, anchor)) == (anchor,)


def test_it_has_about_thirty_questions_in_seven_themes():
    assert 28 <= len(REEN.questions) <= 32
    assert [theme.id for theme in REEN.themes] == ["gouvernance", "sensibilisation", "achats", "parc", "donnees", "usages", "ecoconception"]


def test_it_uses_conditions_and_the_kinds_that_need_care():
    kinds = {question.kind for question in REEN.questions}
    assert kinds >= {Kind.SINGLE, Kind.MULTIPLE, Kind.NUMBER, Kind.DATE, Kind.LONG_TEXT}
    assert [question.id for question in REEN.questions if question.condition] == ["gouv-temps", "parc-inventaire-date"]


@pytest.mark.parametrize("question", REEN.questions, ids=lambda each: each.id)
def test_every_question_is_short_and_says_why_and_how_to_answer(question: Question):
    assert len(question.text) <= 160
    assert question.text.endswith("?")
    assert question.help.endswith((".", "?"))
    assert question.why.endswith(".")
    assert question.anchors
    assert question.attainable <= 4


@pytest.mark.parametrize("question", [each for each in REEN.questions if each.attainable], ids=lambda each: each.id)
def test_every_scored_question_has_its_recommendation(question: Question):
    assert any(trigger.question == question.id for advice in REEN.recommendations for trigger in advice.triggers)


@pytest.mark.parametrize("advice", REEN.recommendations, ids=lambda each: each.id)
def test_every_recommendation_can_be_acted_on(advice):
    assert re.match(r"(S[’']|Se )?[A-ZÉ]?\w+(er|ir|re)\b", advice.title), "a recommendation starts with an infinitive"
    assert 2 <= len(re.findall(r"[.?!»](?=\s|$)", advice.how)) <= 6
    assert advice.why
    assert advice.saving
    assert 1 <= len(advice.links) <= 3
    assert 2 <= len(advice.indicators) <= 3


def test_every_text_is_set_in_french():
    for text in texts_of(REEN):
        assert '"' not in text, text
        assert "'" not in text, text
        assert not re.search(r"[^_] ?[;!?»]| [:%€]|«[^_]", text.replace("\N{NO-BREAK SPACE}", "_")), text
        assert text == typography(text) == text.strip()


def test_the_questions_are_read_in_a_few_minutes():
    words = sum(len(f"{question.text} {question.help}".split()) for question in REEN.questions)
    labels = sum(len(choice.label.split()) for question in REEN.questions for choice in question.choices)
    assert words <= 1_400
    assert (words + labels) / 150 < REEN.duration_minutes, "at a careful 150 words a minute, reading leaves time to answer"


def test_the_best_answers_reach_the_letter_a():
    earned = attainable = 0
    for question in REEN.questions:
        ticked = [choice.points for choice in question.choices if not choice.exclusive]
        earned += sum(ticked) if question.kind is Kind.MULTIPLE else max(ticked, default=0)
        attainable += question.attainable
    assert attainable > 0
    assert REEN.letter_for(100 * earned // attainable) == "A"
    assert [REEN.letter_for(index) for index in (100, 99, 98, 80, 79, 60, 59, 40, 39, 0)] == list("AABBCCDDEE")


@pytest.mark.parametrize(
    ("population", "code"),
    [
        (0, "0-499"),
        (457, "0-499"),
        (499, "0-499"),
        (500, "500-999"),
        (3500, "3500-4999"),
        (50_000, "50000-99999"),
        (99_999, "50000-99999"),
        (100_000, "100000"),
        (2_100_000, "100000"),
    ],
)
def test_every_population_falls_in_one_band(population, code):
    assert REEN.band_for(population).code == code


def test_small_communes_are_told_the_approach_is_voluntary():
    assert "plus de 50\N{NO-BREAK SPACE}000 habitants" in REEN.introduction
    assert "volontaire" in REEN.introduction
