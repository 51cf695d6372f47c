"""How sure a name is to be a dataset of the paper's, and which name comes first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.summarise.facts.data_names import datasets, is_own_part
from pipeline.summarise.lines import lines_of
from schemas.records import Section
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


def in_data(*sentences: str, heading: str = "3.1 Data") -> list[str]:
    sections = [Section(title=heading, level=1, block=0, page_number=1)]
    blocks = [paragraph(sentence, section=0) for sentence in sentences]
    return sorted(d.name for d in datasets(lines_of(paper_text(*blocks, sections=sections)), ("HingePO",)))


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("We take 128-base windows of GRCh38 chr1 [21].", ["GRCh38"]),
        ("Proteins: reviewed SwissProt entries of length 128 to 1000 [22].", ["SwissProt"]),
        ("Of these, 5,325 have assignments to MIBiG reference groups [7].", ["MIBiG"]),
        ("We follow the ObjNav evaluation protocols [7].", []),
        ("The spectra are reduced with the MaxFit pipeline [7].", []),
    ],
)
def test_a_section_about_data_names_what_its_items_are_of(sentence: str, names: list[str]) -> None:
    assert in_data(sentence) == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Training data is synthesized from TalkSet1 [14] and AMI-X [15].", ["AMI-X", "TalkSet1"]),
        ("Context biasing is measured on Calls-22 [17], spontaneous speech.", ["Calls-22"]),
        ("We evaluate on HM5D v0.1, HM5D v0.2, and MX3D [32, 33].", ["HM5D v0.1", "HM5D v0.2", "MX3D"]),
        ("BQX (Bias Benchmark for Questions) measures social bias.", ["BQX"]),
        ("We replay numbers of held-out Free Spoken Letter Dataset speakers [16].", ["Free Spoken Letter"]),
        ("We pick OpenAI GSM8K [12], a classic dataset.", ["GSM8K"]),
        ("We use LeetCodeX-Dataset [13], a dataset of problems, and the LeetCodeX dataset.", ["LeetCodeX"]),
        ("We evaluate on the benchmarks AIME-24/25 [3].", ["AIME24", "AIME25"]),
        ("We use foo/essays, a HuggingFace dataset repository.", []),
        ("We report P95 latency on the P95 benchmark.", []),
        ("We use VideoReward [17], a benchmark of quality.", []),
        ("We train on A100 [3] and H100 [4].", []),
        ("The rival was tested with MapQA by others.", []),
    ],
)
def test_running_text_names_data_that_is_used(sentence: str, names: list[str]) -> None:
    assert in_data(sentence, heading="4 Experiments") == names


def test_a_subtask_and_an_abbreviation_are_no_data_of_their_own() -> None:
    rows = [["Method", "RULER", "RULER-VT", "ScienceQA", "SQA"], ["Ours", "41.2", "40.0", "51.1", "50.3"]]
    told = "We evaluate on the RULER, RULER-VT, ScienceQA and SQA benchmarks."
    assert found(told, told, rows=rows) == ["RULER", "ScienceQA"]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("We use the HeartBank (HB) [19], a prospective cohort of 500,000 adults.", ["HeartBank"]),
        ("We apply the model on FoodQA dataset splits.", ["FoodQA"]),
        ("Evaluation uses SpeakQA-X [14].", ["SpeakQA-X"]),
        ("Evaluation covers FoodQA [1], MapQA, and ToolQA.", ["FoodQA", "MapQA", "ToolQA"]),
        ("Training uses a library and data from ORQ [19] and StreetQA [20].", ["ORQ", "StreetQA"]),
        ("Actions are sampled from GaussNet [3].", []),
        ("The scene is assembled in MuJoCo [60].", []),
        ("We frame it as a SAT problem.", []),
        ("We evaluate on the FlowBench benchmark (DNA).", ["FlowBench"]),
    ],
)
def test_what_evaluation_and_training_use_is_data(sentence: str, names: list[str]) -> None:
    assert sorted(d.name for d in datasets(lines_of(paper_text(paragraph(sentence))), ())) == sorted(names)


def test_images_that_are_drawn_from_others_data_are_data() -> None:
    assert in_data("Street views are sampled from RoadSet [40].") == ["RoadSet"]
    assert in_data("Street views are sampled from RoadSet [40].", heading="3.1 Sampler") == []


def test_rows_under_dataset_are_data_though_the_columns_are_of_one_method() -> None:
    rows = [
        ["Dataset", "Horizon", "MAE", "RMSE"],
        ["WindFarm7", "Short", "1.5", "2.5"],
        ["TideLog", "Short", "3.5", "4.5"],
    ]
    assert found(rows=rows) == ["WindFarm7", "TideLog"]


def test_the_sources_of_a_composition_of_training_data_are_data_where_they_are_cited() -> None:
    rows = [["Category", "Source", "Samples"], ["Open", "QuizMix [3]", "120"], ["Own", "Direct queries", "300"]]

    def names(caption: str) -> list[tuple[str, str]]:
        return [(d.name, d.role) for d in datasets(lines_of(paper_text(table(rows, caption=caption))), ())]

    assert names("Table 7: SFT data composition.") == [("QuizMix", "train")]
    assert names("Table 7: Our samples.") == []


def test_data_that_the_training_settings_are_given_for_are_trained_on() -> None:
    rows = [["Setting", "FoodQA", "MapQA"], ["Batch size", "64", "128"], ["Training steps", "300", "150"]]
    text = paper_text(
        table(rows, caption="Table 1: Training configurations."),
        paragraph("We evaluate on the FoodQA dataset and the ToolQA dataset."),
    )
    roles = {d.name: d.role for d in datasets(lines_of(text), ())}
    assert (roles["FoodQA"], roles["ToolQA"]) == ("both", "eval")


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (["JFT", "JFT-300M"], ["JFT-300M"]),
        (["AIME", "AIME 24-25"], ["AIME 24-25"]),
        (["Oxford-IIIT Pets", "Pets"], ["Oxford-IIIT Pets"]),
    ],
)
def test_a_name_that_a_longer_one_holds_is_the_same(names: list[str], kept: list[str]) -> None:
    assert found(rows=[["Dataset", "Size"], *([name, "12k"] for name in names)]) == kept


def test_a_well_known_name_is_printed_with_what_nearly_always_stands_behind_it() -> None:
    assert found(*["We evaluate on LIBERO-Object."] * 4, "We evaluate on LIBERO.", rows=MEASURED) == ["LIBERO-Object"]
    assert found(*["We evaluate on LIBERO-Object."] * 3, "We evaluate on LIBERO.", rows=MEASURED) == ["LIBERO"]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("We evaluate HingePO on SpeakSet [1], TED-Talks 3 [2] and AMX [3].", ["AMX", "SpeakSet", "TED-Talks 3"]),
        ("We introduce FieldBench, a benchmark of 1,200 questions.", ["FieldBench"]),
        ("We introduce FieldBench, a solver of 1,200 questions.", []),
        ("We evaluate on FoodQA 2024 and 2025, on the FoodQA benchmark.", ["FoodQA"]),
    ],
)
def test_a_list_is_read_to_its_end_and_an_own_benchmark_is_data(sentence: str, names: list[str]) -> None:
    lines = lines_of(paper_text(paragraph(sentence)))
    assert sorted(d.name for d in datasets(lines, ("HingePO", "FieldBench"))) == names


def test_where_agents_move_is_no_data() -> None:
    assert in_data("We collect it in Isaac Gym [3] and MuJoCo [4] on RoadSet [5].") == ["RoadSet"]
