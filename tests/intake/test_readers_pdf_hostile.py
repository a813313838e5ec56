"""PDF structures made to exhaust a reader: refused or read, always quickly."""

from __future__ import annotations

import time
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from forms.returns import RawReturn, RefusalCode, Refused
from intake.readers import read_document
from intake.readers._pdf_opening import rewritten
from tests.intake.hostile import pdf, saved, text_field
from tests.intake.hostile_pdf import no_count

SECONDS = 5.0
"""Generous on a busy machine; each takes a fraction of it."""


def outcome(document: pikepdf.Pdf) -> RawReturn | RefusalCode:
    data = saved(document)
    started = time.monotonic()
    try:
        return read_document(data)
    except Refused as refused:
        return refused.reason
    finally:
        assert time.monotonic() - started < SECONDS


def bomb(document: pikepdf.Pdf, megabytes: int) -> Stream:
    stream = document.make_stream(b"")
    stream.write(zlib.compress(bytes(megabytes << 20)), filter=Name.FlateDecode)
    return stream


def test_a_stream_bomb_in_a_value_is_refused():
    document = pdf(text_field("q16"))
    document.Root.AcroForm.Fields[1].V = bomb(document, 64)
    assert outcome(document) is RefusalCode.TOO_LARGE


def test_a_stream_bomb_in_the_metadata_is_refused():
    document = pdf()
    document.Root.Metadata = bomb(document, 64)
    assert outcome(document) is RefusalCode.TOO_LARGE


def test_a_stream_bomb_on_a_page_stays_folded():
    document = pdf(text_field("meta__token", String("ecoclic:1/-/essai-2026/essai/0123456789abcdef")))
    document.pages[0].Contents = bomb(document, 64)
    assert isinstance(outcome(document), RawReturn)


def test_a_storm_of_fields_is_refused():
    assert outcome(pdf(*(text_field(f"q{number}") for number in range(5_001)))) is RefusalCode.TOO_LARGE


def test_kids_shared_at_every_level_are_walked_once():
    document = pdf()
    level = document.make_indirect(Dictionary(T=String("feuille"), FT=Name.Tx))
    for number in range(30):
        level = document.make_indirect(Dictionary(T=String(f"n{number}"), Kids=Array([level, level])))
    document.Root.AcroForm.Fields.append(level)
    assert isinstance(outcome(document), RawReturn)


def test_a_deep_tree_of_fields_is_cut_short():
    document = pdf()
    level = document.make_indirect(Dictionary(T=String("feuille"), FT=Name.Tx))
    for number in range(2_000):
        level = document.make_indirect(Dictionary(T=String(f"n{number}"), Kids=Array([level])))
    document.Root.AcroForm.Fields.append(level)
    found = outcome(document)
    assert isinstance(found, RawReturn)
    assert set(found.fields) == {"identite__name"}


def test_pages_shared_at_every_level_are_refused():
    document = pdf()
    level = document.Root.Pages
    for _ in range(20):
        level = document.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([level, level]), Count=1))
    document.Root.Pages = level
    assert outcome(document) is RefusalCode.TOO_LARGE


@pytest.mark.parametrize("name", ["", ".", "..", "a" * 5_000, "identite__\u202e", "\x00"])
def test_odd_names_are_no_trouble(name):
    assert isinstance(outcome(pdf(text_field(name, String("x")))), RawReturn)


def test_values_of_the_wrong_kind_are_no_trouble():
    document = pdf()
    for number, wrong in enumerate((Dictionary(), Array([Array([Array()])]), 7, True, Name("/x"), Array([None]))):
        document.Root.AcroForm.Fields.append(document.make_indirect(text_field(f"q{number}", wrong)))
    found = outcome(document)
    assert isinstance(found, RawReturn)
    assert (found.fields["q2"].values, found.fields["q4"].values) == (("7",), ("x",))


def test_what_qpdf_gives_up_on_with_a_bare_error_is_damaged():
    with pytest.raises(Refused) as caught:
        rewritten(no_count())
    assert caught.value.reason is RefusalCode.DAMAGED
    assert "Count" in caught.value.detail
