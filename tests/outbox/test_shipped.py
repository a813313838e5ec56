"""The shipped templates: sound, documented name by name, and each saying what it is."""

from __future__ import annotations

import html
import re
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from lxml import etree

import forms
from forms.french import typography
from forms.returns import RefusalCode, Refused
from outbox.receipt import refused_receipt
from outbox.shipped import SHIPPED
from outbox.template_advice import stated_version
from outbox.template_check import check_template
from outbox.template_package import unpack
from outbox.template_samples import sample_views
from outbox.template_shapes import names_of, shapes_of
from tests.outbox.samples import member

ROOT = Path(forms.__file__).parent.parent


def shipped(name: str) -> bytes:
    return (resources.files("templates") / f"{name}.odt").read_bytes()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_template_is_sound_whatever_the_values_and_gives_no_advice(name: str) -> None:
    checked = check_template(shipped(name), name)
    assert (checked.problems, checked.advice) == ((), ())


@pytest.mark.libreoffice
@pytest.mark.parametrize("folder", ["", "ailleurs"])
def test_a_shipped_template_that_libreoffice_saved_is_as_good_and_its_links_lead_where_they_did(tmp_path, libreoffice, folder: str) -> None:
    (tmp_path / "ailleurs").mkdir()
    for name in SHIPPED:
        copied = tmp_path / f"{name}.odt"
        copied.write_bytes(shipped(name))
        saved = check_template(libreoffice.fill(copied, tmp_path / folder / copied.name, {}).read_bytes(), name)
        assert (saved.problems, saved.advice) == ((), ())
        assert _links(saved.sample) == _links(check_template(shipped(name), name).sample)


def _links(document: bytes | None) -> list[str]:
    assert document
    return re.findall('<text:a [^>]*xlink:href="([^"]*)"', member(document))


def test_in_the_report_a_question_stands_clear_of_the_answer_beside_it() -> None:
    content = etree.fromstring(unpack(shipped("rapport"))["content.xml"])
    assert content.xpath("//style:style[@style:name='Cell_Plain']//@fo:padding-right", namespaces=content.nsmap) == ["0.2cm"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_template_says_what_it_is(name: str) -> None:
    assert stated_version(unpack(shipped(name))["meta.xml"]) == (name, SHIPPED[name].version)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_fixed_words_of_a_shipped_template_have_their_no_break_spaces(name: str) -> None:
    members = unpack(shipped(name))
    words = [
        each
        for part in ("content.xml", "styles.xml")
        for text in re.findall(r">([^<]+)<", members[part].decode())
        for each in re.split(r"\{\{.*?\}\}", html.unescape(text))
    ]
    assert any(each.strip() for each in words)
    assert [each for each in words if each != typography(each)] == []


@pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the installed wheel carries no documentation")
@pytest.mark.parametrize("name", SHIPPED)
def test_the_documented_names_are_those_a_template_may_use(name: str) -> None:
    paths = set(names_of(shapes_of(SHIPPED[name].values(view) for view in sample_views().values())))
    assert documented(name, {path for path in paths if "." not in path}) == {part for path in paths for part in path.split(".")}


def documented(name: str, tops: set[str]) -> set[str]:
    """Every name in the section about the template; the first of « theme.titre » is what one called the element of a list."""
    guide = (ROOT / "docs" / "modeles.md").read_text(encoding="utf-8")
    section = guide.split(f"## Ce que peut nommer le modèle `{name}`")[1].split("\n## ")[0]
    inherited = {name for other in re.findall(r"du modèle `([a-z-]+)`", section) for name in documented(other, tops)}
    paths = [path.split(".") for path in re.findall(r"`([a-z_.]+)`", section)]
    return inherited | {part for first, *rest in paths for part in ([first] if first in tops else []) + rest}


def test_a_sample_receipt_names_what_a_receipt_names() -> None:
    seen: set[str] = set()

    class Spy:
        def render(self, values: dict) -> bytes:
            seen.update(values["recu"].names)
            return b""

    refused_receipt(Refused(RefusalCode.SCANNED, "x", "y"), received_name="a", received_on=date(2026, 3, 3), template=Spy())
    (view, *_) = sample_views().values()
    assert set(SHIPPED["recu"].values(view)["recu"].names) == seen
