"""What a sentence lists as data is read as a list, whatever the names look like and whatever is said of each."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.data_lists import described, told_data
from pipeline.summarise.facts.data_names import datasets
from pipeline.summarise.lines import lines_of
from tests.papers import paper_text, paragraph


def sure(sentence: str, *, of_data: bool = False) -> list[str]:
    return [told.name for told in told_data(sentence, of_data=of_data) if told.sure]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("We use two public datasets: Traffic [3] and Weather (Doe, 2020), which are large.", ["Traffic", "Weather"]),
        (
            "We evaluate on (i) fooBench (Doe, 2025), a benchmark of planning, tools and more; (ii) BarQA [4], a set "
            "of questions; and (iii) Quux-2 [5].",
            ["fooBench", "BarQA", "Quux-2"],
        ),
        ("We train it on the large-scale Street10K (S10K) [6] and PAVE [7] datasets.", ["Street10K", "PAVE"]),
        ("It is fine-tuned on s1K (Doe et al., 2025) with LoRA.", ["s1K"]),
        ("We select FooMATH [1], BarMATH and AMQ as our training datasets.", ["FooMATH", "BarMATH", "AMQ"]),
        ("We use prompts from FOO-30k [2] for training.", ["FOO-30k"]),
        ("Our dataset FooNet holds images.", ["FooNet"]),
        ("We adopt four polyp datasets, including image-based Foosir [3] and BAR-TV [4].", ["Foosir", "BAR-TV"]),
        ("The datasets (Doe et al., 2020) are public.", []),
        ("A network [3] pre-trained on FooNet [4] is taken.", []),
        ("The model of Doe et al. was trained on FooNet [4].", []),
        ("Across 12 benchmarks, FooNet and BarNet are best.", []),
        ("Reasoning on benchmarks like FooQA and BarQA is hard.", []),
        ("We experiment on FooLM-7B and BarLM-8B.", []),
    ],
)
def test_names_of_a_list_are_data_by_the_words_before_it(sentence: str, names: list[str]) -> None:
    assert sure(sentence) == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("We build the pairs from the FOO L1 resource (Doe, 2017) and BAR-100M.", ["FOO L1", "BAR-100M"]),
        ("FooQA [3] is constructed from BarNet.", []),
        ("The suite comprises FOO, BAR-MI and Pipes [4].", ["FOO", "BAR-MI", "Pipes"]),
    ],
)
def test_a_paragraph_about_data_says_where_they_come_from(sentence: str, names: list[str]) -> None:
    assert sure(sentence, of_data=True) == names


def in_abstract(sentence: str) -> list[str]:
    block = paragraph(sentence).model_copy(update={"kind": "abstract"})
    return [data.name for data in datasets(lines_of(paper_text(block)), ())]


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ("• FOO-SI contains 2,199 videos.", "FOO-SI"),
        ("• Traffic: hourly rates, 862 sequences.", "Traffic"),
        ("• Questions. Each has four images.", ""),
        ("• FOO-SI is nice.", ""),
    ],
)
def test_an_item_of_a_list_of_data_begins_with_its_name(item: str, name: str) -> None:
    assert described(item, is_item=True) == name


def test_an_abstract_names_the_data_on_which_it_gives_a_measure() -> None:
    assert in_abstract("On Foo Beauty, Toys, and Sports it raises the NDCG by 7.9%.") == [
        "Foo Beauty",
        "Toys",
        "Sports",
    ]
    assert in_abstract("On Windows it runs on 8 machines.") == []


@pytest.mark.parametrize(
    ("sentences", "names"),
    [
        (["We evaluate on FooQA [3]. Metrics. FooQA is one."], ["FooQA"]),
        (["We evaluate on five standard FOO benchmarks."], []),
        (["We use a network pre-trained on ImageNet."], []),
        (["We evaluate on FooNet [3].", "We compare it with FooNet and BarNet."], []),
        (["We take 100 papers of NeurIPS 2025 [3].", "We evaluate on Stage II [4] and Section IV-A [5]."], []),
        (["We evaluate on BBH, a part of BIG-Bench Hard.", "BIG-Bench Hard [3] is a benchmark."], ["BBH"]),
        (["Our benchmark, FooBench, has 100 papers."], ["FooBench"]),
        (["It reaches 8 and 9 on FooBench2 and LIBERO."], ["FooBench2", "LIBERO"]),
        (["We evaluate on three datasets.", "Offline FOO corpora are cut by hand."], []),
        (["We evaluate on the FOO dataset.", "It solves fuzzy oscillating operators (FOO)."], []),
        (["We evaluate on the Doe et al. (2020) FooScreen dataset."], []),
        (["We evaluate on the FooScreen dataset from Doe et al. (2020)."], []),
        (["We evaluate on the foo Bar-Seq dataset."], []),
        (["We use the splits used by the FooNet and BarNet benchmarks [3]."], []),
        (["We use the Virtual KITTI and KITTI datasets."], ["KITTI", "Virtual KITTI"]),
        (["We evaluate on 2FooHopQA [3] and FooQA [4]."], ["2FooHopQA", "FooQA"]),
        (
            ["It is tuned on s1K (Doe et al., 2025), tested on GSM8K, MATH and Countdown."],
            ["Countdown", "GSM8K", "MATH", "s1K"],
        ),
        (["We take 300 cases from four sources: Foo-RAD [3] (short), BARK [4] and Wikipedia."], ["BARK", "Foo-RAD"]),
        (["It is tuned on LLaVA-Instruct-150K [3] and tested on FooQA [4]."], ["FooQA", "LLaVA-Instruct-150K"]),
    ],
)
def test_what_else_a_paper_says_of_a_name_tells_whether_it_is_data(sentences: list[str], names: list[str]) -> None:
    assert sorted(data.name for data in datasets(lines_of(paper_text(*map(paragraph, sentences))), ())) == names
