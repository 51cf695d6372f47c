"""The schema that models are asked for is a committed snapshot: a change of it is seen in review."""

from __future__ import annotations

import json
from pathlib import Path

from schemas.summary import Summary, strict_schema

SNAPSHOT = Path(__file__).parents[2] / "schemas" / "summary.schema.json"


def snapshot() -> str:
    """The JSON Schema as the file has it; `python -m tests.summarise.test_snapshot` writes it anew."""
    return json.dumps(strict_schema(Summary, limits=False), ensure_ascii=False, indent=2) + "\n"


def test_the_committed_schema_is_the_one_that_is_sent() -> None:
    assert SNAPSHOT.read_text("utf-8") == snapshot(), (
        "run python -m tests.summarise.test_snapshot and look at the change"
    )


if __name__ == "__main__":
    SNAPSHOT.write_text(snapshot(), "utf-8")
