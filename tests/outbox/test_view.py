"""The view: every figure agrees with the assessment, every word suits the respondent, and no person is named."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from forms.answers import Answer, Identity, Status
from forms.catalogue import load
from forms.respondents import Respondent, RespondentKind
from outbox.fingerprint import Subject, fingerprint
from processors.assessment import assess
from tests.outbox.samples import best, mixed, returned, viewed, worst
from tests.tiny import CAMPAIGN, COMMUNE, TINY

NBSP = "\u00a0"
REEN = load("reen-niveau1")


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for part in value for text in strings(part)] if isinstance(value, tuple) else []


@pytest.mark.parametrize("choose", [best, mixed, worst])
@pytest.mark.parametrize("questionnaire", [TINY, REEN], ids=lambda each: each.id)
def test_every_figure_is_the_assessment_s(choose, questionnaire) -> None:
    checked = returned(choose, questionnaire)
    assessment = assess(questionnaire, checked)
    view = viewed(checked, questionnaire)
    assert (view.score.value, view.score.best_value, view.score.letter) == (
        assessment.overall.index,
        assessment.overall.best_index,
        assessment.overall.letter,
    )
    assert [theme.score.value for theme in view.themes] == [theme.score.index for theme in assessment.themes]
    assert [action.title for action in (*view.first_actions, *view.other_actions)] == [
        next(advice.title for advice in questionnaire.recommendations if advice.id == action.recommendation)
        for action in assessment.actions
    ]
    assert [action.rank for action in (*view.first_actions, *view.other_actions)] == list(range(1, len(assessment.actions) + 1))
    assert [check.number for check in view.to_verify] == [
        questionnaire.number_of(questionnaire.question(check.question)) for check in assessment.to_verify
    ]
    assert [row.number for annex in view.annex for row in annex.rows] == list(range(1, len(questionnaire.questions) + 1))


@pytest.mark.parametrize("choose", [best, mixed, worst])
def test_every_answered_scored_question_is_done_or_missing(choose) -> None:
    checked = returned(choose, REEN)
    counted = [score for score in assess(REEN, checked).questions if score.status is Status.ANSWERED and score.attainable]
    view = viewed(checked, REEN)
    assert sum(len(theme.done) + len(theme.missing) for theme in view.themes) == len(counted)
    assert sum(len(theme.done) for theme in view.themes) == sum(score.earned == score.attainable for score in counted)


def test_annex_points_add_up_to_the_whole() -> None:
    view = viewed(returned(mixed, REEN), REEN)
    sums = [tuple(map(int, row.points.split(f"{NBSP}/{NBSP}"))) for annex in view.annex for row in annex.rows if "/" in row.points]
    assert view.score.points == f"{sum(earned for earned, _ in sums)}{NBSP}/{NBSP}{sum(attainable for _, attainable in sums)}"


def test_no_person_no_email_and_no_comment_is_in_the_view() -> None:
    text = Answer("projets", Status.ANSWERED, "Voir avec JEANNE DUPONT, jeanne.dupont@mairie.fr.")
    view = viewed(returned(best, identity=Identity(name="Jeanne Dupont", email="secret@mairie.fr"), projets=text))
    everything = "\n".join(strings(astuple(view)))
    for private in ("Dupont", "DUPONT", "@", "Un commentaire", "Camille", "01 23"):
        assert private not in everything
    assert view.annex[1].rows[-1].answer == "Voir avec [nom retiré], [adresse retirée]."


@pytest.mark.parametrize(
    ("question", "answer", "shown"),
    [
        ("referent", Answer("referent", Status.ANSWERED, "oui"), "Oui"),
        ("referent", Answer("referent", Status.UNKNOWN), "Je ne sais pas"),
        ("referent", Answer("referent", Status.UNANSWERED), "Sans réponse"),
        ("referent", Answer("referent", Status.CONFLICT), "Réponse illisible ou contradictoire"),
        ("temps", Answer("temps", Status.NOT_ASKED), "Question non posée"),
        ("reemploi", Answer("reemploi", Status.NOT_APPLICABLE), "Non concerné"),
        ("partenaires", Answer("partenaires", Status.ANSWERED, ("epci", "opsn")), f"L’intercommunalité{NBSP}; un opérateur public"),
        ("postes", Answer("postes", Status.ANSWERED, "1234.5"), f"1{NBSP}234,5{NBSP}postes"),
        ("inventaire", Answer("inventaire", Status.ANSWERED, "2026-03-01"), f"1er{NBSP}mars{NBSP}2026"),
        ("projets", Answer("projets", Status.ANSWERED, "a\nb"), "a\nb"),
    ],
)
def test_an_answer_is_said_in_french(question: str, answer: Answer, shown: str) -> None:
    view = viewed(returned(best, **{question: answer}))
    rows = {row.question: row.answer for annex in view.annex for row in annex.rows}
    assert rows[TINY.question(question).text] == shown


def test_a_very_long_answer_is_shortened_in_the_annex_only_with_a_word() -> None:
    long = Answer("projets", Status.ANSWERED, "mot " * 1000)
    shown = viewed(returned(best, projets=long)).annex[1].rows[-1].answer
    assert len(shown) < 800
    assert shown.endswith("(suite dans le questionnaire archivé)")


@pytest.mark.parametrize(
    ("kind", "assembly", "head"),
    [
        (RespondentKind.COMMUNE, "conseil municipal", "le maire"),
        (RespondentKind.CC, "conseil communautaire", "le président"),
        (RespondentKind.CA, "conseil communautaire", "le président"),
        (RespondentKind.METROPOLE, "conseil de la métropole", "le président"),
        (RespondentKind.OTHER, "assemblée délibérante", "le président"),
    ],
)
def test_the_words_suit_the_kind_of_body(kind: RespondentKind, assembly: str, head: str) -> None:
    insee = "01001" if kind is RespondentKind.COMMUNE else None
    view = viewed(returned(best), respondent=Respondent(kind, "Nom", insee, "210100012", 900))
    assert (view.respondent.assembly, view.respondent.head) == (assembly, head)


@pytest.mark.parametrize(("population", "bound"), [(457, False), (50_000, False), (50_001, True)])
def test_only_above_50_000_is_the_law_said_to_bind(population: int, bound: bool) -> None:
    view = viewed(returned(best), respondent=replace(COMMUNE, population=population))
    assert ("volontaire" in view.obligation) is not bound


def test_a_theme_wholly_not_applicable_is_not_evaluated_and_has_no_number() -> None:
    away = {question.id: Answer(question.id, Status.NOT_APPLICABLE) for question in TINY.questions if question.theme == "parc"}
    theme = viewed(returned(best, **away)).themes[1]
    assert (theme.score.value, theme.score.index, theme.score.letter) == (None, "non évalué", "–")
    assert "n’est pas évalué" in theme.remark


def test_uncertainty_is_a_band_and_a_warning() -> None:
    unknown = Answer("reemploi", Status.UNKNOWN)
    view = viewed(returned(best, reemploi=unknown))
    assert f"2{NBSP}points sur 9 dépendent" in view.score.band
    assert "Résultat provisoire" in view.score.provisional
    assert viewed(returned(best)).score.provisional == ""


def test_the_fingerprint_changes_with_the_figures_the_respondent_and_the_version() -> None:
    assessment, other = assess(TINY, returned(best)), assess(TINY, returned(worst))
    subject = Subject(CAMPAIGN.id, COMMUNE.key, 1)
    prints = [
        fingerprint(subject, assessment, 1),
        fingerprint(subject, assessment, 2),
        fingerprint(subject, other, 1),
        fingerprint(subject, assessment, 1, ["comparaison"]),
        fingerprint(replace(subject, respondent="01002"), assessment, 1),
    ]
    assert len(set(prints)) == len(prints)
    assert viewed(returned(best)).fingerprint.replace(" ", "") == prints[0]


def test_a_second_return_says_so() -> None:
    assert viewed(returned(best), revision=2).edition == f"version{NBSP}1 (2e réponse reçue, remplace la 1re)"
