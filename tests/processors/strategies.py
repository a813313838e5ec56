"""Arbitrary small questionnaires and returns, for properties that must hold of all of them.

Small on purpose: the best case is checked against every completion there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations

from hypothesis import strategies as st

from forms.answers import Answer, CheckedReturn, Identity, Status
from forms.control_names import field_names
from forms.questionnaire import (
    Choice,
    Condition,
    Effort,
    Kind,
    LetterThreshold,
    PopulationBand,
    Priority,
    Question,
    Questionnaire,
    Recommendation,
    Theme,
    Trigger,
)
from forms.returns import RawField, RawReturn

LETTERS = tuple(LetterThreshold(letter, minimum) for letter, minimum in (("A", 99), ("B", 80), ("C", 60), ("D", 40), ("E", 0)))
OPEN_STATUSES = (Status.UNKNOWN, Status.UNANSWERED, Status.CONFLICT)
NONE_CODE = "aucune"

points = st.integers(0, 3)


def _choices(kind: Kind) -> st.SearchStrategy[tuple[Choice, ...]]:
    if kind is Kind.SINGLE:
        return st.lists(points, min_size=2, max_size=3).map(
            lambda all_points: tuple(Choice(f"c{place}", f"Choix {place}", each) for place, each in enumerate(all_points))
        )
    if kind is Kind.MULTIPLE:
        options = st.lists(points, min_size=1, max_size=2).map(
            lambda all_points: tuple(Choice(f"c{place}", f"Choix {place}", each) for place, each in enumerate(all_points))
        )
        return options.map(lambda choices: (*choices, Choice(NONE_CODE, "Aucune", 0, exclusive=True)))
    return st.just(())


@st.composite
def questions(draw, place: int, earlier: list[Question], themes: tuple[Theme, ...]):
    kind = draw(st.sampled_from([Kind.SINGLE, Kind.SINGLE, Kind.MULTIPLE, Kind.NUMBER]))
    choices = draw(_choices(kind))
    return Question(
        id=f"q{place}",
        theme=draw(st.sampled_from(themes)).id,
        kind=kind,
        text=f"Question {place} ?",
        choices=choices,
        cap=draw(st.none() | st.integers(1, 4)) if kind is Kind.MULTIPLE else None,
        allows_unknown=draw(st.booleans()),
        allows_not_applicable=draw(st.booleans()),
        condition=draw(_conditions([each for each in earlier if each.choices])),
    )


def _conditions(parents: list[Question]) -> st.SearchStrategy[Condition | None]:
    if not parents:
        return st.none()
    made = st.sampled_from(parents).flatmap(
        lambda parent: st.lists(st.sampled_from([each.code for each in parent.choices]), min_size=1, unique=True).map(
            lambda codes: Condition(parent.id, tuple(codes))
        )
    )
    return st.none() | made


@st.composite
def questionnaires(draw, most_questions: int = 5) -> Questionnaire:
    themes = tuple(Theme(f"t{place}", f"Thème {place}", f"T{place}") for place in range(draw(st.integers(1, 2))))
    asked: list[Question] = []
    for place in range(draw(st.integers(1, most_questions))):
        asked.append(draw(questions(place, asked, themes)))
    return Questionnaire(
        id="quelconque",
        version="1",
        title="Quelconque",
        introduction="",
        duration_minutes=1,
        themes=themes,
        questions=tuple(asked),
        recommendations=draw(_recommendations([each for each in asked if each.choices])),
        letters=LETTERS,
        bands=(PopulationBand("toutes", "toutes", 0),),
        provisional_above_percent=draw(st.integers(0, 100)),
    )


def _recommendations(causes: list[Question]) -> st.SearchStrategy[tuple[Recommendation, ...]]:
    if not causes:
        return st.just(())
    triggers = st.sampled_from(causes).flatmap(
        lambda cause: st.sampled_from(cause.choices).map(lambda choice: Trigger(cause.id, (choice.code,)))
    )
    made = st.lists(st.tuples(st.sampled_from(Priority), st.sampled_from(Effort), st.lists(triggers, min_size=1, max_size=2)), max_size=4)
    return made.map(
        lambda rows: tuple(
            Recommendation(f"r{place}", f"Faire {place}", "", "", priority, effort, tuple(triggers))
            for place, (priority, effort, triggers) in enumerate(rows)
        )
    )


# Answers -------------------------------------------------------------------------------------------------------------------------


def possible_codes(question: Question) -> list[tuple[str, ...]]:
    """Every answer a person may give to a choice question: any one choice, or any set of non-exclusive ones, or one exclusive alone."""
    if question.kind is not Kind.MULTIPLE:
        return [(choice.code,) for choice in question.choices]
    free = [choice.code for choice in question.choices if not choice.exclusive]
    sets = [each for size in range(1, len(free) + 1) for each in combinations(free, size)]
    return sets + [(choice.code,) for choice in question.choices if choice.exclusive]


def answered(question: Question, codes: tuple[str, ...]) -> Answer:
    value = {Kind.MULTIPLE: codes, Kind.SINGLE: codes[0] if codes else None}.get(question.kind, "7")
    return Answer(question.id, Status.ANSWERED, value)


def is_asked(question: Question, answers: Mapping[str, Answer]) -> bool:
    """The rule in its plainest form, for questions in the order that puts parents first."""
    if question.condition is None:
        return True
    parent = answers[question.condition.question]
    given = parent.value if isinstance(parent.value, tuple) else (parent.value,)
    return parent.status is Status.ANSWERED and any(code in question.condition.answers for code in given)


def settled(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """`answers` with NOT_ASKED wherever it must be, and UNANSWERED where a question has just become asked."""
    done: dict[str, Answer] = {}
    for question in questionnaire.questions:
        answer = answers[question.id]
        if not is_asked(question, done):
            answer = Answer(question.id, Status.NOT_ASKED)
        elif answer.status is Status.NOT_ASKED:
            answer = Answer(question.id, Status.UNANSWERED)
        done[question.id] = answer
    return done


@st.composite
def answers_to(draw, questionnaire: Questionnaire) -> dict[str, Answer]:
    def any_answer(question: Question) -> Answer:
        status = draw(st.sampled_from([Status.ANSWERED, Status.ANSWERED, *OPEN_STATUSES, Status.NOT_APPLICABLE]))
        if status is Status.ANSWERED:
            return answered(question, draw(st.sampled_from(possible_codes(question) or [()])))
        return Answer(question.id, status)

    return settled(questionnaire, {question.id: any_answer(question) for question in questionnaire.questions})


def checked(answers: Mapping[str, Answer]) -> CheckedReturn:
    return CheckedReturn(answers=dict(answers), comments={}, identity=Identity())


@st.composite
def cases(draw, most_questions: int = 5) -> tuple[Questionnaire, dict[str, Answer]]:
    """A questionnaire and answers to it."""
    questionnaire = draw(questionnaires(most_questions))
    return questionnaire, draw(answers_to(questionnaire))


def reordered(questionnaire: Questionnaire, order: Iterable[Question]) -> Questionnaire:
    return replace(questionnaire, questions=tuple(order))


# Raw returns ---------------------------------------------------------------------------------------------------------------------

raw_texts = st.sampled_from(
    ["c0", "c1", "c2", NONE_CODE, "nsp", "nc", "sans-reponse", "", " ", "autre", "12", "1.234", "env. 3", "Yes", "\u202ec0", "é" * 5000]
) | st.text(max_size=8)


@st.composite
def raw_returns(draw, questionnaire: Questionnaire) -> RawReturn:
    """Whatever a document may hold: missing, foreign, empty, repeated and absurd controls."""
    names = [*sorted(field_names(questionnaire)), "identite__name", "commentaire__t0", "inconnu", "meta__token"]
    kept = draw(st.lists(st.sampled_from(names), unique=True))
    fields = {name: RawField(name, tuple(draw(st.lists(raw_texts, max_size=2))), draw(st.none() | st.integers(1, 9))) for name in kept}
    return RawReturn(fields)
