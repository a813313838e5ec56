"""« tableau-de-bord.html », at the root of the share: every campaign at a glance, for its advisor.

One file that needs nothing else: no script, no reference, and a policy (CSP) that forbids both, so that no name of a campaign or of a
respondent can become anything but text.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from forms.french import french_date, french_moment, grouped
from outbox.campaign_charts import letters_chart, progress_chart, themes_chart
from outbox.campaign_view import CampaignSummaryView, State
from outbox.campaign_viewing import STATE_LABELS
from outbox.figures import Figure
from outbox.svg import svg

NAME = "tableau-de-bord.html"


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the page says. `campaigns` are told in full, the newest first; of the `earlier` ones only how far they came.

    `unidentified` counts files that belong to nobody known. `last_event` is when the ledger last changed, in local time.
    """

    today: date
    last_event: datetime | None
    operator: str
    campaigns: Sequence[CampaignSummaryView]
    earlier: Sequence[CampaignSummaryView] = ()
    unidentified: int = 0


def dashboard_page(dashboard: Dashboard) -> bytes:
    """The bytes of the page, UTF-8: the same dashboard always gives the same."""
    text = _template().render(
        tableau=dashboard,
        style=_style(),
        empreinte_style=_fingerprint(_style()),
        jour=french_date(dashboard.today),
        dernier=french_moment(dashboard.last_event) if dashboard.last_event else "",
        sections=_SECTIONS,
        titres=STATE_LABELS,
        evalues=State.ASSESSED,
        avancement=lambda view: _drawn(progress_chart(view)),
        lettres=lambda view: _drawn(letters_chart(view.letters)),
        themes=lambda view: _drawn(themes_chart(view.themes)),
        lien=_link,
        nombre=grouped,
    )
    return text.encode("utf-8", "replace")


_SECTIONS = tuple(state for state in State if state is not State.ASSESSED)


def _drawn(figure: Figure) -> Markup:
    return Markup(svg(figure))  # noqa: S704 – the writer of figures escapes every text in them


def _link(folder: str) -> str:
    """`folder`, relative to the page, as an address: nothing in it can be taken for another site or a scheme."""
    return f"./{quote(folder)}/"


def _fingerprint(style: str) -> str:
    """What lets this style sheet alone through (CSP level 2, section 4.2.5)."""
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@cache
def _style() -> Markup:
    return Markup(files("templates").joinpath("tableau-de-bord.css").read_text(encoding="utf-8"))  # noqa: S704 – our own file


@cache
def _template() -> Template:
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, autoescape=True)
    return environment.from_string(files("templates").joinpath("tableau-de-bord.html").read_text(encoding="utf-8"))
