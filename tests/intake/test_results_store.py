"""Results where they are quick to read, and whose results were shown to whom."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from intake.ledger_schema import MIGRATIONS
from intake.records import NewAssessment
from intake.results_store import ResultsStore
from tests.intake.ledgers import MINE, OTHER, assessed, fill, open_ledger
from tests.tiny import CAMPAIGN, COMMUNE

THEMES = {"gouvernance": 40, "parc": None}
LATER = replace(CAMPAIGN, id="essai-2027")


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as opened:
        fill(opened)
        opened.campaigns.create(LATER, [COMMUNE, OTHER], [])
        yield opened


def kept(ledger, belonging=MINE, index=50):
    submission = assessed(ledger)
    ledger.results.keep(submission, belonging, index, THEMES)
    return submission


def test_results_are_read_in_the_order_of_assessment_from_any_point(ledger):
    first, second = kept(ledger), kept(ledger, index=None)
    results = ledger.results.after(0)
    assert [(each.submission, each.index, each.themes) for each in results] == [(first, 50, THEMES), (second, None, THEMES)]
    assert ledger.results.after(results[0].number) == results[1:]
    assert ledger.results.of(second) == results[1]
    assert ledger.results.of(99) is None


def test_a_result_is_kept_once_and_never_changed(ledger):
    submission = kept(ledger)
    with pytest.raises(sqlite3.IntegrityError):
        ledger.results.keep(submission, MINE, 60, THEMES)
    for statement in ("UPDATE results SET overall_index = 1", "DELETE FROM results"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            ledger._database.write(statement)


def test_the_result_before_a_campaign_is_the_latest_of_the_latest_earlier_one(ledger):
    kept(ledger)
    revised = kept(ledger, index=60)
    kept(ledger, replace(MINE, campaign=LATER.id), index=70)
    found = ledger.results.before_campaign(LATER.id, COMMUNE.key)
    assert (found.submission, found.index) == (revised, 60)
    assert ledger.results.before_campaign(CAMPAIGN.id, COMMUNE.key) is None
    assert ledger.results.before_campaign(LATER.id, OTHER.key) is None


def test_it_remembers_whose_results_each_version_showed_to_a_respondent(ledger):
    submission = kept(ledger)
    ledger.submissions.deliver(submission, [], "archives/x")
    ledger.submissions.make_again(submission, NewAssessment(2, "{}", "e" * 64, '{"n":2}'))
    members = frozenset({1, 2, 7, 8, 9, 2000})
    ledger.results.keep_shown(submission, 2, {"campaign": members, "type": {3}})
    shown = ledger.results.shown_to(COMMUNE.key, MINE.scoring_hash)
    assert [(each.document_version, each.kind, each.members, each.comparison) for each in shown] == [
        (2, "campaign", members, '{"n":2}'),
        (2, "type", frozenset({3}), '{"n":2}'),
    ]
    assert ledger.results.shown_in(submission) == shown
    assert ledger.results.shown_to(COMMUNE.key, "another hash") == ()
    assert ledger.results.shown_to(OTHER.key, MINE.scoring_hash) == ()


def test_an_older_ledger_is_given_the_results_of_what_it_has_assessed(tmp_path):
    """As it was before there was a table of results, made over by the migration."""
    with open_ledger(tmp_path) as ledger:
        fill(ledger)
        submission = assessed(ledger)
    overall = {"overall": {"index": 50}, "themes": [{"theme": name, "score": {"index": each}} for name, each in THEMES.items()]}
    number = next(place for place, each in enumerate(MIGRATIONS) if any("CREATE TABLE results" in line for line in each))
    with closing(sqlite3.connect(tmp_path / "registre.sqlite", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER assessments_are_never_updated")
        connection.execute("UPDATE assessments SET assessment = ?", (json.dumps(overall),))
        for statement in ("DROP TABLE shown_groups", "DROP TABLE results", *MIGRATIONS[number]):
            connection.execute(statement)
    with open_ledger(tmp_path) as ledger:
        (result,) = ledger.results.after(0)
    assert (result.submission, result.campaign, result.respondent) == (submission, CAMPAIGN.id, COMMUNE.key)
    assert (result.scoring_hash, result.index, result.themes) == (MINE.scoring_hash, 50, THEMES)


def test_no_group_takes_no_room(ledger):
    store: ResultsStore = ledger.results
    submission = kept(ledger)
    store.keep_shown(submission, 1, {})
    assert store.shown_in(submission) == ()
