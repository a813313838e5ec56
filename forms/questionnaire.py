"""The vocabulary of what is asked: questionnaire, theme, question, choice, recommendation.

Values only: frozen, compared by content, made by `forms.loading` from a definition file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from forms.codec import filled_part

UNKNOWN_CODE = "nsp"
"""Code of « je ne sais pas », on forms and in results."""
NOT_APPLICABLE_CODE = "nc"
"""Code of « non concerné », on forms and in results."""

DECREE_ANCHORS = ("P1", "P2", "P3", "S1", "S2", "S3", "S4", "1°", "2°", "3°", "4°", "5°", "6°")
"""Items of article D. 2311-15-1 CGCT: programme de travail (P), stratégie (S), objectives (1° to 6°)."""


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SHORT_TEXT = "short-text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    DATE = "date"


CHOICE_KINDS = frozenset({Kind.SINGLE, Kind.MULTIPLE})


class Priority(StrEnum):
    """How pressing a recommendation is, most pressing first."""

    URGENT = "prioritaire"
    NEEDED = "necessaire"
    ADVISED = "recommande"


class Effort(StrEnum):
    """What a recommendation costs a commune, least first."""

    LOW = "faible"
    MEDIUM = "moyen"
    HIGH = "eleve"


PRIORITY_LABELS = {Priority.URGENT: "Prioritaire", Priority.NEEDED: "Nécessaire", Priority.ADVISED: "Recommandé"}
EFFORT_LABELS = {Effort.LOW: "effort faible", Effort.MEDIUM: "effort moyen", Effort.HIGH: "effort important"}
"""How reports and plans say them."""


class Scope(StrEnum):
    """Which part of the yearly sustainable-development report an action belongs to (article D. 2311-15 CGCT)."""

    INTERNAL = "interne"  # A: property, running and internal activities of the collectivité
    TERRITORY = "territoire"  # B: public policies, orientations and programmes carried out on its territory


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer offered; `points` ≥ 0. An `exclusive` choice (« Aucune ») excludes all others."""

    code: str
    label: str
    points: int = 0
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A child question is asked only when its parent `question` was given one of `answers`."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `id` never changes from one version to the next.

    `choices` is empty unless `kind` is SINGLE or MULTIPLE. `cap` bounds the points of a MULTIPLE. `unit`, `minimum` and
    `maximum` (decimal strings, both included, plausible rather than possible) are for NUMBER. A `stable` answer seldom changes from
    one year to the next: the next campaign begins with it.
    """

    id: str
    theme: str
    kind: Kind
    text: str
    help: str = ""
    why: str = ""
    subtheme: str | None = None
    anchors: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    cap: int | None = None
    allows_unknown: bool = True
    allows_not_applicable: bool = False
    condition: Condition | None = None
    unit: str = ""
    minimum: str | None = None
    maximum: str | None = None
    stable: bool = False

    @property
    def attainable(self) -> int:
        """Points of the best possible answer; 0 for an unscored question."""
        if self.kind is Kind.MULTIPLE:
            total = sum(choice.points for choice in self.choices if not choice.exclusive)
            return total if self.cap is None else min(total, self.cap)
        return max((choice.points for choice in self.choices), default=0)

    def choice(self, code: str) -> Choice | None:
        """The choice bearing `code`, or None."""
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True, slots=True)
class Subtheme:
    """A named group of questions inside a theme."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A chapter of the questionnaire; `short_title` (≤ 22 characters) is for charts."""

    id: str
    title: str
    short_title: str
    introduction: str = ""
    subthemes: tuple[Subtheme, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """What calls for a recommendation.

    `answers`: `question` was answered with one of these codes. `lacking`: `question` (multiple choice) was answered and at
    least one of these codes was not ticked.
    """

    question: str
    answers: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A useful page: its title and its address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to do about a poor answer. Any one of `triggers` is enough."""

    id: str
    title: str
    why: str
    how: str
    priority: Priority
    effort: Effort
    triggers: tuple[Trigger, ...]
    saving: str = ""
    links: tuple[Link, ...] = ()
    indicators: tuple[str, ...] = ()
    scope: Scope = Scope.INTERNAL


@dataclass(frozen=True, slots=True)
class LetterThreshold:
    """`letter` is given from `minimum` (index, 0–100) up to the next threshold."""

    letter: str
    minimum: int


@dataclass(frozen=True, slots=True)
class PopulationBand:
    """Respondents of `minimum` inhabitants or more, up to the next band (half-open: [minimum, next))."""

    code: str
    label: str
    minimum: int


@dataclass(frozen=True)
class Questionnaire:
    """A whole questionnaire, as validated on load. Thresholds run from the highest letter down, bands from the smallest up.

    `method` and `sources` are the scoring and drafting notes printed in the report's annex.
    """

    id: str
    version: str
    title: str
    introduction: str
    duration_minutes: int
    themes: tuple[Theme, ...]
    questions: tuple[Question, ...]
    recommendations: tuple[Recommendation, ...]
    letters: tuple[LetterThreshold, ...]
    bands: tuple[PopulationBand, ...]
    provisional_above_percent: int = 20

    @cached_property
    def filled_part(self) -> object:
        """What its author wrote, as plain values. A key that the definition leaves out leaves no trace: hashes taken of this outlive
        new words in this vocabulary, as long as these are empty by default."""
        return filled_part(self)

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {question.id: number for number, question in enumerate(self.questions, 1)}

    def question(self, question_id: str) -> Question:
        """The question bearing `question_id`. Raises KeyError when there is none."""
        return self._by_id[question_id]

    def has_question(self, question_id: str) -> bool:
        """Whether a question bears `question_id`."""
        return question_id in self._by_id

    def questions_of(self, theme: Theme) -> Iterator[Question]:
        """The questions of `theme`, in the order they are asked."""
        return (question for question in self.questions if question.theme == theme.id)

    def number_of(self, question: Question) -> int:
        """The number printed beside `question`, from 1."""
        return self._numbers[question.id]

    def letter_for(self, index: int) -> str:
        """The letter an index (0–100) earns."""
        return next(threshold.letter for threshold in self.letters if index >= threshold.minimum)

    def band_for(self, population: int) -> PopulationBand:
        """The band a population (inhabitants, ≥ 0) falls in."""
        return next(band for band in reversed(self.bands) if population >= band.minimum)
