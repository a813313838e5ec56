"""Compound files ([MS-CFB]) opened within limits: whole documents of old Word, and the stored controls of new ones.

olefile does the work, told to raise at what contradicts the format: left to itself it goes on, and a broken chain or tree would lose
answers in silence. What it raises is of many kinds, made one here.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import olefile

from forms.returns import Refused
from intake import sentences

SIGNATURE: Final[bytes] = olefile.MAGIC
LARGEST_STREAM: Final = 1024 * 1024
"""Bytes of a stream that holds one control; they hold some hundreds."""

Found = TypeVar("Found")


class CompoundFile:
    """A compound file held in memory. Raises `Refused` DAMAGED, now or when a stream is read, if it contradicts its format."""

    def __init__(self, data: bytes) -> None:
        self._ole = _guarded(lambda: olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT))

    @property
    def root_names(self) -> frozenset[str]:
        """Names of what stands at the root."""
        return frozenset(each.name for each in self._ole.root.kids)

    def has(self, *path: str) -> bool:
        """Whether a stream or storage stands at `path`."""
        return self._entry(path) is not None

    def storages_in(self, name: str) -> list[str]:
        """Names of the storages right under the storage `name`, in the order of the directory."""
        parent = self._entry((name,))
        return [] if parent is None else [each.name for each in parent.kids if each.entry_type == olefile.STGTY_STORAGE]

    def class_of(self, *path: str) -> str:
        """The class identifier of the storage at `path`, in capitals; empty when it has none."""
        entry = self._entry(path)
        return "" if entry is None else str(entry.clsid).upper()

    def read(self, *path: str, most: int = LARGEST_STREAM) -> bytes:
        """The bytes of the stream at `path`, nothing when there is none. Raises `Refused` TOO_LARGE above `most` bytes."""
        entry = self._entry(path)
        if entry is None or entry.entry_type != olefile.STGTY_STREAM:
            return b""
        if entry.size > most:
            raise sentences.too_large(f"{path}: {entry.size} bytes")
        return bytes(_guarded(lambda: self._ole._open(entry.isectStart, entry.size).read()))

    def _entry(self, path: Sequence[str]) -> Any:  # noqa: ANN401 – olefile has no types
        """The directory entry at `path`, or None.

        olefile's own search, behind `openstream` and the like, compares a name with every sibling: half the time of a form with hundreds
        of controls. Its table of children is used instead, and its `_open`, to which that search leads.
        """
        entry = self._ole.root
        for name in path:
            entry = entry and entry.kids_dict.get(name.lower())
        return entry

    def properties(self, *path: str) -> dict[int, object]:
        """The property set ([MS-OLEPS]) in the stream at `path`, by identifier; empty when there is none or it cannot be understood."""
        try:
            return dict(_guarded(lambda: self._ole.getproperties(list(path)))) if self.has(*path) else {}
        except Refused:
            return {}  # metadata: the answers do not depend on it


def _guarded(work: Callable[[], Found]) -> Found:
    try:
        return work()
    except MemoryError:
        raise
    except Exception as error:
        raise sentences.damaged(f"compound file: {type(error).__name__}: {error}") from error
