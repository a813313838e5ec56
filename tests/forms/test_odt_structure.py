"""What stands in the fillable ODT: every control of the layout, where and how programs keep its answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from forms.control_names import NO_ANSWER_CODE, TOKEN_FIELD
from forms.layout import Box, Entry, FormLayout, lay_out, stamp_for
from forms.odt.master import OdtMaster
from tests.drivers.odt_files import OdtFile, attribute
from tests.tiny import BLANK, PERSONAL, TINY

CONTROLS = "//draw:control"


@pytest.fixture(scope="module", params=[PERSONAL, BLANK], ids=["personal", "blank"])
def layout(request):
    return lay_out(TINY, request.param)


@pytest.fixture(scope="module")
def form(layout):
    identity = PERSONAL if layout.personal else BLANK
    return OdtFile(OdtMaster.build(layout).stamp(stamp_for(TINY, identity)))


def boxes(layout: FormLayout, *, radio: bool) -> list[Box]:
    return [
        box for theme in layout.themes for group in theme.groups for block in group.blocks if block.radio is radio for box in block.boxes
    ]


def entries(layout: FormLayout) -> list[Entry]:
    asked = [block.entry for theme in layout.themes for group in theme.groups for block in group.blocks if block.entry]
    return [*layout.cover.entries, *asked, *(theme.comment for theme in layout.themes)]


def test_every_radio_button_of_the_layout_stands_once_in_the_group_of_its_question(layout, form):
    found = [
        (each.name, each.value, each.label, each.group) for each in form.controls() if each.kind == "radio" and each.value != NO_ANSWER_CODE
    ]
    assert Counter(found) == Counter((box.field, box.value, box.label, box.field) for box in boxes(layout, radio=True))


def test_every_check_box_of_the_layout_stands_once_and_is_not_ticked(layout, form):
    found = [(each.name, each.value, each.label, each.answer) for each in form.controls() if each.kind == "checkbox"]
    assert Counter(found) == Counter((box.field, box.value, box.label, None) for box in boxes(layout, radio=False))


def test_every_entry_of_the_layout_stands_once_and_is_empty(layout, form):
    found = [(each.name, each.kind, each.value, each.answer) for each in form.controls() if each.kind in ("text", "textarea")]
    assert Counter(found) == Counter((entry.field, "textarea" if entry.multiline else "text", "", None) for entry in entries(layout))


def test_an_entry_takes_as_many_characters_as_the_layout_says(layout, form):
    longest = {attribute(each, "form:name"): attribute(each, "form:max-length") for each in form.find("//form:text | //form:textarea")}
    assert longest == {entry.field: str(entry.longest) for entry in entries(layout)}


def test_every_group_of_radio_buttons_begins_on_to_be_filled_alone(layout, form):
    radios = [each for each in form.controls() if each.kind == "radio"]
    assert {each.name: each.value for each in radios if each.answer} == {box.field: NO_ANSWER_CODE for box in boxes(layout, radio=True)}
    assert sum(each.answer is not None for each in radios) == len({each.name for each in radios})
    assert {each.label for each in radios if each.value == NO_ANSWER_CODE} == {"(à remplir)"}


def test_a_control_is_shown_once_as_a_character_inside_the_protected_section(form):
    sections = form.find("//text:section[@text:protected='true']")
    shown = sections[0].xpath(f".{CONTROLS}[@text:anchor-type='as-char']", namespaces=sections[0].nsmap)
    fillable = form.find("//form:radio | //form:checkbox | //form:text | //form:textarea")
    assert len(sections) == 1
    assert Counter(attribute(each, "draw:control") for each in shown) == Counter(attribute(each, "xml:id") for each in fillable)
    assert len(form.find(CONTROLS)) == len(shown)


def test_everything_written_stands_in_the_protected_section(form):
    assert form.texts("//office:text/*[not(self::text:section) and not(self::office:forms)]") == []


def test_the_tab_key_follows_the_reading_order(form):
    places = {attribute(each, "xml:id"): int(attribute(each, "form:tab-index") or 0) for each in form.find("//form:*[@form:tab-index]")}
    order = [places[attribute(each, "draw:control")] for each in form.find(CONTROLS)]
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def test_every_control_tells_what_it_asks_to_those_who_cannot_see_it(layout, form):
    wanted = {each.tooltip for each in [*boxes(layout, radio=True), *boxes(layout, radio=False), *entries(layout)]}
    titles = form.texts(f"{CONTROLS}/svg:title")
    tooltips = [attribute(each, "office:string-value") for each in form.find("//form:property[@form:property-name='HelpText']")]
    assert len(titles) == len(tooltips) == len(form.find(CONTROLS))
    assert wanted <= set(titles)
    assert wanted <= set(tooltips)


def test_titles_go_down_one_level_at_a_time_from_the_first(form):
    levels = [int(attribute(each, "text:outline-level") or 0) for each in form.find("//text:h")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_sentence_of_the_layout_is_printed_in_order(layout, form):
    words = "\n".join(form.texts("//text:p | //text:h"))
    blocks = [block for theme in layout.themes for group in theme.groups for block in group.blocks]
    sentences = [
        layout.cover.title,
        *layout.cover.purpose,
        *layout.cover.steps,
        *layout.cover.privacy,
        *(block.text for block in blocks),
        *layout.closing,
    ]
    places = [words.index(each) for each in sentences]
    assert places == sorted(places)
    assert all(block.condition in words and block.help in words for block in blocks)


def test_the_number_of_a_question_is_printed_beside_it(form):
    first_cells = form.texts("//table:table[starts-with(@table:name, 'Question ')]//table:table-cell[1]")
    assert first_cells == [str(number) for number in range(1, len(TINY.questions) + 1)]


def test_no_block_is_cut_by_the_end_of_a_page(form):
    styles = form.find("//style:style[@style:family='table']/style:table-properties")
    rows = form.find("//style:style[@style:family='table-row']/style:table-row-properties")
    assert {attribute(each, "style:may-break-between-rows") for each in styles} == {"false"}
    assert {attribute(each, "fo:keep-together") for each in rows} == {"always"}


def test_everything_is_said_to_be_in_french(form):
    default = form.find("//style:default-style[@style:family='paragraph']/style:text-properties", "styles.xml")[0]
    assert (attribute(default, "fo:language"), attribute(default, "fo:country")) == ("fr", "FR")
    assert form.texts("//dc:language", "meta.xml") == ["fr-FR"]


def test_every_picture_has_an_alternative_text(form):
    for part in ("content.xml", "styles.xml"):
        frames = form.find("//draw:frame", part)
        assert frames
        assert len(form.find("//draw:frame/svg:title[string-length() > 10]", part)) == len(frames)


def test_every_style_that_is_used_exists(form):
    known = {
        attribute(each, "style:name")
        for part in ("content.xml", "styles.xml")
        for each in form.find("//style:style | //text:list-style", part)
    }
    names = ("text:style-name", "draw:style-name", "draw:text-style-name", "table:style-name")
    used = {value for part in ("content.xml", "styles.xml") for name in names for value in form.find(f"//@{name}", part)}
    assert used <= known


def test_a_blank_edition_asks_for_code_and_place_and_a_personal_one_does_not(layout, form):
    asked = {"identite__code", "identite__place"} & {each.name for each in form.controls()}
    assert bool(asked) is not layout.personal


def test_the_hidden_field_is_never_shown(form):
    hidden = form.find(f"//form:hidden[@form:name='{TOKEN_FIELD}']")
    assert len(hidden) == 1
    assert attribute(hidden[0], "xml:id") not in {attribute(each, "draw:control") for each in form.find(CONTROLS)}


def test_an_author_s_text_can_neither_break_the_document_nor_be_taken_for_a_slot():
    layout = lay_out(TINY, BLANK)
    cover = replace(layout.cover, title="Un <titre> & \ue000token\ue001 d’ici\x0b", purpose=('« "A" » & <b>',))
    stamp = stamp_for(TINY, BLANK)
    form = OdtFile(OdtMaster.build(replace(layout, cover=cover)).stamp(stamp))
    assert form.texts("//text:h[@text:outline-level='1']") == ["Un <titre> & token d’ici"]
    assert '« "A" » & <b>' in form.texts("//text:p")


def test_nothing_that_libreoffice_shades_on_screen_stands_between_choices(form) -> None:
    """It shades non-breaking spaces, which between round buttons look like more of them."""
    between = [node for each in form.find("//text:p[.//draw:control]") for node in each.itertext() if "│" in node]
    assert between
    assert not [node for node in between if "\u00a0" in node or "\u202f" in node]
