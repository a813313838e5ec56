"""Nothing typed by a person acts as a template, a formula, markup, a path or a terminal command in anything that is written."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from forms.control_names import comment_field
from forms.questionnaire import Kind
from tests.drivers.product import Product

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
FILLED = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=50))
TEXTS = [question.id for question in QUESTIONNAIRE.questions if question.kind is Kind.LONG_TEXT]
TYPED = [
    "{{7*7919}} {% for x in () %} ${7*7919} #{7*7919} [[7*7919]] « =7*7919 »",
    '=HYPERLINK("https://exemple.fr";"ici")',
    "<text:p>gras</text:p> <![CDATA[x]]> &amp; \"'",
    "../../../etc/passwd",
    "\u202egro.elpmexe\u2066 txt.exe",
    "Cafe\u0301 ☺ ʻ ā \u200b fin",
    "@SUM(1+1)*cmd|' /C calc'!A0",
]
ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Product:
    made = Product(tmp_path_factory.mktemp("typed") / "espace")
    made.launch()
    return made


def returned(product: Product, typed: str, number: int) -> Path:
    """A return in which `typed` stands in every entry that takes text."""
    entries = (*TEXTS, "parc-ordinateurs", "identite__name", "identite__role", comment_field(QUESTIONNAIRE.themes[0].id))
    places = dict.fromkeys(entries, (typed,))
    target = product.root / f"{number}.pdf"
    fill_with_pdfium(product.form("01001", "pdf"), target, {**FILLED, **places})
    return target


@pytest.mark.parametrize("typed", TYPED, ids=range(len(TYPED)))
def test_it_is_read_literally(product: Product, typed: str) -> None:
    read = product.must("read", returned(product, typed, TYPED.index(typed)), "--json")
    assert read.json["raw"][TEXTS[0]]["text"] == typed
    for forbidden in ("\u202e", "\u2066", "\u200b", "e\u0301"):
        assert forbidden not in read.json["answers"][TEXTS[0]]


def test_no_document_nor_output_lets_it_act(product: Product) -> None:
    for number, typed in enumerate(TYPED):
        product.drop(returned(product, typed, number), f"=cmd|x {number} {{{{7*7919}}}} \u202e.pdf")
        out = product.must("run", "--once").out
        assert not {letter for letter in out if letter in "\u202e\u2066\x1b"}
    documents = sorted((product.share / "3-rapports").rglob("*.odt"))
    assert len(product.reports("01001")) == len(TYPED)
    for document in documents:
        text = text_of(document)
        assert str(7 * 7919) not in text
        assert not {letter for letter in text if letter in "\u202e\u2066"}
        assert formulas(document) == []
    receipts = [text_of(report.with_name(report.name.replace("rapport", "recu"))) for report in product.reports("01001")]
    assert "« {{7*7919}} {% for x in () %}" in receipts[0].replace("\N{NO-BREAK SPACE}", " ")
    assert "<text:p>gras</text:p>" in receipts[2]
    said = product.must("status").out + product.must("read", product.root / "4.pdf").out
    assert not {letter for letter in said if letter in "\u202e\u2066\x1b"}
    assert not [path for path in product.root.parent.iterdir() if path != product.root]
    assert product.must("verify").code == 0


def content(document: Path) -> etree._Element:
    with zipfile.ZipFile(document) as archive:
        assert archive.testzip() is None
        return etree.fromstring(archive.read("content.xml"))


def text_of(document: Path) -> str:
    return " ".join("".join(content(document).itertext()).split())


def formulas(document: Path) -> list[str]:
    """What an office program would compute or run: formulas, fields, scripts, links that were typed."""
    root = content(document)
    computed = [value for element in root.iter() for name, value in element.attrib.items() if name.endswith("}formula")]
    scripts = [each.tag for each in root.iter(f"{ODF_TEXT}script", f"{ODF_TEXT}execute-macro", f"{ODF_TEXT}dde-connection")]
    links = [each.get("{http://www.w3.org/1999/xlink}href", "") for each in root.iter(f"{ODF_TEXT}a")]
    return computed + scripts + [link for link in links if "exemple.fr" in link and not link.startswith("mailto:")]


def test_ten_thousand_characters_are_kept_raw_and_cut_for_display(product: Product) -> None:
    long = "😀𝒜" + "é" * 9_997 + "!"
    source = product.root / "long.odt"
    with zipfile.ZipFile(product.form("89902", "odt")) as blank, zipfile.ZipFile(source, "w") as made:
        for item in blank.infolist():
            data = blank.read(item)
            made.writestr(item, filled_with(data, long) if item.filename == "content.xml" else data)
    read = product.must("read", source, "--json").json
    assert read["raw"][TEXTS[0]]["text"] == long
    assert len(read["answers"][TEXTS[0]]) == 4_000
    assert ("texte-abrege", TEXTS[0]) in [(each["code"], each["question"]) for each in read["warnings"]]


def filled_with(content: bytes, text: str) -> bytes:
    form = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
    root = etree.fromstring(content)
    for control in root.iter(f"{form}textarea", f"{form}radio"):
        if control.get(f"{form}name") == TEXTS[0]:
            control.set(f"{form}current-value", text)
        if control.get(f"{form}value") == "sans-reponse":
            control.attrib.pop(f"{form}current-selected")
        if (control.get(f"{form}name"), control.get(f"{form}value")) == ("gouv-referent", "oui"):
            control.set(f"{form}current-selected", "true")
    return etree.tostring(root)
