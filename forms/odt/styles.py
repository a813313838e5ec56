"""How the form looks: one sober sheet, readable in black and white.

Text keeps a contrast of at least 4.5:1 with its background (RGAA 4.1, criterion 3.2); no colour says what words do not say too.
"""

from __future__ import annotations

from enum import StrEnum

from odf import style, text
from odf.element import Element
from odf.opendocument import OpenDocument

FONT = "Liberation Sans"
"""Comes with LibreOffice and has the widths of Arial, which replaces it elsewhere."""
CHOICE_POINTS = 10.0
_PAGE_WIDTH, _WIDE_PAGE_WIDTH = 17.0, 25.7

_INK = "#1f2933"
_DEEP = "#17475a"
_GREY = "#4b5862"
_RULE = "#9fb1bb"
_FAINT = "#cfdadf"
_PALE = "#e9f0f3"
_WHITE = "#ffffff"


class Paragraph(StrEnum):
    """Paragraph styles, by what they are for."""

    KICKER = "Kicker"
    TITLE = "FormTitle"
    SUBTITLE = "FormSubtitle"
    BODY = "Body"
    SECTION = "SectionTitle"
    THEME = "ThemeTitle"
    FIRST_THEME = "FirstThemeTitle"
    THEME_INTRODUCTION = "ThemeIntroduction"
    SUBTHEME = "SubthemeTitle"
    NUMBER = "QuestionNumber"
    QUESTION = "QuestionText"
    CONDITION = "Condition"
    HELP = "Help"
    RECALLED = "Recalled"
    CHOICES = "Choices"
    SPECIALS = "SpecialChoices"
    ENTRY_LABEL = "EntryLabel"
    ENTRY = "EntryLine"
    BOXED_ENTRY = "BoxedEntry"
    KEPT_BOXED_ENTRY = "KeptBoxedEntry"
    BOX_TITLE = "BoxTitle"
    IDENTITY = "IdentityLine"
    REFERENCE = "Reference"
    STEP = "Step"
    SMALL = "SmallPrint"
    CLOSING = "Closing"
    FOOTER_NAME = "FooterName"
    FOOTER_LINE = "FooterLine"
    FOOTER_PAGE = "FooterPage"
    PICTURE = "PictureLine"
    GAP = "Gap"
    KEPT_GAP = "KeptGap"
    COLUMN = "ColumnTitle"
    ROW_TITLE = "RowTitle"
    ROW_REMARK = "RowRemark"


class Lettering(StrEnum):
    """Paragraph styles that give controls their font."""

    CHOICE = "ChoiceLabel"
    SPECIAL = "SpecialLabel"
    NO_ANSWER = "NoAnswerLabel"
    ENTRY = "EntryText"


class Span(StrEnum):
    """Character styles."""

    LABEL = "IdentityLabel"
    STRONG = "StrongText"
    UNIT = "UnitText"
    FAINT = "FaintText"


class Graphic(StrEnum):
    """Styles of shapes and pictures."""

    CHOICE = "ChoiceControl"
    ENTRY = "EntryControl"
    OUTLINED_ENTRY = "OutlinedEntryControl"
    PICTURE = "PictureFrame"


class Cell(StrEnum):
    """Styles of table cells."""

    BAND = "BandCell"
    PLAIN = "PlainCell"
    PLAIN_LAST = "PlainLastCell"
    BOX = "BoxCell"
    NUMBER = "NumberCell"
    QUESTION = "QuestionCell"
    FOOTER = "FooterCell"
    HEADER = "HeaderCell"
    ROW = "RowCell"


PAGE_MASTER = "Standard"
STEP_LIST = "StepList"
PROTECTED_SECTION = "QuestionnaireSection"

_HAIRLINE = f"0.018cm solid {_RULE}"
_OUTLINE = f"0.02cm solid {_GREY}"

_LOOKS: dict[Paragraph, tuple[dict[str, str], dict[str, str]]] = {
    Paragraph.KICKER: ({"marginbottom": "0.12cm"}, {"fontsize": "10pt", "color": "#dfeaee", "letterspacing": "0.02cm"}),
    Paragraph.TITLE: ({"marginbottom": "0.12cm"}, {"fontsize": "19pt", "fontweight": "bold", "color": _WHITE}),
    Paragraph.SUBTITLE: ({}, {"fontsize": "10.5pt", "color": _WHITE}),
    Paragraph.BODY: ({"marginbottom": "0.18cm", "lineheight": "112%"}, {}),
    Paragraph.SECTION: (
        {"margintop": "0.32cm", "marginbottom": "0.14cm", "keepwithnext": "always"},
        {"fontsize": "12.5pt", "fontweight": "bold", "color": _DEEP},
    ),
    Paragraph.THEME: (
        {
            "margintop": "0.4cm",
            "marginbottom": "0.16cm",
            "keepwithnext": "always",
            "borderleft": f"0.22cm solid {_DEEP}",
            "borderbottom": f"0.03cm solid {_DEEP}",
            "padding": "0.1cm",
            "paddingleft": "0.3cm",
        },
        {"fontsize": "15pt", "fontweight": "bold", "color": _DEEP},
    ),
    Paragraph.FIRST_THEME: ({"breakbefore": "page", "margintop": "0cm", "marginbottom": "0.16cm"}, {}),
    Paragraph.THEME_INTRODUCTION: ({"marginbottom": "0.16cm", "keepwithnext": "always"}, {"color": _GREY}),
    Paragraph.SUBTHEME: (
        {"margintop": "0.25cm", "marginbottom": "0.14cm", "keepwithnext": "always"},
        {"fontsize": "11.5pt", "fontweight": "bold", "color": _DEEP},
    ),
    Paragraph.NUMBER: ({"textalign": "center"}, {"fontsize": "12pt", "fontweight": "bold", "color": _DEEP}),
    Paragraph.QUESTION: ({"marginbottom": "0.06cm", "keepwithnext": "always"}, {"fontsize": "10.5pt", "fontweight": "bold"}),
    Paragraph.CONDITION: ({"marginbottom": "0.06cm", "keepwithnext": "always"}, {"fontsize": "9pt", "fontstyle": "italic", "color": _DEEP}),
    Paragraph.HELP: ({"marginbottom": "0.06cm", "keepwithnext": "always"}, {"fontsize": "9pt", "color": _GREY}),
    Paragraph.RECALLED: ({"marginbottom": "0.06cm", "keepwithnext": "always"}, {"fontsize": "9pt", "fontweight": "bold", "color": _DEEP}),
    Paragraph.CHOICES: ({"margintop": "0.06cm"}, {}),
    Paragraph.SPECIALS: ({"margintop": "0.08cm", "bordertop": f"0.018cm solid {_FAINT}", "paddingtop": "0.08cm"}, {}),
    Paragraph.ENTRY_LABEL: ({"margintop": "0.06cm", "keepwithnext": "always"}, {"fontsize": "9pt", "fontweight": "bold"}),
    Paragraph.ENTRY: ({"margintop": "0.04cm", "marginbottom": "0.04cm"}, {}),
    Paragraph.BOXED_ENTRY: (
        {"margintop": "0.06cm", "marginbottom": "0.06cm", "border": _OUTLINE, "padding": "0.04cm"},
        {"fontsize": "4pt"},
    ),
    Paragraph.BOX_TITLE: ({"margintop": "0cm", "marginbottom": "0.14cm"}, {}),
    Paragraph.IDENTITY: ({"marginleft": "3.1cm", "textindent": "-3.1cm", "marginbottom": "0.04cm"}, {}),
    Paragraph.REFERENCE: ({"textalign": "center"}, {"fontsize": "10.5pt", "fontweight": "bold"}),
    Paragraph.STEP: ({"marginbottom": "0.1cm"}, {}),
    Paragraph.SMALL: ({"marginbottom": "0.08cm"}, {"fontsize": "8.5pt", "color": _GREY}),
    Paragraph.CLOSING: ({"textalign": "center"}, {"fontsize": "10.5pt"}),
    Paragraph.FOOTER_NAME: ({}, {"fontsize": "9pt", "fontweight": "bold"}),
    Paragraph.FOOTER_LINE: ({}, {"fontsize": "8.5pt", "color": _GREY}),
    Paragraph.FOOTER_PAGE: ({"textalign": "end"}, {"fontsize": "9pt", "color": _GREY}),
    Paragraph.PICTURE: ({"textalign": "center"}, {"fontsize": "4pt"}),
    Paragraph.GAP: ({"lineheight": "0.11cm"}, {"fontsize": "3pt"}),
    Paragraph.KEPT_GAP: ({"keepwithnext": "always"}, {}),
    Paragraph.KEPT_BOXED_ENTRY: ({"keepwithnext": "always"}, {}),
    Paragraph.COLUMN: ({"keepwithnext": "always"}, {"fontsize": "9pt", "fontweight": "bold", "color": _WHITE}),
    Paragraph.ROW_TITLE: ({}, {"fontsize": "9.5pt", "fontweight": "bold"}),
    Paragraph.ROW_REMARK: ({"margintop": "0.04cm"}, {"fontsize": "8.5pt", "color": _GREY}),
}
"""Paragraph and text properties of each style, beyond those of every paragraph."""

_PARENTS = {
    Paragraph.FIRST_THEME: Paragraph.THEME,
    Paragraph.BOX_TITLE: Paragraph.SECTION,
    Paragraph.KEPT_GAP: Paragraph.GAP,
    Paragraph.KEPT_BOXED_ENTRY: Paragraph.BOXED_ENTRY,
}

_LETTERINGS = {
    Lettering.CHOICE: {"fontsize": f"{CHOICE_POINTS}pt", "color": _INK},
    Lettering.SPECIAL: {"fontsize": f"{CHOICE_POINTS}pt", "fontstyle": "italic", "color": _GREY},
    Lettering.NO_ANSWER: {"fontsize": "9pt", "color": _GREY},
    Lettering.ENTRY: {"fontsize": "10pt", "color": _INK},
}

_SPAN_LOOKS = {
    Span.LABEL: {"fontsize": "9pt", "color": _GREY},
    Span.STRONG: {"fontweight": "bold"},
    Span.UNIT: {"fontsize": "10pt", "color": _INK},
    Span.FAINT: {"color": _RULE},
}

_CELL_LOOKS = {
    Cell.BAND: {"backgroundcolor": _DEEP, "padding": "0.42cm", "paddingleft": "0.5cm", "border": "none"},
    Cell.PLAIN: {"padding": "0cm", "paddingright": "0.3cm", "border": "none"},
    Cell.PLAIN_LAST: {"padding": "0cm", "border": "none"},
    Cell.BOX: {"backgroundcolor": _PALE, "padding": "0.25cm", "paddingleft": "0.5cm", "border": "none", "verticalalign": "middle"},
    Cell.NUMBER: {"backgroundcolor": _PALE, "padding": "0.08cm", "paddingtop": "0.13cm", "border": _HAIRLINE},
    Cell.QUESTION: {"padding": "0.11cm", "paddingleft": "0.25cm", "paddingright": "0.15cm", "border": _HAIRLINE},
    Cell.FOOTER: {"padding": "0cm", "paddingtop": "0.1cm", "bordertop": _HAIRLINE, "verticalalign": "middle"},
    Cell.HEADER: {"backgroundcolor": _DEEP, "padding": "0.09cm", "border": _HAIRLINE},
    Cell.ROW: {"padding": "0.09cm", "paddingtop": "0.04cm", "paddingbottom": "0.04cm", "border": _HAIRLINE, "verticalalign": "middle"},
}

_TAB_STOPS = {
    Paragraph.CHOICES: ("15.5cm", "right"),
    Paragraph.SPECIALS: ("15.5cm", "right"),
    Paragraph.ENTRY: ("15.5cm", "right"),
    Paragraph.IDENTITY: ("3.1cm", "left"),
}


class StyleSheet:
    """The styles of one document, added to it as they are needed. `wide`: its pages have their longer side across."""

    def __init__(self, document: OpenDocument, *, wide: bool = False) -> None:
        self._document = document
        self._wide = wide
        self._tables = 0

    @property
    def page_width(self) -> float:
        """Between the margins, in centimetres."""
        return _WIDE_PAGE_WIDTH if self._wide else _PAGE_WIDTH

    def lay_down(self) -> None:
        """Adds the font, the defaults, every named style, and the page."""
        self._document.fontfacedecls.addElement(
            style.FontFace(name=FONT, fontfamily=f"'{FONT}'", fontfamilygeneric="swiss", fontpitch="variable")
        )
        self._add_defaults()
        for name, (paragraph, characters) in _LOOKS.items():
            self._document.styles.addElement(_paragraph_style(name, paragraph, characters))
        for span, characters in _SPAN_LOOKS.items():
            self._document.styles.addElement(_with(style.Style(name=span, family="text"), style.TextProperties(**characters)))
        for cell, look in _CELL_LOOKS.items():
            self._add_automatic(style.Style(name=cell, family="table-cell"), style.TableCellProperties(**look))
        self._add_letterings()
        self._add_graphics()
        self._add_automatic(style.Style(name=PROTECTED_SECTION, family="section"), style.SectionProperties(editable="false"))
        self._document.styles.addElement(_step_list())

    def page_layout(self) -> str:
        """Adds the A4 page with room for the footer, and gives its name."""
        page = style.PageLayout(name="A4")
        margins = {"margintop": "1.4cm", "marginbottom": "0.8cm", "marginleft": "2cm", "marginright": "2cm"}
        across, down = ("29.7cm", "21cm") if self._wide else ("21cm", "29.7cm")
        orientation = "landscape" if self._wide else "portrait"
        page.addElement(style.PageLayoutProperties(pagewidth=across, pageheight=down, printorientation=orientation, **margins))
        footer = _with(style.FooterStyle(), style.HeaderFooterProperties(minheight="1.8cm", margintop="0.2cm"))
        self._document.automaticstyles.addElement(_with(page, footer))
        return "A4"

    def table(self, widths: tuple[float, ...], gap: float, *, whole: bool = True, kept: bool = False) -> tuple[str, tuple[str, ...], str]:
        """Names of the styles of a table, of its columns (`widths`) and of its rows, which never break across pages; nor does the
        table, if `whole`, and if `kept` it stays with what follows. `widths`, and the `gap` below it, in centimetres."""
        self._tables += 1
        name = f"T{self._tables}"
        self._add_automatic(
            style.Style(name=name, family="table"),
            style.TableProperties(
                width=f"{sum(widths):.2f}cm",
                align="left",
                marginbottom=f"{gap:.2f}cm",
                bordermodel="collapsing",
                maybreakbetweenrows="false" if whole else "true",
                keepwithnext="always" if kept else "auto",
            ),
        )
        columns = tuple(f"{name}.{chr(ord('A') + place)}" for place in range(len(widths)))
        for column, width in zip(columns, widths, strict=True):
            self._add_automatic(style.Style(name=column, family="table-column"), style.TableColumnProperties(columnwidth=f"{width:.2f}cm"))
        self._add_automatic(style.Style(name=f"{name}.1", family="table-row"), style.TableRowProperties(keeptogether="always"))
        return name, columns, f"{name}.1"

    def _add_automatic(self, holder: Element, properties: Element) -> None:
        self._document.automaticstyles.addElement(_with(holder, properties))

    def _add_defaults(self) -> None:
        characters = style.TextProperties(
            fontname=FONT, fontfamily=f"'{FONT}'", fontsize="10pt", color=_INK, language="fr", country="FR", hyphenate="false"
        )
        paragraph = style.ParagraphProperties(margintop="0cm", marginbottom="0cm", orphans="2", widows="2", writingmode="lr-tb")
        default = _with(style.DefaultStyle(family="paragraph"), paragraph)
        default.addElement(characters)
        self._document.styles.addElement(default)
        self._document.styles.addElement(style.Style(name="Standard", family="paragraph", attributes={"class": "text"}))
        self._document.styles.addElement(style.Style(name="Graphics", family="graphic"))

    def _add_letterings(self) -> None:
        """LibreOffice looks a control's font up among automatic styles only, and inherits nothing there."""
        for name, look in _LETTERINGS.items():
            characters = style.TextProperties(fontname=FONT, fontfamily=f"'{FONT}'", language="fr", country="FR", **look)
            self._add_automatic(style.Style(name=name, family="paragraph"), characters)

    def _add_graphics(self) -> None:
        middle = {"verticalpos": "middle", "verticalrel": "line"}
        looks = {
            Graphic.CHOICE: style.GraphicProperties(**middle),
            Graphic.ENTRY: style.GraphicProperties(border="none", backgroundcolor=_WHITE, **middle),
            Graphic.OUTLINED_ENTRY: style.GraphicProperties(border=_OUTLINE, backgroundcolor=_WHITE, **middle),
            Graphic.PICTURE: style.GraphicProperties(verticalpos="middle", verticalrel="line", border="none", padding="0cm"),
        }
        for name, look in looks.items():
            self._add_automatic(style.Style(name=name, family="graphic", parentstylename="Graphics"), look)


def _with(holder: Element, properties: Element) -> Element:
    holder.addElement(properties)
    return holder


def _paragraph_style(name: Paragraph, paragraph: dict[str, str], characters: dict[str, str]) -> Element:
    holder = style.Style(name=name, family="paragraph", parentstylename=_PARENTS.get(name, "Standard"))
    properties = style.ParagraphProperties(**paragraph)
    if name in _TAB_STOPS:
        position, kind = _TAB_STOPS[name]
        properties.addElement(_with(style.TabStops(), style.TabStop(position=position, type=kind)))
    holder.addElement(properties)
    return _with(holder, style.TextProperties(**characters))


def _step_list() -> Element:
    level = text.ListLevelStyleNumber(level="1", numformat="1", numsuffix=".", stylename=Span.STRONG)
    level.addElement(style.ListLevelProperties(spacebefore="0cm", minlabelwidth="0.6cm"))
    return _with(text.ListStyle(name=STEP_LIST), level)
