"""Which tables hold results, which rows and columns are the paper's own, and what each number is of."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.summarise.facts.cells import number_of
from pipeline.summarise.facts.comparisons import comparisons_in
from pipeline.summarise.facts.own_rows import label_at, label_column
from pipeline.summarise.facts.result_tables import is_result_table, of_table
from pipeline.summarise.lines import lines_of, tables_of
from schemas.summary import ResultFact
from tests.papers import paper_text, table

OTHERS = ("A", "B", "Base", "Older", "Old", "Early", "Strong", "ACT", "DP", "π_{0.5}", "Llama")


def read(
    rows: Sequence[Sequence[str]], caption: str = "", names: tuple[str, ...] = ("Ours",), header_rows: int = 1
) -> list[ResultFact]:
    """The results of a table of a paper that calls its method by `names` and cites those of others."""
    paper = lines_of(paper_text(table(rows, caption, header_rows=header_rows, cites=OTHERS)))
    ((grid, lines),) = tables_of(paper)
    return list(of_table(grid, lines, names, comparisons=comparisons_in(paper)))


def is_one(rows: Sequence[Sequence[str]], caption: str = "") -> bool:
    block = table(rows, caption)
    assert block.table is not None
    return is_result_table(block.table)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("62.7", 62.7), ("1,024", 1024), ("-0.5", -0.5), ("−0.5", -0.5), ("+0.5", 0.5), ("62.7%", 62.7),
        ("1.3×", 1.3), ("1.3x", 1.3),
        ("62.7 ± 0.3", 62.7), ("62.7±0.3", 62.7), ("62.7 (±0.3)", 62.7), ("62.7^{a}", 62.7), ("62.7[^1]", 62.7),
        ("**62.7**", 62.7),
        ("62.7^{∗}", 62.7), ("62.7^{*†}", 62.7), ("62.7‡", 62.7), ("62.7∗", 62.7), ("62.7†", 62.7),
        ("62.7^{§¶}", 62.7), ("62.7[^note 12]", 62.7),
        ("62.7 (↓10.8)", 62.7), ("62.7 (+3.0)", 62.7), ("62.7 (−3.0 %)", 62.7), ("62.7 (10.8↓)", 62.7),
        ("62.7 (10.8% ↑)", 62.7), ("62.7 ↓10.8", 62.7),
        ("62.7↑3.0", 62.7), ("62.7 ↑ 3.0%", 62.7), ("62.7_{↑3.0}", 62.7),
        ("62.7_{+3.0%}", 62.7), ("62.7_{3}", None), ("62.7 3.0", None), ("62.7 -3.0", None),
        ("62.7/58.1", None), ("62.7 (58.1)", None), ("yes", None), ("", None), ("62.7 points", None), ("Llama 3", None),
    ],
)  # fmt: skip
def test_every_writing_of_a_number_in_a_cell(cell: str, value: float | None) -> None:
    assert number_of(cell) == value


@pytest.mark.parametrize(
    "change", [" (↓10.8)", " (+3.0)", " (10.8↓)", " ↓10.8", "↑3.0", " ↑ 3.0%", "_{↑3.0}", "_{+3.0}"]
)
def test_a_number_with_its_change_behind_it_is_read_without(change: str) -> None:
    """Of an own system and a rival alike, in bold too."""
    rows = [["Method", "Fold accuracy"], ["Base", f"58.2{change}"], ["Ours", f"**62.7{change}**"]]
    assert [(fact.value, fact.baseline_value) for fact in read(rows)] == [("62.7", "58.2")]


@pytest.mark.parametrize(("numbers", "found"), [(1, False), (2, True), (6, True)])
def test_a_table_of_results_has_two_numbers(numbers: int, found: bool) -> None:
    assert is_one([["Method", *"ABCDEF"[:numbers]], ["Ours", *["62.7"] * numbers]]) is found


@pytest.mark.parametrize(("words", "found"), [(2, True), (4, False)])
def test_a_table_of_words_is_none_of_results(words: int, found: bool) -> None:
    """Two numbers beside two words are half of the cells; beside four they are a third."""
    assert is_one([["Method", *"ABCDEF"[: words + 2]], ["Ours", "62.7", "58.1", *["yes"] * words]]) is found
    assert is_one([["Method", *"ABCDEF"[: words + 2]], ["Ours", "62.7", "58.1", *["–"] * words]])


@pytest.mark.parametrize(
    "caption",
    [
        "Hyperparameters.", "Hyper-parameters of it.", "Statistics of the data.", "Statistic of it.",
        "Implementation details.", "Implementation detail.",
        "Notation.", "The composition of the data.", "Details of the runs.", "A list of symbols.", "Examples of it.",
        "An example of it.",
        "The number of samples.", "The number of examples.",
    ],
)  # fmt: skip
def test_what_a_caption_says_that_is_no_result(caption: str) -> None:
    rows = [["Method", "A", "B"], ["Ours", "62.7", "58.1"]]
    assert not is_one(rows, caption)
    assert is_one(rows, "Accuracy of all methods. " + "It is said at length. " * 7 + caption)
    assert is_one(rows, "Accuracy.")


def test_a_row_of_numbers_is_no_header() -> None:
    assert not is_one([["1", "2", "3"], ["Ours", "62.7", "58.1"]])


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("+ RL", "Base + RL"),
        ("- RL", "Base - RL"),
        ("w/ RL", "Base w/ RL"),
        ("RL", "RL"),
        ("w/o RL", "Base w/o RL"),
        ("**+ RL**", "Base + RL"),
    ],
)
def test_an_addition_is_called_after_the_row_above(label: str, name: str) -> None:
    rows = [["Method", "A"], ["Base", "1.5"], ["+ SFT", "2.5"], [label, "3.5"]]
    ((_, lines),) = tables_of(lines_of(paper_text(table(rows))))
    assert label_at(lines, 2) == name


@pytest.mark.parametrize(
    "label", ["Ours", "Coconut (Ours)", "Our method", "Proposed", "This work", "PaSa", "PaSa-7b", "+ PaSa", "PaSa (7B)"]
)
def test_every_name_of_the_papers_own_row(label: str) -> None:
    found = read([["Method", "GSM8K"], ["Base", "58.2"], [label, "62.7"]], names=("PaSa",))
    assert [(f.value, f.baseline_value) for f in found] == [("62.7", "58.2")]


@pytest.mark.parametrize("label", ["Hours", "PaSaX", "Multi-PaSa", "Base"])
def test_what_is_not_the_papers_own_row(label: str) -> None:
    assert read([["Method", "GSM8K"], ["Base", "58.2"], [label, "62.7"]], names=("PaSa",)) == []


@pytest.mark.parametrize("label", ["w/o RL", "without RL", "no RL", "- RL", "(w/o RL)", "only RL", "random RL"])
def test_a_row_without_a_part_of_the_method_is_not_the_papers_own(label: str) -> None:
    rows = [["Method", "GSM8K"], ["Base", "58.2"], [f"{label}, ours", "63.9"], ["Ours", "62.7"]]
    assert [f.value for f in read(rows)] == ["62.7"]


def test_of_several_own_rows_the_one_with_most_best_numbers_is_read() -> None:
    rows = [
        ["Method", "GSM8K", "MATH", "MMLU"],
        ["Base", "1.5", "1.5", "1.5"],
        ["Ours, small", "2.5", "2.5", "9.5"],
        ["Ours, large", "3.5", "3.5", "2.5"],
    ]
    assert {f.system for f in read(rows)} == {"Ours, large"}


@pytest.mark.parametrize(
    "head",
    [
        "Params",
        "Parameters",
        "Parameter",
        "Param.",
        "Bits",
        "bit",
        "Year",
        "Epochs",
        "epoch",
        "Steps",
        "GPUs",
        "GPU",
        "Size",
        "FLOPs",
        "#",
        "Layers",
        "layer",
    ],
)
def test_a_column_of_sizes_holds_no_results(head: str) -> None:
    found = read([["Method", head, "GSM8K"], ["Base", "7.5", "58.2"], ["Ours", "8.5", "62.7"]])
    assert [f.benchmark for f in found] == ["GSM8K"]


@pytest.mark.parametrize(
    "head",
    ["Tokens", "Time", "Memory", "Cost", "Latency", "Hours", "Days", "Speed", "# Calls", "Seconds", "ms"],
)
def test_what_a_method_costs_is_no_result(head: str) -> None:
    """A head of more than four words is two that the extraction tore together."""
    rows = [["Base", "7.5", "58.2"], ["Ours", "8.5", "62.7"]]
    assert len(read([["Method", f"{head} of X1", "GSM8K"], *rows])) == 1
    assert len(read([["Method", f"{head} of one run or Two", "GSM8K"], *rows])) == 2


@pytest.mark.parametrize("head", ["Avg", "Avg.", "Average", "Mean", "Overall"])
def test_an_average_comes_first(head: str) -> None:
    found = read([["Method", "GSM8K", head], ["Base", "58.2", "50.1"], ["Ours", "62.7", "51.2"]])
    assert [f.value for f in found] == ["51.2", "62.7"]


METRICS = (
    "acc | accuracy | top-1 accuracy | top-5 acc | exact match | success rate | win rate | win-rate | winrate "
    "| F1 | micro F1 | macro F1 | "
    "BLEU | BLEU-4 | ROUGE | ROUGE-L | ROUGE-1 | mAP | mAP@50 | mIoU | IoU | PSNR | SSIM | LPIPS | FID | FVD | PPL | "
    "perplexity | pass@1 | pass@k | "
    "recall | recall@10 | R@5 | precision | precision@3 | P@3 | NDCG | NDCG@10 | MRR | MRR@10 | AUC | AUROC | WER | "
    "CER | MAE | RMSE | MSE | "
    "CLIP score | score | avg@8 | cons@16 | maj@64 | Elo | Spearman | Pearson | MCC | reward"
)


VAGUE = ("win rate", "win-rate", "winrate", "score", "reward")  # in a caption: of what else may the table be?


@pytest.mark.parametrize("metric", METRICS.split(" | "))
def test_every_metric_is_told_from_a_benchmark(metric: str) -> None:
    rows = [["Method", "GSM8K"], ["Base", "58.2"], ["Ours", "62.7"]]
    (of_caption,) = read(rows, f"The {metric} of all methods.")
    told = "" if metric in VAGUE else metric.rstrip(".")
    assert (of_caption.benchmark, of_caption.metric) == ("GSM8K", told)
    (of_head,) = read([["Method", metric], *rows[1:]], "Results on GSM8K.")
    assert (of_head.benchmark, of_head.metric) == ("GSM8K", metric)


@pytest.mark.parametrize(
    ("caption", "benchmark"),
    [
        ("Results on GSM8K.", "GSM8K"), ("Results for GSM8K.", "GSM8K"), ("Accuracy of MATH 500.", "MATH 500"),
        ("Scores across the GSM8K test.", "GSM8K"),
        ("Results on GSM8K's test set.", "GSM8K"), ("Results on the Omni-MATH dev set.", "Omni-MATH"),
        ("Results on V*Bench Hard validation data.", "V*Bench Hard"),
        ("Results on GSM8K benchmark.", "GSM8K"), ("Results on GSM8K dataset.", "GSM8K"),
        ("Results on GSM8K task.", "GSM8K"), ("All results.", ""),
    ],
)  # fmt: skip
def test_what_a_header_does_not_name_the_caption_does(caption: str, benchmark: str) -> None:
    found = read([["Method", "Accuracy"], ["Base", "58.2"], ["Ours", "62.7"]], caption)
    assert [f.benchmark for f in found] == [benchmark or "Accuracy"]


def test_signs_of_a_metric_are_left_out() -> None:
    (found,) = read(
        [["Method", "Accuracy (%) ↑"], ["Base", "58.2"], ["Ours", "62.7"]], "Scores on GSM8K. Higher is better."
    )
    assert (found.benchmark, found.metric) == ("GSM8K", "Accuracy")


def test_where_the_columns_are_systems_the_own_column_is_read() -> None:
    rows = [["Task", "Base", "Ours"], ["GSM8K", "58.2", "62.7"], ["Tokens", "500.5", "400.5"], ["Params", "7.5", "7.5"]]
    assert [(f.benchmark, f.value, f.baseline) for f in read(rows)] == [("GSM8K", "62.7", "Base")]
    models = [["Model", "Base", "Ours"], ["Qwen2.5-7B", "58.2", "62.7"]]
    assert [(f.benchmark, f.system) for f in read(models, "Accuracy on GSM8K.")] == [("GSM8K", "Qwen2.5-7B Ours")]


def test_without_an_own_row_nothing_is_read() -> None:
    assert read([["Method", "GSM8K", "MATH"], ["A", "58.2", "**52.4"], ["B", "**62.7", "50.1"]]) == []


@pytest.mark.parametrize(("own", "baseline"), [("62.7", "B"), ("50.5", "B"), ("58.0", "B")])
def test_the_baseline_is_the_strongest_whether_the_own_is_better_or_not(own: str, baseline: str) -> None:
    (found,) = read([["Method", "GSM8K"], ["A", "55.1"], ["B", "60.2"], ["Ours", own]])
    assert found.baseline == baseline


def test_an_empty_row_parts_groups_of_rivals() -> None:
    large = [["Method", "GSM8K"], ["Large models", ""], ["A", "61.5"], ["Ours", "63.1"]]
    small = [["Small models", ""], ["B", "58.2"], ["Ours", "62.7"]]
    assert [found.baseline for found in read([*large, *small])] == ["A", "B"]


@pytest.mark.parametrize(
    ("title", "rival", "baseline"),
    [("Others", "A", "B"), ("Others", "GPT-4o", "B"), ("Of 70B", "A", "B"), ("", "A", "A"), ("", "GPT-4o", "B")],
)
def test_a_rival_of_the_own_group_goes_before_those_of_other_titles(title: str, rival: str, baseline: str) -> None:
    """Of rows without a title the strongest counts, but no firm's model."""
    rows = [["Method", "GSM8K"], *([[title, ""]] if title else []), [rival, "61.5"]]
    (found,) = read([*rows, ["Ours of 7B", ""], ["B", "58.2"], ["Ours", "62.7"]])
    assert found.baseline == baseline


@pytest.mark.parametrize(
    ("heads", "shown"),
    [
        (["mAP", "Car", "T.L.", "ROUGE"], ["mAP", "ROUGE"]),
        (["Mean IoU", "Car", "Speed", "Pass@1"], ["Mean IoU", "Pass@1"]),
        (["Avg", "Car", "BBH", "ROUGE"], ["Avg", "BBH", "ROUGE"]),
        (["All", "Car", "BBH", "ROUGE"], ["All", "BBH", "ROUGE"]),
        (["Hall", "Car", "BBH", "ROUGE"], ["Hall", "Car", "BBH", "ROUGE"]),
    ],
)
def test_beside_a_mean_over_classes_no_class_is_a_result(heads: list[str], shown: list[str]) -> None:
    found = read([["Method", *heads], ["Base", "1.5", "2.5", "3.5", "4.5"], ["Ours", "2.5", "3.5", "4.5", "5.5"]])
    assert [f.benchmark for f in found] == shown


def test_a_column_of_two_letters_or_a_greek_one_is_a_rival() -> None:
    found = read(
        [["Task", "ACT", "DP", "π_{0.5}", "Ours"], ["Open", "1.5", "9.5", "2.5", "8.5"], ["Lift", "1", "2", "7", "8"]],
        caption="Table 1: Success rates.",
    )
    assert [(f.baseline, f.baseline_value) for f in found] == [("DP", "9.5"), ("π_{0.5}", "7")]


@pytest.mark.parametrize(("head", "baseline"), [("Hallucination rate", "A"), ("Hallucination Evaluation POPE", "B")])
def test_a_benchmark_of_hallucination_is_better_when_higher(head: str, baseline: str) -> None:
    (found,) = read([["Method", head], ["A", "55.1"], ["B", "60.2"], ["Ours", "58.0"]])
    assert found.baseline == baseline


@pytest.mark.parametrize(("words", "found"), [("Time of GSM8K in all", 2), ("Time of X1 here", 1)])
def test_a_head_of_five_words_is_torn(words: str, found: int) -> None:
    assert len(read([["Method", words, "GSM8K"], ["Base", "7.5", "58.2"], ["Ours", "8.5", "62.7"]])) == found


@pytest.mark.parametrize(("column", "found"), [(1, 1), (2, 2), (3, 0)])
def test_the_systems_stand_in_the_first_three_columns(column: int, found: int) -> None:
    rows = [["x"] * 4 + ["1.5", "2.5"] for _ in range(2)]
    rows[1][column] = "Ours"
    ((_, lines),) = tables_of(lines_of(paper_text(table([["A", "B", "C", "D", "GSM8K", "MATH"], *rows]))))
    assert label_column(lines, ()) == found


@pytest.mark.parametrize(("before", "found"), [(120, False), (160, True)])
def test_what_a_table_is_stands_at_the_head_of_its_caption(before: int, found: bool) -> None:
    rows = [["Method", "GSM8K"], ["Base", "58.2"], ["Ours", "62.7"]]
    assert is_one(rows, f"{'x' * (before - 1)} hyperparameters") is found


def test_a_head_with_an_arrow_is_a_metric_and_the_caption_says_of_what() -> None:
    facts = read([["Method", "Total IDS ↓"], ["Older [4]", "2683"], ["Ours", "2001"]], "Tracking quality on OVIS val.")
    assert [(f.benchmark, f.metric, f.baseline_value) for f in facts] == [("OVIS", "Total IDS", "2683")]


@pytest.mark.parametrize(
    ("head", "benchmark", "metric"),
    [
        ("Hal rate now ↓", "", ""),  # three words and an arrow are heads torn together
        ("Hal rate ↓", "OVIS", "Hal rate"),
        ("MMLU ↑", "MMLU", ""),
    ],
)
def test_a_known_benchmark_and_torn_heads_are_no_metrics_for_their_arrow(
    head: str, benchmark: str, metric: str
) -> None:
    facts = read([["Method", head], ["Older", "40.1"], ["Ours", "41.2"]], "Quality on OVIS.")
    assert [(f.benchmark, f.metric) for f in facts] == [(benchmark or "OVIS Hal rate now", metric)]


def test_a_benchmark_is_named_without_its_citation() -> None:
    facts = read([["Method", "FooQA val [31]"], ["Older", "40.1"], ["Ours", "41.2"]])
    assert [f.benchmark for f in facts] == ["FooQA val"]


def test_each_size_has_the_rivals_of_its_size() -> None:
    rows = [["Model", "MMLU"], ["Llama-7B", "44.4"], ["Ours-7B", "45.4"], ["Llama-13B", "54.6"], ["Ours-13B", "54.3"]]
    told = [(f.system, f.baseline, f.value) for f in read(rows)]
    assert told == [("Ours-7B", "Llama-7B", "45.4"), ("Ours-13B", "Llama-13B", "54.3")]


def test_a_variant_with_a_star_is_not_the_paper_s_own_beside_the_plain_one() -> None:
    rows = [["Model", "MMLU"], ["Llama", "44.4"], ["Ours^{∗}", "46.4"], ["Ours", "45.4"]]
    assert [f.value for f in read(rows)] == ["45.4"]
    assert [f.value for f in read(rows[:3])] == ["46.4"]


def test_two_columns_of_labels_name_a_row_whose_last_label_comes_again() -> None:
    rows = [["Data", "Split", "Older", "Ours"], ["FooQA", "IID", "1.5", "2.5"], ["BarQA", "IID", "3.5", "4.5"]]
    assert [f.benchmark for f in read(rows, "Accuracy.")] == ["FooQA IID", "BarQA IID"]


def test_a_column_under_a_family_of_models_keeps_its_number() -> None:
    block = table([["Data", "Foo", "GPT"], ["Data", "Ours", "5"], ["MMLU", "85.9", "87.1"]], header_rows=2)
    ((grid, lines),) = tables_of(lines_of(paper_text(block)))
    assert [f.baseline for f in of_table(grid, lines, ("Ours",))] == ["GPT 5"]


def test_a_caption_of_two_measures_names_none() -> None:
    rows = [["Method", "FooQA"], ["Older", "40.1"], ["Ours", "41.2"]]
    assert [f.metric for f in read(rows, "Utility and Success Rate of all.")] == [""]
    assert [f.metric for f in read(rows, "Success Rate of all.")] == ["Success Rate"]


def test_a_head_of_a_benchmark_and_a_short_measure_is_both() -> None:
    heads = ["Method", "HX3D v0.1 SR↑", "HX3D v0.1 SPL↑", "MX3D SR↑", "MX3D SPL↑"]
    facts = read([heads, ["Base", "58.1", "31.2", "45.4", "17.2"], ["Ours", "62.6", "31.5", "46.8", "17.9"]])
    said = {(fact.benchmark, fact.metric) for fact in facts}
    assert said == {(name, metric) for name in ("HX3D v0.1", "MX3D") for metric in ("SR", "SPL")}


@pytest.mark.parametrize(
    ("other", "rival"),
    [
        ("Hard (N=40)", "58.1"),
        ("Full (N=90)", "80.0"),
        ("–", "80.0"),
    ],  # where it is not said, nothing speaks against it
)
def test_a_rival_was_measured_under_the_same_condition(other: str, rival: str) -> None:
    rows = [
        ["Model", "Eval set", "Accuracy"],
        ["Strong", other if other == "–" else "Full (N=90)", "80.0"],
        ["Base", "Hard (N=40)" if other != "Full (N=90)" else other, "58.1"],
        ["Old", "Full (N=90)", "41.0"],
        ["Ours", "Full (N=90)" if other == "Full (N=90)" else "Hard (N=40)", "62.6"],
        ["Early", "Hard (N=40)", "31.0"],
    ]
    assert [fact.baseline_value for fact in read(rows)] == [rival]


def test_what_a_row_was_run_at_is_no_result() -> None:
    rows = [["Model", "Sparsity", "GSM8K"], ["Base", "50%", "70.1"], ["Base", "80%", "75.2"]]
    facts = read([*rows, ["Ours", "50%", "72.6"], ["Ours", "80%", "58.3"]])
    (fact,) = facts
    assert (fact.benchmark, fact.value, fact.baseline_value) == ("GSM8K", "72.6", "70.1")
    assert fact.system == "Ours (Sparsity 50%)"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("233/417 = 55.88", "55.88"), ("1,204 / 2,000 = 60.2%", "60.2%"), ("0.276 [0.264, 0.289]", "0.276")],
)
def test_how_a_share_was_counted_and_its_interval_are_no_part_of_it(cell: str, value: str) -> None:
    rows = [["Method", "Weld accuracy"], ["Base", "1/417 = 0.24"], ["Ours", cell]]
    assert [(fact.value, fact.baseline_value) for fact in read(rows)] == [(value, "0.24")]


def test_a_metric_below_each_system_is_the_metric_and_says_which_is_better() -> None:
    """The rows are data sets, each with a span."""
    rows = [
        ["Site", "Span", "Ours", "Ours", "Base", "Base", "Old", "Old"],
        ["Site", "Span", "MAE", "RMSE", "MAE", "RMSE", "MAE", "RMSE"],
        ["KelpA", "Long", "2.5", "4.1", "3.7", "5.5", "3.2", "4.8"],
        ["KelpB", "Long", "1.5", "3.9", "2.7", "3.1", "2.9", "4.7"],
    ]
    told = read(rows, "Forecasts.", header_rows=2)
    assert [(f.value, f.benchmark, f.metric, f.baseline, f.baseline_value) for f in told] == [
        ("2.5", "KelpA Long", "MAE", "Old", "3.2"),
        ("1.5", "KelpB Long", "MAE", "Base", "2.7"),
        ("4.1", "KelpA Long", "RMSE", "Old", "4.8"),
        ("3.9", "KelpB Long", "RMSE", "Base", "3.1"),
    ]


def test_a_system_and_its_metric_in_one_head_are_parted_where_another_head_ends_so() -> None:
    rows = [["Cohort", "N", "PCA ARI", "Hinge ARI", "Ratio"], ["CMV set", "93", "0.173", "0.434", "2.50x"]]
    (fact,) = read(rows, "Hinge vs. PCA clustering.", ("Hinge",))
    told = fact.benchmark, fact.metric, fact.value, fact.system, fact.baseline, fact.baseline_value
    assert told == ("CMV set", "ARI", "0.434", "Hinge", "PCA", "0.173")


def test_a_description_in_words_is_no_rival() -> None:
    rows = [["Method", "GSM8K"], ["Base", "58.2"], ["Old", "60.1"], ["single-stage SFT", "63.1"], ["Ours", "62.7"]]
    assert [(fact.baseline, fact.baseline_value) for fact in read(rows)] == [("Old", "60.1")]


def test_a_head_that_stands_last_beside_is_torn_into_a_stack() -> None:
    rows = [
        ["Method", "Kelp 1K", "Kelp 1K", "Kelp 1K"],
        ["Method", "kSum", "Text", "kSum"],
        ["Method", "R@1", "R@1", "kSum"],
        ["Base", "60.1", "70.2", "445.6"],
        ["Ours", "61.1", "72.2", "516.9"],
    ]
    told = read(rows, "Retrieval.", header_rows=3)
    assert [(f.value, f.benchmark, f.metric) for f in told] == [
        ("72.2", "Kelp 1K Text", "R@1"),
        ("516.9", "Kelp 1K kSum", ""),
    ]
