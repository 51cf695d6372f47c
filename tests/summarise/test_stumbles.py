"""What stops a reader of an entry is found: half comparisons, words for nothing, what is said twice or too long."""

from __future__ import annotations

import pytest

from pipeline.summarise.stumbles import stumbles
from schemas.digest import PROSE_FIELDS, ProseField

GOOD: dict[ProseField, str] = {
    "headline": "HingePO 给关键词元记功，数学准确率 62.7%，DAPO 59.8%",
    "problem": "强化学习给解答里的每个词元记同样的功，多数词元却不决定对错。",
    "architecture": "HingePO 在模型最拿不准的四处把解答切开，估计每一处之后答对的机会。",
    "training": "全部权重用 AdamW 训练，学习率 1×10^{-6}，批量 256，520 步。",
    "inference": "未报告",
    "results_prose": "HingePO 更准：五个数学基准的平均准确率为 62.7%，DAPO 为 59.8%。代价是词元多：GRPO 的 1.34 倍。",
}


def found(**changed: str) -> tuple[str, ...]:
    return stumbles(GOOD | {field: text for field, text in changed.items() if field in PROSE_FIELDS})


def test_an_entry_that_reads_well_is_left_alone() -> None:
    assert found() == ()


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("HingePO 的平均准确率提高了 4.8 个百分点。", "只有一头的数字"),
        ("HingePO 在所有基准上都优于 DAPO。", "没有数字"),
        ("HingePO 达到 62.7%，超过现有方法的 59.8%。", "没有说对手是谁"),
        ("HingePO 达到 62.7%，比基线的 59.8% 高。", "没有说对手是谁"),
    ],
)
def test_a_comparison_with_one_end_is_told_with_its_sentence(sentence: str, said: str) -> None:
    assert any(line.startswith("results_prose") and said in line for line in found(results_prose=sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "HingePO 的准确率从 57.9% 提高到 62.7%。",
        "最强的对手 DAPO 为 59.8%，HingePO 高于它，为 62.7%。",
        "训练用了 520 步。",
        "各次采样共用一个向量时，HingePO 不比 DAPO 高。",
    ],
)
def test_a_comparison_with_both_ends_is_not(sentence: str) -> None:
    assert not any("results_prose 的比较" in line or "对手是谁" in line for line in found(results_prose=sentence))


@pytest.mark.parametrize(
    ("headline", "said"),
    [
        ("HingePO 提高准确率到 62.7%；训练也快 2 倍", "headline 像是说了两件事"),
        ("HingePO 把准确率提高 4.8%", "headline 的比较只有一头的数字"),
        ("HingePO 给关键词元记功", "headline 没有数字"),
        ("HingePO 在五个数学基准上给关键的词元记功，让七十亿参数的基座模型平均准确率达到 62.7%", "headline 有"),
    ],
)
def test_a_headline_says_one_thing_with_both_numbers_and_fits(headline: str, said: str) -> None:
    assert any(line.startswith(said) for line in found(headline=headline))


def test_a_rival_in_a_headline_has_a_name() -> None:
    assert any("是谁的" in line for line in found(headline="HingePO 给关键词元记功：数学准确率 62.7% 对 59.8%"))
    assert not any("是谁的" in line for line in found(headline="HingePO 给关键词元记功：62.7% 对 DAPO 的 59.8%"))


def test_results_begin_with_what_they_show() -> None:
    plain = "五个数学基准上的平均准确率为 62.7%，DAPO 为 59.8%。"
    assert any("先说结论" in line for line in found(results_prose=plain))
    assert not any("先说结论" in line for line in found(results_prose=f"HingePO 更准：{plain}"))
    assert not any("先说结论" in line for line in found(results_prose=f"走 100 步时更准，{plain}"))


def test_a_packed_sentence_is_told() -> None:
    listed = "用 AdamW，学习率 0.1，批量 256，520 步，折扣 0.9，裁剪 0.2。"
    assert any("有 5 个数字" in line for line in found(training=listed))
    sizes = "4B 和 14B 用 AdamW，学习率 0.1，批量 256，三级 F1 之和是奖励，共 520 步。"
    assert not any("个数字" in line for line in found(training=sizes))
    long = (
        "模型先把每一道题目拆成许多个小步骤并逐一判断哪些步骤最拿不准，再在最拿不准的那些"
        "地方把解答切开，然后估计切开之后每一段答对的机会有多大，最后记功。"
    )
    assert any(line.startswith("architecture 的一句太长") for line in found(architecture=long))


def test_symbols_are_told() -> None:
    assert "training 里的符号“λ”“k = 8”要换成它的意思" in found(training="正则的权重 λ 很小，每步取 k = 8 个样本。")
    assert not any("符号" in line for line in found(training="用 AdamW 训练，乘方写成 10^{-6}，β-VAE 是模型。"))


@pytest.mark.parametrize("word", ["基线", "本方法", "前者", "它", "分别", "等"])
def test_words_for_nothing_are_told(word: str) -> None:
    assert any(f"“{word}”" in line for line in found(problem=f"现有做法有 GRPO、DAPO{word}，都不管词元的轻重。"))


@pytest.mark.parametrize("text", ["两种做法相等，其他做法不同。", "吉他，平等，何等重要。"])
def test_words_that_only_hold_their_characters_are_not(text: str) -> None:
    assert not any("要写明是什么" in line for line in found(problem=text))


def test_what_two_fields_say_is_told_once_with_its_words_or_numbers() -> None:
    same = found(inference="模型在最拿不准的四处把解答切开，再作答。")
    assert any(line.startswith("architecture 与 inference 都说了“最拿不准的四处把解答切开") for line in same)
    assert "training 与 results_prose 都写了 520 步" in found(results_prose="HingePO 训练 520 步，准确率 62.7%。")
    assert not any("都写了" in line for line in found(inference="采样 62 次。"))  # two digits may be any count


def test_a_field_that_says_nothing_is_no_trouble() -> None:
    assert found(results_prose="不适用", headline="HingePO 给关键词元记功") == ()


@pytest.mark.parametrize(
    ("prose", "said"),
    [
        ("HingePO 更准：AIME 和 AMC 上都是 62.7，DAPO 为 59.8 和 48.0。", "“59.8 和 48.0”要读者自己去对"),
        ("HingePO 与 DAPO 互有胜负：AIME 上 62.7，DAPO 为 59.8。", "“互有胜负”要写明"),
    ],
)
def test_what_a_reader_must_find_out_himself_is_told(prose: str, said: str) -> None:
    assert any(said in line for line in found(results_prose=prose))
    assert not any("自己去对" in line for line in found(results_prose="7B 和 14B 上 HingePO 更准：62.7，DAPO 59.8。"))


@pytest.mark.parametrize(
    ("headline", "told"),
    [("HingePO 更准，62.7%，DAPO 59.8%", True), ("HingePO 解数学题更准，62.7%，DAPO 59.8%", False)],
)
def test_a_headline_says_what_is_done(headline: str, told: bool) -> None:
    assert any("什么事（解数学题）" in line for line in found(headline=headline, task="解数学题")) == told


@pytest.mark.parametrize(
    ("headline", "told"), [("HingePO 的 MSE 0.06，DAPO 0.09", True), ("HingePO 的 MSE 降到 0.06，DAPO 0.09", False)]
)
def test_a_headline_tells_which_way_an_error_is_better(headline: str, told: bool) -> None:
    assert any("MSE 越低越好" in line for line in found(headline=headline)) == told


def test_a_superlative_says_by_which_metric() -> None:
    assert any("“最管用”" in line for line in found(results_prose="关键词元最管用：去掉后从 62.7% 降到 57.9%。"))
    assert not any("按哪个指标" in line for line in found(results_prose="去掉关键词元，准确率从 62.7% 降到 57.9%。"))


@pytest.mark.parametrize(
    ("inference", "told"),
    [
        ("取全网格 37.5% 的点，各做三次独立采样。", True),
        ("每题用 5 个种子。", True),
        ("先粗算一遍，再挑出要加密的点重算。", False),
        ("重复使用缓存，每题多用 0.8 秒。", False),
    ],
)
def test_an_evaluation_protocol_is_no_inference(inference: str, told: bool) -> None:
    assert any("评测怎样做" in line for line in found(inference=inference)) == told


@pytest.mark.parametrize(
    ("names", "told"), [("DRS、DRP、TA 和 PI", True), ("DRS、DRP 和 TA", False), ("GRPO、PPO、VAE、JSON", False)]
)
def test_more_coined_abbreviations_than_a_reader_keeps_are_told(names: str, told: bool) -> None:
    assert any(line.startswith("自造的缩写") for line in found(architecture=f"HingePO 用 {names} 给词元记功。")) == told


def test_a_headline_calls_a_metric_by_its_name() -> None:
    prose = "HingePO 更准：系数误差 MSE 为 0.006，DAPO 为 0.020。"
    assert any("指标的名称" in line for line in found(headline="HingePO 的误差 0.006，DAPO 0.020", results_prose=prose))
    assert not any(
        "指标的名称" in line for line in found(headline="HingePO 的 MSE 0.006，DAPO 0.020", results_prose=prose)
    )
