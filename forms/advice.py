"""What an advisor adds of their own to the documents of a campaign: a paragraph and recommendations, always marked as theirs."""

from __future__ import annotations

from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a piece of advice is for: campaigns by id, respondents by INSEE code or SIREN; an empty list means all of them."""

    campaigns: tuple[str, ...] = ()
    respondents: tuple[str, ...] = ()

    def includes(self, campaign: str, respondent: str) -> bool:
        """Whether `respondent`, in `campaign`, is among them."""
        return (not self.campaigns or campaign in self.campaigns) and (not self.respondents or respondent in self.respondents)


@dataclass(frozen=True, slots=True)
class OwnParagraph:
    """Words of the advisor's own; lines are paragraphs."""

    text: str
    audience: Audience = field(default_factory=Audience)


@dataclass(frozen=True, slots=True)
class Given:
    """A recommendation, and to whom it is given."""

    recommendation: OwnRecommendation
    audience: Audience = field(default_factory=Audience)


@dataclass(frozen=True, slots=True)
class AdviceBook:
    """All the advice of one operator, for every campaign, in the order it is written."""

    paragraphs: tuple[OwnParagraph, ...] = ()
    recommendations: tuple[Given, ...] = ()
