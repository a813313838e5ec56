"""Who answers."""

from __future__ import annotations

import pytest

from forms.respondents import Respondent, RespondentKind, is_insee, is_siren


@pytest.mark.parametrize("code", ["01001", "2A004", "2B033", "95690", "97105", "97801", "98735", "20001".replace("200", "210")])
def test_real_shapes_of_insee_codes_are_accepted(code: str) -> None:
    assert is_insee(code)


@pytest.mark.parametrize("code", ["", "1001", "00001", "2C001", "96001", "97001", "97901", "98501", "010011", "01001\n", "٠1001"])
def test_other_codes_are_not(code: str) -> None:
    assert not is_insee(code)


@pytest.mark.parametrize("number", ["732829320", "210100012"])
def test_a_siren_has_a_right_key(number: str) -> None:
    assert is_siren(number)


@pytest.mark.parametrize("number", ["732829321", "73282932", "7328293200", "73282932O", "٧32829320"])
def test_a_wrong_siren_is_found(number: str) -> None:
    assert not is_siren(number)


def test_a_folder_name_is_short_plain_and_starts_with_the_key() -> None:
    respondent = Respondent(RespondentKind.COMMUNE, "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson " * 2, "51513")
    assert respondent.folder_name.startswith("51513-saint-remy-en-bouzemont")
    assert len(respondent.folder_name) <= 60
    assert respondent.folder_name.isascii()
