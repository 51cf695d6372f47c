"""Checks every number and every Latin name of a free text against a paper."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pipeline.ground.index import Hit, Occurrence, PaperIndex, parts_of
from pipeline.ground.labels import Wording, rival_of
from pipeline.ground.meant import is_list_mark, is_tick, named_by_unit, said_in, spoken_of, with_unit
from pipeline.ground.named import names_in
from pipeline.ground.names import find_name
from pipeline.ground.numbers import find_numbers
from pipeline.ground.scopes import meant_instead, said_of
from schemas.grounding import Checked, Number, Verdict
from schemas.records import PaperText

_CODE_RE = re.compile(r"https?://\S+|!?\[[^\[\]]*\]\([^()]*\)")
_CLAUSE_RE = re.compile(r"[。；;！？!?\n，,：:（）()|]")
_SENTENCE_RE = re.compile(r"[。；;！？!?\n]")
_SCOPED_RE = re.compile(r"[。；;！？!?\n，、|]|[,.:：]\s")  # what a number holds for stands before the next of these
MOST_SAID = 200  # characters on each side of a number that may say what it is
MAX_OWN_COUNT = 10  # beyond that a Chinese numeral is a quantity of the paper
_COUNTERS = frozenset("个种类项条组张幅大方部点篇名套")  # 三个, 两种, 三大模块, 两方面, 三部分


def check_text(markdown: str, paper: PaperIndex | PaperText) -> tuple[Checked, ...]:
    """Every number and Latin name of markdown in order, each with its verdict.

    A number holds when the paper states its value with its unit, and beside words that the text says of it; a name when
    it stands in the paper as a whole name. Links are passed over: the pipeline writes them, not the model. So are
    small Chinese numerals that count what the writer lists (三个阶段, 两种方法); quantities (八张A100, 五轮,
    十二个百分点) and digits (3个阶段) are not.
    """
    index = PaperIndex.of(paper)
    said = _Said(markdown)
    checked, seen = list[Checked](), dict[tuple[object, ...], Verdict]()
    for it in stated_in(markdown):
        around, clause = (said.around(it), said.clause(it)) if it.number is not None else ((), ("", ""))
        key = (it.text, *around, *clause)
        if key not in seen:
            if it.number is None:
                seen[key] = name_verdict(it.text, index)
            else:
                seen[key] = _said_number(it.number, around, clause, index)
        kind: Literal["number", "name"] = "name" if it.number is None else "number"
        checked.append(Checked(kind=kind, text=it.text, start=it.start, end=it.end, verdict=seen[key]))
    return tuple(checked)


def _said_number(number: Number, said: Sequence[frozenset[str]], clause: tuple[str, str], index: PaperIndex) -> Verdict:
    """Whether the paper says the number of what the text says it of.

    `said`: the words of the clause, then those of the sentence; `clause`: its text, and that before the number.
    Refused as "axis" or "list_mark" where only those have the digits, as "no_unit" where they stand without the unit,
    as "number_only" where they stand beside none of the words, or the clause names other cells; it differs where the
    paper says another number of it.
    """
    if number.reading == "bare_flattened":
        return Verdict(kind="unsupported", rule="lost_exponent")
    everywhere = index.lookup(number)
    hits = [hit for hit in everywhere if not is_tick(hit.occurrence, index)]
    if not hits and (number.high is not None or number.reading == "ratio"):
        hits = list(_by_its_ends(number, index))
    if not hits:
        return Verdict(kind="unsupported", rule="axis" if everywhere else None)
    held = with_unit(number, hits, index)
    if not held:
        only_marks = all(is_list_mark(hit.occurrence, index) for hit in hits)
        return _refused(hits, "list_mark" if only_marks and number.unit == "plain" else "no_unit", index)
    meant = named_by_unit(number, held) or next(filter(None, (spoken_of(held, words, index) for words in said)), ())
    if not meant:
        return _refused(held, "number_only", index)
    other = meant_instead(number, said_of(*clause), said[0] or said[1], meant, held, index)
    if other is not None:
        return differing(other, index)
    if _names_other_cells(clause[0], meant, index):
        return _refused(meant, "number_only", index)
    return verdict_of(best_hit(meant), index)


def _names_other_cells(clause: str, meant: Sequence[Hit], index: PaperIndex) -> bool:
    """Whether a clause names, of every cell that has its number, another row or column of the table."""
    wording = Wording(clause)
    cells = [hit.occurrence for hit in meant]
    return all(cell.row is not None and rival_of(cell, wording, index) is not None for cell in cells)


def _refused(hits: Sequence[Hit], rule: str, index: PaperIndex) -> Verdict:
    return verdict_of(best_hit(hits), index).model_copy(update={"kind": "unsupported", "rule": rule})


class _Said:
    """The words of a text around its numbers."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.clauses = [0, *(m.end() for m in _CLAUSE_RE.finditer(text)), len(text) + 1]
        self.sentences = [0, *(m.end() for m in _SENTENCE_RE.finditer(text)), len(text) + 1]

    def around(self, it: Stated) -> tuple[frozenset[str], frozenset[str]]:
        """The words of a number's clause and of its sentence, as an English paper can have them."""
        return self._of(self.clauses, it), self._of(self.sentences, it)

    def clause(self, it: Stated) -> tuple[str, str]:
        """The clause of a number, with what stands in brackets behind it; and what of it stands before the number."""
        low = max((m.end() for m in _SCOPED_RE.finditer(self.text, 0, it.start)), default=0)
        stop = _SCOPED_RE.search(self.text, it.end)
        return self.text[low : stop.start() if stop else len(self.text)], self.text[low : it.start]

    def _of(self, ends: Sequence[int], it: Stated) -> frozenset[str]:
        low = max(ends[bisect_right(ends, it.start) - 1], it.start - MOST_SAID)
        high = min(ends[min(bisect_left(ends, it.end), len(ends) - 1)], it.end + MOST_SAID)
        return said_in(self.text[low:high])


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
    ends = [it.end for it in found]  # of numbers, which stand in order and apart
    numbers = tuple(found)
    for start, end in names_in(text):
        behind = bisect_right(ends, start)
        if behind == len(numbers) or numbers[behind].start >= end:
            found.append(Stated(text[start:end], start, end, None))
    return sorted(found, key=lambda it: it.start)


def _counts_own_list(number: Number, text: str) -> bool:
    return (
        number.reading == "chinese"
        and number.unit == "plain"
        and number.value <= MAX_OWN_COUNT
        and text[number.end : number.end + 1] in _COUNTERS
    )


def number_verdict(number: Number, index: PaperIndex) -> Verdict:
    """Whether the paper states the number anywhere: exact, normalised by a rule, or missing."""
    if number.reading == "bare_flattened":
        return Verdict(kind="unsupported", rule="lost_exponent")
    if (hit := index.written(number)) is not None:
        return verdict_of(hit, index)
    hits = index.lookup(number)
    if not hits and (number.high is not None or number.reading == "ratio"):
        hits = _by_its_ends(number, index)
    return verdict_of(best_hit(hits), index) if hits else Verdict(kind="unsupported")


def _by_its_ends(number: Number, index: PaperIndex) -> tuple[Hit, ...]:
    """Where both ends of a range, or both sides of a ratio, stand in one block: "from 0.0 to 1.0"."""
    ends = [index.lookup(part) for part in parts_of(number)]
    common = set.intersection(*({hit.occurrence.block for hit in hits} for hits in ends)) if len(ends) == 2 else set()
    return tuple(hit._replace(rule="part") for hit in ends[0] if hit.occurrence.block in common) if common else ()


def best_hit(hits: Sequence[Hit]) -> Hit:
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


def differing(other: Occurrence, index: PaperIndex) -> Verdict:
    """The verdict where the paper says another number of what a claim speaks of."""
    page = index.page_of(other.block)
    return Verdict(kind="differs", rule="other_label", page_number=page, found=other.number.text)


def name_verdict(name: str, index: PaperIndex) -> Verdict:
    """Whether the paper has the name as a whole, or each of several capital words: Google Transformer."""
    place = find_name(name, index)
    if place is None:
        words = name.split(" ") if name.replace(" ", "").isalpha() else []
        parts = [name_verdict(word, index) for word in words] if len(words) > 1 else []
        return parts[0] if parts and all(part.holds for part in parts) else Verdict(kind="unsupported")
    block, start, end = place
    found = index.text[index.starts[block] + start : index.starts[block] + end]
    return Verdict(
        kind="holds",
        rule=None if found == name else "spelling",
        page_number=index.page_of(block),
        found=found,
    )
