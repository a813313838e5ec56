"""Documents put in place whole or not at all, and never over another one."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from forms.errors import WorkspaceError
from forms.french import typography

TEMPORARY_PREFIX = ".ecoclic-tmp-"
"""Start of the names of unfinished files; whatever bears it is ours to remove."""
_TOGETHER = 8
"""How many files are written before they are waited for."""


@dataclass(frozen=True, slots=True)
class Document:
    """A finished document: a short ASCII name, and its bytes."""

    name: str
    content: bytes


class DocumentExists(WorkspaceError):
    """Another document already stands under the name; a delivered document is never rewritten."""

    code = "document-exists"

    def __init__(self, path: Path) -> None:
        super().__init__(
            typography(f"Le document « {path.name} » existe déjà avec un autre contenu ; il n’a pas été remplacé."), f"exists: {path}"
        )
        self.path = path


def deliver(documents: Sequence[Document], folder: Path) -> tuple[Path, ...]:
    """Puts `documents` in `folder` and returns their paths. Doing it again changes nothing.

    Each document appears whole, under its name, and survives a power cut once this returns. The folder is never made here: it would
    be on the bare mount point of a share that has just gone away. Raises `DocumentExists` when a different document bears the name,
    `OSError` when the folder is not there or cannot be written.
    """
    remove_leftovers(folder)
    return deliver_among_many(documents, folder)


def deliver_among_many(documents: Sequence[Document], folder: Path) -> tuple[Path, ...]:
    """Does as `deliver`, without listing `folder`: for one that takes thousands of documents, after one `remove_leftovers`."""
    paths = tuple(folder / document.name for document in documents)
    new = [(path, each.content) for path, each in zip(paths, documents, strict=True) if not _stands(path, each.content)]
    for start in range(0, len(new), _TOGETHER):
        _write_whole(new[start : start + _TOGETHER])
    _sync_folder(folder)
    return paths


def remove_leftovers(folder: Path) -> None:
    """Removes what an interrupted delivery left in `folder`; what another process of this host is writing stays."""
    for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
        if not _has_living_writer(leftover.name):
            leftover.unlink(missing_ok=True)


def _has_living_writer(name: str) -> bool:
    """Whether the process whose id is in the temporary `name` is another one, still running."""
    writer = name.removeprefix(TEMPORARY_PREFIX).partition("-")[0]
    if not writer.isdecimal() or int(writer) == os.getpid():
        return False
    try:
        os.kill(int(writer), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _stands(path: Path, content: bytes) -> bool:
    """Whether `path` already holds `content`. Raises `DocumentExists` when it holds something else."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    is_ordinary = stat.S_ISREG(found.st_mode)  # a pipe of that name would never end
    if not is_ordinary or found.st_size != len(content) or path.read_bytes() != content:
        raise DocumentExists(path)
    return True


def _write_whole(files: Sequence[tuple[Path, bytes]]) -> None:
    """Each file complete and on disk before any has its name."""
    with contextlib.ExitStack() as stack:
        temporaries = [stack.enter_context(_temporary(path, content)) for path, content in files]
        _sync([descriptor for _, descriptor in temporaries])
        for (temporary, _), (path, content) in zip(temporaries, files, strict=True):
            _name_finally(temporary, path, content)


@contextlib.contextmanager
def _temporary(path: Path, content: bytes) -> Iterator[tuple[Path, int]]:
    """A file beside `path` that holds `content`, not yet on disk, with its descriptor; gone afterwards."""
    temporary = path.with_name(f"{TEMPORARY_PREFIX}{os.getpid()}-{path.name}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            yield temporary, file.fileno()
    finally:
        temporary.unlink(missing_ok=True)


def _sync(descriptors: Sequence[int]) -> None:
    """Waits until all are on disk. At the same time, because a journal commits them together: four cost what one does."""
    if not descriptors:
        return
    with ThreadPoolExecutor(max_workers=len(descriptors)) as pool:
        others = [pool.submit(os.fsync, descriptor) for descriptor in descriptors[1:]]
        os.fsync(descriptors[0])
        for other in others:
            other.result()


def _name_finally(temporary: Path, path: Path, content: bytes) -> None:
    """Gives the file its name without ever replacing one; a share without hard links (SMB, FAT) gets a rename instead."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        _stands(path, content)
    except OSError:
        if not _stands(path, content):
            temporary.replace(path)


def _sync_folder(folder: Path) -> None:
    """Makes the names durable; some network shares cannot, and say so."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
