"""Forms filled and saved by real programs are read back, answer for answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from commands.demo_answers import Profile, answers_for
from forms import catalogue
from forms.control_names import identity_field
from forms.questionnaire import Kind, Questionnaire
from tests.drivers.libreoffice import LibreOffice
from tests.drivers.pdf_fillers import FILLERS
from tests.drivers.product import Product

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
WORDS = "Œuvre à côté : l’été, ça coûte 1 500 €\nDeuxième ligne « ici » – fin."
PROFILES = {
    "exemplary": Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=100, comment=WORDS),
    "middling": Profile("Jean-François d’Albret", "secrétaire", "jf@exemple.fr", good=50, unknown=20, comment=WORDS),
    "hesitant": Profile("Noël Brûlé", "agent", "noel@exemple.fr", good=20, unknown=50, blank=20, comment=WORDS),
}
VALUES = {name: answers_for(QUESTIONNAIRE, profile) for name, profile in PROFILES.items()}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Product:
    made = Product(tmp_path_factory.mktemp("product"))
    made.launch()
    return made


def expected(questionnaire: Questionnaire, values: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """What `read --json` must answer: the very values that were put in, by question, in the contract's notation."""
    answers: dict[str, object] = {}
    for question in questionnaire.questions:
        ticked = tuple(name.partition("__")[2] for name in values if name.startswith(f"{question.id}__"))
        if question.kind is Kind.MULTIPLE:
            order = [choice.code for choice in question.choices]
            answers[question.id] = ticked[0] if ticked == ("nsp",) else sorted(ticked, key=order.index) or None
        else:
            typed = values.get(question.id)
            answers[question.id] = ticked[0] if ticked else typed[0] if typed else None
    return answers


def assert_read_back(product: Product, filled: Path, values: Mapping[str, tuple[str, ...]]) -> None:
    read = product.ecoclic("read", filled, "--json")
    assert read.code == 0, read
    found = read.json
    wanted = expected(QUESTIONNAIRE, values)
    for question in QUESTIONNAIRE.questions:
        answer = found["raw"][question.id]["text"] if question.kind in (Kind.NUMBER, Kind.DATE) else found["answers"][question.id]
        if found["status"][question.id] in ("unknown", "not_applicable"):
            answer = found["answers"][question.id]
        assert (answer or None) == wanted[question.id], question.id
    assert found["comments"]["gouvernance"] == WORDS
    for name in ("name", "role", "email"):
        assert found["identity"][name] == values[identity_field(name)][0]
    assert found["respondent"] == {"kind": "commune", "insee": "01001", "siren": "210100012", "name": "L’Abergement-Clémenciat"}
    assert found["refusal"] is None
    assert found["reference"]


@pytest.mark.libreoffice
@pytest.mark.parametrize("profile", PROFILES)
def test_libreoffice_fills_the_odt(product: Product, libreoffice: LibreOffice, tmp_path: Path, profile: str) -> None:
    filled = libreoffice.fill(product.form("01001", "odt"), tmp_path / "filled.odt", VALUES[profile])
    assert_read_back(product, filled, VALUES[profile])


@pytest.mark.tools
@pytest.mark.parametrize("program", FILLERS)
@pytest.mark.parametrize("profile", PROFILES)
def test_pdf_programs_fill_the_pdf(product: Product, tmp_path: Path, program: str, profile: str) -> None:
    filled = tmp_path / "filled.pdf"
    FILLERS[program](product.form("01001", "pdf"), filled, VALUES[profile])
    assert_read_back(product, filled, VALUES[profile])
