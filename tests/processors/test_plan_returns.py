"""What a returned plan says: nothing guessed, nothing lost, everything doubtful told."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.codec import canonical_json, from_json
from forms.plan import OVERALL, PlanStatus, issued
from forms.returns import RawField, RawReturn, RefusalCode, Refused
from processors.plan_returns import Aim, PlanReturn, Said, check_plan
from processors.plan_values import Deadline
from tests.drivers.plans import issue_plan

PLAN = issue_plan()
DAY = date(2026, 9, 1)
BLANK = {each.id: RawField(each.id, ("a-definir",) if each.choices else ()) for each in issued(PLAN.plan, PLAN.sheet.actions).questions}


def returned(text: str) -> RawReturn:
    """« reco-nommer--etat=realisee reco-nommer--cout=2_jours »; all other controls are there, untouched."""
    fields = dict(BLANK)
    for word in text.split():
        name, _, values = word.partition("=")
        fields[name] = RawField(name, tuple(values.replace("_", " ").split("|")))
    return RawReturn(fields)


def said_by(text: str) -> PlanReturn:
    return check_plan(PLAN.plan, returned(text), PLAN.sheet.actions, DAY)


def told_by(text: str) -> list[tuple[str, str]]:
    return [(each.code, each.sentence.replace("\N{NO-BREAK SPACE}", " ")) for each in said_by(text).notices]


def test_a_plan_says_what_is_filled_in_and_no_more() -> None:
    assert said_by("reco-nommer--etat=realisee libre-1--action=Boîte_à_dons").said == (
        Said("reco-nommer", status=PlanStatus.DONE),
        Said("libre-1", "Boîte à dons"),
    )


@pytest.mark.parametrize("text", ["", "reco-nommer--etat=a-definir", "reco-nommer--note=_", "reco-nommer--etat="])
def test_a_plan_left_as_it_came_is_refused_as_unfilled(text: str) -> None:
    with pytest.raises(Refused) as refused:
        said_by(text)
    assert refused.value.reason is RefusalCode.UNFILLED
    assert "plan d’actions" in str(refused.value)


def test_a_status_ticked_twice_is_told_and_says_nothing() -> None:
    text = "reco-nommer--etat=planifiee|realisee reco-nommer--note=vu"
    assert said_by(text).said == (Said("reco-nommer", note="vu"),)
    assert told_by(text) == [
        (
            "reponses-contradictoires",
            "Action 1 (Nommer un référent), état : plusieurs états sont cochés. Aucun n’est retenu, ce que vous aviez indiqué auparavant "
            "est gardé ; indiquez le bon.",
        )
    ]


def test_a_plan_of_which_nothing_could_be_taken_is_refused_with_what_was_wrong() -> None:
    with pytest.raises(Refused) as refused:
        said_by("reco-nommer--etat=planifiee|realisee")
    assert refused.value.reason is RefusalCode.UNFILLED
    assert "Action\N{NO-BREAK SPACE}1 (Nommer un référent), état\N{NO-BREAK SPACE}: plusieurs états sont cochés." in refused.value.sentence
    assert "aucune case n’est remplie" not in refused.value.sentence


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("reco-nommer--echeance=bientôt", "echeance-illisible"),
        ("reco-nommer--echeance=30/02/2027", "echeance-illisible"),
        ("reco-nommer--echeance=juin_2026", "echeance-passee"),
        ("reco-nommer--echeance=juin_2026 reco-nommer--etat=en-cours", "echeance-passee"),
        ("objectif-parc--cible=bien", "objectif-illisible"),
        ("objectif-parc--echeance=fin_2027", "objectif-sans-niveau"),
        ("objectif-parc--cible=B objectif-parc--echeance=2020", "echeance-passee"),
        ("reco-nommer--etat=faite reco-nommer--note=x", "choix-hors-liste"),
        ("reco-nommer--etat=realisee intrus=x", "champs-inattendus"),
    ],
)
def test_what_is_doubtful_is_told(text: str, code: str) -> None:
    assert [told for told, _ in told_by(text)] == [code]


def test_many_doubtful_deadlines_are_told_in_one_sentence_so_that_a_receipt_tells_them_all() -> None:
    text = (
        " ".join(f"libre-{place}--echeance=bientôt" for place in (1, 2, 3))
        + " objectif-ensemble--echeance=un_jour objectif-ensemble--cible=B"
    )
    ((code, told),) = told_by(text)
    assert code == "echeance-illisible"
    assert told.startswith("4 échéances ne se lisent pas comme des dates : action ")
    assert "objectif d’ensemble « un jour »." in told


def test_what_is_told_of_an_own_action_calls_it_by_its_title() -> None:
    ((_, told),) = told_by("libre-1--action=Boîte_à_dons libre-1--echeance=bientôt")
    assert "(Boîte à dons), échéance : « bientôt » ne se lit pas comme une date." in told


@pytest.mark.parametrize("status", ["realisee", "abandonnee"])
def test_a_past_deadline_of_what_is_over_is_nothing_to_tell(status: str) -> None:
    assert told_by(f"reco-nommer--echeance=juin_2026 reco-nommer--etat={status}") == []


def test_an_unreadable_deadline_is_kept_as_it_was_written() -> None:
    deadline = said_by("reco-nommer--echeance=bientôt").said[0].deadline
    assert deadline is not None
    assert (deadline.raw, deadline.day) == ("bientôt", None)


def test_targets_are_read_by_theme_and_overall() -> None:
    assert said_by("objectif-ensemble--cible=C objectif-parc--cible=75").aims == (Aim(OVERALL, "C", 60), Aim("parc", "75", 75))


def test_a_deadline_without_a_level_is_kept() -> None:
    assert said_by("objectif-parc--echeance=fin_2027").aims == (
        Aim("parc", "", None, Deadline("fin 2027", "2027-12-31", approximate=True)),
    )


@pytest.mark.parametrize("beforehand", ["en-cours", "a-definir"])
def test_to_define_in_place_of_a_known_status_takes_it_back(beforehand: str) -> None:
    raw, written = returned("reco-nommer--etat=a-definir"), {"reco-nommer--etat": beforehand}
    assert check_plan(PLAN.plan, raw, PLAN.sheet.actions, DAY, written).said == (Said("reco-nommer", status=PlanStatus.TO_DEFINE),)


def test_an_action_whose_controls_were_deleted_is_told_by_its_number() -> None:
    raw = returned("reco-nommer--etat=realisee")
    kept = {name: field for name, field in raw.fields.items() if not name.startswith(("reco-temps", "conseil-"))}
    notices = check_plan(PLAN.plan, replace(raw, fields=kept), PLAN.sheet.actions, DAY).notices
    assert [each.code for each in notices] == ["champs-absents"]
    assert "des actions\N{NO-BREAK SPACE}2 et 5" in notices[0].sentence


def test_an_action_that_this_plan_did_not_ask_is_told_and_not_taken() -> None:
    said = check_plan(PLAN.plan, returned("reco-nommer--etat=realisee reco-temps--etat=realisee"), ("reco-nommer",), DAY)
    assert [each.key for each in said.said] == ["reco-nommer"]
    assert "champs-inattendus" in [each.code for each in said.notices]


def test_what_a_plan_says_goes_to_json_and_back() -> None:
    said = said_by("reco-nommer--etat=realisee reco-nommer--cout=2_jours reco-nommer--echeance=juin_2027 objectif-parc--cible=B")
    assert from_json(canonical_json(said), PlanReturn) == said


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(BLANK)), st.lists(st.text(max_size=20) | st.sampled_from(["realisee", "B", "fin 2027"]), max_size=2)
        ),
        max_size=12,
    )
)
def test_whatever_comes_back_is_understood_or_refused(typed: list[tuple[str, list[str]]]) -> None:
    fields = {**BLANK, **{name: RawField(name, tuple(values)) for name, values in typed}}
    with suppress(Refused):
        said = check_plan(PLAN.plan, RawReturn(fields), PLAN.sheet.actions, DAY)
        assert {each.key for each in said.said} <= set(PLAN.sheet.actions)
        assert not any(each.is_empty for each in said.said)
