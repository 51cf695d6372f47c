"""Numbers in words, English and Chinese, and the words that only look like them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.ground.forms import chinese_text
from pipeline.ground.number_words import chinese_value
from pipeline.ground.numbers import find_numbers

ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
TENS = "thirty forty fifty sixty seventy eighty ninety"


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *((word, value) for value, word in enumerate(ENGLISH.split())),
        *((word, 10 * value) for value, word in enumerate(TENS.split(), 3)),
        ("twice", 2), ("single", 1), ("a dozen", 12), ("a hundred", 100), ("a thousand", 10**3), ("a million", 10**6),
        ("a billion", 10**9), ("a trillion", 10**12), ("an hundred", 100), ("half a million", 500_000),
        ("two dozen", 24), ("two hundred", 200), ("two hundred thousand", 200_000), ("forty-two", 42),
        ("sixty-five", 65),
        ("forty two", 42),
        ("one hundred and five", 105), ("three thousand and twelve", 3012), ("two million five thousand", 2_005_000),
        ("nineteen thousand", 19_000),
    ],
)  # fmt: skip
def test_every_english_number_word_has_its_value(word: str, value: int) -> None:
    (number,) = find_numbers(f"with {word} of them")
    assert number.value == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("one hundred and twenty", [120]), ("one hundred and five", [105]), ("one hundred fifty-six", [156]),
        ("ten five", [10, 5]), ("thirty five", [35]), ("twenty-five three", [25, 3]), ("twenty eleven", [20, 11]),
        ("twenty-seven", [27]), ("half an hundred", [50]), ("three dozen", [36]), ("two hundred", [200]),
        ("six hundred dozen thousand", [7_200_000]), ("twelve hundred hundred thousand", [120_000]),
        ("one two three", [1, 2, 3]), ("twenty thirty", [20, 30]),
        ("ninety ten", [90, 10]), ("twenty one two", [21, 2]), ("five and six", [5, 6]), ("five  six", [5, 6]),
        ("zero-shot and one-hot", []), ("two-stage", [2]), ("someone", []), ("one_hot", []), ("tent", []),
        ("half an hour", [1800]), ("half a minute", [30]), ("half a day", [43200]), ("half a week", [302400]),
        ("half an epoch", [Decimal("0.5")]), ("Half a day", [43200]), ("half a page", []), ("on a A100", [1]),
        ("an NVIDIA A100", [1]), ("a TPU", []), ("a GPU", [1]), ("An H100", [1]),
    ],
)  # fmt: skip
def test_what_is_one_spelled_number_and_what_are_several(text: str, values: list[int]) -> None:
    assert [n.value for n in find_numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", "0"), ("〇", "0"), ("一", "1"), ("二", "2"), ("两", "2"), ("三", "3"), ("四", "4"), ("五", "5"),
        ("六", "6"),
        ("七", "7"), ("八", "8"), ("九", "9"), ("十", "10"), ("十二", "12"), ("二十", "20"), ("一百", "100"),
        ("一百零五", "105"),
        ("一百五", "150"), ("三十五", "35"),
        ("三千五", "3500"), ("一千零五十", "1050"), ("十二万", "120000"), ("三千万", "30000000"),
        ("一亿", "100000000"),
        ("二亿三千万", "230000000"), ("一万五", "15000"), ("三点五亿", "350000000"), ("一点五万", "15000"),
        ("三点一四", "3.14"),
        ("二〇二四", "2024"), ("三点五万亿", "3500000000000"), ("一亿零五", "100000005"), ("一万零五", "10005"),
        ("一百〇五", "105"),
        ("三万五千", "35000"), ("十二亿", "1200000000"),
    ],
)  # fmt: skip
def test_every_chinese_numeral_has_its_value(text: str, value: str) -> None:
    assert chinese_value(text) == Decimal(value)


@pytest.mark.parametrize("text", ["三三百", "三点", "三点十", "三个", "三点五百", "九" * 25])
def test_what_is_no_chinese_numeral_has_none(text: str) -> None:
    assert chinese_value(text) is None


def test_the_longest_numerals_are_read() -> None:
    longest = chinese_text(999_999_999_999)
    assert len(longest) == 23
    assert chinese_value(longest) == 999_999_999_999
    assert chinese_value("九" * 24) == 10**24 - 1


@given(st.integers(0, 10**12 - 1))
def test_a_number_in_chinese_reads_back(value: int) -> None:
    assert chinese_value(chinese_text(value)) == value


@pytest.mark.parametrize("value", [-1, 10**12])
def test_no_chinese_is_made_outside_its_range(value: int) -> None:
    with pytest.raises(ValueError, match="not between"):
        chinese_text(value)


MEASURES = (
    "个 种 项 类 层 轮 步 张 块 台 次 倍 阶段 组 条 篇 天 小时 分钟 秒 周 维 套 份 大 款 卡 位 路 名 段 幅 帧 万 亿"
)


@pytest.mark.parametrize("measure", MEASURES.split())
def test_a_lone_chinese_digit_counts_before_a_measure_word(measure: str) -> None:
    assert len(find_numbers(f"共三{measure}。")) == 1
    assert len(find_numbers(f"共三 {measure}。")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "三思而行",
        "十分",
        "百姓",
        "千里",
        "一个",
        "一种",
        "统一",
        "三分之一",
        "千万不要",
        "第三个",
        "数十个",
        "几百个",
        "每三个",
        "好几个",
        "上百个",
    ],
)
def test_a_chinese_digit_in_a_word_is_no_number(text: str) -> None:
    assert find_numbers(text) == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("一天", 86400, "time"), ("一小时", 3600, "time"), ("一周", 604800, "time"), ("一年", 1, "plain"),
        ("十二个", 12, "plain"),
        ("百分之八十五", 85, "percent"), ("百分之三点五", Decimal("3.5"), "percent"), ("百分之十", 10, "percent"),
        ("百分之百", 100, "percent"),
        ("百分之〇点五", Decimal("0.5"), "percent"), ("二十五", 25, "plain"), ("三千五百", 3500, "plain"),
        ("一亿", 10**8, "plain"), ("三点一四", Decimal("3.14"), "plain"),
    ],
)  # fmt: skip
def test_a_chinese_quantity_is_read_with_its_unit(text: str, value: Decimal, unit: str) -> None:
    (number,) = find_numbers(f"为{text}。")
    assert (number.value, number.unit, number.reading) == (value, unit, "chinese")


def test_a_run_of_chinese_scales_is_no_quantity() -> None:
    assert [n.value for n in find_numbers("一亿亿，")] == [Decimal(10) ** 16]
    assert find_numbers("一千亿亿亿，") == ()
