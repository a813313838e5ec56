"""A real LibreOffice opens our form, fills it, saves it, prints it: what a commune typed comes back."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from zxingcpp import BarcodeFormat, read_barcodes

import forms.catalogue
from commands.fill_libreoffice import LibreOfficeFailed
from forms.control_names import NO_ANSWER_CODE, TOKEN_FIELD
from forms.layout import lay_out, stamp_for
from forms.loading import load_file
from forms.odt.master import OdtMaster
from tests.drivers.odt_files import OdtFile, attribute
from tests.tiny import BLANK, PERSONAL, TINY

pytestmark = pytest.mark.libreoffice

ANSWERS = {
    "referent": "oui",
    "temps": "peu",
    "partenaires__epci": "epci",
    "partenaires__voisins": "voisins",
    "postes": "1 234,5",
    "inventaire__nsp": "nsp",
    "projets": "À l’été :\n– un œuf, ça & là <b>\n\tʻokina « fin »",
    "commentaire__parc": "Rien d’autre.\n\nMerci !",
    "identite__name": "Zoé Œuvrard-L’Haÿ",
    "identite__email": "zoe@exemple.fr",
}
STAMP = stamp_for(TINY, PERSONAL)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("source") / "questionnaire.odt"
    path.write_bytes(OdtMaster.build(lay_out(TINY, PERSONAL)).stamp(STAMP))
    return path


@pytest.fixture(scope="module")
def returned(libreoffice, source):
    return OdtFile(libreoffice.fill(source, source.with_name("retour.odt"), ANSWERS))


def test_every_answer_comes_back_letter_for_letter(returned):
    given = {name: answer for name, answer in returned.answers().items() if answer != NO_ANSWER_CODE}
    assert given == ANSWERS


def test_a_question_left_alone_stays_to_be_filled(returned):
    assert returned.answers()["reemploi"] == NO_ANSWER_CODE


def test_no_group_has_two_answers_on(returned):
    on = [each.name for each in returned.controls() if each.kind == "radio" and each.answer]
    assert sorted(on) == sorted(set(on))


def test_every_control_comes_back_with_its_name_code_and_label(returned, source):
    def described(form):
        return sorted((each.kind, each.name, each.value, each.label, each.group) for each in form.controls())

    assert described(returned) == described(OdtFile(source))


def test_identity_survives_saving_in_every_carrier(returned):
    assert returned.texts("//dc:title", "meta.xml") == [STAMP.document_title]
    assert returned.texts("//dc:subject", "meta.xml") == returned.texts("//meta:keyword", "meta.xml") == [STAMP.token]
    assert returned.texts("//meta:user-defined[@meta:name='ecoclic']", "meta.xml") == [STAMP.token]
    assert attribute(returned.find(f"//form:hidden[@form:name='{TOKEN_FIELD}']")[0], "form:value") == STAMP.token
    assert STAMP.reference_label in returned.texts("//text:p")


def test_the_questions_are_still_protected_after_saving(returned):
    assert len(returned.find("//text:section[@text:protected='true']")) == 1


def test_an_answer_without_a_control_is_an_error_that_names_it(libreoffice, source, tmp_path):
    with pytest.raises(LibreOfficeFailed, match=r"inconnu=x, referent=peut-être"):
        libreoffice.fill(source, tmp_path / "retour.odt", {"referent": "peut-être", "inconnu": "x", "temps": "oui"})
    assert not (tmp_path / "retour.odt").exists()


def test_a_file_that_is_no_document_is_an_error_that_names_it(libreoffice, tmp_path):
    (tmp_path / "vide.odt").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(LibreOfficeFailed, match=r"vide\.odt"):
        libreoffice.fill(tmp_path / "vide.odt", tmp_path / "retour.odt", {})


@pytest.mark.parametrize("identity", [PERSONAL, BLANK], ids=["personal", "blank"])
def test_the_code_is_read_from_every_printed_page(libreoffice, tmp_path, identity):
    stamp = stamp_for(TINY, identity)
    path = tmp_path / "questionnaire.odt"
    path.write_bytes(OdtMaster.build(lay_out(TINY, identity)).stamp(stamp))
    pages = codes_by_page(libreoffice.to_pdf(path, tmp_path / "imprimé.pdf"))
    assert len(pages[0]) == 2
    assert {code for codes in pages for code in codes} == {stamp.qr_payload}
    assert all(pages)


def test_the_shipped_questionnaire_takes_ten_pages_at_most(libreoffice, tmp_path):
    shipped = load_file(Path(forms.catalogue.__file__).with_name("reen-niveau1.toml"))
    path = tmp_path / "questionnaire.odt"
    path.write_bytes(OdtMaster.build(lay_out(shipped, PERSONAL)).stamp(stamp_for(shipped, PERSONAL)))
    assert len(codes_by_page(libreoffice.to_pdf(path, tmp_path / "imprimé.pdf"))) <= 10


def codes_by_page(pdf: Path) -> list[list[str]]:
    """What the QR codes of each page say, scanned at 150 dots per inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        images = [page.render(scale=150 / 72, grayscale=True).to_pil() for page in document]
        return [[each.text for each in read_barcodes(image, formats=BarcodeFormat.QRCode)] for image in images]
    finally:
        document.close()
