"""What a returned plan says, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from forms.french import lowered, typography
from forms.plan import FACET_LABELS, OVERALL, STATUS_LABELS, UNTITLED, Facet, target_key
from forms.questionnaire import Questionnaire
from processors.follow_up import Change, Received, follow, last_changes
from processors.plan_returns import Aim, PlanReturn, Said

_ANY_DAY = date.min


def said_in_words(plan: Questionnaire, said: PlanReturn) -> Iterator[str]:
    """One line for each action and target of which `said`, a return of `plan`, says something."""
    titles = _titles(plan)
    for each in said.said:
        yield typography(f"{each.title or titles.get(each.key, each.key)} : {', '.join(_of_action(each))}")
    for aim in said.aims:
        yield typography(f"{_target(titles, aim)} : {_of_target(aim)}")


def changes_in_words(plan: Questionnaire, before: PlanReturn, after: PlanReturn) -> list[str]:
    """What `after` would change of what `before` says, one line for each action and target."""
    titles = _titles(plan)
    both = follow([Received("", _ANY_DAY, 1, before), Received("", _ANY_DAY, 2, after)])
    lines = [f"{action.title or titles.get(action.key, UNTITLED)} : {_changed(changes)}" for action, changes in last_changes(both, 2)]
    known = {aim.theme: aim for aim in before.aims}
    lines += [
        f"{_target(titles, aim)} : « {_of_target(known[aim.theme]) if aim.theme in known else 'rien'} » → « {_of_target(aim)} »"
        for aim in after.aims
        if known.get(aim.theme) != aim
    ]
    return [typography(line) for line in lines]


def _titles(plan: Questionnaire) -> Mapping[str, str]:
    return {row.id: row.title for theme in plan.themes for row in theme.subthemes}


def _of_action(said: Said) -> Iterator[str]:
    if said.status:
        yield STATUS_LABELS[said.status].lower()
    for facet, text in (
        (Facet.PERSON, said.person),
        (Facet.DEADLINE, said.deadline.raw if said.deadline else ""),
        (Facet.COST, said.cost.raw if said.cost else ""),
        (Facet.NOTE, " / ".join(said.note.splitlines())),
    ):
        if text:
            yield f"{lowered(FACET_LABELS[facet])} « {text} »"


def _target(titles: Mapping[str, str], aim: Aim) -> str:
    theme = "" if aim.theme == OVERALL else f" ({titles.get(target_key(aim.theme), aim.theme)})"
    return f"Objectif{theme}"


def _of_target(aim: Aim) -> str:
    return ", ".join(filter(None, (aim.raw, aim.deadline.raw if aim.deadline else "")))


def _changed(changes: tuple[Change, ...]) -> str:
    return " ; ".join(f"{lowered(FACET_LABELS[each.facet])} « {each.before or 'rien'} » → « {each.after} »" for each in changes)
