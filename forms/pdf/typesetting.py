"""The layout, typeset by typst with our own typefaces only, so that every machine gives the same pages.

EcoclicError
└── UnprintableText     a text of the questionnaire or of the campaign holds letters our typefaces lack
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from typing import ClassVar

import msgspec
import typst

from forms.errors import EcoclicError
from forms.french import NBSP
from forms.layout import FormLayout
from forms.pdf.frame import Frame, frame_of
from forms.pdf.typeface import FONTS, typeface


class UnprintableText(EcoclicError):
    """A text holds letters that our typefaces lack; `letters` are those."""

    code: ClassVar[str] = "unprintable-text"

    def __init__(self, letters: str) -> None:
        named = ", ".join(f"«{NBSP}{letter}{NBSP}» (U+{ord(letter):04X})" for letter in letters)
        super().__init__(
            f"Le formulaire PDF ne sait pas imprimer{NBSP}: {named}. Remplacez ces signes dans le questionnaire ou la campagne."
        )
        self.letters = letters


def typeset(layout: FormLayout) -> bytes:
    """A tagged PDF/UA-1 document where every control is a link to « ecoclic:… ». Raises UnprintableText."""
    form = _json(layout)
    _check_letters(form)
    return typst.compile(
        _template(),
        font_paths=_fonts(),
        sys_inputs={"form": form, "frame": _json(_measures(frame_of(layout)))},
        pdf_standards=["ua-1"],
    )


def _check_letters(text: str) -> None:
    missing = set(unicodedata.normalize("NFC", text)) - typeface("Regular").glyphs.keys()
    if missing:
        raise UnprintableText("".join(sorted(missing)))


def _measures(frame: Frame) -> dict[str, object]:
    measures: dict[str, object] = msgspec.to_builtins(frame)
    return measures | {"text_width": frame.text_width, "footer_width": frame.footer_width}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


@cache
def _template() -> bytes:
    return files("forms.pdf").joinpath("form.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
