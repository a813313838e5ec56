"""The structure tree of a tagged document (PDF 32000-1 section 14.7)."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf


class ParentTree:
    """The structure elements that marked content and annotations belong to (section 14.7.4.4), by key.

    The typesetter writes one flat array of keys and elements, in ascending order of keys.
    """

    def __init__(self, pdf: Pdf) -> None:
        self._numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        self._places = {int(self._numbers[place]): place for place in range(0, len(self._numbers), 2)}

    def __getitem__(self, key: int) -> Object:
        return self._numbers[self._places[key] + 1]


def forget(pdf: Pdf, key: int) -> None:
    """Take `key` out of the parent tree: its annotation is no more."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    pairs = [(numbers[place], numbers[place + 1]) for place in range(0, len(numbers), 2)]
    numbers[:] = [each for pair in pairs if int(pair[0]) != key for each in pair]


def unwrap_divisions(pdf: Pdf) -> None:
    """Give the kids of every Div to the element above it, in the same order.

    The typesetter tags each cell of a grid so; a screen reader gains nothing from them, and they are half of the tree's weight.
    """
    for element in _kids(pdf.Root.StructTreeRoot):
        _unwrap_below(element)


def _unwrap_below(element: Object) -> None:
    leaves = [leaf for kid in _kids(element) for leaf in _leaves(kid)]
    for leaf in filter(_is_element, leaves):
        leaf.P = element
        _unwrap_below(leaf)
    element.K = Array(leaves)


def _leaves(kid: Object) -> Iterator[Object]:
    if _is_element(kid) and Name.Div == kid.S:
        for each in _kids(kid):
            yield from _leaves(each)
    else:
        yield kid


def _is_element(kid: Object) -> bool:
    """Kids are elements, references to annotations, or numbers of marked content."""
    return isinstance(kid, Dictionary) and Name.S in kid


def _kids(element: Object) -> list[Object]:
    kids = element.get(Name.K, Array())
    return list(kids.as_list()) if isinstance(kids, Array) else [kids]
