"""How sure a name is to be a dataset of the paper's, and which name comes first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.summarise.facts.data_names import datasets, is_own_part
from pipeline.summarise.lines import lines_of
from tests.papers import paper_text, paragraph, table

LISTED = [["Dataset", "Size"], ["FooBarQA", "12k"]]  # a column headed "Dataset": 3 points
MEASURED = [["Method", "MapQA"], ["Older", "40.1"], ["Ours", "41.2"]]  # a head of results: 1.5 of the 2 that it needs


def found(*sentences: str, rows: Sequence[Sequence[str]] = LISTED) -> list[str]:
    return [d.name for d in datasets(lines_of(paper_text(table(rows), *map(paragraph, sentences))), ())]


def test_a_listed_name_is_surer_than_one_that_a_sentence_names() -> None:
    assert found("We evaluate on the MapQA dataset.") == ["FooBarQA", "MapQA"]


def test_two_sentences_that_name_a_dataset_are_surer_than_a_list() -> None:
    assert found(*["We evaluate on the MapQA dataset."] * 2) == ["MapQA", "FooBarQA"]


def test_a_head_of_results_is_a_dataset_where_a_sentence_is_about_it_too() -> None:
    assert found(rows=MEASURED) == []
    assert found("We evaluate on MapQA.", rows=MEASURED) == ["MapQA"]


def test_two_sentences_that_may_be_about_a_dataset_are_not_enough() -> None:
    assert found(*["We evaluate on MapQA."] * 2) == ["FooBarQA"]


def test_a_third_sentence_adds_nothing() -> None:
    named = ["We evaluate on the MapQA dataset."] * 3
    assert found(*named, "We evaluate on the FooBarQA dataset.") == ["FooBarQA", "MapQA"]


def test_a_listed_name_is_surer_than_a_well_known_one_that_a_sentence_names() -> None:
    assert found("We evaluate on GSM8K.") == ["FooBarQA", "GSM8K"]


def test_fourteen_datasets_are_kept() -> None:
    assert len(found(rows=[["Dataset", "Size"], *([f"FooBar{n}QA", "12k"] for n in range(20))])) == 14


@pytest.mark.parametrize(("name", "is_found"), [("Foo Bar QA2", True), ("Foo Big Bar QA2", False)])
def test_a_name_has_three_words_at_most(name: str, is_found: bool) -> None:
    assert (name in found(rows=[["Dataset", "Size"], [name, "12k"]])) is is_found


@pytest.mark.parametrize(("own", "is_part"), [("ABCD", True), ("ABC", False)])
def test_a_method_of_four_letters_is_found_within_a_name(own: str, is_part: bool) -> None:
    assert is_own_part(f"Super{own}7", (own,)) is is_part


@pytest.mark.parametrize(
    ("paragraph_text", "name"),
    [
        ("Datasets. For VIS we adopt VIPSeg [26].", ["VIPSeg"]),
        ("Evaluation. The suite has FooMath (Liu et al., 2024).", ["FooMath"]),
        ("Datasets. Models are trained with FooOpt [26].", []),
        ("Datasets. It has images from FooImg [26].", []),
        ("Datasets. We select images from FooImg [26].", ["FooImg"]),
        ("Results. For VIS we adopt VIPSeg [26].", []),
    ],
)
def test_what_a_paragraph_about_data_cites_is_data(paragraph_text: str, name: list[str]) -> None:
    assert [n for n in found(paragraph_text) if n != "FooBarQA"] == name


def test_a_name_may_stand_some_words_before_what_it_is() -> None:
    assert "FooLICA" in found("Experiments are conducted on the FooLICA graphic design benchmark.")
    assert "FooLICA" not in found("Our model scores higher than that of FooLICA on these benchmarks.")


def test_a_language_pair_takes_its_stem_s_place() -> None:
    sentences = ["We trained on the WMT 2014 English-German dataset.", "We evaluate on the WMT 2014 dataset."]
    assert "WMT 2014" not in found(*sentences)


def test_a_mean_of_metrics_that_the_caption_explains_is_no_dataset() -> None:
    rows = [
        ["Method", "MapQA", "MapQA", "TownQA", "TownQA", "Average", "Average"],
        ["Method", "TM", "SR", "TM", "SR", "TM_{m}", "SR_{m}"],
        ["Older", "40.1", "30", "40", "30", "40", "30"],
        ["Ours", "41.2", "31", "41", "31", "41", "31"],
    ]
    for caption, names in (
        ("TM and SR denote type matching and success rate.", ["MapQA", "TownQA"]),
        ("All.", ["MapQA", "SR_{m}", "TM_{m}", "TownQA"]),
    ):
        lines = lines_of(paper_text(*[table(rows, caption, header_rows=2)] * 2))
        assert sorted(d.name for d in datasets(lines, ())) == names


@pytest.mark.parametrize(
    ("heads", "names"),
    [
        (("MapQA-Low", "MapQA-High"), ["MapQA"]),
        (("MapQA Easy", "MapQA Medium"), ["MapQA"]),
        (("MapQA-Hard", "MapQA"), ["MapQA"]),
        (("MapQA-normal", "MapQA-unseen"), ["MapQA"]),
        (("MapQA-seen", "TownQA"), ["MapQA-seen", "TownQA"]),
        (("MapQA-Hard", "TownQA"), ["MapQA-Hard", "TownQA"]),  # it may be a benchmark of its own
        (("MapQA-Long", "MapQA-Wide"), ["MapQA-Long", "MapQA-Wide"]),
        (("ARC-Easy", "ARC-Hard"), ["ARC-Easy", "ARC-Hard"]),
    ],
)
def test_two_settings_of_a_benchmark_are_one_dataset(heads: tuple[str, str], names: list[str]) -> None:
    rows = [["Method", *heads], ["Older", "40.1", "50"], ["Ours", "41.2", "51"]]
    said = [f"We evaluate on the {head} dataset." for head in heads]
    assert found(*said, rows=rows) == names


def test_who_judges_a_win_rate_is_no_dataset() -> None:
    rows = [["Opponent", "Opponent", "JudgeBox"], ["Ours", "SFT", "54.2"], ["Ours", "PPO", "57.5"]]
    lines = [paragraph("We evaluate with data on JudgeBox and on the TownQA dataset.")]
    for caption, names in (
        ("Win rates in the TownQA dataset.", ["TownQA"]),
        ("Pairs of TownQA.", ["JudgeBox", "TownQA"]),
    ):
        told = datasets(lines_of(paper_text(table(rows, caption), *lines)), ())
        assert sorted(d.name for d in told) == names
