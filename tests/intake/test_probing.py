"""Trying folders out: what fails is told, and nothing is ever left behind."""

from __future__ import annotations

import errno
import os
import time

import pytest

from intake import probing
from intake.noise import is_noise
from intake.probing import PROBE_PREFIX, try_folder, try_move


def test_a_good_folder_gives_its_time_and_is_left_empty(tmp_path):
    assert abs(try_folder(tmp_path) - time.time()) < 60
    assert list(tmp_path.iterdir()) == []


def test_a_probe_is_never_taken_for_a_return():
    assert is_noise(os.fsencode(f"{PROBE_PREFIX}1"))
    assert is_noise(os.fsencode(f"{PROBE_PREFIX}1-renommee"))


def test_a_link_that_bears_the_name_of_a_probe_is_never_written_through(tmp_path, monkeypatch):
    folder, precious = tmp_path / "partage", tmp_path / "precieux"
    folder.mkdir()
    precious.write_bytes(b"precieux")
    monkeypatch.setattr(probing.secrets, "token_hex", lambda _: "0badcafe")
    (folder / f"{PROBE_PREFIX}{os.getpid()}-0badcafe").symlink_to(precious)
    with pytest.raises(FileExistsError):
        try_folder(folder)
    assert precious.read_bytes() == b"precieux"


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        try_folder(tmp_path / "absent")


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.EXDEV])
def test_a_rename_that_fails_leaves_nothing(tmp_path, monkeypatch, number):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    def refuse(_source, _target):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(probing, "rename_without_replacing", refuse)
    for trial in (lambda: try_folder(tmp_path / "a"), lambda: try_move(tmp_path / "a", tmp_path / "b")):
        with pytest.raises(OSError) as caught:  # noqa: PT011 – the number is what is checked
            trial()
        assert caught.value.errno == number
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b"]


def test_a_move_leaves_nothing_on_either_side(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    try_move(tmp_path / "a", tmp_path / "b")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b"]
