"""Word files damaged at random, and control files forged: read, or refused for a reason of ours, and never anything else."""

from __future__ import annotations

import io
import struct
import zipfile

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.returns import RawReturn, RefusalCode, Refused
from intake.readers import read_document
from intake.readers._control_file import stream_in
from tests.intake.hostile import zipped
from tests.intake.word_files import Storage, box, compound, doc, docx, entry, radio

CONTROLS = (entry("postes", "1 234,5"), box("q__epci"), radio("referent", "Oui"))
DOCX, DOC = docx(controls=CONTROLS), doc(*CONTROLS)
CONTROL = compound(Storage({"contents": entry("q", "douze").contents, "autre": b"x"}))
WHOLE = read_document(DOC).fields
SPOTS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), min_size=1, max_size=4)


def damaged(data: bytes, spots: list[tuple[float, bytes]]) -> bytes:
    changed = bytearray(data)
    for where, piece in spots:
        place = int(where * len(data))
        changed[place : place + len(piece)] = piece
    return bytes(changed)


def read_or_refused(data: bytes) -> RawReturn | Refused:
    try:
        return read_document(data)
    except Refused as refused:
        return refused


@given(SPOTS)
def test_a_damaged_doc_is_read_or_refused(spots):
    assert isinstance(read_or_refused(damaged(DOC, spots)), RawReturn | Refused)


@given(SPOTS, st.integers(0, 100))
def test_a_damaged_control_of_a_docx_is_read_or_refused(spots, which):
    with zipfile.ZipFile(io.BytesIO(DOCX)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    stored = [name for name in members if "activeX" in name or name.endswith("document.xml")]
    name = stored[which % len(stored)]
    members[name] = damaged(members[name], spots)
    assert isinstance(read_or_refused(zipped(members)), RawReturn | Refused)


@given(st.integers(0, len(DOC) - 1))
def test_a_doc_cut_anywhere_is_refused_or_says_all_it_said(length):
    read = read_or_refused(DOC[:length])
    assert isinstance(read, Refused) or read.fields == WHOLE


def test_a_control_file_gives_what_olefile_gives():
    with olefile.OleFileIO(io.BytesIO(CONTROL)) as ole:
        assert stream_in(CONTROL, "contents") == ole.openstream("contents").read()


@given(SPOTS)
def test_a_damaged_control_file_gives_bytes_or_is_refused(spots):
    try:
        found = stream_in(damaged(CONTROL, spots), "contents")
    except Refused as refused:
        found = refused.reason
    assert isinstance(found, bytes) or found is RefusalCode.DAMAGED


def table_place() -> int:
    """Where the only sector of the FAT begins."""
    (number,) = struct.unpack_from("<I", CONTROL, 76)
    return (number + 1) * 512


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (table_place(), 0),  # the directory's chain goes in circles
        (table_place(), 99_999),  # it leads outside the table
        (48, 99_999),  # it begins outside the file
        (76, 99_999),  # the table itself is outside
        (30, 0xFFFF),  # sectors of 2 to the 65535
    ],
)
def test_a_control_file_whose_tables_contradict_each_other_is_damaged(place, value):
    forged = CONTROL[:place] + struct.pack("<I", value) + CONTROL[place + 4 :]
    with pytest.raises(Refused) as caught:
        stream_in(forged, "contents")
    assert caught.value.reason is RefusalCode.DAMAGED


@pytest.mark.parametrize("name", ["absent", "Root Entry"])
def test_a_stream_that_is_not_there_makes_the_file_damaged(name):
    with pytest.raises(Refused):
        stream_in(CONTROL, name)
