"""Checks every number and every Latin name of a free text against a paper."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from pipeline.ground.index import Hit, PaperIndex, parts_of
from pipeline.ground.names import find_name
from pipeline.ground.numbers import find_numbers
from schemas.grounding import Checked, Number, Verdict
from schemas.records import PaperText

_NAME_RE = re.compile(
    r"[A-Za-z][A-Za-z0-9]*(?:[-./+_@][A-Za-z0-9]+)*\+{0,2}(?: [0-9]+(?:\.[0-9]+)*(?:-[0-9A-Za-z.]+)+)?"
)
_CODE_RE = re.compile(r"https?://\S+|!?\[[^\]]*\]\([^)]*\)")
BESIDE = 4  # characters; ticks stand between ticks, a bar's number beside its label
MAX_OWN_COUNT = 10  # beyond that a Chinese numeral is a quantity of the paper
_COUNTERS = frozenset("个种类项条组张幅大方部点篇名套")  # 三个, 两种, 三大模块, 两方面, 三部分
# Latin words that a Chinese text uses as its own, so that they are no claim about the paper.
_OWN_WORDS = frozenset(
    """
    backbone token tokens prompt epoch epochs step steps batch vs and or of the a an in on for to with e.g i.e etc
    """.split()  # noqa: SIM905 - a list of words is easier to read than a list of strings
)


def check_text(markdown: str, paper: PaperIndex | PaperText) -> tuple[Checked, ...]:
    """Every number and Latin name of markdown in order, each with its verdict.

    A number holds when the paper states its value anywhere, a name when it stands in the paper as a whole name.
    Links are passed over: the pipeline writes them, not the model. So are small Chinese numerals that count what the
    writer lists (三个阶段, 两种方法); quantities (八张A100, 五轮, 十二个百分点) and digits (3个阶段) are not.
    """
    index = PaperIndex.of(paper)
    seen: dict[str, Verdict] = {}
    checked = list[Checked]()
    for it in stated_in(markdown):
        if it.number is not None:
            verdict = _off_axes(number_verdict(it.number, index, on_axes=False), it.number, index)
        else:
            verdict = seen[it.text] = seen.get(it.text) or name_verdict(it.text, index)
        kind: Literal["number", "name"] = "name" if it.number is None else "number"
        checked.append(Checked(kind=kind, text=it.text, start=it.start, end=it.end, verdict=verdict))
    return tuple(checked)


class Stated(NamedTuple):
    """A number or a Latin name of a text."""

    text: str
    start: int  # characters into the text
    end: int
    number: Number | None  # None: it is a name


def stated_in(markdown: str) -> list[Stated]:
    """The numbers and names that check_text checks, in order."""
    text = _CODE_RE.sub(lambda m: " " * len(m[0]), markdown)
    found = [Stated(n.text, n.start, n.end, n) for n in find_numbers(text) if not _counts_own_list(n, text)]
    spans = [(it.start, it.end) for it in found]
    for m in _NAME_RE.finditer(text):
        if m[0].lower() not in _OWN_WORDS and not any(s < m.end() and m.start() < e for s, e in spans):
            found.append(Stated(m[0], m.start(), m.end(), None))
    return sorted(found, key=lambda it: it.start)


def _counts_own_list(number: Number, text: str) -> bool:
    return (
        number.reading == "chinese"
        and number.unit == "plain"
        and number.value <= MAX_OWN_COUNT
        and text[number.end : number.end + 1] in _COUNTERS
    )


def number_verdict(number: Number, index: PaperIndex, on_axes: bool = True) -> Verdict:
    """Whether the paper states the number anywhere: exact, normalised by a rule, or missing.

    `on_axes`: whether a tick of a figure's axis states it.
    """
    if number.reading == "bare_flattened":
        return Verdict(kind="unsupported", rule="lost_exponent")
    if (hit := index.written(number)) is not None and (on_axes or not _is_tick(hit, index)):
        return verdict_of(hit, index)
    hits = tuple(hit for hit in index.lookup(number) if on_axes or not _is_tick(hit, index))
    if not hits and (number.high is not None or number.reading == "ratio"):
        hits = _by_its_ends(number, index)
    if not hits:
        return Verdict(kind="unsupported")
    return verdict_of(best_hit(hits), index)


def _off_axes(verdict: Verdict, number: Number, index: PaperIndex) -> Verdict:
    """The verdict, with its reason where only an axis has the number."""
    if verdict.holds or verdict.rule is not None or not index.lookup(number):
        return verdict
    return verdict.model_copy(update={"rule": "axis"})


def _is_tick(hit: Hit, index: PaperIndex) -> bool:
    """Whether it is a bare number of a figure, with no word beside it: it says nothing of what it is a value of."""
    block, number = index.paper.blocks[hit.occurrence.block], hit.occurrence.number
    before = block.text[max(0, number.start - BESIDE) : number.start].rpartition("\n")[2]
    beside = before + block.text[number.end : number.end + BESIDE].partition("\n")[0]
    return block.kind == "figure_text" and not any(c.isalpha() for c in beside)


def _by_its_ends(number: Number, index: PaperIndex) -> tuple[Hit, ...]:
    """Where both ends of a range, or both sides of a ratio, stand in one block: "from 0.0 to 1.0"."""
    ends = [index.lookup(part) for part in parts_of(number)]
    common = set.intersection(*({hit.occurrence.block for hit in hits} for hits in ends)) if len(ends) == 2 else set()
    return tuple(hit._replace(rule="part") for hit in ends[0] if hit.occurrence.block in common) if common else ()


def best_hit(hits: tuple[Hit, ...]) -> Hit:
    """The hit that agrees most plainly, the first of equals."""
    return min(hits, key=lambda hit: hit.rule != "exact")


def verdict_of(hit: Hit, index: PaperIndex) -> Verdict:
    """The verdict for a number that the paper supports with this hit."""
    return Verdict(
        kind="holds",
        rule=None if hit.rule == "exact" else hit.rule,
        page_number=index.page_of(hit.occurrence.block),
        found=hit.occurrence.number.text,
    )


def name_verdict(name: str, index: PaperIndex) -> Verdict:
    """Whether the paper has the name as a whole."""
    place = find_name(name, index)
    if place is None:
        return Verdict(kind="unsupported")
    block, start, end = place
    found = index.text[index.starts[block] + start : index.starts[block] + end]
    return Verdict(
        kind="holds",
        rule=None if found == name else "spelling",
        page_number=index.page_of(block),
        found=found,
    )
