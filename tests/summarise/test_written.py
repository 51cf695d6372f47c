"""What code writes of facts: sentences about settings and results, and the headline."""

from __future__ import annotations

import pytest

from pipeline.summarise.decoding import Told
from pipeline.summarise.trained_on import TrainedOn
from pipeline.summarise.written import fitting, headline, inference, results, training
from schemas.summary import EMPTY, HyperparameterFact, ResultFact


def setting(name: str, value: str, scope: str = "", at: str = "") -> HyperparameterFact:
    return HyperparameterFact(name=name, value=value, scope=scope, at=at)


def result(benchmark: str, value: str, baseline: str = "", other: str = "", **more: str) -> ResultFact:
    said = {"metric": "", "at": "", "baseline_at": ""} | more
    return ResultFact(benchmark=benchmark, value=value, baseline=baseline, baseline_value=other, **said)


def test_settings_are_one_sentence_in_the_order_that_readers_know_with_their_places() -> None:
    found = [
        setting("Batch size", "128", at="7.2"),
        setting("optimizer", "AdamW", at="7.1"),
        setting("GPUs", "eight A100", at="12"),
        setting("learning rate", "1×10^{-6}", at="7.1"),
    ]
    assert training(found) == "用 AdamW 训练，学习率 1×10^{-6}，批量 128，8 张 A100【7.1, 7.2, 12】。"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("Schedule", "cosine", "余弦调度。"),
        ("Schedule", "whatever fits the day", ""),
        ("Warm-up", "60 steps", "预热 60 步。"),
        ("Warm-up", "60 iterations", "预热 60 步。"),
        ("Warm-up ratio", "0.03", "预热 0.03。"),
        ("Training steps", "1.5 million", "训练 150 万步。"),
        ("Batch size", "16 documents", "批量 16。"),
        ("Batch size", "1,024", "批量 1,024。"),
        ("Batch size", "large", ""),
        ("Batch norm momentum", "0.99", ""),
        ("GPUs", "a single TPU-v3", "1 张 TPU-v3。"),
        ("Mini-batch size", "64", ""),
        ("Epochs", "3", "训练 3 轮。"),
        ("Training steps", "40K", "训练 40K 步。"),
        ("LoRA rank", "16", "LoRA 秩 16。"),
        ("LoRA alpha", "16", ""),
        ("Final learning rate", "1e-5", ""),
        ("Peak learning rate", "1e-5", "学习率 1e-5。"),
        ("GPUs", "4 × A100 80 GB", "4 张 A100 80 GB。"),
        ("GPUs", "one H100", "1 张 H100。"),
        ("GPUs", "8 GPUs", "8 张 GPU。"),
        ("GPUs", "TPUv3", "硬件 TPUv3。"),
        ("Training time", "46.8 hours", "用时 46.8 小时。"),
        ("Training time", "long", ""),
        ("Weight decay", "0.1", ""),
    ],
)
def test_a_setting_is_said_in_plain_chinese_or_left_to_the_table(name: str, value: str, said: str) -> None:
    assert training([setting(name, value)]) == said


def test_each_setting_has_its_place_in_the_sentence() -> None:
    told = [
        ("Training time", "46.8 hours"), ("GPUs", "8 A100"), ("LoRA rank", "16"), ("Training steps", "40K"),
        ("Epochs", "3"), ("Batch size", "8"), ("Warm-up", "60 steps"), ("Schedule", "cosine"),
        ("Learning rate", "1e-6"), ("Optimizer", "AdamW"),
    ]  # fmt: skip
    assert training([setting(name, value) for name, value in told]) == (
        "用 AdamW 训练，学习率 1e-6，余弦调度，预热 60 步，批量 8，训练 3 轮，训练 40K 步，LoRA 秩 16，8 张 A100，"
        "用时 46.8 小时。"
    )


def test_two_stages_have_a_sentence_each_and_evaluation_none() -> None:
    found = [
        setting("Learning rate", "1e-6", "RL"),
        setting("Batch size", "256", "RL"),
        setting("Optimizer", "AdamW", "RL"),
        setting("Learning rate", "1e-5", "SFT"),
        setting("Epochs", "2", "SFT"),
        setting("Learning rate", "1e-4", "stage 3"),
        setting("Batch size", "8", "evaluation"),
    ]
    assert training(found) == ("强化学习阶段用 AdamW 训练，学习率 1e-6，批量 256。监督微调阶段学习率 1e-5，训练 2 轮。")


def test_sampling_is_told_of_evaluation_and_not_of_rollouts() -> None:
    assert inference([setting("temperature", "0.6", "evaluation", "5"), setting("top-p", "0.95", "", "6")]) == (
        "评测时采样温度 0.6，top-p 0.95【5, 6】。"
    )
    assert inference([setting("temperature", "1.0", "RL")]) == ""
    assert inference([setting("maximum length", "3,072 tokens", "evaluation")]) == "评测时最长生成 3,072 词元。"


def test_results_of_one_system_and_baseline_are_one_sentence() -> None:
    found = [
        result("MATH500", "73.6%", "base model", "36.0%", at="8.3", baseline_at="8.1", system="Ebb (ours)"),
        result("AIME 2024", "33.5±1.1", "base model", "29.2±1.3", at="8.3", baseline_at="8.1", system="Ebb (ours)"),
    ]
    assert results(found) == "Ebb 都高于 base model：MATH500 上 73.6% 比 36.0%、AIME 2024 上 33.5 比 29.2【8.3, 8.1】。"


@pytest.mark.parametrize(
    ("values", "more", "said"),
    [
        ([("33.5±1.1", "29.2±1.3")], {"metric": "Accuracy"}, "Ebb 在 A0 上准确率为 33.5，高于 b 的 29.2。"),
        ([("8.8", "9.1")], {"metric": "perplexity"}, "Ebb 在 A0 上 perplexity（越低越好）为 8.8，低于 b 的 9.1。"),
        ([("8.8", "8.8")], {}, "Ebb 在 A0 上为 8.8，等于 b 的 8.8。"),
        ([("8.8 GB", "9.1 GB")], {}, "Ebb 在 A0 上为 8.8 GB，b 为 9.1 GB。"),
        (
            [("49.2", "49.4"), ("87", "88")],
            {"metric": "F1"},
            "Ebb 的 F1 都低于 b：A0 上 49.2 比 49.4、A1 上 87 比 88。",
        ),
        ([("1", "2"), ("3", "2")], {"metric": "WER"}, "Ebb 与 b 比 WER（越低越好）：A0 上 1 比 2、A1 上 3 比 2。"),
        ([("1", "2"), ("3", "2")], {}, "Ebb 与 b 比：A0 上 1 比 2、A1 上 3 比 2。"),
    ],
)
def test_higher_or_lower_is_said_only_where_the_numbers_say_so(
    values: list[tuple[str, str]], more: dict[str, str], said: str
) -> None:
    found = [result(f"A{i}", own, "b", other, system="Ebb", **more) for i, (own, other) in enumerate(values)]
    assert results(found) == said


def test_a_benchmark_is_told_once_of_a_system_and_its_baseline() -> None:
    found = [result("A", own, "b", "1", system="Ebb") for own in ("2", "3")]
    assert results(found) == "Ebb 在 A 上为 2，高于 b 的 1。"


def test_results_of_two_measures_are_two_sentences_and_a_long_name_of_the_only_system_is_left_out() -> None:
    found = [result("A", "2", "b", "1", metric=metric, system="E" * 48) for metric in ("F1", "WER")]
    assert results(found).count("。") == 2
    assert results(found).count("E" * 48) == 2
    assert "E" not in results([result("A", "2", "b", "1", system="E" * 49)])


def test_the_run_of_a_baseline_or_an_ablation_is_not_the_papers_training() -> None:
    own = setting("Learning rate", "1e-6", "Reinforcement learning, all weights")
    other = [setting("Learning rate", "1e-5", "SFT baseline"), setting("Epochs", "2", "SFT baseline")]
    assert training([own, setting("Optimizer", "AdamW", own.scope), *other]) == (
        "强化学习阶段用 AdamW 训练，学习率 1e-6。"
    )
    assert training([setting("LoRA rank", "64", "LoRA ablation")]) == ""
    stage = [setting("Learning rate", "1e-6", "Stage 2 (RL)"), setting("Epochs", "1", "stage 3")]
    assert training([*stage[:1]]) == "第 2 阶段（强化学习）学习率 1e-6。"
    assert training(stage[1:]) == "第 3 阶段训练 1 轮。"


def test_results_without_a_baseline_and_with_another_metric_say_so() -> None:
    found = [result("WMT", "28.4", metric="BLEU"), result("GSM8K", "90.1", metric="Accuracy (%)")]
    assert results(found) == "在 WMT 上 BLEU 为 28.4。在 GSM8K 上准确率为 90.1。"
    assert results([result("PPL", "8.82")]) == "PPL 为 8.82。"
    assert results([result("a caption that is far too long for a name", "28.4")]) == ""


def test_prose_of_code_ends_before_it_overruns_and_citations_do_not_count() -> None:
    assert (
        fitting(["甲" * 100 + "。", "乙" * 68 + "【1.2, 3】。", "丙。"])
        == "甲" * 100 + "。" + "乙" * 68 + "【1.2, 3】。"
    )
    assert fitting(["甲" * 100 + "。", "乙" * 69 + "。"]) == "甲" * 100 + "。"
    assert fitting(["甲" * 200 + "。"]) == "甲" * 200 + "。"


@pytest.mark.parametrize(
    ("own", "task", "found", "said"),
    [
        (
            ["Ebb"],
            "长文本推理",
            [result("MATH500", "73.6%", "base", "36.0%")],
            "Ebb：长文本推理，MATH500 73.6%（base 36.0%）",
        ),
        (
            ["Ebb"],
            "长文本推理",
            [result("MATH500", "73.6%", "a" * 30, "36.0%")],
            "Ebb：长文本推理，MATH500 73.6%（对手 36.0%）",
        ),
        ([], "长文本推理", [result("MATH500", "73.6%", "base", "36.0%")], "长文本推理，MATH500 73.6%（base 36.0%）"),
        (["Ebb"], "", [result("MATH500", "73.6%")], "Ebb，MATH500 73.6%"),
        (["Ebb"], "识别", [result("RL success rate", "3.57")], "Ebb：识别，RL 成功率 3.57"),
        (["Ebb"], "识别", [result("Mean", "89.8", metric="SUCCESS RATE")], "Ebb：识别，平均成功率 89.8"),
        (
            ["Ebb"],
            "很长很长很长很长的任务",
            [result("MovieGenVideoBench", "9", "b", "8")],
            "Ebb：很长很长很长很长的任务",
        ),
        (["Ebb"], "识别", [result("ImageNet", "3.57", metric="top-5 err.")], "Ebb：识别，ImageNet top-5 err.↓ 3.57"),
        (["Ebb"], "识别", [result("ImageNet", "84.3%", metric="Accuracy")], "Ebb：识别，ImageNet 84.3%"),
        (["Ebb"], "长文本推理", [], "Ebb：长文本推理"),
        ([], "长文本推理", [], "长文本推理"),
        ([], "", [result("MATH500", "73.6%")], "MATH500 73.6%"),
        (["Ebb"], "识别", [result("Ingolstadt", "2,040", "b", "3,540")], "Ebb：识别"),
        (["Ebb"], "", [], ""),
    ],
)
def test_the_headline_has_name_task_and_number_as_far_as_forty_characters_hold(
    own: list[str], task: str, found: list[ResultFact], said: str
) -> None:
    line = headline(EMPTY.model_copy(update={"task": task, "results": tuple(found)}), own)
    assert line == said
    assert len(line) <= 40


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([result("AIME", "33", "b", "29"), result("Average", "62", "b", "59")], "平均 62（b 59）"),
        ([result("AIME", "33", "b", "35"), result("GSM8K", "62", "b", "59")], "GSM8K 62（b 59）"),
        ([result("AIME", "33"), result("GSM8K", "62", "b", "63")], "AIME 33"),
        (
            [result("C4", "12", "b", "11", metric="Perplexity"), result("PTB", "9", "b", "10", metric="perplexity")],
            "PTB",
        ),
        ([result("AIME", "33", "b", "29"), result("GSM8K", "62", "b", "59")], "AIME 33（b 29）"),
    ],
    ids=["an average", "one that wins", "none that loses", "lower is better", "the first"],
)
def test_a_headline_tells_a_result_that_speaks_for_the_method(found: list[ResultFact], said: str) -> None:
    assert headline(EMPTY.model_copy(update={"results": tuple(found)}), ["Ebb"]).startswith(f"Ebb，{said}")


@pytest.mark.parametrize(("letters", "fits"), [(40, True), (41, False)])
def test_a_headline_has_forty_characters(letters: int, fits: bool) -> None:
    assert headline(EMPTY.model_copy(update={"task": "长" * letters}), []) == ("长" * letters if fits else "")
    task = "长" * (letters - len("Ebb："))
    assert headline(EMPTY.model_copy(update={"task": task}), ["Ebb"]) == (f"Ebb：{task}" if fits else task)


@pytest.mark.parametrize(("letters", "named"), [(20, True), (21, False)])
def test_a_name_fills_half_a_headline(letters: int, named: bool) -> None:
    summary = EMPTY.model_copy(update={"task": "推理"})
    assert (headline(summary, ["E" * letters]) == f"{'E' * letters}：推理") is named


@pytest.mark.parametrize(("letters", "told"), [(24, True), (25, False)])
def test_a_benchmark_or_a_metric_of_a_sentence_has_a_short_name(letters: int, told: bool) -> None:
    assert bool(results([result("B" * letters, "2")])) is told
    assert ("m" * letters in results([result("B", "2", metric="m" * letters)])) is told
    found = (result("B" * letters, "2", metric="F1"),)
    assert ("F1" in headline(EMPTY.model_copy(update={"results": found}), [])) is told


@pytest.mark.parametrize(("letters", "rival"), [(24, "r" * 24), (25, "对手")])
def test_a_baseline_of_a_headline_has_a_short_name(letters: int, rival: str) -> None:
    summary = EMPTY.model_copy(update={"results": (result("B", "2", "r" * letters, "1", metric="F1"),)})
    assert headline(summary, ["Ebb"]) == f"Ebb，B F1 2（{rival} 1）"


def test_four_results_stand_in_a_sentence() -> None:
    assert results([result(f"B{n}", "2", "b", "1", system="Ebb") for n in range(6)]).count("比") == 4


def test_data_comes_before_the_settings_and_time_behind_them() -> None:
    data = [TrainedOn("用 80k 张图像训练", "3"), TrainedOn("训练用时 3 天", "4", of_time=True)]
    assert training([setting("Optimizer", "SGD")], data) == "用 80k 张图像训练【3】。用 SGD 训练。训练用时 3 天【4】。"
    timed = [setting("Optimizer", "SGD"), setting("Training time", "3 days")]
    assert training(timed, data) == "用 80k 张图像训练【3】。用 SGD 训练，用时 3 天。"
    of_each = [setting("Optimizer", "SGD"), setting("Hours", "5", "X-1B"), setting("Hours", "9", "X-7B")]
    assert "3 天" not in training(of_each, data)


def test_a_scope_in_two_writings_is_one_run() -> None:
    found = [setting("Learning rate", "1e-6", "Stage 2 (RL)"), setting("Steps", "300", "stage 2")]
    assert training(found) == "第 2 阶段（强化学习）学习率 1e-6，训练 300 步。"


def test_a_rate_or_a_machine_that_only_parts_have_is_told_with_its_part() -> None:
    found = [setting("Optimizer", "AdamW"), setting("Learning rate", "1e-4", "LoRA")]
    more = [setting("Learning rate", "3e-3", "predictor"), setting("Learning rate", "2e-3", "head")]
    told = "用 AdamW 训练。学习率 1e-4（LoRA），学习率 3e-3（预测器），8 张 H100（7B）。"
    assert training([*found, *more, setting("GPUs", "eight H100", "7B")]) == told
    assert training([*found, setting("Learning rate", "5e-5")]) == "用 AdamW 训练，学习率 5e-5。"


def test_what_the_method_sets_for_itself_is_told_by_its_letters() -> None:
    found = [setting("Hinges per solution K", "4", "Ebb"), setting("Mixing weight λ", "0.8", "Ebb", "7")]
    told = training([setting("Optimizer", "SGD"), *found], own=("Ebb",))
    assert told == "用 SGD 训练。Ebb 的参数：K=4、混合权重 λ=0.8【7】。"
    assert training([setting("Optimizer", "SGD"), *found]) == "用 SGD 训练。"
    assert training([setting("Hinges", "4", "Ebb")], own=("Ebb",)) == ""


def test_clauses_of_sentences_come_before_settings_of_the_same_kind() -> None:
    told = {"temperature": Told("温度 0.6", "3"), "samples": Told("每题采样 8 次", "3")}
    found = [setting("temperature", "1.0", "evaluation", "5"), setting("top-p", "0.9", "", "6")]
    assert inference(found, told) == "评测时温度 0.6，每题采样 8 次，top-p 0.9【3, 6】。"


def test_claims_come_first_and_a_saver_of_cost_is_not_told_to_be_lower() -> None:
    found = [
        result("A", "49.2", "full cache", "49.4", system="Ebb"),
        result("B", "87", "full cache", "88", system="Ebb"),
    ]
    saved = result("latency", "3 ms", "", "8 ms", at="2")
    beside = "Ebb 与 full cache 比：A 上 49.2 比 49.4、B 上 87 比 88。"
    assert results([saved, *found], [saved], ("EBB", "Ebb")) == f"Ebb 延迟从 8 ms 降到 3 ms【2】。{beside}"
    assert results(found).endswith("Ebb 都低于 full cache：A 上 49.2 比 49.4、B 上 87 比 88。")
    assert results([saved], [saved]) == "该方法延迟从 8 ms 降到 3 ms【2】。"


def test_each_model_has_a_sentence_that_begins_with_the_average() -> None:
    names = ["A", "B", "C", "D", "Avg."]
    found = [result(name, "2", "b", "1", system=f"Ebb ({model})") for model in ("7B", "3B") for name in names]
    found.insert(5, result("E", "2", "c", "1", system="Ebb (7B)"))
    assert results(found) == (
        "Ebb (7B) 都高于 b：平均 2 比 1、A 上 2 比 1、B 上 2 比 1、C 上 2 比 1。"
        "Ebb (3B) 都高于 b：平均 2 比 1、A 上 2 比 1。"
    ), "and no third sentence of the same shape"


def test_the_average_is_told_before_a_comparison_with_another_rival() -> None:
    found = [
        result("A", "2", "b", "1", system="Ebb (7B)"),
        result("Avg.", "5", "b", "4", system="Ebb (3B)"),
        result("Avg.", "3", "c", "2", system="Ebb (7B)"),
    ]
    assert results(found) == "Ebb (7B) 平均为 3，高于 c 的 2。Ebb (3B) 平均为 5，高于 b 的 4。"


@pytest.mark.parametrize(("letters", "sentences"), [(223, 2), (224, 1)])
def test_results_have_room_for_280_characters(letters: int, sentences: int) -> None:
    claim = result("latency", "3 ms", "", "8 ms", system="E" * letters)
    beside = result("A", "2", "b", "1", system="E" * 20)
    assert results([claim, beside], [claim]).count("。") == sentences


def test_a_count_of_nobody_knows_what_is_not_told() -> None:
    found = [result("Ingolstadt", "101", "b", "3,540"), result("Fontenay", "100", "b", "99")]
    assert results(found) == "在 Fontenay 上为 100，高于 b 的 99。"


def test_a_cost_is_called_by_its_chinese_name_and_told_once() -> None:
    costs = [
        result("Memory (GB)", "0.70", "full", "4.29", system="Ebb"),
        result("Runtime", "7", "full", "9", system="Ebb"),
    ]
    saved = result("KV cache", "0.70 GB", "", "4.29 GB")
    assert results(costs) == "Ebb 都低于 full：显存（GB） 0.70 比 4.29、运行时间 7 比 9。"
    told = results([saved, *costs], [saved], ("Ebb",))
    assert told.startswith("Ebb 键值缓存从 4.29 GB 降到 0.70 GB。Ebb 与 full 比：显存（GB） 0.70 比 4.29")


@pytest.mark.parametrize(
    ("own", "name"),
    [(("EBB", "Ebb"), "Ebb"), (("Ebb Tides", "Ebb"), "Ebb"), (("Ebb Tides", "ET"), "ET"), (("Ebbs", "Ebb"), "Ebb")],
)
def test_a_row_of_ours_is_called_by_the_methods_short_name(own: tuple[str, ...], name: str) -> None:
    assert (
        results([result("A", "2", "b", "1", system="Ours (7B)")], own=own) == f"{name} (7B) 在 A 上为 2，高于 b 的 1。"
    )
    assert results([result("A", "2", "b", "1", system="Ours-L")], own=own) == "Ours-L 在 A 上为 2，高于 b 的 1。"


def test_a_headline_says_the_rival_before_the_whole_phrase_of_the_task() -> None:
    summary = EMPTY.model_copy(
        update={"task": f"数学推理：{'长' * 20}", "results": (result("AIME", "33", "DAPO", "29"),)}
    )
    assert headline(summary, ["Ebb"]) == "Ebb：数学推理，AIME 33（DAPO 29）"


def test_an_average_is_called_so_in_chinese_behind_its_benchmark() -> None:
    summary = EMPTY.model_copy(update={"results": (result("LIBERO Average", "99.3", "b", "98.5"),)})
    assert headline(summary, ["Ebb"]) == "Ebb，LIBERO 平均 99.3（b 98.5）"
    assert "LIBERO 平均" in results([result("LIBERO Average", "99.3")])
    assert "LIBERO Rover 上" in results([result("LIBERO Rover", "99.3")])
    assert "幻觉平均为" in results([result("hallucination Avg", "99.3")]).replace(" ", "")
    assert "平均上" not in results([result("mathematical Average", "99.3")]).replace(" ", "")


def test_of_two_averages_a_headline_tells_the_one_that_the_prose_says_first() -> None:
    found = (result("Average", "40.3", "b", "37.2"), result("Average", "62.7", "c", "59.8"))
    summary = EMPTY.model_copy(update={"results": found})
    assert headline(summary, ["Ebb"], (), ["62.7", "57.9", "40.3"]) == "Ebb，平均 62.7%（c 59.8%）"
    assert headline(summary, ["Ebb"], (), ["40.3", "62.7"]) == "Ebb，平均 40.3%（b 37.2%）"


def test_a_headline_without_room_for_the_rivals_name_says_that_there_is_one() -> None:
    summary = EMPTY.model_copy(
        update={
            "task": "机器人操作：在很长的任务里恢复空间表示",
            "results": (result("LIBERO", "99.3", "Spatial Forcing", "98.5"),),
        }
    )
    assert headline(summary, ["V-Link"]) == "V-Link：机器人操作，LIBERO 99.3（对手 98.5）"


def test_a_headline_tells_the_claim_of_the_abstract_before_any_result() -> None:
    summary = EMPTY.model_copy(update={"results": (result("AIME", "33", "b", "29"),)})
    told = result("LIBERO", "84.3%", "", "70.9%", metric="success rate", system="Ebb")
    assert headline(summary, ["Ebb"], [told]) == "Ebb，LIBERO 成功率 70.9%→84.3%"
    assert headline(summary, ["Ebb"]) == "Ebb，AIME 33（b 29）"


def test_a_headline_has_a_per_cent_sign_where_the_prose_has_it_and_a_cost_its_unit() -> None:
    summary = EMPTY.model_copy(update={"results": (result("Average", "62.7", "b", "59.8", metric="accuracy"),)})
    assert headline(summary, ["Ebb"], (), ["62.7"]) == "Ebb，平均准确率 62.7%（b 59.8%）"
    assert headline(summary, ["Ebb"], (), ["59.8"]) == "Ebb，平均准确率 62.7（b 59.8）"
    cost = EMPTY.model_copy(update={"results": (result("Memory (GB)", "0.70"),)})
    assert headline(cost, ["Ebb"]) == "Ebb，显存↓ 0.70 GB"
    other = EMPTY.model_copy(update={"results": (result("Set (10)", "0.70", metric="F1"),)})
    assert headline(other, ["Ebb"]) == "Ebb，Set (10) F1 0.70"


def test_a_headline_tells_no_loss_in_training_and_no_hairs_breadth_where_there_is_more() -> None:
    loss, slight = result("Validation Loss", "0.02", "b", "0.16"), result("POPE", "86.63", "b", "86.60")
    more = result("MMBench", "49.39", "b", "47.65")
    for found, said in (((loss, more), "MMBench 49.39（b 47.65）"), ((slight, more), "MMBench 49.39（b 47.65）")):
        assert headline(EMPTY.model_copy(update={"results": found}), ["Ebb"]) == f"Ebb，{said}"
    assert headline(EMPTY.model_copy(update={"results": (slight,)}), ["Ebb"]) == "Ebb，POPE 86.63（b 86.60）"
    just = result("POPE", "80.40", "b", "80.00")
    assert headline(EMPTY.model_copy(update={"results": (just, more)}), ["Ebb"]) == "Ebb，POPE 80.40（b 80.00）"
    under = result("POPE", "80.39", "b", "80.00")
    assert headline(EMPTY.model_copy(update={"results": (under, more)}), ["Ebb"]) == "Ebb，MMBench 49.39（b 47.65）"


def test_a_headline_tells_a_result_of_which_it_is_known_which_way_is_better() -> None:
    unknown, known = result("Xyz", "4.4", "b", "4.3"), result("FID", "2.1", "b", "3.5", metric="FID")
    assert "2.1" in headline(EMPTY.model_copy(update={"results": (unknown, known)}), ["Ebb"])
