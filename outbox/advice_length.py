"""How much room an advisor's own words take in a report, told while they write them."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from forms.advice import AdviceBook, Audience, OwnRecommendation

MOST_LINES = 24
"""Lines of own words with which a report keeps to ten pages whatever the answers: nothing in place, for the second year, corrected by a
second return, beside as many groups as there are kinds."""

_PARAGRAPH, _CELL, _PROOFS = 100, 116, 124
"""Characters of a line, by where it stands in the shipped report."""
_PRIORITY_AND_EFFORT = 30
_BEFORE_PROOFS = 20
_NAMED_AGAIN = 7
"""Characters beside the title, where the list of all actions names it once more."""


def most_lines(book: AdviceBook) -> int:
    """Lines, about, that `book` takes in the report of the respondent to whom it says most, were all its recommendations called for."""
    told: list[tuple[Audience, float]] = [(each.audience, _paragraph_lines(each.text)) for each in book.paragraphs]
    told += [(each.audience, _recommendation_lines(each.recommendation)) for each in book.recommendations]
    campaigns = {name for audience, _ in told for name in audience.campaigns} | {""}
    return ceil(max(_most_in_one(told, campaign) for campaign in campaigns))


def _most_in_one(told: Iterable[tuple[Audience, float]], campaign: str) -> float:
    """The same within `campaign`: what is said to everyone, and what is said besides to whom most is said."""
    everyone, besides = 0.0, {"": 0.0}
    for audience, lines in told:
        if audience.campaigns and campaign not in audience.campaigns:
            continue
        if not audience.respondents:
            everyone += lines
        for respondent in audience.respondents:
            besides[respondent] = besides.get(respondent, 0.0) + lines
    return everyone + max(besides.values())


def _paragraph_lines(text: str) -> int:
    return sum(ceil(len(line.strip()) / _PARAGRAPH) for line in text.splitlines())


def _recommendation_lines(given: OwnRecommendation) -> float:
    """Lines, about, of the row that tells `given`, and its part of the one that names it again."""
    told = len(" ".join(part for part in (given.title, given.why, given.how, given.saving) if part)) + _PRIORITY_AND_EFFORT
    links = [f"{link.title} ({link.url.removeprefix('https://')})" for link in given.links]
    proofs = len(" ; ".join((*given.indicators, *links)))
    row = ceil(told / _CELL) + (ceil((proofs + _BEFORE_PROOFS) / _PROOFS) if proofs else 0)
    return row + (len(given.title) + _NAMED_AGAIN) / _CELL
