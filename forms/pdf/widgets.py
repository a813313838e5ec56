"""From placeholders to an interactive form (PDF 32000-1 section 12.7), by the rules that make every viewer and reader agree.

- The kids of a radio group have neither name nor options of their own: the name of the « on » appearance is the export value.
- Every state of every control has its appearance, and the typeface of typed text is embedded: nobody has to regenerate anything.
- A hidden field is a hidden widget, never a field without one.
- A control's placeholder was a tagged link; its tag becomes a Form tag that holds the widget, and its description the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from forms.control_names import TOKEN_FIELD
from forms.pdf import appearance
from forms.pdf.controls import Control, ControlKind
from forms.pdf.geometry import BoxGeometry, Rectangle
from forms.pdf.structure import ParentTree
from forms.pdf.typed import TEXT_POINTS, typed_lines

SCHEME = "ecoclic:"
TEXT_FONT = "Webdings"
"""Name of the typed text's font among the form's resources.

PDFium (Chromium, Edge) trusts a field's own typeface for œ, ’ and – only under the name of a symbol font; under any other it goes and
looks for an East European or Chinese one on the machine, and leaves a hole when there is none. Other viewers do not read the name.
"""
_TEXT_STYLE = f"/{TEXT_FONT} {TEXT_POINTS} Tf {appearance.colour(appearance.INK)} rg"
_TICK_STYLE = f"/ZaDb 0 Tf {appearance.colour(appearance.INK)} rg"
_HIDDEN, _PRINTED = 1 << 1, 1 << 2
_READ_ONLY, _MULTILINE, _RADIO = 1, 1 << 12, 1 << 15
_DISC, _CHECK, _NO_TICK = "l", "4", ""
"""Zapf Dingbats for viewers that draw ticks themselves."""

_PAINTERS = {
    ControlKind.RADIO: (appearance.ticked_round, appearance.empty_round),
    ControlKind.CHECK: (appearance.ticked_square, appearance.empty_square),
}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A link of the typeset document: its address, the page it is on (from 1) and its annotation."""

    address: str
    page: int
    annotation: Object

    @property
    def rectangle(self) -> Rectangle:
        """In PDF points."""
        return Rectangle(*(round(float(number), 3) for number in self.annotation.Rect.as_list()))


def placeholders_of(pdf: Pdf) -> list[Placeholder]:
    """Every placeholder of the typeset document, in reading order."""
    return [
        Placeholder(str(annotation.A.URI).removeprefix(SCHEME), number, annotation)
        for number, page in enumerate(pdf.pages, 1)
        for annotation in _annotations(page)
        if Name.A in annotation and str(annotation.A.get(Name.URI, "")).startswith(SCHEME)
    ]


def _annotations(page: Page) -> Iterator[Object]:
    return iter(page.obj.get(Name.Annots, Array()).as_list())


class FormMaker:
    """Turns the placeholders of one document into its form. `text_font` is the embedded font of typed text."""

    def __init__(self, pdf: Pdf, text_font: Object) -> None:
        self._pdf = pdf
        self._fonts = Dictionary({f"/{TEXT_FONT}": text_font})
        self._fields = Array()
        self._groups: dict[str, Object] = {}
        self._drawings: dict[tuple[ControlKind, float, float], tuple[Object, Object]] = {}
        self._border = pdf.make_indirect(Dictionary(W=appearance.LINE, S=Name.S))
        self._looks = {tick: pdf.make_indirect(appearance.characteristics(tick)) for tick in (_DISC, _CHECK, _NO_TICK)}
        self._tags = ParentTree(pdf)
        self.prefilled: dict[str, Object] = {}
        self.confirming: dict[str, Object] = {}
        self.boxes: list[BoxGeometry] = []

    def add(self, placeholder: Placeholder, control: Control, *, prefilled: bool = False) -> None:
        """Make `placeholder` the widget of `control`; `prefilled`: keep its field at hand, for stamps to fill in. One that confirms an
        answer is kept too, by its question, for stamps to hide."""
        widget = placeholder.annotation
        self._become_widget(widget, control)
        if control.kind is ControlKind.TEXT:
            self._make_text(widget, placeholder.rectangle, control)
        else:
            self._make_button(widget, placeholder.rectangle, control)
        if prefilled:
            self.prefilled[control.field] = self._groups.get(control.field, widget)
        if control.confirms:
            self.confirming[control.confirms] = widget
        self.boxes.append(BoxGeometry(control.field, control.value, placeholder.page, placeholder.rectangle))

    def add_hidden(self, page: Page) -> Object:
        """The hidden field that carries the token, on `page`. Returns its widget, to be stamped."""
        widget = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                Rect=Array([0, 0, 0, 0]),
                F=_HIDDEN,
                P=page.obj,
                FT=Name.Tx,
                T=TOKEN_FIELD,
                TU="Identifiant du questionnaire",
                Ff=_READ_ONLY,
                DA=_TEXT_STYLE,
                AP=Dictionary(N=appearance.nothing(self._pdf)),
            )
        )
        page.obj.Annots.append(widget)
        self._fields.append(widget)
        return widget

    def finish(self) -> None:
        """Declare the form in the catalogue."""
        dingbats = self._pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats))
        self._pdf.Root.AcroForm = self._pdf.make_indirect(
            Dictionary(
                Fields=self._fields,
                DA=_TEXT_STYLE,
                DR=Dictionary(Font=Dictionary({**dict(self._fonts.items()), "/ZaDb": dingbats})),
                NeedAppearances=False,
            )
        )

    def _become_widget(self, widget: Object, control: Control) -> None:
        for key in (Name.A, Name.Border, Name.Contents):
            del widget[key]
        widget.Subtype = Name.Widget
        widget.F = _PRINTED
        widget.TU = _spoken(control.tooltip)
        tag = self._tags[int(widget.StructParent)]
        tag.S = Name.Form

    def _make_text(self, widget: Object, area: Rectangle, control: Control) -> None:
        widget.FT = Name.Tx
        widget.T = control.field
        widget.Ff = _MULTILINE if control.multiline else 0
        widget.MaxLen = control.longest
        widget.DA = _TEXT_STYLE
        widget.MK = self._looks[_NO_TICK]
        widget.BS = self._border
        widget.AP = Dictionary(N=appearance.entry(self._pdf, area, self._fonts, _TEXT_STYLE, typed_lines(control, area)))
        if control.typed:
            widget.V = String(control.typed)
        self._fields.append(widget)

    def _make_button(self, widget: Object, area: Rectangle, control: Control) -> None:
        radio = control.kind is ControlKind.RADIO
        on, off = self._states(control.kind, area)
        widget.AS = Name(f"/{control.value}") if control.chosen else Name.Off
        widget.DA = _TICK_STYLE
        widget.MK = self._looks[_DISC if radio else _CHECK]
        widget.BS = self._border
        widget.AP = Dictionary(N=Dictionary({f"/{control.value}": on, "/Off": off}))
        if radio:
            self._join_group(widget, control)
        else:
            widget.FT = Name.Btn
            widget.T = control.field
            self._fields.append(widget)

    def _states(self, kind: ControlKind, area: Rectangle) -> tuple[Object, Object]:
        """On and off. Boxes are all alike, so that one drawing serves them all."""
        key = (kind, round(area.width, 1), round(area.height, 1))
        if key not in self._drawings:
            on, off = _PAINTERS[kind]
            self._drawings[key] = (on(self._pdf, area), off(self._pdf, area))
        return self._drawings[key]

    def _join_group(self, widget: Object, control: Control) -> None:
        if control.field not in self._groups:
            about = Dictionary(FT=Name.Btn, T=control.field, Ff=_RADIO, TU=_spoken(control.group_tooltip), Kids=Array())
            self._groups[control.field] = self._pdf.make_indirect(about)
            self._fields.append(self._groups[control.field])
        group = self._groups[control.field]
        group.Kids.append(widget)
        if control.chosen:
            group.V = Name(f"/{control.value}")
        widget.Parent = group


def hide(field: Object) -> None:
    """Show and print nothing of the check box `field`; it stays in the form, as what is read back expects."""
    field.F = _HIDDEN


def type_in(pdf: Pdf, field: Object, text: str) -> None:
    """Write `text` in a text field, its appearance with it. The field has neither parent nor kids."""
    area = Rectangle(*(float(number) for number in field.Rect.as_list()))
    control = Control(ControlKind.TEXT, str(field.T), "", "", multiline=bool(int(field.Ff) & _MULTILINE), typed=text)
    fonts = pdf.Root.AcroForm.DR.Font
    shown = Dictionary({f"/{TEXT_FONT}": fonts[f"/{TEXT_FONT}"]})
    field.V = String(text)
    field.AP = Dictionary(N=appearance.entry(pdf, area, shown, _TEXT_STYLE, typed_lines(control, area)))


def tick(field: Object, value: str) -> None:
    """Put on the check box `field`, or the button of the radio group `field` whose export value is `value`."""
    on = Name(f"/{value}")
    field.V = on
    for widget in field.get(Name.Kids, Array([field])).as_list():
        if on in widget.AP.N:
            widget.AS = on


def _spoken(tooltip: str) -> str:
    """`tooltip` with ordinary spaces: it is read aloud, never broken over lines, and no-break spaces would force every string into
    UTF-16, which doubles the time it takes to read the form back."""
    return tooltip.replace("\u00a0", " ").replace("\u202f", " ")
