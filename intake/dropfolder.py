"""Listing the drop folder: names and inodes only, no file opened, no link followed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from intake.noise import is_noise, locked_among
from intake.records import Stamp
from intake.spool import stamp_of
from intake.wholeness import seems_whole

MAX_DEPTH = 3
"""How many folders below the drop folder are read."""
FORM_EXTENSIONS = (b".odt", b".fodt", b".ott", b".pdf", b".docx", b".doc", b".rtf")


class Oddity(StrEnum):
    """What lies in the drop folder and is never opened, with the sentence that tells a person."""

    LINK = "link", "C’est un lien, non un fichier : déposez le document lui-même."
    SPECIAL = "special", "Ce n’est pas un fichier ordinaire : il n’a pas été ouvert."
    FOLDER_LIKE_A_FORM = "folder-like-a-form", "C’est un dossier qui porte un nom de document : il n’a pas été ouvert."
    TOO_DEEP = "too-deep", "Ce dossier est à plus de trois sous-dossiers de profondeur : remontez les documents qu’il contient."
    UNREADABLE = "unreadable", "Ce dossier ne peut pas être lu : vérifiez ses droits."

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Oddity:
        """A code that is also a string, with its sentence."""
        oddity = str.__new__(cls, code)
        oddity._value_ = code
        oddity.sentence = sentence
        return oddity


@dataclass(frozen=True, slots=True)
class Listing:
    """One pass over the drop folder, keyed by raw paths relative to it. `files` gives inodes; `locked` are held open by some program."""

    files: Mapping[bytes, int]
    locked: frozenset[bytes] = frozenset()
    odd: Mapping[bytes, Oddity] = field(default_factory=dict)


class DropFolder:
    """The folder rooted at `root`, read to a depth of `max_depth` folders.

    Every pass reads every name anew; what is remembered from the last one only spares sorting again a folder whose names and inodes
    are still the same. Keep one instance from pass to pass: fifty thousand known files then cost little more than reading their names.
    """

    def __init__(self, root: Path, max_depth: int = MAX_DEPTH) -> None:
        self.root = root
        self._max_depth = max_depth
        self._sorted: dict[bytes, _Sorted] = {}
        self._listing = Listing({})

    def listing(self) -> Listing:
        """What lies there now; the very object of the last pass when nothing changed.

        Raises OSError when the root cannot be listed; a folder below that cannot be is an oddity.
        """
        before, self._sorted = self._sorted, {}
        pending = [(b"", 0)]
        while pending:
            prefix, depth = pending.pop()
            folder = self._sorted[prefix] = self._look_into(prefix, depth, before.get(prefix))
            pending += [(path + b"/", depth + 1) for path in folder.folders]
        if before.keys() != self._sorted.keys() or any(self._sorted[prefix] is not each for prefix, each in before.items()):
            self._listing = _joined(self._sorted.values())
        return self._listing

    def stamp(self, path: bytes) -> Stamp | None:
        """The stamp of a listed file, or None when it has gone or cannot be looked at for now."""
        try:
            return stamp_of(self.root, path)
        except OSError:
            return None

    def seems_whole(self, path: bytes) -> bool:
        """Whether nothing in the structure of a listed file says that it is still being copied (`intake.wholeness`)."""
        return seems_whole(self.root, path)

    def _look_into(self, prefix: bytes, depth: int, before: _Sorted | None) -> _Sorted:
        """The folder at `prefix`, sorted; `before` itself when it holds the same names and inodes as then."""
        try:
            names = self._names(prefix)
        except OSError:
            if not prefix:
                raise
            return before if before is not None and before.unreadable else _unreadable(prefix)
        if before is not None and before.names == names:
            return before
        with os.scandir(self._absolute(prefix)) as entries:
            return _sort(list(entries), prefix, depth < self._max_depth)

    def _names(self, prefix: bytes) -> dict[bytes, int]:
        with os.scandir(self._absolute(prefix)) as entries:
            return {entry.name: entry.inode() for entry in entries}

    def _absolute(self, prefix: bytes) -> bytes:
        return os.fsencode(self.root) + b"/" + prefix


@dataclass(slots=True)
class _Sorted:
    """One folder: every name in it with its inode, and what each is."""

    names: dict[bytes, int] = field(default_factory=dict)
    files: dict[bytes, int] = field(default_factory=dict)
    odd: dict[bytes, Oddity] = field(default_factory=dict)
    folders: list[bytes] = field(default_factory=list)
    locked: frozenset[bytes] = frozenset()
    unreadable: bool = False


def _unreadable(prefix: bytes) -> _Sorted:
    return _Sorted(odd={prefix.rstrip(b"/"): Oddity.UNREADABLE}, unreadable=True)


def _joined(folders: Iterable[_Sorted]) -> Listing:
    files: dict[bytes, int] = {}
    odd: dict[bytes, Oddity] = {}
    locked: set[bytes] = set()
    for folder in folders:
        files.update(folder.files)
        odd.update(folder.odd)
        locked |= folder.locked
    return Listing(files, frozenset(locked), odd)


def _sort(entries: list[os.DirEntry[bytes]], prefix: bytes, may_descend: bool) -> _Sorted:
    found = _Sorted({entry.name: entry.inode() for entry in entries})
    found.locked = frozenset(prefix + name for name in locked_among(found.names))
    for entry in entries:
        if is_noise(entry.name):
            continue
        path = prefix + entry.name
        if entry.is_file(follow_symlinks=False):
            found.files[path] = entry.inode()
        elif entry.is_dir(follow_symlinks=False) and not entry.name.lower().endswith(FORM_EXTENSIONS):
            _sort_folder(found, path, may_descend)
        else:
            found.odd[path] = _oddity(entry)
    return found


def _sort_folder(found: _Sorted, path: bytes, may_descend: bool) -> None:
    if may_descend:
        found.folders.append(path)
    else:
        found.odd[path] = Oddity.TOO_DEEP


def _oddity(entry: os.DirEntry[bytes]) -> Oddity:
    if entry.is_symlink():
        return Oddity.LINK
    return Oddity.FOLDER_LIKE_A_FORM if entry.is_dir(follow_symlinks=False) else Oddity.SPECIAL
