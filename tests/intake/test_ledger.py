import sqlite3

import pytest

from forms.reference import reference_for
from forms.respondents import Respondent, RespondentKind
from intake.records import FROM, Belonging, IssuedForm, NewAssessment, OutOfStep, Reading, Setback, State
from tests.intake.ledgers import (
    FORM,
    MINE,
    NOW,
    OTHER,
    REACHED,
    REPORT,
    UNREADABLE,
    arrival,
    assessed,
    delivered,
    fill,
    identified,
    open_ledger,
    received,
    refused,
)
from tests.tiny import CAMPAIGN, COMMUNE, PERSONAL, TINY


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as opened:
        yield opened


@pytest.fixture
def campaign(ledger):
    fill(ledger)
    return ledger


STEPS = {
    State.IDENTIFIED: lambda store, submission: store.identify(submission, MINE),
    State.READ: lambda store, submission: store.keep_reading(submission, "{}"),
    State.ASSESSED: lambda store, submission: store.assess(submission, "{}", "h", NewAssessment(9, "{}", "e" * 64)),
    State.DELIVERED: lambda store, submission: store.deliver(submission, [], "archives/x"),
    State.REFUSED: lambda store, submission: store.refuse(submission, UNREADABLE),
    State.DUPLICATE: lambda store, submission: store.mark_duplicate(submission, submission),
    State.WAITING: lambda store, submission: store.hold(submission, UNREADABLE),
}


class TestTransitions:
    @pytest.mark.parametrize("after", STEPS)
    @pytest.mark.parametrize("before", REACHED)
    def test_it_allows_exactly_the_written_ones(self, campaign, before, after):
        submission = REACHED[before](campaign)
        history = campaign.submissions.events(submission)
        if before in FROM[after]:
            STEPS[after](campaign.submissions, submission)
            assert campaign.submissions.get(submission).state is after
            assert [event.after for event in campaign.submissions.events(submission)] == [*(event.after for event in history), after]
        else:
            untouched = campaign.submissions.get(submission)
            with pytest.raises(OutOfStep):
                STEPS[after](campaign.submissions, submission)
            assert campaign.submissions.get(submission) == untouched
            assert campaign.submissions.events(submission) == history

    def test_it_reaches_every_state(self):
        assert set(FROM) | {State.RECEIVED} == set(State) == set(REACHED)


def test_a_delivered_return_keeps_all_it_went_through(campaign):
    submission = delivered(campaign, sha="b" * 64, path=b"sous-dossier/Compl\xe9t\xe9\n.odt")
    kept = campaign.submissions.get(submission)
    assert (kept.path, kept.sha256, kept.received_at, kept.belonging) == (b"sous-dossier/Compl\xe9t\xe9\n.odt", "b" * 64, NOW, MINE)
    assert (kept.revision, kept.answers_hash, kept.documents, kept.settled) == (1, "h1", (REPORT,), True)
    assert campaign.submissions.reading(submission) == Reading('{"raw":1}', '{"checked":1}')
    assert [each.after.value for each in campaign.submissions.events(submission)] == [
        "received",
        "identified",
        "read",
        "assessed",
        "delivered",
    ]


def test_the_same_file_listed_again_is_the_same_submission(campaign):
    drop = arrival()
    first = campaign.submissions.receive(drop)
    campaign.submissions.refuse(first.id, UNREADABLE)
    again = campaign.submissions.receive(drop)
    assert (again.id, again.state) == (first.id, State.REFUSED)


def test_a_file_dropped_again_after_the_first_has_moved_is_a_new_submission(campaign):
    drop = arrival()
    first = campaign.submissions.receive(drop)
    campaign.submissions.refuse(first.id, UNREADABLE)
    campaign.submissions.settle(first.id, [], "4-a-revoir/x.odt")
    assert campaign.submissions.receive(drop).id != first.id


def test_everything_not_settled_is_resumed_in_the_order_of_arrival(campaign):
    left = [REACHED[state](campaign) for state in (State.ASSESSED, State.REFUSED, State.RECEIVED, State.WAITING)]
    delivered(campaign)
    closed = refused(campaign)
    campaign.submissions.settle(closed, [], "4-a-revoir/y.odt")
    assert [each.id for each in campaign.submissions.unfinished()] == left


@pytest.mark.parametrize("state", [State.RECEIVED, State.IDENTIFIED, State.READ, State.ASSESSED, State.DELIVERED])
def test_only_a_closed_return_can_be_settled_without_delivery(campaign, state):
    submission = REACHED[state](campaign)
    with pytest.raises(OutOfStep):
        campaign.submissions.settle(submission, [], "archives/z.odt")


@pytest.mark.parametrize(("state", "accepted"), [(state, state not in {State.RECEIVED, State.REFUSED, State.DUPLICATE}) for state in State])
def test_only_accepted_bytes_make_later_ones_a_duplicate(campaign, state, accepted):
    submission = REACHED[state](campaign, sha="c" * 64)
    found = campaign.submissions.accepted_with_sha("c" * 64)
    assert (found is not None and found.id == submission) is accepted
    assert campaign.submissions.accepted_with_sha("c" * 64, other_than=submission) is None


def test_revisions_count_the_assessed_returns_of_one_respondent(campaign):
    refused(campaign)
    first, second = assessed(campaign), assessed(campaign, answers="h2")
    assert [each.id for each in campaign.submissions.revisions(CAMPAIGN.id, COMMUNE.key)] == [first, second]
    assert campaign.submissions.latest_revision(CAMPAIGN.id, COMMUNE.key).revision == 2
    assert campaign.submissions.latest_revision(CAMPAIGN.id, OTHER.key) is None


def test_files_of_one_respondent_first_seen_in_one_pass_are_found_together(campaign):
    earlier, first, second, rejected = (
        assessed(campaign, seen_pass=1),
        assessed(campaign, seen_pass=2),
        identified(campaign, seen_pass=2),
        identified(campaign, seen_pass=2),
    )
    campaign.submissions.refuse(rejected, UNREADABLE)
    together = campaign.submissions.first_seen_together(campaign.submissions.get(second))
    assert [each.id for each in together] == [first]
    assert earlier not in [each.id for each in together]
    assert campaign.submissions.last_pass() == 2


def test_an_unknown_submission_is_an_error(campaign):
    with pytest.raises(KeyError):
        campaign.submissions.get(99)
    with pytest.raises(KeyError):
        campaign.submissions.refuse(99, UNREADABLE)


def test_a_return_nobody_has_identified_has_no_assessment(campaign):
    with pytest.raises(OutOfStep):
        campaign.submissions.make_again(received(campaign), NewAssessment(1, "{}", "f" * 64))


def test_failures_are_counted_until_a_step_succeeds(campaign):
    submission = received(campaign)
    for fault in (True, False):
        campaign.submissions.note_setback(submission, Setback("EIO", fault, NOW))
    failing = campaign.submissions.get(submission)
    assert (failing.attempts, failing.faults, failing.last_error, failing.retry_at) == (2, 1, "EIO", NOW)
    campaign.submissions.identify(submission, MINE)
    again = campaign.submissions.get(submission)
    assert (again.attempts, again.faults, again.last_error, again.retry_at) == (0, 0, "", None)


def test_the_spool_copy_is_needed_until_every_submission_of_its_bytes_is_settled(campaign):
    delivered(campaign, sha="d" * 64)
    assert not campaign.submissions.needs_spool("d" * 64)
    received(campaign, sha="d" * 64)
    assert campaign.submissions.needs_spool("d" * 64)


class TestAssessments:
    def test_it_finds_them_by_a_printed_fingerprint(self, campaign):
        submission = assessed(campaign, fingerprint="0a1b" + "0" * 60)
        (found,) = campaign.assessments.by_fingerprint("0A1B 0000")
        assert (found.submission, found.document_version, found.assessment, found.made_at) == (submission, 1, '{"index":50}', NOW)

    @pytest.mark.parametrize("wanted", ["", "  ", "0b", "%"])
    def test_it_finds_nothing_for_anything_else(self, campaign, wanted):
        assessed(campaign, fingerprint="0a1b" + "0" * 60)
        assert campaign.assessments.by_fingerprint(wanted) == ()

    def test_it_appends_versions_and_keeps_the_earlier_ones(self, campaign):
        submission = delivered(campaign)
        campaign.submissions.make_again(submission, NewAssessment(2, '{"index":51}', "9" * 64, '{"n":12}'))
        again = campaign.submissions.get(submission)
        assert (again.state, again.settled, again.revision, again.documents) == (State.ASSESSED, False, 1, (REPORT,))
        assert [each.assessment for each in campaign.assessments.of(submission)] == ['{"index":50}', '{"index":51}']
        assert campaign.assessments.latest(submission).comparison == '{"n":12}'
        with pytest.raises(OutOfStep):
            campaign.submissions.make_again(submission, NewAssessment(3, "{}", "8" * 64))
        campaign.submissions.deliver(submission, [REPORT], "archives/essai-2026/1.odt")
        with pytest.raises(sqlite3.IntegrityError):
            campaign.submissions.make_again(submission, NewAssessment(2, "{}", "8" * 64))
        assert campaign.submissions.get(submission).settled

    @pytest.mark.parametrize(
        "statement",
        ["UPDATE assessments SET assessment = '{}'", "DELETE FROM assessments", "UPDATE events SET note = 'x'", "DELETE FROM events"],
    )
    def test_it_lets_nobody_change_the_past(self, campaign, tmp_path, statement):
        assessed(campaign)
        with sqlite3.connect(tmp_path / "registre.sqlite") as other, pytest.raises(sqlite3.IntegrityError, match="never changed"):
            other.execute(statement)
        other.close()


class TestCampaigns:
    def test_it_gives_back_what_was_issued(self, campaign):
        campaigns = campaign.campaigns
        assert campaigns.campaign(CAMPAIGN.id) == CAMPAIGN
        assert campaigns.campaigns() == (CAMPAIGN,)
        assert campaigns.respondents(CAMPAIGN.id) == (COMMUNE, OTHER)
        assert campaigns.respondent(CAMPAIGN.id, "200000172") == OTHER
        assert campaigns.form(PERSONAL.reference) == FORM == campaigns.form_of(CAMPAIGN.id, COMMUNE.key, CAMPAIGN.content_hash)
        assert campaigns.forms(CAMPAIGN.id) == (FORM,)

    def test_it_knows_nothing_else(self, campaign):
        assert campaign.campaigns.campaign("autre") is None
        assert campaign.campaigns.form("EC-2222-2222-2") is None
        assert campaign.campaigns.respondent(CAMPAIGN.id, "99999") is None
        assert campaign.campaigns.questionnaire("0" * 64) is None

    def test_it_gives_back_a_questionnaire_from_disk_word_for_word(self, campaign, tmp_path):
        with open_ledger(tmp_path) as reopened:
            assert reopened.campaigns.questionnaire(CAMPAIGN.content_hash) == TINY
            assert reopened.campaigns.content_starting(CAMPAIGN.content_hash[:16].upper()) == CAMPAIGN.content_hash
            assert reopened.campaigns.content_starting("ffff") is None

    def test_it_keeps_a_campaign_whole_or_not_at_all(self, ledger):
        ledger.campaigns.add_questionnaire(TINY)
        with pytest.raises(sqlite3.IntegrityError):
            ledger.campaigns.create(CAMPAIGN, [COMMUNE, COMMUNE], [FORM])
        assert ledger.campaigns.campaigns() == ()

    def test_it_accepts_the_same_form_again_but_not_its_code_for_another(self, campaign):
        campaign.campaigns.issue([FORM])
        with pytest.raises(sqlite3.IntegrityError):
            campaign.campaigns.issue([IssuedForm(FORM.reference, CAMPAIGN.id, OTHER.key, CAMPAIGN.content_hash)])

    def test_it_keeps_where_the_boxes_stand(self, campaign):
        campaign.campaigns.keep_geometry(CAMPAIGN.content_hash, "personal", "[1]")
        campaign.campaigns.keep_geometry(CAMPAIGN.content_hash, "personal", "[2]")
        assert campaign.campaigns.geometry(CAMPAIGN.content_hash, "personal") == "[2]"
        assert campaign.campaigns.geometry(CAMPAIGN.content_hash, "blank") is None


def test_progress_says_who_was_sent_returned_refused_and_assessed(campaign):
    delivered(campaign)
    rejected = received(campaign)
    campaign.submissions.identify(rejected, Belonging(CAMPAIGN.id, OTHER.key, None, CAMPAIGN.content_hash, "s"))
    campaign.submissions.refuse(rejected, UNREADABLE)
    progress = campaign.campaigns.progress(CAMPAIGN.id)
    assert (progress.sent, progress.returned, progress.refused, progress.waiting, progress.assessed) == (1, 2, 1, 0, 1)
    assert [(each.respondent, each.sent, each.revision) for each in progress.respondents] == [(COMMUNE, True, 1), (OTHER, False, 0)]


def test_a_duplicate_is_not_a_return(campaign):
    submission = identified(campaign)
    campaign.submissions.mark_duplicate(submission, submission)
    assert campaign.campaigns.progress(CAMPAIGN.id).returned == 0


def test_a_refusal_of_unknown_origin_is_listed_apart(campaign):
    submission = refused(campaign)
    assert [each.id for each in campaign.submissions.unidentified()] == [submission]


def test_two_thousand_forms_are_kept_in_one_go(ledger):
    ledger.campaigns.add_questionnaire(TINY)
    communes = [Respondent(RespondentKind.COMMUNE, f"Commune {n}", f"{n:05d}") for n in range(1001, 3001)]
    forms = [IssuedForm(reference_for("x", each.key), CAMPAIGN.id, each.key, CAMPAIGN.content_hash) for each in communes]
    ledger.campaigns.create(CAMPAIGN, communes, forms)
    assert ledger.campaigns.forms(CAMPAIGN.id) == tuple(forms)
