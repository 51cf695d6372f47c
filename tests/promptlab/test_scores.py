"""Found facts agree with annotated ones by value and name: spelling is forgiven, and nothing else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.promptlab.expected import ExpectedDataset, ExpectedName, ExpectedResult, ExpectedSetting, load_expected
from pipeline.promptlab.same_name import same_benchmark, same_dataset, same_model, same_setting
from pipeline.promptlab.scores import (
    Score,
    macro,
    match_backbones,
    match_datasets,
    match_hyperparameters,
    match_results,
    micro,
)
from pipeline.promptlab.values import same_value
from schemas.digest import GroundedFact
from schemas.grounding import Verdict
from schemas.summary import DatasetFact, HyperparameterFact, NamedFact, ResultFact
from tests.sample_day import SAMPLE_DIR


def found(name: str, value: str, scope: str = "", unit: str = "") -> HyperparameterFact:
    return HyperparameterFact(name=name, value=f"{value} {unit}".strip(), scope=scope)


def expected(name: str, value: str, unit: str | None = None, scope: str = "") -> ExpectedSetting:
    return ExpectedSetting(name=name, value=value, unit=unit, scope=scope, page=1, quote="")


def result(benchmark: str, value: str, metric: str = "accuracy") -> ResultFact:
    return ResultFact(benchmark=benchmark, metric=metric, value=value, baseline="", baseline_value="")


def expected_result(benchmark: str, value: str, unit: str | None = "%", system: str = "Ours") -> ExpectedResult:
    return ExpectedResult(
        benchmark=benchmark, metric="accuracy", value=value, unit=unit, system=system, page=1, quote=""
    )


def counts(score: Score) -> tuple[int, int, int]:
    return score.matched, score.found, score.expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2e-5", "2 × 10^{-5}"),
        ("2e-5", "0.00002"),
        ("40K", "40,000"),
        ("40000", "40K"),
        ("51.7%", "51.7"),
        ("0.517", "51.7 %"),
        ("4M tokens", "4000000 tokens"),
        ("10k", "10000 steps"),
        ("one", "1 epoch"),
        ("92.6±0.2", "92.6 %"),
        ("448×448", "448 × 448 pixels"),
        ("46.8 hours", "46.8 hours"),
        ("1 day", "24 hours"),
        ("constant after warm-up", "constant"),
    ],
)
def test_one_value_in_two_writings_agrees(one: str, other: str) -> None:
    assert same_value(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2e-5", "2e-4"),
        ("10-4", "1e-4"),  # a reader takes the lost exponent for six
        ("le-5", "1e-5"),
        ("0.9", "0.95"),
        ("0.5%", "0.5"),
        ("8", "8 hours and 5 minutes"),
        ("0.9, 0.95", "0.9"),
        ("46.8 hours", "46.8 days"),
        ("30 GPU hours", "30 hours"),
        ("5", "0.5"),
        ("cosine", "constant"),
        ("", "1e-4"),
        ("3000 tokens", "3000 steps"),
        ("1024", "1,025"),
    ],
)
def test_another_value_never_agrees(one: str, other: str) -> None:
    assert not same_value(one, other)


def test_optimizers_schedules_and_hardware_compare_what_defines_them() -> None:
    assert same_value("AdamW optimizer", "AdamW", "optimizer")
    assert not same_value("AdamW", "Adam", "optimizer")
    assert not same_value("Adam or SGD", "Adam", "optimizer")
    assert same_value("cosine, warm-up ratio 0.03", "cosine", "schedule")
    assert same_value("Constant", "constant after warm-up", "schedule")
    assert not same_value("linear or cosine", "cosine", "schedule")
    assert same_value("eight H100", "8 H100 80GB", "GPUs")
    assert same_value("a single NVIDIA H100", "1 H100", "GPUs")
    assert same_value("8× A100", "8 A100", "GPUs")
    for other in ("H100", "16 H100", "8 A100", "8 H100 40GB", "80GB"):
        assert not same_value(other, "8 H100 80GB", "GPUs")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lr", "learning rate"),
        ("Peak learning rate, LoRA", "peak learning rate"),
        ("学习率", "base learning rate"),
        ("warm-up", "learning rate warmup"),
        ("Warmup ratio", "warm-up ratio"),
        ("global batch size", "batch size"),
        ("Problems per batch", "batch size"),
        ("optimizer momentum β_{1}", "Adam beta1"),
        ("ϵ", "Adam epsilon"),
        ("optimizer weight decay", "weight decay"),
        ("Schedule", "learning rate schedule"),
        ("rollout num", "number of responses per question"),
        ("GPUs", "GPU (distillation)"),
        ("Hours, 8B", "training time (Llama-3.1-8B-Instruct)"),
        ("λkl", "KL coefficient λkl"),
        ("σ_{f}", "format reward weight σf"),
        ("Clip range ε_{l}", "lower clip range"),
        ("Steps", "training steps"),
        ("Response length limit", "response length limit"),
    ],
)
def test_names_of_one_setting_agree(one: str, other: str) -> None:
    assert same_setting(one, other)
    assert same_setting(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("learning rate", "minimum learning rate"),
        ("learning rate", "learning rate warmup"),
        ("learning rate", "learning rate decay (after 80% of training)"),
        ("learning rate", "learning rate schedule"),
        ("batch size", "mini-batch size"),
        ("batch size", "inference batch size"),
        ("batch size per device", "batch size"),
        ("β1", "β2"),
        ("weight decay", "learning rate decay"),
        ("prompt length limit", "response length limit"),
        ("KL loss coefficient", "KL penalty coefficient"),
        ("dropout", "LoRA dropout rate per head (ablation)"),
        ("steps", "policy freezing steps"),
        ("length", "maximum response length"),
        ("epochs", "steps"),
        ("Clip range ε_{h}", "lower clip range"),
        ("gradient clipping", "clip range"),
        ("GPU memory", "GPU"),
        ("policy learning rate", "critic learning rate"),
    ],
)
def test_names_of_two_settings_do_not_agree(one: str, other: str) -> None:
    assert not same_setting(one, other)
    assert not same_setting(other, one)


def test_models_datasets_and_benchmarks_agree_as_whole_names() -> None:
    assert same_model("Qwen2.5-VL-7B-Instruct", "Qwen2.5-VL 7B Instruct")
    assert same_model("DeepSeek-Coder-Base-v1.5", "DeepSeek-Coder-Base-v1.5 7B")
    for other in ("Qwen2.5-7B", "Qwen2.5-Math-1.5B", "Qwen2-Math-7B", "Qwen2.5-Math-7B-Instruct"):
        assert not same_model("Qwen2.5-Math-7B", other)
    assert not same_model("GPT-2", "GPT-2-large")
    assert same_dataset("AIME24", "AIME 2024")
    assert same_dataset("MATH", "MATH (level 3-5 questions)")
    assert same_dataset("the GSM8K dataset", "GSM8k (test set)")
    for other in ("MATH-500", "Omni-MATH", "GSM8K and MATH training set"):
        assert not same_dataset("MATH", other)
    assert same_benchmark("English Benchmarks GSM8K", "GSM8K")
    assert same_benchmark("Spatial Reasoning Avg.", "VSP Spatial Reasoning (average)")
    assert same_benchmark("Average", "Average of five")
    assert same_benchmark("LongBench", "LongBench average")
    for one, other in (
        ("MATH-500", "MATH"),
        ("MATH 500", "MATH"),
        ("Ours-JFT", "ImageNet"),
        ("Average", "LongBench average"),
        ("Accuracy", "GSM8K"),
        ("RULER 4K", "RULER 32K"),
        ("", "GSM8K"),
        ("Spatial Reasoning Level 3", "VSP Spatial Reasoning (average)"),
    ):
        assert not same_benchmark(one, other)


def test_a_right_value_under_a_wrong_name_and_a_wrong_value_under_a_right_name_count_as_nothing() -> None:
    gold = [expected("learning rate", "1e-4"), expected("batch size", "128")]
    score = match_hyperparameters([found("weight decay", "1e-4"), found("batch size", "256")], gold)
    assert counts(score) == (0, 2, 2)
    assert (score.precision, score.recall, score.f1) == (0, 0, 0)
    assert score.missed == ("learning rate = 1e-4", "batch size = 128")


def test_a_found_fact_counts_once_and_a_repetition_costs_precision() -> None:
    gold = [expected("learning rate", "1e-5"), expected("epochs", "3")]
    score = match_hyperparameters([found("lr", "1e-5"), found("learning rate", "0.00001")], gold)
    assert counts(score) == (1, 2, 2)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)


def test_one_value_in_several_scopes_is_one_expectation() -> None:
    gold = [expected("learning rate", "1e-5", scope="SFT"), expected("learning rate", "1e-5", scope="RL")]
    assert counts(match_hyperparameters([found("lr", "1e-5")], gold)) == (1, 1, 1)
    assert counts(match_hyperparameters([found("lr", "1e-5", "SFT"), found("lr", "1e-5", "RL")], gold)) == (1, 1, 1)
    assert counts(match_hyperparameters([found("lr", "1e-5", "SFT"), found("lr", "1e-5", "SFT")], gold)) == (1, 2, 1)
    assert counts(match_hyperparameters([], gold)) == (0, 0, 1)
    other = [*gold, expected("learning rate", "2e-5", scope="RL")]
    assert counts(match_hyperparameters([found("lr", "1e-5")], other)) == (1, 1, 2)


def test_pairs_are_as_many_as_can_be() -> None:
    gold = [expected("epochs", "3"), expected("SFT epochs", "3")]
    for facts in ([found("epochs", "3"), found("SFT epochs", "3")], [found("SFT epochs", "3"), found("epochs", "3")]):
        assert match_hyperparameters(facts, gold).matched == match_hyperparameters(facts, gold).expected


def test_a_row_of_several_settings_is_several_facts() -> None:
    gold = [expected("Adam beta1", "0.9"), expected("Adam beta2", "0.95"), expected("top k", "-1")]
    score = match_hyperparameters(
        [found("Adam (β_{1},β_{2})", "(0.9, 0.95)"), found("(top P, top k)", "(1.0, -1)")], gold
    )
    assert counts(score) == (3, 4, 3)
    assert counts(match_hyperparameters([found("(β1, β2)", "(0.95, 0.9)")], gold[:2])) == (0, 2, 2)
    assert counts(match_hyperparameters([found("Peak learning rate, LoRA", "40,000")], gold)) == (0, 1, 3)


def test_results_agree_by_benchmark_and_value() -> None:
    gold = [expected_result("GSM8K", "92.6"), expected_result("MATH", "51.7"), expected_result("GSM8K", "82.7")]
    score = match_results(
        [result("GSM8K", "92.6±0.2"), result("MATH500", "51.7"), result("GSM8K", "51.7"), result("Ours", "82.7")], gold
    )
    assert counts(score) == (1, 4, 3)
    assert counts(match_results([result("GSM8K", "82.7%"), result("GSM8K", "82.7%")], gold)) == (1, 2, 3)


def test_names_in_two_roles_are_one_and_other_kinds_are_passed_over() -> None:
    gold = [ExpectedDataset(name="GSM8K", role=role, page=1, quote="") for role in ("train", "eval")]
    facts = [DatasetFact(name="GSM8k", role="unknown"), DatasetFact(name="SVAMP", role="unknown")]
    assert counts(match_datasets(facts, gold)) == (1, 2, 1)
    backbone = NamedFact(name="GPT-2")
    assert counts(match_backbones([backbone], [ExpectedName(name="GPT-2", page=1, quote="")])) == (1, 1, 1)
    verdict = Verdict(kind="holds")
    grounded = [
        GroundedFact(kind="hyperparameter", name="lr", value="1e-4", note="SFT", verdict=verdict),
        GroundedFact(kind="result", name="accuracy", value="92.6", note="GSM8K", verdict=verdict),
        GroundedFact(kind="baseline", name="GRPO", value="90.1", note="GSM8K", verdict=verdict),
        GroundedFact(kind="backbone", name="GPT-2", value="", verdict=verdict),
        GroundedFact(kind="dataset", name="GSM8K", value="", verdict=verdict),
    ]
    assert counts(match_hyperparameters(grounded, [expected("learning rate", "1e-4")])) == (1, 1, 1)
    assert counts(match_results(grounded, [expected_result("GSM8K", "92.6")])) == (1, 1, 1)
    assert counts(match_backbones(grounded, [ExpectedName(name="GPT-2", page=1, quote="")])) == (1, 1, 1)
    assert counts(match_datasets(grounded, gold)) == (1, 1, 1)


def test_averages_say_what_they_average() -> None:
    scores = [Score(matched=1, found=1, expected=10), Score(matched=9, found=9, expected=10), Score()]
    assert micro(scores).recall == 0.5
    assert macro(s.recall for s in scores) == pytest.approx(0.5)
    assert macro(s.precision for s in scores) == 1
    assert macro([None, None]) is None
    assert (Score().precision, Score().recall, Score().f1) == (None, None, None)


@pytest.mark.parametrize("name", ["2511.90001v1", "2511.90002v1", "2511.90003v2"])
def test_the_annotation_itself_scores_full_marks_and_a_shuffled_one_does_not(name: str) -> None:
    gold = load_expected(SAMPLE_DIR / "facts" / f"{name}.json")
    facts = [found(e.name, e.value, e.scope, e.unit or "") for e in gold.settings]
    assert match_hyperparameters(facts, gold.settings).f1 == 1
    results = [result(e.benchmark, f"{e.value}{e.unit or ''}") for e in gold.results]
    assert match_results(results, gold.results).recall == 1
    values = [f.value for f in facts]
    random.Random(1).shuffle(values)
    shuffled = [f.model_copy(update={"value": v, "unit": ""}) for f, v in zip(facts, values, strict=True)]
    score = match_hyperparameters(shuffled, gold.settings)
    assert score.recall is not None
    assert score.recall < 0.35


@given(st.lists(st.sampled_from(["1e-4", "2e-4", "8", "16", "AdamW"]), max_size=6), st.integers(0, 5))
def test_no_score_is_more_than_its_facts(values: list[str], size: int) -> None:
    gold = [expected("learning rate", v) for v in ["1e-4", "2e-4", "8", "8", "16"][:size]]
    score = match_hyperparameters([found("lr", v) for v in values], gold)
    assert score.matched <= min(score.found, score.expected)
    assert score.found == len(values)
    assert score.matched == len(set(values) & {g.value for g in gold})
    assert len(score.pairs) == score.matched
    assert len(score.missed) == score.expected - score.matched
