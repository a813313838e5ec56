"""An advisor's own template with the shipped one behind it: what it cannot say of one respondent never stops a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from forms.errors import TemplateError
from outbox.odt_template import OdtTemplate

Tell = Callable[[TemplateError], None]


class OwnTemplate(OdtTemplate):
    """Renders as `own`; what `own` cannot render, as `shipped`, once `tell` has been told why.

    The same values always take the same way, so that a document made again is the same.
    """

    def __init__(self, own: OdtTemplate, shipped: OdtTemplate, tell: Tell) -> None:
        self._own, self._shipped, self._tell = own, shipped, tell

    @property
    def names(self) -> frozenset[str]:
        """The top-level names the advisor's template reads."""
        return self._own.names

    def render(self, values: Mapping[str, object]) -> bytes:
        """The document filled with `values`. Raises `TemplateError` only if the shipped template cannot be filled either."""
        try:
            return self._own.render(values)
        except TemplateError as error:
            self._tell(error)
            return self._shipped.render(values)
