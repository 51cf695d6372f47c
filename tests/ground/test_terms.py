"""Words that papers and digests use for one thing are one term, and words that say nothing are none."""

from __future__ import annotations

import pytest

from pipeline.ground.terms import ordered_terms, shared, terms

SAME = [
    "learning rate = 学习率 = lr = Learning Rate = learning rates",
    "batch size = 批大小 = 批次大小 = 批量大小 = 批尺寸 = batchsize = bs",
    "epoch = epochs = 轮数 = 训练轮 = 轮次",
    "step = steps = iteration = iterations = 步数 = 训练步 = 迭代",
    "weight decay = 权重衰减",
    "dropout = 丢弃率",
    "temperature = 温度 = temp",
    "warmup = 预热",
    "optimizer = optimiser = 优化器",
    "schedule = scheduler = 调度",
    "accuracy = acc = 准确率 = 精度 = 正确率",
    "average = avg = 平均 = mean",
    "parameter = params = 参数量 = 参数",
    "token = tokens = 词元",
    "layer = layers = 层数 = 层",
    "hour = hours = 小时 = hrs = hr",
    "day = 天",
    "gpu = 显卡",
    "sample = 样本 = rollout",
    "precision = prec = 精确率 = 查准率",
    "recall = 召回率",
    "rate = 率 = ratio",
    "length = 长度 = len",
    "maximum = max = 最大",
    "minimum = min = 最小",
    "size = 大小 = 规模",
    "dimension = dim = 维度",
    "head = 注意力头 = heads",
    "rank = 秩",
    "coefficient = coef = 系数 = weight",
    "score = 得分 = 分数",
    "time = 时间 = 用时",
    "resolution = 分辨率",
    "momentum = 动量",
    "seed = 种子",
    "baseline = 基线",
    "train = training = 训练",
    "test = 测试",
    "validation = val = 验证",
    "inference = 推理",
    "dataset = 数据集",
    "beta = β",
    "alpha = α",
    "epsilon = ε = ϵ = eps",
    "gamma = γ",
    "eta = η",
    "sigma = σ",
    "delta = δ",
    "tau = τ",
    "mu = μ",
    "rho = ρ",
    "lambda = λ",
    "instruct = instruction",
]


@pytest.mark.parametrize(
    ("first", "other"), [(names[0], other) for line in SAME for names in [line.split(" = ")] for other in names[1:]]
)
def test_two_names_of_one_thing_are_one_term(first: str, other: str) -> None:
    assert terms(first)
    assert terms(f"{other} of x") == terms(f"{first} of x")


def test_two_things_are_two_terms() -> None:
    lines = [terms(line.split(" = ")[0]) for line in SAME]
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize(
    "word",
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "for",
        "to",
        "with",
        "by",
        "and",
        "or",
        "per",
        "at",
        "is",
        "are",
        "be",
        "we",
        "our",
        "as",
        "from",
        "number",
        "set",
        "setting",
        "use",
        "used",
        "using",
        "value",
        "its",
        "it",
        "this",
        "that",
        "each",
        "all",
        "vs",
        "no",
        "not",
        "was",
        "were",
        "which",
    ],
)
def test_a_word_that_says_nothing_is_no_term(word: str) -> None:
    assert terms(f"{word} recall") == terms("recall")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("warmups", "warmup"), ("trainings", "train"), ("policies", "polic"), ("batches", "batch"),
        ("trained", "train"),
        ("trainers", "train"), ("evaluate", "evaluat"), ("样本数量", "samples"), ("warm-up", "warm up"),
    ],
)  # fmt: skip
def test_endings_do_not_matter(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other"), [("bed", "b"), ("uses", "us"), ("kings", "k"), ("rare", "rar"), ("axes", "ax")]
)
def test_a_short_word_keeps_its_ending(one: str, other: str) -> None:
    assert terms(one) != terms(other)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Llama-3.1-8B", ("llama", "3.1", "8b")), ("8K", ("8k",)), ("7M of it", ("7m",)), ("8 bits", ("8", "bits")),
        ("recall@20", ("recall", "20")),
        ("MATH 准确率", ("math", "accuracy")), ("ω and α", ("ω", "alpha")), ("2k", ("2k",)), ("2b", ("2b",)),
        ("2m", ("2m",)), ("80GB", ("80", "gb")),
    ],
)  # fmt: skip
def test_a_size_is_one_word(text: str, found: tuple[str, ...]) -> None:
    assert ordered_terms(text) == tuple(w for f in found for w in (ordered_terms(f) if f == "accuracy" else (f,)))


@pytest.mark.parametrize(
    ("wanted", "there", "held"),
    [
        ("olympiad", "olympiadbench", True), ("olympiadbench", "olympiad", True), ("oly", "olympiad", False),
        ("olympiad", "oly", False),
        ("math", "mathematics", True), ("mat", "mathematics", False), ("acc", "accuracy", True),
        ("cat", "dog", False), ("12345", "1234", False),
    ],
)  # fmt: skip
def test_a_long_abbreviation_counts_as_its_word(wanted: str, there: str, held: bool) -> None:
    assert bool(shared(terms(wanted), terms(there))) is held


def test_a_stem_has_four_letters_or_more() -> None:
    assert terms("boats") == terms("boat")
    assert terms("runs") != terms("run")


@pytest.mark.parametrize(
    ("wanted", "there", "found"),
    [
        ({"temperature"}, {"temp"}, True), ({"temp"}, {"temperature"}, True), ({"temperature"}, {"tem"}, False),
        ({"lay", "layexyz"}, {"layer"}, False), ({"laye", "layexyz"}, {"layer"}, True),
    ],
)  # fmt: skip
def test_an_abbreviation_of_four_letters_is_its_word(wanted: set[str], there: set[str], found: bool) -> None:
    assert bool(shared(frozenset(wanted), frozenset(there))) is found
