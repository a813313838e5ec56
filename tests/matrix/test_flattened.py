"""However a PDF form was flattened or printed, its marks are read, or told to be unsure: never silently wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from forms.identity import tokens_in
from forms.pdf.geometry import BoxGeometry
from forms.reference import references_in
from forms.returns import RawReturn
from intake.identification import identify
from tests.drivers.flattening import KINDS
from tests.drivers.pdf_fillers import FILLERS
from tests.drivers.printed_forms import Issued, issue, read_printed

pytestmark = pytest.mark.tools

QUESTIONNAIRE = catalogue.load("reen-niveau1")
WORDS = "Œuvre à côté : l’été, ça coûte 1 500 €\nDeuxième ligne « ici » – fin."
PROFILES = {
    "exemplary": Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=100, comment=WORDS),
    "middling": Profile("Jean-François d’Albret", "secrétaire", "jf@exemple.fr", good=50, unknown=20, comment=WORDS),
    "hesitant": Profile("Noël Brûlé", "agent", "noel@exemple.fr", good=20, unknown=50, blank=20, comment=WORDS),
}
LEAST_MARKS_RIGHT = 0.995
LEAST_TEXTS_RIGHT = 12 / 14
MISSPELT = {"ghostscript", "grey"}
"""Ghostscript takes the letters of the embedded font for those of another table: accents change, which must be noticed."""


@pytest.fixture(scope="module")
def issued() -> Issued:
    return issue(QUESTIONNAIRE)


@pytest.fixture(scope="module", params=PROFILES)
def filled(request, issued: Issued, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, tuple[str, ...]]]:
    folder = tmp_path_factory.mktemp("filled")
    answers = answers_for(QUESTIONNAIRE, PROFILES[request.param])
    target = folder / f"{request.param}.pdf"
    fill_with_pdfium(issued.write(folder / "form.pdf"), target, answers)
    return target, answers


@pytest.mark.parametrize("kind", KINDS)
def test_marks_are_read_or_told_unsure_and_texts_too(issued: Issued, filled, tmp_path: Path, kind: str) -> None:
    source, answers = filled
    read = flattened(issued, source, tmp_path, kind)
    marks, texts = (
        list(judged(issued.master.geometry.boxes, read, answers, boxes=True)),
        list(judged(issued.master.geometry.boxes, read, answers, boxes=False)),
    )
    assert [name for name, verdict in marks + texts if verdict == "silently wrong"] == []
    assert share_right(marks) >= LEAST_MARKS_RIGHT
    assert kind in MISSPELT or share_right(texts) >= LEAST_TEXTS_RIGHT
    assert identify(read).reference == issued.identity.reference


@pytest.mark.parametrize("kind", ["pdfium", "qpdf"])
@pytest.mark.parametrize("program", [name for name in FILLERS if name != "pdfium"])
def test_whatever_filled_it_before(issued: Issued, tmp_path: Path, program: str, kind: str) -> None:
    answers = answers_for(QUESTIONNAIRE, PROFILES["middling"])
    FILLERS[program](issued.write(tmp_path / "form.pdf"), tmp_path / "filled.pdf", answers)
    read = flattened(issued, tmp_path / "filled.pdf", tmp_path, kind)
    marks, texts = (
        list(judged(issued.master.geometry.boxes, read, answers, boxes=True)),
        list(judged(issued.master.geometry.boxes, read, answers, boxes=False)),
    )
    assert [name for name, verdict in marks + texts if verdict == "silently wrong"] == []
    assert share_right(marks) >= LEAST_MARKS_RIGHT


def flattened(issued: Issued, source: Path, folder: Path, kind: str) -> RawReturn:
    """`source` flattened in one of the ways, and read."""
    target = folder / "flattened.pdf"
    KINDS[kind](source, target)
    return read_printed(issued, target.read_bytes())


def judged(
    issued: Sequence[BoxGeometry], read: RawReturn, answers: Mapping[str, tuple[str, ...]], *, boxes: bool
) -> Iterator[tuple[str, str]]:
    """Each box, or each entry, with « right », « unsure » or « silently wrong »."""
    for box in issued:
        if bool(box.value) is boxes:
            field = read.fields[box.field]
            wanted = answers.get(box.field, ())
            right = (box.value in field.values) == (box.value in wanted) if boxes else field.values == wanted
            yield f"{box.field} {box.value}", "unsure" if field.doubtful else "right" if right else "silently wrong"


def share_right(verdicts: list[tuple[str, str]]) -> float:
    return sum(verdict == "right" for _, verdict in verdicts) / len(verdicts)


def test_fourteen_kinds_are_tried_and_the_form_has_more_than_a_hundred_boxes(issued: Issued) -> None:
    assert len(KINDS) >= 11
    assert sum(bool(box.value) for box in issued.master.geometry.boxes) > 100


def test_flattening_may_leave_nothing_but_what_is_printed(issued: Issued, tmp_path: Path) -> None:
    """PostScript has no metadata: the printed code and the QR code are all that says whose form it is."""
    target = tmp_path / "printed.pdf"
    KINDS["postscript"](issued.write(tmp_path / "form.pdf"), target)
    read = read_printed(issued, target.read_bytes())
    assert {each.text for each in read.carriers} == {issued.identity.reference}
    assert not any(tokens_in(each.text) for each in read.carriers)
    assert references_in(read.carriers[0].text)
