"""Finds names of models, datasets, benchmarks and metrics with their versions, whatever their spelling's details."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from pipeline.ground.index import PaperIndex
from pipeline.ground.terms import terms
from pipeline.words.vocabulary import either
from schemas.bounds import compatible
from schemas.records import PaperText

_PART_RE = re.compile(  # AP@.5, FLUX.1
    r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+(?:\.[0-9]+)*|(?<=[@[A-Za-z])\.[0-9]+|[^\W\d_]+|[+*#@]|(?<=\w);(?=\w)"
)
_SIZES_RE = re.compile(
    r"(?<![\w.])(?P<head>[A-Za-z][\w.+-]{0,40}?-)?(?P<first>[0-9]+(?:\.[0-9]+)?(?P<unit>[BMK]?))"
    r"(?P<rest>(?:(?:\s?[/,]\s?|(?<=[BMK]),? (?:and|or) )[0-9]+(?:\.[0-9]+)?(?P=unit)){1,8})"
    r"(?P<tail>(?:-[A-Za-z][\w.]*)*)(?![\w/])",
    re.ASCII,
)
# "the WSJ and Brown corpora": the noun is of both
_SHARED_RE = re.compile(
    r"(?<![\w.+-])(?:(?![A-Za-z])[\w.+-])*+(?P<one>[A-Za-z][\w.+-]*+) (?:and|or|&) [A-Za-z][\w.+-]*+ "
    r"(?P<noun>corpora|datasets|benchmarks|models|sets|tasks)\b"
)
_JOIN = r"(?:,? (?:and|or|&) |, ?| ?[/–] ?)"
# "HMMT February 2024 and 2025", "AIME (2024, 2025)", "AIME24 and 25": the name is of each year
_YEARS_RE = re.compile(
    r"(?<![\w.+-])(?P<head>[A-Z][\w.+-]{0,40}?(?: [A-Z][\w.+-]*+)?)"
    rf"(?:(?:-| \(?(?:of )?)(?P<whole>20[0-9]{{2}}(?:{_JOIN}20[0-9]{{2}})+)|"
    rf"(?<=[A-Z]{{2}})['’]?(?P<short>[12][0-9](?:{_JOIN}['’]?[12][0-9])+))(?![\w%]|\.[0-9])",
    re.ASCII,
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*+\.?"
# "HMMT February and November 2025": the name and the year are of each month
_MONTHS_RE = re.compile(
    rf"(?<![\w-])(?P<head>[A-Z][\w-]*+) (?P<months>{_MONTH}(?:{_JOIN}{_MONTH})*) (?P<year>20[0-9]{{2}})\b", re.ASCII
)
# "Qwen3-4B, -8B and -14B", "ImageNet-A/R", "LIBERO-{Goal, Long}", "Qwen3 (4B, 8B)": what stands before it is of each
_ENDS_RE = re.compile(
    r"(?<![\w.+-])(?P<head>[A-Z][\w.+]*+)(?:"
    rf"-(?P<hyphened>\w[\w.]*(?:{_JOIN}-\w[\w.]*)+)|-(?P<slashed>[A-Z][A-Za-z]*(?:/[A-Z][A-Za-z]*)+)|"
    rf"[- ]?[{{(](?P<listed>[A-Z0-9][\w.]*(?:{_JOIN}[A-Z0-9][\w.]*)+)[)}}])(?![\w/-])",
    re.ASCII,
)
# Two capitals in one word: LoRA, PPO, SQuAD. Units and what every paper has by another name are none.
_COINED_RE = re.compile(r"(?<![\w-])(?=[A-Za-z]*[A-Z][a-z]*[A-Z])[A-Za-z]{3,}(?![\w-])", re.ASCII)
_EVERYDAY = frozenset({"GPU", "TPU", "CPU", "NPU", "FLOP", "TFLOP", "RAM", "VRAM", "SOTA", "LLM", "VLM", "MLLM", "ID"})
MOST_COMPARED = 200_000  # parts of a name with a text that repeats them; then it is not found
_GAP = 3  # characters that may part the parts of a name: "Llama - 3"
_GAP_CHARACTERS = frozenset(" \t\r\n\f\v\u00a0\u2009\u202f-_‐‑–—/{}\u00ad'’")  # an apostrophe: OpenAI’s
_SHOUTED_LETTERS = 5  # MATH, SQuAD aside, an acronym this short is a word in lower case: math, arc, wino
# A hyphen and one of these make another name; any other lower-case word after a hyphen ("GPT-2-based") does not.
_SUFFIXES = f"(?:{either('models.variants')}|{either('models.data_variants')})"
# Looked at only where a name's letters and digits were found: to compile one expression for each name takes 3 ms.
_BEFORE_RE = re.compile(
    r"(?<![A-Za-z0-9])(?:(?<![A-Za-z0-9][-_‐‑])|(?<=(?i:nvidia)[-_‐‑])|(?<=(?i:non|two|six|ten)[-_‐‑])|"
    r"(?<=(?i:dual|four|five|nine)[-_‐‑])|(?<=(?i:three|seven|eight)[-_‐‑])|(?<=(?i:single|twelve)[-_‐‑]))(?<![0-9]\.)"
)
_AFTER_RE = re.compile(rf"(?![A-Za-z0-9])(?!\.[0-9])(?!\+)(?![-_‐‑–]\s?(?:[0-9A-Z]|{_SUFFIXES}\b))", re.ASCII)
_PLURAL_RE = re.compile(r"(?i:s|es)?(?![A-Za-z0-9])")  # an ordinary word: token in tokens
_SEVERAL_RE = re.compile(rf"s?{_AFTER_RE.pattern}", re.ASCII)  # eight H100s
_ANYTHING_RE = re.compile("")


def find_name(name: str, index: PaperIndex | PaperText) -> tuple[int, int, int] | None:
    """(block, start, end) of the first place where name stands as a whole name; None: nowhere.

    Case, spaces, hyphens, line breaks and ligatures do not matter; digits, versions and word boundaries do:
    Llama-2-7B is not found in Llama-2-70B, nor MATH in MATH-500.
    """
    index = PaperIndex.of(index)
    span = search_name(name, index.text)
    if span is None:
        return None
    block = bisect_right(index.starts, span[0]) - 1
    return block, span[0] - index.starts[block], span[1] - index.starts[block]


def search_name(name: str, text: str, start: int = 0) -> tuple[int, int] | None:
    """The first span of text, from start on, that is name as a whole name; None: there is none, or only far on."""
    shape = _shape(name)
    if shape is None:
        return None
    parts, after, shouted = shape
    there = text if shouted else _lower(text)
    head, rest = parts[0], parts[1:]
    at, left = there.find(head, start), MOST_COMPARED
    while at >= 0 and left > 0:
        end = at + len(head)
        for part in rest:
            left -= 1
            for _ in range(_GAP):
                if there[end : end + 1] not in _GAP_CHARACTERS:
                    break
                end += 1
            if not there.startswith(part, end):
                break
            end += len(part)
        else:
            if _BEFORE_RE.match(text, at) and (tail := after.match(text, end)):
                return at, tail.end()
        at = there.find(head, at + 1)
    return None


def unsaid_name(name: str, index: PaperIndex) -> str | None:
    """The first coined word of a name that the paper never says, nor any word or initials for it; None: it says all."""
    for word in _COINED_RE.findall(name):
        stem = word.removesuffix("s")
        if stem in _EVERYDAY or stem.lower() in _lower(index.text):
            continue
        initials = r"\w*[-\s]+".join(re.escape(letter) for letter in stem) if stem.isupper() else ""
        if initials and re.search(rf"\b{initials}", index.text, re.IGNORECASE):
            continue
        if not all(term in _terms_of(index.text) for term in terms(stem)):
            return str(word)
    return None


@lru_cache(maxsize=16)
def _terms_of(text: str) -> frozenset[str]:
    return terms(text)


def listed_names(text: str) -> str:
    """The names that text writes as one: Qwen2.5-7B-Base and Qwen2.5-14B-Base for "Qwen2.5-7B/14B-Base", one a line.

    So is a noun that two of them share, "WSJ corpora" of "the WSJ and Brown corpora", and a name of several years,
    months or parts. Months and years stand in their short forms, too.
    """
    names = [f"{m['one']} {m['noun']}" for m in _SHARED_RE.finditer(text)]
    for m in _SIZES_RE.finditer(text):
        if m["head"]:
            sizes = [m["first"], *re.findall(r"[0-9][\w.]*", m["rest"])]
            names += [m["head"] + size + m["tail"] for size in sizes]
    for m in _YEARS_RE.finditer(text):
        years = re.findall(r"(?:20)?([0-9]{2})", m["whole"] or m["short"])
        names += [f"{m['head']} {century}{year}" for year in years for century in ("20", "")]
    for m in _ENDS_RE.finditer(text):
        ends = re.findall(r"\w[\w.]*", m["hyphened"] or m["slashed"] or m["listed"])
        names += [f"{m['head']}-{end}" for end in ends if end not in ("and", "or")]
    for m in _MONTHS_RE.finditer("\n".join((text, *names))):
        months = re.findall(_MONTH, m["months"])
        names += [f"{m['head']} {form} {m['year']}" for month in months for form in (month, month[:3])]
    return "\n".join(names)


def is_only(name: str, short: str, text: str) -> bool:
    """Whether every longer name that text makes of `short`, such as JFT-300M of JFT, is `name`."""
    longer = re.compile(rf"(?<![\w-]){re.escape(short)}(?:-(?=[0-9A-Z])| ?(?=[0-9]))[\w.]*\w(?:-\w+)*", re.ASCII)
    wanted = _shape(name)
    found = {_shape(m[0]) for m in longer.finditer(text)}
    return wanted is not None and found == {wanted}


@lru_cache(maxsize=4096)
def _shape(name: str) -> tuple[tuple[str, ...], re.Pattern[str], bool] | None:
    """The parts of a name, what may follow it, and whether its case matters; None: no letter or digit."""
    plain = compatible(name).strip()
    parts = tuple(_PART_RE.findall(plain))
    if not any(part[0].isalnum() for part in parts):
        return None
    after = _AFTER_RE if parts[-1][-1].isalnum() else _ANYTHING_RE
    if len(parts) > 1 and parts[-1].isdigit() and len(parts[-1]) > 1 and parts[-2].isalpha():
        after = _SEVERAL_RE
    if plain.islower() and len(parts) == 1:
        after = _PLURAL_RE
    shouted = plain.isalpha() and plain.isupper() and len(plain) <= _SHOUTED_LETTERS
    return (parts if shouted else tuple(part.lower() for part in parts)), after, shouted


@lru_cache(maxsize=16)
def _lower(text: str) -> str:
    """Text in lower case, of the same length."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)
