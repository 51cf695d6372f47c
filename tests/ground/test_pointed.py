"""A fact that names its place is read there, and next door before anybody complains."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check
from schemas.grounding import Fact, Verdict
from schemas.records import Block
from tests.ground.papers import grid, paper
from tests.places import indexed

BRIEF = "Nothing is said of it."
LONG = (BRIEF,) * 9  # so that no paragraph stands next to the first


def verdict(value: str, name: str, *blocks: Block | str, at: str = "1", context: str = "") -> Verdict:
    return check(Fact(id="x", name=name, value=value, context=context, at=at), indexed(paper(*blocks)))


NEGATIONS = (
    "no | none | not | without | w/o | removed | disabled | omitted | drops | dropped | dropping | free | excluded | "
    "cancelled | off | 不 | 无 | 未 | 去掉 | 移除 | ✗ | ×"
)


@pytest.mark.parametrize("word", NEGATIONS.split(" | "))
def test_every_word_that_denies(word: str) -> None:
    assert verdict("不使用", "KL penalty", f"The KL penalty is {word} here.").kind == "holds"
    assert verdict("不使用", "KL penalty", "The KL penalty stays here.").kind == "unsupported"
    said = f"{word} a penalty of KL" if word.isascii() else word
    assert verdict(said, "KL penalty", "The KL penalty stays here.", *LONG).kind == "unsupported"


def test_dropout_denies_nothing() -> None:
    assert verdict("不使用", "dropout", "Dropout is large here.").kind == "unsupported"


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        ("12", "It has 12 of them.", "holds"),  # two digits are seldom there by chance
        ("8", "It has 8 of them.", "unsupported"),
        ("0.5", "It has 0.5 of them.", "holds"),
        ("8%", "It has 8% of them.", "unsupported"),
        ("12%", "It has 12% of them.", "holds"),
        ("8 GPUs", "It has 8 GPUs for them.", "holds"),
    ],
)
def test_a_number_without_words_in_common_has_to_be_a_sure_one(value: str, text: str, kind: str) -> None:
    assert verdict(value, "seeds", f"{text} Of seeds, more follows.", *LONG).kind == kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("a learning rate that decays along a cosine", "holds"),  # three of five words are there
        ("a learning rate that follows some quite other curve", "unsupported"),  # two of five
        ("a learning rate under zebra lion tiger", "unsupported"),
    ],
)
def test_a_value_of_words_stands_there_with_most_of_them(words: str, kind: str) -> None:
    text = "The learning rate decays from its peak to nothing in the end."
    assert verdict(words, "learning rate", text, *LONG).kind == kind


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        ("0.3", "The mask of all images covers 30% of pixels.", "unsupported"),
        ("0.3", "The mask ratio of all images is 30% here.", "holds"),
        ("3", "The mask of all images has three ratio bins.", "holds"),
        ("3", "We mask it in three of our images.", "unsupported"),
        ("7", "We mask all of our 7–9 images.", "unsupported"),
        ("7", "A mask ratio of 7–9 holds.", "holds"),
    ],
)
def test_a_value_in_another_writing_stands_beside_its_name(value: str, text: str, kind: str) -> None:
    assert verdict(value, "mask ratio bins", text, *LONG).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The peak learning rate is 0.125 here.", "holds_elsewhere"),
        ("The rate is 0.125 for a peak.", "unsupported"),
    ],
)
def test_elsewhere_a_value_stands_under_nearly_all_words_of_its_name(text: str, kind: str) -> None:
    assert verdict("0.125", "peak learning rate", BRIEF, text).kind == kind


@pytest.mark.parametrize("word", ["eight", "八个"])
def test_a_number_in_words_is_found_in_its_place_alone(word: str) -> None:
    said = f"The group size is {word} here."
    assert verdict("8", "group size", said, *LONG).kind == "holds"
    assert verdict("8", "group size", BRIEF, said).kind == "unsupported"


@pytest.mark.parametrize(("letters", "kind"), [(25, "holds"), (45, "unsupported")])
def test_a_number_of_a_caption_stands_beside_its_name(letters: int, kind: str) -> None:
    table = grid([["Method", "Acc."], ["A", "90.3"]], caption=f"Seeds {'w' * letters} 12 {'w' * 80}")
    assert verdict("12", "seeds", table, at="1.1").kind == kind


@pytest.mark.parametrize(
    ("value", "kind"),
    [("(0.9, 0.95)", "holds"), ("[0.9，0.95]", "holds"), ("0.9, 0.95, 0.99", "unsupported")],
)
def test_a_list_stands_in_one_list(value: str, kind: str) -> None:
    text = "The betas are (0.9, 0.95) here, and the betas of the critic, as it turned out, were 0.99 in the end."
    assert verdict(value, "betas", text, *LONG).kind == kind


@pytest.mark.parametrize(
    ("value", "kind"),
    [("{5, 10}", "holds"), ("{5, 11}", "unsupported"), ("{5, 10, 15}", "unsupported"), ("10", "unsupported")],
)
def test_a_list_needs_no_word_where_just_its_numbers_stand_together(value: str, kind: str) -> None:
    text = "The latent thoughts are tried with values of 5 and 10 here."
    assert verdict(value, "N_{t}（潜空间思考步数）", text, *LONG).kind == kind


@pytest.mark.parametrize(("value", "kind"), [("0.513 GeV", "holds"), ("0.513", "differs")])
def test_a_number_of_another_unit_is_not_meant_instead(value: str, kind: str) -> None:
    table = grid(
        [
            ["", "FPE", "PPE"],
            ["", "Eq. (1)", "Eq. (2) with q=1.10"],
            ["", "A = 0.0820 fm^{-1}", "A = 0.0820 fm^{-1}"],
            ["Eqs. (7), (8)", "B = 0.0216 GeV^{2}/fm σ_{∞} = 0.513 GeV", "B = 0.0216 GeV^{2}/fm σ_{∞} = 0.510 GeV"],
            ["with q=1", "τ_{M} = 12.20 fm/c ℓ_{M} = 3.78 fm", "τ_{M} = 12.20 fm/c ℓ_{M} = 3.78 fm"],
        ],
        header_rows=2,
    )
    context = "T = 200 MeV and m_{0} = 1.5 GeV, FPE Eq. (1), Eqs. (7), (8) with q=1"
    assert verdict(value, "σ_{∞}", table, at="1.2", context=context).kind == kind


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("two（两次）", "holds"),
        ("about 20 hours（约 20 小时）", "holds"),
        ("two（三次）", "unsupported"),
        ("inferences for every pair（双三次）", "holds"),
    ],
)
def test_what_a_gloss_says_once_more_is_one_number(value: str, kind: str) -> None:
    text = "Training twice takes about 20 hours, with two inferences for every pair."
    assert verdict(value, "training inferences", text, *LONG).kind == kind


@pytest.mark.parametrize(
    ("value", "holds"),
    [("17.4 ± 1.4 minutes", True), ("17.4 ± 1.5 minutes", False), ("17.4 ± 1.4", True), ("17.4 ± 84", False)],
)
def test_a_spread_has_the_unit_of_its_number(value: str, holds: bool) -> None:
    table = grid([["Model", "Training time (minutes)"], ["Nvidia", "20.0 ± 1.5"], ["Flash", "17.4 ± 1.4"]])
    assert (verdict(value, "training time", table, at="1.2", context="Flash").kind == "holds") == holds


CONTEXTS = grid([["Model", "Context length", "ppl"], ["A", "1k", "18.2"], ["B", "2k", "17.6"], ["C", "4k", "17.5"]])


@pytest.mark.parametrize(
    ("value", "at", "holds"),
    [
        ("{1k, 2k, 4k}", "1.1, 1.2, 1.3", True),
        ("{1k, 2k, 4k}", "1.1, 1.2", False),
        ("{1k, 2k, 8k}", "1.1, 1.2, 1.3", False),
    ],
)
def test_a_list_stands_in_the_column_of_as_many_rows_as_it_has_numbers(value: str, at: str, holds: bool) -> None:
    assert verdict(value, "context length", CONTEXTS, at=at).kind.startswith("holds") == holds


@pytest.mark.parametrize("value", ["1, 2, 4, 14, 1", "1, 2, 4, 14"])
def test_the_last_number_of_a_list_may_have_the_unit_of_all(value: str) -> None:
    text = "Three guidelines give the number of layers. The five stages have 1, 2, 4, 14, 1 layers in the first model."
    assert verdict(value, "layers of each stage", text, *LONG).kind == "holds"


def test_a_number_of_half_a_sentence_is_not_set_against_others() -> None:
    halves = ("The MAD of single publications is between 4", "and 6 for them, while the MAD of institutions is 3.")
    context = "MAD of institutions"
    assert verdict("between 4 and 6", "MAD", *halves, at="1, 2", context=context).kind == "holds"
    whole = "The MAD of single publications is 6 for them, while the MAD of institutions is 3."
    assert verdict("6", "MAD of institutions", whole, context=context).kind == "differs"


SIDE_BY_SIDE = [
    ["Win Rate", "", "Harmless Rate", "Harmless Rate"],
    ["RLAIF vs SFT", "71%", "SFT", "64%"],
    ["RLHF vs SFT", "73%", "RLHF", "76%"],
]


def test_a_column_without_a_head_may_be_the_one_that_is_meant() -> None:
    name, context = "win rate vs. SFT（对 SFT 的胜率）", "Summarization（摘要）；RLAIF"
    assert verdict("71%", name, grid(SIDE_BY_SIDE), at="1.1", context=context).kind == "holds"


def test_an_apostrophe_parts_no_name() -> None:
    text = "We use OpenAI’s Human Preferences here."
    assert verdict("OpenAI's Human Preferences", "", text).kind == "holds"


RATES = "The learning rate is 0.02 for the first 60k mini-batches and 0.002 for the next 20k."


@pytest.mark.parametrize(("value", "rate"), [("20k", "0.002"), ("60k", "0.02")])
def test_a_condition_belongs_to_the_number_that_nothing_parts_it_from(value: str, rate: str) -> None:
    assert verdict(value, "Mini-batches（步数）", RATES, *LONG, context=f"Fast R-CNN，学习率 {rate}").kind == "holds"


def test_a_sentence_that_has_the_context_s_words_is_meant_and_not_the_one_before_it() -> None:
    text = "After STaR ran, the overall accuracy is 89.5%. {} attains 76.3% accuracy."
    context = "Arithmetic, baseline trained without rationales"
    said = text.format("A baseline trained on 10,000 examples without rationales for 5,000 steps")
    assert verdict("76.3%", "overall accuracy", said, *LONG, context=context).kind == "holds"


@pytest.mark.parametrize(("first", "kind"), [("8 images", "holds"), ("Then 8 images", "differs")])
def test_a_paragraph_that_begins_with_a_number_goes_on_from_another(first: str, kind: str) -> None:
    halves = (
        "Thus the RPN step has a batch size of",
        f"{first} each, and the Fast step has a batch size of 16 images.",
    )
    assert verdict("8 images", "batch size", *halves, at="2").kind == kind


@pytest.mark.parametrize(("value", "kind"), [("1 to 10", "holds"), ("1 to 9", "unsupported")])
def test_a_range_needs_no_word_where_just_its_ends_stand_together(value: str, kind: str) -> None:
    text = "The model is prompted to rate the quality of a generation between 1 and 10."
    assert verdict(value, "Score range（打分范围）", text, *LONG).kind == kind


@pytest.mark.parametrize(("value", "kind"), [("0.767", "holds"), ("0.7", "unsupported"), ("0.768", "unsupported")])
def test_a_line_of_a_formula_says_nothing_of_its_number(value: str, kind: str) -> None:
    said = value.replace("8", "7")
    assert verdict(value, "threshold of disclosure", f"≈ {said}", *LONG).kind == kind


def test_neither_an_argument_nor_a_range_is_a_number_s_rival() -> None:
    profit = "This exceeds the baseline profit of P(1) = 0.125 under a perfect signal."
    assert verdict("0.125", "profit", profit, *LONG, context="perfect signal").kind == "holds"
    rounds = (
        "The accuracies across digits 1-5 over each iteration of the outer loop rise. After 16 iterations it is high."
    )
    assert verdict("16", "Outer-loop iterations（外层循环次数）", rounds, *LONG).kind == "holds"


def test_a_number_with_the_claims_own_condition_has_no_rival_of_another() -> None:
    text = (
        "We trained the small nets for a total of 4,000 steps or 2 hours. The large nets were trained for 9,000 steps."
    )
    assert verdict("4,000", "train steps", text, *LONG, context="Net (small net)").kind == "holds"
    assert verdict("4,000", "train steps", text, *LONG, context="Net (large net)").kind == "differs"


def test_two_of_one_unit_are_told_apart_by_what_they_hold_for_alone() -> None:
    text = "Smooth tide-based nets took about 45 minutes to train and stepped tide-based nets took about 15 minutes."
    assert verdict("15 minutes", "training time", text, *LONG, context="离散 tide").kind == "holds"


def test_how_many_values_were_tried_is_none_of_the_values() -> None:
    text = (
        "We compare 5 values of the learning rate. The resulting rates for A and B are 5e-6 and 1.04e-5, respectively."
    )
    assert verdict("1.04e-5", "learning rate", text, *LONG, context="B").kind == "holds"


@pytest.mark.parametrize(("symbol", "kind"), [("T = ", "holds"), ("", "differs")])
def test_a_number_that_a_symbol_has_is_not_meant_instead(symbol: str, kind: str) -> None:
    text = f"Of it 1600 segments of length {symbol}70 were randomly split into training (1280 x N) and test sets."
    assert verdict("1280", "training segments", text, *LONG).kind == kind


REPEATED = [
    ["", "Main Runs", "Main Runs", ""],
    ["", "GRU", "TIDE", "TIDE"],
    ["Learning rate", "1e-3", "5e-3", "5e-4"],
]


@pytest.mark.parametrize(("context", "kind"), [("主实验，TIDE", "holds"), ("TIDE", "differs")])
def test_a_shorter_head_is_not_meant_where_the_fact_says_more_in_chinese(context: str, kind: str) -> None:
    assert verdict("5e-3", "learning rate", grid(REPEATED, header_rows=2), at="1.1", context=context).kind == kind


@pytest.mark.parametrize(
    ("system", "kind"),
    [
        ("Look (DINO, Free Choice)", "holds"),
        ("Look（DINO，自由选择）", "holds"),  # what it has beside the name is the other row's no more than its own
        ("Look（DINO）", "differs"),
        ("Look（以 DINO 再看）", "differs"),  # a gloss
    ],
)
def test_a_variant_in_chinese_beside_a_name_in_brackets_is_not_the_row_without_it(system: str, kind: str) -> None:
    rows = [["Model", "Birds"], ["Look (DINO)", "0.892"], ["Look (DINO, Free Choice)", "0.911"]]
    assert verdict("0.911", "score", grid(rows), at="1.2", context=f"Birds, {system}").kind == kind


@pytest.mark.parametrize(("value", "kind"), [("4 H20", "holds"), ("4 A100", "unsupported"), ("6 H20", "unsupported")])
def test_a_cell_of_devices_says_by_itself_that_they_are(value: str, kind: str) -> None:
    rows = [["Stage", "Main resource", "Wall time"], ["First stage", "4 H20 training", "0.4 h"]]
    assert verdict(value, "GPU", grid(rows), at="1.1", context="监督微调").kind == kind


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("1280×768", "holds"),
        ("1280 x 768（宽 × 高）", "holds"),
        ("1280×769", "unsupported"),
        ("280×768", "unsupported"),
        ("8 × 9", "unsupported"),  # two digits that may be anything
    ],
)
def test_a_size_that_stands_as_a_whole_needs_no_word_beside_it(value: str, kind: str) -> None:
    text = "Unless stated, they are generated at 1280×768 / 69 frames, and 8 × 9 tiles."
    assert verdict(value, "Resolution（视频分辨率）", text, *LONG).kind == kind


def test_a_size_in_a_row_s_label_has_no_rival_in_the_same_label() -> None:
    rows = [["Model", "PSNR"], ["Wan 2.2 5B (1280 × 704, 121 frames)", "23.03"], ["Wan 2.1 1.3B (832 × 480)", "22.1"]]
    said = {"context": "视频生成，Wan 2.2 5B"}
    assert verdict("1280 × 704", "Resolution（视频分辨率）", grid(rows), at="1.1", **said).kind == "holds"
    assert verdict("1280 × 704", "Resolution（视频分辨率）", grid(rows), at="1.2", **said).kind != "holds"


@pytest.mark.parametrize(
    ("name", "kind"), [("K（训练分布更新的次数）", "holds"), ("k（训练分布更新的次数）", "differs")]
)
def test_a_number_that_its_own_symbol_is_set_to_has_no_rival(name: str, kind: str) -> None:
    text = "By adapting the training distribution {Ξ_{k}}^{K}_{k=1} across K = 20 steps over 200k timesteps."
    assert verdict("20", name, text, *LONG).kind == kind


@pytest.mark.parametrize(
    ("value", "kind"), [("8", "holds"), ("4", "holds"), ("9", "unsupported"), ("1", "unsupported")]
)
def test_how_many_were_drawn_stands_behind_an_at(value: str, kind: str) -> None:
    text = "We report mean@8 for AIME, AVG@4 elsewhere, and write to a@1b."
    assert verdict(value, "Samples per problem（每题采样数）", text, *LONG, context="评测").kind == kind


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        ("1", "The model receives R_{acc} = α ∈{0, 1} by checks. A reward that is wrong is neutral.", "holds"),
        ("2", "The model receives R_{acc} = α ∈{0, 1} by checks. A reward that is wrong is neutral.", "unsupported"),
        ("1", "The model receives R_{acc} = α ∈{0, 1} by checks.", "unsupported"),
        ("1", "The model receives {0, 1} by checks. A reward that is wrong is neutral.", "unsupported"),
    ],
)
def test_a_value_of_the_set_that_a_symbol_is_from_needs_a_word_of_its_paragraph(
    value: str, text: str, kind: str
) -> None:
    assert verdict(value, "Correct answer reward（答对的奖励）", text, *LONG).kind == kind


@pytest.mark.parametrize(
    ("value", "name", "kind"),
    [
        ("500", "Warmup steps（预热步数）", "holds"),
        ("15,000", "Decay steps（衰减步数）", "holds"),
        ("15,000", "Warmup steps（预热步数）", "differs"),
        ("500", "Decay steps（衰减步数）", "differs"),
    ],
)
def test_strokes_part_a_row_s_names_as_they_part_its_numbers(value: str, name: str, kind: str) -> None:
    rows = [["Setting", "LIBERO", "RoboCasa PickPlace-5"], ["Warmup/decay steps", "1,000/30,000", "500/15,000"]]
    assert verdict(value, name, grid(rows), at="1.1", context="微调，RoboCasa PickPlace-5").kind == kind


@pytest.mark.parametrize(("value", "kind"), [("43.4", "holds"), ("69.4", "differs")])
def test_a_column_without_a_head_of_its_own_under_the_same_one_may_be_meant(value: str, kind: str) -> None:
    rows = [
        ["", "Qwen3-4B", "Qwen3-4B", "Qwen3-4B"],
        ["Metric", "", "Instruct", "UnsolvableRL"],
        ["Overall", "43.4", "38.8", "69.4"],
    ]
    assert verdict(value, "Qwen3-4B Instruct", grid(rows, header_rows=2), at="1.1").kind == kind


@pytest.mark.parametrize(
    ("value", "text", "holds"),
    [
        ("10^{-3}", "It is trained by Adam at a constant 10^{-3}, batch 128, 8000 steps.", True),
        ("2 × 10^{-4}", "We take AdamW (2 × 10^{-4}) and a batch of 128.", True),
        ("2 × 10^{-4}", "It shrinks at η=2 × 10^{-4}, λ=0.01.", True),
        ("0.01", "It shrinks at η=2 × 10^{-4}, λ=0.01.", False),
        ("0.1", "It is trained by Adam with dropout 0.1.", False),
        ("8", "It is trained by Adam with 8 seeds.", False),
    ],
)
def test_the_number_behind_an_optimizer_is_its_learning_rate(value: str, text: str, holds: bool) -> None:
    assert verdict(value, "learning rate", text, *LONG).holds == holds


@pytest.mark.parametrize(
    ("value", "name", "context", "text"),
    [
        ("0.3", "dropout", "解码器", "The dropout is 0.1 everywhere except in the decoder, where it is 0.3."),
        ("300", "steps", "", "It has two epochs, and the final stage 300 steps."),
        ("1998–2019", "period", "", "The panel covers 22 years of the period (1998–2019)."),
        ("8:1:1", "split", "", "The data split is 8:1:1."),
        ("3×10^{-4}", "learning rate", "", "The learning rate is 3 × 10^{-4a} here."),
        ("340M", "parameters", "", "It has 110M/340M parameters."),
    ],
)
def test_other_ways_to_state_a_setting(value: str, name: str, context: str, text: str) -> None:
    assert verdict(value, name, text, *LONG, context=context).kind == "holds"


def test_of_two_scores_that_are_compared_chinese_systems_tell_none() -> None:
    text = "Binding improved 6-fold, from a K_{d} of 12 nM to 2 nM."
    for value in ("2 nM", "12 nM"):
        fact = Fact(id="result", name="K_{d}（越低越好）", value=value, context="结合 ; 改造后的蛋白", at="1")
        assert check(fact, indexed(paper(text, *LONG))).holds


def test_a_variant_that_chinese_describes_is_not_the_whole_method() -> None:
    text = "The whole AeroNet reaches 0.91 ACC, and without the graph branch 0.86."
    fact = Fact(id="result", name="ACC", value="0.86", context="T850 ; AeroNet（去掉图分支）", at="1")
    assert check(fact, indexed(paper(text, *LONG))).holds


@pytest.mark.parametrize(
    ("value", "kind"),
    [("Smooth-family FNO fields", "holds"), ("Smooth-family GNO fields", "unsupported"), ("FNO fields", "unsupported")],
)
def test_a_dataset_that_is_described_holds_where_all_its_words_stand(value: str, kind: str) -> None:
    text = "A matched smooth-family check of the FNO uses independent train and test fields."
    fact = Fact(id="dataset", value=value, at="1")
    assert check(fact, indexed(paper(text, *LONG))).kind == kind


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [
        ("10^{-4}", "learning rate", "It uses one epoch, cutoff length 2,048 and cosine decay from 10^{-4}."),
        ("2,048", "maximum context", "It uses one epoch, cutoff length 2,048 and cosine decay."),
    ],
)
def test_what_stands_in_the_named_place_is_never_not_found(value: str, name: str, text: str) -> None:
    assert verdict(value, name, text, *LONG).kind == "holds"


def test_a_number_of_another_sentence_without_the_system_says_nothing_against_the_value_beside_it() -> None:
    text = "We call a score of 6 or more a partial result. At Retrain, Seek-V4 reaches one on 22 of 33 cells."
    fact = Fact(id="result", name="partial result（部分复现）", value="22 of 33", context="Retrain ; Seek-V4", at="1")
    assert check(fact, indexed(paper(text, *LONG))).kind == "holds"


@pytest.mark.parametrize(
    ("value", "at", "holds"), [("2e-4", "1.3", True), ("1e-4", "1.2", False), ("2e-4", "1.4", False)]
)
def test_a_cell_that_spans_rows_holds_for_each_of_them(value: str, at: str, holds: bool) -> None:
    rows = [["Benchmark", "LR"], ["Tide", ""], ["Ebb", "2e-4"], ["Flow", ""], ["Spring", "1e-4"]]
    assert verdict(value, "learning rate", grid(rows), at=at).holds == holds


def test_none_is_said_by_a_denial() -> None:
    assert verdict("none（不用）", "warm-up", "No warm-up is used.", *LONG).holds
    assert not verdict("none（不用）", "warm-up", "A warm-up is used.", *LONG).holds


@pytest.mark.parametrize(("value", "kind"), [("10", "unsupported"), ("0.7", "differs")])
def test_a_paragraph_states_another_value_only_where_it_is_written_alike(value: str, kind: str) -> None:
    text = "The curriculum radius of a level is 0.5 for all."
    assert verdict(value, "curriculum radius of a level", text, *LONG).kind == kind


NOTED = [
    ["System", "LLM", "F1"],
    ["Bash", "Owl-4", "0.80"],
    ["OpenBash", "Owl-4", "12.5"],
    ["OpenBash^{rem}", "Owl-4", "82.0"],
]


def test_a_footnote_s_mark_makes_no_other_row() -> None:
    said = verdict("82.0", "F1", grid(NOTED), at="1.3", context="Bugs ; Owl-4（OpenBash，加提交提醒）")
    assert said.kind == "holds"


TRAINED = [
    ["Method", "Data", "car", "train", "Mean"],
    ["MARCO", "Pairs", "88.6", "93.6", "86.4"],
    ["MARCO", "Ours P.T. → Pairs", "91.9", "94.7", "89.3"],
]


@pytest.mark.parametrize(
    ("value", "at", "system", "kind"),
    [
        ("89.3", "1.2", "MARCO（Sem 预训练后在 Pairs 上微调）", "holds"),
        ("86.4", "1.1", "MARCO（只用 Pairs 训练）", "holds"),  # which is no "train"
        ("91.9", "1.2", "MARCO（类别 train）", "differs"),
    ],
)
def test_what_a_system_is_trained_on_is_no_column(value: str, at: str, system: str, kind: str) -> None:
    assert verdict(value, "score", grid(TRAINED), at=at, context=f"Pairs ; {system}").kind == kind


TOUCH = [["System", "Insert"], ["TactVLA", "72.4"], ["TactVLA w/o touch", "48.2"]]


@pytest.mark.parametrize(("system", "kind"), [("TactVLA（去掉触觉）", "holds"), ("TactVLA", "differs")])
def test_what_a_bracket_leaves_out_is_the_row_without_it(system: str, kind: str) -> None:
    assert verdict("48.2", "success", grid(TOUCH), at="1.2", context=f"Insert ; {system}").kind == kind


def test_a_cell_of_a_count_and_a_share_says_both() -> None:
    rows = [["Outcome", "Care (n = 212)"], ["Adherence", "88 (41.5)"], ["HbA1c", "8.1 (1.2)"]]
    shared_out = grid(rows, caption="Outcomes. Values are mean (SD) or n (%).")
    assert verdict("41.5%", "adherence", shared_out, at="1.1", context="Care").holds
    assert verdict("212", "participants", shared_out, at="1.1", context="Care").holds
    assert not verdict("212", "adherence", shared_out, at="1.1", context="Care").holds


PADDED = [
    ["Model", "Baseline", "RSP(prefix)", "RSP(suffix)"],
    ["Owl-7B", "52.20", "59.20 (+7.0)", "70.40 (+18.2)"],
]


@pytest.mark.parametrize(
    ("value", "system", "kind"),
    [("52.20", "Owl-7B（不加 RSP）", "holds"), ("52.20", "RSP（prefix，Owl-7B）", "differs")],
)
def test_what_a_bracket_denies_names_no_column(value: str, system: str, kind: str) -> None:
    assert verdict(value, "accuracy", grid(PADDED), at="1.1", context=f"Sums ; {system}").kind == kind


def test_a_value_in_a_row_that_goes_on_another_needs_no_label() -> None:
    rows = [["Part", "Setting"], ["Detector", "10,000 trees, early stopping"], ["", "500."]]
    assert verdict("500", "Early stopping（早停）", grid(rows), at="1.1,1.2", context="训练检测器").holds
    assert not verdict("600", "Early stopping（早停）", grid(rows), at="1.1,1.2", context="训练检测器").holds


def test_a_list_of_pairs_stands_there_as_a_whole() -> None:
    text = "We watch the pairs (6, 7), (24, 25), and (26, 27) of them."
    value = "(6, 7), (24, 25), and (26, 27)（(6, 7)、(24, 25) 和 (26, 27)）"
    assert verdict(value, "Monitored layers（层对）", text, *LONG).holds
    assert not verdict(value.replace("24", "23"), "Monitored layers（层对）", text, *LONG).holds


def test_a_number_in_wide_brackets_says_a_word_once_more() -> None:
    text = "A per-device batch size of four and eight-step accumulation produce an effective"
    assert verdict("four（4）", "Per-device batch size（单卡批量）", text, *LONG).holds
    assert not verdict("four（5）", "Per-device batch size（单卡批量）", text, *LONG).holds


def test_a_gloss_may_round() -> None:
    text = "The 1.3B model was trained with batches of 524,288 tokens on 16 GPUs."
    assert verdict("524,288 tokens（约 52 万词元）", "batch size", text, *LONG).holds
    assert not verdict("524,288 tokens（约 53 万词元）", "batch size", text, *LONG).holds


def test_thousands_are_no_share() -> None:
    text = "We report a chain-resampled 95% bootstrap CI on the median (10,000 resamples, chains, not residues)."
    assert verdict("10,000", "Bootstrap resamples（自助重采样次数）", text, *LONG).holds
