"""Our own forms, filled by real programs: every answer comes back with its page, and the form is identified."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from forms.control_names import PDF_FOOTER, PDF_REFERENCE, TOKEN_FIELD
from forms.layout import lay_out, stamp_for
from forms.odt.master import OdtMaster
from forms.pdf.master import PdfMaster
from forms.returns import CarrierKind, Medium, RawReturn, RefusalCode, Refused
from intake.identification import Identified, identify
from intake.readers import read_document
from tests.drivers.pdf_fillers import FILLERS
from tests.intake.hostile import filled_odt, saved
from tests.tiny import BLANK, CAMPAIGN, PERSONAL, TINY

ANSWERS = {
    "identite__name": ("Zoé d’Œuilly",),
    "referent": ("oui",),
    "temps": ("nsp",),
    "partenaires__epci": ("epci",),
    "partenaires__voisins": ("voisins",),
    "postes": ("1 234,5",),
    "reemploi": ("nc",),
    "inventaire__nsp": ("nsp",),
    "projets": ("Été, œuvre – 12 €\nseconde ligne « ça »",),
}
CONTENT = CAMPAIGN.content_hash[:16]
IDENTIFIED = Identified(PERSONAL.reference, CAMPAIGN.id, TINY.id, CONTENT)


@pytest.fixture(scope="module")
def odt_form() -> bytes:
    return OdtMaster.build(lay_out(TINY, PERSONAL)).stamp(stamp_for(TINY, PERSONAL))


@pytest.fixture(scope="module")
def pdf_form() -> bytes:
    return PdfMaster.build(lay_out(TINY, PERSONAL)).stamp(stamp_for(TINY, PERSONAL))


@pytest.fixture(scope="module")
def pdf_of_another() -> bytes:
    another = replace(PERSONAL, reference="EC-2222-2222-2")
    return PdfMaster.build(lay_out(TINY, another)).stamp(stamp_for(TINY, another))


def answers_of(raw: RawReturn) -> Mapping[str, tuple[str, ...]]:
    return {name: field.values for name, field in raw.fields.items() if field.values}


def test_an_unfilled_odt_has_every_control_and_no_answer(odt_form, pdf_form):
    raw = read_document(odt_form)
    assert answers_of(raw) == {}
    assert raw.fields.keys() == read_document(pdf_form).fields.keys()
    assert raw.notices == ()


def test_an_unfilled_pdf_has_no_answer_and_nothing_to_say(pdf_form):
    raw = read_document(pdf_form)
    assert (answers_of(raw), raw.notices) == ({}, ())
    assert all(field.page for field in raw.fields.values())


def test_answers_stored_in_an_odt_come_back(odt_form):
    assert answers_of(read_document(filled_odt(odt_form, ANSWERS))) == ANSWERS


@pytest.mark.libreoffice
def test_what_libreoffice_saves_comes_back_with_its_page(libreoffice, odt_form, tmp_path):
    source = tmp_path / "vierge.odt"
    source.write_bytes(odt_form)
    raw = read_document(libreoffice.fill(source, tmp_path / "rempli.odt", ANSWERS).read_bytes())
    assert answers_of(raw) == ANSWERS
    assert raw.fields["identite__name"].page == 1
    assert raw.fields["projets"].page == 2
    assert raw.producer.startswith("LibreOffice")
    assert raw.notices == ()
    assert {each.kind for each in raw.carriers} == {
        CarrierKind(kind) for kind in ("hidden-field", "title", "subject", "keywords", "user-defined", "text")
    }
    assert identify(raw) == IDENTIFIED


@pytest.mark.tools
@pytest.mark.parametrize("filler", FILLERS)
def test_what_each_pdf_program_saves_comes_back(filler, pdf_form, tmp_path):
    source, target = tmp_path / "vierge.pdf", tmp_path / "rempli.pdf"
    source.write_bytes(pdf_form)
    FILLERS[filler](source, target, ANSWERS)
    raw = read_document(target.read_bytes())
    assert answers_of(raw) == ANSWERS
    assert raw.notices == ()
    assert identify(raw) == IDENTIFIED


@pytest.mark.libreoffice
def test_a_form_printed_from_the_odt_is_known_as_such_and_identified(libreoffice, odt_form, tmp_path):
    source = tmp_path / "rempli.odt"
    source.write_bytes(filled_odt(odt_form, ANSWERS))
    printed = read_document(libreoffice.to_pdf(source, tmp_path / "imprimé.pdf").read_bytes())
    assert (printed.medium, identify(printed).reference) == (Medium.PRINTED, PERSONAL.reference)


def test_both_forms_and_both_editions_are_identified(odt_form, pdf_form):
    assert identify(read_document(odt_form)) == identify(read_document(pdf_form)) == IDENTIFIED
    for master in (OdtMaster, PdfMaster):
        blank = master.build(lay_out(TINY, BLANK)).stamp(stamp_for(TINY, BLANK))
        assert identify(read_document(blank)) == Identified(None, CAMPAIGN.id, TINY.id, CONTENT)


def test_a_pdf_whose_metadata_and_hidden_field_are_gone_is_identified_by_its_printed_code(pdf_form, tmp_path: Path):
    raw = read_document(_stripped(pdf_form))
    assert [each.kind for each in raw.carriers] == [CarrierKind.TEXT]
    assert identify(raw) == Identified(PERSONAL.reference)


def _stripped(data: bytes) -> bytes:
    """`data` without title, subject, keywords, XMP and hidden field."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        del document.docinfo, document.Root["/Metadata"]
        for field in document.Root.AcroForm.Fields:
            if str(field.T) == "meta__token":
                field.V = pikepdf.String("")
        document.save(target)
    return target.getvalue()


Made = Callable[[pikepdf.Pdf], bytes]


def silent(document: pikepdf.Pdf) -> bytes:
    """Saved without what the foot of each page says of itself, as forms issued before it did, and as some programs may."""
    for page in document.pages:
        foot = page.obj.Resources.XObject[PDF_FOOTER]
        if PDF_REFERENCE in foot:  # the same drawing on every page of a form
            del foot[PDF_REFERENCE]
    return saved(document)


@pytest.mark.parametrize("made", [saved, silent])
def test_a_page_of_another_s_form_among_ours_is_a_conflict_whatever_became_of_its_fields(pdf_form, pdf_of_another, made: Made):
    with pikepdf.open(io.BytesIO(pdf_form)) as ours, pikepdf.open(io.BytesIO(pdf_of_another)) as foreign, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the fields of the page are forgotten, as by whoever takes pages out and puts them together
        ours.pages[-1] = foreign.pages[-1]
        mixed = made(ours)
    assert refusal_of_owner(mixed) is RefusalCode.IDENTITY_CONFLICT


def test_pages_of_a_blank_edition_among_ours_are_a_conflict_were_their_fields_left_as_they_are(pdf_form):
    blank = PdfMaster.build(lay_out(TINY, BLANK)).stamp(stamp_for(TINY, BLANK))
    with pikepdf.open(io.BytesIO(pdf_form)) as ours, pikepdf.open(io.BytesIO(blank)) as other:
        ours.pages[-1] = other.pages[-1]
        assert refusal_of_owner(saved(ours)) is RefusalCode.IDENTITY_CONFLICT


@pytest.mark.parametrize("made", [saved, silent])
def test_metadata_that_name_another_than_the_printed_pages_are_a_conflict(pdf_form, pdf_of_another, made: Made):
    with pikepdf.open(io.BytesIO(pdf_form)) as ours, pikepdf.open(io.BytesIO(pdf_of_another)) as foreign:
        ours.trailer.Info = ours.copy_foreign(foreign.trailer.Info)
        ours.Root.Metadata = ours.copy_foreign(foreign.Root.Metadata)
        token = next(each for each in foreign.Root.AcroForm.Fields if each.T == TOKEN_FIELD)
        next(each for each in ours.Root.AcroForm.Fields if each.T == TOKEN_FIELD).V = pikepdf.String(str(token.V))
        forged = made(ours)
    assert refusal_of_owner(forged) is RefusalCode.IDENTITY_CONFLICT


@pytest.mark.parametrize("made", [saved, silent])
def test_the_foot_of_pages_adds_nothing_to_what_they_print(pdf_form, made: Made):
    with pikepdf.open(io.BytesIO(pdf_form)) as ours:
        raw = read_document(made(ours))
    assert [each.text for each in raw.carriers if each.kind is CarrierKind.TEXT] == [PERSONAL.reference]


def refusal_of_owner(data: bytes) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        identify(read_document(data))
    return caught.value.reason
