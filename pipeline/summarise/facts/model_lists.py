"""The models, of whatever family, that a sentence says a method starts from or is applied to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.summarise.facts.enumerations import BRACKETS, NAME, Item, first_name, listed
from pipeline.summarise.facts.model_names import OF_BENCHMARK, is_model, looks_like_a_name
from pipeline.words.vocabulary import either, pattern

KNOWN_DATA = pattern("data.known")
_PARAGRAPH = re.compile(  # the head of a paragraph, or of its section
    r"(?i)(?:\d[\d.]* )?(?:(?:benchmarks?|data(?:sets?)?) (?:and|&) )?"
    r"(?:(?:base|target|agent|language|policy|foundation) )*"
    r"(?:models?|backbones?|encoders?|networks|polic(?:y|ies)|[LV]?LMs)(?:,? (?:and|&) [\w ]+)?(?:[.:]|$)"
)
_TAKES = re.compile(r"\b[Ww]e (?:\w+ )?(?:adopt|apply|attack|choose|consider|employ|evaluate|select|study|test|use) ")
_OF_MODELS = re.compile(
    r"\b(?:architectures|backbones|LLMs|models|policies)"
    r"(?: (?:across|from|of) (?:[a-z-]+ ){0,3}(?:families|sizes))?(?:[:,] | \()"
)
_STUDIED = re.compile(  # of a study of these: "We evaluate 9 judge models: X and Y"
    r"\b[Ww]e (?:benchmark|compare|evaluate|study|test) (?:[\w-]+ )?(?:embedding|judge|reward) $"
)
_READY = re.compile(  # "the pretrained FooNet model was run"
    rf"\b[Tt]he (?:[a-z]+ )?pre-?trained (?P<name>{NAME})(?:{BRACKETS.pattern}) (?:model|network|checkpoint)\b(?! that)"
)
_OUR_TRIAL = re.compile(r"\b(?:[Ww]e|[Oo]ur)\b.*\b(?:appl|conduct|evaluat|experiment|test|train)\w*\b")
_TRIED = re.compile(rf"\b(?:appl|evaluat|test|train)\w* (?P<what>{NAME}) (?:on|to) ")
_LOADED = re.compile(r",? (?:pre-?trained |to (?:encode|initiali[sz]e) |with (?:its |the )?pre-?trained )")
_VERB = re.compile(r"\b(?:adopt|choos|consider|employ|equip|select|tak|us|utili[sz])(?:e|es|ed|ing|s)? |\bwith ")
_AS_ROLE = re.compile(rf",? as (?:[\w-]+ ){{0,4}}?{either('models.roles')}s?\b")
_ROLES_ARE = re.compile(
    rf"(?<!reward )\b{either('models.roles')}s?(?: \w+){{0,2}}?"
    r"(?::| (?:are|is)(?: [a-z]+ly)?(?: (?:based|built|driven|instantiated|powered) (?:by|on|with))?| includ\w+|"
    r",? such as) "
)
_FROM = re.compile(
    r"\b(?:initiali[sz]\w+|warm-?start\w*|start(?:s|ed|ing)?)(?: (?!with)[\w-]+){0,5} (?:from|with|upon) |"
    r"(?<= and )from |"
    r"\b(?:built|implemented) (?:up)?on(?: top of)? |\barchitecture(?: \w+){0,3} (?:follows|is|was) |"
    r"\b(?:encoded|extracted) (?:by|from|using|with) |\bfeatures (?:come )?from "
)
_IN_ROLE = re.compile(
    rf"(?<!than )\b(?:[Aa]ll|[Aa]n?|[Bb]oth|[Oo]ur|[Tt]he)(?: [a-z\d][\w-]*){{0,2}} "
    rf"(?P<name>{NAME})(?:{BRACKETS.pattern})"
    r" (?:backbone|base (?:[LV]LM|model|policy)|host|student)s?(?![\w-])"
)
_EXTENDS = re.compile(r"(?P<what>[\w.-]+)(?: \w+)? (?:builds? on|extends?|modif(?:y|ies)) ")
_SIZE = re.compile(r"\d[BM]\b")
_ON_IT = re.compile(rf"(?:^|[.;] )On (?:the )?(?P<name>{NAME}),? (?P<what>[\w.-]+)(?: \w+)? [a-z]+s ")
_WITH_IT = re.compile(rf"(?:^|[.;] )On [^.;]+? with (?:the )?(?P<name>{NAME}), ")
_ITS_BACKBONE = re.compile(r"\b(?:backbone|base model|decoder|encoder) is (?:an? |the )?$")
_WEIGHTS = re.compile(r" (?:[a-z-]+ ){0,2}?(?:backbone|base|checkpoint|model|weights)")
_VERSION = re.compile(r"\d|-(?:XL|[SBLT]|Base|Large|Small|Tiny)\b")
_MADE_SO = re.compile(r"-[a-z]+ed(?!\S)")  # SFT-merged
_STOPS = frozenset(
    {"against", "art", "baseline", "baselines", "compare", "compared", "data", "dataset", "datasets", "for", "judge"}
    | {"judges", "metric", "metrics", "on", "pre-trained", "pretrained", "than", "to", "trained", "where", "while"}
)
_NOT_TAKEN = re.compile(
    r"\b(?:baseline|compar|judge|metric|reward|simulat|tokenizer|vocoder|teacher|retriev|embedd)\w*[^,;]*$"
)


_CITED = re.compile(r"\]|\d{4}[a-z]?\)")  # another work is the sentence's subject


class Start(NamedTuple):
    name: str
    end: int  # in the sentence


def is_about_models(head: str) -> bool:
    """Whether the head of a paragraph, or of its section, says that it is about the models that are used."""
    return bool(_PARAGRAPH.match(head))


def told_models(sentence: str, *, own: Sequence[str], headed: bool) -> Iterator[Start]:
    """The models that a sentence names as what the method starts from; `headed`: its paragraph is about models.

    `own`: the paper's names for its method, in small letters.
    """
    for match in _IN_ROLE.finditer(sentence):
        if _is_versioned(match["name"]) and not _CITED.search(sentence, 0, match.start()):
            yield Start(match["name"], match.end("name"))
    yield from (Start(m["name"], m.end("name")) for m in _WITH_IT.finditer(sentence) if is_model(m["name"]))
    for match in _READY.finditer(sentence):
        if looks_like_a_name(match["name"]) and not _CITED.search(sentence, 0, match.start()):
            yield Start(match["name"], match.end("name"))
    for match in _ON_IT.finditer(sentence):
        if match["what"].lower() in own and (is_model(match["name"]) or _SIZE.search(match["name"])):
            yield Start(match["name"], match.end("name"))
    for pattern_, role in ((_VERB, True), (_ROLES_ARE, False), (_FROM, False)):
        for match in pattern_.finditer(sentence):
            found = _names(sentence, match.end())
            if not found or (match.start() and match[0][0].isupper()):
                continue
            if match[0] == "from " and not _FROM.search(sentence, 0, match.start()):
                continue
            behind = _behind(sentence, found[-1].end)
            if role and not (_AS_ROLE.match(sentence, behind) or _LOADED.match(sentence, behind)):
                continue
            yield from (Start(i.name, i.end) for i in found if _is_one(sentence, i, role or len(found) > 1))
    for match in _EXTENDS.finditer(sentence):
        if match["what"].lower() in own:
            found = _names(sentence, match.end())[:1]
            yield from (Start(i.name, i.end) for i in found if is_model(i.name))
    lists = [m for m in _OF_MODELS.finditer(sentence) if headed or _is_of_ours(sentence, m, own)]
    lists += [*_TAKES.finditer(sentence)] if headed else []
    for match in lists:
        before = sentence[: match.start()]
        if _STUDIED.search(before) or not _NOT_TAKEN.search(before):
            yield from (Start(i.name, i.end) for i in _names(sentence, match.end()) if _is_one(sentence, i, False))


def _is_of_ours(sentence: str, models: re.Match[str], own: Sequence[str]) -> bool:
    """Whether models are what the authors try their method on, not another's."""
    what = _TRIED.search(sentence, 0, models.start())
    foreign = what is not None and what["what"].lower() not in own
    return "(" not in models[0] and not foreign and bool(_OUR_TRIAL.search(sentence, 0, models.start()))


def _names(sentence: str, start: int) -> list[Item]:
    first = first_name(sentence, start, stops=_STOPS)
    return listed(sentence, first[0]) if first else []


def _is_one(sentence: str, item: Item, sure: bool) -> bool:
    """Whether a name is a model's; `sure`: the words around it can be of nothing else."""
    if KNOWN_DATA.fullmatch(item.name) or OF_BENCHMARK.search(item.name):
        return False
    if is_model(item.name):
        return _is_versioned(item.name) or " " in item.name
    if _ITS_BACKBONE.search(sentence, 0, item.end - len(item.name)):
        return True
    looks = _is_versioned(item.name)
    if sure and (looks or item.cited):
        return True
    if item.cited and re.search(r" \d", item.name):
        return True  # "Muse Spark 1.2 (Doe, 2026)"
    return looks and bool(_VERSION.search(item.name) or item.cited or _WEIGHTS.match(sentence, item.end))


def _is_versioned(name: str) -> bool:
    """Whether a name can be of one model: no class of them in capitals, CNN, and no format, BF16."""
    return looks_like_a_name(name) and bool(re.search("[a-z]|-", name)) and not _MADE_SO.search(name)


def _behind(sentence: str, end: int) -> int:
    brackets = BRACKETS.match(sentence, end)
    return brackets.end() if brackets else end
