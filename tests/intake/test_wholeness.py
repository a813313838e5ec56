"""Whether a quiet file looks whole, from a few kilobytes at its ends."""

from __future__ import annotations

import os

import pytest

from intake.dropfolder import DropFolder
from intake.wholeness import seems_whole
from tests.intake.hostile import odt, pdf, raw_zip, saved

ODT, PDF = odt(), saved(pdf())


@pytest.fixture
def whole(tmp_path):
    def look(data: bytes) -> bool:
        (tmp_path / "a.odt").write_bytes(data)
        return seems_whole(tmp_path, b"a.odt")

    return look


@pytest.mark.parametrize("data", [ODT, PDF, ODT + b"", PDF + b"\n", b"", b"Bonjour", b"\xff\xd8\xff\xe0photo"], ids=range(7))
def test_what_has_its_end_or_announces_none_is_whole(whole, data):
    assert whole(data)


@pytest.mark.parametrize("percent", [1, 10, 50, 90, 99])
@pytest.mark.parametrize("data", [ODT, PDF], ids=["odt", "pdf"])
def test_what_is_cut_is_not_whole(whole, data, percent):
    assert not whole(data[: max(8, len(data) * percent // 100)])


@pytest.mark.parametrize("data", [ODT, PDF], ids=["odt", "pdf"])
def test_a_size_reserved_in_advance_is_not_whole(whole, data):
    assert not whole(bytes(len(data)))
    assert not whole(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))


def test_an_end_record_that_leads_nowhere_is_not_whole(whole):
    data = raw_zip([(b"content.xml", b"<x/>")])
    assert not whole(data[:-10] + b"\xff\x7f\0\0\0\0".ljust(10, b"\0"))


def test_a_large_file_is_not_read_through(tmp_path, monkeypatch):
    """Eight gibibytes on paper: only the ends are looked at."""
    with (tmp_path / "a.odt").open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(8 << 30)
    read: list[int] = []
    really = os.pread
    monkeypatch.setattr(os, "pread", lambda descriptor, length, place: read.append(length) or really(descriptor, length, place))
    assert not seems_whole(tmp_path, b"a.odt")
    assert sum(read) < 100_000


def test_what_cannot_be_opened_is_left_to_the_taking(tmp_path):
    os.mkfifo(tmp_path / "tube.odt")
    (tmp_path / "lien.odt").symlink_to("tube.odt")
    folder = DropFolder(tmp_path)
    assert all(folder.seems_whole(name) for name in (b"tube.odt", b"lien.odt", b"absent.odt"))
