"""A template typed in a real Writer, on a French keyboard and with its automatic corrections, is one that renders."""

from __future__ import annotations

import pytest

from forms.answers import Answer, Status
from forms.respondents import Respondent, RespondentKind
from outbox.report import load_template
from outbox.view import ReportView
from outbox.vocabulary import report_values
from tests.drivers.writer import Writer
from tests.outbox.samples import lines_of, member, returned, viewed, worst

pytestmark = [pytest.mark.libreoffice, pytest.mark.tools]

TITLE = "Bilan de {{ Collectivité.nom }}, {{ campagne.titre }}\n"
CONDITION = """\
{{ si themes|nombre >= 2 et collectivite.nom = "L'Abergement-Clémenciat" }}
L'assemblée, c'est « {{ collectivite.assemblee|majuscules }} » : "déjà" {{ actions_premieres|nombre }} actions...
{{ sinon si collectivite.nom != "" }}
Ailleurs : {{ collectivite.nom }}
{{ fin si }}
{{ pour action dans actions_premieres }}
"""
ACTION = "{{ action.titre }} ; priorité : {{ action.priorite|minuscules }}.\n\n"
"""The empty line closes the list."""
TABLE = """\
Thème	Indice	\
{{ pour theme dans themes }}		\
{{ si theme.resultat.indice = 'non évalué' }}		\
{{ theme.titre }}	(rien)	\
{{ sinon }}		\
{{ theme.titre }}	{{ theme.resultat.indice }}	\
{{ fin si }}		\
{{ fin pour }}"""
"""A tab goes to the next cell, in a new row after the last."""
SENTENCE, DRAWING = "Fin du modèle.", "{{ dessin echelle }}"

ELSEWHERE = Respondent(RespondentKind.CA, "Agglo de l’Œuvre", None, "200000172", 50_001, "Marne", "Grand Est")
DULL = Answer("reemploi", Status.NOT_APPLICABLE)
"""The only scored question of its theme: nothing is left to evaluate."""
RENDERED: dict[str, tuple[ReportView, list[str]]] = {
    "the commune that the condition names": (
        viewed(returned(worst)),
        [
            "Bilan de L’Abergement-Clémenciat, Campagne d’essai 2026",
            "L’assemblée, c’est « CONSEIL MUNICIPAL »\N{NO-BREAK SPACE}: «\N{NO-BREAK SPACE}déjà\N{NO-BREAK SPACE}» 3 actions…",
            "Nommer un référent\N{NO-BREAK SPACE}; priorité\N{NO-BREAK SPACE}: prioritaire.",
            "Donner au réemploi\N{NO-BREAK SPACE}; priorité\N{NO-BREAK SPACE}: prioritaire.",
            "Travailler avec d’autres\N{NO-BREAK SPACE}; priorité\N{NO-BREAK SPACE}: recommandé.",
            *("Thème", "Indice", "Gouvernance", "0", "Gestion du parc", "0"),
            SENTENCE,
        ],
    ),
    "another, with a theme not evaluated": (
        viewed(returned(worst, reemploi=DULL), respondent=ELSEWHERE),
        [
            "Bilan de Agglo de l’Œuvre, Campagne d’essai 2026",
            "Ailleurs\N{NO-BREAK SPACE}: Agglo de l’Œuvre",
            "Nommer un référent\N{NO-BREAK SPACE}; priorité\N{NO-BREAK SPACE}: prioritaire.",
            "Travailler avec d’autres\N{NO-BREAK SPACE}; priorité\N{NO-BREAK SPACE}: recommandé.",
            *("Thème", "Indice", "Gouvernance", "0", "Gestion du parc", "(rien)"),
            SENTENCE,
        ],
    ),
}


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("writer") / "modèle.odt"
    with Writer() as writer:
        writer.make_heading()
        writer.type(TITLE)
        writer.type(CONDITION)
        writer.press("shift+F12")  # bullets
        writer.type(ACTION)
        writer.type("{{ fin pour }}\n")
        writer.insert_table()
        writer.type(TABLE)
        writer.press("ctrl+End", "ctrl+End")  # of the cell, then of the document
        writer.type(f"{SENTENCE}\n{DRAWING}")
        writer.save(target, DRAWING)
    return target.read_bytes()


def test_writer_has_corrected_the_tags_as_it_does_in_french(typed: bytes) -> None:
    tags = [line for line in lines_of(typed) if line.startswith("{{")]
    assert "{{ si themes|nombre ≥ 2 et collectivite.nom = «\N{NO-BREAK SPACE}L’Abergement-Clémenciat\N{NO-BREAK SPACE}» }}" in tags
    assert "{{ si theme.resultat.indice = ‘non évalué’ }}" in tags
    assert any("«\N{NO-BREAK SPACE}«" in tag for tag in tags)  # what becomes of ""
    assert 'fo:language="fr"' in member(typed, "styles.xml")


@pytest.mark.parametrize("case", RENDERED)
def test_what_was_typed_renders(case: str, typed: bytes) -> None:
    view, expected = RENDERED[case]
    rendered = load_template(typed).render(report_values(view))
    lines, content = lines_of(rendered), member(rendered)
    assert lines[: len(expected)] == expected
    assert lines[len(expected)].endswith("sur une échelle de A à E.")
    assert content.count("<text:h ") == 1
    assert content.count("<text:list-item") == len(view.first_actions)
