"""The ODT reader: what the editor stored as current, and only that."""

from __future__ import annotations

import pytest

from forms.control_names import NO_ANSWER_CODE, TOKEN_FIELD
from forms.returns import CarrierKind, RawField, RefusalCode, Refused
from intake.readers import read_document
from intake.recognition import LONGEST_TEXT
from tests.intake.hostile import drawing, odt, odt_content, root
from tests.tiny import PERSONAL

RADIO = '<form:radio xml:id="r{n}" form:name="q" form:value="{value}" {more}/>'
ON = 'form:current-selected="true"'
TOKEN = str(PERSONAL.token)


def fields_of(controls: str, body: str | None = None, **more: str) -> dict[str, RawField]:
    return dict(read_document(odt(odt_content(controls, body, **more))).fields)


def values_of(controls: str, name: str = "q") -> tuple[str, ...]:
    return fields_of(controls)[name].values


def radio(number: int, value: str, more: str = "") -> str:
    return RADIO.format(n=number, value=value, more=more)


def codes(data: bytes) -> list[str]:
    return [notice.code for notice in read_document(data).notices]


def test_a_radio_button_gives_the_code_that_is_currently_selected():
    assert values_of(radio(1, "oui") + radio(2, "non", ON)) == ("non",)


def test_the_to_be_filled_button_is_not_an_answer():
    assert values_of(radio(1, "oui") + radio(2, NO_ANSWER_CODE, ON)) == ()


def test_buttons_that_lost_their_codes_on_the_way_through_word_are_known_by_their_labels():
    bare = '<form:radio xml:id="r{n}" form:name="q" form:label="{label}" {more}/>'
    controls = bare.format(n=1, label="Oui", more="") + bare.format(n=2, label="Non, pas encore", more=ON)
    boxes = (("q", "Oui"), ("q", "Non, pas encore"))
    assert fields_of(controls)["q"] == RawField("q", ("Non, pas encore",), None, by_label=True, boxes=boxes)


def test_two_selected_buttons_are_both_told():
    assert values_of(radio(1, "oui", ON) + radio(2, "non", ON)) == ("oui", "non")


def test_a_copied_button_of_equal_value_is_one_answer():
    assert values_of(radio(1, "oui", ON) + radio(2, "oui", ON)) == ("oui",)


@pytest.mark.parametrize(
    "default",
    ['<form:radio xml:id="x" form:name="q" form:value="oui" form:selected="true"/>', '<form:checkbox xml:id="x" form:name="q" form:value="oui" form:state="checked"/>', '<form:text xml:id="x" form:name="q" form:value="défaut"/>'],
)  # fmt: skip
def test_a_default_is_not_an_answer(default):
    assert values_of(default) == ()


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ('<form:checkbox xml:id="x" form:name="q__plan" form:value="plan" form:current-state="checked"/>', "plan"),
        ('<form:checkbox xml:id="x" form:name="q__plan" form:current-state="checked"/>', "plan"),
        ('<form:text xml:id="x" form:name="q__plan" form:current-value="Été, œuvre – 12 €"/>', "Été, œuvre – 12 €"),
        ('<form:textarea xml:id="x" form:name="q__plan" form:current-value="un&#10;deux&#13;&#10;trois&#9;fin"/>', "un\ndeux\ntrois\tfin"),
        ('<form:combobox xml:id="x" form:name="q__plan" form:current-value="libre"/>', "libre"),
        ('<form:formatted-text xml:id="x" form:name="q__plan" form:current-value="1234.5"/>', "1234.5"),
        ('<form:date xml:id="x" form:name="q__plan" form:current-value="2026-03-03"/>', "2026-03-03"),
        ('<form:listbox xml:id="x" form:name="q__plan"><form:option form:label="Oui" form:value="oui" form:current-selected="true"/><form:option form:label="Non"/></form:listbox>', "oui"),
    ],
)  # fmt: skip
def test_each_kind_of_control_gives_its_current_value(control, expected):
    assert values_of(control, "q__plan") == (expected,)


@pytest.mark.parametrize(
    "typed", ["=HYPERLINK(1)", "{{7*7}}", "&lt;script&gt;", "%s ${jndi:x}", "../../etc", "null", "\u202egnirts\u200b", "e\u0301", "𝔸"]
)
def test_what_a_person_typed_is_kept_literally(typed):
    assert values_of(f'<form:text xml:id="x" form:name="q" form:current-value="{typed}"/>') == (
        typed.replace("&lt;", "<").replace("&gt;", ">"),
    )


def test_a_present_but_empty_control_has_no_value():
    assert values_of('<form:text xml:id="x" form:name="q" form:current-value=""/>') == ()


def test_copies_of_an_entry_that_disagree_are_all_told():
    assert values_of(
        '<form:text xml:id="x" form:name="q" form:current-value="1"/><form:text xml:id="y" form:name="q" form:current-value="2"/>'
    ) == ("1", "2")


def test_a_control_no_longer_drawn_is_missing():
    assert "q" not in fields_of(radio(1, "oui", ON), drawing("n"))


def test_a_control_deleted_with_tracked_changes_is_missing():
    deleted = f"<text:tracked-changes><text:changed-region><text:deletion>{drawing('r1')}</text:deletion></text:changed-region></text:tracked-changes>"
    assert "q" not in fields_of(radio(1, "oui", ON), deleted + drawing("n"))


def test_a_repeated_identifier_does_not_lose_answers():
    assert values_of(radio(1, "oui") + radio(1, "non", ON)) == ("non",)


def test_comments_other_prefixes_and_encodings_are_read_alike():
    text = (
        odt_content(radio(1, "oui", ON))
        .replace("<office:body>", "<!-- rien --><?fin?><office:body>")
        .replace("<form:", "<f:")
        .replace("</form:", "</f:")
        .replace(" form:", " f:")
        .replace("xmlns:form=", "xmlns:f=")
    )
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "iso-8859-1"):
        declared = text.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"').encode(encoding)
        assert read_document(odt(declared)).fields["q"].values == ("oui",)


# Pages ---------------------------------------------------------------------------------------------------------------------------


def test_a_document_never_paginated_has_no_pages():
    assert fields_of(radio(1, "oui", ON))["q"].page is None


def test_pages_are_counted_from_soft_breaks():
    body = drawing("n") + "<text:p><text:soft-page-break/>suite</text:p>" + drawing("r1")
    found = fields_of(radio(1, "oui", ON), body)
    assert (found["identite__name"].page, found["q"].page) == (1, 2)


def test_pages_are_counted_from_breaks_the_styles_ask_for_directly_or_by_descent():
    styles = '<style:style style:name="P1" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style><style:style style:name="P2" style:parent-style-name="P1"/>'
    pages = '<text:p text:style-name="P1">deux</text:p><text:p text:style-name="P2">trois</text:p><text:p><text:soft-page-break/>quatre</text:p>'
    assert fields_of(radio(1, "oui", ON), drawing("n") + pages + drawing("r1"), styles=styles)["q"].page == 4


def test_the_page_style_of_the_very_first_block_opens_no_second_page():
    styles = '<style:style style:name="P1" style:family="paragraph" style:master-page-name="Couverture"/>'
    body = f'<text:p text:style-name="P1">un</text:p>{drawing("n", "r1")}<text:p><text:soft-page-break/></text:p>'
    assert fields_of(radio(1, "oui", ON), body, styles=styles)["q"].page == 1


# Carriers ------------------------------------------------------------------------------------------------------------------------


def test_every_carrier_is_collected_with_its_kind():
    hidden = f'<form:hidden form:name="{TOKEN_FIELD}" form:value="{TOKEN}"/>'
    meta = f'<dc:title>T</dc:title><dc:subject>S</dc:subject><meta:keyword>K1</meta:keyword><meta:keyword>K2</meta:keyword><meta:user-defined meta:name="ecoclic">{TOKEN}</meta:user-defined>'
    raw = read_document(odt(odt_content(hidden), meta=meta + "<meta:generator>LibreOffice/7.4</meta:generator>"))
    found = [(each.kind, each.text) for each in raw.carriers]
    assert (CarrierKind.HIDDEN_FIELD, TOKEN) in found
    assert (CarrierKind.USER_DEFINED, TOKEN) in found
    assert [text for kind, text in found if kind is CarrierKind.KEYWORDS] == ["K1", "K2"]
    assert {(CarrierKind.TITLE, "T"), (CarrierKind.SUBJECT, "S")} <= set(found)
    assert raw.producer == "LibreOffice/7.4"


def test_the_hidden_token_is_a_carrier_and_not_a_field():
    raw = read_document(odt(odt_content(f'<form:hidden form:name="{TOKEN_FIELD}" form:value="{TOKEN}"/>')))
    assert TOKEN_FIELD not in raw.fields


def test_a_printed_code_cut_by_character_styles_is_found_in_body_and_footer():
    half = len(PERSONAL.reference) // 2
    printed = f"<text:p>Code : {PERSONAL.reference[:half]}<text:span>{PERSONAL.reference[half:]}</text:span></text:p><text:p>Suite</text:p>"
    in_body = read_document(odt(odt_content(body=drawing("n") + printed)))
    in_footer = read_document(odt(styles=f"<office:master-styles>{printed}</office:master-styles>"))
    for raw in (in_body, in_footer):
        assert [(each.kind, each.text) for each in raw.carriers] == [(CarrierKind.TEXT, PERSONAL.reference)]


# Notices and bounds --------------------------------------------------------------------------------------------------------------


def test_macros_signatures_and_outside_links_are_noted_and_nothing_is_followed():
    linked = drawing("n") + '<text:p><draw:image xlink:href="http://198.51.100.1/x.png"/></text:p>'
    assert codes(odt(odt_content(body=linked), **{"Basic!Standard!script-lc.xml": "<x/>", "META-INF!documentsignatures.xml": "<x/>"})) == [
        "macros-presentes",
        "document-signe",
        "liens-externes",
    ]


def test_pictures_inside_the_package_are_not_outside_links():
    assert codes(odt(odt_content(body=drawing("n") + '<text:p><draw:image xlink:href="Pictures/qr.png"/></text:p>'))) == []


def test_a_lifted_protection_is_noted():
    assert codes(odt(odt_content().replace('text:protected="true"', ""))) == ["texte-deprotege"]


def test_an_endless_answer_is_cut_and_said_so():
    raw = read_document(odt(odt_content(f'<form:text xml:id="x" form:name="q" form:current-value="{"é" * (LONGEST_TEXT + 1)}"/>')))
    assert raw.fields["q"].values == ("é" * LONGEST_TEXT,)
    assert [notice.code for notice in raw.notices] == ["texte-coupe"]


# Whose it is ---------------------------------------------------------------------------------------------------------------------


def test_a_letter_is_not_our_form():
    with pytest.raises(Refused) as caught:
        read_document(odt(root("document-content", "<office:body><office:text><text:p>Madame,</text:p></office:text></office:body>")))
    assert caught.value.reason is RefusalCode.NOT_OUR_FORM


def test_our_document_without_its_controls_has_no_fields():
    with pytest.raises(Refused) as caught:
        read_document(odt(odt_content(body=f"<text:p>{PERSONAL.reference}</text:p>")))
    assert caught.value.reason is RefusalCode.NO_FIELDS
