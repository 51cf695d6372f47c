"""arXiv ids are read from what people type; nothing else becomes one, and none leaves its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import BadPaperId
from pipeline.paper_id import parse_paper_id, quote_id


@pytest.mark.parametrize(
    ("text", "paper_id", "version"),
    [
        ("2412.06769", "2412.06769", None),
        (" 2412.06769v2\n", "2412.06769", "v2"),
        ("0704.0001", "0704.0001", None),
        ("hep-th/9901001", "hep-th/9901001", None),
        ("hep-th/9901001v12", "hep-th/9901001", "v12"),
        ("math.GT/0309136", "math/0309136", None),
        ("HEP-TH/9901001V2", "hep-th/9901001", "v2"),
        ("10.48550/arXiv.2412.06769", "2412.06769", None),
        ("doi:10.48550/ARXIV.2412.06769", "2412.06769", None),
        ("https://doi.org/10.48550/arXiv.2412.06769", "2412.06769", None),
        ("https://doi.org/10.48550/arXiv.hep-th/9901001", "hep-th/9901001", None),
        ("dx.doi.org/10.48550/arXiv.2412.06769", "2412.06769", None),
        ("https://hf.co/papers/2412.06769", "2412.06769", None),
        ("https://hf-mirror.com/papers/2412.06769", "2412.06769", None),
        ("https://ar5iv.labs.arxiv.org/html/2412.06769", "2412.06769", None),
        ("https://ar5iv.org/abs/2412.06769v2", "2412.06769", "v2"),
        ("https://www.alphaxiv.org/overview/2412.06769v1", "2412.06769", "v1"),
        ("https://papers.cool/arxiv/2412.06769", "2412.06769", None),
        ("https://cn.arxiv.org/abs/2412.06769", "2412.06769", None),
        ("https://arxiv.org/abs/arXiv:2412.06769", "2412.06769", None),
        ("https://arxiv.org/pdf/2412.06769v2.PDF", "2412.06769", "v2"),
        ("arXiv:2412.06769v2 [cs.CL]", "2412.06769", "v2"),
        ("arXiv:2412.06769v2 [cs.CL] 9 Dec 2024", "2412.06769", "v2"),
        ("arXiv:cond-mat/0605619v2 [cond-mat.dis-nn] 30 Jun 2006", "cond-mat/0605619", "v2"),
        ("arXiv: 2412.06769", "2412.06769", None),
        ("arXiv preprint arXiv:2412.06769", "2412.06769", None),
        ("2412.06769.", "2412.06769", None),
        ("2412.06769,", "2412.06769", None),
        ("（2412.06769）。", "2412.06769", None),
        ("2412.06769。", "2412.06769", None),
        ("(arXiv:2412.06769)", "2412.06769", None),
        ("<https://arxiv.org/abs/2412.06769>", "2412.06769", None),
        ("[Coconut](https://arxiv.org/abs/2412.06769)", "2412.06769", None),
        ("- 2412.06769", "2412.06769", None),
        ("12. https://arxiv.org/abs/2412.06769", "2412.06769", None),
        ("\ufeff2412.06769\u200b", "2412.06769", None),
        ("cond-mat/0309136", "cond-mat/0309136", None),
        ("arXiv:2412.06769v1", "2412.06769", "v1"),
        ("ARXIV:hep-th/9901001", "hep-th/9901001", None),
        ("2412.06769.pdf", "2412.06769", None),
        ("https://arxiv.org/abs/2412.06769", "2412.06769", None),
        ("http://arxiv.org/abs/2412.06769v3", "2412.06769", "v3"),
        ("https://www.arxiv.org/pdf/2412.06769v2.pdf?download=1#page=3", "2412.06769", "v2"),
        ("https://arxiv.org/html/2412.06769v2", "2412.06769", "v2"),
        ("https://export.arxiv.org/abs/hep-th/9901001v1", "hep-th/9901001", "v1"),
        ("https://arxiv.org/pdf/hep-th%2F9901001", "hep-th/9901001", None),
        ("https://huggingface.co/papers/2412.06769", "2412.06769", None),
        ("https://arxiv.org/abs/2412.06769/", "2412.06769", None),
        ("arxiv.org/abs/2412.06769", "2412.06769", None),
        ("HuggingFace.co/papers/2412.06769", "2412.06769", None),
        ("２４１２．０６７６９", "2412.06769", None),  # as a Chinese keyboard writes it
        ("2412.06769 v2", "2412.06769", "v2"),
        ("2412.06769（v2）", "2412.06769", "v2"),
        ("- [x] https://arxiv.org/abs/2412.06769", "2412.06769", None),
        ("1、2412.06769", "2412.06769", None),
        ("①2412.06769", "2412.06769", None),
        ("> 2412.06769", "2412.06769", None),
        ("| `2412.06769` |", "2412.06769", None),
        ("arxiv 2412.06769", "2412.06769", None),
        ("arXiv.2412.06769", "2412.06769", None),
        ("arXiv-2412.06769", "2412.06769", None),
        ("arXivId: 2412.06769", "2412.06769", None),
        ("oai:arXiv.org:2412.06769", "2412.06769", None),
        ("eprint = {2412.06769},", "2412.06769", None),
        ("DOI: https://doi.org/10.48550/arXiv.2412.06769", "2412.06769", None),
        ("arXiv preprint arXiv:2412.06769, 2024.", "2412.06769", None),
        ("arXiv:2412.06769 (cs)", "2412.06769", None),
        ("2412.06769, cs.CL", "2412.06769", None),
        ("cond-mat.supr-con/9901001", "cond-mat/9901001", None),
        ("https://www.alphaxiv.org/zh/overview/2412.06769v2", "2412.06769", "v2"),
        ("https://huggingface.co/papers/2412.06769.md", "2412.06769", None),
        ("https://inspirehep.net/api/arxiv/hep-th/9901001", "hep-th/9901001", None),
        ("https://api.semanticscholar.org/arXiv:2412.06769", "2412.06769", None),
        ("https://paperswithcode.com/paper/arxiv-2412.06769", "2412.06769", None),
        ("http://xxx.itp.ac.cn/abs/2412.06769", "2412.06769", None),
        ("note = {arXiv:2412.06769}", "2412.06769", None),
        ("url = {https://arxiv.org/abs/2412.06769},", "2412.06769", None),
        ("doi = {10.48550/arXiv.2412.06769},", "2412.06769", None),
        ('eprint = "2412.06769",', "2412.06769", None),
        ("journal = {arXiv preprint arXiv:2412.06769},", "2412.06769", None),
        ("Number: arXiv:2412.06769", "2412.06769", None),
        ("arXiv:2412.06769 [cs.CL, cs.AI]", "2412.06769", None),
        ("CoRR abs/2412.06769", "2412.06769", None),
        ("arXiv编号：2412.06769", "2412.06769", None),
        ("链接：https://arxiv.org/abs/2412.06769", "2412.06769", None),
        ("[1] arXiv:2412.06769", "2412.06769", None),
        ("一、2412.06769", "2412.06769", None),
        ("— 2412.06769", "2412.06769", None),
        ("『2412.06769』", "2412.06769", None),
        ("#2412.06769", "2412.06769", None),
        ("\u202a2412.06769\u202c", "2412.06769", None),
        ("Coconut (2412.06769v2)", "2412.06769", "v2"),
        ("推理 2412.06769", "2412.06769", None),
        ("2412.06769（推理）", "2412.06769", None),
        ("2412.06769 [see", "2412.06769", None),
        ("✅ 2412.06769", "2412.06769", None),
        ("１．2412.06769", "2412.06769", None),
        ("1: 2412.06769", "2412.06769", None),
        ("No. 2412.06769", "2412.06769", None),
        ("2412。06769", "2412.06769", None),
        ("2412.\u200b06769", "2412.06769", None),
        ("2412.06769¹", "2412.06769", None),
        ("2412.06769&nbsp;", "2412.06769", None),
        ("__2412.06769__", "2412.06769", None),
        ("<td>2412.06769</td>", "2412.06769", None),
        ("[[2412.06769|Coconut]]", "2412.06769", None),
        ("\\href{https://arxiv.org/abs/2412.06769}{arXiv}", "2412.06769", None),
        ("archivePrefix = {arXiv}, eprint = {2412.06769}", "2412.06769", None),
        ("volume = {abs/2412.06769},", "2412.06769", None),
        ("e-Print: 2412.06769 [cs.CL]", "2412.06769", None),
        ("DO  - 10.48550/arXiv.2412.06769", "2412.06769", None),
        ('{"arxiv_id": "2412.06769"}', "2412.06769", None),
        ("arXiv:2412.06769v2 [math.CO] Jan 2025", "2412.06769", "v2"),
        ("[1] arXiv:2412.06769 [pdf, html, other]", "2412.06769", None),
        ("arXiv:cs.CL/2412.06769", "2412.06769", None),
        ("arXiv:abs/2412.06769v1", "2412.06769", "v1"),
        ("arXiv_2412.06769v2.pdf", "2412.06769", "v2"),
        ("2412.06769v1 (1).pdf", "2412.06769", "v1"),
        ("arXiv-2412.06769v2.tar.gz", "2412.06769", "v2"),
        ("2412.06769 version 2", "2412.06769", "v2"),
        ("2024arXiv241206769H", "2412.06769", None),
        ("DBLP:journals/corr/abs-2412-06769", "2412.06769", None),
        ("0704.0001v2", "0704.0001", "v2"),
        ("https://doi.org/10.48550/arXiv.math/0309136", "math/0309136", None),
        ("https://arxiv.org/html/2412.06769v2/x1.png", "2412.06769", "v2"),
        ("https://arxiv.org/abs/2412.06769%20", "2412.06769", None),
        ("https://arxiv.org/abs/2412.06769&sa=D", "2412.06769", None),
        ("https:/arxiv.org/abs/2412.06769", "2412.06769", None),
        ("//arxiv.org/abs/2412.06769", "2412.06769", None),
        ("https%3A%2F%2Farxiv.org%2Fabs%2F2412.06769", "2412.06769", None),
        ("https://export.arxiv.org/api/query?id_list=2412.06769v2&max_results=1", "2412.06769", "v2"),
        ("https://api.semanticscholar.org/graph/v1/paper/ARXIV:2412.06769?fields=title", "2412.06769", None),
        ("https://huggingface.co/papers/date/2024-12-10/2412.06769", "2412.06769", None),
        ("https://ui.adsabs.harvard.edu/abs/2024arXiv241206769H/abstract", "2412.06769", None),
        ("https://www.connectedpapers.com/main/arxiv:2412.06769", "2412.06769", None),
        ("https://www.google.com/url?q=https://arxiv.org/abs/2412.06769&sa=D", "2412.06769", None),
        ("https://link.zhihu.com/?target=https%3A//arxiv.org/abs/2412.06769", "2412.06769", None),
        ("https://web.archive.org/web/2025/https://arxiv.org/abs/2412.06769", "2412.06769", None),
        ("https://arxiv.org/abs/2412.06769 https://arxiv.org/pdf/2412.06769v1", "2412.06769", "v1"),
    ],
)
def test_what_people_type_is_read(text: str, paper_id: str, version: str | None) -> None:
    assert parse_paper_id(text) == (paper_id, version)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "abc",
        "2412",
        "2412.067",
        "2412.0676900",
        "2413.06769",  # no thirteenth month
        "2400.06769",
        "2412.06769v0",
        "2412.06769v",
        "2412.06769v1v2",
        "2412.06769 2412.06770",
        "2412.06769\n2412.06770",
        "2412.06769\x00",
        "٢٤١٢.٠٦٧٦٩",
        "../2412.06769",
        "hep-th/../../etc",
        "hep-th/../9901001",
        "/hep-th/9901001",
        "hep-th//9901001",
        "hep-th/9901001/..",
        "hep-th\\9901001",
        "hep-th/990100",
        "10.1000/2412.06769",
        "https://doi.org/10.1000/2412.06769",
        "https://doi.org.evil.example/10.48550/arXiv.2412.06769",
        "https://evil.arxiv.org.example/abs/2412.06769",
        "2412.6769",  # four digits ended with 2014
        "9912.0001",  # before this scheme
        "page/0309136",
        "https://github.com/a/2412.06769",
        "https://arxiv.org/abs/2412.06769 and 2501.12948",
        "a" * 300 + "/9901001",
        "..",
        "/etc/passwd",
        "https://arxiv.org/",
        "https://arxiv.org/abs/",
        "https://arxiv.org/abs/../../etc/passwd",
        "https://arxiv.org/abs/%2e%2e%2f2412.06769",
        "https://evil.example/abs/2412.06769",
        "https://arxiv.org.evil.example/abs/2412.06769",
        "https://arxiv.org@evil.example/abs/2412.06769",
        "http://[::1/abs/2412.06769",
        "file:///abs/2412.06769",
    ],
)
def test_everything_else_is_no_id(text: str) -> None:
    with pytest.raises(BadPaperId) as caught:
        parse_paper_id(text)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    assert "2412.06769" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2412.06769 2501.12948", "names 2 papers; give one of them, such as 2412.06769"),
        ("https://doi.org/10.1038/s41586-021-03819-2", "is the DOI of something else than an arXiv paper"),
        ("https://openreview.net/forum?id=2412.06769", "is no address of arXiv or Hugging Face papers"),
        ("Attention is all you need", "is no arXiv id; ids look like 2412.06769"),
    ],
)
def test_what_is_refused_is_told_why(text: str, said: str) -> None:
    with pytest.raises(BadPaperId, match=said) as caught:
        parse_paper_id(text)
    assert str(caught.value).startswith(text)


@given(st.text())
def test_any_text_is_an_id_or_a_bad_one(text: str) -> None:
    try:
        paper_id, _ = parse_paper_id(text)
    except BadPaperId:
        return
    assert paper_id.isascii()
    assert ".." not in paper_id


@given(st.text(st.characters(codec=None), min_size=1) | st.from_regex(r"[./\\%~\x00-]{1,12}", fullmatch=True))
def test_a_quoted_id_is_one_entry_of_its_folder(text: str) -> None:
    name = quote_id(text)
    assert name
    assert "/" not in name
    assert "\x00" not in name
    assert (Path("/data") / name).resolve().parent == Path("/data")


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_ids_never_share_a_name(one: str, other: str) -> None:
    assert (quote_id(one) == quote_id(other)) == (one == other)


def test_usual_names_stay_readable() -> None:
    assert quote_id("2412.06769") == "2412.06769"
    assert quote_id("hep-th/9901001") == "hep-th%2F9901001"
    assert quote_id("local-a_b.c-12345678") == "local-a_b.c-12345678"
