"""The token carries a form's identity through any text it is mixed with."""

from __future__ import annotations

import pytest

from forms.identity import Token, tokens_in
from tests.tiny import BLANK, PERSONAL

TOKEN = PERSONAL.token


@pytest.mark.parametrize("token", [PERSONAL.token, BLANK.token])
def test_a_token_is_read_back_from_what_it_prints(token: Token) -> None:
    assert tokens_in(str(token)) == (token,)


def test_a_blank_edition_names_no_one() -> None:
    assert BLANK.token.reference is None
    assert BLANK.qr_payload.startswith("ECV:")


@pytest.mark.parametrize("text", [f"{TOKEN}, autre mot-clé", f"Sujet : {TOKEN} ;", f"{TOKEN}\n{TOKEN}"])
def test_a_token_is_found_among_other_words(text: str) -> None:
    assert tokens_in(text) == (TOKEN,)


@pytest.mark.parametrize("text", ["", "ecoclic:1/", str(TOKEN)[:-1], str(TOKEN) + "0", str(TOKEN).replace("ecoclic:1", "ecoclic:2")])
def test_a_damaged_token_is_none(text: str) -> None:
    assert tokens_in(text) == ()


def test_the_qr_payload_stays_small() -> None:
    for identity in (PERSONAL, BLANK):
        assert len(identity.qr_payload) <= 25
        assert identity.qr_payload == identity.qr_payload.upper()
