"""The gate over what code reads off the sample papers says what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sample_golden import main


def test_a_changed_fact_fails_the_gate_with_the_lines_that_differ(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(tmp_path)]
    assert main(["--accept", *folder]) == 0
    assert main(folder) == 0
    facts = tmp_path / "2511.90001v1.facts.txt"
    read = facts.read_text("utf-8")
    facts.write_text(read.replace("Learning rate · 1×10^{-6} | holds", "Learning rate · 1×10^{-5} | holds"), "utf-8")
    capsys.readouterr()
    assert main(folder) == 1
    changed = [line for line in capsys.readouterr().out.splitlines() if line[0] in "+-" and line[1] not in "+-"]
    assert [(line[0], "10^{-5}" in line.split("|")[0]) for line in changed] == [("-", True), ("+", False)]
    assert main(["--accept", *folder]) == 0
    assert facts.read_text("utf-8") == read


def test_a_paper_without_a_golden_file_fails_the_gate(tmp_path: Path) -> None:
    assert main(["--folder", str(tmp_path)]) == 1
