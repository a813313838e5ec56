"""What is read of a printed form, what is left to a person, and what is never read: doubt, damage, scans and photographs."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from forms.answers import Answer, Status
from forms.codec import canonical_json
from forms.layout import stamp_for
from forms.pdf.geometry import BoxGeometry
from forms.returns import CarrierKind, Medium, RawField, RefusalCode, Refused
from intake.identification import identify
from intake.printed.homography import Degenerate, Homography
from intake.readers import read_document
from processors.validation import check
from tests.drivers.flattening import four_a_sheet, pdfium_print
from tests.drivers.printed_forms import Issued, issue, read_printed
from tests.drivers.scanning import photograph, pictures_of, scan
from tests.tiny import TINY

ANSWERS = {
    "identite__name": ("Zoë Œuvrard",),
    "referent": ("oui",),
    "temps": ("peu",),
    "partenaires__epci": ("epci",),
    "partenaires__voisins": ("voisins",),
    "postes": ("1 234",),
    "reemploi": ("nc",),
    "inventaire": ("3/03/2026",),
    "projets": (
        "Refaire le site.\nEt le reste, que voici, assez long pour ne pas tenir sur une seule ligne de la page imprimée, loin de là.",
    ),
}


@pytest.fixture(scope="module")
def issued() -> Issued:
    return issue(TINY)


@pytest.fixture(scope="module")
def printed(issued: Issued, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("printed")
    fill_with_pdfium(issued.write(folder / "form.pdf"), folder / "filled.pdf", ANSWERS)
    pdfium_print(folder / "filled.pdf", folder / "printed.pdf")
    return (folder / "printed.pdf").read_bytes()


def box(issued: Issued, field: str, value: str = "") -> BoxGeometry:
    (found,) = (each for each in issued.master.geometry.boxes if (each.field, each.value) == (field, value))
    return found


def edited(data: bytes, edit: Callable[[pikepdf.Pdf], None]) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        edit(document)
        document.save(target)
    return target.getvalue()


def over(data: bytes, where: BoxGeometry, colour: str, share: float = 1.0) -> bytes:
    """`data` with a rectangle of `colour` (operands of « rg ») painted over the middle `share` of a box."""
    area = where.rectangle
    x, y = (area.left + area.right) / 2, (area.bottom + area.top) / 2
    width, height = area.width * share, area.height * share
    paint = f"Q q {colour} rg {x - width / 2} {y - height / 2} {width} {height} re f Q q".encode()
    return edited(data, lambda document: document.pages[where.page - 1].contents_add(paint))


def answer(issued: Issued, data: bytes, question: str) -> tuple[Answer, list[str]]:
    checked = check(TINY, read_printed(issued, data))
    return checked.answers[question], [notice.code for notice in checked.notices if notice.question == question]


# What is read --------------------------------------------------------------------------------------------------------------------


def test_boxes_by_their_ink_and_entries_by_their_letters(issued, printed):
    read = read_printed(issued, printed)
    assert {name: field.values for name, field in read.fields.items() if field.values} == ANSWERS
    assert not any(field.doubtful for field in read.fields.values())
    assert [notice.code for notice in read.notices] == ["lu-sur-impression"]


def test_each_answer_tells_the_page_it_stood_on(issued, printed):
    fields = read_printed(issued, printed).fields
    assert fields["referent"].page == box(issued, "referent", "oui").page
    assert {fields["identite__name"].page, fields["projets"].page} >= {1, box(issued, "projets").page}


def test_a_form_printed_before_it_was_filled_says_nothing(issued, tmp_path: Path):
    pdfium_print(issued.write(tmp_path / "form.pdf"), tmp_path / "printed.pdf")
    read = read_printed(issued, (tmp_path / "printed.pdf").read_bytes())
    assert not any(field.values or field.doubtful for field in read.fields.values())


def test_a_blank_edition_is_identified_by_its_qr_code(tmp_path: Path):
    blank = issue(TINY, personal=False)
    pdfium_print(blank.write(tmp_path / "form.pdf"), tmp_path / "printed.pdf")
    bare = edited((tmp_path / "printed.pdf").read_bytes(), forget_metadata)
    read = read_printed(blank, bare)
    assert identify(read).content == blank.identity.campaign.content_hash[:16]
    assert {each.kind for each in read.carriers} == {CarrierKind.QR}


def forget_metadata(document: pikepdf.Pdf) -> None:
    del document.docinfo, document.Root["/Metadata"]


# What is left to a person --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "share"),
    [("0.75 0.75 0.75", 0.7), ("0 0 0", 0.2)],
    ids=["a grey veil", "a speck"],
)
def test_a_box_neither_empty_nor_ticked_is_not_guessed(issued, printed, colour, share):
    doubtful = over(printed, box(issued, "referent", "non"), colour, share)
    found, codes = answer(issued, doubtful, "referent")
    assert (found.status, found.value, found.raw, codes) == (Status.CONFLICT, None, "oui", ["case-incertaine"])


def test_a_box_hidden_under_something_is_not_an_empty_box(issued, printed):
    hidden = over(printed, box(issued, "reemploi", "oui"), "1 1 1", 1.4)
    found, codes = answer(issued, hidden, "reemploi")
    assert (found.status, codes) == (Status.CONFLICT, ["case-incertaine"])


def test_a_second_tick_is_a_contradiction_as_in_any_form(issued, printed):
    found, codes = answer(issued, over(printed, box(issued, "referent", "non"), "0 0 0", 0.6), "referent")
    assert (found.status, found.raw, codes) == (Status.CONFLICT, "oui | non", ["reponses-contradictoires"])


def test_ink_without_letters_and_letters_without_ink_are_answers_nobody_can_read(issued, printed):
    assert answer(issued, over(printed, box(issued, "postes"), "1 1 1", 0.98), "postes")[1] == ["texte-incertain"]
    drawn = read_printed(issued, over(printed, box(issued, "identite__role"), "0 0 0", 0.4))
    assert drawn.fields["identite__role"].doubtful
    assert "texte-incertain" in [notice.code for notice in drawn.notices]


@pytest.mark.parametrize(("shift", "mode"), [(2, 0), (70, 3), (-2, 3)])
def test_letters_over_others_or_out_of_sight_are_nobody_s_answer(issued, printed, shift: int, mode: int):
    """What a neighbouring entry had no room for is set over this one, cut off from sight."""
    where = box(issued, "postes")

    def overflow(document: pikepdf.Pdf) -> None:
        page = document.pages[where.page - 1]
        page.add_resource(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica),
            pikepdf.Name.Font,
            pikepdf.Name.Over,
        )
        place = f"{where.rectangle.left + shift} {(where.rectangle.bottom + where.rectangle.top) / 2 - 3}"
        page.contents_add(f"Q q BT /Over 9 Tf {mode} Tr {place} Td (2027) Tj ET Q q".encode())

    assert answer(issued, edited(printed, overflow), "postes")[1] == ["texte-incertain"]


def test_an_entry_that_vanished_with_its_outline_is_not_an_empty_entry(issued, printed):
    """As qpdf leaves the entries that Evince filled in."""
    vanished = over(printed, box(issued, "inventaire"), "1 1 1", 1.1)
    assert answer(issued, vanished, "inventaire")[1] == ["texte-incertain"]


def test_a_first_page_without_outlines_is_still_the_first_page(issued, printed):
    bare = printed
    for entry in (each for each in issued.master.geometry.boxes if each.page == 1 and not each.value):
        bare = over(bare, entry, "1 1 1", 1.1)
    assert read_printed(issued, bare).fields["identite__name"].doubtful


def test_a_page_that_is_missing_is_told_and_the_others_are_read(issued, printed):
    page = box(issued, "projets").page
    cut = read_printed(issued, edited(printed, lambda document: document.pages.__delitem__(page - 1)))
    assert "projets" not in cut.fields
    assert cut.fields["identite__name"].values == ANSWERS["identite__name"]
    with_first_page_alone = replace(cut, fields=dict(cut.fields) | {"referent": RawField("referent", ("oui",))})
    assert "champs-absents" in [notice.code for notice in check(TINY, with_first_page_alone).notices]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Issued, Path]:
    """A form of seven pages, filled, and not yet printed."""
    folder, form = tmp_path_factory.mktemp("whole"), issue(catalogue.load("reen-niveau1"))
    answers = answers_for(form.questionnaire, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=60))
    fill_with_pdfium(form.write(folder / "form.pdf"), folder / "filled.pdf", answers)
    return form, folder / "filled.pdf"


@pytest.mark.parametrize("pages", [[6], [0, 1], [1, 2]])
def test_a_piece_of_a_form_is_refused_rather_than_scored_as_one_left_empty(whole, tmp_path: Path, pages: list[int]):
    form, source = whole
    pdfium_print(source, tmp_path / "printed.pdf")
    piece = edited((tmp_path / "printed.pdf").read_bytes(), lambda document: keep(document, pages))
    with pytest.raises(Refused) as caught:
        read_document(piece, form.geometry)
    assert caught.value.reason is RefusalCode.MISSING_PAGES
    assert "une seule page par feuille" in caught.value.sentence


def keep(document: pikepdf.Pdf, pages: list[int]) -> None:
    for number in reversed([number for number in range(len(document.pages)) if number not in pages]):
        del document.pages[number]


def test_four_pages_a_sheet_are_refused_whatever_can_be_seen_of_them(whole, tmp_path: Path):
    form, source = whole
    four_a_sheet(source, tmp_path / "printed.pdf")
    with pytest.raises(Refused) as caught:
        read_document((tmp_path / "printed.pdf").read_bytes(), form.geometry)
    assert caught.value.reason in (RefusalCode.NO_FIELDS, RefusalCode.MISSING_PAGES)


def test_two_copies_of_a_page_that_differ_are_both_disbelieved(issued, printed, tmp_path: Path):
    pdfium_print(issued.write(tmp_path / "form.pdf"), tmp_path / "empty.pdf")
    with pikepdf.open(tmp_path / "empty.pdf") as empty:
        both = edited(printed, lambda document: document.pages.extend(empty.pages))
    fields = read_printed(issued, both).fields
    assert fields["referent"].doubtful
    assert fields["postes"].doubtful
    assert not fields["identite__role"].doubtful


def test_another_form_among_the_pages_is_a_conflict(issued, printed, tmp_path: Path):
    other = replace(issued.identity, reference="EC-2222-2222-2")
    (tmp_path / "other.pdf").write_bytes(issued.master.stamp(stamp_for(TINY, other)))
    pdfium_print(tmp_path / "other.pdf", tmp_path / "printed.pdf")
    with pikepdf.open(tmp_path / "printed.pdf") as foreign:
        mixed = edited(printed, lambda document: document.pages.extend(foreign.pages))
    codes = {each.text for each in read_printed(issued, mixed).carriers if each.kind is CarrierKind.QR}
    assert len(codes) == 2


def test_pages_of_a_blank_edition_never_stand_among_those_of_somebody(issued, printed, tmp_path: Path):
    pdfium_print(issue(TINY, personal=False).write(tmp_path / "blank.pdf"), tmp_path / "printed.pdf")
    with pikepdf.open(tmp_path / "printed.pdf") as blank, pytest.raises(Refused) as caught:
        read_printed(issued, edited(printed, lambda document: document.pages.append(blank.pages[-1])))
    assert caught.value.reason is RefusalCode.IDENTITY_CONFLICT


def test_text_up_to_the_edge_of_its_entry_may_go_on(issued, tmp_path: Path):
    fill_with_pdfium(issued.write(tmp_path / "form.pdf"), tmp_path / "filled.pdf", {"identite__name": ("Nom très long " * 8,)})
    pdfium_print(tmp_path / "filled.pdf", tmp_path / "printed.pdf")
    codes = [notice.code for notice in read_printed(issued, (tmp_path / "printed.pdf").read_bytes()).notices]
    assert "texte-peut-etre-coupe" in codes


# What is never read --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [0, 1.5, 180])
def test_a_scan_is_known_as_such_and_identified_by_its_qr_code(issued, printed, turn):
    seen = read_document(scan(printed, turn))
    assert (seen.medium, seen.fields) == (Medium.PICTURE, {})
    assert identify(seen).reference == issued.identity.reference


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF"])
@pytest.mark.parametrize("turn", [0, 7, 90])
def test_a_photograph_is_too(issued, printed, kind, turn):
    seen = read_document(photograph(printed, kind, turn))
    assert (seen.medium, seen.fields) == (Medium.PICTURE, {})
    assert identify(seen).reference == issued.identity.reference


def test_a_picture_drawn_on_nothing_is_identified_too(issued, printed):
    ink = pictures_of(printed)[0].point(lambda grey: 255 - grey)
    page = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    page.putalpha(ink)
    page.save(target := io.BytesIO(), "PNG")
    assert identify(read_document(target.getvalue())).reference == issued.identity.reference


def test_a_scan_kept_as_one_picture_of_many_pages_is_identified_behind_a_letter(issued, printed):
    letter = Image.new("1", (1240, 1754), 1)
    pages = [page.convert("1") for page in pictures_of(printed)]
    letter.save(target := io.BytesIO(), "TIFF", save_all=True, append_images=pages, compression="group4")
    seen = read_document(target.getvalue())
    assert (seen.medium, seen.fields) == (Medium.PICTURE, {})
    assert identify(seen).reference == issued.identity.reference


def test_a_scan_with_a_layer_of_recognised_text_is_still_a_scan(printed):
    scanned = scan(printed)

    def recognised(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        page.Resources.Font = pikepdf.Dictionary(
            F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        page.contents_add(b"q BT 3 Tr /F1 12 Tf 50 500 Td (Questionnaire) Tj ET Q")

    assert read_document(edited(scanned, recognised)).medium is Medium.PICTURE


def test_a_scanned_page_among_printed_ones_refuses_the_whole(issued, printed):
    with pikepdf.open(io.BytesIO(scan(printed))) as scanned:
        mixed = edited(printed, lambda document: document.pages.__setitem__(-1, scanned.pages[-1]))
    with pytest.raises(Refused) as caught:
        read_document(mixed, issued.geometry)
    assert caught.value.reason is RefusalCode.SCANNED


def test_pictures_without_our_code_are_answered_too(printed):
    page = Image.new("L", (1240, 1754), 255)
    target = io.BytesIO()
    page.save(target, "PDF", resolution=150)
    with pytest.raises(Refused) as caught:
        read_document(target.getvalue())
    assert caught.value.reason is RefusalCode.SCANNED
    page.save(target := io.BytesIO(), "PNG")
    with pytest.raises(Refused) as caught:
        read_document(target.getvalue())
    assert caught.value.reason is RefusalCode.WRONG_FORMAT


# What cannot be --------------------------------------------------------------------------------------------------------------------


def test_a_form_of_another_layout_is_not_read_at_the_wrong_places(issued, printed):
    shifted = [
        replace(each, rectangle=replace(each.rectangle, left=each.rectangle.left + 9, right=each.rectangle.right + 9))
        for each in issued.master.geometry.boxes
    ]
    elsewhere = canonical_json(replace(issued.master.geometry, boxes=tuple(shifted)))
    with pytest.raises(Refused) as caught:
        read_document(printed, elsewhere)
    assert caught.value.reason is RefusalCode.NO_FIELDS


def test_a_form_without_its_corner_squares_is_read_by_its_words(issued, printed):
    corner = issued.master.geometry.pages[0].corners[0]
    bare = printed
    for page in range(1, len(issued.master.geometry.pages) + 1):
        bare = over(bare, BoxGeometry("", "", page, corner), "1 1 1", 1.5)
    by_words, by_place = read_document(bare, issued.geometry), read_document(printed, issued.geometry)
    assert {name: each.values for name, each in by_words.fields.items()} == {name: each.values for name, each in by_place.fields.items()}
    assert not any(each.doubtful for each in by_words.fields.values())


def test_many_pages_are_too_many(issued, printed):
    with pikepdf.open(io.BytesIO(printed)) as again:
        long = edited(printed, lambda document: [document.pages.extend(again.pages) for _ in range(30)])
    with pytest.raises(Refused) as caught:
        read_document(long, issued.geometry)
    assert caught.value.reason is RefusalCode.TOO_LARGE


def test_a_page_of_absurd_size_costs_no_more_than_another(issued, printed):
    def enlarge(document: pikepdf.Pdf) -> None:
        document.pages[0].MediaBox = [0, 0, 14400, 14400]

    read = read_document(edited(printed, enlarge), issued.geometry)
    assert "referent" in read.fields


# The plane -----------------------------------------------------------------------------------------------------------------------


def test_four_points_determine_the_map_and_its_inverse():
    square, seen = ((0, 0), (10, 0), (0, 10), (10, 10)), ((3, 4), (21, 6), (1, 19), (25, 27))
    there, back = Homography.between(square, seen), Homography.between(seen, square)
    for source, target in zip(square, seen, strict=True):
        assert there(source) == pytest.approx(target)
    assert back(there((3.5, 7.25))) == pytest.approx((3.5, 7.25))


def test_points_in_line_determine_none():
    with pytest.raises(Degenerate):
        Homography.between(((0, 0), (1, 0), (2, 0), (3, 0)), ((0, 0), (1, 0), (0, 1), (1, 1)))
