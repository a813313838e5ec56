"""What goes out when an action plan comes back: the follow-up, and the receipt; made from what the ledger stores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from commands.complementing import Complements
from commands.documents import Assessed as AssessedReturn
from commands.documents import BrokenLedger, Documents
from commands.planning import Plans, last_before, name_of_plan
from forms.codec import from_json
from forms.french import french_date
from forms.plan import advice_key
from forms.returns import RawReturn
from intake.plans_store import StoredPlanReturn
from intake.records import Submission
from outbox.delivery import Document
from outbox.follow_up import FollowUpHead, follow_up, follow_up_name, summary_of
from outbox.making import Making
from outbox.plan_receipt import FollowedPlan, plan_receipt, plan_receipt_name
from processors.plan_returns import PlanReturn
from processors.plan_standing import Assessed, PlanStanding, standing_of


@dataclass(frozen=True)
class PlanDocuments:
    """The documents of the plan that `submission` is, once it was taken. Raises BrokenLedger for another."""

    documents: Documents
    submission: Submission

    def all(self) -> list[Document]:
        """The follow-up, then the receipt."""
        return [self._follow_up(), self._receipt()]

    @cached_property
    def making(self) -> Making:
        """What they are made with, as it was when the plan was taken."""
        return from_json(self.stored.making, Making)

    @cached_property
    def stored(self) -> StoredPlanReturn:
        """What the ledger keeps of the plan."""
        found = self._plans.ledger.plans.of(self.submission.id)
        if found is None:
            raise BrokenLedger(self.submission.id, "what its plan says")
        return found

    @cached_property
    def base(self) -> Submission:
        """The assessed return that it was set against, beside whose report they go: a later campaign may have asked again since."""
        return self.documents.ledger.submissions.get(self.stored.base)

    @cached_property
    def standing(self) -> PlanStanding:
        """Where the respondent stood when it was taken."""
        assessed, advice = self._base, self._base.making.advice.recommendations
        answers = Complements(self.documents.ledger).whole_of(self.base)
        base = Assessed(
            assessed.questionnaire,
            assessed.checked,
            assessed.assessment,
            tuple(advice_key(each.id) for each in advice),
            last_before(self._returns, answers),
        )
        return standing_of(base, self._plans.received(self._returns))

    @property
    def plan_name(self) -> str:
        """The name, without extension, of the plan that goes out with them."""
        return name_of_plan(self.stored.respondent, self.base, self.stored)

    @property
    def _plans(self) -> Plans:
        return Plans(self.documents.ledger)

    @cached_property
    def _returns(self) -> tuple[StoredPlanReturn, ...]:
        return self.documents.ledger.plans.returns_of(self.stored.campaign, self.stored.respondent, self.stored.rank)

    @cached_property
    def _base(self) -> AssessedReturn:
        return self.documents.assessed(self.base, self.stored.base_version)

    def _follow_up(self) -> Document:
        head = FollowUpHead(
            name=self._base.respondent.name,
            campaign=self._base.campaign.title,
            operator=self._base.campaign.operator.name,
            assessed_on=french_date(self._base.stored.made_at.date()),
            plan=self.plan_name,
        )
        titles = self._plans.titles(self._returns)
        template = self.documents.templates(self.making).get("suivi")
        return follow_up(self.stored.respondent, head, self.standing, titles, template)

    def _receipt(self) -> Document:
        reading = self.documents.ledger.submissions.reading(self.submission.id)
        notices = from_json(reading.raw, RawReturn).notices if reading else ()
        plan = FollowedPlan(
            file=self.documents.file(self.submission, self.submission),
            summary=summary_of(self.standing),
            plan=from_json(self.stored.plan, PlanReturn),
            changed=len(self.standing.changes),
            gone=len(self.standing.gone),
            follow_up=follow_up_name(self.stored.respondent, self.stored.rank),
            next_plan=self.plan_name,
            is_first=len(self._returns) == 1,
        )
        content = plan_receipt(plan, notices, self.documents.templates(self.making).get("recu"))
        return Document(f"{plan_receipt_name(self.stored.respondent, self.stored.rank)}.odt", content)
