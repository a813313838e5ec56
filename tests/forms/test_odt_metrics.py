"""A control is made wide enough for its label, whatever font the reader's machine has."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ImageFont

import forms.fonts
from forms.odt.metrics import lines_needed, text_width

NOTO = ImageFont.truetype(Path(forms.fonts.__file__).with_name("NotoSans-Regular.ttf"), 1000)
LABELS = [
    "Oui",
    "Non concerné",
    "Je ne sais pas",
    "Oui, et nous la déclarons",
    "L’intercommunalité ou un syndicat",
    "À aucun de ces points ; « œuvre » – 50 %",
]


@pytest.mark.parametrize("label", LABELS)
def test_a_label_has_room_even_in_another_usual_font(label):
    marker_and_padding = 0.1
    assert text_width(label, 10) + marker_and_padding >= NOTO.getlength(label) / 1000 * 10 * 2.54 / 72


def test_letters_with_accents_are_as_wide_as_without():
    assert text_width("éàçÉ", 10) == text_width("eacE", 10)


def test_a_letter_nobody_foresaw_counts_as_the_widest():
    assert text_width("漢", 10) == text_width("@", 10)


@pytest.mark.parametrize(("letters", "lines"), [(0, 1), (1, 1), (200, 3)])
def test_lines_are_counted_from_the_width_given(letters, lines):
    assert lines_needed("n" * letters, 10, 15.0) == lines
