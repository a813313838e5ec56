"""The vocabulary of results: scores, band of uncertainty, recommendations called for, points to verify."""

from __future__ import annotations

from dataclasses import dataclass

from forms.answers import Status


@dataclass(frozen=True, slots=True)
class Score:
    """Points of a theme or of the whole.

    `index` = ⌊100 × earned ÷ attainable⌋, also the worst case; `best_index` the highest index over all completions of the unknown
    answers. `index`, `best_index` and both letters are None when nothing is attainable (« non évalué »). `unknown` is the number of
    attainable points whose answer is unknown.
    """

    earned: int
    attainable: int
    unknown: int
    index: int | None
    best_index: int | None
    letter: str | None
    best_letter: str | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class ThemeScore:
    """The score of one theme."""

    theme: str
    score: Score


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """Points of one question. `attainable` is 0 when the question does not count (unscored, not asked, non concerné)."""

    question: str
    status: Status
    earned: int
    attainable: int


@dataclass(frozen=True, slots=True)
class Action:
    """A recommendation that the answers call for; `gain` in points, `questions` those that triggered it."""

    recommendation: str
    gain: int
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToVerify:
    """A question whose answer is unknown, unanswered or contradictory; `at_stake` in points, `recommendations` that may follow."""

    question: str
    status: Status
    at_stake: int
    recommendations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result of one return. Themes and questions in the questionnaire's order, actions in the order to do them."""

    questionnaire_id: str
    questionnaire_version: str
    content_hash: str
    scoring_hash: str
    overall: Score
    themes: tuple[ThemeScore, ...]
    questions: tuple[QuestionScore, ...]
    actions: tuple[Action, ...]
    to_verify: tuple[ToVerify, ...]

    FIRST_ACTIONS = 6
    """How many actions head the report."""

    @property
    def first_actions(self) -> tuple[Action, ...]:
        """The first six."""
        return self.actions[: self.FIRST_ACTIONS]

    @property
    def other_actions(self) -> tuple[Action, ...]:
        """Those after the first six."""
        return self.actions[self.FIRST_ACTIONS :]
