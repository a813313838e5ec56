"""An advisor's list is read as kept, and everything wrong is told line by line."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from forms.errors import RespondentListError
from forms.respondent_lists import parse_respondents
from forms.respondents import Respondent, RespondentKind

HEADERS = "Code INSEE;SIREN;Nom;Type;Population;Département;Région;EPCI"
ABERGEMENT = "01001;210100012;L’Abergement-Clémenciat;commune;779;Ain;Auvergne-Rhône-Alpes;CC de la Dombes"
DOMBES = ";200069193;CC de la Dombes;cc;38 500;Ain;Auvergne-Rhône-Alpes;"


def csv_of(*lines: str, headers: str = HEADERS) -> bytes:
    return "\r\n".join([headers, *lines]).encode()


def parse(*lines: str, headers: str = HEADERS) -> tuple[Respondent, ...]:
    return parse_respondents(csv_of(*lines, headers=headers), "liste.csv")


def problems_of(data: bytes) -> list[str]:
    with pytest.raises(RespondentListError) as refusal:
        parse_respondents(data, "liste.csv")
    return [problem.replace("\xa0", " ") for problem in refusal.value.problems]


def ods(*rows: tuple[object, ...], blank_rows_after: int = 0, sheets_before: int = 0) -> bytes:
    """A real ODS: numbers as float cells, text as strings, an optional tail of repeated blank rows as LibreOffice writes."""
    document = OpenDocumentSpreadsheet()
    for place in range(sheets_before):
        document.spreadsheet.addElement(Table(name=f"Notes {place}"))
    sheet = Table(name="Liste")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(_cell(value))
        sheet.addElement(line)
    if blank_rows_after:
        tail = TableRow(numberrowsrepeated=blank_rows_after)
        tail.addElement(TableCell(numbercolumnsrepeated=1024))
        sheet.addElement(tail)
    document.spreadsheet.addElement(sheet)
    stream = io.BytesIO()
    document.write(stream)
    return stream.getvalue()


def _cell(value: object) -> TableCell:
    number = isinstance(value, int | float)
    cell = TableCell(valuetype="float", value=str(value)) if number else TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def test_a_commune_and_a_grouping_are_read_whole() -> None:
    assert parse(ABERGEMENT, DOMBES) == (
        Respondent(
            RespondentKind.COMMUNE, "L’Abergement-Clémenciat", "01001", "210100012", 779, "Ain", "Auvergne-Rhône-Alpes", "CC de la Dombes"
        ),
        Respondent(RespondentKind.CC, "CC de la Dombes", None, "200069193", 38500, "Ain", "Auvergne-Rhône-Alpes", ""),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_usual_encoding_gives_the_same_list(encoding: str) -> None:
    text = csv_of(ABERGEMENT.replace("’", "'"), DOMBES).decode()
    assert parse_respondents(text.encode(encoding), "liste.csv") == parse(ABERGEMENT.replace("’", "'"), DOMBES)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_usual_separator_gives_the_same_list(separator: str) -> None:
    assert parse_respondents(csv_of(ABERGEMENT, DOMBES).replace(b";", separator.encode()), "l.csv") == parse(ABERGEMENT, DOMBES)


@pytest.mark.parametrize(
    "headers",
    [
        "insee;nom",
        "CODE INSEE;NOM",
        "code_insee;Commune",
        "Code  Insee ;Nom de la commune",
        "CodGeo;LibGeo",
        "Code officiel géographique;Collectivité",
    ],
)
def test_headers_are_recognised_whatever_their_case_accents_and_usual_names(headers: str) -> None:
    assert parse("01001;Test", headers=headers) == (Respondent(RespondentKind.COMMUNE, "Test", "01001"),)


def test_unknown_columns_are_ignored_and_order_does_not_matter() -> None:
    assert parse("x;Test;;01001", headers="Maire;Nom;Téléphone;INSEE") == (Respondent(RespondentKind.COMMUNE, "Test", "01001"),)


def test_a_line_may_stop_before_the_last_columns() -> None:
    assert parse("01001;;Test")[0] == Respondent(RespondentKind.COMMUNE, "Test", "01001")


def test_a_title_above_the_headers_and_blank_lines_do_not_shift_line_numbers() -> None:
    data = b"Campagne 2026;;\r\n\r\nINSEE;Nom;Population\r\n01001;Un;1\r\n\r\n01002;Deux;beaucoup\r\n"
    assert problems_of(data) == ["Ligne 6 : la population « beaucoup » n’est pas un nombre entier d’habitants."]


def test_a_cell_on_two_lines_counts_for_one_row_as_in_the_spreadsheet() -> None:
    assert problems_of(csv_of('01001;"Un\r\nDeux"', "99999;Trois", headers="INSEE;Nom"))[0].startswith("Ligne 3 : ")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Commune", RespondentKind.COMMUNE),
        ("CC", RespondentKind.CC),
        ("Communauté de communes", RespondentKind.CC),
        ("Communauté d'agglomération", RespondentKind.CA),
        ("communauté d’agglomération", RespondentKind.CA),
        ("CU", RespondentKind.CU),
        ("Métropole", RespondentKind.METROPOLE),
        ("Syndicat mixte", RespondentKind.OTHER_EPCI),
        ("autre", RespondentKind.OTHER),
    ],
)
def test_types_are_recognised_by_code_or_by_name(typed: str, kind: RespondentKind) -> None:
    code = "01001" if kind is RespondentKind.COMMUNE else ""
    assert parse(f"{code};210100012;Test;{typed}", headers="INSEE;SIREN;Nom;Type")[0].kind is kind


@pytest.mark.parametrize("typed", ["1234", "1 234", "1\u202f234", "1\xa0234"])
def test_populations_may_be_typed_with_spaces(typed: str) -> None:
    assert parse(f"01001;Test;{typed}", headers="INSEE;Nom;Population")[0].population == 1234


def test_an_unknown_population_is_none_and_a_ruined_village_has_none_living_there() -> None:
    assert [each.population for each in parse("01001;A;", "55039;B;0", headers="INSEE;Nom;Population")] == [None, 0]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1001;;Test;commune;", "le code INSEE « 1001 » n’a que quatre caractères ; il manque sans doute un zéro au début : « 01001 »."),
        ("010;;Test;commune;", "« 010 » n’est pas un code INSEE : cinq caractères sont attendus, par exemple « 01001 » ou « 2A004 »."),
        (
            "99001;;Test;commune;",
            "« 99001 » n’est le code INSEE d’aucune commune : cinq chiffres, ou 2A et 2B en Corse, d’un département qui existe.",
        ),
        (
            "01O04;;Test;commune;",
            "« 01O04 » n’est le code INSEE d’aucune commune : cinq chiffres, ou 2A et 2B en Corse, d’un département qui existe.",
        ),
        ("01001;210100013;Test;commune;", "le SIREN « 210100013 » contient une erreur : sa clé de contrôle est fausse."),
        ("01001;21010001200016;Test;commune;", "« 21010001200016 » est un SIRET ; le SIREN en est le début : « 210100012 »."),
        ("01001;2101;Test;commune;", "« 2101 » n’est pas un SIREN : neuf chiffres sont attendus."),
        ("01001;;;commune;", "le nom manque."),
        (f"01001;;{'a' * 121};commune;", f"« {'a' * 30}… » dépasse 120 signes."),
        ("01001;;Test;commune;-5", "la population « -5 » n’est pas un nombre entier d’habitants."),
        ("01001;;Test;commune;12,5", "la population « 12,5 » n’est pas un nombre entier d’habitants."),
        (";;Test;cc;", "il faut un code INSEE ou un SIREN."),
        (";210100012;Test;commune;", "une commune se reconnaît à son code INSEE, qui manque."),
        (
            "01001;210100012;Test;cc;",
            "seules les communes ont un code INSEE ; « 01001 » est donné pour le type « communauté de communes ».",
        ),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(line: str, reason: str) -> None:
    assert problems_of(csv_of(line, headers="INSEE;SIREN;Nom;Type;Population")) == [f"Ligne 2 : {reason}"]


def test_an_unknown_type_lists_the_accepted_ones() -> None:
    (problem,) = problems_of(csv_of("01001;Test;village", headers="INSEE;Nom;Type"))
    assert problem.startswith(
        "Ligne 2 : le type « village » est inconnu. Types acceptés : commune (commune), cc (communauté de communes), ca"
    )


def test_every_bad_line_is_told_at_once_in_order_each_with_every_reason() -> None:
    told = problems_of(csv_of("1001;Un;a lot", "01002;Deux;2", "01003;;3", headers="INSEE;Nom;Population"))
    assert [problem[:9] for problem in told] == ["Ligne 2 :", "Ligne 2 :", "Ligne 4 :"]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("01001;;Autre", "Ligne 3 : le code INSEE « 01001 » figure déjà à la ligne 2."),
        ("01002;210100012;Autre", "Ligne 3 : le SIREN « 210100012 » figure déjà à la ligne 2."),
        ("2a004;;Autre", None),
    ],
)
def test_a_code_stands_on_one_line_only(second: str, told: str | None) -> None:
    data = csv_of("01001;210100012;Test", second, headers="INSEE;SIREN;Nom")
    assert problems_of(data) == [told] if told else len(parse_respondents(data, "l.csv")) == 2


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ("INSEE;Téléphone;Type", "Il manque une colonne intitulée « Nom »."),
        ("Nom;Type;Population", "Il manque une colonne intitulée « Code INSEE » (pour des communes) ou « SIREN » (pour des groupements)."),
        (
            "INSEE;Nom;Population municipale;Population totale",
            "Plusieurs colonnes donnent la même information que « Population ». Gardez-en une seule.",
        ),
    ],
)
def test_missing_or_repeated_columns_are_named(headers: str, told: str) -> None:
    assert problems_of(csv_of("01001;x;y;z", headers=headers)) == [told]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Le fichier est vide."),
        (b" \r\n", "Le fichier est vide."),
        (csv_of(), "La liste ne contient aucune collectivité sous la ligne des titres."),
        (csv_of(";;;;;;;"), "La liste ne contient aucune collectivité sous la ligne des titres."),
        (b"x" * 5_000_001, "Le fichier dépasse 5 Mo. Ne gardez que les colonnes utiles."),
        (b"INSEE;Nom\n" + b"01001;A\n" * 20_001, "La liste dépasse 20 000 lignes. Partagez-la en plusieurs campagnes."),
        (b"PK\x03\x04 coupe", "Le classeur ne s’ouvre pas : il est endommagé ou protégé par un mot de passe."),
        (
            b"\x89PNG\r\n\0\0\0",
            "Le fichier n’est ni un tableur (ODS, XLSX) ni un fichier CSV lisible. Enregistrez la liste au format ODS ou CSV.",
        ),
    ],
    ids=["empty", "blank", "headers-only", "blank-lines", "large", "long", "cut-zip", "picture"],
)
def test_a_file_that_is_no_list_is_refused(data: bytes, told: str) -> None:
    assert problems_of(data) == [told]


def archive_of(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_", "."), text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (archive_of(content_xml="<pas-un-tableur"), "Le classeur ne s’ouvre pas : il est endommagé ou protégé par un mot de passe."),
        (
            archive_of(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "Le classeur ne s’ouvre pas : il est endommagé ou protégé par un mot de passe.",
        ),
        (
            b"INSEE;Nom\r\n01001;" + b'"' + b"a" * 140_000,
            "Le fichier n’est ni un tableur (ODS, XLSX) ni un fichier CSV lisible. Enregistrez la liste au format ODS ou CSV.",
        ),
        (
            b"INSEE;Nom\r\n01001;\x81\x8d",
            "Le fichier n’est ni un tableur (ODS, XLSX) ni un fichier CSV lisible. Enregistrez la liste au format ODS ou CSV.",
        ),
    ],
    ids=["not-xml", "no-content", "endless-quote", "no-encoding"],
)
def test_a_file_that_looks_like_a_list_and_is_none_is_refused(data: bytes, told: str) -> None:
    assert problems_of(data) == [told]


def test_a_date_in_a_cell_we_do_not_expect_it_in_is_told_not_fatal() -> None:
    document = OpenDocumentSpreadsheet()
    sheet = Table(name="Liste")
    for cells in (("INSEE", "Nom", "Population"), ("01001", "Test", None)):
        row = TableRow()
        for value in cells:
            row.addElement(_cell(value) if value else TableCell(valuetype="date", datevalue="2026-03-03"))
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    stream = io.BytesIO()
    document.write(stream)
    assert problems_of(stream.getvalue()) == ["Ligne 2 : la population « 2026-03-03 » n’est pas un nombre entier d’habitants."]


def test_a_workbook_that_inflates_without_end_is_refused_unopened() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b" " * 200_000_001)
    assert problems_of(stream.getvalue()) == ["Le classeur est trop volumineux une fois ouvert. Ne gardez que la feuille utile."]


def test_a_spreadsheet_is_read_like_a_csv_numbers_included() -> None:
    data = ods(("Code INSEE", "SIREN", "Nom", "Population"), ("01001", 210100012, "L’Abergement-Clémenciat", 779.0))
    assert parse_respondents(data, "liste.ods") == (
        Respondent(RespondentKind.COMMUNE, "L’Abergement-Clémenciat", "01001", "210100012", 779),
    )


def xlsx(*rows: tuple[str, ...]) -> bytes:
    """The least XLSX that is one: a workbook, a sheet, inline strings."""
    spaces = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
    cells = (
        "".join(f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for place, cell in enumerate(row))
        for number, row in enumerate(rows, 1)
    )
    lines = "".join(f'<row r="{number}">{line}</row>' for number, line in enumerate(cells, 1))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": relations.format("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook {spaces}><sheets><sheet name="Liste" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations.format("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f"<worksheet {spaces}><sheetData>{lines}</sheetData></worksheet>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def test_an_xlsx_workbook_is_read_too() -> None:
    assert parse_respondents(xlsx(("Code INSEE", "Nom"), ("2A004", "Ajaccio")), "liste.xlsx") == (
        Respondent(RespondentKind.COMMUNE, "Ajaccio", "2A004"),
    )


def test_a_code_that_a_spreadsheet_made_a_number_is_told_with_its_missing_zero() -> None:
    (problem,) = problems_of(ods(("Code INSEE", "Nom"), (1001.0, "Test")))
    assert problem == "Ligne 2 : le code INSEE « 1001 » n’a que quatre caractères ; il manque sans doute un zéro au début : « 01001 »."


def test_spreadsheet_lines_keep_their_numbers_below_blank_ones() -> None:
    assert problems_of(ods((), ("INSEE", "Nom"), (), ("01001", "")))[0] == "Ligne 4 : le nom manque."


def test_a_million_repeated_blank_rows_and_an_empty_sheet_before_cost_nothing() -> None:
    data = ods(("INSEE", "Nom"), ("01001", "Test"), blank_rows_after=1_048_000, sheets_before=1)
    assert len(parse_respondents(data, "liste.ods")) == 1


def test_invisible_characters_and_odd_spaces_leave_names_clean() -> None:
    assert parse("01001; L\u200b’Île\u00a0 d’E\u0301troit\u202e ", headers="INSEE;Nom")[0].name == "L’Île d’Étroit"


def test_formulas_and_markup_are_names_like_any_other() -> None:
    assert parse('01001;=HYPERLINK("x")<b>', headers="INSEE;Nom")[0].name == '=HYPERLINK("x")<b>'


def test_the_sentence_names_the_file() -> None:
    with pytest.raises(RespondentListError, match="liste-2026"):
        parse_respondents(b"", "liste-2026.ods")


def test_the_example_of_the_documentation_is_a_good_list() -> None:
    text = (Path(__file__).parents[2] / "docs" / "liste-des-collectivites.md").read_text(encoding="utf-8")
    example = text.split("```csv\n")[1].split("```")[0]
    assert [each.key for each in parse_respondents(example.encode(), "exemple.csv")] == ["01001", "2A004", "200069193"]
