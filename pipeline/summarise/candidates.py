"""A paper's sentences that can be read alone: without citations, pointers and symbols, and with their place in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from pipeline.summarise import at_work
from pipeline.summarise.abstracts import Role, roles
from pipeline.summarise.lines import PROSE, Line
from pipeline.summarise.plain import plain
from pipeline.words.vocabulary import either, pattern, word_list

LEAST_LEFT = 60  # characters of a sentence that is cut before its formula
MIN_CHARS, MAX_CHARS = 40, 330  # shorter is a fragment, longer is more than a small model keeps apart
MAX_OF_ABSTRACT = 440  # of the one sentence that says what the paper does
MAX_NUMBERS = 4  # of a sentence: with more of them a small model mixes them up
ABSTRACT_CHARS = 1920  # that arXiv takes; what stands there beyond them is an introduction without a heading
_NUMBERS = re.compile(r"(?<![\w.,-])\d")
_SOUND = re.compile(r"^(?:\(\d\)\s)?[A-Z][^�]*[.!?]$")
_NOTE_MARK = re.compile(r"\[\^[^\]]{1,12}\]")
_CITATION = re.compile(
    r"\s*\((?:e\.g\.,? |see |cf\. )?[A-Z][^()]{2,120}?\d{4}[a-z]?(?:;[^()]*)?\)|"
    r"\s*\[\d+(?:\s?[,–-]\s?\d+)*\]"
)
_OF_SAMPLE = re.compile(r" \(n ?= ?\d[^()]*\)")
_INTRODUCED_BY = re.compile(
    r",? (?:introduced|proposed) (?:in|by) [A-Z][\w-]+(?: et al\.| and [A-Z][\w-]+)? \(\d{4}[a-z]?\),?"
)
_RUN_IN = re.compile(r"^Abstract(?: ?[—–:.-]+ ?| (?=[A-Z]))")
WE = re.compile(r"(?:We|It|Our|This (?:paper|work|study|manuscript|article))\b")
_WE_DO = re.compile(r"\b[Ww]e [a-z]")
THIS_WORK = re.compile(r"(?i)\b(?:in|this|the present|our) (?:present )?(?:work|paper|study),? we\b")
_POINTS_ELSEWHERE = re.compile(
    r"(?i)\b(?:figure|fig\.|table|tab\.|appendix|section|sec\.|eq\.|equation|algorithm) ?"
    r"\(?(?:\d|(?-i:[A-Z])\b)|\bet al\b|=|https?:"
)
PROPOSES = re.compile(
    rf"(?i)\b(?:we|this (?:paper|work)|our (?:work|paper)) (?:\w+ ){{0,2}}{either('aspects.proposal', 'studied')}"
)
# what is no candidate, whatever its words: it leans on the sentence before, or on what was cut out of it
_LEANS = re.compile(
    r"(?:This|These|Those|They|Both)(?= (?:is|are|was|were|can|may|means?|allows?|encompass\w*|shows?|makes?|"
    r"leads?|gives?|enables?|ensures?|suggests?|includes?|involves?|requires?|provides?|helps?|has|have|will|would|"
    r"in|also)\b)|"
    r"(?:Such|The (?:former|latter)|E\.g|For (?:example|instance)|In other words|Equivalently|That is|Recall|"
    r"As (?:we )?(?:discussed|mentioned|shown|described|noted)|Similarly|Likewise|Otherwise|In (?:this|that) case)\b"
)
_POINTS_BACK = re.compile(
    r"\b(?:[Tt]his|[Tt]hese|[Tt]hose|[Ss]uch) "
    r"(?!(?:\w+ )?(?:paper|work|study|article|survey|result|finding)s?\b|(?:way|end|are|was|were)\b)"
    r"(?P<thing>[a-z]{3,})(?: (?P<more>[a-z]{3,}))?"
)
_BEGINS_WITH_IT = re.compile(
    r"(?:It|Its|They|Their|Both)\b|.*\ball (?:two|three|four|five)(?= (?:from|of|in|by|with|and|at)\b|[.,;])"
)
_JOINT = re.compile(r"; (?:however, )?(?=[a-z])")
_LISTS = re.compile(r":|\([iv1-9a-c]+\)|; and ")
_LEANS_ON = re.compile(r"(?:It|Its|They|Their|Both|We)\b|.*\b(?:[Tt]his|[Tt]hese|[Tt]hose|[Ss]uch) [a-z]")
# it says something of what stands in a sentence before: "While these candidates are suitable, ..."
DANGLES = re.compile(
    r"[^,]{0,40}\b(?:[Tt]hese|[Tt]hose|[Tt]his|[Ss]uch) "
    r"(?!an? |as |of |paper|work|study|is |are |(?:\w+ )?(?:results|findings)\b)[a-z]|"
    r"[^,]{0,40}\bof (?:these|them)\b|(?:Were|Was|Are|Is) "
)
# what leads into a sentence and is nothing of it
_LEADS_IN = re.compile(
    r"^(?:(?:We )?[Nn]ote that|It is worth (?:noting|mentioning) that|Notably,|In particular,|Moreover,|Furthermore,|"
    r"Additionally,|In addition,?|Also,|Finally,|And finally,|Thus,|Hence,|Therefore,|Accordingly,?|Consequently,|"
    r"Even better,|Then,?|Meanwhile,|(?:Unlike|In contrast to) [^,]+,(?= [A-Z])) "
)
_BROKEN = re.compile(
    r"\b(?:[Ii]n|[Bb]y|[Ff]rom|of|with|[Tt]o|see)(?:,| and\b(?! \w+ing)|[.;]$)|"
    r"\b(?:e\.g|i\.e)\.\.|^(?:Inspired|Proposed) by,|\b(?:Eq|Fig|Sec|Tab)\.$"
)
_FORMULA = re.compile(
    r"(?<![\w^_])[{}]|"
    r"(?<![\w-])[Α-Ωα-ω∆\u2126](?![\w-])|\w_\{|[∝∈∑ˆ◦→∇∂]|(?<![\w'’@-])[b-zB-HJ-Z](?![\w'’.-])|(?<![\w'’-])[b-zB-HJ-Z]\.$"
)
# announcements, speculation, and what is said of the spread of numbers
_ANNOUNCES = re.compile(
    r"(?i)\b(?:this|next|following|remaining|previous|preceding) (?:sub)?(?:section|chapter|appendix)s?\b|"
    r"[:?]$|\bas follows\b|\bquestion is\b|"
    r"\bwe (?:now |also |first |briefly )?(?:describe|discuss|review|outline|detail|explain)\b|\borgani[sz]ed as\b|"
    r"\bnotations?\b"
)
_IDIOMS = pattern("aspects.idioms")
_ASKS = re.compile(r"^Next, we ask\b|\b[Ww]e (?:(?:next |then |also |go further and )ask\b|ask\b(?! whether\b))")
_SPECULATES = re.compile(
    r"(?i)\bfuture (?:work|research|studies)\b|\bwe (?:\w+ )?(?:hope|leave|envision|plan|ask(?! whether)|wonder)\b|"
    r"\bof interest to\b|"
    r"\b(?:more|further) (?:work|research|study) (?:is|are) needed\b|\bunderscor\w+|\baims? to (?:establish|inspire)\b|"
    r"\bwould be (?:\w+ )?(?:helpful|interesting|useful|valuable)\b"
)
# what a sentence says as well without: a pointer to a figure or an equation, a symbol behind what it stands for
_POINTED = rf"{either('sections.pointers', 'name')}\.? ?\(?(?:\d[\d.]*|[A-Z](?:\.\d+)?)(?!\w)\)?(?: ?\([a-z]\))?"
_POINTER = re.compile(rf"(?:,? as \w+)? in {_POINTED}(?P<comma>,?)(?=[ .,;])| \((?:see )?{_POINTED}\)")
_PARTICIPLE = re.compile(r"(?:ed|given|shown|seen|is|are)$")  # before a pointer that the sentence cannot do without
_SIGN = r"[^\s\dA-Za-z,.;:()\[\]]?(?:[A-Za-z\u0370-\u03ff](?:[_^]\{[^{}]*\})+|[b-hj-zB-HJ-Z\u0370-\u03ff])"
_SYMBOL = re.compile(  # behind a noun with its article or its preposition
    r"(?P<what>\b(?:the|an?|our|its|each|every|given|from|into|with|as|takes?|of|for|on) (?:[a-z-]+ ){0,3}?[a-z-]{3,}) "
    rf"{_SIGN}(?=[ ,.;]|$)(?! ?[=∈<>≤≥+·×/|])"
)
_DEGREES = re.compile(r"\bT ?= ?(?=[01]\b)")  # of sampling
_COUNTED = re.compile(r"(?P<before>\b(?:into|from|of|with|the|given|all|over) )[KMNTLknm] (?=(?:[a-z-]+ )?[a-z-]+s\b)")
_SYMBOLS = re.compile(  # a bracket that gives the letters of what is said
    r" \([^()]*[Α-Ωα-ω∆\u2126][^()]*\)| \([^().%]*(?:[A-Za-z][_^]\{|(?<![\w-])[b-zB-HJ-Z] ?[=∈])[^().%]*\)(?=[ ,.;:])"
)
_CLAUSE = re.compile(r" (?:conditioned on|given by|where)\b|[,:;](?: |$)| \W?[A-Za-z](?:[_^]\{[^{}]*\})+ =")
PREPOSITIONS = frozenset({"of", "from", "with", "for", "at", "in", "on", "to", "by", "under", "that", "which", "about"})
_NO_NOUN = PREPOSITIONS | frozenset(  # behind which a sentence goes on
    (
        "and",
        "or",
        "as",
        "is",
        "are",
        "be",
        "the",
        "an",
        "into",
        "via",
        "after",
        "before",
        "over",
        "than",
        "then",
        "when",
    )
)
_FOLLOWING = re.compile(r"\bthe following (?P<what>(?:[a-z-]+ ){0,3}(?:equation|objective|function|problem)):$")
_SPREAD = re.compile(r"(?i)\bstandard (?:deviations?|errors?)\b|\berror bars?\b|\bconfidence intervals?\b|±")
INTRODUCTION = re.compile(r"(?i)\bintroduction\b")
_INFERRING = (
    r"(?:the )?(?:inference|test(?:ing)?|test[ -]time|sampling|decoding|generation|deployment|"
    r"run-?time|execution)"
)
# a sentence that is about it from its first words on, or says what the authors do then
OF_INFERENCE = re.compile(
    rf"(?i)^(?:so |then )?(?:in|for|at|during) {_INFERRING}(?: (?:time|process|procedures?|stage|phase))?[ ,]|"
    r"^(?:our|the) (?:inference|decoding|generation|testing) (?:process|procedure|pipeline|stage|phase)\b|"
    r"\bwe (?:\w+ ){0,2}(?:set|use|limit|run|apply|feed|average)\w*\b.{0,80}\b(?:during|at) (?:inference|test)|"
    r"\b(?:is|are) (?:\w+ )?\w+ed [^,;]*\b(?:at|during) (?:inference|test)\b"
)

OVERVIEW = "overview"  # the heading of what the caption of an overview says
_OVERVIEW = re.compile(rf"(?:Figure|Fig\.?) ?\d+[.:|]? .{{0,80}}?(?i:{either('sections.overviews')})")
_NO_OVERVIEW = pattern("sections.no_overviews")
_OVERVIEW_OF = re.compile(r"^(?:Figure|Fig\.?) ?\d+[.:|]? (?:(?:An |The )?[Oo]verview of [^:.]{2,60}: )?")
_LABEL = re.compile(r"^(?:\(?[A-Za-z\d]\)|[①-⑳]) ?(?:[A-Z][^.:]{2,60}: )?|^(?:Top|Bottom|Left|Right|Middle): ")
_OF_VARIANT = re.compile(r"[A-Z]\d*(?: \([a-z]+\))?:")
_OWN = re.compile(r"(?i)\b(?:we|our)\b")
_LEGEND = pattern("sections.legends")
_IT = re.compile(
    r"(?:It|Its|(?P<at>(?:At|During) [\w -]{4,20}, )it) (?!is (?:\w+ )?(?:that|to|worth|possible|known|widely)\b)"
)


class KeySentence(NamedTuple):
    """A sentence as it is shown: without citations and note marks."""

    text: str
    page_number: int  # from 1
    score: float
    at: int  # index of its line
    of_abstract: bool = False


def speaks_of_another(text: str) -> bool:
    """Whether a sentence refers to a thing that stands nowhere before in it."""
    text = plain(text)
    if _BEGINS_WITH_IT.match(text):
        return True
    for back in _POINTS_BACK.finditer(text):
        before = text[: back.start()].lower()
        if not any(word.rstrip("s") in before for word in back.groups() if word):
            return True
    return False


class Candidate(NamedTuple):
    """A sentence of the body and where it stands."""

    text: str  # as it is shown
    page_number: int
    at: int
    heading: str  # of its section; "abstract"
    proposed: bool  # whether one before it in the same block says what the paper proposes
    appendix: bool  # which says how it is trained and evaluated, and repeats the rest
    before: bool = False  # of an abstract: whether it tells the state that the paper sets out from
    role: Role | None = None  # in the abstract; None: it is of the body
    block: int = -1  # of the text, in which it stands
    others: bool = False  # of a section that tells of others' work, or one that cites some and is not about the paper's
    listed: bool = False  # an item of a list; an introduction's are what the paper contributes

    def scored(self, score: float) -> KeySentence:
        return KeySentence(self.text, self.page_number, score, self.at, self.heading == "abstract")


def opening_of(lines: Sequence[Line]) -> int:
    """How many lines stand before the introduction of a paper whose abstract was not recognised; 0 where it was."""
    if any(line.part == "abstract" for line in lines):
        return 0
    return next((at for at, line in enumerate(lines) if INTRODUCTION.search(line.heading)), 0)


def sentences_of(lines: Sequence[Line], opening: int, names: Sequence[str] = ()) -> Iterator[Candidate]:
    """The whole sentences of the prose, and of the captions of overviews, that can be read alone.

    `opening`: how many lines are of the abstract anyhow. `names`: the method's; "It" behind a sentence about the method
    is called by the first.
    """
    block, proposed, about = -1, False, False
    for at, line in enumerate(lines):
        if line.block_kind not in PROSE or line.part == "references":
            continue
        if line.block != block:
            block, proposed, about = line.block, False, False
        plain = _OF_SAMPLE.sub("", _INTRODUCED_BY.sub("", _NOTE_MARK.sub("", line.text)))
        cites = line.part != "abstract" and _CITATION.search(plain) is not None
        text = " ".join(_alone(_CITATION.sub("", plain)).lstrip("•–- ").split())
        text = _LEADS_IN.sub("", _RUN_IN.sub("", text))
        text = text[:1].upper() + text[1:]
        if about and _IT.match(text) and not is_term(names[0]):
            text = _IT.sub(lambda it: f"{names[0]}’s " if it[0] == "Its " else f"{it['at'] or ''}{names[0]} ", text)
        about = bool(names) and bool(re.search(rf"(?:^|, |^We \w+ ){re.escape(names[0])}(?![\w-])", text))
        heading = "abstract" if line.part == "abstract" or at < opening else line.heading
        most = (
            MAX_OF_ABSTRACT if heading == "abstract" and (PROPOSES.search(text) or _WE_DO.search(text)) else MAX_CHARS
        )
        for part in _apart(text):
            leans = heading != "abstract" and DANGLES.match(part)
            if MIN_CHARS <= len(part) <= most and _SOUND.match(part) and not leans and not _is_unfit(part):
                yield Candidate(
                    text=part,
                    page_number=line.page_number,
                    at=at,
                    heading=heading,
                    proposed=proposed,
                    appendix=line.part == "appendix",
                    block=block,
                    others=line.others or (cites and not _OWN.search(part) and not _names_one(part, names)),
                    listed=line.block_kind == "list",
                )
        proposed = proposed or bool(PROPOSES.search(text))
    yield from overviews(lines)


def _names_one(text: str, names: Sequence[str]) -> bool:
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", text) for name in names)


def overviews(lines: Sequence[Line]) -> Iterator[Candidate]:
    """What the captions of overviews say besides what their panels, colours and arrows are."""
    block, shown = -1, False
    for at, line in enumerate(lines):
        if line.block_kind != "caption" or line.part == "references":
            continue
        if line.block != block:
            block, shown = line.block, bool(_OVERVIEW.match(line.text)) and not _NO_OVERVIEW.search(line.text)
        text = _LABEL.sub("", _OVERVIEW_OF.sub("", " ".join(_alone(_CITATION.sub("", line.text)).split())))
        text = text[:1].upper() + text[1:]
        drawn = _OF_VARIANT.match(text) or _LEGEND.search(text) or DANGLES.match(text) or _is_unfit(text)
        drawn = drawn or speaks_of_another(text)
        if shown and MIN_CHARS <= len(text) <= MAX_CHARS and _SOUND.match(text) and not drawn:
            yield Candidate(text, line.page_number, at, OVERVIEW, False, line.part == "appendix", block=block)


def _apart(text: str) -> tuple[str, ...]:
    """The sentences that a semicolon joins, without those that lean on the first; one that lists is left whole."""
    parts = _JOINT.split(text)
    if len(parts) == 1 or _LISTS.search(text) or any(len(part) < MIN_CHARS for part in parts):
        return (text,)
    first, *rest = (f"{part[:1].upper()}{part[1:]}".rstrip(".") + "." for part in parts)
    return first, *(part for part in rest if not _LEANS_ON.match(part))


def _alone(sentence: str) -> str:
    """The sentence without its pointers elsewhere, symbols behind their words, and the formula that it leads to."""
    sentence = _DEGREES.sub("temperature ", sentence)
    said = _SYMBOLS.sub("", _POINTER.sub(_unpointed, sentence))
    said = _COUNTED.sub(r"\g<before>", _SYMBOL.sub(_unlettered, said))
    return _short_of_formula(
        _FOLLOWING.sub(lambda found: f"{'an' if found['what'][0] in 'aeio' else 'a'} {found['what']}.", said)
    )


def _short_of_formula(sentence: str) -> str:
    """What a sentence about a system at work says before the clause of its first symbol, where that is most of it."""
    if not (OF_INFERENCE.match(sentence) or at_work.given(sentence)):
        return sentence
    formula = _FORMULA.search(sentence)
    if formula is None:
        last = _last_word(sentence)
        whole = len(sentence) >= LEAST_LEFT and last.isalpha() and last.islower() and last not in _NO_NOUN
        return f"{sentence}." if whole else sentence
    ends = [m.start() for m in _CLAUSE.finditer(sentence, LEAST_LEFT) if m.start() <= formula.start()]
    return f"{sentence[: ends[-1]]}." if ends else sentence


def _unlettered(found: re.Match[str]) -> str:
    """A noun without its letter; what ends in no noun as it is."""
    return found[0] if _last_word(found["what"]) in _NO_NOUN else found["what"]


def _last_word(text: str) -> str:
    return text.rsplit(" ", 1)[-1]


def _unpointed(found: re.Match[str]) -> str:
    """What is left of a pointer: all of it where it ends what a verb says ("is given in Eq. 3")."""
    bare = found[0].startswith(" in ") and _PARTICIPLE.search(found.string[: found.start()])
    return found[0] if bare else found["comma"] or ""


def with_roles(found: Sequence[Candidate], names: Sequence[str]) -> list[Candidate]:
    """The sentences, of which an abstract's have their role, and are marked before its first about the paper itself."""
    lengths = accumulate(len(s.text) for s in found if s.heading == "abstract")
    own = [
        s
        for s, upto in zip((s for s in found if s.heading == "abstract"), lengths, strict=True)
        if upto <= ABSTRACT_CHARS
    ]
    ours = [is_ours(s.text, names) for s in own]
    do = [of or _WE_DO.search(s.text) is not None for s, of in zip(own, ours, strict=True)]
    told = dict(zip(own, roles([s.text for s in own], do), strict=True))
    first = next((s.at for s, of in zip(own, ours, strict=True) if of), 0)
    return [s._replace(before=s in told and s.at < first, role=told.get(s)) for s in found]


def is_ours(text: str, names: Sequence[str]) -> bool:
    """Whether a sentence is about what the authors do: it says "we", or begins with the name of their method."""
    we = WE.match(text) and not text.startswith("It ")
    return begins_with(text, names) or bool(we or THIS_WORK.search(text) or PROPOSES.search(text))


def begins_with(text: str, names: Sequence[str]) -> bool:
    """Whether a sentence begins with one of the names, or with what it is short for."""
    spelled = [rf"(?!The |An? )[^,.()]{{3,60}} \({re.escape(name)}\)" for name in names[:1] if not is_term(name)]
    return any(re.match(said, text) for said in (*(rf"(?:The |Our )?{re.escape(n)}(?!\w)" for n in names), *spelled))


def is_term(name: str) -> bool:
    """Whether what passes for a method's name is a word of the field: RL."""
    words = word_list("terms.field")
    return any(words.found(entry).fullmatch(name) for entry in words.entries)


def _is_unfit(text: str) -> bool:
    """Whether a sentence says nothing by itself: half of one, a formula, an announcement, a speculation."""
    unfit = (_POINTS_ELSEWHERE, _BROKEN, _FORMULA, _ANNOUNCES, _SPECULATES, _SPREAD, _IDIOMS)
    if len(_NUMBERS.findall(text)) > MAX_NUMBERS:
        return True
    return (
        bool(_LEANS.match(text) or _ASKS.search(text))
        or text.count("(") != text.count(")")
        or any(p.search(text) for p in unfit)
    )
