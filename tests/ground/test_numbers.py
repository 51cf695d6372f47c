"""Numbers are read by value, and what is no number is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.ground.numbers import find_numbers


def only(text: str) -> Decimal:
    (number,) = find_numbers(text)
    return number.value


@pytest.mark.parametrize(
    "text",
    [
        "1 × 10^{-4}", "1e-4", "1e−4", "10^{-4}", "0.0001", "1·10⁻⁴", "1×10-4", "$1 \\times 10^{-4}$", "1E-04",
        "1x10^-4", "10 的负四次方", "10的-4次方", "十的负 4 次方", "1 乘以 10 的负四次幂", "1 × 10 的 −4 次方",
    ],
)  # fmt: skip
def test_every_writing_of_an_exponent_has_the_same_value(text: str) -> None:
    assert only(text) == Decimal("0.0001")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("40K", "40000"), ("40,000", "40000"), ("4万", "40000"), ("3.5亿", "350000000"), ("十二万", "120000"),
        ("7B", "7000000000"), ("128k", "128000"), ("1/8", "0.125"), ("2^{16}", "65536"), ("20 000 steps", "20000"),
        ("3.5 million", "3500000"), ("三千五百", "3500"), ("３．５", "3.5"), ("−1.5", "-1.5"), ("top k = -1", "-1"),
        ("lr=1e-5", "0.00001"),
        ("学习率1e-4线性衰减", "0.0001"), ("共80GB显存", "80000000000"),
        ("在AIME 2024上达79.8%", "79.8"),
        ("训练3 epochs后", "3"), ("率为le-5时", "0.00001"),
        ("p<0.05", "0.05"), ("eight GPUs", "8"), ("le-5", "0.00001"),
        ("two thousand steps", "2000"), ("Three hundred", "300"), ("two hundred thousand", "200000"),
        ("half a million", "500000"), ("a dozen", "12"), ("two thousand five hundred and one", "2501"),
        ("1.5 million", "1500000"), ("twenty five", "25"), ("2 hundred", "200"),
        ("on a single A100 GPU", "1"), ("on an NVIDIA A100", "1"),
    ],
)  # fmt: skip
def test_a_number_is_read_by_its_value(text: str, value: str) -> None:
    assert only(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("with 1, 2, 3, and 1999 layers", [1, 2, 3, 1999]), ("we use 8, 16, 32 GPUs", [8, 16, 32]),
        ("on May 5, 2019, and May 12", []), ("on 5 May 2019", []), ("5 月 6 日", []), ("5月6日", []),
        ("Tables 3, 4, and 5 show 6, 7, and 8", [6, 7, 8]), ("since 1999; 1 to 3 and 3 to 1", [1, 3, 1]),
        ("from 3M to 4M, 4M to 3M", [3 * 10**6, 4 * 10**6, 4 * 10**6, 3 * 10**6]), ("May 5th, 12", []),
        ("5\u3000月 6\u3000日", []), ("Jan. 7, 12 and a 3rd 4", [4]), ("1, 2, 2301.01234", [1, 2]),
    ],
)  # fmt: skip
def test_numbers_of_a_list_are_read_and_its_dates_and_pointers_are_not(text: str, values: list[int]) -> None:
    assert [number.value for number in find_numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("85%", "percent"), ("百分之八十五", "percent"), ("3.2个百分点", "percent"), ("64× A100", "devices"),
        ("8 A100", "devices"),
        ("2 T4", "devices"), ("64张", "devices"), ("27 hours", "time"), ("2天", "time"), ("3.4x faster", "multiple"),
        ("3个epoch", "epochs"), ("20K-step", "steps"), ("80GB", "bytes"), ("2500 TPUv3-core-days", "gpu_time"),
    ],
)  # fmt: skip
def test_the_unit_class_is_read_with_the_number(text: str, unit: str) -> None:
    (number,) = find_numbers(text)
    assert number.unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "Qwen2.5-VL-7B", "GPT-4.1", "Llama-3", "Llama 3.2-3B", "as in [12] and [3, 4]", "Table 3", "Section 4.1",
        "Figure 2(b)", "表3", "第3.2节", "2026-11-22", "2024年5月", "arXiv:2412.06769v3", "2412.06769",
        "(Liu et al., 2024a)", "AIME 2024", "MATH-500", "β1", "CIFAR-10", "pass@1", "3D", "2nd", "统一", "一个", "十分",
        "version 1.2.3", "https://x.org/1234", "方案: 1. 模型结构", "ViT-L/16", "hundreds of models", "million-scale",
        "stage 1", "Level 5 of", "ResNet 50", "Vicuna 13", "Opus 4", "TensorFlow 2", "PSA (Wan 2.2)", "[`Llama 3`]",
        "阶段1", "见3.2节", "附录3", "the single-turn setting",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_left_out(text: str) -> None:
    assert find_numbers(text) == ()


def test_a_spelled_power_is_one_number_and_its_neighbours_are_others() -> None:
    read = find_numbers("学习率为 2 乘以 10 的负五次方，批量 64；2 的负五次方；分 4 次方可；9999 的 999 次方")
    assert [(str(n.value), n.digits) for n in read][:4] == [("0.00002", 1), ("64", 2), ("0.03125", 1), ("4", 1)]
    assert [n.text for n in read][4:] == ["9999", "999"]  # beyond every quantity of a paper


def test_number_words_that_do_not_fit_together_stay_apart() -> None:
    assert [n.value for n in find_numbers("two and three, one zero, nineteen ninety")] == [2, 3, 1, 0, 19, 90]


def test_a_picture_is_no_device() -> None:
    assert [n.unit for n in find_numbers("两张图和8张A100、100张图像")] == ["plain", "devices", "plain"]


def test_spread_range_and_sign_are_kept() -> None:
    spread, ends, power = find_numbers("72.8 ± 0.3, 2.5–3.5 and -2e-3")
    assert (spread.value, spread.plus_minus) == (Decimal("72.8"), Decimal("0.3"))
    assert (ends.value, ends.high) == (Decimal("2.5"), Decimal("3.5"))
    assert (power.value, power.sign) == (Decimal("-0.002"), "-")


def test_neighbours_in_a_table_row_stay_apart() -> None:
    values = [str(n.value) for n in find_numbers("Coconut (Ours) 34.1 ±1.5 8.2 99.8 ±0.2 9.0")]
    assert values == ["34.1", "8.2", "99.8", "9.0"]


def test_a_lost_exponent_is_read_only_under_its_own_name() -> None:
    assert [n.reading for n in find_numbers("1×10-4, 10-4, le-5")] == [
        "flattened",
        "bare_flattened",
        "letter_for_digit",
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a value of 1" + "0" * 29, [10**29]), ("a value of " + "1" * 50, []),
        ("about 10^{300} of them", [10**300]), ("about 10^{500} of them", [10]),
        ("about 2^{60} of them", [2**60]), ("about 2^{70} of them", [2]),
        ("abc/34.1 of it", [Decimal("34.1")]), ("ab/34.1 of it", []),
        ("from  26 to 42", [26, 42]), ("from   26 to 42", [26]),
        ("1/3 of it", [Decimal("0." + "3" * 28)]),
    ],
)  # fmt: skip
def test_what_is_read_on_each_side_of_a_bound(text: str, values: list[Decimal]) -> None:
    assert [n.value for n in find_numbers(text)] == values


def test_a_ratio_is_exact_to_twelve_digits() -> None:
    (ratio,) = find_numbers("1/3 of it")
    assert (ratio.quantum, ratio.digits) == (Decimal("1e-12"), 12)


def test_the_number_of_a_card_or_a_chip_is_part_of_its_name() -> None:
    assert [n.text for n in find_numbers("2 张 RTX 4090，8 张 A100")] == ["2 张", "8 张"]
    assert not find_numbers("on an EPYC 7742")


@pytest.mark.parametrize(
    "text",
    [
        "词表 128", "代表 3", "列表 12", "意图 5", "方式 4", "格式 3", "表达式 12", "环节 3", "文章 99", "地图 3",
        "哈希表 256", "使用 16 节点", "公式 3 个", "图 3 张", "阶段 3 轮", "表 3 项", "表 9999", "Table 1000",
        "Section 3.75%", "Eq. 5,000", "阶段 99999", "Llama 30000", "GPT 3 份", "BERT 12 层",
    ],
)  # fmt: skip
def test_digits_that_point_at_no_table_figure_or_section_are_a_number(text: str) -> None:
    assert len(find_numbers(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "表 999", "（表 5）", "见表 3", "根据图 3", "其中图 2", "图表 3", "附表 3", "子图 4", "公式 512", "等式（12）",
        "章节 3", "小节 3.2", "图 3 个别", "图 3 层次结构", "图 2 类似", "表 3 项目", "步骤 2", "Table 999", "图 3、4",
        "表 2 与 3", "Tables 3 and 4",
 "Llama 4090", "第 3 章节", "3.2 节",
    ],
)  # fmt: skip
def test_digits_that_point_at_a_table_figure_or_section_are_no_number(text: str) -> None:
    assert find_numbers(f"结果，{text}") == ()


@pytest.mark.parametrize(
    "unit",
    ["1 to ", "(1) ", "-5, a ", "Tables 1, 2 and 3 to 4 ", "3-5K 3±1% ", "x = 1, Llama 3 of 2,500 ", "we use 8 A100 "],
)
def test_a_text_without_an_end_is_read_as_any_other(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The " + unit * 100
    read = find_numbers(text)
    monkeypatch.setattr("pipeline.ground.numbers.TABLE", 10)
    assert find_numbers(text) == read


@pytest.mark.parametrize(("text", "values"), [("see Fig. (3) and Eq.~(4)", []), ("a method (3) of (4)", [3, 4])])
def test_digits_in_brackets_are_a_place_behind_what_points_at_one(text: str, values: list[int]) -> None:
    assert [number.value for number in find_numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a 7-billion-parameter model", ["7000000000"]),
        ("110M/340M parameters", ["110000000", "340000000"]),
        ("22 / 86 / 632", ["22", "86", "632"]),
        ("3 × 10^{-4a}", ["0.0003"]),
        ("the final stage 300 steps", ["300"]),
        ("stage 3 steps", []),
    ],
)
def test_lists_hyphens_and_marks_beside_digits(text: str, values: list[str]) -> None:
    assert [str(n.value.normalize().__format__("f")) for n in find_numbers(text)] == values
