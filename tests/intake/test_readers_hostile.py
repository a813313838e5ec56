"""Files that are not what they should be: each is refused with its own code, and says in French what to do."""

from __future__ import annotations

import io
import tracemalloc

import docx
import pikepdf
import pytest
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.text import P

from forms.returns import RawReturn, RefusalCode, Refused
from intake.readers import LARGEST_FILE, read_document
from tests.intake.hostile import (
    NAMESPACES,
    ODT_MIMETYPE,
    drawing,
    odt,
    odt_content,
    odt_members,
    pdf,
    raw_zip,
    rezipped,
    root,
    saved,
    zipped,
)

R = RefusalCode
GOOD_ODT = odt()
GOOD_PDF = saved(pdf())


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read_document(data)
    return caught.value


def made_by_odfpy(document: OpenDocumentText | OpenDocumentSpreadsheet) -> bytes:
    target = io.BytesIO()
    document.write(target)
    return target.getvalue()


def letter_odt() -> bytes:
    document = OpenDocumentText()
    document.text.addElement(P(text="Madame, Monsieur, veuillez trouver ci-joint…"))
    return made_by_odfpy(document)


def letter_docx() -> bytes:
    target = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Madame, Monsieur")
    document.save(target)
    return target.getvalue()


def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(64)


# What it really is ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason", "named"),
    [
        (b"", R.EMPTY, "vide"),
        (bytes(5000), R.UNKNOWN_FORMAT, "format"),
        (b"\x07\x08\x01binary", R.UNKNOWN_FORMAT, "format"),
        (b"Bonjour,\nvoici nos r\xc3\xa9ponses", R.WRONG_FORMAT, "texte"),
        ("Bonjour".encode("utf-16"), R.WRONG_FORMAT, "texte"),
        (b"<!DOCTYPE html><html><body>Connexion", R.WRONG_FORMAT, "page web"),
        (b"{\\rtf1\\ansi r\\'e9ponse}", R.WRONG_FORMAT, "RTF"),
        (b"\xff\xd8\xff\xe0" + bytes(50), R.WRONG_FORMAT, "JPEG"),
        (picture(), R.WRONG_FORMAT, "PNG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), R.DAMAGED, "endommagé"),
        (b"From: mairie@exemple.fr\r\nSubject: questionnaire\r\n", R.NOT_OUR_FORM, "message"),
        (b'<?xml version="1.0"?><!DOCTYPE refentry><title>OpenDocument</title>', R.WRONG_FORMAT, "XML"),
        (root("document", "").encode(), R.NOT_OUR_FORM, "questionnaires"),
        (letter_docx(), R.NOT_OUR_FORM, "questionnaires"),
        (made_by_odfpy(OpenDocumentSpreadsheet()), R.WRONG_FORMAT, "classeur"),
        (zipped({"formulaire.odt": GOOD_ODT}), R.UNPACKED, "archive"),
        (zipped({"mimetype": "application/vnd.sun.xml.writer", "content.xml": "<!DOCTYPE x><x/>"}), R.WRONG_FORMAT, "OpenOffice.org 1"),
        (zipped({"META-INF/MANIFEST.MF": "Main-Class: X"}), R.WRONG_FORMAT, "Java"),
        (letter_odt(), R.NOT_OUR_FORM, "questionnaires"),
        (saved(pikepdf.new()), R.NOT_OUR_FORM, "questionnaires"),
        (GOOD_ODT + bytes(LARGEST_FILE), R.TOO_LARGE, "volumineux"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)  # fmt: skip
def test_each_disguise_is_named_for_what_it_is(data, reason, named):
    refused = refusal(data)
    assert refused.reason is reason
    assert named in refused.sentence


@pytest.mark.parametrize("percent", [10, 50, 90, 99])
@pytest.mark.parametrize("whole", [GOOD_ODT, GOOD_PDF], ids=["odt", "pdf"])
def test_a_cut_file_is_incomplete(whole, percent):
    assert refusal(whole[: len(whole) * percent // 100]).reason is R.INCOMPLETE


def test_a_pdf_header_may_come_late_but_within_the_first_kilobyte():
    assert isinstance(read_document(GOOD_PDF), RawReturn)
    assert refusal(b"\x01" * 2000 + GOOD_PDF).reason is R.UNKNOWN_FORMAT


# ZIP -----------------------------------------------------------------------------------------------------------------------------

BIG = 31 * 1024 * 1024


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (raw_zip(odt_members(), mode=0o120777), R.DAMAGED),
        (raw_zip([*odt_members(), (b"content.xml", b"<x/>")]), R.DAMAGED),
        (raw_zip(odt_members(), local_names={b"content.xml": b"Content.xml"}), R.DAMAGED),
        (raw_zip(odt_members(), same_offset=True), R.DAMAGED),
        (raw_zip(odt_members(), crc_error=1), R.DAMAGED),
        (raw_zip(odt_members(), method=12), R.DAMAGED),
        (raw_zip(odt_members(), sizes={b"content.xml": 100}), R.DAMAGED),
        (raw_zip(odt_members(), sizes={b"content.xml": 2**32 - 2}), R.TOO_LARGE),
        (raw_zip(odt_members(), sizes={b"content.xml": 2**32 - 1}), R.DAMAGED),
        (raw_zip(odt_members(), flags=1), R.ENCRYPTED),
        (raw_zip(odt_members(" " * BIG)), R.TOO_LARGE),
        (raw_zip(odt_members(" " * (5 << 20))), R.TOO_LARGE),
        (raw_zip([(b"Pictures/%d" % number, b"") for number in range(2001)]), R.TOO_LARGE),
        (raw_zip([(b"folder/", b"content"), *odt_members()]), R.DAMAGED),
        (b"PK\x03\x04" + bytes(100), R.INCOMPLETE),
        (GOOD_ODT[:200] + bytes(200) + GOOD_ODT[400:], R.DAMAGED),
        (GOOD_ODT + b"junk", R.DAMAGED),
    ],
)
def test_a_zip_that_lies_is_refused(data, reason):
    assert refusal(data).reason is reason


def test_members_that_share_bytes_are_refused_though_every_header_agrees():
    name, body = odt_members()[1]
    inner = raw_zip([(name, body)], method=0)
    record = inner[: 30 + len(name) + len(body)]
    outer = bytearray(raw_zip([(b"cover", record), (name, body)], method=0))
    second = outer.rindex(b"PK\x01\x02")
    outer[second + 42 : second + 46] = (30 + len(b"cover")).to_bytes(4, "little")
    assert refusal(bytes(outer)).detail == "members overlap"


def test_two_members_of_one_name_are_refused_as_such():
    assert refusal(raw_zip([*odt_members(), odt_members()[1]])).detail == "two members bear one name"


def test_a_picture_bomb_stays_folded():
    bomb = raw_zip([*odt_members(), (b"Pictures/1.png", bytes(BIG))])
    tracemalloc.start()
    assert read_document(bomb).fields
    assert tracemalloc.get_traced_memory()[1] < BIG
    tracemalloc.stop()


def test_the_type_may_be_declared_late_with_a_newline_or_not_at_all():
    content = (b"content.xml", odt_content().encode())
    late = raw_zip([content, (b"mimetype", ODT_MIMETYPE.encode() + b"\n")])
    assert read_document(late).fields == read_document(raw_zip([content])).fields


def test_zip64_records_that_agree_are_read():
    assert read_document(_with_zip64(GOOD_ODT)).fields


def _with_zip64(data: bytes) -> bytes:
    """`data` whose end record defers to a zip64 one."""
    end = data.rfind(b"PK\x05\x06")
    count = int.from_bytes(data[end + 10 : end + 12], "little")
    size, offset = (int.from_bytes(data[end + at : end + at + 4], "little") for at in (12, 16))
    numbers = (number.to_bytes(8, "little") for number in (count, count, size, offset))
    record = b"PK\x06\x06" + (44).to_bytes(8, "little") + bytes([45, 0, 45, 0]) + bytes(8) + b"".join(numbers)
    locator = b"PK\x06\x07" + bytes(4) + end.to_bytes(8, "little") + (1).to_bytes(4, "little")
    return data[:end] + record + locator + data[end : end + 8] + b"\xff" * 12 + data[end + 20 :]


# XML -----------------------------------------------------------------------------------------------------------------------------

NESTED = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
DOCTYPES = {
    "bare": "<!DOCTYPE office:document-content>",
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{NESTED}]>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY l11 "{"a" * 50_000}">]>',
    "external file": '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
    "network": '<!DOCTYPE x SYSTEM "http://198.51.100.1/x.dtd">',
    "device": '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///dev/zero">]>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
}


def with_doctype(doctype: str, encoding: str) -> bytes:
    text = odt_content('<form:text xml:id="x" form:name="q" form:current-value="&l11;&l11;"/>' if "l11" in doctype else "")
    head, _, rest = text.partition("?>")
    return (head.replace("UTF-8", encoding) + "?>" + doctype + rest).encode(encoding)


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES.keys())
def test_any_document_type_is_refused_on_itself(doctype, encoding):
    assert refusal(odt(with_doctype(doctype, encoding))).reason is R.FORBIDDEN_CONTENT


@pytest.mark.parametrize("encoding", ["UTF-32", "EUC-JP", "Shift_JIS", "cp037", "windows-1251", "UTF-7"])
def test_a_document_type_in_an_odd_encoding_is_never_let_through(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]><x y="&a;"/>'
    assert refusal(odt(text.encode(encoding))).reason in {R.FORBIDDEN_CONTENT, R.DAMAGED}


@pytest.mark.parametrize("member", ["styles.xml", "meta.xml", "META-INF/manifest.xml"])
def test_a_document_type_is_refused_in_every_member_that_is_parsed(member):
    data = zipped({"mimetype": ODT_MIMETYPE, "content.xml": odt_content(), member: '<!DOCTYPE x [<!ENTITY a "b">]><x/>'})
    assert refusal(data).reason is R.FORBIDDEN_CONTENT


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (odt_content(body=drawing("n") + "<text:p>" * 300 + "</text:p>" * 300), R.TOO_LARGE),
        (odt_content("<form:text/>" * 20_001), R.TOO_LARGE),
        (odt_content(body="<text:p/>" * 600_000), R.TOO_LARGE),
        (odt_content()[:-20], R.DAMAGED),
        (odt_content().encode().replace(b"identite", b"\xffdentite"), R.DAMAGED),
        (odt_content().replace("identite__name", "a\x00b"), R.DAMAGED),
        (odt_content().replace("identite__name", "&#xD800;"), R.DAMAGED),
        (odt_content().replace("opendocument:xmlns:office", "autre"), R.NOT_OUR_FORM),
        ("<autre/>", R.NOT_OUR_FORM),
        (root("document-content", "<office:body><office:text/></office:body>"), R.NOT_OUR_FORM),
    ],
)
def test_xml_beyond_bounds_or_malformed_is_refused(content, reason):
    assert refusal(odt(content)).reason is reason


def test_xinclude_and_stylesheets_are_not_followed():
    included = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    content = odt_content(body=drawing("n") + included).replace("?>", '?><?xml-stylesheet href="http://198.51.100.1/x.xsl"?>', 1)
    assert set(read_document(odt(content)).fields) == {"identite__name"}


# Encryption ----------------------------------------------------------------------------------------------------------------------


def test_an_encrypted_document_is_refused_without_deriving_any_key():
    secret = '<manifest:encryption-data><manifest:key-derivation manifest:iteration-count="2000000000"/></manifest:encryption-data>'
    manifest = f'<manifest:manifest {NAMESPACES}><manifest:file-entry manifest:full-path="content.xml">{secret}</manifest:file-entry></manifest:manifest>'
    assert refusal(odt(b"\x12\x34" * 50, **{"META-INF!manifest.xml": manifest})).reason is R.ENCRYPTED
    assert refusal(odt(**{"encrypted-package": b"\x12"})).reason is R.ENCRYPTED


# Sentences -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"texte", GOOD_ODT[:99], GOOD_PDF[:99], letter_odt(), letter_docx(), raw_zip(odt_members(), flags=1)], ids=range(7)
)
def test_every_sentence_ends_with_what_to_do_in_careful_french(data):
    sentence = refusal(data).sentence
    assert "envoyez" in sentence
    assert "'" not in sentence
    assert not any(f" {mark}" in sentence for mark in ":;!?»")


def test_an_error_in_one_member_does_not_depend_on_the_rest():
    cut = rezipped(GOOD_ODT, lambda name, body: body[:-9] if name == "styles.xml" else body)
    assert refusal(cut).reason is R.DAMAGED
