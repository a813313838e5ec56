"""A questionnaire out, a completed form in, a council report back: on a real folder, through the installed command."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from forms.reference import reference_for
from tests.drivers.libreoffice import LibreOffice
from tests.drivers.product import CAMPAIGN, Product, Running, wait_until

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
GOOD = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=90, comment="À huis clos."))
POOR = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=10))


@pytest.fixture(scope="module")
def launched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose campaign has just been launched, for each test to copy."""
    made = Product(tmp_path_factory.mktemp("launched") / "espace")
    made.launch()
    return made.root


@pytest.fixture
def product(tmp_path: Path, launched: Path) -> Product:
    return Product(shutil.copytree(launched, tmp_path / "espace"))


def filled_pdf(product: Product, key: str, values: dict[str, tuple[str, ...]], folder: Path) -> Path:
    target = folder / "rempli.pdf"
    fill_with_pdfium(product.form(key, "pdf"), target, values)
    return target


def text_of(odt: Path | bytes) -> str:
    source = io.BytesIO(odt if isinstance(odt, bytes) else odt.read_bytes())
    with zipfile.ZipFile(source) as archive:
        parts = [etree.fromstring(archive.read(name)) for name in ("content.xml", "styles.xml")]
    return "\n".join(" ".join("".join(part.itertext()).split()) for part in parts)


@pytest.mark.libreoffice
def test_the_odt_comes_back_from_libreoffice_as_a_report(product: Product, libreoffice: LibreOffice, tmp_path: Path) -> None:
    filled = libreoffice.fill(product.form("01001", "odt"), tmp_path / "filled.odt", GOOD)
    original = product.drop(filled, "retour de la mairie (définitif).odt")
    product.must("run", "--once")
    (report,) = product.reports("01001")
    said = text_of(report)
    for expected in ("L’Abergement-Clémenciat", "Premières actions" if "Premières actions" in said else "premières actions", "volontaire"):
        assert expected in said
    assert product.dropped() == []
    assert product.kept()[original].parent.name == CAMPAIGN
    assert (report.parent / "recu-01001-v1.odt").is_file()


def test_the_pdf_comes_back_as_a_report_and_a_receipt(product: Product, tmp_path: Path) -> None:
    original = product.drop(filled_pdf(product, "01001", GOOD, tmp_path), "x.pdf")
    product.must("run", "--once")
    assert len(product.reports("01001")) == 1
    assert original in product.kept()


def test_no_person_and_no_comment_is_in_the_councils_report(product: Product, tmp_path: Path) -> None:
    product.drop(filled_pdf(product, "01001", GOOD, tmp_path), "x.pdf")
    product.must("run", "--once")
    (report,) = product.reports("01001")
    for private in ("Zoë Œuvrard", "zoe@exemple.fr", "À huis clos"):
        assert private not in text_of(report)


def test_a_bound_commune_is_told_so_and_a_small_one_never(product: Product, tmp_path: Path) -> None:
    for key in ("01001", "89903"):
        product.drop(filled_pdf(product, key, POOR, tmp_path), f"{key}.pdf")
    product.must("run", "--once")
    (small,), (bound,) = product.reports("01001"), product.reports("89903")
    assert "volontaire" in text_of(small)
    assert "D. 2311-15-1" in text_of(bound).replace("\N{NO-BREAK SPACE}", " ")
    assert "s’impose" not in text_of(small)


def test_a_blank_edition_is_known_by_the_code_typed(product: Product, tmp_path: Path) -> None:
    typed = {**GOOD, "identite__code": ("89 902",), "identite__place": ("Montreuil-sur-Cure",)}
    blank = tmp_path / "blank.pdf"
    fill_with_pdfium(product.form("non-personnalisee", "pdf"), blank, typed)
    read = product.must("read", blank, "--json").json
    assert read["reference"] is None
    assert read["respondent"]["insee"] == "89902"
    product.drop(blank, "scan.pdf")
    product.must("run", "--once")
    assert len(product.reports("89902")) == 1


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f"réf. {code}"])
def test_a_blank_edition_is_known_by_a_reference_typed_by_hand(product: Product, tmp_path: Path, typed) -> None:
    (respondent,) = [each for each in product.must("status", "--json").json["campaigns"][0]["respondents"] if each["insee"] == "89902"]
    blank = tmp_path / "blank.pdf"
    fill_with_pdfium(product.form("non-personnalisee", "pdf"), blank, {**GOOD, "identite__code": (typed(respondent["reference"]),)})
    read = product.must("read", blank, "--json").json
    assert (read["reference"], read["respondent"]["insee"]) == (None, "89902")


@pytest.mark.parametrize(
    ("code", "refusal", "told"),
    [
        ("EC-2222-2222-3", "collectivite-inconnue", "La référence « EC-2222-2222-3 », indiquée sur la première page, contient une faute"),
        (reference_for("ailleurs"), "reference-inconnue", f"La référence {reference_for('ailleurs')} n’est celle d’aucun questionnaire"),
    ],
)
def test_a_mistyped_or_foreign_reference_is_nobodys(product: Product, tmp_path: Path, code: str, refusal: str, told: str) -> None:
    blank = tmp_path / "blank.pdf"
    fill_with_pdfium(product.form("non-personnalisee", "pdf"), blank, {**GOOD, "identite__code": (code,)})
    read = product.ecoclic("read", blank, "--json")
    assert (read.code, read.json["refusal"]["code"]) == (2, refusal)
    assert told in plain(read.json["refusal"]["message"])


def test_a_typed_reference_and_the_name_of_another_are_a_conflict(product: Product, tmp_path: Path) -> None:
    (mine,) = [each for each in product.must("status", "--json").json["campaigns"][0]["respondents"] if each["insee"] == "89902"]
    blank, typed = tmp_path / "blank.pdf", {"identite__code": (mine["reference"],), "identite__place": ("L’Isle-d’Armançon",)}
    fill_with_pdfium(product.form("non-personnalisee", "pdf"), blank, GOOD | typed)
    refusal = product.ecoclic("read", blank, "--json").json["refusal"]
    assert refusal["code"] == "identites-contradictoires"
    assert "est celui de Montreuil-sur-Cure" in plain(refusal["message"])


def test_a_typed_reference_beside_what_names_another_is_a_conflict(product: Product, tmp_path: Path) -> None:
    listed = product.must("status", "--json").json["campaigns"][0]["respondents"]
    mine, other = (next(each for each in listed if each["insee"] == code) for code in ("89902", "89903"))
    for beside in (other["reference"], "89903", "218 909 034", "L’Isle-d’Armançon"):
        blank, typed = tmp_path / "blank.pdf", {"identite__code": (f"{mine['reference']} / {beside}",)}
        fill_with_pdfium(product.form("non-personnalisee", "pdf"), blank, GOOD | typed)
        read = product.ecoclic("read", blank, "--json").json
        assert (read["refusal"] or {}).get("code") == "identites-contradictoires", beside
    own = {"identite__code": (f"{mine['reference']} (89902, Montreuil-sur-Cure)",)}
    fill_with_pdfium(product.form("non-personnalisee", "pdf"), tmp_path / "own.pdf", GOOD | own)
    assert product.must("read", tmp_path / "own.pdf", "--json").json["respondent"]["insee"] == "89902"


def plain(sentence: str) -> str:
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_the_same_file_twice_is_processed_once(product: Product, tmp_path: Path) -> None:
    filled = filled_pdf(product, "01001", GOOD, tmp_path)
    product.drop(filled, "un.pdf")
    product.must("run", "--once")
    product.drop(filled, "deux.pdf")
    again = product.must("run", "--once")
    assert "déjà reçu" in again.out
    assert len(product.reports("01001")) == 1
    assert len(list((product.share / "archives" / CAMPAIGN / "doublons").iterdir())) == 1


def test_other_answers_make_a_revision_and_keep_the_first(product: Product, tmp_path: Path) -> None:
    product.drop(filled_pdf(product, "01001", POOR, tmp_path), "un.pdf")
    product.must("run", "--once")
    first = product.documents()
    product.drop(filled_pdf(product, "01001", GOOD, tmp_path), "un.pdf")
    product.must("run", "--once")
    assert [report.name for report in product.reports("01001")] == ["rapport-01001-v1.odt", "rapport-01001-v2.odt"]
    assert first.items() <= product.documents().items()


def test_reading_changes_no_row_and_no_document(product: Product, tmp_path: Path) -> None:
    filled = filled_pdf(product, "01001", GOOD, tmp_path)
    rows, files, bytes_before = product.rows(), product.files(), filled.read_bytes()
    product.must("read", filled, "--json")
    product.must("read", filled)
    assert (product.rows(), product.files(), filled.read_bytes()) == (rows, files, bytes_before)


def test_the_result_is_explained_down_to_page_and_field(product: Product, tmp_path: Path) -> None:
    two_lines = GOOD | {"gouv-projets": ("Un site léger ;\nmoins d’écrans.",)}
    product.drop(filled_pdf(product, "01001", two_lines, tmp_path), "un.pdf")
    product.must("run", "--once")
    reference = product.must("read", next(iter(product.kept().values())), "--json").json["reference"]
    explained = product.must("explain", reference.lower().replace("-", " ")).out
    assert "Indice : 100 ×" in explained.replace("\N{NO-BREAK SPACE}", " ")
    assert "page 2, champ « gouv-referent »" in explained.replace("\N{NO-BREAK SPACE}", " ")
    assert "\n      moins d’écrans. – " in explained.replace("\N{NO-BREAK SPACE}", " "), (
        "the second line of an answer stands under its first"
    )


def test_status_tells_who_was_sent_returned_refused_and_assessed(product: Product, tmp_path: Path) -> None:
    product.drop(filled_pdf(product, "01001", GOOD, tmp_path), "un.pdf")
    product.drop(product.form("89902", "pdf"), "vide.pdf")
    product.must("run", "--once")
    (campaign,) = product.must("status", "--json").json["campaigns"]
    assert campaign["totals"] == {"sent": 3, "returned": 2, "refused": 1, "waiting": 0, "assessed": 1}
    assert "pas encore renvoyé" in product.must("status").out
    refused, unanswered = (
        product.ecoclic("explain", each["reference"]) for each in campaign["respondents"] if each["insee"] in ("89902", "89903")
    )
    assert (refused.code, unanswered.code) == (1, 1)
    assert "Le dernier reçu, « vide.pdf », a été refusé. Aucune question" in refused.err
    assert "Aucun retour n’a encore été reçu" in unanswered.err


def test_the_service_notices_a_file_and_stops_cleanly(product: Product, tmp_path: Path) -> None:
    with Running(product) as running:
        product.drop(filled_pdf(product, "01001", GOOD, tmp_path), "un.pdf")
        wait_until(lambda: product.reports("01001") and not product.dropped())
        stopped = running.stop()
    assert stopped.code == 0
    assert "évalué" in stopped.out
    assert "Arrêt demandé" in stopped.out


def test_a_pass_that_goes_well_leaves_nothing_on_the_error_output(product: Product, tmp_path: Path) -> None:
    """Not even what native libraries print when the reading server ends."""
    product.drop(filled_pdf(product, "01001", GOOD, tmp_path), "retour.pdf")
    assert product.must("run", "--once").err == ""


def test_an_interrupted_campaign_is_finished_by_the_same_command(product: Product) -> None:
    whole = product.files()
    interrupted = product.form("89902", "pdf")
    interrupted.rename(interrupted.with_name(f".ecoclic-tmp-{interrupted.name}"))
    product.must("campaign", "create", CAMPAIGN, "--respondents", product.root / "liste.csv")
    assert product.files() == whole


def test_a_report_is_the_same_whenever_it_is_made(tmp_path: Path) -> None:
    made = []
    for name in ("un", "deux"):
        product = Product(tmp_path / name)
        product.launch()
        # The reference code is the workspace's own, hence the blank edition, which bears none.
        blank = tmp_path / f"{name}.pdf"
        fill_with_pdfium(product.form("non-personnalisee", "pdf"), blank, {**GOOD, "identite__code": ("01001",)})
        product.drop(blank, "un.pdf")
        product.must("run", "--once")
        made.append(hashlib.sha256(product.form("non-personnalisee", "pdf").read_bytes()).hexdigest())
    assert made[0] == made[1]
