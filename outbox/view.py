"""One view of an assessment, from which every document is made.

All strings are final French; numbers are kept beside them for the drawings. No e-mail, no respondent's name and no free comment is in
it: what the view does not hold, no template can print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class RespondentView:
    """Who the report is about. `assembly` and `head` are its own words (conseil municipal, le maire); absent facts are empty.

    `kind_code` is the value of `forms.respondents.RespondentKind`; `inhabitants` is None when the population is not known.
    """

    name: str
    kind: str
    code: str
    population: str
    band: str
    department: str
    region: str
    epci: str
    assembly: str
    of_assembly: str
    head: str
    kind_code: str = ""
    inhabitants: int | None = None


@dataclass(frozen=True, slots=True)
class CampaignView:
    """The campaign and who runs it."""

    title: str
    operator: str
    questionnaire: str


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A score said and drawn: `value` and `best_value` are indexes (0–100), None when not evaluated."""

    value: int | None
    best_value: int | None
    index: str
    letter: str
    best_index: str
    best_letter: str
    points: str
    band: str
    provisional: str

    @property
    def is_evaluated(self) -> bool:
        """Whether there is an index."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class FindingView:
    """One answered question: what was said, and why it matters."""

    number: int
    text: str
    answer: str
    points: str
    why: str
    in_part: bool


@dataclass(frozen=True, slots=True)
class LinkView:
    """A useful page."""

    title: str
    address: str

    @property
    def site(self) -> str:
        """The address as one would type it: what stands on paper cannot be clicked."""
        return self.address.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


@dataclass(frozen=True, slots=True)
class ActionView:
    """A recommendation called for. `rank` counts from 1 over all actions; `origin` names the questions it answers.

    `part` is that of the sustainable-development report, A (internal) or B (territory). `by_advisor`: it is the operator's own.
    `is_closed`: a plan says that it is done or dropped.
    """

    rank: int
    title: str
    priority: str
    effort: str
    gain: str
    why: str
    how: str
    saving: str
    origin: str
    theme: str
    indicators: tuple[str, ...]
    links: tuple[LinkView, ...]
    part: str = "A"
    by_advisor: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class CheckView:
    """A question whose answer is to be found: why it is here, and what depends on it."""

    number: int
    text: str
    theme: str
    reason: str
    stake: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """One theme. `done` earned all their points, `missing` earned none or a part of them; `remark` says what is neither."""

    number: int
    title: str
    short_title: str
    introduction: str
    score: ScoreView
    done: tuple[FindingView, ...]
    missing: tuple[FindingView, ...]
    to_verify: tuple[CheckView, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A line of the annex."""

    number: int
    question: str
    answer: str
    points: str


@dataclass(frozen=True, slots=True)
class AnnexView:
    """The answers of one theme."""

    title: str
    points: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class DutyView:
    """A part of article D. 2311-15-1 CGCT; `points` say what it asks, which questions are about it and what these earned together."""

    title: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter and the indexes that earn it (« 60 à 79 »), from the best to the worst."""

    letter: str
    range: str
    minimum: int


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A question answered otherwise than in the previous return."""

    number: int
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What changed since the previous return: both indexes in a sentence, and each answer that is not the same."""

    MOST_IN_FRONT: ClassVar = 5
    """Changes that a report can list before it comes to what it has to say."""

    summary: str
    rows: tuple[ChangeView, ...]

    @property
    def is_long(self) -> bool:
        """Whether they are better read in the annex, beside all answers."""
        return len(self.rows) > self.MOST_IN_FRONT


@dataclass(frozen=True, slots=True)
class SpreadView:
    """Quartiles and median of a group, drawn and said."""

    lower: int
    median: int
    upper: int
    text: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """Other respondents, never named. `label` says who they are, `position` where the respondent stands among them in plain words;
    `themes` follow the order of the report's themes, None where too few have an index."""

    label: str
    count: int
    members: str
    overall: SpreadView
    position: str
    themes: tuple[SpreadView | None, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Similar respondents as known on a date. Without any group, `note` says why."""

    taken_on: str
    summary: str
    groups: tuple[GroupView, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ProgressRowView:
    """A theme, or the whole, then and now. `difference` is in words with its sign (« +12 »), « – » when it cannot be told."""

    title: str
    before_value: int | None
    after_value: int | None
    before: str
    after: str
    difference: str


@dataclass(frozen=True, slots=True)
class ProgressView:
    """Since the respondent's last campaign. No `rows` when the questionnaires are not comparable: `summary` then says so."""

    campaign: str
    assessed_on: str
    summary: str
    rows: tuple[ProgressRowView, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything a document may say of one assessment. `changes` is None for a first return, `comparison` when no snapshot was taken,
    `progress` for a first campaign. `advisor_words` and `advisor_actions` are the advisor's own; the ranks of
    these go on after those of the questionnaire's. `duty` is the value of
    `processors.law.ObligationStatus`, `recital` what a délibération says of it after « Considérant que », `brief_obligation` the
    `obligation` in fewer words. `duties` is empty for whom the article does not bind."""

    title: str
    reference: str
    revision: int
    document_version: int
    edition: str
    assessed_on: str
    fingerprint: str
    respondent: RespondentView
    campaign: CampaignView
    score: ScoreView
    verdict: str
    summary: str
    letters: tuple[LetterView, ...]
    themes: tuple[ThemeView, ...]
    first_actions: tuple[ActionView, ...]
    other_actions: tuple[ActionView, ...]
    to_verify: tuple[CheckView, ...]
    annex: tuple[AnnexView, ...]
    obligation: str
    population_note: str
    sources: tuple[str, ...]
    method: tuple[str, ...]
    changes: ChangesView | None = None
    comparison: ComparisonView | None = None
    progress: ProgressView | None = None
    advisor_words: tuple[str, ...] = ()
    advisor_actions: tuple[ActionView, ...] = ()
    duty: str = ""
    recital: str = ""
    brief_obligation: str = ""
    duties: tuple[DutyView, ...] = ()
    has_referent: bool = False
