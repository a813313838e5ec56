"""What each document says to respondents of every size and oddity, kept as golden texts: to be read in a diff by who changes a word."""

from __future__ import annotations

from datetime import date

import pytest

from forms.returns import RefusalCode, Refused
from outbox.receipt import refused_receipt
from tests.outbox.gallery import PORTRAITS
from tests.outbox.golden import is_golden
from tests.outbox.plan_gallery import entries_of, plan_documents
from tests.outbox.samples import lines_of
from tests.tiny import CAMPAIGN

_REPORTS = (
    *("commune-87", "commune-457", "commune-3500", "commune-50001", "epci-12640", "epci-104000"),
    *("deuxieme-annee", "surtout-inconnu", "theme-non-concerne", "rien-en-place-corrige"),
)
_SYNTHESES = tuple(name for name in PORTRAITS if name != "cent-conseils")
_MOTIONS = (
    *("commune-87", "commune-3500", "commune-50000", "commune-50001"),
    *("epci-12640", "epci-104000", "autre", "surtout-inconnu", "exemplaire"),
)
_RECEIPTS = ("commune-457", "epci-104000", "surtout-inconnu", "une-seule-reponse", "exemplaire")
_FOLLOWED = ("commune-87", "commune-50001", "epci-12640", "autre", "deuxieme-annee", "exemplaire")
_KEPT = [
    *(("rapport", name) for name in _REPORTS),
    *(("synthese", name) for name in _SYNTHESES),
    *(("deliberation", name) for name in _MOTIONS),
    *(("recu", name) for name in _RECEIPTS),
]


@pytest.mark.parametrize(("kind", "name"), _KEPT)
def test_a_document_says_what_it_has_always_said(kind: str, name: str) -> None:
    portrait = PORTRAITS[name]
    data = portrait.documents()[kind].content
    said = [*lines_of(data), "— en-tête et pied de page —", *lines_of(data, "styles.xml")]
    # A fingerprint changes with every comma of the questionnaire; that all documents bear the same one is tested elsewhere.
    is_golden(f"{kind}-{name}.txt", [line.replace(portrait.view.fingerprint, "(empreinte)") for line in said])


@pytest.mark.parametrize("name", _FOLLOWED)
@pytest.mark.parametrize("kind", ["plan-d-actions", "suivi", "bilan", "deliberation-bilan"])
def test_what_follows_a_plan_says_what_it_has_always_said(kind: str, name: str) -> None:
    data = plan_documents(PORTRAITS[name], answered_between=name == "deuxieme-annee")[kind]
    said = [*lines_of(data), "— en-tête et pied de page —", *lines_of(data, "styles.xml")]
    entries = ["— dans les cases —", *entries_of(data)] if kind == "plan-d-actions" else []
    is_golden(f"{kind}-{name}.txt", [line.replace(PORTRAITS[name].view.fingerprint, "(empreinte)") for line in (*said, *entries)])


def test_a_refused_file_is_answered_as_it_has_always_been() -> None:
    why = "Ce fichier est protégé par un mot de passe : enregistrez-le sans mot de passe, puis renvoyez-le."
    refused = Refused(RefusalCode.ENCRYPTED, why)
    data = refused_receipt(refused, received_name="doc.odt", received_on=date(2026, 3, 1), operator=CAMPAIGN.operator)
    is_golden("recu-refuse.txt", lines_of(data))
