"""The controls of a form: radio buttons, check boxes and text entries, the only kinds whose answers survive every program.

Each control is two things in ODF: an element of `office:forms`, which holds the answer (ODF 1.2 part 1, section 13), and a
`draw:control`, which shows it, anchored as a character.
"""

from __future__ import annotations

from collections.abc import Callable

from odf import draw, form, svg
from odf.element import Element
from odf.namespaces import FORMNS, XMLNS

from forms.control_names import NO_ANSWER_CODE, NO_ANSWER_LABEL
from forms.layout import Box, Entry
from forms.odt import metrics
from forms.odt.elements import add, styled
from forms.odt.styles import CHOICE_POINTS, Graphic, Lettering

_COMPONENT = "ooo:com.sun.star.form.component."
_MARKER_WIDTH = 0.62
"""Centimetres taken by the round or square mark and the space after it."""
_LINE_HEIGHT = 0.5


class Controls:
    """The controls of one document, numbered in tab order as they are made."""

    def __init__(self) -> None:
        self.form: Element = form.Form(name="Questionnaire", controlimplementation=_COMPONENT + "Form")
        self._count = 0

    def hidden(self, name: str, value: str) -> None:
        """A field that shows nothing and carries `value`."""
        self._register(form.Hidden, None, "HiddenControl", name=name, value=value)

    def radio(self, box: Box, width: float) -> Element:
        """The radio button of `box`, `width` centimetres wide."""
        state = {"currentselected": "true"} if box.chosen else {}
        return self._radio(box, width, Lettering.SPECIAL if box.special else Lettering.CHOICE, **state)

    def no_answer(self, field: str, tooltip: str) -> Element:
        """The radio button on before anyone answers.

        A group with none selected cannot be reached with the Tab key, and a choice made by mistake could not be undone.
        """
        box = Box(field, NO_ANSWER_CODE, NO_ANSWER_LABEL, tooltip)
        return self._radio(box, box_width(box), Lettering.NO_ANSWER, currentselected="true")

    def checkbox(self, box: Box, width: float) -> Element:
        """The check box of `box`, `width` centimetres wide."""
        control = self._register(form.Checkbox, box.tooltip, "CheckBox", name=box.field, value=box.value, label=box.label)
        style = Lettering.SPECIAL if box.special else Lettering.CHOICE
        return _shape(control, box.tooltip, width, _label_height(box, width), Graphic.CHOICE, style)

    def text(self, entry: Entry, width: float, height: float, *, outlined: bool = False) -> Element:
        """The text entry of `entry`, in centimetres. What is typed beforehand is its current value, never its default: Word formats would
        bring the default back in place of the answer.

        It draws its own outline only where the paragraph around it cannot: a control's is too thin to survive every printer.
        """
        kind, extra = (form.Textarea, (_boolean("MultiLine"),)) if entry.multiline else (form.Text, ())
        typed = {"currentvalue": entry.typed} if entry.typed else {}
        control = self._register(kind, entry.tooltip, "TextField", *extra, name=entry.field, maxlength=str(entry.longest), **typed)
        style = Graphic.OUTLINED_ENTRY if outlined else Graphic.ENTRY
        return _shape(control, entry.tooltip, width, height, style, Lettering.ENTRY)

    def _radio(self, box: Box, width: float, style: Lettering, **state: str) -> Element:
        control = self._register(form.Radio, box.tooltip, "RadioButton", name=box.field, value=box.value, label=box.label, **state)
        return _shape(control, box.tooltip, width, _label_height(box, width), Graphic.CHOICE, style)

    def _register(self, kind: Callable[..., Element], tooltip: str | None, component: str, *properties: Element, **attributes: str) -> str:
        """Adds a control to the form and gives its id."""
        self._count += 1
        identifier = f"c{self._count}"
        if tooltip is not None:
            attributes["tabindex"] = str(self._count)
        control = kind(id=identifier, controlimplementation=_COMPONENT + component, **attributes)
        for namespace in (XMLNS, FORMNS):  # ODF 1.2 wants the first; older readers know the second
            control.setAttrNS(namespace, "id", identifier)
        if tooltip is not None:
            control.addElement(_properties(_string("HelpText", tooltip), *properties, *_wrapped_label(component)))
        self.form.addElement(control)
        return identifier


def box_width(box: Box) -> float:
    """Width in centimetres of the control of `box` with its label on one line."""
    return round(_MARKER_WIDTH + metrics.text_width(box.label, CHOICE_POINTS) + 0.1, 2)


def _label_height(box: Box, width: float) -> float:
    lines = metrics.lines_needed(box.label, CHOICE_POINTS, width - _MARKER_WIDTH)
    return round(_LINE_HEIGHT + (lines - 1) * 0.42, 2)


def _wrapped_label(component: str) -> tuple[Element, ...]:
    return () if component == "TextField" else (_boolean("MultiLine"),)


def _properties(*properties: Element) -> Element:
    holder = form.Properties()
    for each in properties:
        holder.addElement(each)
    return holder


def _string(name: str, value: str) -> Element:
    return form.Property(propertyname=name, valuetype="string", stringvalue=value)


def _boolean(name: str) -> Element:
    return form.Property(propertyname=name, valuetype="boolean", booleanvalue="true")


def _shape(control: str, tooltip: str, width: float, height: float, style: Graphic, text_style: Lettering) -> Element:
    size = {"width": f"{width:.2f}cm", "height": f"{height:.2f}cm"}
    shape = draw.Control(control=control, anchortype="as-char", zindex="0", textstylename=text_style, **size)
    return add(styled(shape, style), svg.Title(text=tooltip))
