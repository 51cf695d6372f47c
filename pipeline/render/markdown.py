"""Renders a digest as Markdown in the layout that its readers know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from pipeline.render.doubts import doubts_of
from pipeline.render.escape import address, escape
from pipeline.render.room import ENTRY_CHARS, NAMES_CHARS, NAMES_LEAST, NAMES_MOST, Parted, fitted, most_told, parted
from pipeline.render.rows import Result, Setting, first_results, first_settings, results_of, settings_of
from pipeline.render.sayings import sayings_of
from pipeline.render.tex import scripts, untexed
from pipeline.render.view import code_url, headline_field, institutions, pdf_url, said, shown_system, written_by
from pipeline.words.lengths import overruns
from pipeline.words.printed import shown_benchmark, shown_metric, shown_name, shown_value
from pipeline.words.settings_zh import DATASET_ROLES
from schemas.bounds import one_line
from schemas.calls import Usage
from schemas.digest import Digest, Entry, FactKind, GroundedFact, GroundedProse, GroundedSummary, ProseField
from schemas.records import Failure, Paper
from schemas.summary import NOT_REPORTED

WARN = "⚠"
DITTO = "同上"
SETTINGS, RESULTS = ("设置", "值", "适用", "页"), ("基准", "系统", "值", "基线", "页")
LEAST_DITTO = 12  # characters of a cell that is not read again
AUTHORS_SHOWN = 3
EMBEDDED = "embedded"  # the host of the local model
SMALL_USD = 0.001
STEPS: tuple[tuple[str, ProseField], ...] = (
    ("模型结构", "architecture"),
    ("训练", "training"),
    ("推理流程", "inference"),
    ("实验结果", "results_prose"),
)
OPENING: tuple[tuple[str, ProseField], ...] = (("任务", "task"), ("输入", "input"), ("输出", "output"))
NAMES: tuple[tuple[str, FactKind], ...] = (("Backbone", "backbone"), ("数据集", "dataset"))
FailedFacts = Literal["mark", "drop"]
Mark = Callable[[GroundedFact], str]

_GLOSS = re.compile("(?:（[^（）]*）)+\\Z")
_CONDITION = re.compile("[不只仅无未]|没有|零样本|投票")  # of how a rival was run
_LAST_STOP = re.compile(r"(?<![。.；;，,\s])[。.；;，,\s]+\Z")


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
    related: bool = False  # to the interests of the reader; such lines come first


def line_of(entry: Entry, failed_facts: FailedFacts = "mark") -> Line:
    """The line of an entry."""
    title = entry.paper.title if entry.paper else entry.failure.paper_id if entry.failure else "?"
    return Line(title, says_of(entry.summary, entry.skipped, failed_facts), bool(entry.why))


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
            told = [
                f"{at}. [{_shown(line.title)}](#p{at}){line.says and f'：{line.says}'}"
                for at, line in enumerate(lines, 1)
            ]
            related = sum(line.related for line in lines)
            blocks += ["**今日一览**:"]
            blocks += ["**与你相关**:", "\n".join(told[:related]), "**其余**:"] if related else []
            blocks += ["\n".join(told[related:])] if told[related:] else ["无。"]
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
    blocks = [
        f"## {number}. {_shown(paper.title)}",
        *filter(
            None,
            (
                _known(paper, entry.summary),
                _links(paper, entry.summary),
                _headline(entry.summary, failed_facts),
            ),
        ),
    ]
    if entry.why:
        blocks.append(f"**为什么给你**: {_shown(entry.why)}")
    if entry.seen:
        blocks.append(f"已见于: {'、'.join(escape(day) for day in entry.seen)}")
    blocks += [f"{'⚠ ' if s.alert else '注: '}{s.where}：“{escape(s.text)}”" for s in sayings_of(entry)]
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


def _headline(summary: GroundedSummary | None, failed_facts: FailedFacts) -> str:
    """What was done and how well, before all else; "" where there is no headline."""
    if summary is None or headline_field(summary) != "headline":
        return ""
    return f"**{_phrase(summary.prose['headline'], failed_facts)}**"


def _folded(summary: str, *blocks: str) -> str:
    return "\n\n".join([f"<details>\n<summary>{summary}</summary>", *blocks, "</details>"])


def _links(paper: Paper, summary: GroundedSummary | None) -> str:
    links: list[str] = []
    if paper.pdf_path is None:
        links.append(f"[HuggingFace](https://huggingface.co/papers/{paper.paper_id})")
        links.append(f"[arXiv](https://arxiv.org/abs/{paper.paper_id}{paper.version or ''})")
    elif paper.stamp:
        links.append(f"[arXiv](https://arxiv.org/abs/{paper.stamp})")
    code = code_url(paper, summary)
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


def _known(paper: Paper, summary: GroundedSummary | None) -> str:
    """What its list and its first page say of a paper; what they do not say is left out."""
    more = "..." if len(paper.authors) > AUTHORS_SHOWN else ""
    known = {
        "Upvotes": "" if paper.upvotes is None else str(paper.upvotes),
        "Authors": ", ".join(escape(a) for a in paper.authors[:AUTHORS_SHOWN]) + more,
        "机构": escape(institutions(paper, summary)),
    }
    return " | ".join(f"**{name}**: {said}" for name, said in known.items() if said)


def _summary_blocks(summary: GroundedSummary, failed_facts: FailedFacts, mark: Mark) -> list[str]:
    drop = failed_facts == "drop"
    facts = [f for f in summary.facts if f.verdict.holds or not drop]
    of = {label: [f for f in facts if f.kind == kind] for label, kind in NAMES}
    tried = []
    for most in (NAMES_MOST, NAMES_CHARS, NAMES_LEAST):  # prose goes before the last of many names
        names = {label: _names(named, summary, mark, most) for label, named in of.items()}
        told = _fitted(summary, names, facts, failed_facts)
        tried.append((names, told))
        if all(part.shown == len(part.sentences) for part in told.values()):
            break
    else:
        names, told = tried[1]
    more = {
        field: f"{label}（续）: {_phrase(told[field].prose, failed_facts, told[field].end)}。"
        for label, field in (("问题", "problem"), *STEPS)
        if field in told and told[field].shown < len(told[field].sentences)
    }
    whole = [f"{label}: {every}。" for label, named in of.items() if (every := _listed(named, mark)) != names[label]]
    blocks = _told(summary, told, names, failed_facts)
    blocks += [] if drop else _doubts(summary)
    wrong = 0 if drop else sum(doubts.of for doubts in doubts_of(summary))
    data = _data(summary, facts, results_of(summary.facts, drop), more, whole, mark, wrong)
    blocks += [data] if data else []
    hidden = f"隐藏文本 {summary.hidden} 处，模型没有看到" if summary.hidden else ""
    small = [escape(written_by(summary)), hidden]
    return [*blocks, *_remarks(summary), f"<sub>{' · '.join(filter(None, small))}</sub>"]


def _told(
    summary: GroundedSummary, told: Mapping[ProseField, Parted], names: Mapping[str, str], failed_facts: FailedFacts
) -> list[str]:
    """The three blocks that are read: what goes in and comes out, the problem, the method."""
    shown = {field: _phrase(part.prose, failed_facts, 0, part.end) for field, part in told.items()}
    phrases = {field: _phrase(prose, failed_facts) for field, prose in summary.prose.items() if said(prose)}
    opening = [f"{label}: {phrases[field]}" for label, field in OPENING if field in phrases]
    opening += [f"{label}: {listed}" for label, listed in names.items() if listed]
    steps = [f"{label}: {_stopped(shown[field])}" for label, field in STEPS if field in shown]
    blocks = [f"**输入→输出**: {'。'.join(opening)}。"] if opening else []
    blocks += [f"**问题**: {_stopped(shown['problem'])}"] if "problem" in shown else []
    return blocks + (["**方案**:", "\n".join(f"{at}. {step}" for at, step in enumerate(steps, 1))] if steps else [])


def _fitted(
    summary: GroundedSummary, names: Mapping[str, str], facts: Sequence[GroundedFact], failed_facts: FailedFacts
) -> dict[ProseField, Parted]:
    """What of the prose is shown beside the names, so that an entry is read in twenty seconds."""
    fields: tuple[ProseField, ...] = ("problem", *(field for _, field in STEPS))
    prose = {field: summary.prose[field] for field in fields if field in summary.prose and said(summary.prose[field])}
    told = {field: parted(one) for field, one in prose.items()}
    size = sum(part.end for part in told.values())
    frame = _length(_told(summary, told, names, failed_facts)) - size
    settings = [fact for fact in facts if fact.kind == "hyperparameter"]
    made = fitted(prose, ENTRY_CHARS - frame, settings)
    over = _length(_told(summary, made, names, failed_facts)) - ENTRY_CHARS  # a folded 10^{-6} was shown shorter
    used = sum(part.end for part in made.values())
    return fitted(prose, used - over, settings) if over > 0 else made


def _length(blocks: Sequence[str]) -> int:
    return len("\n\n".join(blocks))


def _stopped(phrase: str) -> str:
    return phrase if phrase.endswith(("！", "？", "!", "?")) else f"{phrase}。"


def _names(facts: Sequence[GroundedFact], summary: GroundedSummary, mark: Mark, most: int) -> str:
    """The names by what they are used for; of many those that the entry speaks of, and how many each use has."""
    kept = list(facts)
    for fact in reversed(most_told(facts, summary)):
        if len(_listed(facts, mark, kept)) <= most:
            break
        if sum(other.note == fact.note for other in kept) > 1:
            kept.remove(fact)
    return _listed(facts, mark, kept)


def _listed(facts: Sequence[GroundedFact], mark: Mark, kept: Sequence[GroundedFact] | None = None) -> str:
    """Names by what they are used for: training first, those of no known use last.

    Of each use those of `kept`, None all, are named; a single one is named rather than counted.
    """
    roles = dict.fromkeys([*DATASET_ROLES, *(f.note for f in facts)])
    told = []
    for role in roles:
        group = [f for f in facts if f.note == role]
        named = group if kept is None else [f for f in group if f in kept]
        named = group if len(group) - len(named) == 1 else named
        cut = f" 等 {len({f.name.casefold() for f in group})} 个" if len(named) < len(group) else ""
        if group:
            told.append(f"{DATASET_ROLES.get(role, '')} {_every(named, mark)}{cut}".strip())
    return "；".join(told)


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
    summary: GroundedSummary,
    facts: Sequence[GroundedFact],
    results: Sequence[Result],
    more: Mapping[ProseField, str],
    names: Sequence[str],
    mark: Mark,
    wrong: int,
) -> str:
    """What an entry has no room for, folded: sentences, results, settings, then names.

    "" where there is nothing.
    """
    settings, other_settings = first_settings(settings_of(facts))
    first, other_results = first_results(results)
    where = f"前 {summary.receipt.read_pages} 页" if summary.receipt.unread_pages else "全文"
    absent = [f"{NOT_REPORTED}（已查{where}）: {'、'.join(summary.absent)}。"] if summary.absent else []
    blocks = [*more.values(), *_results_table(first, mark), *_settings_table(settings, mark), *absent, *names]
    others = _counts(len(other_results), len(other_settings))
    tables = [*_results_table(other_results, mark), *_settings_table(other_settings, mark)]
    blocks += [_folded(f"其余{others}", *tables)] if others else []
    rows = [*first, *other_results]
    counts = _counts(len({id(row.result) for row in rows}), len(settings) + len(other_settings))
    checked = f"{wrong} 项 {WARN}" if wrong else "数值均已核对" if counts else "名称均已核对" if facts else ""
    return _folded(f"数据：{'，'.join(filter(None, [counts, checked])) or '无'}", *blocks) if blocks else ""


def _counts(results: int, settings: int) -> str:
    counted = (("结果", results), ("设置", settings))
    return "，".join(f"{what} {count} 项" for what, count in counted if count)


def _settings_table(settings: Sequence[Setting], mark: Mark) -> list[str]:
    if not settings:
        return []
    rows = [_setting_cells(row, mark) for row in settings]
    first = rows[0][2]
    if first and len(rows) > 1 and all(scope == first for _, _, scope, _ in rows):
        return [
            f"以下各项都用于: {first}。",
            _table(SETTINGS, [(name, value, "", page) for name, value, _, page in rows]),
        ]
    return [_table(SETTINGS, _once(rows, 2))]


def _results_table(results: Sequence[Result], mark: Mark) -> list[str]:
    names = [name for row in results for name in (shown_metric(row.result.name), *_rival(row))]
    names += [shown_system(row.result.system) for row in results]  # "X (no filter)" is no X
    glosses: dict[str, set[str]] = {}
    for plain, gloss in map(_parted, names):
        glosses.setdefault(plain, set()).add(gloss)
    heard = set[str]()

    def once(name: str) -> str:
        """A name with what it is in brackets, which is left out when it was said.

        Not where it tells two apart, or says how the rival was run.
        """
        plain, gloss = _parted(name)
        if not gloss or len(glosses[plain]) > 1 or _CONDITION.search(gloss):
            return name
        told = plain in heard
        heard.add(plain)
        return plain if told else name

    rows = [_result_cells(row, mark, once) for row in results]
    return [_table(RESULTS, _once(_once(rows, 1), 3))] if results else []


def _rival(row: Result) -> list[str]:
    return [shown_name(row.baseline.name)] if row.baseline else []


def _parted(name: str) -> tuple[str, str]:
    """A name and its brackets at the end."""
    bracket = _GLOSS.search(name)
    return (name[: bracket.start()], bracket[0]) if bracket else (name, "")


def _once(rows: Sequence[Sequence[str]], column: int) -> list[list[str]]:
    """The rows with what a cell of a column repeats of the one above said once."""
    above = ["", *(cells[column] for cells in rows)]
    return [
        [*cells[:column], DITTO if len(cell) >= LEAST_DITTO and cell == before else cell, *cells[column + 1 :]]
        for cells, before in zip(rows, above, strict=False)
        for cell in cells[column : column + 1]
    ]


def _setting_cells(row: Setting, mark: Mark) -> tuple[str, str, str, str]:
    marks = "".join(dict.fromkeys(map(mark, row.facts)))
    return _foreign(row.name), _foreign(shown_value(row.facts[0].value)) + marks, _foreign(row.scope), _pages(row.facts)


def _result_cells(row: Result, mark: Mark, once: Callable[[str], str]) -> tuple[str, ...]:
    result, baseline = row
    what, metric = shown_benchmark(result.note), shown_metric(result.name)
    benchmark = " · ".join(_foreign(part) for part in (what, "" if metric in what else once(metric)) if part)
    other = (
        f"{_foreign(shown_value(baseline.value))}{mark(baseline)} {_foreign(once(shown_name(baseline.name)))}".strip()
        if baseline
        else ""
    )
    system = _foreign(shown_system(result.system))
    pages = _pages([result, baseline] if baseline else [result])
    return benchmark, system, _foreign(shown_value(result.value)) + mark(result), other, pages


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table without the columns that are empty in all rows."""
    kept = [at for at in range(len(header)) if any(cells[at] for cells in rows)]
    lines = (header, ["---"] * len(header), *rows)
    return "\n".join(f"| {' | '.join(cells[at] for at in kept)} |" for cells in lines)


def _pages(facts: Iterable[GroundedFact]) -> str:
    return "、".join(sorted({page for fact in facts if (page := _page(fact))}, key=int))


def _page(fact: GroundedFact) -> str:
    located = fact.verdict.quote
    page = fact.verdict.page_number or (located.page_number if located else None)
    return str(page) if page and fact.verdict.holds else ""


def _remarks(summary: GroundedSummary) -> list[str]:
    """What a reader must know of how the paper was read, a line each."""
    receipt, draft = summary.receipt, summary.draft
    poor = [problem for prose in summary.prose.values() if not _blank(prose.text) for problem in prose.problems]
    told = [
        f"原文共 {receipt.pages} 页，只读了前 {receipt.read_pages} 页（上限是 extract.max_pages 和 200 万字符）。"
        if receipt.unread_pages
        else "",
        f"端点一次只读 {draft.window} tokens（如 Ollama 的 num_ctx），更长的请求会被截断或拒绝，已改为分段询问。"
        if draft.window
        else "",
        f"论文超出模型的窗口，分 {draft.parts} 部分询问，答案由程序合并。" if draft.parts > 1 else "",
        "原文是扫描件，文字由 OCR 识别：数字可能有误，指数已丢失。" if receipt.ocr else "",
        f"{'；'.join(map(escape, poor))}。" if poor else "",
    ]
    return [f"注: {line}" for line in told if line]


def _phrase(prose: GroundedProse, failed_facts: FailedFacts, start: int = 0, end: int | None = None) -> str:
    """The prose from `start` to `end` without its last stop, every failed number marked or, for "drop", replaced by the
    mark alone.

    A sentence that its places do not support is marked at its end, before its stop.
    """
    end = len(prose.text) if end is None else end
    text = prose.text
    pieces: list[str] = []
    at = start
    ends = (len(text[: sentence.end].rstrip("。！？ ")) for sentence in prose.marked)
    spans = [(f.start, f.end) for f in prose.flags] + [(last, last) for last in ends]
    for first, last in sorted(spans, key=lambda span: (span[0], -span[1])):
        if first < at or not start < last <= end:
            continue  # within the one before, or not in this part
        pieces.append(_unmarked(text[at:first]))
        pieces.append((_unmarked(text[first:last]) if failed_facts == "mark" else "") + WARN)
        at = last
    pieces.append(_unmarked(text[at:end]))
    return _shown(_LAST_STOP.sub("", "".join(pieces)))


def _blank(text: str) -> bool:
    return not _LAST_STOP.sub("", one_line(_unmarked(text)))


def _unmarked(text: str) -> str:
    """A model's text without marks of its own, which would look like this project's."""
    return text.replace(WARN, "")


def _foreign(text: str) -> str:
    return _shown(_unmarked(text))


def _shown(text: str) -> str:
    return escape(scripts(untexed(text)))


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
