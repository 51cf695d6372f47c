"""The facts of the bundled sample papers hold, and what is made false of them does not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.ground import perturb
from bench.ground.__main__ import read_paper
from bench.ground.claims import Claim, Gold, load
from pipeline.ground.absent import absent
from pipeline.ground.check import check
from pipeline.ground.index import PaperIndex
from pipeline.ground.quotes import locate

SAMPLE = Path(__file__).parents[1] / "fixtures" / "sample"
SHARED = Path(__file__).parents[3] / "shared"
HELD = 0.95  # of the true facts; some are descriptions in the annotator's own words


@pytest.fixture(scope="module")
def papers() -> list[tuple[Gold, PaperIndex]]:
    golds = [load(path) for path in sorted((SAMPLE / "facts").glob("*.json"))]
    return [(gold, PaperIndex(read_paper(SAMPLE / "pdf", gold.paper_id, None))) for gold in golds]


def claims(papers: list[tuple[Gold, PaperIndex]]) -> Iterator[tuple[Claim, PaperIndex]]:
    return ((claim, index) for gold, index in papers for claim in gold.claims)


def test_nearly_every_true_fact_holds(papers: list[tuple[Gold, PaperIndex]]) -> None:
    verdicts = {claim.fact.id: check(claim.fact, index) for claim, index in claims(papers)}
    refused = {name: (v.kind, v.rule) for name, v in verdicts.items() if not v.holds}
    assert len(verdicts) > 100
    assert len(refused) <= (1 - HELD) * len(verdicts), refused


def test_no_wrong_digit_magnitude_or_exponent_holds(papers: list[tuple[Gold, PaperIndex]]) -> None:
    made = [(false, index) for claim, index in claims(papers) for false in perturb.digit_errors(claim)]
    assert len(made) > 300
    assert [false for false, index in made if check(false.fact, index).holds] == []


def test_no_invented_quote_is_located(papers: list[tuple[Gold, PaperIndex]]) -> None:
    rng = random.Random(7)
    for claim, index in claims(papers):
        present = "".join("".join((b.raw or b.text).split()) for b in index.paper.blocks)
        for false in perturb.quote_errors(claim, ["never mind"], present, rng):
            assert locate(false.fact.quote or "", index) is None, false.fact.quote


def test_what_is_reported_is_never_called_absent(papers: list[tuple[Gold, PaperIndex]]) -> None:
    assert [(g.paper_id, kind) for g, index in papers for kind in g.reported if absent(kind, index).absent] == []


@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="needs ../shared, which is no part of the project")
def test_true_facts_of_an_annotated_paper_hold() -> None:
    gold = load(next((SHARED / "gold").glob("2412.06769v*.json")))
    index = PaperIndex(read_paper(SHARED / "corpus" / "papers", gold.paper_id, None))
    refused = [claim.fact.id for claim in gold.claims if not check(claim.fact, index).holds]
    assert len(refused) <= 2, refused
