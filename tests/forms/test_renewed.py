"""A form that starts from the last campaign, filled by real programs: what was there, what is confirmed, what is changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import page
import pytest
from pypdf import PdfReader

from forms.answers import CheckedReturn, Status
from forms.codec import canonical_json
from forms.complement import layout_of, stamp_of
from forms.control_names import confirm_field, identity_field
from forms.french import NBSP
from forms.odt.master import OdtMaster
from forms.pdf.master import PdfMaster
from forms.prefill import NOTHING_KNOWN
from forms.renewal import DoneAction, KnownAnswer, Renewal
from forms.renewed import prefill_of
from forms.returns import Medium, RawReturn
from intake.readers import read_document
from processors.renewing import Prefilled, check_renewed, prefilled
from tests.drivers.flattening import KINDS
from tests.drivers.odt_files import NAMESPACES, OdtFile
from tests.drivers.pdf_fillers import FILLERS
from tests.drivers.renewed import BEFORE, LASTING, RENEWED
from tests.tiny import PERSONAL

NEW = replace(PERSONAL, renewal=Renewal("Campagne 2026", date(2026, 5, 4)))
ONE_KNOWN = replace(PERSONAL, renewal=replace(BEFORE, answers=(KnownAnswer("postes", text="12"),)))
HIDDEN = 1 << 1
DRAWN, IDENTIFIED = (f"{{{NAMESPACES[prefix]}}}{name}" for prefix, name in (("draw", "control"), ("form", "id")))
LAYOUT = layout_of(LASTING, RENEWED)
ANSWERS = {
    confirm_field("referent"): ("confirme",),
    confirm_field("postes"): ("confirme",),
    "inventaire": ("05/06/2027",),
    "reemploi": ("oui",),
    "temps": ("peu",),
}
BECAME = {
    "referent": Prefilled.CONFIRMED,
    "partenaires": Prefilled.UNTOUCHED,
    "postes": Prefilled.CONFIRMED,
    "reemploi": Prefilled.CHANGED,
    "inventaire": Prefilled.CHANGED,
    "projets": Prefilled.UNTOUCHED,
}
PROGRAMS = [
    pytest.param(name, marks=[pytest.mark.tools] if name != "pdfium" else []) for name in ("pdfium", "pdf.js", "poppler", "chromium")
]


@pytest.fixture(scope="module")
def odt() -> OdtMaster:
    return OdtMaster.build(LAYOUT)


@pytest.fixture(scope="module")
def pdf() -> PdfMaster:
    return PdfMaster.build(LAYOUT)


def checked(raw: RawReturn) -> CheckedReturn:
    return check_renewed(LASTING, raw, BEFORE)


def values_of(raw: RawReturn) -> Mapping[str, object]:
    return {name: answer.value for name, answer in checked(raw).answers.items() if answer.status is Status.ANSWERED}


def confirming(document: PdfReader) -> Mapping[str, Mapping[str, object]]:
    """The boxes that confirm an answer, by name."""
    fields = document.trailer["/Root"]["/AcroForm"]["/Fields"]
    return {each["/T"]: each for each in (field.get_object() for field in fields) if str(each["/T"]).endswith("__confirme")}


def height_of(words: str, data: bytes) -> float:
    """How far above the bottom of its page the first line with `words` is printed, in points."""
    found: list[float] = []
    for each in PdfReader(BytesIO(data)).pages:
        each.extract_text(visitor_text=lambda text, _, place, *__: found.append(place[5]) if words in text.replace("\xa0", " ") else None)
    return found[0]


SAID = {"referent": "oui", "temps": "peu", "postes": "1234.5", "reemploi": "oui", "inventaire": "2027-06-05"}


def test_a_form_says_what_was_known_and_nothing_else(odt: OdtMaster, pdf: PdfMaster):
    sent = prefill_of(LASTING, BEFORE)
    expected = {**sent.typed, **sent.chosen}
    for made in (odt.stamp(stamp_of(LASTING, RENEWED)), pdf.stamp(stamp_of(LASTING, RENEWED))):
        fields = read_document(made).fields
        held = {name: field.values[0] for name, field in fields.items() if field.values and field.values[0] != "sans-reponse"}
        held.pop("meta__token", None)
        assert held == expected
    assert sent.typed[identity_field("role")] == "Secrétaire de mairie"


def test_one_master_serves_a_respondent_of_whom_nothing_is_known(odt: OdtMaster, pdf: PdfMaster):
    stamp = stamp_of(LASTING, NEW)
    assert stamp.prefill == NOTHING_KNOWN
    empty = {name: field.values for name, field in read_document(odt.stamp(stamp)).fields.items() if name != "meta__token"}
    assert {value for values in empty.values() for value in values} <= {"sans-reponse"}
    assert not any(field.values for name, field in read_document(pdf.stamp(stamp)).fields.items() if name != "meta__token")


def test_what_is_known_is_a_current_value_and_never_a_default(odt: OdtMaster):
    form = OdtFile(odt.stamp(stamp_of(LASTING, RENEWED)))
    assert form.find("//form:text[@form:name='postes'][@form:current-value][not(@form:value)]")
    assert form.find("//form:textarea[@form:name='projets'][@form:current-value][not(@form:value)]")
    assert not form.find("//*[@form:selected or @form:state]")
    assert not form.find("//form:radio[@form:name='referent'][@form:value='sans-reponse'][@form:current-selected]")


def test_an_action_done_is_recalled_beside_its_question_alone(odt: OdtMaster, pdf: PdfMaster):
    line = "Votre plan reçu le 3 septembre 2026 dit réalisé : Donner au réemploi"
    recalled = OdtFile(odt.stamp(stamp_of(LASTING, RENEWED))).texts("//text:p[@text:style-name='Recalled']")
    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in recalled] == [line]
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf.stamp(stamp_of(LASTING, RENEWED)))).pages]
    assert " ".join(pages).replace("\N{NO-BREAK SPACE}", " ").count(line) == 1
    assert not OdtFile(odt.stamp(stamp_of(LASTING, NEW))).texts("//text:p[@text:style-name='Recalled']")


def test_only_what_is_inscribed_has_a_box_to_confirm_it(odt: OdtMaster, pdf: PdfMaster):
    stamp = stamp_of(LASTING, ONE_KNOWN)
    form = OdtFile(odt.stamp(stamp))
    assert {name for name in read_document(odt.stamp(stamp)).fields if name.endswith("__confirme")} == {confirm_field("postes")}
    shown, made = (
        {each.get(key) for each in form.find(path)}
        for path, key in (("//draw:control", DRAWN), ("//form:*[@form:id][not(self::form:hidden)]", IDENTIFIED))
    )
    assert shown == made
    document = PdfReader(BytesIO(pdf.stamp(stamp)))
    assert {name for name, field in confirming(document).items() if not int(field["/F"]) & HIDDEN} == {confirm_field("postes")}
    words = " ".join(each.extract_text() for each in document.pages).replace("\N{NO-BREAK SPACE}", " ")
    assert words.count("Toujours exact : je confirme la réponse déjà inscrite") == 1


DAY, LATER = date(2026, 9, 3), date(2026, 10, 12)
WORDINGS = [
    pytest.param(
        [("Donner", DAY), ("Réparer", DAY)],
        [
            "Votre plan reçu le 3 septembre 2026 dit réalisées 2 actions : Donner ; Réparer",
            "Votre plan dit réalisées 2 actions : Donner ; Réparer",
        ],
        id="one plan",
    ),
    pytest.param(
        [("Donner", DAY), ("Réparer", LATER)],
        [
            "Vos plans disent réalisées 2 actions : Donner (3 septembre 2026) ; Réparer (12 octobre 2026)",
            "Vos plans disent réalisées 2 actions : Donner ; Réparer",
        ],
        id="two plans",
    ),
]


@pytest.mark.parametrize(("done", "expected"), WORDINGS)
def test_several_actions_done_are_recalled_in_one_line_with_their_days_or_without(done: list[tuple[str, date]], expected: list[str]):
    renewal = replace(BEFORE, done=tuple(DoneAction(title, day, ("reemploi",)) for title, day in done))
    assert [each.replace(NBSP, " ") for each in prefill_of(LASTING, renewal).recalled["reemploi"]] == expected


def test_the_odt_recalls_in_full_what_the_line_of_the_pdf_has_no_room_for(odt: OdtMaster, pdf: PdfMaster):
    title = "Donner ou vendre " + "tout le matériel qui marche encore " * 4
    identity = replace(PERSONAL, renewal=replace(BEFORE, done=(DoneAction(title, DAY, ("reemploi",)),)))
    printed = " ".join(each.extract_text() for each in PdfReader(BytesIO(pdf.stamp(stamp_of(LASTING, identity)))).pages).replace(NBSP, " ")
    assert re.search("Votre plan dit réalisé : Donner ou vendre tout le matériel [^…]*…", printed)
    (recalled,) = OdtFile(odt.stamp(stamp_of(LASTING, identity))).texts("//text:p[@text:style-name='Recalled']")
    assert title.rstrip() in recalled.replace(NBSP, " ")


def test_what_is_recalled_takes_the_room_of_a_box_that_is_not_there(pdf: PdfMaster):
    with_box, without = (pdf.stamp(stamp_of(LASTING, replace(PERSONAL, renewal=each))) for each in (BEFORE, replace(BEFORE, answers=())))
    assert height_of("Donner au réemploi", without) > height_of("Donner au réemploi", with_box)


def test_stamped_values_keep_the_form_accessible(pdf: PdfMaster):
    for identity in (RENEWED, ONE_KNOWN, NEW):
        report = page.validate_pdf_bytes(pdf.stamp(stamp_of(LASTING, identity)), profile="ua1")
        assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


def test_the_same_stamp_gives_the_same_bytes_whatever_was_stamped_before(odt: OdtMaster, pdf: PdfMaster):
    for master in (odt, pdf):
        first, _, again = (master.stamp(stamp_of(LASTING, identity)) for identity in (RENEWED, NEW, RENEWED))
        assert first == again


def test_a_form_returned_as_it_was_sent_says_nothing(odt: OdtMaster, pdf: PdfMaster):
    for made in (odt.stamp(stamp_of(LASTING, RENEWED)), pdf.stamp(stamp_of(LASTING, RENEWED))):
        assert set(prefilled(LASTING, read_document(made), BEFORE).values()) == {Prefilled.UNTOUCHED}


@pytest.mark.libreoffice
@pytest.mark.parametrize("output", ["odt", "fodt", "docx", "doc"])
def test_libreoffice_brings_back_what_was_confirmed_changed_or_left(libreoffice, odt: OdtMaster, tmp_path: Path, output: str):
    source = tmp_path / "questionnaire.odt"
    source.write_bytes(odt.stamp(stamp_of(LASTING, RENEWED)))
    raw = read_document(libreoffice.fill(source, tmp_path / "retour", ANSWERS, output=output).read_bytes())
    assert (prefilled(LASTING, raw, BEFORE), values_of(raw)) == (BECAME, SAID)


@pytest.mark.parametrize("name", PROGRAMS)
def test_pdf_programs_bring_back_what_was_confirmed_changed_or_left(pdf: PdfMaster, tmp_path: Path, name: str):
    raw = read_document(filled(pdf, tmp_path, name).read_bytes())
    assert (prefilled(LASTING, raw, BEFORE), values_of(raw)) == (BECAME, SAID)


@pytest.mark.tools
@pytest.mark.parametrize("kind", ["pdfium", "poppler"])
def test_a_box_that_is_not_shown_is_not_doubtful_in_print(pdf: PdfMaster, tmp_path: Path, kind: str):
    (tmp_path / "vierge.pdf").write_bytes(pdf.stamp(stamp_of(LASTING, ONE_KNOWN)))
    KINDS[kind](tmp_path / "vierge.pdf", tmp_path / "flat.pdf")
    raw = read_document((tmp_path / "flat.pdf").read_bytes(), canonical_json(pdf.geometry))
    assert not [name for name, field in raw.fields.items() if name.endswith("__confirme") and (field.doubtful or field.values)]


@pytest.mark.tools
@pytest.mark.parametrize("kind", ["pdfium", "poppler"])
def test_a_printed_form_is_read_by_where_its_boxes_stand(pdf: PdfMaster, tmp_path: Path, kind: str):
    KINDS[kind](filled(pdf, tmp_path, "pdfium"), tmp_path / "flat.pdf")
    data = (tmp_path / "flat.pdf").read_bytes()
    assert read_document(data).medium is Medium.PRINTED
    raw = read_document(data, canonical_json(pdf.geometry))
    assert (prefilled(LASTING, raw, BEFORE), values_of(raw)) == (BECAME, SAID)


def filled(pdf: PdfMaster, folder: Path, name: str) -> Path:
    source, target = folder / "questionnaire.pdf", folder / "rempli.pdf"
    source.write_bytes(pdf.stamp(stamp_of(LASTING, RENEWED)))
    FILLERS[name](source, target, ANSWERS)
    return target
