"""The follow-up: what all returned plans of a respondent say together, in the order they came.

Nothing is stored but the returns themselves: the follow-up is made again from them each time, and each value it holds says by its
changes where it comes from. A later return speaks only of what it fills in; what it leaves empty stays as it was, and what it leaves as it
was printed takes nothing back that another copy of the plan has changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from forms.plan import STATUS_LABELS, Facet, PlanStatus, is_own, question_id, target_key
from processors.labels import regular
from processors.plan_returns import Aim, PlanReturn, Said
from processors.plan_values import Cost, Deadline

_CLOSED = frozenset({PlanStatus.DONE, PlanStatus.DROPPED})


@dataclass(frozen=True, slots=True)
class Received:
    """A returned plan: the `reference` of the plan issued, the day it came, and its rank among all plans of its respondent (from 1).

    `followed_own`: the commune's own actions that stood on lines of the plan when it was issued, lasting key by key of the line.
    `written`: what stood in its entries then, by question id, as in `forms.plan_layout.PlanSheet`.
    """

    reference: str
    on: date
    rank: int
    plan: PlanReturn
    followed_own: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What a return changed of an action, in words; `before` is empty the first time."""

    on: date
    rank: int
    facet: Facet
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Followed:
    """An action as it stands: each value is the last one given. `key` is that of the plan, or a lasting one for the commune's own."""

    key: str
    title: str = ""
    status: PlanStatus | None = None
    person: str = ""
    deadline: Deadline | None = None
    cost: Cost | None = None
    note: str = ""
    changes: tuple[Change, ...] = ()

    def is_late(self, today: date) -> bool:
        """Whether its deadline is over and it is neither done nor dropped."""
        return self.deadline is not None and self.status not in _CLOSED and self.deadline.is_past(today)

    @property
    def is_closed(self) -> bool:
        """Whether it is done or dropped."""
        return self.status in _CLOSED

    def was_done_by(self, rank: int) -> bool:
        """Whether it is done, and the plan of that `rank` at the latest said so: answers that came after it know of it."""
        ranks = [change.rank for change in self.changes if change.facet is Facet.STATUS]
        return self.status is PlanStatus.DONE and bool(ranks) and ranks[-1] <= rank


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All actions of which something was ever said, in the order they were first spoken of, and the target of each theme: the last level
    and the last deadline given, the level empty as long as none was."""

    actions: tuple[Followed, ...] = ()
    aims: tuple[Aim, ...] = ()
    returns: int = 0

    def action(self, key: str) -> Followed | None:
        """The action bearing `key`, or None when nothing was said of it."""
        return next((each for each in self.actions if each.key == key), None)

    @property
    def done(self) -> tuple[str, ...]:
        """The keys of the actions done."""
        return self._that_are(PlanStatus.DONE)

    @property
    def dropped(self) -> tuple[str, ...]:
        """The keys of the actions dropped."""
        return self._that_are(PlanStatus.DROPPED)

    def _that_are(self, status: PlanStatus) -> tuple[str, ...]:
        return tuple(each.key for each in self.actions if each.status is status)


NOTHING_FOLLOWED = FollowUp()
"""The follow-up of who returned no plan."""


class Stage(StrEnum):
    """Where an action is put in a follow-up, each in one place only."""

    DONE = "realisee"
    STARTED = "en-cours"
    LATE = "en-retard"
    DROPPED = "abandonnee"
    AHEAD = "a-venir"


def stage_of(action: Followed, today: date) -> Stage:
    """Where `action` stands on `today`; being late comes before being started."""
    closed = {PlanStatus.DONE: Stage.DONE, PlanStatus.DROPPED: Stage.DROPPED}
    if action.status in closed:
        return closed[action.status]
    if action.is_late(today):
        return Stage.LATE
    return Stage.STARTED if action.status is PlanStatus.STARTED else Stage.AHEAD


def by_stage(follow_up: FollowUp, today: date) -> dict[Stage, tuple[Followed, ...]]:
    """The actions in each stage, none left out."""
    return {stage: tuple(each for each in follow_up.actions if stage_of(each, today) is stage) for stage in Stage}


def follow(returns: Sequence[Received]) -> FollowUp:
    """What `returns`, in the order they came, say together."""
    history = _History()
    for each in returns:
        history.take(each)
    return FollowUp(tuple(history.actions.values()), tuple(history.aims.values()), len(returns))


def last_changes(follow_up: FollowUp, rank: int) -> tuple[tuple[Followed, tuple[Change, ...]], ...]:
    """What the return of `rank` changed: each action it touched, with its changes; none when it said nothing new."""
    touched = ((each, tuple(change for change in each.changes if change.rank == rank)) for each in follow_up.actions)
    return tuple((action, changes) for action, changes in touched if changes)


def says_nothing_new(plan: PlanReturn, written: Mapping[str, str]) -> bool:
    """Whether all that `plan` says stood in its entries beforehand, as in `Received.written`, and nothing in it could not be taken."""
    said = not plan.not_taken and all(_new_in(each, written).is_empty for each in plan.said)
    return said and all(_new_aim(each, written) == Aim(each.theme, "", None) for each in plan.aims)


# Putting together ----------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _History:
    actions: dict[str, Followed] = field(default_factory=dict)
    aims: dict[str, Aim] = field(default_factory=dict)
    _lines: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, received: Received) -> None:
        self._lines |= {(received.reference, line): key for line, key in received.followed_own.items()}
        for said in received.plan.said:
            key = self._own_key(received.reference, said) if is_own(said.key) else said.key
            self.actions[key] = _updated(self.actions.get(key, Followed(key)), _new_in(said, received.written), received)
        for aim in received.plan.aims:
            self.aims[aim.theme] = _aimed(self.aims.get(aim.theme), _new_aim(aim, received.written))

    def _own_key(self, reference: str, said: Said) -> str:
        """The lasting key of a commune's own action: its line in the same plan, though renamed, or else its title in another plan.

        It is that of the first line it stood on, whatever else was said before.
        """
        line = (reference, said.key)
        if line not in self._lines:
            self._lines[line] = self._titled(reference, said.title) or f"propre-{reference}-{said.key}"
        return self._lines[line]

    def _titled(self, reference: str, title: str) -> str | None:
        """The own action called `title`, unless it has a line of its own in the same plan: two lines are two actions."""
        here = {key for (plan, _), key in self._lines.items() if plan == reference}
        same = (key for key in dict.fromkeys(self._lines.values()) if title and key not in here and key in self.actions)
        return next((key for key in same if regular(self.actions[key].title).casefold() == regular(title).casefold()), None)


def _new_in(said: Said, written: Mapping[str, str]) -> Said:
    """`said` without what stood in its entries beforehand."""

    def stood(facet: Facet, text: str) -> bool:
        return _alike(written.get(question_id(said.key, facet)), text)

    return replace(
        said,
        title="" if stood(Facet.TITLE, said.title) else said.title,
        status=None if stood(Facet.STATUS, said.status or "") else said.status,
        person="" if stood(Facet.PERSON, said.person) else said.person,
        deadline=None if stood(Facet.DEADLINE, _raw(said.deadline)) else said.deadline,
        cost=None if stood(Facet.COST, _raw(said.cost)) else said.cost,
        note="" if stood(Facet.NOTE, said.note) else said.note,
    )


def _new_aim(aim: Aim, written: Mapping[str, str]) -> Aim:
    key = target_key(aim.theme)
    level = Aim(aim.theme, "", None) if _alike(written.get(question_id(key, Facet.LEVEL)), aim.raw) else aim
    stood = _alike(written.get(question_id(key, Facet.DEADLINE)), _raw(aim.deadline))
    return replace(level, deadline=None if stood else aim.deadline)


def _alike(stood: str | None, text: str) -> bool:
    """Whether `text` is what stood there: where its lines break, a printed plan does not tell."""
    return stood is not None and regular(stood) == regular(text)


def _aimed(before: Aim | None, aim: Aim) -> Aim:
    if before is None:
        return aim
    level = aim if aim.raw else before
    return Aim(aim.theme, level.raw, level.index, aim.deadline or before.deadline)


def _updated(action: Followed, said: Said, received: Received) -> Followed:
    return replace(
        action,
        title=said.title or action.title,
        status=said.status or action.status,
        person=said.person or action.person,
        deadline=said.deadline or action.deadline,
        cost=said.cost or action.cost,
        note=said.note or action.note,
        changes=(*action.changes, *_changes(action, said, received)),
    )


def _changes(action: Followed, said: Said, received: Received) -> Iterable[Change]:
    for facet, before, after in (
        (Facet.TITLE, action.title, said.title),
        (Facet.STATUS, _label(action.status), _label(said.status)),
        (Facet.PERSON, action.person, said.person),
        (Facet.DEADLINE, _raw(action.deadline), _raw(said.deadline)),
        (Facet.COST, _raw(action.cost), _raw(said.cost)),
        (Facet.NOTE, action.note, said.note),
    ):
        if after and after != before:
            yield Change(received.on, received.rank, facet, before, after)


def _label(status: PlanStatus | None) -> str:
    return STATUS_LABELS[status] if status else ""


def _raw(value: Deadline | Cost | None) -> str:
    return value.raw if value else ""
