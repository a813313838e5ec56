"""The settings of a workspace: what is wrong with them is told in French, with the key or the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.settings import load_settings
from forms.errors import SettingsError


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('[watch]\nquiet = "deux"\n', "le réglage « watch.quiet » doit être un nombre, par exemple 2.5."),
        ("[reading]\nreaders = 2.5\n", "le réglage « reading.readers » doit être un nombre entier."),
        ("advice = 3\n", "le réglage « advice » doit être un texte entre guillemets."),
        ("watch = 3\n", "le réglage « watch » doit être une partie, entre crochets."),
        ('pdf = "parfois"\n', "un réglage n’a pas la forme attendue."),
        ("[operator]\nname = Syndicat\n", "Ligne 2, colonne 8 : ce n’est pas du TOML"),
        ("[watch]\nquite = 1.0\n", "le réglage « watch.quite » n’existe pas."),
    ],
)
def test_a_fault_is_told_in_french(tmp_path: Path, written: str, told: str) -> None:
    path = tmp_path / "ecoclic.toml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    assert told in raised.value.sentence
    assert "xpected" not in raised.value.sentence.partition("(détail")[0]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ne peut pas être lu"):
        load_settings(tmp_path / "ecoclic.toml")


def test_a_byte_order_mark_of_a_windows_editor_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "ecoclic.toml"
    path.write_text("\ufeff[watch]\nquiet = 1\n", encoding="utf-8")
    assert load_settings(path).watch.quiet == 1.0
