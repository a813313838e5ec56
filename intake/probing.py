"""Trying the share out: what the service will do there, done with small hidden files that are always removed.

Their names begin with a dot, as everything that is never taken for a return.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake.durable import rename_without_replacing

PROBE_PREFIX = ".ecoclic-sonde-"
_CONTENT = b"essai"


def try_folder(folder: Path) -> float:
    """Create, read back, rename and remove a file in `folder`. Returns the time the folder's server put on it, in seconds since 1970.

    Raises the OSError of the step that failed.
    """
    with _probe(folder) as probe:
        if probe.read_bytes() != _CONTENT:
            raise OSError(None, "ce qui est relu n’est pas ce qui a été écrit", str(probe))
        written = probe.stat().st_mtime
        other = probe.with_name(f"{probe.name}-renommee")
        try:
            rename_without_replacing(probe, other)
        finally:
            other.unlink(missing_ok=True)
        return written


def try_move(source: Path, target: Path) -> None:
    """Move a file from `source` to `target` by renaming, as originals are. Raises OSError; EXDEV when they are on two file systems."""
    with _probe(source) as probe:
        moved = target / probe.name
        try:
            rename_without_replacing(probe, moved)
        finally:
            moved.unlink(missing_ok=True)


@contextmanager
def _probe(folder: Path) -> Iterator[Path]:
    """A small file in `folder`, gone at the end wherever its trial stopped."""
    probe = folder / f"{PROBE_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
    try:
        with probe.open("xb") as file:  # never through a link that bears its name
            file.write(_CONTENT)
        yield probe
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
