"""What an abstract claims, told in Chinese."""

from __future__ import annotations

import pytest

from pipeline.summarise.claims import heads, stated, told
from pipeline.summarise.facts.abstract_claims import of_sentence
from schemas.summary import ResultFact


def claimed(sentence: str, *, of_others: bool = False) -> list[ResultFact]:
    return of_sentence(sentence, ("HingeNet",), of_others=of_others)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "HingeNet raises the success rate from 70.9% to 84.3% on KelpBench.",
            ["HingeNet 在 KelpBench 上成功率从 70.9% 提高到 84.3%"],
        ),
        (
            "HingeNet achieves a 1.59× speedup while preserving 98.1% of target visual quality.",
            ["HingeNet 加速 1.59×，保留 98.1% 的目标视觉质量"],
        ),
        (
            "HingeNet reduces latency by up to 35% and memory by 12% compared to WeldNet.",
            ["HingeNet 相比 WeldNet，延迟降低最高 35%，显存降低 12%"],
        ),
        (
            "HingeNet outperforms WeldNet in 8 of the 12 tasks.",
            ["HingeNet 在 12 项任务中的 8 项上优于 WeldNet"],
        ),
        (
            "HingeNet delivers 2.6× the throughput of WeldNet and 3.1× that of RivetNet.",
            ["HingeNet 吞吐量为 WeldNet 的 2.6 倍，为 RivetNet 的 3.1 倍"],
        ),
        (
            "HingeNet achieves a success rate of 76.2% compared with 66.5% for WeldNet.",
            ["HingeNet 成功率为 76.2%（WeldNet 66.5%）"],
        ),
    ],
)
def test_a_claim_is_one_clause_and_those_of_a_system_a_sentence(sentence: str, said: list[str]) -> None:
    assert [text for text, _ in told(claimed(sentence), "HingeNet")] == said


def test_an_evaluation_names_the_system_that_was_evaluated() -> None:
    found = claimed("The strongest model, GPT-5, reaches only 41.5% accuracy on KelpBench.", of_others=True)
    assert [text for text, _ in told(found, "")] == ["GPT-5 在 KelpBench 上准确率为 41.5%"]


def test_a_headline_has_what_is_saved_beside_what_is_left() -> None:
    found = claimed("HingeNet achieves a 1.59× speedup while preserving 98.1% of target visual quality.")
    assert heads(found, ("HingeNet",))[0][0][0] == "加速 1.59×，保留 98.1% 的目标视觉质量"


def test_a_headline_prefers_a_claim_that_compares_to_one_that_does_not() -> None:
    sentence = "HingeNet reaches 41.5% accuracy and improves recall by 4.2 points over WeldNet on KelpBench."
    assert heads(claimed(sentence), ("HingeNet",))[0][0][:2] == ("KelpBench 召回率提升 4.2 分", "（相比 WeldNet）")


def test_what_the_abstract_states_is_told_once_in_whatever_writing() -> None:
    found = claimed("HingeNet achieves a 1.50× speedup over WeldNet.")
    again = found[0].model_copy(update={"benchmark": "Speed", "metric": "", "value": "1.5×", "at": "9.2"})
    assert stated([*found, again], "It is 1.5× as fast.") == found
    assert stated(found, "It is fast.") == []


def test_an_average_is_no_place_that_a_number_is_reached_on() -> None:
    average = ResultFact(
        benchmark="mathematical Average", metric="Accuracy", system="HingeNet", value="62.7", baseline="WeldNet",
        baseline_value="59.8",
    )  # fmt: skip
    assert [said for said, _ in told([average], "HingeNet")] == ["HingeNet 数学平均准确率为 62.7（WeldNet 59.8）"]
    assert heads([average], ["HingeNet"])[0][0][0] == "数学平均准确率 62.7"
