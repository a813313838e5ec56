"""The text of a definition file (TOML), and what is wrong with it when there is no reading it, told in French by the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

from forms.errors import EcoclicError, cause_in_french

Refusal = Callable[[str, list[str]], EcoclicError]
"""What to raise about the file of that name, given its problems."""
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def text_of(path: Path, refusal: Refusal) -> str:
    """The text in `path` (UTF-8, with or without byte order mark). Raises what `refusal` makes when it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise refusal(path.name, [f"Le fichier ne peut pas être lu ({cause_in_french(error)})."]) from error
    except UnicodeDecodeError as error:
        raise refusal(path.name, [_not_utf8(error)]) from error


def parsed(text: str, name: str, refusal: Refusal) -> dict[str, object]:
    """The outermost table of the TOML `text`. Raises what `refusal` makes when it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refusal(name, [_not_toml(str(error), text)]) from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, tables within tables without end
        raise refusal(
            name, ["Le fichier contient un nombre démesuré, ou trop de crochets ou d’accolades les uns dans les autres."]
        ) from error


def _not_toml(message: str, text: str) -> str:
    place = _TOML_PLACE.search(message)
    line, column = place.groups() if place else (str(text.count("\n") + 1), "1")
    return f"Ligne {line}, colonne {column} : ce n’est pas du TOML ; vérifiez guillemets, crochets et signes « = » (détail : {message})."


def _not_utf8(error: UnicodeDecodeError) -> str:
    line = error.object[: error.start].count(b"\n") + 1
    return f"Ligne {line} : le fichier n’est pas en UTF-8 ; enregistrez-le de nouveau avec cet encodage."
