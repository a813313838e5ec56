"""Checking a template says everything at once: each name with the nearest right one, each run-time fault, and what is unwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outbox import template_check
from outbox.odt_template import OdtTemplate
from outbox.shipped import SHIPPED
from outbox.template_check import check_template
from tests.outbox.samples import lines_of, odt, p

NBSP = "\u00a0"
FINGERPRINT = p("{{ rapport.empreinte }}")


def problems(body: str, kind: str = "rapport") -> list[str]:
    return [each.replace(NBSP, " ") for each in check_template(odt(body + FINGERPRINT), kind).problems]


def advice(body: str, **members: str | bytes) -> list[str]:
    return [each.replace(NBSP, " ") for each in check_template(odt(body, **members), "rapport").advice]


def meta(stated: str) -> str:
    return (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
        f'<meta:user-defined meta:name="ecoclic-modele">{stated}</meta:user-defined></office:meta></office:document-meta>'
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (p("{{ colectivite.nom }}"), "« colectivite » n’existe pas ; vouliez-vous dire « collectivite » ?"),
        (p("{{ collectivite.nmo }}"), "« nmo » n’existe pas ici ; vouliez-vous dire « nom » ?"),
        (p("{{ pour theme dans themes }}{{ theme.tittre }}{{ fin }}"), "vouliez-vous dire « titre » ?"),
        (p("{{ pour t dans themes }}{{ pour c dans t.manques }}{{ c.questoin }}{{ fin }}{{ fin }}"), "vouliez-vous dire « question » ?"),
        (p("{{ pour t dans themes }}{{ boucle.numerro }}{{ fin }}"), "vouliez-vous dire « numero » ?"),
        (p("{{ si faux }}{{ resultat.indise }}{{ fin }}"), "vouliez-vous dire « indice » ?"),
        (p("{{ boucle.numero }}"), "n’existe qu’entre"),
        (p("{{ avis|majuscule }}"), "le filtre « majuscule » n’existe pas ; vouliez-vous dire « majuscules » ?"),
        (p("{{ themes }}"), "ne s’écrit pas telle quelle"),
        (p("{{ themes.titre }}"), "ne peut pas être demandé à une liste"),
        (p("{{ avis.titre }}"), "ne peut pas être demandé à cette valeur"),
        (p("{{ pour x dans avis }}{{ fin }}"), "doit parcourir une liste"),
        (p("{{ dessin avis }}"), "nom d’un dessin"),
        (p("{{ avis|joindre }}"), "réunit les éléments d’une liste"),
        (p("{{ 1 / (themes|nombre - themes|nombre) }}"), "division par zéro"),
        (p("{{ lettres[99].lettre }}"), "n’existe pas dans la liste"),
        (p("{{ si avis > 3 }}{{ fin }}"), "n’a pas de sens ici"),
        (p("{{ pour theme dans themes }}"), "jamais fermé"),
        (p("{{ }}"), "vide"),
    ],
)
def test_a_fault_is_told_with_its_paragraph_and_its_tag(body: str, said: str) -> None:
    (problem,) = problems(body)
    assert problem.startswith("Paragraphe « {{")
    assert said in problem


@pytest.mark.parametrize(
    "compared",
    ["resultat.indice > 60", "resultat.meilleur_indice ≤ 79", "collectivite.population &lt; 3500", "themes[0].resultat.indice ≥ 40"],
)
def test_what_is_counted_compares_with_a_number_whatever_is_known(compared: str) -> None:
    assert not check_template(odt(p(f"{{{{ si {compared} }}}}oui{{{{ fin si }}}}")), "rapport").problems


def test_all_faults_are_told_at_once_and_each_once() -> None:
    body = (
        p("{{ nom }}") + p("{{ pour theme dans themes }}") + p("{{ theme.tittre }} {{ 1/0 }} {{ theme.titre|gras }}") + p("{{ fin pour }}")
    )
    found = problems(body + p("{{ lettres[99].lettre }}") + p("{{ collectivite.nomm }}"))
    assert len(found) == 6
    assert [tag in "\n".join(found) for tag in ("{{ nom }}", "tittre", "zéro", "gras", "lettres[99]", "nomm")] == [True] * 6


def test_a_block_never_closed_does_not_hide_faults_of_the_footer() -> None:
    found = check_template(odt(p("{{ pour theme dans themes }}"), **{"styles.xml": _styles("{{ collectivite.nomm }}")}), "rapport").problems
    assert len(found) == 2


def _styles(text: str) -> str:
    return (
        '<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        f'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:master-styles>{p(text)}</office:master-styles>'
        "</office:document-styles>"
    )


def test_the_sample_is_made_all_the_same_with_faulty_tags_silent() -> None:
    checked = check_template(odt(p("Pour {{ collectivite.nom }}{{ collectivite.nomm }}, {{ 1/0 }}fin")), "rapport")
    assert checked.sample
    assert lines_of(checked.sample) == ["Pour L’Isle-d’Exemple, fin"]


def test_a_thousand_faults_are_summed_up() -> None:
    found = problems("".join(p(f"{{{{ inconnu{number} }}}}") for number in range(200)))
    assert len(found) == 61
    assert found[-1] == "… et 140 autres problèmes."


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", odt("<office:annotation>"), odt(p("x")).replace(b"text:p", b"text:q", 1)])
def test_what_is_no_template_is_told_not_raised(data: bytes) -> None:
    checked = check_template(data, "rapport")
    assert (checked.is_sound, checked.sample) == (False, None)
    assert checked.problems


# What is unwise -------------------------------------------------------------------------------------------------------------------


def test_a_missing_logo_is_told_and_the_document_still_made() -> None:
    logo = '<draw:frame draw:name="Logo"><draw:image xlink:href="Pictures/logo.png"/></draw:frame>'
    body = f"<text:p>{logo}</text:p>" + FINGERPRINT + p("{{ avis }}")
    told = "\n".join(advice(body))
    assert "« Pictures/logo.png » manque" in told
    assert "« Logo » n’a pas de texte de remplacement" in told
    assert check_template(odt(body), "rapport").is_sound
    assert OdtTemplate.from_bytes(odt(body)).render({"avis": "a", "rapport": SHIPPED["rapport"].values(_view())["rapport"]})


def _view():
    from outbox.template_samples import sample_views

    return next(iter(sample_views().values()))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<text:p><draw:frame><draw:image xlink:href="file:///C:/logo.png"/></draw:frame></text:p>', "liée de l’extérieur"),
        ('<text:p><draw:frame><draw:image xlink:href="https://exemple.fr/logo.png"/></draw:frame></text:p>', "liée de l’extérieur"),
        ("<text:p>a<office:annotation><text:p>{{ avis }}</text:p></office:annotation></text:p>", "un commentaire"),
        (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>{{ avis }}</text:p></text:deletion></text:changed-region>"
            "</text:tracked-changes>",
            "un passage supprimé",
        ),
    ],
)
def test_what_works_but_is_unwise_is_told(body: str, said: str) -> None:
    assert said in "\n".join(advice(body + FINGERPRINT))


def test_a_fingerprint_taken_away_is_told() -> None:
    assert "L’empreinte n’est plus imprimée" in "\n".join(advice(p("{{ avis }}")))
    assert advice(FINGERPRINT) == []


def test_a_document_without_any_tag_is_told() -> None:
    assert "aucune balise" in "\n".join(advice(p("Bonjour")))


@pytest.mark.parametrize(
    ("stated", "said"),
    [("rapport/99", "plus récente"), ("recu/1", "celui d’un autre document"), ("rapport/1", ""), ("n’importe quoi", ""), ("rapport/²", "")],
)
def test_a_template_from_elsewhere_is_told_as_such(stated: str, said: str) -> None:
    told = advice(FINGERPRINT, **{"meta.xml": meta(stated)})
    assert (said in "\n".join(told)) if said else told == []


def test_a_name_that_was_once_valid_is_told_with_what_replaces_it(monkeypatch) -> None:
    newer = replace(SHIPPED["rapport"], version=2, former={"rapport.commune": "collectivite.nom"})
    monkeypatch.setattr(template_check, "SHIPPED", {**SHIPPED, "rapport": newer})
    checked = check_template(odt(p("{{ rapport.commune }}"), **{"meta.xml": meta("rapport/1")}), "rapport")
    told = "\n".join((*checked.problems, *checked.advice)).replace(NBSP, " ")
    assert "« rapport.commune » existait dans une version précédente" in told
    assert "écrivez « collectivite.nom »" in told
    assert "vient d’une version précédente" in told
