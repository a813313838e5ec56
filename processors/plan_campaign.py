"""The plans of a whole campaign: where each respondent stands, and what they choose most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.plan import UNTITLED, PlanStatus
from processors.follow_up import Followed, FollowUp, Stage, stage_of

_CHOSEN = frozenset({PlanStatus.TO_PLAN, PlanStatus.PLANNED, PlanStatus.STARTED, PlanStatus.DONE})


@dataclass(frozen=True, slots=True)
class Planner:
    """A respondent and what their plans say together; `titles` are those of the actions, by key. `gone`: the keys of the open actions that
    their last questionnaire no longer calls for, which stand in no stage."""

    key: str
    name: str
    follow_up: FollowUp
    titles: Mapping[str, str]
    gone: frozenset[str] = frozenset()

    def title(self, action: Followed) -> str:
        """What `action` is called."""
        return action.title or self.titles.get(action.key, UNTITLED)

    def staged(self, today: date) -> tuple[tuple[Stage, Followed], ...]:
        """Every action followed that is not gone, with where it stands on `today`."""
        return tuple((stage_of(each, today), each) for each in self.follow_up.actions if each.key not in self.gone)

    def count(self, today: date) -> Counter[Stage]:
        """How many actions stand in each stage."""
        return Counter(stage for stage, _ in self.staged(today))


@dataclass(frozen=True, slots=True)
class ActionCount:
    """An action over the campaign: how many respondents `chosen` it (to plan, planned, started or done), and how many stand in each
    stage."""

    key: str
    title: str
    chosen: int
    stages: Mapping[Stage, int]


def count_actions(planners: Sequence[Planner], today: date) -> tuple[ActionCount, ...]:
    """The actions that plans offer, most chosen first, then by title; those a commune added, which are its own, are left out."""
    titles: dict[str, str] = {}
    chosen: Counter[str] = Counter()
    stages: dict[str, Counter[Stage]] = {}
    for planner in planners:
        for stage, action in planner.staged(today):
            if action.key in planner.titles:
                titles[action.key] = planner.titles[action.key]
                chosen[action.key] += action.status in _CHOSEN
                stages.setdefault(action.key, Counter())[stage] += 1
    counts = (ActionCount(key, title, chosen[key], stages[key]) for key, title in titles.items())
    return tuple(sorted(counts, key=lambda each: (-each.chosen, each.title)))
