"""What every test shares: Hypothesis draws the same examples on every run, so that a failure is everyone's."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ecoclic",
    derandomize=True,
    database=None,
    deadline=None,  # two busy cores make durations meaningless
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],  # likewise
)
settings.load_profile("ecoclic")
