"""Launching a campaign: keep it in the ledger, then write one ODT and one PDF form per respondent, and a blank edition."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commands.renewing import renewals_from
from commands.settings import Settings
from forms.campaign import Campaign, edition_name
from forms.codec import canonical_json
from forms.complement import layout_of, stamp_of
from forms.errors import WorkspaceError
from forms.french import french_date
from forms.hashing import content_hash
from forms.identity import FormIdentity
from forms.odt.master import OdtMaster
from forms.pdf.master import PdfMaster
from forms.questionnaire import Questionnaire
from forms.reference import reference_for
from forms.respondents import Respondent
from intake.ledger import Ledger
from intake.records import IssuedForm
from outbox.delivery import Document, deliver_among_many, remove_leftovers

BLANK_NAME = "questionnaire-edition-non-personnalisee"


@dataclass(frozen=True, slots=True)
class Launch:
    """What an advisor decides when launching a campaign. `previous`: the id of the campaign it starts from, if any."""

    campaign_id: str
    title: str
    questionnaire: Questionnaire
    respondents: tuple[Respondent, ...]
    deadline: date | None
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """The masters of one edition of a campaign's form."""

    name: str
    odt: OdtMaster
    pdf: PdfMaster


def campaign_from(launch: Launch, settings: Settings, today: date) -> Campaign:
    """The campaign that `launch` describes, under the workspace's settings."""
    if launch.deadline and launch.deadline < today:
        raise WorkspaceError(f"La date limite, le {french_date(launch.deadline)}, est déjà passée.")
    return Campaign(
        id=launch.campaign_id,
        title=launch.title,
        questionnaire_id=launch.questionnaire.id,
        content_hash=content_hash(launch.questionnaire),
        created_on=today,
        deadline=launch.deadline,
        population_basis=settings.population_basis,
        operator=settings.operator,
        privacy=settings.privacy,
    )


def register(ledger: Ledger, campaign: Campaign, launch: Launch) -> Campaign:
    """Keep `campaign`, its respondents and their reference codes, all or nothing.

    The same launch again returns the campaign as first kept, so that an interrupted writing of forms can go on. Raises
    WorkspaceError when a different campaign bears the same id.
    """
    known = ledger.campaigns.campaign(campaign.id)
    if known is not None:
        return _the_same(ledger, known, campaign, launch)
    with ledger.transaction():
        ledger.campaigns.add_questionnaire(launch.questionnaire)
        renewals = renewals_from(ledger, launch.previous, launch.questionnaire, launch.respondents) if launch.previous else {}
        ledger.campaigns.create(campaign, launch.respondents, _issued(ledger, campaign, launch.respondents, renewals))
        references = {form.respondent: form.reference for form in ledger.campaigns.forms(campaign.id)}
        ledger.campaigns.keep_renewals({references[key]: renewal for key, renewal in renewals.items()})
    return campaign


def _the_same(ledger: Ledger, known: Campaign, wanted: Campaign, launch: Launch) -> Campaign:
    same = (known.title, known.content_hash, known.deadline) == (wanted.title, wanted.content_hash, wanted.deadline)
    if not same or ledger.campaigns.respondents(known.id) != launch.respondents:
        raise WorkspaceError(
            f"Une autre campagne porte déjà l’identifiant « {known.id} » ({known.title}, créée le {french_date(known.created_on)}). "
            "Choisissez-en un autre."
        )
    return known


def _issued(ledger: Ledger, campaign: Campaign, respondents: Iterable[Respondent], renewed: Collection[str] = ()) -> Iterator[IssuedForm]:
    taken: set[str] = set()
    for respondent in respondents:
        reference = _free_reference(ledger, campaign, respondent, taken)
        taken.add(reference)
        edition = edition_name(campaign, personal=True, renewed=respondent.key in renewed)
        yield IssuedForm(reference, campaign.id, respondent.key, campaign.content_hash, edition)


def _free_reference(ledger: Ledger, campaign: Campaign, respondent: Respondent, taken: set[str]) -> str:
    attempt = 0
    while True:
        reference = reference_for(ledger.workspace_id, campaign.id, respondent.key, campaign.content_hash, str(attempt))
        if reference not in taken and ledger.campaigns.form(reference) is None:
            return reference
        attempt += 1


def write_forms(ledger: Ledger, campaign: Campaign, folder: Path) -> Iterator[Path]:
    """Write every form of `campaign` into `folder`, yielding each file once it is safely there.

    Files already there with the same content are left alone, so an interrupted run simply goes on.
    """
    questionnaire = ledger.campaigns.questionnaire(campaign.content_hash)
    if questionnaire is None:
        raise WorkspaceError(f"Le questionnaire de la campagne « {campaign.id} » manque au registre.")
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder)
    forms = _personal_forms(ledger, campaign)
    renewed = [form for form in forms if form[1].renewal]
    yield from _write_edition(ledger, campaign, questionnaire, folder, _blank_forms(campaign))
    yield from _write_edition(ledger, campaign, questionnaire, folder, [form for form in forms if form not in renewed])
    yield from _write_edition(ledger, campaign, questionnaire, folder, renewed)


def forms_to_write(ledger: Ledger, campaign: Campaign) -> int:
    """How many files `write_forms` yields."""
    return 2 * (1 + len(ledger.campaigns.forms(campaign.id)))


_NamedForm = tuple[str, FormIdentity]


def _blank_forms(campaign: Campaign) -> list[_NamedForm]:
    return [(BLANK_NAME, FormIdentity(campaign))]


def _personal_forms(ledger: Ledger, campaign: Campaign) -> list[_NamedForm]:
    respondents = {respondent.key: respondent for respondent in ledger.campaigns.respondents(campaign.id)}
    return [
        (f"questionnaire-{respondents[form.respondent].folder_name}", _identity(ledger, campaign, form, respondents[form.respondent]))
        for form in ledger.campaigns.forms(campaign.id)
    ]


def _identity(ledger: Ledger, campaign: Campaign, form: IssuedForm, respondent: Respondent) -> FormIdentity:
    return FormIdentity(campaign, form.reference, respondent, renewal=ledger.campaigns.renewal(form.reference))


def _write_edition(
    ledger: Ledger, campaign: Campaign, questionnaire: Questionnaire, folder: Path, forms: list[_NamedForm]
) -> Iterator[Path]:
    if not forms:
        return
    _, first = forms[0]
    layout, name = layout_of(questionnaire, first), edition_name(campaign, personal=bool(first.reference), renewed=bool(first.renewal))
    edition = Edition(name, OdtMaster.build(layout), PdfMaster.build(layout))
    ledger.campaigns.keep_geometry(campaign.content_hash, edition.name, canonical_json(edition.pdf.geometry).decode())
    for name, identity in forms:
        stamp = stamp_of(questionnaire, identity)
        pair = [Document(f"{name}.odt", edition.odt.stamp(stamp)), Document(f"{name}.pdf", edition.pdf.stamp(stamp))]
        yield from deliver_among_many(pair, folder)
