"""Delivery: whole or not at all, twice the same as once, and never over another document."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from outbox.delivery import TEMPORARY_PREFIX, Document, DocumentExists, deliver, deliver_among_many

ONE, OTHER = Document("rapport-01001-v1.odt", b"un"), Document("rapport-01001-v1.odt", b"deux")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_documents_appear_whole_under_their_names(tmp_path) -> None:
    paths = deliver([ONE, Document("recu-01001-v1.odt", b"r")], tmp_path)
    assert [path.read_bytes() for path in paths] == [b"un", b"r"]
    assert names(tmp_path) == ["rapport-01001-v1.odt", "recu-01001-v1.odt"]


def test_a_folder_that_is_not_there_is_never_made(tmp_path) -> None:
    with pytest.raises(FileNotFoundError):
        deliver([ONE], tmp_path / "partage" / "3-rapports")
    assert names(tmp_path) == []


def test_delivering_again_changes_nothing(tmp_path) -> None:
    (path,) = deliver([ONE], tmp_path)
    before = path.stat()
    deliver([ONE], tmp_path)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_another_document_is_never_overwritten(tmp_path) -> None:
    deliver([ONE], tmp_path)
    with pytest.raises(DocumentExists, match="n’a pas été remplacé"):
        deliver([OTHER], tmp_path)
    assert (tmp_path / ONE.name).read_bytes() == b"un"
    assert names(tmp_path) == [ONE.name]


def test_what_is_no_ordinary_file_is_never_opened_for_the_name_it_bears(tmp_path) -> None:
    os.mkfifo(tmp_path / ONE.name)
    with pytest.raises(DocumentExists):
        deliver([ONE], tmp_path)
    (tmp_path / OTHER.name).unlink()
    (tmp_path / OTHER.name).mkdir()
    with pytest.raises(DocumentExists):
        deliver([OTHER], tmp_path)


def test_what_a_crash_left_is_removed(tmp_path) -> None:
    (tmp_path / f"{TEMPORARY_PREFIX}rapport-01001-v1.odt").write_bytes(b"u")
    deliver([ONE], tmp_path)
    assert names(tmp_path) == [ONE.name]


def test_a_folder_of_thousands_is_not_listed_at_each_delivery(tmp_path, monkeypatch) -> None:
    def listed(*_: object) -> None:
        raise AssertionError("the folder was listed")

    monkeypatch.setattr(Path, "glob", listed)
    monkeypatch.setattr(Path, "iterdir", listed)
    monkeypatch.setattr(os, "scandir", listed)
    monkeypatch.setattr(os, "listdir", listed)
    (path,) = deliver_among_many([ONE], tmp_path)
    assert path.read_bytes() == b"un"
    with pytest.raises(DocumentExists):
        deliver_among_many([OTHER], tmp_path)


def test_a_failed_write_leaves_no_document(tmp_path, monkeypatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        deliver([ONE], tmp_path)
    assert names(tmp_path) == []


def without_links(*_: object, **__: object) -> None:
    raise PermissionError(1, "Operation not permitted")


def without_such_a_rename(*_: object) -> bool:
    return False


def test_a_share_without_hard_links_is_served_by_renaming(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(os, "link", without_links)
    assert deliver([ONE], tmp_path)[0].read_bytes() == b"un"
    with pytest.raises(DocumentExists):
        deliver([OTHER], tmp_path)
    assert names(tmp_path) == [ONE.name]


def test_a_share_that_knows_neither_links_nor_such_renames_is_served_too(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(os, "link", without_links)
    monkeypatch.setattr("outbox.delivery.rename_without_replacing", without_such_a_rename)
    assert deliver([ONE], tmp_path)[0].read_bytes() == b"un"
    with pytest.raises(DocumentExists):
        deliver([OTHER], tmp_path)
    assert names(tmp_path) == [ONE.name]


@pytest.mark.parametrize("has_links", [True, False])
def test_a_document_that_appears_meanwhile_is_kept(tmp_path, monkeypatch, has_links: bool) -> None:
    link = os.link

    def late(source: str, target: str, **more: object) -> None:
        (tmp_path / target).write_bytes(b"autre")
        link(source, target, **more) if has_links else without_links()  # type: ignore[arg-type]  # handed through as they came

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(DocumentExists):
        deliver([ONE], tmp_path)
    assert (tmp_path / ONE.name).read_bytes() == b"autre"
    assert names(tmp_path) == [ONE.name]


def test_a_link_that_bears_the_temporary_name_is_never_written_through(tmp_path, monkeypatch) -> None:
    folder, elsewhere = tmp_path / "3-rapports", tmp_path / "ailleurs"
    folder.mkdir()
    elsewhere.write_bytes(b"precieux")
    monkeypatch.setattr("outbox.delivery.remove_leftovers", lambda _: None)  # the link comes after the cleaning
    (folder / f"{TEMPORARY_PREFIX}{os.getpid()}-{ONE.name}").symlink_to(elsewhere)
    with pytest.raises(FileExistsError) as refused:
        deliver([ONE], folder)
    assert elsewhere.read_bytes() == b"precieux"
    assert refused.value.filename.startswith(str(folder))


def test_a_link_in_the_place_of_the_folder_leads_nowhere(tmp_path) -> None:
    (tmp_path / "ailleurs").mkdir()
    (tmp_path / "3-rapports").symlink_to(tmp_path / "ailleurs")
    with pytest.raises(NotADirectoryError):
        deliver([ONE], tmp_path / "3-rapports")
    assert names(tmp_path / "ailleurs") == []


def test_a_folder_replaced_by_a_link_during_the_delivery_keeps_its_documents(tmp_path, monkeypatch) -> None:
    folder, sync = tmp_path / "3-rapports", os.fsync
    folder.mkdir()
    (tmp_path / "ailleurs").mkdir()

    def replaced(descriptor: int) -> None:
        if folder.is_dir() and not folder.is_symlink():
            folder.rename(tmp_path / "vrai")
            folder.symlink_to(tmp_path / "ailleurs")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", replaced)
    deliver([ONE], folder)
    assert (names(tmp_path / "vrai"), names(tmp_path / "ailleurs")) == ([ONE.name], [])


def test_nothing_is_named_before_all_of_it_is_on_disk(tmp_path, monkeypatch) -> None:
    sync, named_too_early = os.fsync, []

    def fsync(descriptor: int) -> None:
        if os.path.isfile(f"/proc/self/fd/{descriptor}"):  # noqa: PTH113 – the folder is synced too, after the names
            named_too_early.extend(name for name in names(tmp_path) if not name.startswith(TEMPORARY_PREFIX))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    deliver([Document(f"{kind}-01001-v1.odt", kind.encode()) for kind in ("rapport", "synthese", "recu")], tmp_path)
    assert named_too_early == []
    assert len(names(tmp_path)) == 3


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_disk_that_fails_for_one_file_delivers_none_of_them(failing: int, tmp_path, monkeypatch) -> None:
    sync, wanted = os.fsync, f"document-{failing}"

    def fsync(descriptor: int) -> None:
        if os.readlink(f"/proc/self/fd/{descriptor}").endswith(wanted):  # noqa: PTH115 – the text of the link
            raise OSError(errno.EIO, "disk")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="disk"):
        deliver([Document(f"document-{place}", b"x") for place in range(3)], tmp_path)
    assert names(tmp_path) == []


def test_more_documents_than_are_written_at_a_time_all_arrive(tmp_path) -> None:
    documents = [Document(f"document-{place:02}", b"x" * place) for place in range(21)]
    assert [path.read_bytes() for path in deliver(documents, tmp_path)] == [each.content for each in documents]
