"""The layout, typeset by typst with our own typefaces only, so that every machine gives the same pages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec
import typst

import forms.fonts
from forms.layout import FormLayout
from forms.pdf.frame import FRAME

FONTS = Path(forms.fonts.__path__[0])


def typeset(layout: FormLayout) -> bytes:
    """A tagged PDF/UA-1 document where every control is a link to « ecoclic:… ». Raises `typst.TypstError` on a template error."""
    return typst.compile(
        _template(),
        font_paths=_fonts(),
        sys_inputs={"form": _json(layout), "frame": _json(_measures())},
        pdf_standards=["ua-1"],
    )


def _measures() -> dict[str, object]:
    measures: dict[str, object] = msgspec.to_builtins(FRAME)
    return measures | {"text_width": FRAME.text_width, "footer_width": FRAME.footer_width}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


@cache
def _template() -> bytes:
    return files("forms.pdf").joinpath("form.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
