"""What is set beside each assessment: the results of others, as the ledger knows them, and the respondent's own of an earlier campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from commands.context import now
from commands.documents import BrokenLedger
from forms.codec import canonical_json, from_json
from forms.french import slug
from forms.respondents import Respondent
from intake.ledger import Ledger
from intake.records import Belonging
from intake.results_store import Result
from processors.comparison import Field, Names, Peer, Printed, Traits, again, compare
from processors.results import Assessment
from processors.snapshot import Earlier, Snapshot


@dataclass(frozen=True, slots=True)
class Compared:
    """A snapshot, and whose results its groups show, by number. Only the snapshot may be printed."""

    snapshot: Snapshot
    members: Mapping[str, frozenset[int]]

    @property
    def json(self) -> str:
        """The snapshot as it is kept with the assessment."""
        return canonical_json(self.snapshot).decode()


@dataclass(slots=True)
class _Pool:
    """Results of one scoring hash: the latest of each respondent, everywhere and in each campaign. `keys`: whose every result is."""

    themes: tuple[str, ...]
    everywhere: dict[str, Peer] = field(default_factory=dict)
    campaigns: dict[str, dict[str, Peer]] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    holders: dict[int, tuple[int | None, ...]] = field(default_factory=dict)

    def add(self, result: Result, traits: Traits) -> None:
        """A later result takes the place of an earlier one; one without an index leaves the place empty."""
        self.keys[result.number] = result.respondent
        themes = tuple(result.themes.get(theme) for theme in self.themes)
        self.holders[result.number] = themes
        for places in (self.everywhere, self.campaigns.setdefault(result.campaign, {})):
            if result.index is None:
                places.pop(result.respondent, None)
            else:
                places[result.respondent] = Peer(result.number, traits, result.index, themes)

    def field(self, campaign: str) -> Field:
        """Everyone there is to be compared with, seen from one campaign."""
        return Field(self.themes, self.everywhere.values(), self.campaigns.get(campaign, {}).values(), self.keys)

    def holding(self, theme: str, members: frozenset[int]) -> frozenset[int]:
        """Those of `members` with an index for a theme."""
        place = self.themes.index(theme)
        held = frozenset(number for number in members if self.holders[number][place] is not None)
        return members if held == members else held


@dataclass(slots=True)
class Comparisons:
    """Takes snapshots. Keeps what it has read of the ledger: results and respondents are appended there, and never changed.

    Limits: belongs to the thread of its ledger. Ask inside the transaction that stores the assessment, before anything is written in it:
    no other process then adds a result meanwhile, and none is remembered that is not committed.
    """

    ledger: Ledger
    _last: int = 0
    _pools: dict[str, _Pool] = field(default_factory=dict)
    _traits: dict[tuple[str, str], Traits] = field(default_factory=dict)

    def take(self, belonging: Belonging) -> Compared:
        """What is to be set beside the assessment of a return that belongs to `belonging`, as of now."""
        self._catch_up()
        me, names = self._traits_of(belonging.campaign, belonging.respondent), self._names(belonging)
        pool = self._pools.get(belonging.scoring_hash)
        printed = self._groups(belonging, me, names, pool) if pool else ()
        snapshot = Snapshot(now().date(), tuple(each.group for each in printed), self._earlier(belonging))
        return Compared(snapshot, {str(each.group.kind): each.members for each in printed})

    def _groups(self, belonging: Belonging, me: Traits, names: Names, pool: _Pool) -> tuple[Printed, ...]:
        questionnaire = self.ledger.campaigns.questionnaire(belonging.content_hash)
        return compare(
            me, names, questionnaire.bands if questionnaire else (), pool.field(belonging.campaign), self._before(belonging, pool)
        )

    def _before(self, belonging: Belonging, pool: _Pool) -> list[Printed]:
        """Every group that the documents of this respondent have shown, with the date it was taken on."""
        shown = self.ledger.results.shown_to(belonging.respondent, belonging.scoring_hash)
        return [_printed(each.kind, each.members, from_json(each.comparison, Snapshot), pool) for each in shown]

    def _earlier(self, belonging: Belonging) -> Earlier | None:
        """The respondent's latest result in the latest campaign before this one."""
        result = self.ledger.results.before_campaign(belonging.campaign, belonging.respondent)
        if result is None:
            return None
        campaign, stored = self.ledger.campaigns.campaign(result.campaign), self.ledger.assessments.of(result.submission)
        if campaign is None or not stored:
            raise BrokenLedger(result.submission, "its campaign or its assessment")
        return Earlier(
            campaign=campaign.id,
            campaign_title=campaign.title,
            assessed_on=stored[0].made_at.date(),
            comparable=result.scoring_hash == belonging.scoring_hash,
            index=result.index,
            letter=from_json(stored[0].assessment, Assessment).overall.letter,
            themes=dict(result.themes),
        )

    # What the ledger knows

    def _catch_up(self) -> None:
        for result in self.ledger.results.after(self._last):
            pool = self._pools.setdefault(result.scoring_hash, _Pool(tuple(sorted(result.themes))))
            pool.add(result, self._traits_of(result.campaign, result.respondent))
            self._last = result.number

    def _traits_of(self, campaign: str, respondent: str) -> Traits:
        if (campaign, respondent) not in self._traits:
            self._traits.update(((campaign, each.key), _traits(campaign, each)) for each in self.ledger.campaigns.respondents(campaign))
        return self._traits[campaign, respondent]

    def _names(self, belonging: Belonging) -> Names:
        campaign = self.ledger.campaigns.campaign(belonging.campaign)
        respondent = self.ledger.campaigns.respondent(belonging.campaign, belonging.respondent)
        if campaign is None or respondent is None:
            raise BrokenLedger(0, f"campaign {belonging.campaign} or its respondent {belonging.respondent}")
        return Names(respondent.department, respondent.region, respondent.epci, campaign.operator.name, campaign.title)


def _traits(campaign: str, respondent: Respondent) -> Traits:
    areas = (_area(respondent.department), _area(respondent.region), _area(respondent.epci))
    return Traits(respondent.key, campaign, respondent.kind, respondent.population, *areas)


@cache
def _area(name: str) -> str:
    """How an area is told from others: « Hauts de France » and « HAUTS-DE-FRANCE » are one."""
    return slug(name) if name.strip() else ""


def _printed(kind: str, members: frozenset[int], snapshot: Snapshot, pool: _Pool) -> Printed:
    (group,) = (each for each in snapshot.groups if each.kind == kind)
    return Printed(again(group, snapshot.taken_on), members, {theme: pool.holding(theme, members) for theme in group.themes})
