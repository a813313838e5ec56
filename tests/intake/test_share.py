from datetime import UTC, datetime

import pytest

from forms.errors import WorkspaceError
from intake.share import SENTINEL, Share, ShareNames, ShareState

MINE, THEIRS = "a" * 32, "b" * 32


@pytest.fixture
def share(tmp_path):
    made = Share(tmp_path / "partage")
    made.create(MINE)
    return made


def test_a_new_share_has_its_folders_and_its_owner(share):
    assert sorted(path.name for path in share.root.iterdir()) == [
        SENTINEL,
        "1-questionnaires",
        "2-retours",
        "3-rapports",
        "4-a-revoir",
        "archives",
    ]
    assert share.state(MINE) is ShareState.PRESENT


def test_making_it_again_changes_nothing(share):
    before = (share.root / SENTINEL).read_bytes()
    (share.drops / "a.odt").write_bytes(b"x")
    share.create(MINE)
    assert (share.root / SENTINEL).read_bytes() == before
    assert (share.drops / "a.odt").read_bytes() == b"x"


def test_names_are_settings(tmp_path):
    share = Share(tmp_path, ShareNames(drops="retours"))
    share.create(MINE)
    assert share.drops.is_dir()
    assert share.drops.name == "retours"
    assert not (tmp_path / "2-retours").exists()


@pytest.mark.parametrize("call", [lambda share: share.state(THEIRS), lambda share: share.create(THEIRS)])
def test_the_share_of_another_workspace_is_refused(share, call):
    with pytest.raises(WorkspaceError, match="autre espace de travail"):
        call(share)
    assert share.state(MINE) is ShareState.PRESENT


def test_an_empty_mount_point_is_an_absent_share_and_stays_empty(tmp_path):
    share = Share(tmp_path)
    assert share.state(MINE) is ShareState.ABSENT
    assert list(tmp_path.iterdir()) == []


def test_a_missing_root_is_absent_and_never_made(tmp_path):
    share = Share(tmp_path / "absent")
    assert share.state(MINE) is ShareState.ABSENT
    with pytest.raises(FileNotFoundError):
        share.make_folders()
    assert not share.root.exists()


def test_a_sentinel_that_cannot_be_read_for_now_is_an_absent_share(share):
    (share.root / SENTINEL).rename(share.root / "ailleurs")
    (share.root / SENTINEL).symlink_to("ailleurs")
    assert share.state(MINE) is ShareState.ABSENT


@pytest.mark.parametrize("text", ["", "{}", "[]", "pas du JSON", "null"])
def test_a_damaged_sentinel_is_said_to_be_so(share, text):
    (share.root / SENTINEL).write_text(text)
    with pytest.raises(WorkspaceError, match="abîmé"):
        share.state(MINE)


def test_a_folder_somebody_removed_is_made_again(share):
    share.review.rmdir()
    share.make_folders()
    assert share.review.is_dir()


def test_paths_are_kept_relative_to_the_share(share):
    path = share.duplicates_of("essai-2026") / "x.odt"
    assert share.relative(path) == "archives/essai-2026/doublons/x.odt"
    with pytest.raises(ValueError, match="subpath"):
        share.relative(share.root.parent / "x.odt")


class TestAdopting:
    AT = datetime(2026, 3, 3, 14, 5, 9, tzinfo=UTC)
    KEPT = ".ecoclic-partage-20260303-140509.json"

    def test_the_share_changes_hands_and_the_old_sentinel_is_kept(self, share):
        before = (share.root / SENTINEL).read_bytes()
        assert share.adopt(THEIRS, self.AT) == share.root / self.KEPT
        assert share.is_of(THEIRS)
        assert not share.is_of(MINE)
        assert (share.root / self.KEPT).read_bytes() == before

    def test_a_damaged_sentinel_is_kept_too(self, share):
        (share.root / SENTINEL).write_text("pas du JSON")
        share.adopt(MINE, self.AT)
        assert share.is_of(MINE)
        assert (share.root / self.KEPT).read_text() == "pas du JSON"

    def test_a_lost_sentinel_is_written_again(self, share):
        (share.root / SENTINEL).unlink()
        assert share.adopt(MINE, self.AT) is None
        assert share.is_of(MINE)

    def test_what_an_interrupted_adoption_left_is_no_obstacle(self, share):
        (share.root / f"{SENTINEL}.nouveau").write_text("reste")
        share.adopt(THEIRS, self.AT)
        assert share.is_of(THEIRS)
        assert sorted(path.name for path in share.root.glob(".*")) == sorted([SENTINEL, self.KEPT])

    def test_an_empty_mount_point_is_never_adopted(self, tmp_path):
        with pytest.raises(WorkspaceError, match="monté"):
            Share(tmp_path).adopt(MINE, self.AT)
        assert list(tmp_path.iterdir()) == []
