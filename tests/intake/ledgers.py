"""Ledgers to test with: one tiny campaign, and a submission in any state."""

from datetime import UTC, datetime
from itertools import count

from forms.hashing import scoring_hash
from forms.respondents import Respondent, RespondentKind
from intake.ledger import Ledger
from intake.records import Arrival, Belonging, DeliveredDocument, IssuedForm, NewAssessment, Reason, Stamp, State
from tests.tiny import CAMPAIGN, COMMUNE, PERSONAL, TINY

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
OTHER = Respondent(RespondentKind.CC, "CC d’Essai", None, "200000172", 51_000)
FORM = IssuedForm(PERSONAL.reference, CAMPAIGN.id, COMMUNE.key, CAMPAIGN.content_hash)
MINE = Belonging(CAMPAIGN.id, COMMUNE.key, PERSONAL.reference, CAMPAIGN.content_hash, scoring_hash(TINY))
UNREADABLE = Reason("fichier-endommage", "Le fichier est abîmé.", "bad zip")
REPORT = DeliveredDocument("rapport", "3-rapports/essai-2026/01001/rapport.odt", "a" * 64)

_numbers = count(1)


def open_ledger(folder):
    return Ledger(folder / "registre.sqlite", lambda: NOW)


def fill(ledger):
    ledger.campaigns.add_questionnaire(TINY)
    ledger.campaigns.create(CAMPAIGN, [COMMUNE, OTHER], [FORM])


def arrival(sha="0" * 64, path=None, seen_pass=1):
    number = next(_numbers)
    return Arrival(path or b"depot-%d.odt" % number, "depot.odt", Stamp(10, number, number), sha, seen_pass)


def received(ledger, **facts):
    return ledger.submissions.receive(arrival(**facts)).id


def identified(ledger, **facts):
    submission = received(ledger, **facts)
    ledger.submissions.identify(submission, MINE)
    return submission


def read(ledger, **facts):
    submission = identified(ledger, **facts)
    ledger.submissions.keep_reading(submission, '{"raw":1}')
    return submission


def assessed(ledger, answers="h1", fingerprint="f" * 64, **facts):
    submission = read(ledger, **facts)
    ledger.submissions.assess(submission, '{"checked":1}', answers, NewAssessment(1, '{"index":50}', fingerprint))
    return submission


def delivered(ledger, **facts):
    submission = assessed(ledger, **facts)
    ledger.submissions.deliver(submission, [REPORT], f"archives/essai-2026/{submission}.odt")
    return submission


def refused(ledger, **facts):
    submission = received(ledger, **facts)
    ledger.submissions.refuse(submission, UNREADABLE)
    return submission


def duplicate(ledger, **facts):
    submission = received(ledger, **facts)
    ledger.submissions.mark_duplicate(submission, received(ledger))
    return submission


def waiting(ledger, **facts):
    submission = identified(ledger, **facts)
    ledger.submissions.hold(submission, Reason("versions-concurrentes", "Deux fichiers différents."))
    return submission


REACHED = {
    State.RECEIVED: received,
    State.IDENTIFIED: identified,
    State.READ: read,
    State.ASSESSED: assessed,
    State.DELIVERED: delivered,
    State.REFUSED: refused,
    State.DUPLICATE: duplicate,
    State.WAITING: waiting,
}
