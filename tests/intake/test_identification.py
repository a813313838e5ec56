"""Whose form it is: carriers must agree, and a blank edition is never attributed by guesswork."""

from __future__ import annotations

import pytest

from forms.identity import Token
from forms.reference import reference_for
from forms.respondents import Respondent, RespondentKind
from forms.returns import Carrier, CarrierKind, RawReturn, RefusalCode, Refused
from intake.identification import Identified, identify, resolve_blank
from tests.tiny import BLANK, CAMPAIGN, COMMUNE, PERSONAL

MINE, OTHER = PERSONAL.reference, reference_for("essai", "01002")
TOKEN = str(PERSONAL.token)
CONTENT = CAMPAIGN.content_hash[:16]
WRONG = MINE[:-1] + ("2" if MINE[-1] != "2" else "3")
K = CarrierKind

EPCI = Respondent(RespondentKind.CC, "CC de la Dombes", siren="200069193")
HOMONYM = Respondent(RespondentKind.COMMUNE, "Saint-Denis", "93066", "219300662")
NAMESAKE = Respondent(RespondentKind.COMMUNE, "Saint-Denis", "97411", "219740115")
CORSE = Respondent(RespondentKind.COMMUNE, "Ajaccio", "2A004")
RESPONDENTS = (COMMUNE, EPCI, HOMONYM, NAMESAKE, CORSE)


def returned(*carriers: tuple[CarrierKind, str]) -> RawReturn:
    return RawReturn({}, tuple(Carrier(kind, text) for kind, text in carriers))


@pytest.mark.parametrize("kind", [K.HIDDEN_FIELD, K.USER_DEFINED, K.XMP, K.KEYWORDS, K.SUBJECT, K.TITLE])
def test_any_one_carrier_identifies_a_form(kind):
    assert identify(returned((kind, f"avant {TOKEN}, après"))) == Identified(MINE, CAMPAIGN.id, CAMPAIGN.questionnaire_id, CONTENT)


@pytest.mark.parametrize("kind", [K.TEXT, K.TITLE, K.QR])
def test_a_bare_code_identifies_a_form_and_leaves_the_rest_to_the_ledger(kind):
    assert identify(returned((kind, f"code {MINE.lower()}"))) == Identified(reference=MINE)


def test_no_carrier_says_nothing():
    assert identify(returned((K.TITLE, "Lettre"))) == Identified()


def test_a_code_whose_check_symbol_is_wrong_identifies_nobody():
    assert identify(returned((K.TEXT, WRONG), (K.SUBJECT, TOKEN.replace(MINE, WRONG)))) == Identified()


def test_a_blank_edition_names_its_campaign_and_version_but_nobody():
    assert identify(returned((K.SUBJECT, str(BLANK.token)))) == Identified(None, CAMPAIGN.id, CAMPAIGN.questionnaire_id, CONTENT)


def test_a_blank_edition_known_by_its_qr_names_its_version():
    assert identify(returned((K.QR, BLANK.qr_payload))) == Identified(content=CONTENT)


def test_two_references_are_a_conflict_that_names_both():
    with pytest.raises(Refused) as caught:
        identify(returned((K.TEXT, OTHER), (K.HIDDEN_FIELD, TOKEN)))
    assert caught.value.reason is RefusalCode.IDENTITY_CONFLICT
    assert f"{MINE}, {OTHER}" in caught.value.sentence


@pytest.mark.parametrize(
    "other",
    [Token(None, "autre", CAMPAIGN.questionnaire_id, CONTENT), Token(None, CAMPAIGN.id, "autre", CONTENT), Token(None, CAMPAIGN.id, CAMPAIGN.questionnaire_id, "0" * 16)],
)  # fmt: skip
def test_two_campaigns_questionnaires_or_versions_are_a_conflict(other):
    with pytest.raises(Refused) as caught:
        identify(returned((K.SUBJECT, str(BLANK.token)), (K.KEYWORDS, str(other))))
    assert caught.value.reason is RefusalCode.IDENTITY_CONFLICT


def test_a_personal_form_pasted_into_a_blank_edition_is_the_personal_one_and_said_so():
    found = identify(returned((K.SUBJECT, str(BLANK.token)), (K.TEXT, MINE)))
    assert found.reference == MINE
    assert [notice.code for notice in found.notices] == ["porteurs-partiels"]


# Blank edition -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("01001", COMMUNE),
        (" 01 001 ", COMMUNE),
        ("01\u00a0001", COMMUNE),
        ("INSEE : 01001", COMMUNE),
        ("\uff10\uff11\uff10\uff10\uff11", COMMUNE),  # full-width digits
        ("210100012", COMMUNE),
        ("210 100\u202f012", COMMUNE),
        ("210 100 012 00017", COMMUNE),  # SIRET
        ("SIREN 200 069 193", EPCI),
        ("N° SIREN : 200 069 193", EPCI),
        ("200-069-193", EPCI),
        ("2a004", CORSE),
        ("97411", NAMESAKE),
        ("01001 L’Abergement", COMMUNE),
        ("L’Abergement-Clémenciat (01001)", COMMUNE),
        ("01001 / 210100012", COMMUNE),
        ("01001 - 210 100 012", COMMUNE),
        ("INSEE 2a004, Ajaccio", CORSE),
        ("1001", COMMUNE),  # a spreadsheet took the zero for one of a number
        ("1001 L’Abergement", COMMUNE),
    ],
)
def test_a_code_is_recognised_however_it_is_spaced(typed, expected):
    assert resolve_blank(typed, "", RESPONDENTS) is expected


@pytest.mark.parametrize(
    ("typed", "place", "reason"),
    [
        ("", "", RefusalCode.IDENTITY_MISSING),
        ("  \u00a0", "L’Abergement-Clémenciat", RefusalCode.IDENTITY_MISSING),
        ("", "Saint-Denis", RefusalCode.IDENTITY_MISSING),
        ("1002", "L’Abergement-Clémenciat", RefusalCode.IDENTITY_UNKNOWN),
        ("1001", "Ajaccio", RefusalCode.IDENTITY_CONFLICT),
        ("01001 Ajaccio", "", RefusalCode.IDENTITY_CONFLICT),
        ("01001 / 200069193", "", RefusalCode.IDENTITY_UNKNOWN),
        ("01001 / 01999", "", RefusalCode.IDENTITY_UNKNOWN),
        ("01001 2026", "", RefusalCode.IDENTITY_UNKNOWN),
        ("01001 L’Abergement 3", "", RefusalCode.IDENTITY_UNKNOWN),
        ("93066 97411", "Saint-Denis", RefusalCode.IDENTITY_UNKNOWN),
        ("01999", "L’Abergement-Clémenciat", RefusalCode.IDENTITY_UNKNOWN),
        ("Abergement", "", RefusalCode.IDENTITY_UNKNOWN),
        ("210100013", "", RefusalCode.IDENTITY_UNKNOWN),
        ("99999999999999", "", RefusalCode.IDENTITY_UNKNOWN),
        ("01001", "Ajaccio", RefusalCode.IDENTITY_CONFLICT),
        ("None", "", RefusalCode.IDENTITY_UNKNOWN),
    ],
)
def test_nobody_is_guessed(typed, place, reason):
    with pytest.raises(Refused) as caught:
        resolve_blank(typed, place, RESPONDENTS)
    assert caught.value.reason is reason


def test_a_zero_is_put_back_for_nobody_when_two_respondents_fit():
    twice = (COMMUNE, Respondent(RespondentKind.OTHER, "Régie de l’Abergement", "01001"))
    with pytest.raises(Refused) as caught:
        resolve_blank("1001", "", twice)
    assert caught.value.reason is RefusalCode.IDENTITY_UNKNOWN


@pytest.mark.parametrize("place", ["Saint-Denis", "saint denis", "Mairie de Saint-Denis", "", "Ville"])
def test_a_name_that_is_not_plainly_anothers_does_not_contradict_the_code(place):
    assert resolve_blank("93066", place, RESPONDENTS) is HOMONYM


def test_a_missing_code_never_matches_a_respondent_that_has_none():
    nobody = Respondent(RespondentKind.OTHER, "Sans code")
    with pytest.raises(Refused):
        resolve_blank("-", "Sans code", (nobody,))


def test_what_was_typed_is_shown_short_and_on_one_line():
    with pytest.raises(Refused) as caught:
        resolve_blank("x\ny\u202e" + "z" * 500, "", RESPONDENTS)
    assert "\n" not in caught.value.sentence
    assert "\u202e" not in caught.value.sentence
    assert len(caught.value.sentence) < 400
