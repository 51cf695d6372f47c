"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# no deadline: a machine that is busy with something else fails no test for being slow
settings.register_profile("ribao", deadline=None)
settings.load_profile("ribao")
