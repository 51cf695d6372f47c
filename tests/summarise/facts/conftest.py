"""Papers of a few lines say nothing of others' methods: in their tests every row may be a rival."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts import comparisons

ASKS_FOR_EVIDENCE = ("test_others", "test_sample_facts")  # modules whose papers tell of others


@pytest.fixture(autouse=True)
def every_row_may_be_a_rival(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.module.__name__.rpartition(".")[2] not in ASKS_FOR_EVIDENCE:
        monkeypatch.setattr(comparisons, "others_in", lambda _: None)
