"""What the service writes at the root of the share for people to see: how it is, and how the campaigns go."""

from __future__ import annotations

from dataclasses import dataclass

from commands.dashboard import DashboardBoard
from commands.health import HealthBoard
from commands.template_notices import TemplateNotices


@dataclass(frozen=True, slots=True)
class Boards:
    """Everything told after a pass. Telling never stops the service."""

    health: HealthBoard
    dashboard: DashboardBoard
    templates: TemplateNotices

    def passed(self, waiting: int, *, continuous: bool) -> None:
        """Tell what one pass found, the share being there: `waiting` files are not whole yet. `continuous`: more passes follow."""
        self.health.passed(waiting, continuous=continuous)
        self.dashboard.passed(continuous=continuous)
        self.templates.passed()
