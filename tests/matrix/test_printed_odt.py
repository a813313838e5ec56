"""The ODT form printed to PDF by LibreOffice, then handled further: every mark is read, or the whole refused; never silently wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from commands.demo_answers import Profile, answers_for
from commands.fill_libreoffice import FillJob
from forms import catalogue
from forms.codec import canonical_json
from forms.layout import lay_out, stamp_for
from forms.odt.master import OdtMaster
from forms.returns import RefusalCode, Refused
from intake.identification import identify
from intake.readers import read_document
from tests.drivers.flattening import KINDS
from tests.drivers.libreoffice import LibreOffice
from tests.drivers.printed_forms import Issued, issue, read_printed
from tests.matrix.test_flattened import LEAST_MARKS_RIGHT, judged, share_right

pytestmark = [pytest.mark.tools, pytest.mark.libreoffice]

QUESTIONNAIRE = catalogue.load("reen-niveau1")
WORDS = "Œuvre à côté : l’été, ça coûte 1 500 €\nDeuxième ligne « ici » – fin."
LONG = " ".join(f"Phrase numéro {number}, assez longue." for number in range(60))
PROFILES = {
    "exemplary": Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=100, comment=WORDS),
    "hesitant": Profile("Noël Brûlé", "agent", "noel@exemple.fr", good=20, unknown=50, blank=20, comment=WORDS),
    "talkative": Profile("Jean-François d’Albret", "secrétaire", "jf@exemple.fr", good=40, unknown=20, blank=20, comment=LONG),
}
REFUSED = {"mutool", "postscript", "turned by 180°", "drawn sideways", "two a sheet", "two a sheet, turned"}
"""Words are lost, set upside down, or twice on a sheet."""
IN_PART = {"turned by 90°"}
"""PDFium gives words out of order there: some questions are not found, which is told."""
CUT = {"talkative"}
"""What was typed does not fit in its frame: which is told."""


@pytest.fixture(scope="module")
def issued() -> Issued:
    return issue(QUESTIONNAIRE)


@pytest.fixture(scope="module")
def printed(issued: Issued, libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each profile's form, filled then printed by LibreOffice."""
    folder = tmp_path_factory.mktemp("printed")
    form = folder / "questionnaire.odt"
    form.write_bytes(OdtMaster.build(lay_out(QUESTIONNAIRE, issued.identity)).stamp(stamp_for(QUESTIONNAIRE, issued.identity)))
    made = {name: folder / f"{name}.pdf" for name in PROFILES}
    for name, target in made.items():
        filled = libreoffice.fill(form, folder / f"{name}.odt", answers_for(QUESTIONNAIRE, PROFILES[name]))
        libreoffice.to_pdf(filled, target)
    return made


def verdicts(issued: Issued, data: bytes, answers: Mapping[str, tuple[str, ...]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Of the boxes, and of the entries that are not told to be cut, whose question was found."""
    read = read_printed(issued, data)
    assert identify(read).reference == issued.identity.reference
    found = tuple(box for box in issued.master.geometry.boxes if box.field in read.fields and not read.fields[box.field].cut)
    return list(judged(found, read, answers, boxes=True)), list(judged(found, read, answers, boxes=False))


def wrong(verdict: list[tuple[str, str]]) -> list[str]:
    return [name for name, said in verdict if said == "silently wrong"]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_answer_of_a_printed_odt_is_read(issued: Issued, printed: dict[str, Path], profile: str) -> None:
    marks, texts = verdicts(issued, printed[profile].read_bytes(), answers_for(QUESTIONNAIRE, PROFILES[profile]))
    assert (len(marks), share_right(marks), wrong(texts)) == (_boxes(issued), 1, [])
    assert share_right(texts) == 1
    assert (len(texts) == _entries(issued)) == (profile not in CUT)


@pytest.mark.parametrize("turn", range(4))
def test_no_end_of_a_text_is_lost_without_a_word_whatever_blank_lines_are_before_it(
    issued: Issued, libreoffice: LibreOffice, printed: dict[str, Path], tmp_path: Path, turn: int
) -> None:
    end = "La fin, après un blanc."
    entries = [box.field for box in issued.master.geometry.boxes if box.field == "gouv-projets" or box.field.startswith("commentaire__")]
    typed = {
        field: ("\n".join(f"Ligne {line}." for line in range(1 + (place + turn) % 4)) + "\n" * (1 + place // 2) + end,)
        for place, field in enumerate(entries)
    }
    filled = libreoffice.fill(printed["hesitant"].parent / "questionnaire.odt", tmp_path / "rempli.odt", typed)
    libreoffice.to_pdf(filled, tmp_path / "imprime.pdf")
    read = read_printed(issued, (tmp_path / "imprime.pdf").read_bytes())
    whole = {field for field in entries if end in "".join(read.fields[field].values)}
    told = {field for field in entries if read.fields[field].cut or read.fields[field].doubtful}
    assert set(entries) - whole - told == set()
    assert whole, "some have room for all of it"
    assert told - whole, "and some have not"


@pytest.mark.parametrize("kind", KINDS)
def test_however_it_is_handled_further_nothing_is_silently_wrong(
    issued: Issued, printed: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    KINDS[kind](printed["hesitant"], tmp_path / "handled.pdf")
    data, answers = (tmp_path / "handled.pdf").read_bytes(), answers_for(QUESTIONNAIRE, PROFILES["hesitant"])
    if kind in REFUSED:
        with pytest.raises(Refused) as caught:
            verdicts(issued, data, answers)
        assert caught.value.reason is RefusalCode.NO_FIELDS
        return
    marks, texts = verdicts(issued, data, answers)
    assert wrong(marks + texts) == []
    assert kind in IN_PART or (len(marks), share_right(marks) >= LEAST_MARKS_RIGHT) == (_boxes(issued), True)


def _boxes(issued: Issued) -> int:
    return sum(bool(box.value) for box in issued.master.geometry.boxes)


def _entries(issued: Issued) -> int:
    return len(issued.master.geometry.boxes) - _boxes(issued)


@pytest.mark.parametrize("ending", ["docx", "doc", "fodt"])
def test_saved_otherwise_before_it_was_printed_nothing_is_silently_wrong(
    issued: Issued, printed: dict[str, Path], libreoffice: LibreOffice, tmp_path: Path, ending: str
) -> None:
    answers = answers_for(QUESTIONNAIRE, PROFILES["hesitant"])
    saved = libreoffice.fill(printed["hesitant"].parent / "questionnaire.odt", tmp_path / "rempli", answers, output=ending)
    libreoffice.run([FillJob(saved, tmp_path / "imprime.pdf", filter_data={"ExportFormFields": False})])
    marks, texts = verdicts(issued, (tmp_path / "imprime.pdf").read_bytes(), answers)
    assert wrong(marks + texts) == []
    assert share_right(marks) >= 0.95


def test_a_form_issued_before_its_words_were_kept_is_refused(issued: Issued, printed: dict[str, Path]) -> None:
    before = canonical_json({"pages": issued.master.geometry.pages, "boxes": issued.master.geometry.boxes})
    with pytest.raises(Refused) as caught:
        read_document(printed["hesitant"].read_bytes(), before)
    assert caught.value.reason is RefusalCode.NO_FIELDS
