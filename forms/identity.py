"""What makes one form that form, and the token that carries it in the document's metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from forms.campaign import Campaign
from forms.renewal import Renewal
from forms.respondents import Respondent

_NO_REFERENCE = "-"
_TOKEN = re.compile(r"ecoclic:1/(-|EC-\w{4}-\w{4}-\w)/([a-z0-9-]{1,60})/([a-z0-9-]{1,60})/([0-9a-f]{16})(?![0-9a-f])")
HASH_PREFIX = 16
"""How many digits of the content hash the carriers bear."""


@dataclass(frozen=True, slots=True)
class Token:
    """What the metadata carriers say. `reference` is None on a blank edition; `content` is the start of the content hash."""

    reference: str | None
    campaign: str
    questionnaire: str
    content: str

    def __str__(self) -> str:
        return f"ecoclic:1/{self.reference or _NO_REFERENCE}/{self.campaign}/{self.questionnaire}/{self.content}"


def tokens_in(text: str) -> tuple[Token, ...]:
    """Every token that stands in `text`, in order, each once."""
    found = (Token(_reference(ref), campaign, name, content) for ref, campaign, name, content in _TOKEN.findall(text))
    return tuple(dict.fromkeys(found))


def _reference(text: str) -> str | None:
    return None if text == _NO_REFERENCE else text


@dataclass(frozen=True, slots=True)
class Completion:
    """What a complement form is for: revision `revision` of its respondent, received on `received_on`, of which it asks the questions
    `asked` again (ids, in the questionnaire's order). An action plan is made after a revision likewise, with the actions `asked` (keys
    of `forms.plan`, in the order to do them)."""

    revision: int
    received_on: date
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """One form: personal (`reference` and `respondent` given) or a blank edition (both None); with `completion`, a complement form;
    with `renewal`, one that starts from the respondent's last campaign."""

    campaign: Campaign
    reference: str | None = None
    respondent: Respondent | None = None
    completion: Completion | None = None
    renewal: Renewal | None = None

    @property
    def token(self) -> Token:
        """What the form's metadata carries."""
        return Token(self.reference, self.campaign.id, self.campaign.questionnaire_id, self.campaign.content_hash[:HASH_PREFIX])

    @property
    def qr_payload(self) -> str:
        """What the QR code says: upper-case letters, digits and « -:/ » only, so that it stays small.

        « EC-7K3M-9QXF-2 » on a personal form; « ECV:0123456789ABCDEF » (start of the content hash) on a blank edition.
        """
        return self.reference or f"ECV:{self.campaign.content_hash[:HASH_PREFIX].upper()}"
