"""What the tests of the outbox are made from: small templates, filled returns, and views of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from lxml import etree

from forms.advice import Advice, OwnRecommendation
from forms.answers import Answer, CheckedReturn, Identity, Status
from forms.questionnaire import Effort, Kind, Link, Priority, Question, Questionnaire, Scope
from forms.respondents import Respondent
from outbox.odt_template import OdtTemplate
from outbox.shapes import STYLES
from outbox.view import ReportView
from outbox.viewing import build_view
from processors.assessment import assess
from processors.changes import Outcome
from processors.snapshot import Earlier, Group, GroupKind, Snapshot, Spread
from tests.tiny import CAMPAIGN, COMMUNE, TINY

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
MIMETYPE = "application/vnd.oasis.opendocument.text"


def odt(body: str, **more: str | bytes) -> bytes:
    """An ODT whose text is `body` (XML); `more` adds members by name."""
    content = (
        f"<office:document-content {_NAMESPACES}><office:automatic-styles/><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return package({"mimetype": MIMETYPE, "content.xml": content, **more})


def package(members: dict[str, str | bytes]) -> bytes:
    """A ZIP of `members`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def member(data: bytes, name: str = "content.xml") -> str:
    """One member of an ODT."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def filled(body: str, **values: object) -> str:
    """`body` (XML) rendered with `values`, as XML again."""
    rendered = OdtTemplate.from_bytes(odt(body), drawing_styles=STYLES).render(values)
    return member(rendered).split("<office:text>")[1].split("</office:text>")[0]


def p(text: str) -> str:
    """`text` in a paragraph."""
    return f"<text:p>{text}</text:p>"


def lines_of(data: bytes, name: str = "content.xml") -> list[str]:
    """What a reader sees, a paragraph a line: alternative texts of drawings included, empty paragraphs left out."""
    root = etree.fromstring(member(data, name).encode())
    shown = root.iter("{*}p", "{*}h", "{*}desc")
    lines = ("".join(_words(paragraph)).strip() for paragraph in shown)
    return [line for line in lines if line]


def _words(node) -> list[str]:
    words = [node.text or ""]
    for child in node:
        if etree.QName(child).localname == "line-break":
            words.append(" / ")
        elif etree.QName(child).localname not in ("g", "frame"):
            words += _words(child)
        words.append(child.tail or "")
    return words


# What is set beside a return ------------------------------------------------------------------------------------------------------


def snapshot(questionnaire: Questionnaire, *, comparable: bool = True) -> Snapshot:
    """Two groups, of which the first has spreads for all themes but the last, and an earlier campaign."""
    themes = [theme.id for theme in questionnaire.themes]
    near = Group(GroupKind.BAND_DEPARTMENT, "Ain", (questionnaire.bands[1].code,), 7, Spread(21, 34, 58), {})
    whole = Group(GroupKind.OPERATOR, "Syndicat numérique de l’Ain", (), 42, Spread(28, 41, 63), {})
    spread = dict.fromkeys(themes[:-1], Spread(25, 40, 60))
    before = Earlier(
        "essai-2025", "Campagne d’essai 2025", date(2025, 3, 4), comparable, 17, "E", dict.fromkeys(themes[1:], 20) | {themes[0]: None}
    )
    return Snapshot(date(2026, 3, 3), (replace(near, themes=spread), whole), before)


ADVICE = Advice(
    "Notre groupement d’achat ouvre en mai.\nMerci pour votre accueil.",
    (
        OwnRecommendation(
            "groupement",
            "Rejoindre notre groupement d’achat",
            "Répondez à notre courriel d’avril.",
            why="À plusieurs, les prix baissent.",
            saving="De l’argent : des prix négociés.",
            priority=Priority.NEEDED,
            effort=Effort.LOW,
            indicators=("La commune a adhéré",),
            links=(Link("Le groupement", "https://www.exemple.fr/groupement"),),
        ),
        OwnRecommendation("atelier", "Ouvrir un atelier de réparation", "Prêtez une salle un samedi.", scope=Scope.TERRITORY),
    ),
)


# Returns -------------------------------------------------------------------------------------------------------------------------

Choice = Callable[[Question], Answer]


def best(question: Question) -> Answer:
    """The best answer there is."""
    if question.kind is Kind.SINGLE:
        return Answer(question.id, Status.ANSWERED, max(question.choices, key=lambda choice: choice.points).code)
    if question.kind is Kind.MULTIPLE:
        return Answer(question.id, Status.ANSWERED, tuple(choice.code for choice in question.choices if not choice.exclusive))
    return _typed(question)


def worst(question: Question) -> Answer:
    """The poorest answer there is; a child of such an answer is not asked."""
    if question.condition:
        return Answer(question.id, Status.NOT_ASKED)
    if question.kind is Kind.SINGLE:
        return Answer(question.id, Status.ANSWERED, min(question.choices, key=lambda choice: choice.points).code)
    if question.kind is Kind.MULTIPLE:
        return Answer(question.id, Status.ANSWERED, tuple(choice.code for choice in question.choices if choice.exclusive))
    return _typed(question)


def mixed(question: Question) -> Answer:
    """Good, poor and unknown answers in turn, the same each time."""
    place = sum(map(ord, question.id)) % 5
    if question.condition:
        return Answer(question.id, Status.NOT_ASKED)
    if place == 0 and question.allows_unknown:
        return Answer(question.id, Status.UNKNOWN)
    if place == 1 and question.allows_not_applicable:
        return Answer(question.id, Status.NOT_APPLICABLE)
    return best(question) if place < 3 else worst(question)


def _typed(question: Question) -> Answer:
    values = {
        Kind.NUMBER: "1234.5",
        Kind.DATE: "2026-03-01",
        Kind.SHORT_TEXT: "Une phrase",
        Kind.LONG_TEXT: "Deux lignes :\navec « œ » & <b>",
    }
    return Answer(question.id, Status.ANSWERED, values[question.kind])


def returned(choose: Choice, questionnaire: Questionnaire = TINY, identity: Identity | None = None, **replaced: Answer) -> CheckedReturn:
    """A checked return in which `choose` answers each question but those of `replaced`."""
    answers = {question.id: replaced.get(question.id) or choose(question) for question in questionnaire.questions}
    comments = {theme.id: "Un commentaire qui ne regarde que le conseiller." for theme in questionnaire.themes}
    return CheckedReturn(answers, comments, identity or Identity(name="Jeanne Dupont", role="Secrétaire", email="jeanne@mairie.fr"))


def outcome(checked: CheckedReturn, questionnaire: Questionnaire = TINY) -> Outcome:
    """`checked` and its assessment."""
    return Outcome(questionnaire, checked, assess(questionnaire, checked))


def viewed(checked: CheckedReturn, questionnaire: Questionnaire = TINY, respondent: Respondent = COMMUNE, **more: object) -> ReportView:
    """The view of `checked`."""
    given = {"reference": "EC-7K3M-9QXF-2", "revision": 1, "document_version": 1, "assessed_on": date(2026, 3, 3), **more}
    return build_view(questionnaire, CAMPAIGN, respondent, checked, assess(questionnaire, checked), **given)
