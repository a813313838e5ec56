"""Where the boxes and entries of a PDF form stand, and what each of them stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf


@dataclass(frozen=True)
class Widget:
    """One widget: its page and its rank among the page's widgets, from 0; its export value, None for an entry; its centre.

    `size` is that of its page. Both are in PDF points, from the bottom left corner. `ticked`: a box that is on already.
    """

    page: int
    rank: int
    name: str
    code: str | None
    ticked: bool
    centre: tuple[float, float]
    size: tuple[float, float]


def widgets(source: Path) -> Iterator[Widget]:
    """Every widget, in the order they stand in."""
    with pikepdf.open(source) as pdf:
        for number, page in enumerate(pdf.pages):
            _, _, width, height = (float(each) for each in page.mediabox)
            for rank, widget in enumerate(each for each in page.obj.get("/Annots", []) if each.Subtype == "/Widget"):
                left, bottom, right, top = (float(each) for each in widget.Rect)
                yield Widget(
                    page=number,
                    rank=rank,
                    name=str(widget.get("/T") or widget.Parent.T),
                    code=_code(widget),
                    ticked=widget.get("/AS", "/Off") != "/Off",
                    centre=((left + right) / 2, (bottom + top) / 2),
                    size=(width, height),
                )


def _code(widget: pikepdf.Object) -> str | None:
    if "/AS" not in widget:
        return None
    return next(state.removeprefix("/") for state in widget.AP.N if state != "/Off")
