import contextlib
import errno
import hashlib
import os
import socket

import pytest

from intake import spool as spool_module
from intake.spool import NotAFile, Spool, Unsettled, sha256_of_file, stamp_of

BYTES = b"PK\x03\x04 une r\xe9ponse" * 1000


@pytest.fixture
def drops(tmp_path):
    folder = tmp_path / "2-retours"
    folder.mkdir()
    return folder


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool", limit=100_000)


def drop(folder, name=b"depot.odt", data=BYTES):
    path = folder / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


def left_in(spool):
    return sorted(path.name for path in spool.path_of("x").parent.iterdir())


@pytest.mark.parametrize(
    "name",
    [
        b"depot.odt",
        b"a/b/c/depot.odt",
        b"-rf.odt",
        b"deux\nlignes.odt",
        b"\xe9t\xe9.odt",
        b"x" * 251 + b".odt",
        b"CON.odt",
        b"e\xcc\x81.odt",
    ],
)
def test_any_name_is_taken_and_its_copy_is_named_by_its_bytes(drops, spool, name):
    drop(drops, name)
    taken = spool.take(drops, name)
    assert taken.sha256 == hashlib.sha256(BYTES).hexdigest()
    assert spool.path_of(taken.sha256).read_bytes() == BYTES
    assert taken.stamp == stamp_of(drops, name)
    assert left_in(spool) == [taken.sha256]


def test_taking_twice_keeps_one_copy(drops, spool):
    name = drop(drops)
    assert spool.take(drops, name) == spool.take(drops, name)
    assert len(left_in(spool)) == 1


def test_an_empty_file_is_taken_like_another(drops, spool):
    taken = spool.take(drops, drop(drops, data=b""))
    assert taken.sha256 == hashlib.sha256(b"").hexdigest()
    assert not taken.too_large


def test_a_file_above_the_limit_is_not_read(drops, spool, monkeypatch):
    name = drop(drops, data=b"x" * 100_001)
    monkeypatch.setattr(spool_module, "_chunks", lambda _: pytest.fail("it was read"))
    taken = spool.take(drops, name)
    assert taken.too_large
    assert taken.stamp.size == 100_001
    assert left_in(spool) == []


def test_a_file_at_the_limit_is_read(drops, spool):
    assert not spool.take(drops, drop(drops, data=b"x" * 100_000)).too_large


def make_link(path):
    (path.parent / "vrai.odt").write_bytes(BYTES)
    path.symlink_to("vrai.odt")


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as listening, contextlib.chdir(path.parent):  # socket paths are short
        listening.bind(path.name)


@pytest.mark.parametrize("make", [make_link, os.mkfifo, make_socket, os.mkdir], ids=["link", "pipe", "socket", "folder"])
def test_what_is_no_file_is_never_opened(drops, spool, make):
    make(drops / "depot.odt")
    with pytest.raises(NotAFile):
        spool.take(drops, b"depot.odt")
    assert left_in(spool) == []


def test_a_folder_swapped_for_a_link_is_not_followed(drops, spool, tmp_path):
    drop(tmp_path / "ailleurs")
    (drops / "sous").symlink_to(tmp_path / "ailleurs")
    with pytest.raises(NotAFile):
        spool.take(drops, b"sous/depot.odt")


@pytest.mark.parametrize("path", [b"../secret.odt", b"a/../../secret.odt", b"", b"a/"])
def test_a_path_never_leads_out_of_the_folder(drops, spool, tmp_path, path):
    drop(tmp_path, b"secret.odt")
    (drops / "a").mkdir()
    with pytest.raises(NotAFile):
        spool.take(drops, path)


def test_a_file_that_has_gone_says_so(drops, spool):
    with pytest.raises(FileNotFoundError):
        spool.take(drops, b"parti.odt")


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(BYTES + b"suite"),
        lambda path: path.write_bytes(b"court"),
        lambda path: os.utime(path, ns=(1, 1)),
        lambda path: path.unlink(),
    ],
)
def test_a_file_changed_while_copied_is_left_for_later(drops, spool, monkeypatch, change):
    name = drop(drops)
    whole = spool_module._chunks

    def chunks(descriptor):
        yield from whole(descriptor)
        change(drops / "depot.odt")

    monkeypatch.setattr(spool_module, "_chunks", chunks)
    with pytest.raises(Unsettled):
        spool.take(drops, name)


def test_a_file_growing_while_copied_is_left_for_later_and_bounded(drops, spool, monkeypatch):
    name = drop(drops)
    monkeypatch.setattr(spool_module, "_chunks", lambda _: iter([BYTES] * 10**6))
    with pytest.raises(Unsettled):
        spool.take(drops, name)
    assert left_in(spool) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_failing_disk_leaves_nothing_half_written(drops, spool, monkeypatch, number):
    name = drop(drops)

    def fail(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match=os.strerror(number)):
        spool.take(drops, name)
    assert left_in(spool) == []


def test_leftovers_of_a_crash_are_cleaned_and_copies_kept(drops, spool):
    taken = spool.take(drops, drop(drops))
    spool.path_of("copie-123-456").write_bytes(b"moiti\xe9")
    spool.clean()
    assert left_in(spool) == [taken.sha256]


def test_only_whole_copies_are_held(drops, spool):
    taken = spool.take(drops, drop(drops))
    spool.path_of("copie-123-456").touch()
    assert spool.held() == {taken.sha256}


def test_a_copy_can_be_discarded_twice(drops, spool):
    taken = spool.take(drops, drop(drops))
    spool.discard(taken.sha256)
    spool.discard(taken.sha256)
    assert not spool.has(taken.sha256)


def test_reading_leaves_times_alone(drops, spool):
    name = drop(drops)
    os.utime(drops / "depot.odt", ns=(10**18, 10**18))
    spool.take(drops, name)
    sha256_of_file(drops, name)
    assert (drops / "depot.odt").stat().st_mtime_ns == 10**18
