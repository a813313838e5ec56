"""A form issued as the product issues it, and read back as the product does when it comes printed: twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from forms.campaign import Campaign
from forms.codec import canonical_json
from forms.hashing import content_hash
from forms.identity import FormIdentity
from forms.layout import lay_out, stamp_for
from forms.pdf.master import PdfMaster
from forms.questionnaire import Questionnaire
from forms.returns import Medium, RawReturn
from intake.readers import read_document
from tests.tiny import CAMPAIGN, PERSONAL


@dataclass(frozen=True)
class Issued:
    """One form as sent, and what the ledger would know of it."""

    questionnaire: Questionnaire
    identity: FormIdentity
    master: PdfMaster
    pdf: bytes

    @property
    def geometry(self) -> bytes:
        return canonical_json(self.master.geometry)

    def write(self, path: Path) -> Path:
        path.write_bytes(self.pdf)
        return path


def issue(questionnaire: Questionnaire, *, personal: bool = True) -> Issued:
    campaign: Campaign = replace(CAMPAIGN, questionnaire_id=questionnaire.id, content_hash=content_hash(questionnaire))
    identity = replace(PERSONAL, campaign=campaign) if personal else FormIdentity(campaign)
    master = PdfMaster.build(lay_out(questionnaire, identity))
    return Issued(questionnaire, identity, master, master.stamp(stamp_for(questionnaire, identity)))


def read_printed(issued: Issued, data: bytes) -> RawReturn:
    """The answers of a printed form. The first reading must know it for what it is."""
    seen = read_document(data)
    assert seen.medium is Medium.PRINTED, seen
    return read_document(data, issued.geometry)
