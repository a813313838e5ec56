"""The best case: the highest index over all completions of the unknown answers.

An unknown question takes any of its possible answers (never « non concerné »); a child that this opens is asked, and being itself
unanswered takes any of its own. The ratio to maximise, earned over attainable, is not a sum, so parts cannot be maximised one by one: a
parent may lose its points to open richer children. Dinkelbach's method (Management Science 13, 1967) turns it into sums: for the best
ratio known, E/A, maximise e·A − a·E over completions, which splits by question; a maximum above zero is a better ratio, zero proves
there is none. All in integers, so the result is exact.

Few completions need looking at. A free question answered as well as possible, its children likewise, earns all it makes attainable; adding
such a part never lowers a ratio that is at most one. So among multiple answers « everything ticked » beats any smaller set, and only it
and each exclusive choice (« Aucune ») remain; among single ones every choice remains.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from forms.questionnaire import Condition, Kind, Question, Questionnaire
from processors.asking import opens
from processors.points import points_of


@dataclass(frozen=True, slots=True)
class Points:
    """Points earned out of points attainable."""

    earned: int = 0
    attainable: int = 0

    def __add__(self, other: Points) -> Points:
        return Points(self.earned + other.earned, self.attainable + other.attainable)


def best_case(questionnaire: Questionnaire, known: Points, unknown: Iterable[str], counts: Callable[[Question], bool]) -> Points:
    """The completion with the highest ratio. `known`: points of the questions whose answer is known. `unknown`: ids of the questions
    asked whose answer is not. `counts` tells which questions bear points here (those of one theme, or all).

    `known` and the unknown questions together must make something attainable.
    """
    forest = _Forest(questionnaire, counts)
    roots = [questionnaire.question(name) for name in unknown]
    best = _total(known, (forest.best(root, Points(1, 1)) for root in roots))
    while True:
        better = _total(known, (forest.best(root, best) for root in roots))
        if better.earned * best.attainable <= best.earned * better.attainable:
            return best
        best = better


def _total(known: Points, parts: Iterable[Points]) -> Points:
    return sum(parts, start=known)


class _Forest:
    """Unknown questions, each with the children its answers would open."""

    def __init__(self, questionnaire: Questionnaire, counts: Callable[[Question], bool]) -> None:
        self._counts = counts
        self._children: Mapping[str, list[Question]] = _children(questionnaire)

    def best(self, question: Question, ratio: Points) -> Points:
        """The points of `question` and the children it opens, answered so that e·A − a·E is greatest for `ratio` E/A."""
        children = [(child.condition, self.best(child, ratio)) for child in self._children.get(question.id, ())]
        completions = [self._completed(question, codes, children) for codes in possible_answers(question)]
        return max(completions, key=lambda points: points.earned * ratio.attainable - points.attainable * ratio.earned)

    def _completed(self, question: Question, codes: tuple[str, ...], children: Sequence[tuple[Condition | None, Points]]) -> Points:
        own = Points(points_of(question, codes), question.attainable) if self._counts(question) else Points()
        return _total(own, (points for condition, points in children if condition and opens(condition, codes)))


def _children(questionnaire: Questionnaire) -> dict[str, list[Question]]:
    children = defaultdict(list)
    for question in questionnaire.questions:
        if question.condition:
            children[question.condition.question].append(question)
    return dict(children)


def possible_answers(question: Question) -> list[tuple[str, ...]]:
    """The answers worth trying, as choice codes; an entry without choices has one answer that bears no code."""
    if question.kind is not Kind.MULTIPLE:
        return [(choice.code,) for choice in question.choices] or [()]
    everything = tuple(choice.code for choice in question.choices if not choice.exclusive)
    alone = [(choice.code,) for choice in question.choices if choice.exclusive]
    return ([everything] if everything else []) + alone or [()]
