"""The follow-up: all that plans said, in the order they came, nothing overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.plan import FREE_LINES, MOST_OWN_LINES, Facet, PlanStatus, own_keys, question_id
from forms.returns import Notice
from processors.follow_up import Followed, FollowUp, Received, Stage, by_stage, follow, last_changes, says_nothing_new, stage_of
from processors.plan_returns import Aim, PlanReturn, Said
from processors.plan_sheets import carry_over
from processors.plan_values import Deadline, read_cost, read_deadline
from tests.drivers.plans import sheet_for
from tests.tiny import TINY

START = date(2026, 9, 1)
SHEET = sheet_for(TINY)


def received(rank: int, *said: Said, reference: str = "EC-1", aims: tuple[Aim, ...] = ()) -> Received:
    return Received(reference, START + timedelta(days=30 * rank), rank, PlanReturn(said, aims))


def test_a_later_return_changes_what_it_fills_in_and_keeps_the_rest() -> None:
    first = Said("reco-nommer", status=PlanStatus.PLANNED, person="Zoé", deadline=read_deadline("juin 2027"), cost=read_cost("2 jours"))
    then = Said("reco-nommer", status=PlanStatus.DONE, note="Fait en mai.")
    (action,) = follow([received(1, first), received(2, then)]).actions
    assert (action.status, action.person, action.note) == (PlanStatus.DONE, "Zoé", "Fait en mai.")
    assert (action.deadline, action.cost) == (first.deadline, first.cost)


def test_each_value_says_when_it_came_and_what_it_replaced() -> None:
    follow_up = follow(
        [received(1, Said("reco-nommer", status=PlanStatus.PLANNED)), received(2, Said("reco-nommer", status=PlanStatus.DONE))]
    )
    assert [(each.rank, each.facet, each.before, each.after) for each in follow_up.actions[0].changes] == [
        (1, Facet.STATUS, "", "Planifiée"),
        (2, Facet.STATUS, "Planifiée", "Réalisée"),
    ]


def test_the_same_plan_again_changes_nothing() -> None:
    said = Said("reco-nommer", status=PlanStatus.PLANNED, person="Zoé")
    assert last_changes(follow([received(1, said), received(2, said)]), 2) == ()


def test_a_status_may_go_back_when_somebody_says_so() -> None:
    returns = [received(1, Said("reco-nommer", status=PlanStatus.DONE)), received(2, Said("reco-nommer", status=PlanStatus.STARTED))]
    assert follow(returns).actions[0].status is PlanStatus.STARTED


def test_what_was_printed_in_a_plan_and_left_as_it_was_takes_nothing_back() -> None:
    """Two people fill copies of one plan: the second leaves alone what the first has changed meanwhile."""
    before = Said("reco-nommer", status=PlanStatus.PLANNED, person="Zoé", deadline=read_deadline("juin 2027"), note="vu")
    aim = Aim("parc", "C", 60, read_deadline("2028"))
    start = received(1, before, Said("reco-temps", status=PlanStatus.PLANNED), aims=(aim,))
    sheet = carry_over(SHEET, follow([start])).sheet
    assert says_nothing_new(start.plan, sheet.written)
    told = Notice("reponses-contradictoires", "Action 1, état : plusieurs états sont cochés.")
    assert not says_nothing_new(replace(start.plan, notices=(told,)), sheet.written), "whoever ticked two is to be told"
    first = replace(before, status=PlanStatus.DONE, person="Paul", note="fait")
    mayor = received(2, first, aims=(replace(aim, raw="B", index=80),), reference="EC-2")
    school = received(3, before, Said("reco-temps", status=PlanStatus.STARTED), aims=(aim,), reference="EC-2")
    assert not any(says_nothing_new(each.plan, sheet.written) for each in (mayor, school))
    for second, third in ((mayor, school), (replace(school, rank=2), replace(mayor, rank=3))):
        found = follow([start, replace(second, written=sheet.written), replace(third, written=sheet.written)])
        assert [(each.status, each.person, each.note) for each in found.actions] == [
            (PlanStatus.DONE, "Paul", "fait"),
            (PlanStatus.STARTED, "", ""),
        ]
        assert [(each.raw, each.index) for each in found.aims] == [("B", 80)]


def test_the_last_target_of_each_theme_holds() -> None:
    aims = [Aim("parc", "C", 60), Aim("parc", "B", 80), Aim("ensemble", "C", 60)]
    returns = [received(rank, aims=(aim,)) for rank, aim in enumerate(aims, 1)]
    assert follow(returns).aims == (aims[1], aims[2])


def test_one_s_own_action_keeps_its_history_though_it_is_renamed_on_its_line_or_moves_to_another_in_a_new_plan() -> None:
    renamed = follow([received(1, Said("libre-1", "Repair café")), received(2, Said("libre-1", "Repair café mensuel", PlanStatus.STARTED))])
    assert [(each.key, each.title, each.status) for each in renamed.actions] == [
        ("propre-EC-1-libre-1", "Repair café mensuel", PlanStatus.STARTED)
    ]
    moved = follow(
        [received(1, Said("libre-2", "Repair café")), received(2, Said("libre-1", "repair  CAFÉ", PlanStatus.DONE), reference="EC-2")]
    )
    assert [(each.key, each.status) for each in moved.actions] == [("propre-EC-1-libre-2", PlanStatus.DONE)]


def test_an_own_action_printed_on_a_line_stays_itself_though_it_is_renamed_there_or_never_had_a_title() -> None:
    first = received(1, Said("libre-1", "Repair café"), Said("libre-2", status=PlanStatus.PLANNED))
    keys = carry_over(SHEET, follow([first])).sheet.followed_own
    then = received(2, Said("libre-1", "Repair café mensuel"), Said("libre-2", status=PlanStatus.STARTED), reference="EC-2")
    found = follow([first, replace(then, followed_own=dict(zip(own_keys(), keys, strict=False)))]).actions
    assert [(each.title, each.status) for each in found] == [("Repair café mensuel", None), ("", PlanStatus.STARTED)]


def test_two_lines_of_one_plan_are_two_actions_though_both_have_one_title() -> None:
    twice = (Said("libre-1", "Formation", PlanStatus.PLANNED), Said("libre-2", "Formation", PlanStatus.DONE))
    assert [each.status for each in follow([received(1, *twice)]).actions] == [PlanStatus.PLANNED, PlanStatus.DONE]
    again = follow([received(1, *twice), received(2, *twice, reference="EC-2")])
    assert [each.status for each in again.actions] == [PlanStatus.PLANNED, PlanStatus.DONE]


TWO_OWN = (Said("libre-1", "Repair café", PlanStatus.DONE, person="Zoé"), Said("libre-2", "Boîte à dons", PlanStatus.PLANNED, note="vu"))


def swapped(*said: Said) -> FollowUp:
    """Two own actions, then what comes back on the plan that was issued with them."""
    first = received(1, *TWO_OWN)
    keys = dict(zip(own_keys(), ("propre-EC-1-libre-1", "propre-EC-1-libre-2"), strict=False))
    written = {question_id(each.key, Facet.TITLE): each.title for each in TWO_OWN}
    written |= {question_id(each.key, Facet.STATUS): str(each.status) for each in TWO_OWN}
    return follow([first, replace(received(2, *said, reference="EC-2"), followed_own=keys, written=written)])


def test_own_actions_whose_lines_were_exchanged_keep_their_history_by_their_titles() -> None:
    found = swapped(Said("libre-1", "boîte  à dons", PlanStatus.DONE), Said("libre-2", "Repair café", PlanStatus.DONE))
    assert [(each.title, each.status, each.person, each.note) for each in found.actions] == [
        ("Repair café", PlanStatus.DONE, "Zoé", ""),
        ("boîte  à dons", PlanStatus.DONE, "", "vu"),
    ]
    assert [(each.facet, each.after) for _, changes in last_changes(found, 2) for each in changes if each.facet is Facet.STATUS] == [
        (Facet.STATUS, "Réalisée")
    ]
    assert found.moved == {"propre-EC-1-libre-1": 2, "propre-EC-1-libre-2": 2}


def test_an_own_action_is_followed_to_a_line_that_was_empty_and_what_takes_its_place_is_another() -> None:
    found = swapped(Said("libre-3", "Repair café", PlanStatus.STARTED), Said("libre-1", "Achats", PlanStatus.PLANNED))
    assert [(each.title, each.status) for each in found.actions] == [
        ("Repair café", PlanStatus.STARTED),
        ("Boîte à dons", PlanStatus.PLANNED),
        ("Achats", PlanStatus.PLANNED),
    ]
    assert found.moved == {"propre-EC-1-libre-1": 2}


def test_a_title_that_two_lines_or_two_actions_bear_says_nothing_and_the_line_decides() -> None:
    twice = swapped(Said("libre-1", "Boîte à dons"), Said("libre-2", "Boîte à dons"))
    assert (len(twice.actions), twice.moved) == (2, {})
    renamed = swapped(Said("libre-1", "Repair café mensuel", PlanStatus.DONE))
    assert (renamed.actions[0].key, renamed.actions[0].title) == ("propre-EC-1-libre-1", "Repair café mensuel")
    assert renamed.moved == {}


def test_a_new_action_never_takes_the_key_of_another() -> None:
    first = received(1, *TWO_OWN)
    then = received(2, Said("libre-1", "Boîte à dons"), Said("libre-2", "Achats"))
    found = follow([first, then])
    assert [each.title for each in found.actions] == ["Repair café", "Boîte à dons", "Achats"]
    assert len({each.key for each in found.actions}) == 3


def test_what_an_own_action_is_called_by_does_not_depend_on_what_others_said_before() -> None:
    late = received(2, Said("libre-1", "Achats"), reference="EC-2")
    alone, among = follow([late]), follow([received(1, Said("libre-1", "Repair café")), late])
    assert alone.actions[0].key == among.actions[1].key


def test_a_target_keeps_its_level_or_its_deadline_when_only_the_other_is_given() -> None:
    by = Deadline("fin 2028", "2028-12-31")
    level, deadline = Aim("parc", "B", 80, None), Aim("parc", "", None, by)
    whole = Aim("parc", "B", 80, by)
    assert follow([received(1, aims=(level,)), received(2, aims=(deadline,))]).aims == (whole,)
    assert follow([received(1, aims=(deadline,)), received(2, aims=(level,))]).aims == (whole,)
    assert follow([received(1, aims=(whole,)), received(2, aims=(Aim("parc", "A", 90),))]).aims == (Aim("parc", "A", 90, by),)


def test_a_deadline_without_a_level_stays_in_the_next_plan() -> None:
    written = carry_over(SHEET, follow([received(1, aims=(Aim("parc", "", None, Deadline("fin 2028", "2028-12-31")),))])).sheet.written
    assert written == {"objectif-parc--echeance": "fin 2028"}


def test_another_action_on_the_same_line_of_a_new_plan_is_another_action() -> None:
    both = follow([received(1, Said("libre-1", "Repair café")), received(2, Said("libre-1", "Boîte à dons"), reference="EC-2")])
    assert [each.title for each in both.actions] == ["Repair café", "Boîte à dons"]


@pytest.mark.parametrize(
    ("status", "deadline", "stage"),
    [
        (PlanStatus.DONE, "2020", Stage.DONE),
        (PlanStatus.DROPPED, "2020", Stage.DROPPED),
        (PlanStatus.STARTED, "2020", Stage.LATE),
        (PlanStatus.STARTED, "2030", Stage.STARTED),
        (PlanStatus.PLANNED, "2020", Stage.LATE),
        (None, "2030", Stage.AHEAD),
        (PlanStatus.PLANNED, "un jour", Stage.AHEAD),
    ],
)
def test_an_action_stands_in_one_place(status: PlanStatus | None, deadline: str, stage: Stage) -> None:
    action = Followed("reco-nommer", status=status, deadline=read_deadline(deadline))
    assert stage_of(action, START) is stage
    assert by_stage(FollowUp((action,)), START)[stage] == (action,)


# Carried over to a new plan ------------------------------------------------------------------------------------------------------


def test_what_is_known_stands_in_the_next_plan() -> None:
    said = Said("reco-nommer", status=PlanStatus.STARTED, deadline=Deadline("juin 2027", "2027-06-30"))
    written = carry_over(SHEET, follow([received(1, said, aims=(Aim("parc", "B", 80, Deadline("2028", "2028-12-31")),))])).sheet.written
    assert written == {
        question_id("reco-nommer", Facet.STATUS): "en-cours",
        question_id("reco-nommer", Facet.DEADLINE): "juin 2027",
        question_id("objectif-parc", Facet.LEVEL): "B",
        question_id("objectif-parc", Facet.DEADLINE): "2028",
    }


def test_what_no_longer_applies_is_said_unless_it_is_over() -> None:
    shorter = replace(SHEET, first=SHEET.first[2:])
    followed = follow([received(1, Said("reco-nommer", status=PlanStatus.STARTED), Said("reco-temps", status=PlanStatus.DONE))])
    carried = carry_over(shorter, followed)
    assert [each.key for each in carried.gone] == ["reco-nommer"]
    assert not any(name.startswith(("reco-nommer", "reco-temps")) for name in carried.sheet.written)


def test_one_s_own_open_actions_have_lines_and_four_are_left_empty() -> None:
    said = [Said(key, f"Action {key}", PlanStatus.DONE if place == 0 else None) for place, key in enumerate(own_keys()[:3])]
    sheet = carry_over(SHEET, follow([received(1, *said)])).sheet
    assert len(sheet.own) == 2 + FREE_LINES
    assert [sheet.written[question_id(key, Facet.TITLE)] for key in own_keys()[:2]] == ["Action libre-2", "Action libre-3"]


def test_lines_never_outnumber_those_of_the_questionnaire() -> None:
    returns = [received(rank, Said("libre-1", f"Action {rank}"), reference=f"EC-{rank}") for rank in range(1, 30)]
    assert len(carry_over(SHEET, follow(returns)).sheet.own) == MOST_OWN_LINES


# Whatever comes ------------------------------------------------------------------------------------------------------------------

said = st.builds(
    Said,
    key=st.sampled_from(["reco-nommer", "reco-temps", "conseil-portail", "libre-1", "libre-2"]),
    title=st.just(""),
    status=st.none() | st.sampled_from([each for each in PlanStatus if each is not PlanStatus.TO_DEFINE]),
    person=st.sampled_from(["", "Zoé", "Ana"]),
    note=st.sampled_from(["", "a", "b"]),
)
histories = st.lists(st.lists(said, min_size=1, max_size=3, unique_by=lambda each: each.key), max_size=8).map(
    lambda plans: [received(rank, *each) for rank, each in enumerate(plans, 1)]
)


@given(histories)
def test_every_value_ever_given_stays_in_the_history(history: list[Received]) -> None:
    follow_up = follow(history)
    kept = {(change.facet, change.after) for action in follow_up.actions for change in action.changes}
    given_ = {
        (facet, text) for each in history for one in each.plan.said for facet, text in ((Facet.PERSON, one.person), (Facet.NOTE, one.note))
    }
    assert {each for each in given_ if each[1]} <= kept


@given(histories)
def test_a_longer_history_only_adds_to_a_shorter_one(history: list[Received]) -> None:
    before, after = follow(history[:-1]), follow(history)
    for action in before.actions:
        grown = after.action(action.key)
        assert grown is not None
        assert grown.changes[: len(action.changes)] == action.changes


@given(histories)
def test_a_plan_sent_out_with_all_that_is_known_and_returned_as_it_is_changes_nothing(history: list[Received]) -> None:
    follow_up = follow(history)
    again = [
        Said(each.key, each.title, each.status, each.person, each.deadline, each.cost, each.note)
        for each in follow_up.actions
        if not each.key.startswith("propre")
    ]
    assert last_changes(follow([*history, received(len(history) + 1, *again)]), len(history) + 1) == ()
