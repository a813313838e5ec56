"""How `ecoclic run --once` ends, for a scheduled task to know: badly when a disk or the share left work undone, and only then."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.cli import main
from commands.init import make_workspace
from commands.setbacks import LeftUndone, refusal
from commands.workspace import Workspace
from intake import space


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    (tmp_path / "ecoclic.toml").write_text("pdf = 'never'\n[watch]\nonce_quiet = 0.02\n", encoding="utf-8")
    made = make_workspace(tmp_path)
    (made.share.drops / "retour.txt").write_bytes(b"Bonjour")
    capsys.readouterr()
    return made


@pytest.fixture
def run(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Callable[[], tuple[int, str]]:
    """Run once; the exit code, and what was said on the error stream."""

    def once() -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["run", "--once", "--workspace", str(workspace.root)])
        assert isinstance(ended.value.code, int)
        return ended.value.code, capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")

    return once


def refuses(number: int) -> Callable[..., object]:
    def refuse(*_: object, **__: object) -> object:
        raise OSError(number, os.strerror(number), "/partage/dossier")

    return refuse


def test_a_full_disk_is_reported_until_there_is_room(run, workspace, monkeypatch) -> None:
    monkeypatch.setattr(space, "RESERVE", 1 << 60)
    for _ in range(2):
        code, said = run()
        assert code == 1
        assert "Tout n’a pas pu être fait" in said
        assert "(disque plein)" in said
    monkeypatch.undo()
    assert run() == (0, "")
    assert not list(workspace.share.drops.iterdir())


@pytest.mark.parametrize(
    ("step", "number", "cause"),
    [
        ("commands.pipeline.deliver", errno.EROFS, "disque en lecture seule"),
        ("commands.pipeline.move_original", errno.EACCES, "accès refusé"),
        ("commands.pipeline.Pipeline.take", errno.EACCES, "accès refusé"),
        ("commands.pipeline.Pipeline.read", errno.EIO, "erreur de disque"),
    ],
)
def test_what_the_share_refuses_is_reported_at_every_run_until_it_is_done(run, monkeypatch, step, number, cause) -> None:
    monkeypatch.setattr(step, refuses(number))
    for _ in range(2):
        code, said = run()
        assert code == 1
        assert f"« /partage/dossier » ({cause})" in said
    monkeypatch.undo()
    assert run() == (0, "")


def test_a_share_that_goes_away_meanwhile_is_reported(run, workspace, monkeypatch) -> None:
    monkeypatch.setattr("commands.loop.Boards.passed", lambda *_, **__: workspace.share.root.rename(workspace.root / "ailleurs"))
    assert run()[0] == 1


def test_documents_that_are_refused_are_no_failure(run, workspace) -> None:
    assert run() == (0, "")
    assert not list(workspace.share.drops.iterdir())


def test_nothing_to_do_is_no_failure(run, workspace) -> None:
    (workspace.share.drops / "retour.txt").unlink()
    assert run() == (0, "")


def test_a_defect_is_no_failure_of_a_disk(run, monkeypatch) -> None:
    def defective(*_: object) -> object:
        raise KeyError("a defect")

    monkeypatch.setattr("commands.pipeline.Pipeline.read", defective)
    assert run() == (0, "")


def test_an_unfinished_file_is_told_by_its_folder() -> None:
    error = OSError(errno.EROFS, "x", "/partage/3-rapports/.ecoclic-tmp-12-rapport.odt")
    assert "« /partage/3-rapports »" in refusal(error).replace("\N{NO-BREAK SPACE}", " ")
    assert "read-only" not in LeftUndone(OSError(errno.EROFS, os.strerror(errno.EROFS))).sentence.lower()
