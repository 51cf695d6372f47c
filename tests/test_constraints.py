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


def locked(name: str) -> dict[str, tuple[str, int]]:
    """By package, the version that a file of lock/ pins, and how many hashes it allows."""
    text = (ROOT / "lock" / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert all(re.match(r"[\w.-]+==[\w.]+\s", line) for line in lines)
    return {normal(line): (line.split("==")[1].split()[0], line.count("--hash=sha256:")) for line in lines}


def test_what_make_installs_has_hashes_and_the_pinned_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    build = project["build-system"]["requires"]
    assert (ROOT / "lock" / "build.in").read_text("utf-8").split() == build
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if "==" in line)
    versions = {normal(name): version for name, version in pins.items()}
    base, dev = locked("base.txt"), locked("dev.txt")
    assert {normal(r) for r in (*project["project"]["dependencies"], *build)} <= base.keys()
    assert {normal(r) for r in project["project"]["optional-dependencies"]["dev"]} - {OWN} <= dev.keys()
    assert base.items() <= dev.items()
    for name, (version, hashes) in dev.items():
        assert versions.get(name, version) == version
        assert hashes > 0
