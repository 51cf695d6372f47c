"""Every package that an install of ours asks for is pinned, so that the versions are those that the tests ran with."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
OWN = "ribao"


def normal(requirement: str) -> str:
    """The name of a requirement as package indexes compare it (PEP 503)."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_direct_requirements_are_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = {
        normal(line)
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if "==" in line and not line.startswith("#")
    }
    extras = {name: wanted for name, wanted in project["optional-dependencies"].items() if name != "bench"}
    asked = {normal(r) for wanted in (project["dependencies"], *extras.values()) for r in wanted}
    assert asked - {OWN} <= pinned
    assert len(pinned) > 2 * len(asked)  # and what they pull in
