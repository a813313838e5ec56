"""A printed form read by where everything stands on it: boxes by their ink, entries by their letters; by its words when it was set anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import pypdfium2

from forms.control_names import comment_field, identity_field, is_confirm_field
from forms.pdf.geometry import BoxGeometry, Geometry
from forms.returns import Carrier, Medium, Notice, RawField, RawReturn
from intake import owner_sentences, sentences
from intake.printed.by_words import controls_by_words
from intake.printed.codes import codes_on
from intake.printed.controls import Control, control_of_box, control_of_entry
from intake.printed.first_look import is_of_blank_edition, is_ours
from intake.printed.letters import letters_of
from intake.printed.opening import opened
from intake.printed.overflow import overflowing
from intake.printed.pictures import share_of_pictures
from intake.printed.placing import Placed, place
from intake.printed.raster import rendered
from intake.recognition import bounded

_MOST_PAGES: Final = 30
"""Ours have seven or so, and rendering takes time."""
_PASTED: Final = 0.1
"""Share of pictures from which a page of the form is not what we printed: a stamp is less, a photographed page more."""
_FAIR_SHARE: Final = 0.5
"""Of the boxes issued, that must be found: below it, what came back is a piece of a form, or pages set otherwise than we know."""
_UNSCORED: Final = (identity_field(""), comment_field(""))


def read(data: bytes, geometry: Geometry) -> RawReturn:
    """The fields of the printed form `data`, laid out as `geometry` says, or set anew with the same words.

    A page of the form that is not found has no field: the check of answers tells which questions are missing. Raises `Refused`: NO_FIELDS
    when no page is found, MISSING_PAGES when most of them are not, SCANNED when one of them is a picture, IDENTITY_CONFLICT when some are
    of a blank edition and others not, DAMAGED or TOO_LARGE.
    """
    try:
        with opened(data) as document:
            controls, codes = _pages(document, geometry)
            _require_one_form(codes)
            controls = controls or controls_by_words(document, geometry.questions)
    except pypdfium2.PdfiumError as error:
        raise sentences.damaged(f"pdfium: {error}") from error
    _require_enough(controls, geometry)
    fields, cut = bounded(_fields(controls))
    notices = (sentences.read_by_place(), *cut, *_notices(controls))
    return RawReturn(fields, tuple(dict.fromkeys(codes)), "", notices, Medium.FIELDS)


def _require_one_form(codes: Collection[Carrier]) -> None:
    """Pages of a blank edition name nobody: among those of somebody's form they would pass for his."""
    of_blank = {is_of_blank_edition(code) for code in codes if is_ours(code)}
    if len(of_blank) > 1:
        raise owner_sentences.several_forms("pages of a blank edition among those of a personal form")


def _require_enough(controls: Sequence[Control], geometry: Geometry) -> None:
    """A form of which most is not there would be scored as one left empty. A first page of entries alone does not show it, when there are
    boxes to tick somewhere."""
    has_boxes = any(box.value for box in geometry.boxes)
    awaited = {(box.field, box.value) for box in geometry.boxes if box.value or not has_boxes}
    found = {(control.box.field, control.box.value) for control in controls} & awaited
    if not found:
        raise sentences.no_fields_pdf()
    if len(found) < _FAIR_SHARE * len(awaited):
        raise sentences.missing_pages(f"{len(found)} of {len(awaited)} boxes found")


def _pages(document: pypdfium2.PdfDocument, geometry: Geometry) -> tuple[list[Control], tuple[Carrier, ...]]:
    if len(document) > _MOST_PAGES:
        raise sentences.too_large(f"{len(document)} printed pages")
    controls: list[Control] = []
    codes: list[Carrier] = []
    awaited = 1
    for index in range(len(document)):
        said, seen, pages = _sheet(document[index], geometry, awaited)
        controls += said
        codes += seen
        awaited += max(pages, 1)
    return controls, tuple(codes)


def _sheet(page: pypdfium2.PdfPage, geometry: Geometry, awaited: int) -> tuple[list[Control], tuple[Carrier, ...], int]:
    """What one page of the file says, its QR codes, and how many pages of the form it shows: none when it is foreign to it, and its codes
    then tell whether it is of another form."""
    raster = rendered(page)
    placed = place(raster, geometry, awaited)
    if not placed:
        return [], codes_on(raster), 0
    if share_of_pictures(page) >= _PASTED:
        raise sentences.scanned((), "a page of the form is a picture")
    return [control for each in placed for control in _controls(page, each, geometry)], codes_on(raster), len(placed)


def _controls(page: pypdfium2.PdfPage, placed: Placed, geometry: Geometry) -> Iterator[Control]:
    letters = letters_of(page, placed.raster, placed.form_of)
    strays = overflowing(letters, (box.rectangle for box in geometry.boxes if box.page == placed.number and not box.value))
    for box in geometry.boxes:
        if box.page == placed.number and _is_shown(box, placed):
            yield control_of_box(placed, box) if box.value else control_of_entry(placed, letters, box, strays)


def _is_shown(box: BoxGeometry, placed: Placed) -> bool:
    """Whether `box` is on the page: what confirms an answer is shown only where one is already inscribed."""
    return not is_confirm_field(box.field) or placed.is_outlined(box.rectangle)


def _fields(controls: Iterable[Control]) -> Mapping[str, RawField]:
    """By name. Where two copies of a page disagree, neither is believed."""
    by_name: dict[str, list[Control]] = {}
    for control in controls:
        by_name.setdefault(control.box.field, []).append(control)
    return {name: _field(name, same) for name, same in by_name.items()}


def _field(name: str, controls: Sequence[Control]) -> RawField:
    values = dict.fromkeys(control.value for control in controls if control.value)
    doubtful = any(control.doubtful for control in controls) or _disagree(controls)
    cut = any(control.typed is not None and control.typed.full for control in controls)
    return RawField(name, tuple(values), controls[0].box.page, doubtful=doubtful, cut=cut)


def _disagree(controls: Sequence[Control]) -> bool:
    """Whether one and the same box or entry says different things, its page having come twice."""
    said = {(control.box.value, control.value) for control in controls}
    return len(said) > len({control.box.value for control in controls})


def _notices(controls: Iterable[Control]) -> Iterator[Notice]:
    """About entries. What is unsure or cut on a question is told by the check of answers, which knows its number."""
    for control in controls:
        name = control.box.field
        if not name.startswith(_UNSCORED):
            continue
        if control.doubtful:
            yield sentences.uncertain_text(name)
        if control.typed is not None and control.typed.full:
            yield sentences.maybe_cut(name)
