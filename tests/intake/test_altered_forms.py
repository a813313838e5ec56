"""Forms altered in the document itself, ours and as LibreOffice saves them: each alteration is told, and none passes for an answer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from forms.answers import CheckedReturn, Status
from forms.layout import lay_out, stamp_for
from forms.odt.master import OdtMaster
from forms.pdf.master import PdfMaster
from intake.readers import read_document
from processors.validation import check
from tests.drivers.libreoffice import LibreOffice
from tests.drivers.odt_files import NAMESPACES
from tests.tiny import PERSONAL, TINY

OURS = OdtMaster.build(lay_out(TINY, PERSONAL)).stamp(stamp_for(TINY, PERSONAL))
FORM, TEXT = (f"{{{NAMESPACES[prefix]}}}" for prefix in ("form", "text"))
ANSWERS = {"referent": "oui", "partenaires__epci": "epci", "postes": "12"}
Surgery = Callable[[etree._Element], None]


@pytest.fixture(scope="module")
def filled(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("altered")
    (folder / "vierge.odt").write_bytes(OURS)
    return libreoffice.fill(folder / "vierge.odt", folder / "rempli.odt", ANSWERS).read_bytes()


def operated(data: bytes, surgery: Surgery) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "content.xml":
                root = etree.fromstring(content)
                surgery(root)
                content = etree.tostring(root)
            made.writestr(item, content)
    return target.getvalue()


def ticked_by_hand(root: etree._Element) -> None:
    """The same answers, written into our own form without any editor."""
    radio(root, "referent", "oui").set(f"{FORM}current-selected", "true")
    radio(root, "referent", "sans-reponse").attrib.pop(f"{FORM}current-selected")
    one(root, "partenaires__epci").set(f"{FORM}current-state", "checked")
    one(root, "postes").set(f"{FORM}current-value", "12")


def radio(root: etree._Element, name: str, value: str) -> etree._Element:
    (found,) = root.xpath(f"//form:radio[@form:name='{name}'][@form:value='{value}']", namespaces=NAMESPACES)
    return found


def one(root: etree._Element, name: str) -> etree._Element:
    (found,) = root.xpath(f"//*[@form:name='{name}']", namespaces=NAMESPACES)
    return found


def drawn(root: etree._Element, control: etree._Element) -> etree._Element:
    identity = control.get("{http://www.w3.org/XML/1998/namespace}id")
    (found,) = root.xpath(f"//draw:control[@draw:control='{identity}']", namespaces=NAMESPACES)
    return found


def relabel(root: etree._Element) -> None:
    radio(root, "referent", "oui").set(f"{FORM}label", "Oui, un peu")


def interchange(root: etree._Element) -> None:
    radio(root, "referent", "oui").set(f"{FORM}label", "Non")
    radio(root, "referent", "non").set(f"{FORM}label", "Oui")


def relabel_a_box(root: etree._Element) -> None:
    one(root, "partenaires__epci").set(f"{FORM}label", "Des communes voisines")


def respace(root: etree._Element) -> None:
    one(root, "partenaires__epci").set(f"{FORM}label", "L'intercommunalité  ")


def delete_a_button(root: etree._Element) -> None:
    control = drawn(root, radio(root, "referent", "non"))
    control.getparent().remove(control)


def delete_an_entry(root: etree._Element) -> None:
    control = drawn(root, one(root, "postes"))
    control.getparent().remove(control)


def rename(root: etree._Element) -> None:
    one(root, "postes").set(f"{FORM}name", "ordinateurs")


def copy(root: etree._Element, name: str = "postes", answer: str | None = None) -> None:
    control = one(root, name)
    twin = etree.fromstring(etree.tostring(control))
    for key in ("{http://www.w3.org/XML/1998/namespace}id", f"{FORM}id"):
        twin.set(key, "copie")
    if answer is not None:
        twin.set(f"{FORM}current-value", answer)
    control.getparent().append(twin)
    place = drawn(root, control)
    place.addnext(etree.fromstring(etree.tostring(place)))
    place.getnext().set(f"{{{NAMESPACES['draw']}}}control", "copie")


def copy_with_another_answer(root: etree._Element) -> None:
    copy(root, answer="13")


def track_a_deletion(root: etree._Element) -> None:
    """What Writer writes when a line is deleted while changes are tracked: the line, its control in it, moves among the changes."""
    control = drawn(root, one(root, "postes"))
    body = root.find(".//office:text", NAMESPACES)
    changes = etree.SubElement(body, f"{TEXT}tracked-changes")
    deletion = etree.SubElement(etree.SubElement(changes, f"{TEXT}changed-region"), f"{TEXT}deletion")
    etree.SubElement(deletion, f"{TEXT}p").append(control)
    body.insert(0, changes)


def track_an_addition(root: etree._Element) -> None:
    """What Writer writes when words are added to a printed line while changes are tracked."""
    body, office = root.find(".//office:text", NAMESPACES), f"{{{NAMESPACES['office']}}}"
    changes = etree.Element(f"{TEXT}tracked-changes")
    region = etree.SubElement(changes, f"{TEXT}changed-region", {f"{TEXT}id": "c1"})
    told = etree.SubElement(etree.SubElement(region, f"{TEXT}insertion"), f"{office}change-info")
    etree.SubElement(told, f"{{{NAMESPACES['dc']}}}creator").text = "Zoé"
    etree.SubElement(told, f"{{{NAMESPACES['dc']}}}date").text = "2026-03-03T09:00:00"
    line = next(each for each in body.iter(f"{TEXT}p") if (each.text or "").startswith("Un premier"))
    start = etree.SubElement(line, f"{TEXT}change-start", {f"{TEXT}change-id": "c1"})
    start.tail = " Vu par nous."
    etree.SubElement(line, f"{TEXT}change-end", {f"{TEXT}change-id": "c1"})
    body.insert(0, changes)


def nothing(_: etree._Element) -> None:
    """A form as it is."""


RULES = [
    (nothing, [], {}),
    (respace, [], {}),
    (relabel, [("libelle-modifie", "referent")], {}),
    (interchange, [("libelles-intervertis", "referent")], {"referent": Status.CONFLICT}),
    (relabel_a_box, [("libelles-intervertis", "partenaires")], {"partenaires": Status.CONFLICT}),
    (delete_a_button, [("champs-absents", None)], {}),
    (delete_an_entry, [("champs-absents", None)], {"postes": Status.UNANSWERED}),
    (rename, [("champs-absents", None), ("champs-inattendus", None)], {"postes": Status.UNANSWERED}),
    (copy, [("cases-en-double", "postes")], {}),
    (
        copy_with_another_answer,
        [("reponses-contradictoires", "postes"), ("cases-en-double", "postes")],
        {"postes": Status.CONFLICT},
    ),
    (track_a_deletion, [("modifications-suivies", None), ("champs-absents", None)], {"postes": Status.UNANSWERED}),
]


def judged(data: bytes) -> tuple[list[tuple[str, str | None]], CheckedReturn]:
    raw = read_document(data)
    checked = check(TINY, raw)
    return [(each.code, each.question) for each in (*raw.notices, *checked.notices)], checked


def expect(data: bytes, told: list[tuple[str, str | None]], changed: dict[str, Status]) -> None:
    found, checked = judged(data)
    assert found == told
    for question in ("referent", "partenaires", "postes"):
        assert checked.answers[question].status is changed.get(question, Status.ANSWERED)


@pytest.mark.parametrize(("surgery", "told", "changed"), RULES, ids=lambda each: getattr(each, "__name__", ""))
def test_an_alteration_of_our_own_form_is_told(surgery: Surgery, told: list[tuple[str, str | None]], changed: dict[str, Status]) -> None:
    expect(operated(operated(OURS, ticked_by_hand), surgery), told, changed)


@pytest.mark.libreoffice
@pytest.mark.parametrize(("surgery", "told", "changed"), RULES, ids=lambda each: getattr(each, "__name__", ""))
def test_an_alteration_of_what_libreoffice_saved_is_told(
    filled: bytes, surgery: Surgery, told: list[tuple[str, str | None]], changed: dict[str, Status]
) -> None:
    expect(operated(filled, surgery), told, changed)


@pytest.mark.libreoffice
def test_an_altered_form_saved_again_by_libreoffice_still_tells(libreoffice: LibreOffice, tmp_path: Path) -> None:
    (tmp_path / "intervertie.odt").write_bytes(operated(OURS, interchange))
    saved = libreoffice.fill(tmp_path / "intervertie.odt", tmp_path / "rendue.odt", ANSWERS).read_bytes()
    expect(saved, [("libelles-intervertis", "referent")], {"referent": Status.CONFLICT})


@pytest.mark.libreoffice
@pytest.mark.parametrize("output", ["odt", "ott", "fodt", "docx", "docm", "doc"])
def test_tracked_changes_are_told_in_every_format(libreoffice: LibreOffice, tmp_path: Path, output: str) -> None:
    (tmp_path / "suivie.odt").write_bytes(operated(OURS, track_an_addition))
    saved = libreoffice.fill(tmp_path / "suivie.odt", tmp_path / "rendue", ANSWERS, output=output).read_bytes()
    found, checked = judged(saved)
    assert found == [("modifications-suivies", None)]
    assert checked.answers["postes"].value == "12"


def test_an_interchanged_question_left_empty_is_unanswered_not_contradictory() -> None:
    _, checked = judged(
        operated(operated(OURS, interchange), lambda root: one(root, "partenaires__epci").set(f"{FORM}current-state", "checked"))
    )
    assert checked.answers["referent"].status is Status.UNANSWERED


def test_the_sentences_quote_what_was_printed_and_what_was_found() -> None:
    _, checked = judged(operated(operated(OURS, ticked_by_hand), relabel))
    (notice,) = checked.notices
    assert "« Oui » a été changé en « Oui, un peu »" in notice.sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert checked.answers["referent"].value == "oui"


# PDF: what is printed beside a box cannot be compared, the fields can ------------------------------------------------------------

PDF = PdfMaster.build(lay_out(TINY, PERSONAL)).stamp(stamp_for(TINY, PERSONAL))
PdfSurgery = Callable[[Pdf, Object], None]


def operated_pdf(surgery: PdfSurgery) -> bytes:
    """Our form, answered, then altered: `surgery` is given the document and its field « postes »."""
    target = io.BytesIO()
    with Pdf.open(io.BytesIO(PDF)) as pdf:
        fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields.as_list()}
        fields["referent"].V = Name("/oui")
        for kid in fields["referent"].Kids.as_list():
            kid.AS = Name("/oui") if Name("/oui") in kid.AP.N else Name.Off
        fields["partenaires__epci"].V = fields["partenaires__epci"].AS = Name("/epci")
        fields["postes"].V = String("12")
        surgery(pdf, fields["postes"])
        pdf.save(target)
    return target.getvalue()


def delete_the_field(pdf: Pdf, field: Object) -> None:
    pdf.Root.AcroForm.Fields = Array([each for each in pdf.Root.AcroForm.Fields.as_list() if each.objgen != field.objgen])
    for page in pdf.pages:
        page.obj.Annots = Array([each for each in page.obj.Annots.as_list() if each.objgen != field.objgen])


def rename_the_field(_: Pdf, field: Object) -> None:
    field.T = String("ordinateurs")


def copy_the_field(pdf: Pdf, field: Object, answer: str = "12") -> None:
    twin = pdf.make_indirect(Dictionary(dict(field.items())))
    twin.V = String(answer)
    pdf.Root.AcroForm.Fields.append(twin)
    next(page for page in pdf.pages if field.objgen in [each.objgen for each in page.obj.Annots.as_list()]).obj.Annots.append(twin)


def copy_the_field_with_another_answer(pdf: Pdf, field: Object) -> None:
    copy_the_field(pdf, field, "13")


def delete_a_radio_button(pdf: Pdf, _: Object) -> None:
    group = next(each for each in pdf.Root.AcroForm.Fields.as_list() if str(each.T) == "referent")
    gone = next(kid.objgen for kid in group.Kids.as_list() if Name("/non") in kid.AP.N)
    group.Kids = Array([kid for kid in group.Kids.as_list() if kid.objgen != gone])
    for page in pdf.pages:
        page.obj.Annots = Array([each for each in page.obj.Annots.as_list() if each.objgen != gone])


def untouched(_: Pdf, __: Object) -> None:
    """A form as it is."""


@pytest.mark.parametrize(
    ("surgery", "told", "postes"),
    [
        (untouched, [], Status.ANSWERED),
        (delete_the_field, [("champs-absents", None)], Status.UNANSWERED),
        (rename_the_field, [("champs-absents", None), ("champs-inattendus", None)], Status.UNANSWERED),
        (copy_the_field, [("cases-en-double", "postes")], Status.ANSWERED),
        (
            copy_the_field_with_another_answer,
            [("reponses-contradictoires", "postes"), ("cases-en-double", "postes")],
            Status.CONFLICT,
        ),
        (delete_a_radio_button, [("champs-absents", None)], Status.ANSWERED),
    ],
)
def test_an_alteration_of_a_pdf_form_is_told(surgery: PdfSurgery, told: list[tuple[str, str | None]], postes: Status) -> None:
    found, checked = judged(operated_pdf(surgery))
    assert found == told
    assert checked.answers["postes"].status is postes
    assert checked.answers["referent"].value == "oui"
    assert checked.answers["partenaires"].value == ("epci",)
