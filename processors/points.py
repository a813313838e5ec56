"""Points of one answer, and the index: integers throughout."""

from __future__ import annotations

from forms.questionnaire import Question


def points_of(question: Question, codes: tuple[str, ...]) -> int:
    """Points that answering `question` with `codes` earns: their sum, never above what is attainable (the cap of a multiple)."""
    earned = sum(choice.points for choice in question.choices if choice.code in codes)
    return min(earned, question.attainable)


def index_of(earned: int, attainable: int) -> int | None:
    """⌊100 × earned ÷ attainable⌋, or None when nothing is attainable."""
    return 100 * earned // attainable if attainable else None
