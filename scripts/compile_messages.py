"""Compile the French sentences of the command-line library: `python scripts/compile_messages.py`."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).parent.parent / "commands" / "locale" / "fr" / "LC_MESSAGES" / "messages.po"


def main() -> None:
    with CATALOGUE.open("rb") as source, CATALOGUE.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source, locale="fr"))


if __name__ == "__main__":
    main()
