"""What a single run cannot outwait, and how it is stopped."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest

import commands.loop
from commands.context import now
from commands.init import make_workspace
from commands.loop import Service, serving
from commands.workspace import Workspace
from intake.noticing import Patience, Why
from intake.records import State
from tests.commands.test_failing import Told


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "ecoclic.toml").write_text("pdf = 'never'\n[watch]\nonce_quiet = 0.02\n", encoding="utf-8")
    return make_workspace(tmp_path)


@pytest.fixture
def locked(workspace: Workspace) -> Path:
    """A file that LibreOffice holds open, or did when it crashed."""
    drops = workspace.share.drops
    (drops / "retour.odt").write_bytes(b"Bonjour")
    (drops / ".~lock.retour.odt#").write_bytes(b",ordinateur,mairie")
    return drops / "retour.odt"


def run_once(workspace: Workspace) -> tuple[int, list[State]]:
    with serving(workspace, Told()) as service:
        finished = service.once()
        return finished, [each.state for state in State for each in service.pipeline.ledger.submissions.in_state(state)]


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(commands.loop, "now", lambda: now() + timedelta(seconds=seconds))


def test_a_file_that_is_open_is_not_read(workspace, locked) -> None:
    assert run_once(workspace) == (0, [])
    assert run_once(workspace) == (0, [])
    assert locked.exists()


def test_a_file_left_for_the_next_run_is_told_with_its_reason(workspace, locked) -> None:
    with serving(workspace, Told()) as service:
        service.once()
        assert isinstance(service.teller, Told)
        ((_, (name, sentence)),) = [each for each in service.teller.said if each[0] == "trouble"]
    assert name == "retour.odt"
    assert "fermez-le" in str(sentence)


def test_a_file_still_being_written_is_told_too(workspace, monkeypatch) -> None:
    path = workspace.share.drops / "retour.odt"
    path.write_bytes(b"B")
    monkeypatch.setattr("commands.loop.time.sleep", lambda _: path.write_bytes(path.read_bytes() + b"onjour"))
    with serving(workspace, Told()) as service:
        service.once()
        assert isinstance(service.teller, Told)
        assert [str(sentence) for said, (_, sentence) in service.teller.said if said == "trouble"] == [Why.SETTLING.sentence]


def test_a_lock_that_outlived_its_program_blocks_no_single_run_for_ever(workspace, locked, monkeypatch) -> None:
    run_once(workspace)
    later(monkeypatch, Patience().locked + 1)
    assert run_once(workspace) == (1, [State.REFUSED])
    assert not locked.exists()


def test_a_file_saved_again_is_waited_for_anew(workspace, locked, monkeypatch) -> None:
    run_once(workspace)
    locked.write_bytes(b"Bonjour encore")
    later(monkeypatch, Patience().locked - 1)
    assert run_once(workspace) == (0, [])


def test_a_stop_asked_for_during_a_single_run_ends_it_between_two_files(workspace, monkeypatch) -> None:
    for number in range(5):
        (workspace.share.drops / f"{number}.txt").write_bytes(b"Bonjour %d" % number)
    settle = Service._finish

    def finish_then_ask(service, passed, submission) -> None:
        settle(service, passed, submission)
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(Service, "_finish", finish_then_ask)
    before = signal.getsignal(signal.SIGTERM)
    finished, states = run_once(workspace)
    assert (finished, states.count(State.REFUSED)) == (1, 5)  # all are read; one is answered, the others are for the next run
    assert signal.getsignal(signal.SIGTERM) is before
    monkeypatch.undo()
    assert run_once(workspace)[0] == 4
