"""What becomes of the PDF form in the programs that fill it, save it again or damage it. The README shows these tables."""

from __future__ import annotations

from collections.abc import Iterable

from tests.drivers.pdf_damage import CHANGES, REPAIRS
from tests.drivers.pdf_savers import SAVERS

FILLED_BY = {
    "pdf.js": "pdf.js (Firefox)",
    "chromium": "Chromium’s own viewer",
    "pdfium": "PDFium (Chromium, Edge)",
    "pdfium-incremental": "PDFium, incrementally",
    "poppler": "poppler (Evince, Okular)",
    "pdftk-fdf": "pdftk, from FDF",
    "pdftk-xfdf": "pdftk, from XFDF",
    "pdf-lib": "pdf-lib",
    "mutool": "MuPDF, written anew",
    "mutool-incremental": "MuPDF, incrementally",
}
"""Name among the fillers → how the README calls it."""

ON_TOP = ("mutool-incremental", "poppler", "pdf.js", "pdfium-incremental")
"""The fillers that append to a file; the first of them to what every program saved, all of them to what `MOST_DIFFERENT` saved."""
MOST_DIFFERENT = ("qpdf, linearized", "qpdf, object streams", "qpdf, with an owner’s password", "pikepdf, linearized, object streams")

REPAIRED = ("qpdf, object streams", "pikepdf, linearized, object streams")
"""What PDFium appends to these is not quite a PDF: its table of another kind than theirs is repaired first, which is told."""
REPAIRED_WITH = "pdfium-incremental"
REPAIR = "fichier-repare"
ADDITIONS = tuple(
    (saver, filler, (REPAIR,) if saver in REPAIRED and filler == REPAIRED_WITH else ())
    for saver in SAVERS
    for filler in (ON_TOP if saver in MOST_DIFFERENT else ON_TOP[:1])
)
"""Saved again by, then filled further by, and the warnings expected."""

SMILE = "Bien 👍"
SMILE_FROM = {"chromium": "Bien \ufffd", "pdfium": "Bien \uf44d", "pdfium-incremental": "Bien \uf44d"}
"""Programs that spoil emojis themselves → what they write instead."""
REFUSE_TO_SMILE = ("pdf-lib",)
"""Programs that fail rather than write a character that the form's font lacks."""

TOLD = {
    "trailer unreadable": REPAIR,
    "cross-reference table wrong": "lecture-a-verifier",
}
"""Damage → the warning that goes with its answers."""
CUT = "last update cut anywhere"
CUT_REFUSAL = "fichier-incomplet"


def table() -> str:
    """The tables, in Markdown."""
    filled = _table("the PDF form, filled and saved by", ((label, "all answers") for label in FILLED_BY.values()))
    saved = _table("a filled PDF form, saved again by", ((label, _saved_again(label)) for label in SAVERS))
    return "\n\n".join((filled, saved, _table("a filled PDF form, damaged", _damages())))


def _saved_again(label: str) -> str:
    said = "all answers, filled further or not"
    return f"{said}; after {FILLED_BY[REPAIRED_WITH]}, told: `{REPAIR}`" if label in REPAIRED else said


def _damages() -> Iterable[tuple[str, str]]:
    for label in (*CHANGES, *REPAIRS):
        yield label, f"all answers, told: `{TOLD[label]}`" if label in TOLD else "all answers"
    yield CUT, f"refused: `{CUT_REFUSAL}`"


def _table(heading: str, rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join((f"| {heading} | what comes back |", "|---|---|", *(f"| {label} | {said} |" for label, said in rows)))
