"""A plan as it is printed: one row an action, the first ones on top, wide enough to be read and adopted as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forms.control_names import question_field
from forms.french import NBSP, french_date, plural, typography, without_accents
from forms.identity import FormIdentity
from forms.layout import (
    Box,
    Column,
    Cover,
    Entry,
    FormLayout,
    QuestionBlock,
    Stamp,
    TableBlock,
    TableCell,
    stamp_for,
)
from forms.layout_words import privacy_of, return_step
from forms.plan import (
    ACTION_FACETS,
    FACET_LABELS,
    FREE_LINES,
    OVERALL,
    OWN_FACETS,
    STATUS_LABELS,
    TITLE,
    Facet,
    PlanStatus,
    own_keys,
    question_id,
    target_key,
)
from forms.questionnaire import EFFORT_LABELS, PRIORITY_LABELS, Effort, Priority, Questionnaire

_SHARES = {Facet.STATUS: 60, Facet.PERSON: 38, Facet.DEADLINE: 26, Facet.COST: 28, Facet.NOTE: 40}
_ACTION_SHARE, _NUMBER_SHARE = 57, 9
_TARGET_SHARES = (76, 44, 50, 50)
_SEVERAL_LINES = frozenset({Facet.TITLE, Facet.PERSON, Facet.DEADLINE, Facet.COST, Facet.NOTE})
"""What runs over several lines in the row of an action: its columns are narrower than « décembre 2027 ». The row is three lines high."""
_LONGEST = {Facet.NOTE: 600}
_LONGEST_WORDS = 200
_HOW = (
    "Remplissez ce que vous savez, dans ce document même : le .odt avec LibreOffice ou le .pdf avec un lecteur de PDF, au choix. Une case "
    "laissée vide reste telle que vous l’aviez renvoyée. L’échéance s’écrit comme vous voulez : 30/06/2027, juin 2027, fin 2027.",
    "Enregistrez, fermez, rouvrez pour vérifier que tout y est.",
)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One action of a plan: its key, its title, and what the plan recalls of it. `gain` in points; `by_advisor`: it is the operator's."""

    key: str
    title: str
    priority: Priority
    effort: Effort
    gain: int = 0
    by_advisor: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a theme, or the whole (OVERALL), stands when the plan is made; both None when it was not evaluated."""

    theme: str
    title: str
    index: int | None
    letter: str | None


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """What is printed in a plan, beside its questions.

    `written`: what stands in its entries before anyone answers, by question id; of a status, its code. `own_lines`: how many lines it
    has for the commune's own actions, FREE_LINES of them empty; `followed_own` says which action stands on each of the others, by the
    key that the follow-up gives it.
    """

    first: tuple[PlanLine, ...]
    others: tuple[PlanLine, ...]
    standings: tuple[Standing, ...]
    assembly: str = "conseil municipal"
    written: Mapping[str, str] = field(default_factory=dict)
    own_lines: int = FREE_LINES
    followed_own: tuple[str, ...] = ()

    @property
    def recommended(self) -> tuple[str, ...]:
        """The keys of the actions recommended, in the order to do them."""
        return tuple(line.key for line in (*self.first, *self.others))

    @property
    def own(self) -> tuple[str, ...]:
        """The keys of the lines for the commune's own actions."""
        return own_keys()[: self.own_lines]

    @property
    def actions(self) -> tuple[str, ...]:
        """The keys of all its rows, in the order printed: what `forms.identity.Completion` says a plan asks."""
        return (*self.recommended, *self.own)


def plan_layout(questionnaire: Questionnaire, identity: FormIdentity, sheet: PlanSheet) -> FormLayout:
    """The layout of the plan of `identity` (see `forms.plan.plan_identity`), which follows `questionnaire` as `sheet` says."""
    rows = _Rows(sheet.written)
    return FormLayout(
        cover=_cover(questionnaire, identity, sheet),
        themes=(),
        closing=(),
        personal=True,
        tables=tuple(_tables(sheet, rows)),
        wide=True,
    )


def plan_stamp(plan: Questionnaire, identity: FormIdentity) -> Stamp:
    """What makes the master of `plan_layout` into the plan of `identity`."""
    return replace(
        stamp_for(plan, identity),
        document_title=f"{TITLE} – {identity.respondent.name if identity.respondent else ''} – {identity.reference}",
    )


# Tables --------------------------------------------------------------------------------------------------------------------------


def _tables(sheet: PlanSheet, rows: _Rows) -> Iterator[TableBlock]:
    if sheet.first:
        yield _actions("Les actions à mener en premier", sheet.first, rows, 1)
    if sheet.others:
        yield _actions("Les autres actions", sheet.others, rows, len(sheet.first) + 1)
    last = len(sheet.recommended)
    yield TableBlock(
        typography("Vos propres actions"),
        typography("Ce que vous faites ou voulez faire en plus, dans vos mots."),
        _columns(),
        tuple(rows.own(key, last + place) for place, key in enumerate(sheet.own, 1)),
    )
    yield TableBlock(
        "Vos objectifs",
        typography(
            "Facultatif. Une lettre (A à E) ou un indice (0 à 100) à atteindre, et une date : le suivi dira par quelles actions y "
            "arriver au plus court."
        ),
        tuple(map(Column, ("Thème", "Résultat actuel", "Lettre ou indice visé", "Pour le"), _TARGET_SHARES)),
        tuple(rows.target(each) for each in sheet.standings),
        whole=True,
    )


def _actions(title: str, lines: Sequence[PlanLine], rows: _Rows, start: int) -> TableBlock:
    return TableBlock(title, "", _columns(), tuple(rows.action(line, rank) for rank, line in enumerate(lines, start)))


def _columns() -> tuple[Column, ...]:
    followed = (Column(FACET_LABELS[facet], _SHARES[facet]) for facet in ACTION_FACETS)
    return (Column("N°", _NUMBER_SHARE), Column(FACET_LABELS[Facet.TITLE], _ACTION_SHARE), *followed)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Makes the rows of a plan. `written`: as in PlanSheet."""

    written: Mapping[str, str]

    def action(self, line: PlanLine, rank: int) -> tuple[TableCell, ...]:
        spoken = f"Action{NBSP}{rank} – {line.title}"
        cells = (self._cell(line.key, facet, rank, spoken) for facet in ACTION_FACETS)
        return (TableCell(str(rank)), TableCell(line.title, _remark(line)), *cells)

    def own(self, key: str, rank: int) -> tuple[TableCell, ...]:
        spoken = f"Action{NBSP}{rank} – ajoutée par vous"
        return (TableCell(str(rank)), *(self._cell(key, facet, rank, spoken) for facet in OWN_FACETS))

    def target(self, standing: Standing) -> tuple[TableCell, ...]:
        key, spoken = target_key(standing.theme), f"Objectif – {standing.title}"
        words = TableCell(standing.title) if standing.theme == OVERALL else TableCell(remark=standing.title)
        wanted = (self._cell(key, facet, 0, spoken) for facet in (Facet.LEVEL, Facet.DEADLINE))
        return (words, TableCell(remark=_standing(standing)), *wanted)

    def _cell(self, key: str, facet: Facet, rank: int, about: str) -> TableCell:
        identifier = question_id(key, facet)
        spoken = f"{about} – {FACET_LABELS[facet].lower()}"
        written = self.written.get(identifier, "")
        status = facet is Facet.STATUS
        block = QuestionBlock(
            number=rank,
            question=identifier,
            text=FACET_LABELS[facet],
            help="",
            hint="",
            condition="",
            radio=status,
            boxes=_boxes(identifier, written, spoken) if status else (),
            entry=None if status else _entry(identifier, facet, written, spoken, several=facet in _SEVERAL_LINES and bool(rank)),
            spoken=spoken,
        )
        return TableCell(block=block)


def _boxes(identifier: str, written: str, spoken: str) -> tuple[Box, ...]:
    """The statuses, one of them on beforehand: that of the action, or the first, which is where it begins."""
    chosen = written or PlanStatus.TO_DEFINE
    return tuple(
        Box(question_field(identifier), status, label, f"{spoken} – {label}", chosen=status == chosen)
        for status, label in STATUS_LABELS.items()
    )


def _entry(identifier: str, facet: Facet, written: str, spoken: str, *, several: bool) -> Entry:
    return Entry(
        question_field(identifier),
        "",
        spoken,
        multiline=several,
        longest=_LONGEST.get(facet, _LONGEST_WORDS),
        typed=written,
    )


def _remark(line: PlanLine) -> str:
    gain = [f"{plural(line.gain, 'point')}{NBSP}à{NBSP}gagner"] if line.gain else []
    origin = ["conseil de votre opérateur"] if line.by_advisor else []
    return ", ".join([PRIORITY_LABELS[line.priority], EFFORT_LABELS[line.effort], *gain, *origin])


def _standing(standing: Standing) -> str:
    return "Non évalué" if standing.index is None else f"{standing.index}/100, lettre{NBSP}{standing.letter}"


# Around the tables ---------------------------------------------------------------------------------------------------------------


def _cover(questionnaire: Questionnaire, identity: FormIdentity, sheet: PlanSheet) -> Cover:
    made_for = identity.completion
    after = f", d’après votre réponse reçue le {french_date(made_for.received_on)}" if made_for else ""
    return Cover(
        kicker=identity.campaign.title,
        title=TITLE,
        subtitle=typography(f"{questionnaire.title} : {plural(len(sheet.recommended), 'action')}{after}"),
        purpose=(
            typography(
                "Ce plan reprend les actions que votre rapport recommande, les plus pressantes d’abord. Il peut être présenté à "
                "l’assemblée et adopté tel quel. Renvoyé une première fois, puis chaque fois qu’il change, il sert à suivre ce qui "
                "avance ; rien de ce que vous avez renvoyé auparavant n’est perdu."
            ),
            _adopted(sheet),
        ),
        steps_title="Comment remplir et renvoyer ce plan",
        steps=tuple(typography(step) for step in (*_HOW, return_step(identity))),
        respondent_title="",
        respondent_hint="",
        entries=(),
        privacy_title="Vos données personnelles",
        privacy=privacy_of(identity),
    )


def _adopted(sheet: PlanSheet) -> str:
    """On the first page, where an annexed plan is stamped; after the last table it would often stand alone on a page."""
    dots, elided = "." * 30, without_accents(sheet.assembly)[:1] in "aeiouy"
    by = f"l’{sheet.assembly}" if elided else f"le {sheet.assembly}"
    return typography(f"Plan adopté par {by} le {dots}, délibération n° {dots} (à compléter après la séance).")
