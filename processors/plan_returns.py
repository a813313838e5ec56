"""What a returned plan says, checked: a status, a person, a deadline, a cost and a note for each action, and targets.

A plan is read like any other form; what it adds is what its answers mean. A field left empty says nothing, and neither does « À définir »
where nothing was known of the action; in place of another status, it takes that back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from forms.answers import Answer, CheckedReturn, Status
from forms.control_names import question_field
from forms.plan import Facet, PlanStatus, issued, question_id, target_key, target_theme
from forms.questionnaire import Questionnaire
from forms.returns import Notice, RawReturn, RefusalCode, Refused
from processors.labels import regular
from processors.plan_sentences import NOTHING_TAKEN, UNFILLED, PlanSpeaker
from processors.plan_values import Cost, Deadline, read_cost, read_deadline, read_level
from processors.sentences import MAYBE_CUT_CODE
from processors.validation import read_answers

_NOT_TAKEN = frozenset({"reponses-contradictoires", "case-incertaine", "texte-incertain", "champs-absents", "champs-inattendus"})
"""Codes of notices about what is in the file, or is no longer, and goes into no `Said`."""
_MOST_TOLD = 5
"""How many of them a refusal tells: its sentence stays one that is read."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one return says of the action `key`; None or empty where it says nothing. `title` only of the commune's own actions."""

    key: str
    title: str = ""
    status: PlanStatus | None = None
    person: str = ""
    deadline: Deadline | None = None
    cost: Cost | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return self == Said(self.key)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is aimed at in a theme (id, or `forms.plan.OVERALL`): as written, its index (0–100; None when unreadable), and by when.

    `raw` is empty when only the deadline is given.
    """

    theme: str
    raw: str
    index: int | None
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class PlanReturn:
    """A returned plan: the actions and targets of which it says something, in the order of the plan."""

    said: tuple[Said, ...]
    aims: tuple[Aim, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def not_taken(self) -> tuple[str, ...]:
        """What was filled in, or deleted, and could not be taken, in sentences: whoever did it is to be told."""
        return _not_taken(self.notices)


def check_plan(
    plan: Questionnaire, raw: RawReturn, actions: tuple[str, ...], received_on: date, written: Mapping[str, str] | None = None
) -> PlanReturn:
    """What `raw` says as a plan issued with `actions` (keys, in the order printed), with notices of what is doubtful or already past.

    `written` is what stood in its entries beforehand, as in `forms.plan_layout.PlanSheet`. Controls of other actions are told and left
    out. Raises `Refused` (UNFILLED) when the plan says nothing, with what in it could not be taken.
    """
    asked = issued(plan, actions)
    speaker = PlanSpeaker(asked, actions)
    checked = read_answers(asked, raw, speaker)
    checked = _as_it_stood(checked, raw, written or {})
    reader = _Reader(plan, checked.answers, speaker, received_on, written or {})
    said = tuple(each for each in map(reader.action, actions) if not each.is_empty)
    aims = tuple(reader.aims())
    if not said and not aims:
        not_taken = _not_taken(checked.notices)[:_MOST_TOLD]
        raise Refused(RefusalCode.UNFILLED, " ".join((NOTHING_TAKEN, *not_taken)) if not_taken else UNFILLED, "the plan says nothing")
    named = replace(reader, speaker=PlanSpeaker(asked, actions, {each.key: each.title for each in said if each.title}))
    return PlanReturn(said, aims, (*checked.notices, *named.notices(said, aims)))


def _as_it_stood(checked: CheckedReturn, raw: RawReturn, written: Mapping[str, str]) -> CheckedReturn:
    """`checked` where what is printed to the edge of an entry, and no further, is what stood there whole beforehand, and says no more."""
    whole = {name: written[name] for name in checked.answers if _is_cut(raw, name) and _begins(written.get(name), checked.answers[name])}
    return replace(
        checked,
        answers={name: replace(each, value=whole.get(name, each.value)) for name, each in checked.answers.items()},
        notices=tuple(each for each in checked.notices if each.code != MAYBE_CUT_CODE or each.question not in whole),
    )


def _is_cut(raw: RawReturn, question: str) -> bool:
    field = raw.fields.get(question_field(question))
    return field is not None and field.cut


def _begins(stood: str | None, answer: Answer) -> bool:
    return stood is not None and isinstance(answer.value, str) and regular(stood).startswith(regular(answer.value))


def _not_taken(notices: Iterable[Notice]) -> tuple[str, ...]:
    return tuple(each.sentence for each in notices if each.code in _NOT_TAKEN)


@dataclass(frozen=True, slots=True)
class _Reader:
    plan: Questionnaire
    answers: Mapping[str, Answer]
    speaker: PlanSpeaker
    received_on: date
    written: Mapping[str, str]

    def action(self, key: str) -> Said:
        deadline, cost = (self._value(key, facet) for facet in (Facet.DEADLINE, Facet.COST))
        return Said(
            key=key,
            title=self._value(key, Facet.TITLE),
            status=self._status(key),
            person=self._value(key, Facet.PERSON),
            deadline=read_deadline(deadline) if deadline else None,
            cost=read_cost(cost) if cost else None,
            note=self._value(key, Facet.NOTE),
        )

    def _status(self, key: str) -> PlanStatus | None:
        status = self._value(key, Facet.STATUS)
        is_silent = not status or (status == PlanStatus.TO_DEFINE and question_id(key, Facet.STATUS) not in self.written)
        return None if is_silent else PlanStatus(status)

    def aims(self) -> Iterator[Aim]:
        for theme in self._targeted():
            level, deadline = (self._value(target_key(theme), facet) for facet in (Facet.LEVEL, Facet.DEADLINE))
            if level or deadline:
                index = read_level(level, self.plan.letters) if level else None
                yield Aim(theme, level, index, read_deadline(deadline) if deadline else None)

    def notices(self, said: tuple[Said, ...], aims: tuple[Aim, ...]) -> Iterator[Notice]:
        unreadable, past = self._doubtful_deadlines(said, aims)
        yield from self.speaker.unreadable_deadlines(unreadable)
        yield from self.speaker.past_deadlines(past)
        for aim in aims:
            level = question_id(target_key(aim.theme), Facet.LEVEL)
            if not aim.raw:
                yield self.speaker.missing_level(level)
            elif aim.index is None:
                yield self.speaker.unreadable_level(level, aim.raw)

    def _doubtful_deadlines(self, said: tuple[Said, ...], aims: tuple[Aim, ...]) -> tuple[dict[str, str], dict[str, str]]:
        """The deadlines that are no date, and those that are over though what they are for is not: what is written, by question id."""
        closed = (PlanStatus.DONE, PlanStatus.DROPPED)
        given = [(each.key, each.deadline, each.status in closed) for each in said if each.deadline]
        given += [(target_key(aim.theme), aim.deadline, False) for aim in aims if aim.deadline]
        named = [(question_id(key, Facet.DEADLINE), deadline, over) for key, deadline, over in given]
        unreadable = {name: deadline.raw for name, deadline, _ in named if deadline.day is None}
        past = {name: deadline.raw for name, deadline, over in named if deadline.is_past(self.received_on) and not over}
        return unreadable, past

    def _targeted(self) -> list[str]:
        themes = (target_theme(each.subtheme) for each in self.plan.questions if each.subtheme)
        return list(dict.fromkeys(theme for theme in themes if theme))

    def _value(self, key: str, facet: Facet) -> str:
        """The text or code given; empty when there is none, or several."""
        answer = self.answers.get(question_id(key, facet))
        return answer.value if answer and answer.status is Status.ANSWERED and isinstance(answer.value, str) else ""
