"""From an advisor's own file (TOML) to an `AdviceBook`.

The format is told in docs/conseils.md. Every problem of a file is told at once, in French, naming what to change.
"""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from forms.advice import AdviceBook, Audience, Given, OwnParagraph, OwnRecommendation
from forms.definitions import parsed, text_of
from forms.errors import AdviceError
from forms.french import plural, typography
from forms.loading import read_link, read_trigger
from forms.questionnaire import Effort, Priority, Questionnaire, Scope
from forms.rules import is_web_address, unknown_answers, unknown_question
from forms.tables import WHOLE_FILE, Table

MOST_PARAGRAPHS = 1_000
MOST_RECOMMENDATIONS = 500
LONGEST_TITLE = 160
LONGEST_TEXT = 3_000
"""Characters of a paragraph, of why, how or saving."""
MOST_ITEMS = 12
"""Links, indicators or triggers of one recommendation."""
LARGEST_FILE = 1_000_000
"""Bytes."""


def load_advice_file(path: Path) -> AdviceBook:
    """The advice in `path` (UTF-8). Raises `AdviceError`, also when the file cannot be read."""
    _require_ordinary(path)
    return load_advice(text_of(path, _refusal), path.name)


def _require_ordinary(path: Path) -> None:
    """A pipe is not waited for; what is not there is told by whoever reads it."""
    with suppress(OSError):
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _refusal(path.name, ["Ce n’est pas un fichier ordinaire."])
        if found.st_size > LARGEST_FILE:
            raise _refusal(path.name, ["Le fichier dépasse 1 Mo : il est trop gros pour des conseils que l’on lit."])


def load_advice(text: str, name: str = "conseils.toml") -> AdviceBook:
    """The advice that the TOML `text` holds; `name` tells the author which file is meant.

    Human texts get French typography. Raises `AdviceError` listing every problem found.
    """
    problems: list[str] = []
    book = Table(parsed(text, name, _refusal), WHOLE_FILE, problems).read_as(_book)
    problems += _broken_bounds(book)
    if problems:
        raise _refusal(name, list(dict.fromkeys(problems)))
    return book


def questions_not_in(book: AdviceBook, questionnaire: Questionnaire) -> Iterator[str]:
    """A sentence for each trigger that cites a question or an answer that `questionnaire` has not: there it never fires."""
    for given in book.recommendations:
        for trigger in given.recommendation.triggers:
            about = f"Recommandation « {given.recommendation.id} » : "
            if not questionnaire.has_question(trigger.question):
                yield typography(about + unknown_question(questionnaire, trigger.question))
                continue
            wrong = unknown_answers(questionnaire.question(trigger.question), (*trigger.answers, *trigger.lacking))
            yield from (typography(about + each) for each in wrong)


def _refusal(name: str, problems: list[str]) -> AdviceError:
    sentence = f"Le fichier de conseils « {name} » ne peut pas être utilisé ({plural(len(problems), 'problème')})."
    return AdviceError(typography(sentence), [typography(problem) for problem in problems])


# The tables ----------------------------------------------------------------------------------------------------------------------


def _book(table: Table) -> AdviceBook:
    return AdviceBook(
        paragraphs=table.each("paragraphs", "paragraphe", _paragraph),
        recommendations=table.each("recommendations", "recommandation", _given),
    )


def _paragraph(table: Table) -> OwnParagraph:
    paragraph = OwnParagraph(table.text("text"), _audience(table))
    _bounded(table, text=paragraph.text)
    return paragraph


def _given(table: Table) -> Given:
    recommendation = OwnRecommendation(
        id=table.identifier(),
        title=table.text("title"),
        how=table.text("how"),
        why=table.optional_text("why"),
        saving=table.optional_text("saving"),
        priority=table.optional_option("priority", Priority, Priority.ADVISED),
        effort=table.optional_option("effort", Effort, Effort.MEDIUM),
        scope=table.optional_option("scope", Scope, Scope.INTERNAL),
        triggers=table.each("when", "déclencheur", read_trigger),
        indicators=table.texts("indicators"),
        links=table.each("links", "lien", read_link),
    )
    _check(table, recommendation)
    return Given(recommendation, _audience(table))


def _audience(table: Table) -> Audience:
    return Audience(campaigns=table.words("campaigns"), respondents=table.words("respondents"))


# The rules -----------------------------------------------------------------------------------------------------------------------


def _check(table: Table, recommendation: OwnRecommendation) -> None:
    """Notes what is wrong with a recommendation."""
    _bounded(table, how=recommendation.how, why=recommendation.why, saving=recommendation.saving)
    if len(recommendation.title) > LONGEST_TITLE:
        table.problem(f"« title » dépasse {LONGEST_TITLE} caractères")
    for key in ("links", "indicators", "triggers"):
        if len(getattr(recommendation, key)) > MOST_ITEMS:
            table.problem(f"« {'when' if key == 'triggers' else key} » a plus de {MOST_ITEMS} éléments")
    for link in recommendation.links:
        if not is_web_address(link.url):
            table.problem(f"le lien « {link.url} » doit être une adresse complète commençant par https://")
    if any(trigger.question and not (trigger.answers or trigger.lacking) for trigger in recommendation.triggers):
        table.problem("un déclencheur ne cite aucune réponse ; remplissez « answers » ou « lacking »")


def _bounded(table: Table, **texts: str) -> None:
    for key, text in texts.items():
        if len(text) > LONGEST_TEXT:
            table.problem(f"« {key} » a {len(text)} caractères ; {LONGEST_TEXT} au plus, pour être lu")


def _broken_bounds(book: AdviceBook) -> Iterator[str]:
    for many, most, noun in (
        (book.paragraphs, MOST_PARAGRAPHS, "paragraphe"),
        (book.recommendations, MOST_RECOMMENDATIONS, "recommandation"),
    ):
        if len(many) > most:
            yield f"Le fichier a {plural(len(many), noun)} ; {most} au plus."
    ids = Counter(given.recommendation.id for given in book.recommendations if given.recommendation.id)
    yield from (
        f"L’identifiant « {each} » sert à {count} recommandations : il doit être unique." for each, count in ids.items() if count > 1
    )
