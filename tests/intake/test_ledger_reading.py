"""A ledger opened only to be looked at: nothing is created or changed, and one moment is seen while others write."""

import sqlite3

import pytest

from forms.errors import WorkspaceError
from intake.ledger import Ledger
from intake.records import State
from tests.intake.ledgers import MINE, NOW, fill, open_ledger, received


@pytest.fixture
def writing(tmp_path):
    with open_ledger(tmp_path) as ledger:
        fill(ledger)
        yield ledger


@pytest.fixture
def looking(writing, tmp_path):
    with Ledger(tmp_path / "registre.sqlite", lambda: NOW, read_only=True) as ledger:
        yield ledger


def test_it_cannot_be_changed(writing, looking):
    submission = received(writing)
    with pytest.raises(OSError, match="Read-only"):
        looking.submissions.identify(submission, MINE)
    assert writing.submissions.get(submission).state is State.RECEIVED


def test_it_is_not_created(tmp_path):
    with pytest.raises(OSError, match="ledger"):
        Ledger(tmp_path / "registre.sqlite", lambda: NOW, read_only=True)
    assert not list(tmp_path.iterdir())


def test_one_moment_is_seen_while_another_process_writes(writing, looking):
    submission = received(writing)
    with looking.snapshot():
        assert looking.submissions.get(submission).state is State.RECEIVED
        writing.submissions.identify(submission, MINE)
        assert looking.submissions.get(submission).state is State.RECEIVED
    assert looking.submissions.get(submission).state is State.IDENTIFIED


def test_it_is_read_after_its_writer_was_killed_and_left_its_log(writing, tmp_path):
    received(writing)
    copy = tmp_path / "copie"
    copy.mkdir()
    for name in ("registre.sqlite", "registre.sqlite-wal"):
        (copy / name).write_bytes((tmp_path / name).read_bytes())
    with Ledger(copy / "registre.sqlite", lambda: NOW, read_only=True) as ledger:
        assert len(ledger.submissions.in_state(State.RECEIVED)) == 1


def test_a_ledger_of_another_version_is_told(tmp_path):
    sqlite3.connect(tmp_path / "registre.sqlite").close()
    (tmp_path / "registre.sqlite").touch()
    with pytest.raises(WorkspaceError, match="autre version"):
        Ledger(tmp_path / "registre.sqlite", lambda: NOW, read_only=True)


def test_a_sound_ledger_has_no_damage_and_a_stray_reference_is_some(writing, looking):
    assert looking.damage() == ()
    received(writing)
    writing._database._connection.execute("PRAGMA foreign_keys = OFF")
    writing._database.write("UPDATE submissions SET duplicate_of = 99")
    assert "no such submissions" in looking.damage()[0]
