"""The documentation of the commands is the commands' own help."""

from __future__ import annotations

from pipeline.config import CHECKOUT
from tests.cli_docs import render


def test_the_commands_page_is_fresh() -> None:
    stored = (CHECKOUT / "docs" / "cli.md").read_text("utf-8")
    assert stored == render(), "run: python -m tests.cli_docs > docs/cli.md"
    assert "## ribao models pull" in stored
