"""Who may be shown beside a respondent: groups of five others at least, that differ from one another by five at least."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.questionnaire import PopulationBand
from forms.respondents import RespondentKind
from processors.comparison import FEWEST, Field, Names, Peer, Traits, again, compare, spread, unchanged
from processors.snapshot import Group, GroupKind, Spread

BANDS = (PopulationBand("0-499", "", 0), PopulationBand("500-999", "", 500), PopulationBand("1000", "", 1000))
NAMES = Names("Ain", "Auvergne-Rhône-Alpes", "CC de la Dombes", "Syndicat", "Campagne 2026")
ME = Traits("me", "2026", RespondentKind.COMMUNE, 700, "ain", "ara", "dombes")
THEMES = ("parc", "usages")


def peers(count, start=1, *, index=50, themes=(50, 50), **traits):
    """So many respondents like ME, but for what is said."""
    numbers = range(start, start + count)
    return [Peer(each, replace(ME, key=f"k{each}", **traits), index, themes) for each in numbers]


def others(everywhere, campaign=None, more=()):
    keys = {each.number: each.traits.key for each in (*everywhere, *(campaign or ()), *more)}
    return Field(THEMES, everywhere, everywhere if campaign is None else campaign, keys)


def groups(everywhere, campaign=None, me=ME, before=()):
    known = others(everywhere, campaign)
    known = replace(known, keys={**{number: f"k{number}" for each in before for number in each.members}, **known.keys})
    return compare(me, NAMES, BANDS, known, before)


def kinds(printed):
    return [each.group.kind for each in printed]


class TestSpreads:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ([7], Spread(7, 7, 7)),
            ([10, 20, 30, 40, 50], Spread(20, 30, 40)),
            ([50, 10, 40, 20, 30, 60], Spread(20, 30, 50)),
            ([0, 0, 0, 0, 100, 100, 100], Spread(0, 0, 100)),
            (range(1, 9), Spread(2, 4, 6)),
            (range(101), Spread(25, 50, 75)),
        ],
    )
    def test_are_by_nearest_rank(self, values, expected):
        assert spread(values) == expected

    @given(st.lists(st.integers(0, 100), min_size=FEWEST, max_size=40, unique=True))
    def test_never_give_the_lowest_nor_the_highest_of_five_or_more(self, values):
        shown = spread(values)
        assert min(values) < shown.lower <= shown.median <= shown.upper < max(values)

    @given(st.lists(st.integers(0, 100), min_size=1, max_size=40))
    def test_leave_at_least_half_between_the_quartiles_and_at_most_half_on_each_side_of_the_median(self, values):
        shown = spread(values)
        assert 2 * sum(shown.lower <= value <= shown.upper for value in values) >= len(values)
        assert 2 * max(sum(value < shown.median for value in values), sum(value > shown.median for value in values)) <= len(values)


class TestGroups:
    def test_four_others_are_too_few(self):
        assert groups(peers(4)) == ()

    def test_five_others_are_enough(self):
        (printed,) = groups(peers(5))
        assert printed.group == Group(
            GroupKind.BAND_DEPARTMENT, "Ain", ("500-999",), 5, Spread(50, 50, 50), {theme: Spread(50, 50, 50) for theme in THEMES}
        )

    def test_i_am_not_one_of_the_others(self):
        mine = Peer(9, ME, 50, (50, 50))
        assert groups([*peers(4), mine]) == ()

    def test_a_group_of_the_same_members_is_shown_once(self):
        assert kinds(groups(peers(8))) == [GroupKind.BAND_DEPARTMENT]

    def test_a_group_with_four_more_is_withheld_and_one_with_five_more_shown(self):
        near, far = peers(5), peers(5, 6, department="isere")
        assert kinds(groups([*near, *far[:4]])) == [GroupKind.BAND_DEPARTMENT]
        assert kinds(groups([*near, *far])) == [GroupKind.BAND_DEPARTMENT, GroupKind.BAND_REGION]

    def test_all_six_may_stand_together(self):
        everyone = [
            *peers(5, 1, epci="autre"),
            *peers(5, 6, epci="autre", department="isere"),
            *peers(5, 11, epci="autre", department="isere", population=10),
            *peers(5, 16, population=10),
            *peers(5, 21, kind=RespondentKind.CC, epci="autre"),
        ]
        assert kinds(groups(everyone, [*peers(2, 1), *peers(3, 11), *peers(2, 16), *peers(3, 21)])) == list(GroupKind)

    def test_a_thin_band_takes_in_the_next_smaller_one(self):
        (printed,) = groups([*peers(3), *peers(2, 4, population=499), *peers(9, 6, population=1000, department="", region="", epci="")])[:1]
        assert (printed.group.bands, printed.group.count) == (("0-499", "500-999"), 5)

    def test_the_smallest_band_takes_in_no_other(self):
        small = replace(ME, population=0)
        assert GroupKind.BAND_DEPARTMENT not in kinds(groups([*peers(4, population=0), *peers(9, 5)], me=small))

    @pytest.mark.parametrize(("population", "shown"), [(499, False), (500, True), (999, True), (1000, False)])
    def test_bands_are_half_open(self, population, shown):
        wanted = [each for each in groups(peers(5, population=population)) if each.group.bands == ("500-999",)]
        assert bool(wanted) is shown

    @pytest.mark.parametrize(
        ("unknown", "missing"),
        [
            ({"population": None}, {GroupKind.BAND_DEPARTMENT, GroupKind.BAND_REGION}),
            ({"department": ""}, {GroupKind.BAND_DEPARTMENT}),
            ({"region": ""}, {GroupKind.BAND_REGION}),
            ({"epci": ""}, {GroupKind.EPCI}),
        ],
    )
    def test_nobody_is_like_another_by_what_is_unknown_of_both(self, unknown, missing):
        same = peers(9, **unknown)
        assert not missing & set(kinds(groups(same, me=replace(ME, **unknown))))

    def test_a_grouping_is_not_compared_by_population_with_communes(self):
        communes = peers(9)
        assert not {GroupKind.BAND_DEPARTMENT, GroupKind.TYPE} & set(kinds(groups(communes, me=replace(ME, kind=RespondentKind.CC))))

    def test_groupings_of_different_kinds_compare_by_population(self):
        printed = groups(peers(5, kind=RespondentKind.CA), me=replace(ME, kind=RespondentKind.CC))
        assert kinds(printed) == [GroupKind.BAND_DEPARTMENT]

    def test_a_theme_is_shown_only_when_five_have_an_index_for_it(self):
        four = [*peers(4), *peers(4, 5, themes=(None, 50))]
        assert list(groups(four)[0].group.themes) == ["usages"]
        assert list(groups([*four, *peers(1, 9)])[0].group.themes) == ["parc", "usages"]

    def test_a_theme_is_withheld_from_a_group_when_fewer_than_five_tell_it_from_another(self):
        near, far = peers(5), [*peers(4, 6, department="isere", themes=(None, 50)), *peers(1, 10, department="isere")]
        printed = groups([*near, *far])
        assert [list(each.group.themes) for each in printed] == [["parc", "usages"], ["usages"]]


class TestVersions:
    """What a first version showed limits what a second may."""

    FIRST = peers(6)

    def before(self):
        (printed,) = groups(self.FIRST)
        return [replace(printed, group=again(printed.group, date(2026, 3, 3)))]

    def test_one_more_respondent_leaves_the_group_as_it_was_with_its_date(self):
        (printed,) = groups([*self.FIRST, *peers(1, 7, index=90)], before=self.before())
        assert printed == self.before()[0]
        assert printed.group.taken_on == date(2026, 3, 3)

    def test_a_changed_result_leaves_the_group_as_it_was(self):
        changed = [*self.FIRST[:-1], Peer(99, self.FIRST[-1].traits, 90, (90, 90))]
        (printed,) = groups(changed, before=self.before())
        assert printed.group.count == 6
        assert printed.group.taken_on == date(2026, 3, 3)

    def test_five_more_respondents_make_it_anew(self):
        (printed,) = groups([*self.FIRST, *peers(5, 7, index=90)], before=self.before())
        assert (printed.group.count, printed.group.taken_on) == (11, None)

    def test_the_same_members_are_shown_again_as_of_today(self):
        (printed,) = groups(self.FIRST, before=self.before())
        assert printed.group.taken_on is None
        assert unchanged([printed.group], [self.before()[0].group])

    def test_a_theme_is_withheld_when_fewer_than_five_tell_it_from_the_version_before(self):
        later = [*self.FIRST, *peers(4, 7, themes=(None, 50)), *peers(1, 11)]
        (printed,) = groups(later, before=self.before())
        assert list(printed.group.themes) == ["usages"]

    def test_every_earlier_version_counts_not_only_the_last(self):
        second = groups([*self.FIRST, *peers(5, 7)], before=self.before())
        third = groups([*self.FIRST, *peers(1, 7)], before=[*self.before(), *second])
        assert [each.group.count for each in third] == [11]  # one more than the first, four fewer than the second


# Whatever the respondents ---------------------------------------------------------------------------------------------------------

traits = st.builds(
    Traits,
    key=st.integers(0, 30).map(str),
    campaign=st.just("2026"),
    kind=st.sampled_from([RespondentKind.COMMUNE, RespondentKind.COMMUNE, RespondentKind.COMMUNE, RespondentKind.CC]),
    population=st.sampled_from([700, 700, 500, 0, 1000, None]),
    department=st.sampled_from(["ain", "ain", "isere", ""]),
    region=st.sampled_from(["ara", "ara", "ara", ""]),
    epci=st.sampled_from(["", "dombes"]),
)
indexes = st.integers(0, 100)


@st.composite
def fields(draw):
    drawn = draw(st.lists(traits, min_size=draw(st.integers(0, 24)), max_size=30, unique_by=lambda each: each.key))
    theme = st.one_of(st.none(), indexes)
    everyone = [Peer(number, each, draw(indexes), (draw(theme), draw(theme))) for number, each in enumerate(drawn, 1)]
    return others(everyone, [each for each in everyone if draw(st.booleans())])


def apart(keys, some, other):
    return len({keys[number] for number in some ^ other})


@given(me=traits, known=fields())
def test_no_group_has_fewer_than_five_and_i_am_in_none(me, known):
    for each in compare(me, NAMES, BANDS, known):
        assert each.group.count == len(each.members) >= FEWEST
        assert me.key not in {known.keys[number] for number in each.members}
        assert all(len(held) >= FEWEST for held in each.holders.values())


@given(me=traits, known=fields())
def test_no_two_groups_of_a_report_differ_by_fewer_than_five(me, known):
    for one, other in combinations(compare(me, NAMES, BANDS, known), 2):
        assert apart(known.keys, one.members, other.members) >= FEWEST
        for theme in one.group.themes.keys() & other.group.themes.keys():
            assert apart(known.keys, one.holders[theme], other.holders[theme]) not in range(1, FEWEST)


@given(me=traits, known=fields(), later=fields())
def test_no_two_groups_of_any_two_versions_differ_by_one_to_four(me, known, later):
    shift = 100  # the later returns are others, of the same respondents and of new ones
    moved = {each.number: replace(each, number=each.number + shift) for each in later.everywhere}
    stays = {each.traits.key for each in later.everywhere}
    everyone = [*(each for each in known.everywhere if each.traits.key not in stays), *moved.values()]
    later = Field(THEMES, everyone, everyone, {**known.keys, **{each.number: each.traits.key for each in everyone}})
    first = [replace(each, group=again(each.group, date(2026, 3, 3))) for each in compare(me, NAMES, BANDS, known)]
    second = compare(me, NAMES, BANDS, later, first)
    for one, other in [(one, other) for one in first for other in second]:
        assert apart(later.keys, one.members, other.members) not in range(1, FEWEST)
        for theme in one.group.themes.keys() & other.group.themes.keys():
            assert apart(later.keys, one.holders[theme], other.holders[theme]) not in range(1, FEWEST)


@given(me=traits, known=fields(), index=indexes)
def test_my_own_result_changes_nothing(me, known, index):
    def with_mine(found):
        return [*(each for each in found if each.traits.key != me.key), Peer(99, me, index, (index, None))]

    mine = Field(THEMES, with_mine(known.everywhere), with_mine(known.campaign), {**known.keys, 99: me.key})
    assert compare(me, NAMES, BANDS, mine) == compare(me, NAMES, BANDS, known)


@given(me=traits, known=fields(), seed=st.randoms(use_true_random=False))
def test_the_order_of_the_others_changes_nothing(me, known, seed):
    shuffled = replace(known, everywhere=seed.sample(known.everywhere, len(known.everywhere)), campaign=list(reversed(known.campaign)))
    assert compare(me, NAMES, BANDS, shuffled) == compare(me, NAMES, BANDS, known)


def test_the_properties_are_put_to_reports_of_several_groups():
    """Properties of empty results would hold of anything."""
    most = []

    def meet(me, known):
        most.append(len(compare(me, NAMES, BANDS, known)))

    given(me=traits, known=fields())(meet)()
    assert sum(number >= 2 for number in most) >= len(most) // 5
