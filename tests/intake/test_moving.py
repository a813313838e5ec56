import errno
import os

import pytest

from intake import durable, moving
from intake.durable import Failure, classify, rename_without_replacing, write_new
from intake.moving import MoveOutcome, Original, move_original
from intake.spool import Spool

BYTES = b"la r\xe9ponse de la commune"
OTHER = b"une autre r\xe9ponse, ou la m\xeame corrig\xe9e"
NAME = "2026-03-03-01001-n1-0f3ab29c11d4.odt"
LONG_AGO = 1_700_000_000_123_456_789


@pytest.fixture
def share(tmp_path):
    root = tmp_path / "partage"
    (root / "2-retours").mkdir(parents=True)
    return root


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool", limit=1000)


def take(share, spool, name=b"depot \xe9.odt", data=BYTES):
    path = share / "2-retours" / os.fsdecode(name)
    path.write_bytes(data)
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    taken = spool.take(share / "2-retours", name)
    spooled = spool.path_of(taken.sha256) if taken.sha256 else None
    return Original(share / "2-retours", name, taken.stamp, taken.sha256, spooled)


def archive(share):
    return share / "archives" / "essai-2026"


def move(original, share):
    return move_original(original, archive(share), NAME)


def everything_in(folder):
    return {os.fsencode(path.name): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refuse_to(monkeypatch, *ways):
    """A file system that does not know these ways of renaming."""
    for way in ways:
        monkeypatch.setattr(durable, way, lambda *_: False)


WAYS = [(), ("_rename_noreplace",), ("_rename_noreplace", "_link_then_unlink")]


@pytest.mark.parametrize("missing", WAYS, ids=["renameat2", "link", "reservation"])
class TestOnAnyFileSystem:
    def test_bytes_and_times_are_kept(self, share, spool, monkeypatch, missing):
        refuse_to(monkeypatch, *missing)
        moved = move(take(share, spool), share)
        assert (moved.path, moved.outcome) == (archive(share) / NAME, MoveOutcome.MOVED)
        assert moved.path.stat().st_mtime_ns == LONG_AGO
        assert everything_in(share) == {os.fsencode(NAME): BYTES}

    def test_a_name_that_is_taken_is_never_overwritten(self, share, spool, monkeypatch, missing):
        refuse_to(monkeypatch, *missing)
        archive(share).mkdir(parents=True)
        (archive(share) / NAME).write_bytes(OTHER)
        moved = move(take(share, spool), share)
        assert moved.path.name == NAME.replace(".odt", "-2.odt")
        assert everything_in(share) == {os.fsencode(NAME): OTHER, os.fsencode(moved.path.name): BYTES}

    def test_the_same_call_again_changes_nothing(self, share, spool, monkeypatch, missing):
        refuse_to(monkeypatch, *missing)
        original = take(share, spool)
        first, again = move(original, share), move(original, share)
        assert (again.path, again.outcome) == (first.path, MoveOutcome.ALREADY_THERE)
        assert everything_in(share) == {os.fsencode(NAME): BYTES}

    def test_a_rename_never_replaces(self, share, monkeypatch, missing):
        refuse_to(monkeypatch, *missing)
        source, target = share / "a", share / "b"
        source.write_bytes(BYTES)
        target.write_bytes(OTHER)
        with pytest.raises(FileExistsError):
            rename_without_replacing(source, target)
        assert everything_in(share) == {b"a": BYTES, b"b": OTHER}


def left_by_a_link(original, share):
    os.link(original.path, moving_name(share))


def left_by_a_reservation(original, share):
    moving_name(share).touch()


def left_while_moving(original, share):
    original.path.rename(moving_name(share))


def left_by_a_second_link(original, share):
    original.path.rename(moving_name(share))
    os.link(moving_name(share), archive(share) / NAME)


def left_by_a_second_reservation(original, share):
    original.path.rename(moving_name(share))
    (archive(share) / NAME).touch()


def left_by_a_copy(original, share):
    (archive(share) / f".ecoclic-copie-{NAME}").write_bytes(BYTES[:3])


def left_by_a_finished_copy(original, share):
    (archive(share) / NAME).write_bytes(BYTES)


def moving_name(share):
    return archive(share) / f".ecoclic-deplacement-{NAME}"


@pytest.mark.parametrize("missing", WAYS, ids=["renameat2", "link", "reservation"])
@pytest.mark.parametrize(
    "left",
    [
        left_by_a_link,
        left_by_a_reservation,
        left_while_moving,
        left_by_a_second_link,
        left_by_a_second_reservation,
        left_by_a_copy,
        left_by_a_finished_copy,
    ],
)
def test_whatever_a_killed_move_left_is_finished(share, spool, monkeypatch, left, missing):
    refuse_to(monkeypatch, *missing)
    original = take(share, spool)
    archive(share).mkdir(parents=True)
    left(original, share)
    assert move(original, share).path == archive(share) / NAME
    remains = everything_in(share)
    remains.pop(f".ecoclic-copie-{NAME}".encode(), None)
    assert remains == {os.fsencode(NAME): BYTES}


def test_new_bytes_caught_in_a_killed_move_go_back_to_the_drop_folder(share, spool):
    original = take(share, spool)
    archive(share).mkdir(parents=True)
    original.path.rename(moving_name(share))
    moving_name(share).write_bytes(OTHER)
    assert move(original, share).outcome is MoveOutcome.REPLACED
    assert everything_in(share) == {os.fsencode(NAME): BYTES, original.relative: OTHER}


def test_new_bytes_go_back_even_where_the_name_or_the_folder_is_not_free(share, spool):
    (share / "2-retours" / "sous").mkdir()
    original = take(share, spool, b"sous/depot.odt")
    archive(share).mkdir(parents=True)
    original.path.rename(moving_name(share))
    moving_name(share).write_bytes(OTHER)
    original.path.parent.rmdir()
    (share / "2-retours" / "depot.odt").write_bytes(b"encore un autre")
    move(original, share)
    assert sorted(everything_in(share / "2-retours").values()) == [b"encore un autre", OTHER]


def test_the_same_bytes_dropped_again_during_a_killed_move_stay_as_a_new_drop(share, spool):
    original = take(share, spool)
    archive(share).mkdir(parents=True)
    original.path.rename(moving_name(share))
    original.path.write_bytes(BYTES)
    move(original, share)
    assert everything_in(share) == {os.fsencode(NAME): BYTES, original.relative: BYTES}


def test_a_file_saved_again_before_the_move_stays_as_a_new_drop(share, spool):
    original = take(share, spool)
    original.path.write_bytes(OTHER)
    assert move(original, share).outcome is MoveOutcome.REPLACED
    assert everything_in(share) == {os.fsencode(NAME): BYTES, original.relative: OTHER}


def test_a_file_written_during_the_move_goes_back_as_a_new_drop(share, spool, monkeypatch):
    original = take(share, spool)
    really = moving.rename_without_replacing
    writes = iter([OTHER])

    def written_meanwhile(source, target):
        for data in writes:
            source.write_bytes(data)
        really(source, target)

    monkeypatch.setattr(moving, "rename_without_replacing", written_meanwhile)
    assert move(original, share).outcome is MoveOutcome.REPLACED
    assert everything_in(share) == {os.fsencode(NAME): BYTES, original.relative: OTHER}
    assert move(original, share).outcome is MoveOutcome.ALREADY_THERE


def test_a_file_removed_by_somebody_is_archived_from_the_spool(share, spool):
    original = take(share, spool)
    original.path.unlink()
    moved = move(original, share)
    assert moved.outcome is MoveOutcome.VANISHED
    assert everything_in(share) == {os.fsencode(NAME): BYTES}
    assert moved.path.stat().st_mtime_ns == LONG_AGO


def test_a_file_replaced_by_a_link_is_not_followed(share, spool, tmp_path):
    original = take(share, spool)
    original.path.unlink()
    original.path.symlink_to(tmp_path)
    assert move(original, share).path.read_bytes() == BYTES
    assert original.path.is_symlink()


def test_the_same_bytes_after_a_remount_are_still_the_original(share, spool):
    original = take(share, spool)
    copy = original.path.with_name("copie")
    copy.write_bytes(BYTES)
    copy.replace(original.path)  # another inode, another time
    assert move(original, share).outcome is MoveOutcome.MOVED
    assert everything_in(share) == {os.fsencode(NAME): BYTES}


def test_an_archive_on_another_disk_is_copied_to_then_the_drop_removed(share, spool, monkeypatch):
    original = take(share, spool)
    really = moving.rename_without_replacing

    def across(source, target):
        if source.parent != target.parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        really(source, target)

    monkeypatch.setattr(moving, "rename_without_replacing", across)
    moved = move(original, share)
    assert moved.outcome is MoveOutcome.MOVED
    assert moved.path.stat().st_mtime_ns == LONG_AGO
    assert everything_in(share) == {os.fsencode(NAME): BYTES}


class TestTooLargeToCopy:
    def test_it_is_moved_all_the_same(self, share, spool):
        original = take(share, spool, data=b"x" * 1001)
        assert original.spooled is None
        assert move(original, share).outcome is MoveOutcome.MOVED
        assert everything_in(share) == {os.fsencode(NAME): b"x" * 1001}
        assert move(original, share).outcome is MoveOutcome.ALREADY_THERE

    def test_one_that_was_replaced_leaves_the_new_one_alone(self, share, spool):
        original = take(share, spool, data=b"x" * 1001)
        original.path.write_bytes(OTHER)
        assert move(original, share).path is None
        assert everything_in(share) == {original.relative: OTHER}


def test_an_unmounted_share_is_not_rebuilt(share, spool):
    original = take(share, spool)
    original.path.unlink()
    (share / "2-retours").rmdir()
    with pytest.raises(OSError, match="away") as error:
        move(original, share)
    assert classify(error.value) is Failure.TRANSIENT
    assert list(share.iterdir()) == []


def test_a_file_removed_at_the_last_moment_is_archived_from_the_spool(share, spool, monkeypatch):
    original = take(share, spool)
    really = moving.rename_without_replacing

    def removed_meanwhile(source, target):
        if source == original.path:
            source.unlink()
        really(source, target)

    monkeypatch.setattr(moving, "rename_without_replacing", removed_meanwhile)
    assert move(original, share).outcome is MoveOutcome.VANISHED
    assert everything_in(share) == {os.fsencode(NAME): BYTES}


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_links_reserves_the_name(share, monkeypatch, number):
    refuse_to(monkeypatch, "_rename_noreplace")

    def no_link(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", no_link)
    (share / "a").write_bytes(BYTES)
    rename_without_replacing(share / "a", share / "b")
    assert everything_in(share) == {b"b": BYTES}


def test_a_reservation_that_fails_is_given_up(share, monkeypatch):
    refuse_to(monkeypatch, "_rename_noreplace", "_link_then_unlink")
    with pytest.raises(FileNotFoundError):
        rename_without_replacing(share / "absent", share / "b")
    assert everything_in(share) == {}


def test_a_full_disk_leaves_the_drop_where_it_was(share, spool, monkeypatch):
    original = take(share, spool)

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(moving, "rename_without_replacing", full)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        move(original, share)
    monkeypatch.undo()
    assert everything_in(share) == {original.relative: BYTES}
    assert move(original, share).outcome is MoveOutcome.MOVED


@pytest.mark.parametrize(
    "number", [errno.EIO, errno.ENOSPC, errno.EACCES, errno.ESTALE, errno.EBUSY, errno.EHOSTDOWN, errno.EMFILE, errno.EDQUOT, None]
)
def test_what_may_pass_is_tried_again(number):
    assert classify(OSError(number, "x")) is Failure.TRANSIENT


@pytest.mark.parametrize(
    ("number", "failure"), [(errno.ENOENT, Failure.GONE), (errno.ENAMETOOLONG, Failure.FINAL), (errno.ELOOP, Failure.FINAL)]
)
def test_what_will_not_pass_is_not(number, failure):
    assert classify(OSError(number, "x")) is failure


def test_a_link_that_bears_our_temporary_name_is_never_written_through(share, spool, monkeypatch):
    precious = share / "precieux"
    precious.write_bytes(OTHER)
    original = take(share, spool)
    original.path.unlink()
    archive(share).mkdir(parents=True)
    (archive(share) / f".ecoclic-copie-{NAME}").symlink_to(precious)
    moved = move(original, share)
    assert (moved.outcome, moved.path.read_bytes(), precious.read_bytes()) == (MoveOutcome.VANISHED, BYTES, OTHER)
    assert not moved.path.is_symlink()


def test_a_new_file_is_written_through_no_link(tmp_path, monkeypatch):
    (tmp_path / "precieux").write_bytes(OTHER)
    monkeypatch.setattr(durable.secrets, "token_hex", lambda _: "0badcafe")
    foreseen = tmp_path / f".ecoclic-tmp-{os.getpid()}-0badcafe-a"
    foreseen.symlink_to(tmp_path / "precieux")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a", BYTES)
    assert (tmp_path / "precieux").read_bytes() == OTHER
    write_new(tmp_path / "a", BYTES)
    assert (tmp_path / "a").read_bytes() == BYTES


def test_a_new_file_is_written_whole_and_never_over_another(tmp_path):
    write_new(tmp_path / "a", BYTES)
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a", OTHER)
    assert everything_in(tmp_path) == {b"a": BYTES}


@pytest.mark.parametrize("data", [BYTES, bytes(2000)], ids=["copied", "too large to be copied"])
def test_a_share_that_goes_away_during_the_move_is_not_taken_for_a_removal(share, spool, monkeypatch, data):
    original, make_folder = take(share, spool, data=data), moving._make_folder

    def make_folder_then_unmount(*arguments):
        make_folder(*arguments)
        share.rename(share.with_name("ailleurs"))

    monkeypatch.setattr(moving, "_make_folder", make_folder_then_unmount)
    with pytest.raises(OSError, match="away"):
        move(original, share)
    monkeypatch.undo()
    share.with_name("ailleurs").rename(share)
    assert move(original, share).outcome is MoveOutcome.MOVED
