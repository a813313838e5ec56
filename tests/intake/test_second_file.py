from dataclasses import replace
from datetime import UTC, datetime

import pytest

from intake.records import Decision, Stamp, State, Submission, Verdict
from intake.second_file import Duplicate, Others, Revision, Waits, meaning_of

NOW = datetime(2026, 3, 3, tzinfo=UTC)
MINE = Submission(
    9, State.READ, b"x.odt", "x.odt", Stamp(1, 1, 1), "0" * 64, 1, NOW, None, "mine", None, None, None, None, (), 0, "", settled=False
)


def other(answers: str, identity: int = 5, **changes: object) -> Submission:
    return replace(MINE, id=identity, answers_hash=answers, name=f"{identity}.odt", **changes)


def said(latest=None, undecided=(), together=()):
    return Others(other(latest, 1) if latest else None, [other(each, 2) for each in undecided], [other(each, 3) for each in together])


CONFLICT_NAME = replace(MINE, name="x (conflicted copy 2026-03-03).odt")
KEPT = replace(CONFLICT_NAME, decision=Decision(Verdict.KEEP, "Zoë", NOW))


@pytest.mark.parametrize(
    ("mine", "others", "meaning"),
    [
        (MINE, said(), Revision),
        (MINE, said(latest="mine"), Duplicate),
        (MINE, said(latest="other"), Revision),
        (MINE, said(undecided=["mine"]), Duplicate),
        (MINE, said(undecided=["other"]), Revision),
        (MINE, said(together=["other"]), Waits),
        (MINE, said(together=["mine"]), Revision),
        (MINE, said(latest="mine", together=["other"]), Duplicate),
        (MINE, said(latest="other", together=["other"]), Revision),
        (MINE, said(latest="other", together=["third"]), Waits),
        (CONFLICT_NAME, said(), Revision),
        (CONFLICT_NAME, said(latest="other"), Waits),
        (CONFLICT_NAME, said(undecided=["other"]), Waits),
        (CONFLICT_NAME, said(latest="mine"), Duplicate),
        (KEPT, said(latest="other", together=["third"]), Revision),
        (KEPT, said(latest="mine"), Duplicate),
    ],
)
def test_the_first_rule_that_matches_decides(mine, others, meaning):
    assert isinstance(meaning_of(mine, others), meaning)


def test_the_reason_names_the_rival():
    meaning = meaning_of(MINE, said(together=["other"]))
    assert isinstance(meaning, Waits)
    assert "3.odt" in meaning.reason.sentence
    assert meaning.reason.code == "versions-concurrentes"


def test_a_waiting_return_that_is_kept_is_no_duplicate_of_itself():
    assert isinstance(meaning_of(KEPT, Others(None, [KEPT], [])), Revision)
