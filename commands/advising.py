"""The advisor's own advice of a workspace, as it stands: the file they edit, or the last good state of it."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from commands.workspace import Workspace
from forms.advice import AdviceBook
from forms.advice_loading import load_advice, load_advice_file
from forms.errors import AdviceError
from forms.french import typography
from outbox.posting import post

_GOOD = "conseils.toml"
"""Copy of the last file without mistake, in the state folder."""
_Stamp = tuple[int, int, int]


def advice_book(workspace: Workspace) -> AdviceBook:
    """The advice in force: the file's, its last good state when it is broken, none when there is no file.

    Costs one look at the file while it does not change. Never raises for what the advisor wrote or for an unreadable file.
    """
    stamp = _stamp(workspace.advice)
    if stamp is None:
        return AdviceBook()
    book = _read(workspace.advice, stamp)
    return book if isinstance(book, AdviceBook) else _last_good(workspace)


def advice_trouble(workspace: Workspace) -> str:
    """What is wrong with the advisor's file and how to see it, in one sentence; empty when nothing is."""
    stamp = _stamp(workspace.advice)
    if stamp is None or isinstance(_read(workspace.advice, stamp), AdviceBook):
        return ""
    return typography(
        f"Le fichier de conseils « {workspace.advice.name} » contient des erreurs : les documents gardent les conseils d’avant. "
        "« ecoclic advice check » dit tout ce qu’il faut y corriger."
    )


def keep_good_advice(workspace: Workspace) -> None:
    """Keep a copy of the file in force if it has no mistake and is not kept yet, for the day when it is broken."""
    stamp = _stamp(workspace.advice)
    if stamp is not None and isinstance(_read(workspace.advice, stamp), AdviceBook):
        with suppress(OSError, AdviceError, UnicodeDecodeError):  # a precaution: without it, a broken file gives no advice until mended
            _keep(workspace.advice, stamp, workspace.state, workspace.ledger.name)


def _stamp(path: Path) -> _Stamp | None:
    """What changes when the file does; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: _Stamp) -> AdviceBook | AdviceError:
    try:
        return load_advice_file(path)
    except AdviceError as error:
        return error


@lru_cache(maxsize=8)
def _keep(path: Path, _stamp: _Stamp, state: Path, landmark: str) -> None:
    data = path.read_bytes()
    load_advice(data.decode("utf-8-sig"))  # it may have been edited since it was found good
    post(state, _GOOD, data, landmark)


def _last_good(workspace: Workspace) -> AdviceBook:
    kept = workspace.state / _GOOD
    stamp = _stamp(kept)
    book = _read(kept, stamp) if stamp else None
    return book if isinstance(book, AdviceBook) else AdviceBook()
