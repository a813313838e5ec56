"""One bad file: which family it belongs to, what is wrong with it, how it is built, and the answer that is documented for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forms.returns import RefusalCode

READ = "read"
"""The answers are read as they are, whatever else the file holds."""


@dataclass(frozen=True)
class Case:
    """A hostile file. `answer` is `READ` or the code it is refused with."""

    family: str
    name: str
    build: Callable[[], bytes]
    answer: str


def cases(family: str, listed: Mapping[str, tuple[Callable[[], bytes], str | RefusalCode]]) -> list[Case]:
    return [Case(family, name, build, str(answer)) for name, (build, answer) in listed.items()]
