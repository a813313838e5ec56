"""A drop folder full of traps: each is answered or told once, nothing else is touched, and the honest form among them gets its report."""

from __future__ import annotations

import hashlib
import os
import re
import socket
from pathlib import Path

import pytest

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from tests.drivers.product import Product
from tests.intake import hostile_disguises, hostile_markup, hostile_pdf, hostile_zip
from tests.intake.hostile import filled_odt
from tests.intake.hostile_case import READ
from tests.intake.hostile_values import VALUES
from tests.scenarios.test_one_commune_from_start_to_finish import text_of

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
GOOD = answers_for(QUESTIONNAIRE, Profile("Zoë", "maire", "z@exemple.fr", good=60))
LEGAL = re.compile(r"[A-Za-z0-9 ._()-]{1,100}")
NAMES = (
    b"deux\nlignes.odt", b"-rf.odt", b"x" * 251 + b".odt", b"\xff\xfe.odt", "e\u0301.odt".encode(), "é.odt".encode(), b"CON.odt", b"aux",
    b"a.odt", b"A.odt", b"a:b?c.odt", b"fin. ", b"%s{{7*7}}.odt", "rapport\u202efdp.odt".encode(),
)  # fmt: skip


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Product:
    made = Product(tmp_path_factory.mktemp("product"))
    made.launch()
    return made


def traps(drops: Path) -> set[str]:
    """What is no file but is named like one; returns what must still be there afterwards."""
    outside = drops.parent.parent / "secret.odt"
    outside.write_bytes(b"hors du partage")
    (drops / "lien.odt").symlink_to(outside)
    (drops / "lien-dossier").symlink_to(drops.parent.parent)
    os.mkfifo(drops / "tube.odt")
    (drops / "dossier.odt").mkdir()
    (drops / "dossier.odt" / "x.odt").write_bytes(b"x")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(drops / "prise.odt"))
    return {"lien.odt", "lien-dossier", "tube.odt", "dossier.odt", "prise.odt"}


def test_every_trap_is_answered_and_the_honest_form_gets_its_report(product, tmp_path):
    cases = [*hostile_zip.CASES, *hostile_markup.CASES, *hostile_disguises.CASES, *hostile_pdf.CASES]
    first_of_each = {(case.family, case.answer): case for case in reversed(cases) if case.answer != READ}
    drops = product.share / "2-retours"
    dropped = {}
    for number, case in enumerate(first_of_each.values()):
        dropped[product.drop(case.build(), f"{number:02} {case.family}.odt")] = case
    for number, name in enumerate(NAMES):
        content = b"Bonjour %d" % number
        (Path(os.fsdecode(os.fsencode(drops) + b"/" + name))).write_bytes(content)
        dropped[hashlib.sha256(content).hexdigest()] = name
    left = traps(drops)
    fill_with_pdfium(product.form("01001", "pdf"), tmp_path / "bon.pdf", GOOD)
    good = product.drop(tmp_path / "bon.pdf", "zz bon.pdf")

    out = product.must("run", "--once").out
    assert len(product.reports("01001")) == 1
    assert [dropped[digest] for digest in dropped.keys() - product.kept().keys()] == []
    assert good in product.kept()
    assert {entry.name for entry in os.scandir(drops)} == left
    assert all(f"{name} :" in out.replace("\N{NO-BREAK SPACE}", " ") for name in left)
    assert (drops.parent.parent / "secret.odt").read_bytes() == b"hors du partage"
    ours = [path.name for path in product.share.rglob("*") if drops not in path.parents and path != drops]
    assert [name for name in ours if not LEGAL.fullmatch(name) or name.endswith((".", " "))] == []

    again = product.must("run", "--once").out
    assert not any(name in again for name in left), "told once"


def test_hostile_answers_are_printed_as_they_were_typed(product):
    values = [value.replace("7*7", "1234*5678") for value in VALUES.values() if len(value) < 200]
    fields = ["gouv-projets", *(f"commentaire__{theme.id}" for theme in QUESTIONNAIRE.themes)]
    typed = {name: (" ¶ ".join(values),) for name in fields}
    digest = product.drop(filled_odt(product.form("89902", "odt").read_bytes(), {**GOOD, **typed}), "valeurs.odt")
    product.must("run", "--once")
    (report,) = product.reports("89902")
    (receipt,) = (product.share / "3-rapports").glob("*/89902-*/recu-*.odt")
    printed = text_of(report)
    assert "{{1234*5678}}" in printed
    for told in (printed, text_of(receipt)):
        assert "7006652" not in re.sub(r"\s", "", told)
    read = product.ecoclic("read", product.kept()[digest], "--json")
    assert read.code == 0
    assert read.json["answers"]["gouv-projets"].startswith('=HYPERLINK("http://198.51.100.1","cliquez")')
    assert all("$(reboot) `reboot` ; rm -rf /" in read.json["comments"][theme.id] for theme in QUESTIONNAIRE.themes)
