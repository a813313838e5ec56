"""Whatever program saves a filled PDF form again, or damages it, every answer comes back, or the refusal that is documented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest

from commands.context import open_ledger
from commands.demo_answers import Profile, answers_for
from commands.read import as_values, understand
from commands.workspace import Workspace
from forms import catalogue
from forms.returns import RefusalCode, Refused
from intake.guard import GuardedReader
from intake.readers import read_document
from tests.drivers.flattening import pdfium_print
from tests.drivers.pdf_damage import CHANGES, REPAIRS, change
from tests.drivers.pdf_fillers import FILLERS, fill_with_pdfium
from tests.drivers.pdf_savers import JOINERS, SAVERS, joined_by_mutool
from tests.drivers.product import Product
from tests.matrix.pdf_programs import ADDITIONS, CUT_REFUSAL, FILLED_BY, ON_TOP, REFUSE_TO_SMILE, SMILE, SMILE_FROM, TOLD, table

README = Path(__file__).parents[2] / "README.md"
WORDS = "Œuvre à côté : l’été, ça coûte 1 500 €\nDeuxième ligne « ici » – fin."
PROFILE = Profile("Jean-François d’Albret", "secrétaire", "jf@exemple.fr", good=50, unknown=20, blank=10, comment=WORDS)
ASKED = ("reference", "respondent", "identity", "answers", "status", "comments", "warnings")
LATER = {"identite__role": ("maire – délégué à l’environnement",), "gouv-actions": ("oui",)}
"""A text and a choice that differ from those of `PROFILE`."""
Read = Callable[[Path], dict[str, Any]]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Product:
    made = Product(tmp_path_factory.mktemp("product"))
    made.launch()
    return made


@pytest.fixture(scope="module")
def read(product: Product) -> Iterator[Read]:
    """What « ecoclic read --json » prints, without starting the command for each file."""
    workspace = Workspace.open(product.root)
    with open_ledger(workspace) as ledger, GuardedReader(workspace.reading_limits) as reader:
        yield lambda path: dict(msgspec.json.decode(msgspec.json.encode(as_values(understand(path, ledger, reader)))))


@pytest.fixture(scope="module")
def filled(product: Product) -> Path:
    target = product.root / "rempli.pdf"
    fill_with_pdfium(product.form("01001", "pdf"), target, answers_for(catalogue.load("reen-niveau1"), PROFILE))
    return target


@pytest.fixture(scope="module")
def expected(filled: Path, read: Read) -> dict[str, Any]:
    said = read(filled)
    answers = answers_for(catalogue.load("reen-niveau1"), PROFILE)
    assert said["answers"]["gouv-referent"] == answers["gouv-referent"][0]
    assert said["identity"]["name"] == PROFILE.name
    assert WORDS in said["comments"].values()
    assert said["warnings"] == []
    return said


def asked(said: dict[str, Any]) -> dict[str, Any]:
    assert said["refusal"] is None
    return {key: said[key] for key in ASKED}


@pytest.mark.scenario
@pytest.mark.tools
@pytest.mark.parametrize("program", SAVERS)
def test_what_a_program_saves_again_says_the_same(program: str, filled: Path, expected: dict[str, Any], read: Read, tmp_path: Path) -> None:
    SAVERS[program](filled, tmp_path / "de nouveau.pdf")
    assert asked(read(tmp_path / "de nouveau.pdf")) == asked(expected)


@pytest.mark.scenario
@pytest.mark.tools
@pytest.mark.parametrize(("saver", "filler", "told"), ADDITIONS)
def test_answers_changed_in_what_was_saved_again_are_the_ones_read(
    saver: str, filler: str, told: tuple[str, ...], filled: Path, expected: dict[str, Any], read: Read, tmp_path: Path
) -> None:
    SAVERS[saver](filled, tmp_path / "de nouveau.pdf")
    FILLERS[filler](tmp_path / "de nouveau.pdf", tmp_path / "ensuite.pdf", LATER)
    assert (tmp_path / "ensuite.pdf").read_bytes().startswith((tmp_path / "de nouveau.pdf").read_bytes()[:-2])
    changed = expected["answers"] | {"gouv-actions": "oui"}, expected["identity"] | {"role": LATER["identite__role"][0]}
    said = asked(read(tmp_path / "ensuite.pdf"))
    assert (said["answers"], said["identity"]) == changed
    assert [warning["code"] for warning in said["warnings"]] == list(told)


@pytest.mark.scenario
@pytest.mark.tools
@pytest.mark.parametrize("filler", FILLERS)
def test_what_is_erased_is_gone(filler: str, filled: Path, expected: dict[str, Any], read: Read, tmp_path: Path) -> None:
    FILLERS[filler](filled, tmp_path / "ensuite.pdf", {"identite__role": ("",)})
    said = asked(read(tmp_path / "ensuite.pdf"))
    assert not said["identity"]["role"]
    assert said["answers"] == expected["answers"]


@pytest.mark.scenario
@pytest.mark.tools
@pytest.mark.parametrize("filler", [name for name in FILLERS if name not in REFUSE_TO_SMILE])
def test_an_emoji_comes_back_as_the_program_wrote_it(filler: str, filled: Path, tmp_path: Path) -> None:
    FILLERS[filler](filled, tmp_path / "ensuite.pdf", {"identite__role": (SMILE,)})
    raw = read_document((tmp_path / "ensuite.pdf").read_bytes())
    assert raw.fields["identite__role"].values == (SMILE_FROM.get(filler, SMILE),)


@pytest.mark.scenario
@pytest.mark.tools
@pytest.mark.parametrize("program", JOINERS)
def test_two_forms_joined_in_one_file_are_nobodys(program: str, product: Product, filled: Path, read: Read, tmp_path: Path) -> None:
    fill_with_pdfium(product.form("89902", "pdf"), tmp_path / "autre.pdf", LATER)
    JOINERS[program](filled, tmp_path / "autre.pdf", tmp_path / "ensemble.pdf")
    assert read(tmp_path / "ensemble.pdf")["refusal"]["code"] == RefusalCode.IDENTITY_CONFLICT


@pytest.mark.scenario
@pytest.mark.tools
@pytest.mark.parametrize("program", JOINERS)
def test_two_blank_editions_joined_in_one_file_are_nobodys(program: str, product: Product, read: Read, tmp_path: Path) -> None:
    for code in ("01001", "89902"):
        fill_with_pdfium(product.form("non-personnalisee", "pdf"), tmp_path / f"{code}.pdf", LATER | {"identite__code": (code,)})
    JOINERS[program](tmp_path / "01001.pdf", tmp_path / "89902.pdf", tmp_path / "ensemble.pdf")
    assert read(tmp_path / "ensemble.pdf")["refusal"]["code"] == RefusalCode.IDENTITY_CONFLICT


@pytest.mark.scenario
@pytest.mark.tools
@pytest.mark.parametrize("program", JOINERS)
@pytest.mark.parametrize("key", ["89902", "non-personnalisee"])
@pytest.mark.parametrize("printed_first", [False, True])
def test_a_form_joined_to_the_printed_pages_of_another_is_nobodys(
    program: str, key: str, printed_first: bool, product: Product, read: Read, tmp_path: Path
) -> None:
    mine, other, printed = (tmp_path / f"{name}.pdf" for name in ("mien", "autre", "imprime"))
    personal = key == "89902"
    fill_with_pdfium(product.form("01001" if personal else key, "pdf"), mine, LATER if personal else LATER | {"identite__code": ("01001",)})
    fill_with_pdfium(product.form(key, "pdf"), other, LATER)
    pdfium_print(other, printed)
    JOINERS[program](*((printed, mine) if printed_first else (mine, printed)), tmp_path / "ensemble.pdf")
    assert read(tmp_path / "ensemble.pdf")["refusal"]["code"] == RefusalCode.IDENTITY_CONFLICT


@pytest.mark.scenario
@pytest.mark.tools
@pytest.mark.parametrize("printed_first", [False, True])
def test_a_joiner_that_leaves_fields_out_does_not_hide_whose_they_were(
    printed_first: bool, product: Product, filled: Path, read: Read, tmp_path: Path
) -> None:
    fill_with_pdfium(product.form("89902", "pdf"), tmp_path / "autre.pdf", LATER)
    pdfium_print(tmp_path / "autre.pdf", tmp_path / "imprime.pdf")
    both = (tmp_path / "imprime.pdf", filled)
    joined_by_mutool(*(both if printed_first else reversed(both)), tmp_path / "ensemble.pdf")
    assert read(tmp_path / "ensemble.pdf")["refusal"]["code"] == RefusalCode.IDENTITY_CONFLICT


@pytest.mark.scenario
@pytest.mark.tools
def test_two_forms_joined_without_their_fields_say_nothing(product: Product, filled: Path, read: Read, tmp_path: Path) -> None:
    joined_by_mutool(filled, filled, tmp_path / "ensemble.pdf")
    assert read(tmp_path / "ensemble.pdf")["refusal"]["code"] == RefusalCode.NO_FIELDS


@pytest.mark.scenario
@pytest.mark.tools
def test_foreign_pages_behind_a_form_change_nothing_of_it(filled: Path, expected: dict[str, Any], read: Read, tmp_path: Path) -> None:
    with pikepdf.open(filled) as document:
        for _ in range(30):
            document.add_blank_page()
        document.save(tmp_path / "annexe.pdf")
    assert asked(read(tmp_path / "annexe.pdf")) == asked(expected)


@pytest.mark.scenario
@pytest.mark.parametrize("damage", CHANGES)
def test_what_an_editor_breaks_of_the_form_costs_no_answer(
    damage: str, filled: Path, expected: dict[str, Any], read: Read, tmp_path: Path
) -> None:
    change(filled, tmp_path / "abîmé.pdf", CHANGES[damage])
    assert asked(read(tmp_path / "abîmé.pdf")) == asked(expected)


@pytest.mark.scenario
@pytest.mark.parametrize("damage", REPAIRS)
def test_a_whole_file_with_a_broken_table_is_read_and_that_is_told(
    damage: str, filled: Path, expected: dict[str, Any], read: Read, tmp_path: Path
) -> None:
    (tmp_path / "abîmé.pdf").write_bytes(REPAIRS[damage](filled.read_bytes()))
    said = asked(read(tmp_path / "abîmé.pdf"))
    assert [warning["code"] for warning in said["warnings"]] == [TOLD[damage]]
    assert said | {"warnings": []} == asked(expected)


@pytest.mark.scenario
@pytest.mark.tools
@pytest.mark.parametrize("filler", ON_TOP)
def test_an_update_cut_anywhere_is_refused_rather_than_giving_the_former_answers(filler: str, filled: Path, tmp_path: Path) -> None:
    FILLERS[filler](filled, tmp_path / "ensuite.pdf", LATER)
    before, after = filled.stat().st_size, (tmp_path / "ensuite.pdf").read_bytes().rstrip()
    for cut in (*range(before + 8, len(after) - 40, 997), *range(len(after) - 40, len(after))):
        with pytest.raises(Refused) as caught:
            read_document(after[:cut])
        assert caught.value.reason is RefusalCode.INCOMPLETE, cut
    assert RefusalCode.INCOMPLETE.value == CUT_REFUSAL


def test_every_filler_has_its_line() -> None:
    assert FILLED_BY.keys() == FILLERS.keys()


@pytest.mark.skipif(not README.is_file(), reason="the built package has no README beside the tests")
def test_the_readme_shows_these_tables() -> None:
    assert table() in README.read_text(encoding="utf-8")
