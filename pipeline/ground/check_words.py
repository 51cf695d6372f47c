"""Checks values that are words: names of models and datasets, or plain words such as "cosine"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ground.context import sentence_span
from pipeline.ground.index import PaperIndex
from pipeline.ground.names import find_name, is_only, listed_names, search_name
from pipeline.ground.numbers import find_numbers
from pipeline.ground.quotes import GAP_BLOCKS
from pipeline.ground.terms import shared, terms
from pipeline.words.vocabulary import either, pattern, word_list
from schemas.grounding import Location, Number, Verdict

DESCRIPTION_WORDS = 4  # a value of so many words is the annotator's own description, not a name
DESCRIPTION_SHARE = 0.6  # of a description's words that must stand around the quote
TOGETHER = 60  # characters: the words of one noun phrase
# Words that claimers add to a name, or leave out, without making another thing of it.
_GENERIC = terms(" ".join(entry.name for entry in word_list("data.data").chosen("kind"))) | terms("model backbone")
_ADDED_RE = re.compile(r"\(([^()]*)\)")
_NUMBERED_RE = re.compile(r"\b[A-Z][A-Za-z]*[-\s]?[0-9]+(?:\.[0-9]+)?[A-Za-z]?\b", re.ASCII)
_PROSE: frozenset[str] = frozenset({"paragraph", "list", "abstract"})
_BRAND_RE = re.compile(rf"(?:{either('hardware.makers')}|{either('training.settings', 'device')}|(?i:accelerator))s?")
_NAME_RE = re.compile(
    r"(?<![A-Za-z0-9])[a-z0-9]*+[A-Z]\w*(?:[-./+@_]\w+)*(?:\s(?=[0-9A-Z])\w+(?:[-./+@_]\w+)*)*", re.ASCII
)


def names_of(value: str, numbers: Sequence[Number]) -> tuple[str, ...]:
    """The names in a value beside its numbers: A100 in "8 × A100"."""
    rest = list(value)
    for n in numbers:
        for i in range(n.start, n.end):
            if n.unit != "devices" or not _in_device_name(value, i):
                rest[i] = " "
    found, openers = [m[0].strip() for m in _NAME_RE.finditer("".join(rest))], pattern("data.openers")
    names = (n for n in found if not (openers.fullmatch(n) and n[1:].islower()))
    return tuple(n for n in names if any(c.isalpha() for c in n) and len(n) > 1)


def _in_device_name(value: str, at: int) -> bool:
    """Whether the character is part of a word with a letter in it, such as A100 in "8×A100"."""
    start = end = at
    while start and value[start - 1].isalnum() and value[start - 1] not in "×":
        start -= 1
    while end < len(value) and value[end].isalnum():
        end += 1
    return value[start:end][:1].isupper()


def check_names(
    value: str, names: Sequence[str], quote: Location | None, number: Verdict, index: PaperIndex
) -> Verdict:
    """Whether the names that a value puts beside its number are in the paper, near the quote if there is one."""
    device = any(n.unit == "devices" for n in find_numbers(value))
    region = index.text if quote is None else _around(quote, index) if device else _paragraph(quote, index)
    added = set(names_of(" ".join(_ADDED_RE.findall(value)), ()))  # "(adopted from X)" may stand anywhere in the paper
    for name in names:
        if name in added and find_name(name, index) is not None:
            continue
        if search_name(name, region) is not None or tokens_together(name, region):
            continue
        place = find_name(name, index)
        if place is None:
            return Verdict(kind="unsupported", rule=f"name {name}")
        return Verdict(kind="unsupported", rule=f"name {name}", page_number=index.page_of(place[0]), found=name)
    return number


def check_words(value: str, quote: Location | None, index: PaperIndex, quoted: str = "") -> Verdict:
    """Whether a value without a number stands in the quote, or, where there is none, anywhere.

    `quoted` is the quote as it was given, which the paper holds in normal form: it joins what a table parts in cells.
    """
    if quote is None:
        place = find_name(value, index)
        if place is not None:
            return _found(value, index, place[0], place[1], place[2], None)
        return _description(value, index.text, None, index)
    inside = _between(quote, index)
    span = search_name(value, inside)
    if span is not None:
        found = inside[slice(*span)]
        exact = found == value
        return Verdict(
            kind="holds",
            rule=None if exact else "spelling",
            page_number=quote.page_number,
            found=found,
        )
    if search_name(value, quoted) is not None or search_name(value, listed_names(quoted)) is not None:
        return Verdict(kind="holds", rule="spelling", page_number=quote.page_number, found=inside)
    if short := _short_form(value, inside, index):
        return Verdict(kind="holds", rule="short_form", page_number=quote.page_number, found=short)
    verdict = _parts_beside(value, quote, index) or _description(value, _around(quote, index), quote, index)
    if verdict.holds:
        return verdict
    place = find_name(value, index)
    if place is None:
        return verdict
    return _found(value, index, place[0], place[1], place[2], "not_in_quote").model_copy(update={"kind": "unsupported"})


def _short_form(value: str, inside: str, index: PaperIndex) -> str | None:
    """The short form of a name that the quote has, where the paper's only longer form of it, or of its initials, is it.

    "JFT" is JFT-300M in a paper that has no other JFT-…, and HH is "Helpful and Harmless (HH)" where the paper says so.
    """
    if find_name(value, index) is None:
        return None
    for m in re.finditer(r"[-\s](?=[0-9])", value):
        short = value[: m.start()]
        if len(short) > 1 and search_name(short, inside) is not None and is_only(value, short, index.text):
            return short
    letters = "".join(word[0] for word in re.split(r"[\s-]+", value) if word[:1].isupper())
    if len(letters) > 1 and re.search(rf"(?<![A-Za-z0-9]){letters}(?![A-Za-z0-9])", inside):
        full = r"\s+".join(re.escape(word) for word in value.split())
        either = rf"{full}s?\s*[(\[]\s*{letters}s?\b|\b{letters}s?\s*[(\[]\s*{full}"
        return letters if re.search(either, index.text, re.IGNORECASE) else None
    return None


def _parts_beside(value: str, quote: Location, index: PaperIndex) -> Verdict | None:
    """A name with an addition, "X (test set)", or one that the quote's paragraph gives and the quote leaves out."""
    inside = _between(quote, index)
    wanted = terms(value)
    specific = wanted - _GENERIC
    if specific < wanted and len(specific) > 1 and specific <= terms(inside) and _named(value, inside):
        return Verdict(kind="holds", rule="reworded", page_number=quote.page_number, found=value)
    if value == value.lower() and not any(c.isdigit() for c in value):
        if 2 * len(shared(wanted, terms(inside))) >= max(1, len(wanted)):
            return Verdict(kind="holds", rule="reworded", page_number=quote.page_number, found=value)
        return None
    if tokens_together(value, inside):
        return Verdict(kind="holds", rule="parts", page_number=quote.page_number, found=value)
    main, *additions = [part.strip(" )") for part in re.split(r"[(（,，]", value) if part.strip(" )")]
    names = list(names_of(main, ()))
    if not names or not all(_stated(n, index.text) for part in additions for n in names_of(part, ())):
        return None
    held = [
        _stated(n, inside) or (" " in n and all(search_name(w, inside) for w in n.split()) and _stated(n, index.text))
        for n in names
    ]
    rest = terms(main) - frozenset(t for name in names for t in terms(name))
    words = len(shared(rest, terms(inside))) >= DESCRIPTION_SHARE * len(rest)
    if all(held) and words:
        return Verdict(kind="holds", rule="parts", page_number=quote.page_number, found=names[0])
    if not any(held) and _NUMBERED_RE.search(inside):
        return None  # the quote names another model: what stands around it says nothing
    near = _paragraph(quote, index, after=any(held))
    if all(h or _stated(n, near) for h, n in zip(held, names, strict=True)) and (words or any(held)):
        return Verdict(kind="holds", rule="beside_quote", page_number=quote.page_number, found=names[0])
    return None


def _named(value: str, inside: str) -> bool:
    """Whether every name of a value stands in a text as a whole name, its general nouns aside."""
    names = [word for word in names_of(value, ()) if not terms(word) <= _GENERIC]
    return bool(names) and all(search_name(name, inside) is not None for name in names)


def tokens_together(value: str, text: str) -> bool:
    """Whether every word of a short value stands in one stretch of text, in any order: "A100 80GB", "80GB A100s"."""
    words = [w for w in value.replace("-", " ").split() if not _BRAND_RE.fullmatch(w)]
    if not words or len(words) >= DESCRIPTION_WORDS:
        return False
    spans = [search_name(word.rstrip("s") if word.endswith("s") else word, text) for word in words]
    spans = [span or _plural(word, text) for span, word in zip(spans, words, strict=True)]
    found = [span for span in spans if span is not None]
    if len(found) < len(words):
        return False
    return max(end for _, end in found) - min(start for start, _ in found) <= TOGETHER


def _plural(word: str, text: str) -> tuple[int, int] | None:
    return search_name(word + "s", text)


def _stated(name: str, text: str) -> bool:
    """Whether text has the name, also as the second half of "CIFAR-10/100"."""
    if search_name(name, text) is not None:
        return True
    m = re.fullmatch(r"(.*[A-Za-z])([-\s]?)([0-9]+)", name)
    if m is None:
        return False
    return re.search(rf"{re.escape(m[1])}[-\s]?[0-9]+(?:\s?[/,]\s?[0-9]+)*\s?/\s?{m[3]}(?![0-9])", text) is not None


def _paragraph(quote: Location, index: PaperIndex, after: bool = True) -> str:
    """The blocks that the quote touches, with what stands before them and, if wanted, after them.

    Floats and a page's margins are passed over: a paragraph goes on beyond them.
    """
    blocks = index.paper.blocks
    first, last = max(0, quote.block - 1), quote.last_block + 1
    near = list(range(first, last))
    ways = [range(first - 1, max(-1, first - 1 - GAP_BLOCKS), -1)]
    if after:
        near += range(last, min(last + 1, len(blocks)))
        ways.append(range(last + 1, min(last + 1 + GAP_BLOCKS, len(blocks))))
    for beyond in ways:
        near += next(([b] for b in beyond if blocks[b].kind in _PROSE), [])
    return "\n".join(blocks[b].text for b in sorted(near))


def _found(value: str, index: PaperIndex, block: int, start: int, end: int, rule: str | None) -> Verdict:
    found = index.paper.blocks[block].text[start:end]
    exact = found == value
    return Verdict(
        kind="holds",
        rule=rule or (None if exact else "spelling"),
        page_number=index.page_of(block),
        found=found,
    )


def _description(value: str, region: str, quote: Location | None, index: PaperIndex) -> Verdict:
    """A description in the claimer's own words holds when its names, and most of its words, stand in the region."""
    words = value.split()
    if len(words) < DESCRIPTION_WORDS:
        return Verdict(kind="unsupported")
    names = names_of(value, ())
    page = index.text if quote is None else _page(quote, index)
    if any(search_name(name, page) is None for name in names):
        return Verdict(kind="unsupported")
    wanted = terms(value)
    if len(shared(wanted, terms(region))) < DESCRIPTION_SHARE * len(wanted):
        return Verdict(kind="unsupported", rule="reworded")
    return Verdict(kind="holds", rule="reworded", page_number=None if quote is None else quote.page_number)


def _between(quote: Location, index: PaperIndex) -> str:
    """The paper's own text at the quote."""
    start = index.starts[quote.block] + quote.start
    return index.text[start : index.starts[quote.last_block] + quote.end]


def _around(quote: Location, index: PaperIndex) -> str:
    """The sentences or lines that the quote touches."""
    blocks = index.paper.blocks[quote.block : quote.last_block + 1]
    end = index.starts[quote.last_block] - index.starts[quote.block] + quote.end
    text = "\n".join(block.text for block in blocks)
    return text[slice(*sentence_span(text, quote.start, end))]


def _page(quote: Location, index: PaperIndex) -> str:
    return "\n".join(b.text for b in index.paper.blocks if b.page_number == quote.page_number)
