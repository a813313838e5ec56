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
from outbox.renaming import rename_without_replacing

TEMPORARY_PREFIX = ".ecoclic-tmp-"
"""Start of the names of unfinished files; whatever bears it is ours to remove."""
_TOGETHER = 8
"""How many files are written before they are waited for."""
_CREATING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


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
    with _opened(folder) as inside:
        new = [each for each in documents if not inside.holds(each)]
        for start in range(0, len(new), _TOGETHER):
            _write_whole(inside, new[start : start + _TOGETHER])
        inside.sync()
    return tuple(folder / document.name for document in documents)


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


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder held by a descriptor: whatever is put in the place of its path meanwhile, nothing is read or written elsewhere."""

    path: Path
    descriptor: int

    def holds(self, document: Document) -> bool:
        """Whether `document` stands already. Raises `DocumentExists` when something else bears its name; no link is followed."""
        try:
            found = os.stat(document.name, dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return False
        is_ordinary = stat.S_ISREG(found.st_mode)  # a pipe of that name would never end
        if not is_ordinary or found.st_size != len(document.content) or self._read(document.name) != document.content:
            raise DocumentExists(self.path / document.name)
        return True

    def _read(self, name: str) -> bytes:
        with os.fdopen(os.open(name, _READING, dir_fd=self.descriptor), "rb") as file:
            return file.read()

    @contextlib.contextmanager
    def temporary(self, document: Document) -> Iterator[tuple[str, int]]:
        """The name of a new file that holds `document`, not yet on disk, with its descriptor; gone afterwards."""
        name = f"{TEMPORARY_PREFIX}{os.getpid()}-{document.name}"
        descriptor = os.open(name, _CREATING, 0o666, dir_fd=self.descriptor)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(document.content)
                file.flush()
                yield name, descriptor
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name, dir_fd=self.descriptor)

    def name_finally(self, temporary: str, document: Document) -> None:
        """Give the file its name without ever replacing one, in the first way that the file system knows:

        1. a hard link, which never replaces;
        2. `renameat2(RENAME_NOREPLACE)`, which never does either: SMB, FAT;
        3. a look, then a rename: FUSE file systems that know neither. What somebody else wrote under that very name between the two
           would be replaced; the name is one that only this service gives.
        """
        try:
            if not (self._has_name(temporary, document.name) or self.holds(document)):
                os.replace(temporary, document.name, src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor)
        except FileExistsError:
            self.holds(document)

    def _has_name(self, temporary: str, name: str) -> bool:
        """Give the file its name, if a way that never replaces is known here; whether it has it. Raises FileExistsError."""
        try:
            os.link(temporary, name, src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:
            return rename_without_replacing(self.descriptor, temporary, name)
        return True

    def sync(self) -> None:
        """Make the names durable; some network shares cannot, and say so."""
        with contextlib.suppress(OSError):
            os.fsync(self.descriptor)


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[_Folder]:
    """`folder`, held; the errors of what is done in it name whole paths."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield _Folder(folder, descriptor)
    except OSError as error:
        if isinstance(error.filename, str):
            error.filename = str(folder / error.filename)
        raise
    finally:
        os.close(descriptor)


def _write_whole(folder: _Folder, documents: Sequence[Document]) -> None:
    """Each document complete and on disk before any has its name."""
    with contextlib.ExitStack() as stack:
        temporaries = [stack.enter_context(folder.temporary(each)) for each in documents]
        _sync([descriptor for _, descriptor in temporaries])
        for (temporary, _), document in zip(temporaries, documents, strict=True):
            folder.name_finally(temporary, document)


def _sync(descriptors: Sequence[int]) -> None:
    """Waits until all are on disk. At the same time, because a journal commits them together: four cost what one does."""
    if not descriptors:
        return
    with ThreadPoolExecutor(max_workers=len(descriptors)) as pool:
        others = [pool.submit(os.fsync, descriptor) for descriptor in descriptors[1:]]
        os.fsync(descriptors[0])
        for other in others:
            other.result()
