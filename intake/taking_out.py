"""Documents found inside an archive or a message, put into the drop folder: from there each lives the life of any return."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from intake.containers import Inner
from intake.durable import write_new

_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|]')
_LONGEST: Final = 60
"""Characters of the container's name, and as many of the document's: 240 bytes at most would leave no room for a temporary name."""
_MOST_NAMES: Final = 1000


def put_out(drops: Path, container: str, documents: Iterable[Inner]) -> None:
    """Write each of `documents` in the folder `drops`, under names that say which `container` it comes from.

    Doing it again changes nothing; no file is ever replaced. Raises OSError when the folder is not there, full or forbidden.
    """
    for inner in documents:
        _put(drops, drop_name(container, inner.name), inner.content)


def drop_name(container: str, document: str) -> str:
    """A legal name, on Windows too: « retours.zip › questionnaire.odt », shortened at its beginning where need be."""
    parts = (_FORBIDDEN.sub("_", name).strip(" .~#")[-_LONGEST:].strip(" .~#") for name in (container, document))
    return " › ".join(part or "sans-nom" for part in parts)


def _put(drops: Path, name: str, content: bytes) -> None:
    for path in _candidates(drops, name):
        try:
            write_new(path, content)
        except FileExistsError:
            if path.read_bytes() != content:
                continue
        return


def _candidates(drops: Path, name: str) -> Iterator[Path]:
    path = drops / name
    yield path
    yield from (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in range(2, _MOST_NAMES))
