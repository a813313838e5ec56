"""The compiled sentences of the command-line library are those of the readable catalogue."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import commands

FOLDER = Path(commands.__file__).parent / "locale" / "fr" / "LC_MESSAGES"


def test_the_compiled_catalogue_is_up_to_date() -> None:
    with (FOLDER / "messages.mo").open("rb") as compiled:
        assert sentences(read_mo(compiled)) == sentences(readable())


def test_compiling_depends_on_no_clock() -> None:
    """Without a date of its own, the catalogue would be stamped with the minute of its compilation."""
    assert "POT-Creation-Date" in (FOLDER / "messages.po").read_text(encoding="utf-8")
    compiled = io.BytesIO()
    write_mo(compiled, readable())
    assert b"POT-Creation-Date: 2026-11-23 22:00+0000" in compiled.getvalue()


def readable() -> Catalog:
    return read_po(io.BytesIO((FOLDER / "messages.po").read_bytes()), locale="fr")


def sentences(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    """The sentences by what they translate, singular and plural alike."""
    return {str(tuple(message.id)): tuple(message.string) for message in catalogue if message.id}
