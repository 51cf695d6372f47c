"""Each unit, scale word, name and reference that the number reader knows, in a text as papers and digests write it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.ground.numbers import find_numbers

# unit class, value in its base, writings
UNITS = [
    ("percent", "85", "85% | 85 % | 85\\% | 85％ | 85 percent | 85 per cent | 85 percentage points | 85 pp | "
    "85个百分点 | 85 百分点"),
    ("gpu_time", "10800", "3 GPU hours | 3 TPU hours | 3 A100 hours | 3 H100-hours | 3 V100 hours | 3 H800 hours | 3 "
    "core-hours"),
    ("gpu_time", "10800", "3 GPU h | 3 GPU hour | 3 GPU小时 | 3 GPU 小时 | 3卡时"),
    ("gpu_time", "172800", "2 GPU days | 2 TPU days | 2 A100 days | 2 H100-days | 2 V100 days | 2 H800 days | 2 "
    "core-days"),
    ("gpu_time", "172800", "2 TPUv3-core-days | 2 GPU day | 2 GPU 天"),
    ("time", "0.02", "20 ms | 20ms | 20 milliseconds | 20 millisecond | 20毫秒"),
    ("time", "0.00002", "20 μs | 20 µs | 20 us | 20 microseconds | 20 微秒"),
    ("time", "5", "5 s | 5s | 5 sec | 5 secs | 5 seconds | 5 second | 5秒"),
    ("time", "300", "5 min | 5 mins | 5 minutes | 5 minute | 5 分钟"),
    ("time", "97200", "27 h | 27h | 27 hr | 27 hrs | 27 hours | 27-hour | 27小时 | 27个小时"),
    ("time", "172800", "2 days | 2 day | 2天"),
    ("time", "1209600", "2 weeks | 2 week | 2周"),
    ("bytes", "16000", "16 KB | 16 KiB"),
    ("bytes", "16000000", "16 MB | 16 MiB"),
    ("bytes", "80000000000", "80 GB | 80GB | 80G | 80 GiB"),
    ("bytes", "2000000000000", "2 TB | 2 TiB"),
    ("money", "30", "30 USD | 30 dollars | 30 美元 | $30"),
    ("epochs", "3", "3 epochs | 3 epoch | 3个epoch"),
    ("steps", "500", "500 steps | 500 step | 500 iterations | 500 iteration | 500 training steps | 500 gradient steps"),
    ("steps", "500", "500 optimization steps | 500 optimisation steps | 500 update steps | 500 policy steps | 500步 "
    "| 500次迭代"),
    ("tokens", "64", "64 tokens | 64 token | 64个token | 64 词元"),
    ("parameters", "12", "12 parameters | 12 parameter | 12 params | 12 param | 12 参数 | 12个参数"),
    ("devices", "8", "8 A100 | 8×A100 | 8 x A100 | 8 H100s | 8 V100 | 8 L40s | 8 B200 | 8 GB200 | 8 RTX 4090 | 8 "
    "MI300"),
    ("devices", "8", "8 TPU | 8 GPU | 8 GPUs | 8 TPUs | 8×GPUs | 8 × TPUs | 8张 | 8块 | 8个 GPU | 8 NVIDIA A100"),
    ("devices", "8",
    "8 Nvidia H100 | 8 Tesla V100 | 8 GeForce RTX 3090 | 8 Quadro RTX 6000 | 8 Google TPU | 8 AMD MI250 | 8 "
    "Huawei 910B | 8×910C"),
    ("devices", "8", "8 Ascend 910B | 8 NVIDIA-A100"),
    ("layers", "12", "12 layers | 12 layer | 12层"),
    ("multiple", "3.4", "3.4x | 3.4X | 3.4× | 3.4 times | 3.4-fold | 3.4 fold | 3.4倍"),
    ("plain", "8", "8张图 | 8块表 | 8张照片 | 8张画 | 8张幅 | 8张纸 | 8 papers"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "value", "text"), [(u, v, text.strip()) for u, v, texts in UNITS for text in texts.split(" | ")]
)
def test_every_writing_of_a_unit_is_read(unit: str, value: str, text: str) -> None:
    (number,) = find_numbers(f"about {text}.")
    assert (number.unit, number.value) == (unit, Decimal(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3k", 3000), ("3K", 3000), ("3M", 3 * 10**6), ("3B", 3 * 10**9), ("3T", 3 * 10**12), ("3 hundred", 300),
        ("3 thousand", 3000), ("3 million", 3 * 10**6), ("3 billion", 3 * 10**9), ("3 trillion", 3 * 10**12),
        ("3千", 3000), ("3万", 30000), ("3十万", 300000), ("3百万", 3 * 10**6), ("3千万", 3 * 10**7),
        ("3亿", 3 * 10**8),
        ("3十亿", 3 * 10**9), ("3百亿", 3 * 10**10), ("3千亿", 3 * 10**11), ("3万亿", 3 * 10**12),
    ],
)  # fmt: skip
def test_every_scale_word_multiplies(text: str, value: int) -> None:
    (number,) = find_numbers(f"with {text} of them")
    assert (number.value, number.reading) == (Decimal(value), "scale")


@pytest.mark.parametrize(
    "text",
    [
        "−3.5", "‐3.5", "‑3.5", "﹣3.5", "－3.5", "-3.5", "-３.５", "-３．５", "−𝟑.𝟓", "-𝟛.𝟝", "-𝟥.𝟧", "-𝟯.𝟱", "-𝟹.𝟻",
    ],
)  # fmt: skip
def test_every_minus_and_every_digit_is_plain(text: str) -> None:
    (number,) = find_numbers(f"a score of {text}")
    assert (number.value, number.sign) == (Decimal("-3.5"), "-")


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("p < 5", "<"), ("p ＜ 5", "<"), ("p > 5", ">"), ("p ＞ 5", ">"), ("p ≤ 5", "≤"), ("p ⩽ 5", "≤"),
        ("p ≲ 5", "≤"),
        ("p ≥ 5", "≥"), ("p ⩾ 5", "≥"), ("p ≳ 5", "≥"), ("≈ 5", "≈"), ("~5", "≈"), ("～5", "≈"), ("〜5", "≈"),
        ("∼5", "≈"),
        ("p = 5", ""), ("p ＝ 5", ""),
    ],
)  # fmt: skip
def test_the_sign_before_a_number_is_its_relation(text: str, relation: str) -> None:
    (number,) = find_numbers(text)
    assert number.value == 5
    assert number.relation == relation


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3-5", 3, 5), ("3–5", 3, 5), ("3 – 5", 3, 5), ("3—5", 3, 5), ("3‒5", 3, 5), ("3~5", 3, 5), ("3 to 5", 3, 5),
        ("3 through 5", 3, 5), ("3 至 5", 3, 5), ("3到5", 3, 5), ("3-5K", 3000, 5000), ("5-3", 5, None),
        ("from 3 to 5", 3, None), ("从3到5", 3, None), ("由 3 至 5", 3, None),
    ],
)  # fmt: skip
def test_a_range_has_two_ends_and_a_change_is_no_range(text: str, low: int, high: int | None) -> None:
    first = find_numbers(text)[0]
    assert first.value == low
    assert first.high == high


@pytest.mark.parametrize(
    "text", ["72.8 ± 0.3", "72.8±0.3", "72.8 +/- 0.3", "72.8 \\pm 0.3", "72.8_{±0.3}", "72.8^{±0.3}"]
)
def test_every_writing_of_a_spread(text: str) -> None:
    (number,) = find_numbers(f"accuracy {text} on the test set")
    assert (number.value, number.plus_minus) == (Decimal("72.8"), Decimal("0.3"))


@pytest.mark.parametrize(
    "text",
    [
        "2 × 10^{-5}", "2 x 10^-5", "2 X 10^{-5}", "2·10⁻⁵", "2 ⋅ 10^{-5}", "2 ∗ 10^{-5}", "2 * 10^{-5}", "2 ✕ 10^{-5}",
        "2 ⨯ 10^{-5}", "2 • 10^{-5}", "2 ∙ 10^{-5}", "2 \\times 10^{-5}", "2 \\cdot 10^{-5}", "2e-5", "2E-5", "2e^{-5}",
        "2 乘 10 的负五次方", "2 乘以 10 的负五次幂", "2 * 10 的 -5 次方", "2·10 的负 5 次方",
    ],
)  # fmt: skip
def test_every_writing_of_a_power_of_ten(text: str) -> None:
    assert [n.value for n in find_numbers(f"rate {text}, then")] == [Decimal("0.00002")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二的十次方", 1024), ("十的六次方", 10**6), ("10 的三次幂", 1000), ("10 的 9 次方", 10**9),
        ("2 的十二次方", 4096),
        ("2^{10}", 1024), ("2^{64}", 2**64), ("2^{3}", 8), ("10^{400}", 10**400),
    ],
)  # fmt: skip
def test_a_power_of_two_or_ten_is_one_number(text: str, value: int) -> None:
    assert [n.value for n in find_numbers(text)] == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("accuracy 71.2^{2}", ["71.2"]),  # a footnote mark
        ("of size 3^{2}", ["3"]),
        ("2^{2} of them", ["2"]),  # a note's mark rather than a four
        ("2^{65} states", ["2"]),
        ("10^{401} of them", ["10"]),
        ("1,234,567 rows", ["1234567"]), ("1 234 567 rows", ["1", "234", "567"]),
        ("1\u00a0234\u2009567 rows", ["1234567"]),
        ("20 000 rows", ["20000"]), ("20\u202f500 rows", ["20500"]), ("320 050 rows", ["320050"]),
        ("a .5 share", ["0.5"]),
        ("1/8 of", ["0.125"]), ("7/8 of", ["0.875"]), ("8/7 of", ["8", "7"]),
        ("1/999999 of", ["0.000001000001000001000001000001"]),
        ("1/1000000 of", ["1"]), ("1/0 of", ["1", "0"]), ("24/7/365", ["24"]), ("9" * 28 + " x", ["9" * 28]),
        ("1" + "0" * 39, ["1E+39"]), ("1" + "0" * 40, []),
        ("1e400", ["1E+400"]), ("1e401", []), ("1e-400", ["1E-400"]),
    ],
)  # fmt: skip
def test_what_is_one_number_and_what_are_several(text: str, values: list[str]) -> None:
    assert [n.value for n in find_numbers(text)][: len(values) or None] == [Decimal(v) for v in values]


REFERENCES = (
    "Table 3 | Tables 3 and 4 | Tab. 3 | Figure 3 | Fig. 3 | Figs. 3-4 | Section 3 | Sec. 3 | Equation 3 | Eq. 3 | "
    "Eqn. 3 | "
    "Appendix 3 | Appendices 3 and 4 | Algorithm 3 | Alg. 3 | Theorem 3 | Lemma 3 | Definition 3 | Proposition 3 | "
    "Corollary 3 | "
    "Listing 3 | Footnote 3 | Chapter 3 | Page 3 | pp. 3 | Line 3 | Ref. 3 | Version 3 | Ver. 3 | stage 3 | phase 3 "
    "| level 3 | "
    "tier 3 | task 3 | case 3 | Table A.3 | Eq. (3) | Tables 3, 4 | Tables 3–4 | Tables 3 to 4 | Figures 3a and 3b | "
    "Eqs. (3), (4) | Figures 3(a) & 4(b) | Figures 3, and 4 | "
    "表3 | 图3 | 式3 | 第3节 | 第 3 章 | 第3.2小节 | 见 3 章 | 表格3 | 阶段3 | 步骤3 | 附录3 | 算法3 | 公式3 | "
    "公式(5) | 公式（5） | 定理3 | "
    "引理3 | 方案3 | 见第3.2.1节 | "
    "in [12] | as in [3, 4] | [3; 4] | [3–5] | [3-5] | https://x.org/3 | http://x.org/v2/3 | www.x.org/3 | doi "
    "10.1000/182 | "
    "2026-11-22 | 2026/1/2 | 2026.11.30 | 2024年5月 | 2024年 | 2024 年 5 月 3 日 | 5月3日 | 2 May 2024 | 12 "
    "December, 2023 | "
    "May 2, 2024 | Jan. 12 | Sept 12 | June 3rd | on July 4th, 2024 | "
    "2412.06769 | 2412.06769v3 | arXiv:2412.06769 | "
    "(Liu et al., 2024a) | Liu et al. (2024) | Liu & Chen, 2024 | (Liu, 2024; Chen, 2023) | since 2019. | in 2019. | "
    "by 2020) | of 2021. | until 2021. | from 2021. | early 2021. | late 2021. | mid 2021. | In 2019. | Since 2019) "
    "| NeurIPS 2024 | "
    "CoRL’ 2024 | (2024) | CVPR 1998"
)  # fmt: skip


@pytest.mark.parametrize("text", REFERENCES.split(" | "))
def test_a_reference_or_a_date_is_no_quantity(text: str) -> None:
    assert [n.text for n in find_numbers(f"see {text}")] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("in 2048 steps", [2048]), ("of 1949 papers", [1949]), ("trained on 2020 samples", [2020]),
        ("1949, 2040", [1949, 2040]),
        ("stages 2", [2]), ("tables with 3 rows", [3]), ("Tables 3 and 45%", [45]), ("2026-13-22", [2026, 13]),
        ("a rate of 20% in May", [20]), ("the top 10 results", [10]), ("10.5/3 of", [10.5, 3]),
    ],
)  # fmt: skip
def test_a_quantity_that_looks_like_one_is_read(text: str, values: list[float]) -> None:
    assert [float(n.value) for n in find_numbers(text)] == values


FAMILIES = (
    "Llama LLaMA LLAMA GPT ChatGPT Qwen Claude Gemini Gemma Mistral Mixtral Phi DeepSeek Yi Vicuna Falcon Grok GLM "
    "ChatGLM InternLM InternVL LLaVA Baichuan Kimi Whisper BERT CLIP DINO Diffusion SDXL Wan Sora Imagen FLUX Sonnet "
    "Opus "
    "Haiku Python CUDA PyTorch YOLO SAM Stage Phase Step Task Level Type Round Layer Case Part Rule Prompt "
    "Experiment Question "
    "Model Example Pythia StarCoder R Seed Nemotron Hunyuan Ernie ERNIE"
)


@pytest.mark.parametrize("family", FAMILIES.split())
def test_a_version_behind_a_name_is_part_of_the_name(family: str) -> None:
    assert find_numbers(f"We use {family} 3 here") == ()
    if family.lower() not in ("stage", "phase", "task", "level", "case"):
        assert [n.value for n in find_numbers(f"We use {family} 3% more")] == [3]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1. 模型结构", []), ("方案：1. 模型", []), ("方案。2. 训练", []), ("3、实验", []), ("见：3) 结果", []),
        ("1. First of all", []),
        ("（1) 模型", []), ("; 2. 训练", []), ("，2. 训练", []), ("；2. 训练", []), ("#1. 模型", []),
        ("1. **模型**", []),
        ("a set of 12) items", [12]), ("100. 模型", [100]), ("共 3. 5 个", [3, 5]),
    ],
)  # fmt: skip
def test_the_number_of_a_list_item_is_no_quantity(text: str, values: list[float]) -> None:
    assert [float(n.value) for n in find_numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("score:-0.5", [-0.5]), ("accuracy/34.1", [34.1]), ("n=5", [5]), ("k=5", [5]), ("B=64", [64]), ("x16", []),
        ("16x16 patches", [16, 16]), ("16X16 patches", [16, 16]), ("H_{2}O", []), ("x^2", []), ("run_3", []),
        ("v2@3", []),
        ("1.2.3", []), ("8bit", []), ("3rd", []), ("A/34", []), ("lr/34.1", []), ("'5", [5]), ("3+5", [3, 5]),
        ("x’5", [5]),
        ("ab+5", []), ("ab–5", []), ("5%-7%", [5]), ("(5)-3", [5, 3]),
    ],
)  # fmt: skip
def test_what_joins_digits_to_a_name(text: str, values: list[float]) -> None:
    assert [float(n.value) for n in find_numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("costs $5 a paper", "money", 5), ("costs ＄5 a paper", "money", 5), ("\\$5", "plain", 5),
        ("$5$ of", "plain", 5),
        ("2-times", "plain", 2), ("2-fold", "multiple", 2), ("5-hour", "time", 18000), ("5\u00a0hours", "time", 18000),
        ("5\u2009hours", "time", 18000), ("5\nhours", "time", 18000), ("5, hours", "plain", 5),
        ("5; hours", "plain", 5),
    ],
)  # fmt: skip
def test_what_may_stand_between_a_number_and_its_unit(text: str, unit: str, value: int) -> None:
    (number,) = find_numbers(text)
    assert number.unit == unit
    assert number.value == value


@pytest.mark.parametrize("text", ["1×10-4", "1 x 10 - 4", "1·10-04"])
def test_a_lost_superscript_behind_a_sign_is_flattened(text: str) -> None:
    (number,) = find_numbers(text)
    assert (number.value, number.reading) == (Decimal("0.0001"), "flattened")


@pytest.mark.parametrize(
    ("text", "values"),
    [("10-4", ["0.0001"]), ("10-0", ["10", "0"]), ("10-4-2", ["10", "4", "2"]), ("10-123", ["10"]),
    ("11-4", ["11", "4"])],
)  # fmt: skip
def test_ten_and_a_hyphen_may_be_a_power(text: str, values: list[str]) -> None:
    assert [abs(n.value) for n in find_numbers(text)] == [Decimal(v) for v in values]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1e300 of", ["1E+300"]), ("1e-12 of", ["1E-12"]), ("1024 的 2 次方", ["1024", "2"]),
        ("10 的 300 次方", ["1E+300"]), ("2 的六十四次方", [str(2**64)]), ("2 的六十五次方", ["2"]),
        ("3/12345 of", ["0.0002430133657351154313487241798"]), ("3/1234567 of", ["3"]), ("doi 10.1234/5 x", []),
        ("doi 10.123456789/5 x", []), ("of [123] and", []), ("of [1234] and", ["1234"]),
        ("of [1, 123] and", []), ("of [1, 1234] and", ["1", "1234"]), ("1. ***模型", []),
        ("123,456 of", ["123456"]), ("1234,567 of", ["1234", "567"]),
    ],
)  # fmt: skip
def test_how_many_digits_each_form_has(text: str, values: list[str]) -> None:
    assert [n.value for n in find_numbers(text)][: len(values) or None] == [Decimal(v) for v in values]
