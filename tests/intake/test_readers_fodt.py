"""Flat OpenDocument text, and templates: read as the ODT they would be."""

from __future__ import annotations

import pytest

from forms.returns import CarrierKind, RawField, RefusalCode, Refused
from intake.readers import read_document
from tests.intake.hostile import drawing, odt_content, root, zipped
from tests.tiny import PERSONAL

R = RefusalCode
META = f"<office:meta><dc:title>Titre</dc:title><meta:generator>LibreOffice/7.4</meta:generator><meta:keyword>{PERSONAL.token}</meta:keyword></office:meta>"


def fodt(controls: str = "", body: str | None = None, before: str = "") -> bytes:
    """A flat document: what `odt_content` holds, its metadata before."""
    inside = odt_content(controls, body).partition("<office:automatic-styles>")[2].rpartition("</office:document-content>")[0]
    text = root("document", f"{META}{before}<office:automatic-styles>{inside}")
    return text.replace("<office:document ", '<office:document office:mimetype="application/vnd.oasis.opendocument.text" ', 1).encode()


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read_document(data)
    return caught.value


def test_a_flat_document_gives_the_answers_the_identity_and_the_producer():
    raw = read_document(fodt('<form:text xml:id="x" form:name="q" form:current-value="douze"/>'))
    assert raw.fields == {"identite__name": RawField("identite__name", ()), "q": RawField("q", ("douze",))}
    assert [(each.kind, each.text) for each in raw.carriers] == [(CarrierKind.TITLE, "Titre"), (CarrierKind.KEYWORDS, str(PERSONAL.token))]
    assert raw.producer == "LibreOffice/7.4"
    assert raw.notices == ()


def test_a_title_within_the_text_is_not_the_document_s():
    raw = read_document(fodt(body=drawing("n") + "<text:p><dc:title>Autre</dc:title></text:p>"))
    assert [each.text for each in raw.carriers if each.kind is CarrierKind.TITLE] == ["Titre"]


def test_macros_are_noted_and_the_empty_shell_libreoffice_writes_is_not():
    shell = '<office:scripts><office:script><o:libraries xmlns:o="o">{}</o:libraries></office:script></office:scripts>'
    assert [notice.code for notice in read_document(fodt(before=shell.format("<o:library-embedded/>"))).notices] == ["macros-presentes"]
    assert read_document(fodt(before=shell.format(""))).notices == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(encoding):
    text = fodt().decode().replace("?>", '?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', 1).replace("UTF-8", encoding)
    assert refusal(text.encode(encoding)).reason is R.FORBIDDEN_CONTENT


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (fodt().replace(b"opendocument.text", b"opendocument.spreadsheet"), R.WRONG_FORMAT),
        (fodt()[:-30], R.DAMAGED),
        (fodt("<form:text/>" * 20_001), R.TOO_LARGE),
        (fodt(body="<text:p>" * 300 + "</text:p>" * 300), R.TOO_LARGE),
        (root("document", "<office:body><office:text/></office:body>").encode(), R.NOT_OUR_FORM),
    ],
    ids=["spreadsheet", "cut", "many controls", "deep", "a letter"],
)
def test_a_flat_document_that_cannot_be_used_is_refused_for_its_reason(data, reason):
    assert refusal(data).reason is reason


def test_a_template_is_read_as_the_document_it_would_make():
    template = zipped({"mimetype": "application/vnd.oasis.opendocument.text-template", "content.xml": odt_content()})
    assert set(read_document(template).fields) == {"identite__name"}


def test_a_document_an_editor_laid_out_on_one_page_tells_that_page():
    laid_out = fodt().replace(b"<office:text>", b'<office:text text:use-soft-page-breaks="true">')
    assert read_document(laid_out).fields["identite__name"].page == 1
    assert read_document(fodt()).fields["identite__name"].page is None
