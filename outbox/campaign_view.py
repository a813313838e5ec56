"""One view of a campaign, for its advisor: who stands where, and what the results say together.

It names respondents, never the persons who filled the forms. It is the advisor's own, so small groups are shown in it, which no document
for a commune may do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from outbox.view import ScoreView, SpreadView


class State(StrEnum):
    """Where a respondent stands, in the order in which an advisor has something to do about it."""

    WAITING = "waiting"  # a return waits for a decision
    REFUSED = "refused"  # what came back could not be used
    LATE = "late"  # nothing came back, and the deadline is past
    PENDING = "pending"  # nothing came back yet
    READING = "reading"  # something came back and is being dealt with
    UNSENT = "unsent"  # no form was written
    ASSESSED = "assessed"


@dataclass(frozen=True, slots=True)
class ResultView:
    """The latest assessed return of a respondent. `folder` is where its documents are, relative to the root of the share."""

    score: ScoreView
    revision: int
    assessed_on: str
    folder: str


@dataclass(frozen=True, slots=True)
class FollowedView:
    """One respondent. `remark` says what else there is to know, `result` is None until a return is assessed. `plans` tells of the action
    plans that came back (« 2, le dernier le 3 mars 2026 »), and is empty when none did."""

    name: str
    kind: str
    code: str
    state: State
    remark: str
    result: ResultView | None
    plans: str = ""


@dataclass(frozen=True, slots=True)
class CountView:
    """How many respondents: a label, a number, and its share of all (« 12 % »)."""

    label: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class LetterCountView:
    """How many respondents earned a letter; `range` gives the indexes that earn it (« 60 à 79 »)."""

    letter: str
    range: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class SummaryView:
    """Indexes summed up, of a theme or of the whole; `count` have one. `spread` and `mean` are empty when nobody has."""

    title: str
    short_title: str
    count: int
    mean: str
    spread: SpreadView | None


@dataclass(frozen=True, slots=True)
class FrequentActionView:
    """A recommendation, and how many respondents it is given to."""

    title: str
    priority: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class CampaignSummaryView:
    """A campaign as of a day. `planning` respondents sent an action plan back, `plans` of them in all. `note` tells of results left out of
    what sums up, or is empty."""

    id: str
    title: str
    questionnaire: str
    deadline: str
    sent: int
    returned: int
    assessed: int
    counts: tuple[CountView, ...]
    provisional: int
    overall: SummaryView
    letters: tuple[LetterCountView, ...]
    themes: tuple[SummaryView, ...]
    actions: tuple[FrequentActionView, ...]
    respondents: tuple[FollowedView, ...]
    note: str
    planning: int = 0
    plans: int = 0

    def standing(self, state: State) -> tuple[FollowedView, ...]:
        """The respondents in `state`, in the order of the campaign's list."""
        return tuple(each for each in self.respondents if each.state is state)
