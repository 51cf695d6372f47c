"""A claim may name the place that states it, by a number of the text that `ribao extract --format numbered` prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.config import CHECKOUT, Config
from pipeline.errors import UsageError
from pipeline.flow.inspect_paper import check_file
from pipeline.ground.report import read_claims

PDF = CHECKOUT / "tests" / "fixtures" / "sample" / "pdf" / "2511.90002v1.pdf"


def test_a_claim_is_read_at_the_number_that_the_numbered_text_gives_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIBAO_PATHS_DATA_DIR", str(tmp_path / "data"))
    printed = CliRunner().invoke(app, ["extract", str(PDF), "--format", "numbered"])
    assert printed.exit_code == 0
    row = re.search(r"^\[([0-9]+\.[0-9]+)\] \| ReGlance \| 88\.5", printed.stdout, re.MULTILINE)
    said = re.search(r"^\[([0-9]+)\] .*learning rate of 1 × 10\^\{-6\}", printed.stdout, re.MULTILINE)
    assert row is not None
    assert said is not None
    claims = [
        {"id": "row", "name": "Accuracy", "value": "88.5", "at": row[1], "context": "V*Bench, ReGlance"},
        {"id": "text", "name": "learning rate", "value": "1e-6", "at": int(said[1])},
        {"id": "wrong", "name": "learning rate", "value": "1e-5", "at": said[1]},
        {"id": "nowhere", "name": "learning rate", "value": "7e-3", "at": "999"},
        {"id": "quoted", "name": "learning rate", "value": "1e-6", "quote": "a learning rate of 1 × 10^{-6}"},
    ]
    file = tmp_path / "claims.json"
    file.write_text(json.dumps(claims), "utf-8")
    checked = CliRunner().invoke(app, ["check", str(file), str(PDF), "--format", "json"])
    assert checked.exit_code == 3
    rows = [json.loads(line) for line in checked.stdout.splitlines() if line.startswith("{")]
    assert [(r["id"], r["verdict"], r["at"]) for r in rows[:2]] == [
        ("row", "holds", row[1]),
        ("text", "holds", said[1]),
    ]
    assert (rows[2]["verdict"], rows[2]["found"]) == ("differs", "1 × 10^{-6}")
    assert (rows[3]["verdict"], rows[3]["rule"]) == ("unsupported", "no_place")
    assert (rows[4]["verdict"], rows[4]["quote_page"] is not None) == ("holds", True)


def test_claims_without_an_end_are_refused() -> None:
    with pytest.raises(UsageError, match="has more than 1,000,000 characters"):
        check_file(Path("/dev/zero"), str(PDF), Config())


def test_a_claim_longer_than_any_summary_says_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 2000 characters"):
        read_claims(json.dumps([{"value": "1 to " * 1000}]))
