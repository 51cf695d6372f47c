"""Files that reference managers, browsers and programs export are lists of papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.sources.files import read_ids

BIBTEX = """% Encoding: UTF-8
@article{hao2024,
  title = {Training {Large} Models},
  journal = {arXiv preprint arXiv:2412.06769},
  abstract = {We extend 2401.00001 and arXiv:2402.00002},
}
@misc{r1, eprint={2501.12948}, archivePrefix={arXiv}, url="https://arxiv.org/abs/2501.12948v2"}
@string{x = "y"}
@inproceedings{resnet, title={Deep}, doi={10.1109/CVPR.2016.90}}
"""
RIS = """TY  - JOUR
TI  - Coconut
UR  - https://arxiv.org/abs/2412.06769
N2  - after arXiv:2401.00001
ER  -

TY  - JOUR
DO  - 10.48550/arXiv.2501.12948
ER  -

TY  - CONF
TI  - resnet
DO  - 10.1109/X
ER  -
"""
ENDNOTE = """%0 Journal Article
%T Coconut
%U https://arxiv.org/abs/2412.06769

%0 Book
%T resnet

%0 Generic
%R 10.48550/arXiv.2501.12948
"""
CSL = """[{"id": "http://zotero.example/X", "number": "arXiv:2412.06769", "abstract": "as arXiv:2401.00001"},
 {"id": "r1", "DOI": "10.48550/arXiv.2501.12948"}, {"title": "resnet"}]"""
HUGGING_FACE = '[{"paper": {"id": "2412.06769", "summary": "2401.00001"}}, {"paper": {"id": "2501.12948"}}, "resnet"]'
SCHOLAR = (
    '{"total": 3, "data": [{"externalIds": {"ArXiv": "2412.06769"}}, {"arxiv_id": "2501.12948"}, {"title": "resnet"}]}'
)
LINES = '{"id": "2412.06769"}\n{"arxivId": "2501.12948"}\n{"title": "resnet"}\n'
ZOTERO = (
    '"Key","Title","Url","Abstract Note","Extra"\r\n"A","Coconut","http://arxiv.org/abs/2412.06769","Long\r\n2401.00001",""\r\n'
    '"B","resnet","http://example.org",,\r\n"C","R1",,,"arXiv:2501.12948 [cs]"\r\n'
)
TABS = "title\tarxiv_id\nCoconut\t2412.06769\nresnet\t\nR1\t2501.12948\n"
BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<DT><A HREF="https://arxiv.org/abs/2412.06769" ADD_DATE="1">[2412.06769] Coconut</A>
<DT><A HREF="https://example.org/2401.00001">resnet</A>
<DT><A HREF='https://hf.co/papers/2501.12948'>R1</A>
"""


@pytest.mark.parametrize(
    "text",
    [BIBTEX, RIS, ENDNOTE, CSL, HUGGING_FACE, SCHOLAR, LINES, ZOTERO, TABS, BOOKMARKS, RIS.replace("\n", "\r\n")],
)
def test_an_export_lists_the_paper_of_each_entry_and_names_the_entry_without_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "export"
    path.write_text(text, "utf-8", newline="")
    papers, [rejected] = read_ids(path)
    assert [paper.paper_id for paper in papers] == ["2412.06769", "2501.12948"]
    assert "resnet: names no arXiv paper" in rejected.message


@pytest.mark.parametrize(
    "content",
    [
        "2412.06769\r\n# 注释\r\n2501.12948\r\n".encode("utf-16"),
        b"\xfe\xff" + "2412.06769\n2501.12948".encode("utf-16-be"),
        "2412.06769 潜空间推理\n2501.12948\n".encode("gbk"),
        b"2412.06769\r2501.12948\r",
        b"// a remark\n% one more\n; and one\n<!-- 2401.00001 -->\n2412.06769 # yes\n---\n```\n2501.12948",
        b'[{"id": "2412.06769"}, {"id": "2501.12948"',
        b'2412.06769,Coconut,2024\n2501.12948,"R1, again",2025\n',
    ],
)
def test_a_list_is_read_as_editors_write_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ids.txt").write_bytes(content)
    papers, rejected = read_ids(tmp_path / "ids.txt")
    assert ([paper.paper_id for paper in papers], rejected) == (["2412.06769", "2501.12948"], [])


def test_what_is_no_text_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_bytes(b"%PDF-1.5\n\x002412.06769")
    with pytest.raises(UsageError, match="cannot be read"):
        read_ids(tmp_path / "ids.txt")
