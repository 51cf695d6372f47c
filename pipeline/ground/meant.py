"""Tells whether a number of the paper is what a claim speaks of, or only the same digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from pipeline.ground.clauses import stands_beside
from pipeline.ground.context import header_text, label_of, place_terms
from pipeline.ground.index import Hit, Occurrence, PaperIndex
from pipeline.ground.numbers import find_numbers
from pipeline.ground.terms import shared, terms
from pipeline.words.vocabulary import word_list
from schemas.grounding import Number, UnitClass

SAID_SHARE = 1 / 3  # of a clause's words that must stand with the number: docs/benchmarks.md has what other shares do
MOST_MARKED = 20  # the number of a list's item
OPENED = 80  # characters before a number in which a bracket is open
BESIDE = 4  # characters; ticks stand between ticks, a bar's number beside its label
_CJK_RE = re.compile("[\u3400-\u9fff]+")
_ITEM_RE = re.compile(r"(?:\A|[\n:：;；.。])\s*\Z")  # before the digits of an item
_MARKED_RE = re.compile(r"[.、]\s*[A-Z\u4e00-\u9fff]")  # behind them
_BRACKETED_RE = re.compile(r"[)）]\s*[A-Za-z\u4e00-\u9fff]")
_GLOSSED = (
    "training.settings", "training.greek", "training.schedules", "chinese.concepts", "chinese.synonyms",
    "results.metrics", "results.costs", "terms.field",
)  # fmt: skip

# What says of a bare number that it has a unit: a word of its sentence, its row, its column or its caption.
_KINDS: dict[UnitClass, frozenset[str]] = {
    "time": terms("time hour day minute second week hr h s ms sec duration latency runtime"),
    "gpu_time": terms("time hour day h compute cost gpu"),
    "bytes": terms("memory storage gb mb kb tb gib mib vram"),
    "money": terms("cost price dollar usd budget"),
    "multiple": terms("times fold speedup faster slower factor ratio throughput reduction x"),
    "epochs": terms("epoch"),
    "steps": terms("step iteration update"),
    "tokens": terms("token length context sequence window"),
    "parameters": terms("parameter model size params"),
    "devices": terms("gpu tpu device accelerator card core node hardware"),
    "layers": terms("layer block depth"),
}
_POINTS_RE = re.compile(r"点|points?\b|pp\b")
_GAINS = terms("point improvement gain increase rise lift decrease drop decline change delta difference relative")
_PER_CENT = terms("percent percentage") | frozenset(
    term for metric in word_list("results.metrics").chosen("percent") for term in terms(metric.name)
)


def is_tick(there: Occurrence, index: PaperIndex) -> bool:
    """Whether it is a bare number of a figure, with no word beside it: it says nothing of what it is a value of."""
    block, number = index.paper.blocks[there.block], there.number
    before = block.text[max(0, number.start - BESIDE) : number.start].rpartition("\n")[2]
    beside = before + block.text[number.end : number.end + BESIDE].partition("\n")[0]
    return block.kind == "figure_text" and not any(c.isalpha() for c in beside)


def is_list_mark(there: Occurrence, index: PaperIndex) -> bool:
    """Whether the digits number an item of a list: "3) Empirical insights"; not "a batch size of 4. We"."""
    text, number = index.paper.blocks[there.block].text, there.number
    if there.column is not None or not number.text.isdigit() or number.value > MOST_MARKED:
        return False
    before = text[max(0, number.start - OPENED) : number.start]
    if before.count("(") > before.count(")") + before.endswith("("):
        return False  # the bracket closes one that was opened: "(a window of 3) We"
    return bool(_ITEM_RE.search(before) and _MARKED_RE.match(text, number.end)) or bool(
        before[-1:] in (" ", "(") and _BRACKETED_RE.match(text, number.end)
    )


def with_unit(number: Number, hits: Iterable[Hit], index: PaperIndex) -> tuple[Hit, ...]:
    """The hits that have the number's unit, or a word of its kind beside them; of a bare number all. No list marks."""
    return tuple(hit for hit in hits if _has(number, hit.occurrence, index))


def _has(number: Number, there: Occurrence, index: PaperIndex) -> bool:
    if there.number.unit != "plain":
        return True
    if is_list_mark(there, index):
        return False
    if _POINTS_RE.search(number.text):
        return _is_gain(there, index)
    if number.unit == "plain" or (number.unit == "percent" and there.column is not None and there.number.quantum < 1):
        return True  # tables leave the sign of their scores out
    words = _PER_CENT if number.unit == "percent" else _KINDS[number.unit]
    if not shared(words, place_terms(there, index)):
        return False
    return there.column is not None or stands_beside(there, words, index)


def _is_gain(there: Occurrence, index: PaperIndex) -> bool:
    """Whether a bare number is a difference: a score of a table is none, whatever its caption speaks of."""
    if there.row is None or there.column is None:
        return bool(shared(_GAINS, place_terms(there, index))) and stands_beside(there, _GAINS, index)
    labels = label_of(there.block, there.row, index) + " " + header_text(there.block, there.column, there.row, index)
    return bool(shared(_GAINS, terms(labels)))


def named_by_unit(number: Number, hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits whose unit says what the number is: eight GPUs, a column of hours, a gain in points; not per cent."""
    if number.unit in ("plain", "percent", "multiple") and not _POINTS_RE.search(number.text):
        return ()
    found = (hit for hit in hits if hit.occurrence.number.unit != "plain" or hit.occurrence.column is not None)
    return tuple(hits) if number.unit == "percent" else tuple(found)


def spoken_of(hits: Sequence[Hit], said: frozenset[str], index: PaperIndex) -> tuple[Hit, ...]:
    """The hits beside which the paper has enough of the words that are said of the number."""
    return tuple(hit for hit in hits if said and _beside(hit.occurrence, said, index))


def _beside(there: Occurrence, said: frozenset[str], index: PaperIndex) -> bool:
    common = said & place_terms(there, index)
    if there.row is not None and there.column is not None:
        labels = label_of(there.block, there.row, index), header_text(there.block, there.column, there.row, index)
        return len(common) >= SAID_SHARE * len(said) or any(_is_said(label, said) for label in labels)
    return len(common) >= SAID_SHARE * len(said) and stands_beside(there, said, index)


def _is_said(label: str, said: frozenset[str]) -> bool:
    """Whether all words of a row's or column's label are said; its numbers are not asked for: GSM8K, RULER 32K."""
    words = frozenset(word for word in terms(label) if not word[0].isdigit())
    return bool(words) and words <= said


@cache
def _chinese() -> tuple[tuple[str, str], ...]:
    """The Chinese of the field's words, the longer first, each with its English."""
    entries = [entry for name in _GLOSSED for entry in word_list(name).entries]
    said = ((zh, e.name or e.yes) for e in entries for zh in (e.zh, *e.also))
    pairs = {(zh, english) for zh, english in said if _CJK_RE.fullmatch(zh)}
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


@lru_cache(maxsize=4096)
def said_in(text: str) -> frozenset[str]:
    """The words that a Chinese or English text has beside its numbers, as an English paper can have them: stems."""
    for n in reversed(find_numbers(text)):
        text = text[: n.start] + " " + text[n.end :]
    for zh, english in _chinese():
        text = text.replace(zh, f" {english} ")
    return frozenset(word for word in terms(text) if not _CJK_RE.search(word) and not word[0].isdigit())
