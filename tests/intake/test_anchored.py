"""Folders are made on the share, or not at all."""

import errno

import pytest

from intake.anchored import make_folder


@pytest.fixture
def share(tmp_path):
    root = tmp_path / "partage"
    (root / "2-retours").mkdir(parents=True)
    return root


def test_every_folder_on_the_way_is_made_and_again_changes_nothing(share):
    for _ in range(2):
        make_folder(share, "2-retours", share / "archives" / "essai" / "doublons")
    assert (share / "archives" / "essai" / "doublons").is_dir()


def test_the_root_itself_is_never_made(tmp_path):
    with pytest.raises(OSError, match="away") as error:
        make_folder(tmp_path / "partage", "2-retours", tmp_path / "partage" / "archives")
    assert error.value.errno == errno.ESTALE
    assert not list(tmp_path.iterdir())


def test_nothing_is_made_on_a_bare_mount_point(tmp_path):
    with pytest.raises(OSError, match="away"):
        make_folder(tmp_path, "2-retours", tmp_path / "archives")
    assert not list(tmp_path.iterdir())


def test_a_link_among_the_folders_is_not_followed(share, tmp_path):
    (tmp_path / "ailleurs").mkdir()
    (share / "archives").symlink_to(tmp_path / "ailleurs")
    with pytest.raises(OSError, match="archives"):
        make_folder(share, "2-retours", share / "archives" / "essai")
    assert not list((tmp_path / "ailleurs").iterdir())


def test_a_folder_elsewhere_is_refused(share, tmp_path):
    with pytest.raises(ValueError, match="subpath"):
        make_folder(share, "2-retours", tmp_path / "ailleurs")
