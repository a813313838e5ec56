"""Reading one table of a definition file: typed values, and every mistake told in French.

A `Table` never stops at the first mistake: it notes the problem, hands back a neutral value, and reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from forms.french import typography

ID_PATTERN = re.compile(r"[a-z][a-z0-9-]{1,39}")
CODE_PATTERN = re.compile(r"[a-z0-9-]{1,40}")
_ID_RULE = "2 à 40 lettres minuscules sans accent, chiffres ou tirets, en commençant par une lettre"
_CODE_RULE = "1 à 40 lettres minuscules sans accent, chiffres ou tirets"
WHOLE = "Le questionnaire"
WHOLE_FILE = "Le fichier"
"""Subjects of an outermost table; what is inside it is named alone."""
_MOST_DIGITS = 15
"""No bound of a plausible answer has more digits; « 1e999999999 » would fill the memory."""
_EnumT = TypeVar("_EnumT", bound=StrEnum)
_T = TypeVar("_T")


def nearest(wrong: str, right: tuple[str, ...] | list[str]) -> str:
    """« ; vouliez-vous dire « … » ? » when one of `right` looks like `wrong`, else nothing."""
    close = get_close_matches(wrong, right, n=1, cutoff=0.6)
    return f" ; vouliez-vous dire « {close[0]} » ?" if close else ""


def prose(text: str) -> str:
    """`text` as printed: lines joined, paragraphs (parted by an empty line) kept, French spaces set."""
    paragraphs = (" ".join(re.split(r"[ \t\n]+", part.strip(" \t\n"))) for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")))
    return typography("\n\n".join(part for part in paragraphs if part))


class Table:
    """One table of the file. `subject` names it to the author; `problems` is shared by every table of the file."""

    def __init__(self, content: Mapping[str, Any], subject: str, problems: list[str]) -> None:
        self._content = content
        self._known: list[str] = []
        self._problems = problems
        self.subject = subject

    def problem(self, sentence: str) -> None:
        """Note what is wrong with this table, and what to change."""
        self._problems.append(f"{self.subject} : {sentence}")

    def read_as(self, build: Callable[[Table], _T]) -> _T:
        """What `build` makes of this table; keys it did not ask for are refused."""
        built = build(self)
        for key in self._content:
            if key not in self._known:
                self.problem(f"la clé « {key} » n’est pas connue{nearest(key, self._known) or ' ; retirez-la'}")
        return built

    # Texts ------------------------------------------------------------------------------------------------------------------------

    def text(self, key: str) -> str:
        """A human text that must be there."""
        return prose(self._string(key, required=True))

    def optional_text(self, key: str) -> str:
        """A human text, or nothing."""
        return prose(self._string(key, required=False))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of human texts, perhaps empty."""
        return tuple(prose(each) for each in self.words(key))

    def word(self, key: str) -> str:
        """A text for the machine (a code, an address) that must be there, taken as it is."""
        return self._string(key, required=True)

    def optional_word(self, key: str) -> str | None:
        """A text for the machine, or None."""
        return self._string(key, required=False) or None

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts for the machine, perhaps empty."""
        value = self._take(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value):
            return tuple(value)
        self.problem(f'« {key} » doit être une liste de textes entre crochets, par exemple ["oui", "non"]')
        return ()

    def identifier(self) -> str:
        """The `id` of this table; empty when it cannot be used."""
        return self._matching("id", ID_PATTERN, _ID_RULE)

    def code(self) -> str:
        """The `code` of this table; empty when it cannot be used."""
        return self._matching("code", CODE_PATTERN, _CODE_RULE)

    def option(self, key: str, options: type[_EnumT]) -> _EnumT | None:
        """The member of `options` named; None, and a problem, when there is none."""
        value = self._string(key, required=True)
        names = [member.value for member in options]
        if value and value not in names:
            self.problem(f"« {key} » vaut « {value} » ; utilisez {_either(names)}{nearest(value, names)}")
        return options(value) if value in names else None

    def optional_option(self, key: str, options: type[_EnumT], default: _EnumT) -> _EnumT:
        """The member of `options` named; `default` when none is given, or, with a problem, when there is no such member."""
        return (self.option(key, options) or default) if self._take(key) is not None else default

    # Numbers and flags ------------------------------------------------------------------------------------------------------------

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number ≥ 0; it must be there when no default is given."""
        value = self._take(key)
        if value is None and default is None:
            self.problem(f"il manque « {key} » (un nombre entier)")
        whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if value is not None and not whole:
            self.problem(f"« {key} » doit être un nombre entier positif ou nul, sans guillemets ; vous avez écrit « {value} »")
        return int(value) if value is not None and whole else default or 0

    def optional_integer(self, key: str) -> int | None:
        """A whole number ≥ 0, or None when it is not given."""
        return None if self._take(key) is None else self.integer(key, 0)

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._take(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.problem(f"« {key} » vaut true ou false, sans guillemets")
        return default

    def decimal(self, key: str) -> str | None:
        """A decimal number as a string (« 0.5 »), or None when it is not given."""
        value = self._take(key)
        if value is None:
            return None
        try:
            number = Decimal(str(value).replace(",", "."))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and abs(number.adjusted()) <= _MOST_DIGITS and not isinstance(value, bool):
            return f"{number:f}"
        self.problem(f'« {key} » doit être un nombre, par exemple 0 ou "12.5" ; vous avez écrit « {value} »')
        return None

    def numbers(self, key: str) -> dict[str, int]:
        """A table of whole numbers, in the order written (`[letters] A = 99 …`)."""
        table = self.table(key, f"« {key} »")
        return table.read_as(lambda each: {name: each.integer(name) for name in each._content}) if table else {}

    # Tables inside ----------------------------------------------------------------------------------------------------------------

    def table(self, key: str, label: str) -> Table | None:
        """The table under `key`, or None when it is not given."""
        value = self._take(key)
        if isinstance(value, dict):
            return Table(value, self._inner(label), self._problems)
        if value is not None:
            self.problem(f"« {key} » doit être une table, par exemple {key} = {{ … }}")
        return None

    def each(self, key: str, noun: str, build: Callable[[Table], _T]) -> tuple[_T, ...]:
        """What `build` makes of each table of the list under `key`; `noun` names one of them."""
        value = self._take(key)
        if value is None:
            return ()
        if not (isinstance(value, list) and all(isinstance(each, dict) for each in value)):
            self.problem(f"« {key} » doit être une liste de tables, écrites [[{key}]] ou {key} = [{{ … }}]")
            return ()
        tables = (Table(each, self._inner(_named(noun, each, place)), self._problems) for place, each in enumerate(value, 1))
        return tuple(table.read_as(build) for table in tables)

    # ------------------------------------------------------------------------------------------------------------------------------

    def _take(self, key: str) -> Any:  # noqa: ANN401 – whatever the author wrote
        self._known.append(key)
        return self._content.get(key)

    def _string(self, key: str, *, required: bool) -> str:
        value = self._take(key)
        if isinstance(value, str) and (value.strip() or not required):
            return value.strip()
        if value is not None and not isinstance(value, str):
            self.problem(f"« {key} » doit être un texte entre guillemets ; vous avez écrit « {value} »")
        elif required:
            self.problem(f"il manque « {key} » (un texte)")
        return ""

    def _matching(self, key: str, pattern: re.Pattern[str], rule: str) -> str:
        value = self._string(key, required=True)
        if not value or pattern.fullmatch(value):
            return value
        self.problem(f"« {key} » ne peut pas être « {value} » ; il faut {rule}")
        return ""

    def _inner(self, label: str) -> str:
        return label[0].upper() + label[1:] if self.subject in (WHOLE, WHOLE_FILE) else f"{self.subject}, {label}"


def _named(noun: str, content: Mapping[str, Any], place: int) -> str:
    name = content.get("id") or content.get("code")
    return f"{noun} « {name} »" if isinstance(name, str) else f"{noun} n° {place}"


def _either(names: list[str]) -> str:
    quoted = [f"« {name} »" for name in names]
    return ", ".join(quoted[:-1]) + f" ou {quoted[-1]}"
