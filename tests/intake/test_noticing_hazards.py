"""What goes wrong around a drop folder, and is survived: copies that pause, bursts, roots that vanish, thousands of known files."""

from __future__ import annotations

import os
import threading
import time

import pytest

from intake import watching
from intake.dropfolder import DropFolder
from intake.noticing import Noticer, Patience, Why
from intake.share import Share, ShareState
from intake.watching import Waker

MINE = "a" * 32


def names(observations) -> list[bytes]:
    return [drop.path for drop in observations.ready]


class TestCopiesThatPause:
    PATIENCE = Patience(quiet=10, incomplete=60)

    @pytest.fixture
    def folder(self, tmp_path):
        return DropFolder(tmp_path)

    @pytest.fixture
    def look(self, folder):
        noticer = Noticer(self.PATIENCE, seems_whole=folder.seems_whole)
        return lambda now: noticer.observe(folder.listing(), now, folder.stamp)

    def test_a_file_without_its_end_is_waited_for_then_taken_as_it_is(self, folder, look):
        (folder.root / "a.odt").write_bytes(b"PK\x03\x04" + bytes(99))
        assert [[why for _, why in look(now).waiting] for now in (0, 10, 59)] == [[Why.SETTLING], [Why.INCOMPLETE], [Why.INCOMPLETE]]
        assert names(look(60)) == [b"a.odt"]

    def test_one_whose_end_comes_is_taken_once_quiet_again(self, folder, look):
        (folder.root / "a.pdf").write_bytes(b"%PDF-1.7\n")
        look(0)
        look(10)
        (folder.root / "a.pdf").write_bytes(b"%PDF-1.7\nstartxref\n9\n%%EOF\n")
        assert [names(look(now)) for now in (30, 39, 40)] == [[], [], [b"a.pdf"]]

    def test_its_ends_are_read_once_for_each_of_its_states(self, tmp_path):
        (tmp_path / "a.odt").write_bytes(b"x")
        folder, asked = DropFolder(tmp_path), []
        noticer = Noticer(self.PATIENCE, seems_whole=lambda path: bool(asked.append(path)))
        for now in range(0, 55, 5):
            noticer.observe(folder.listing(), now, folder.stamp)
        assert asked == [b"a.odt"]

    def test_a_single_run_does_not_wait_longer_for_it(self):
        assert Patience.for_once(2).incomplete == 2


class TestManyKnownFiles:
    def test_a_listing_that_did_not_change_is_the_same_object(self, tmp_path):
        (tmp_path / "sous").mkdir()
        (tmp_path / "sous" / "a.odt").write_bytes(b"x")
        folder = DropFolder(tmp_path)
        first = folder.listing()
        assert folder.listing() is first
        (tmp_path / "sous" / "b.odt").write_bytes(b"x")
        second = folder.listing()
        assert set(second.files) == {b"sous/a.odt", b"sous/b.odt"}
        assert set(first.files) == {b"sous/a.odt"}

    @pytest.mark.parametrize(
        "change",
        [
            lambda root: (root / "a.odt").unlink(),
            lambda root: (root / "a.odt").rename(root / "b.odt"),
            lambda root: (root / "sous").rmdir(),
            lambda root: (root / ".~lock.a.odt#").write_bytes(b""),
            lambda root: (root / "b.odt").symlink_to("a.odt"),
            lambda root: (root / "c.odt").replace(root / "a.odt"),
        ],
        ids=["removed", "renamed", "folder gone", "locked", "link", "replaced"],
    )
    def test_any_change_of_names_or_inodes_is_seen(self, tmp_path, change):
        for name in ("a.odt", "c.odt"):
            (tmp_path / name).write_bytes(b"x")
        (tmp_path / "sous").mkdir()
        folder = DropFolder(tmp_path)
        folder.listing()
        change(tmp_path)
        assert folder.listing() == DropFolder(tmp_path).listing()

    def test_nothing_is_gone_through_but_what_is_looked_at(self, tmp_path):
        for number in range(300):
            (tmp_path / f"{number}.odt").write_bytes(b"x")
        folder, looked = DropFolder(tmp_path), []
        noticer = Noticer(Patience(quiet=1, recheck=5))

        def look(now: float) -> int:
            looked.clear()
            noticer.observe(folder.listing(), now, lambda path: looked.append(path) or folder.stamp(path))
            return len(looked)

        assert [look(now) for now in (0, 1, 2, 3)] == [300, 300, 5, 5]

    def test_one_taken_back_is_seen_again_though_nothing_changed(self, tmp_path):
        (tmp_path / "a.odt").write_bytes(b"x")
        folder, noticer = DropFolder(tmp_path), Noticer(Patience(quiet=1))
        for now in (0, 1):
            noticer.observe(folder.listing(), now, folder.stamp)
        noticer.again(b"a.odt")
        assert [names(noticer.observe(folder.listing(), now, folder.stamp)) for now in (2, 3)] == [[], [b"a.odt"]]


def test_a_burst_of_thirty_thousand_files_is_noticed_whole(tmp_path, monkeypatch):
    """Far more events than the kernel queues (16 384), and a handler too slow for them: events are lost, files are not."""
    slow = Waker._note_event
    monkeypatch.setattr(Waker, "_note_event", lambda waker: (time.sleep(0.0005), slow(waker)))
    monkeypatch.setattr(watching, "_STOP_TIMEOUT", 0.1)
    folder, noticer, found = DropFolder(tmp_path), Noticer(Patience(quiet=0, empty=0)), set()

    def burst() -> None:
        for number in range(30_000):
            os.close(os.open(tmp_path / f"{number}.odt", os.O_CREAT | os.O_WRONLY))

    with Waker(tmp_path, calm=0.01) as waker:
        writer = threading.Thread(target=burst)
        writer.start()
        limit = time.monotonic() + 60
        while len(found) < 30_000 and time.monotonic() < limit:
            waker.wait(0.2)
            found.update(names(noticer.observe(folder.listing(), time.monotonic(), folder.stamp)))
        writer.join()
        assert waker.watching
    assert len(found) == 30_000


def test_a_root_that_vanishes_and_returns_loses_no_file_and_repeats_none(tmp_path):
    root = tmp_path / "partage"
    root.mkdir()
    (root / "a.odt").write_bytes(b"x")
    folder, noticer = DropFolder(root), Noticer(Patience(quiet=1))
    for now in (0, 1):
        taken = names(noticer.observe(folder.listing(), now, folder.stamp))
    assert taken == [b"a.odt"]
    root.rename(tmp_path / "ailleurs")
    with pytest.raises(FileNotFoundError):
        folder.listing()
    (tmp_path / "ailleurs" / "b.odt").write_bytes(b"x")
    (tmp_path / "ailleurs").rename(root)
    assert [names(noticer.observe(folder.listing(), now, folder.stamp)) for now in (20, 21, 22)] == [[], [b"b.odt"], []]


def test_an_unmounted_share_is_absent_and_nothing_is_made_on_its_mount_point(tmp_path):
    share = Share(tmp_path / "partage")
    share.create(MINE)
    share.root.rename(tmp_path / "demonte")
    share.root.mkdir()  # what a mount point is when nothing is mounted
    assert share.state(MINE) is ShareState.ABSENT
    with pytest.raises(FileNotFoundError):
        DropFolder(share.drops).listing()
    assert list(share.root.iterdir()) == []
    share.root.rmdir()
    (tmp_path / "demonte").rename(share.root)
    assert share.state(MINE) is ShareState.PRESENT
