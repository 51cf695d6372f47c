"""Renders a digest as Markdown in the layout that its readers know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from pipeline.digest.escape import escape, one_line, raise_powers
from pipeline.digest.names import DATASET_ROLES, setting_name
from pipeline.digest.view import pdf_url
from schemas.digest import Digest, Entry, GroundedFact, GroundedProse, GroundedSummary, ProseField
from schemas.records import Paper
from schemas.summary import NOT_REPORTED

WARN = "⚠"
NO_ANSWER = f"（模型没有给出可用的回答）{WARN}"
AUTHORS_SHOWN = 3
FailedFacts = Literal["mark", "drop"]
Mark = Callable[[GroundedFact], str]

_LAST_STOP = re.compile(r"[。.；;，,\s]+\Z")


class _Marks:
    """What stands behind a fact: ⚠, nothing, or a footnote that carries its quote."""

    def __init__(self, number: int, pdf: str | None) -> None:
        self.number, self.pdf = number, pdf
        self.notes: dict[str, int] = {}

    def __call__(self, fact: GroundedFact) -> str:
        if not fact.verdict.holds:
            return WARN
        located = fact.verdict.quote
        page = fact.verdict.page_number or (located.page_number if located else None)
        quote = f"“{_shown(fact.quote)}” " if located and fact.quote else ""
        where = f"第 {page} 页" if page else ""
        linked = f"[{where}]({self.pdf}#page={page})" if self.pdf and page else where
        text = f"{quote}{linked}".strip()
        if not text:
            return ""
        at = self.notes.setdefault(text, len(self.notes) + 1)
        return f"[^{self.number}-{at}]"

    def definitions(self) -> str:
        """The footnotes, a line each."""
        return "\n".join(f"[^{self.number}-{at}]: {text}" for text, at in self.notes.items())


def _warn_only(fact: GroundedFact) -> str:
    return "" if fact.verdict.holds else WARN


def render_markdown(digest: Digest, failed_facts: FailedFacts = "mark", footnotes: bool = False) -> str:
    """The whole digest, ending in a newline. `Total` counts what was listed, failed papers included.

    `footnotes` adds to every verified fact a footnote with its quote and page; all else stays as it is.
    """
    parts = [f"# HF Daily Papers - {escape(digest.title)}\n", f"Total: {len(digest.entries)} papers\n", "---\n"]
    for number, entry in enumerate(digest.entries, 1):
        parts.append(render_entry(entry, number, failed_facts, footnotes))
        parts.append("---\n")
    parts.append(_footer(digest, failed_facts))
    return "\n".join(parts)


def render_entry(entry: Entry, number: int, failed_facts: FailedFacts = "mark", footnotes: bool = False) -> str:
    """One paper, ending in a newline."""
    paper = entry.paper
    if paper is None:
        line = escape(entry.failure.paper_id) if entry.failure else "?"
        return f"## {number}. {line}\n\n**失败**: {_reason(entry)} {WARN}\n"
    upvotes = "-" if paper.upvotes is None else str(paper.upvotes)
    blocks = [
        f"## {number}. {escape(paper.title)}",
        f"**Upvotes**: {upvotes} | **Authors**: {_authors(paper)}",
    ]
    if paper.pdf_path is None:
        blocks.append(
            f"[HuggingFace](https://huggingface.co/papers/{paper.paper_id}) | "
            f"[arXiv](https://arxiv.org/abs/{paper.paper_id}{paper.version or ''})"
        )
    if entry.seen:
        blocks.append(f"已见于: {'、'.join(escape(day) for day in entry.seen)}")
    if entry.summary is not None:
        marks = _Marks(number, pdf_url(paper, entry.summary))
        blocks += _summary_blocks(entry.summary, failed_facts, marks if footnotes else _warn_only)
        if marks.notes:
            blocks.append(marks.definitions())
    else:
        blocks.append(f"**{'跳过' if entry.skipped else '失败'}**: {_reason(entry)} {WARN}")
    abstract = escape(paper.abstract, links=True)
    if abstract:
        blocks += ["<details>\n<summary>Original Abstract</summary>", abstract, "</details>"]
    return "\n\n".join(blocks) + "\n"


def _reason(entry: Entry) -> str:
    """The failure's first line; what follows it in a bug's message is a traceback, for the ledger only."""
    lines = entry.failure.message.splitlines() if entry.failure else []
    return escape(lines[0] if lines else "原因不明")


def _authors(paper: Paper) -> str:
    if not paper.authors:
        return "-"
    more = "..." if len(paper.authors) > AUTHORS_SHOWN else ""
    return ", ".join(escape(a) for a in paper.authors[:AUTHORS_SHOWN]) + more


def _summary_blocks(summary: GroundedSummary, failed_facts: FailedFacts, mark: Mark) -> list[str]:
    shown = [f for f in summary.facts if failed_facts == "mark" or f.verdict.holds]
    kinds = {kind: [f for f in shown if f.kind == kind] for kind in ("backbone", "dataset", "hyperparameter")}

    def phrase(field: ProseField) -> str:
        return _phrase(summary.prose[field], failed_facts)

    def prose(field: ProseField) -> str:
        text = phrase(field)
        return text if text.endswith(("！", "？", "!", "?")) else f"{text}。"

    opening = [
        f"任务: {phrase('task')}",
        f"输入: {phrase('input')}",
        f"输出: {phrase('output')}",
        f"Backbone: {'、'.join(_name(f, mark) for f in kinds['backbone']) or NOT_REPORTED}",
        f"数据集: {', '.join(_dataset(f, mark) for f in kinds['dataset']) or NOT_REPORTED}",
    ]
    training = [prose("training"), _settings(kinds["hyperparameter"], mark), _absent(summary)]
    results = [prose("results_prose"), _results(summary.facts, failed_facts, mark)]
    steps = [
        f"1. 模型结构: {prose('architecture')}",
        f"2. 训练: {''.join(t for t in training if t)}",
        f"3. 推理流程: {prose('inference')}",
        f"4. 实验结果: {''.join(r for r in results if r)}",
    ]
    blocks = [
        f"**输入→输出**: {'。'.join(opening)}。",
        f"**问题**: {prose('problem')}",
        "**方案**: " + "\n".join(steps),
    ]
    if summary.receipt.hidden_spans:
        blocks.append(f"{WARN} 原文含隐藏文本 {summary.receipt.hidden_spans} 处，已从模型的输入中去除。")
    return blocks


def _phrase(prose: GroundedProse, failed_facts: FailedFacts) -> str:
    """The prose without its last stop, every failed number marked or, for "drop", replaced by the mark alone."""
    text = prose.text
    if _blank(text):
        return NO_ANSWER
    pieces: list[str] = []
    at = 0
    for flag in sorted(prose.flags, key=lambda f: f.start):
        if flag.start < at:
            continue  # within the one before
        pieces.append(_unmarked(text[at : flag.start]))
        pieces.append((_unmarked(text[flag.start : flag.end]) if failed_facts == "mark" else "") + WARN)
        at = flag.end
    pieces.append(_unmarked(text[at:]))
    phrase = _LAST_STOP.sub("", "".join(pieces))
    return _shown(phrase) + (WARN if prose.problems else "")


def _blank(text: str) -> bool:
    return not _LAST_STOP.sub("", one_line(_unmarked(text)))


def _unmarked(text: str) -> str:
    """A model's text without marks of its own, which would look like this project's."""
    return text.replace(WARN, "")


def _foreign(text: str) -> str:
    return _shown(_unmarked(text))


def _shown(text: str) -> str:
    return escape(raise_powers(text))


def _name(fact: GroundedFact, mark: Mark) -> str:
    return _foreign(fact.name) + mark(fact)


def _dataset(fact: GroundedFact, mark: Mark) -> str:
    role = DATASET_ROLES.get(fact.note)
    return _name(fact, mark) + (f"（{role}）" if role else "")


def _settings(facts: Sequence[GroundedFact], mark: Mark) -> str:
    """The hyperparameters as one sentence, those of one scope together; "" where there are none."""
    scopes: dict[str, list[str]] = {}
    for fact in facts:
        name = setting_name(fact.name)
        item = f"{_foreign(name)} {_foreign(fact.value)}{mark(fact)}"
        scopes.setdefault(fact.note, []).append(item)
    parts = [(f"（{_foreign(scope)}）" if scope else "") + ", ".join(items) for scope, items in scopes.items()]
    return f"超参数: {'; '.join(parts)}。" if parts else ""


def _absent(summary: GroundedSummary) -> str:
    """What the whole paper was searched for in vain; "" where all was found."""
    return f"{NOT_REPORTED}（已查全文）: {'、'.join(summary.absent)}。" if summary.absent else ""


def _results(facts: Iterable[GroundedFact], failed_facts: FailedFacts, mark: Mark) -> str:
    """The results as one sentence, each with its baseline; "" where there are none."""
    items: list[str] = []
    system = ""
    open_result = False  # whether the last item is the result that a baseline now belongs to
    for fact in facts:
        shown = failed_facts == "mark" or fact.verdict.holds
        if fact.kind == "result":
            open_result = shown
            if shown:
                where = " ".join(_foreign(part) for part in (fact.note, fact.name) if part)
                of = f"（{_foreign(fact.system)}）" if fact.system != system and fact.system else ""
                system = fact.system
                items.append(f"{of}{where} {_foreign(fact.value)}{mark(fact)}")
        elif fact.kind == "baseline" and shown and open_result:
            items[-1] += f"（{_foreign(fact.name) or '基线'} {_foreign(fact.value)}{mark(fact)}）"
    return f"数值: {'; '.join(items)}。" if items else ""


def _footer(digest: Digest, failed_facts: FailedFacts) -> str:
    done = [e.summary for e in digest.entries if e.summary is not None]
    skipped = sum(e.skipped for e in digest.entries)
    failed = len(digest.entries) - len(done) - skipped
    left_out = f" + 跳过 {skipped}" if skipped else ""
    models = sorted({(s.draft.model, s.draft.host) for s in done})
    named = "、".join(
        f"{escape(model)}（内置小模型，文字质量有限）" if host == "embedded" else escape(model)
        for model, host in models
    )
    checked, wrong = sum(s.numbers_checked for s in done), sum(s.numbers_failed for s in done)
    names = [f for s in done for f in s.facts if not f.value]
    unknown = sum(not f.verdict.holds for f in names)
    poor = sum(bool(p.problems) or _blank(p.text) for s in done for p in s.prose.values())
    how = f"（以 {WARN} 标出）" if failed_facts == "mark" else f"（已略去，行文中以 {WARN} 代替）"
    lines = [
        f"模型: {named or '-'} | 列出 {len(digest.entries)} 篇 = 完成 {len(done)} + 失败 {failed}{left_out}",
        f"核对数字 {checked} 个，其中 {wrong} 个未在论文中找到或与论文不符{how}。"
        f"核对名称 {len(names)} 个，其中 {unknown} 个未在论文中找到{how}。",
    ]
    if poor:
        lines.append(f"{poor} 处文字缺失或不合要求（以 {WARN} 标出）。")
    return "\n\n".join(lines) + "\n"
