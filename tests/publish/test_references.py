"""RIS and CSL-JSON, read back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.interests.likes import named_papers
from pipeline.publish.references import csl_json, ris
from schemas.records import Paper
from tests.render.rendering import NASTY

PAPER = Paper(
    paper_id="2511.90001",
    version="v2",
    title="A $k$-NN title",
    authors=("Bo Li", "Hans Müller"),
    abstract="We do.\nTwice.",
    published="2025-11-24",
    categories=("cs.CL",),
    code_url="https://github.com/a/b",
)
LOCAL = Paper(paper_id="local-x", title="On disk", pdf_path="/x.pdf")


def test_ris_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "x.ris").write_text(ris([PAPER, LOCAL]), "utf-8")
    first, second = named_papers(["x.ris"], tmp_path)
    assert (first.paper_id, first.authors, first.abstract) == ("2511.90001", PAPER.authors, "We do. Twice.")
    assert second.title == "On disk"


def test_csl_json_has_what_a_citation_needs() -> None:
    first, second = json.loads(csl_json([PAPER, LOCAL]))
    assert first["issued"] == {"date-parts": [[2025, 11, 24]]}
    assert first["author"] == [{"literal": "Bo Li"}, {"literal": "Hans Müller"}]
    assert (first["URL"], first["number"]) == ("https://arxiv.org/abs/2511.90001v2", "arXiv:2511.90001")
    assert "URL" not in second


@pytest.mark.parametrize("text", [*NASTY, "a\nER  - \nTY  - JOUR\nTI  - forged", ""])
def test_a_title_adds_no_entry_of_its_own(text: str) -> None:
    nasty = Paper(paper_id="2511.90001", title=text, abstract=text, authors=(text,))
    assert len(json.loads(csl_json([nasty]))) == 1
    lines = ris([nasty]).splitlines()
    assert [sum(line.startswith(tag) for line in lines) for tag in ("TY  - ", "ER  - ")] == [1, 1]
