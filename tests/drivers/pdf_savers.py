"""Programs that save a filled PDF form again, without touching its answers: `SAVERS[name](source, target)`.

A program that is missing skips the test, or fails it in CI.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pypdfium2.raw as pdfium

from tests.drivers.presence import program

Saver = Callable[[Path, Path], None]
OWNER = "secret"


def with_qpdf(source: Path, target: Path, *options: str) -> None:
    _run(program("qpdf"), *options, source, target)


def with_qpdf_decrypting(source: Path, target: Path) -> None:
    """A form locked with an owner's password only, as « protect » buttons do, then unlocked."""
    locked = target.with_name(f"{target.stem}-verrouille.pdf")
    with_qpdf(source, locked, "--encrypt", "", OWNER, "256", "--")
    with_qpdf(locked, target, "--decrypt")


def with_pdftk(source: Path, target: Path, *options: str) -> None:
    _run(program("pdftk"), source, "cat", "output", target, *options)


def with_mutool(source: Path, target: Path) -> None:
    _run(program("mutool"), "clean", "-ggg", "-z", source, target)


def with_pikepdf(source: Path, target: Path, **options: Any) -> None:
    with pikepdf.open(source) as document:
        document.save(target, **options)


def with_pypdf(source: Path, target: Path) -> None:
    pypdf.PdfWriter(clone_from=source).write(target)


def with_pdfium(source: Path, target: Path, flags: int = pdfium.FPDF_NO_INCREMENTAL) -> None:
    document = pypdfium2.PdfDocument(source)
    document.init_forms()
    document.save(target, flags=flags)
    document.close()


PACKED = pikepdf.ObjectStreamMode.generate


def _options(saver: Callable[..., None], *options: str) -> Saver:
    return lambda source, target: saver(source, target, *options)


SAVERS: dict[str, Saver] = {
    "qpdf": with_qpdf,
    "qpdf, linearized": _options(with_qpdf, "--linearize"),
    "qpdf, object streams": _options(with_qpdf, "--object-streams=generate"),
    "qpdf, with an owner’s password": _options(with_qpdf, "--encrypt", "", OWNER, "256", "--"),
    "qpdf, decrypted": with_qpdf_decrypting,
    "pikepdf": with_pikepdf,
    "pikepdf, linearized, object streams": partial(with_pikepdf, linearize=True, object_stream_mode=PACKED),
    "pdftk": with_pdftk,
    "pdftk, with an owner’s password": _options(with_pdftk, "owner_pw", OWNER),
    "mutool clean": with_mutool,
    "pypdf": with_pypdf,
    "PDFium": with_pdfium,
    "PDFium, incremental": partial(with_pdfium, flags=pdfium.FPDF_INCREMENTAL),
}


def joined_by_qpdf(first: Path, second: Path, target: Path) -> None:
    _run(program("qpdf"), "--empty", "--pages", first, second, "--", target)


def joined_by_pdftk(first: Path, second: Path, target: Path) -> None:
    _run(program("pdftk"), first, second, "cat", "output", target)


def joined_by_pypdf(first: Path, second: Path, target: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.append(first)
    writer.append(second)
    writer.write(target)


JOINERS: dict[str, Callable[[Path, Path, Path], None]] = {"qpdf": joined_by_qpdf, "pdftk": joined_by_pdftk, "pypdf": joined_by_pypdf}
"""Programs that put two forms in one file: `JOINERS[name](first, second, target)`."""


def joined_by_mutool(first: Path, second: Path, target: Path) -> None:
    """It leaves the fields of both out."""
    _run(program("mutool"), "merge", "-o", target, first, second)


def _run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
