"""One master, many respondents: what a stamp changes, and what it never does."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from PIL import Image
from zxingcpp import read_barcodes

from forms.control_names import TOKEN_FIELD
from forms.layout import lay_out, stamp_for
from forms.odt.master import MIMETYPE, OdtMaster
from tests.drivers.odt_files import OdtFile, attribute
from tests.tiny import BLANK, COMMUNE, PERSONAL, TINY

STAMP = stamp_for(TINY, PERSONAL)
MASTER = OdtMaster.build(lay_out(TINY, PERSONAL))
HOSTILE_NAMES = [
    "Saint-Œnne & Fils <l’« Abîme »>",
    'L\'Haÿ-les-Roses "sous" Bois',
    "Faʻa'ā–Hitiʻaʻa",
    "\ue000token\ue001",
    "Deux\nlignes\tet\x00un\x0bintrus",
    "N" * 45,
]


def stamped(**changes) -> OdtFile:
    return OdtFile(MASTER.stamp(replace(STAMP, **changes)))


def test_the_same_stamp_gives_the_same_bytes_whoever_built_the_master():
    again = OdtMaster.build(lay_out(TINY, PERSONAL))
    assert MASTER.stamp(STAMP) == MASTER.stamp(STAMP) == again.stamp(STAMP)


def test_a_stamp_leaves_no_trace_in_the_next_one():
    before = MASTER.stamp(STAMP)
    MASTER.stamp(replace(STAMP, name="Autre", identity_lines=(), token="autre", qr_payload="EC-AUTRE"))
    assert MASTER.stamp(STAMP) == before


@pytest.mark.parametrize("identity", [PERSONAL, BLANK], ids=["personal", "blank"])
def test_identity_stands_in_every_carrier(identity):
    stamp = stamp_for(TINY, identity)
    form = OdtFile(OdtMaster.build(lay_out(TINY, identity)).stamp(stamp))
    assert form.texts("//dc:title", "meta.xml") == [stamp.document_title]
    for carrier in ("//dc:subject", "//meta:keyword", "//meta:user-defined[@meta:name='ecoclic']"):
        assert form.texts(carrier, "meta.xml") == [stamp.token]
    assert attribute(form.find(f"//form:hidden[@form:name='{TOKEN_FIELD}']")[0], "form:value") == stamp.token
    assert stamp.reference_label in form.texts("//text:p")
    assert stamp.reference_label in form.texts("//style:footer//text:p", "styles.xml")
    assert stamp.name in form.texts("//style:footer//text:p", "styles.xml")


def test_the_identity_box_shows_each_line_of_the_stamp_in_order():
    assert stamped().texts("//text:p[@text:style-name='IdentityLine']") == [label + value for label, value in STAMP.identity_lines]


@pytest.mark.parametrize("count", [0, 1, 8])
def test_the_identity_box_has_as_many_lines_as_the_stamp(count):
    lines = tuple((f"Libellé {place}", f"Valeur {place}") for place in range(count))
    assert len(stamped(identity_lines=lines).find("//text:p[@text:style-name='IdentityLine']")) == count


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_comes_back_as_it_was_whatever_its_letters(name):
    kept = "".join(letter for letter in name if letter not in "\x00\x0b\ue000\ue001")
    form = stamped(name=name, document_title=name, token=name, reference_label=name, identity_lines=((name, name),))
    assert form.texts("//dc:title", "meta.xml") == [kept]
    assert attribute(form.find("//form:hidden")[0], "form:value") == kept
    assert kept in form.texts("//style:footer//text:p", "styles.xml")
    assert form.texts("//text:p[@text:style-name='IdentityLine']") == [kept + kept]


def test_no_slot_is_left_unfilled():
    for name in ("content.xml", "styles.xml", "meta.xml"):
        written = stamped().archive.read(name).decode()
        assert "\ue000" not in written
        assert "\ue001" not in written


@pytest.mark.parametrize("identity", [PERSONAL, BLANK], ids=["personal", "blank"])
def test_the_picture_says_what_the_stamp_says_in_one_bit_a_pixel(identity):
    stamp = stamp_for(TINY, identity)
    picture = Image.open(io.BytesIO(OdtFile(OdtMaster.build(lay_out(TINY, identity)).stamp(stamp)).archive.read("Pictures/qr.png")))
    assert picture.mode == "1"
    assert [each.text for each in read_barcodes(picture.convert("L"))] == [stamp.qr_payload]


def test_the_code_is_printed_at_least_17_millimetres_wide_on_the_first_page_and_12_in_footers():
    form = stamped()
    widths = [
        float((attribute(form.find("//draw:frame", part)[0], "svg:width") or "").removesuffix("cm"))
        for part in ("content.xml", "styles.xml")
    ]
    assert widths[0] >= 1.7
    assert widths[1] >= 1.2


def test_the_type_comes_first_uncompressed_and_the_manifest_lists_every_file():
    archive = stamped().archive
    first = archive.infolist()[0]
    listed = [attribute(each, "manifest:full-path") for each in stamped().find("//manifest:file-entry", "META-INF/manifest.xml")]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert archive.read("mimetype") == MIMETYPE.encode()
    assert sorted(listed) == sorted(["/", *(set(archive.namelist()) - {"mimetype", "META-INF/manifest.xml"})])
    assert attribute(stamped().xml("META-INF/manifest.xml"), "manifest:version") == "1.2"


def test_a_form_tells_neither_when_nor_by_whom_it_was_made():
    archive = stamped().archive
    assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert stamped().texts("//meta:generator", "meta.xml") == ["ecoclic"]
    assert stamped().find("//dc:creator | //dc:date | //meta:initial-creator", "meta.xml") == []


def test_a_respondent_s_name_stands_nowhere_in_the_master():
    other = stamped(name="Autre", document_title="Autre", identity_lines=())
    for part in other.archive.namelist():
        assert COMMUNE.name.encode() not in other.archive.read(part)
