"""What stands in a text entry beforehand, broken into lines as a viewer would break it."""

from __future__ import annotations

from collections.abc import Iterator

from forms.pdf.appearance import INDENT, Lines
from forms.pdf.controls import Control
from forms.pdf.geometry import Rectangle
from forms.pdf.typeface import typeface

TEXT_POINTS = 10


def typed_lines(control: Control, area: Rectangle) -> Lines:
    """The lines of what `control` holds, in WinAnsi; only an entry of several lines breaks them."""
    if not control.multiline:
        return (_encoded(control.typed),) if control.typed else ()
    width = area.width - 2 * INDENT
    return tuple(_encoded(line) for paragraph in control.typed.split("\n") for line in _broken(paragraph, width)) if control.typed else ()


def _broken(paragraph: str, width: float) -> Iterator[str]:
    line = ""
    for word in paragraph.split(" "):
        longer = f"{line} {word}" if line else word
        if line and typeface("Regular").width(longer, TEXT_POINTS) > width:
            yield line
            longer = word
        line = longer
    yield line


def _encoded(line: str) -> bytes:
    """Letters outside WinAnsi show as « ? »; the field's value keeps them."""
    return line.encode("cp1252", "replace")
