"""Papers that the user names: ids, addresses, files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import BadPaperId, ListError, UsageError
from pipeline.sources.files import merge, once, paper_of, read_ids
from schemas.records import Paper
from tests.extract.typesetting import one_line


def ids_file(folder: Path, content: bytes) -> Path:
    path = folder / "ids.txt"
    path.write_bytes(content)
    return path


def test_a_file_of_ids_is_read_in_order_without_repetitions(tmp_path: Path) -> None:
    path = ids_file(
        tmp_path,
        b"\xef\xbb\xbf2412.06769v2  # the first\r\n\r\n# a remark\n  https://arxiv.org/abs/hep-th/9901001\n2412.06769\n",
    )
    papers, rejected = read_ids(path)
    told: list[str] = []
    assert [(p.paper_id, p.version) for p in once(papers, told.append)] == [
        ("2412.06769", "v2"),
        ("hep-th/9901001", None),
    ]
    assert (rejected, told) == ([], [])


def test_of_two_versions_of_a_paper_the_first_is_kept_and_the_other_is_named(tmp_path: Path) -> None:
    papers, _ = read_ids(ids_file(tmp_path, b"1706.03762v7\n1706.03762v1\n2412.06769\n2412.06769v2\n"))
    told: list[str] = []
    assert [(p.paper_id, p.version) for p in once(papers, told.append)] == [("1706.03762", "v7"), ("2412.06769", "v2")]
    assert told == ["1706.03762v1: left out, since 1706.03762v7 is listed too; run it on its own"]


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("2412.06769, 2501.12948;hep-th/9901001", ["2412.06769", "2501.12948", "hep-th/9901001"]),
        ("2412.06769 Training Large Language Models to Reason", ["2412.06769"]),
        ("1. arXiv:2412.06769v2 [cs.CL] 9 Dec 2024", ["2412.06769"]),
        ("https://doi.org/10.48550/arXiv.2412.06769.", ["2412.06769"]),
        ("Hao et al. Training LLMs to Reason. arXiv preprint arXiv:2412.06769, 2024.", ["2412.06769"]),
        ("see (https://arxiv.org/abs/2412.06769) and https://example.org/x", ["2412.06769"]),
        ("2412.06769、2501.12948", ["2412.06769", "2501.12948"]),
        ("Coconut (2412.06769v1) and R1: https://arxiv.org/abs/2501.12948，很好", ["2412.06769", "2501.12948"]),
        ("| 1 | Coconut | [2412.06769](https://arxiv.org/abs/2412.06769) | 2024 |", ["2412.06769"]),
        ("see 2501.12948 for more", ["2501.12948"]),
    ],
)
def test_a_line_as_people_paste_it_names_its_papers(tmp_path: Path, line: str, ids: list[str]) -> None:
    papers, rejected = read_ids(ids_file(tmp_path, line.encode()))
    assert ([p.paper_id for p in papers], rejected) == (ids, [])


def test_a_line_of_which_no_id_is_plain_is_refused(tmp_path: Path) -> None:
    papers, rejected = read_ids(ids_file(tmp_path, b"2412.06769\nhttps://example.org/2501.12948 and 2412.6769\n"))
    assert ([p.paper_id for p in papers], len(rejected)) == (["2412.06769"], 1)


def test_a_bad_line_is_named_with_its_number_and_the_others_go_on(tmp_path: Path) -> None:
    papers, (rejected,) = read_ids(ids_file(tmp_path, b"2412.06769\n\nnonsense\n"))
    assert [p.paper_id for p in papers] == ["2412.06769"]
    assert rejected.kind == "BadPaperId"
    assert rejected.message.startswith("ids.txt, line 3: nonsense: is no arXiv id; ids look like")


def test_a_file_of_bad_lines_only_lists_nothing_and_says_why(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=r"names no paper .*nonsense"):
        read_ids(ids_file(tmp_path, b"nonsense\n"))


@pytest.mark.parametrize("content", [b"", b"\n  \n# nothing\n"])
def test_a_file_without_ids_lists_nothing(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ListError, match="names no paper"):
        read_ids(ids_file(tmp_path, content))


def test_a_file_that_cannot_be_read_is_a_usage_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path, ids_file(tmp_path, b"\xff\xfe241")):
        with pytest.raises(UsageError, match="cannot be read"):
            read_ids(path)


def test_a_list_names_pdfs_on_this_disk_only_where_the_command_line_says_so(tmp_path: Path) -> None:
    one_line(tmp_path / "mine.pdf")
    (tmp_path / "note").write_text("mine")
    content = f"2412.06769\n{tmp_path / 'mine.pdf'}\n{tmp_path / 'none.pdf'}\n{tmp_path / 'note'}\n".encode()
    papers, rejected = read_ids(ids_file(tmp_path, content))
    assert [p.paper_id for p in papers] == ["2412.06769"]
    said = [failure.message for failure in rejected]
    assert [("names a PDF on this disk; add --local-pdfs" in line) for line in said] == [True, True, False]
    papers, rejected = read_ids(ids_file(tmp_path, content), local=True)
    assert [p.pdf_path for p in papers] == [None, str(tmp_path / "mine.pdf"), str(tmp_path / "note")]
    assert [failure.kind for failure in rejected] == ["UsageError"]


def test_a_local_pdf_is_a_paper_named_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "我的 paper (1).PDF").write_bytes(b"%PDF-1.5")
    monkeypatch.chdir(tmp_path)
    one, other = paper_of("a/我的 paper (1).PDF"), paper_of(str(tmp_path / "b/我的 paper (1).PDF"))
    assert one.paper_id.startswith("local-paper-1-")
    assert one.paper_id != other.paper_id
    assert one == paper_of(f"{tmp_path}/b/../a/我的 paper (1).PDF")
    assert (one.title, one.pdf_path) == ("我的 paper (1)", str(tmp_path / "a/我的 paper (1).PDF"))


def test_an_id_goes_before_a_file_of_that_name_without_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("2412.06769", "scan", "2412.06770.pdf"):
        Path(name).write_bytes(b"%PDF-1.5")
    assert paper_of("2412.06769").pdf_path is None
    assert paper_of("scan").pdf_path == str(tmp_path / "scan")
    assert paper_of("2412.06770.pdf").pdf_path == str(tmp_path / "2412.06770.pdf")
    assert paper_of("2412.06771.pdf").paper_id == "2412.06771"  # no such file, but such an id


def test_a_pdf_that_is_not_there_says_so(tmp_path: Path) -> None:
    for target in (str(tmp_path / "none.pdf"), "none.PDF", "~nobody-of-that-name/x.pdf"):
        with pytest.raises(UsageError, match="is not a file"):
            paper_of(target)
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(UsageError, match="is not a file"):
        paper_of(str(tmp_path / "folder.pdf"))


@pytest.mark.parametrize("target", ["x" * 5000, "x\x00y", "https://example.org/x.pdf", "/dev/null", ""])
def test_what_is_neither_is_no_id(target: str) -> None:
    with pytest.raises(BadPaperId):
        paper_of(target)


def test_a_file_name_that_is_not_utf8_is_one_line(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.pdf"
    Path(os.fsdecode(path)).write_bytes(b"%PDF-1.5")
    with pytest.raises(UsageError, match="rename the file") as caught:
        paper_of(os.fsdecode(path))
    assert str(caught.value).encode("utf-8")


def test_metadata_fills_gaps_and_keeps_what_was_asked_for() -> None:
    known = Paper(
        paper_id="1", version="v3", title="Title", authors=("A",), abstract="S", published="2024-01-01",
        categories=("cs.CL",), comment="c",
    )  # fmt: skip
    bare = Paper(paper_id="1", title="1")
    assert merge(bare, known) == known
    assert merge(bare, None) == bare
    listed = Paper(paper_id="1", version="v1", title="Listed", authors=("B",), abstract="T", upvotes=4)
    merged = merge(listed, known)
    assert (merged.version, merged.title, merged.authors, merged.abstract) == ("v1", "Listed", ("B",), "T")
    assert (merged.upvotes, merged.categories, merged.comment) == (4, ("cs.CL",), "c")
