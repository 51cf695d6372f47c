"""The digest has the layout that its readers know, and ⚠ stands after what failed and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.render.escape import one_line
from pipeline.render.markdown import NO_ANSWER, WARN, render_entry, render_markdown
from schemas.calls import Usage
from schemas.digest import (
    PROSE_FIELDS,
    SKIPPED,
    Digest,
    Entry,
    Flag,
    GroundedFact,
    GroundedProse,
    GroundedSummary,
    SummaryDraft,
)
from schemas.grounding import Location, Verdict
from schemas.records import Failure, Paper, Receipt
from schemas.summary import Summary
from tests.render.rendering import LINKED_UNASKED, NASTY, Page

OK, MISSING = Verdict(kind="holds"), Verdict(kind="unsupported")
PROSE = {
    "task": "数学推理的强化学习",
    "input": "数学题。",
    "output": "解答；",
    "problem": "奖励平均分给每个词元，关键的词元得不到应有的份额。",
    "architecture": "在高熵词元处切分推理链",
    "training": "先采样再更新，学习率为 1 × 10^{-6}。",
    "inference": "与原模型相同！",
    "results_prose": "平均准确率 62.7%，高出基线 9.9 分。",
}
FACTS = (
    GroundedFact(kind="backbone", name="Qwen2.5-Math-7B", value="", verdict=OK),
    GroundedFact(kind="backbone", name="Llama-9", value="", verdict=MISSING),
    GroundedFact(kind="dataset", name="MATH", value="", note="train", verdict=OK),
    GroundedFact(kind="dataset", name="GSM8K", value="", note="eval", verdict=OK),
    GroundedFact(kind="hyperparameter", name="Learning Rate", value="1 × 10^{-6}", verdict=OK),
    GroundedFact(kind="hyperparameter", name="batch size", value="512", note="阶段二", verdict=MISSING),
    GroundedFact(kind="result", name="accuracy", value="62.7%", note="MATH500", verdict=OK),
    GroundedFact(kind="baseline", name="GRPO", value="58.1%", note="MATH500", verdict=MISSING),
    GroundedFact(kind="result", name="accuracy", value="99.9%", note="AIME 2024", verdict=MISSING),
    GroundedFact(kind="baseline", name="GRPO", value="23.3%", note="AIME 2024", verdict=OK),
)
PAPER = Paper(
    paper_id="2511.90001",
    version="v1",
    title="HingePO: Crediting the Hinge Tokens",
    authors=("Ann One", "Ben Two", "Cem Three", "Dag Four"),
    abstract="We credit hinge tokens. Code: https://github.com/a/b.",
    upvotes=51,
)


def summary(
    prose: dict[str, str] | None = None,
    facts: tuple[GroundedFact, ...] = FACTS,
    wrong: dict[str, str] | None = None,  # by field: the number that failed
    hidden: int = 0,
    **draft: Any,
) -> GroundedSummary:
    texts, wrong = {**PROSE, **(prose or {})}, wrong or {}
    empty = dict.fromkeys(Summary.model_fields, ()) | {"headline": ""}
    grounded = {}
    for field, text in texts.items():
        number = wrong.get(field, "")
        start = text.index(number)
        flags = (Flag(start=start, end=start + len(number), text=number),) if number else ()
        grounded[field] = GroundedProse(text=text, flags=flags, numbers=1)
    return GroundedSummary.model_validate(
        {
            "draft": SummaryDraft(
                summary=Summary.model_validate({**empty, **texts}),
                **{"model": "gpt-5-mini", "host": "api.openai.com", "passes": "single", "prompts": (), **draft},
            ),
            "prose": grounded,
            "facts": facts,
            "absent": ("训练时长",),
            "receipt": Receipt(pages=9, pages_with_text=9, characters=9, tables=1, figures=1, hidden_spans=hidden),
            "pdf_version": "v1",
        }
    )


def digest(*summaries: GroundedSummary, paper: Paper = PAPER) -> Digest:
    return Digest(title="2025-11-24", entries=tuple(Entry(paper=paper, summary=s) for s in summaries))


FAILED = Entry(
    paper=Paper(paper_id="hep-th/9901001", title="A Scan", authors=("Eve Five",)),
    summary=None,
    failure=Failure(
        paper_id="hep-th/9901001",
        stage="extract",
        kind="PdfNoText",
        message="hep-th/9901001v2: no text on 12 of 12 pages; a scan? Run OCR first, or exclude it.",
    ),
)

GOLDEN = """\
# HF Daily Papers - 2025-11-24

Total: 2 papers

---

## 1. HingePO: Crediting the Hinge Tokens

**Upvotes**: 51 | **Authors**: Ann One, Ben Two, Cem Three...

[HuggingFace](https://huggingface.co/papers/2511.90001) | [arXiv](https://arxiv.org/abs/2511.90001v1)

**输入→输出**: 任务: 数学推理的强化学习。输入: 数学题。输出: 解答。\
Backbone: Qwen2.5-Math-7B、Llama-9⚠。数据集: MATH（训练）, GSM8K（评测）。

**问题**: 奖励平均分给每个词元，关键的词元得不到应有的份额。

**方案**: 1. 模型结构: 在高熵词元处切分推理链。
2. 训练: 先采样再更新，学习率为 1 × 10⁻⁶。\
超参数: 学习率 1 × 10⁻⁶; （阶段二）批量大小 512⚠。未报告（已查全文）: 训练时长。
3. 推理流程: 与原模型相同！
4. 实验结果: 平均准确率 62.7%，高出基线 9.9⚠ 分。\
数值: MATH500 accuracy 62.7%（GRPO 58.1%⚠）; AIME 2024 accuracy 99.9%⚠（GRPO 23.3%）。

<details>
<summary>Original Abstract</summary>

We credit hinge tokens. Code: <https://github.com/a/b>.

</details>

---

## 2. A Scan

**Upvotes**: - | **Authors**: Eve Five

[HuggingFace](https://huggingface.co/papers/hep-th/9901001) | [arXiv](https://arxiv.org/abs/hep-th/9901001)

**失败**: hep-th/9901001v2: no text on 12 of 12 pages; a scan? Run OCR first, or exclude it. ⚠

---

模型: gpt-5-mini | 列出 2 篇 = 完成 1 + 失败 1 | tokens 0+0 | 费用 未知

核对数字 14 个，其中 4 个未在论文中找到或与论文不符（以 ⚠ 标出）。核对名称 4 个，其中 1 个未在论文中找到（以 ⚠ 标出）。
"""


def test_the_layout_is_the_one_that_readers_know() -> None:
    day = digest(summary(wrong={"results_prose": "9.9"}))
    day = day.model_copy(update={"entries": (*day.entries, FAILED)})
    assert render_markdown(day) == GOLDEN


def test_the_page_has_the_layouts_elements_in_order() -> None:
    page = Page(GOLDEN)
    paper = ["h2", "p", "strong", "strong", "p", "a", "a", "p", "strong"]
    told = ["p", "strong", "p", "strong", "details", "summary", "p", "a", "hr"]
    assert page.elements == ["h1", "p", "hr", *paper, *told, *paper, "hr", "p", "p"]
    assert (page.open, page.strayed, page.other) == ([], [], [])


def test_the_mark_counts_agree_with_the_footer() -> None:
    text = render_markdown(digest(summary(wrong={"results_prose": "9.9", "training": "1 × 10^{-6}"})))
    body, footer = text.rsplit("---\n", 1)
    assert body.count(WARN) == 5 + 1  # five numbers and a name
    assert "其中 5 个未在论文中找到或与论文不符" in footer
    assert "其中 1 个未在论文中找到（" in footer


def test_a_digest_without_faults_has_no_mark_but_in_its_footer() -> None:
    facts = tuple(f for f in FACTS if f.verdict.holds and f.kind != "baseline")
    body = render_markdown(digest(summary(facts=facts))).rsplit("---\n", 1)[0]
    assert WARN not in body


def test_marks_of_the_models_own_are_left_out() -> None:
    fact = GroundedFact(kind="hyperparameter", name="⚠epochs⚠", value="3⚠", note="⚠", verdict=OK)
    text = render_entry(digest(summary({"task": "⚠翻译⚠"}, facts=(fact,))).entries[0], 1)
    assert WARN not in text
    assert "任务: 翻译。" in text


def test_a_failed_power_is_raised_and_marked() -> None:
    text = render_entry(digest(summary(wrong={"training": "1 × 10^{-6}"})).entries[0], 1)
    assert "学习率为 1 × 10⁻⁶⚠。超参数" in text


def test_flags_side_by_side_and_one_in_another_neither_break_lines_nor_repeat_text() -> None:
    grounded = summary()
    flags = tuple(Flag(start=a, end=b, text="") for a, b in ((0, 2), (4, 6), (4, 5)))
    prose = {**grounded.prose, "problem": GroundedProse(text="12\n\n34 乙", flags=flags, numbers=2)}
    text = render_entry(Entry(paper=PAPER, summary=grounded.model_copy(update={"prose": prose})), 1)
    assert "**问题**: 12⚠ 34⚠ 乙。\n" in text


def test_dropped_facts_are_gone_and_no_baseline_moves_to_another_result() -> None:
    text = render_markdown(digest(summary(wrong={"results_prose": "9.9"})), "drop")
    assert "高出基线 ⚠ 分" in text
    assert "数值: MATH500 accuracy 62.7%。" in text
    for gone in ("Llama-9", "512", "58.1", "99.9", "23.3", "9.9"):
        assert gone not in text
    assert "其中 4 个未在论文中找到或与论文不符（已略去，行文中以 ⚠ 代替）" in text


@pytest.mark.parametrize("text", ["", "  \n", "。", "\u200b", "⚠"])
def test_a_field_without_an_answer_says_so_and_is_counted(text: str) -> None:
    page = render_markdown(digest(summary({"training": text})))
    assert f"2. 训练: {NO_ANSWER}。超参数: " in page
    assert page.endswith("1 处文字缺失或不合要求（以 ⚠ 标出）。\n")


def test_prose_of_the_wrong_language_is_marked_and_counted() -> None:
    grounded = summary()
    prose = {**grounded.prose, "task": GroundedProse(text="Reasoning.", problems=("“任务”不是中文",))}
    text = render_markdown(digest(grounded.model_copy(update={"prose": prose})))
    assert "任务: Reasoning⚠。输入" in text
    assert "1 处文字缺失或不合要求" in text


def test_not_reported_is_a_sentence_of_its_own() -> None:
    text = render_entry(digest(summary({"training": "未报告"})).entries[0], 1)
    assert "2. 训练: 未报告。超参数: " in text


def test_hidden_text_of_the_paper_is_reported() -> None:
    text = render_entry(digest(summary(hidden=2)).entries[0], 1)
    assert "原文含隐藏文本 2 处，已从模型的输入中去除。" in text
    assert "隐藏文本" not in render_entry(digest(summary()).entries[0], 1)


def test_a_scan_says_that_its_numbers_are_ocr_s() -> None:
    read = summary()
    read = read.model_copy(update={"receipt": read.receipt.model_copy(update={"ocr": True})})
    assert "原文是扫描件，文字由 OCR 识别：数字可能有误，指数已丢失。" in render_entry(digest(read).entries[0], 1)
    assert "OCR" not in render_entry(digest(summary()).entries[0], 1)


def test_pages_that_were_not_read_are_told_and_nothing_is_unreported_on_them() -> None:
    read = summary()
    read = read.model_copy(update={"receipt": read.receipt.model_copy(update={"pages": 500, "unread_pages": 200})})
    text = render_entry(digest(read).entries[0], 1)
    assert "⚠ 原文共 500 页，只读了前 300 页（extract.max_pages）。" in text
    assert "未报告（已查前 300 页）: 训练时长。" in text
    assert "只读了" not in render_entry(digest(summary()).entries[0], 1)


def test_the_small_embedded_model_is_named_as_such() -> None:
    small = summary(model="qwen2.5-coder-1.5b", host="embedded")
    footer = render_markdown(digest(summary(), small, small)).rsplit("---\n", 1)[1]
    assert "模型: gpt-5-mini、qwen2.5-coder-1.5b（内置小模型，文字质量有限） | 列出 3 篇 = 完成 3 + 失败 0" in footer


@pytest.mark.parametrize(
    ("authors", "shown"),
    [((), "-"), (("A",), "A"), (("A", "B", "C"), "A, B, C"), (("A", "B", "C", "D"), "A, B, C...")],
)
def test_three_authors_are_named(authors: tuple[str, ...], shown: str) -> None:
    entry = Entry(paper=PAPER.model_copy(update={"authors": authors}), summary=summary())
    assert f"**Authors**: {shown}\n" in render_entry(entry, 1)


def test_a_local_file_has_no_links_and_its_path_is_not_shown() -> None:
    paper = PAPER.model_copy(update={"pdf_path": "/home/me/secret/x.pdf", "paper_id": "local-x", "abstract": ""})
    text = render_entry(Entry(paper=paper, summary=summary()), 1)
    assert "](" not in text
    assert "secret" not in text


def test_a_bugs_traceback_is_not_in_the_digest() -> None:
    failure = Failure(paper_id="1", stage="x", kind="Bug", message="1: an error in ribao itself\nTraceback: /home/me")
    text = render_entry(Entry(paper=PAPER, summary=None, failure=failure), 1)
    assert "**失败**: 1: an error in ribao itself ⚠" in text
    assert "Traceback" not in text
    assert "原因不明" in render_entry(Entry(paper=PAPER, summary=None), 1)


def test_footnotes_carry_the_quotes_and_change_nothing_else() -> None:
    place = Location(page_number=4, block=0, start=0, last_block=0, end=9, bbox=(0, 0, 1, 1), rule="exact")
    verdict = Verdict(kind="holds", page_number=4, quote=place)
    quoted = FACTS[4].model_copy(update={"verdict": verdict, "quote": "a rate of 1 × 10^{-6} [sic]"})
    paged = FACTS[6].model_copy(update={"verdict": Verdict(kind="holds", page_number=7)})
    done = digest(summary(facts=(*FACTS[:4], quoted, FACTS[5], paged, *FACTS[7:])))
    noted = render_markdown(done, footnotes=True)
    assert "学习率 1 × 10⁻⁶[^1-1]; （阶段二）批量大小 512⚠" in noted
    assert "[^1-1]: “a rate of 1 × 10⁻⁶ \\[sic\\]” [第 4 页](https://arxiv.org/pdf/2511.90001v1#page=4)\n" in noted
    assert "[^1-2]: [第 7 页](https://arxiv.org/pdf/2511.90001v1#page=7)\n" in noted
    without = re.sub(r"\[\^1-\d\](?!:)", "", re.sub(r"(?m)(?:^\[\^1-\d\]: .*\n)+\n", "", noted))
    assert without == render_markdown(done)


def everywhere(text: str) -> Digest:
    """A digest that holds `text` wherever a paper, a model or a site can put one."""
    kinds = {"backbone": "", "dataset": "", "hyperparameter": text, "result": text, "baseline": text}
    facts = tuple(
        GroundedFact.model_validate({"kind": kind, "name": text, "value": value, "note": text, "verdict": MISSING})
        for kind, value in kinds.items()
    )
    paper = PAPER.model_copy(update={"title": text, "authors": (text, text), "abstract": text})
    failure = Failure(paper_id="1", stage="x", kind="X", message=text)
    done = summary(dict.fromkeys(PROSE_FIELDS, text), facts=facts, hidden=1, model=text)
    poor = {field: prose.model_copy(update={"problems": (text,)}) for field, prose in done.prose.items()}
    done = done.model_copy(update={"prose": poor})
    entries = (Entry(paper=paper, summary=done), Entry(paper=paper, summary=None, failure=failure))
    return Digest(title=text, entries=entries)


def assert_only_the_layout(text: str) -> None:
    page, plain = Page(render_markdown(everywhere(text))), Page(render_markdown(everywhere(one_line(text) and "甲")))
    not_links = [e for e in page.elements if e != "a"]  # an abstract's own addresses may be links
    assert not_links == [e for e in plain.elements if e != "a"]
    assert (page.open, page.strayed, page.other) == ([], [], [])
    assert not LINKED_UNASKED.search(page.unlinked)
    assert {name for name, _ in page.attributes} == {"href"}


@pytest.mark.parametrize("text", NASTY)
def test_no_paper_and_no_model_can_break_the_page(text: str) -> None:
    assert_only_the_layout(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=10), st.sampled_from(NASTY)), max_size=4).map("".join))
def test_nothing_at_all_can_break_the_page(text: str) -> None:
    assert_only_the_layout(text)


@pytest.mark.parametrize(
    ("costs", "shown"),
    [
        ([("api.openai.com", 0.0123), ("api.openai.com", 0.0004)], "tokens 30+12 | 费用 0.0127 USD"),
        ([("api.openai.com", 0.000042)], "tokens 15+6 | 费用 0.000042 USD"),
        ([("embedded", 0.0)], "tokens 15+6 | 费用 0（内置模型）"),
        ([("api.openai.com", 0.5), ("api.example.com", None)], "tokens 30+12 | 费用 未知（已知部分 0.5000 USD）"),
        ([("api.example.com", None)], "tokens 15+6 | 费用 未知"),
    ],
)
def test_the_footer_says_what_the_summaries_took(costs: list[tuple[str, float | None]], shown: str) -> None:
    usage = Usage(calls=1, prompt=15, completion=6)
    made = [summary(host=host, cost_usd=cost, usage=usage) for host, cost in costs]
    assert render_markdown(digest(*made)).rsplit("---\n", 1)[1].splitlines()[1].endswith(f" | {shown}")


def test_a_skipped_paper_says_so_and_is_no_failure() -> None:
    reason = "2401.00001: skipped: budget (12,000 tokens of 10,000); raise the cap, and run again"
    left_out = Failure(paper_id="2401.00001", stage="summarise", kind=SKIPPED, message=reason)
    entry = Entry(paper=PAPER, summary=None, failure=left_out)
    text = render_markdown(Digest(title="2025-11-24", entries=(entry, FAILED)))
    assert f"\n**跳过**: {reason} ⚠\n" in text
    assert "列出 2 篇 = 完成 0 + 失败 1 + 跳过 1\n" in text


def test_a_paper_of_earlier_days_names_them() -> None:
    entry = digest(summary()).entries[0].model_copy(update={"seen": ("2025-11-21", "2025-11-22")})
    assert "\n已见于: 2025-11-21、2025-11-22\n" in render_entry(entry, 1)
    assert "已见于" not in render_entry(digest(summary()).entries[0], 1)
