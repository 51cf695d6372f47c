"""Gives the verdict on a fact that names its place: code reads the value there, and next door before it complains."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from pipeline.ground import context as around
from pipeline.ground import normal
from pipeline.ground.arguments import argument_at, says_argument
from pipeline.ground.check_words import DESCRIPTION_WORDS, names_of, tokens_together
from pipeline.ground.index import Hit, Occurrence, PaperIndex, parts_of
from pipeline.ground.labels import (
    IN_BRACKETS_RE,
    Wording,
    column_label,
    column_words,
    is_in_label,
    is_ours,
    rival_of,
    row_label,
    row_words,
)
from pipeline.ground.names import listed_names, search_name
from pipeline.ground.near import (
    Wanted,
    context_fit,
    could_be_meant,
    group_at,
    groups_of,
    name_fit,
    rival_beside,
    wanted_of,
)
from pipeline.ground.numbers import find_numbers
from pipeline.ground.regions import (
    Region,
    above,
    held_in,
    neighbours,
    proof_of,
    region_at,
    regions_of,
    regions_of_quote,
    rows_of,
    text_of,
    words_proof,
)
from pipeline.ground.terms import shared, terms
from pipeline.words.sentences import split_sentences
from pipeline.words.settings import setting_of
from pipeline.words.vocabulary import either
from schemas.grounding import Fact, Location, Number, Rule, Verdict, VerdictKind

SURE_DIGITS = 2  # a number of so many digits is seldom in a place by chance
SURE_SIZE = 1000  # nor is one of this size: 2 万, 20k
WORDS_SHARE = 0.6  # of a description's words that its place must have
NAME_FIT = 0.4  # how well the words beside a number must be a name's, where the value is written in another way
SURE_FIT = 0.7  # the same where no place was named for it
WORDLESS_DIGITS = 3  # a number of so many digits is not in a formula by chance
LONG_LIST = 3  # numbers of a list: no number beside it can be meant instead of so many
AS_WRITTEN = "exact"
ABOVE = 40  # characters beside a number of a caption that may say what it is
CONVERTED: frozenset[Rule] = frozenset({"per_cent_and_fraction", "number_word", "part", "ratio", "unit"})
_UNIT_BEHIND_RE = re.compile(r" ?([A-Za-zµμ°]+(?:[/^][A-Za-z0-9{}-]+)?)")  # of physics as well: GeV, fm/c
_LIST_RE = re.compile(r"[\[{(][^\[\](){}]*[,，][^\[\](){}]*[\]})]|[^,，、；;A-Za-z]+(?:[,，、][^,，、；;A-Za-z]+){2,}")
_TIMES = " ?[×x] ?"
_PRODUCT_RE = re.compile(rf"[0-9]{{2,}}(?:{_TIMES}[0-9]{{2,}})+")  # the size of a picture
_SET_RE = re.compile(r"∈ ?\{ ?\Z")
_SYMBOL = r"(?<![^\W_])([^\W\d_](?:_\{[^{}]*\})?)"
_SYMBOL_RE = re.compile(rf"{_SYMBOL}(?!\w)")
_SYMBOL_SET_RE = re.compile(rf"{_SYMBOL} ?= ?\Z")
_RATE_OF_RE = re.compile(  # "Adam at a constant ", "η="
    rf"(?:{either('training.optimizers')}(?: optimizer)?(?: \(| at| with| using)?(?: an?)?"
    r"(?: (?:constant|fixed|peak|initial))? ?|(?<!\w)η ?= ?)\Z"
)
# words of metrics, which many a table of scores leaves unsaid
_METRICS = terms("accuracy score rate percentage performance result top top1 few shot zero success pass")
_CJK_RE = re.compile("[\u3400-\u9fff]")
_IS_NEXT_RE = re.compile(r" ?(?:\([0-9.]+%\))?[,;](?: and)? [^\s,;.]+ ?= ?")  # from one symbol's number to the next
_GOES_ON_RE = re.compile(r", (?:and )?| and ")  # from one number of a list to the next
_ENDS_RE = re.compile(r"[.!?:;。](?:[”\"')\]]|\s)*\Z")
_LATIN_RE = re.compile(r"[A-Za-z]{2}")
_FORMULA_RE = re.compile(r"[_^]\{.*[=+−·×-]|[=+−·×-].*[_^]\{")
# what a value says in Chinese or in a word of its own, and what its place may say for it
_NEGATIONS = re.compile(
    r"(?i)\bno\b|\bnone\b|\bnot\b|\bwithout\b|\bw/o\b|\bremov\w+|\bdisabl\w+|\bomit\w*|\bdrop(?:s|ped|ping)?\b|"
    r"\bfree\b|\bexclu\w+|\bcancel\w*|\boff\b|不|无|未|去掉|移除|✗|×"
)


class Claim:
    """A fact with its words made ready."""

    def __init__(self, fact: Fact, index: PaperIndex, quote: Location | None = None) -> None:
        self.fact, self.index = fact, index
        self.regions, self.unknown = regions_of(fact.at or "", index.places)
        self.quoted = quote is not None
        if quote is not None:
            self.regions += regions_of_quote(quote, index)
        self.numbers = _stated_numbers(fact.value)
        self.rivals: dict[tuple[Occurrence, Number], Occurrence | None] = {}

    @property
    def everywhere(self) -> Iterable[tuple[int, int | None]]:
        """The places where words are looked for at last: a quote that does not say them is no evidence of them."""
        return () if self.quoted else self.index.places.values()

    @cached_property
    def wording(self) -> Wording:
        """Name and context, asked what they say."""
        return Wording(f"{self.fact.name or ''} ; {self.fact.context or ''}")

    @cached_property
    def name(self) -> frozenset[str]:
        """The stems of the name."""
        return terms(self.fact.name or "")

    @cached_property
    def wanted(self) -> Wanted:
        """The words of name, value and context."""
        return wanted_of(self.fact.name or "", self.fact.context or "", self.fact.value)

    @cached_property
    def glossed(self) -> frozenset[str]:
        """The stems that the context has in Chinese brackets of its own alone: （消融：w/o RL）."""
        context = self.fact.context or ""
        return terms(context) - terms(_without_glosses(context))

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of name, value and context that an English paper can have."""
        return frozenset(self.wanted.name) | self.wanted.context


def _stated_numbers(value: str) -> list[Number]:
    """The numbers of a value without what its Chinese in brackets says once more: two（两次）, bicubic（双三次）."""
    glosses = [m.span() for m in IN_BRACKETS_RE.finditer(value) if _CJK_RE.search(m[0])]
    numbers = find_numbers(value)
    within = [any(start <= n.start < end for start, end in glosses) for n in numbers]
    said = {n.value for n, inside in zip(numbers, within, strict=True) if not inside}
    again = [inside and (n.value in said or not said) for n, inside in zip(numbers, within, strict=True)]
    return [n for n, said_again in zip(numbers, again, strict=True) if not said_again]


def check_pointed(fact: Fact, index: PaperIndex, quote: Location | None = None) -> Verdict:
    """The verdict on a fact whose `at` names places of the numbered text that `index.places` maps, or with a quote."""
    claim = Claim(fact, index, quote)
    if not fact.name and not fact.context:
        return _check_name(claim)
    if not claim.numbers or _is_name(fact.value, claim):
        return _check_words(claim)
    return _check_numbers(claim)


def check_labels(fact: Fact, index: PaperIndex, quote: Location) -> Verdict | None:
    """The verdict of the labels of a quoted row against a fact; None: they do not speak against it."""
    claim = Claim(fact, index, quote)
    if not claim.numbers or all(region.row is None for region in claim.regions):
        return None
    read = _assigned([_candidates(number, claim) for number in claim.numbers], claim)
    rivals = (_rival(hit.occurrence, n, claim) for n, hit in zip(claim.numbers, read or (), strict=False))
    rival = next((rival for rival in rivals if rival is not None), None)
    return None if rival is None else _differs(rival, "other_label", index)


def _is_name(value: str, claim: Claim) -> bool:
    """Whether a value with a number in it stands in its place as a whole: "8-bit", "R1 template", a formula."""
    return value[:1].isalpha() and any(_literally(value, text_of(r, claim.index)) for r in claim.regions)


# Numbers


def _check_numbers(claim: Claim) -> Verdict:
    if (whole := _whole_product(claim)) is not None:
        return whole
    there = [_candidates(number, claim) for number in claim.numbers]
    read = _assigned(there, claim)
    kind: VerdictKind = "holds"
    if read is None and (named := _within_a_name(claim)) is not None:
        return named
    if read is None:
        missing = next((n for n, found in zip(claim.numbers, there, strict=True) if not found), claim.numbers[0])
        other = _stated_instead(claim, missing)
        in_form = other is not None and _is_in_form(other.number, missing)
        if other is not None and in_form and not claim.quoted:
            return _differs(other, "other_value", claim.index)
        read = _next_door(claim)
        if read is not None and in_form and not all(_in_its_cell(hit.occurrence, claim) for hit in read):
            read = None
        if read is None and other is not None:
            return _differs(other, "other_value", claim.index)
        if read is None:
            return _refused(claim)
        kind = "holds_elsewhere"
    for number, hit in zip(claim.numbers, read, strict=True):
        if (rival := _rival(hit.occurrence, number, claim)) is not None:
            return _differs(rival, "other_label", claim.index)
    first = read[0].occurrence
    for name in names_of(claim.fact.value, claim.numbers):
        if not _has_beside(name, claim, region_at(first)):
            return Verdict(kind="unsupported", rule=f"name {name}", proof=proof_of(first, claim.index))
    return _verdict(kind, next((hit.rule for hit in read if hit.rule != "exact"), None), first, claim.index)


def _whole_product(claim: Claim) -> Verdict | None:
    """The verdict on a size such as 1280 × 704 that stands in its place as a whole, as it does of one thing alone."""
    value = _without_glosses(claim.fact.value).strip()
    if _PRODUCT_RE.fullmatch(value):
        whole = re.compile(rf"(?<![0-9.]){_TIMES.join(re.split(_TIMES, value))}(?!\.?[0-9])")
        for region in claim.regions:
            if whole.search(text_of(region, claim.index)):
                return _worded("holds", AS_WRITTEN, region, claim)
    return None


def _verdict(kind: VerdictKind, rule: str | None, occurrence: Occurrence, index: PaperIndex) -> Verdict:
    proof = proof_of(occurrence, index)
    return Verdict(kind=kind, rule=rule, page_number=proof.page_number, found=occurrence.number.text, proof=proof)


def _candidates(number: Number, claim: Claim) -> list[Hit]:
    """Where the named places state a number that may be the claim's, the plainest first."""
    found: list[Hit] = []
    for region in claim.regions:
        inside = [
            h for h in hits_of(number, held_in(region, claim.index), claim.index) if _credible(h, number, region, claim)
        ]
        found += inside or _in_header(number, region, claim)
    return sorted(found, key=lambda hit: hit.rule != "exact")


def _in_header(number: Number, region: Region, claim: Claim) -> list[Hit]:
    """The same in the caption and header that belong to a row which is named; a quote is its own words alone."""
    there = [] if claim.quoted else above(region, claim.index)
    return [hit for hit in hits_of(number, there, claim.index) if _in_words_above(hit.occurrence, claim)]


def hits_of(number: Number, there: Sequence[Occurrence], index: PaperIndex) -> list[Hit]:
    if number.reading == "bare_flattened":
        return []
    hits = index.lookup_among(number, there)
    if hits or (number.high is None and number.reading != "ratio"):
        return list(hits)
    ends = [index.lookup_among(end, there) for end in parts_of(number)]  # "0.0 to 1.0" beside "from 0.0 to 1.0"
    return [ends[0][0]] if len(ends) == 2 and all(ends) else []


def _credible(hit: Hit, number: Number, region: Region, claim: Claim) -> bool:
    """Whether a number of a place may be the claim's by its unit, and by some word that both have."""
    occurrence = hit.occurrence
    alone = claim.quoted and len(claim.numbers) == 1
    if (number.unit == "plain" or alone) and around.unit_conflicts(occurrence.number, claim.name):
        return False
    if occurrence.row is None and claim.index.paper.blocks[occurrence.block].table is None:
        group = group_at(occurrence, claim.index)
        if _is_whole_list([o.number for o in group.numbers], claim):
            return True
        if number.digits >= WORDLESS_DIGITS and not _LATIN_RE.search(claim.index.paper.blocks[occurrence.block].text):
            return True  # a line of a formula says nothing of its number
        if _SET_RE.search(claim.index.paper.blocks[occurrence.block].text[: group.numbers[0].number.start]):
            return _touches(claim, region)  # "α ∈ {0, 1}" says all that its symbol can be
        if setting_of(claim.fact.name or "") == "learning rate" and _states_rate(occurrence, claim.index):
            return True
        if _is_argument(occurrence, claim):
            return True
        fit = name_fit(claim.wanted, group)
        same_unit = number.unit == occurrence.number.unit != "plain"
        if hit.rule in CONVERTED and fit < NAME_FIT and not same_unit:
            return False
        named = any(len(word) > 1 for word in claim.wanted.name)  # a symbol says little of what it stands for
        if not fit and named and context_fit(claim.wanted, group) < NAME_FIT:
            return _is_sure(number) and (
                number.unit == hit.occurrence.number.unit != "plain" or _touches(claim, region)
            )
    elif occurrence.column is not None:
        if number.value in claim.wanted.conditions and is_in_label(occurrence, claim.index):
            return False
        if number.unit == occurrence.number.unit == "devices":
            return True  # "4 H20 training" says by itself that it is a GPU
        cell = claim.index.paper.blocks[occurrence.block].table
        said = cell.rows[occurrence.row][occurrence.column].text if cell and occurrence.row is not None else ""
        labels = (*row_words(occurrence, claim.index), *column_words(occurrence, claim.index), said)
        return _touches(claim, Region(region.block, None), " ".join(labels))
    return _touches(claim, region, sure=_is_sure(number) and number.quantum < 1)


def _states_rate(occurrence: Occurrence, index: PaperIndex) -> bool:
    """Whether a number is a learning rate that is not called one: "Adam at a constant 10^{-3}", "η=2×10^{-4}"."""
    number = occurrence.number
    written_so = number.reading == "exponent" or "." in number.text
    return written_so and _RATE_OF_RE.search(index.paper.blocks[occurrence.block].text, 0, number.start) is not None


def _is_argument(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether a number is the argument of a function that its definition, there or beside, calls as the claim does."""
    index, number = claim.index, occurrence.number
    argument = argument_at(index.paper.blocks[occurrence.block].text, number.start, number.end)
    if argument is None:
        return False
    own = region_at(occurrence)
    regions = dict.fromkeys((own, *claim.regions, *neighbours(own, index)))
    return says_argument(argument, frozenset(claim.wanted.name), (text_of(region, index) for region in regions))


def _is_whole_list(stated: Sequence[Number], claim: Claim) -> bool:
    """Whether numbers that stand together are just those of the claim's list or range.

    "5 and 10" is sure enough of {5, 10}, and "between 1 and 10" of 1 to 10.
    """
    ends = [part for n in claim.numbers for part in ((n.value,) if n.high is None else (n.value, n.high))]
    listed = len(claim.numbers) < len(ends) or _LIST_RE.fullmatch(claim.fact.value.strip()) is not None
    return listed and Counter(n.value for n in stated) == Counter(ends)


def _within_a_name(claim: Claim) -> Verdict | None:
    """The verdict on a number that a place has as part of a name that is also the claim's: the 450 of GRPO-step450.

    The 8 of "mean@8" is how many were drawn, whatever it is called.
    """
    if len(claim.numbers) != 1:
        return None
    whole = re.compile(rf"([A-Za-z]+)([-_@]?){re.escape(claim.numbers[0].text)}(?!\w|\.\w)")
    for region in claim.regions:
        for match in whole.finditer(text_of(region, claim.index)):
            if match[2] == "@" or terms(match[1]) <= claim.wanted.name.keys():
                return _worded("holds", "within_a_name", region, claim)
    return None


def _in_words_above(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether a number of a table's caption or header stands beside the claim's name."""
    table = claim.index.paper.blocks[occurrence.block].table
    assert table is not None
    caption = occurrence in claim.index.in_caption(occurrence.block)
    text = table.caption if caption else claim.index.paper.blocks[occurrence.block].text
    start, end = occurrence.number.start, occurrence.number.end
    beside = terms(text[max(0, start - ABOVE) : start]) | terms(text[end : end + ABOVE])
    return bool(claim.name) and len(shared(claim.name, beside)) >= NAME_FIT * len(claim.name)


def _is_sure(number: Number) -> bool:
    """Whether a number hardly stands in a place by chance: by its digits, its exponent or its unit."""
    if number.quantum < 1 or number.reading == "exponent" or number.unit not in ("plain", "percent"):
        return True
    return number.digits >= SURE_DIGITS or number.value >= SURE_SIZE


def _touches(claim: Claim, region: Region, labels: str | None = None, *, sure: bool = False) -> bool:
    """Whether a place has a word of the claim; of a cell, its labels or the table's caption.

    A claim in words that no English paper can have touches every place.
    """
    if labels is None:
        if sure and not claim.wanted.name:
            return True  # a name in Chinese, of a system that the place need not name
        text = text_of(region, claim.index)
    else:
        table = claim.index.paper.blocks[region.block].table
        text = f"{labels} {table.caption if table else ''}"
    return not claim.words or bool(shared(claim.words, terms(text)))


def _assigned(there: Sequence[Sequence[Hit]], claim: Claim) -> list[Hit] | None:
    """A hit for each number, no occurrence for two, those of a list in one list; None: there is no such choice.

    Of several hits one is taken that neither labels nor words speak against.
    """
    if not all(there):
        return None
    if _LIST_RE.fullmatch(claim.fact.value.strip()) and len(there) > 1:
        return _in_one_list(there, claim)
    taken: list[Hit] = []
    for number, hits in zip(claim.numbers, there, strict=True):
        free = [hit for hit in hits if not any(_same(hit, other) for other in taken)]
        if not free:
            return None
        standing = (hit for hit in free if _rival(hit.occurrence, number, claim) is None)
        taken.append(next(standing, free[0]))
    return taken


def _same(a: Hit, b: Hit) -> bool:
    return a.occurrence == b.occurrence


def _in_one_list(there: Sequence[Sequence[Hit]], claim: Claim) -> list[Hit] | None:
    """A hit for each number in one cell or one list of a sentence."""
    for first in there[0]:
        taken: list[Hit] = [first]
        for hits in there[1:]:
            fresh = (h for h in hits if _list_of(h, claim) == _list_of(first, claim) and h not in taken)
            if (hit := next(fresh, None)) is None:
                break
            taken.append(hit)
        else:
            return taken
    return _in_turn(there, claim)


def _in_turn(there: Sequence[Sequence[Hit]], claim: Claim) -> list[Hit] | None:
    """A hit for each number of a list where a sentence sets one symbol after another: "a = 0.1, b = 2.0, c = 0.5"."""
    for first in there[0]:
        taken = [first]
        for hits in there[1:]:
            last = taken[-1].occurrence
            text = claim.index.paper.blocks[last.block].text
            behind = (h for h in hits if h.occurrence.block == last.block and h.occurrence.row is None)
            fresh = (h for h in behind if _IS_NEXT_RE.fullmatch(text[last.number.end : h.occurrence.number.start]))
            if (hit := next(fresh, None)) is None:
                break
            taken.append(hit)
        else:
            return taken
    return None


def _list_of(hit: Hit, claim: Claim) -> tuple[int, int | None, int | None]:
    """What tells one list of numbers from another: the cell, or the start of the list.

    Where as many rows are cited as there are numbers, a column is one list.
    """
    o = hit.occurrence
    if o.row is not None or claim.index.paper.blocks[o.block].table is not None:
        rows = [region for region in claim.regions if region.row is not None and region.block == o.block]
        return o.block, None if len(rows) >= len(claim.numbers) else o.row, o.column
    return o.block, None, _start_of_list(o, claim.index)


def _start_of_list(occurrence: Occurrence, index: PaperIndex) -> int:
    """Where the list of a number begins; its last number may have the unit of all: 1, 2 and 4 layers."""
    groups = groups_of(occurrence.block, index)
    own = group_at(occurrence, index)
    at = groups.index(own)
    before = groups[at - 1].numbers if at else ()
    between = (
        index.paper.blocks[occurrence.block].text[before[-1].number.end : own.numbers[0].number.start] if at else ""
    )
    if len(before) > 1 and before[-1].number.unit == "plain" and _GOES_ON_RE.fullmatch(between):
        return before[0].number.start
    return own.numbers[0].number.start


def _rival(occurrence: Occurrence, number: Number, claim: Claim) -> Occurrence | None:
    """The number of the same table or paragraph that the claim names instead; None: there is none."""
    key = (occurrence, number)
    if key not in claim.rivals:
        rival = _rival_in(occurrence, number, claim)
        claim.rivals[key] = None if rival and _is_of_another_unit(rival, occurrence, number, claim) else rival
    return claim.rivals[key]


def _is_of_another_unit(rival: Occurrence, own: Occurrence, number: Number, claim: Claim) -> bool:
    """Whether the claim and its own number have a unit behind them that the rival lacks: 0.513 GeV is no 12.20 fm/c."""
    unit = _UNIT_BEHIND_RE.match(claim.fact.value, number.end)
    if unit is None:
        return False
    ours, others = (_UNIT_BEHIND_RE.match(claim.index.paper.blocks[o.block].text, o.number.end) for o in (own, rival))
    return ours is not None and ours[1] == unit[1] and (others is None or others[1] != unit[1])


def _rival_in(occurrence: Occurrence, number: Number, claim: Claim) -> Occurrence | None:
    if occurrence.row is not None:
        beside = around.cell_rival(occurrence, claim.name, claim.wanted.context, claim.index)
        if beside and beside.occurrence.number.value not in claim.wanted.values:  # "8 × H100 80GB" is said as a whole
            return beside.occurrence
        return rival_of(occurrence, claim.wording, claim.index)
    if claim.index.paper.blocks[occurrence.block].table is not None or _is_cut(occurrence, claim.index):
        return None
    if len(claim.numbers) >= LONG_LIST and _LIST_RE.fullmatch(claim.fact.value.strip()):
        return None  # it stands there as one list
    if _is_of_its_symbol(occurrence, claim):
        return None
    return rival_beside(occurrence, number, claim.wanted, claim.index)


def _is_of_its_symbol(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether the text sets the claim's own symbol equal to the number: "K = 20 steps" of "K (number of steps)"."""
    before = claim.index.paper.blocks[occurrence.block].text[: occurrence.number.start]
    set_equal = _SYMBOL_SET_RE.search(before)
    return set_equal is not None and set_equal[1] in _SYMBOL_RE.findall(claim.fact.name or "")


def _is_cut(occurrence: Occurrence, index: PaperIndex) -> bool:
    """Whether a number stands in half a sentence, which goes on in another paragraph: its words tell little."""
    text = index.paper.blocks[occurrence.block].text
    low, high = around.sentence_span(text, occurrence.number.start, occurrence.number.end)
    first = text.lstrip()[:1]
    begun = not text[:low].strip() and (first.islower() or first.isdigit())
    ended = not text[high:].strip() and not _ENDS_RE.search(text)
    return begun or ended


# Next door

MOST_LOOKED_AT = 2_000  # numbers of the paper, for one fact; what stands in more places than these points at none


def _next_door(claim: Claim) -> list[Hit] | None:
    """Where all numbers stand under the claim's own words: the same table, the paragraphs beside, then anywhere."""
    index = claim.index
    near = [r for region in claim.regions for r in rows_of(region.block, index)]
    beside = [r for region in claim.regions for r in neighbours(region, index)]
    for regions in (near, beside):
        there = [
            [h for region in dict.fromkeys(regions) for h in hits_of(n, held_in(region, index), index)]
            for n in claim.numbers
        ]
        if (found := _only(there, claim)) is not None:
            return found
    return _only([list(index.lookup(n)) for n in claim.numbers], claim)


def _only(there: Sequence[Sequence[Hit]], claim: Claim) -> list[Hit] | None:
    """A hit for each number, where one place has them under the claim's words: the one paragraph, or the first row."""
    if sum(map(len, there)) > MOST_LOOKED_AT:
        return None
    fitting = [[hit for hit in hits if _fits(hit, claim)] for hits in there]
    places = [dict.fromkeys(region_at(hit.occurrence) for hit in hits) for hits in fitting]
    common = [place for place in places[0] if all(place in others for others in places[1:])]
    if not common or (len(common) > 1 and any(place.row is None for place in common)):
        return None
    return _assigned([[h for h in hits if region_at(h.occurrence) == common[0]] for hits in fitting], claim)


def _fits(hit: Hit, claim: Claim) -> bool:
    """Whether a number stands where the claim says, word for word: under its labels, or beside its name."""
    occurrence, index = hit.occurrence, claim.index
    number = occurrence.number
    if around.unit_conflicts(number, claim.name) or number.reading in ("word", "chinese"):
        return False
    block = index.paper.blocks[occurrence.block]
    if occurrence.row is not None and occurrence.column is not None:
        return _labelled(occurrence, claim) and rival_of(occurrence, claim.wording, index) is None
    if block.table is not None or not claim.wanted.name or hit.rule in CONVERTED:
        return False
    group = group_at(occurrence, index)
    low, high = around.sentence_span(block.text, number.start, number.end)
    said = terms(block.text[low:high])
    return _is_argument(occurrence, claim) or (
        name_fit(claim.wanted, group) >= SURE_FIT
        and claim.wanted.context <= shared(claim.wanted.context, said)
        and rival_beside(occurrence, number, claim.wanted, index) is None
    )


def _labelled(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether the labels of a cell, with the table's caption, have every word of the claim."""
    table = claim.index.paper.blocks[occurrence.block].table
    if table is None:
        return False
    labels = (row_words(occurrence, claim.index), column_words(occurrence, claim.index))
    ours = all(map(is_ours, row_label(occurrence, claim.index).own))
    if not (ours or any(map(claim.wording.says, labels[0]))):
        return False
    said = terms(" ".join((*labels[0], *labels[1], table.caption)))
    wanted = frozenset(claim.wanted.name.keys() | claim.wanted.context) - _METRICS - claim.glossed
    left = wanted - shared(wanted, said)
    return bool(wanted) and (not left or _is_ours(occurrence, left, claim))


def _in_its_cell(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether a cell of a named table stands where the claim says: its column in every word, its row too, or "Ours"."""
    if occurrence.block not in {region.block for region in claim.regions}:
        return False
    row, column = row_label(occurrence, claim.index).own, column_label(occurrence, claim.index).own
    of_row = claim.wording.says_all(row) or all(map(is_ours, row))
    return bool(row and column) and of_row and claim.wording.says_all(column)


def _is_ours(occurrence: Occurrence, left: frozenset[str], claim: Claim) -> bool:
    """Whether words are a system's own name, for which a row says "Ours": its column is named, and no other row is."""
    row, column = row_label(occurrence, claim.index).own, column_label(occurrence, claim.index).own
    if not (row and all(map(is_ours, row)) and column and claim.wording.says_all(column)):
        return False
    others = (o for o in claim.index.at(occurrence.block) if o.row != occurrence.row)
    return not any(shared(left, terms(" ".join(row_words(o, claim.index)))) for o in others)


# Refusals


def _refused(claim: Claim) -> Verdict:
    if any(number.reading == "bare_flattened" for number in claim.numbers):
        return Verdict(kind="unsupported", rule="lost_exponent")
    return Verdict(kind="unsupported", rule="no_place" if claim.unknown and not claim.regions else "not_at_place")


def _stated_instead(claim: Claim, number: Number) -> Occurrence | None:
    """Another value that the named places state of what the claim names; None: they state none."""
    for region in claim.regions:
        for other in held_in(region, claim.index):
            if could_be_meant(other, number, claim.wanted) and _names_it(other, region, claim):
                return other
    return None


def _is_in_form(other: Number, number: Number) -> bool:
    """Whether two numbers are written alike, so that one is hardly a difference or a share of the other."""
    return (other.unit, other.reading, other.quantum < 1) == (number.unit, number.reading, number.quantum < 1)


def _names_it(occurrence: Occurrence, region: Region, claim: Claim) -> bool:
    """Whether a number of a named place is what the claim names: of a named row, the cell of its column."""
    index = claim.index
    if occurrence.row is not None and occurrence.column is not None:
        row, column = row_label(occurrence, index).own, column_label(occurrence, index).own
        said = [bool(words) and claim.wording.says_all(words) for words in (row, column)]
        whole = any(said) if region.row is not None else all(said) or (said[0] and not column) or (said[1] and not row)
        return whole and rival_of(occurrence, claim.wording, index) is None
    if index.paper.blocks[occurrence.block].table is not None:
        return False
    return name_fit(claim.wanted, group_at(occurrence, index)) >= SURE_FIT


def _differs(rival: Occurrence, rule: str, index: PaperIndex) -> Verdict:
    return _verdict("differs", rule, rival, index)


# Words


def _literally(value: str, text: str) -> bool:
    """Whether a text has the value as it is written, marks and spaces aside."""
    wanted, there = normal.flat(value), normal.flat(text)
    if not wanted:
        return False
    at = there.find(wanted)
    while at >= 0:
        before, after = there[at - 1 : at], there[at + len(wanted) : at + len(wanted) + 1]
        if not (before.isalnum() and wanted[0].isdigit()) and not (after.isdigit() and wanted[-1].isdigit()):
            return True
        at = there.find(wanted, at + 1)
    return False


def _check_words(claim: Claim) -> Verdict:
    """A value of words holds where its place says it; Chinese is a gloss, which no paper can have."""
    index = claim.index
    for region in claim.regions:
        if (rule := _says(claim, text_of(region, index))) is not None:
            return _worded("holds", rule, region, claim)
    near = [r for region in claim.regions for r in (*rows_of(region.block, index), *neighbours(region, index))]
    for region in dict.fromkeys(near):
        if (rule := _says_of_name(claim, region)) is not None:
            return _worded("holds_elsewhere", rule, region, claim)
    far = [
        (region, rule)
        for place in dict.fromkeys(claim.everywhere)
        if (rule := _says_of_name(claim, region := Region(*place))) is not None
    ]
    if len(far) == 1:
        return _worded("holds_elsewhere", far[0][1], far[0][0], claim)
    return Verdict(kind="unsupported", rule="no_place" if claim.unknown and not claim.regions else "not_at_place")


def _says_of_name(claim: Claim, region: Region) -> str | None:
    """The rule by which one sentence, or one row, says a value of words beside every word of the claim's name."""
    block = claim.index.paper.blocks[region.block]
    if block.table is not None and region.row is None:
        return None
    for said in [text_of(region, claim.index)] if region.row is not None else split_sentences(block.text):
        wanted = frozenset(claim.wanted.name)
        if wanted <= shared(wanted, terms(said)) and (rule := _says(claim, said)) in (AS_WRITTEN, "gloss"):
            return rule
    return None


def _worded(kind: VerdictKind, rule: str | None, region: Region, claim: Claim) -> Verdict:
    block = claim.index.paper.blocks[region.block]
    span = search_name(_latin(claim.fact.value), block.text) if block.table is None else None
    low, high = span or (0, len(block.text))
    proof = words_proof(region, low, high, claim.index)
    found = block.text[low:high] if span else claim.fact.value
    rule = None if rule == AS_WRITTEN else rule
    return Verdict(kind=kind, rule=rule, page_number=proof.page_number, found=found, proof=proof)


def _latin(value: str) -> str:
    """A value without its Chinese glosses."""
    return " ".join(_CJK_RE.sub(" ", _without_glosses(value)).split())


def _without_glosses(text: str) -> str:
    """A text without its brackets that hold Chinese."""
    return IN_BRACKETS_RE.sub(lambda m: " " if _CJK_RE.search(m[0]) else m[0], text)


def _says(claim: Claim, text: str) -> str | None:
    """The rule by which a text says a value of words, AS_WRITTEN for the plainest; None: it does not."""
    value = _latin(claim.fact.value)
    if not _LATIN_RE.search(value):
        return _says_in_chinese(claim, text)
    if search_name(value, text) is not None or _literally(value, text):
        return AS_WRITTEN if value == claim.fact.value else "gloss"
    names = names_of(value, ())
    if _FORMULA_RE.search(value) or any(
        search_name(n, text) is None and search_name(n, listed_names(text)) is None for n in names
    ):
        return None
    wanted = terms(value)
    held = shared(wanted, terms(text))
    if _NEGATIONS.search(value) and not _NEGATIONS.search(text):
        return None
    return "reworded" if wanted and len(held) >= max(1, WORDS_SHARE * len(wanted)) else None


def _says_in_chinese(claim: Claim, text: str) -> str | None:
    """A value in Chinese alone holds where its place names what it is of, and denies what it denies."""
    if _NEGATIONS.search(claim.fact.value) and not _NEGATIONS.search(text):
        return None
    wanted = terms(claim.fact.value)
    if wanted and shared(wanted, terms(text)):
        return "gloss"
    return "gloss" if not claim.words or shared(claim.words, terms(text)) else None


def _has_beside(name: str, claim: Claim, region: Region) -> bool:
    """Whether the place of a number, or what stands beside it, has a name that the value puts beside it."""
    places = [*claim.regions, region]
    regions = [*places, *(n for r in places for n in neighbours(r, claim.index))]
    return any(_has_name(name, text_of(r, claim.index)) for r in dict.fromkeys(regions))


def _has_name(name: str, text: str) -> bool:
    return search_name(name, text) is not None or tokens_together(name, text)


# Names


def _check_name(claim: Claim) -> Verdict:
    """A model or a dataset holds where its place names it; else where the paper first does."""
    value, index = claim.fact.value, claim.index
    for form in _forms(value):
        for region in claim.regions:
            text = text_of(region, index)
            named = search_name(form, text) is not None or search_name(form, listed_names(text)) is not None
            if named and _has_asides(form, value, text):
                return _named("holds", form, region, claim)
        for region in (n for r in claim.regions for n in neighbours(r, index)):
            text = text_of(region, index)
            if search_name(form, text) is not None and _has_asides(form, value, text):
                return _named("holds_elsewhere", form, region, claim)
    if len(value.split()) >= DESCRIPTION_WORDS:  # no name, but a description: "9,600 questions on which stage 1 errs"
        for region in claim.regions:
            if (rule := _says(claim, text_of(region, index))) is not None:
                return _worded("holds", rule, region, claim)
    for form in _forms(value):
        for block, _ in dict.fromkeys(claim.everywhere):
            text = index.paper.blocks[block].text
            if search_name(form, text) is not None and _has_asides(form, value, text):
                return _named("holds_elsewhere", form, Region(block, None), claim)
    return Verdict(kind="unsupported", rule="no_place" if claim.unknown and not claim.regions else "not_at_place")


def _has_asides(form: str, value: str, text: str) -> bool:
    """Whether a place has what a name says in brackets with a number, which its form leaves out: Llama 3.2 (1B)."""
    asides = (inside.strip("（()） ") for inside in IN_BRACKETS_RE.findall(value))
    return all(
        inside in form or search_name(inside, text) is not None
        for inside in asides
        if any(c.isdigit() for c in inside) and not _CJK_RE.search(inside)
    )


def _forms(value: str) -> list[str]:
    """A name as it is given, without its glosses, and the short and the long form of "Big Name (BN)"."""
    bare = _latin(value)
    short = [inside.strip("（()） ") for inside in IN_BRACKETS_RE.findall(bare)]
    main = " ".join(IN_BRACKETS_RE.sub(" ", bare).split())
    return [form for form in dict.fromkeys((value, bare, main, *short)) if any(c.isalpha() for c in form)]


def _named(kind: VerdictKind, form: str, region: Region, claim: Claim) -> Verdict:
    block = claim.index.paper.blocks[region.block]
    span = search_name(form, block.text)
    low, high = span or (0, len(block.text))
    proof = words_proof(region, low, high, claim.index)
    found = block.text[low:high] if span else form
    rule = None if found == claim.fact.value else "spelling" if form == claim.fact.value else "gloss"
    return Verdict(kind=kind, rule=rule, page_number=proof.page_number, found=found, proof=proof)
