"""The drawings: exact, told in words, and honest about what is not evaluated."""

from __future__ import annotations

import re

from lxml import etree

from forms.answers import Answer, Status
from outbox.charts import bars, letter_scale, radar
from outbox.figures import Ink, Lettering
from outbox.shapes import STYLES, odf
from tests.outbox.samples import best, returned, viewed, worst
from tests.tiny import TINY

URNS = {
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
STYLE = f"{{{URNS['draw']}}}style-name"
WIDTH = f"{{{URNS['svg']}}}width"
AWAY = {question.id: Answer(question.id, Status.NOT_APPLICABLE) for question in TINY.questions if question.theme == "parc"}


def drawn(drawing):
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in URNS.items())
    return etree.fromstring(f"<root {declared}>{odf(drawing).markup}</root>")[0]


def shapes(drawing, kind: str, ink: Ink):
    return drawn(drawing).xpath(f"//draw:{kind}[@draw:style-name='{ink}']", namespaces=URNS)


def test_every_style_a_drawing_names_is_defined() -> None:
    view = viewed(returned(best))
    for drawing in (radar(view.themes), bars(view.themes), letter_scale(view.letters, view.score)):
        named = set(re.findall(r'(?:draw|text):style-name="(\w+)"', odf(drawing).markup))
        assert named <= set(re.findall(r'style:name="(\w+)"', STYLES))
    assert {*Ink, *Lettering} <= set(re.findall(r'style:name="(\w+)"', STYLES))


def test_a_drawing_says_in_words_the_numbers_it_shows() -> None:
    view = viewed(returned(best, reemploi=Answer("reemploi", Status.UNKNOWN)))
    for drawing in (radar(view.themes), bars(view.themes)):
        told = drawn(drawing).findtext("{*}desc")
        assert "Gouvernance\u00a0: 100 (A)" in told
        assert "Parc\u00a0: 0 (E) à 100 (A)" in told


def test_a_bar_is_as_long_as_its_index() -> None:
    view = viewed(returned(best, temps=Answer("temps", Status.ANSWERED, "non")))
    lengths = [float(bar.get(WIDTH)[:-2]) for bar in shapes(bars(view.themes), "rect", Ink.SOLID)]
    assert [round(100 * length / 9.4) for length in lengths] == [theme.score.value for theme in view.themes] == [57, 100]


def test_the_best_case_lengthens_the_bar_in_a_lighter_ink() -> None:
    view = viewed(returned(best, temps=Answer("temps", Status.UNKNOWN)))
    dark, light = (shapes(bars(view.themes), "rect", ink)[0] for ink in (Ink.SOLID, Ink.LIGHT))
    assert float(light.get(WIDTH)[:-2]) > float(dark.get(WIDTH)[:-2])


def test_a_theme_not_evaluated_has_neither_bar_nor_dot_but_words() -> None:
    view = viewed(returned(best, **AWAY))
    assert len(shapes(bars(view.themes), "rect", Ink.TRACK)) == 1
    assert len(shapes(radar(view.themes), "ellipse", Ink.SOLID)) == 1
    assert not shapes(radar(view.themes), "polygon", Ink.SURFACE)
    assert odf(bars(view.themes)).markup.count("non évalué") == 2  # the label, and the words for a screen reader


def test_the_letter_earned_is_pointed_at_without_colour() -> None:
    view = viewed(returned(worst))
    scale = letter_scale(view.letters, view.score)
    assert len(shapes(scale, "polygon", Ink.POINTER)) == 1
    assert drawn(scale).findtext("{*}desc") == "Indice 0, lettre E, sur une échelle de A à E."


def test_without_an_index_nothing_is_pointed_at() -> None:
    everything = {question.id: Answer(question.id, Status.NOT_APPLICABLE) for question in TINY.questions}
    view = viewed(returned(best, **everything))
    scale = letter_scale(view.letters, view.score)
    assert not shapes(scale, "polygon", Ink.POINTER)
    assert "non évalué" in drawn(scale).findtext("{*}desc")


def test_data_in_a_drawing_is_escaped() -> None:
    themes = viewed(returned(best)).themes
    hostile = type(themes[0])(**{name: getattr(themes[0], name) for name in themes[0].__slots__} | {"short_title": "<a>&\x00"})
    assert "&lt;a&gt;&amp;" in odf(radar((hostile, *themes[1:]))).markup
    assert drawn(radar((hostile, *themes[1:]))) is not None
