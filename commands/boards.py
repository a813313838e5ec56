"""What the service writes at the root of the share for people to see: how it is, and how the campaigns go."""

from __future__ import annotations

from dataclasses import dataclass

from commands.dashboard import DashboardBoard
from commands.health import HealthBoard
from commands.template_notices import TemplateNotices
from intake.noticing import Observations


@dataclass(frozen=True, slots=True)
class Boards:
    """Everything told after a pass. Telling never stops the service."""

    health: HealthBoard
    dashboard: DashboardBoard
    templates: TemplateNotices

    def passed(self, seen: Observations, *, continuous: bool) -> None:
        """Tell what one pass found, the share being there. `continuous`: more passes follow."""
        self.health.passed(len(seen.waiting), seen.unopened, continuous=continuous)
        self.dashboard.passed(continuous=continuous)
        self.templates.passed()
