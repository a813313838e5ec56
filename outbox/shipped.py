"""The templates that come with the product: one name for each document a council or a sender receives.

Everything that goes through all of them – listing, copying, checking with sample data, comparing `docs/modeles.md` with what may be
named – goes through `SHIPPED`. A new document is one more line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outbox.follow_up import follow_up_values
from outbox.motion import motion_values
from outbox.receipt import receipt_values
from outbox.review import review_values
from outbox.synthesis import synthesis_values
from outbox.view import ReportView
from outbox.vocabulary import report_values

Values = Mapping[str, object]
"""The top-level names a template may use, and what they stand for."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A template in `templates/<name>.odt`. `title` is its document's name in French; `values` gives what it may name, from a view.

    `version` grows when a name disappears or changes its meaning; `former` then says, for each name that disappeared (« a.b »),
    what to write instead. `has_fingerprint`: the council files it, and must be able to find again what it was made from.
    """

    name: str
    title: str
    values: Callable[[ReportView], Values]
    version: int = 1
    former: Mapping[str, str] = field(default_factory=dict)
    has_fingerprint: bool = True

    @property
    def file_name(self) -> str:
        """« rapport.odt »."""
        return f"{self.name}.odt"


def _receipt(view: ReportView) -> Values:
    """A receipt of the return behind `view`, every part of it there: what `outbox.receipt` writes depends on the return besides."""
    return receipt_values(
        titre="Réponse bien reçue",
        emetteur=view.campaign.operator,
        destinataire=view.respondent.name,
        fichier="questionnaire rempli.odt",
        date=view.assessed_on,
        reference=view.reference,
        essentiel=view.verdict,
        compris=(view.summary,),
        changements=(view.changes.summary,) if view.changes else (),
        manques=tuple(check.text for check in view.to_verify),
        suite=(view.obligation,),
        code="",
    )


SHIPPED: Mapping[str, Shipped] = {
    each.name: each
    for each in (
        Shipped("rapport", "le rapport", report_values),
        Shipped("synthese", "la synthèse", synthesis_values),
        Shipped("deliberation", "le projet de délibération", motion_values),
        Shipped("suivi", "le suivi du plan d’actions", follow_up_values, has_fingerprint=False),
        Shipped("bilan", "le bilan annuel", review_values),
        Shipped("deliberation-bilan", "le projet de délibération du bilan annuel", review_values),
        Shipped("recu", "l’accusé de réception", _receipt, has_fingerprint=False),
    )
}
