"""Renders a digest as Markdown in the layout that its readers know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Literal

from pipeline.render.escape import escape, one_line, raise_powers
from pipeline.render.view import pdf_url
from pipeline.words.settings_zh import DATASET_ROLES, setting_name
from schemas.calls import Usage
from schemas.digest import Digest, Entry, GroundedFact, GroundedProse, GroundedSummary, ProseField
from schemas.records import Paper
from schemas.summary import NOT_REPORTED

WARN = "⚠"
NO_ANSWER = f"（模型没有给出可用的回答）{WARN}"
AUTHORS_SHOWN = 3
EMBEDDED = "embedded"  # the host of the local model
SMALL_USD = 0.001
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
        quote = f"“{_shown(fact.evidence)}” " if fact.evidence else ""
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


class Sums:
    """What the footer of a digest adds up."""

    def __init__(self) -> None:
        self.listed = self.done = self.skipped = 0
        self.models: set[tuple[str, str]] = set()  # names and hosts
        self.numbers = self.wrong = self.names = self.unknown = self.poor = 0
        self.usage = Usage()
        self.costs: list[float | None] = []

    def add(self, entry: Entry) -> None:
        """Count one more."""
        self.listed += 1
        self.skipped += entry.skipped
        summary = entry.summary
        if summary is None:
            return
        self.done += 1
        self.models.add((summary.draft.model, summary.draft.host))
        self.numbers += summary.numbers_checked
        self.wrong += summary.numbers_failed
        names = [f for f in summary.facts if not f.value]
        self.names += len(names)
        self.unknown += sum(not f.verdict.holds for f in names)
        self.poor += sum(
            bool(p.problems) or (_blank(p.text) and field != "headline") for field, p in summary.prose.items()
        )
        self.usage += summary.draft.usage
        self.costs.append(summary.draft.cost_usd)

    @property
    def failed(self) -> int:
        """Those that are neither done nor skipped."""
        return self.listed - self.done - self.skipped

    @property
    def cost(self) -> str:
        """US dollars of all that is done; where some price is not known, what is known of it."""
        known = [cost for cost in self.costs if cost is not None]
        if len(known) == len(self.costs):
            return cost_words(sum(known), all(host == EMBEDDED for _, host in self.models))
        amount = sum(known)
        return f"未知（已知部分 {cost_words(amount)}）" if amount else "未知"


def cost_words(usd: float, embedded: bool = False) -> str:
    """An amount with four decimals, or two significant digits of a smaller one: no cost is shown as 0."""
    if embedded:
        return "0（内置模型）"
    return f"{Decimal(f'{usd:.2g}'):f} USD" if 0 < usd < SMALL_USD else f"{usd:.4f} USD"


def _warn_only(fact: GroundedFact) -> str:
    return "" if fact.verdict.holds else WARN


def render_markdown(digest: Digest, failed_facts: FailedFacts = "mark", footnotes: bool = False) -> str:
    """The whole digest, ending in a newline. `Total` counts what was listed, failed papers included.

    `footnotes` adds to every verified fact a footnote with its quote and page; all else stays as it is.
    """
    parts = MarkdownParts(failed_facts, footnotes)
    return parts.head(digest.title, len(digest.entries)) + "".join(map(parts.entry, digest.entries)) + parts.footer()


class MarkdownParts:
    """The Markdown of a digest piece by piece, for one that is too large to be held: head, entries in order, footer."""

    def __init__(self, failed_facts: FailedFacts, footnotes: bool) -> None:
        self.failed_facts, self.footnotes, self.sums = failed_facts, footnotes, Sums()

    def head(self, title: str, total: int) -> str:
        """The title and how many papers there will be."""
        return f"# HF Daily Papers - {escape(title)}\n\nTotal: {total} papers\n\n---\n\n"

    def entry(self, entry: Entry) -> str:
        """The next paper."""
        self.sums.add(entry)
        return render_entry(entry, self.sums.listed, self.failed_facts, self.footnotes) + "\n---\n\n"

    def footer(self) -> str:
        """The sums of all entries so far."""
        return _footer(self.sums, self.failed_facts)


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
    if summary.receipt.unread_pages:
        blocks.append(
            f"{WARN} 原文共 {summary.receipt.pages} 页，只读了前 {summary.receipt.read_pages} 页（extract.max_pages）。"
        )
    if summary.draft.window:
        blocks.append(
            f"{WARN} 端点一次只读 {summary.draft.window} tokens（如 Ollama 的 num_ctx），其余被它截断，已改为分段询问。"
        )
    if summary.draft.parts > 1:
        blocks.append(f"论文超出模型的窗口，分 {summary.draft.parts} 部分询问，编号连续，答案由程序合并。")
    if summary.receipt.ocr:
        blocks.append(f"{WARN} 原文是扫描件，文字由 OCR 识别：数字可能有误，指数已丢失。")
    return blocks


def _phrase(prose: GroundedProse, failed_facts: FailedFacts) -> str:
    """The prose without its last stop, every failed number marked or, for "drop", replaced by the mark alone.

    A sentence that its places do not support is marked at its end.
    """
    text = prose.text
    if _blank(text):
        return NO_ANSWER
    pieces: list[str] = []
    at = 0
    spans = [(f.start, f.end) for f in prose.flags] + [(s.end, s.end) for s in prose.marked]
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < at:
            continue  # within the one before
        pieces.append(_unmarked(text[at:start]))
        pieces.append((_unmarked(text[start:end]) if failed_facts == "mark" else "") + WARN)
        at = end
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
    """What the paper, as far as it was read, was searched for in vain; "" where all was found."""
    where = f"前 {summary.receipt.read_pages} 页" if summary.receipt.unread_pages else "全文"
    return f"{NOT_REPORTED}（已查{where}）: {'、'.join(summary.absent)}。" if summary.absent else ""


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


def _footer(sums: Sums, failed_facts: FailedFacts) -> str:
    left_out = f" + 跳过 {sums.skipped}" if sums.skipped else ""
    models = sorted(sums.models)
    named = "、".join(
        f"{escape(model)}（内置小模型，文字质量有限）" if host == EMBEDDED else escape(model) for model, host in models
    )
    how = f"（以 {WARN} 标出）" if failed_facts == "mark" else f"（已略去，行文中以 {WARN} 代替）"
    parts = [
        f"模型: {named or '-'}",
        f"列出 {sums.listed} 篇 = 完成 {sums.done} + 失败 {sums.failed}{left_out}",
        *([f"tokens {sums.usage.prompt}+{sums.usage.completion}", f"费用 {sums.cost}"] if sums.done else []),
    ]
    lines = [
        " | ".join(parts),
        f"核对数字 {sums.numbers} 个，其中 {sums.wrong} 个未在论文中找到或与论文不符{how}。"
        f"核对名称 {sums.names} 个，其中 {sums.unknown} 个未在论文中找到{how}。",
    ]
    if sums.poor:
        lines.append(f"{sums.poor} 处文字缺失或不合要求（以 {WARN} 标出）。")
    return "\n\n".join(lines) + "\n"
