"""What an install of the package holds."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pipeline.config import CHECKOUT


def test_every_file_beside_the_modules_is_installed() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    files = [p for root in ("pipeline", "schemas") for p in (CHECKOUT / root).rglob("*") if p.is_file()]
    data = [p for p in files if p.suffix not in (".py", ".pyc")]
    assert Path(CHECKOUT, "pipeline", "llm", "catalogue.toml") in data
    assert [p for p in data if not any(p.match(pattern) for pattern in patterns)] == []
