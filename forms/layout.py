"""The one layout model behind the ODT and the PDF form.

It says, in reading order, every sentence printed and every control: the writers decide only how it looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forms.control_names import choice_field, comment_field, identity_field, question_field, special_answers
from forms.french import NBSP, plural, typography
from forms.identity import FormIdentity
from forms.layout_words import BLANK_HINT, CLOSING, HINT, UNNAMED, privacy_of, steps_of
from forms.prefill import NOTHING_KNOWN, Prefill
from forms.questionnaire import CHOICE_KINDS, Kind, Question, Questionnaire, Theme
from forms.respondents import KIND_LABELS, Respondent

_SHORT_TEXT_LENGTH = 200
_LONG_TEXT_LENGTH = 4000


class Width(StrEnum):
    """How much of the line a text entry takes."""

    SHORT = "short"
    MEDIUM = "medium"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Box:
    """One radio button or check box: control `field`, export `value`, printed `label`, accessible `tooltip`.

    `special` marks « je ne sais pas » and « non concerné », printed apart from the real choices. `chosen`: it is on before anyone answers.
    """

    field: str
    value: str
    label: str
    tooltip: str
    special: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One text entry. `label` may be empty when the question itself is the label; `suffix` is the unit; `typed` stands in it beforehand."""

    field: str
    label: str
    tooltip: str
    width: Width = Width.FULL
    multiline: bool = False
    longest: int = _SHORT_TEXT_LENGTH
    suffix: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class QuestionBlock:
    """One question as printed. `radio`: its boxes exclude one another. `hint` says how to answer, `condition` when.

    `spoken` names it to those who listen to the form. `confirm` is ticked to say that the answer known beforehand still holds;
    `recalls`: a stamp may print a line there. `reason` says, on a complement, why it is asked again.
    """

    number: int
    question: str
    text: str
    help: str
    hint: str
    condition: str
    radio: bool
    boxes: tuple[Box, ...]
    entry: Entry | None = None
    spoken: str = ""
    confirm: Box | None = None
    recalls: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions under an optional sub-heading."""

    title: str
    blocks: tuple[QuestionBlock, ...]


@dataclass(frozen=True, slots=True)
class ThemeBlock:
    """One theme: heading, introduction, questions, and a free comment, which a complement does not ask."""

    number: int
    theme: str
    title: str
    introduction: str
    groups: tuple[QuestionGroup, ...]
    comment: Entry | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, and its share of the width (any unit, the same for all columns)."""

    title: str
    share: int


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a table: what is printed, in strong then in plain letters, and what is to be filled in."""

    words: str = ""
    remark: str = ""
    block: QuestionBlock | None = None


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Questions that share their answers' columns, a row each, under a heading of their own. `whole`: it stays on one page."""

    title: str
    introduction: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page before any question. `steps` is a numbered list; `privacy` is a list of paragraphs. `entries` may be none.

    `unnamed` stands where a personal edition says whose it is, and asks for it; empty on that one.
    """

    kicker: str
    title: str
    subtitle: str
    purpose: tuple[str, ...]
    steps_title: str
    steps: tuple[str, ...]
    respondent_title: str
    respondent_hint: str
    entries: tuple[Entry, ...]
    privacy_title: str
    privacy: tuple[str, ...]
    unnamed: str = ""


@dataclass(frozen=True, slots=True)
class FormLayout:
    """A whole form, the same for every respondent of a campaign and edition; what differs is in `Stamp`.

    Questions stand in `themes`, then in `tables`, which want the page `wide`: its longer side across. `prefilled` names the controls
    that a stamp may fill in. `closing`: the last words, none when there are none to say.
    """

    cover: Cover
    themes: tuple[ThemeBlock, ...]
    closing: tuple[str, ...]
    personal: bool
    tables: tuple[TableBlock, ...] = ()
    wide: bool = False
    prefilled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is stamped into a master to make one respondent's form.

    `identity_lines` are (label, value) pairs of the identity box; empty on a blank edition. `name` is the respondent's own line
    in the footer. `token` goes into subject, keywords, user-defined metadata and the hidden field; `reference_label` is printed on
    the first page and in every footer beside the QR code of `qr_payload`. `prefill` is what was known of the respondent before.
    """

    document_title: str
    name: str
    identity_lines: tuple[tuple[str, str], ...]
    reference_label: str
    qr_payload: str
    token: str
    prefill: Prefill = NOTHING_KNOWN


# Layout --------------------------------------------------------------------------------------------------------------------------


def lay_out(questionnaire: Questionnaire, identity: FormIdentity) -> FormLayout:
    """The layout of `questionnaire` for a campaign; personal or blank as `identity` is. Depends on nothing of the respondent."""
    personal = identity.reference is not None
    return FormLayout(
        cover=_cover(questionnaire, identity, personal),
        themes=tuple(_theme_block(questionnaire, place, theme) for place, theme in enumerate(questionnaire.themes, 1)),
        closing=CLOSING,
        personal=personal,
    )


def _theme_block(questionnaire: Questionnaire, place: int, theme: Theme) -> ThemeBlock:
    return ThemeBlock(
        number=place,
        theme=theme.id,
        title=theme.title,
        introduction=theme.introduction,
        groups=tuple(_groups(questionnaire, theme)),
        comment=Entry(
            field=comment_field(theme.id),
            label=typography("Une précision pour votre conseiller ? (facultatif ; elle ne figurera pas dans le rapport)"),
            tooltip=f"Thème {place} – {theme.title} – commentaire facultatif",
            multiline=True,
            longest=_LONG_TEXT_LENGTH,
        ),
    )


def _groups(questionnaire: Questionnaire, theme: Theme) -> list[QuestionGroup]:
    titles: dict[str | None, str] = {None: "", **{subtheme.id: subtheme.title for subtheme in theme.subthemes}}
    groups = []
    for code, title in titles.items():
        blocks = tuple(_block(questionnaire, each) for each in questionnaire.questions_of(theme) if each.subtheme == code)
        if blocks:
            groups.append(QuestionGroup(title, blocks))
    return groups


def _block(questionnaire: Questionnaire, question: Question) -> QuestionBlock:
    number = questionnaire.number_of(question)
    prefix = f"Question{NBSP}{number} – {question.text}"
    return QuestionBlock(
        number=number,
        question=question.id,
        text=question.text,
        help=question.help,
        hint=_hint(question),
        condition=_condition(questionnaire, question),
        radio=question.kind is Kind.SINGLE,
        boxes=_boxes(question, prefix),
        entry=None if question.kind in CHOICE_KINDS else _entry(question, prefix),
        spoken=prefix,
    )


def _boxes(question: Question, prefix: str) -> tuple[Box, ...]:
    offered = [(choice.code, choice.label, False) for choice in question.choices]
    offered += [(code, label, True) for code, label in special_answers(question)]
    return tuple(
        Box(
            field=question_field(question.id) if question.kind is Kind.SINGLE else choice_field(question.id, code),
            value=code,
            label=label,
            tooltip=f"{prefix} – {label}",
            special=special,
        )
        for code, label, special in offered
    )


def _entry(question: Question, prefix: str) -> Entry:
    long_text = question.kind is Kind.LONG_TEXT
    short = question.kind in (Kind.NUMBER, Kind.DATE)
    return Entry(
        field=question_field(question.id),
        label="",
        tooltip=prefix,
        width=Width.SHORT if short else Width.FULL,
        multiline=long_text,
        longest=_LONG_TEXT_LENGTH if long_text else _SHORT_TEXT_LENGTH,
        suffix=question.unit,
    )


def _hint(question: Question) -> str:
    hints = {
        Kind.SINGLE: "",
        Kind.MULTIPLE: "Plusieurs réponses possibles",
        Kind.SHORT_TEXT: "Quelques mots",
        Kind.LONG_TEXT: "",
        Kind.NUMBER: "Un nombre, par exemple 12 ou 1 234,5",
        Kind.DATE: "Une date, par exemple 03/03/2026",
    }
    return typography(hints[question.kind])


def _condition(questionnaire: Questionnaire, question: Question) -> str:
    if question.condition is None:
        return ""
    parent = questionnaire.question(question.condition.question)
    choices = [parent.choice(code) for code in question.condition.answers]
    labels = " ou ".join(f"« {choice.label} »" for choice in choices if choice)
    return typography(f"À remplir seulement si vous avez répondu {labels} à la question{NBSP}{questionnaire.number_of(parent)}.")


def _cover(questionnaire: Questionnaire, identity: FormIdentity, personal: bool) -> Cover:
    campaign = identity.campaign
    return Cover(
        kicker=campaign.title,
        title=questionnaire.title,
        subtitle=typography(f"{plural(len(questionnaire.questions), 'question')}, {questionnaire.duration_minutes} minutes environ"),
        purpose=tuple(line for line in questionnaire.introduction.split("\n\n") if line),
        steps_title="Comment remplir et renvoyer ce questionnaire",
        steps=steps_of(identity),
        respondent_title=typography("Qui répond ?"),
        respondent_hint=HINT if personal else BLANK_HINT,
        entries=_respondent_entries(personal),
        privacy_title="Vos données personnelles",
        privacy=privacy_of(identity),
        unnamed="" if personal else UNNAMED,
    )


def _respondent_entries(personal: bool) -> tuple[Entry, ...]:
    asked = [
        ("name", "Nom et prénom", Width.MEDIUM),
        ("role", "Fonction", Width.MEDIUM),
        ("email", "Adresse électronique", Width.MEDIUM),
        ("date", "Date (jour/mois/année)", Width.MEDIUM),
    ]
    if not personal:
        asked = [
            ("code", "Code INSEE (5 caractères) ou SIREN (9 chiffres)", Width.MEDIUM),
            ("place", "Nom de la collectivité", Width.MEDIUM),
            *asked,
        ]
    return tuple(Entry(identity_field(name), label, label, width, longest=120) for name, label, width in asked)


# Stamp ---------------------------------------------------------------------------------------------------------------------------


def stamp_for(questionnaire: Questionnaire, identity: FormIdentity) -> Stamp:
    """What makes the master into the form of `identity`."""
    respondent = identity.respondent
    name = respondent.name if respondent else "Questionnaire vierge"
    return Stamp(
        document_title=f"{questionnaire.title} – {name} – {identity.reference or identity.campaign.title}",
        name=name,
        identity_lines=_identity_lines(respondent) if respondent else (),
        reference_label=identity.reference or "Édition non personnalisée",
        qr_payload=identity.qr_payload,
        token=str(identity.token),
    )


def _identity_lines(respondent: Respondent) -> tuple[tuple[str, str], ...]:
    population = "" if respondent.population is None else plural(respondent.population, "habitant")
    lines = (
        ("Collectivité", respondent.name),
        ("Nature", KIND_LABELS[respondent.kind]),
        ("Code INSEE", respondent.insee or ""),
        ("SIREN", respondent.siren or ""),
        ("Population", population),
        ("Département", respondent.department),
        ("Région", respondent.region),
        ("Intercommunalité", respondent.epci),
    )
    return tuple((label, value) for label, value in lines if value)
