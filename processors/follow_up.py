"""The follow-up: what all returned plans of a respondent say together, in the order they came.

Nothing is stored but the returns themselves: the follow-up is made again from them each time, and each value it holds says by its
changes where it comes from. A later return speaks only of what it fills in; what it leaves empty stays as it was, and what it leaves as it
was printed takes nothing back that another copy of the plan has changed since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from forms.plan import STATUS_LABELS, Facet, PlanStatus, is_own, question_id, target_key
from processors.labels import regular
from processors.plan_returns import Aim, PlanReturn, Said
from processors.plan_values import Cost, Deadline

_LASTING = "propre-"
"""How the lasting keys of the commune's own actions begin."""
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
    and the last deadline given, the level empty as long as none was. `moved`: the last return (its rank) in which an own action, by key,
    was known by its title on another line than its own."""

    actions: tuple[Followed, ...] = ()
    aims: tuple[Aim, ...] = ()
    returns: int = 0
    moved: Mapping[str, int] = field(default_factory=dict)

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
    return FollowUp(tuple(history.actions.values()), tuple(history.aims.values()), len(returns), history.moved)


def last_changes(follow_up: FollowUp, rank: int) -> tuple[tuple[Followed, tuple[Change, ...]], ...]:
    """What the return of `rank` changed: each action it touched, with its changes; none when it said nothing new."""
    touched = ((each, tuple(change for change in each.changes if change.rank == rank)) for each in follow_up.actions)
    return tuple((action, changes) for action, changes in touched if changes)


def says_nothing_new(plan: PlanReturn, written: Mapping[str, str]) -> bool:
    """Whether all that `plan` says stood in its entries beforehand, as in `Received.written`, and nothing in it could not be taken."""
    said = not plan.not_taken and all(_new_in(each, written, each.key).is_empty for each in plan.said)
    return said and all(_new_aim(each, written) == Aim(each.theme, "", None) for each in plan.aims)


# Putting together ----------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _History:
    actions: dict[str, Followed] = field(default_factory=dict)
    aims: dict[str, Aim] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)
    _lines: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, received: Received) -> None:
        self._lines |= {(received.reference, line): key for line, key in received.followed_own.items()}
        own = self._own_keys(received)
        homes = {key: line for line, key in received.followed_own.items()}
        for said in received.plan.said:
            key = own.get(said.key, said.key)
            new = _new_in(said, received.written, homes.get(key, "" if said.key in received.followed_own else said.key))
            self.actions[key] = _updated(self.actions.get(key, Followed(key)), new, received)
        for aim in received.plan.aims:
            self.aims[aim.theme] = _aimed(self.aims.get(aim.theme), _new_aim(aim, received.written))

    def _own_keys(self, received: Received) -> Mapping[str, str]:
        """The lasting key of the commune's own action on each line: that of the title, when it is the one known action so called and the
        only line that is, though it stood on another; or else that of the line, though renamed; or a new one."""
        own = [said for said in received.plan.said if is_own(said.key)]
        titled, here = self._by_title(own), self._lines_of(received.reference)
        claimed = set(titled.values())
        keys: dict[str, str] = {}
        for said in own:
            line = (received.reference, said.key)
            before = self._lines.get(line)
            stays = before if before not in claimed else None
            key = titled.get(said.key) or stays or self._titled(received.reference, said.title) or self._new_key(line, received.rank)
            if said.key in titled and key != before and (before or key in here):
                self.moved[key] = received.rank
            keys[said.key] = self._lines[line] = key
        return keys

    def _by_title(self, own: Sequence[Said]) -> Mapping[str, str]:
        """The one known action called as each line is, where no other line is called so."""
        lines = Counter(_folded(said.title) for said in own)
        known: dict[str, list[str]] = {}
        for key in self._own_known():
            known.setdefault(_folded(self.actions[key].title), []).append(key)
        same = {said.key: known.get(_folded(said.title), []) for said in own if said.title and lines[_folded(said.title)] == 1}
        return {line: keys[0] for line, keys in same.items() if len(keys) == 1}

    def _titled(self, reference: str, title: str) -> str | None:
        """The own action called `title`, unless it has a line of its own in the same plan: two lines are two actions."""
        here = self._lines_of(reference)
        same = (key for key in self._own_known() if title and key not in here)
        return next((key for key in same if _folded(self.actions[key].title) == _folded(title)), None)

    def _own_known(self) -> list[str]:
        return [key for key in self.actions if key.startswith(_LASTING)]

    def _lines_of(self, reference: str) -> Collection[str]:
        """The keys of the actions that have a line in a plan."""
        return {key for (plan, _), key in self._lines.items() if plan == reference}

    def _new_key(self, line: tuple[str, str], rank: int) -> str:
        """That of the first line an action stood on, and of the return it came with where that line had another before."""
        key = f"{_LASTING}{line[0]}-{line[1]}"
        return f"{key}-{rank}" if key in self.actions or key in self._lines.values() else key


def _folded(title: str) -> str:
    return regular(title).casefold()


def _new_in(said: Said, written: Mapping[str, str], home: str) -> Said:
    """`said` without what stood beforehand in the entries of the line `home`, its own; none when nothing was written of it."""

    def stood(facet: Facet, text: str) -> bool:
        return _alike(written.get(question_id(home, facet)), text)

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
