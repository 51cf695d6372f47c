"""Real and hostile PDFs, where they are at hand: they are other people's work and not part of the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.extract.hostile import LIMITS, outcomes, row
from pipeline.errors import PdfUnreadable
from pipeline.extract import extract
from schemas.records import Failure, PaperText
from tests.extract.typesetting import pdf_at

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
GOLDEN: dict[str, dict[str, dict[str, Any] | None]] = json.loads(
    Path(__file__).with_name("golden_sections.json").read_text("utf-8")
)
DOC = Path(__file__).parents[2] / "docs" / "hostile-pdfs.md"
NEEDS_SHARED = "needs ../shared, which is no part of the project"
needs_papers = pytest.mark.skipif(not (CORPUS / "papers").is_dir(), reason=NEEDS_SHARED)
needs_hostile = pytest.mark.skipif(not (CORPUS / "hostile").is_dir(), reason=NEEDS_SHARED)


@pytest.fixture(scope="module")
def papers() -> dict[str, PaperText]:
    return {name: extract(pdf_at(CORPUS / "papers" / f"{name}.pdf")) for name in GOLDEN}


@needs_papers
@pytest.mark.parametrize("name", GOLDEN)
def test_abstract_references_and_appendix_begin_where_a_reader_sees_them(
    papers: dict[str, PaperText], name: str
) -> None:
    """The golden file was checked once against pictures of the pages. Places in points from the page's top left."""
    paper = papers[name]
    for part, expected in GOLDEN[name].items():
        section = next((s for s in paper.sections if s.part == part), None)
        if expected is None:
            assert section is None, part
            continue
        assert section is not None, part
        box = paper.blocks[section.block].bbox
        assert (section.title, section.page_number) == (expected["heading"], expected["page"])
        assert (box[0], box[1]) == pytest.approx((expected["x"], expected["y"]), abs=2)


@needs_papers
def test_no_ligature_control_character_or_surrogate_reaches_the_text(papers: dict[str, PaperText]) -> None:
    for paper in papers.values():
        text = "\n".join(block.text for block in paper.blocks)
        assert not any("\ufb00" <= c <= "\ufb06" or (c < " " and c != "\n") for c in text)
        text.encode("utf-8")


@needs_papers
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.97])
def test_a_paper_that_was_cut_off_is_never_a_short_paper(tmp_path: Path, share: float) -> None:
    path = next((CORPUS / "papers").glob("2504.13837*.pdf"))
    data = path.read_bytes()
    (tmp_path / "cut.pdf").write_bytes(data[: int(share * len(data))])
    with pytest.raises(PdfUnreadable):
        extract(pdf_at(tmp_path / "cut.pdf"))


@needs_hostile
def test_every_hostile_pdf_ends_in_a_text_or_one_failure_as_the_document_says() -> None:
    found = outcomes(CORPUS / "hostile", LIMITS.model_copy(update={"time_limit_s": 300.0}))  # the bench holds the time
    assert len(found) == 56
    assert all(isinstance(outcome, PaperText | Failure) for _, outcome, _ in found)
    said = DOC.read_text("utf-8")
    kinds = [row(name, outcome).rsplit("|", 2)[0] for name, outcome, _ in found]  # less the counts, which may move
    assert [kind for kind in kinds if kind not in said] == []
