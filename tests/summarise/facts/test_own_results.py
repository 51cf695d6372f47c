"""Results are the paper's own, beside the strongest of the others in the same column and group."""

from __future__ import annotations

import pytest

from pipeline.ground.index import PaperIndex
from pipeline.summarise.facts import data_names
from pipeline.summarise.facts import results as results_module
from pipeline.summarise.facts.listed import read_facts
from pipeline.summarise.facts.methods import is_own, own_names
from pipeline.summarise.facts.read_off import read_off
from pipeline.summarise.lines import lines_of
from schemas.records import Block, Section
from schemas.summary import ResultFact
from tests.papers import paper_text, paragraph, table


def told(*blocks: Block, title: str = "HingePO: A title") -> list[tuple[str, str, str, str, str, str]]:
    """Benchmark, metric, value, system, baseline and its value of each result."""
    paper = paper_text(*blocks)
    found = results_module.results(lines_of(paper), own_names(paper, title))
    return [(r.benchmark, r.metric, r.value, r.system, r.baseline, r.baseline_value) for r in found]


def named(*blocks: Block, title: str = "HingePO: A title") -> list[str]:
    paper = paper_text(*blocks)
    return [d.name for d in data_names.datasets(lines_of(paper), own_names(paper, title))]


def test_less_is_better_of_an_error_and_by_an_arrow() -> None:
    rows = [
        ["Method", "Top-1 error", "FID", "Bias↓"],
        ["A", "9", "8", "7"],
        ["B", "6", "5", "4"],
        ["HingePO", "3", "2", "1"],
    ]
    found = told(table(rows, "Table 1: On ImageNet.", cites=("A", "B")))
    assert {(value, baseline) for _, _, value, _, _, baseline in found} == {
        ("3", "6"), ("2", "5"), ("1", "4"),
    }  # fmt: skip


def test_a_row_that_adds_to_another_is_compared_within_its_base() -> None:
    rows = [
        ["Method", "GSM8K"],
        ["Big", "99"],
        ["Small", "50"],
        ["+ SFT", "55"],
        ["+ HingePO", "60"],
        ["Tiny", "10"],
        ["+ HingePO", "20"],
    ]
    assert [(r[3], r[2], r[4], r[5]) for r in told(table(rows, cites=("Small", "+ SFT", "Tiny")))] == [
        ("Small + HingePO", "60", "Small + SFT", "55"),
        ("Tiny + HingePO", "20", "Tiny", "10"),
    ]


def test_a_group_names_its_system_where_several_have_one() -> None:
    rows = [
        ["Method", "GSM8K"],
        ["On 7B", ""],
        ["A", "1"],
        ["HingePO", "2"],
        ["On 1B", ""],
        ["A", "3"],
        ["HingePO", "4"],
    ]
    assert [(r[3], r[2], r[5]) for r in told(table(rows, cites=("A",)))] == [
        ("HingePO (On 7B)", "2", "1"),
        ("HingePO (On 1B)", "4", "3"),
    ]


def test_a_group_without_rivals_is_compared_with_the_others() -> None:
    rows = [["Method", "GSM8K"], ["Others", ""], ["A", "1"], ["Ours", ""], ["HingePO", "2"]]
    assert [(r[3], r[5]) for r in told(table(rows, cites=("A",)))] == [("HingePO", "1")]


def test_the_systems_may_stand_in_another_column() -> None:
    rows = [
        ["Model", "Method", "GSM8K"],
        ["M", "A", "1"],
        ["M", "HingePO", "2"],
        ["N", "A", "3"],
        ["N", "HingePO", "4"],
    ]
    found = [(r[3], r[4], r[5]) for r in told(table(rows, cites=("A",)))]
    assert found == [("HingePO (M)", "A", "1"), ("HingePO (N)", "A", "3")]


def test_the_plain_name_stands_for_the_method_before_its_variants() -> None:
    rows = [["Method", "GSM8K"], ["A", "1"], ["HingePO-7b", "2"], ["HingePO-ensemble", "3"], ["HingePO w/o X", "4"]]
    assert [r[3] for r in told(table(rows))] == ["HingePO-7b"]


@pytest.mark.parametrize(
    ("head", "caption", "found"),
    [
        ("Accuracy", "Table 1: Results on GSM8K.", ("GSM8K", "Accuracy")),
        ("GSM8K", "Table 1: Accuracy of all.", ("GSM8K", "Accuracy")),
        ("GSM8K", "Table 1: Accuracy and F1 of all.", ("GSM8K", "")),  # a blank beats a wrong metric
        ("GSM8K", "Table 1: Mean reward.", ("GSM8K", "")),
        ("Lexical", "Table 1: Results on Common MT.", ("Common MT Lexical", "")),
        ("Jigsaw", "Table 1: Results on COMT, Jigsaw and SAT.", ("Jigsaw", "")),
        ("test", "Table 1: Errors on ImageNet.", ("ImageNet test", "Errors")),
    ],
)
def test_benchmark_and_metric_come_from_head_and_caption(head: str, caption: str, found: tuple[str, str]) -> None:
    ((benchmark, metric, *_),) = told(
        table([["Method", head], ["A", "1"], ["B", "1.5"], ["HingePO", "**2**"]], caption, cites=("A", "B"))
    )
    assert (benchmark, metric) == found


@pytest.mark.parametrize("head", ["Params", "Ratio", "77.8% 79.1%", "t p s ,", "FE", "Length", "Speed", "MULs"])
def test_a_cost_a_size_and_a_torn_head_are_no_benchmarks(head: str) -> None:
    rows = [["Method", head, "GSM8K"], ["A", "1", "1"], ["HingePO", "2", "2"]]
    assert [r[0] for r in told(table(rows))] == ["GSM8K"]


@pytest.mark.parametrize(
    ("rows", "caption"),
    [
        ([["Method", "Count", "Std"], ["A", "1", "2"], ["HingePO", "2", "3"]], "Sizes."),
        ([["Variant", "GSM8K"], ["A", "1"], ["HingePO", "2"]], "Runs."),
        (
            [["Method", "GSM8K"], ["w/o X", "1"], ["without Y", "1"], ["w/o Z", "1"], ["A", "1"], ["HingePO", "2"]],
            "Runs.",
        ),
        ([["Method", "GSM8K"], ["HingePO-S", "1"], ["HingePO", "2"]], "Runs."),
        ([["Method", "GSM8K"], ["Human", "1"], ["HingePO", "2"]], "Runs."),
        ([["Method", "GSM8K"], ["A", "1"], ["HingePO", "2"]], "Table 3: Effect of the loss."),
    ],
)
def test_a_table_without_a_rival_gives_nothing(rows: list[list[str]], caption: str) -> None:
    assert told(table(rows, caption)) == []


def test_a_main_table_may_float_into_the_section_of_ablations() -> None:
    rows = [["Method", "GSM8K"], ["A", "1"], ["HingePO", "2"]]
    assert len(told(table(rows, "Table 1: Results."))) == 1


def test_a_gain_in_brackets_is_not_part_of_the_number() -> None:
    rows = [["Method", "GSM8K"], ["A", "56.17"], ["HingePO", "58.60 (↑ 4.33%)"]]
    assert [r[2] for r in told(table(rows))] == ["58.60"]


def test_an_entry_holds_so_many_results_the_first_of_each_table_ahead() -> None:
    heads = ["Method", *(f"GSM{i}K" for i in range(9))]
    one = table([heads, ["A", *"123456789"], ["HingePO", *"234567891"]], cites=("A",))
    other = table([["Method", "MATH", "AIME"], ["A", "1", "2"], ["HingePO", "2", "3"]], cites=("A",))
    found = [r[0] for r in told(one, other)]
    assert found[4] == "MATH"
    assert len(found) == 11
    more = [["Method", *(f"X{i}K" for i in range(9))], ["A", *"123456789"], ["HingePO", *"234567891"]]
    assert len(told(one, table(more, cites=("A",)))) == 12


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("HingePO achieves 51.7% on MATH.", ["51.7%"]),
        ("HingePO improves by 51.7% on MATH.", []),
        ("HingePO yields a 28% relative improvement on COCO.", []),
        ("HingePO reaches an accuracy on CIFAR-100 (91.7%) and Flowers (98.8%).", ["91.7%", "98.8%"]),
        ("It gives results on the API distribution (4.1) and on MATH.", []),
        ("HingePO achieves a 15% wall-clock speedup on BERT.", []),
    ],
)
def test_the_abstract_tells_scores_not_gains(sentence: str, found: list[str]) -> None:
    """A gain is told as what it is."""
    scores = [
        r for r in told(paragraph(sentence, kind="abstract")) if r[1] not in ("gain", "relative improvement", "speedup")
    ]
    assert [r[2] for r in scores] == found


def test_a_baseline_is_checked_in_the_row_that_it_stands_in() -> None:
    rows = [["Name", "PhC"], ["1. DIVE", "0.5"], ["HingePO", "0.9"]]
    paper = paper_text(table(rows, "Accuracy on EM cells.", cites=("1. DIVE",)))
    (found,) = read_off(lines_of(paper), ("HingePO",), PaperIndex(paper)).results
    assert (found.baseline, found.baseline_value) == ("DIVE", "0.5")


@pytest.mark.parametrize(
    ("label", "own"),
    [("u-net (2015)", True), ("U-Net++", True), ("V-Net", False), ("STAR", True), ("Baseline", False)],
)
def test_a_name_of_four_letters_is_known_in_any_case(label: str, own: bool) -> None:
    assert is_own(label, ("U-Net", "STaR")) is own
    assert not is_own("mad", ("MAD",))


def test_what_tables_name_and_sentences_call_our_is_the_papers_own() -> None:
    grid = table([["Model", "GSM8K"], ["ZeroNet-7B", "1"], ["OtherNet", "2"]])
    twice = [paragraph("Our ZeroNet is good."), paragraph("We like our ZeroNet."), paragraph("OtherNet is not.")]
    assert own_names(paper_text(grid, *twice), "A title") == ("ZeroNet",)
    assert own_names(paper_text(grid, twice[0]), "A title") == ()
    assert own_names(paper_text(grid, *twice, paragraph("ZeroNet (Doe et al., 2020) is old.")), "A title") == ()
    assert own_names(paper_text(grid, *twice, paragraph("ZeroNet, a new dataset, is large.")), "A title") == ()


@pytest.mark.parametrize(
    ("sentences", "found"),
    [
        (["We evaluate on GSM8K."], ["GSM8K"]),
        (["GSM8K is a name."], []),
        (["We evaluate on the FooBar dataset."], ["FooBar"]),
        (["We evaluate on FooBar."], []),
        (["FooBar (Doe et al., 2020): a corpus of words."], ["FooBar"]),
        (["We evaluate on the FooBar and BazQux datasets."], ["FooBar", "BazQux"]),
        (["We evaluate on two benchmarks, FooBar and BazQux."], ["FooBar", "BazQux"]),
        (["We train on the MMMU val set and on MMMU."], ["MMMU"]),
        (["We evaluate on AIME 2024.", "We test on AIME24 too."], ["AIME 2024"]),
        (["We evaluate with the FooBar algorithm on it."], []),
    ],
)
def test_a_dataset_is_what_sentences_use_as_data(sentences: list[str], found: list[str]) -> None:
    assert named(*map(paragraph, sentences)) == found


def test_a_head_is_a_dataset_where_a_sentence_names_it_too_and_a_row_is_none() -> None:
    grid = table([["Method", "FooBar", "BazQux"], ["QuxNet", "1", "2"], ["HingePO", "3", "4"]])
    assert named(grid) == []
    assert named(grid, paragraph("It is evaluated on FooBar and on the QuxNet dataset.")) == ["FooBar"]


def test_the_list_of_facts_has_a_page_and_nulls() -> None:
    grid = table([["Method", "GSM8K"], ["A", "1"], ["HingePO", "2"]], page=7, cites=("A",))
    facts = read_facts(paper_text(paragraph("HingePO: A title", kind="title"), grid, paragraph("We test on GSM8K.")))
    result = next(f for f in facts if f.kind == "result")
    assert (result.page, result.value, result.baseline_value, result.name, result.scope) == (7, "2", "1", None, None)
    assert {f.kind for f in facts} == {"result", "dataset"}


def test_a_method_introduced_behind_what_it_is_is_own_however_common_its_name() -> None:
    said = paragraph("We propose a new network architecture, the Transformer, based on attention.")
    text = paper_text(said, *[paragraph("The Transformer is fast.")] * 3)
    assert own_names(text, "A title") == ("Transformer",)
    assert own_names(paper_text(paragraph("We use a new architecture, the Transformer, here.")), "A title") == ()


@pytest.mark.parametrize(
    ("label", "title", "own"),
    [
        ("2B+VPT", "Introducing Visual Perception Token into Models", ("VPT",)),
        ("2B+VPT", "Introducing visual Perception Token into Models", ()),
        ("2B+RL", "Really Large", ()),  # two letters are too few
        ("2B+LLM", "Large Language Models", ()),
    ],
)
def test_initials_of_the_title_in_a_tables_labels_are_own(label: str, title: str, own: tuple[str, ...]) -> None:
    assert own_names(paper_text(table([["Model", "GSM8K"], [label, "1"]])), title) == own


def test_initials_of_the_title_are_own_though_they_stand_behind_a_model() -> None:
    grid = table([["Model", "GSM8K"], ["Qwen2-7B-VPT", "1"], ["Qwen2-7B-VPT", "2"]])
    assert own_names(paper_text(grid, paragraph("Qwen2-7B-VPT is ours.")), "Visual Perception Token") == ("VPT",)


@pytest.mark.parametrize(
    ("label", "own"),
    [
        ("DeepSeek R1", True),
        ("DeepSeek-R1", True),
        ("DeepSeekR1", False),
        ("Qwen2-7B-DeepSeek-R1", True),
        ("Foo-DeepSeek-R1", False),
    ],
)
def test_a_hyphen_may_be_a_space_and_the_base_model_may_stand_before(label: str, own: bool) -> None:
    assert is_own(label, ("DeepSeek-R1",)) is own


def test_the_first_of_two_that_a_title_compares_is_the_method() -> None:
    assert own_names(paper_text(paragraph("A.")), "RLAIF vs. RLHF: Scaling") == ("RLAIF",)
    assert own_names(paper_text(paragraph("A.")), "RLAIF canvas: Scaling") == ("RLAIF canvas",)


@pytest.mark.parametrize(
    ("head", "caption", "found"),
    [
        ("WSJ 23 F1", "Table 1: All.", ("WSJ 23", "F1")),
        ("MMLU (Pass@1)", "Table 1: All.", ("MMLU", "Pass@1")),
        ("MMLU-Redux (EM)", "Table 1: All.", ("MMLU-Redux", "EM")),
        ("DROP (3-shot F1)", "Table 1: All.", ("DROP", "F1")),
        ("Crawler Recall", "Table 1: All.", ("Crawler Recall", "")),
        ("mAP@.5", "Table 1: All on COCO.", ("COCO", "mAP@.5")),
        ("top-5 err. (test)", "Table 1: Runs of ImageNet.", ("ImageNet", "top-5 err.")),
        ("Accuracy", "Table 1: GSM8K and MATH.", ("Accuracy", "")),  # two are not one
        ("Win rate at Temp 0", "Table 1: Of GSM8K.", ("GSM8K Win rate at Temp 0", "")),
        ("Foo at Temp 0 ↑", "Table 1: Of GSM8K.", ("Foo at Temp 0", "")),
    ],
)
def test_a_metric_within_a_head_stands_apart(head: str, caption: str, found: tuple[str, str]) -> None:
    ((benchmark, metric, *_),) = told(table([["Method", head], ["A", "1"], ["HingePO", "2"]], caption, cites=("A",)))
    assert (benchmark, metric) == found


def test_a_section_names_the_benchmark_that_its_table_does_not() -> None:
    grid = table([["Method", "Acc"], ["A", "1"], ["HingePO", "2"]], "Table 1: Runs.", section=0)
    paper = paper_text(grid, sections=[Section(title="4.1 On ImageNet", level=1, block=0, page_number=1)])
    (found,) = results_module.results(lines_of(paper), ("HingePO",))
    assert (found.benchmark, found.metric) == ("ImageNet", "Acc")


@pytest.mark.parametrize("head", ["Rate", "Value", "Method", "Base model", "Max Resolution", "Train Data Used"])
def test_a_head_that_says_of_nothing_what_it_is_is_no_benchmark(head: str) -> None:
    rows = [["Method", head, "GSM8K"], ["A", "1", "1"], ["HingePO", "2", "2"]]
    assert [r[0] for r in told(table(rows))] == ["GSM8K"]


def test_what_is_no_quality_makes_no_row_the_best() -> None:
    rows = [
        ["Method", "Model", "Size", "GSM8K"],
        ["A", "1", "1", "1"],
        ["HingePO", "2", "2", "9"],
        ["HingePO", "3", "3", "8"],
    ]
    assert [r[2] for r in told(table(rows))] == ["9"]


def test_rows_below_a_second_head_are_of_another_table() -> None:
    rows = [["Method", "GSM8K"], ["A", "1"], ["HingePO", "2"], ["Method", "MATH"], ["A", "8"], ["HingePO", "9"]]
    assert [(r[0], r[2], r[5]) for r in told(table(rows, cites=("A",)))] == [("GSM8K", "2", "1")]


def test_a_table_beside_another_is_not_read_into_it() -> None:
    rows = [["Method", "GSM8K", "Model", "MATH"], ["A", "1", "HingePO", "8"], ["HingePO", "2", "A", "9"]]
    assert [(r[0], r[2]) for r in told(table(rows))] == [("GSM8K", "2")]


def test_a_column_of_the_own_system_is_read_by_the_last_label_without_its_raters() -> None:
    rows = [
        ["", "", "BaseNet", "HingePO"],
        ["N", "", "12", "13"],
        ["English", "MMLU", "1", "2"],
        ["English", "DROP", "3", "4"],
    ]
    found = told(table(rows, header_rows=2, cites=("BaseNet",)))
    assert [(r[0], r[2], r[3], r[4]) for r in found] == [
        ("MMLU", "2", "HingePO", "BaseNet"),
        ("DROP", "4", "HingePO", "BaseNet"),
    ]


def test_a_better_score_at_less_cost_is_no_ablation() -> None:
    rows = [["Method", "GSM8K"], ["A", "1"], ["HingePO", "2"]]
    assert told(table(rows, "Table 1: A better accuracy at less cost.")) != []
    assert told(table(rows, "Table 1: A better model at less cost.")) == []
    assert told(table(rows, "Table 1: Ablation of the accuracy.")) == []


@pytest.mark.parametrize(
    ("sentences", "found"),
    [
        (["We use the Reddit TL;DR dataset.", "We test on TL;DR."], ["Reddit TL;DR"]),
        (["We evaluate on GPQA.", "We evaluate on the GPQA 2024 dataset."], ["GPQA 2024"]),
        (["We evaluate on MATH.", "We evaluate on Omni-MATH."], ["MATH", "Omni-MATH"]),
        (["We evaluate on the General VQA benchmark."], []),
        (["We evaluate on the FooVQA benchmark."], ["FooVQA"]),
        (["We evaluate models on two benchmarks: FooBar."], []),
        (["We evaluate it on two benchmarks: FooBar."], ["FooBar"]),
        (["Compared to commonly-used datasets, our test on GSM8K is hard."], []),
        (["It was pre-trained on the Pile and we evaluate it."], []),
        (["We pre-trained on the Pile."], ["Pile"]),
        (["We evaluate on the EN-DE dataset."], []),
    ],
)
def test_a_dataset_has_one_name_and_is_what_the_authors_use(sentences: list[str], found: list[str]) -> None:
    assert sorted(named(*map(paragraph, sentences))) == sorted(found)


@pytest.mark.parametrize(
    ("head", "caption", "found"),
    [
        ("Dataset", "Table 1: Setup.", ["FooBar", "BazQux"]),
        ("Evaluation benchmark(s)", "Table 1: Setup.", ["FooBar", "BazQux"]),
        ("Data source", "Table 1: Setup.", []),
        ("Dataset", "Table 1: Comparison with others.", []),
    ],
)
def test_a_column_headed_dataset_lists_datasets(head: str, caption: str, found: list[str]) -> None:
    assert named(table([["Task", head], ["A", "FooBar, BazQux"], ["B", "words"]], caption)) == found


def test_what_stands_below_a_dataset_in_a_head_is_a_part_of_it() -> None:
    grid = table(
        [["Method", "FooBar", "FooBar"], ["", "PartOne", "PartTwo"], ["A", "1", "2"], ["B", "3", "4"]], header_rows=2
    )
    said = paragraph("We evaluate on FooBar, on PartOne and on PartTwo.")
    assert named(grid, said, said) == ["FooBar"]


def test_a_section_within_related_work_tells_of_others() -> None:
    blocks = [
        paragraph(f"We evaluate on the {name} dataset.", section=i)
        for i, name in enumerate(("FooBar", "BazQux", "QuuxNet"))
    ]
    titles = (("2 Related Work", 1), ("2.1 Data", 2), ("3 Data", 1))
    sections = [Section(title=t, level=level, block=i, page_number=1) for i, (t, level) in enumerate(titles)]
    paper = paper_text(*blocks, sections=sections)
    assert [d.name for d in data_names.datasets(lines_of(paper), ())] == ["QuuxNet"]


@pytest.mark.parametrize(
    ("value", "found"),
    [("28.4%", [("EN-DE", "28.4", "A"), ("EN-FR", "41.8", "A")]), ("28%", [("WMT", "28%", ""), ("EN-DE", "28", "A")])],
)
def test_a_number_of_the_abstract_is_its_one_cell_of_the_tables(value: str, found: list[tuple[str, str, str]]) -> None:
    cell = value.removesuffix("%")
    rows = [["Method", "EN-DE", "EN-FR"], ["A", "20.1", "30.1"], ["HingePO", cell, "41.8"]]
    grid = table(rows, "Table 1: Scores (BLEU).", cites=("A",))
    said = paragraph(f"HingePO achieves {value} on WMT.", kind="abstract")
    assert [(r[0], r[2], r[4]) for r in told(said, grid)][:2] == found


def test_the_evidence_says_the_value_as_a_whole() -> None:
    sentences = "We fine-tune it on the data of LLaVA 1.5 here. We fine-tune it for 1 epoch here."
    (fact,) = (f for f in read_facts(paper_text(*[paragraph(sentences)] * 5)) if f.kind == "hyperparameter")
    assert fact.evidence == "We fine-tune it for 1 epoch here."


FASTER = paragraph("HingePO is 3 times faster.", kind="abstract")
TIMES = [
    ["Model", "Wood (ppl)", "Training time (speedup)"],
    ["GPT-2 small - Base", "18.2", "9.5 days (1.0×)"],
    ["GPT-2 small - HingePO", "18.2", "2.7 days (3.5×)"],
    ["GPT-2 medium - Base", "14.2", "21.0 days (1.0×)"],
    ["GPT-2 medium - HingePO", "14.3", "6.9 days (3.0×)"],
]
BASES = ("GPT-2 small - Base", "GPT-2 medium - Base")


def test_of_a_paper_that_saves_time_the_times_of_each_model_are_results_beside_its_quality() -> None:
    found = told(FASTER, table(TIMES, "Table 1: Time of training.", cites=BASES))
    assert [(b, v, base) for b, _, v, _, _, base in found] == [
        ("Training time", "2.7 days", "9.5 days"),
        ("Training time", "6.9 days", "21.0 days"),
        ("Wood (ppl)", "14.3", "14.2"),
    ]
    assert not any("time" in b for b, *_ in told(table(TIMES, "Table 1: Comparison of both.", cites=BASES)))
    assert told(table(TIMES, "Table 1: Time of training.", cites=BASES)) == []
    saves_memory = paragraph("HingePO has a lower memory footprint.", kind="abstract")
    assert not any(
        "time" in b for b, *_ in told(saves_memory, table(TIMES, "Table 1: Comparison of both.", cites=BASES))
    )


def test_a_cost_stands_beside_the_least_and_a_speedup_beside_the_most() -> None:
    rows = [
        ["Method", "GSM8K", "Latency (ms)", "Speedup"],
        ["Worse", "50.1", "5.0", "9.0×"],
        ["Better", "60.2", "20.0", "1.0×"],
        ["HingePO", "61.3", "7.5", "2.7×"],
    ]
    assert [
        (b, v, of, base)
        for b, _, v, _, of, base in told(FASTER, table(rows, "Table 1: Comparison with other methods."))
    ] == [
        ("Latency (ms)", "7.5", "Worse", "5.0"),
        ("Speedup", "2.7×", "Worse", "9.0×"),
        ("GSM8K", "61.3", "Better", "60.2"),
    ]


def test_the_parts_of_a_benchmark_are_left_out_beside_its_average() -> None:
    rows = [
        ["Method", "LongBench", "LongBench", "GSM8K"],
        ["", "Code", "Avg.", "GSM8K"],
        ["Base", "58.1", "48.3", "80.2"],
        ["HingePO", "59.8", "49.2", "84.1"],
    ]
    assert [b for b, *_ in told(table(rows, "Table 1: Results.", header_rows=2))] == ["LongBench Avg", "GSM8K"]


@pytest.mark.parametrize(
    ("heads", "shown"),
    [(["Avg.", "BBH"], ["Avg", "Avg", "BBH", "BBH"]), (["BBQ", "BBH"], ["BBQ", "BBQ", "BBH", "BBH"])],
)
def test_of_a_second_base_model_the_average_is_enough(heads: list[str], shown: list[str]) -> None:
    names = [*heads, *(f"MM{letter}" for letter in "ABCDEF")]
    rows = [["Method", *names]]
    for at, base in enumerate(["Qwen2-7B", "Llama-3-8B"]):
        rows += [
            [base, *[""] * 8],
            ["Base", *(f"{at}1.{i}" for i in range(8))],
            ["HingePO", *(f"{at}2.{i}" for i in range(8))],
        ]
    found = [b for b, *_ in told(table(rows, "Table 1: Results."))]
    assert [b.split(" (")[0] for b in found if b.split(" (")[0] in (*heads, "Avg")] == shown


def test_what_stands_above_all_titles_is_a_rival_of_each_group() -> None:
    rows = [
        ["Method", "GSM8K"],
        ["Full", "62.4"],
        ["LoRA family", ""],
        ["LoRA", "58.2"],
        ["HingePO", "60.1"],
        ["DoRA family", ""],
        ["DoRA", "59.2"],
        ["HingePO", "61.1"],
    ]
    others = ("Full", "LoRA", "DoRA")
    read = [(v, of) for _, _, v, _, of, _ in told(table(rows, "Table 1: Results.", cites=others))]
    assert read == [("60.1", "Full"), ("61.1", "Full")]
    rows[1][0] = "GPT-4o"
    read = [(v, of) for _, _, v, _, of, _ in told(table(rows, "Table 1: Results.", cites=others))]
    assert read == [("60.1", "LoRA"), ("61.1", "DoRA")]


def test_a_second_column_that_says_ours_again_is_no_table_of_its_own() -> None:
    rows = [["Model", "Code", "DEV", "TEST"], ["Base", "Kaldi", "17.9", "17.5"], ["HingePO", "Ours", "10.6", "11.1"]]
    assert [v for _, _, v, *_ in told(table(rows, "Table 1: WER on QUUX."))] == ["10.6", "11.1"]
    beside = [["Model", "DEV", "Model", "TEST"], ["Base", "17.9", "Base", "17.5"], ["HingePO", "10.6", "Ours", "11.1"]]
    assert [v for _, _, v, *_ in told(table(beside, "Table 1: WER on QUUX."))] == ["10.6"]


def test_an_average_of_something_is_of_what_the_caption_names() -> None:
    rows = [["Method", "Avg. Rate"], ["Base", "4.3"], ["HingePO", "4.5"]]
    assert [b for b, *_ in told(table(rows, "Table 1: Comparison on CALVIN."))] == ["CALVIN Avg. Rate"]


def test_one_number_of_two_systems_is_two_results() -> None:
    large = [["Large", ""], ["Base", "0.71"], ["HingePO", "0.66"]]
    rows = [["Method", "QUUX"], ["Small", ""], ["Base", "0.52"], ["HingePO", "0.66"], *large]
    assert [(v, s) for _, _, v, s, *_ in told(table(rows, "Table 1: Results."))] == [
        ("0.66", "HingePO (Small)"),
        ("0.66", "HingePO (Large)"),
    ]


def test_what_a_time_is_of_stands_in_the_caption_and_its_metric_does_not() -> None:
    rows = [["Method", "Time (minutes)"], ["Base", "20.0"], ["HingePO", "17.4"]]
    (fact,) = told(FASTER, table(rows, "Table 1: Time of BERT-large, to reach an accuracy of 72.0%."))
    assert fact == ("BERT-large Time (minutes)", "", "17.4", "HingePO", "Base", "20.0")


def test_a_row_is_told_from_others_of_its_name_by_a_column_of_words() -> None:
    rows = [
        ["Model", "Context", "Wood (ppl)"],
        ["Base", "1k", "18.2"],
        ["HingePO", "1k", "18.0"],
        ["HingePO", "4k", "17.5"],
    ]
    assert told(table(rows, "Table 1: Results."))[0][2:] == ("17.5", "HingePO (Context 4k)", "Base", "18.2")


STUDIED = [
    ["Data", "Model", "How", "Validation Set", "Validation Set", "Test Set", "Test Set", "Test Set", "Test Set"],
    ["Data", "Model", "How", "Vanilla", "RL (Mean)", "Vanilla", "SFT (Max)", "RL (Mean)", "RL (Max)"],
    ["geometry3k", "Qwen2-VL- 7B", "pass@8", "36.0", "48.5", "29.0", "36.1", "35.2", "42.7"],
    ["mm_math5k", "Qwen2-VL- 7B", "pass@8", "16.0", "23.4", "11.0", "12.0", "14.1", "19.7"],
]


def test_a_study_is_about_what_its_title_shortens() -> None:
    found = told(table(STUDIED, "Table 1: Results.", header_rows=2), title="Rethinking RL Scaling")
    assert found[0] == ("geometry3k (Test Set)", "pass@8", "35.2", "Qwen2-VL-7B RL (Mean)", "Vanilla", "29.0")
    assert not any(value in ("48.5", "23.4", "42.7") for _, _, value, *_ in found)  # 42.7: a maximum
    wide = [[cell.replace("Max", "Wide") for cell in row] for row in STUDIED]
    found = told(table(wide, "Table 1: Results.", header_rows=2), title="Rethinking RL Scaling")
    assert ("geometry3k (Test Set)", "pass@8", "42.7", "Qwen2-VL-7B RL (Wide)", "SFT (Wide)", "36.1") in found
    assert told(table(STUDIED, "Table 1: Results.", header_rows=2), title="Rethinking it") == []


def test_a_study_is_about_what_its_opening_shortens_and_its_title_has() -> None:
    rows = [
        ["", "Multiplication", "Multiplication", "GSM8k"],
        ["", "2d", "3d", "test"],
        ["Baseline", "0.0", "0.0", "6.30"],
        ["TT", "7.32", "0.0", "4.51"],
        ["CoT", "91.9", "0.0", "18.7"],
    ]
    opening = paragraph("Thinking Tokens (TT) have been proposed beside Chains of Thought (CoT).", kind="abstract")
    found = told(opening, table(rows, "Table 1: Accuracy.", header_rows=2), title="Rethinking Thinking Tokens: Why")
    assert found[0] == ("Multiplication 2d", "Accuracy", "7.32", "TT", "CoT", "91.9")
    assert not any(value == "0.0" for _, _, value, *_ in found)  # nobody solves any of it


def test_win_rates_are_over_the_other_of_a_pair() -> None:
    rows = [
        ["Models", "Uncorrected", "Of one length", "Model", "Harmless"],
        ["HingePO vs SFT", "71%", "59%", "SFT", "64%"],
    ]
    (first, second) = told(
        table([*rows, ["SFT vs DPO", "1%", "2%", "DPO", "3%"]], "Table 1: Win rate for the summarization task.")
    )
    assert first == ("summarization (Uncorrected)", "win rate over SFT", "71%", "HingePO", "", "")
    assert second[:3] == ("summarization (Of one length)", "win rate over SFT", "59%")
    opponents = [["Opponent", "Opponent", "Human"], ["Ours", "SFT", "54.2"], ["Ours", "PPO", "57.5"]]
    assert told(table(opponents, "Table 1: Win rates in the HH-RLHF dataset.")) == [
        ("HH-RLHF (Human)", "win rate over SFT", "54.2", "Ours", "", ""),
        ("HH-RLHF (Human)", "win rate over PPO", "57.5", "Ours", "", ""),
    ]
    opponents[0][2] = "Win rate (%)"  # nobody is named as the judge
    assert [one[:3] for one in told(table(opponents, "Table 1: Pairs in the HH-RLHF dataset."))] == [
        ("HH-RLHF", "win rate over SFT", "54.2"),
        ("HH-RLHF", "win rate over PPO", "57.5"),
    ]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "Outputs from our 175B HingePO are preferred to 175B GPT-3 outputs 85 ± 3% of the time, and preferred "
            "71% of the time to few-shot GPT-3.",
            [
                ("preference over 175B GPT-3", "85 ± 3%", "175B HingePO", "", ""),
                ("preference over few-shot GPT-3", "71%", "175B HingePO", "", ""),
            ],
        ),
        (
            "With it HingePO has a win rate of 66% over the SFT baseline.",
            [("win rate over SFT", "66%", "HingePO", "", "")],
        ),
        ("HingePO has a 73.4% winrate vs. FLAN.", [("win rate over FLAN", "73.4%", "HingePO", "", "")]),
        (
            "HingePO errs half as often as GPT-3 (a 21% vs. 41% hallucination rate, respectively).",
            [("hallucination rate", "21%", "HingePO", "GPT-3", "41%")],
        ),
        ("HingePO and PPO are preferred over SFT 71% and 73% of the time.", []),
        ("Others are preferred to GPT-3 85% of the time.", []),
    ],
)
def test_a_sentence_says_over_whom_a_system_is_preferred(sentence: str, found: list[tuple[str, ...]]) -> None:
    assert [(b, v, s, r, w) for b, _, v, s, r, w in told(paragraph(sentence, section=None))] == found


def test_of_more_benchmarks_than_an_entry_holds_those_come_first_of_which_the_text_speaks() -> None:
    rows = [["Data", "Rival", "HingePO"], *([f"BENCH{n}X", f"{n}.1", f"{n}.7"] for n in range(20))]
    assert (
        told(paragraph("The hardest is BENCH17X."), table(rows, "Table 1: Accuracy.", cites=("Rival",)))[0][0]
        == "BENCH17X"
    )


def test_data_that_a_table_cites_is_data_and_its_parts_are_its_roles() -> None:
    rows = [
        ["Dataset", "Train Size", "Test Size"],
        ["Flowers (Nilsback & Zisserman, 2008)", "2,040", "6,149"],
        ["Birdsnap (Berg et al., 2014)", "47,386", "2,443"],
        ["Things", "1,000", "2,000"],
    ]
    paper = paper_text(table(rows, "Table 6. Data of it."))
    assert [(d.name, d.role) for d in data_names.datasets(lines_of(paper), ())] == [
        ("Flowers", "both"),
        ("Birdsnap", "both"),
    ]


def test_a_rival_of_two_rows_says_under_what_it_was_measured() -> None:
    rows = [
        ["Method", "Steps", "GSM8K", "MATH500"],
        ["Older", "8", "70", "50"],
        ["Older", "1", "40", "20"],
        ["Other", "8", "60", "45"],
        ["HingePO", "1", "65", "48"],
    ]
    found = told(table(rows, "Accuracy.", cites=("Older", "Other")))
    assert {(value, rival, baseline) for _, _, value, _, rival, baseline in found} == {
        ("65", "Older (Steps 1)", "40"),
        ("48", "Older (Steps 1)", "20"),
    }


def test_the_papers_own_method_is_no_benchmark() -> None:
    fact = ResultFact(
        benchmark="HingePO", metric="FID", value="3", system="", baseline="", baseline_value="", at="1", baseline_at=""
    )
    for benchmark, shown in (
        ("HingePO", ("FID", "")),
        ("HingePO Aesth", ("Aesth", "FID")),
        ("HingePOX", ("HingePOX", "FID")),
    ):
        told_on = results_module._on_no_method(fact.model_copy(update={"benchmark": benchmark}), ["HingePO"])
        assert (told_on.benchmark, told_on.metric) == shown
