"""What our PDF forms never hold, and a hostile or foreign one may: scripts, programs to launch, attached files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from intake import sentences
from intake.readers._pdf_opening import value_of

_ACTIONS: Final = {
    "/JavaScript": "un programme (JavaScript)",
    "/Launch": "une commande qui lance un programme",
    "/ImportData": "une commande qui lit un autre fichier",
    "/RichMediaExecute": "un contenu animé",
}
_MOST_ACTIONS: Final = 1_000


def refuse_dangers(reader: PdfReader) -> None:
    """Raise `Refused` FORBIDDEN_CONTENT, saying which, when the document runs, launches or attaches something.

    Looked into: the catalogue, the pages, their annotations, the fields, and the actions chained to theirs (ISO 32000-1, 12.6).
    """
    catalogue = reader.trailer["/Root"].get_object()
    names = value_of(catalogue, "/Names")
    if value_of(names, "/JavaScript") is not None:
        raise sentences.forbidden(_ACTIONS["/JavaScript"], "/Names /JavaScript")
    if value_of(names, "/EmbeddedFiles") is not None or value_of(catalogue, "/Collection") is not None:
        raise sentences.forbidden("un fichier joint", "/Names /EmbeddedFiles")
    for holder in _holders(reader, catalogue):
        if value_of(holder, "/Subtype") == "/FileAttachment":
            raise sentences.forbidden("un fichier joint", "annotation /FileAttachment")
        _refuse_actions(holder)


def _holders(reader: PdfReader, catalogue: Any) -> Iterator[Any]:  # noqa: ANN401 – PDF objects of any kind
    """Whatever may bear an action."""
    yield catalogue
    for page in reader.pages:
        yield page
        for annotation in _entries(value_of(page, "/Annots")):
            yield annotation
            yield value_of(annotation, "/Parent")
    yield from _entries(value_of(value_of(catalogue, "/AcroForm"), "/Fields"))


def _refuse_actions(holder: Any) -> None:  # noqa: ANN401 – a PDF object of any kind
    for action in _actions(holder):
        kind = str(value_of(action, "/S"))
        if kind in _ACTIONS:
            raise sentences.forbidden(_ACTIONS[kind], f"action {kind}")


def _actions(holder: Any) -> Iterator[Any]:  # noqa: ANN401 – a PDF object of any kind
    """Every action of `holder`, followed along /Next, each once."""
    triggers = value_of(holder, "/AA")
    waiting = [value_of(holder, "/A"), value_of(holder, "/OpenAction")]
    waiting += [value_of(triggers, key) for key in triggers] if isinstance(triggers, DictionaryObject) else []
    met: set[int] = set()
    while waiting and len(met) < _MOST_ACTIONS:
        action = waiting.pop()
        if isinstance(action, DictionaryObject) and id(action) not in met:
            met.add(id(action))
            yield action
            following = value_of(action, "/Next")
            waiting += _entries(following) if isinstance(following, ArrayObject) else [following]


def _entries(array: Any) -> list[Any]:  # noqa: ANN401 – a PDF object of any kind
    return [each.get_object() for each in array] if isinstance(array, ArrayObject) else []
