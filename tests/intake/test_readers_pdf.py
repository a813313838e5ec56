"""The PDF reader: the same answers whatever the viewer did to the file."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from forms.control_names import TOKEN_FIELD
from forms.returns import CarrierKind, Medium, RawField, RawReturn, RefusalCode, Refused
from intake.readers import read_document
from tests.intake.hostile import check_box, incrementally_updated, pdf, radio_group, saved, text_field
from tests.tiny import PERSONAL

TOKEN = str(PERSONAL.token)


def read(document: pikepdf.Pdf, **options: object) -> RawReturn:
    return read_document(saved(document, **options))


def radio(*states: str, stored: object = None, **more: object) -> RawReturn:
    document = pdf()
    radio_group(document, "q08", states, stored, **more)
    return read(document)


def codes(raw: RawReturn) -> list[str]:
    return [notice.code for notice in raw.notices]


def refusal(data: bytes) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        read_document(data)
    return caught.value.reason


# Buttons -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("states", "stored", "expected", "doubt"),
    [
        (("oui", "Off"), Name.oui, ("oui",), []),
        (("oui", "Off"), String("oui"), ("oui",), []),  # pdftk XFDF
        (("oui", "Off"), Array([String("oui")]), ("oui",), []),  # pdftk FDF
        (("oui", "Off"), None, ("oui",), []),
        (("Off", "Off"), None, (), []),
        (("Off", "Off"), Name.Off, (), []),
        (("Off", "Off"), Name.non, ("non",), ["case-incertaine"]),  # stored by a tool that left appearances alone
        (("oui", "Off"), Name.non, ("oui",), ["case-incertaine"]),  # macOS Preview leaves a stale value
        (("oui", "non"), Name.oui, ("oui", "non"), ["case-incertaine"]),
    ],
)
def test_a_group_is_what_it_shows_before_what_it_stores_and_doubt_is_told(states, stored, expected, doubt):
    raw = radio(*states, stored=stored)
    assert raw.fields["q08"].values == expected
    assert codes(raw) == doubt


def test_states_that_are_indexes_are_read_through_the_options():
    assert radio("1", "Off", stored=Name("/1"), Opt=Array([String("oui"), String("non")])).fields["q08"].values == ("non",)


def test_states_that_number_the_buttons_are_ranks_only_where_the_page_shows_that_order():
    along, down, back = ((10, 700), (50, 701), (10, 680)), ((10, 700), (10, 680), (10, 660)), ((50, 700), (10, 701), (10, 680))
    assert [numbered("1", "2", "3", at=places).by_rank for places in (along, down, back)] == [True, True, False]
    assert numbered("3", "1", "2", at=(along[2], *along[:2])).by_rank
    assert not numbered("1", "2", "4", at=along).by_rank
    assert not numbered("oui", "non", "nsp", at=along).by_rank


def numbered(*states: str, at: Sequence[tuple[int, int]]) -> RawField:
    """A group whose buttons bear `states` and stand at the places given; the first is ticked."""
    document = pdf()
    group = radio_group(document, "q08", states)
    for kid, state, (left, bottom) in zip(group.Kids, states, at, strict=True):
        look = Dictionary({f"/{state}": document.make_stream(b""), "/Off": document.make_stream(b"")})
        kid.Rect, kid.AP, kid.AS = Array([left, bottom, left + 10, bottom + 10]), Dictionary(N=look), Name.Off
    group.Kids[0].AS = Name(f"/{states[0]}")
    return read(document).fields["q08"]


def test_kids_that_repeat_the_name_of_their_group_belong_to_it():
    document = pdf()
    group = radio_group(document, "q08", ("Off", "oui"), Name.oui)
    for kid in group.Kids:
        kid.T = String("q08")
    assert read(document).fields["q08"].values == ("oui",)


def test_a_kid_cut_from_its_group_by_preview_still_counts():
    document = pdf()
    group = radio_group(document, "q08", ("Off", "oui"), Name.Off)
    kid = group.Kids[1]
    del kid["/Parent"]
    kid.T, kid.V, kid.FT, kid.Ff = String("q08"), Name.oui, Name.Btn, 1 << 15
    del group.Kids[1]
    assert read(document).fields["q08"].values == ("oui",)


@pytest.mark.parametrize(
    ("states", "expected", "doubt"),
    [(("Off", "oui"), ("oui",), []), (("non", "oui"), ("non", "oui"), ["case-incertaine"])],
)
def test_what_a_lone_ticked_kid_stores_itself_outweighs_the_older_answer_of_its_group(states, expected, doubt):
    document = pdf()
    group = radio_group(document, "q08", states, Name.parfois)
    kid = group.Kids[1]
    del kid["/Parent"]
    kid.T, kid.V = String("q08"), Name.oui
    raw = read(document)
    assert (raw.fields["q08"].values, codes(raw)) == (expected, doubt)


def test_a_kid_that_forgot_its_parent_is_still_known_by_it():
    document = pdf()
    group = radio_group(document, "q08", ("Off", "oui"), Name.oui)
    del group.Kids[1]["/Parent"]
    assert read(document).fields["q08"].values == ("oui",)


@pytest.mark.parametrize(
    ("state", "stored", "expected"),
    [("plan", Name.plan, ("plan",)), ("plan", Name.Yes, ("plan",)), ("Yes", Name.Yes, ("plan",)), ("Off", Name.Off, ()), ("Off", None, ())],
)
def test_a_check_box_is_checked_by_anything_but_off(state, stored, expected):
    raw = read(pdf(check_box("q04__plan", state, stored)))
    assert raw.fields["q04__plan"] == RawField("q04__plan", expected, 1)
    assert codes(raw) == []


# Texts ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (b"simple", "simple"),
        ("Été – œuvre, 12 €".encode("utf-16"), "Été – œuvre, 12 €"),  # little-endian, with its mark
        (b"\xfe\xff" + "ʻŸ 𝔸".encode("utf-16-be"), "ʻŸ 𝔸"),
        (b"\xef\xbb\xbf" + "Été œ".encode(), "Été œ"),
        (b"\xc9t\xe9 \x9cuvre \xa0", "Été œuvre €"),  # PDFDocEncoding
        (b"un\r\ndeux\rtrois\nquatre", "un\ndeux\ntrois\nquatre"),
    ],
)
def test_text_is_decoded_as_the_viewer_wrote_it(stored, expected):
    assert read(pdf(text_field("q16", String(stored)))).fields["q16"].values == (expected,)


def test_text_may_be_a_stream():
    document = pdf(text_field("q16"))
    document.Root.AcroForm.Fields[1].V = Stream(document, b"\xef\xbb\xbf" + "long et accentué".encode())
    assert read(document).fields["q16"].values == ("long et accentué",)


def test_empty_text_is_no_value():
    assert read(pdf(text_field("q16", String("")))).fields["q16"].values == ()


def test_a_choice_gives_its_export_value_and_copies_that_disagree_are_all_told():
    options = Array([Array([String("oui"), String("Oui, bien sûr")]), String("non")])
    listed = text_field("q1", String("Oui, bien sûr"), Opt=options)
    listed.FT = Name.Ch
    raw = read(pdf(listed, text_field("q2", String("1")), text_field("q2", String("2"))))
    assert (raw.fields["q1"].values, raw.fields["q2"].values) == (("oui",), ("1", "2"))


# Structure -----------------------------------------------------------------------------------------------------------------------


def test_widgets_are_found_without_any_acroform():
    assert read(pdf(text_field("q16", String("là")), tree=False)).fields["q16"].values == ("là",)


def test_fields_are_found_without_any_widget():
    document = pdf(text_field("q16", String("là")))
    del document.pages[0]["/Annots"]
    assert read(document).fields["q16"] == RawField("q16", ("là",), None)


def test_cyclic_kids_and_parents_are_walked_once():
    document = pdf()
    first = document.make_indirect(Dictionary(T=String("q1")))
    second = document.make_indirect(Dictionary(T=String("q2"), Parent=first, Kids=Array([first])))
    first.Kids, first.Parent = Array([second]), second
    document.Root.AcroForm.Fields.append(first)
    assert set(read(document).fields) == {"identite__name"}


def test_the_page_of_a_field_counts_from_one():
    document = pdf(pages=3)
    document.pages[2].Annots = Array([document.make_indirect(text_field("q16", String("là")))])
    assert read(document).fields["q16"].page == 3


def test_object_streams_are_read_too():
    assert read(pdf(text_field("q16", String("là"))), object_stream_mode=pikepdf.ObjectStreamMode.generate).fields["q16"].values == ("là",)


def test_every_carrier_is_collected_with_its_kind():
    document = pdf(text_field(TOKEN_FIELD, String(TOKEN)))
    document.docinfo["/Keywords"], document.docinfo["/Subject"], document.docinfo["/Title"] = TOKEN, TOKEN, "Questionnaire"
    document.Root.Metadata = Stream(
        document,
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""><pdf:Keywords xmlns:pdf="http://ns.adobe.com/pdf/1.3/">{TOKEN}</pdf:Keywords></rdf:Description></rdf:RDF></x:xmpmeta>'.encode(),
    )
    raw = read(document)
    assert [each.kind for each in raw.carriers] == [
        CarrierKind.HIDDEN_FIELD,
        CarrierKind.KEYWORDS,
        CarrierKind.SUBJECT,
        CarrierKind.TITLE,
        CarrierKind.XMP,
        CarrierKind.XMP,
    ]
    assert TOKEN_FIELD not in raw.fields


# Whole or not --------------------------------------------------------------------------------------------------------------------


def updated() -> tuple[bytes, bytes]:
    """A form, and the same after a viewer appended the answer « nouveau »."""
    document = pdf(text_field("q16", String("ancien")))
    before = saved(document)
    with pikepdf.open(io.BytesIO(before)) as opened:
        number = next(each.objgen[0] for each in opened.Root.AcroForm.Fields if str(each.T) == "q16")
    body = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(q16)/V(nouveau)/Rect[0 0 9 9]>>"
    return before, incrementally_updated(before, number, body)


def test_the_last_revision_is_the_one_read():
    _, after = updated()
    assert read_document(after).fields["q16"].values == ("nouveau",)


def test_a_cut_last_revision_is_refused_rather_than_giving_the_former_answers():
    before, after = updated()
    end = len(after.rstrip())
    for cut in range(len(before) + 1, end):
        if after[len(before) : cut].strip():
            assert refusal(after[:cut]) is RefusalCode.INCOMPLETE, cut


def test_a_final_startxref_that_resolves_nowhere_is_incomplete():
    data = saved(pdf())
    assert refusal(re.sub(rb"startxref\n\d+", b"startxref\n99", data)) is RefusalCode.INCOMPLETE


def test_an_update_chain_that_leads_nowhere_is_noted_or_refused():
    _, after = updated()
    broken = after.replace(b"/Prev ", b"/Prev 9")
    assert codes(read_document(broken)) != []


@pytest.mark.parametrize(
    ("mended", "change"),
    [
        ("fichier-repare", lambda data: data.replace(b"trailer", b"trailor")),
        ("fichier-repare", lambda data: re.sub(rb"startxref\n\d+", lambda _: b"startxref\n%d" % data.find(b"1 0 obj"), data)),
        ("lecture-a-verifier", lambda data: re.sub(rb"0000000(\d\d\d) 00000 n", rb"0000009\1 00000 n", data)),
    ],
)
def test_what_had_to_be_mended_is_read_and_said_to_need_a_look(mended, change):
    raw = read_document(change(saved(pdf(text_field("q16", String("là"))))))
    assert raw.fields["q16"].values == ("là",)
    assert codes(raw) == [mended]


def test_an_empty_password_opens_silently_and_any_other_is_refused():
    document = pdf(text_field("q16", String("là")))
    for revision in (4, 6):
        opened = saved(document, encryption=pikepdf.Encryption(owner="secret", user="", R=revision))
        closed = saved(document, encryption=pikepdf.Encryption(owner="secret", user="mot", R=revision))
        assert read_document(opened).fields["q16"].values == ("là",)
        assert codes(read_document(opened)) == []
        assert refusal(closed) is RefusalCode.ENCRYPTED


# Dangers -------------------------------------------------------------------------------------------------------------------------

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
LAUNCH = Dictionary(S=Name.Launch, F=String("calc.exe"))


@pytest.mark.parametrize(
    "catalogue",
    [
        {"/OpenAction": SCRIPT},
        {"/OpenAction": Dictionary(S=Name.GoTo, Next=Array([LAUNCH]))},
        {"/AA": Dictionary(WC=SCRIPT)},
        {"/Names": Dictionary(JavaScript=Dictionary(Names=Array([String("a"), SCRIPT])))},
        {"/Names": Dictionary(EmbeddedFiles=Dictionary(Names=Array()))},
    ],
)
def test_scripts_programs_and_attachments_are_refused(catalogue):
    assert refusal(saved(pdf(catalogue=catalogue))) is RefusalCode.FORBIDDEN_CONTENT


def test_a_script_hidden_in_a_field_is_found():
    assert refusal(saved(pdf(text_field("q16", AA=Dictionary(K=SCRIPT))))) is RefusalCode.FORBIDDEN_CONTENT


def test_an_attachment_on_a_page_is_found():
    document = pdf()
    document.pages[0].Annots.append(Dictionary(Subtype=Name.FileAttachment))
    assert refusal(saved(document)) is RefusalCode.FORBIDDEN_CONTENT


@pytest.mark.parametrize("kind", ["FreeText", "Ink", "StrikeOut", "Stamp"])
def test_what_was_written_or_drawn_over_a_page_with_a_viewer_is_told(kind):
    document = pdf(text_field("q16", String("là")))
    document.pages[0].Annots.append(document.make_indirect(Dictionary(Subtype=Name(f"/{kind}"), F=4)))
    (told,) = (notice for notice in read(document).notices if notice.code == "annotations-ajoutees")
    assert "la page 1" in told.sentence


@pytest.mark.parametrize("annotation", [Dictionary(Subtype=Name.Link), Dictionary(Subtype=Name.FreeText, F=2)], ids=["link", "hidden"])
def test_a_link_or_what_is_hidden_is_no_remark(annotation):
    document = pdf(text_field("q16", String("là")))
    document.pages[0].Annots.append(annotation)
    assert codes(read(document)) == []


def test_a_dynamic_form_alone_is_refused_and_beside_ours_is_noted():
    beside = pdf(text_field("q16", String("là")))
    beside.Root.AcroForm.XFA = String("x")
    alone = pikepdf.new()
    alone.add_blank_page()
    alone.Root.AcroForm = Dictionary(Fields=Array(), XFA=String("x"))
    assert codes(read(beside)) == ["formulaire-xfa"]
    assert refusal(saved(alone)) is RefusalCode.FORBIDDEN_CONTENT


# Whose it is ---------------------------------------------------------------------------------------------------------------------


def printed(text: str) -> pikepdf.Pdf:
    """A page that only shows `text`."""
    document = pikepdf.new()
    document.add_blank_page()
    page = document.pages[0]
    page.Resources = Dictionary(Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
    page.Contents = Stream(document, f"BT /F1 12 Tf 50 500 Td ({text}) Tj ET".encode())
    return document


def test_a_printed_form_of_ours_is_known_as_such_and_another_document_is_not_ours():
    assert read(printed(PERSONAL.reference)).medium is Medium.PRINTED
    assert refusal(saved(printed("Bonjour"))) is RefusalCode.NOT_OUR_FORM


def test_a_foreign_form_is_not_ours():
    document = pdf()
    document.Root.AcroForm.Fields[0].T = String("nom")
    assert refusal(saved(document)) is RefusalCode.NOT_OUR_FORM


@pytest.mark.parametrize("renamed", [f"{TOKEN_FIELD}+1", f"1.{TOKEN_FIELD}"])
def test_forms_joined_in_one_file_are_refused_rather_than_read_as_the_first_alone(renamed):
    """What qpdf and pdftk make of the fields of the second form."""
    document = pdf(text_field(TOKEN_FIELD, String(TOKEN)), text_field(renamed, String(TOKEN)))
    with pytest.raises(Refused) as caught:
        read(document)
    assert caught.value.reason is RefusalCode.IDENTITY_CONFLICT
    assert "dans son propre fichier" in caught.value.sentence


def test_too_many_pages_are_refused():
    assert refusal(saved(pdf(pages=301))) is RefusalCode.TOO_LARGE
