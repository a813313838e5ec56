import sqlite3
from pathlib import Path

import pytest

from forms.errors import WorkspaceError
from intake.claims import ClaimLost
from intake.durable import Failure, classify
from intake.filesystems import network_filesystem
from intake.ledger_schema import MIGRATIONS
from intake.records import OutOfStep, Setback, State
from tests.intake.ledgers import MINE, fill, identified, open_ledger, received


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as opened:
        yield opened


@pytest.fixture
def campaign(ledger):
    fill(ledger)
    return ledger


def test_a_failing_transaction_leaves_nothing_of_its_steps(campaign):
    submission = received(campaign)

    def fail_halfway():
        with campaign.transaction():
            campaign.submissions.identify(submission, MINE)
            campaign.submissions.keep_reading(submission, "{}")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail_halfway()
    assert campaign.submissions.get(submission).state is State.RECEIVED
    assert campaign.submissions.reading(submission) is None


def test_a_nested_failure_undoes_itself_alone(campaign):
    submission = received(campaign)
    with campaign.transaction():
        campaign.submissions.identify(submission, MINE)
        with pytest.raises(OutOfStep):
            campaign.submissions.identify(submission, MINE)
    assert campaign.submissions.get(submission).state is State.IDENTIFIED
    assert len(campaign.submissions.events(submission)) == 2


def test_two_processes_cannot_both_make_one_transition(campaign, tmp_path):
    submission = received(campaign)
    with open_ledger(tmp_path) as other, pytest.raises(ClaimLost):
        other.submissions.identify(submission, MINE)
    campaign.submissions.identify(submission, MINE)
    with pytest.raises(OutOfStep):
        campaign.submissions.identify(submission, MINE)


def test_a_full_disk_is_told_as_one_and_changes_nothing(campaign):
    submission = identified(campaign)
    pages = campaign._database.one("PRAGMA page_count")[0]
    campaign._database.one(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OSError, match="No space left") as error:
        campaign.submissions.keep_reading(submission, "x" * 100_000)
    assert classify(error.value) is Failure.TRANSIENT
    assert campaign.submissions.get(submission).state is State.IDENTIFIED
    campaign._database.one("PRAGMA max_page_count = 100000")
    campaign.submissions.keep_reading(submission, "x" * 100_000)
    assert campaign.submissions.get(submission).state is State.READ


def test_a_ledger_kept_busy_by_another_process_is_tried_again_later(campaign, tmp_path, monkeypatch):
    monkeypatch.setattr("intake.database.BUSY_TIMEOUT_MS", 10)
    with open_ledger(tmp_path) as other, campaign.transaction():
        with pytest.raises(OSError, match="busy") as error:
            received(other)
        assert classify(error.value) is Failure.TRANSIENT


def test_the_ledger_is_for_its_owner_alone(campaign, tmp_path):
    received(campaign)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.glob("registre.sqlite*")} == {0}


def test_the_workspace_keeps_its_id(ledger, tmp_path):
    with open_ledger(tmp_path) as other:
        assert other.workspace_id == ledger.workspace_id
    assert len(ledger.workspace_id) == 32


def test_something_odd_is_told_once_even_after_a_restart(ledger, tmp_path):
    assert ledger.tell_once("odd", b"lien\xff.odt")
    assert not ledger.tell_once("odd", b"lien\xff.odt")
    with open_ledger(tmp_path) as other:
        assert not other.tell_once("odd", b"lien\xff.odt")
        assert other.tell_once("late", b"lien\xff.odt")


def test_every_commit_waits_for_the_disk(ledger):
    database = ledger._database
    assert [database.one(f"PRAGMA {name}")[0] for name in ("journal_mode", "synchronous", "foreign_keys")] == ["wal", 2, 1]


def test_a_ledger_of_a_later_version_is_left_alone(tmp_path):
    path = tmp_path / "registre.sqlite"
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(WorkspaceError, match="plus récente"):
        open_ledger(tmp_path)


def test_a_ledger_from_before_forgets_causes_in_english_and_an_index_of_no_use(tmp_path, monkeypatch):
    monkeypatch.setattr("intake.database.MIGRATIONS", MIGRATIONS[:9])
    with open_ledger(tmp_path) as before:
        failing = received(before)
        before.submissions.note_setback(failing, Setback("OSError(30, 'Read-only file system')"))
        assert "submissions_by_reference" in indexes(before)
    monkeypatch.undo()
    with open_ledger(tmp_path) as migrated:
        kept = migrated.submissions.get(failing)
        assert (kept.attempts, kept.last_error) == (1, "")
        assert "submissions_by_reference" not in indexes(migrated)


def indexes(ledger):
    return {row["name"] for row in ledger._database.all("SELECT name FROM sqlite_master WHERE type = 'index'")}


def test_a_file_that_is_no_ledger_is_said_to_be_none(tmp_path):
    path = tmp_path / "registre.sqlite"
    path.write_bytes(b"Ceci n'est pas une base. " * 100)
    with pytest.raises(WorkspaceError, match="abîmé"):
        open_ledger(tmp_path)
    assert path.read_bytes().startswith(b"Ceci")


MOUNTS = r"""21 1 8:1 / / rw - ext4 /dev/sda1 rw
40 21 0:40 / /srv/partage rw - cifs //nas/partage rw
41 21 0:41 / /mnt/a\040b rw - fuse.sshfs x rw
42 21 0:42 / /mnt/disque rw - fuseblk /dev/sdb rw
43 21 0:43 / /couvert rw - nfs4 nas:/ rw
44 43 8:2 / /couvert rw - xfs /dev/sdc rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/x/.etat", None),
        ("/srv/partage/.etat/r", "cifs"),
        ("/srv/partage2", None),
        ("/mnt/a b/r", "fuse.sshfs"),
        ("/mnt/disque/r", None),
        ("/couvert/r", None),
    ],
)
def test_network_file_systems_are_told_from_local_ones(tmp_path, path, kind):
    assert network_filesystem(Path(path), MOUNTS) == kind


def test_the_ledger_refuses_a_network_disk_in_french(tmp_path, monkeypatch):
    monkeypatch.setattr("intake.database.network_filesystem", lambda _: "nfs4")
    with pytest.raises(WorkspaceError, match=r"disque réseau \(nfs4\)"):
        open_ledger(tmp_path)
    assert not (tmp_path / "registre.sqlite").exists()
