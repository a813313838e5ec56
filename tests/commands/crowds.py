"""A workspace whose ledger already holds the returns of many respondents, made without reading any file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from commands.workspace import Workspace
from forms.answers import CheckedReturn, Identity
from forms.campaign import Campaign
from forms.codec import canonical_json
from forms.hashing import content_hash, scoring_hash
from forms.questionnaire import Questionnaire
from forms.reference import reference_for
from forms.respondents import Respondent, RespondentKind
from forms.returns import RawReturn
from intake.ledger import Ledger
from intake.records import Arrival, Belonging, IssuedForm, NewAssessment, Reason, Stamp
from outbox.fingerprint import Subject, fingerprint
from processors.assessment import assess
from tests.tiny import CAMPAIGN, TINY

BEGUN = datetime(2026, 3, 3, 9, tzinfo=UTC)
PERSON = Identity(name="Jeanne Dupont", role="Secrétaire", email="jeanne@mairie.exemple.fr", date="3 mars 2026")


class Crowd:
    """A workspace at `root` with one campaign and its respondents."""

    def __init__(self, root: Path, questionnaire: Questionnaire = TINY, campaign: Campaign = CAMPAIGN) -> None:
        self.workspace = Workspace.create(root)
        self._now = BEGUN
        self.ledger = Ledger(self.workspace.ledger, self._clock)
        self.workspace.share.create(self.ledger.workspace_id)
        self.questionnaire = questionnaire
        self.campaign = replace(campaign, questionnaire_id=questionnaire.id, content_hash=content_hash(questionnaire))
        self._dropped = 0
        self.ledger.campaigns.add_questionnaire(questionnaire)

    def _clock(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def launch(self, respondents: list[Respondent], *, unsent: int = 0) -> None:
        """The campaign, whose last `unsent` respondents have no form yet."""
        sent = respondents[: len(respondents) - unsent]
        forms = [IssuedForm(self._reference(each), self.campaign.id, each.key, self.campaign.content_hash) for each in sent]
        self.ledger.campaigns.create(self.campaign, respondents, forms)

    def assessed(self, respondent: Respondent, checked: CheckedReturn, questionnaire: Questionnaire | None = None) -> int:
        """A return of `respondent`, assessed and delivered; gives its number."""
        asked, number = questionnaire or self.questionnaire, self._identified(respondent, questionnaire or self.questionnaire)
        assessment = assess(asked, checked)
        mark = fingerprint(Subject(self.campaign.id, respondent.key, 1), assessment, 1)
        self.ledger.submissions.keep_reading(number, canonical_json(RawReturn({})).decode())
        said = canonical_json(checked).decode()
        self.ledger.submissions.assess(number, said, f"answers-{number}", NewAssessment(1, canonical_json(assessment).decode(), mark))
        self.ledger.submissions.deliver(number, [], "archives/x.odt")
        return number

    def refused(self, respondent: Respondent) -> None:
        """A return of `respondent` that cannot be used."""
        number = self._identified(respondent, self.questionnaire)
        self.ledger.submissions.refuse(number, Reason("questionnaire-non-rempli", "Il n’est pas rempli."))
        self.ledger.submissions.settle(number, [], "4-a-revoir/x.odt")

    def waiting(self, respondent: Respondent) -> None:
        """A return of `respondent` about which a person must decide."""
        number = self._identified(respondent, self.questionnaire)
        self.ledger.submissions.hold(number, Reason("copies-en-conflit", "Deux copies diffèrent."))
        self.ledger.submissions.settle(number, [], "archives/x.odt")

    def _identified(self, respondent: Respondent, questionnaire: Questionnaire) -> int:
        self._dropped += 1
        place = b"%d.odt" % self._dropped
        arrival = Arrival(place, place.decode(), Stamp(1, 1, self._dropped), f"{self._dropped:064x}", 1)
        number = self.ledger.submissions.receive(arrival).id
        content = self.ledger.campaigns.add_questionnaire(questionnaire)
        belonging = Belonging(self.campaign.id, respondent.key, self._reference(respondent), content, scoring_hash(questionnaire))
        self.ledger.submissions.identify(number, belonging)
        return number

    def _reference(self, respondent: Respondent) -> str:
        return reference_for(self.campaign.id, respondent.key)


def communes(count: int, name: Callable[[int], str] = "Commune n° {}".format) -> list[Respondent]:
    """As many communes, INSEE codes from 01001."""
    return [
        Respondent(RespondentKind.COMMUNE, name(n), f"{1000 + n:05d}", None, 100 * n, "Ain", "Auvergne-Rhône-Alpes")
        for n in range(1, count + 1)
    ]


def crowd_of(root: Path, count: int, choose: Callable[[int], CheckedReturn], questionnaire: Questionnaire = TINY) -> Crowd:
    """`count` communes, all assessed; `choose` gives what each said."""
    crowd = Crowd(root, questionnaire)
    everyone = communes(count)
    crowd.launch(everyone)
    with crowd.ledger.transaction():
        for number, each in enumerate(everyone):
            crowd.assessed(each, choose(number))
    return crowd
