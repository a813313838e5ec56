"""What an assessment is set beside: similar respondents, and the respondent's own past. Taken once, kept with the assessment, dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class GroupKind(StrEnum):
    """What the members of a group share, in the order in which groups are preferred and printed."""

    BAND_DEPARTMENT = "band-department"
    BAND_REGION = "band-region"
    TYPE = "type"
    EPCI = "epci"
    OPERATOR = "operator"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Spread:
    """Whole-number quartiles and median of indexes (0–100)."""

    lower: int
    median: int
    upper: int


@dataclass(frozen=True, slots=True)
class Group:
    """Other respondents that may be shown together. `bands` are codes of population bands, smallest first; `count` leaves the
    respondent out; `themes` gives the spread of each theme (by id) for which enough members have an index. `taken_on` is None when it is
    of the date of its snapshot; otherwise it is an earlier one, printed again because a fresh one would have told its difference."""

    kind: GroupKind
    name: str
    bands: tuple[str, ...]
    count: int
    overall: Spread
    themes: dict[str, Spread]
    taken_on: date | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The respondent's result in an earlier campaign. `comparable`: both were scored by the same rules; without that the indexes
    are kept here but never set side by side. `themes` gives each theme's index by id, None when not evaluated."""

    campaign: str
    campaign_title: str
    assessed_on: date
    comparable: bool
    index: int | None
    letter: str | None
    themes: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything set beside an assessment, as known on `taken_on`."""

    taken_on: date
    groups: tuple[Group, ...] = ()
    earlier: Earlier | None = None
