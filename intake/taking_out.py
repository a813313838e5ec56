"""Documents found inside an archive or a message, put into the drop folder: from there each lives the life of any return."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from forms.french import without_accents
from intake.containers import BETWEEN_NAMES, Inner
from intake.durable import write_new
from intake.spool import NotAFile, sha256_of_file, stamp_of

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9 ._()+-]")
"""Anything that some system, or some share, might not take in a name. Parentheses stay: « (1) » tells a copy."""
_LONGEST: Final = 60
"""Characters of each name; three of them, and a temporary prefix, must stay below 255."""
_MOST_NAMES: Final = 1000


def put_out(drops: Path, container: str, documents: Iterable[Inner]) -> None:
    """Write each of `documents` in the folder `drops`, under names that say which `container` it comes from.

    Doing it again changes nothing; no file is ever replaced, and what bears a name without being an ordinary file is left unopened. Raises
    OSError when the folder is not there, full or forbidden.
    """
    for inner in documents:
        _put(drops, drop_name(container, inner.name), inner.content)


def drop_name(container: str, document: str) -> str:
    """An ASCII name, legal on Windows too: « retours.zip -- questionnaire.odt », shortened at its beginning where need be."""
    names = (container, *document.split(BETWEEN_NAMES, 1))
    parts = (_UNSAFE.sub("_", without_accents(name)).strip(" .-")[-_LONGEST:].strip(" .-") for name in names)
    return " -- ".join(part or "sans-nom" for part in parts)


def _put(drops: Path, name: str, content: bytes) -> None:
    for path in _candidates(drops, name):
        try:
            write_new(path, content)
        except FileExistsError:
            if not _holds(path, content):
                continue
        return


def _holds(path: Path, content: bytes) -> bool:
    """Whether `path` is an ordinary file of these bytes. No other is opened: a pipe would never end, and a folder or a file that is closed
    to us must not keep the documents from getting another name."""
    name = os.fsencode(path.name)
    with suppress(NotAFile, FileNotFoundError, PermissionError):
        stamp = stamp_of(path.parent, name)
        return stamp is not None and stamp.size == len(content) and _sha256(content) == sha256_of_file(path.parent, name)
    return False


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _candidates(drops: Path, name: str) -> Iterator[Path]:
    path = drops / name
    yield path
    yield from (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in range(2, _MOST_NAMES))
