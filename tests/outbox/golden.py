"""Golden texts: what a document says, kept line by line so that a change can be read in a diff."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "golden"


def is_golden(name: str, lines: Sequence[str]) -> None:
    """Checks `lines` against the golden text; with ECOCLIC_REWRITE_GOLDEN set, rewrites it and fails, so that it is looked at."""
    path, text = FOLDER / name, "\n".join(lines) + "\n"
    if os.environ.get("ECOCLIC_REWRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
        raise AssertionError(f"{name} was rewritten: read the difference, then run again without ECOCLIC_REWRITE_GOLDEN")
    assert text == path.read_text(encoding="utf-8")
