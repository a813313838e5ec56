"""What a returned document says before anyone interprets it: raw values, carriers of identity, and reasons to refuse.

Readers make these; the rest of the product knows nothing of file formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forms.errors import EcoclicError


@dataclass(frozen=True, slots=True)
class RawField:
    """One control by name, as found.

    `values`: for radio buttons and check boxes the export codes that are on; for text the text, absent when empty. Several values
    mean that several boxes are on, or that copies of a text field disagree. `page` counts from 1, None when the format does not say.
    `by_label`: the format keeps no export codes, so the values of a group of radio buttons are the labels printed beside them.
    `by_rank`: neither codes nor labels are left, and the values of a group of radio buttons are their ranks, from 1, in reading order.
    `doubtful`: what is printed there cannot be read for sure; `values` is what it seems to say, never to be taken for an answer.
    `cut`: what is printed there reaches the end of its entry, so that more may have been typed.
    `boxes`: export code and label of each box that stands under this name, none when the format does not tell; the label is empty when it
    is not said, and the code means nothing when `by_label`. `copies`: how many times the control, or the most repeated of its boxes,
    stands in the document.
    """

    name: str
    values: tuple[str, ...]
    page: int | None = None
    by_label: bool = False
    doubtful: bool = False
    cut: bool = False
    boxes: tuple[tuple[str, str], ...] = ()
    copies: int = 1
    by_rank: bool = False


class CarrierKind(StrEnum):
    """Where a trace of identity was found."""

    HIDDEN_FIELD = "hidden-field"
    TITLE = "title"
    SUBJECT = "subject"
    KEYWORDS = "keywords"
    USER_DEFINED = "user-defined"
    XMP = "xmp"
    TEXT = "text"
    QR = "qr"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A place that can carry identity, and the text found there (at most a few hundred characters)."""

    kind: CarrierKind
    text: str


class Medium(StrEnum):
    """What bears the answers. Only FIELDS is read at once; the others call for a second look, or for a person."""

    FIELDS = "fields"
    PRINTED = "printed"  # set on pages, without fields: read by where it stands
    PICTURE = "picture"  # photographed or scanned: identified, never read


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know without the return being refused. `question` is an id, or None for the whole document."""

    code: str
    sentence: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class RawReturn:
    """A returned document, read. `fields` is keyed by control name; `producer` is the program that saved it, as it says.

    Unless `medium` is FIELDS, `fields` is empty: who reads printed forms is told where to look (`intake.returned`).
    """

    fields: Mapping[str, RawField]
    carriers: tuple[Carrier, ...] = ()
    producer: str = ""
    notices: tuple[Notice, ...] = ()
    medium: Medium = Medium.FIELDS


class RefusalCode(StrEnum):
    """Why a returned file cannot be used. Values are stable: they are printed in receipts and results."""

    EMPTY = "fichier-vide"
    UNKNOWN_FORMAT = "format-inconnu"
    WRONG_FORMAT = "format-non-lu"
    DAMAGED = "fichier-endommage"
    INCOMPLETE = "fichier-incomplet"
    TOO_LARGE = "fichier-trop-volumineux"
    ENCRYPTED = "fichier-chiffre"
    FORBIDDEN_CONTENT = "contenu-interdit"
    NOT_A_FILE = "pas-un-fichier"
    NOT_OUR_FORM = "pas-un-questionnaire"
    NO_FIELDS = "champs-absents"
    MISSING_PAGES = "pages-manquantes"
    SCANNED = "numerisation"
    UNPACKED = "archive-ouverte"
    READER_FAILED = "lecture-impossible"
    UNKNOWN_REFERENCE = "reference-inconnue"
    OTHER_CAMPAIGN = "autre-campagne"
    IDENTITY_MISSING = "collectivite-non-indiquee"
    IDENTITY_UNKNOWN = "collectivite-inconnue"
    IDENTITY_CONFLICT = "identites-contradictoires"
    UNKNOWN_VERSION = "version-inconnue"
    UNKNOWN_CHOICES = "choix-meconnaissables"
    UNFILLED = "questionnaire-non-rempli"


class Refused(EcoclicError):
    """A returned file cannot be used: `reason` is stable, `sentence` tells the commune what to do."""

    code = "refused"

    def __init__(self, reason: RefusalCode, sentence: str, detail: str = "") -> None:
        super().__init__(sentence, detail)
        self.reason = reason
