"""The sentences of a summary are checked against the places that they cite, then against the paper."""

from __future__ import annotations

import pytest

from pipeline.ground.cited import sentences_of
from pipeline.ground.index import PaperIndex
from pipeline.ground.prose import ground_prose
from schemas.records import Block
from tests.papers import paper_text, paragraph, table
from tests.places import indexed

PAPER = paper_text(
    paragraph("We fine-tune Qwen2.5-VL-7B on GSM8K with a learning rate of 1 × 10^{-4} and a batch size of 64."),
    table([["Method", "GSM8K", "MATH"], ["GRPO", "90.3", "76.6"], ["HingePO", "92.6", "80.4"]], "Accuracy."),
    paragraph("Limitations are discussed at length in the appendix."),
    paragraph("The appendix says little of them, and nothing of costs."),
    paragraph("Inference takes 64 samples per question."),
)
INDEX = indexed(PAPER)


def test_every_wrong_number_of_prose_is_flagged_and_no_right_one() -> None:
    prose = ground_prose("training", "学习率为 1 × 10^{-4}，批量大小为 128。", INDEX)
    assert [flag.text for flag in prose.flags] == ["128"]
    assert prose.numbers == 2


def test_every_right_number_of_prose_has_the_sentence_or_row_that_holds_it() -> None:
    prose = ground_prose("training", "学习率为 1e-4，GSM8K 上 92.6，批量大小为 4。", PaperIndex(PAPER))
    assert [(p.found, p.page_number, p.quote) for p in prose.places] == [
        ("1 × 10^{-4}", 1, PAPER.blocks[0].text),
        ("GSM8K", 1, PAPER.blocks[0].text),
        ("92.6", 1, "| HingePO | 92.6 | 80.4 |"),
    ]
    assert [flag.text for flag in prose.flags] == ["4"]


@pytest.mark.parametrize(
    ("told", "flagged"), [("扣 0.5 分", []), ("罚0.5 分", []), ("扣 0.4 分", ["0.4"]), ("得 0.5 分", ["0.5"])]
)
def test_what_is_taken_off_is_a_negative_reward(told: str, flagged: list[str]) -> None:
    prose = ground_prose(
        "training", f"误判{told}【1】。", indexed(paper_text(paragraph("It incurs a penalty (ρ = -0.5).")))
    )
    assert [f.text for f in prose.flags] == flagged
    assert prose.sentences[0].holds is not bool(flagged)


@pytest.mark.parametrize(
    ("told", "flagged"),
    [
        ("血糖低 0.83 个百分点（0.61 至 1.05）", []),
        ("血糖为 0.83 个百分点", ["0.83 个百分点"]),
        ("血糖低 0.73 个百分点", ["0.73 个百分点"]),
    ],
)
def test_a_loss_that_is_told_in_words_is_a_negative_number(told: str, flagged: list[str]) -> None:
    text = "The difference was -0.83 percentage points (95% CI -1.05 to -0.61)."
    prose = ground_prose("results_prose", f"{told}【1】。", indexed(paper_text(paragraph(text))))
    assert [f.text for f in prose.flags] == flagged


@pytest.mark.parametrize(
    ("told", "flagged"),
    [
        ("1.5B 指令模型", []),
        ("2.5B 指令模型", ["2.5B"]),
        ("数据为 3 至 5 级", []),
        ("数据为 3–5 级", []),
        ("数据为 2 至 5 级", ["2 至 5"]),
    ],
)
def test_a_size_or_a_range_within_a_name_is_said_there(told: str, flagged: list[str]) -> None:
    text = "Owl2.5-Math-1.5B-Instruct is trained on a MATH Level-3–5 subset."
    prose = ground_prose("training", f"{told}【1】。", indexed(paper_text(paragraph(text))))
    assert [f.text for f in prose.flags] == flagged


def test_what_a_table_s_number_goes_up_to_is_none_of_its_list() -> None:
    text = "The F1 drops from 83.46 and 82.40 in Table 1 to 37.74 and 22.74."
    prose = ground_prose("results_prose", "F1 降到 37.74【1】。", indexed(paper_text(paragraph(text))))
    assert not prose.flags


def test_about_an_hour_is_one() -> None:
    text = "The solver needs about an hour on 64 cores, and 20 calls an hour."
    assert not ground_prose("results_prose", "求解约 1 小时【1】。", indexed(paper_text(paragraph(text)))).flags
    rate = "It makes 20 calls an hour."
    assert ground_prose("results_prose", "求解约 1 小时【1】。", indexed(paper_text(paragraph(rate)))).flags


def test_a_name_that_its_place_writes_in_a_list_is_no_fault() -> None:
    index = indexed(paper_text(paragraph("We train Owl3-4B, -8B and -14B.")))
    assert [f.text for f in ground_prose("training", "训练 Owl3-8B 与 Owl3-32B【1】。", index).flags] == ["Owl3-32B"]


def test_power_is_not_the_flattened_number() -> None:
    assert ground_prose("training", "学习率为 10-4。", INDEX).flags


def test_a_number_is_shown_in_the_place_that_its_own_sentence_cites() -> None:
    first, second = (ground_prose("inference", f"采样 64 次【{at}】。", INDEX).places[0] for at in ("1", "5"))
    assert (first.quote, second.quote) == (PAPER.blocks[0].text, PAPER.blocks[4].text)


def test_citations_are_taken_out_of_the_prose_and_kept_beside_its_sentences() -> None:
    prose = ground_prose(
        "results_prose", "GSM8K 上为 92.6【2.2】【2】，GRPO 为 90.3【2.1】。MATH 上为 80.4【2.2,9】。", INDEX
    )
    assert prose.text == "GSM8K 上为 92.6，GRPO 为 90.3。MATH 上为 80.4。"
    assert [s.at for s in prose.sentences] == [("2.2", "2", "2.1"), ("2.2",)]
    assert [p.quote for p in prose.places][-1] == "| Method | GSM8K | MATH |\n| HingePO | 92.6 | 80.4 |"
    assert not prose.marked


def test_a_sentence_shows_its_row_or_the_part_of_its_paragraph_that_is_most_like_it() -> None:
    long = paragraph("Rewards are sparse. GRPO gives all tokens one. HingePO credits the hinge tokens of Qwen2.5 only.")
    paper = paper_text(long, table([["Method", "MATH"], ["GRPO", "76.6"]], "Accuracy."))
    prose = ground_prose(
        "problem", "HingePO 只奖励 Qwen2.5 的关键词元【1】。GRPO 为 76.6【2.1】。没有出处。", indexed(paper)
    )
    assert [[p.text for p in s.proofs] for s in prose.sentences] == [
        ["HingePO credits the hinge tokens of Qwen2.5 only."],
        ["| Method | MATH |\n| GRPO | 76.6 |"],
        [],
    ]
    [nothing_shared] = ground_prose("problem", "奖励稀疏【1】。", indexed(paper)).sentences
    assert nothing_shared.proofs[0].text == long.text


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("批量大小为 64【1】。", 0),
        ("批量大小为 64【4】。", 0),  # it stands in the next paragraph
        ("GSM8K 上为 92.6【2.1】。", 0),  # in the next row
        ("学习率为 1e-4【4】。", 1),
        ("学习率为 1e-4【77】。", 1),
        ("学习率为 1e-4。", 0),  # it cites nothing
        ("局限见附录【1】。", 0),  # it states no number
        ("用两种方法讨论局限【3】。", 0),  # the writer's own count
    ],
)
def test_a_sentence_whose_places_hold_none_of_its_numbers_is_marked(text: str, marked: int) -> None:
    prose = ground_prose("training", text, INDEX)
    assert (len(prose.marked), prose.flags) == (marked, ())


@pytest.mark.parametrize(
    ("text", "plain", "cited"),
    [
        ("甲【1】。乙【2.3, 4】。", "甲。乙。", ["1", "2.3, 4"]),
        ("甲。【1】乙【2】【3】", "甲。乙", ["1", "2, 3"]),
        ("甲 ［57］，乙[58.1]。", "甲，乙。", ["57, 58.1"]),
        ("【注意】甲【1-3】。", "【注意】甲。", ["1-3"]),
        ("甲【出处：57】。乙【见 58】。丙【段 3】。丁【表4】。", "甲。乙。丙。丁。", ["57", "58", "3", "4"]),
        ("甲【图 4】。", "甲【图 4】。", [""]),
        ("未报告", "未报告", [""]),
        ("", "", []),
    ],
)
def test_prose_is_parted_into_sentences_with_what_they_cite(text: str, plain: str, cited: list[str]) -> None:
    without, sentences = sentences_of(text)
    assert (without, [s.at for s in sentences]) == (plain, cited)
    assert "".join(without[s.start : s.end] for s in sentences) == without
    assert "".join(text[slice(*s.written)] for s in sentences) == text


def test_a_missing_headline_is_no_fault() -> None:
    assert ground_prose("headline", "", INDEX).problems == ()
    assert ground_prose("problem", "", INDEX).problems == ("“问题”是空的",)


@pytest.mark.parametrize(
    ("text", "marked"), [("分两阶段【3】。", 0), ("用三个模型【3】。", 0), ("用 17 个模型【3】。", 1)]
)
def test_the_writers_own_counts_need_no_place(text: str, marked: int) -> None:
    assert len(ground_prose("training", text, INDEX).marked) == marked


@pytest.mark.parametrize(
    ("block", "quote"),
    [
        (paragraph("It has 4321 of them.", kind="reference"), "It has 4321 of ours."),
        (paragraph("It has 4321 of them.", kind="header_footer"), "It has 4321 of ours."),
        (paragraph("It has 4321.5 of them."), "It has 4321 of ours."),
        (paragraph("It has x4321 of them."), "It has 4321 of ours."),
        (paragraph("It has 4321 of them."), "It has 4321 of them."),
    ],
)
def test_a_number_is_shown_where_the_text_has_it_whole(block: Block, quote: str) -> None:
    prose = ground_prose("training", "共 4321 个。", PaperIndex(paper_text(block, paragraph("It has 4321 of ours."))))
    assert [place.quote for place in prose.places] == [quote]


@pytest.mark.parametrize(("text", "marked"), [("采样 8 次时略低【1.1】。", 0), ("采样 9 次时略低【1.1】。", 1)])
def test_a_measure_s_name_says_how_often_is_sampled(text: str, marked: int) -> None:
    grid = table([["Model", "Config", "Score"], ["Qwen", "pass@8", "65.0"]], "Accuracy.")
    apart = (paragraph("Nothing is said of it."),) * 3
    paper = paper_text(grid, *apart, paragraph("There are 9 of them."))
    assert len(ground_prose("results_prose", text, indexed(paper)).marked) == marked


@pytest.mark.parametrize(("power", "marked"), [("1.5", 0), ("1.6", 1), ("1", 1)])
def test_a_cost_says_the_power_it_grows_with(power: str, marked: int) -> None:
    paper = paper_text(paragraph("The solve costs O(N^{1.5}) operations."), *(paragraph("Nothing is said."),) * 3)
    said = f"求解的代价是 N 的 {power} 次方【1】。"
    assert len(ground_prose("results_prose", said, indexed(paper)).marked) == marked


@pytest.mark.parametrize(("said", "marked"), [("a rank-64 adapter", 0), ("a rank-640 adapter", 1), ("Net-64", 1)])
def test_an_ordinary_word_says_the_number_tied_to_it(said: str, marked: int) -> None:
    paper = paper_text(paragraph(f"We train {said} of the net."), *(paragraph("Nothing is said."),) * 3)
    grounded = ground_prose("training", "适配器的秩为 64【1】。", indexed(paper))
    assert len(grounded.marked) == len(grounded.flags) == marked


@pytest.mark.parametrize("said", ["110 多万条", "110 余万条", "110多万条"])
def test_a_little_more_than_a_round_number_is_that_number(said: str) -> None:
    index = indexed(paper_text(paragraph("There are over 1.1 million of them.")))
    assert not ground_prose("training", f"共有 {said}【1】。", index).flags
    assert ground_prose("training", f"共有 {said.replace('110', '130')}【1】。", index).flags


@pytest.mark.parametrize(("said", "marked"), [("3D", 0), ("3-D", 0), ("13D", 1), ("3Dx", 1)])
def test_dimensions_are_said_by_a_word(said: str, marked: int) -> None:
    paper = paper_text(paragraph(f"It makes {said} images."), *(paragraph("Nothing is said."),) * 3)
    assert len(ground_prose("results_prose", "得到 3 维图像【1】。", indexed(paper)).marked) == marked


@pytest.mark.parametrize(
    ("said", "marked"),
    [("1/8", 0), ("1/8.4", 1), ("1/6.1", 0), ("1/9", 2), ("八分之一", 0), ("1/6.2", 1)],  # 1/9: number and sentence
)
def test_a_part_is_said_of_what_is_so_many_times_smaller(said: str, marked: int) -> None:
    index = indexed(paper_text(paragraph("The small net is 8x smaller and 6.1x faster than the large one.")))
    prose = ground_prose("results_prose", f"小网络只有大网络的 {said}【1】。", index)
    assert len(prose.flags) + len([s for s in prose.marked if said == "1/9"]) == marked


@pytest.mark.parametrize(
    ("power", "at", "flags"), [("1.5", "【1】", 0), ("1.5", "", 0), ("1.5", "【2】", 1), ("2.5", "", 1)]
)
def test_a_power_is_a_number_of_the_place_that_grows_with_it(power: str, at: str, flags: int) -> None:
    index = indexed(paper_text(paragraph("The costs are O(N^{1.5}) operations."), paragraph("Nothing is said here.")))
    assert len(ground_prose("headline", f"代价为 N 的 {power} 次方{at}。", index).flags) == flags
