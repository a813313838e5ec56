"""Fill a PDF form with PDFium, the engine of Chromium and Edge, as a person would: click a box, click an entry and type.

The demonstration uses it where there is no LibreOffice, and the tests to get forms filled by a real program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ctypes import POINTER, c_ushort, cast, create_string_buffer
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

Answers = Mapping[str, tuple[str, ...]]
"""Control name → export values: one code for radio buttons, the code (or nothing) for a check box, one text for an entry."""


class UnknownControl(LookupError):
    """The form has no control, or no box, for one of the answers."""


@dataclass(frozen=True, slots=True)
class _Widget:
    """One widget of a page: `value` is its export value, empty for an entry; the centre is in PDF points."""

    name: str
    value: str
    text: bool
    checked: bool
    centre: tuple[float, float]


def fill_with_pdfium(source: Path, target: Path, answers: Answers, *, incremental: bool = False) -> None:
    """Write to `target` the form `source` filled with `answers`; controls not named are left alone.

    `incremental`: what changed is appended to the bytes of `source`, instead of the whole being written anew. Line breaks of a text are
    « \\n ». Raises UnknownControl, before anything is written, when an answer has no control to go to.
    """
    document = pypdfium2.PdfDocument(source)
    try:
        document.init_forms()
        form = document.formenv
        missing = set(_wanted(answers))
        for number in range(len(document)):
            missing -= _fill_page(form, document[number], answers)
        if missing:
            raise UnknownControl(f"no control for {sorted(missing)} in {source.name}")
        document.save(target, flags=pdfium.FPDF_INCREMENTAL if incremental else 0)
    finally:
        document.close()


def _wanted(answers: Answers) -> Iterator[tuple[str, str]]:
    for name, values in answers.items():
        yield from ((name, value) for value in values)


def _fill_page(form: Any, page: pypdfium2.PdfPage, answers: Answers) -> set[tuple[str, str]]:  # noqa: ANN401 – ctypes handles have no type
    """Fill one page; what was filled in, as (name, value)."""
    done = set()
    for widget in _widgets(form, page):
        values = answers.get(widget.name)
        if values is None:
            continue
        if widget.text:
            _type(form, page, widget, values[0] if values else "")
            done |= {(widget.name, value) for value in values}
        else:
            _set_box(form, page, widget, widget.value in values)
            done.add((widget.name, widget.value))
    return done


def _widgets(form: Any, page: pypdfium2.PdfPage) -> Iterator[_Widget]:  # noqa: ANN401 – as above
    """The boxes and entries of a page, each as it is when its turn comes: a click on a radio button has cleared its neighbours."""
    read = (_widget(form, page, index) for index in range(pdfium.FPDFPage_GetAnnotCount(page)))
    return (widget for widget in read if widget)


def _widget(form: Any, page: pypdfium2.PdfPage, index: int) -> _Widget | None:  # noqa: ANN401 – as above
    with _annotation(page, index) as annotation:
        kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
        if kind not in (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_RADIOBUTTON, pdfium.FPDF_FORMFIELD_CHECKBOX):
            return None
        return _Widget(
            name=_string(pdfium.FPDFAnnot_GetFormFieldName, form, annotation),
            value=_string(pdfium.FPDFAnnot_GetFormFieldExportValue, form, annotation),
            text=kind == pdfium.FPDF_FORMFIELD_TEXTFIELD,
            checked=bool(pdfium.FPDFAnnot_IsChecked(form, annotation)),
            centre=_centre(annotation),
        )


@contextmanager
def _annotation(page: pypdfium2.PdfPage, index: int) -> Iterator[Any]:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    try:
        yield annotation
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _string(read: Any, form: Any, annotation: Any) -> str:  # noqa: ANN401 – as above
    """A string read the way PDFium gives them: ask its length in bytes, then have it written as UTF-16."""
    length = read(form, annotation, None, 0)
    buffer = create_string_buffer(max(length, 2))
    read(form, annotation, cast(buffer, POINTER(c_ushort)), length)
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le")


def _centre(annotation: Any) -> tuple[float, float]:  # noqa: ANN401 – as above
    area = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, area)
    return (area.left + area.right) / 2, (area.bottom + area.top) / 2


def _click(form: Any, page: pypdfium2.PdfPage, widget: _Widget) -> None:  # noqa: ANN401 – as above
    x, y = widget.centre
    pdfium.FORM_OnMouseMove(form, page, 0, x, y)
    pdfium.FORM_OnLButtonDown(form, page, 0, x, y)
    pdfium.FORM_OnLButtonUp(form, page, 0, x, y)


def _set_box(form: Any, page: pypdfium2.PdfPage, widget: _Widget, on: bool) -> None:  # noqa: ANN401 – as above
    if widget.checked != on:
        _click(form, page, widget)
        pdfium.FORM_ForceToKillFocus(form)


def _type(form: Any, page: pypdfium2.PdfPage, widget: _Widget, text: str) -> None:  # noqa: ANN401 – as above
    _click(form, page, widget)
    pdfium.FORM_SelectAllText(form, page)
    letters = create_string_buffer((text + "\0").encode("utf-16-le"))
    pdfium.FORM_ReplaceSelection(form, page, cast(letters, POINTER(c_ushort)))
    pdfium.FORM_ForceToKillFocus(form)
