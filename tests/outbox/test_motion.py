"""The draft délibération: the law that applies to whom it is for, blanks for what only the council knows, and nothing invented."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from forms.answers import Answer, Status
from forms.catalogue import load
from forms.plan import recommendation_key
from forms.respondents import Respondent, RespondentKind
from outbox.motion import motion
from outbox.synthesis import synthesis_values
from outbox.view import ReportView
from processors.assessment import assess
from tests.drivers import presence
from tests.outbox.samples import best, lines_of, member, mixed, returned, viewed, worst
from tests.tiny import COMMUNE, TINY

SCHEMA = Path(__file__).parents[1] / "schema"
REEN = load("reen-niveau1")
LONG_NAME = "Communauté d’agglomération de l’Œuvre-sur-ʻUvea-lès-Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson"
NBSP = "\xa0"


def of(kind: RespondentKind = RespondentKind.COMMUNE, population: int | None = 457, name: str = "Le Mans", department: str = "Sarthe"):
    insee = "72181" if kind is RespondentKind.COMMUNE else None
    return Respondent(kind, name, insee, None if insee else "200000172", population, department)


CASES: dict[str, ReportView] = {
    "tiny-commune": viewed(returned(mixed, REEN), REEN, of()),
    "3500": viewed(returned(worst, REEN), REEN, of(population=3_500, name="Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson")),
    "50001": viewed(returned(mixed, REEN), REEN, of(population=50_001, name="Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson")),
    "small-epci": viewed(returned(best, REEN), REEN, of(RespondentKind.CC, 12_000, "Communauté de communes de l’Œuvre")),
    "large-epci": viewed(returned(mixed, REEN), REEN, of(RespondentKind.CA, 50_001, LONG_NAME), revision=2),
    "other": viewed(returned(mixed), TINY, of(RespondentKind.OTHER, None, "Régie des eaux", "")),
}


def made(view: ReportView) -> bytes:
    return motion(view, "01001").content


def text_of(view: ReportView) -> str:
    return "\n".join(lines_of(made(view))).replace(NBSP, " ")


def text_for(kind: RespondentKind, population: int | None, **more: str) -> str:
    return text_of(viewed(returned(mixed), TINY, of(kind, population, **more)))


def visas(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.startswith("Vu "))


def test_what_a_plan_says_done_or_dropped_is_not_offered_again() -> None:
    checked = returned(worst, REEN)
    first = assess(REEN, checked).first_actions
    closed = {recommendation_key(first[0].recommendation), recommendation_key(first[2].recommendation)}
    offered, left = (viewed(checked, REEN, of(), closed=each) for each in ((), closed))
    titles = [action.title for action in offered.first_actions]
    assert [title for title in titles if f"□ {title} (" in text_of(offered)] == titles
    assert [title for title in titles if f"□ {title} (" in text_of(left)] == [titles[1], *titles[3:]]


# The law -------------------------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(RespondentKind), st.none() | st.sampled_from([0, 457, 3_499, 3_500, 49_999, 50_000, 50_001, 400_000]))
def test_only_communes_and_own_tax_groupings_above_50_000_are_told_that_they_are_bound(
    kind: RespondentKind, population: int | None
) -> None:
    text = text_for(kind, population)
    bindable = kind not in (RespondentKind.OTHER, RespondentKind.OTHER_EPCI)
    bound = bindable and population is not None and population > 50_000
    assert ("lui impose" in text) == bound
    assert ("est volontaire" in text) == (not bound)
    for article in ("D. 2311-15-1", "L. 2311-1-1", "D. 2311-15 ", "2022-1084"):
        assert (article in visas(text)) == bound


@pytest.mark.parametrize(
    ("population", "note", "to_check"), [(457, False, False), (3_499, False, False), (3_500, True, False), (None, True, True)]
)
def test_a_commune_cites_the_note_explicative_from_3_500_inhabitants(population: int | None, note: bool, to_check: bool) -> None:
    cited = visas(text_for(RespondentKind.COMMUNE, population))
    assert ("L. 2121-12" in cited, "[à vérifier" in cited) == (note, to_check)


@pytest.mark.parametrize(
    ("kind", "articles", "organ", "head"),
    [
        (RespondentKind.COMMUNE, ["L. 2121-29", "L. 2131-1"], "le conseil municipal", "Charge le maire"),
        (RespondentKind.CC, ["L. 5211-1", "L. 2121-29", "L. 5211-3"], "le conseil communautaire", "Charge le président"),
        (RespondentKind.METROPOLE, ["L. 5211-1"], "le conseil de la métropole", "Charge le président"),
        (RespondentKind.OTHER, ["[à vérifier : articles applicables"], "l’assemblée délibérante", "Charge le président"),
    ],
)
def test_each_kind_has_its_organ_its_head_and_its_articles(kind: RespondentKind, articles: list[str], organ: str, head: str) -> None:
    text = text_for(kind, 12_000)
    assert [article for article in articles if article not in text] == []
    assert f"Après en avoir délibéré, {organ} :" in text
    assert head in text
    assert text.startswith("République française")


def test_what_is_no_council_is_told_to_write_its_own_name_and_cites_no_article_as_its_own() -> None:
    text = text_for(RespondentKind.OTHER, None)
    assert "comité syndical" in text
    assert not re.search(r"[LD]\. [25]\d{3}", visas(text))


# Whose act it is -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "heading"),
    [
        (RespondentKind.COMMUNE, "Le Mans", "Commune : Le Mans"),
        (RespondentKind.COMMUNE, "Œuilly", "Commune : Œuilly"),
        (RespondentKind.CC, "Communauté de communes du Pays", "Communauté de communes du Pays"),
        (RespondentKind.CC, "Cœur de Sèvre", "Communauté de communes : Cœur de Sèvre"),
        (RespondentKind.CC, "CC de la Dombes", "Communauté de communes de la Dombes"),
        (RespondentKind.CA, "CA du Choletais", "Communauté d’agglomération du Choletais"),
        (RespondentKind.CA, "Mauges Communauté", "Mauges Communauté"),
        (RespondentKind.METROPOLE, "Grenoble-Alpes-Métropole", "Grenoble-Alpes-Métropole"),
        (RespondentKind.METROPOLE, "Rouen Normandie", "Métropole : Rouen Normandie"),
        (RespondentKind.OTHER, "Régie des eaux", "Régie des eaux"),
    ],
)
def test_the_heading_names_the_author_without_a_preposition(kind: RespondentKind, name: str, heading: str) -> None:
    assert heading in text_for(kind, 100, name=name).splitlines()


@pytest.mark.parametrize("kind", RespondentKind)
def test_where_the_seat_is_is_a_blank_for_groupings_alone(kind: RespondentKind) -> None:
    seats = [line for line in text_for(kind, 100).splitlines() if line.startswith("Siège")]
    assert [line.strip("….") for line in seats] == ([] if kind in (RespondentKind.COMMUNE, RespondentKind.OTHER) else ["Siège : "])


def test_an_unknown_department_is_a_blank() -> None:
    assert "Département : Sarthe" in text_for(RespondentKind.COMMUNE, 100)
    assert "Département : …" in text_for(RespondentKind.COMMUNE, 100, department="")


# Grounds and decisions -----------------------------------------------------------------------------------------------------------


def test_the_result_is_a_ground_with_what_is_uncertain() -> None:
    view = CASES["tiny-commune"]
    ground = next(line for line in text_of(view).splitlines() if "établit l’indice" in line)
    assert f"à {view.score.index} sur 100 (lettre {view.score.letter})" in ground
    assert f"au plus à {view.score.best_index} (lettre {view.score.best_letter})" in ground


def test_a_return_that_gives_no_index_is_said_so() -> None:
    nothing = viewed(returned(lambda question: Answer(question.id, Status.NOT_APPLICABLE)), TINY)
    assert not nothing.score.is_evaluated
    text = text_of(nothing)
    assert "ne permettent pas d’établir d’indice" in text
    assert "sur 100" not in text


def test_article_1_quotes_title_date_version_and_fingerprint() -> None:
    view = CASES["large-epci"]
    (article,) = [line for line in lines_of(made(view)) if line.startswith("Article 1.")]
    assert [said for said in (view.title, view.assessed_on, view.edition, view.fingerprint) if said not in article] == []


def test_the_first_actions_are_choices_to_tick_and_a_further_one_is_blank() -> None:
    view = CASES["3500"]
    choices = [line for line in lines_of(made(view)) if line.startswith("□")]
    assert len(choices) == 7
    assert [action.title for action, line in zip(view.first_actions, choices, strict=False) if action.title not in line] == []


@pytest.mark.parametrize(("kind", "head"), [(RespondentKind.COMMUNE, "le maire"), (RespondentKind.CC, "le président")])
def test_the_council_appoints_nobody_for_that_would_be_by_secret_ballot(kind: RespondentKind, head: str) -> None:
    """Article L. 2121-21 CGCT: appointments are by secret ballot; agents, besides, are the head’s to choose."""
    text = text_of(viewed(returned(worst, REEN), REEN, of(kind, 12_640)))
    assert re.search(rf"Article 3\. Invite {head} à désigner …+ \(élu ou agent\) référent pour la sobriété numérique\.", text)
    assert "Désigne " not in text


def test_where_somebody_is_in_charge_already_nobody_is_asked_to_name_one() -> None:
    view = viewed(returned(best, REEN), REEN)
    assert re.search(r"Article 3\. Prend acte que …+ \(élu ou agent\) est référent pour la sobriété numérique\.", text_of(view))
    assert "référent" not in synthesis_values(view)["synthese"].get("demande")


def test_with_nothing_to_do_the_council_still_sets_its_goals() -> None:
    assert [line for line in lines_of(made(CASES["small-epci"])) if line.startswith("□")] == [f"□ Objectif{NBSP}:"]


@pytest.mark.parametrize("name", CASES)
def test_what_only_the_session_tells_is_a_blank(name: str) -> None:
    view = CASES[name]
    root = etree.fromstring(member(made(view)).encode())
    lines = ["".join("\t" if each.tag.endswith("tab") else "" for each in p.iter()) + "".join(p.itertext()) for p in root.iter("{*}p")]
    for blank in (
        "Date de la convocation",
        "Date de la séance",
        "Secrétaire de séance",
        f"Présents{NBSP}:",
        "Lieu",
        f"la {'prochaine' if view.progress else 'première'} fois, avant le",
        "publiée le",
    ):
        assert any(blank in line and ("\t" in line or "……" in line) for line in lines), blank
    for heads in (["En exercice", "Présents", "Représentés (pouvoirs)", "Votants"], ["Votants", "Pour", "Contre", "Abstentions"]):
        assert set(heads) <= set(lines)


# The document --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_every_page_says_projet_and_whose_session_it_is(name: str) -> None:
    styles = etree.fromstring(member(made(CASES[name]), "styles.xml").encode())
    masters = list(styles.iter("{*}master-page"))
    assert len(masters) == 1
    header = ["".join(p.itertext()) for p in masters[0].find("{*}header").iter("{*}p")]
    assert header[0] == "PROJET"
    assert header[1] == CASES[name].respondent.name
    assert header[2].startswith("Séance du …")


def test_accessible_as_the_rgaa_wants() -> None:
    data = made(CASES["50001"])
    root = etree.fromstring(member(data).encode())
    meta = member(data, "meta.xml")
    assert "<dc:title>Projet de délibération – " in meta
    assert "<dc:language>fr-FR</dc:language>" in meta
    assert all(table.find("{*}table-header-rows") is not None for table in root.iter("{*}table"))
    levels = [int(heading.get("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}outline-level")) for heading in root.iter("{*}h")]
    assert levels == [1, 2, 2, 2, 2, 2]


@pytest.mark.parametrize(("revision", "version", "name"), [(1, 1, "deliberation-01001-v1.odt"), (2, 3, "deliberation-01001-v2-3.odt")])
def test_its_name_is_short_and_ascii(revision: int, version: int, name: str) -> None:
    assert motion(viewed(returned(best), TINY, revision=revision, document_version=version), COMMUNE.key).name == name


def test_no_person_is_named() -> None:
    assert not [private for private in ("Dupont", "Œuvrard", "@") if private in text_of(CASES["tiny-commune"])]


def test_the_same_view_gives_the_same_bytes() -> None:
    assert made(CASES["tiny-commune"]) == made(CASES["tiny-commune"]) != made(CASES["3500"])


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["tiny-commune", "large-epci"])
def test_two_pages_whose_top_right_is_left_to_the_stamp(name: str, tmp_path: Path, libreoffice) -> None:
    source = tmp_path / f"{name}.odt"
    source.write_bytes(made(CASES[name]))
    pdf = libreoffice.to_pdf(source, tmp_path / f"{name}.pdf")
    boxes = subprocess.run(
        [presence.program("pdftotext"), "-bbox", pdf, "-"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    pages = boxes.split("<page ")[1:]
    assert len(pages) == 2
    assert all(">PROJET<" in page or re.search(">P</word>.*>T</word>", page, re.DOTALL) for page in pages)
    words = _corners(pages[0])
    assert len(words) > 100
    assert [word for word in words if word[0] > 13.6 * CM and word[1] < 5 * CM] == []


CM = 72 / 2.54


def _corners(page: str) -> list[tuple[float, float]]:
    """The right end and the top of each word, in points."""
    return [(float(right), float(top)) for top, right in re.findall(r'<word xMin="[\d.]+" yMin="([\d.]+)" xMax="([\d.]+)"', page)]
