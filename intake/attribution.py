"""Whose return it is: the identity a document carries, set against what the ledger issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forms.campaign import Campaign, edition_name
from forms.control_names import identity_field
from forms.hashing import scoring_hash
from forms.plan import is_plan
from forms.questionnaire import Questionnaire
from forms.reference import PATTERN, is_written_as_reference, parse_reference, references_in
from forms.respondents import Respondent
from forms.returns import Notice, RawReturn, Refused
from intake import owner_sentences
from intake.campaigns_store import CampaignStore
from intake.identification import Identified, identify, require_same_place, resolve_blank, shown
from intake.records import Belonging, IssuedForm
from intake.typed_codes import normalised_code, read_code


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


@dataclass(frozen=True, slots=True)
class Edition:
    """A printing of a questionnaire version: under `content_hash` and `name` the ledger keeps where everything stands on it."""

    content_hash: str
    name: str


def attribute(raw: RawReturn, campaigns: CampaignStore) -> Attribution:
    """The owner of `raw` among the respondents of `campaigns`. Changes nothing.

    Raises `Refused`: IDENTITY_CONFLICT, IDENTITY_MISSING, IDENTITY_UNKNOWN, OTHER_CAMPAIGN, UNKNOWN_REFERENCE, UNKNOWN_VERSION.
    """
    identified = identify(raw)
    if identified.reference is None:
        return _blank(raw, identified, campaigns)
    return _personal(identified, identified.reference, campaigns)


def edition_of(raw: RawReturn, campaigns: CampaignStore) -> Edition:
    """Which printing `raw` comes from, as its carriers say, whoever filled it in. Raises `Refused` as `attribute` does."""
    identified = identify(raw)
    if identified.reference is None:
        content = _content(identified, campaigns)
        return Edition(content, edition_name(_campaign(identified, content, campaigns), personal=False))
    form = _form(identified, identified.reference, campaigns)
    return Edition(form.content_hash, form.edition)


def _personal(identified: Identified, reference: str, campaigns: CampaignStore) -> Attribution:
    form = _form(identified, reference, campaigns)
    respondent = campaigns.respondent(form.campaign, form.respondent)
    questionnaire = campaigns.questionnaire(form.content_hash)
    if respondent is None or questionnaire is None:
        raise owner_sentences.unknown_version(f"form {reference} has lost its respondent or questionnaire")
    return Attribution(form.campaign, respondent, questionnaire, form.content_hash, form, identified.notices)


def _form(identified: Identified, reference: str, campaigns: CampaignStore) -> IssuedForm:
    form = campaigns.form(reference)
    if form is None:
        raise _not_issued(identified, reference, campaigns)
    _require_agreement(identified, form)
    return form


def _not_issued(identified: Identified, reference: str, campaigns: CampaignStore) -> Refused:
    if identified.campaign and campaigns.campaign(identified.campaign) is None:
        return owner_sentences.other_campaign(identified.campaign)
    is_of_plan = identified.questionnaire is not None and is_plan(identified.questionnaire)
    return owner_sentences.unknown_plan(reference) if is_of_plan else owner_sentences.unknown_reference(reference)


def _require_agreement(identified: Identified, form: IssuedForm) -> None:
    """What else the carriers say must be what the ledger knows of the reference."""
    if identified.campaign not in (None, form.campaign):
        raise owner_sentences.conflicting_forms(f"reference of campaign {form.campaign}, token of {identified.campaign}")
    if identified.content and not form.content_hash.startswith(identified.content):
        raise owner_sentences.conflicting_forms(f"reference of version {form.content_hash}, token of {identified.content}")


def _blank(raw: RawReturn, identified: Identified, campaigns: CampaignStore) -> Attribution:
    content = _content(identified, campaigns)
    campaign = _campaign(identified, content, campaigns)
    questionnaire = campaigns.questionnaire(content)
    if questionnaire is None:
        raise owner_sentences.unknown_version(f"version {content} has lost its questionnaire")
    code, place, respondents = _typed_code(raw), _typed(raw, "place"), campaigns.respondents(campaign.id)
    respondent = _of_typed_reference(code, campaign, campaigns)
    if respondent is None:
        respondent = resolve_blank(code, place, respondents)
    else:
        _require_alone(code, respondent, respondents)
        require_same_place(code, place, respondent, respondents)
    return Attribution(campaign.id, respondent, questionnaire, content, None, identified.notices)


def _of_typed_reference(typed: str, campaign: Campaign, campaigns: CampaignStore) -> Respondent | None:
    """Whose personal form bears the reference typed in place of an INSEE code or SIREN; None when it is not written as one."""
    references = references_in(typed)
    if len(references) > 1:
        raise owner_sentences.several_codes(references)
    if not references and is_written_as_reference(typed):
        raise owner_sentences.reference_mistyped(shown(typed))
    if not references:
        return None
    (reference,) = references
    form = campaigns.form(reference)
    if form is None:
        raise owner_sentences.unknown_reference(reference)
    if form.campaign != campaign.id:
        raise owner_sentences.conflicting_forms(f"typed reference of campaign {form.campaign}, form of {campaign.id}")
    return campaigns.respondent(form.campaign, form.respondent)


def _require_alone(typed: str, owner: Respondent, respondents: Sequence[Respondent]) -> None:
    """Raise `Refused` IDENTITY_CONFLICT when the code or the name of another respondent was typed beside the reference of `owner`."""
    beside = PATTERN.sub(" ", typed.upper()).strip()
    named = read_code(beside, respondents)
    if named and named[0] != owner:
        raise owner_sentences.several_codes(map(shown, (parse_reference(typed) or "", beside)))
    require_same_place(typed, beside, owner, respondents)


def _content(identified: Identified, campaigns: CampaignStore) -> str:
    """The content hash of the questionnaire, of which carriers bear the start."""
    if identified.campaign is None and identified.content is None:
        raise owner_sentences.campaign_missing()
    if identified.campaign and campaigns.campaign(identified.campaign) is None:
        raise owner_sentences.other_campaign(identified.campaign)
    content = campaigns.content_starting(identified.content) if identified.content else None
    if content is None:
        raise owner_sentences.unknown_version(f"no questionnaire starts with {identified.content}")
    return content


def _campaign(identified: Identified, content: str, campaigns: CampaignStore) -> Campaign:
    """The campaign that the carriers name. When only the QR code is left, which does not, the one that asks this questionnaire, if one."""
    named = campaigns.campaign(identified.campaign) if identified.campaign else None
    possible = [named] if named else [each for each in campaigns.campaigns() if each.content_hash == content]
    if len(possible) != 1:
        raise owner_sentences.campaign_missing()
    return possible[0]


def _typed_code(raw: RawReturn) -> str:
    """The code typed on a blank edition. Raises `Refused` IDENTITY_CONFLICT when copies of its entry name several respondents."""
    field = raw.fields.get(identity_field("code"))
    different = {parse_reference(each) or normalised_code(each): each for each in (field.values if field else ())}
    if len(different) > 1:
        raise owner_sentences.several_codes(map(shown, different.values()))
    return _typed(raw, "code")


def _typed(raw: RawReturn, name: str) -> str:
    field = raw.fields.get(identity_field(name))
    return field.values[0] if field and field.values and not field.doubtful else ""
