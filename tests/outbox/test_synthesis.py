"""The synthesis: one page whatever the answers, which says what the report says."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from forms.answers import Answer, Status
from forms.questionnaire import Questionnaire, Theme
from forms.respondents import Respondent, RespondentKind
from outbox.synthesis import shortened, synthesis
from outbox.view import ComparisonView, GroupView, ProgressRowView, ProgressView, ReportView, SpreadView
from tests.drivers import presence
from tests.outbox.gallery import PORTRAITS
from tests.outbox.samples import best, lines_of, member, mixed, returned, viewed, worst
from tests.outbox.test_motion import CASES, LONG_NAME, REEN, of
from tests.tiny import COMMUNE, TINY

NBSP = "\xa0"
SPREAD = SpreadView(40, 52, 61, "médiane 52 ; la moitié du groupe au moins entre 40 et 61")
GROUP = GroupView("Communes de l’Œuvre " * 9, 12, "12 autres collectivités", SPREAD, "Au-dessous de la médiane.", ())
COMPARED = ComparisonView("3 mars 2026", "Comparaison établie le 3 mars 2026.", (GROUP,), "")
WHOLE = ProgressRowView("Ensemble", 20, 28, "20", "28", "+8")
PROGRESS = ProgressView("Campagne de l’année passée " * 9, "4 mars 2025", "L’indice a progressé.", (WHOLE,))


def lengthened(count: int, questionnaire: Questionnaire = REEN) -> Questionnaire:
    """The same with `count` themes, and words as long as anybody may write them."""
    more = tuple(
        Theme(f"t{place}", f"Thème {place} " * 5, f"Thème numéro {place}", "") for place in range(count - len(questionnaire.themes))
    )
    return replace(
        questionnaire,
        themes=(*questionnaire.themes, *more),
        questions=tuple(replace(each, text=f"{each.text} {'Wagon-citerne œcuménique, ' * 12}") for each in questionnaire.questions),
        recommendations=tuple(
            replace(each, title=f"{each.title} {'autant de mots que possible ' * 12}") for each in questionnaire.recommendations
        ),
    )


def doubtful(question) -> Answer:
    """Provisional: much to verify, yet enough poor and good answers to fill every list."""
    place = REEN.questions.index(next(each for each in REEN.questions if each.id == question.id))
    if question.condition or place % 3:
        return mixed(question) if not place % 2 else worst(question)
    return Answer(question.id, Status.UNKNOWN) if question.allows_unknown else worst(question)


def fullest(themes: int) -> ReportView:
    """Everything a page may have to hold, each part as long as it may be."""
    questionnaire = lengthened(themes)
    view = viewed(returned(doubtful, questionnaire), questionnaire, of(RespondentKind.CA, None, LONG_NAME))
    named = replace(view.campaign, title="Campagne de sobriété numérique " * 4, operator="Syndicat mixte " * 9)
    return replace(view, campaign=named, comparison=COMPARED, progress=PROGRESS)


FULLEST = {"seven-themes": fullest(7), "twelve-themes": fullest(12), "twenty-themes": fullest(20)}
FIRM = replace(FULLEST["twelve-themes"], score=replace(FULLEST["twelve-themes"].score, provisional=""))
ROOMIER = {
    "firm-without-comparison": replace(FIRM, comparison=None),
    "without-progress": replace(FULLEST["twelve-themes"], progress=None),
    "two-actions": replace(FULLEST["twelve-themes"], first_actions=FIRM.first_actions[:2]),
    "nothing-beside-and-no-action": replace(FIRM, comparison=None, progress=None, first_actions=()),
}
"""The same with something less, whose room the practices take."""


def made(view: ReportView) -> bytes:
    return synthesis(view, "01001").content


def lines(view: ReportView) -> list[str]:
    return lines_of(made(view))


def listed(view: ReportView, heading: str) -> list[str]:
    """The lines under `heading`, up to the next heading or table."""
    root = etree.fromstring(member(made(view)).encode())
    start = next(each for each in root.iter("{*}h") if "".join(each.itertext()) == heading)
    return ["".join(p.itertext()) for p in start.getnext().iter("{*}p")]


def test_the_fullest_page_is_provisional_and_lacks_nothing() -> None:
    view = FULLEST["seven-themes"]
    assert view.score.provisional
    assert len(view.first_actions) == 6
    assert len(listed(view, "Points forts")) == len(listed(view, "Ce qui manque ou reste à compléter")) == 3
    assert any(line.startswith("Comparaison.") for line in lines(view))
    assert any(line.startswith("Progression.") for line in lines(view))


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", [*FULLEST, *ROOMIER])
def test_it_is_one_page(name: str, tmp_path: Path, libreoffice) -> None:
    source = tmp_path / f"{name}.odt"
    source.write_bytes(made({**FULLEST, **ROOMIER}[name]))
    pdf = libreoffice.to_pdf(source, tmp_path / f"{name}.pdf")
    printed = subprocess.run([presence.program("pdftotext"), pdf, "-"], capture_output=True, text=True, check=True, timeout=60).stdout
    assert "page 1 / 1" in printed
    assert printed.count("\f") == 1


# What it may serve as ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "population", "title", "article", "to_check"),
    [
        (RespondentKind.COMMUNE, 457, "Synthèse", False, False),
        (RespondentKind.COMMUNE, 3_499, "Synthèse", False, False),
        (RespondentKind.COMMUNE, 3_500, "Note explicative de synthèse", True, False),
        (RespondentKind.COMMUNE, None, "Synthèse", True, True),
        (RespondentKind.CC, 60_000, "Synthèse", True, False),
        (RespondentKind.OTHER, 60_000, "Synthèse", False, False),
    ],
)
def test_only_a_commune_of_3_500_is_told_that_it_is_the_note_explicative(kind, population, title, article, to_check) -> None:
    said = lines(viewed(returned(mixed), TINY, of(kind, population)))
    (usage,) = [line.replace(NBSP, " ") for line in said if "établi le" in line]
    assert said[1] == title
    assert ("L. 2121-12" in usage, "à vérifier" in usage) == (article, to_check)


# What it says --------------------------------------------------------------------------------------------------------------------


def test_strengths_and_lacks_come_from_more_than_one_theme() -> None:
    view = viewed(returned(mixed, REEN), REEN)
    for heading, name in (("Points forts", "done"), ("Ce qui manque ou reste à compléter", "missing")):
        findings = [(theme.number, finding) for theme in view.themes for finding in getattr(theme, name)]
        shown = [number for line in listed(view, heading) for number, finding in findings if line.startswith(finding.text)]
        assert len(shown) == len(set(shown)) == 3


def test_strengths_come_from_the_best_theme_and_lacks_from_the_poorest_first() -> None:
    view = viewed(returned(mixed, REEN), REEN)
    top = max((theme for theme in view.themes if theme.done), key=lambda theme: theme.score.value or 0)
    low = min((theme for theme in view.themes if theme.missing), key=lambda theme: theme.score.value or 0)
    assert listed(view, "Points forts")[0].startswith(top.done[0].text)
    assert listed(view, "Ce qui manque ou reste à compléter")[0].startswith(low.missing[0].text)


def nothing_known(question) -> Answer:
    return Answer(question.id, Status.UNANSWERED)


@pytest.mark.parametrize(
    ("choose", "strengths", "lacks", "actions"),
    [
        (worst, "Aucune pratique évaluée n’est encore en place.", None, "1"),
        (best, None, "Rien de ce qui a été évalué.", "Aucune : tout ce qui a été évalué est en place."),
        (
            nothing_known,
            "Aucune pratique ne peut encore être évaluée.",
            "Rien n’est établi : des réponses restent à vérifier.",
            "Aucune pour l’instant",
        ),
    ],
)
def test_an_empty_list_says_why(choose, strengths: str | None, lacks: str | None, actions: str) -> None:
    view = viewed(returned(choose), TINY)
    said = [line.replace(NBSP, " ") for line in lines(view)]
    assert strengths is None or any(line.startswith(strengths) for line in said)
    assert lacks is None or lacks in said
    assert any(line.startswith(actions) for line in said)


def test_the_six_first_actions_stand_in_the_order_of_the_report() -> None:
    view = viewed(returned(worst, REEN), REEN)
    said = lines(view)
    start = said.index("Effort") + 1
    assert said[start : start + 24 : 4] == ["1", "2", "3", "4", "5", "6"]
    assert said[start + 1 : start + 24 : 4] == [action.title for action in view.first_actions]


def test_priority_and_effort_are_written_alike() -> None:
    told = listed(PORTRAITS["tout-a-faire"].view, "Premières actions proposées")
    assert {"prioritaire", "moyen", "faible"} <= set(told)
    assert "Prioritaire" not in told


def test_what_is_asked_of_the_council_has_it_appoint_nobody() -> None:
    (asked,) = [line for line in lines(FIRM) if line.startswith("Prendre acte")]
    assert "faire désigner un référent" in asked


def practices(view: ReportView) -> list[str]:
    return [line for heading in ("Points forts", "Ce qui manque ou reste à compléter") for line in listed(view, heading)]


def test_a_practice_is_told_to_its_end_where_the_page_has_room() -> None:
    view = PORTRAITS["commune-3500"].view
    whole = [f"{finding.text} {finding.answer}" for theme in view.themes for finding in (*theme.done, *theme.missing)]
    assert [line for line in practices(view) if line not in whole] == []
    assert any(len(line) > 105 for line in practices(view))


def test_on_the_fullest_page_each_practice_keeps_to_one_line() -> None:
    assert all(len(line) <= 106 for line in practices(FULLEST["seven-themes"]))


@pytest.mark.parametrize("name", ROOMIER)
def test_what_a_page_lacks_is_room_for_longer_practices(name: str) -> None:
    assert sum(map(len, practices(ROOMIER[name]))) > sum(map(len, practices(FULLEST["twelve-themes"])))


def beside(view: ReportView) -> list[str]:
    return [line.replace(NBSP, " ") for line in lines(view) if line.startswith(("Comparaison.", "Progression."))]


def test_comparison_and_progress_are_there_only_when_they_can_be_told() -> None:
    plain = viewed(returned(mixed), TINY)
    unevaluated = replace(WHOLE, before_value=None, before="non évalué", difference="–")
    untold = [
        replace(plain, comparison=replace(COMPARED, groups=(), note="Trop peu de réponses.")),
        replace(plain, progress=replace(PROGRESS, rows=())),
        replace(plain, progress=replace(PROGRESS, rows=(unevaluated,))),
    ]
    assert [beside(view) for view in (plain, *untold)] == [[]] * 4


def test_however_long_the_names_the_figures_beside_are_told_to_the_end() -> None:
    compared, progress = beside(FULLEST["seven-themes"])
    assert "… (12 autres collectivités, au 3 mars 2026) : médiane 52 ;" in compared
    assert compared.endswith("entre 40 et 61. Au-dessous de la médiane.")
    assert progress.startswith("Progression. Indice de 20 à 28 (+8) depuis l’évaluation du 4 mars 2025, campagne « Campagne")


def test_who_the_nearest_are_is_told_whole_when_the_page_can_hold_it() -> None:
    group = replace(GROUP, label="Communes de 1 000 à 3 499 habitants – département : Alpes-de-Haute-Provence")
    compared = beside(replace(viewed(returned(mixed)), comparison=replace(COMPARED, groups=(group,))))[0]
    assert compared.startswith(f"Comparaison. {group.label} (12 autres collectivités, au 3 mars 2026) : médiane 52")


@given(st.text(max_size=300), st.integers(10, 120))
def test_what_is_shortened_is_never_too_long_and_says_that_it_goes_on(text: str, most: int) -> None:
    kept = shortened(text, most)
    assert len(kept) <= most
    assert kept == text or kept.endswith("…")


# The document --------------------------------------------------------------------------------------------------------------------


def test_accessible_as_the_rgaa_wants() -> None:
    data = made(CASES["3500"])
    root = etree.fromstring(member(data).encode())
    assert f"<dc:title>Note explicative de synthèse – {CASES['3500'].respondent.name}" in member(data, "meta.xml")
    assert "<dc:language>fr-FR</dc:language>" in member(data, "meta.xml")
    assert [bool(drawing.findtext("{*}title") and drawing.findtext("{*}desc")) for drawing in root.iter("{*}g")] == [True]
    headed = [table for table in root.iter("{*}table") if table.find("{*}table-header-rows") is not None]
    assert len(headed) == len(list(root.iter("{*}table"))) - 1  # the panel of the letter is a layout
    levels = [int(heading.get("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}outline-level")) for heading in root.iter("{*}h")]
    assert levels == [1, 2, 2, 2, 2]


@pytest.mark.parametrize("themes", [1, 7, 12, 13])
def test_the_drawing_tells_every_theme_or_the_whole(themes: int) -> None:
    questionnaire = replace(TINY, themes=(*TINY.themes, *(Theme(f"t{n}", f"Thème {n}", f"Thème {n}", "") for n in range(11))))
    view = viewed(returned(mixed, questionnaire), questionnaire)
    view = replace(view, themes=view.themes[:themes])
    (told,) = [line for line in lines(view) if "tableau du rapport" in line]
    assert told.startswith("Ensemble") == (themes > 12)
    assert themes > 12 or all(theme.short_title in told for theme in view.themes)


def test_its_name_is_short_and_ascii() -> None:
    assert synthesis(viewed(returned(best), TINY, revision=2), COMMUNE.key).name == "synthese-01001-v2.odt"


def test_a_respondent_of_whom_little_is_known_still_gets_one() -> None:
    bare = Respondent(RespondentKind.OTHER, "Régie", None, "200000172")
    assert "À l’attention des membres de l’assemblée délibérante." in " ".join(lines(viewed(returned(mixed), TINY, bare)))
