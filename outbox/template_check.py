"""Everything there is to say of a template before it serves: what would fail, and what works but is unwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from forms.errors import TemplateError
from forms.french import plural, typography
from outbox.odt_template import OdtTemplate, RenderError
from outbox.shapes import STYLES
from outbox.shipped import SHIPPED, Shipped, Values
from outbox.template_advice import advice_about, stated_version
from outbox.template_package import unpack
from outbox.template_samples import sample_views
from outbox.template_shapes import Fault, Shape, faults_of, shapes_of

_MOST_ROUNDS = 40
"""How many faults that only filling shows are looked for."""
_MOST_TOLD = 60


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, in French. A template with `problems` cannot serve; `advice` is what works but is unwise.

    `sample` is the document made for an ordinary respondent, with the faulty tags doing nothing; None when the file is no template.
    """

    problems: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    sample: bytes | None = None

    @property
    def is_sound(self) -> bool:
        """Whether it can serve."""
        return not self.problems


def check_template(data: bytes, kind: str) -> Checked:
    """What is to be said of `data` as the template of `kind`, a name of `SHIPPED`. Raises KeyError for another name.

    Takes tenths of a second: it is filled for every sample. Raises nothing for whatever `data` may be.
    """
    shipped = SHIPPED[kind]
    try:
        check = _Check(data, shipped)
        check.run()
        return check.checked()
    except TemplateError as error:
        return Checked(_told([*error.problems, *_about_version(data, shipped, broken=True)]))
    except Exception:  # noqa: BLE001 – whatever a file makes libraries raise, it must not stop the returns that wait behind it
        return Checked(_told(["Ce fichier est fait d’une façon inattendue : ouvrez-le dans LibreOffice et enregistrez-le de nouveau."]))


@dataclass
class _Check:
    data: bytes
    shipped: Shipped
    _muted: dict[str, set[int]] = field(default_factory=dict)
    _problems: list[str] = field(default_factory=list)
    _sample: bytes | None = None
    _rounds: int = _MOST_ROUNDS

    def run(self) -> None:
        """Look without filling, then fill for each sample; a tag that fails is told, muted, and the rest looked at again.

        What asks for too much ends the filling: a check is bounded too.
        """
        template, problems = OdtTemplate.of_draft(self.data, drawing_styles=STYLES)
        self._problems.extend(problems)
        for part, source in template.sources.items():
            for fault in faults_of(source, _shapes(self.shipped.name)):
                self._tell(part, fault)
        for values in _samples(self.shipped.name).values():
            self._fill(values)

    def checked(self) -> Checked:
        advice = (*_about_version(self.data, self.shipped, broken=bool(self._problems)), *advice_about(self.data, self.shipped))
        return Checked(_told([*self._problems, *self._former()]), tuple(map(typography, dict.fromkeys(advice))), self._sample)

    def _fill(self, values: Values) -> None:
        while self._rounds > 0:
            self._rounds -= 1
            try:
                made = self._compiled().render(values)
            except RenderError as error:
                self._tell(error.part, Fault(error.line, error.problems[0]))
                self._rounds = self._rounds if error.line and not error.costly else 0
            else:
                self._sample = self._sample or made
                return

    def _tell(self, part: str, fault: Fault) -> None:
        self._problems.append(fault.problem)
        self._muted.setdefault(part, set()).add(fault.line)

    def _compiled(self) -> OdtTemplate:
        return OdtTemplate.of_draft(self.data, drawing_styles=STYLES, muted=self._muted)[0]

    def _former(self) -> list[str]:
        """What to write instead of names that earlier versions had."""
        said = " ".join(self._problems)
        return [
            f"« {name} » existait dans une version précédente d’Éco-clic : écrivez « {now} »."
            for name, now in self.shipped.former.items()
            if f"« {name.rpartition('.')[2]} »" in said
        ]


def _told(problems: list[str]) -> tuple[str, ...]:
    told = [typography(each) for each in dict.fromkeys(problems)]
    left = len(told) - _MOST_TOLD
    return (*told[:_MOST_TOLD], f"… et {plural(left, 'autre problème', 'autres problèmes')}.") if left > 0 else tuple(told)


def _about_version(data: bytes, shipped: Shipped, *, broken: bool) -> list[str]:
    """That the template was made for another document, or another version of the product."""
    try:
        stated = stated_version(unpack(data).get("meta.xml", b""))
    except (TemplateError, etree.XMLSyntaxError):
        return []
    if stated is None:
        return []
    name, version = stated
    if name != shipped.name:
        return [f"Ce modèle est celui d’un autre document (« {name} ») ; il est vérifié ici comme « {shipped.name} »."]
    if version > shipped.version:
        return [
            f"Ce modèle vient d’une version plus récente d’Éco-clic ({name}/{version} ; celle-ci connaît {name}/{shipped.version}) : "
            "mettez Éco-clic à jour, ou repartez du modèle livré."
        ]
    if version < shipped.version and broken:
        return [
            f"Ce modèle vient d’une version précédente d’Éco-clic ({name}/{version}, aujourd’hui {name}/{shipped.version}) : certains noms "
            "ont changé."
        ]
    return []


@cache
def _samples(kind: str) -> Mapping[str, Values]:
    return {name: SHIPPED[kind].values(view) for name, view in sample_views().items()}


@cache
def _shapes(kind: str) -> Mapping[str, Shape]:
    return shapes_of(_samples(kind).values())
