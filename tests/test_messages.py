"""The compiled sentences of the command-line library are those of the readable catalogue."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import commands

FOLDER = Path(commands.__file__).parent / "locale" / "fr" / "LC_MESSAGES"


def test_the_compiled_catalogue_is_up_to_date() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO((FOLDER / "messages.po").read_bytes()), locale="fr"))
    assert compiled.getvalue() == (FOLDER / "messages.mo").read_bytes()
