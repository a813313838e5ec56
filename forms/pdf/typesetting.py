"""The layout, typeset by typst with our own typefaces only, so that every machine gives the same pages.

EcoclicError
└── UnprintableText     a text of the questionnaire or of the campaign holds letters our typefaces lack
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Final

import msgspec
import typst

from forms.errors import EcoclicError
from forms.french import NBSP
from forms.layout import FormLayout
from forms.pdf.frame import Frame, frame_of
from forms.pdf.typeface import FONTS, typeface

_TYPED: Final = "typed"
"""The part of `forms.layout.Entry` that its control shows, not the page."""


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
    """A tagged PDF/UA-1 document where every control is a link to « ecoclic:… ». Raises UnprintableText.

    What stands in an entry beforehand is no part of it: a commune wrote it, and its control shows « ? » for the letters we lack.
    """
    form = _json(_without_typed(msgspec.to_builtins(layout)))
    _check_letters(form)
    return typst.compile(
        _template(),
        font_paths=_fonts(),
        sys_inputs={"form": form, "frame": _json(_measures(frame_of(layout)))},
        pdf_standards=["ua-1"],
    )


def _without_typed(value: Any) -> Any:  # noqa: ANN401 – a part of the layout, of any kind
    if isinstance(value, dict):
        return {name: _without_typed(part) for name, part in value.items() if name != _TYPED}
    return [_without_typed(part) for part in value] if isinstance(value, list | tuple) else value


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
