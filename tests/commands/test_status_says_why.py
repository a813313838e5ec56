"""`ecoclic status` tells, in French, what failed and why, and what could not be used."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.cli import main
from commands.init import make_workspace
from commands.setbacks import MOST_FAULTS
from commands.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "ecoclic.toml").write_text("pdf = 'never'\n[watch]\nonce_quiet = 0.02\n", encoding="utf-8")
    made = make_workspace(tmp_path)
    (made.share.drops / "retour.txt").write_bytes(b"Bonjour")
    return made


@pytest.fixture
def told(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a command says."""

    def tell(*arguments: str) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit):
            main([*arguments, "--workspace", str(workspace.root)])
        return capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")

    return tell


def read_only(*_: object, **__: object) -> object:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS), "/partage/4-a-revoir")


def defective(*_: object) -> object:
    raise KeyError("a defect")


@pytest.mark.parametrize("command", ["status", "retry"])
def test_what_will_be_tried_again_is_told_with_its_cause(told, monkeypatch, command) -> None:
    monkeypatch.setattr("commands.pipeline.deliver", read_only)
    told("run", "--once")
    said = told(command)
    assert "À réessayer par le service, sans intervention : 1 fichier." in said
    assert "« retour.txt »" in said
    assert "sur « /partage/4-a-revoir » (disque en lecture seule)." in said
    monkeypatch.undo()
    told("run", "--once")
    assert "À réessayer" not in told(command)


@pytest.mark.parametrize("command", ["status", "retry"])
def test_what_was_set_aside_is_told_with_its_cause(told, monkeypatch, command) -> None:
    monkeypatch.setattr("commands.pipeline.Pipeline.read", defective)
    for _ in range(MOST_FAULTS):
        told("run", "--once")
    said = told(command)
    assert "Mis de côté après plusieurs échecs : 1 fichier." in said
    assert "Un défaut d’Éco-clic empêche de traiter ce fichier" in said
    assert "KeyError" not in said


def test_the_cause_is_in_the_json_too(told, monkeypatch) -> None:
    monkeypatch.setattr("commands.pipeline.deliver", read_only)
    told("run", "--once")
    (failing,) = json.loads(told("status", "--json"))["failing"]
    assert (failing["file"], failing["set_aside"]) == ("retour.txt", False)
    assert "disque en lecture seule" in failing["cause"]


def test_a_file_of_nobody_is_told_with_a_sentence_and_no_code(told) -> None:
    told("run", "--once")
    said = told("status")
    assert "– retour.txt : Ce fichier est un fichier de texte. Renvoyez" in said
    assert "format-non-lu" not in said
    assert "refused" not in said
