"""A corrected typo changes what was issued, not what is compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms.codec import canonical_json, filled_part, from_json, sha256_of
from forms.complement import layout_of
from forms.hashing import LAYOUT_VERSION, content_hash, scoring_hash
from forms.identity import FormIdentity
from forms.pdf.master import PdfMaster
from forms.questionnaire import Choice, Questionnaire
from tests.drivers.renewed import LASTING, RENEWED
from tests.tiny import BLANK, PERSONAL, TINY


def with_first_question(**changes: object) -> Questionnaire:
    first, *others = TINY.questions
    return replace(TINY, questions=(replace(first, **changes), *others))


def test_a_corrected_typo_keeps_results_comparable() -> None:
    corrected = with_first_question(text="Une personne est-elle désignée ?")
    assert content_hash(corrected) != content_hash(TINY)
    assert scoring_hash(corrected) == scoring_hash(TINY)


def test_other_points_break_the_series() -> None:
    assert scoring_hash(with_first_question(choices=(Choice("oui", "Oui", 3), Choice("non", "Non", 0)))) != scoring_hash(TINY)


def test_another_condition_breaks_the_series() -> None:
    parentless = replace(TINY.question("temps"), condition=None)
    changed = replace(TINY, questions=tuple(parentless if each.id == "temps" else each for each in TINY.questions))
    assert scoring_hash(changed) != scoring_hash(TINY)


def test_the_order_of_questions_does_not_matter_to_scoring() -> None:
    assert scoring_hash(replace(TINY, questions=TINY.questions[::-1])) == scoring_hash(TINY)


def test_a_questionnaire_is_read_back_from_what_is_stored() -> None:
    assert TINY.has_question("referent")  # fills the cache, which must not be stored
    assert from_json(canonical_json(TINY), Questionnaire) == TINY


def test_a_definition_keeps_its_hash_when_the_vocabulary_learns_a_word_it_does_not_use() -> None:
    written = canonical_json(TINY.filled_part).decode()
    assert '"cap":null' not in written
    assert '"help":""' not in written
    assert '"allows_not_applicable":false' not in written
    assert content_hash(with_first_question(help="Un mot d’aide.")) != content_hash(TINY)


def test_zero_is_something_said() -> None:
    assert filled_part({"points": 0, "cap": None, "help": "", "exclusive": False, "of": [{"a": ()}]}) == {"points": 0, "of": [{}]}


LAID_OUT = {
    "personal": (TINY, PERSONAL, "1145816c247e4a6af8ecf763e8592f2cfa6bce12c761d317455a1307452deeb8"),
    "blank": (TINY, BLANK, "dcee947800852123ec757d475b54962e834e26da8f929aff813adc3587cac9ff"),
    "renewed": (LASTING, RENEWED, "0fbb00625ca782706fdbe076ffc86cd3de56ee8fc0536e5f87d62b5aa795ad97"),
}
"""What is sent for each edition, and where its boxes stand in the layout of LAYOUT_VERSION 2: 64 hexadecimal digits."""


@pytest.mark.parametrize("edition", LAID_OUT)
def test_a_box_that_moves_wants_another_layout_version(edition: str) -> None:
    questionnaire, identity, where = LAID_OUT[edition]
    assert (LAYOUT_VERSION, laid_out(questionnaire, identity)) == (2, where)


def laid_out(questionnaire: Questionnaire, identity: FormIdentity) -> str:
    """Whole points: what a box moves by less is nothing to who reads it."""
    boxes = PdfMaster.build(layout_of(questionnaire, identity)).geometry.boxes
    return sha256_of([(box.field, box.value, box.page, round(box.rectangle.left), round(box.rectangle.bottom)) for box in boxes])
