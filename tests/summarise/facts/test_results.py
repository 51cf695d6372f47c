"""The results of a whole paper: which come first, how many, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.summarise.facts.results import conclusion, results
from pipeline.summarise.lines import lines_of
from schemas.records import Block, Part, Section
from schemas.summary import ResultFact
from tests.papers import paper_text, paragraph, table


def columns(count: int, caption: str = "Accuracy.", section: int | None = 0, first: int = 0) -> Block:
    """A table of so many benchmarks."""
    names = [f"BENCH{first + n}X" for n in range(count)]
    rows = [
        ["Method", *names],
        ["Base", *(f"{n}.1" for n in range(count))],
        ["Ours", *(f"{n}.7" for n in range(count))],
    ]
    return table(rows, caption, section=section)


def read(*blocks: Block, parts: Sequence[Part] = ("body",)) -> list[str]:
    """The benchmarks of a paper's results."""
    sections = [Section(title=f"{n} Part", level=1, block=n, page_number=1, part=part) for n, part in enumerate(parts)]
    return [f.benchmark for f in results(lines_of(paper_text(*blocks, sections=sections)), ())]


@pytest.mark.parametrize("count", [3, 8, 12, 13, 20])
def test_a_paper_has_twelve_results_at_most(count: int) -> None:
    assert len(read(columns(count))) == min(count, 12)


def test_the_first_four_of_each_table_come_ahead() -> None:
    found = read(columns(12), columns(12, first=20))
    assert found[:8] == [*(f"BENCH{n}X" for n in range(4)), *(f"BENCH{n}X" for n in range(20, 24))]
    assert len(found) == 12


@pytest.mark.parametrize(
    "caption",
    [
        "Ablation of it.",
        "Ablations.",
        "Sensitivity to it.",
        "The effect of it.",
        "Effects of it.",
        "The impact of it.",
        "Variants of it.",
        "All w/o it.",
        "Different losses.",
        "Varying the rate.",
    ],
)
def test_an_ablation_has_no_results(caption: str) -> None:
    assert read(columns(1, caption), columns(1, first=5)) == ["BENCH5X"]
    assert read(columns(1, f"Table 2: Results. {caption}")) == ["BENCH0X"]  # by what it says first


@pytest.mark.parametrize(("others", "shown"), [(4, True), (5, False)])
def test_the_parts_of_an_average_are_left_out_where_six_results_stand_without_them(others: int, shown: bool) -> None:
    rows = [["Method", "ARENA1", "ARENA2", "Avg"], ["Base", "1.1", "2.1", "3.1"], ["Ours", "1.7", "2.7", "3.7"]]
    found = read(table(rows, "Accuracy.", section=0), columns(others))
    assert ("Avg" in found, "ARENA1" in found) == (True, shown)


@pytest.mark.parametrize("count", [2, 3])
def test_the_appendix_is_read_where_the_body_has_fewer_than_three(count: int) -> None:
    blocks = columns(1, section=1, first=9), columns(count)
    assert ("BENCH9X" in read(*blocks, parts=("body", "appendix"))) is (count < 3)


@pytest.mark.parametrize("count", [2, 3])
def test_sentences_of_the_body_are_read_where_tables_have_fewer_than_three(count: int) -> None:
    said = paragraph("It achieves 51.7% accuracy on MATH500.", section=0)
    assert ("MATH500" in read(columns(count), said)) is (count < 3)


def test_a_number_of_the_abstract_that_a_row_has_too_comes_with_its_row() -> None:
    paper = paper_text(paragraph("It achieves 0.7 on BENCH0X.", kind="abstract"), columns(1, section=None))
    (fact,) = results(lines_of(paper), ())
    assert (fact.system, fact.baseline, fact.baseline_value) == ("Ours", "Base", "0.1")


def fact(benchmark: str, value: str, baseline: str, baseline_value: str, metric: str = "") -> ResultFact:
    return ResultFact(benchmark=benchmark, metric=metric, value=value, baseline=baseline, baseline_value=baseline_value)


@pytest.mark.parametrize(
    ("benchmarks", "said"),
    [(1, "在 B0 上高于 A"), (3, "在 B0、B1、B2 上高于 A"), (4, "在 B0、B1、B2 等基准上高于 A")],
)
def test_the_conclusion_names_three_benchmarks(benchmarks: int, said: str) -> None:
    assert said in conclusion([fact(f"B{n}", "2", "A", "1") for n in range(benchmarks)])


@pytest.mark.parametrize("rivals", [1, 3, 4, 6])
def test_the_conclusion_names_three_rivals(rivals: int) -> None:
    said = conclusion([fact("B", "2", f"R{n}", "1") for n in range(rivals)])
    assert said.count("高于") == min(rivals, 3)


def test_the_conclusion_praises_no_cost_and_says_which_way() -> None:
    assert "低于 A" in conclusion([fact("B", "1", "A", "2")])
    for other in (
        fact("Hours", "2", "A", "1"),
        fact("B", "2", "A", "1", "latency"),
        fact("B", "2", "A", "2"),
        fact("B", "2", "", "1"),
    ):
        assert conclusion([other]) == "所提方法的主要数值如下。"


def found_in(
    rows: Sequence[Sequence[str]], caption: str = "Accuracy on FOOD1X.", own: tuple[str, ...] = ()
) -> list[str]:
    """System, benchmark, metric and rival of each result of one table."""
    facts = results(lines_of(paper_text(table(rows, caption))), own)
    return [" | ".join((f.system, f.benchmark, f.metric, f.value, f.baseline)) for f in facts]


def test_what_cited_methods_use_is_marked_too_and_is_no_ablation() -> None:
    head = ["Method", "pyramid", "FOOD1X"]
    cited = [head, ["Older [3]", "✓", "40.1"], ["Other [4]", "✓", "41.2"], ["HingeNet", "", "43.0"]]
    assert found_in(cited, own=("HingeNet",)) == ["HingeNet | FOOD1X | Accuracy | 43.0 | Other"]
    uncited = [head, ["Plain", "✓", "40.1"], ["Other", "✓", "41.2"], ["HingeNet", "", "43.0"]]
    assert found_in(uncited, own=("HingeNet",)) == []
    cited_once = [head, ["Older [3]", "✓", "40.1"], ["Other", "✓", "41.2"], ["HingeNet", "", "43.0"]]
    assert found_in(cited_once, own=("HingeNet",)) == []


def test_rows_under_the_methods_name_are_its_own_beside_cited_ones() -> None:
    head = ["", "FOOD1X"]
    own = [["HingeNet results:", ""], ["one head", "43.0"], ["two heads", "44.0"]]
    cited = [["Older [3]", "40.1"], ["Other [4]", "41.2"]]
    assert found_in([head, *cited, *own], own=("HingeNet",)) == [
        "two heads (HingeNet results) | FOOD1X | Accuracy | 44.0 | Other"
    ]
    assert found_in([head, ["Older", "40.1"], ["Other", "41.2"], *own], own=("HingeNet",)) == []
    reused = [["HingeNet results:", ""], ["one head [5]", "43.0"], ["two heads", "44.0"]]
    assert found_in([head, *cited, *reused], own=("HingeNet",)) == []


@pytest.mark.parametrize(("title", "told"), [("HingeNet " + "n" * 21, True), ("HingeNet " + "n" * 22, False)])
def test_a_group_of_rows_is_told_by_a_title_of_thirty_characters_at_most(title: str, told: bool) -> None:
    rows = [["", "FOOD1X"], ["Older [3]", "40.1"], ["Other [4]", "41.2"], [f"{title}:", ""]]
    found = found_in([*rows, ["one head", "43.0"], ["two heads", "44.0"]], own=("HingeNet",))
    assert (f"two heads ({title}) | FOOD1X | Accuracy | 44.0 | Other" in found) is told


def test_ours_before_a_name_and_the_letter_of_a_row_are_no_part_of_a_system() -> None:
    rows = [["Method", "FOOD1X"], ["(a) Older [3]", "40.1"], ["Ours, Small on HingeNet", "43.0"]]
    assert found_in(rows, own=("HingeNet",)) == ["Small on HingeNet | FOOD1X | Accuracy | 43.0 | Older"]
    assert found_in(rows) == ["Ours, Small on HingeNet | FOOD1X | Accuracy | 43.0 | Older"]
    assert found_in([*rows[:2], ["Ours (small)", "43.0"]]) == ["Ours (small) | FOOD1X | Accuracy | 43.0 | Older"]


def test_precision_of_the_small_ones_comes_last_and_not_beside_that_of_all() -> None:
    rows = [["Method", "AP_{s}", "AP", "AR"], ["Older", "20.1", "40.1", "50.1"], ["Ours", "21.2", "41.2", "51.2"]]
    assert [said.split(" | ")[2] for said in found_in(rows, "Results on COCO.")] == ["AP", "AR"]
    alone = [[*row[:2], row[3]] for row in rows]
    assert [said.split(" | ")[2] for said in found_in(alone, "Results on COCO.")] == ["AR", "AP_{s}"]


@pytest.mark.parametrize(
    ("caption", "system"),
    [
        ("Errors of ensembles on FOOD1X.", "Ours (ensemble)"),
        ("Errors of single-model runs on FOOD1X.", "Ours (single model)"),
        ("Accuracy (10-crop testing) on FOOD1X.", "Ours (10-crop)"),
        ("Ensembles and 10-crop runs on FOOD1X.", "Ours"),
        ("Accuracy on FOOD1X. Another paper uses ensembles.", "Ours"),
    ],
)
def test_a_system_says_how_its_table_was_made(caption: str, system: str) -> None:
    rows = [["Method", "FOOD1X"], ["Older", "40.1"], ["Ours", "43.0"]]
    assert [said.split(" | ")[0] for said in found_in(rows, caption)] == [system]


def test_rows_of_one_name_are_told_apart_by_what_is_counted() -> None:
    rows = [["Method", "# layers", "FOOD1X"], ["Older", "9", "40.1"], ["Ours", "20", "42.0"], ["Ours", "50", "43.0"]]
    assert [said.split(" | ")[0] for said in found_in(rows)] == ["Ours (50 layers)"]
    assert [said.split(" | ")[0] for said in found_in(rows[:3])] == ["Ours"]


def test_a_rival_column_stands_under_the_same_upper_head() -> None:
    heads = [["", "Seen", "Seen", "Unseen", "Unseen"], ["Benchmark", "Older", "Ours", "Older", "Ours"]]
    rows = [*heads, ["FOOD1X", "80.1", "82.0", "40.1", "43.0"], ["FOOD2X", "81.1", "83.0", "41.1", "44.0"]]
    facts = results(lines_of(paper_text(table(rows, "Accuracy.", header_rows=2, cites=("Older",)))), ())
    assert {(f.benchmark, f.value, f.baseline_value) for f in facts} == {
        ("FOOD1X (Seen)", "82.0", "80.1"), ("FOOD2X (Seen)", "83.0", "81.1"),
        ("FOOD1X (Unseen)", "43.0", "40.1"), ("FOOD2X (Unseen)", "44.0", "41.1"),
    }  # fmt: skip


TWO_METRICS = [
    ["Method", "FOOD1X", "FOOD1X", "FOOD1X", "FOOD2X", "FOOD2X", "FOOD2X"],
    ["Method", "TM", "SR_{n}", "SR_{a}", "TM", "SR_{n}", "SR_{a}"],
    ["Older", "70.1", "60.1", "50.1", "71.1", "61.1", "51.1"],
    ["Ours", "**72.2**", "**62.2**", "**52.2**", "**73.2**", "**63.2**", "**53.2**"],
]
DENOTED = "TM and SR denote type matching and success rate."


def measured(*sentences: str, rows: Sequence[Sequence[str]] = TWO_METRICS) -> list[tuple[str, str]]:
    """Benchmark and metric of the results, where a conclusion says the sentences."""
    blocks = [table(rows, DENOTED, header_rows=2, section=0), *(paragraph(said, section=1) for said in sentences)]
    heads = [Section(title=title, level=1, block=n, page_number=1) for n, title in enumerate(("Tests", "Conclusion"))]
    return [(f.benchmark, f.metric) for f in results(lines_of(paper_text(*blocks, sections=heads)), ())]


def test_the_first_metric_of_every_benchmark_comes_before_a_second_of_any() -> None:
    assert [metric for _, metric in measured()] == ["TM", "TM", "SR_{n}", "SR_{n}", "SR_{a}", "SR_{a}"]
    assert [name for name, _ in measured()] == ["FOOD1X", "FOOD2X"] * 3


def test_the_metric_whose_numbers_the_conclusion_tells_comes_first_and_brings_its_like() -> None:
    told = measured("It comes to an SR of 62.2 in all.")
    assert [metric for _, metric in told] == ["SR_{n}", "SR_{n}", "SR_{a}", "SR_{a}", "TM", "TM"]
    assert [metric for _, metric in measured("It comes to 72.2 in all.")][:2] == ["TM", "TM"]


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        ("(Mean)", "(Max)", 1), ("(avg)", "(Maximum)", 1), ("(average)", "(peak)", 1), ("final", "best", 1),
        ("(last)", "(best)", 1), ("(Mean)", "(Wide)", 2), ("(Wide)", "(Max)", 2), ("(Meaning)", "(Max)", 2),
        ("(Mean)", "(Maxim)", 2), ("(Mean)", "x (Max)", 2),
    ],
)  # fmt: skip
def test_a_maximum_is_not_printed_where_the_paper_has_the_mean_or_the_last_of_the_same(
    one: str, other: str, kept: int
) -> None:
    rows = [["Method", f"FOOD1X {one}", f"FOOD1X {other}"], ["Older", "1.1", "2.1"], ["Ours", "1.7", "2.7"]]
    facts = results(lines_of(paper_text(table(rows, "Accuracy."))), ())
    assert [f.value for f in facts] == ["1.7", "2.7"][:kept]


@pytest.mark.parametrize(("caption", "metric"), [("All.", "success rate"), ("Recall of all.", "Recall")])
def test_a_table_without_a_metric_has_that_of_the_sentence_that_tells_its_number(caption: str, metric: str) -> None:
    rows = [["Method", "FOOD1X", "FOOD2X"], ["Older", "80.1", "40.1"], ["Ours", "82.6", "43.0"]]
    told = paragraph("Ours achieves a success rate of 82.6% on FOOD1X.", kind="abstract", section=0)
    heads = [Section(title="Abstract", level=1, block=0, page_number=1, part="abstract")]
    heads.append(Section(title="Tests", level=1, block=1, page_number=1))
    facts = results(lines_of(paper_text(told, table(rows, caption, section=1), sections=heads)), ())
    assert (facts[0].benchmark, facts[0].metric, facts[0].system) == ("FOOD1X", metric, "Ours")
    assert facts[1].metric == ("" if metric == "success rate" else "Recall")
