"""What an advisor adds of their own to the documents of a campaign: a paragraph and recommendations, always marked as theirs."""

from __future__ import annotations

from dataclasses import dataclass

from forms.questionnaire import Effort, Link, Priority, Scope, Trigger


@dataclass(frozen=True, slots=True)
class OwnRecommendation:
    """A recommendation of the operator's own. Without `triggers` it goes to everyone it is given to."""

    id: str
    title: str
    how: str
    why: str = ""
    saving: str = ""
    priority: Priority = Priority.ADVISED
    effort: Effort = Effort.MEDIUM
    scope: Scope = Scope.INTERNAL
    triggers: tuple[Trigger, ...] = ()
    indicators: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """What goes into the documents of one respondent: `paragraph` may hold several lines; both may be empty."""

    paragraph: str = ""
    recommendations: tuple[OwnRecommendation, ...] = ()
