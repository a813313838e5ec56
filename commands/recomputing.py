"""Stored results made again from the raw values they came from: the same figures must come out."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from commands.complementing import Complements
from commands.documents import BrokenLedger
from commands.planning import Plans
from forms.answers import CheckedReturn
from forms.codec import canonical_json, from_json
from forms.questionnaire import Questionnaire
from forms.returns import RawReturn, Refused
from intake.findings import Code, Finding
from intake.ledger import Ledger
from intake.records import StoredAssessment, Submission
from outbox.fingerprint import Subject, fingerprint
from outbox.making import Making
from processors.assessment import assess
from processors.plan_returns import PlanReturn
from processors.reading import READING_RULES
from processors.results import Assessment
from processors.validation import check


def recomputed_findings(ledger: Ledger, submission: Submission) -> Iterator[Finding]:
    """Whether the stored answers, results and fingerprints of an assessed submission are those that its raw values give.

    Warnings are left out: their wording may improve from one version of the product to the next, the figures may not. Answers that
    earlier rules read are not read again: these may rightly have said something else.
    """
    belonging, revision = submission.belonging, submission.revision
    if belonging is None or revision is None:
        return
    questionnaire = ledger.campaigns.questionnaire(belonging.content_hash)
    reading, assessments = ledger.submissions.reading(submission.id), ledger.assessments.of(submission.id)
    if questionnaire is None or reading is None or reading.checked is None or not assessments:
        yield Finding(Code.STAGE_MISSING, submission.id)
        return
    subject = Subject(belonging.campaign, belonging.respondent, revision)
    try:
        stored = from_json(reading.checked, CheckedReturn)
        if _read_by_present_rules(assessments[0].making):
            yield from _answer_findings(submission.id, questionnaire, Complements(ledger).raw_of(submission), stored)
        else:
            yield Finding(Code.EARLIER_RULES, submission.id)
        for each in assessments:
            yield from _result_findings(questionnaire, stored, each, subject)
    except (msgspec.MsgspecError, BrokenLedger) as error:
        yield Finding(Code.STAGE_MISSING, submission.id, detail=str(error))


def plan_findings(ledger: Ledger, submission: Submission) -> Iterator[Finding]:
    """Whether what is kept of a returned plan is what its raw values say; of another submission nothing."""
    stored, reading = ledger.plans.of(submission.id), ledger.submissions.reading(submission.id)
    form = ledger.campaigns.form(stored.reference) if stored else None
    if stored is None:
        return
    if reading is None or form is None:
        yield Finding(Code.STAGE_MISSING, submission.id)
        return
    if not _read_by_present_rules(stored.making):
        yield Finding(Code.EARLIER_RULES, submission.id)
        return
    try:
        again = Plans(ledger).checked(form, from_json(reading.raw, RawReturn), stored.received_on)
        kept = from_json(stored.plan, PlanReturn)
    except (Refused, msgspec.MsgspecError, BrokenLedger) as error:
        yield Finding(Code.STAGE_MISSING, submission.id, detail=str(error))
        return
    if (again.said, again.aims) != (kept.said, kept.aims):
        yield Finding(Code.ANSWERS_DIFFER, submission.id)


def _read_by_present_rules(making: str | None) -> bool:
    return making is not None and from_json(making, Making).rules == READING_RULES


def _answer_findings(submission: int, questionnaire: Questionnaire, raw: RawReturn, stored: CheckedReturn) -> Iterator[Finding]:
    try:
        again = _said(check(questionnaire, raw))
    except Refused as refusal:
        yield Finding(Code.ANSWERS_DIFFER, submission, detail=refusal.detail)
        return
    if again != _said(stored):
        yield Finding(Code.ANSWERS_DIFFER, submission)


def _said(checked: CheckedReturn) -> bytes:
    return canonical_json([checked.answers, checked.comments, checked.identity])


def _result_findings(questionnaire: Questionnaire, checked: CheckedReturn, stored: StoredAssessment, subject: Subject) -> Iterator[Finding]:
    assessment = from_json(stored.assessment, Assessment)
    if canonical_json(assess(questionnaire, checked)) != canonical_json(assessment):
        yield Finding(Code.RESULT_DIFFERS, stored.submission, detail=f"document version {stored.document_version}")
    comparison = msgspec.json.decode(stored.comparison) if stored.comparison is not None else None
    if fingerprint(subject, assessment, stored.document_version, comparison) != stored.fingerprint:
        yield Finding(Code.FINGERPRINT_DIFFERS, stored.submission, detail=f"document version {stored.document_version}")
