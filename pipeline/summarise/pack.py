"""Chooses the text of a paper that a model is shown, within a budget of tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pipeline.summarise.lines import Line
from pipeline.words.tokens import at_most_tokens
from pipeline.words.vocabulary import either, pattern
from schemas.records import PaperText, Record

Topic = Literal["overview", "method", "setup", "training", "results"]

CAPTION_CHARS = 120  # enough to say what a table's rows are about
MOST_LINES = 60  # of evidence for one topic
NUMBER_TOKENS = 4  # of "[12] " and the line's end
MIN_CHARS = 12  # a shorter line is a fragment
LINE_CHARS = 420  # a longer evidence line is cut: a small model loses the thread


class Shown(Record):
    """A line as a model is shown it."""

    line: Line
    whole: str  # without note marks; a row behind its table's caption and header

    @property
    def text(self) -> str:
        """The first LINE_CHARS of it."""
        return self.whole[:LINE_CHARS]


class Evidence(Record):
    """What a focused pass is shown, in the paper's order."""

    topic: Topic
    lines: tuple[Shown, ...]

    def numbered(self) -> str:
        """The lines as "[1] …", from 1."""
        return "\n".join(f"[{i}] {shown.text}" for i, shown in enumerate(self.lines, 1))

    def at(self, value: str, *names: str) -> str:
        """The place of the line that holds `value`, and most words of `names` where several do; "": none holds it."""
        wanted = _squeeze(value)
        words = {word for name in names for word in re.findall(r"[a-z0-9]+", name.lower())}
        best, most = "", -1
        for shown in self.lines:
            if wanted and re.search(rf"(?<![a-z0-9.]){re.escape(wanted)}(?![a-z0-9])", _squeeze(shown.text)):
                hits = len(words & set(re.findall(r"[a-z0-9]+", shown.text.lower())))
                if hits > most:
                    best, most = shown.line.at, hits
        return best


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower()).strip()


def fence(text: str) -> str:
    """The paper's text as data between tags that it cannot close itself."""
    harmless = re.sub(r"<(?=/?paper)", "‹", text)
    return f"<paper>\n{harmless}\n</paper>"


def abstract_of(paper: PaperText, limit_chars: int = 2400) -> str:
    """The abstract as the PDF prints it, or the first paragraphs where no abstract was recognised."""
    blocks = [b.text for b in paper.blocks if b.kind != "heading" and paper.part_of(b) == "abstract"]
    if not blocks:
        blocks = [b.text for b in paper.blocks if b.kind == "paragraph" and len(b.text) > 200][:2]
    return _NOTE_MARK.sub("", " ".join(blocks))[:limit_chars]


def pack_evidence(lines: Sequence[Line], topic: Topic, budget_tokens: int) -> Evidence:
    """The best-scored lines of the whole paper, appendix included, for one topic, in the paper's order."""
    shown = _shown(lines)
    chosen = _best(shown, [_score(s, topic) for s in shown], budget_tokens)
    return Evidence(topic=topic, lines=tuple(shown[i] for i in sorted(chosen)))


def _best(lines: Sequence[Shown], scores: Sequence[float], budget_tokens: int) -> set[int]:
    """The places of the lines with the highest scores above 0 that fit into the budget, each text once."""
    chosen, seen, used = set[int](), set[str](), 0
    for i in sorted((i for i, score in enumerate(scores) if score > 0), key=lambda i: (-scores[i], i)):
        cost = at_most_tokens(lines[i].text) + NUMBER_TOKENS
        if used + cost > budget_tokens or lines[i].text in seen or len(chosen) == MOST_LINES:
            continue
        seen.add(lines[i].text)
        used += cost
        chosen.add(i)
    return chosen


_NOTE_MARK = re.compile(r"\[\^[^\]]{1,12}\]")  # footnotes, citations and affiliations as the extraction writes them


def _shown(lines: Sequence[Line]) -> list[Shown]:
    """The lines that can be evidence: longer than a fragment, and outside the references."""
    outside = (
        (line, " ".join(_NOTE_MARK.sub("", _whole(line)).split())) for line in lines if line.part != "references"
    )
    return [Shown(line=line, whole=whole) for line, whole in outside if len(whole) >= MIN_CHARS]


def _whole(line: Line) -> str:
    if line.table is None:
        return line.text
    table = line.table
    head = " / ".join(" | ".join(cell.text for cell in row) for row in table.rows[: table.header_rows])
    return f"{table.caption[:CAPTION_CHARS]} :: {head} :: {' | '.join(line.cells)}"


def _of(*lists: tuple[str, ...], besides: str) -> re.Pattern[str]:
    """A word of any of these lists, or of `besides`."""
    return re.compile("|".join((*(pattern(*words).pattern for words in lists), rf"\b(?i:{besides})")))


_WORDS = {
    "training": _of(
        ("training.settings", "said", "column"), ("training.optimizers",), ("training.schedules", "path"),
        ("hardware.accelerators",), ("training.settings", "device"),
        besides=r"epochs?\b|steps\b|iterations\b|hours\b|rollouts?\b|hyper-?parameters?\b|[βε]",
    ),
    "setup": _of(("aspects.start",), ("models.families",), ("data.data", "about"), besides="evaluate"),
    "results": _of(("aspects.results",), ("results.metrics", "percent"), besides=r"baseline|ours\b|points"),
    "method": _of(
        ("aspects.method",), ("aspects.training", "part"), ("aspects.inference", "moment"),
        besides=rf"we (?:\w+ )?{either('aspects.proposal', 'made')}|layer|token",
    ),
    "overview": _of(
        ("aspects.problem",), besides=rf"we (?:\w+ )?{either('aspects.proposal', 'studied')}|in this (?:paper|work)"
    ),
}  # fmt: skip
_TRAINING_PLACE = pattern("sections.sections", "setup")
_RESULT_PLACE = pattern("sections.sections", "results")
_METHOD_PLACE = pattern("sections.sections", "method", "algorithm")
_NUMBER = re.compile(r"\d")
_WORDED = re.compile(rf"{either('training.optimizers')}|(?i:optimi[sz]er|schedul)")  # settings without a number
_CODE_LIKE = re.compile(r"https?://|@\w+\.\w+|©")


def _score(shown: Shown, topic: Topic) -> float:
    """How useful a line is for a topic; 0 leaves it out."""
    text, heading, part, kind = shown.whole, shown.line.heading, shown.line.part, shown.line.block_kind
    hits = {m.group(0).lower() for m in _WORDS[topic].finditer(text)}
    if not hits or _CODE_LIKE.search(text):
        return 0.0
    score = float(len(hits))
    has_number = bool(_NUMBER.search(text))
    if topic == "training":
        if not has_number and not _WORDED.search(text):
            return 0.0
        score += 1.5 * bool(_TRAINING_PLACE.search(heading)) + 1.0 * (kind == "table") + 0.5 * (part == "appendix")
    elif topic == "results":
        if not has_number:
            return 0.0
        score += 1.5 * bool(_RESULT_PLACE.search(heading)) + 1.0 * (part == "abstract")
        score += 1.0 * (kind == "table" and bool(re.search(r"\bours\b|\*\*", text, re.IGNORECASE)))
        score -= 1.5 * (part == "appendix")
    elif topic == "method":
        score += 2.0 * bool(_METHOD_PLACE.search(heading)) - 3.0 * (part == "appendix") - 2.0 * (kind == "table")
    elif topic == "setup":
        score += 1.5 * bool(_TRAINING_PLACE.search(heading)) - 1.0 * (kind == "table")
    else:
        score += 2.0 * ("intro" in heading.lower()) - 5.0 * (part == "appendix" or kind in ("table", "caption"))
    return max(score, 0.0)
