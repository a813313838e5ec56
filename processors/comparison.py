"""Who may be shown beside a respondent, and what of them: spreads of groups, under rules that keep each member's result private.

A report is public, so whatever stands in it may be set beside whatever else stands in it, or stood in an earlier version of it. Hence
two rules. A group has five other respondents at least. And no two groups ever printed for one respondent, in one report or in several,
differ by one to four respondents: the difference of their figures would say something of those few. Within one report a group of the
very same members as another is left out too, for it says nothing new.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate, compress
from operator import attrgetter

from forms.questionnaire import PopulationBand
from forms.respondents import RespondentKind
from processors.snapshot import Group, GroupKind, Spread

FEWEST = 5
"""Fewest other respondents of a group, and fewest by which two groups differ."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What makes respondents similar. `population` in inhabitants; None, or an empty text, when a fact is unknown: nobody is like
    another by what is unknown of both."""

    key: str
    campaign: str
    kind: RespondentKind
    population: int | None = None
    department: str = ""
    region: str = ""
    epci: str = ""


@dataclass(frozen=True, slots=True)
class Peer:
    """A result that may be shown among others. `number` identifies it for ever: a later return of the same respondent has another.
    `themes` are the indexes of the themes, all peers in the same order; None where not evaluated."""

    number: int
    traits: Traits
    index: int
    themes: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """Everyone there is to be compared with, all scored by the same rules. Each respondent stands once in `everywhere`, with their latest
    result, and once in `campaign`, with their latest in the campaign of the respondent. `themes` are ids, in the order of the peers'
    indexes. `keys` tells whose a result is, also of results that no longer stand in either."""

    themes: tuple[str, ...]
    everywhere: Collection[Peer]
    campaign: Collection[Peer]
    keys: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Names:
    """How groups are named: areas as in the list of respondents, the operator, and the title of the campaign."""

    department: str = ""
    region: str = ""
    epci: str = ""
    operator: str = ""
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A group and the numbers of its members' results; `holders` those with an index, for each theme that the group shows."""

    group: Group
    members: frozenset[int]
    holders: Mapping[str, frozenset[int]] = field(default_factory=dict)


def compare(
    me: Traits, names: Names, bands: Sequence[PopulationBand], others: Field, before: Sequence[Printed] = ()
) -> tuple[Printed, ...]:
    """The groups to print beside the results of `me`, in the order of GroupKind; `me` is never counted among them.

    `bands` are those of the questionnaire, smallest first. `before` holds every group printed for the same respondent until now,
    oldest first, each with the date it was taken on. Where a fresh group would differ by one to four respondents from one of those, the
    last one of its kind is printed again, as it was.
    """
    chooser = _Chooser(me, names, bands, others, before)
    for kind in GroupKind:
        chooser.choose(kind)
    return tuple(chooser.chosen)


def spread(values: Iterable[int | None]) -> Spread:
    """Quartiles and median of `values` by nearest rank and in whole numbers; None is passed over, and one value there must be.

    Each is the smallest value that at least a quarter, half, three quarters of all values do not exceed: always one of the values, and
    for five values or more neither the one of lowest rank nor the one of highest.
    """
    counts = Counter(values)
    ordered = sorted(value for value in counts if value is not None)
    passed = list(accumulate(counts[value] for value in ordered))
    lower, median, upper = (ordered[bisect_left(passed, -(-quarter * passed[-1] // 4))] for quarter in (1, 2, 3))
    return Spread(lower, median, upper)


def unchanged(before: Iterable[Group], after: Iterable[Group]) -> bool:
    """Whether both show the same, whatever the date it was taken on."""
    return [replace(each, taken_on=None) for each in before] == [replace(each, taken_on=None) for each in after]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Enough respondents to be shown together."""

    kind: GroupKind
    name: str
    bands: tuple[str, ...]
    peers: Sequence[Peer]
    members: frozenset[int]


@dataclass(slots=True)
class _Chooser:
    """Groups chosen one after another, each beside those chosen before it."""

    me: Traits
    names: Names
    bands: Sequence[PopulationBand]
    others: Field
    before: Sequence[Printed]
    chosen: list[Printed] = field(default_factory=list)

    def choose(self, kind: GroupKind) -> None:
        """Print the group of this kind if it may be."""
        fresh = self._candidate(kind)
        if fresh is None:
            return
        if any(0 < self._apart(fresh.members, each.members) < FEWEST for each in self.before):
            again = next((each for each in reversed(self.before) if each.group.kind is kind), None)
            if again and self._is_new(again.members):
                self.chosen.append(again)
        elif self._is_new(fresh.members):
            self.chosen.append(self._printed(fresh))

    def _is_new(self, members: frozenset[int]) -> bool:
        """Whether a group differs enough from all that the report already shows."""
        return all(self._apart(members, each.members) >= FEWEST for each in self.chosen)

    def _apart(self, some: frozenset[int], others: frozenset[int]) -> int:
        """By how many respondents two groups differ, those in one alone or in each with another result; FEWEST stands for more."""
        # A group holds one result of each member: one respondent makes two results of difference at most.
        if abs(len(some) - len(others)) >= 2 * FEWEST:
            return FEWEST
        found: set[str] = set()
        for number in some ^ others:
            found.add(self.others.keys[number])
            if len(found) == FEWEST:
                break
        return len(found)

    # Who

    def _candidate(self, kind: GroupKind) -> _Candidate | None:
        if kind in (GroupKind.BAND_DEPARTMENT, GroupKind.BAND_REGION):
            return self._of_band(kind)
        name, peers = self._named(kind)
        return self._enough(kind, name, (), peers)

    def _named(self, kind: GroupKind) -> tuple[str, Iterator[Peer]]:
        me, everywhere = self.me, self.others.everywhere
        if kind is GroupKind.TYPE:
            return str(me.kind), (each for each in everywhere if each.traits.kind is me.kind)
        if kind is GroupKind.EPCI:
            return self.names.epci, (each for each in everywhere if me.epci and each.traits.epci == me.epci)
        if kind is GroupKind.OPERATOR:
            return self.names.operator, iter(everywhere)
        return self.names.campaign, iter(self.others.campaign)

    def _of_band(self, kind: GroupKind) -> _Candidate | None:
        """Those of my band, and of the next smaller ones as long as there are too few."""
        top = self._band()
        name, area, mine = self._area(kind)
        if top is None or not mine:
            return None
        kinds = {other for other in RespondentKind if is_like(self.me.kind, other)}
        alike = [each for each in self.others.everywhere if area(each) == mine and each.traits.kind in kinds]
        for bottom in range(top, -1, -1):
            within = (each for each in alike if self._is_within(each.traits.population, bottom, top))
            found = self._enough(kind, name, tuple(band.code for band in self.bands[bottom : top + 1]), within)
            if found:
                return found
        return None

    def _band(self) -> int | None:
        """The place of my band, from 0 for the smallest; None when my population is unknown."""
        population = self.me.population
        reached = [place for place, band in enumerate(self.bands) if population is not None and population >= band.minimum]
        return reached[-1] if reached else None

    def _is_within(self, population: int | None, bottom: int, top: int) -> bool:
        """Whether a population falls in the bands from `bottom` to `top`, each half-open: [minimum, next)."""
        if population is None or population < self.bands[bottom].minimum:
            return False
        return top + 1 == len(self.bands) or population < self.bands[top + 1].minimum

    def _area(self, kind: GroupKind) -> tuple[str, Callable[[Peer], str], str]:
        """The name of the area that the members of a band share, how to tell a peer's, and mine."""
        if kind is GroupKind.BAND_DEPARTMENT:
            return self.names.department, attrgetter("traits.department"), self.me.department
        return self.names.region, attrgetter("traits.region"), self.me.region

    def _enough(self, kind: GroupKind, name: str, bands: tuple[str, ...], peers: Iterable[Peer]) -> _Candidate | None:
        others = [each for each in peers if each.traits.key != self.me.key]
        if len(others) < FEWEST:
            return None
        return _Candidate(kind, name, bands, others, frozenset([each.number for each in others]))

    # What

    def _printed(self, fresh: _Candidate) -> Printed:
        spreads, holders = {}, {}
        numbers = [each.number for each in fresh.peers]
        columns = zip(*(each.themes for each in fresh.peers), strict=True)
        for theme, column in zip(self.others.themes, columns, strict=True):
            known = [value is not None for value in column]
            held = fresh.members if all(known) else frozenset(compress(numbers, known))
            if len(held) >= FEWEST and self._may_show(theme, held, fresh.members):
                spreads[theme], holders[theme] = spread(column), held
        overall = spread([each.index for each in fresh.peers])
        return Printed(Group(fresh.kind, fresh.name, fresh.bands, len(fresh.peers), overall, spreads), fresh.members, holders)

    def _may_show(self, theme: str, held: frozenset[int], members: frozenset[int]) -> bool:
        """Whether no difference with another group that shows the theme is of too few; groups as such are known to be far enough."""
        for each in (*self.before, *self.chosen):
            other = each.holders.get(theme)
            if other is None or (other is each.members and held is members):
                continue
            if 0 < self._apart(other, held) < FEWEST:
                return False
        return True


def is_like(one: RespondentKind, other: RespondentKind) -> bool:
    """Whether populations of two kinds of respondents compare: communes with communes, groupings with groupings."""
    alone = (RespondentKind.COMMUNE, RespondentKind.OTHER)
    return one is other if one in alone or other in alone else True


def again(group: Group, taken_on: date) -> Group:
    """`group` as it is printed again later: with the date on which it was taken."""
    return replace(group, taken_on=group.taken_on or taken_on)
