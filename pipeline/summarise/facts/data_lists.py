"""The names that sentences list as data: "we evaluate on A and B", "three datasets: A [3] and B", "A has 9 hours"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.summarise.facts.enumerations import BRACKETS, NAME, Item, first_name, listed
from pipeline.summarise.facts.model_names import is_model, looks_like_a_name
from pipeline.words.vocabulary import either

REACH = 90  # characters between "evaluate" and "on"
_DATA = re.compile(r"\b(?:datasets|data sets|benchmarks|corpora|test sets|training sets|suites|environments)\b")
_TAKEN_OF = re.compile(r"\bsources(?: \(|: |, )")  # of the data: "three public sources: X [3] and Y [4]"
_ONE = re.compile(r"\b(?:dataset|data set|benchmark|corpus|(?:test|training|validation) set)\b")
_CALLED = re.compile(rf"(?: [a-z-]+){{0,3}}? (?:{_ONE.pattern}|{_DATA.pattern}|(?:challenge|task)\b)")
_OPENS = re.compile(  # between "datasets" and the first of them
    r"(?: (?!to\b)[a-z-]+){0,7}?(?: \[[\d, ]+\])?(?: \(|(?: ?[:—–]|,? (?:are|compris\w+|cover|i\.e\.|includ\w+|like|"
    r"namely|such as),?|,) )"
)
_USE = re.compile(r"(?i)\b(?:pre-?|fine-?)?(?:train|tun|evaluat|test|experiment|report|result|score|validat)\w*\b")
_ON = re.compile(r"\b(?:[Oo]n|[Aa]cross|from) ")
_TAKE = re.compile(
    r"\b(?:built?|collect|com|construct|creat|curat|deriv|dr[ae]w|extract|sampl|select|simulat|t[ao]k)\w*\b"
)
_WE_USE = re.compile(r"\b(?:adopt|choos|employ|select|us)(?:e|es|ed|ing|s)? ")
_AS_DATA = re.compile(
    r" as (?:[a-z-]+ ){0,3}?(?:benchmarks?|corp(?:us|ora)|data(?:sets?)?|testbeds?|(?:test|training) sets?)\b|"
    r" (?:for|to) (?:evaluat|fine-?tun|pre-?train|test|train|validat)\w*\b"
)
_BY_OTHERS = re.compile(  # a network that is taken as it was trained, or another work
    r"(?:[\])]|\b(?:backbone|checkpoint|encoder|model|network|weights|[A-Z][\w-]+)s?),? (?:co-|pre-?)?trained $|"
    r"(?:\[[\d, ]+\]|\d{4}[a-z]?\)+) (?:\w+ )?$|\b(?:that|which) (?:\w+ ){1,4}$"
)
_OTHERS_TELL = re.compile(r"\bet al\b(?!.*\b[Ww]e\b)")  # outside brackets, where it cites
_STOPS = frozenset(
    {"after", "against", "and", "as", "baseline", "baselines", "before", "by", "than", "when", "where", "while", "with"}
    | {"without"}
)
_INCLUDES = re.compile(r"\b(?:compris|consist|contain|cover|includ)\w*(?: of)?:? ")
_SUBJECT = re.compile(
    rf"(?:(?:\d+[).]|\([\divx]+\)|[•·–-])\s+)?(?:The )?(?P<name>{NAME})(?: (?i:data ?set|benchmark|corpus|challenge))?"
    rf"{BRACKETS.pattern}(?::|\.(?= )| [–—]|,? (?:is|[a-z]+[^s\W]s)\b)"
)
_DESCRIBED = re.compile(
    rf"(?i)\d[\d,]{{2}}|\b(?:{either('data.data', 'kind')}|challenge|classes|documents|frames|hours|images|recordings|"
    r"scans|scenes|sequences|subjects|patients|speakers|tasks|trajectories|utterances|videos?)\b"
)
_ADVERBIAL = re.compile(r"(?:Across|Among|Between|For|In|On|Over|With)\b[^,]*$")  # "Across twelve benchmarks, "
_FOR_EXAMPLE = re.compile(r"\b(?:like|such as)\b")
_OURS = re.compile(r"\b[Ww]e (?:\w+ )?(?:evaluat|experiment|test|train)")
_SIZED = re.compile(r"\d[BM]$|-(?:Base|Large|Small|B\d)$")
_SOURCES = re.compile(r"[\])].* (?:is|was) \w+ $")  # of another work's data
_OUR = re.compile(
    r"\b[Ww]e (?:\w+ )?(?:build|collect|construct|introduc|present|propos|releas|us)|\b[Oo]ur (?:\w+ ){0,3}$"
)
_NAMED = re.compile(
    rf" (?:called )?(?P<name>(?=[\w-]*[A-Z\d][\w-]*[A-Z\d]){NAME})(?:{BRACKETS.pattern})(?=[.,;:]| [a-z]|$)"
)
_NAMES_IT = re.compile(rf"{_ONE.pattern} (?:called )?$")
_GAIN = re.compile(r"\b(?:achiev|attain|gain|improv|lower|outperform|rais|reach|reduc|ris)\w*\b")
_WE = re.compile(r"\b[Ww]e (?:\w+ )?$")
_ITEMS = re.compile(r"\b(?:clips|examples|images|problems|prompts|questions|recordings|samples|subsets?) (?:from|of) $")


class Told(NamedTuple):
    name: str
    sure: bool  # the sentence calls it data
    cited: bool
    end: int  # of the name in the sentence


def told_data(sentence: str, *, of_data: bool) -> Iterator[Told]:
    """The names that a sentence lists as data; `of_data`: it stands in a paragraph about data."""
    for at, sure in _openings(sentence, of_data=of_data):
        found = listed(sentence, at)
        if found and (_is_author(sentence, found[0].end) or _are_models(found)):
            continue
        for item in found:
            several = len(found) > 1 and not _TAKEN_OF.search(sentence[:at])
            if several or item.cited or _is_called(sentence, item.end) or _NAMES_IT.search(sentence[:at]):
                yield Told(item.name, sure, item.cited, item.end)
    for match in _WE_USE.finditer(sentence):
        start = first_name(sentence, match.end(), stops=_STOPS)
        found = listed(sentence, start[0]) if start else []
        if not found or _are_models(found) or not _AS_DATA.match(sentence, _behind(sentence, found[-1].end)):
            continue
        if len(found) > 1 or found[0].cited or (start and _ITEMS.search(start[1])):
            yield from (Told(item.name, True, item.cited, item.end) for item in found)
    for match in _ON.finditer(sentence):
        before = sentence[: match.start()]
        clause = re.split(r"[.;] ", before)[-1][-REACH:]
        taken = match[0] == "from "
        use = (_TAKE if taken else _USE).search(clause) if of_data or not taken else None
        start = first_name(sentence, match.end(), stops=_STOPS)
        if use is None and not taken:
            use = _GAIN.search(clause) or (_GAIN.search(sentence) if not clause.strip() else None)
        others = _BY_OTHERS.search(before) or _OTHERS_TELL.search(re.sub(r"\([^()]*\)", "", before))
        if use is None or start is None or others:
            continue
        at, words = start
        found = listed(sentence, at)
        if _are_models(found) or (taken and _SOURCES.search(before)):
            continue
        by_us = bool(_WE.search(clause[: use.start()]))
        named = bool(_ITEMS.search(words)) or (len(found) > 1 and (by_us or bool(_DATA.search(words))))
        named |= any(item.cited or _is_called(sentence, item.end) for item in found)
        for item in found:
            sure = named or (taken and looks_like_a_name(item.name))
            yield Told(item.name, sure, item.cited, item.end)


def described(block: str, *, is_item: bool) -> str:
    """The name that a paragraph about data, or an item of a list of data sets, begins with and then describes; ""."""
    match = _SUBJECT.match(block)
    if match is None or not _DESCRIBED.search(block, match.end("name")):
        return ""
    name, behind = match["name"], block[match.end("name") : match.end()]
    plain = is_item and " " not in name and behind.startswith((":", " (", " ["))
    return name if plain or looks_like_a_name(name) else ""


def _openings(sentence: str, *, of_data: bool) -> Iterator[tuple[int, bool]]:
    """Where lists of data begin, and whether they are surely of the authors' data."""
    for word in _DATA.finditer(sentence):
        opens = _OPENS.match(sentence, word.end())
        if opens and not (opens[0].strip() == "," and _ADVERBIAL.match(sentence[: word.start()])):
            yield opens.end(), of_data or not _FOR_EXAMPLE.search(opens[0]) or bool(_OURS.search(sentence))
    yield from ((word.end(), True) for word in _TAKEN_OF.finditer(sentence))
    for word in _ONE.finditer(sentence):  # "a dataset of streets" names none, "our benchmark FooBench" one
        if name := _NAMED.match(sentence, word.end()):
            yield name.start("name"), of_data or bool(_OUR.search(sentence[: word.start()]))
    if of_data:
        for word in _INCLUDES.finditer(sentence):
            yield word.end(), True


def _are_models(found: Sequence[Item]) -> bool:
    sized = len(found) > 1 and all(_SIZED.search(item.name) for item in found)
    return sized or any(is_model(item.name) for item in found)


def _is_author(sentence: str, end: int) -> bool:
    """Whether a name in brackets is that of a citation: "datasets (Su et al., 2019)"."""
    return bool(re.match(r"(?: et al| (?:and|&) [A-Z]\w+|),? ?\.?,? ?(?:19|20)\d\d| et al", sentence[end:]))


def _is_called(sentence: str, end: int) -> bool:
    """Whether a name is followed by a word for data."""
    return bool(_CALLED.match(sentence, _behind(sentence, end)))


def _behind(sentence: str, end: int) -> int:
    """Where the sentence goes on behind a name and its brackets."""
    brackets = BRACKETS.match(sentence, end)
    return brackets.end() if brackets else end
