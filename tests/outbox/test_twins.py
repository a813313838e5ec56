"""What is done to what LibreOffice exports, without LibreOffice."""

from __future__ import annotations

import io
import random
import zlib
from datetime import UTC, datetime

import pikepdf
import pytest

from outbox.twins import NotATwin, finished_twin, has_twin, twin_path
from tests.outbox.samples import odt

AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
SOURCE = odt("<text:p>Bonjour</text:p>")


def exported(*streams: bytes, tags: bool = True) -> bytes:
    """A PDF of one page, with streams of these contents."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if tags:
            pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(ParentTree=pikepdf.Dictionary(Nums=pikepdf.Array())))
        pdf.Root.Kept = pikepdf.Array([pdf.make_stream(each) for each in streams])
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04", exported()[:200]])
def test_what_is_no_pdf_is_never_delivered(data: bytes) -> None:
    with pytest.raises(NotATwin) as told:
        finished_twin(data, SOURCE, AT)
    assert told.value.sentence


def test_a_pdf_without_tags_is_never_delivered() -> None:
    with pytest.raises(NotATwin):
        finished_twin(exported(tags=False), SOURCE, AT)


def test_the_moment_of_the_export_leaves_no_trace() -> None:
    def dated(date: str) -> bytes:
        with pikepdf.open(io.BytesIO(exported())) as pdf:
            pdf.docinfo["/CreationDate"] = date
            written = io.BytesIO()
            pdf.save(written)
            return written.getvalue()

    assert finished_twin(dated("D:20260101000000Z"), SOURCE, AT) == finished_twin(dated("D:20270101000000Z"), SOURCE, AT)
    with pikepdf.open(io.BytesIO(finished_twin(dated("D:20260101000000Z"), SOURCE, AT))) as twin:
        assert str(twin.docinfo["/CreationDate"]) == "D:20260303093000Z"


def test_a_link_that_says_nothing_says_where_it_leads() -> None:
    """So does LibreOffice 25.2 leave them."""
    with pikepdf.open(io.BytesIO(exported())) as pdf:
        outside = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://a.fr/"))
        )
        told = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Contents=pikepdf.String("Le site"))
        pdf.pages[0].obj.Annots = pikepdf.Array([outside, pikepdf.Dictionary(Subtype=pikepdf.Name.Link), told])
        written = io.BytesIO()
        pdf.save(written)
    with pikepdf.open(io.BytesIO(finished_twin(written.getvalue(), SOURCE, AT))) as twin:
        assert [str(each.Contents) for each in twin.pages[0].Annots] == ["https://a.fr/", "Lien dans ce document", "Le site"]


def test_no_stream_ends_with_what_could_be_taken_for_the_end_of_a_line() -> None:
    draw = random.Random(3)
    streams = [draw.randbytes(40) for _ in range(2000)]
    assert any(zlib.compress(each).endswith(b"\r") for each in streams)
    twin = finished_twin(exported(*streams), SOURCE, AT)
    assert b"\r\nendstream" not in twin
    with pikepdf.open(io.BytesIO(twin)) as pdf:
        assert all(kept.read_bytes().startswith(each) for kept, each in zip(pdf.Root.Kept, streams, strict=True))


def test_forms_have_no_twin_and_everything_else_has() -> None:
    assert [kind for kind in ("rapport", "recu", "explication", "complement", "plan") if has_twin(kind, "x.odt")] == [
        "rapport",
        "recu",
        "explication",
    ]
    assert not has_twin("rapport", "x.pdf")
    assert twin_path("3-rapports/essai/rapport-01001-v1.odt") == "3-rapports/essai/rapport-01001-v1.pdf"
