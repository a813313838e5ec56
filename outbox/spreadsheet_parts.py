"""The markup of an OpenDocument spreadsheet (ODF 1.2, part 1, section 9): what never changes, and the frames around cells."""

from __future__ import annotations

from collections.abc import Sequence

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
EMPTY = "<table:table-cell/>"
_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "office": f"{_ODF}:office:1.0",
        "table": f"{_ODF}:table:1.0",
        "text": f"{_ODF}:text:1.0",
        "style": f"{_ODF}:style:1.0",
        "number": f"{_ODF}:datastyle:1.0",
        "fo": f"{_ODF}:xsl-fo-compatible:1.0",
        "meta": f"{_ODF}:meta:1.0",
        "config": f"{_ODF}:config:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_PADDING = 'fo:padding="0.08cm"'
_GRID = "0.5pt solid #7c8a90"
_MEMBERS = ("content.xml", "styles.xml", "meta.xml", "settings.xml")

MANIFEST = (
    f'{_HEADER}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{MIMETYPE}"/>'
    + "".join(f'<manifest:file-entry manifest:full-path="{each}" manifest:media-type="text/xml"/>' for each in _MEMBERS)
    + "</manifest:manifest>"
)


def meta(title: str) -> str:
    """The document's title and language; `title` escaped."""
    return (
        f'{_HEADER}<office:document-meta {_NAMESPACES} office:version="1.2"><office:meta><dc:title>{title}</dc:title>'
        "<dc:language>fr-FR</dc:language><meta:generator>ecoclic</meta:generator></office:meta></office:document-meta>"
    )


# Content -------------------------------------------------------------------------------------------------------------------------


def content_head(widths: Sequence[float]) -> str:
    """Everything before the first table; `widths` of columns in centimetres."""
    columns = "".join(
        f'<style:style style:name="{_width_name(width)}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width:g}cm"/></style:style>'
        for width in widths
    )
    return (
        f'{_HEADER}<office:document-content {_NAMESPACES} office:version="1.2"><office:automatic-styles>'
        '<number:date-style style:name="Jour"><number:day number:style="long"/><number:text>/</number:text>'
        '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>'
        f'{columns}<style:style style:name="Feuille" style:family="table" style:master-page-name="Default">'
        '<style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="LigneTitre" style:family="table-row"><style:table-row-properties '
        'style:use-optimal-row-height="true"/></style:style>'
        '<style:style style:name="Titre" style:family="table-cell" style:parent-style-name="Default"><style:table-cell-properties '
        f'fo:background-color="#e3ecef" fo:wrap-option="wrap" style:vertical-align="bottom" {_PADDING} fo:border-bottom="{_GRID}"/>'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="Texte" style:family="table-cell" style:parent-style-name="Default"><style:table-cell-properties '
        'fo:wrap-option="wrap"/></style:style>'
        '<style:style style:name="Date" style:family="table-cell" style:parent-style-name="Default" style:data-style-name="Jour"/>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
    )


def content_tail(ranges: Sequence[str]) -> str:
    """Everything after the last table."""
    listed = f"<table:database-ranges>{''.join(ranges)}</table:database-ranges>" if ranges else ""
    return f"{listed}</office:spreadsheet></office:body></office:document-content>"


def column(width: float, *, wraps: bool) -> str:
    """One column `width` centimetres wide."""
    style = "Texte" if wraps else "Default"
    return f'<table:table-column table:style-name="{_width_name(width)}" table:default-cell-style-name="{style}"/>'


def table_head(name: str, columns: str, headings: str) -> str:
    """The start of a table, whose heading row is printed on every page; everything escaped."""
    return (
        f'<table:table table:name="{name}" table:style-name="Feuille">{columns}<table:table-header-rows>'
        f'<table:table-row table:style-name="LigneTitre">{headings}</table:table-row></table:table-header-rows>\n'
    )


def heading(text: str) -> str:
    """A cell of the heading row."""
    return f'<table:table-cell table:style-name="Titre" office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def text_cell(paragraphs: Sequence[str]) -> str:
    """A cell of text, a paragraph a line, already escaped."""
    inside = "".join(f"<text:p>{each}</text:p>" for each in paragraphs)
    return f'<table:table-cell office:value-type="string">{inside}</table:table-cell>'


def number_cell(value: str, shown: str) -> str:
    """A number."""
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{shown}</text:p></table:table-cell>'


def date_cell(value: str, shown: str) -> str:
    """A day, `value` in ISO 8601."""
    return (
        f'<table:table-cell table:style-name="Date" office:value-type="date" office:date-value="{value}"><text:p>{shown}</text:p>'
        "</table:table-cell>"
    )


def filtered_range(name: str, columns: int, rows: int) -> str:
    """The whole table, headings first, with a filter button on each heading; `name` escaped."""
    quoted = "'" + name.replace("'", "''") + "'"
    return (
        f'<table:database-range table:name="Plage {name}" table:target-range-address="{quoted}.A1:{quoted}.{letters_of(columns)}{rows}" '
        'table:display-filter-buttons="true"/>'
    )


def letters_of(column: int) -> str:
    """The name of the column of that number, from 1: 1 → « A », 27 → « AA »."""
    name = ""
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def _width_name(width: float) -> str:
    return f"Col{round(width * 100)}"


# Styles and settings -------------------------------------------------------------------------------------------------------------


def styles() -> str:
    """The language and the typeface, and an A4 page on its side, numbered, that bears the name of its sheet."""
    return (
        f'{_HEADER}<office:document-styles {_NAMESPACES} office:version="1.2"><office:styles>'
        '<style:default-style style:family="table-cell"><style:text-properties style:font-name="Liberation Sans" '
        'fo:font-family="\'Liberation Sans\'" fo:font-size="10pt" fo:language="fr" fo:country="FR"/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell"><style:table-cell-properties style:vertical-align="top" '
        f"{_PADDING}/>"
        '</style:style></office:styles><office:automatic-styles><style:page-layout style:name="Page"><style:page-layout-properties '
        'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" fo:margin-top="1.2cm" fo:margin-bottom="1.2cm" '
        'fo:margin-left="1.2cm" fo:margin-right="1.2cm" style:print="objects charts drawings grid zero-values"/>'
        '<style:header-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-bottom="0.3cm"/></style:header-style>'
        '<style:footer-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.3cm"/></style:footer-style>'
        '</style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Default" '
        'style:page-layout-name="Page"><style:header><text:p><text:title/> – <text:sheet-name>feuille</text:sheet-name></text:p>'
        "</style:header><style:footer><text:p>page <text:page-number>1</text:page-number> / <text:page-count>1</text:page-count></text:p>"
        "</style:footer></style:master-page></office:master-styles></office:document-styles>"
    )


def settings(sheets: Sequence[tuple[str, int]]) -> str:
    """What stays in sight when one scrolls: the heading row of each sheet (by escaped name), and as many columns as told."""
    views = "".join(_view(name, fixed) for name, fixed in sheets)
    active = _item("ActiveTable", "string", sheets[0][0]) if sheets else ""
    return (
        f'{_HEADER}<office:document-settings {_NAMESPACES} office:version="1.2"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        f'<config:config-item-map-entry>{_item("ViewId", "string", "view1")}<config:config-item-map-named config:name="Tables">{views}'
        f"</config:config-item-map-named>{active}</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


def _view(name: str, fixed: int) -> str:
    rows = [("VerticalSplitMode", "short", "2"), ("VerticalSplitPosition", "int", "1"), ("PositionBottom", "int", "1")]
    columns = [("HorizontalSplitMode", "short", "2"), ("HorizontalSplitPosition", "int", str(fixed)), ("PositionRight", "int", str(fixed))]
    items = [*(columns if fixed else []), *rows, ("ActiveSplitRange", "short", "3" if fixed else "2")]
    return f'<config:config-item-map-entry config:name="{name}">{"".join(_item(*item) for item in items)}</config:config-item-map-entry>'


def _item(name: str, kind: str, value: str) -> str:
    return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
