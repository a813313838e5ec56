"""Our reading of the typefaces against fontTools', and what becomes of letters they lack."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from forms.pdf.typeface import FONTS, Typeface, typeface

COMMUNE_LETTERS = "ʻʼ’‘œŒÿŸāĀçÇëËïÏîôûùèéêàâäöüñœæÆ–—«»…€№ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


@pytest.fixture(scope="module", params=["Regular", "Bold"])
def face(request: pytest.FixtureRequest) -> Typeface:
    return typeface(request.param)


def test_glyphs_and_widths_are_those_fonttools_reads(face) -> None:
    font = TTFont(FONTS / f"NotoSans-{face.style}.ttf")
    expected = {chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()}
    assert face.glyphs == expected
    widths = [round(font["hmtx"][name][0] * 1000 / font["head"].unitsPerEm) for name in font.getGlyphOrder()]
    assert list(face.advances) == widths


@pytest.mark.parametrize("letter", COMMUNE_LETTERS)
def test_every_letter_of_a_commune_name_is_there(face, letter) -> None:
    assert face.printable(letter) == letter


def test_all_of_winansi_is_there(face) -> None:
    letters = bytes(range(32, 256)).decode("cp1252", "ignore")
    assert not [letter for letter in letters if letter not in face.glyphs and letter.isprintable()]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("\N{LATIN SMALL LIGATURE FI}n", "fin"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}", "A"),
        ("漢", "?"),
        ("\N{GRINNING FACE}", "?"),
        ("\n", "?"),
        ("", ""),
    ],
)
def test_letters_we_lack_are_printed_in_their_nearest_form(text, printed) -> None:
    assert typeface("Regular").printable(text) == printed


def test_width_grows_with_size_and_text() -> None:
    regular = typeface("Regular")
    assert regular.width("Ain", 20) == pytest.approx(2 * regular.width("Ain", 10))
    assert regular.width("Ain", 10) < regular.width("Ain ", 10) < typeface("Bold").width("Ain ", 10)
