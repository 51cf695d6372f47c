"""What a careful reader writes of a paper holds in its many forms, and its near neighbours do not."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check
from pipeline.ground.prose import ground_prose
from schemas.grounding import Fact
from tests.papers import paper_text, paragraph, table
from tests.places import indexed

INDEX = indexed(
    paper_text(
        paragraph(
            "A search with the judge costs about 900M reader tokens and 40 CPU hours, while Kestrel needs only "
            "55.5M tokens and 9 CPU hours."
        ),
        table(
            [
                ["Parser", "Budget", "F1", "Recall"],
                ["Kestrel", "30%", "81.4", "77.0"],
                ["Kestrel", "60%", "84.9", "79.5"],
                ["Plover", "30%", "70.2", "66.1"],
                ["Plover", "60%", "83.3", "78.8"],
            ],
            "Parsing of forms.",
        ),
        table(
            [
                ["Base", "Variant", "Math", "Delay"],
                ["Systems of others", "", "", ""],
                ["Otter-3B", "Tuned", "41.0", "2.10 s"],
                ["Otter-3B", "Kestrel (Staged)", "52.5", "0.80 s"],
            ],
            "Staged training.",
        ),
        table([["Silence", "Delay"], ["0.5 s", "1.05 s"], ["1.0 s", "1.62 s"]], "Timeouts."),
        table([["Seed", "R@1"], ["1", "0.310"], ["2", "0.290"], ["Mean", "0.300"]], "Seeds."),
        table([["Outcome", "Count"], ["Installed", "18 (37.5%)"], ["Dropped", "30 (62.5%)"]], "Tools."),
        table([["Net", "Error"], ["Heron", "9.4"], ["Heron_{v1.1}^{∗}", "6.1"]], "Nets."),
        paragraph("The terms are weighted with λ_{a} = 0.2 (10%), λ_{b} = 1.5 (75%), and λ_{c} = 0.3."),
        paragraph(
            "From the indoor set we take 64k images at a 1024×768 resolution. From Marsh, a set of scenes seen from "
            "the street by cars that pass, we take four drives, in all around 30k samples at 1216×352 pixels."
        ),
        paragraph("The mean overlap is 0.412 ± 0.020, and 17/520 are candidates of a leak."),
        table([["Item", "Points", "Focus"], ["Total", "0–10", "Threshold: τ = 7.5/10.0"]], "Rubric of the scores."),
    )
)


def kind(name: str, value: str, at: str, context: str = "") -> str:
    return check(Fact(id="x", name=name, value=value, at=at, context=context), INDEX).kind


@pytest.mark.parametrize(
    ("name", "value", "at", "context"),
    [
        ("reader tokens（词元数）", "55.5M", "1", "A search ; Kestrel"),  # not the judge's 900M
        ("F1", "81.4", "2.1", "表单，30% 预算 ; Kestrel"),
        ("math", "52.5", "3.3", "MATH ; Kestrel"),
        ("R@1", "0.300", "5.3", "两个种子 ; Kestrel"),  # the 1 of R@1 is no row
        ("Installed（装上的比例）", "37.5%", "6.1", "工具"),
        ("Error", "6.1", "7.2", "Heron v1.1"),
        ("Loss weights（损失权重）", "0.2, 1.5, 0.3", "8", "三项"),
        ("Training images（图像数）", "约 3 万", "9", "Marsh"),
        ("candidates（对）", "17/520", "10", "泄漏"),
        ("Judge threshold τ（阈值）", "7.5/10.0", "11.1", "筛选"),
        ("重叠的均值", "0.412", "10", "测试集 ; Kestrel"),  # the place need not name the paper's own system
    ],
)
def test_a_right_claim_holds(name: str, value: str, at: str, context: str) -> None:
    assert kind(name, value, at, context) == "holds"


@pytest.mark.parametrize(
    ("name", "value", "at", "context"),
    [
        ("F1", "84.9", "2.2", "表单，30% 预算 ; Kestrel"),  # of the other budget
        ("F1", "70.2", "2.3", "表单，30% 预算 ; Kestrel"),
        ("Accuracy", "2.10 s", "3.3", "MATH ; Kestrel"),
        ("Math", "41.0", "3.2", "MATH ; Kestrel"),  # below a title that spans the table
        ("R@1", "0.310", "5.1", "种子 2 ; Kestrel"),
        ("Error", "9.4", "7.1", "Heron v1.1"),
        ("Loss weights（损失权重）", "1.5, 0.2, 0.3", "8", "三项"),  # in another order
        ("Training images（图像数）", "约 3 千", "9", "Marsh"),
        ("Judge threshold τ（阈值）", "7.0/10.0", "11.1", "筛选"),
    ],
)
def test_a_wrong_claim_does_not(name: str, value: str, at: str, context: str) -> None:
    assert kind(name, value, at, context) in ("differs", "unsupported")


def test_a_difference_of_two_tables_is_made_under_one_head() -> None:
    def flags(text: str) -> list[str]:
        return [flag.text for flag in ground_prose("results_prose", text, INDEX).flags]

    assert not flags("Kestrel 的延迟为 0.80 秒，比 1.0 秒超时短 0.82 秒【3.3, 4.2】。")
    assert flags("Kestrel 的延迟为 0.80 秒，比 1.0 秒超时短 0.92 秒【3.3, 4.2】。") == ["0.92 秒"]
    assert flags("Kestrel 的 MATH 为 52.5，比 1.0 秒超时高 50.88 分【3.3, 4.2】。") == ["50.88"]  # another head


STEPS = "The final Owl3-4B and Heron-8B are trained for 320 and 400 steps, respectively, and the others for 120 steps."


@pytest.mark.parametrize(
    ("value", "context", "holds"), [("320", "Owl3-4B", True), ("400", "Heron-8B", True), ("350", "Owl3-4B", False)]
)
def test_a_unit_behind_a_list_told_respectively_is_of_each(value: str, context: str, holds: bool) -> None:
    fact = Fact(id="x", name="steps", value=value, at="1", context=context)
    assert check(fact, indexed(paper_text(paragraph(STEPS)))).holds is holds
