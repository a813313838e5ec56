"""The documents of a return, made from what the ledger stores: the same return always gives the same documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from commands.own_templates import OwnTemplates, own_templates
from commands.returned_plans import closed_before
from commands.twin_making import twin_tasks
from commands.workspace import Workspace
from forms.answers import CheckedReturn
from forms.campaign import Campaign, Operator
from forms.codec import from_json
from forms.errors import EcoclicError
from forms.plan import plan_name
from forms.questionnaire import Questionnaire
from forms.respondents import Respondent
from forms.returns import Notice, RawReturn, RefusalCode, Refused
from intake.afterwork_store import NewTask
from intake.ledger import Ledger
from intake.records import Belonging, DeliveredDocument, StoredAssessment, Submission
from intake.share import Share
from outbox.changing import changes_view
from outbox.council import council_documents
from outbox.delivery import Document
from outbox.making import Making
from outbox.odt_template import OdtTemplate
from outbox.receipt import accepted_receipt, refused_receipt
from outbox.report import version_suffix
from outbox.short_receipts import ReceivedFile, discarded_receipt, duplicate_receipt, waiting_receipt
from outbox.view import ChangesView, ReportView
from outbox.viewing import build_view
from processors.changes import Outcome
from processors.merging import RECEIVED_CODE
from processors.results import Assessment
from processors.snapshot import Snapshot


class BrokenLedger(EcoclicError):
    """The ledger lacks what an earlier step must have stored."""

    code = "broken-ledger"

    def __init__(self, submission: int, lacking: str) -> None:
        super().__init__(
            "Le registre est incomplet pour ce retour ; prévenez votre conseiller.", f"submission {submission} lacks {lacking}"
        )


@dataclass(frozen=True, slots=True)
class Assessed:
    """Everything the ledger knows of an assessed return."""

    campaign: Campaign
    respondent: Respondent
    questionnaire: Questionnaire
    checked: CheckedReturn
    notices: tuple[Notice, ...]
    stored: StoredAssessment
    assessment: Assessment
    snapshot: Snapshot | None
    making: Making

    @property
    def outcome(self) -> Outcome:
        """What another return of the same respondent is compared with."""
        return Outcome(self.questionnaire, self.checked, self.assessment)


@dataclass(frozen=True, slots=True)
class Documents:
    """Makes documents from the ledger; writes none."""

    ledger: Ledger
    share: Share
    default_operator: Operator
    own: OwnTemplates | None = None

    @classmethod
    def of(cls, workspace: Workspace, ledger: Ledger) -> Documents:
        """Those of `workspace`, made with its advisor's own templates."""
        return cls(ledger, workspace.share, workspace.settings.operator, own_templates(workspace))

    def folder_of(self, submission: Submission) -> Path:
        """Where the documents of an assessed return go: « 3-rapports/<campaign>/<key>-<name> »."""
        belonging = belonging_of(submission)
        respondent = self._respondent(submission, belonging)
        return self.share.reports / belonging.campaign / respondent.folder_name

    def of_assessed(self, submission: Submission, assessed: Assessed, complement: str = "") -> list[Document]:
        """What goes to the council, then the receipt of a return of which `assessed` is known; it says what each is for, and the
        complement that follows under the name `complement`."""
        view, templates = self.view(submission, assessed), self.templates(assessed.making)
        receipt = accepted_receipt(
            view,
            assessed.questionnaire,
            assessed.checked,
            received_name=submission.name,
            operator=assessed.campaign.operator,
            notices=assessed.notices,
            complement=complement,
            plan=plan_name(assessed.respondent.key, view.revision),
            twins=assessed.making.twins,
            template=templates.get("recu"),
        )
        suffix = version_suffix(view.revision, view.document_version)
        council = council_documents(view, assessed.respondent.key, templates)
        return [*council, Document(f"recu-{assessed.respondent.key}-{suffix}.odt", receipt)]

    def templates(self, making: Making) -> dict[str, OdtTemplate]:
        """The advisor's own templates that were in force; a copy that was lost is replaced by what we ship."""
        found = {kind: self.own.template(kind, sha256) for kind, sha256 in making.templates.items()} if self.own else {}
        return {kind: template for kind, template in found.items() if template}

    def view(self, submission: Submission, assessed: Assessed) -> ReportView:
        """What every document says of a return."""
        return build_view(
            assessed.questionnaire,
            assessed.campaign,
            assessed.respondent,
            assessed.checked,
            assessed.assessment,
            reference=self._reference(belonging_of(submission)),
            revision=submission.revision or 1,
            document_version=assessed.stored.document_version,
            assessed_on=assessed.stored.made_at.date(),
            changes=self._changes(submission, assessed),
            snapshot=assessed.snapshot,
            advice=assessed.making.advice,
            closed=self._closed(submission),
            complement=any(notice.code == RECEIVED_CODE for notice in assessed.checked.notices),
        )

    def _closed(self, submission: Submission) -> frozenset[str]:
        belonging = belonging_of(submission)
        return closed_before(self.ledger, submission, belonging.campaign, belonging.respondent)

    def _reference(self, belonging: Belonging) -> str | None:
        """The code of the whole form, which a respondent knows theirs by, though the return came on its complement or a blank edition."""
        form = self.ledger.campaigns.form_of(belonging.campaign, belonging.respondent, belonging.content_hash)
        return form.reference if form else belonging.reference

    def _changes(self, submission: Submission, assessed: Assessed) -> ChangesView | None:
        """What changed since the revision before, if there is one."""
        belonging, number = belonging_of(submission), (submission.revision or 1) - 1
        before = self.ledger.submissions.revision(belonging.campaign, belonging.respondent, number) if number else None
        return changes_view(self.assessed(before).outcome, assessed.outcome) if before else None

    def of_refused(self, submission: Submission, archive_name: str) -> Document:
        """The explanation that stands beside a refused file, under the same name: « …-explication.odt »."""
        if submission.reason is None:
            raise BrokenLedger(submission.id, "the reason of its refusal")
        reason = submission.reason
        campaign, respondent = self._owner(submission)
        content = refused_receipt(
            Refused(RefusalCode(reason.code), reason.sentence, reason.detail),
            received_name=submission.name,
            received_on=submission.received_at.date(),
            operator=campaign.operator if campaign else self.default_operator,
            respondent_name=respondent.name if respondent else "",
            twins=submission.twins,
        )
        return Document(f"{Path(archive_name).stem}-explication.odt", content)

    def of_duplicate(self, submission: Submission, first: Submission) -> Document:
        """The receipt of a return that says what `first` already said."""
        return self._short(first, submission, "doublon", duplicate_receipt(self.file(submission, first), self.file(first, first)))

    def of_waiting(self, submission: Submission) -> Document:
        """The receipt of a return about which a person must decide."""
        why = submission.reason.sentence if submission.reason else ""
        return self._short(submission, submission, "attente", waiting_receipt(self.file(submission, submission), why, submission.id))

    def of_discarded(self, submission: Submission) -> Document:
        """The receipt of a return that a person decided not to use."""
        decision = submission.decision
        if decision is None:
            raise BrokenLedger(submission.id, "the decision about it")
        content = discarded_receipt(self.file(submission, submission), decision.by, decision.at.date())
        return self._short(submission, submission, "ecarte", content)

    def file(self, submission: Submission, owned: Submission) -> ReceivedFile:
        """How a receipt names the file of `submission`, which belongs to whom `owned` belongs to."""
        campaign, respondent = self._owner(owned)
        return ReceivedFile(
            name=submission.name,
            on=submission.received_at.date(),
            sender_name=respondent.name if respondent else "",
            reference=self._reference(belonging_of(owned)) or "",
            operator=campaign.operator if campaign else self.default_operator,
            twins=submission.twins,
        )

    def _short(self, owned: Submission, submission: Submission, what: str, content: bytes) -> Document:
        return Document(f"recu-{belonging_of(owned).respondent}-n{submission.id}-{what}.odt", content)

    def assessed(self, submission: Submission, version: int | None = None) -> Assessed:
        """What the ledger knows of `submission`, with the latest version of its assessment, or the one named.

        Raises BrokenLedger when a stage is missing.
        """
        belonging = belonging_of(submission)
        campaigns = self.ledger.campaigns
        campaign, questionnaire = campaigns.campaign(belonging.campaign), campaigns.questionnaire(belonging.content_hash)
        reading, stored = self.ledger.submissions.reading(submission.id), self.ledger.assessments.version(submission.id, version)
        if not (campaign and questionnaire and stored and reading and reading.checked):
            raise BrokenLedger(submission.id, "a stage before its assessment")
        return Assessed(
            campaign=campaign,
            respondent=self._respondent(submission, belonging),
            questionnaire=questionnaire,
            checked=from_json(reading.checked, CheckedReturn),
            notices=from_json(reading.raw, RawReturn).notices,
            stored=stored,
            assessment=from_json(stored.assessment, Assessment),
            snapshot=from_json(stored.comparison, Snapshot) if stored.comparison else None,
            making=from_json(stored.making, Making) if stored.making else Making(),
        )

    def _respondent(self, submission: Submission, belonging: Belonging) -> Respondent:
        respondent = self.ledger.campaigns.respondent(belonging.campaign, belonging.respondent)
        if respondent is None:
            raise BrokenLedger(submission.id, f"its respondent {belonging.respondent}")
        return respondent

    def _owner(self, submission: Submission) -> tuple[Campaign | None, Respondent | None]:
        belonging = submission.belonging
        if belonging is None:
            return None, None
        return self.ledger.campaigns.campaign(belonging.campaign), self.ledger.campaigns.respondent(
            belonging.campaign, belonging.respondent
        )


def twins_of(submission: Submission, assessed: Assessed, delivered: Sequence[DeliveredDocument]) -> list[NewTask]:
    """The twins that are to follow the documents `delivered` of an assessed return, as was decided when they were assessed."""
    return twin_tasks(submission.id, delivered, assessed.stored.document_version) if assessed.making.twins else []


def belonging_of(submission: Submission) -> Belonging:
    """Whose return it is. Raises BrokenLedger before it is identified."""
    if submission.belonging is None:
        raise BrokenLedger(submission.id, "its owner")
    return submission.belonging
