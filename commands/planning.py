"""Action plans: issued with a report and after each return of one, and taken when they come back.

The ledger keeps each plan under its own code with what it printed, and what each return said; the follow-up is made again from the
returns whenever it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commands.documents import Assessed, BrokenLedger, Documents, belonging_of
from commands.printing import free_reference, printed
from commands.returned_plans import issued_sheet, received
from forms.advice import OwnRecommendation
from forms.codec import canonical_json, from_json
from forms.hashing import content_hash
from forms.identity import Completion, FormIdentity
from forms.plan import plan_edition, plan_identity, plan_name, plan_of
from forms.plan_layout import PlanSheet, plan_layout, plan_stamp
from forms.questionnaire import Questionnaire
from forms.returns import RawReturn
from intake.ledger import Ledger
from intake.plans_store import IssuedPlan, NewPlanReturn, StoredPlanReturn
from intake.records import Belonging, IssuedForm, StoredAssessment, Submission
from outbox.delivery import Document
from outbox.making import Making
from outbox.wording import body_of
from processors.follow_up import Received, follow, says_nothing_new
from processors.plan_returns import PlanReturn, check_plan
from processors.plan_sheets import carry_over, sheet_of

_NewPlan = tuple[Questionnaire, IssuedPlan]
"""A plan, and the questionnaire it asks."""


@dataclass(frozen=True, slots=True)
class Plans:
    """What the ledger knows of action plans."""

    ledger: Ledger

    # Coming back

    def form_of(self, belonging: Belonging | None) -> IssuedForm | None:
        """The plan that came back; None when it was a questionnaire or a complement."""
        form = self.ledger.campaigns.form(belonging.reference) if belonging and belonging.reference else None
        return form if form and form.is_plan else None

    def checked(self, form: IssuedForm, raw: RawReturn, received_on: date) -> PlanReturn:
        """What `raw`, received on that day, says as the plan `form`. Raises `Refused` when it says nothing."""
        plan = self.ledger.campaigns.questionnaire(form.content_hash)
        if plan is None or form.completion is None:
            raise BrokenLedger(form.completes or 0, "the questionnaire of its plan")
        sheet = issued_sheet(self.ledger, form.reference)
        return check_plan(plan, raw, form.completion.asked, received_on, sheet.written if sheet else None)

    def keep(self, submission: Submission, form: IssuedForm, making: Making) -> int:
        """Keep what a returned plan says, set against the latest assessment of its respondent, in whichever campaign that asks the same
        questionnaire. Returns its rank. For a transaction."""
        reading = self.ledger.submissions.reading(submission.id)
        stored = next(self._assessments_of(form), None)
        if stored is None or reading is None or reading.checked is None:
            raise BrokenLedger(submission.id, "its reading, or an assessment to set it against")
        return self.ledger.plans.keep(
            NewPlanReturn(
                submission=submission.id,
                campaign=form.campaign,
                respondent=form.respondent,
                reference=form.reference,
                received_on=submission.received_at.date(),
                base=stored.submission,
                base_version=stored.document_version,
                plan=reading.checked,
                making=canonical_json(making).decode(),
            )
        )

    def _assessments_of(self, form: IssuedForm) -> Iterator[StoredAssessment]:
        """Of the respondent of the plan `form`, the latest assessment in each campaign that asks the same questionnaire, the last campaign
        first: a plan of last year may come back when this year's questionnaire has."""
        for campaign in reversed(self.ledger.campaigns.alike(form.campaign)):
            base = self.ledger.submissions.latest_revision(campaign, form.respondent)
            stored = self.ledger.assessments.latest(base.id) if base else None
            if stored is not None:
                yield stored

    def base_of(self, submission: Submission) -> Submission:
        """The assessed return that the plan `submission` was set against; any other submission is its own."""
        returned = self.ledger.plans.of(submission.id)
        return self.ledger.submissions.get(returned.base) if returned else submission

    def echoed(self, submission: Submission, form: IssuedForm) -> Submission | None:
        """The returned plan that `submission`, which came on the plan `form` made after it, says again as it was printed; or None."""
        reading, sheet = self.ledger.submissions.reading(submission.id), issued_sheet(self.ledger, form.reference)
        if reading is None or reading.checked is None or sheet is None or form.completes is None:
            return None
        came_after_a_plan = self.ledger.plans.of(form.completes) is not None
        if not came_after_a_plan or not says_nothing_new(from_json(reading.checked, PlanReturn), sheet.written):
            return None
        return self.ledger.submissions.get(form.completes)

    def latest(self, campaign: str, respondent: str) -> Submission | None:
        """The last plan that a respondent returned in a campaign, or None."""
        found = self.ledger.plans.latest_in(campaign, respondent)
        return self.ledger.submissions.get(found.submission) if found else None

    def received(self, returns: Iterable[StoredPlanReturn]) -> list[Received]:
        """What the ledger keeps of `returns`, as the follow-up takes it."""
        return received(self.ledger, returns)

    def titles(self, returns: Iterable[StoredPlanReturn]) -> Mapping[str, str]:
        """The titles of all actions of the plans that `returns` came on, by key; the latest one where it changed."""
        found: dict[str, str] = {}
        for content in dict.fromkeys(form.content_hash for each in returns if (form := self.ledger.campaigns.form(each.reference))):
            plan = self.ledger.campaigns.questionnaire(content)
            found |= {row.id: row.title for theme in plan.themes for row in theme.subthemes} if plan else {}
        return found

    # Going out

    def issue(self, submission: Submission, documents: Documents, advised: Sequence[OwnRecommendation]) -> IssuedPlan:
        """The plan that goes out with a submission (assessed, or a plan itself), kept in the ledger the first time.

        `advised` is all that the advisor recommends in the campaign: what this respondent is not given stays out of the plan, but not out
        of its questionnaire, so that one serves the whole campaign.
        """
        known = self.ledger.plans.issued_with(submission.id)
        if known is not None:
            return known
        questionnaire, plan = self._new(submission, documents, advised)
        with self.ledger.transaction():
            self.ledger.campaigns.add_questionnaire(questionnaire)
            self.ledger.plans.issue(plan)
        return plan

    def documents_of(self, issued: IssuedPlan) -> list[Document]:
        """The plan as ODT and PDF."""
        form, campaigns = issued.form, self.ledger.campaigns
        campaign, respondent = campaigns.campaign(form.campaign), campaigns.respondent(form.campaign, form.respondent)
        plan = campaigns.questionnaire(form.content_hash)
        questionnaire = campaigns.questionnaire(campaign.content_hash) if campaign else None
        if not (campaign and respondent and plan and questionnaire and form.completion):
            raise BrokenLedger(form.completes or 0, "the campaign or the respondent of its plan")
        identity = plan_identity(plan, FormIdentity(campaign, respondent=respondent), form.reference, form.completion)
        layout = plan_layout(questionnaire, identity, from_json(issued.sheet, PlanSheet))
        return printed(self.ledger, form, issued.name, layout, plan_stamp(plan, identity))

    def _new(self, submission: Submission, documents: Documents, advised: Sequence[OwnRecommendation]) -> _NewPlan:
        base, returned = self.base_of(submission), self.ledger.plans.of(submission.id)
        belonging = belonging_of(base)
        assessed = documents.assessed(base, returned.base_version if returned else None)
        plan = plan_of(assessed.questionnaire, _together(advised, assessed.making.advice.recommendations))
        sheet = self._sheet(assessed, self._known_before(submission, returned))
        reference = free_reference(self.ledger, belonging.campaign, belonging.respondent, "plan", str(submission.id))
        form = IssuedForm(
            reference,
            belonging.campaign,
            belonging.respondent,
            content_hash(plan),
            plan_edition(belonging.campaign, reference),
            submission.id,
            Completion(base.revision or 1, base.received_at.date(), sheet.actions),
            is_plan=True,
        )
        return plan, IssuedPlan(form, name_of_plan(belonging.respondent, base, returned), canonical_json(sheet).decode())

    def _sheet(self, assessed: Assessed, known: Sequence[StoredPlanReturn]) -> PlanSheet:
        assembly = body_of(assessed.respondent).assembly
        follow_up, advised = follow(self.received(known)), assessed.making.advice.recommendations
        return carry_over(sheet_of(assessed.questionnaire, assessed.assessment, advised, assembly, follow_up), follow_up).sheet

    def _known_before(self, submission: Submission, returned: StoredPlanReturn | None) -> Sequence[StoredPlanReturn]:
        """What plans said until this one, or of a questionnaire until it came: the same whenever the plan is made."""
        owner = belonging_of(submission)
        known = self.ledger.plans.returns_of(owner.campaign, owner.respondent, returned.rank if returned else None)
        return known if returned else [each for each in known if each.submission < submission.id]


def name_of_plan(respondent: str, base: Submission, returned: StoredPlanReturn | None) -> str:
    """How the files of a plan are named, before their extension: after the revision, then after the rank of the plan it answers, if one."""
    name = plan_name(respondent, base.revision or 1)
    return f"{name}-n{returned.rank}" if returned else name


def last_before(returns: Iterable[StoredPlanReturn], answers: Submission) -> int:
    """The rank of the last of `returns` that had come when `answers` did; 0 when none had."""
    return max((each.rank for each in returns if each.submission < answers.id), default=0)


def _together(*lists: Iterable[OwnRecommendation]) -> tuple[OwnRecommendation, ...]:
    """All of them by id, each once, as the last list that has it says."""
    return tuple({each.id: each for some in lists for each in some}.values())
