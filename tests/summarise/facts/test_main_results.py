"""A table gives its main number a benchmark, with its scope, its whole system and its own column's rival."""

from __future__ import annotations

import pytest

from pipeline.ground.index import PaperIndex
from pipeline.summarise.facts.read_off import read_off
from pipeline.summarise.facts.results import results
from pipeline.summarise.lines import lines_of
from pipeline.summarise.places import numbered
from schemas.records import Block
from tests.papers import paper_text, paragraph, table

OWN = ("HingeNet",)


def told(*blocks: Block) -> list[tuple[str, str, str, str]]:
    """Benchmark with its metric, value, system, and baseline with its value, of each result."""
    found = results(lines_of(paper_text(*blocks)), OWN)
    return [(f"{r.benchmark} {r.metric}", r.value, r.system, f"{r.baseline} {r.baseline_value}") for r in found]


DRIVES = [
    ["", "WeldNet", "", "HingeNet", ""],
    ["Route", "Dry", "Wet", "Dry", "Wet"],
    ["Open Gate", "61.5", "20.5", "71.5", "30.5"],
    ["Average (%)", "51.5", "10.5", "61.5", "21.5"],
]


def test_a_second_row_of_heads_is_the_scope_and_tasks_beside_an_average_are_none() -> None:
    assert told(table(DRIVES, "Table 1: Success rates on TrackSim 2.", cites=("WeldNet",))) == [
        ("TrackSim 2 Average (Dry) Success rate", "61.5", "HingeNet", "WeldNet 51.5"),
        ("TrackSim 2 Average (Wet) Success rate", "21.5", "HingeNet", "WeldNet 10.5"),
    ]


def test_numbers_whose_scope_is_lost_are_not_printed() -> None:
    rows = [
        ["Method", "GSM8K", "GSM8K", "MATH"],
        ["Base", "50.1", "60.2", "30.3"],
        ["HingeNet", "51.1", "61.2", "31.3"],
    ]
    assert [benchmark for benchmark, *_ in told(table(rows))] == ["MATH "]


def test_own_rows_that_add_to_one_another_are_all_of_the_system() -> None:
    rows = [["", "GSM8K"], ["Older [3]", "40.1"], ["Other [4]", "41.2"], ["HingeNet results:", ""]]
    adding = [["one head", "43.0"], ["+ longer training", "44.0"], ["+ wider", "45.0"]]
    assert told(table([*rows, *adding]))[0][2] == "one head + longer training + wider (HingeNet results)"


def test_beside_rows_of_others_each_row_adds_alone() -> None:
    rows = [["Method", "GSM8K"], ["Base", "41.1"], ["+ longer training", "42.1"], ["+ HingeNet", "43.1"]]
    assert told(table(rows, cites=("Base", "+ longer training")))[0][2:] == (
        "Base + HingeNet",
        "Base + longer training 42.1",
    )


COSTS = [
    ["Method", "GSM8K", "Speed", "Latency (ms)"],
    ["Slow", "60.2", "3", "9.5"],
    ["Fast", "50.1", "9", "4.5"],
    ["HingeNet", "61.2", "8", "5.5"],
]
FASTER = paragraph("HingeNet has a higher speed and less latency.", kind="abstract")


def test_a_cost_has_the_rival_of_its_own_column_and_a_speed_without_unit_is_none() -> None:
    assert told(FASTER, table(COSTS, cites=("Slow", "Fast"))) == [
        ("Latency (ms) ", "5.5", "HingeNet", "Fast 4.5"),
        ("GSM8K ", "61.2", "HingeNet", "Slow 60.2"),
    ]
    with_unit = [[cell if cell != "Speed" else "Speed (words/s)" for cell in row] for row in COSTS]
    assert ("Speed (words/s) ", "8", "HingeNet", "Fast 9") in told(FASTER, table(with_unit, cites=("Slow", "Fast")))


@pytest.mark.parametrize(
    ("claim", "rival"),
    [
        ("HingeNet cuts it from 9.5 to 5.5 ms.", "Slow 9.5"),
        ("HingeNet cuts it from 9.5 to 5.6 ms.", "Fast 4.5"),
        ("HingeNet is at 5.5 ms, others at 9.5 or 4.5.", "Fast 4.5"),
    ],
)
def test_a_cost_stands_beside_what_the_abstract_compares_it_with(claim: str, rival: str) -> None:
    found = told(FASTER, paragraph(claim, kind="abstract"), table(COSTS, cites=("Slow", "Fast")))
    assert ("Latency (ms) ", "5.5", "HingeNet", rival) in found


def test_of_an_unknown_way_nothing_is_told() -> None:
    rows = [["Method", "Depth"], ["A", "1.5"], ["B", "3.5"], ["HingeNet", "2.5"]]
    assert told(table(rows)) == []


GROUPS = [
    ["Method", "GSM8K"],
    ["Plain", ""], ["Older", "61.5"], ["HingeNet", "62.5"],
    ["Weighted", ""], ["Older", "58.5"], ["HingeNet", "64.0"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "rival"),
    [
        ("HingeNet outdoes the best baseline by 2.5 points.", "Older (Plain) 61.5"),
        ("HingeNet is 2.5 points over the best baseline.", "Older (Plain) 61.5"),
        ("HingeNet outdoes the best baseline by 2.4 points.", "Older 58.5"),
        ("HingeNet outdoes a baseline by 2.5 points.", "Older 58.5"),
    ],
)
def test_the_rival_of_another_group_is_named_where_a_sentence_tells_its_distance(sentence: str, rival: str) -> None:
    found = told(paragraph(sentence), table(GROUPS, cites=("Older",)))
    assert ("GSM8K ", "64.0", "HingeNet (Weighted)", rival) in found
    assert ("GSM8K ", "62.5", "HingeNet (Plain)", "Older 61.5") in found


def test_a_group_without_a_part_of_the_method_is_none_of_its_own() -> None:
    rows = [[cell if cell != "Plain" else "Without weights" for cell in row] for row in GROUPS]
    assert [value for _, value, *_ in told(table(rows))] == ["64.0"]


def test_precision_and_recall_are_parts_of_what_stands_beside_them() -> None:
    head = [["Method", *["LungSet"] * 4], ["Method", "Acc", "Pre", "Rec", "F1"]]
    rows = [*head, ["Base", "60.1", "70.1", "80.1", "75.1"], ["HingeNet", "61.1", "71.1", "81.1", "76.1"]]
    assert [said for said, *_ in told(table(rows, header_rows=2))] == ["LungSet Acc", "LungSet F1"]
    alone = [[row[0], *row[2:4]] for row in rows]
    assert [said for said, *_ in told(table(alone, "On LungSet: precision and recall.", header_rows=2))] == [
        "LungSet Pre", "LungSet Rec",
    ]  # fmt: skip


def test_two_ways_to_measure_a_benchmark_come_before_a_third_of_another() -> None:
    metrics = ["Accuracy", "F1", "BLEU"]
    head = [["Method", *[f"Set{n}X" for n in range(6) for _ in metrics]], ["Method", *metrics * 6]]
    rows = [*head, ["Base", *[f"{n}.5" for n in range(10, 28)]], ["HingeNet", *[f"{n}.5" for n in range(30, 48)]]]
    found = [said for said, *_ in told(table(rows, header_rows=2))]
    assert len(found) == 12
    assert not any("BLEU" in said for said in found)
    assert [said for said, *_ in told(table([row[:4] for row in rows], header_rows=2))] == [
        "Set0X Accuracy", "Set0X F1", "Set0X BLEU",
    ]  # fmt: skip


def test_numbers_of_the_abstract_and_the_conclusion_come_first() -> None:
    heads = [f"Set{n}X" for n in range(8)]
    rows = [
        ["Method", *heads],
        ["Base", *[f"{n}0.25" for n in range(1, 9)]],
        ["HingeNet", *[f"{n}1.25" for n in range(1, 9)]],
    ]
    said = paragraph("HingeNet comes to 71.25 there.", kind="abstract")
    assert told(said, table(rows, "Table 1: Accuracy."))[0][:2] == ("Set6X Accuracy", "71.25")


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("We measure it on LungSet-5.", ["LungSet-5"]),
        ("The LungSet-5 dataset is small.", ["LungSet-5"]),
        ("The first data set “LungSet-5” is small.", ["LungSet-5"]),
        ("The LungSet-5 is our error.", []),
    ],
)
def test_the_benchmark_of_a_result_is_a_dataset_where_a_sentence_measures_on_it(
    sentence: str, names: list[str]
) -> None:
    rows = [["Method", "LungSet-5", "Accuracy"], ["Base", "60.1", "1"], ["HingeNet", "61.1", "2"]]
    paper = paper_text(table(rows), paragraph(sentence))
    found = read_off(lines_of(paper), OWN, PaperIndex(paper, numbered(paper).places))
    assert [data.name for data in found.datasets] == names


def test_a_share_of_the_data_is_of_the_caption_s_benchmark() -> None:
    head = [["Method", "Seen (50%)", "Unseen (50%)"], ["Method", "MRR", "MRR"]]
    rows = [*head, ["Base", "0.61", "0.41"], ["HingeNet", "0.71", "0.51"]]
    assert [said for said, *_ in told(table(rows, "Table 1: Retrieval on Wiki9k.", header_rows=2))] == [
        "Wiki9k Seen (50%) MRR", "Wiki9k Unseen (50%) MRR",
    ]  # fmt: skip


def test_a_difference_is_no_result_and_the_named_column_names_the_systems() -> None:
    head = [["", "", "", "B12 data", ""], ["By", "Model", "RMSE ↓(%)", "MAE ↓(%)", "Error Reduction ↑(%)"]]
    rows = [
        *head,
        ["Lee et al. [3]", "PlainNet", "0.51", "0.41", "-"],
        ["Proposed", "HingeNet", "0.31", "0.21", "39.2"],
    ]
    assert told(table(rows, header_rows=2)) == [
        ("RMSE ", "0.31", "HingeNet", "PlainNet 0.51"), ("B12 data MAE", "0.21", "HingeNet", "PlainNet 0.41"),
    ]  # fmt: skip


def test_beside_a_total_its_parts_are_none() -> None:
    rows = [["Method", "Camera", "Light", "Total"], ["Base", "41.1", "51.1", "46.1"], ["HingeNet", *["61.1"] * 3]]
    assert [said for said, *_ in told(table(rows, "Table 1: Accuracy on Track-Plus."))] == ["Track-Plus Total Accuracy"]
    stacked = [["", "View", "View", "Total"], *rows]
    found = told(table(stacked, "Table 1: Accuracy on Track-Plus.", header_rows=2))
    assert [said for said, *_ in found] == ["Track-Plus Total Accuracy"]


def test_an_average_rank_is_of_all_benchmarks_and_a_loss_stands_behind_them() -> None:
    rows = [
        ["Method", "FooBench", "FooBench", "BarBench", "BarBench", "BarBench"],
        ["", "EM", "F1", "EM", "F1", "Avg. Rank"],
        ["WeldNet", "51.5", "61.5", "41.5", "31.5", "2.0"],
        ["HingeNet", "52.5", "62.5", "42.5", "32.5", "1.0"],
    ]
    ranks = [fact for fact in told(table(rows, header_rows=2, cites=("WeldNet",))) if "Rank" in fact[0]]
    assert [(name.strip(), value) for name, value, *_ in ranks] == [("Avg. Rank", "1.0")]
    heads = ["Method", "FooBench", "BarBench", "BazBench", "Val loss"]
    rows = [heads, ["WeldNet", "51.5", "61.5", "41.5", "0.5"], ["HingeNet", "52.5", "62.5", "42.5", "0.4"]]
    assert not any("loss" in name for name, *_ in told(table(rows, cites=("WeldNet",))))
    alone = [[row[0], row[-1]] for row in rows]
    assert any("loss" in name for name, *_ in told(table(alone, cites=("WeldNet",))))
