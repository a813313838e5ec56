"""Tags as people type them in a French Writer, turned into Jinja.

Only `{{ … }}` survives French typing (autocorrect breaks `{% … %}`), so blocks are written with it too: `{{ pour x dans xs }}`,
`{{ si … }}`, `{{ sinon si … }}`, `{{ sinon }}`, `{{ fin pour }}`, `{{ fin si }}`, `{{ dessin x }}`. Names are read without case or
accents. What autocorrect does to quotes, operators, dashes and digits is undone inside tags, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from forms.french import without_accents

INVISIBLE = "\u200b\u200c\u200d\u2060\u00ad\ufeff"
"""Characters Writer or a keyboard layout leaves between letters, which nobody sees."""

_GAP = rf"[\s{INVISIBLE}]*"
LONGEST = 1_000
"""Characters a tag may hold."""
_BODY = rf"[^{{]{{0,{LONGEST}}}?"
"""No brace opens inside a tag: however many are opened and never closed, a text is searched in one go."""
TAG = re.compile(rf"\{{{_GAP}\{{(?P<tag>{_BODY})\}}{_GAP}\}}|\{{{_GAP}%(?P<percent>{_BODY})%{_GAP}\}}")
"""A whole tag in a paragraph's text; Jinja's own percent tags are accepted, even as autocorrect leaves them."""
STRAY = re.compile(r"\{\{|\}\}|\{%|%\}")
"""What remains of a tag that has lost an end."""
_BESIDE = re.compile(r"(?:file:[^{}]*/|https?://|(?![a-z][a-z0-9+.-]*:)[^{}]*/)(?=\{)", re.IGNORECASE)
"""What Writer puts before a tag that is an address, which it takes for a file beside the template: the way there, or a protocol."""


class TagKind(Enum):
    """What a tag does."""

    OUTPUT = "output"
    DRAWING = "drawing"
    FOR = "for"
    IF = "if"
    ELSE_IF = "elif"
    ELSE = "else"
    END = "end"


BLOCK_KINDS = frozenset(TagKind) - {TagKind.OUTPUT, TagKind.DRAWING}
OPENINGS = frozenset({TagKind.FOR, TagKind.IF})


class TagSyntaxError(ValueError):
    """A tag cannot be read; the message is a French sentence."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag, read. `code` is a Jinja expression (OUTPUT, DRAWING) or statement; `closes` is FOR, IF or None (either) on an END.

    `source` is the tag as typed, `place` the text of its paragraph.
    """

    kind: TagKind
    code: str
    source: str
    place: str
    closes: TagKind | None = None


def read_tag(source: str, body: str, place: str) -> Tag:
    """The tag whose inside is `body`. Raises `TagSyntaxError` when nothing sensible is written there."""
    tokens = list(_tokens(body))
    if not tokens:
        raise TagSyntaxError("la balise est vide")
    _refuse_endless(tokens)
    kind, rest, closes = _kind(tokens)
    return Tag(kind, _code(kind, rest), source, place, closes)


def _refuse_endless(tokens: Sequence[_Token]) -> None:
    """What is compiled is walked recursively: a tag as long as a page is told here, rather than by a stack that overflows."""
    if len(tokens) > _MOST_TOKENS or sum(token.text in ("(", "[") for token in tokens) > _MOST_BRACKETS:
        raise TagSyntaxError("la balise est trop longue ; écrivez-en plusieurs, plus simples")


def fold(name: str) -> str:
    """`name` as names are compared: no case, no accents, and the index autocorrect made of `_1` undone."""
    spelled = re.sub("[₀-₉]+", lambda digits: "_" + digits[0], name)
    return without_accents(spelled).lower()


_MOST_TOKENS = 100
_MOST_BRACKETS = 20
_MOST_DIGITS = 15

# Tokens --------------------------------------------------------------------------------------------------------------------------

# « « : an empty text as Writer corrects it, which takes the second quotation mark for another that opens.
_TOKEN = re.compile(
    r"""
    (?P<string> «\s*« | «[^»]*» | “[^”]*” | "[^"”]*["”] | [‘’'][^‘’']*[’'] )
  | (?P<number> \d+(?:[.]\d+)? )
  | (?P<name>   [^\W\d]\w* )
  | (?P<sign>   >= | <= | == | != | => | =< | <> | // | [≥≤≠≈=<>+\-–—−*×/÷%|.,:()\[\]] )
  | (?P<space>  \s+ )
  | (?P<other>  . )
    """,
    re.VERBOSE | re.DOTALL,
)
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "=>": ">=", "=<": "<=", "<>": "!=", "=": "==", "–": "-", "—": "-", "−": "-", "×": "*", "÷": "/"}
_KEYWORDS = {
    "et": "and",
    "ou": "or",
    "non": "not",
    "pas": "not",
    "dans": "in",
    "si": "if",
    "sinon": "else",
    "vrai": "true",
    "faux": "false",
    "boucle": "loop",
}
_RESERVED = frozenset(_KEYWORDS) | frozenset(_KEYWORDS.values()) | {"is", "none", "self", "recursive", "pour", "fin", "dessin"}


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    is_name: bool = False


def tag_of_address(address: str) -> re.Match[str] | None:
    """The tag that is the whole of a link's `address`, its percent-encoding undone, wherever Writer says that it lies."""
    beside = _BESIDE.match(address)
    return TAG.fullmatch(address, beside.end() if beside else 0)


def _tokens(body: str) -> Iterator[_Token]:
    visible = body.translate(dict.fromkeys(map(ord, INVISIBLE)))
    previous = ""
    for match in _TOKEN.finditer(visible):
        if match.lastgroup == "space":
            continue
        token = _token(match.lastgroup or "", match[0], after_dot=previous == ".")
        previous = token.text
        yield token


def _token(group: str, text: str, *, after_dot: bool) -> _Token:
    if group == "string":
        return _Token(_quoted(text[1:-1].strip(" \u00a0\u202f") if text[0] == "«" else text[1:-1]))
    if group == "name":
        return _Token(_name(text, after_dot=after_dot), is_name=True)
    if group == "number" and len(text) > _MOST_DIGITS:
        raise TagSyntaxError(f"le nombre « {text[:_MOST_DIGITS]}… » est trop grand")
    if group == "other":
        raise TagSyntaxError(f"le signe « {text} » n’a pas de sens ici")
    return _Token(_SIGNS.get(text, text))


def _name(text: str, *, after_dot: bool) -> str:
    folded = fold(text)
    if folded.startswith("_"):
        raise TagSyntaxError(f"le nom « {text} » commence par un tiret bas, ce qui n’est pas permis")
    if not folded.isidentifier():
        raise TagSyntaxError(f"« {text} » n’est pas un nom")
    return folded if after_dot else _KEYWORDS.get(folded, folded)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


# Meaning -------------------------------------------------------------------------------------------------------------------------

_ENDINGS = {
    "fin": None,
    "finpour": TagKind.FOR,
    "fin_pour": TagKind.FOR,
    "endfor": TagKind.FOR,
    "finsi": TagKind.IF,
    "fin_si": TagKind.IF,
    "endif": TagKind.IF,
}
_ENDED = {"pour": TagKind.FOR, "for": TagKind.FOR, "if": TagKind.IF}
_OPENINGS = {"pour": TagKind.FOR, "for": TagKind.FOR, "if": TagKind.IF, "elif": TagKind.ELSE_IF, "sinonsi": TagKind.ELSE_IF}


def _kind(tokens: Sequence[_Token]) -> tuple[TagKind, Sequence[_Token], TagKind | None]:
    first, rest = tokens[0].text, tokens[1:]
    if first in _ENDINGS:
        return TagKind.END, (), _ending(first, rest)
    if first == "else":
        return (TagKind.ELSE_IF, rest[1:], None) if rest and rest[0].text == "if" else (TagKind.ELSE, rest, None)
    if first in _OPENINGS:
        return _OPENINGS[first], rest, None
    if first in ("dessin", "set", "include", "import", "macro", "block", "call", "raw", "extends") and rest and rest[0].is_name:
        return _special(first, rest)
    return TagKind.OUTPUT, tokens, None


def _special(first: str, rest: Sequence[_Token]) -> tuple[TagKind, Sequence[_Token], None]:
    if first != "dessin":
        raise TagSyntaxError(f"la consigne « {first} » n’existe pas dans les modèles")
    return TagKind.DRAWING, rest, None


def _ending(first: str, rest: Sequence[_Token]) -> TagKind | None:
    if not rest:
        return _ENDINGS[first]
    if len(rest) == 1 and first == "fin" and rest[0].text in _ENDED:
        return _ENDED[rest[0].text]
    raise TagSyntaxError("écrivez « {{ fin pour }} » ou « {{ fin si }} », sans rien d’autre")


def _code(kind: TagKind, tokens: Sequence[_Token]) -> str:
    if kind is TagKind.FOR:
        return _loop(tokens)
    if kind is TagKind.ELSE and tokens:
        raise TagSyntaxError("« {{ sinon }} » s’écrit seul, ou « {{ sinon si … }} »")
    if kind in (TagKind.END, TagKind.ELSE):
        return ""
    if not tokens:
        raise TagSyntaxError("il manque la condition")
    return _joined(tokens)


def _loop(tokens: Sequence[_Token]) -> str:
    well_formed = len(tokens) >= 3 and tokens[0].is_name and tokens[1].text == "in"
    if not well_formed:
        raise TagSyntaxError("une boucle s’écrit « {{ pour élément dans liste }} »")
    if tokens[0].text in _RESERVED:
        raise TagSyntaxError(f"« {tokens[0].text} » est un mot réservé ; choisissez un autre nom d’élément")
    return f"{tokens[0].text} in ({_joined(tokens[2:])})"


def _joined(tokens: Sequence[_Token]) -> str:
    return "".join(_spaced(token) for token in tokens).strip()


def _spaced(token: _Token) -> str:
    return token.text if token.text in (".", "[", "]", "(", ")") else f" {token.text} "
