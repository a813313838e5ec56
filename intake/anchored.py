"""Making folders on a share that may be unmounted at any instant, and never on the bare folder it was mounted on."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

_OPENING = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def make_folder(root: Path, landmark: str, folder: Path) -> None:
    """Make `folder` and the folders between it and `root`, which must hold `landmark` (a name relative to it).

    Everything happens through one descriptor of `root`: when the share goes away meanwhile, folders are made on the share itself or not at
    all. Raises OSError: ESTALE when the landmark is not there, ENOTDIR when something else, or a link, bears a name.
    """
    current = _open_root(root)
    try:
        _require(current, landmark, root)
        for name in folder.relative_to(root).parts:
            inner = _made(current, name)
            os.close(current)
            current = inner
    finally:
        os.close(current)


def _open_root(root: Path) -> int:
    try:
        return os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise _away(root) from error


def _require(folder: int, landmark: str, root: Path) -> None:
    try:
        os.stat(landmark, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError as error:
        raise _away(root) from error


def _made(parent: int, name: str) -> int:
    with suppress(FileExistsError):
        os.mkdir(name, dir_fd=parent)
    return os.open(name, _OPENING, dir_fd=parent)


def _away(root: Path) -> OSError:
    return OSError(errno.ESTALE, "the share is away", str(root))
