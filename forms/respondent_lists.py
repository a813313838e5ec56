"""Lists of respondents, from the spreadsheet or CSV file an advisor keeps.

Everything wrong is told at once, line by line as the spreadsheet numbers them; a list with one bad line gives no respondents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from forms.french import NBSP, plural, without_accents
from forms.respondent_tables import Row, Table, refused, rows_of
from forms.respondents import KIND_LABELS, Respondent, RespondentKind, is_insee, is_siren

_COLUMNS = {
    "insee": ("code insee", "insee", "code insee commune", "code commune", "code officiel geographique", "cog", "codgeo"),
    "siren": ("siren", "numero siren", "no siren", "n siren", "code siren"),
    "name": (
        "nom", "commune", "collectivite", "nom de la commune", "nom commune", "nom de la collectivite", "nom collectivite",
        "libelle", "libgeo", "denomination", "raison sociale", "name",
    ),
    "kind": ("type", "nature", "type de collectivite", "nature de la collectivite", "nature juridique", "categorie", "kind"),
    "population": ("population", "population municipale", "population totale", "pop", "habitants", "nombre d habitants"),
    "department": ("departement", "nom du departement", "nom departement", "dep", "department"),
    "region": ("region", "nom de la region", "nom region", "reg"),
    "epci": ("epci", "intercommunalite", "nom de l epci", "nom epci", "groupement"),
}  # fmt: skip
_COLUMN_OF = {header: column for column, headers in _COLUMNS.items() for header in headers}
_LAST_HEADER_ROW = 20
"""A title or a note may stand above the headers, not a whole page."""
_ENOUGH_TO_BE_HEADERS = 2

_KIND_WORDS = {
    RespondentKind.COMMUNE: ("commune", "mairie", "ville", "commune nouvelle"),
    RespondentKind.CC: ("cc", "communaute de communes"),
    RespondentKind.CA: ("ca", "communaute d agglomeration"),
    RespondentKind.CU: ("cu", "communaute urbaine"),
    RespondentKind.METROPOLE: ("metropole",),
    RespondentKind.OTHER_EPCI: (
        "epci", "autre epci", "autre etablissement de cooperation intercommunale", "syndicat", "syndicat intercommunal",
        "syndicat mixte", "sivu", "sivom",
    ),
    RespondentKind.OTHER: ("autre", "autre organisme"),
}  # fmt: skip
_KIND_OF = {word: kind for kind, words in _KIND_WORDS.items() for word in words}

_LONGEST_TEXT = 120
_SIRET_LENGTH = 14
_POPULATION = re.compile(r"[0-9]{1,8}|[0-9]{1,3}(?: [0-9]{3}){1,2}")


@dataclass(frozen=True, slots=True)
class _Line:
    """One respondent as typed: its line number and its cells by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(slots=True)
class _Problems:
    """What is wrong with the list, by line."""

    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, reason: str) -> None:
        self.found.append((line, reason))

    def sentences(self) -> Iterator[str]:
        return (f"Ligne{NBSP}{line} : {reason}" for line, reason in sorted(self.found, key=lambda each: each[0]))


def parse_respondents(data: bytes, name: str) -> tuple[Respondent, ...]:
    """The respondents listed in `data` (CSV, ODS or XLSX, told by content), in order; `name` is the file's, for messages.

    CSV may be in UTF-8, UTF-16 with its mark, or Windows-1252, separated by semicolons, commas or tabs. Columns are recognised
    whatever their order, case and accents; unknown ones are ignored; without a type, a line with an INSEE code is a commune. At most
    5 MB and 20 000 lines. Raises `RespondentListError` naming every line that is wrong.
    """
    columns, rows = max((_with_headers(table) for table in rows_of(data, name)), key=lambda found: len(found[0]), default=((), ()))
    column_problems = list(_column_problems([column for _, column in columns]))
    if column_problems:
        raise refused(name, *column_problems)
    lines = [line for line in (_line(row, columns) for row in rows) if line]
    if not lines:
        raise refused(name, "La liste ne contient aucune collectivité sous la ligne des titres.")
    return _respondents(lines, name)


# Columns -------------------------------------------------------------------------------------------------------------------------


def _with_headers(rows: Table) -> tuple[tuple[tuple[int, str], ...], Table]:
    """The columns recognised in the first row that looks like headers, as (place, column), and the rows below it."""
    for place, row in enumerate(rows[:_LAST_HEADER_ROW]):
        columns = _columns(row)
        if len(columns) >= _ENOUGH_TO_BE_HEADERS:
            return columns, rows[place + 1 :]
    return (), ()


def _columns(row: Row) -> tuple[tuple[int, str], ...]:
    named = ((place, _COLUMN_OF.get(_key(cell))) for place, cell in enumerate(row.cells))
    return tuple((place, column) for place, column in named if column)


def _column_problems(found: list[str]) -> Iterator[str]:
    if "name" not in found:
        yield "Il manque une colonne intitulée « Nom »."
    if "insee" not in found and "siren" not in found:
        yield "Il manque une colonne intitulée « Code INSEE » (pour des communes) ou « SIREN » (pour des groupements)."
    for column, headers in _COLUMNS.items():
        if found.count(column) > 1:
            yield f"Plusieurs colonnes donnent la même information que « {headers[0].capitalize()} ». Gardez-en une seule."


def _line(row: Row, columns: Iterable[tuple[int, str]]) -> _Line | None:
    """The row as a line, or None when nothing stands in the columns we read."""
    cells = {column: _tidy(row.cells[place]) for place, column in columns if place < len(row.cells)}
    return _Line(row.number, cells) if any(cells.values()) else None


# Lines ---------------------------------------------------------------------------------------------------------------------------


def _respondents(lines: list[_Line], name: str) -> tuple[Respondent, ...]:
    problems = _Problems()
    respondents = [respondent for line in lines if (respondent := _respondent(line, problems))]
    _find_duplicates(lines, "insee", "code INSEE", problems)
    _find_duplicates(lines, "siren", "SIREN", problems)
    if problems.found:
        raise refused(name, *problems.sentences())
    return tuple(respondents)


def _respondent(line: _Line, problems: _Problems) -> Respondent | None:
    """The respondent of a line, or None, every reason told."""
    before = len(problems.found)
    kind = _kind(line, problems)
    for reason in (*_name_reasons(line), *_code_reasons(line, kind), *_population_reasons(line["population"])):
        problems.add(line.number, reason)
    if kind is None or len(problems.found) > before:
        return None
    return Respondent(
        kind=kind,
        name=line["name"],
        insee=_code(line["insee"]) or None,
        siren=_code(line["siren"]) or None,
        population=int(line["population"].replace(" ", "")) if line["population"] else None,
        department=line["department"],
        region=line["region"],
        epci=line["epci"],
    )


def _kind(line: _Line, problems: _Problems) -> RespondentKind | None:
    """The kind as typed; when none is, an INSEE code tells a commune, for nothing else bears one."""
    typed = line["kind"]
    if not typed and line["insee"]:
        return RespondentKind.COMMUNE
    kind = _KIND_OF.get(_key(typed))
    if kind is None:
        accepted = ", ".join(f"{each.value} ({KIND_LABELS[each]})" for each in RespondentKind)
        found = f"le type « {typed} » est inconnu" if typed else "le type manque"
        problems.add(line.number, f"{found}. Types acceptés : {accepted}.")
    return kind


def _name_reasons(line: _Line) -> Iterator[str]:
    if not line["name"]:
        yield "le nom manque."
    for column in ("name", "department", "region", "epci"):
        if len(line[column]) > _LONGEST_TEXT:
            yield f"« {line[column][:30]}… » dépasse {plural(_LONGEST_TEXT, 'signe')}."


def _code_reasons(line: _Line, kind: RespondentKind | None) -> Iterator[str]:
    insee, siren = _code(line["insee"]), _code(line["siren"])
    if not insee and not siren:
        yield "il faut un code INSEE ou un SIREN."
    elif kind is RespondentKind.COMMUNE and not insee:
        yield "une commune se reconnaît à son code INSEE, qui manque."
    elif insee and kind not in (RespondentKind.COMMUNE, None):
        yield f"seules les communes ont un code INSEE ; « {insee} » est donné pour le type « {KIND_LABELS[kind]} »."
    if insee and not is_insee(insee):
        yield _insee_reason(insee)
    if siren and not is_siren(siren):
        yield _siren_reason(siren)


def _insee_reason(code: str) -> str:
    padded = code.zfill(5)
    if len(code) == 4 and is_insee(padded):
        return f"le code INSEE « {code} » n’a que quatre caractères ; il manque sans doute un zéro au début : « {padded} »."
    if len(code) == 5:
        return f"« {code} » n’est le code INSEE d’aucune commune : cinq chiffres, ou 2A et 2B en Corse, d’un département qui existe."
    return f"« {code} » n’est pas un code INSEE : cinq caractères sont attendus, par exemple « 01001 » ou « 2A004 »."


def _siren_reason(code: str) -> str:
    if len(code) == _SIRET_LENGTH and is_siren(code[:9]):
        return f"« {code} » est un SIRET ; le SIREN en est le début : « {code[:9]} »."
    if len(code) == 9 and code.isascii() and code.isdigit():
        return f"le SIREN « {code} » contient une erreur : sa clé de contrôle est fausse."
    return f"« {code} » n’est pas un SIREN : neuf chiffres sont attendus."


def _population_reasons(text: str) -> Iterator[str]:
    if text and not _POPULATION.fullmatch(text):
        yield f"la population « {text} » n’est pas un nombre entier d’habitants."


def _find_duplicates(lines: list[_Line], column: str, label: str, problems: _Problems) -> None:
    first: dict[str, int] = {}
    for line in lines:
        code = _code(line[column])
        if code and first.setdefault(code, line.number) != line.number:
            problems.add(line.number, f"le {label} « {code} » figure déjà à la ligne{NBSP}{first[code]}.")


# Cells ---------------------------------------------------------------------------------------------------------------------------


def _key(text: str) -> str:
    """`text` as compared: lower case, no accent, words apart by one space (« Type d’EPCI » → « type d epci »)."""
    return re.sub(r"[^a-z0-9]+", " ", without_accents(text).lower()).strip()


def _code(text: str) -> str:
    return text.replace(" ", "").upper()


def _tidy(text: str) -> str:
    """`text` in NFC on one line, single ordinary spaces, nothing invisible."""
    return " ".join(unicodedata.normalize("NFC", "".join(map(_visible, text))).split())


def _visible(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in {"Cc", "Cf", "Cs"} else letter
