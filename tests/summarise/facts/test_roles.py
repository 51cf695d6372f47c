"""What the rows, columns and groups of a table of results are: own, another's, a condition, a metric."""

from __future__ import annotations

from pipeline.summarise.facts.benchmarks import what_of
from pipeline.summarise.facts.methods import own_names
from tests.papers import paper_text, paragraph, table
from tests.summarise.facts.test_own_results import told


def test_a_group_that_its_title_calls_ours_holds_own_rows_beside_groups_with_titles() -> None:
    rows = [["Method", "AUC ↑"], ["Single", ""], ["Gene-Only", "90.1"], ["Fused", ""], ["Late", "91.2"]]
    own = [["HingePO (ours)", ""], ["Core", "93.4"]]
    found = told(table([*rows, *own], cites=("Gene-Only", "Late")))
    assert [(value, baseline) for _, _, value, _, baseline, _ in found] == [("93.4", "Late")]


def test_a_name_with_its_depth_is_the_methods_on_each_data_set_of_a_column() -> None:
    rows = [
        ["Model", "Dataset", "Acc ↑"],
        ["ResNet-18", "CIFAR-10", "70.1"],
        ["HingeNet18", "CIFAR-10", "75.9"],
        ["ResNet-18", "CIFAR-100", "45.6"],
        ["HingeNet18", "CIFAR-100", "47.9"],
    ]
    found = told(table(rows, "Table 1: Clean accuracy and robustness comparison."), title="HingeNet: A title")
    assert {(f[0], f[2], f[3], f[4], f[5]) for f in found} == {
        ("CIFAR-10", "75.9", "HingeNet18", "ResNet-18", "70.1"),
        ("CIFAR-100", "47.9", "HingeNet18", "ResNet-18", "45.6"),
    }


def test_what_a_system_is_is_no_condition_that_parts_it_from_its_rivals() -> None:
    rows = [
        ["Method", "Type", "FID ↓"],
        ["A", "GAN", "9.1"],
        ["B", "GAN", "8.2"],
        ["C", "Diffusion", "7.3"],
        ["D", "Diffusion", "7.9"],
        ["E", "Flow", "8.8"],
        ["HingePO", "Flow", "7.1"],
    ]
    found = told(table(rows, "Table 1: On ImageNet.", cites=("A", "B", "C", "D", "E")))
    assert [(f[2], f[4], f[5]) for f in found] == [("7.1", "C", "7.3")]


def test_a_part_in_brackets_below_a_name_of_two_lines_is_its_metric() -> None:
    rows = [["Method", "AppWorld- Normal", "FRAMES"], ["", "(TGC)", "(Judge)"], ["A", "82.1", "77.3"]]
    found = told(table([*rows, ["HingePO", "91.7", "79.0"]], header_rows=2, cites=("A",)))
    assert {f[:3] for f in found} == {("AppWorld-Normal", "TGC", "91.7"), ("FRAMES", "Judge", "79.0")}


def test_a_size_over_columns_tells_them_apart_and_a_power_is_of_its_metric() -> None:
    rows = [["Model", "64 × 64", "128 × 128"], ["", "L^{2} Error", "L^{2} Error"], ["A", "1.18", "1.19"]]
    found = told(table([*rows, ["HingePO", "1.04", "1.03"]], header_rows=2, cites=("A",)))
    assert {f[:3] for f in found} == {("64 × 64", "L^{2} Error", "1.04"), ("128 × 128", "L^{2} Error", "1.03")}


def test_a_gain_over_a_name_is_over_the_best_of_its_variants() -> None:
    rows = [["Method", "GSM8K"], ["Lift (H=2)", "78.9"], ["Lift (H=3) ±", "79.9"], ["HingePO", "79.7"]]
    abstract = paragraph("HingePO is 0.8 points better than Lift.").model_copy(update={"kind": "abstract"})
    found = told(abstract, table(rows, cites=("Lift (H=2)", "Lift (H=3) ±")))
    assert all(f[5] != "78.9" for f in found)


def test_a_table_of_single_runs_holds_no_results() -> None:
    rows = [["Method", "Seed", "GSM8K"], ["A", "1", "50.1"], ["HingePO", "1", "60.2"], ["HingePO", "2", "61.3"]]
    assert told(table(rows, cites=("A",))) == []


def test_the_name_in_brackets_behind_what_is_presented_is_the_methods() -> None:
    text = "We present the Pathways Autoregressive Text-to-Image (Parti) model. Parti is large. Parti is good. Parti."
    assert own_names(paper_text(paragraph(text)), "Scaling models") == ("Parti",)


def test_an_abbreviation_of_the_title_that_the_paper_outdoes_is_anothers() -> None:
    text = "HingePTC improves over both direct calls and PTC on all tasks."
    rows = [["Method", "GSM8K"], ["PTC", "1"], ["HingePTC", "2"]]
    names = own_names(paper_text(paragraph(text), table(rows)), "HingePTC: Programmatic Tool Calling")
    assert names == ("HingePTC",)


def test_metrics_in_the_first_column_head_the_rows_that_they_are_of() -> None:
    rows = [["", "Method", "BoolQ"], ["Acc ↑", "A", "87.2"], ["Acc ↑", "HingePO", "88.9"]]
    found = told(table([*rows, ["Harm ↓", "A", "9.7"], ["Harm ↓", "HingePO", "0.1"]], cites=("A",)))
    assert {(f[1], f[2], f[3], f[5]) for f in found} == {
        ("Acc", "88.9", "HingePO", "87.2"),
        ("Harm", "0.1", "HingePO", "9.7"),
    }


def test_a_short_name_that_the_paper_spells_out_as_a_measure_has_no_other_metric() -> None:
    text = paragraph("We report the distance correlation (dCor) of all blocks.")
    rows = [["Method", "Full block", "dCor"], ["A", "91.0", "80.5"], ["HingePO", "93.3", "84.6"]]
    found = told(text, table(rows, "Table 1: Accuracy on HCP.", cites=("A",)))
    assert ("dCor", "84.6") not in {(f[0], f[2]) for f in found if f[1]}


def test_a_count_beside_a_metric_is_no_result() -> None:
    rows = [["Method", "Patches", "Top-1 (%)"], ["A", "784", "81.9"], ["HingePO", "392", "82.3"]]
    found = told(table(rows, "Table 1: ImageNet top-1 accuracy.", cites=("A",)))
    assert [(f[0], f[2]) for f in found] == [("ImageNet", "82.3")]


def test_the_point_at_which_something_is_measured_is_no_result() -> None:
    abstract = paragraph("On COCO, HingePO reaches 44.5% AP at IoU 0.5.").model_copy(update={"kind": "abstract"})
    assert [f[2] for f in told(abstract)] == ["44.5%"]


def test_two_numbers_of_one_metric_are_told_by_its_kind() -> None:
    said = "On the Foo Dataset, HingePO achieves a diastolic MAE of 5.91 mmHg and a systolic MAE of 10.12 mmHg."
    found = told(paragraph(said).model_copy(update={"kind": "abstract"}))
    assert {f[1:3] for f in found} == {("diastolic MAE", "5.91 mmHg"), ("systolic MAE", "10.12 mmHg")}


def test_an_average_has_the_benchmark_that_a_sentence_on_its_table_names() -> None:
    text = paragraph("Table 1 shows that HingePO is best on RLBench2.")
    found = told(
        text, table([["Method", "Mean SR"], ["A", "84.5"], ["HingePO", "89.8"]], "Table 1: Results.", cites=("A",))
    )
    assert [f[:2] for f in found] == [("RLBench2 Mean", "SR")]


def test_a_kind_of_tasks_over_benchmarks_is_no_cost_as_metric() -> None:
    assert what_of(("Long-horizon memory", "LME-O"), "", "") == ("LME-O", "")


def test_a_head_with_an_arrow_is_a_metric_whoever_coined_it() -> None:
    heads = ["Benchmark", "Older", "Ours"]
    body = [["MMLU", "52.0", "61.1"], ["GSM8K", "54.2", "58.0"]]
    marked = [f"{head} ↑" if at else head for at, head in enumerate(heads)]
    found = [
        told(table([head, *body], "Table 1: Accuracy.", cites=("Older",)), title="HingeNet: A title")
        for head in (heads, marked)
    ]
    assert [value for _, _, value, *_ in found[0]] == ["61.1", "58.0"]
    assert found[1] == []


def test_a_group_of_a_benchmark_is_not_of_the_first_one_that_the_caption_names() -> None:
    sets = {"SWE-Bench Verified": ("60.1", "61.1"), "SWE-Bench Pro": ("40.1", "42.1")}
    rows = [
        [name, system, value]
        for name, values in sets.items()
        for system, value in zip(("ResNet-18", "HingeNet"), values, strict=True)
    ]
    caption = "Table 2: Results on SWE-Bench Verified, Pro and more."
    found = told(table([["Benchmark", "Method", "F1 ↑"], *rows], caption), title="HingeNet: A title")
    assert [said for said, *_ in found] == ["SWE-Bench Verified", "SWE-Bench Pro"]


def test_a_part_of_a_benchmark_stands_behind_the_one_that_the_caption_names() -> None:
    rows = [["Method", "Valve", "Pump"], ["A", "84.5", "70.1"], ["HingePO", "89.8", "72.4"]]
    found = told(table(rows, "Table 1: Success rate on RoboBench3.", cites=("A",)))
    assert [f[:2] for f in found] == [("RoboBench3 Valve", "Success rate"), ("RoboBench3 Pump", "Success rate")]
    of_models = told(table(rows, "Table 1: Success rate on Qwen2.5-7B.", cites=("A",)))
    assert not any("Qwen" in f[0] for f in of_models)


def test_data_and_metric_of_one_head_are_told_apart_where_both_come_again() -> None:
    rows = [["Method", "Wind MAE", "Wind RMSE", "Sun MAE", "Sun RMSE"], ["A", *"5678"], ["HingePO", *"1234"]]
    found = told(table(rows, "Table 1: Results.", cites=("A",)))
    assert {f[:3] for f in found} == {
        ("Wind", "MAE", "1"), ("Wind", "RMSE", "2"), ("Sun", "MAE", "3"), ("Sun", "RMSE", "4"),
    }  # fmt: skip


def test_a_metric_without_data_has_the_task_of_its_caption_or_none() -> None:
    rows = [["Method", "PSNR"], ["A", "24.5"], ["HingePO", "29.8"]]
    found = told(table(rows, "Table 1: Heart reconstruction results.", cites=("A",)))
    assert [f[:2] for f in found] == [("Heart reconstruction", "PSNR")]
    named = table([["Method", "RoboBench3"], ["A", "4.5"], ["HingePO", "9.8"]], "Table 2: Accuracy.", cites=("A",))
    found = told(table(rows, "Table 1: Results.", cites=("A",)), named)
    assert [f[0] for f in found] == ["RoboBench3"]


def test_what_a_measure_is_called_in_tables_is_a_metric_whatever_it_is_beside() -> None:
    assert what_of(("Kitchen", "SR"), "", "") == ("Kitchen", "SR")
    assert what_of(("Kitchen SR",), "", "") == ("Kitchen", "SR")
    assert what_of(("Preference ↑", "PickScore"), "", "") == ("Preference", "PickScore")
    assert what_of(("Avg. ↑",), "Table 1: Exact match (EM).", "") == ("Avg", "EM")


def test_a_count_of_nobody_knows_what_is_no_result_but_a_quantity_of_the_caption_names_it() -> None:
    rows = [["Method", "Upper Valley", "Low Town"], ["A", "3,540", "3,300"], ["HingePO", "2,040", "2,220"]]
    assert told(table(rows, "Table 1: Lower values are better.", cites=("A",))) == []
    found = told(table(rows, "Table 1: Simulator steps. Lower values are better.", cites=("A",)))
    assert {f[1] for f in found} <= {"Simulator steps"}
