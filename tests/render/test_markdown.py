"""The digest has the layout that its readers know, and ⚠ stands after what failed and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.render.markdown import WARN, render_entry, render_markdown
from pipeline.render.room import ENTRY_CHARS
from pipeline.render.view import shown_system
from schemas.bounds import one_line
from schemas.calls import Usage
from schemas.digest import (
    PROSE_FIELDS,
    SKIPPED,
    Digest,
    Entry,
    Flag,
    GroundedFact,
    GroundedProse,
    GroundedSentence,
    GroundedSummary,
    SummaryDraft,
    Unseen,
)
from schemas.grounding import Location, Verdict
from schemas.records import Failure, Paper, Receipt
from schemas.summary import NOT_FOUND, Summary
from tests.render.rendering import LINKED_UNASKED, NASTY, Page

OK, MISSING = Verdict(kind="holds"), Verdict(kind="unsupported")
DIFFERS = Verdict(kind="differs", found="256", page_number=7)


def on_page(number: int) -> Verdict:
    return Verdict(kind="holds", page_number=number)


DRAFT = {
    "model": "gpt-5-mini",
    "host": "api.openai.com",
    "passes": "single",
    "prompts": ("system@00ff", "single@1a2b", "fields@3c4d"),
    "made": "2025-11-24",
}
PROSE = {
    "headline": "只奖励关键词元，MATH500 达 62.7%",
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
    GroundedFact(kind="hyperparameter", name="batch size", value="512", note="阶段二", verdict=DIFFERS),
    GroundedFact(kind="hyperparameter", name="Learning Rate", value="1 × 10^{-6}", verdict=OK),
    GroundedFact(kind="hyperparameter", name="optimizer", value="AdamW", verdict=on_page(4)),
    GroundedFact(kind="result", name="accuracy", value="62.7%", note="MATH500", system="Hinge-7B", verdict=on_page(8)),
    GroundedFact(kind="baseline", name="GRPO", value="58.1%", note="MATH500", verdict=MISSING),
    GroundedFact(kind="result", name="accuracy", value="99.9%", note="AIME 2024", verdict=MISSING),
    GroundedFact(kind="baseline", name="GRPO", value="23.3%", note="AIME 2024", verdict=on_page(9)),
)
PAPER = Paper(
    paper_id="2511.90001",
    version="v1",
    title="HingePO: Crediting the Hinge Tokens",
    authors=("Ann One", "Ben Two", "Cem Three", "Dag Four"),
    abstract="We credit hinge tokens. Code: https://github.com/a/b.",
    upvotes=51,
    code_url="https://github.com/a/b",
    code_stars=1234,
    project_url="https://hinge.example/p?a=1&b=(2)",
    organization="Hinge Lab",
)


def summary(
    prose: dict[str, str] | None = None,
    facts: tuple[GroundedFact, ...] = FACTS,
    wrong: dict[str, str] | None = None,  # by field: the number that failed
    hidden: int = 0,
    **draft: Any,
) -> GroundedSummary:
    texts, wrong = {**PROSE, **(prose or {})}, wrong or {}
    empty = dict.fromkeys(Summary.model_fields, ())
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
                **{**DRAFT, **draft},
            ),
            "prose": grounded,
            "facts": facts,
            "absent": ("训练时长",),
            "receipt": Receipt(pages=9, pages_with_text=9, characters=9, tables=1, figures=1, hidden_spans=hidden),
            "unseen": [Unseen(page_number=1, reason="white", spans=hidden, text="Praise us")] if hidden else [],
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

**今日一览**:

1. [HingePO: Crediting the Hinge Tokens](#p1)：只奖励关键词元，MATH500 达 62.7%
2. [A Scan](#p2)：（失败）

---

<a id="p1"></a>

## 1. HingePO: Crediting the Hinge Tokens

**Upvotes**: 51 | **Authors**: Ann One, Ben Two, Cem Three... | **机构**: Hinge Lab

[HuggingFace](https://huggingface.co/papers/2511.90001) | [arXiv](https://arxiv.org/abs/2511.90001v1) | \
[代码](https://github.com/a/b) ★1,234 | [项目主页](https://hinge.example/p?a=1&b=%282%29)

**只奖励关键词元，MATH500 达 62.7%**

**输入→输出**: 任务: 数学推理的强化学习。输入: 数学题。输出: 解答。\
Backbone: Qwen2.5-Math-7B、Llama-9⚠。数据集: 训练 MATH；评测 GSM8K。

**问题**: 奖励平均分给每个词元，关键的词元得不到应有的份额。

**方案**:

1. 模型结构: 在高熵词元处切分推理链。
2. 训练: 先采样再更新，学习率为 1 × 10⁻⁶。
3. 推理流程: 与原模型相同！
4. 实验结果: 平均准确率 62.7%，高出基线 9.9⚠ 分。

⚠ 与论文不符: 批量大小 512（阶段二），论文为 256（第 7 页）。\
论文中未找到: Llama-9；GRPO 58.1%（MATH500）；准确率 99.9%（AIME 2024）；9.9。

<details>
<summary>数据：结果 2 项，设置 3 项，5 项 ⚠</summary>

| 基准 | 系统 | 值 | 基线 | 页 |
| --- | --- | --- | --- | --- |
| MATH500 · 准确率 | Hinge-7B | 62.7% | 58.1%⚠ GRPO | 8 |
| AIME 2024 · 准确率 |  | 99.9%⚠ | 23.3% GRPO | 9 |

| 设置 | 值 | 适用 | 页 |
| --- | --- | --- | --- |
| 优化器 | AdamW |  | 4 |
| 学习率 | 1 × 10⁻⁶ |  |  |
| 批量大小 | 512⚠ | 阶段二 |  |

未报告（已查全文）: 训练时长。

</details>

<sub>gpt-5-mini · 提示词 single@1a2b · 2025-11-24 · 论文 v1 · 9 页</sub>

<details>
<summary>Original Abstract</summary>

We credit hinge tokens. Code: <https://github.com/a/b>.

</details>

---

<a id="p2"></a>

## 2. A Scan

**Authors**: Eve Five

[HuggingFace](https://huggingface.co/papers/hep-th/9901001) | [arXiv](https://arxiv.org/abs/hep-th/9901001)

**失败**: hep-th/9901001v2: no text on 12 of 12 pages; a scan? Run OCR first, or exclude it.

---

模型: gpt-5-mini | 列出 2 篇 = 完成 1 + 失败 1 | tokens 0+0 | 费用 未知

核对数字 16 个，其中 4 个未在论文中找到或与论文不符（以 ⚠ 标出）。核对名称 4 个，其中 1 个未在论文中找到（以 ⚠ 标出）。
"""


def test_the_layout_is_the_one_that_readers_know() -> None:
    day = digest(summary(wrong={"results_prose": "9.9"}))
    day = day.model_copy(update={"entries": (*day.entries, FAILED)})
    assert render_markdown(day) == GOLDEN


def table(columns: int, rows: int) -> list[str]:
    return ["table", "thead", "tr", *["th"] * columns, "tbody", *["tr", *["td"] * columns] * rows]


def test_the_page_has_the_layouts_elements_in_order() -> None:
    page = Page(GOLDEN)
    day = ["h1", "p", "p", "strong", "ol", "li", "a", "li", "a", "hr"]
    opening = ["p", "a", "h2"]
    prose = ["p", "strong", "p", "strong", "p", "strong", "ol", "li", "li", "li", "li", "p"]
    first = [*opening, "p", "strong", "strong", "strong", "p", "a", "a", "a", "a", "p", "strong", *prose]
    tables = [*table(5, 2), *table(4, 3)]
    folded = ["details", "summary", *tables, "p", "p", "sub", "details", "summary", "p", "a", "hr"]
    second = [*opening, "p", "strong", "p", "a", "a", "p", "strong", "hr", "p", "p"]
    assert page.elements == [*day, *first, *folded, *second]
    assert (page.open, page.strayed, page.other) == ([], [], [])


def test_the_mark_counts_agree_with_the_footer() -> None:
    text = render_markdown(digest(summary(wrong={"results_prose": "9.9", "training": "1 × 10^{-6}"})))
    body, footer = text.rsplit("---\n", 1)
    marked = re.sub(rf"(?m)^{WARN} .*$|\d 项 {WARN}", "", body)  # without the line that says what is wrong
    assert marked.count(WARN) == 5 + 1  # five numbers and a name
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
    assert "| 设置 | 值 |\n| --- | --- |\n| 训练轮数 | 3 |\n" in text


def test_a_failed_power_is_raised_and_marked() -> None:
    text = render_entry(digest(summary(wrong={"training": "1 × 10^{-6}"})).entries[0], 1)
    assert "学习率为 1 × 10⁻⁶⚠。\n" in text


def test_flags_side_by_side_and_one_in_another_neither_break_lines_nor_repeat_text() -> None:
    grounded = summary()
    flags = tuple(Flag(start=a, end=b, text="") for a, b in ((0, 2), (4, 6), (4, 5)))
    prose = {**grounded.prose, "problem": GroundedProse(text="12\n\n34 乙", flags=flags, numbers=2)}
    text = render_entry(Entry(paper=PAPER, summary=grounded.model_copy(update={"prose": prose})), 1)
    assert "**问题**: 12⚠ 34⚠ 乙。\n" in text


def test_dropped_facts_are_gone_and_no_baseline_moves_to_another_result() -> None:
    text = render_markdown(digest(summary(wrong={"results_prose": "9.9"})), "drop")
    assert "高出基线 ⚠ 分" in text
    assert (
        "| 基准 | 系统 | 值 | 页 |\n| --- | --- | --- | --- |\n| MATH500 · 准确率 | Hinge-7B | 62.7% | 8 |\n\n" in text
    )
    assert "与论文不符: " not in text
    for gone in ("Llama-9", "512", "58.1", "99.9", "23.3", "9.9"):
        assert gone not in text
    assert "其中 4 个未在论文中找到或与论文不符（已略去，行文中以 ⚠ 代替）" in text


@pytest.mark.parametrize("text", ["", "  \n", "。", "\u200b", "⚠"])
def test_a_field_without_an_answer_is_left_out_and_counted(text: str) -> None:
    page = render_markdown(digest(summary({"training": text})))
    assert "1. 模型结构: 在高熵词元处切分推理链。\n2. 推理流程: " in page
    assert page.endswith("\n1 处文字缺失，已略去。\n")


def test_prose_of_the_wrong_language_is_told_and_counted() -> None:
    grounded = summary()
    prose = {**grounded.prose, "task": GroundedProse(text="Reasoning.", problems=("“任务”不是中文",))}
    text = render_markdown(digest(grounded.model_copy(update={"prose": prose})))
    assert "任务: Reasoning。输入" in text
    assert "\n注: “任务”不是中文。\n" in text
    assert "\n1 处文字不合要求，见各篇的注。" in text


@pytest.mark.parametrize("text", ["未报告", "未报告。", NOT_FOUND])
def test_a_field_that_has_nothing_to_tell_is_left_out(text: str) -> None:
    page = render_entry(digest(summary({"training": text, "inference": "不适用"})).entries[0], 1)
    assert "1. 模型结构: 在高熵词元处切分推理链。\n2. 实验结果: " in page
    without = dict.fromkeys(("architecture", "training", "inference", "results_prose", "problem"), text)
    assert "**方案**" not in render_entry(digest(summary(without)).entries[0], 1)


def test_hidden_text_of_the_paper_is_reported() -> None:
    text = render_entry(digest(summary(hidden=2)).entries[0], 1)
    assert " · 隐藏文本 2 处，模型没有看到</sub>" in text
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
    assert "\n注: 原文共 500 页，只读了前 300 页（上限是 extract.max_pages 和 200 万字符）。\n" in text
    assert "未报告（已查前 300 页）: 训练时长。" in text
    assert "只读了" not in render_entry(digest(summary()).entries[0], 1)


def test_the_small_embedded_model_is_named_as_such() -> None:
    small = summary(model="qwen2.5-coder-1.5b", host="embedded")
    footer = render_markdown(digest(summary(), small, small)).rsplit("---\n", 1)[1]
    assert "模型: gpt-5-mini、qwen2.5-coder-1.5b（内置小模型，文字质量有限） | 列出 3 篇 = 完成 3 + 失败 0" in footer


@pytest.mark.parametrize(
    ("authors", "shown"),
    [((), ""), (("A",), "A"), (("A", "B", "C"), "A, B, C"), (("A", "B", "C", "D"), "A, B, C...")],
)
def test_three_authors_are_named_and_what_is_not_known_is_left_out(authors: tuple[str, ...], shown: str) -> None:
    entry = Entry(paper=PAPER.model_copy(update={"authors": authors}), summary=summary())
    named = f"**Authors**: {shown} | " if shown else ""
    assert f"\n**Upvotes**: 51 | {named}**机构**: Hinge Lab\n" in render_entry(entry, 1)
    unknown = Paper(paper_id="2511.90001", version="v1", title="X")
    assert "## 1. X\n\n[HuggingFace](" in render_entry(Entry(paper=unknown, summary=summary()), 1)


def test_a_local_file_with_a_stamp_leads_to_arxiv() -> None:
    paper = Paper(paper_id="local-x", title="X", pdf_path="/home/me/secret/x.pdf", stamp="2412.06769v3")
    shown = render_markdown(Digest(title="X", entries=(Entry(paper=paper, summary=None, failure=None),)))
    assert "[arXiv](https://arxiv.org/abs/2412.06769v3)" in shown
    assert "secret" not in shown


def test_a_local_file_has_no_links_and_its_path_is_not_shown() -> None:
    paper = Paper(paper_id="local-x", title="X", pdf_path="/home/me/secret/x.pdf")
    text = render_entry(Entry(paper=paper, summary=summary()), 1)
    assert "](" not in text
    assert "secret" not in text


def test_a_bugs_traceback_is_not_in_the_digest() -> None:
    failure = Failure(paper_id="1", stage="x", kind="Bug", message="1: an error in ribao itself\nTraceback: /home/me")
    text = render_entry(Entry(paper=PAPER, summary=None, failure=failure), 1)
    assert "**失败**: 1: an error in ribao itself\n" in text
    assert "Traceback" not in text
    assert "原因不明" in render_entry(Entry(paper=PAPER, summary=None), 1)


def test_footnotes_carry_the_quotes_and_change_nothing_else() -> None:
    place = Location(page_number=4, block=0, start=0, last_block=0, end=9, bbox=(0, 0, 1, 1), rule="exact")
    verdict = Verdict(kind="holds", page_number=4, quote=place)
    quoted = FACTS[5].model_copy(update={"verdict": verdict, "quote": "a rate of 1 × 10^{-6} [sic]"})
    done = digest(summary(facts=(*FACTS[:5], quoted, *FACTS[6:])))
    noted = render_markdown(done, footnotes=True)
    assert "| 优化器 | AdamW[^1-3] |  | 4 |\n| 学习率 | 1 × 10⁻⁶[^1-4] |  | 4 |\n| 批量大小 | 512⚠ |" in noted
    assert "[^1-4]: “a rate of 1 × 10⁻⁶ \\[sic\\]” [第 4 页](https://arxiv.org/pdf/2511.90001v1#page=4)\n" in noted
    assert "[^1-1]: [第 8 页](https://arxiv.org/pdf/2511.90001v1#page=8)\n" in noted
    without = re.sub(r"\[\^1-\d\](?!:)", "", re.sub(r"(?m)(?:^\[\^1-\d\]: .*\n)+\n", "", noted))
    assert without == render_markdown(done)


def everywhere(text: str) -> Digest:
    """A digest that holds `text` wherever a paper, a model or a site can put one."""
    kinds = {"backbone": "", "dataset": "", "hyperparameter": text, "result": text, "baseline": text}
    facts = tuple(
        GroundedFact.model_validate({"kind": kind, "name": text, "value": value, "note": text, "verdict": MISSING})
        for kind, value in kinds.items()
    )
    update = {"title": text, "authors": (text, text), "abstract": text, "organization": text}
    paper = PAPER.model_copy(update=update)
    failure = Failure(paper_id="1", stage="x", kind="X", message=text)
    done = summary(dict.fromkeys(PROSE_FIELDS, text), facts=facts, hidden=1, model=text)
    poor = {field: prose.model_copy(update={"problems": (text,)}) for field, prose in done.prose.items()}
    done = done.model_copy(update={"prose": poor})
    entries = (Entry(paper=paper, summary=done), Entry(paper=paper, summary=None, failure=failure))
    return Digest(title=text, entries=entries)


def assert_only_the_layout(text: str) -> None:
    page, plain = Page(render_markdown(everywhere(text))), Page(render_markdown(everywhere(one_line(text) and "甲")))
    free = ("a", "p")  # an abstract's own addresses may be links; what is too long is a paragraph among the data
    assert [e for e in page.elements if e not in free] == [e for e in plain.elements if e not in free]
    assert (page.open, page.strayed, page.other) == ([], [], [])
    assert not LINKED_UNASKED.search(page.unlinked)
    assert {name for name, _ in page.attributes} == {"href", "id"}


@pytest.mark.parametrize("text", NASTY)
def test_no_paper_and_no_model_can_break_the_page(text: str) -> None:
    assert_only_the_layout(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=10), st.sampled_from(NASTY)), max_size=4).map("".join))
def test_nothing_at_all_can_break_the_page(text: str) -> None:
    assume(bool(one_line(text).strip(" 。.；;，,")) == bool(one_line(text)))  # stops alone are no prose, and left out
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
    reason = "2401.00001: budget (12,000 tokens of 10,000); raise the cap, and run again"
    left_out = Failure(paper_id="2401.00001", stage="summarise", kind=SKIPPED, message=reason)
    entry = Entry(paper=PAPER, summary=None, failure=left_out)
    text = render_markdown(Digest(title="2025-11-24", entries=(entry, FAILED)))
    assert f"\n**跳过**: {reason}\n" in text
    assert "1. [HingePO: Crediting the Hinge Tokens](#p1)：（跳过）\n" in text
    assert "列出 2 篇 = 完成 0 + 失败 1 + 跳过 1\n" in text


def test_a_paper_of_earlier_days_names_them() -> None:
    entry = digest(summary()).entries[0].model_copy(update={"seen": ("2025-11-21", "2025-11-22")})
    assert "\n已见于: 2025-11-21、2025-11-22\n" in render_entry(entry, 1)
    assert "已见于" not in render_entry(digest(summary()).entries[0], 1)


def test_a_summary_without_a_headline_is_listed_by_its_task() -> None:
    assert "(#p1)：数学推理的强化学习\n" in render_markdown(digest(summary({"headline": ""})))
    assert "(#p1)\n" in render_markdown(digest(summary({"headline": "", "task": "未报告"})))


def named(*names: str, kind: str = "dataset", note: str = "") -> tuple[GroundedFact, ...]:
    return tuple(
        GroundedFact.model_validate({"kind": kind, "name": name, "value": "", "note": note, "verdict": OK})
        for name in names
    )


def test_of_many_names_those_that_the_entry_speaks_of_are_shown_and_all_stand_among_the_data() -> None:
    names = [f"Benchmark-{n}" for n in range(40)]
    prose = {"headline": "Benchmark-31 达 62.7%", "results_prose": "在 Benchmark 22 与 benchmark-7 上更好。"}
    text = render_entry(digest(summary(prose, facts=named(*names, note="eval"))).entries[0], 1)
    read, data = text.split("<details>")[:2]
    shown = "、".join(f"Benchmark-{n}" for n in (*range(10), 22, 31))
    assert f"数据集: 评测 {shown} 等 40 个。" in read
    assert f"\n\n数据集: 评测 {'、'.join(names)}。\n" in data


def test_a_list_of_names_is_whole_up_to_its_length_and_no_single_name_is_hidden() -> None:
    def listed(*facts: GroundedFact, prose: str = "先采样，再更新。" * 100) -> str:
        shown = render_entry(digest(summary({"training": prose}, facts=facts)).entries[0], 1)
        return shown[shown.index("数据集: ") + 5 : shown.index("。\n\n**问题")]

    names = ["A" * 25, "B" * 25, "C" * 25]
    assert listed(*named(*names, "D" * 19, note="eval")) == f"评测 {'、'.join([*names, 'D' * 19])}"
    assert listed(*named(*names, "D" * 20, note="eval")) == f"评测 {'、'.join(names[:2])} 等 4 个"
    assert listed(*named(*names, "D" * 30, "E", note="eval")) == f"评测 {'、'.join(names)} 等 5 个"
    assert listed(*named(*names, "D" * 79, note="eval"), prose="短。") == f"评测 {'、'.join([*names, 'D' * 79])}"
    assert listed(*named(*names, "D" * 80, note="eval"), prose="短。") == f"评测 {'、'.join(names[:2])} 等 4 个"
    mixed = listed(*named(*names, "D" * 25, "E", note="eval"), *named("F", note="train"), *named("G", note="both"))
    assert mixed == f"训练 F；评测 {'、'.join(names)} 等 5 个；训练和评测 G"


def test_names_give_way_to_a_last_sentence_where_that_leaves_the_prose_whole() -> None:
    names = [letter * 15 for letter in "ABCDEF"]
    short = summary({"training": "短。"}, facts=named(names[0], note="eval"))
    read = render_entry(digest(short).entries[0], 1).split("<details>")[0]
    room = ENTRY_CHARS - len(read[read.index("**输入→输出**") :].partition("\n⚠ ")[0].strip())

    def whole(sentence: int) -> tuple[bool, bool]:
        prose = "短。" + "长" * sentence + "。"
        text = render_entry(digest(summary({"training": prose}, facts=named(*names, note="eval"))).entries[0], 1)
        read = text.split("<details>")[0]
        return "长。" in read, names[-1] in read

    assert whole(room - 95) == (True, True)
    assert whole(room - 45) == (True, False)
    assert whole(room) == (False, True)


def test_an_entry_is_read_in_twenty_seconds_and_the_sentences_without_room_stand_whole_among_the_data() -> None:
    long = {"training": "先采样，再更新。" * 100 + "最后训练 9.9 轮。", "results_prose": "平均 62.7%。高 9.9 分。"}
    done = summary(long, wrong={"training": "9.9"})
    text = render_entry(digest(done).entries[0], 1)
    read, data = text.split("<details>")[:2]
    assert 850 < len(read[read.index("**输入→输出**") :].partition("\n⚠ ")[0].strip()) <= ENTRY_CHARS
    assert "2. 训练: 先采样，再更新。先采样" in read
    assert "最后训练" not in read
    assert "最后训练 9.9⚠ 轮。\n" in data
    assert read.count("先采样，再更新。") + data.count("先采样，再更新。") == 100
    assert "平均 62.7%。高 9.9 分。" in read


def test_of_many_settings_the_first_are_shown_and_the_rest_is_folded_once_more() -> None:
    grid = [
        GroundedFact(kind="hyperparameter", name="base LR", value=f"{n}e-4", note=f"模型 {n}", verdict=OK)
        for n in range(1, 30)
    ]
    other = [GroundedFact(kind="hyperparameter", name=f"k{n}", value="1", verdict=OK) for n in range(5)]
    wrong = grid[20].model_copy(update={"verdict": MISSING})
    text = render_entry(digest(summary(facts=(*grid[:20], wrong, *grid[21:], *other))).entries[0], 1)
    first, rest = text.split("<summary>数据：设置 34 项，1 项 ⚠</summary>")[1].split(
        "<summary>其余设置 13 项</summary>"
    )
    assert "| k4 | 1 |" in first
    assert "| 学习率 | 21×10⁻⁴⚠ | 模型 21 |" in first
    assert "| 学习率 | 29×10⁻⁴ | 模型 29 |" in rest
    assert text.count("<details>") == text.count("</details>") == 3


def test_many_doubts_are_told_by_the_first() -> None:
    wrong = tuple(GroundedFact(kind="hyperparameter", name="k", value=str(n), verdict=MISSING) for n in range(9))
    text = render_entry(digest(summary(facts=wrong)).entries[0], 1)
    assert "⚠ 论文中未找到: k 0；k 1；k 2；k 3 等 9 处。\n" in text
    assert "<summary>数据：设置 9 项，9 项 ⚠</summary>" in text


def setting(name: str) -> GroundedFact:
    return GroundedFact(kind="hyperparameter", name=name, value="1", verdict=OK)


def test_the_data_say_how_much_they_list() -> None:
    facts = (FACTS[7], FACTS[10], FACTS[7].model_copy(), *(setting(f"k{n}") for n in range(30)))
    text = render_entry(digest(summary(facts=facts)).entries[0], 1)
    assert "<summary>数据：结果 2 项，设置 30 项，数值均已核对</summary>" in text
    assert "<summary>其余设置 10 项</summary>" in text
    assert len(re.findall(r"^\| k", text, re.MULTILINE)) == 30
    text = render_entry(digest(summary({"training": "长。" * 500}, facts=FACTS[:1])).entries[0], 1)
    assert "<summary>数据：名称均已核对</summary>" in text


def test_a_sentence_whose_places_hold_none_of_its_numbers_is_told() -> None:
    done = summary()
    sentences = (GroundedSentence(start=0, end=10, at=("3",), holds=False),)
    prose = {**done.prose, "problem": done.prose["problem"].model_copy(update={"sentences": sentences})}
    text = render_entry(digest(done.model_copy(update={"prose": prose})).entries[0], 1)
    assert "所写出处没有句中的数字: 奖励平均分给每个词元" in text


def test_prose_that_is_too_long_is_kept_whole_and_counted() -> None:
    text = render_markdown(digest(summary({"problem": "长" * 136})))
    assert f"**问题**: {'长' * 136}。" in text
    assert text.endswith("\n1 处文字超出字数。\n")


def test_a_wrong_address_is_no_link() -> None:
    for url in ("javascript:alert(1)", "https://x.example/a b", 'https://x.example/"><script>', "ftp://x.example"):
        with pytest.raises(ValidationError):
            Paper(paper_id="1", title="X", code_url=url)


@pytest.mark.parametrize(
    ("system", "shown"),
    [("HingePO (ours) (Qwen2.5)", "HingePO (Qwen2.5)"), ("Ours", "Ours"), ("(ours)", "(ours)"), ("A (Ours)", "A")],
)
def test_a_system_is_shown_without_saying_that_it_is_the_papers_own(system: str, shown: str) -> None:
    assert shown_system(system) == shown


def test_the_headline_stands_before_the_text_and_its_wrong_number_is_marked() -> None:
    text = render_entry(digest(summary(wrong={"headline": "62.7%"})).entries[0], 1)
    assert ")\n\n**只奖励关键词元，MATH500 达 62.7%⚠**\n\n**输入→输出**" in text
    without = summary({"headline": ""})
    assert ")\n\n**输入→输出**" in render_entry(digest(without).entries[0], 1)  # its task stands below


def test_the_paper_s_own_institutions_go_before_whom_the_list_names() -> None:
    def shown(*named: str) -> str:
        done = summary().model_copy(update={"institutions": named})
        return render_entry(digest(done).entries[0], 1).split("\n")[2]

    assert shown().endswith(" | **机构**: Hinge Lab")
    assert shown("A", "B", "C", "D").endswith(" | **机构**: A、B、C、D")
    assert shown("A", "B", "C", "D", "E").endswith(" | **机构**: A、B、C 等 5 个")


def test_a_metric_that_the_benchmark_names_already_is_not_said_twice() -> None:
    fact = FACTS[7].model_copy(update={"note": "visual tokens per question", "name": "Tokens", "system": ""})
    assert "| 每题视觉词元数 | 62.7% |" in render_entry(digest(summary(facts=(fact,))).entries[0], 1)
    assert "| GSM8K · 词元数 | 62.7% |" in render_entry(
        digest(summary(facts=(fact.model_copy(update={"note": "GSM8K"}),))).entries[0], 1
    )


def test_what_rows_repeat_is_said_once() -> None:
    system = "Solver（先粗算再选点）"
    own, rival = (Verdict(kind="holds", page_number=page) for page in (10, 9))
    of_all = {"name": "rAUEC（场误差，越低越好）", "system": system, "verdict": own}
    facts = tuple(
        GroundedFact(note=benchmark, **said)
        for benchmark, value in (("Darcy", "0.64"), ("Pipe", "0.67"))
        for said in (
            {"kind": "result", "value": value, **of_all},
            {"kind": "baseline", "name": "Uniform（均匀抽点）", "value": "1", "verdict": rival},
        )
    )
    text = render_entry(digest(summary(facts=facts)).entries[0], 1)
    assert f"| Darcy · rAUEC（场误差，越低越好） | {system} | 0.64 | 1 Uniform（均匀抽点） | 9、10 |" in text
    assert "| Pipe · rAUEC | 同上 | 0.67 | 1 Uniform | 9、10 |" in text


def test_brackets_that_tell_two_systems_apart_stay() -> None:
    facts = tuple(
        GroundedFact(
            kind=kind, name=name, value="1", note="Darcy", system="" if kind == "baseline" else "X", verdict=OK
        )
        for gloss in ("8 步", "50 步")
        for kind, name in (("result", "RMSE"), ("baseline", f"Turbo（{gloss}）"))
    )
    text = render_entry(digest(summary(facts=facts)).entries[0], 1)
    assert "Turbo（8 步）" in text
    assert "Turbo（50 步）" in text


def test_brackets_that_tell_a_baseline_from_the_system_stay() -> None:
    facts = tuple(
        GroundedFact(kind=kind, name=name, value="1", note=note, system="X" if kind == "result" else "", verdict=OK)
        for note in ("Darcy", "Pipe")
        for kind, name in (("result", "RMSE"), ("baseline", "X（不筛选）"))
    )
    assert render_entry(digest(summary(facts=facts)).entries[0], 1).count("X（不筛选）") == len(facts) // 2


@pytest.mark.parametrize(("others", "said"), [((), True), (("Longer",), False)])
def test_the_one_scope_of_all_settings_is_said_above_them(others: tuple[str, ...], said: bool) -> None:
    usual = "Tide、Longer 与 Image 的生成器"
    facts = [
        GroundedFact(kind="hyperparameter", name=f"k{n}", value="1", note=note, verdict=OK)
        for n, note in enumerate((usual, usual, usual, *others))
    ]
    text = render_entry(digest(summary(facts=tuple(facts))).entries[0], 1)
    assert (f"以下各项都用于: {usual}。" in text) == said
    assert text.count(usual) == 1  # 同上 in the rows below


def test_a_condition_of_a_rival_is_said_each_time() -> None:
    facts = tuple(
        GroundedFact(kind=kind, name=name, value=value, note=note, system="Y" if kind == "result" else "", verdict=OK)
        for note, value in (("Darcy", "1"), ("Pipe", "2"))
        for kind, name in (("result", "RMSE"), ("baseline", "X（零样本，只看图）"))
    )
    assert render_entry(digest(summary(facts=facts)).entries[0], 1).count("X（零样本，只看图）") == len(facts) // 2
