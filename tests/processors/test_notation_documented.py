"""What the scoring page tells advisors is what the product does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from processors.assessment import assess
from tests.processors.test_validation import checked
from tests.tiny import TINY

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "notation.md").read_text(encoding="utf-8")
DIVISIONS = re.findall(r"`100 × (\d+) ÷ (\d+) = (\d+)`, lettre (\w)", PAGE)


@pytest.mark.parametrize(("earned", "attainable", "index", "letter"), DIVISIONS)
def test_every_division_of_the_page_is_right(earned: str, attainable: str, index: str, letter: str) -> None:
    assert 100 * int(earned) // int(attainable) == int(index)
    assert TINY.letter_for(int(index)) == letter


def test_the_worked_example_is_what_the_product_computes() -> None:
    result = assess(TINY, checked("referent=oui temps=nsp partenaires__epci=epci reemploi=nc"))
    score = result.overall
    assert [tuple(map(int, each[:3])) for each in DIVISIONS[:2]] == [
        (score.earned, score.attainable, score.index),
        (score.earned + score.unknown, score.attainable, score.best_index),
    ]
    assert score.provisional
    assert [(each.question, each.at_stake) for each in result.to_verify] == [("temps", 3)]
    assert [(each.recommendation, each.gain) for each in result.actions] == [("allier", 1)]


def test_the_second_example_is_too() -> None:
    score = assess(TINY, checked("referent=non partenaires__epci=epci reemploi=nc")).overall
    assert (str(score.earned), str(score.attainable), str(score.index), score.letter) == DIVISIONS[2]
    assert score.unknown == 0


def test_every_notice_is_explained() -> None:
    told = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", PAGE))
    assert notice_codes() - told == set()
    assert len(notice_codes()) == 17


def notice_codes() -> set[str]:
    """The codes written in the module that makes the notices: hyphenated words alone in a string."""
    tree = ast.parse((ROOT / "processors" / "sentences.py").read_text(encoding="utf-8"))
    strings = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in strings if re.fullmatch(r"[a-z]+(?:-[a-z]+)+", text)}
