"""A template may be as foolish or as hostile as it likes: it is told in words, in a bounded number of steps, and nothing grows."""

from __future__ import annotations

import pytest

from forms.errors import TemplateError
from outbox import odt_template
from outbox.odt_template import OdtTemplate
from tests.outbox.samples import filled, odt, p

NBSP = "\u00a0"


def told(body: str, **values: object) -> str:
    with pytest.raises(TemplateError) as refused:
        filled(body, **values)
    return "\n".join(refused.value.problems).replace(NBSP, " ")


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("9 ** 9 ** 9", "mal écrite"),
        ("« a » * 999999999", "entre deux nombres"),
        ("« %0999999d » % 1", "entre deux nombres"),
        ("mots * 999999999", "entre deux nombres"),
        ("1" + " * 999999999999999" * 3, "entre deux nombres"),
        ("9" * 400, "est trop grand"),
        ("(" * 30 + "1" + ")" * 30, "trop longue"),
        ("non " * 120 + "vrai", "trop longue"),
        ("1" + " + 1" * 60, "trop longue"),
        ("1" + " + 1" * 400, "n’est pas fermée"),
        ("-mots", "devant un nombre"),
        ("texte ~ mots", "n’a pas de sens"),
        ("mots|joindre(mots|joindre(mots|joindre(mots|joindre(mots|joindre(mots|joindre)))))", "trop long"),
        ("mots|joindre(boucle)", "« boucle » n’existe"),
        ("mots|joindre(mots)", "ne s’écrit pas telle quelle"),
        ("mots|nombre(1, 2)", "n’a pas de sens ici"),
        ("texte ≤ 3", "n’a pas de sens ici"),
    ],
)
def test_an_expression_beyond_bounds_is_told(expression: str, said: str) -> None:
    assert said in told(p(f"{{{{ {expression} }}}}"), texte="a", mots=tuple("abcdefghij" * 3))


def test_numbers_that_divisions_give_are_printed_in_french() -> None:
    assert filled(p("{{ 1 / 3 }} {{ 4 / 2 }} {{ 1.5 }}")) == p("0,33 2 1,5")


@pytest.mark.parametrize(
    "body",
    [
        "{{ pour x dans xs }}{{ pour y dans xs }}.{{ fin }}{{ fin }}",
        "{{ pour x dans xs }}{{ pour y dans xs }}{{ si x = y }}.{{ fin }}{{ fin }}{{ fin }}",
        "{{ pour x dans xs }}{{ si long|majuscules = « » }}.{{ fin }}{{ fin }}",
    ],
)
def test_what_loops_cost_is_bounded_by_what_is_in_them(body: str) -> None:
    assert "n’en finissent pas" in told(p(body), xs=tuple(range(1_000)), long="x" * 400_000)


def test_a_loop_full_of_tags_ends_sooner_than_an_empty_one() -> None:
    xs = tuple(range(1_000))
    assert filled(p("{{ pour x dans xs }}{{ x }}{{ fin }}"), xs=xs)
    assert "n’en finissent pas" in told(p("{{ pour x dans xs }}" + "{{ x }}" * 300 + "{{ fin }}"), xs=xs)


def test_a_document_does_not_grow_without_end(monkeypatch) -> None:
    monkeypatch.setattr(odt_template, "_LARGEST_PART", 100_000)
    assert "trop volumineux" in told(p("{{ pour x dans xs }}{{ long }}{{ fin }}"), xs=tuple(range(200)), long="x" * 1_000)


@pytest.mark.parametrize("block", ["pour x dans xs", "si vrai"])
def test_blocks_nest_a_dozen_deep_and_no_deeper(block: str) -> None:
    def nested(depth: int) -> str:
        return p(f"{{{{ {block} }}}}" * depth + "." + "{{ fin }}" * depth)

    assert filled(nested(12), xs=(1,)) == p(".")
    assert "12 au plus" in told(nested(13), xs=(1,))


def test_a_template_has_no_more_tags_than_a_person_types() -> None:
    assert "plus qu’il n’est permis" in told(p("{{ n }}" * 3_001), n=1)


def test_braces_opened_by_the_million_are_read_in_one_go() -> None:
    assert "n’est pas fermée" in told(p("{{ x" * 100_000 + "{{" * 400_000))


def test_blanks_and_spans_by_the_million_cost_what_they_weigh() -> None:
    spans = "<text:span>" * 100 + "{{ si n }}{{ n }}{{ fin }}" * 50 + "</text:span>" * 100
    assert "1" in filled(f"<text:p>{spans}<text:s text:c='900000000'/></text:p>", n=1)


def test_a_template_of_ten_megabytes_of_text_is_refused() -> None:
    with pytest.raises(TemplateError, match="trop de texte"):
        OdtTemplate.from_bytes(odt(p("x" * 10_000_001)))
