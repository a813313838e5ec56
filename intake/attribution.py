"""Whose return it is: the identity a document carries, set against what the ledger issued."""

from __future__ import annotations

from dataclasses import dataclass

from forms.control_names import identity_field
from forms.hashing import scoring_hash
from forms.questionnaire import Questionnaire
from forms.respondents import Respondent
from forms.returns import Notice, RawReturn, Refused
from intake import sentences
from intake.campaigns_store import CampaignStore
from intake.identification import Identified, identify, resolve_blank
from intake.records import Belonging, IssuedForm


@dataclass(frozen=True, slots=True)
class Attribution:
    """A return and its owner. `form` is the personal form that came back, None for a blank edition."""

    campaign: str
    respondent: Respondent
    questionnaire: Questionnaire
    content_hash: str
    form: IssuedForm | None
    notices: tuple[Notice, ...]

    def belonging(self, campaigns: CampaignStore) -> Belonging:
        """As the ledger keeps it. A blank edition counts under its respondent's own reference, when there is one."""
        form = self.form or campaigns.form_of(self.campaign, self.respondent.key, self.content_hash)
        reference = form.reference if form else None
        return Belonging(self.campaign, self.respondent.key, reference, self.content_hash, scoring_hash(self.questionnaire))


def attribute(raw: RawReturn, campaigns: CampaignStore) -> Attribution:
    """The owner of `raw` among the respondents of `campaigns`. Changes nothing.

    Raises `Refused`: IDENTITY_CONFLICT, IDENTITY_MISSING, IDENTITY_UNKNOWN, OTHER_CAMPAIGN, UNKNOWN_REFERENCE, UNKNOWN_VERSION.
    """
    identified = identify(raw)
    if identified.reference is None:
        return _blank(raw, identified, campaigns)
    return _personal(identified, identified.reference, campaigns)


def _personal(identified: Identified, reference: str, campaigns: CampaignStore) -> Attribution:
    form = campaigns.form(reference)
    if form is None:
        raise _not_issued(identified, reference, campaigns)
    _require_agreement(identified, form)
    respondent = campaigns.respondent(form.campaign, form.respondent)
    questionnaire = campaigns.questionnaire(form.content_hash)
    if respondent is None or questionnaire is None:
        raise sentences.unknown_version(f"form {reference} has lost its respondent or questionnaire")
    return Attribution(form.campaign, respondent, questionnaire, form.content_hash, form, identified.notices)


def _not_issued(identified: Identified, reference: str, campaigns: CampaignStore) -> Refused:
    if identified.campaign and campaigns.campaign(identified.campaign) is None:
        return sentences.other_campaign(identified.campaign)
    return sentences.unknown_reference(reference)


def _require_agreement(identified: Identified, form: IssuedForm) -> None:
    """What else the carriers say must be what the ledger knows of the reference."""
    if identified.campaign not in (None, form.campaign):
        raise sentences.conflicting_forms(f"reference of campaign {form.campaign}, token of {identified.campaign}")
    if identified.content and not form.content_hash.startswith(identified.content):
        raise sentences.conflicting_forms(f"reference of version {form.content_hash}, token of {identified.content}")


def _blank(raw: RawReturn, identified: Identified, campaigns: CampaignStore) -> Attribution:
    if identified.campaign is None:
        raise sentences.campaign_missing()
    if campaigns.campaign(identified.campaign) is None:
        raise sentences.other_campaign(identified.campaign)
    content = campaigns.content_starting(identified.content) if identified.content else None
    questionnaire = campaigns.questionnaire(content) if content else None
    if content is None or questionnaire is None:
        raise sentences.unknown_version(f"no questionnaire starts with {identified.content}")
    respondents = campaigns.respondents(identified.campaign)
    respondent = resolve_blank(_typed(raw, "code"), _typed(raw, "place"), respondents)
    return Attribution(identified.campaign, respondent, questionnaire, content, None, identified.notices)


def _typed(raw: RawReturn, name: str) -> str:
    field = raw.fields.get(identity_field(name))
    return field.values[0] if field and field.values else ""
