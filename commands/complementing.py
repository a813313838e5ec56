"""Complement forms: issued with a report when answers are missing, and put back together with the return they complete.

The ledger keeps each complement under its own code and what it said as it was read; what it means together with the revision before is
computed again each time, so that nothing is stored twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from commands.documents import Assessed, BrokenLedger, belonging_of
from commands.printing import free_reference, printed
from commands.renewing import checked_whole, confirmed
from forms.answers import CheckedReturn
from forms.codec import from_json
from forms.complement import complement_edition, complement_name, layout_of, stamp_of, with_reasons
from forms.identity import Completion, FormIdentity
from forms.questionnaire import Questionnaire
from forms.returns import RawReturn
from intake.ledger import Ledger
from intake.records import Belonging, IssuedForm, Submission
from outbox.delivery import Document
from processors.asking_again import reasons_to_ask
from processors.merging import check_completed, complete, to_complete


@dataclass(frozen=True, slots=True)
class Complements:
    """What the ledger knows of complement forms."""

    ledger: Ledger

    # Coming back

    def form_of(self, belonging: Belonging | None) -> IssuedForm | None:
        """The complement that came back; None when it was a whole form."""
        form = self.ledger.campaigns.form(belonging.reference) if belonging and belonging.reference else None
        return form if form and form.is_complement else None

    def is_superseded(self, form: IssuedForm) -> bool:
        """Whether a whole form came since the return that `form` completes. Complements of that return do not count."""
        for revision in reversed(self.ledger.submissions.revisions(form.campaign, form.respondent)):
            if revision.id == form.completes:
                return False
            if self.form_of(revision.belonging) is None:
                return True
        return True

    def checked(self, submission: Submission, belonging: Belonging, raw: RawReturn) -> CheckedReturn:
        """The answers of `raw`, as `submission` brought it: those of a complement together with what it completes.

        Raises `Refused` when there are none.
        """
        form = self.form_of(belonging)
        if form:
            return self.checked_now(form, raw)
        return checked_whole(self.ledger, self._questionnaire(submission.id, belonging.content_hash), belonging.reference, raw)

    def checked_now(self, form: IssuedForm, raw: RawReturn) -> CheckedReturn:
        """The answers of the complement `form`, filled in as `raw`, together with those of the latest revision.

        Raises `Refused` when it has none.
        """
        base = self._base(form)
        asked, questionnaire = _asked_by(form), self._questionnaire(base.id, form.content_hash)
        return check_completed(questionnaire, self.raw_of(base), raw, asked, base.received_at.date())

    def raw_of(self, submission: Submission) -> RawReturn:
        """What an assessed return says, without what was on the form beforehand and nobody confirmed; of a complement, together with
        the revision it was applied to."""
        own, form = self._own(submission), self.form_of(submission.belonging)
        if form is None:
            belonging = belonging_of(submission)
            questionnaire = self._questionnaire(submission.id, belonging.content_hash)
            return confirmed(self.ledger, questionnaire, belonging.reference, own)
        base = self.raw_of(self._base(form, before=submission.revision))
        return complete(self._questionnaire(submission.id, form.content_hash), base, own, _asked_by(form))

    def whole_of(self, submission: Submission) -> Submission:
        """The whole form that an assessed return is, or rests on when it is a complement: most of its answers date from that one."""
        form = self.form_of(submission.belonging)
        return submission if form is None else self.whole_of(self._base(form, before=submission.revision))

    def _base(self, form: IssuedForm, before: int | None = None) -> Submission:
        """The revision that a complement is applied to: the latest, or the latest before one, of the same questionnaire."""
        revisions = self.ledger.submissions.revisions(form.campaign, form.respondent)
        earlier = [each for each in revisions if before is None or (each.revision or 0) < before]
        same = [each for each in earlier if belonging_of(each).content_hash == form.content_hash]
        if not same:
            raise BrokenLedger(form.completes or 0, "the revision that its complement completes")
        return same[-1]

    def _own(self, submission: Submission) -> RawReturn:
        reading = self.ledger.submissions.reading(submission.id)
        if reading is None:
            raise BrokenLedger(submission.id, "its reading")
        return from_json(reading.raw, RawReturn)

    # Going out

    def asked_after(self, submission: Submission, assessed: Assessed) -> tuple[str, ...]:
        """The questions (ids) that the complement of `submission` asks again, or will; none when nothing is missing."""
        known = self.ledger.campaigns.complement_of(submission.id)
        return _asked_by(known) if known else to_complete(assessed.questionnaire, assessed.checked)

    def issue(self, submission: Submission, asked: tuple[str, ...]) -> None:
        """Keep the complement of an assessed return, unless it is kept already. Goes in the transaction of the delivery."""
        if self.ledger.campaigns.complement_of(submission.id) is None:
            self.ledger.campaigns.issue_complement(self._new(submission, asked))

    def documents_of(self, form: IssuedForm) -> list[Document]:
        """The complement as ODT and PDF."""
        questionnaire, identity = self._printed(form)
        layout = with_reasons(layout_of(questionnaire, identity), self._reasons(questionnaire, form))
        name = complement_name(form.respondent, form.completion.revision if form.completion else 1)
        return printed(self.ledger, form, name, layout, stamp_of(questionnaire, identity))

    def _reasons(self, questionnaire: Questionnaire, form: IssuedForm) -> dict[str, str]:
        """Why each question is asked again, as the ledger knows from the return to be completed."""
        reading = self.ledger.submissions.reading(form.completes or 0)
        if reading is None or reading.checked is None:
            raise BrokenLedger(form.completes or 0, "the answers that its complement completes")
        return reasons_to_ask(questionnaire, from_json(reading.checked, CheckedReturn), _asked_by(form))

    def _new(self, submission: Submission, asked: tuple[str, ...]) -> IssuedForm:
        belonging = belonging_of(submission)
        parts = (belonging.campaign, belonging.respondent, belonging.content_hash, "complement", str(submission.id))
        reference = free_reference(self.ledger, *parts)
        return IssuedForm(
            reference,
            belonging.campaign,
            belonging.respondent,
            belonging.content_hash,
            complement_edition(belonging.campaign, reference),
            submission.id,
            Completion(submission.revision or 1, submission.received_at.date(), asked),
        )

    def _printed(self, form: IssuedForm) -> tuple[Questionnaire, FormIdentity]:
        campaigns = self.ledger.campaigns
        campaign, respondent = campaigns.campaign(form.campaign), campaigns.respondent(form.campaign, form.respondent)
        questionnaire = campaigns.questionnaire(form.content_hash)
        if not (campaign and respondent and questionnaire):
            raise BrokenLedger(form.completes or 0, "the campaign or the respondent of its complement")
        return questionnaire, FormIdentity(campaign, form.reference, respondent, form.completion)

    def _questionnaire(self, submission: int, content_hash: str) -> Questionnaire:
        questionnaire = self.ledger.campaigns.questionnaire(content_hash)
        if questionnaire is None:
            raise BrokenLedger(submission, "its questionnaire")
        return questionnaire


def _asked_by(form: IssuedForm) -> tuple[str, ...]:
    return form.completion.asked if form.completion else ()
