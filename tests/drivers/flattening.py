"""Ways a filled PDF form loses its fields: real programs that flatten or print it, and what paper settings then do to its pages.

`KINDS[name](source, target)`. A program that is missing skips the test, or fails it in CI.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Page, Pdf, Rectangle

from tests.drivers.presence import program

Flattener = Callable[[Path, Path], None]
A4 = (595.276, 841.89)
LETTER = (612.0, 792.0)


def run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 3), f"{command[0]}: {done.stdout}{done.stderr}"  # 3: qpdf's warnings


def pdfium_print(source: Path, target: Path) -> None:
    """What Chromium and Edge do before they print."""
    document = pypdfium2.PdfDocument(source)
    document.init_forms()
    for page in document:
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT)
    document.save(target)
    document.close()


def qpdf(source: Path, target: Path) -> None:
    run(program("qpdf"), "--flatten-annotations=all", "--generate-appearances", source, target)


def pdftk(source: Path, target: Path) -> None:
    run(program("pdftk"), source, "output", target, "flatten")


def poppler(source: Path, target: Path) -> None:
    """What Evince and Okular print."""
    run(program("pdftocairo"), "-pdf", source, target)


def mutool(source: Path, target: Path) -> None:
    run(program("mutool"), "convert", "-o", target, source)


def ghostscript(source: Path, target: Path, *more: str) -> None:
    run(program("gs"), "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=pdfwrite", "-dPreserveAnnots=false", *more, f"-o{target}", source)


def in_grey(source: Path, target: Path) -> None:
    ghostscript(source, target, "-sColorConversionStrategy=Gray", "-dProcessColorModel=/DeviceGray")


def through_postscript(source: Path, target: Path) -> None:
    """The way of the printers that only know PostScript."""
    between = target.with_suffix(".ps")
    run(program("pdftops"), source, between)
    ghostscript(between, target)


def scaled(source: Path, target: Path) -> None:
    """« Fit to printable area »: 94 %, centred."""
    _on_paper(source, target, A4, 0.94)


def on_letter(source: Path, target: Path) -> None:
    _on_paper(source, target, LETTER, 0.96 * LETTER[1] / A4[1])


def turned_page(degrees: int) -> Flattener:
    def turn(source: Path, target: Path) -> None:
        pdfium_print(source, target)
        with Pdf.open(target, allow_overwriting_input=True) as document:
            for page in document.pages:
                page.rotate(degrees, relative=True)
            document.save(target)

    return turn


def turned_content(source: Path, target: Path) -> None:
    """Landscape paper on which the page itself was drawn sideways."""
    pdfium_print(source, target)
    with Pdf.open(target) as document, Pdf.new() as made:
        for page in document.pages:
            made.add_blank_page(page_size=(A4[1], A4[0]))
            page.rotate(90, relative=True)
            made.pages[-1].add_overlay(page, Rectangle(0, 0, A4[1], A4[0]))
        made.save(target.with_suffix(".turned"))
    target.with_suffix(".turned").rename(target)


def out_of_order(source: Path, target: Path) -> None:
    """Printed from the last page, on both sides: blank backs between."""
    pdfium_print(source, target)
    with Pdf.open(target) as document, Pdf.new() as made:
        for page in reversed(document.pages):
            made.pages.append(page)
            made.add_blank_page(page_size=A4)
        made.save(target.with_suffix(".reversed"))
    target.with_suffix(".reversed").rename(target)


def two_a_sheet(source: Path, target: Path) -> None:
    """« 2 pages par feuille »: side by side on paper held sideways."""
    _several_a_sheet(source, target, columns=2, rows=1, paper=(A4[1], A4[0]))


def two_a_sheet_turned(source: Path, target: Path) -> None:
    """The same on upright paper: one above the other, lying on their sides."""
    turned = target.with_suffix(".lying")
    turned_page(90)(source, turned)
    _several_a_sheet(turned, target, columns=1, rows=2, paper=A4)


def four_a_sheet(source: Path, target: Path) -> None:
    _several_a_sheet(source, target, columns=2, rows=2, paper=A4)


KINDS: dict[str, Flattener] = {
    "pdfium": pdfium_print,
    "qpdf": qpdf,
    "pdftk": pdftk,
    "poppler": poppler,
    "mutool": mutool,
    "ghostscript": ghostscript,
    "grey": in_grey,
    "postscript": through_postscript,
    "scaled to 94 %": scaled,
    "on Letter paper": on_letter,
    "turned by 90°": turned_page(90),
    "turned by 180°": turned_page(180),
    "drawn sideways": turned_content,
    "out of order": out_of_order,
    "two a sheet": two_a_sheet,
    "two a sheet, turned": two_a_sheet_turned,
}


def _on_paper(source: Path, target: Path, paper: tuple[float, float], scale: float) -> None:
    flat = target.with_suffix(".flat")
    pdfium_print(source, flat)
    width, height = A4[0] * scale, A4[1] * scale
    left, bottom = (paper[0] - width) / 2, (paper[1] - height) / 2
    with Pdf.open(flat) as document, Pdf.new() as made:
        for page in document.pages:
            made.add_blank_page(page_size=paper)
            made.pages[-1].add_overlay(Page(page.obj), Rectangle(left, bottom, left + width, bottom + height))
        made.save(target)


def _several_a_sheet(source: Path, target: Path, *, columns: int, rows: int, paper: tuple[float, float]) -> None:
    """Pages set in rows from the top left, each as large as fits with a margin of 10 points."""
    flat = target.with_suffix(".flat")
    pdfium_print(source, flat)
    width, height = paper[0] / columns, paper[1] / rows
    with Pdf.open(flat) as document, Pdf.new() as made:
        for number, page in enumerate(document.pages):
            row, column = divmod(number % (columns * rows), columns)
            if not row and not column:
                made.add_blank_page(page_size=paper)
            left, top = column * width, paper[1] - row * height
            made.pages[-1].add_overlay(page, Rectangle(left + 10, top - height + 10, left + width - 10, top - 10))
        made.save(target)
