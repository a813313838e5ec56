"""The fillable PDF, as any PDF reader finds it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import page
import pikepdf
import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from forms.codec import canonical_json, from_json
from forms.control_names import TOKEN_FIELD
from forms.french import NBSP
from forms.identity import tokens_in
from forms.layout import Box, Entry, FormLayout, Stamp, lay_out, stamp_for
from forms.pdf.geometry import Geometry
from forms.pdf.master import PdfMaster
from forms.pdf.typesetting import UnprintableText
from forms.reference import references_in
from tests.tiny import BLANK, PERSONAL, TINY

EDITIONS = {"personal": PERSONAL, "blank": BLANK}
ODD_NAMES = (
    "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
    "Ueaʻuvea & fils d’Œuilly-lès-Ÿ <Łódź> (ﬁn) « ā »",
    "L’Haÿ-les-Roses \N{COMBINING ACUTE ACCENT} décomposé : é à",
    "漢字 Ω \N{GRINNING FACE}",
    "W" * 120,
    "",
)


@pytest.fixture(scope="module")
def masters() -> dict[str, PdfMaster]:
    return {name: PdfMaster.build(lay_out(TINY, identity)) for name, identity in EDITIONS.items()}


@pytest.fixture(params=EDITIONS)
def edition(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def document(masters: dict[str, PdfMaster], edition: str) -> bytes:
    return masters[edition].stamp(stamp_of(edition))


@pytest.fixture
def pdf(document: bytes):
    with pikepdf.open(BytesIO(document)) as opened:
        yield opened


def stamp_of(edition: str, **changes: object) -> Stamp:
    return replace(stamp_for(TINY, EDITIONS[edition]), **changes)


def named(name: str) -> Stamp:
    lines = (
        ("Collectivité", name),
        ("Nature", "autre établissement de coopération intercommunale"),
        ("Intercommunalité", name),
        ("Région", name),
    )
    return stamp_of("personal", name=name, identity_lines=lines, document_title=f"Essai – {name}")


def layout_of(edition: str) -> FormLayout:
    return lay_out(TINY, EDITIONS[edition])


def boxes_of(layout: FormLayout) -> list[Box]:
    return [box for theme in layout.themes for group in theme.groups for block in group.blocks for box in block.boxes]


def entries_of(layout: FormLayout) -> list[Entry]:
    asked = [block.entry for theme in layout.themes for group in theme.groups for block in group.blocks if block.entry]
    return [*layout.cover.entries, *asked, *(theme.comment for theme in layout.themes)]


def widgets_of(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [each for sheet in pdf.pages for each in sheet.obj.get("/Annots", []) if each.Subtype == "/Widget"]


def name_of(widget: pikepdf.Object) -> str:
    return str(widget.get("/T") or widget.Parent.T)


def states_of(widget: pikepdf.Object) -> set[str]:
    return {state.removeprefix("/") for state in widget.AP.N}


def visible(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [widget for widget in widgets_of(pdf) if name_of(widget) != TOKEN_FIELD]


def buttons(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [widget for widget in widgets_of(pdf) if "/AS" in widget]


def rendered(document: bytes, number: int, scale: float = 150 / 72) -> Image.Image:
    with pypdfium2.PdfDocument(document) as opened:
        opened.init_forms()
        return opened[number].render(scale=scale).to_pil()


# Controls ------------------------------------------------------------------------------------------------------------------------


def test_every_box_of_the_layout_is_there_once_with_its_export_value(pdf, edition) -> None:
    expected = sorted((box.field, box.value) for box in boxes_of(layout_of(edition)))
    found = sorted((name_of(widget), *states_of(widget) - {"Off"}) for widget in buttons(pdf))
    assert found == expected


def test_every_entry_of_the_layout_is_there_once(pdf, edition) -> None:
    expected = {entry.field: (entry.multiline, entry.longest) for entry in entries_of(layout_of(edition))}
    texts = [widget for widget in visible(pdf) if "/AS" not in widget]
    assert {name_of(text): (bool(text.Ff & 1 << 12), text.MaxLen) for text in texts} == expected
    assert len(texts) == len(expected)


def test_nothing_is_ticked_or_typed_before_the_commune_does(pdf) -> None:
    assert all(widget.AS == "/Off" for widget in buttons(pdf))
    assert not [name_of(widget) for widget in visible(pdf) if "/V" in widget or "/V" in widget.get("/Parent", {})]


def test_radio_kids_have_neither_name_nor_options_and_may_be_unticked(pdf) -> None:
    groups = [field for field in pdf.Root.AcroForm.Fields if "/Kids" in field]
    assert groups
    for group in groups:
        assert group.Ff == 1 << 15, "radio, without NoToggleToOff (bit 15)"
        assert not [kid for kid in group.Kids if "/T" in kid or "/Opt" in kid]


def test_field_names_hold_no_dot_and_stand_once_in_the_field_tree(pdf) -> None:
    names = [str(field.T) for field in pdf.Root.AcroForm.Fields]
    assert len(names) == len(set(names))
    assert not [name for name in names if "." in name]


def test_every_state_of_every_control_has_an_appearance(pdf) -> None:
    assert all("Off" in states_of(widget) and len(states_of(widget)) == 2 for widget in buttons(pdf))
    assert all(isinstance(widget.AP.N, pikepdf.Stream) for widget in widgets_of(pdf) if "/AS" not in widget)
    assert pdf.Root.AcroForm.NeedAppearances is False


def test_typed_text_has_an_embedded_winansi_font_and_ticks_have_theirs(pdf) -> None:
    fonts = pdf.Root.AcroForm.DR.Font
    used = str(pdf.Root.AcroForm.DA).split()[0]
    assert fonts[used].Encoding == "/WinAnsiEncoding"
    assert len(fonts[used].FontDescriptor.FontFile2.read_bytes()) > 10_000
    assert len(fonts[used].Widths) == 224
    assert fonts.ZaDb.BaseFont == "/ZapfDingbats"
    assert all(str(widget.DA).split()[0] in fonts for widget in widgets_of(pdf))


def test_every_control_and_every_group_says_what_it_asks(pdf, edition) -> None:
    tooltips = {(box.field, box.value): box.tooltip for box in boxes_of(layout_of(edition))}
    tooltips |= {(entry.field, ""): entry.tooltip for entry in entries_of(layout_of(edition))}
    for widget in visible(pdf):
        value = "".join(states_of(widget) - {"Off"}) if "/AS" in widget else ""
        assert str(widget.TU) == tooltips[name_of(widget), value].replace(NBSP, " ")
    assert all(str(field.TU) for field in pdf.Root.AcroForm.Fields)


def test_the_token_is_a_hidden_widget_that_nobody_may_change(pdf, edition) -> None:
    (hidden,) = [widget for widget in widgets_of(pdf) if name_of(widget) == TOKEN_FIELD]
    assert str(hidden.V) == stamp_of(edition).token
    assert hidden.F & 1 << 1, "hidden"
    assert hidden.Ff & 1, "read only"


def test_the_form_runs_no_script_and_reaches_for_nothing(pdf) -> None:
    kinds = {str(each.get("/S", "")) for each in pdf.objects if isinstance(each, pikepdf.Dictionary)}
    assert not kinds & {"/JavaScript", "/Launch", "/URI", "/SubmitForm", "/GoToR"}
    assert not [key for key in ("/OpenAction", "/AA", "/Names", "/XFA") if key in pdf.Root or key in pdf.Root.AcroForm]


# Accessibility -------------------------------------------------------------------------------------------------------------------


def test_a_stamped_form_conforms_to_pdf_ua_1(document) -> None:
    report = page.validate_pdf_bytes(document, profile="ua1")
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_long_and_odd_names_keep_the_form_conforming(masters, name) -> None:
    report = page.validate_pdf_bytes(masters["personal"].stamp(named(name)), profile="ua1")
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


def test_the_document_is_french_tagged_and_walked_in_reading_order(pdf) -> None:
    assert str(pdf.Root.Lang) == "fr-FR"
    assert pdf.Root.MarkInfo.Marked is True
    assert all(sheet.obj.Tabs == "/S" for sheet in pdf.pages)
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True


def test_every_visible_control_stands_in_a_form_tag_that_knows_it(pdf) -> None:
    tags = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for widget in visible(pdf):
        tag = tags[int(widget.StructParent)]
        assert tag.S == "/Form"
        assert [kid.Obj.objgen for kid in tag.K] == [widget.objgen]


def test_every_tag_and_its_text_know_each_other(pdf) -> None:
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for sheet in pdf.pages:
        marked = [
            operands[1].MCID
            for operands, operator in pikepdf.parse_content_stream(sheet)
            if str(operator) == "BDC" and "/MCID" in operands[1]
        ]
        tags = parents[int(sheet.obj.StructParents)]
        assert sorted(marked) == list(range(len(tags)))
        assert all(number in list(tag.K) for number, tag in enumerate(tags))


def test_reading_order_is_the_order_of_the_layout(pdf) -> None:
    read = [str(kid.Obj.get("/T", kid.Obj.get("/Parent", {}).get("/T"))) for kid in object_references(pdf.Root.StructTreeRoot)]
    assert list(dict.fromkeys(read)) == [str(field.T) for field in pdf.Root.AcroForm.Fields if field.T != TOKEN_FIELD]


def object_references(element: pikepdf.Object) -> list[pikepdf.Object]:
    kids = element.get("/K", [])
    found = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found += [kid] if kid.get("/Type") == "/OBJR" else object_references(kid)
    return found


# Identity ------------------------------------------------------------------------------------------------------------------------


def test_title_subject_keywords_and_xmp_bear_the_identity(document, edition) -> None:
    info, stamp = pypdf.PdfReader(BytesIO(document)).metadata, stamp_of(edition)
    assert info.title == stamp.document_title
    assert tokens_in(info.subject) == tokens_in(info["/Keywords"]) == (EDITIONS[edition].token,)
    with pikepdf.open(BytesIO(document)) as opened, opened.open_metadata() as xmp:
        assert xmp["dc:title"] == stamp.document_title
        assert stamp.token in xmp["pdf:Keywords"]


def test_every_page_shows_the_reference_as_text_and_as_a_qr_code(document, edition) -> None:
    stamp = stamp_of(edition)
    pages = pypdf.PdfReader(BytesIO(document)).pages
    for number, sheet in enumerate(pages):
        assert stamp.reference_label.casefold() in sheet.extract_text().casefold()
        assert [code.text for code in zxingcpp.read_barcodes(rendered(document, number))] == [stamp.qr_payload]


def test_a_personal_form_shows_the_respondent_on_the_first_page(masters) -> None:
    text = pypdf.PdfReader(BytesIO(masters["personal"].stamp(stamp_of("personal")))).pages[0].extract_text()
    assert references_in(text) == (PERSONAL.reference,)
    for label, value in stamp_of("personal").identity_lines:
        assert label in text
        assert value in text


@pytest.mark.parametrize("name", ["Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", "Ueaʻuvea & fils d’Œuilly <ÿ Ÿ>"])
def test_a_name_is_printed_letter_for_letter_within_its_box(masters, name) -> None:
    with pypdfium2.PdfDocument(masters["personal"].stamp(named(name))) as opened:
        text = opened[0].get_textpage()
        found = text.search(name).get_next()
        boxes = [text.get_charbox(found[0] + place) for place in range(found[1])]
    assert min(box[0] for box in boxes) > 51
    assert max(box[2] for box in boxes) < 595 - 51


def test_forms_of_two_respondents_have_different_document_ids(masters) -> None:
    identifiers = set()
    for name in ("Œuilly", "Ÿ"):
        with pikepdf.open(BytesIO(masters["personal"].stamp(named(name)))) as opened:
            identifiers.add(bytes(opened.trailer.ID[0]))
    assert len(identifiers) == 2


# Bytes ---------------------------------------------------------------------------------------------------------------------------


def test_same_layout_and_same_stamp_give_the_same_bytes(document, edition) -> None:
    assert PdfMaster.build(layout_of(edition)).stamp(stamp_of(edition)) == document


def test_another_process_makes_the_same_bytes(document, edition) -> None:
    program = (
        "import hashlib; from tests.forms.test_pdf_master import *;"
        f"print(hashlib.sha256(PdfMaster.build(layout_of({edition!r})).stamp(stamp_of({edition!r}))).hexdigest())"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, env={"PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == hashlib.sha256(document).hexdigest()


def test_stamping_leaves_nothing_behind_for_the_next_stamp(masters) -> None:
    first = masters["personal"].stamp(named("Première"))
    masters["personal"].stamp(named("Seconde"))
    assert masters["personal"].stamp(named("Première")) == first
    assert "Seconde".encode("utf-16-be") not in first


def test_the_cross_reference_table_is_a_classic_one(document) -> None:
    start = int(document.rsplit(b"startxref", 1)[1].split()[0])
    assert document[start : start + 4] == b"xref"
    assert b"/ObjStm" not in document


def test_no_trace_of_the_placeholders_remains(pdf) -> None:
    everything = b"".join(each.unparse() for each in pdf.objects if not isinstance(each, pikepdf.Stream))
    assert b"ecoclic:box" not in everything
    assert b"ecoclic:stamp" not in everything
    assert b"EcoclicSlots" not in everything


@pytest.mark.parametrize("text", ["Flèche →", "Sourire \N{GRINNING FACE}", "漢字"])
def test_a_text_we_have_no_letters_for_is_refused_and_named(text) -> None:
    layout = layout_of("personal")
    with pytest.raises(UnprintableText) as refused:
        PdfMaster.build(replace(layout, cover=replace(layout.cover, title=text)))
    assert all(letter in refused.value.sentence for letter in refused.value.letters)
    assert set(refused.value.letters) <= set(text)


def test_a_title_too_long_for_the_footer_is_set_smaller(masters) -> None:
    layout = layout_of("personal")
    title = "Un titre comme personne n’en écrit jamais, sauf peut-être un syndicat mixte " * 2
    made = PdfMaster.build(replace(layout, cover=replace(layout.cover, title=title.strip())))
    with pypdfium2.PdfDocument(made.stamp(stamp_of("personal"))) as opened:
        text = opened[1].get_textpage()
        words = text.search("syndicat mixte").get_next()
        heights = {round(text.get_charbox(words[0] + place, loose=True)[1]) for place in range(words[1])}
    assert len(heights) == 1


# Geometry ------------------------------------------------------------------------------------------------------------------------


def test_the_geometry_says_where_each_widget_is(pdf, masters, edition) -> None:
    placed = defaultdict(list)
    for box in masters[edition].geometry.boxes:
        placed[box.page].append(box)
    for number, sheet in enumerate(pdf.pages, 1):
        widgets = {name_and_value(widget): widget.Rect for widget in sheet.obj.get("/Annots", []) if name_of(widget) != TOKEN_FIELD}
        assert {(box.field, box.value) for box in placed[number]} == set(widgets)
        for box in placed[number]:
            area = box.rectangle
            assert (area.left, area.bottom, area.right, area.top) == pytest.approx(
                [float(each) for each in widgets[box.field, box.value]], abs=0.01
            )


def name_and_value(widget: pikepdf.Object) -> tuple[str, str]:
    return name_of(widget), "".join(states_of(widget) - {"Off"}) if "/AS" in widget else ""


def test_the_geometry_goes_to_json_and_back(masters, edition) -> None:
    geometry = masters[edition].geometry
    assert from_json(canonical_json(geometry), Geometry) == geometry


def test_boxes_are_large_and_far_enough_apart_to_be_told_on_a_scan(masters, edition) -> None:
    millimetre = 72 / 25.4
    boxes = [box for box in masters[edition].geometry.boxes if box.value]
    assert min(min(box.rectangle.width, box.rectangle.height) for box in boxes) >= 4.2 * millimetre
    for box in boxes:
        near = [other for other in boxes if other is not box and other.page == box.page]
        gaps = [max(abs(other.rectangle.left - box.rectangle.left), abs(other.rectangle.bottom - box.rectangle.bottom)) for other in near]
        assert min(gaps, default=1000) > 5 * millimetre


def test_corner_squares_and_qr_code_are_printed_where_the_geometry_says(document, masters, edition) -> None:
    for number, sheet in enumerate(masters[edition].geometry.pages):
        picture = rendered(document, number, scale=4).convert("L")
        for corner in sheet.corners:
            assert darkness(picture, sheet.height, corner, 0) > 0.97, "solid"
            assert darkness(picture, sheet.height, corner, 8) < 0.40, "with nothing around: 5 mm squares cover a third of that area"
        assert 0.3 < darkness(picture, sheet.height, sheet.qr, 0) < 0.7


def darkness(picture: Image.Image, height: float, area, margin: float) -> float:
    """Part of `area`, grown by `margin` points, that is black; at four pixels a point."""
    frame = (area.left - margin, height - area.top - margin, area.right + margin, height - area.bottom + margin)
    histogram = picture.crop(tuple(round(4 * edge) for edge in frame)).histogram()
    return sum(histogram[:128]) / sum(histogram)
