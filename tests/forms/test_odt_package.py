"""The ZIP writer: whatever is stamped, an independent reader finds it whole."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.odt.package import Member, StampedMember, package
from forms.odt.slots import Slot

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Co"]), max_size=400)


def opened(*members: Member) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(package(members)))


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_stamped_file_is_its_fixed_text_with_each_slot_replaced(before, name, between, token):
    document = before + Slot.NAME.mark + between + Slot.TOKEN.mark + Slot.NAME.mark
    archive = opened(StampedMember("é.xml", document).stamped({Slot.NAME: name, Slot.TOKEN: token}))
    assert archive.testzip() is None
    assert archive.read("é.xml").decode() == before + name + between + token + name


def test_a_file_compressed_in_pieces_stays_close_to_one_compressed_whole():
    text = "".join(f'<text:p text:style-name="Body">Ligne {number} du document</text:p>' for number in range(3000))
    pieces = StampedMember("a", text[:50_000] + Slot.NAME.mark + text[50_000:]).stamped({Slot.NAME: "nom"})
    whole = Member.deflated("a", text.encode())
    assert len(pieces.data) < 1.1 * len(whole.data)


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_files_stored_and_deflated_come_back_in_order(contents):
    members = [Member.stored(f"{place}", each) if place % 2 else Member.deflated(f"{place}", each) for place, each in enumerate(contents)]
    archive = opened(*members)
    assert archive.testzip() is None
    assert [archive.read(name) for name in archive.namelist()] == contents


def test_a_slot_without_a_value_is_an_error():
    with pytest.raises(KeyError):
        StampedMember("a", Slot.NAME.mark).stamped({})
