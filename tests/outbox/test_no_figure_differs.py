"""One view, one set of figures: each document is read back for what it tells, and no two may tell otherwise."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace

import pytest
from lxml import etree

from tests.outbox.gallery import PORTRAITS, Portrait, dashboard_of, sheets_of
from tests.outbox.samples import lines_of, member

NBSP = "\N{NO-BREAK SPACE}"
NAMES = [name for name in PORTRAITS if name != "cent-conseils"]
COUNCIL = ("rapport", "synthese", "deliberation")
Fact = tuple[str, str]
"""What is told of what: (« ensemble », « indice »), (a theme, « au mieux »), (« actions », « 3 »)."""
Told = Iterator[tuple[Fact, object]]
STATUTES = r"n° \d{4}-\d+ du \d+ \w+ \d{4}|(?:articles? )?[LDR]\. [\d-]+|article 35|50 000|3 500|Article \d\."
"""Numbers of texts and thresholds, which no assessment changes."""


# What each document tells ----------------------------------------------------------------------------------------------------------


def _tables(data: bytes) -> Iterator[list[list[str]]]:
    """The rows of each table of an ODT, cell by cell."""
    for table in etree.fromstring(member(data).encode()).iter("{*}table"):
        yield [[_cell(cell) for cell in row.iterfind("{*}table-cell")] for row in table.iter("{*}table-row")]


def _cell(cell: etree._Element) -> str:
    return " ".join("".join(each.itertext()) for each in cell.iterfind("{*}p")).replace(NBSP, " ")


def _rows(data: bytes, *headings: str) -> Iterator[list[str]]:
    """The rows, headings left out, of the tables whose first row has the `headings`."""
    for first, *rows in _tables(data):
        if set(headings) <= set(first):
            yield from rows


def _lines(data: bytes) -> list[str]:
    return [line.replace(NBSP, " ") for part in ("content.xml", "styles.xml") for line in lines_of(data, part)]


def _whole(text: str) -> Told:
    """« 46 sur 100 », « lettre D » just after, and how many practices, actions and doubts."""
    for index in re.findall(r"(\d+) sur 100", text):
        yield ("ensemble", "indice"), int(index)
    for what, pattern in _COUNTS.items():
        for count in re.findall(pattern, text):
            yield (what, "nombre"), int(count)


_COUNTS = {
    "pratiques": r"(\d+) pratiques? sur",
    "actions": r"(\d+) actions? (?:est|sont) proposée",
    "doutes": r"(\d+) réponses? restent? à vérifier",
}


def _bound(data: bytes) -> Told:
    """What ties a paper to its assessment."""
    text = "\n".join(_lines(data))
    for fingerprint in re.findall(r"(?:[0-9a-f]{8} ){7}[0-9a-f]{8}", text):
        yield ("empreinte", ""), fingerprint
    for day, version in re.findall(r"(?:établi le|Évaluation du) (\d+\w* \w+ \d{4}), (version \d+)", text):
        yield ("date", ""), day
        yield ("version", ""), version


def _beside(data: bytes) -> Told:
    """What the respondent is set beside: the first group, and the whole of the year before."""
    text = "\n".join(_lines(data))
    for median, low, high in re.findall(r"médiane (\d+) ; la moitié du groupe au moins entre (\d+) et (\d+)", text)[:1]:
        yield ("groupe", "quartiles"), (low, median, high)
    for row in list(_rows(data, "Groupe", "Médiane"))[:1]:
        yield ("groupe", "quartiles"), tuple(row[2:5])
    for before, after, way in re.findall(r"Indice de (\d+) à (\d+) \(([+−]\d+)\)", text):
        yield ("progression", "ensemble"), (before, after, way)
    for same in re.findall(r"Indice inchangé : (\d+) depuis", text):
        yield ("progression", "ensemble"), (same, same, "0")
    for title, now, *_, before, way in _rows(data, "Campagne précédente", "Écart"):
        if title == "Ensemble":
            yield ("progression", "ensemble"), (before, now, way)


def _report(portrait: Portrait, data: bytes) -> Told:
    yield from _whole("\n".join(_lines(data)))
    yield from (*_bound(data), *_beside(data))
    short = {theme.title: theme.short_title for theme in portrait.view.themes} | {"Ensemble": "ensemble"}
    for title, index, letter, points, best, *_ in _rows(data, "Thème", "Au mieux"):
        if index.isdigit():
            yield (short[title], "indice"), int(index)
            yield (short[title], "lettre"), letter
            yield (short[title], "au mieux"), int(best)
            yield (short[title], "points"), points
    actions = list(_actions(data, [each.title for each in portrait.view.advisor_actions]))
    yield ("actions", "nombre"), len(actions)
    for rank, title in actions:
        yield ("actions", rank), title[:60]
    yield ("doutes", "nombre"), len(list(_rows(data, "Question", "En jeu")))


def _actions(data: bytes, own: Collection[str]) -> Iterator[tuple[str, str]]:
    """The rank and title of every action that is listed, but for the advisor's `own`."""
    for rank, said in _rows(data, "Action, priorité et effort"):
        if rank:
            yield rank, said.partition(" – ")[0]
    for line in _lines(data):
        if re.match(r"Détaillées plus haut :|Conseil de votre opérateur.*, détaillé plus haut :", line):
            named = line.partition(" plus haut : ")[2].removesuffix(".").split(" ; ")
            pairs = (re.fullmatch(r"(.+) \((\d+)\)", each) for each in named)
            yield from ((pair[2], pair[1]) for pair in pairs if pair and pair[1] not in own)


def _synthesis(portrait: Portrait, data: bytes) -> Told:
    lines = _lines(data)
    yield from (*_whole("\n".join(lines)), *_bound(data), *_beside(data))
    yield ("ensemble", "lettre"), lines[next(place for place, line in enumerate(lines) if line.endswith("sur 100")) - 1]
    (drawn,) = [line for line in lines if line.endswith("Le tableau du rapport donne les mêmes nombres.")]
    for theme in portrait.view.themes:
        known = re.search(rf"{theme.short_title} : (\d+)(?: à (\d+))?", drawn)
        if known:
            yield (theme.short_title, "indice"), int(known[1])
            yield (theme.short_title, "au mieux"), int(known[2] or known[1])
    for rank, title, *_ in _rows(data, "Action", "Effort"):
        yield ("actions", rank), title[:60]


def _motion(portrait: Portrait, data: bytes) -> Told:
    del portrait
    text = "\n".join(_lines(data))
    yield from (*_whole(text), *_bound(data))
    for letter in re.findall(r"sur 100 \(lettre (\w)\)", text):
        yield ("ensemble", "lettre"), letter
    for best, letter in re.findall(r"au plus à (\d+) \(lettre (\w)\)", text):
        yield ("ensemble", "au mieux"), int(best)
        yield ("ensemble", "lettre au mieux"), letter
    for rank, title in enumerate(re.findall(r"□ (.+) \((?:prioritaire|nécessaire|recommandé), effort", text), 1):
        yield ("actions", str(rank)), title[:60]


def _receipt(portrait: Portrait, data: bytes) -> Told:
    del portrait
    text = "\n".join(_lines(data))
    yield from _whole(text)
    yield ("ensemble", "lettre"), re.findall(r"sur 100, lettre (\w)\.", text)[0]
    left = re.findall(r"… et (\d+) autres? points?", text)
    told = len(re.findall(r"^Question \d+ : (?!.*Avant :)", text, re.MULTILINE))
    yield ("doutes", "nombre"), told + sum(map(int, left))


def _sheets(portrait: Portrait) -> Told:
    sheets = {
        each.name: [dict(zip((c.heading for c in each.columns), row, strict=True)) for row in each.rows] for each in sheets_of(portrait)
    }
    (result,) = sheets["Résultats"]
    yield ("empreinte", ""), result["Empreinte"]
    yield ("ensemble", "lettre au mieux"), result["Lettre au mieux"]
    yield ("doutes", "nombre"), result["Réponses à vérifier"]
    yield ("actions", "nombre"), result["Actions proposées"]
    short = {theme.title: theme.short_title for theme in portrait.view.themes}
    for name, row in [("ensemble", result), *((short[str(each["Thème"])], each) for each in sheets["Thèmes"])]:
        if isinstance(row["Indice"], int):
            yield (name, "indice"), row["Indice"]
            yield (name, "lettre"), row["Lettre"]
            yield (name, "au mieux"), row["Indice au mieux"]
            yield (name, "points"), f"{row['Points obtenus']} / {row['Points possibles']}"
    for row in sheets["Actions"]:
        yield ("actions", str(row["Rang"])), str(row["Action"])[:60]


def _dashboard(portrait: Portrait) -> Told:
    page = html.unescape(dashboard_of(portrait).decode()).replace(NBSP, " ")
    letter, index, best = re.findall(r'<td class="letter">(\w)</td><td class="number">(\d+)</td><td class="number">(\d+)</td>', page)[0]
    yield ("ensemble", "lettre"), letter
    yield ("ensemble", "indice"), int(index)
    yield ("ensemble", "au mieux"), int(best)
    for theme in portrait.view.themes:
        (row,) = re.findall(rf'<th scope="row">{re.escape(theme.title)}</th>((?:<td[^>]*>[^<]*</td>)+)', page)
        count, mean, _, median, _ = re.findall(r">([^<]*)</td>", row)
        if count == "1":
            assert mean == f"{median},0"
            yield (theme.short_title, "indice"), int(median)


def told_by(portrait: Portrait) -> dict[Fact, dict[str, set[object]]]:
    """For each fact, what each document says of it."""
    documents = {kind: each.content for kind, each in portrait.documents().items()}
    readers = {"rapport": _report, "synthese": _synthesis, "deliberation": _motion, "recu": _receipt}
    said = [(kind, each) for kind, read in readers.items() for each in read(portrait, documents[kind])]
    said += [("tableur", each) for each in _sheets(portrait)] + [("tableau de bord", each) for each in _dashboard(portrait)]
    found: dict[Fact, dict[str, set[object]]] = defaultdict(lambda: defaultdict(set))
    for kind, (fact, value) in said:
        found[fact][kind].add(value)
    return found


# What must hold ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_differs_between_any_two_documents(name: str) -> None:
    found = told_by(PORTRAITS[name])
    assert {fact: dict(said) for fact, said in found.items() if len(set.union(*said.values())) > 1} == {}


@pytest.mark.parametrize("name", NAMES)
def test_each_document_tells_what_it_is_for(name: str) -> None:
    """Otherwise nothing would differ because nothing is read."""
    view, found = PORTRAITS[name].view, told_by(PORTRAITS[name])
    everywhere = {*COUNCIL, "recu", "tableur", "tableau de bord"}
    assert set(found["ensemble", "indice"]) == set(found["ensemble", "lettre"]) == everywhere
    assert found["ensemble", "indice"]["rapport"] == {view.score.value}
    assert set(found["empreinte", ""]) == {*COUNCIL, "tableur"}
    assert set(found["date", ""]) == set(found["version", ""]) == set(COUNCIL)
    for theme in view.themes:
        told = {"rapport", "synthese", "tableur", "tableau de bord"} if theme.score.is_evaluated else set()
        assert set(found[theme.short_title, "indice"]) == told
    for action in view.first_actions:
        assert set(found["actions", str(action.rank)]) == {*COUNCIL, "tableur"}
    assert set(found["groupe", "quartiles"]) == ({"rapport", "synthese"} if view.comparison and view.comparison.groups else set())
    assert set(found["progression", "ensemble"]) == ({"rapport", "synthese"} if view.progress else set())


def test_a_document_made_of_another_result_would_be_told() -> None:
    """The reading above is not blind: with another index in the view, the dashboard no longer agrees with the papers."""
    portrait = PORTRAITS["commune-87"]
    score = replace(portrait.view.score, value=73, index="73", letter="C")
    found = told_by(replace(portrait, view=replace(portrait.view, score=score)))
    told = {kind: index for kind, (index,) in found["ensemble", "indice"].items()}
    assert told == {**dict.fromkeys((*COUNCIL, "recu", "tableur"), 73), "tableau de bord": 39}


@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_in_the_shorter_documents_that_is_not_in_the_report(name: str) -> None:
    portrait = PORTRAITS[name]
    numbers = {kind: _numbers(document.content) for kind, document in portrait.documents().items()}
    whole = numbers["rapport"] | {str(len(portrait.view.themes))}
    for kind in ("synthese", "deliberation"):
        assert numbers[kind] - whole == set(), kind


def _numbers(data: bytes) -> set[str]:
    return set(re.findall(r"\d+(?: \d{3})*", re.sub(STATUTES, "", "\n".join(_lines(data)))))
