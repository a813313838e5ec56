"""A form that was set anew, as LibreOffice does the ODT when it prints it: nothing stands where we know, but all its words are there.

Each question is found by its words, and its boxes by the words at their right. A question is believed when it has all its boxes, each
once, and nothing else to tick; a group of radio buttons, when exactly one is on, that of no answer included. Anything else is doubtful.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Final

import pypdfium2

from forms.control_names import NO_ANSWER_CODE, is_confirm_field
from forms.pdf.geometry import BoxGeometry, LabelledBox, PrintedQuestion, Rectangle
from intake.printed.controls import Control, control_of_box, control_of_entry
from intake.printed.homography import Homography
from intake.printed.letters import Letter, letters_of, pixels_of_page
from intake.printed.marks import Mark
from intake.printed.overflow import overflowing
from intake.printed.placing import Placed
from intake.printed.raster import rendered
from intake.printed.shapes import Shapes, shapes_on
from intake.printed.typed import Typed
from intake.printed.words import PageWords, Placing, Spot, in_order, squeezed

_ABOVE: Final = 4.0
"""Points over the baseline of a question's first line up to which its boxes may reach."""
_BELOW: Final = 160.0
"""Points at most between the words of an entry and its frame: a question's help stands between them."""
_BESIDE: Final = 8.0
"""Points by which an entry's frame may begin after its words do."""
_BEGINNING: Final = 12
"""Letters of a label that goes on on another line that are enough to know it."""
_RULE: Final = "│|"
"""Between the choices of a question and « je ne sais pas »."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was set: `strays` are letters that an entry had no room for, and that stand among others without being seen."""

    placed: Placed
    letters: tuple[Letter, ...]
    shapes: Shapes
    strays: frozenset[Letter]


def controls_by_words(document: pypdfium2.PdfDocument, questions: Sequence[PrintedQuestion]) -> list[Control]:
    """What the boxes and entries of the `questions` say, those whose words are found: all pages of `document` are looked at. Nothing when
    most boxes are doubtful."""
    pages = _in_order(_each_once(_looked_at(document[number], number + 1) for number in range(len(document))), questions)
    found = in_order([PageWords(number, page.letters) for number, page in enumerate(pages)], [question.words for question in questions])
    placed = [(question, placing) for question, placing in zip(questions, found, strict=True) if placing]
    controls: list[Control] = []
    for place, (question, placing) in enumerate(placed, 1):
        following = [each.spot for _, each in placed[place:]]
        controls += _believed(placing, _controls(question, pages, placing.spot, following))
    return controls if _is_mostly_sure(controls) else []


def _believed(placing: Placing, controls: Iterable[Control]) -> Iterator[Control]:
    """The `controls` of a question whose words stand in one place alone; in doubt otherwise, its page having come twice."""
    return (each if placing.alone else each.in_doubt() for each in controls)


def _is_mostly_sure(controls: Sequence[Control]) -> bool:
    """Boxes that are drawn otherwise than any program we know would all be doubtful: nothing is to be scored on the rest."""
    marks = [each for each in controls if each.mark]
    return 2 * sum(each.doubtful for each in marks) <= len(marks)


def _in_order(pages: Sequence[_Page], questions: Sequence[PrintedQuestion]) -> list[_Page]:
    """`pages` by the middle one of the `questions` on each, whatever order they came in: somebody may have typed the words of another. One
    without any stays behind the one before."""
    times = Counter(question.words for question in questions)
    asked = [words for words, count in times.items() if count == 1]
    placed, middle = [], 0
    for page in pages:
        words = PageWords(0, page.letters)
        there = [place for place, each in enumerate(asked) if next(words.spots(each), None)]
        middle = median_low(there) if there else middle
        placed.append((middle, page))
    return [page for _, page in sorted(placed, key=lambda each: each[0])]


def _each_once(pages: Iterable[_Page]) -> list[_Page]:
    """`pages` without those that look exactly as another does: a copy says nothing more."""
    return list({page.placed.raster.pixels: page for page in reversed(list(pages))}.values())[::-1]


def _looked_at(page: pypdfium2.PdfPage, number: int) -> _Page:
    raster = rendered(page)
    pixels_of = pixels_of_page(page, raster)
    corners = ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0), (1000.0, 1000.0))
    first, second, third, fourth = map(pixels_of, corners)
    placed = Placed(number, raster, pixels_of, Homography.between((first, second, third, fourth), corners))
    letters, shapes = tuple(letters_of(page, raster, placed.form_of)), shapes_on(page)
    return _Page(placed, letters, shapes, overflowing(letters, shapes.frames))


def _controls(question: PrintedQuestion, pages: Sequence[_Page], spot: Spot, following: Sequence[Spot]) -> Iterator[Control]:
    """What the question at `spot` says, those at `following` coming after it."""
    if question.boxes:
        yield from _ticked(question, list(_boxes_between(pages, spot, next(iter(following), None))))
    if question.entry:
        yield _typed(question.entry, pages[spot.page], spot, following)


# Boxes ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    """A box to tick, and what stands at its right."""

    page: _Page
    box: Rectangle
    label: str


def _boxes_between(pages: Sequence[_Page], spot: Spot, end: Spot | None) -> Iterator[_Found]:
    """The boxes that stand after the words at `spot` and before those at `end`, whatever pages are between."""
    last = end.page if end else len(pages) - 1
    for number in range(spot.page, last + 1):
        top = spot.baseline + _ABOVE if number == spot.page else float("inf")
        bottom = end.baseline + _ABOVE if end and number == end.page else float("-inf")
        for box in pages[number].shapes.boxes:
            if bottom < box.top <= top:
                yield _Found(pages[number], box, _label_of(box, pages[number]))


def _label_of(box: Rectangle, page: _Page) -> str:
    """What stands at the right of `box`, on its line, up to the next one."""
    beside = [each.left for each in page.shapes.boxes if each.left > box.right and each.bottom < box.top and box.bottom < each.top]
    end = min(beside, default=float("inf"))
    line = [
        letter
        for letter in page.letters
        if box.right - 1 <= letter.left < end and box.bottom <= letter.baseline + letter.height / 4 <= box.top and letter not in page.strays
    ]
    return squeezed("".join(letter.text for letter in sorted(line, key=lambda each: each.left))).strip(_RULE)


def _ticked(question: PrintedQuestion, found: Sequence[_Found]) -> Iterator[Control]:
    named = {place: _named(each.label, question.boxes) for place, each in enumerate(found)}
    controls = [_control(found[place], box) for place, box in named.items() if box]
    sure = _is_whole(question, named) and (not question.one or _says_one(controls))
    for control in controls:
        if control.box.value != NO_ANSWER_CODE:
            yield control if sure else control.in_doubt()


def _control(found: _Found, box: LabelledBox) -> Control:
    return control_of_box(found.page.placed, BoxGeometry(box.field, box.value, found.page.placed.number, found.box))


def _named(label: str, boxes: Sequence[LabelledBox]) -> LabelledBox | None:
    """The box whose label this is, or, when it goes on on another line, the only one whose label begins so."""
    exact = [each for each in boxes if squeezed(each.label) == label]
    begun = [each for each in boxes if len(label) >= _BEGINNING and squeezed(each.label).startswith(label)]
    return next(iter(exact or (begun if len(begun) == 1 else [])), None)


def _is_whole(question: PrintedQuestion, named: Mapping[int, LabelledBox | None]) -> bool:
    """Whether every box of `question` is there once, and nothing else; a form may do without those of `_is_spared`."""
    there = Counter(named.values())
    needed = {each for each in question.boxes if not _is_spared(each)}
    return needed <= there.keys() and None not in there and max(there.values(), default=1) == 1


def _is_spared(box: LabelledBox) -> bool:
    """What confirms an answer is on forms that recall one, what effaces an answer on the ODT."""
    return is_confirm_field(box.field) or box.value == NO_ANSWER_CODE


def _says_one(controls: Sequence[Control]) -> bool:
    """Whether one of a group is on; none may be where none stands for no answer."""
    group = [each for each in controls if not is_confirm_field(each.box.field)]
    ticked = sum(each.mark is Mark.TICKED for each in group)
    least = any(each.box.value == NO_ANSWER_CODE for each in group)
    return not any(each.doubtful for each in group) and least <= ticked <= 1


# Entries -------------------------------------------------------------------------------------------------------------------------


def _typed(entry: str, page: _Page, spot: Spot, following: Sequence[Spot]) -> Control:
    """What the frame of the words at `spot` says; in doubt when it is gone, as somebody may have written in its place."""
    lower = (each.baseline for each in following if each.page == spot.page and each.depth > spot.depth + spot.height)
    frame = _frame_under(page.shapes, spot, next(lower, float("-inf")))
    if frame is None:
        nowhere = Rectangle(spot.left, spot.last_baseline, spot.left, spot.last_baseline)
        return Control(BoxGeometry(entry, "", page.placed.number, nowhere), typed=Typed("", sure=False))
    control = control_of_entry(page.placed, page.letters, BoxGeometry(entry, "", page.placed.number, frame), page.strays, drawn=True)
    return control.cut_off() if page.shapes.spills(frame) else control


def _frame_under(shapes: Shapes, spot: Spot, end: float) -> Rectangle | None:
    """The nearest frame under the words at `spot`, in their column, and above the baseline `end` of what is asked next below them."""
    under = [
        frame
        for frame in shapes.frames
        if 0 < spot.last_baseline - frame.top <= _BELOW and frame.bottom > end and frame.left - _BESIDE <= spot.left <= frame.right
    ]
    return max(under, key=lambda frame: frame.top, default=None)
