"""Whatever the bytes, a reader answers or refuses: it never fails otherwise, and never invents an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Name, String

from forms.returns import RawReturn, Refused
from intake.readers import read_document
from tests.intake.hostile import check_box, odt, odt_content, odt_members, pdf, radio_group, raw_zip, saved, text_field

SEED_ODT = raw_zip(odt_members(odt_content('<form:text xml:id="x" form:name="q" form:current-value="oui"/>')), method=0)
PACKED_ODT = odt(odt_content('<form:text xml:id="x" form:name="q" form:current-value="oui"/>'))


def seed_pdf() -> bytes:
    document = pdf(text_field("q16", String("là")), check_box("q04__plan", "plan", Name.plan))
    radio_group(document, "q08", ("oui", "Off"), Name.oui)
    return saved(document)


SEED_PDF = seed_pdf()


def answer(data: bytes) -> RawReturn | Refused:
    try:
        return read_document(data)
    except Refused as refused:
        return refused


@pytest.mark.parametrize("seed", [SEED_ODT, PACKED_ODT, SEED_PDF], ids=["stored", "deflated", "pdf"])
@given(
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=0, max_size=6), st.integers(0, 6)), min_size=1, max_size=5
    )
)
def test_changed_bytes_are_answered_or_refused(seed, changes):
    data = bytearray(seed)
    for where, inserted, removed in changes:
        place = int(where * len(data))
        data[place : place + removed] = inserted
    assert isinstance(answer(bytes(data)), RawReturn | Refused)


@pytest.mark.parametrize("head", [b"", b"PK\x03\x04", b"PK\x05\x06", b"%PDF-1.7\n", b"<?xml ", b"{\\rtf", b"\xff\xfe"])
@given(noise=st.binary(max_size=300))
def test_noise_is_refused(head, noise):
    assert isinstance(answer(head + noise), Refused)


@given(change=st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)))
def test_one_wrong_byte_in_a_deflated_package_never_changes_an_answer(change):
    where, flip = change
    data = bytearray(PACKED_ODT)
    data[int(where * len(data))] ^= flip
    found = answer(bytes(data))
    assert isinstance(found, Refused) or found.fields.get("q") in (None, read_document(PACKED_ODT).fields["q"])
