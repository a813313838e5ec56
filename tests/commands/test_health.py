"""The board on the share: told at once when something changed, now and then otherwise, and never at the cost of the service."""

from __future__ import annotations

import os

import pytest

from commands import health
from commands.context import open_ledger
from commands.health import REFRESH_SECONDS, HealthBoard
from commands.init import make_workspace
from intake.dropfolder import Oddity
from outbox.health import NAME


@pytest.fixture
def workspace(tmp_path):
    return make_workspace(tmp_path / "travail")


@pytest.fixture
def clock():
    return [1000.0]


@pytest.fixture
def board(workspace, clock):
    with open_ledger(workspace) as ledger:
        yield HealthBoard(workspace, ledger, lambda: clock[0])


@pytest.fixture
def rewritten(workspace, board):
    """Whether a pass writes the board anew."""
    path = workspace.share.root / NAME

    def passing(waiting: int = 0) -> bool:
        before = path.stat().st_ino, path.stat().st_mtime_ns
        board.passed(waiting, continuous=True)
        return (path.stat().st_ino, path.stat().st_mtime_ns) != before

    return passing


def told(workspace) -> str:
    return (workspace.share.root / NAME).read_text(encoding="utf-8-sig").replace("\N{NO-BREAK SPACE}", " ")


def test_it_is_there_from_the_start(workspace):
    assert "n’a pas encore relevé" in told(workspace)


def test_it_is_rewritten_when_something_changed_and_every_ten_minutes(rewritten, clock):
    assert [rewritten(), rewritten(), rewritten(1), rewritten(1)] == [True, False, True, False]
    clock[0] += REFRESH_SECONDS - 1
    assert not rewritten(1)
    clock[0] += 1
    assert rewritten(1)


def test_explanations_and_hidden_files_are_not_counted_for_review(workspace, board):
    for name in ("a.odt", "a-explication.odt", ".cache", "b.pdf"):
        (workspace.share.review / name).write_bytes(b"x")
    board.passed(0, continuous=True)
    assert "À revoir (« 4-a-revoir ») : 2 fichiers." in told(workspace)


def test_what_is_never_opened_is_told_for_as_long_as_it_lies_there(workspace, board):
    board.passed(0, [(b"a/b/c/d", Oddity.TOO_DEEP)], continuous=True)
    assert "« a/b/c/d » : Ce dossier est à plus de trois sous-dossiers" in told(workspace)
    assert "déplacez ou remplacez ce qui n’est pas ouvert" in told(workspace)
    board.passed(0, continuous=True)
    assert "jamais ouvert" not in told(workspace)


def test_of_many_things_never_opened_the_first_are_told_and_the_others_counted(workspace, board):
    board.passed(0, [(b"lien %d" % number, Oddity.LINK) for number in range(23)], continuous=True)
    assert told(workspace).count("« lien ") == 20
    assert "… et 3 de plus." in told(workspace)


def test_a_disk_nearly_full_is_a_problem(workspace, board, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE", 1 << 60)
    board.passed(0, continuous=True)
    assert "Le disque du partage est presque plein" in told(workspace)
    assert "administre le service" in told(workspace)


def test_a_share_that_cannot_be_written_stops_nothing(workspace, board, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    before = told(workspace)
    monkeypatch.setattr(health, "post", full)
    board.passed(3, continuous=True)
    assert told(workspace) == before
    monkeypatch.undo()
    board.passed(3, continuous=True)
    assert "En attente de lecture : 3 fichiers." in told(workspace)


def test_a_share_that_is_gone_is_never_made(workspace, board):
    workspace.share.root.rename(workspace.root / "ailleurs")
    board.passed(0, continuous=True)
    assert not workspace.share.root.exists()
