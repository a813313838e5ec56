"""No commune of 50 000 inhabitants or fewer is ever told that it is obliged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.respondents import OWN_TAX_KINDS, Respondent, RespondentKind
from processors.law import ObligationStatus, obligation

BINDABLE = {RespondentKind.COMMUNE} | OWN_TAX_KINDS


def of(kind: RespondentKind, population: int | None):
    return obligation(Respondent(kind, "Test", population=population), "municipale")


@pytest.mark.parametrize("kind", sorted(BINDABLE))
@pytest.mark.parametrize(
    ("population", "status"),
    [
        (0, "volontaire"),
        (457, "volontaire"),
        (50_000, "volontaire"),
        (50_001, "obligatoire"),
        (400_000, "obligatoire"),
        (None, "a-verifier"),
    ],
)
def test_communes_and_own_tax_groupings_are_bound_strictly_above_50_000(kind: RespondentKind, population: int | None, status: str) -> None:
    assert of(kind, population).status == status


@pytest.mark.parametrize("kind", sorted(set(RespondentKind) - BINDABLE))
@pytest.mark.parametrize(("population", "status"), [(50_000, "volontaire"), (50_001, "a-verifier"), (None, "a-verifier")])
def test_others_are_never_declared_bound(kind: RespondentKind, population: int | None, status: str) -> None:
    assert of(kind, population).status == status


@given(st.sampled_from(RespondentKind), st.none() | st.integers(0, 3_000_000))
def test_only_the_sentence_of_the_bound_says_that_the_article_imposes(kind: RespondentKind, population: int | None) -> None:
    said = of(kind, population)
    assert ("lui impose" in said.sentence) == (said.status is ObligationStatus.BOUND)
    assert ("la démarche est volontaire" in said.sentence or "est volontaire." in said.sentence) == (
        said.status is not ObligationStatus.BOUND
    )


@given(st.sampled_from(RespondentKind), st.none() | st.integers(0, 3_000_000), st.sampled_from(["municipale", "totale"]))
def test_every_sentence_cites_the_article_the_decree_and_the_act_and_which_population_was_counted(kind, population, basis) -> None:
    said = obligation(Respondent(kind, "Test", population=population), basis)
    plain = said.sentence.replace("\xa0", " ")
    assert all(
        cited in plain
        for cited in ("D. 2311-15-1", "décret n° 2022-1084 du 29 juillet 2022", "loi n° 2021-1485 du 15 novembre 2021", "article 35")
    )
    assert f"population {basis}" in said.basis


@pytest.mark.parametrize(
    ("population", "doubtful"),
    [(457, False), (44_999, False), (45_000, True), (50_000, True), (50_001, True), (55_000, True), (55_001, False), (None, False)],
)
def test_the_population_counted_is_to_be_checked_only_where_it_can_change_the_obligation(population: int | None, doubtful: bool) -> None:
    assert ("à vérifier" in of(RespondentKind.COMMUNE, population).basis) == doubtful


def test_the_sentence_for_a_small_commune() -> None:
    sentence = of(RespondentKind.COMMUNE, 1).sentence.replace("\xa0", " ")
    assert sentence.startswith("La démarche engagée par la commune est volontaire. L’article D. 2311-15-1")
    assert sentence.endswith("la commune en compte 1 (population municipale).")


def test_the_sentence_for_a_large_grouping_uses_its_own_words() -> None:
    sentence = of(RespondentKind.CA, 50_001).sentence.replace("\xa0", " ")
    assert sentence.startswith(
        "La communauté d’agglomération compte 50 001 habitants (population municipale), soit plus de 50 000 : l’article"
    )
    assert "commune " not in sentence


@given(st.sampled_from(RespondentKind), st.none() | st.integers(0, 3_000_000))
def test_the_recital_of_a_motion_says_what_the_report_says(kind: RespondentKind, population: int | None) -> None:
    said = of(kind, population)
    assert ("lui impose" in said.recital) == (said.status is ObligationStatus.BOUND)
    assert ("est volontaire" in said.recital) == (said.status is not ObligationStatus.BOUND)
    assert ("à vérifier" in said.recital) == (said.status is ObligationStatus.TO_CHECK)
    assert "D.\xa02311-15-1" in said.recital
