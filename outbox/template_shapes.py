"""What a template asks of its values, held against the shape of sample values, without filling it.

Filling finds what is wrong only where the sample leads, and stops at the first fault. Here every branch and every loop is looked at,
and every name that does not exist is told with the nearest one that does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from jinja2 import nodes

from outbox.markup import Drawing
from outbox.odt_template import ENVIRONMENT, problem_of, unknown_name
from outbox.sandbox import LOOP_NAMES, UNPRINTABLE, Record, nearest
from outbox.template_xml import Source


class Sort(Enum):
    """What a value is, as far as a template is concerned."""

    ANYTHING = "anything"  # not known, or not always the same
    TEXT = "text"
    DRAWING = "drawing"
    LIST = "list"
    RECORD = "record"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value is: `item` that of every element of a list, `names` those of a record."""

    sort: Sort = Sort.ANYTHING
    item: Shape | None = None
    names: Mapping[str, Shape] = field(default_factory=dict)


ANYTHING, TEXT, DRAWING, LOOP = Shape(), Shape(Sort.TEXT), Shape(Sort.DRAWING), Shape(Sort.LOOP)


def shape_of(value: object) -> Shape:
    """The shape of `value`; of a list, what all its elements have in common or at times."""
    if isinstance(value, Record):
        return Shape(Sort.RECORD, names={name: shape_of(value.get(name)) for name in value.names})
    if isinstance(value, tuple):
        return Shape(Sort.LIST, item=_merged_all(map(shape_of, value)))
    if isinstance(value, Drawing):
        return DRAWING
    return ANYTHING if value is None else TEXT


def shapes_of(samples: Iterable[Mapping[str, object]]) -> dict[str, Shape]:
    """The shape of every top-level name, from all that `samples` show of it: a list empty in one has elements in another."""
    record = _merged_all(shape_of(Record(**sample)) for sample in samples)
    return dict(record.names)


def _merged_all(shapes: Iterable[Shape]) -> Shape:
    merged = ANYTHING
    for shape in shapes:
        merged = _merged(merged, shape)
    return merged


def _merged(one: Shape, other: Shape) -> Shape:
    if one.sort is Sort.ANYTHING or other.sort is Sort.ANYTHING:
        return other if one.sort is Sort.ANYTHING else one
    if one.sort is not other.sort:
        return ANYTHING
    names = {name: _merged(one.names.get(name, ANYTHING), other.names.get(name, ANYTHING)) for name in {**one.names, **other.names}}
    return Shape(one.sort, _merged(one.item or ANYTHING, other.item or ANYTHING), names)


# Faults --------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the tag on `line`."""

    line: int
    problem: str


def faults_of(source: Source, shapes: Mapping[str, Shape]) -> tuple[Fault, ...]:
    """Everything in `source` that values of such `shapes` cannot give, in reading order; the first fault of each tag."""
    reader = _Reader(source)
    reader.read(ENVIRONMENT.parse(source.text).body, shapes)
    return tuple(Fault(line, problem) for line, problem in sorted(reader.faults.items()))


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self.faults: dict[int, str] = {}

    def read(self, body: Iterable[nodes.Node], scope: Mapping[str, Shape]) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                self._read_output(node, scope)
            elif isinstance(node, nodes.For):
                self._read_loop(node, scope)
            elif isinstance(node, nodes.If):
                self._read_choice(node, scope)

    def _read_output(self, node: nodes.Output, scope: Mapping[str, Shape]) -> None:
        for each in node.nodes:
            if not isinstance(each, nodes.TemplateData):
                self._require_printable(each, self._shape(each, scope))

    def _read_loop(self, node: nodes.For, scope: Mapping[str, Shape]) -> None:
        shape = self._shape(node.iter, scope)
        target = node.target.name if isinstance(node.target, nodes.Name) else ""
        self.read(node.body, {**scope, target: shape.item or ANYTHING, "loop": LOOP})

    def _read_choice(self, node: nodes.If, scope: Mapping[str, Shape]) -> None:
        self._shape(node.test, scope)
        self.read(node.body, scope)
        self.read(node.elif_, scope)
        self.read(node.else_, scope)

    # Expressions

    def _shape(self, node: nodes.Node, scope: Mapping[str, Shape]) -> Shape:
        if isinstance(node, nodes.Name):
            return self._named(node, scope)
        if isinstance(node, nodes.Getattr):
            return self._attribute(node, self._shape(node.node, scope))
        if isinstance(node, nodes.Filter):
            return self._filtered(node, [self._shape(each, scope) for each in (node.node, *node.args) if each is not None])
        inner = [self._shape(each, scope) for each in node.iter_child_nodes()]
        if isinstance(node, nodes.Getitem):
            return inner[0].item or ANYTHING
        return _merged_all(inner[1:]) if isinstance(node, nodes.CondExpr) else ANYTHING

    def _named(self, node: nodes.Name, scope: Mapping[str, Shape]) -> Shape:
        if node.name not in scope:
            self._tell(node, unknown_name(node.name, [each for each in scope if each != "loop"]))
        return scope.get(node.name, ANYTHING)

    def _attribute(self, node: nodes.Getattr, shape: Shape) -> Shape:
        if shape.sort is Sort.LOOP:
            if node.attr not in LOOP_NAMES:
                self._tell(node, f"« boucle.{node.attr} » n’existe pas{nearest(node.attr, LOOP_NAMES)}")
            return TEXT
        if shape.sort is Sort.RECORD:
            if node.attr not in shape.names:
                self._tell(node, f"le nom « {node.attr} » n’existe pas ici{nearest(node.attr, shape.names)}")
            return shape.names.get(node.attr, ANYTHING)
        if shape.sort is Sort.LIST:
            self._tell(node, f"« .{node.attr} » ne peut pas être demandé à une liste : parcourez-la avec « {{{{ pour … }}}} »")
        elif shape.sort is not Sort.ANYTHING:
            self._tell(node, f"« .{node.attr} » ne peut pas être demandé à cette valeur")
        return ANYTHING

    def _filtered(self, node: nodes.Filter, given: list[Shape]) -> Shape:
        rule = _FILTERS.get(node.name)
        shape = given[0] if given else ANYTHING
        if rule is None:
            self._require_printable(node, shape)
            return TEXT
        if shape.sort not in (*rule.takes, Sort.ANYTHING):
            self._tell(node, rule.otherwise)
        return rule.gives(shape)

    def _require_printable(self, node: nodes.Node, shape: Shape) -> None:
        if shape.sort in (Sort.LIST, Sort.RECORD, Sort.LOOP):
            self._tell(node, UNPRINTABLE)

    def _tell(self, node: nodes.Node, fault: str) -> None:
        tag = self._source.lines.get(node.lineno)
        if tag:
            self.faults.setdefault(node.lineno, problem_of(tag, fault))


@dataclass(frozen=True, slots=True)
class _Rule:
    takes: tuple[Sort, ...]
    gives: Callable[[Shape], Shape]
    otherwise: str


_FILTERS: Mapping[str, _Rule] = {
    "_tours": _Rule((Sort.LIST,), lambda shape: shape, "« pour » doit parcourir une liste"),
    "_dessin": _Rule((Sort.DRAWING,), lambda _: DRAWING, "« dessin » doit être suivi du nom d’un dessin"),
    "nombre": _Rule((Sort.LIST, Sort.TEXT), lambda _: TEXT, "« nombre » compte les éléments d’une liste"),
    "joindre": _Rule((Sort.LIST,), lambda _: TEXT, "« joindre » réunit les éléments d’une liste"),
}
"""What the filters need that do not simply write a text."""


def names_of(shapes: Mapping[str, Shape]) -> Iterator[str]:
    """Every name that may be written, with dots: « themes », « themes.titre »…"""
    for name, shape in shapes.items():
        yield name
        inner = shape.item if shape.item and shape.sort is Sort.LIST else shape
        yield from (f"{name}.{each}" for each in names_of(inner.names))
