"""Expressions as people write them."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.interests.words import Words
from schemas.records import Paper

PAPERS = [
    Paper(paper_id="1", title="Text-to-image diffusion", abstract="A world model of videos."),
    Paper(paper_id="2", title="Diffusion for proteins", abstract="We fold models of the world."),
    Paper(paper_id="3", title="GPT-4 as a judge", abstract="Judging embeddings."),
]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("diffusion", {0, 1}),
        ("DIFFUSION", {0, 1}),
        ("diffusion protein", {1}),
        ("diffusion AND proteins", {1}),
        ("proteins OR judge", {1, 2}),
        ("diffusion NOT video", {1}),
        ("diffusion AND NOT video", {1}),
        ("diffusion -video", {1}),
        ('"world model"', {0}),
        ("world model", {0, 1}),
        ("(proteins OR judge) fold", {1}),
        ("text-to-image", {0}),
        ("GPT-4", {2}),
        ("embedding", {2}),
        ('"unclosed phrase', set()),
        ("judge's OR fold", {1}),
        ("自监督", set()),
    ],
)
def test_an_expression_finds_its_papers(expression: str, found: set[int]) -> None:
    with Words(PAPERS) as words:
        assert words.with_expression(expression) == found


@pytest.mark.parametrize(
    "expression", ["", "()", "AND", "NOT diffusion", "-diffusion", "diffusion OR", "(diffusion", "( )"]
)
def test_a_malformed_expression_is_told(expression: str) -> None:
    with Words(PAPERS) as words, pytest.raises(UsageError):
        words.with_expression(expression)
