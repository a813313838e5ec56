"""What actions would earn: an estimate of the answers once they are done, and the shortest way to a target.

An action that is done no longer has its recommendation called for: of each question that triggered it, the answer becomes the least one
for which that is so. That is an estimate, never the index: only a new questionnaire gives one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from forms.answers import Answer, CheckedReturn, Status
from forms.plan import OVERALL
from forms.questionnaire import Kind, Question, Questionnaire, Trigger
from processors.actions import fires
from processors.asking import Asked, codes_of
from processors.assessment import OUT_OF_COUNT, assess
from processors.points import index_of, points_of
from processors.results import Assessment

_MOST_BOUND = 12
"""How many actions that bear on one another are weighed together: every set of them is. Should there be more, the search leaves out those
that come last."""
_Answers = Mapping[str, Answer]


def estimate(questionnaire: Questionnaire, checked: CheckedReturn, done: Collection[str]) -> Assessment:
    """The assessment that `checked` would have with the recommendations `done` (ids) carried out, were the rest answered the same.

    A question that is asked only then counts as unanswered. With nothing done it is the assessment of `checked`.
    """
    return assess(questionnaire, replace(checked, answers=_improved(questionnaire, checked.answers, done)))


def _improved(questionnaire: Questionnaire, answers: _Answers, done: Collection[str]) -> dict[str, Answer]:
    improved = dict(answers)
    for question, triggers in _triggers(questionnaire, answers, done).items():
        improved[question] = _better(questionnaire.question(question), answers[question], triggers)
    asked = Asked(questionnaire, improved)
    return {name: _settled(answer, name in asked) for name, answer in improved.items()}


def _triggers(questionnaire: Questionnaire, answers: _Answers, done: Collection[str]) -> dict[str, list[Trigger]]:
    """Of each question that calls for something done, the triggers of all that is done."""
    found: dict[str, list[Trigger]] = {}
    for recommendation in questionnaire.recommendations:
        for trigger in recommendation.triggers if recommendation.id in done else ():
            found.setdefault(trigger.question, []).append(trigger)
    return {name: all_ for name, all_ in found.items() if any(fires(each, codes_of(answers[name])) for each in all_)}


def _better(question: Question, answer: Answer, triggers: Sequence[Trigger]) -> Answer:
    multiple = question.kind is Kind.MULTIPLE
    codes = _ticked(question, answer, triggers) if multiple else _chosen(question, answer, triggers)
    return replace(answer, status=Status.ANSWERED, value=codes if multiple else codes[0])


def _chosen(question: Question, answer: Answer, triggers: Sequence[Trigger]) -> tuple[str, ...]:
    """The choice with the fewest points, no fewer than now, that calls for nothing of what is done; the same answer when there is none."""
    now = points_of(question, codes_of(answer))
    calm = [each for each in question.choices if each.points >= now and not any(fires(trigger, (each.code,)) for trigger in triggers)]
    return (min(calm, key=lambda each: each.points).code,) if calm else codes_of(answer)


def _ticked(question: Question, answer: Answer, triggers: Sequence[Trigger]) -> tuple[str, ...]:
    """What is ticked now, less what called for an action, and with what was lacking; never fewer points."""
    lacking = {code for trigger in triggers for code in trigger.lacking}
    poor = {code for trigger in triggers for code in trigger.answers}
    kept = (set(codes_of(answer)) - poor) | lacking
    codes = tuple(each.code for each in question.choices if each.code in kept and not each.exclusive) or _least(question, poor)
    return codes if points_of(question, codes) >= points_of(question, codes_of(answer)) else codes_of(answer)


def _least(question: Question, poor: Collection[str]) -> tuple[str, ...]:
    real = [each for each in question.choices if not each.exclusive and each.code not in poor]
    return (min(real, key=lambda each: each.points).code,) if real else ()


def _settled(answer: Answer, asked: bool) -> Answer:
    if asked and answer.status is Status.NOT_ASKED:
        return replace(answer, status=Status.UNANSWERED)
    return answer if asked else replace(answer, status=Status.NOT_ASKED, value=None)


# The shortest way ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Route:
    """The shortest set of actions (recommendation ids, in the order to do them) that brings a theme, or OVERALL, to the index `target`.

    `reached` is the index estimated with them. When not even all of them are enough, `actions` are all that help and `missing` the points
    still lacking; otherwise it is 0.
    """

    theme: str
    target: int
    actions: tuple[str, ...]
    reached: int
    missing: int = 0


def shortest_route(
    questionnaire: Questionnaire,
    checked: CheckedReturn,
    assessment: Assessment,
    target: int,
    theme: str = OVERALL,
    done: Collection[str] = (),
    without: Collection[str] = (),
) -> Route | None:
    """The route to `target` (index, 0–100) among the actions of `assessment`, those `done` (ids) counted as free, those in `without` (ids)
    left aside; None when the theme is not evaluated.

    As few actions as can be; among as many, those that come first in the order to do them. Exact, children opened by a better answer
    included: each adds what it makes attainable; save where more than `_MOST_BOUND` actions improve the same questions, of which only the
    first are weighed. The questionnaires shipped have no such.
    """
    scale = _Scale(questionnaire, checked.answers, theme, frozenset(done))
    if scale.index(()) is None:
        return None
    left_aside = scale.done.union(without)
    search = _Search(scale, [each.recommendation for each in assessment.actions if each.recommendation not in left_aside], target)
    chosen = search.shortest()
    if chosen is not None:
        return Route(theme, target, chosen, scale.index(chosen) or 0)
    helpful = search.helpful()
    return Route(theme, target, helpful, scale.index(helpful) or 0, scale.missing(helpful, target))


@dataclass(frozen=True, slots=True)
class _Scale:
    """What a set of actions brings, in a theme or overall."""

    questionnaire: Questionnaire
    answers: _Answers
    theme: str
    done: frozenset[str]

    def points(self, actions: Collection[str]) -> tuple[int, int]:
        """Points earned and attainable with `actions` and all that is done."""
        answers = _improved(self.questionnaire, self.answers, self.done.union(actions))
        counted = [each for each in self.questionnaire.questions if self._counts(each, answers[each.id])]
        return sum(points_of(each, codes_of(answers[each.id])) for each in counted), sum(each.attainable for each in counted)

    def _counts(self, question: Question, answer: Answer) -> bool:
        return self.theme in (OVERALL, question.theme) and answer.status not in OUT_OF_COUNT

    def index(self, actions: Collection[str]) -> int | None:
        return index_of(*self.points(actions))

    def surplus(self, actions: Collection[str], target: int) -> int:
        """At least 0 when `target` is reached: linear in the points, so that actions that do not bear on one another add up."""
        earned, attainable = self.points(actions)
        return 100 * earned - target * attainable

    def missing(self, actions: Collection[str], target: int) -> int:
        return max(0, -(self.surplus(actions, target) // 100))


class _Search:
    """Finds the shortest set. `actions` in the order to do them."""

    def __init__(self, scale: _Scale, actions: Sequence[str], target: int) -> None:
        self._base = scale.surplus((), target)
        self._actions = actions
        clusters = _clusters(scale.questionnaire, actions)
        self._worth = [_worths(cluster, lambda some: scale.surplus(some, target) - self._base) for cluster in clusters]

    def shortest(self) -> tuple[str, ...] | None:
        """None when no set reaches the target."""
        best = self._best(frozenset(), frozenset(self._actions))
        size = next((count for count, worth in enumerate(best) if self._base + worth >= 0), None)
        return None if size is None else self._first(size)

    def helpful(self) -> tuple[str, ...]:
        """The set of the greatest worth, as small as can be."""
        best = self._best(frozenset(), frozenset(self._actions))
        return self._first(best.index(max(best)), max(best))

    def _first(self, size: int, worth: int | None = None) -> tuple[str, ...]:
        """The set of `size` worth enough that comes first in order: each action in turn is taken when the rest can still do it."""
        needed = -self._base if worth is None else worth
        chosen: frozenset[str] = frozenset()
        for place, action in enumerate(self._actions):
            if len(chosen) == size:
                break
            with_it, later = chosen | {action}, frozenset(self._actions[place + 1 :])
            best = self._best(with_it, later)
            if size - len(with_it) < len(best) and best[size - len(with_it)] >= needed:
                chosen = with_it
        return tuple(action for action in self._actions if action in chosen)

    def _best(self, taken: frozenset[str], free: frozenset[str]) -> list[int]:
        """The greatest worth of `taken` with exactly 0, 1, 2… more of `free`."""
        total = [0]
        for worths in self._worth:
            total = _added(total, list(_best_of(worths, taken, free)))
        return total


_Worths = Mapping[frozenset[str], int]


def _worths(cluster: Sequence[str], worth: Callable[[Collection[str]], int]) -> _Worths:
    return {frozenset(some): worth(some) for size in range(len(cluster) + 1) for some in combinations(cluster, size)}


def _best_of(worths: _Worths, taken: frozenset[str], free: frozenset[str]) -> Iterator[int]:
    """The greatest worth of one cluster with exactly 0, 1, 2… of `free`, all its actions that are `taken` being in."""
    cluster = frozenset().union(*worths)
    inside = taken & cluster
    open_ = free & cluster
    for more in range(len(open_) + 1):
        yield max(worth for some, worth in worths.items() if inside <= some <= inside | open_ and len(some - inside) == more)


def _added(first: Sequence[int], second: Sequence[int]) -> list[int]:
    """The greatest sums by number of actions."""
    return [
        max(first[count] + second[size - count] for count in range(len(first)) if 0 <= size - count < len(second))
        for size in range(len(first) + len(second) - 1)
    ]


def _clusters(questionnaire: Questionnaire, actions: Sequence[str]) -> list[list[str]]:
    """The actions that bear on one another, together: they improve the same question, or a question and its child."""
    groups: list[tuple[set[str], list[str]]] = []
    touched = {
        each.id: set(_families(questionnaire, (trigger.question for trigger in each.triggers))) for each in questionnaire.recommendations
    }
    for action in actions:
        near = [group for group in groups if group[0] & touched[action]]
        groups = [group for group in groups if group not in near]
        groups.append((touched[action].union(*(group[0] for group in near)), [each for group in near for each in group[1]] + [action]))
    return [cluster[:_MOST_BOUND] for _, cluster in groups]


def _families(questionnaire: Questionnaire, questions: Iterable[str]) -> Iterator[str]:
    """Each question, and those it depends on."""
    for name in questions:
        question = questionnaire.question(name)
        yield name
        while question.condition is not None:
            question = questionnaire.question(question.condition.question)
            yield question.id
