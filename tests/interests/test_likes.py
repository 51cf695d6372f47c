"""The papers that ids, libraries and notes name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.interests.likes import named_papers

BIB = r"""
@article{a, title={{GPT} and M{\"u}ller}, author={M{\"u}ller, Hans and Bo Li}, eprint={2512.21218},
  archivePrefix={arXiv}, abstract={We  do.}}
@inproceedings{b, title={No Id}, author={Cy}}
@misc{c, title={By address}, url={https://arxiv.org/abs/hep-th/9901001v2}}
@comment{nothing}
@misc{d, author={Nobody}}
"""
RIS = """TY  - JOUR
TI  - A paper
AU  - Li, Bo
AB  - We do.
UR  - https://doi.org/10.48550/arXiv.2511.90001
ER  -

TY  - JOUR
T1  - Another
ER  -
"""


def test_an_id_is_a_paper_in_every_form() -> None:
    named = named_papers(["2512.21218", "https://arxiv.org/abs/2511.90001v2", "2512.21218v1"], Path())
    assert [p.paper_id for p in named] == ["2512.21218", "2511.90001"]


def test_a_bib_file_gives_titles_authors_and_ids(tmp_path: Path) -> None:
    (tmp_path / "mine.bib").write_text(BIB, "utf-8")
    first, second, third = named_papers(["mine.bib"], tmp_path)
    assert (first.paper_id, first.title, first.authors, first.abstract) == (
        "2512.21218",
        "GPT and Müller",
        ("Hans Müller", "Bo Li"),
        "We do.",
    )
    assert (second.paper_id, third.paper_id) == ("library-no-id", "hep-th/9901001")


def test_a_ris_file_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / "mine.ris").write_text(RIS, "utf-8")
    first, second = named_papers(["mine.ris"], tmp_path)
    assert (first.paper_id, first.title, first.authors, first.abstract) == (
        "2511.90001",
        "A paper",
        ("Bo Li",),
        "We do.",
    )
    assert second.title == "Another"


def test_a_folder_of_notes_gives_the_ids_that_they_link_to(tmp_path: Path) -> None:
    notes = tmp_path / "vault" / "papers"
    notes.mkdir(parents=True)
    (notes / "a.md").write_text("see https://arxiv.org/abs/2512.21218v3, arXiv:2511.90001 and 2510.11111", "utf-8")
    (notes / "b.md").write_text("https://huggingface.co/papers/2512.21218", "utf-8")
    (notes / "c.txt").write_text("arXiv:2509.00001", "utf-8")
    (notes / "d.md").symlink_to("/dev/zero")
    assert [p.paper_id for p in named_papers(["vault"], tmp_path)] == ["2512.21218", "2511.90001"]


@pytest.mark.parametrize("entry", ["missing.bib", "words and words", "mine.pdf", ""])
def test_an_entry_that_names_no_paper_is_told(tmp_path: Path, entry: str) -> None:
    (tmp_path / "mine.pdf").write_text("", "utf-8")
    with pytest.raises(UsageError):
        named_papers([entry or "mine.pdf"], tmp_path)
