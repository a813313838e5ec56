"""A form of one respondent alone, laid out by itself: a complement, an action plan."""

from __future__ import annotations

from forms.codec import canonical_json
from forms.layout import FormLayout, Stamp
from forms.odt.master import OdtMaster
from forms.pdf.master import PdfMaster
from forms.reference import reference_for
from intake.ledger import Ledger
from intake.records import IssuedForm
from outbox.delivery import Document


def printed(ledger: Ledger, form: IssuedForm, name: str, layout: FormLayout, stamp: Stamp) -> list[Document]:
    """`form` as ODT and PDF; where everything stands in the PDF is kept in the ledger, as for every form."""
    pdf = PdfMaster.build(layout)
    ledger.campaigns.keep_geometry(form.content_hash, form.edition, canonical_json(pdf.geometry).decode())
    return [Document(f"{name}.odt", OdtMaster.build(layout).stamp(stamp)), Document(f"{name}.pdf", pdf.stamp(stamp))]


def free_reference(ledger: Ledger, *parts: str) -> str:
    """A reference code that follows from `parts`, and that no other form of the workspace bears."""
    attempt = 0
    while ledger.campaigns.form(reference := reference_for(ledger.workspace_id, *parts, str(attempt))) is not None:
        attempt += 1
    return reference
