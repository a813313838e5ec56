"""What an advisor's template holds beside text never reaches a commune's computer: nothing runs, nothing is fetched, nothing tells of its author."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from forms.errors import TemplateError
from outbox import template_check
from outbox.odt_template import OdtTemplate
from outbox.template_check import check_template
from tests.outbox.samples import MIMETYPE, lines_of, member, odt, p, package

NBSP = "\u00a0"
TAG = p("{{ collectivite.nom }}")
SCRIPT = "vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document"
EVENTS = f'<office:event-listeners><script:event-listener xmlns:script="urn:script" xlink:href="{SCRIPT}"/></office:event-listeners>'


def made(body: str, **members: str | bytes) -> str:
    return member(OdtTemplate.from_bytes(odt(body, **members)).render({}))


def advice(body: str) -> str:
    return "\n".join(check_template(odt(body), "rapport").advice).replace(NBSP, " ")


def problems(data: bytes) -> str:
    return "\n".join(check_template(data, "rapport").problems).replace(NBSP, " ")


@pytest.mark.parametrize(
    ("unwanted", "told"),
    [
        (f"<office:scripts>{EVENTS}</office:scripts>", "Des macros"),
        (p(f'<draw:frame draw:name="f">{EVENTS}</draw:frame>'), "Des macros"),
        (p(f'<text:a xlink:href="https://exemple.fr">{EVENTS}page</text:a>'), "Des macros"),
        (p('<text:script xlink:href="https://exemple.fr/vilain.js"/>'), "Des macros"),
        (p(f'<text:a xlink:href="{SCRIPT}">vilain</text:a>'), "L’adresse d’un lien"),
        (p('<text:a xlink:href="file://serveur/partage/vilain">vilain</text:a>'), "L’adresse d’un lien"),
        (p('<draw:frame><draw:object xlink:href="./vilain"/><draw:image xlink:href="ObjectReplacements/x"/></draw:frame>'), "Un objet"),
        (p('<draw:frame><draw:plugin xlink:href="http://vilain.fr"/></draw:frame>'), "Un objet"),
        ('<text:section><text:section-source xlink:href="../vilain.odt"/></text:section>', "Un lien vers un fichier"),
        (
            '<text:dde-connection-decls><text:dde-connection-decl office:name="vilain"/></text:dde-connection-decls>',
            "Un lien vers un fichier",
        ),
        (p('<draw:frame><draw:image xlink:href="https://vilain.fr/pixel.png"/></draw:frame>'), "liée de l’extérieur"),
        ('<office:forms><form:form xmlns:form="urn:f" xlink:href="http://vilain.fr"/></office:forms>', "Des champs"),
    ],
)
def test_what_runs_or_reaches_outside_is_left_out_and_told(unwanted: str, told: str) -> None:
    rendered = made(unwanted + p("reste"))
    assert "vilain" not in rendered.replace(">vilain<", "")  # the words of a link stay
    assert "vnd.sun.star" not in rendered
    assert "<text:p>reste</text:p>" in rendered
    assert told in advice(unwanted + TAG)


def test_ordinary_links_and_pictures_stay() -> None:
    body = p(
        '<text:a xlink:href="https://exemple.fr/a">a</text:a><text:a xlink:href="#Titre|outline">b</text:a>'
        '<text:a xlink:href="mailto:a@exemple.fr">c</text:a><draw:frame><draw:image xlink:href="./Pictures/logo.png"/></draw:frame>'
    )
    assert f"<office:text>{body}</office:text>" in made(body)
    assert "n’en héritent pas" not in advice(body)


@pytest.mark.parametrize(
    "scripts",
    [
        "<office:scripts/>",
        '<office:scripts><office:script script:language="ooo:Basic" xmlns:script="urn:s"><ooo:libraries xmlns:ooo="urn:o"/></office:script>'
        "</office:scripts>",
    ],
)
def test_the_empty_place_for_macros_that_libreoffice_writes_is_left_out_without_a_word(scripts: str) -> None:
    assert "office:scripts" not in made(scripts + p("reste"))
    assert "macros" not in advice(scripts + TAG)


def test_only_parts_pictures_and_fonts_are_carried() -> None:
    odd = ["Object 1/content.xml", "../../etc/x", "/abs", "Dialogs/d.xml", "basic/x", "Pictures/../x", "manifest.rdf", "Pictures/a\\b"]
    data = odt(TAG, **{"Pictures/logo.png": b"png", "Fonts/Luciole (2).ttf": b"f", **dict.fromkeys(odd, "x")})
    sample = check_template(data, "rapport").sample
    assert sample
    with zipfile.ZipFile(BytesIO(sample)) as document:
        assert document.namelist() == ["mimetype", "Fonts/Luciole (2).ttf", "META-INF/manifest.xml", "Pictures/logo.png", "content.xml"]
        manifest = document.read("META-INF/manifest.xml").decode()
    assert [each in manifest for each in ("content.xml", "Pictures/logo.png", "rdf")] == [True, True, False]


def test_where_the_template_lies_on_its_author_s_computer_is_not_told() -> None:
    meta = (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta><meta:template xlink:href="../../home/anne/x.ott"/>'
        '<meta:auto-reload xlink:href="http://vilain.fr"/></office:meta></office:document-meta>'
    )
    rendered = OdtTemplate.from_bytes(odt(p("x"), **{"meta.xml": meta})).render({})
    assert "anne" not in member(rendered, "meta.xml")
    assert "vilain" not in member(rendered, "meta.xml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["content.xml", "styles.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml"])
def test_declared_entities_are_refused_in_every_part_and_encoding(part: str, encoding: str) -> None:
    hostile = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert "DOCTYPE" in problems(odt(TAG, **{part: hostile.encode(encoding)}))


PROTECTED = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (odt(TAG, **{"META-INF/manifest.xml": PROTECTED}), "protégé par un mot de passe"),
        (odt(TAG, **{"META-INF/manifest.xml": b"\xe9<a/>"}), "ne peut pas être lu"),
        (odt(TAG, **{f"Pictures/{each}": b"" for each in range(1_001)}), "trop d’images"),
        (b"<?xml version='1.0'?><office:document/>", "« Texte ODF (.odt) »"),
        (package({"mimetype": MIMETYPE, "content.xml": "<a>{{ x }}</a>"}), "pas un texte OpenDocument"),
        (odt(p("{{ collectivite.nom }}" * 100_000)), "plus qu’il n’est permis"),
        (odt(p("{{ x }}" + "<text:span/>" * 10_000)), "trop long pour contenir des balises"),
        (odt(p("{{ x }}" + "x" * 200_000)), "trop long pour contenir des balises"),
    ],
)
def test_a_file_that_cannot_serve_is_told_in_words(data: bytes, said: str) -> None:
    assert said in problems(data)


def test_what_no_reader_understands_stops_nothing(monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IndexError

    monkeypatch.setattr(template_check.OdtTemplate, "of_draft", broken)
    assert "façon inattendue" in problems(odt(TAG))


@pytest.mark.parametrize(
    "forged",
    [
        "<?ecoclic-tag 0?>",
        "<?ecoclic-tag x?>",
        '<text:a xlink:href="ecoclic-tag:9:">a</text:a>',
        "ecoclic-tag:9:",
        "&#xe0b7;9&#xe0b7;",
        "&#xe0b3;9&#xe0b4;",
    ],
)
def test_what_looks_like_a_mark_is_text_like_any_other(forged: str) -> None:
    data = odt(p(forged) + TAG)
    assert problems(data) == ""
    sample = check_template(data, "rapport").sample
    assert sample
    assert lines_of(sample)[-1] == "L’Isle-d’Exemple"


def test_a_template_refused_is_an_error_of_ours() -> None:
    with pytest.raises(TemplateError):
        OdtTemplate.from_bytes(odt(TAG, **{"META-INF/manifest.xml": PROTECTED}))
