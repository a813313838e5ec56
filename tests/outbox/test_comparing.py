"""Comparison and progress in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forms.french import NBSP
from forms.questionnaire import PopulationBand
from forms.respondents import RespondentKind
from outbox.comparing import comparison_view, progress_view
from processors.results import Assessment, Score, ThemeScore
from processors.snapshot import Earlier, Group, GroupKind, Snapshot, Spread
from tests.tiny import COMMUNE, TINY

SPREAD = Spread(40, 50, 60)
BANDS = (*TINY.bands, PopulationBand("1000-3499", "", 1000))
QUESTIONNAIRE = replace(TINY, bands=BANDS)


def score(index):
    letter = None if index is None else "D"
    return Score(index or 0, 100, 0, index, index, letter, letter, provisional=False)


def assessment(index, *themes):
    scores = tuple(ThemeScore(theme.id, score(each)) for theme, each in zip(TINY.themes, themes, strict=False))
    return Assessment("essai", "1", "c", "s", score(index), scores, (), (), ())


def group(kind=GroupKind.OPERATOR, name="Syndicat d’essai", bands=(), **facts):
    return Group(kind, name, bands, 12, SPREAD, **{"themes": {}, **facts})


def view(*groups, index=50, respondent=COMMUNE, themes=(50, 50)):
    return comparison_view(Snapshot(date(2026, 3, 3), groups), QUESTIONNAIRE, respondent, assessment(index, *themes))


def plain(text):
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("kind", "name", "bands", "respondent", "label"),
    [
        (GroupKind.BAND_DEPARTMENT, "Ain", ("500-999",), COMMUNE, "Communes de 500 à 999 habitants – département : Ain"),
        (GroupKind.BAND_DEPARTMENT, "Ain", ("0-499", "500-999"), COMMUNE, "Communes de moins de 1 000 habitants – département : Ain"),
        (
            GroupKind.BAND_REGION,
            "Hauts-de-France",
            ("500-999", "1000-3499"),
            COMMUNE,
            "Communes de 500 habitants et plus – région : Hauts-de-France",
        ),
        (GroupKind.BAND_REGION, "Corse", tuple(each.code for each in BANDS), COMMUNE, "Communes de toutes tailles – région : Corse"),
        (
            GroupKind.BAND_DEPARTMENT,
            "Ain",
            ("1000-3499",),
            replace(COMMUNE, kind=RespondentKind.CC),
            "Intercommunalités de 1 000 habitants et plus – département : Ain",
        ),
        (GroupKind.TYPE, "commune", (), COMMUNE, "Ensemble des communes de votre opérateur"),
        (GroupKind.TYPE, "ca", (), replace(COMMUNE, kind=RespondentKind.CA), "Ensemble des communautés d’agglomération de votre opérateur"),
        (GroupKind.EPCI, "CC de la Dombes", (), COMMUNE, "Membres de l’intercommunalité : CC de la Dombes"),
        (GroupKind.OPERATOR, "Adéquat", (), COMMUNE, "Collectivités accompagnées par votre opérateur"),
        (GroupKind.CAMPAIGN, "Campagne d’essai 2026", (), COMMUNE, "Campagne d’essai 2026"),
    ],
)
def test_a_group_is_named_without_guessing_an_article(kind, name, bands, respondent, label):
    (shown,) = view(group(kind, name, bands), respondent=respondent).groups
    assert plain(shown.label) == label


@pytest.mark.parametrize(
    ("index", "position"),
    [
        (61, "Au-dessus de la médiane, et des trois quarts du groupe au moins."),
        (60, "Au-dessus de la médiane."),
        (51, "Au-dessus de la médiane."),
        (50, "À la médiane."),
        (49, "Au-dessous de la médiane."),
        (40, "Au-dessous de la médiane."),
        (39, "Au-dessous de la médiane, et des trois quarts du groupe au moins."),
        (None, "Indice non évalué : il ne se situe pas dans ce groupe."),
    ],
)
def test_a_position_is_told_by_median_and_quartiles(index, position):
    assert plain(view(group(), index=index).groups[0].position) == position


def test_a_group_is_told_by_its_quartiles_and_the_number_of_others():
    (shown,) = view(group(themes={"parc": SPREAD})).groups
    assert (plain(shown.members), shown.count) == ("12 autres collectivités", 12)
    assert plain(shown.overall.text) == "médiane 50 ; la moitié du groupe au moins entre 40 et 60"
    assert [theme and theme.median for theme in shown.themes] == [None, 50]


def test_a_group_of_an_earlier_version_bears_its_date():
    (shown,) = view(group(taken_on=date(2026, 2, 1))).groups
    assert plain(shown.label).endswith("(au 1er février 2026)")


def test_without_any_group_it_is_said_why():
    seen = view()
    assert (seen.groups, seen.summary) == ((), "")
    assert "au moins cinq autres collectivités" in seen.note


EARLIER = Earlier("an-1", "Campagne 2025", date(2025, 3, 3), True, 40, "D", {"gouvernance": 30, "parc": None})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (40, 62, "l’indice est passé de 40 (lettre D) à 62 (lettre D), soit une hausse de 22 points."),
        (40, 38, "l’indice est passé de 40 (lettre D) à 38 (lettre D), soit une baisse de 2 points."),
        (40, 40, "l’indice reste le même : 40 (lettre D)."),
        (None, 40, "l’évolution ne peut pas être dite : il n’y avait pas d’indice."),
        (40, None, "l’évolution ne peut pas être dite : il n’y a plus d’indice."),
    ],
)
def test_the_way_since_the_last_campaign_is_told(before, after, said):
    seen = progress_view(replace(EARLIER, index=before), TINY, assessment(after, 30, 50))
    assert plain(seen.summary) == f"Depuis la campagne « Campagne 2025 », où la réponse avait été évaluée le 3 mars 2025, {said}"


def test_each_theme_has_its_row_and_what_is_missing_is_not_invented():
    rows = progress_view(EARLIER, TINY, assessment(62, 45, 50)).rows
    assert [(row.title, row.before, row.after, row.difference) for row in rows] == [
        ("Ensemble", "40", "62", "+22"),
        ("Gouvernance", "30", "45", "+15"),
        ("Parc", "non évalué", "50", "–"),
    ]


def test_indexes_of_two_questionnaires_are_never_set_side_by_side():
    seen = progress_view(replace(EARLIER, comparable=False), TINY, assessment(62, 45, 50))
    assert seen.rows == ()
    assert "ne se comparent pas" in seen.summary
    assert "40" not in seen.summary
