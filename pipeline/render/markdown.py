"""Renders a digest as Markdown in the layout that its readers know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from pipeline.render.doubts import doubts_of
from pipeline.render.escape import address, escape, one_line, scripts, untexed
from pipeline.render.rows import Result, results_of, settings_of
from pipeline.render.view import code_url, headline_field, pdf_url, said, shown_system, written_by
from pipeline.words.lengths import overruns
from pipeline.words.settings_zh import DATASET_ROLES, setting_name
from schemas.calls import Usage
from schemas.digest import Digest, Entry, GroundedFact, GroundedProse, GroundedSummary, ProseField
from schemas.records import Failure, Paper
from schemas.summary import NOT_REPORTED

WARN = "⚠"
AUTHORS_SHOWN = 3
ENTRY_CHARS = 900  # of an entry's prose: names take what its sentences leave, the rest of them is folded
NAMES_CHARS = 24  # of each of its two lists of names, where the sentences leave less
EMBEDDED = "embedded"  # the host of the local model
SMALL_USD = 0.001
STEPS: tuple[tuple[str, ProseField], ...] = (
    ("模型结构", "architecture"),
    ("训练", "training"),
    ("推理流程", "inference"),
    ("实验结果", "results_prose"),
)
OPENING: tuple[tuple[str, ProseField], ...] = (("任务", "task"), ("输入", "input"), ("输出", "output"))
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
        self.former = 0  # of those done: shown from an earlier run, since this one failed
        self.models: set[tuple[str, str]] = set()  # names and hosts
        self.numbers = self.wrong = self.names = self.unknown = 0
        self.missing = self.poor = self.long = 0  # fields of prose
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
        self.former += entry.failure is not None
        self.models.add((summary.draft.model, summary.draft.host))
        self.numbers += summary.numbers_checked
        self.wrong += summary.numbers_failed
        names = [f for f in summary.facts if not f.value]
        self.names += len(names)
        self.unknown += sum(not f.verdict.holds for f in names)
        for field, prose in summary.prose.items():
            blank = _blank(prose.text)
            self.missing += blank and field != "headline"
            self.poor += bool(prose.problems) and not blank
            self.long += overruns(field, prose.text)
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


class Line(NamedTuple):
    """One paper in the list at the top of a day."""

    title: str
    says: str  # Markdown: its headline, or that there is none


def line_of(entry: Entry, failed_facts: FailedFacts = "mark") -> Line:
    """The line of an entry."""
    title = entry.paper.title if entry.paper else entry.failure.paper_id if entry.failure else "?"
    return Line(title, says_of(entry.summary, entry.skipped, failed_facts))


def says_of(summary: GroundedSummary | None, skipped: bool, failed_facts: FailedFacts = "mark") -> str:
    """What the line of a paper says behind its title."""
    if summary is None:
        return "（跳过）" if skipped else "（失败）"
    field = headline_field(summary)
    return _phrase(summary.prose[field], failed_facts) if field else ""


def render_markdown(digest: Digest, failed_facts: FailedFacts = "mark", footnotes: bool = False) -> str:
    """The whole digest, ending in a newline. `Total` counts what was listed, failed papers included.

    `footnotes` adds to every verified fact a footnote with its quote and page; all else stays as it is.
    """
    parts = MarkdownParts(failed_facts, footnotes)
    lines = [line_of(entry, failed_facts) for entry in digest.entries]
    return parts.head(digest.title, lines) + "".join(map(parts.entry, digest.entries)) + parts.footer()


class MarkdownParts:
    """The Markdown of a digest piece by piece, for one that is too large to be held: head, entries in order, footer."""

    def __init__(self, failed_facts: FailedFacts, footnotes: bool) -> None:
        self.failed_facts, self.footnotes, self.sums = failed_facts, footnotes, Sums()

    def head(self, title: str, lines: Sequence[Line]) -> str:
        """The title, how many papers there will be, and a line for each."""
        blocks = [f"# HF Daily Papers - {escape(title)}", f"Total: {len(lines)} papers"]
        if lines:
            told = (
                f"[{_shown(untexed(line.title))}](#p{at}){line.says and f'：{line.says}'}"
                for at, line in enumerate(lines, 1)
            )
            blocks += ["**今日一览**:", "\n".join(f"{at}. {line}" for at, line in enumerate(told, 1))]
        return "\n\n".join([*blocks, "---"]) + "\n\n"

    def entry(self, entry: Entry) -> str:
        """The next paper."""
        self.sums.add(entry)
        at = self.sums.listed
        return f'<a id="p{at}"></a>\n\n{render_entry(entry, at, self.failed_facts, self.footnotes)}\n---\n\n'

    def footer(self) -> str:
        """The sums of all entries so far."""
        return _footer(self.sums, self.failed_facts)


def render_entry(entry: Entry, number: int, failed_facts: FailedFacts = "mark", footnotes: bool = False) -> str:
    """One paper, ending in a newline."""
    paper = entry.paper
    if paper is None:
        line = escape(entry.failure.paper_id) if entry.failure else "?"
        return f"## {number}. {line}\n\n**失败**: {_reason(entry.failure)}\n"
    upvotes = "-" if paper.upvotes is None else str(paper.upvotes)
    organization = escape(paper.organization or "")
    known = f" | **机构**: {organization}" if organization else ""
    blocks = [
        f"## {number}. {_shown(untexed(paper.title))}",
        f"**Upvotes**: {upvotes} | **Authors**: {_authors(paper)}{known}",
    ]
    links = _links(paper)
    if links:
        blocks.append(links)
    if entry.seen:
        blocks.append(f"已见于: {'、'.join(escape(day) for day in entry.seen)}")
    if entry.summary is not None:
        if entry.failure is not None:
            blocks.append(f"**沿用上次的摘要**: {_reason(entry.failure)}")
        marks = _Marks(number, pdf_url(paper, entry.summary))
        blocks += _summary_blocks(entry.summary, failed_facts, marks if footnotes else _warn_only)
        if marks.notes:
            blocks.append(marks.definitions())
    else:
        blocks.append(f"**{'跳过' if entry.skipped else '失败'}**: {_reason(entry.failure)}")
    abstract = escape(scripts(untexed(paper.abstract)), links=True)
    if abstract:
        blocks.append(_folded("Original Abstract", abstract))
    return "\n\n".join(blocks) + "\n"


def _folded(summary: str, *blocks: str) -> str:
    return "\n\n".join([f"<details>\n<summary>{summary}</summary>", *blocks, "</details>"])


def _links(paper: Paper) -> str:
    links: list[str] = []
    if paper.pdf_path is None:
        links.append(f"[HuggingFace](https://huggingface.co/papers/{paper.paper_id})")
        links.append(f"[arXiv](https://arxiv.org/abs/{paper.paper_id}{paper.version or ''})")
    code = code_url(paper)
    if code:
        stars = f" ★{paper.code_stars:,}" if paper.code_stars and code == paper.code_url else ""
        links.append(f"[代码]({address(code)}){stars}")
    if paper.project_url:
        links.append(f"[项目主页]({address(paper.project_url)})")
    return " | ".join(links)


def _reason(failure: Failure | None) -> str:
    """The failure's first line; what follows it in a bug's message is a traceback, for the ledger only."""
    lines = failure.message.splitlines() if failure else []
    return escape(lines[0] if lines else "原因不明")


def _authors(paper: Paper) -> str:
    if not paper.authors:
        return "-"
    more = "..." if len(paper.authors) > AUTHORS_SHOWN else ""
    return ", ".join(escape(a) for a in paper.authors[:AUTHORS_SHOWN]) + more


def _summary_blocks(summary: GroundedSummary, failed_facts: FailedFacts, mark: Mark) -> list[str]:
    drop = failed_facts == "drop"
    facts = [f for f in summary.facts if f.verdict.holds or not drop]
    backbones, datasets = ([f for f in facts if f.kind == kind] for kind in ("backbone", "dataset"))
    phrases = {name: _phrase(prose, failed_facts) for name, prose in summary.prose.items() if said(prose)}
    opening = [f"{label}: {phrases[field]}" for label, field in OPENING if field in phrases]
    problem = [f"**问题**: {_stopped(phrases['problem'])}"] if "problem" in phrases else []
    told = [f"{label}: {_stopped(phrases[field])}" for label, field in STEPS if field in phrases]
    steps = ["**方案**:", "\n".join(f"{at}. {step}" for at, step in enumerate(told, 1))] if told else []
    room = ENTRY_CHARS - sum(map(len, (*opening, *problem, *steps)))
    cut = False
    for label, groups in (("Backbone", [("", backbones)]), ("数据集", _by_role(datasets))):
        shown, whole = _names(groups, max(NAMES_CHARS, room // 2), mark)
        opening += [f"{label}: {shown}"] if shown else []
        cut |= not whole
    blocks = [f"**输入→输出**: {'。'.join(opening)}。"] if opening else []
    blocks += [*problem, *steps]
    blocks += [] if drop else _doubts(summary)
    named = [
        f"{label}: {_every(of, mark)}" for label, of in (("Backbone", backbones), ("数据集", datasets)) if cut and of
    ]
    data = _data(summary, facts, results_of(summary.facts, drop), named, mark)
    blocks += [data] if data else []
    hidden = summary.receipt.hidden_spans
    small = [escape(written_by(summary)), f"原文含隐藏文本 {hidden} 处，没有给模型看" if hidden else ""]
    return [*blocks, *_remarks(summary), f"<sub>{' · '.join(filter(None, small))}</sub>"]


def _stopped(phrase: str) -> str:
    return phrase if phrase.endswith(("！", "？", "!", "?")) else f"{phrase}。"


def _by_role(datasets: Sequence[GroundedFact]) -> list[tuple[str, list[GroundedFact]]]:
    """Datasets with what they are used for: training first, those of no known use last."""
    roles = dict.fromkeys([*DATASET_ROLES, *(f.note for f in datasets)])
    groups = [(DATASET_ROLES.get(role, ""), [f for f in datasets if f.note == role]) for role in roles]
    return [group for group in groups if group[1]]


def _names(groups: Sequence[tuple[str, Sequence[GroundedFact]]], room: int, mark: Mark) -> tuple[str, bool]:
    """The names of each group as far as there is room, and whether these are all."""
    shown, whole = list[str](), True
    for role, facts in groups:
        names, used = list[str](), 0
        for fact in facts:
            name = _foreign(fact.name) + mark(fact)
            used += len(name) + 1
            if names and used > room // len(groups):
                break
            names.append(name)
        more = f" 等 {len(facts)} 个" if len(names) < len(facts) else ""
        whole &= not more
        shown.append(f"{role and role + ' '}{'、'.join(names)}{more}")
    return "；".join(shown), whole


def _every(facts: Iterable[GroundedFact], mark: Mark) -> str:
    return "、".join(_foreign(f.name) + mark(f) for f in facts)


def _doubts(summary: GroundedSummary) -> list[str]:
    told = [
        f"{doubts.kind}: {'；'.join(map(_foreign, doubts.items))}"
        + (f" 等 {doubts.of} 处" if doubts.of > len(doubts.items) else "")
        for doubts in doubts_of(summary)
    ]
    return [f"{WARN} {'。'.join(told)}。"] if told else []


def _data(
    summary: GroundedSummary, facts: Sequence[GroundedFact], results: Sequence[Result], named: Sequence[str], mark: Mark
) -> str:
    """The facts as two tables, folded; "" where there are none."""
    settings = settings_of(facts)
    measured = {id(row.result) for row in results}
    counts = [f"{name} {n} 项" for name, n in (("设置", len(settings)), ("结果", len(measured))) if n]
    wrong = sum(not f.verdict.holds for f in facts)
    tables = []
    if settings:
        rows = (
            (_foreign(setting_name(_unmarked(f.name))), _foreign(f.value) + mark(f), _foreign(f.note), _page(f))
            for f in settings
        )
        tables.append(_table(("设置", "值", "适用", "页"), rows))
    if results:
        tables.append(_table(("基准", "系统", "值", "基线", "页"), (_result_cells(row, mark) for row in results)))
    where = f"前 {summary.receipt.read_pages} 页" if summary.receipt.unread_pages else "全文"
    absent = [f"{NOT_REPORTED}（已查{where}）: {'、'.join(summary.absent)}。"] if summary.absent else []
    blocks = [*tables, *(f"{line}。" for line in named), *absent]
    checked = f"{wrong} 项 {WARN}" if wrong else "均已核对" if facts else ""
    return _folded(f"数据：{'，'.join(filter(None, [*counts, checked])) or '无'}", *blocks) if blocks else ""


def _result_cells(row: Result, mark: Mark) -> tuple[str, ...]:
    result, baseline = row
    benchmark = " · ".join(dict.fromkeys(_foreign(part) for part in (result.note, result.name) if part))
    other = f"{_foreign(baseline.value)}{mark(baseline)} {_foreign(baseline.name)}".strip() if baseline else ""
    pages = dict.fromkeys(page for f in (result, baseline) if f and (page := _page(f)))
    system = _foreign(shown_system(result.system))
    return benchmark, system, _foreign(result.value) + mark(result), other, "、".join(pages)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines: Iterator[Sequence[str]] = iter((header, ["---"] * len(header), *rows))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _page(fact: GroundedFact) -> str:
    located = fact.verdict.quote
    page = fact.verdict.page_number or (located.page_number if located else None)
    return str(page) if page and fact.verdict.holds else ""


def _remarks(summary: GroundedSummary) -> list[str]:
    """What a reader must know of how the paper was read, a line each."""
    receipt, draft = summary.receipt, summary.draft
    poor = [problem for prose in summary.prose.values() if not _blank(prose.text) for problem in prose.problems]
    told = [
        f"原文共 {receipt.pages} 页，只读了前 {receipt.read_pages} 页（extract.max_pages）。"
        if receipt.unread_pages
        else "",
        f"端点一次只读 {draft.window} tokens（如 Ollama 的 num_ctx），会截断更长的请求，已改为分段询问。"
        if draft.window
        else "",
        f"论文超出模型的窗口，分 {draft.parts} 部分询问，答案由程序合并。" if draft.parts > 1 else "",
        "原文是扫描件，文字由 OCR 识别：数字可能有误，指数已丢失。" if receipt.ocr else "",
        f"{'；'.join(map(escape, poor))}。" if poor else "",
    ]
    return [f"注: {line}" for line in told if line]


def _phrase(prose: GroundedProse, failed_facts: FailedFacts) -> str:
    """The prose without its last stop, every failed number marked or, for "drop", replaced by the mark alone.

    A sentence that its places do not support is marked at its end.
    """
    text = prose.text
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
    return _shown(_LAST_STOP.sub("", "".join(pieces)))


def _blank(text: str) -> bool:
    return not _LAST_STOP.sub("", one_line(_unmarked(text)))


def _unmarked(text: str) -> str:
    """A model's text without marks of its own, which would look like this project's."""
    return text.replace(WARN, "")


def _foreign(text: str) -> str:
    return _shown(_unmarked(text))


def _shown(text: str) -> str:
    return escape(scripts(text))


def _footer(sums: Sums, failed_facts: FailedFacts) -> str:
    left_out = f" + 跳过 {sums.skipped}" if sums.skipped else ""
    former = f"（其中 {sums.former} 篇沿用上次的摘要）" if sums.former else ""
    models = sorted(sums.models)
    named = "、".join(
        f"{escape(model)}（内置小模型，文字质量有限）" if host == EMBEDDED else escape(model) for model, host in models
    )
    how = f"（以 {WARN} 标出）" if failed_facts == "mark" else f"（已略去，行文中以 {WARN} 代替）"
    parts = [
        f"模型: {named or '-'}",
        f"列出 {sums.listed} 篇 = 完成 {sums.done}{former} + 失败 {sums.failed}{left_out}",
        *([f"tokens {sums.usage.prompt}+{sums.usage.completion}", f"费用 {sums.cost}"] if sums.done else []),
    ]
    lines = [
        " | ".join(parts),
        f"核对数字 {sums.numbers} 个，其中 {sums.wrong} 个未在论文中找到或与论文不符{how}。"
        f"核对名称 {sums.names} 个，其中 {sums.unknown} 个未在论文中找到{how}。",
    ]
    counted = (
        (sums.missing, "处文字缺失，已略去"),
        (sums.poor, "处文字不合要求，见各篇的注"),
        (sums.long, "处文字超出字数"),
    )
    if any(count for count, _ in counted):
        lines.append("；".join(f"{count} {what}" for count, what in counted if count) + "。")
    return "\n\n".join(lines) + "\n"
