"""The reference code is read as people type it, and never mistaken for another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.reference import ALPHABET, is_written_as_reference, parse_reference, reference_for, references_in

CODE = reference_for("espace", "campagne", "01001", "contenu")
codes = st.builds(reference_for, st.text(), st.text())


def test_the_same_parts_give_the_same_code() -> None:
    assert reference_for("a", "b") == reference_for("a", "b")


def test_parts_are_kept_apart() -> None:
    assert reference_for("ab", "c") != reference_for("a", "bc")


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        CODE.replace("-", "\N{EN DASH}"),
        CODE.replace("-", "\N{NON-BREAKING HYPHEN}"),
        f"Référence : {CODE}.",
        f"  {CODE}\n",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_reference(typed) == CODE


@pytest.mark.parametrize("typed", ["", "EC", "EC-", CODE[:-1], CODE + "X", "EC-0000-1111-2", "une lettre"])
def test_what_is_no_code_is_not_read(typed: str) -> None:
    assert parse_reference(typed) is None


@given(code=codes, place=st.integers(0, 8), symbol=st.sampled_from(ALPHABET))
def test_any_single_wrong_symbol_is_found(code: str, place: int, symbol: str) -> None:
    symbols = list(code[3:].replace("-", ""))
    right = symbols[place]
    symbols[place] = symbol
    typed = "EC" + "".join(symbols)
    assert parse_reference(typed) == (code if symbol == right else None)


@given(code=codes, first=st.integers(0, 8), second=st.integers(0, 8))
def test_any_swap_of_two_symbols_is_found(code: str, first: int, second: int) -> None:
    symbols = list(code[3:].replace("-", ""))
    same = symbols[first] == symbols[second]
    symbols[first], symbols[second] = symbols[second], symbols[first]
    assert parse_reference("EC" + "".join(symbols)) == (code if same else None)


def test_every_code_in_a_text_is_found_once() -> None:
    other = reference_for("autre")
    assert references_in(f"{CODE} page 1 {other} page 2 {CODE}") == (CODE, other)


@pytest.mark.parametrize(
    "typed", [CODE, CODE[:-1] + "O", CODE.lower().replace("-", " "), CODE[:-1], CODE.replace("-", "") + "X", "EC-0000-1111-2"]
)
def test_a_code_with_a_slip_of_the_pen_is_still_seen_to_be_meant_as_one(typed: str) -> None:
    assert is_written_as_reference(typed)


@pytest.mark.parametrize("typed", ["", "EC", "École primaire", "01001", "210100012", "2A004"])
def test_what_is_meant_otherwise_is_not(typed: str) -> None:
    assert not is_written_as_reference(typed)
