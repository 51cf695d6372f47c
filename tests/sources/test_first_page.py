"""The title, authors, abstract and stamp of a local PDF's first page."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.sources.files import paper_of
from pipeline.sources.first_page import named_by_its_text
from schemas.records import Block, BlockKind, Paper
from tests.papers import sample_paper


def of_text(paper: Paper, *blocks: tuple[BlockKind, str] | Block) -> Paper:
    made = [b if isinstance(b, Block) else line(*b, top=30 * at) for at, b in enumerate(blocks)]
    return named_by_its_text(paper, sample_paper("2511.90001v1").model_copy(update={"blocks": tuple(made)}))


def test_a_local_pdf_has_the_abstract_that_it_prints() -> None:
    paper = Paper(paper_id="local-a", title="a", pdf_path="/a.pdf")
    said = [("title", "On Tides and Ebbs"), ("abstract", "Abstract. We test tides[^1]"), ("abstract", "and ebbs.")]
    assert of_text(paper, *said).abstract == "We test tides and ebbs."  # type: ignore[arg-type]  # literals of a list
    tail: list[tuple[BlockKind, str]] = [("abstract", "Code is at https:"), ("paragraph", "//a.example/b. Next.")]
    assert of_text(paper, said[0], *tail).abstract == "Code is at https://a.example/b."  # type: ignore[arg-type]
    tail[1] = ("paragraph", "// Next.")
    assert of_text(paper, said[0], *tail).abstract == "Code is at https:"  # type: ignore[arg-type]
    known = paper.model_copy(update={"abstract": "Known."})
    assert of_text(known, *said).abstract == "Known."  # type: ignore[arg-type]


def line(kind: BlockKind, text: str, top: float, high: float = 10) -> Block:
    return Block(kind=kind, page_number=1, bbox=(0, top, 100, top + high), text=text, section=None)


@pytest.mark.parametrize(
    ("text", "top", "high", "goes_on"),
    [
        ("and Their Parts", 15, 10, True),
        ("and Their Parts", 19.9, 10, True),
        ("and Their Parts", 20.1, 10, False),
        ("and Their Parts", 15, 9.6, False),
        ("and Their Parts", 15, 9.8, True),
        ("Ann Author[^2]", 15, 10, False),
    ],
)
def test_a_title_goes_on_in_a_line_as_high_and_near(
    text: str, top: float, high: float, goes_on: bool, tmp_path: Path
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.5")
    named = of_text(paper_of(str(path)), line("title", "A Paper", 0), line("author", text, top, high))
    assert named.title == ("A Paper and Their Parts" if goes_on else "A Paper")


def test_a_local_pdf_has_the_title_and_the_authors_of_its_first_page(tmp_path: Path) -> None:
    path = tmp_path / "scan-17.pdf"
    path.write_bytes(b"%PDF-1.5")
    paper = paper_of(str(path))
    title: tuple[BlockKind, str] = ("title", "Synchronization is optimal in non-diagonalizable networks")
    named = of_text(
        paper, title, ("author", "Takashi Nishikawa[^1] and Adilson E. Motter[^2,3]"), ("author", "[^1]Dallas")
    )
    assert (named.title, named.authors) == (title[1], ("Takashi Nishikawa", "Adilson E. Motter"))
    assert (named.paper_id, named.pdf_path) == (paper.paper_id, paper.pdf_path)
    assert of_text(paper, title, ("author", "Institute of Things, 12 Street")).authors == ()
    assert of_text(paper, title, ("author", "Reasoning With Reasoning")).authors == ()
    assert of_text(paper, title, ("author", "Mingxing Tan[^1] Quoc V. Le[^1]")).authors == (
        "Mingxing Tan",
        "Quoc V. Le",
    )
    assert of_text(paper, ("paragraph", "text")) == paper
    listed = Paper(paper_id="2412.06769", title="2412.06769")
    assert of_text(listed, title) == listed


@pytest.mark.parametrize(
    ("kind", "text", "bbox", "stamp"),
    [
        ("header_footer", "arXiv:cond-mat/0605619v2 [cond-mat.dis-nn] 30 Jun 2006", (11, 128, 38, 612), "v2"),
        ("header_footer", "arXiv:cond-mat/0605619 [cond-mat.dis-nn] 30 Jun 2006", (11, 128, 38, 612), ""),
        ("header_footer", "arXiv:cond-mat/0605619v2 [cond-mat.dis-nn] 30 Jun 2006", (11, 20, 300, 38), None),
        ("paragraph", "arXiv:cond-mat/0605619v2 [cond-mat.dis-nn] 30 Jun 2006", (11, 128, 38, 612), None),
        ("header_footer", "arXiv:../../etc [cs.CL] 30 Jun 2006", (11, 128, 38, 612), None),
        ("header_footer", "cond-mat/0605619v2", (11, 128, 38, 612), None),
    ],
)
def test_a_local_pdf_has_the_arxiv_id_of_its_stamp(
    kind: BlockKind, text: str, bbox: tuple[float, ...], stamp: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.5")
    block = Block.model_validate({"kind": kind, "page_number": 1, "bbox": bbox, "text": text})
    expected = None if stamp is None else f"cond-mat/0605619{stamp}"
    assert of_text(paper_of(str(path)), block).stamp == expected
    later = block.model_copy(update={"page_number": 2})
    assert of_text(paper_of(str(path)), later).stamp is None


TITLE: tuple[BlockKind, str] = ("title", "On Tides and Ebbs")


def authors_of(*blocks: Block | tuple[BlockKind, str]) -> tuple[str, ...]:
    return of_text(Paper(paper_id="local-a", title="a", pdf_path="/a.pdf"), TITLE, *blocks).authors


def stacked(raw: str, text: str | None = None, top: float = 40) -> Block:
    return Block(
        kind="author",
        page_number=1,
        bbox=(0, top, 100, top + 10 * (raw.count("\n") + 1)),
        text=text or raw.replace("\n", " "),
        raw=raw,
    )


@pytest.mark.parametrize(
    ("raw", "text", "names"),
    [
        ("Ann Ahn\nHill Labs\nann@hill.org", None, ("Ann Ahn",)),
        ("Ann Ahn\nBob Bo", None, ("Ann Ahn", "Bob Bo")),
        ("Ann Ahn1, Bob Bo2,\nCy Coe1", "Ann Ahn[^1], Bob Bo[^2], Cy Coe[^1]", ("Ann Ahn", "Bob Bo", "Cy Coe")),
        ("Ann Ahn*, Bob Bo* and Cy Coe†\nUniversity of Hill", None, ("Ann Ahn", "Bob Bo", "Cy Coe")),
        ("Ann Ahn, Dept. of Hills", None, ("Ann Ahn",)),
        ("Ann Ahn | Bob Bo", None, ("Ann Ahn", "Bob Bo")),
        ("Universidad Hill", None, ()),
        ("Corresponding Author", None, ()),
        ("Google Brain\nann@hill.org", None, ()),
        ("1Ann Hall", "[^1]Ann Hall", ()),
    ],
)
def test_authors_stand_apart_from_where_they_work(raw: str, text: str | None, names: tuple[str, ...]) -> None:
    assert authors_of(stacked(raw, text)) == names


def test_authors_of_several_blocks_are_all_named_up_to_the_abstract() -> None:
    blocks = [stacked("Ann Ahn"), stacked("Hill University", top=60), stacked("Bob Bo", top=80)]
    assert authors_of(*blocks) == ("Ann Ahn", "Bob Bo")
    assert authors_of(blocks[0], ("abstract", "We test."), blocks[2]) == ("Ann Ahn",)


def test_lines_of_authors_that_are_high_together_only_are_no_line_of_the_title() -> None:
    assert of_text(Paper(paper_id="local-a", title="a", pdf_path="/a.pdf"), line("title", "On Tides", 0, 17),
                   stacked("Ann Ahn\nHill Labs", top=20)).title == "On Tides"  # fmt: skip


def test_of_addresses_side_by_side_the_first_line_is_the_name(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.5")
    blocks = [
        Block(
            kind="author",
            page_number=1,
            bbox=(x, 40 + x / 100, x + 100, 80),
            text=text.replace("\n", " "),
            raw=text,
            section=None,
        )
        for x, text in (
            (72, "Ann One\nBrno Polytechnic\nann@a.example"),
            (300, "Bea Two\nUppsala Polytechnic\nbea@a.example"),
        )
    ]
    title = line("title", "A Paper", 0)
    assert of_text(paper_of(str(path)), title, *blocks).authors == ("Ann One", "Bea Two")
    assert of_text(paper_of(str(path)), title, blocks[0]).authors == ("Ann One", "Brno Polytechnic")


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (
            "Ann One, Member, IEEE, Bea Two, Senior Member, IEEE, and Cy Three, Fellow, IEEE",
            ("Ann One", "Bea Two", "Cy Three"),
        ),
        ("Ann One, Ph.D. and Bea Two, MD", ("Ann One", "Bea Two")),
        ("ANN ONE AND BEA TWO", ("ANN ONE", "BEA TWO")),
        ("Anonymous submission", ()),
        ("Correspondence Ann One", ()),
        ("Contact Ann One", ()),
        ("Funding Ann One", ()),
        ("Accepted Xxx Yyy", ()),
    ],
)
def test_degrees_and_memberships_are_no_authors(text: str, authors: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.5")
    assert of_text(paper_of(str(path)), line("title", "A Paper", 0), line("author", text, 30)).authors == authors


def test_a_sign_between_names_may_be_a_line_of_the_pdf(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.5")
    raw = "Ann One\n|\nBea\nTwo"
    names = Block(kind="author", page_number=1, bbox=(0, 30, 100, 40), text="Ann One | Bea Two", raw=raw, section=None)
    assert of_text(paper_of(str(path)), line("title", "A Paper", 0), names).authors == ("Ann One", "Bea Two")
