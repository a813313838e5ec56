"""What each return says, and what it means beside the others of its respondent, whatever kind of form it came on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from commands.complementing import Complements
from commands.documents import BrokenLedger, belonging_of
from commands.planning import Plans
from forms.answers import CheckedReturn
from forms.codec import from_json, sha256_of
from forms.returns import RawReturn, Refused
from intake.ledger import Ledger
from intake.records import Belonging, Submission
from intake.second_file import PLAN, Duplicate, Meaning, Others, meaning_of, meaning_of_complement
from processors.plan_returns import PlanReturn

Said = CheckedReturn | PlanReturn
"""What a questionnaire or a plan says, checked."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """Asks the ledger what a return says and means; changes nothing."""

    ledger: Ledger

    @property
    def complements(self) -> Complements:
        """What the ledger knows of complements."""
        return Complements(self.ledger)

    @property
    def plans(self) -> Plans:
        """What the ledger knows of plans."""
        return Plans(self.ledger)

    def said(self, submission: Submission, belonging: Belonging, raw: RawReturn) -> Said:
        """What `raw`, which `submission` brought, says. Raises `Refused` when that is nothing."""
        plan = self.plans.form_of(belonging)
        if plan is not None:
            return self.plans.checked(plan, raw, submission.received_at.date())
        return self.complements.checked(submission, belonging, raw)

    def answers(self, submission: Submission) -> CheckedReturn:
        """The answers of a questionnaire; those of a complement as they stand with the latest revision, which may have come since it was
        read. Raises `Refused` when there are none."""
        reading = self.ledger.submissions.reading(submission.id)
        if reading is None or reading.checked is None:
            raise BrokenLedger(submission.id, "its reading")
        if self.complements.form_of(submission.belonging):
            return self.complements.checked(submission, belonging_of(submission), from_json(reading.raw, RawReturn))
        return from_json(reading.checked, CheckedReturn)

    def of(self, mine: Submission) -> Meaning:
        """What `mine`, read, means beside the others of its respondent: questionnaires beside questionnaires, plans beside plans."""
        others = self.others(mine)
        if self.plans.form_of(mine.belonging):
            echoed = self._echoed(mine)
            return Duplicate(echoed) if echoed else meaning_of(mine, others, PLAN)
        form = self.complements.form_of(mine.belonging)
        if form is None:
            return meaning_of(mine, others)
        with suppress(Refused):  # then it is refused when it comes to be assessed
            mine = replace(mine, answers_hash=hash_of(self.answers(mine)))
        return meaning_of_complement(mine, others, superseded=self.complements.is_superseded(form))

    def others(self, mine: Submission) -> Others:
        """Those of the same respondent; of those first seen together, only what came on forms of the same kind."""
        store, belonging = self.ledger.submissions, belonging_of(mine)
        owner, kind = (belonging.campaign, belonging.respondent), self._kind(belonging)
        latest = self.plans.latest(*owner) if kind == PLAN else store.latest_revision(*owner)
        undecided = [each for each in store.undecided(*owner) if (self._kind(each.belonging) == PLAN) == (kind == PLAN)]
        together = [each for each in store.first_seen_together(mine) if self._kind(each.belonging) == kind and not self._echoed(each)]
        return Others(latest, undecided, together)

    def _echoed(self, mine: Submission) -> Submission | None:
        """The returned plan that `mine` says again, or None: what came on a plan that was left as it was printed contradicts nothing."""
        plan = self.plans.form_of(mine.belonging)
        return self.plans.echoed(mine, plan) if plan else None

    def _kind(self, belonging: Belonging | None) -> str:
        """PLAN, the code of a complement, which concurs with no other, or nothing for a questionnaire."""
        if self.plans.form_of(belonging):
            return PLAN
        complement = self.complements.form_of(belonging)
        return complement.reference if complement else ""


def hash_of(said: Said) -> str:
    """What the respondent said, whoever saved it and however: the hash of answers, comments and identity, or of actions, targets and what
    could not be taken."""
    if isinstance(said, PlanReturn):
        return sha256_of([said.said, said.aims, *([said.not_taken] if said.not_taken else [])])
    answers = {name: (each.status, each.raw if each.value is None else each.value) for name, each in said.answers.items()}
    return sha256_of([answers, said.comments, said.identity])
