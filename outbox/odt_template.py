"""An OpenDocument text whose content, styles and metadata are templates.

Compiled once, kept by the SHA-256 of the file, rendered in a few milliseconds; the same values always give the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from types import TracebackType

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2 import meta as jinja_meta

from forms.errors import TemplateError
from forms.french import typography
from outbox.archive import pack
from outbox.sandbox import BUDGET, FILTERS, Budget, DocumentError, Environment, TooCostly, nearest
from outbox.template_blocks import close_blocks
from outbox.template_cleaning import clean
from outbox.template_package import parsed, unpack
from outbox.template_tags import Tag, TagKind
from outbox.template_xml import OFFICE, Element, Source, mark_tags, quoted, to_source, without_delimiters

_PARTS = {"content.xml": f"{OFFICE}document-content", "styles.xml": f"{OFFICE}document-styles", "meta.xml": f"{OFFICE}document-meta"}
"""The parts that may hold tags, and the root of each (ODF 1.3 part 3, section 3.1.3)."""
_LARGEST_PART = 20_000_000
"""Characters one rendered part may hold: a thousand pages and more."""
_LARGEST_SOURCE = 10_000_000
"""Bytes one part of a template may hold; the report's own has a hundredth of it."""
_CHUNKS_AT_ONCE = 200
"""Pieces of text joined before their size is looked at; none can be large by itself."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One compiled member. `names` gives, for each top-level name it reads, the first tag that does."""

    template: Template
    source: Source
    names: Mapping[str, Tag]


Muted = Mapping[str, Collection[int]]
"""For each part, the lines of the tags that are to do nothing."""


class RenderError(TemplateError):
    """A document could not be made. `part` and `line` say which tag stopped it; the line is 0 when no single tag did.

    `costly`: it asked for more than a document may cost, so that trying again is no light matter.
    """

    def __init__(self, problem: str, part: str, line: int, *, costly: bool = False) -> None:
        super().__init__("Ce modèle n’a pas pu être rempli.", [typography(problem)])
        self.part, self.line, self.costly = part, line, costly


class OdtTemplate:
    """A compiled template; see `docs/modeles.md` for what it may contain."""

    def __init__(self, parts: Mapping[str, _Part], fixed: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._fixed = fixed

    @classmethod
    def from_bytes(cls, data: bytes, *, drawing_styles: str = "") -> OdtTemplate:
        """The template in the ODT file `data`; `drawing_styles` are automatic styles that inserted drawings rely on.

        Raises `TemplateError` with every problem found.
        """
        template, problems = cls.of_draft(data, drawing_styles=drawing_styles)
        if problems:
            raise _refusal("Ce modèle ne peut pas être utilisé.", problems)
        return template

    @classmethod
    def of_draft(cls, data: bytes, *, drawing_styles: str = "", muted: Muted | None = None) -> tuple[OdtTemplate, tuple[str, ...]]:
        """What can be made of `data` all the same, and every problem found: faulty tags and those `muted` do nothing, a part whose
        blocks are not well formed stays as it is. Raises `TemplateError` when it is no document."""
        members = unpack(data)
        problems: list[str] = []
        mute = muted or {}
        roots = {name: _root(name, members[name]) for name in _PARTS if name in members}
        parts = {name: _compile(root, drawing_styles, problems, mute.get(name, ())) for name, root in roots.items()}
        compiled = {name: part for name, part in parts.items() if part}
        fixed = {name: content for name, content in members.items() if name not in compiled}
        return cls(compiled, fixed), tuple(dict.fromkeys(problems))

    @property
    def names(self) -> frozenset[str]:
        """The top-level names this template reads."""
        return frozenset(name for part in self._parts.values() for name in part.names)

    @property
    def sources(self) -> Mapping[str, Source]:
        """What each part was compiled from, by the name of the part."""
        return {name: part.source for name, part in self._parts.items()}

    def render(self, values: Mapping[str, object]) -> bytes:
        """The document filled with `values` (texts, numbers, `Record`, tuples of these, `Drawing`).

        Raises `TemplateError` quoting the paragraph when a name is unknown or a value cannot be used so.
        """
        self._check_names(values)
        context = {**values, BUDGET: Budget()}
        rendered = {name: _render(name, part, context).encode() for name, part in self._parts.items()}
        return pack({**self._fixed, **rendered})

    def _check_names(self, values: Mapping[str, object]) -> None:
        unknown = {name: tag for part in self._parts.values() for name, tag in part.names.items() if name not in values}
        if unknown:
            raise _refusal(
                "Ce modèle demande ce qui n’existe pas.",
                [problem_of(tag, unknown_name(name, values)) for name, tag in unknown.items()],
            )


def compiled(data: bytes, *, drawing_styles: str = "") -> OdtTemplate:
    """As `OdtTemplate.from_bytes`, compiled once for the same bytes."""
    key = (hashlib.sha256(data).hexdigest(), drawing_styles)
    if key not in _COMPILED:
        while len(_COMPILED) >= _MOST_COMPILED:
            del _COMPILED[next(iter(_COMPILED))]
        _COMPILED[key] = OdtTemplate.from_bytes(data, drawing_styles=drawing_styles)
    return _COMPILED[key]


_COMPILED: dict[tuple[str, str], OdtTemplate] = {}
_MOST_COMPILED = 32


# Compiling -----------------------------------------------------------------------------------------------------------------------

ENVIRONMENT = Environment()


def _compile(root: Element, drawing_styles: str, problems: list[str], muted: Collection[int]) -> _Part | None:
    read = mark_tags(root)
    marked = close_blocks(read)
    faults = _expression_faults(marked.tags)
    problems.extend([*marked.problems, *faults.values()])
    if len(marked.problems) > len(read.problems):
        return None
    source = to_source(marked, muted, faults)
    text = source.text
    if any(tag.kind is TagKind.DRAWING for tag in marked.tags):
        text = _with_styles(text, drawing_styles, marked.root.nsmap)
    return _Part(ENVIRONMENT.from_string(text), source, _names(source))


def _root(name: str, xml: bytes) -> Element:
    """The root of the part `name`, rid of what documents must not inherit."""
    if len(xml) > _LARGEST_SOURCE:
        raise TemplateError("Ce modèle ne peut pas être utilisé.", ["Il contient trop de texte."])
    root = parsed(xml)
    is_text = name != "content.xml" or root.find(f"{OFFICE}body/{OFFICE}text") is not None
    if root.tag != _PARTS[name] or not is_text:
        raise TemplateError("Ce modèle ne peut pas être utilisé.", ["Ce n’est pas un texte OpenDocument (.odt)."])
    clean(root)
    return without_delimiters(root)


_DRAWING_NAMESPACES = {
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


def _with_styles(text: str, styles: str, declared: Collection[str | None]) -> str:
    """`styles` join the automatic styles of the content, on the same line; namespaces a drawing needs are declared if they are not."""
    flat = styles.replace("\n", "")
    missing = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _DRAWING_NAMESPACES.items() if prefix not in declared)
    text = text.replace("<office:document-content", f"<office:document-content{missing}", 1)
    opened = text.replace("<office:automatic-styles/>", "<office:automatic-styles></office:automatic-styles>", 1)
    return opened.replace("</office:automatic-styles>", f"{flat}</office:automatic-styles>", 1)


def _expression_faults(tags: Sequence[Tag]) -> dict[int, str]:
    """What is wrong with each of `tags`, by its place."""
    return {place: problem for place, tag in enumerate(tags) if (problem := _expression_problem(tag))}


def _expression_problem(tag: Tag) -> str:
    alone = _alone(tag)
    fault = _kept_fault_in(alone) if len(alone) <= _ORDINARY_TAG else _fault_in(alone)
    return problem_of(tag, fault) if fault else ""


def _fault_in(expression: str) -> str:
    """What is wrong with a template of one tag, or nothing."""
    try:
        ENVIRONMENT.compile(expression)
    except TemplateSyntaxError as error:
        return _fault(error)
    except (ValueError, RecursionError, SyntaxError, MemoryError):  # how Python says that it is beyond its compiler
        return "l’expression est trop compliquée"
    return ""


_kept_fault_in = lru_cache(maxsize=1_000)(_fault_in)
"""The same expression comes several times in a template, and again in others."""
_ORDINARY_TAG = 200
"""Characters; longer ones are not kept."""


def _fault(error: TemplateSyntaxError) -> str:
    unknown = re.search("No filter named '(.*?)'", error.message or "")
    if unknown:
        return f"le filtre « {unknown[1]} » n’existe pas{nearest(unknown[1], FILTERS)}"
    return "l’expression est mal écrite : il manque un signe ou un mot, ou il y en a un de trop"


def _alone(tag: Tag) -> str:
    """`tag` as a whole template of its own, so that its faults are its own."""
    if tag.kind is TagKind.FOR:
        return f"\ue0b1for {tag.code}\ue0b2\ue0b1endfor\ue0b2"
    return f"\ue0b3({tag.code})\ue0b4" if tag.code else ""


def _names(source: Source) -> dict[str, Tag]:
    tree = ENVIRONMENT.parse(source.text)
    free = jinja_meta.find_undeclared_variables(tree)
    found: dict[str, Tag] = {}
    for name in tree.find_all(nodes.Name):
        if name.name in free and name.lineno in source.lines:
            found.setdefault(name.name, source.lines[name.lineno])
    return found


# Rendering -----------------------------------------------------------------------------------------------------------------------


def _render(name: str, part: _Part, context: Mapping[str, object]) -> str:
    try:
        return _bounded(part.template.root_render_func(part.template.new_context(dict(context))))
    except Exception as error:  # a template may ask for anything; whatever it gets, its author is told where
        line = _line(part.template, error.__traceback__)
        tag = part.source.lines.get(line)
        sentence = str(error) if isinstance(error, DocumentError) else _SENSELESS
        problem = problem_of(tag, sentence) if tag else f"{sentence}."
        raise RenderError(problem, name, line if tag else 0, costly=isinstance(error, TooCostly)) from error


_SENSELESS = "cette opération n’a pas de sens ici : vérifiez ce qui est comparé, calculé ou écrit entre parenthèses"


def _bounded(chunks: Iterable[str]) -> str:
    kept, size, left = [], 0, iter(chunks)
    while batch := tuple(islice(left, _CHUNKS_AT_ONCE)):
        piece = "".join(batch)
        size += len(piece)
        if size > _LARGEST_PART:
            raise TooCostly("le document obtenu serait trop volumineux")
        kept.append(piece)
    return "".join(kept)


def _line(template: Template, traceback: TracebackType | None) -> int:
    """The template line where an error arose; the code Jinja makes of a template is named « <template> »."""
    line = 0
    while traceback:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            line = template.get_corresponding_lineno(traceback.tb_lineno)
        traceback = traceback.tb_next
    return line


def _refusal(sentence: str, problems: Iterable[str]) -> TemplateError:
    return TemplateError(sentence, [typography(problem) for problem in problems])


def problem_of(tag: Tag, fault: str) -> str:
    """« Paragraphe « … » : « {{ … }} » : `fault`. »"""
    end = "" if fault.endswith("?") else "."
    return f"Paragraphe {quoted(tag.place)} : {quoted(tag.source)} : {fault}{end}"


def unknown_name(name: str, known: Iterable[str]) -> str:
    """That the top-level `name` does not exist, and which of `known` is meant."""
    if name == "loop":
        return "« boucle » n’existe qu’entre « {{ pour … }} » et « {{ fin pour }} »"
    return f"le nom « {name} » n’existe pas{nearest(name, known)}"
