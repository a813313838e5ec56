"""The Jinja environment templates run in: records, lists, loops and conditions, and nothing else.

A template is written by an advisor, or by somebody who sent one to them. It reaches no attribute of a Python object, calls nothing,
and its loops turn a bounded number of times.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Undefined, pass_context
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forms.french import enumerated, lowered
from outbox.markup import Drawing, Escaped, address, paragraph_text, plain_text, printed
from outbox.template_xml import BLOCK, COMMENT, OUTPUT

MOST_STEPS = 300_000
"""How many tags all the loops of one document may meet together; a report of 9 pages meets about 2 000. A count rather than a time, so
that the same document is made, or refused, on every machine."""
LONGEST_TEXT = 1_000_000
"""Characters a filter may give."""
BUDGET = "_budget"
"""Name of the budget in the context; a template cannot write a name that begins with an underscore."""
_CHARACTERS_A_STEP = 1_000


class DocumentError(Exception):
    """What a template asks for cannot be done; the message is a French sentence without its place."""


class TooCostly(DocumentError):
    """A template asks for more than one document may cost."""


class Record:
    """Named values a template may read, and only read. Names are folded: ASCII, lower case."""

    __slots__ = ("_values",)

    def __init__(self, **values: object) -> None:
        self._values = values

    def get(self, name: str, default: object = None) -> object:
        """The value called `name`, otherwise `default`."""
        return self._values.get(name, default)

    def value(self, name: str) -> object:
        """The value called `name`. Raises `DocumentError` with the nearest name there is."""
        try:
            return self._values[name]
        except KeyError:
            raise DocumentError(f"le nom « {name} » n’existe pas ici{nearest(name, self._values)}") from None

    @property
    def names(self) -> Collection[str]:
        """What a template may ask of this record."""
        return self._values.keys()


class Budget:
    """What one document may cost: every turn of a loop spends as many steps as there are tags in it, every filter by what it gives."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self._left = most

    def spend(self, steps: int) -> None:
        """Raises `DocumentError` when the document has cost too much."""
        self._left -= steps
        if self._left < 0:
            raise TooCostly("les boucles de ce modèle n’en finissent pas")

    def turns(self, values: Iterable[object], steps: int) -> Iterator[object]:
        """`values`, one by one, each spending `steps`."""
        for value in values:
            self.spend(steps)
            yield value


def nearest(name: str, known: Iterable[str]) -> str:
    """« ; vouliez-vous dire « x » ? », or the names there are when none is near."""
    names = sorted(each for each in known if not each.startswith("_"))
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f" ; vouliez-vous dire « {close[0]} » ?"
    return f" ; il y a : {', '.join(names)}" if names else ""


class Environment(ImmutableSandboxedEnvironment):
    """Jinja, reduced to what documents need."""

    intercepted_binops = frozenset({"*", "**", "+", "%", "//", "/", "-"})
    intercepted_unops = frozenset({"+", "-"})

    def __init__(self) -> None:
        super().__init__(
            block_start_string=BLOCK[0],
            block_end_string=BLOCK[1],
            variable_start_string=OUTPUT[0],
            variable_end_string=OUTPUT[1],
            comment_start_string=COMMENT[0],
            comment_end_string=COMMENT[1],
            undefined=StrictUndefined,
            finalize=_to_paragraph,
            autoescape=False,  # `finalize` escapes everything, and knows line breaks
            keep_trailing_newline=True,
        )
        self.globals.clear()
        self.tests.clear()
        self.filters.clear()
        self.filters.update(_FILTERS)

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 – Jinja's signature
        """The value `attribute` of a record or of « boucle »; anything else is refused."""
        if isinstance(obj, Record):
            return obj.value(attribute)
        if isinstance(obj, LoopContext):
            return _of_loop(obj, attribute)
        raise DocumentError(f"« .{attribute} » ne peut pas être demandé à cette valeur")

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 – Jinja's signature
        """`liste[0]`, counted from 0."""
        if isinstance(obj, tuple) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        raise DocumentError("cet élément n’existe pas dans la liste")

    def call(self, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401 – Jinja's signature
        """Nothing can be called."""
        raise DocumentError("un modèle ne peut rien appeler : retirez les parenthèses")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 – Jinja's signature
        """Arithmetic on numbers only: no text or list can be made to grow."""
        if operator == "**" or not (_is_number(left) and _is_number(right)):
            raise DocumentError(f"le calcul « {operator} » n’est permis qu’entre deux nombres")
        try:
            return super().call_binop(context, operator, left, right)
        except ZeroDivisionError as error:
            raise DocumentError("division par zéro") from error

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:  # noqa: ANN401 – Jinja's signature
        """A sign before a number."""
        if not _is_number(arg):
            raise DocumentError(f"le signe « {operator} » n’est permis que devant un nombre")
        return super().call_unop(context, operator, arg)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < 1e15


LOOP_NAMES = {"numero": "index", "index": "index", "premier": "first", "dernier": "last", "total": "length"}
"""What may be asked of « boucle », and what Jinja calls it."""


def _of_loop(loop: LoopContext, name: str) -> object:
    if name not in LOOP_NAMES:
        raise DocumentError(f"« boucle.{name} » n’existe pas{nearest(name, LOOP_NAMES)}")
    return getattr(loop, LOOP_NAMES[name])


# What is written -----------------------------------------------------------------------------------------------------------------


UNPRINTABLE = "cette valeur ne s’écrit pas telle quelle : parcourez-la avec « {{ pour … }} » ou précisez un de ses noms"


def _to_paragraph(value: object) -> str:
    if type(value) is str:
        return paragraph_text(value)
    if isinstance(value, Drawing):
        return value.markup
    if isinstance(value, Escaped):
        return value.text
    return paragraph_text(_printed(value))


def _printed(value: object) -> str:
    if isinstance(value, Undefined):
        str(value)  # raises, naming what is missing
    text = printed(value)
    if text is None:
        raise DocumentError(UNPRINTABLE)
    return text


def _simple(value: object) -> Escaped:
    return Escaped(plain_text(_printed(value)))


def _address(value: object) -> Escaped:
    return Escaped(address(_printed(value)))


def _drawing(value: object) -> Drawing:
    if not isinstance(value, Drawing):
        raise DocumentError("« dessin » doit être suivi du nom d’un dessin")
    return value


@pass_context
def _turns(context: Context, values: object, steps: int) -> Iterator[object]:
    if not isinstance(values, tuple):
        raise DocumentError("« pour » doit parcourir une liste")
    budget: Budget = context[BUDGET]
    return budget.turns(values, steps)


def _count(values: object) -> int:
    if not isinstance(values, tuple | str):
        raise DocumentError("« nombre » compte les éléments d’une liste")
    return len(values)


@pass_context
def _join(context: Context, values: object, separator: object = None) -> str:
    """With semicolons, one sentence, of which only the first word has a capital; with another separator, the elements as they are."""
    if not isinstance(values, tuple):
        raise DocumentError("« joindre » réunit les éléments d’une liste")
    printed = [_printed(value) for value in values]
    between = "" if separator is None else _printed(separator)
    _spend(context, sum(map(len, printed)) + len(between) * len(printed))
    return enumerated(printed) if separator is None else between.join(printed)


def _spend(context: Context, characters: int) -> None:
    """Before they are made: a separator may itself be a long list joined by another."""
    if characters > LONGEST_TEXT:
        raise TooCostly("le texte obtenu serait trop long")
    budget: Budget = context[BUDGET]
    budget.spend(characters // _CHARACTERS_A_STEP)


def _spelled(spell: Callable[[str], str]) -> Callable[[Context, object], str]:
    """The filter that writes a text as `spell` does."""

    @pass_context
    def spelled(context: Context, value: object) -> str:
        text = _printed(value)
        _spend(context, len(text))
        return spell(text)

    return spelled


_FILTERS: Mapping[str, Any] = {
    "majuscules": _spelled(str.upper),
    "minuscules": _spelled(str.lower),
    "sans_majuscule": _spelled(lowered),
    "nombre": _count,
    "joindre": _join,
    "_tours": _turns,
    "_simple": _simple,
    "_adresse": _address,
    "_dessin": _drawing,
}
"""Filters. Those that begin with an underscore are written by the engine, never by a template."""
FILTERS = tuple(name for name in _FILTERS if not name.startswith("_"))
"""What a template may write after a bar."""
