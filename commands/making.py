"""What the documents of a respondent are to be made with from now on: asked once for each assessment, and kept with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commands.advising import advice_book, keep_good_advice
from commands.own_templates import own_templates
from commands.twin_making import twins_follow
from commands.workspace import Workspace
from forms.advice import Advice
from forms.answers import Answer
from intake.records import Belonging
from outbox.making import Making
from processors.own_actions import advice_for
from processors.reading import READING_RULES


@dataclass(frozen=True, slots=True)
class Makings:
    """The wishes of the operator of a workspace, as they stand when asked.

    Asked on the path of every return, outside any transaction: each part is a matter of tenths of a millisecond, and is never in the way
    of a return. What an advisor broke is replaced by the last good state of it, and told elsewhere. May raise OSError, which puts the
    return off.
    """

    workspace: Workspace

    def of(self, belonging: Belonging, answers: Mapping[str, Answer]) -> Making:
        """What the documents of a return that belongs to `belonging`, with these `answers`, checked now, are made with."""
        return Making(advice=self._advice(belonging, answers), templates=self._templates(belonging), twins=self.twins, rules=READING_RULES)

    def of_plan(self, belonging: Belonging) -> Making:
        """What the documents that answer a plan are made with."""
        return Making(templates=self._templates(belonging), twins=self.twins, rules=READING_RULES)

    def _advice(self, belonging: Belonging, answers: Mapping[str, Answer]) -> Advice:
        """What the advisor adds for this respondent."""
        keep_good_advice(self.workspace)
        return advice_for(advice_book(self.workspace), belonging.campaign, belonging.respondent, answers)

    def _templates(self, _belonging: Belonging) -> Mapping[str, str]:
        """SHA-256 of the advisor's own template, for each kind of document that has one."""
        return own_templates(self.workspace).current()

    @property
    def twins(self) -> bool:
        """Whether a PDF twin is to follow each document."""
        return twins_follow(self.workspace.settings)
