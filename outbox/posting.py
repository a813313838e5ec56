"""Pages at the root of the share that are written again and again: the state of the service, the dashboard."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from outbox.delivery import TEMPORARY_PREFIX, remove_leftovers


def post(folder: Path, name: str, content: bytes, landmark: str) -> None:
    """Put the page `name` in `folder`, in place of the last one: readers see one or the other, whole.

    Everything happens through one descriptor of `folder`, which must hold `landmark`: nothing is written on the bare mount point of a
    share that goes away meanwhile. Raises OSError, and then leaves the last one: somebody may hold it open on a Windows share.
    """
    remove_leftovers(folder)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.stat(landmark, dir_fd=descriptor, follow_symlinks=False)
        _replace(descriptor, name, content)
    finally:
        os.close(descriptor)


def _replace(folder: int, name: str, content: bytes) -> None:
    temporary = f"{TEMPORARY_PREFIX}{os.getpid()}-{name}"
    try:
        writing = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644, dir_fd=folder)
        with os.fdopen(writing, "wb") as file:
            file.write(content)
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=folder)
        raise
