"""What holds for every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A property is true or false, not quick or slow: a busy machine must not make a test fail.
# Speed is shown by the benchmarks.
settings.register_profile("tidtam", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tidtam")
