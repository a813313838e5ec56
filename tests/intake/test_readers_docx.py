"""Word documents: the three kinds of controls, who is told, what is refused, and what is never followed."""

from __future__ import annotations

import pytest

from forms.returns import CarrierKind, RawField, RefusalCode, Refused
from intake.readers import read_document
from tests.intake.word_files import LABEL, Stored, box, docx, entry, morph_data, paragraph, radio, relationships, word_document
from tests.tiny import PERSONAL

R = RefusalCode
NAMED = '<w:tag w:val="{name}"/>'


def fields(data: bytes) -> dict[str, RawField]:
    found = dict(read_document(data).fields)
    assert found.pop("identite__name") == RawField("identite__name", ())
    return found


def values(data: bytes) -> dict[str, tuple[str, ...]]:
    return {name: field.values for name, field in fields(data).items()}


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read_document(data)
    return caught.value


def codes(data: bytes) -> list[str]:
    return [notice.code for notice in read_document(data).notices]


# ActiveX -------------------------------------------------------------------------------------------------------------------------


def test_each_activex_control_gives_its_value():
    given = [
        entry("postes", "1 234,5"),
        entry("inventaire"),
        box("q__epci"),
        box("q__opsn", "0"),
        radio("referent", "Oui"),
        radio("referent", "Non", "0"),
    ]
    assert values(docx(controls=given)) == {
        "postes": ("1 234,5",),
        "inventaire": (),
        "q__epci": ("epci",),
        "q__opsn": (),
        "referent": ("Oui",),
    }


def test_a_radio_button_is_known_by_its_group_and_its_label():
    found = fields(docx(controls=[radio("OptionButton3", "L’été", group="referent")]))
    assert found == {"referent": RawField("referent", ("L’été",), None, by_label=True, boxes=(("", "L’été"),))}


def test_copies_of_a_control_are_counted_and_buttons_of_a_group_are_none():
    given = [entry("postes", "12"), entry("postes", "12"), *(radio("referent", label, "0") for label in ("Oui", "Non", "Oui"))]
    assert {name: field.copies for name, field in fields(docx(controls=given)).items()} == {"postes": 2, "referent": 2}
    alone = [box("q__epci"), radio("referent", "Oui"), radio("referent", "Non")]
    assert {field.copies for field in fields(docx(controls=alone)).values()} == {1}


def test_two_buttons_on_in_one_group_are_both_told():
    assert values(docx(controls=[radio("referent", "Oui"), radio("referent", "Non")])) == {"referent": ("Oui", "Non")}


def test_a_line_end_is_one_whatever_the_program():
    assert values(docx(controls=[entry("projets", "un\r\ndeux\rtrois\nquatre")])) == {"projets": ("un\ndeux\ntrois\nquatre",)}


def test_labels_and_command_buttons_are_no_answers():
    assert values(docx(controls=[Stored("titre", LABEL, "1", "Bonjour")])) == {}


def test_a_control_written_out_as_properties_is_read():
    bag = '<ax:ocx xmlns:ax="x" ax:classid="{8BD21D50-EC42-11CE-9E0D-00AA006002F3}" ax:persistence="persistPropertyBag">'
    bag += "".join(
        f'<ax:ocxPr ax:name="{n}" ax:value="{v}"/>'
        for n, v in (("DisplayStyle", 5), ("Value", 1), ("Caption", "Oui"), ("GroupName", "referent"))
    )
    assert values(docx(controls=[radio("x", "y")], **{"word!activeX!activeX1.xml": bag + "</ax:ocx>"})) == {"referent": ("Oui",)}


def test_a_control_stored_without_a_compound_file_is_read():
    plain = bytes(16) + morph_data(1, "douze")
    assert values(docx(controls=[entry("postes")], **{"word!activeX!activeX1.bin": plain})) == {"postes": ("douze",)}


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (morph_data(1, "été", compressed=True), "été"),
        (morph_data(1, "œuvre", border=True), "œuvre"),
        (morph_data(1, "a" * 30_000), "a" * 30_000),
        (morph_data(1, "\U0001f600 e\u0301"), "\U0001f600 e\u0301"),
    ],
    ids=["compressed", "after an odd byte", "long", "astral and combining"],
)  # fmt: skip
def test_strings_are_read_compressed_or_not_and_after_any_alignment(stored, read):
    assert values(docx(controls=[entry("q")], **{"word!activeX!activeX1.bin": bytes(16) + stored})) == {"q": (read,)}


@pytest.mark.parametrize(
    "stored",
    [b"", b"\0\2", morph_data(1, "texte")[:-6], morph_data(9, "texte"), b"\0\3" + morph_data(1)[2:], morph_data(1, "x").replace(b"\2\0\0\0", b"\xff\xff\xff\x7f")],
    ids=["empty", "two bytes", "cut", "unknown style", "other version", "length beyond the end"],
)  # fmt: skip
def test_a_control_that_contradicts_its_format_makes_the_file_damaged(stored):
    assert refusal(docx(controls=[entry("q")], **{"word!activeX!activeX1.bin": bytes(16) + stored})).reason is R.DAMAGED


def test_a_control_whose_parts_are_missing_is_a_missing_field():
    lost = docx('<w:p><w:r><w:control r:id="c9" w:name="perdu"/></w:r></w:p>')
    assert values(lost) == {}


# Content controls and legacy fields ----------------------------------------------------------------------------------------------


def sdt(name: str, properties: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{NAMED.format(name=name)}{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (sdt("q__epci", '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', paragraph("☒")), RawField("q__epci", ("epci",))),
        (sdt("q__epci", '<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>', paragraph("☐")), RawField("q__epci", ())),
        (sdt("q", "<w:text/>", paragraph("douze")), RawField("q", ("douze",))),
        (sdt("q", "<w:text/>", "<w:r><w:t>un</w:t><w:br/><w:t>deux</w:t></w:r>"), RawField("q", ("un\ndeux",))),
        (sdt("q", "", paragraph("un") + paragraph("deux")), RawField("q", ("un\ndeux",))),
        (sdt("q", "<w:showingPlcHdr/><w:text/>", paragraph("Cliquez ici")), RawField("q", ())),
        (sdt("q", "<w:text/>", paragraph("  ")), RawField("q", ())),
        (sdt("q", "<w:date/>", paragraph("03/03/2026")), RawField("q", ("03/03/2026",))),
        (sdt("q", "<w:dropDownList/>", paragraph("Oui")), RawField("q", ("Oui",), by_label=True)),
        (sdt("cadre", "", sdt("q", "<w:text/>", paragraph("douze"))), RawField("q", ("douze",))),
        (sdt("", '<w:alias w:val="q"/><w:text/>', paragraph("douze")), RawField("q", ("douze",))),
    ],
)  # fmt: skip
def test_a_content_control_gives_what_a_person_put_in_it(control, expected):
    assert fields(docx(control)) == {expected.name: expected}


def legacy(name: str, data: str, shown: str = "") -> str:
    begin = f'<w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="{name}"/>{data}</w:ffData></w:fldChar>'
    marks = [f'<w:fldChar w:fldCharType="{turn}"/>' for turn in ("separate", "end")]
    return f"<w:p><w:r>{begin}<w:instrText>FORM</w:instrText>{marks[0]}{shown}{marks[1]}</w:r></w:p>"


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (legacy("q__epci", "<w:checkBox><w:checked/></w:checkBox>"), RawField("q__epci", ("epci",))),
        (legacy("q__epci", '<w:checkBox><w:checked w:val="0"/></w:checkBox>'), RawField("q__epci", ())),
        (legacy("q__epci", '<w:checkBox><w:default w:val="1"/></w:checkBox>'), RawField("q__epci", ())),
        (legacy("q", "<w:textInput/>", "<w:t>douze</w:t><w:tab/><w:t>postes</w:t>"), RawField("q", ("douze\tpostes",))),
        (legacy("q", "<w:textInput/>", f"<w:t>{chr(0x2002) * 5}</w:t>"), RawField("q", ())),
        (legacy("q", '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Oui"/><w:listEntry w:val="Non"/></w:ddList>'), RawField("q", ("Non",), by_label=True)),
        (legacy("q", '<w:ddList><w:result w:val="7"/><w:listEntry w:val="Oui"/></w:ddList>'), RawField("q", (), by_label=True)),
    ],
)  # fmt: skip
def test_a_legacy_form_field_gives_what_a_person_put_in_it(control, expected):
    assert fields(docx(control)) == {expected.name: expected}


def test_a_field_within_a_field_keeps_the_answers_apart():
    inner = '<w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>hier</w:t><w:fldChar w:fldCharType="end"/>'
    assert values(docx(legacy("q", "<w:textInput/>", f"<w:t>avant </w:t>{inner}<w:t>après</w:t>"))) == {"q": ("avant après",)}


def test_deleted_and_moved_controls_are_not_read():
    gone = "".join(f"<w:{mark}>{sdt(f'q{mark}', '<w:text/>', paragraph('douze'))}</w:{mark}>" for mark in ("del", "moveFrom"))
    assert values(docx(gone + sdt("q", "<w:text/>", paragraph("onze")))) == {"q": ("onze",)}


@pytest.mark.parametrize("mark", ["ins", "del", "moveFrom", "moveTo"])
def test_tracked_changes_are_told(mark):
    changed = f"<w:{mark}>{paragraph('une question')}</w:{mark}>"
    assert codes(docx(changed)) == ["modifications-suivies"]
    header = docx(targets=[("h", "header", "header1.xml")], **{"word!header1.xml": word_document(changed)})
    assert codes(header) == ["modifications-suivies"]


def test_a_document_without_tracked_changes_tells_of_none():
    assert codes(docx(paragraph("une question"))) == []


def test_pages_are_counted_from_the_breaks_word_notes_and_unknown_without_any():
    second = docx(f"<w:p><w:r><w:lastRenderedPageBreak/></w:r></w:p>{sdt('q', '<w:text/>', paragraph('x'))}")
    assert {name: field.page for name, field in read_document(second).fields.items()} == {"identite__name": 1, "q": 2}
    assert read_document(docx()).fields["identite__name"].page is None


def test_the_strict_variant_of_the_format_is_read_alike():
    whole = word_document(sdt("identite__name", "<w:text/>", paragraph("Zoé"))).replace(
        "schemas.openxmlformats.org/wordprocessingml/2006", "purl.oclc.org/ooxml/wordprocessingml"
    )
    assert read_document(docx(**{"word!document.xml": whole})).fields["identite__name"].values == ("Zoé",)


# Identity ------------------------------------------------------------------------------------------------------------------------


def test_properties_that_are_none_carry_nothing():
    raw = read_document(docx(paragraph(PERSONAL.reference), **{"docProps!core.xml": "<c><title>Titre</title></c>"}))
    assert [each.kind for each in raw.carriers] == [CarrierKind.TEXT]


def test_every_carrier_is_found_footers_included():
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Titre</dc:title><dc:subject>Sujet</dc:subject>'
        "<cp:keywords>Mots</cp:keywords></cp:coreProperties>"
    )
    footer = word_document(f"<w:p><w:r><w:t>{PERSONAL.reference[:5]}</w:t></w:r><w:r><w:t>{PERSONAL.reference[5:]}</w:t></w:r></w:p>")
    raw = read_document(docx(targets=[("f", "footer", "footer1.xml")], **{"docProps!core.xml": core, "word!footer1.xml": footer}))
    assert [(each.kind, each.text) for each in raw.carriers] == [
        (CarrierKind.TITLE, "Titre"),
        (CarrierKind.SUBJECT, "Sujet"),
        (CarrierKind.KEYWORDS, "Mots"),
        (CarrierKind.TEXT, PERSONAL.reference),
    ]


def test_the_main_part_is_the_one_the_package_names():
    moved = docx(
        **{
            "_rels!.rels": relationships(("r1", "officeDocument", "/word/document2.xml")),
            "word!document2.xml": word_document(sdt("identite__role", "<w:text/>", paragraph("maire"))),
        }
    )
    assert read_document(moved).fields["identite__role"].values == ("maire",)


def test_our_document_without_any_control_says_so():
    bare = docx(**{"word!document.xml": word_document(paragraph(str(PERSONAL.reference)))})
    assert refusal(bare).reason is R.NO_FIELDS


# Hostile -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (docx(targets=[("x", "image", "http://198.51.100.1/x.png", "External")]), ["liens-externes"]),
        (docx(targets=[("x", "hyperlink", "http://198.51.100.1/", "External")]), []),
        (docx(targets=[("s", "settings", "settings.xml")], **{"word!settings.xml": "<s/>", "word!_rels!settings.xml.rels": relationships(("t", "attachedTemplate", "http://198.51.100.1/x.dotm", "External"))}), ["liens-externes"]),
        (docx(targets=[("x", "aFChunk", "chunk.html")], **{"word!chunk.html": "<script>"}), ["objets-incorpores"]),
        (docx(targets=[("x", "aFChunk", "file:///etc/passwd", "External")]), ["liens-externes", "objets-incorpores"]),
        (docx('<w:p><w:r><w:instrText> DDEAUTO c:\\\\cmd.exe "/k calc" </w:instrText></w:r></w:p>'), ["liens-externes"]),
        (docx('<w:p><w:fldSimple w:instr="INCLUDETEXT &quot;/etc/passwd&quot;"/></w:p>'), ["liens-externes"]),
        (docx(targets=[("x", "vbaProject", "vbaProject.bin")], **{"word!vbaProject.bin": b"x"}), ["macros-presentes"]),
    ],
    ids=["external image", "link", "remote template", "chunk", "outside chunk", "DDE", "INCLUDETEXT", "macros"],
)  # fmt: skip
def test_what_would_fetch_or_run_is_noted_and_never_followed(data, told):
    assert codes(data) == told


@pytest.mark.parametrize(
    "target", ["../../etc/passwd", "/../x", "file:///etc/passwd", "http://198.51.100.1/x", "..\\..\\x", "//host/share"]
)
def test_an_internal_relationship_that_leads_out_of_the_package_is_refused(target):
    assert refusal(docx(targets=[("x", "image", target)])).reason is R.FORBIDDEN_CONTENT


@pytest.mark.parametrize(
    "member", ["word!document.xml", "word!_rels!document.xml.rels", "_rels!.rels", "word!activeX!activeX0.xml", "docProps!core.xml"]
)
def test_a_document_type_is_refused_in_every_part_that_is_parsed(member):
    assert refusal(docx(**{member: '<!DOCTYPE x [<!ENTITY a "b">]><x/>'})).reason is R.FORBIDDEN_CONTENT


@pytest.mark.parametrize(
    "data",
    [
        docx("<w:p>" * 300 + "</w:p>" * 300),
        docx("<w:p/>" * 600_000),
        docx(sdt("q", "<w:text/>", "") * 20_001),
        docx(**{"word!activeX!activeX0.bin": bytes(2_000_000)}),
    ],
    ids=["deep", "many elements", "many controls", "control bomb"],
)  # fmt: skip
def test_a_word_bomb_is_too_large(data):
    assert refusal(data).reason is R.TOO_LARGE


def test_a_table_that_claims_a_hundred_million_columns_costs_nothing():
    assert values(docx('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr></w:tc></w:tr></w:tbl>')) == {}


def test_a_package_without_its_main_part_is_damaged():
    assert refusal(docx(**{"_rels!.rels": relationships(), "word!document.xml": ""})).reason is R.DAMAGED
