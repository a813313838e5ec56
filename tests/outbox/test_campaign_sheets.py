"""The sheets of a campaign: the figures of the reports, and no person unless asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forms.answers import Answer, Status
from outbox.campaign_sheets import Exported, Listed, campaign_sheets
from outbox.campaign_view import State
from outbox.spreadsheet import Cell, Sheet
from processors.assessment import assess
from tests.outbox.samples import best, mixed, returned, viewed, worst
from tests.tiny import CAMPAIGN, COMMUNE, TINY

DAY = date(2026, 3, 3)
OTHER = replace(COMMUNE, name="=cmd|’Île", insee="01002", siren=None)


def listed(checked, respondent=COMMUNE, questionnaire=TINY) -> Listed:
    view = viewed(checked, questionnaire, respondent)
    exported = Exported(view, questionnaire, checked, assess(questionnaire, checked), DAY)
    return Listed(respondent, State.ASSESSED, "EC-7K3M-9QXF-2", exported)


def sheets(*everyone: Listed, with_comments: bool = False) -> dict[str, Sheet]:
    made = campaign_sheets(CAMPAIGN, TINY, everyone, DAY, with_comments=with_comments)
    return {each.name: Sheet(each.name, each.columns, list(each.rows)) for each in made}


def column(sheet: Sheet, heading: str) -> list[Cell]:
    place = [each.heading for each in sheet.columns].index(heading)
    return [row[place] for row in sheet.rows]


def every_cell(made: dict[str, Sheet]) -> list[Cell]:
    return [cell for sheet in made.values() for row in sheet.rows for cell in row]


@pytest.mark.parametrize("choose", [best, worst, mixed])
def test_each_figure_is_that_of_the_report(choose):
    each = listed(returned(choose))
    made, view = sheets(each), each.exported.view
    results = made["Résultats"]
    assert column(results, "Indice") == [view.score.value]
    assert column(results, "Lettre") == [view.score.letter]
    assert column(results, "Indice au mieux") == [view.score.best_value]
    assert column(results, "Empreinte") == [view.fingerprint]
    (earned,), (attainable,) = column(results, "Points obtenus"), column(results, "Points possibles")
    assert f"{earned}\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}{attainable}" == view.score.points
    assert column(results, "Actions proposées") == [len(view.first_actions) + len(view.other_actions)]
    assert column(made["Thèmes"], "Thème") == [theme.title for theme in view.themes]
    assert column(made["Thèmes"], "Indice") == [
        theme.score.index if theme.score.value is None else theme.score.value for theme in view.themes
    ]
    actions = [*view.first_actions, *view.other_actions]
    assert column(made["Actions"], "Action") == [action.title for action in actions]
    gains = [
        f"{gain}\N{NO-BREAK SPACE}point{'s' * (gain > 1)} au plus" if gain else "" for gain in column(made["Actions"], "Points à gagner")
    ]
    assert gains == [action.gain for action in actions]
    assert column(made["À vérifier"], "Question") == [check.text for check in view.to_verify]


def test_answers_are_those_of_the_annex_but_numbers_and_days_are_such():
    each = listed(returned(best))
    (row,) = sheets(each)["Réponses"].rows
    annex = {line.number: line.answer for part in each.exported.view.annex for line in part.rows}
    said = dict(zip((question.id for question in TINY.questions), row[2:], strict=True))
    assert said["referent"] == annex[1]
    assert str(said["postes"]) == "1234.5"
    assert said["inventaire"] == date(2026, 3, 1)


def test_codes_are_those_of_the_form_and_tell_why_there_is_none():
    unknown = Answer("referent", Status.UNKNOWN)
    (row,) = sheets(listed(returned(best, referent=unknown)))["Codes"].rows
    assert list(row[2:]) == ["nsp", "oui", "epci, opsn, voisins", "oui"]


def test_who_did_not_answer_has_a_row_that_says_so():
    late = Listed(OTHER, State.LATE, "EC-7K3M-9QXF-2", None)
    made = sheets(late, listed(returned(best)))
    assert column(made["Résultats"], "État") == ["Sans réponse, date limite dépassée", "Évalué"]
    assert column(made["Résultats"], "Indice") == [None, 100]
    assert {len(row) for row in made["Résultats"].rows} == {len(made["Résultats"].columns)}
    assert len(made["Réponses"].rows) == 1


def test_no_person_and_no_comment_unless_asked_for():
    everyone = [listed(returned(mixed))]
    told = "\n".join(str(cell) for cell in every_cell(sheets(*everyone)))
    assert "Jeanne" not in told
    assert "jeanne@" not in told
    assert "conseiller." not in told
    asked = sheets(*everyone, with_comments=True)
    assert column(asked["Répondants"], "Courriel") == ["jeanne@mairie.fr"]
    assert column(asked["Commentaires"], "Commentaire") == ["Un commentaire qui ne regarde que le conseiller."] * 2


def test_a_form_of_another_version_adds_its_own_questions():
    added = replace(TINY.questions[0], id="nouvelle", text="Une question de plus ?")
    other = replace(TINY, version="2", questions=(*TINY.questions, added))
    made = sheets(listed(returned(best)), listed(returned(best, other), OTHER, other))
    assert made["Réponses"].columns[-1].heading.startswith("(autre version)")
    assert [row[-1] for row in made["Réponses"].rows] == [None, "Oui"]


def test_the_legend_explains_every_code():
    told = {row[0]: row[1] for row in sheets(listed(returned(best)))["Légende"].rows}
    nbsp = "\N{NO-BREAK SPACE}"
    assert told[f"Code «{nbsp}nsp{nbsp}»"] == "Je ne sais pas"
    assert "epci = L’intercommunalité" in told[f"Question «{nbsp}partenaires{nbsp}»"]


def test_every_row_fits_its_columns():
    for each in sheets(listed(returned(mixed)), listed(returned(worst), OTHER), with_comments=True).values():
        assert {len(row) for row in each.rows} <= {len(each.columns)}
