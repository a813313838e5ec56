"""An advisor copies a template, edits it as Writer does, breaks it, mends it: returns are answered all the while."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from tests.drivers.product import CAMPAIGN, Product
from tests.outbox.samples import lines_of

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
NBSP = "\u00a0"
MARK = "Le mot de votre conseillère"
# What Writer makes of « {{ pour theme dans themes }} »: spans of later edits and of a bold word, a no-break space, a bookmark, a
# soft hyphen, and quotes that autocorrection made French.
TYPED = (
    f"<text:p>{MARK} pour <text:span>{{{{{NBSP}Collec</text:span><text:span>tivité.</text:span><text:bookmark text:name='b'/>nom}}}}</text:p>"
    "<text:p>{{ pour <text:span>the</text:span>me<text:s/>dans th\u00adèmes }}</text:p>"
    f"<text:p>Thème {{{{ thème.numéro }}}}{{{{ si thème.titre ≠ «{NBSP}rien{NBSP}» }}}}, {{{{ thème.titre }}}}{{{{ fin si }}}}</text:p>"
    "<text:p>{{ fin<text:span> pour</text:span> }}</text:p>"
)


@pytest.fixture(scope="module")
def launched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose campaign has just been launched, for each test to copy."""
    made = Product(tmp_path_factory.mktemp("launched") / "espace")
    made.launch()
    return made.root


@pytest.fixture
def product(tmp_path: Path, launched: Path) -> Product:
    return Product(shutil.copytree(launched, tmp_path / "espace"))


def returned(product: Product, key: str, good: int = 60) -> None:
    values = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=good))
    target = product.root / f"{key}-{good}.pdf"
    fill_with_pdfium(product.form(key, "pdf"), target, values)
    product.drop(target, target.name)


def edited(template: Path, typed: str, instead_of: str = "<office:text>") -> None:
    """Put `typed` (XML) first in the text of a template, as an editor saves: another file under the same name."""
    with zipfile.ZipFile(template) as package:
        members = {entry.filename: package.read(entry) for entry in package.infolist()}
    content = members["content.xml"].decode()
    assert instead_of in content
    members["content.xml"] = content.replace(instead_of, instead_of + typed, 1).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    saved = template.with_name("~enregistre")
    saved.write_bytes(target.getvalue())
    saved.replace(template)


def ran(product: Product) -> None:
    product.must("run", "--once", "--no-pdf")


def report_of(product: Product, key: str) -> list[str]:
    return lines_of(product.reports(key)[-1].read_bytes())


def a_lire(product: Product) -> str:
    return (product.share / "A-LIRE.txt").read_text(encoding="utf-8-sig")


def test_a_template_edited_in_writer_serves(product: Product) -> None:
    product.must("templates", "copy", "rapport")
    template = product.root / "modeles" / "rapport.odt"
    edited(template, TYPED)
    assert "est bon" in product.must("templates", "check", "rapport.odt").out
    returned(product, "01001")
    ran(product)
    lines = report_of(product, "01001")
    assert lines[0] == f"{MARK} pour L’Abergement-Clémenciat"
    assert lines[1:8] == [f"Thème {number}, {theme.title}" for number, theme in enumerate(QUESTIONNAIRE.themes, 1)]
    assert "le vôtre" in product.must("templates", "list").out


def test_copying_never_replaces_a_template(product: Product) -> None:
    product.must("templates", "copy", "rapport")
    template = product.root / "modeles" / "rapport.odt"
    edited(template, TYPED)
    before = template.read_bytes()
    again = product.ecoclic("templates", "copy", "rapport")
    assert (again.code, template.read_bytes()) == (1, before)
    assert "n’a pas été remplacé" in again.err


def test_a_check_says_everything_and_writes_the_sample(product: Product, tmp_path: Path) -> None:
    product.must("templates", "copy", "synthese")
    template = product.root / "modeles" / "synthese.odt"
    edited(template, "<text:p>{{ colectivité.nom }}</text:p><text:p>{{ pour t dans themes }}{{ t.tittre }}{{ fin pour }}</text:p>")
    checked = product.ecoclic("templates", "check", "synthese.odt", "--output", tmp_path / "essai.odt")
    assert checked.code == 1
    assert f"vouliez-vous dire «{NBSP}collectivite{NBSP}»" in checked.out
    assert f"vouliez-vous dire «{NBSP}titre{NBSP}»" in checked.out
    assert "L’Isle-d’Exemple" in "\n".join(lines_of((tmp_path / "essai.odt").read_bytes()))


def test_a_broken_template_stops_nothing_and_its_advisor_is_told_until_it_is_mended(product: Product) -> None:
    product.must("templates", "copy", "rapport")
    template = product.root / "modeles" / "rapport.odt"
    notice = template.with_name("rapport-A-CORRIGER.txt")
    edited(template, TYPED)
    ran(product)
    good = template.read_bytes()
    edited(template, "<text:p>{{ colectivite.nom }}</text:p>")
    returned(product, "01001")
    ran(product)
    assert report_of(product, "01001")[0].startswith(MARK)  # the last good one serves, by another process
    sentence = "Le modèle «\u00a0rapport.odt\u00a0» contient des erreurs"
    assert sentence in a_lire(product)
    assert sentence in product.must("status").out
    assert product.must("status", "--json").json["templates"][0]["template"] == "rapport"
    assert sentence in product.ecoclic("doctor").out
    assert sentence in product.must("report", CAMPAIGN, "--refresh", "--all").out
    assert "vouliez-vous dire «\u00a0collectivite\u00a0»" in notice.read_text(encoding="utf-8-sig")
    template.write_bytes(good)
    ran(product)
    assert not notice.exists()
    assert sentence not in a_lire(product)


def test_a_template_without_end_delays_nobody(product: Product) -> None:
    product.must("templates", "copy", "rapport")
    endless = "".join(f"{{{{ pour a{depth} dans annexe }}}}" for depth in range(9)) + "{{ fin }}" * 9
    edited(product.root / "modeles" / "rapport.odt", f"<text:p>{endless}</text:p>")
    returned(product, "01001")
    ran(product)
    assert len(product.reports("01001")) == 1
    assert "n’en finissent pas" in (product.root / "modeles" / "rapport-A-CORRIGER.txt").read_text(encoding="utf-8-sig")


def test_a_template_that_fails_on_one_return_gives_it_the_shipped_document_and_is_told(product: Product) -> None:
    product.must("templates", "copy", "rapport")
    # Sound for every sample, whose communes are not called so.
    edited(
        product.root / "modeles" / "rapport.odt",
        f"<text:p>{MARK} {{{{ 1 / 0 si collectivite.nom = « Montreuil-sur-Cure » sinon « » }}}}</text:p>",
    )
    for key in ("01001", "89902"):
        returned(product, key)
    ran(product)
    assert report_of(product, "01001")[0].startswith(MARK)
    assert "Montreuil-sur-Cure" in report_of(product, "89902")
    assert MARK not in "\n".join(report_of(product, "89902"))
    assert "au moins une collectivité" in a_lire(product)
    product.must("verify")


KILLED = """
import os
link = os.link
def linked(source, target, **more):
    link(source, target, **more)
    if os.path.basename(target).startswith("rapport-"):
        os.kill(os.getpid(), 9)
os.link = linked
from commands.cli import main
main(["run", "--once", "--no-pdf"])
"""
"""The service, killed as soon as a report has its name."""


def test_killed_between_two_documents_while_the_template_changes_it_makes_the_same_documents(product: Product) -> None:
    for name in ("rapport", "synthese"):
        product.must("templates", "copy", name)
        edited(product.root / "modeles" / f"{name}.odt", TYPED)
    returned(product, "01001")
    killed = subprocess.run([sys.executable, "-c", KILLED], env={**os.environ, "ECOCLIC_WORKSPACE": str(product.root)}, timeout=120)
    assert killed.returncode == -9
    assert [path.name for path in product.share.glob("3-rapports/*/*/[!.]*.odt")] == ["rapport-01001-v1.odt"]
    other = Product(shutil.copytree(product.root, product.root.with_name("temoin")))
    for name in ("rapport", "synthese"):
        edited(product.root / "modeles" / f"{name}.odt", "<text:p>Autre version</text:p>")
    ran(product)
    ran(other)
    assert delivered(product).items() <= delivered(other).items()  # where the copied drop, another file, has a receipt of its own besides
    assert len(delivered(product)) >= 4
    assert lines_of(next(product.share.glob("3-rapports/*/*/synthese-*.odt")).read_bytes())[0].startswith(MARK)
    returned(product, "89902")
    ran(product)
    assert report_of(product, "89902")[0] == "Autre version"


def delivered(product: Product) -> dict[str, str]:
    return {path: sha256 for path, sha256 in product.files().items() if path.startswith("3-rapports/")}
