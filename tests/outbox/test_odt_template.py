"""The template engine: what people type in a French Writer is understood, what they get wrong is told, what is hostile is refused."""

from __future__ import annotations

import zipfile

import pytest

from forms.errors import TemplateError
from outbox.markup import Measure
from outbox.odt_template import OdtTemplate, compiled
from outbox.sandbox import Record
from tests.outbox.samples import filled, lines_of, member, odt, p, package

NBSP = "\u00a0"
XS = (Record(nom="un"), Record(nom="deux"))


def problems(body: str, **values: object) -> str:
    with pytest.raises(TemplateError) as refused:
        filled(body, **values)
    return "\n".join(refused.value.problems).replace(NBSP, " ")


# What autocorrect and editing do ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("{{ n }}", "7"),
        ("{{n}}", "7"),
        ("{{ N }}", "7"),
        (f"{{{{{NBSP}n{NBSP}}}}}", "7"),
        ("{{ \u202fn\u200b }}", "7"),
        ("{{ no\u00adm }}", "é"),
        ("{\u2060{ n }\u200b}", "7"),
        ("{{ déjà }}", "vu"),
        ("{{ score₁ }}", "40"),
        ("{{ si nom = « é » }}oui{{ fin si }}", "oui"),
        (f"{{{{ si nom == «{NBSP}é{NBSP}» }}}}oui{{{{ fin si }}}}", "oui"),
        ("{{ si nom = “é” }}oui{{ fin si }}", "oui"),
        ("{{ si nom = ‘é’ }}oui{{ fin si }}", "oui"),
        ("{{ si nom = 'é' }}oui{{ fin si }}", "oui"),
        (f"{{{{ si nom ≠ «{NBSP}«{NBSP} et «{NBSP}» = «« }}}}oui{{{{ fin si }}}}", "oui"),
        ("{{ si n ≥ 7 }}oui{{ fin si }}", "oui"),
        ("{{ si n ≤ 6 }}oui{{ sinon }}non{{ fin si }}", "non"),
        ("{{ si n ≠ 7 }}oui{{ sinon }}non{{ fin si }}", "non"),
        ("{{ n – 2 }}", "5"),
        ("{{ n × 2 }}", "14"),
        ("{{ si n > 9 }}a{{ sinon si n > 5 }}b{{ sinon }}c{{ fin si }}", "b"),
        ("{{ SI n > 5 et non (n > 9) ou faux }}b{{ Fin Si }}", "b"),
        ("{{ nom si n > 5 sinon « rien » }}", "é"),
        ("{% if n > 5 %}b{% endif %}", "b"),
        (f"{{{NBSP}% for x in xs%}}{{{{ x.nom }}}}{{% endfor %}}", "undeux"),
        ("{{ pour x dans xs }}{{ x.nom }}{{ si non boucle.dernier }}, {{ fin si }}{{ fin }}", "un, deux"),
        ("{{ pour x dans xs }}{{ boucle.numéro }}/{{ boucle.total }} {{ finpour }}", "1/2 2/2 "),
        ("{{ xs|nombre }} {{ nom|majuscules }}", "2 É"),
        ("{{ xs[1].nom }}", "deux"),
        ("{{ mots|joindre }}", f"a{NBSP}; b"),
        ("{{ mots|joindre(« , ») }}", "a,b"),
    ],
)
def test_a_tag_means_what_its_author_meant(typed: str, shown: str) -> None:
    values = {"n": 7, "nom": "é", "deja": "vu", "score_1": 40, "xs": XS, "mots": ("a", "b")}
    assert filled(p(typed), **values) == p(shown)


@pytest.mark.parametrize(
    "split",
    [
        "{<text:span>{ po</text:span>ur<text:s/>x<text:s text:c='3'/>dans xs }}{{ x.nom }} {{ fin pour }}",
        "<text:span>{{ pour x dans xs }}</text:span>{{ x.nom }} <text:span>{{ fin pour }}</text:span>",
        "{{ pour x<text:line-break/>dans<text:tab/>xs }}{{ x.<text:bookmark text:name='a'/>nom }} {{ fin pour }}",
        "{{ pour x dans xs }}{{ x.<text:soft-page-break/>nom }} {{ fin pour<office:annotation><text:p>{{ brouillon</text:p></office:annotation> }}",
        "{{ pour x dans <text:span>x</text:span><text:span>s</text:span> }}{{ x.no<text:change text:change-id='c'/>m }} {{ fin pour }}",
    ],
)
def test_a_tag_cut_by_editing_is_put_together_again(split: str) -> None:
    shown = filled(p(split), xs=XS)
    assert "".join(lines_of(odt(shown))) == "un deux"
    assert "brouillon" not in shown


def test_deleted_text_kept_by_change_tracking_is_not_read() -> None:
    deleted = f"<text:tracked-changes><text:changed-region><text:deletion>{p('{{ inconnu }}')}</text:deletion></text:changed-region></text:tracked-changes>"
    assert filled(deleted + p("{{ n }}"), n=1) == p("1")


def test_a_bold_word_beside_a_block_tag_keeps_its_style() -> None:
    shown = filled(p("<text:span text:style-name='B'>gras {{ si vrai }}suite</text:span>{{ fin si }}"))
    assert shown == p('<text:span text:style-name="B">gras </text:span><text:span text:style-name="B">suite</text:span>')


# Blocks -------------------------------------------------------------------------------------------------------------------------


def row(*cells: str) -> str:
    return "<table:table-row>" + "".join(f"<table:table-cell>{p(cell)}</table:table-cell>" for cell in cells) + "</table:table-row>"


def test_a_paragraph_of_block_tags_leaves_nothing_behind() -> None:
    body = p("{{ pour x dans xs }}") + p("{{ x.nom }}") + p(" {{ fin pour }} ")
    assert filled(body, xs=XS) == p("un") + p("deux")


def test_a_row_of_block_tags_repeats_the_rows_between() -> None:
    table = row("{{ pour x dans xs }}", "") + row("{{ x.nom }}", "!") + row("{{ fin pour }}", "")
    assert filled(f"<table:table>{table}</table:table>", xs=XS) == f"<table:table>{row('un', '!')}{row('deux', '!')}</table:table>"


@pytest.mark.parametrize(
    ("condition", "known", "unknown"),
    [
        ("v > 60", "oui", "non"),
        ("v ≥ 76", "oui", "non"),
        ("v &lt; 77", "oui", "non"),
        ("v ≤ 75", "non", "non"),
        ("60 &lt; v", "oui", "non"),
        ("v = 76", "oui", "non"),
        ("v ≠ 76", "non", "oui"),
        ('v = "76"', "oui", "non"),
        ('v = "non évalué"', "non", "oui"),
    ],
)
def test_an_index_is_a_text_that_compares_with_numbers(condition: str, known: str, unknown: str) -> None:
    body = p(f"{{{{ v }}}} : {{{{ si {condition} }}}}oui{{{{ sinon }}}}non{{{{ fin si }}}}")
    assert filled(body, v=Measure("76", 76)) == p(f"76 : {known}")
    assert filled(body, v=Measure("non évalué", None)) == p(f"non évalué : {unknown}")


def test_a_block_inside_one_cell_leaves_its_row() -> None:
    cell = f"<table:table-row><table:table-cell>{p('{{ si vrai }}')}{p('oui')}{p('{{ fin si }}')}</table:table-cell></table:table-row>"
    assert filled(f"<table:table>{cell}</table:table>") == f"<table:table>{row('oui')}</table:table>"


def test_a_list_item_of_block_tags_repeats_the_items_between() -> None:
    def item(text: str) -> str:
        return f"<text:list-item>{p(text)}</text:list-item>"

    body = item("{{ pour x dans xs }}") + item("{{ x.nom }}") + item("{{ fin pour }}")
    assert filled(f"<text:list>{body}</text:list>", xs=XS) == f"<text:list>{item('un')}{item('deux')}</text:list>"


# Data ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("{{7*7}} {% x %} {# y #}", "{{7*7}} {% x %} {# y #}"),
        ("<b> & \"x\" 'y'", "&lt;b&gt; &amp; &quot;x&quot; 'y'"),
        ("a\x00b\x0b\x1f\ufffe\ud800c", "abc"),
        ("a\nb\r\nc\rd", "a<text:line-break/>b<text:line-break/>c<text:line-break/>d"),
        ("a\tb", "a<text:tab/>b"),
        ("a   b", 'a <text:s text:c="2"/>b'),
        (" a ", "<text:s/>a<text:s/>"),
        ("\ue0b1if x\ue0b2", "\ue0b1if x\ue0b2"),
        (1234, f"1{NBSP}234"),
        (True, "oui"),
    ],
)
def test_data_is_text_and_nothing_but_text(value: object, shown: str) -> None:
    assert filled(p("{{ v }}"), v=value) == p(shown)


@pytest.mark.parametrize(
    ("address", "kept"),
    [("https://exemple.fr/?a=1&b=2", "https://exemple.fr/?a=1&amp;b=2"), ("javascript:alert(1)", ""), ("vnd.sun.star.script:x", ""), ("file:///etc/passwd", "")],
)  # fmt: skip
def test_a_link_goes_only_to_the_web(address: str, kept: str) -> None:
    typed = '<text:a xlink:href="%7B%7B%20lien.adresse%20%7D%7D">ici</text:a>'
    assert filled(p(typed), lien=Record(adresse=address)) == p(f'<text:a xlink:href="{kept}">ici</text:a>')


@pytest.mark.parametrize("before", ["./", "../../partage/modeles/rapport.odt/", "../", "file:///Z:/mod%C3%A8les/rapport.odt/", "http://"])
def test_a_tag_is_an_address_wherever_writer_says_that_it_lies(before: str) -> None:
    """Writer takes it for a file beside the template, and writes the way there when the template is saved."""
    typed = f'<text:a xlink:href="{before}%7B%7B%20v%20%7D%7D">ici</text:a>'
    assert filled(p(typed), v="https://exemple.fr/") == p('<text:a xlink:href="https://exemple.fr/">ici</text:a>')


@pytest.mark.parametrize("typed", ["https://exemple.fr/%7B%7B%20v%20%7D%7D", "{{ v }}/suite", "mailto:%7B%7Bv%7D%7D"])
def test_a_tag_that_is_only_a_part_of_an_address_is_told(typed: str) -> None:
    with pytest.raises(TemplateError) as caught:
        filled(p(f'<text:a xlink:href="{typed}">ici</text:a>'), v="https://exemple.fr/")
    assert "sans rien avant ni après" in caught.value.problems[0]


def test_metadata_takes_one_plain_line() -> None:
    meta = '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>{{ v }}</dc:title></office:meta></office:document-meta>'
    rendered = OdtTemplate.from_bytes(odt(p("x"), **{"meta.xml": meta})).render({"v": "a & b\n  c"})
    assert "<dc:title>a &amp; b c</dc:title>" in member(rendered, "meta.xml")


# Mistakes -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (p("Nom : {{ comune }}"), "Paragraphe « Nom : {{ comune }} » : « {{ comune }} » : le nom « comune » n’existe pas ; vouliez-vous dire « commune » ?"),
        (p("{{ x.nomm }}"), "le nom « nomm » n’existe pas ici ; vouliez-vous dire « nom » ?"),
        (p("{{ commune|majuscule }}"), "le filtre « majuscule » n’existe pas ; vouliez-vous dire « majuscules » ?"),
        (p("Avant {{ pour x dans xs }}"), "Paragraphe « Avant {{ pour x dans xs }} » : « {{ pour x dans xs }} » : ce bloc n’est jamais fermé"),
        (p("{{ fin pour }}"), "ferme un bloc qui n’a pas été ouvert"),
        (p("{{ si vrai }}{{ fin pour }}"), "se ferme par « {{ fin si }} »"),
        (p("{{ sinon }}"), "n’est pas dans un bloc « {{ si … }} »"),
        (p("{{ si vrai }}{{ sinon }}{{ sinon }}{{ fin si }}"), "a déjà son « {{ sinon }} »"),
        (p("{{ pour x dans xs }} texte") + p("{{ fin pour }}"), "ne se termine pas au même endroit"),
        (p("{{ pour xs }}"), "une boucle s’écrit « {{ pour élément dans liste }} »"),
        (p("{{ pour si dans xs }}"), "mot réservé"),
        (p("{{ }}"), "la balise est vide"),
        (p("{{ si }}"), "il manque la condition"),
        (p("{{ commune"), "une balise n’est pas fermée"),
        (p("{{ (commune }}"), "l’expression est mal écrite"),
        (p("{{ commune ! }}"), "le signe « ! » n’a pas de sens ici"),
        (p("{{ set a = 3 }}"), "la consigne « set » n’existe pas"),
        (p("{{ xs }}"), "ne s’écrit pas telle quelle"),
        (p("{{ pour a dans commune }}{{ fin pour }}"), "« pour » doit parcourir une liste"),
        (p("Voici {{ dessin commune }}"), "doit être seul dans son paragraphe"),
        (p("{{ dessin commune }}"), "« dessin » doit être suivi du nom d’un dessin"),
        (p("{{ 1 / 0 }}"), "division par zéro"),
        (p("{{ xs[9].nom }}"), "n’existe pas dans la liste"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_paragraph_and_the_nearest_right_name(body: str, told: str) -> None:
    said = problems(body, commune="A", x=XS[0], xs=XS)
    assert told in said
    assert said.startswith("Paragraphe « ")


def test_every_mistake_is_told_at_once() -> None:
    said = problems(p("{{ pour x }}") + p("{{ a b }}") + p("{{ fin si }}"))
    assert len(said.splitlines()) == 3


def test_a_fault_found_while_filling_quotes_its_own_paragraph() -> None:
    body = p("Premier {{ x.nom }}") + p("{{ pour y dans xs }}") + p("Ici {{ y.titre }}") + p("{{ fin pour }}")
    assert problems(body, x=XS[0], xs=XS).startswith("Paragraphe « Ici {{ y.titre }} »")


# Hostile ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        "x.__class__",
        "x['__class__']",
        "x.nom.upper()",
        "''.join(mots)",
        "x.nom.format",
        "xs.count",
        "().__class__.__bases__[0].__subclasses__()",
        "self",
        "x.get(« nom »)",
        "loop",
        "cycler",
        "lipsum()",
        "range(9)",
        "« a » * 999999999",
        "9 ** 9 ** 9",
        "mots|map(« x »)",
        "mots|_dessin",
        "_compteur",
        "x is mapping",
    ],
)
def test_an_expression_reaches_nothing_but_the_values_given(expression: str) -> None:
    assert problems(p(f"{{{{ {expression} }}}}"), x=XS[0], xs=XS, mots=("a",))


def test_loops_come_to_an_end() -> None:
    many = tuple(range(100))
    body = p("".join(f"{{{{ pour x{depth} dans xs }}}}" for depth in range(6)) + "{{ fin }}" * 6)
    assert "n’en finissent pas" in problems(body, xs=many)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 pas un zip",
        package({"mimetype": "application/pdf", "content.xml": "<a/>"}),
        package({"mimetype": "application/vnd.oasis.opendocument.text"}),
        package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a"}),
        package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    ],
)
def test_what_is_no_template_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(TemplateError):
        OdtTemplate.from_bytes(data)


# The file -----------------------------------------------------------------------------------------------------------------------


def test_the_same_values_give_the_same_bytes() -> None:
    template = OdtTemplate.from_bytes(odt(p("{{ n }}")))
    assert template.render({"n": 1}) == template.render({"n": 1}) != template.render({"n": 2})


def test_a_template_is_compiled_once() -> None:
    data = odt(p("{{ n }}"))
    assert compiled(data) is compiled(bytes(data))
    assert compiled(data) is not compiled(odt(p("{{ m }}")))


def test_macros_previews_and_signatures_are_left_behind(tmp_path) -> None:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text-template"/>'
        '<manifest:file-entry manifest:full-path="Pictures/logo.png" manifest:media-type="image/png"/>'
        '<manifest:file-entry manifest:full-path="Basic/script-lc.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    carried = {"Pictures/logo.png": b"png", "META-INF/manifest.xml": manifest}
    dropped = {
        "Basic/script-lc.xml": "x",
        "Thumbnails/thumbnail.png": "x",
        "META-INF/documentsignatures.xml": "x",
        "Configurations2/a": "x",
    }
    path = tmp_path / "rendu.odt"
    path.write_bytes(OdtTemplate.from_bytes(odt(p("x"), **carried, **dropped)).render({}))
    with zipfile.ZipFile(path) as document:
        assert document.namelist() == ["mimetype", "META-INF/manifest.xml", "Pictures/logo.png", "content.xml"]
        assert document.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert b"Basic" not in document.read("META-INF/manifest.xml")
        assert b"text-template" not in document.read("META-INF/manifest.xml")
