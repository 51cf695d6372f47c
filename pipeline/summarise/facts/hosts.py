"""The models of whatever family that a paper's own method is applied to: lists of them, groups of its results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.summarise.facts.cells import number_of, plain
from pipeline.summarise.facts.methods import is_own
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.facts.own_rows import numbers_in
from pipeline.summarise.lines import PROSE, Line, tables_of
from pipeline.words.vocabulary import either, pattern

KNOWN = pattern("data.known")

LEAST_GROUPS = 2  # of a table whose groups are each of a model
_CITED = r"\s*(?:\[[\d, –-]+\]|\((?:[^()]*\d{4}[a-z]?|\d[\d.]*[BM])\))"
_NAME = (
    r"(?![a-z]+-[a-z]+ )[A-Za-z][\w+]*(?:[-–.]\{?[\w+]+(?:, [\d.]+[BM])*\}?)*(?: (?:[A-Z]\w*|v?\d[\w.]*))*"
    r"(?: \(\d[\d.]*[BM]\))?"
)
_ITEM = re.compile(rf"(?P<name>{_NAME})(?:{_CITED})*")
_AND = re.compile(r",? and |, |; ")
_BRACES = re.compile(r"(?P<stem>.*)\{(?P<parts>[^{}]+)\}$")  # Wan2.1-{1.3B, 14B}
_MODELS = r"(?:backbones|encoders|models|\w*LMs|VLAs)"
_APPLIED = re.compile(  # "we evaluate X on open-source models: ", "apply our method to "
    r"\b(?:appl(?:y|ied)|evaluat\w+|implement|test|train) (?P<what>[\w.-]+(?: [\w.-]+){0,2}?) (?:across|on|to|with) "
    rf"(?P<models>(?:(?!baseline|other|{either('models.makers')})[\w-]+ ){{0,10}}?{_MODELS}"
    r"(?::|,| \(| such as) ?)?(?=[A-Za-z])"
)
_OUR = re.compile(r"(?:our|the proposed) (?:[\w-]+ )?\w+|it")
_OF_MODELS = re.compile(r"(?i)(?:\w+ )?(?:models?|backbones?|encoders?)(?: and [\w ]+)?[.:]")  # a paragraph's head
_VERSIONED = re.compile(r"\d|-(?:V?L?LMs?|VLA|VL|OCR)(?!\w)")
SIZED_TITLE = re.compile(r"(?P<name>[A-Za-z][\w.+-]*(?: [\w.+-]+){0,2}) \(\d+(?:\.\d+)?[BM]\)")
_NO_HOSTS = re.compile(rf"(?i)\b(?:{either('models.makers')}|hyper-?parameters?)")  # of a table with groups
_INTRODUCED = re.compile(  # the sentence before a list: "We compare two frozen encoders to test it:"
    r"\b[Ww]e (?:compare|consider|evaluate|study|use) (?:(?!against|baseline|with)[\w-]+ ){0,4}"
    r"(?:backbones|base models|encoders)\b[^.;]*:$"
)
_OF_LIST = re.compile(rf"[•·–*-]?\s*(?P<name>{_NAME})(?:{_CITED})*(?::| is| —| –)")


def of_lists(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[tuple[str, Line]]:
    """The models that a sentence says the paper's own method is applied to, or that a list of its encoders has."""
    told = [line for line in lines if line.kind == "sentence" and line.block_kind in PROSE and not line.others]
    introduced = False
    for _, group in groupby(told, key=lambda line: line.block):
        block = list(group)
        if block[0].block_kind == "list":
            if introduced and (item := _OF_LIST.match(block[0].text)) and _looks_like_one(item["name"]):
                yield item["name"], block[0]
            continue
        introduced = bool(_INTRODUCED.search(block[-1].text))
        headed = bool(_OF_MODELS.fullmatch(block[0].text))
        for line in block:
            for said in _APPLIED.finditer(line.text):
                if is_own(said["what"], own) or _OUR.fullmatch(said["what"]):
                    names = list(_chain(line.text, said.end()))
                    named = bool(said["models"]) or headed  # else data may stand in the same list
                    yield from ((n, line) for n in names if not KNOWN.match(n) and (named or _is_one(n)))


def _chain(sentence: str, start: int) -> Iterator[str]:
    """The names of a list that begins here, each of which looks like a model's."""
    while (item := _ITEM.match(sentence, start)) and _looks_like_one(item["name"]):
        braces = _BRACES.fullmatch(item["name"])
        if braces:
            yield from (braces["stem"] + part for part in braces["parts"].split(", "))
        else:
            yield item["name"]
        gap = _AND.match(sentence, item.end())
        if not gap:
            return
        start = gap.end()


def _looks_like_one(name: str) -> bool:
    capitals = sum(ch.isupper() for ch in name)
    return bool(_VERSIONED.search(name)) or is_model(name) or capitals > 1 or "." in name


def _is_one(name: str) -> bool:
    return is_model(name) and bool(_VERSIONED.search(name))


def of_groups(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """The titles of a table's groups of results where each is of a model, with their places."""
    for table, rows in tables_of(lines):
        titles = [row for row in rows if row.cells[0] and not any(row.cells[1:]) and number_of(row.cells[0]) is None]
        named = [(plain(row.cells[0]), row.at) for row in titles]
        measured = sum(numbers_in(row) > 1 for row in rows) > len(titles)
        if len(named) < LEAST_GROUPS or not measured or rows[0].others or _NO_HOSTS.search(table.caption):
            continue
        if all(SIZED_TITLE.fullmatch(title) or is_model(title) for title, _ in named):
            yield from named
