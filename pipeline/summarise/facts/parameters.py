"""The parameters of a paper's own method that a sentence sets: "we set w_{p} to 0.8", "a threshold τ of 0.7"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pipeline.summarise.facts.wanted import NUMBER, WORD_NUMBER, fits, named

_INDEX = r"(?:_(?:\{[\w-]+\}|\w+))?"
_SYMBOL = rf"(?:(?<![A-Za-z])(?![AIaei](?!_))[A-Za-zα-ωϵΔ]{_INDEX})(?!\w)"
_READABLE = re.compile(r"[A-Za-zα-ωϵΔ]_\{?(?P<of>[A-Za-z][A-Za-z-]{2,}?)\}?")  # λ_{rec}, n_{buckets}
_NOUN = (
    r"(?:weight|coefficient|rate|ratio|factor|threshold|margin|budget|interval|size|length|number|strength|scale|window|"
    r"stride|horizon|depth|width|radius|parameter|level|frequency|probability|proportion|fraction|tolerance|bandwidth|"
    r"capacity|dimension|penalty|exponent|decay|cutoff|granularity|spacing)s?"
)
_STOPS = (
    r"(?:the|an?|our|its|this|these|each|all|any|both|same|and|or|with|of|to|for|in|on|as|by|from|at|is|are|was|be|set|"
    r"fix|use[sd]?|using|we|where|that|which|over|under|into|than|via|per|when|while|also|then|not|fixed|small|"
    r"large|optional|ensure|setting|different|employs?|adopts?|applies|keeps?|has|have|takes?|requires?|gives?|yields?|needs?|[a-z]+ly)\b"
)
_MODIFIER = rf"(?:(?!{_STOPS})[A-Za-z][A-Za-z-]*\s)"
_OF_WHAT = rf"\sof\s(?:the\s)?{_MODIFIER}{{0,2}}(?!{_STOPS})[a-z-]{{3,}}"
_NAME = rf"(?:{_MODIFIER}{{0,2}}\b{_NOUN}(?:{_OF_WHAT})?)"
_UNIT = (
    r"(?:\s?(?:%|[mck]?m\b|[mµ]?s\b|k?Hz|°|tokens?\b|frames?\b|steps?\b|pixels?\b|seconds?\b|minutes?\b|hours?\b|"
    r"iterations?\b|epochs?\b|layers?\b|words?\b))?"
)
_ONE = r"(?![\w^+*/×(%°-]|\.\d|,\s*\d|\s?[×x]\s?\d| (?:or|to|and) \d|\[\d)"  # of several values none is the one
_VALUE = rf"(?P<value>(?:{NUMBER}|{WORD_NUMBER}(?![\w-])){_UNIT}){_ONE}"
_SETS = re.compile(
    r"(?i)\bwe (?:[\w-]+ )?(?:set|fix|choose|use|take|adopt|employ|utilize|configure|draw|sample|retain|select)\b|"
    r"\b(?:is|are|was|were) (?:[\w-]+ )?(?:set|fixed|chosen|scaled|weighted|configured|limited)\b|"
    r"\b(?:coefficients|weights) are\b|\b(?:hyper-?)?parameters? (?:is|are|was|were)\b"
)
_AS = r"(?:is|are|was|were) (?:[a-z]+ly )?(?:set|fixed|chosen) (?:to|as|at)"
_IS = rf"\s?(?:(?:=\s?{_SYMBOL}\s?)?[=≈]|{_AS}|to(?: be)?|of|as|at)\s?"
_LINK = rf"(?:,?\s\(?(?P<symbol>{_SYMBOL})\)?)"
_NAMED = re.compile(  # a word says what it is, and any letter may stand for it: "the downsampling rate k = 5"
    rf"(?i:\b(?P<name>{_NAME})(?: of| by)?){_LINK}{_IS}{_VALUE}"
)
_NAMED_TO = re.compile(  # "we set the sparsity budget to ρ = 0.5"
    rf"(?i:\b(?P<name>{_NAME}))\s?(?:\([^()]*\)\s)?(?:to|of|at|as|with)\s(?P<symbol>{_SYMBOL})\s?=\s?{_VALUE}"
)
_SET_TO = re.compile(rf"(?<![\w^_{{(|.])(?P<symbol>{_SYMBOL}){_IS}{_VALUE}")
_WORDS = re.compile(  # no letter stands for it
    rf"(?i:(?:\b(?:with|uses?|using|adopts?|employs?|applies|apply|and|set|sets|take|has|have)\s(?:an?|the)\s)"
    rf"(?P<name>{_MODIFIER}{{1,3}}\b{_NOUN}|{_NOUN}{_OF_WHAT})(?P<symbol>))\sof\s{_VALUE}"
)
_WORDS_SET = re.compile(
    rf"(?i:\b(?P<name>{_MODIFIER}{{1,3}}\b{_NOUN}(?:{_OF_WHAT})?|{_NOUN}{_OF_WHAT})(?P<symbol>))"
    rf"(?:\s{_AS}\s|\s?=\s?|\sto\s){_VALUE}"
)
_WORDS_ARE = re.compile(  # of a section that sets up experiments
    rf"(?i:\b(?P<name>{_MODIFIER}{{1,3}}\b{_NOUN}(?:{_OF_WHAT})?|{_NOUN}{_OF_WHAT})(?P<symbol>))"
    rf"(?:\s(?:is|are|was|were)|:)\s{_VALUE}"
)
_COUNTS = rf"{_MODIFIER}{{0,2}}?(?!{_STOPS})[a-z-]{{3,}}(?<![su])s"
_NO_SAMPLE = r"(?!(?:second|minute|hour|day|week|month|year|gpu|device|epoch|method|run|case|setting|test)\b)"
_PER = re.compile(
    rf"(?i)(?<![\w.,^{{=/-])(?<!= )(?P<value>{NUMBER}|{WORD_NUMBER}) "
    rf"(?P<name>{_COUNTS} per (?:training |input )?{_NO_SAMPLE}[a-z]{{3,}})"
    r"(?![\w-])(?P<symbol>)"
)
_IDENTIFIER = re.compile(  # as its code calls it: "clip_ratio_low"
    r"(?<![\w.])(?P<name>(?!\w*(?:gpu|memory|worker|forward|backward|iter|log|save|seed))[a-z]+(?:_[a-z\d]+)+)(?P<symbol>)"
    rf"(?:\s?=\s?| (?:set )?to | of ){_VALUE}"
)
_A_TIME = "".join(rf"(?<!{said} )" for said in ("every", "after", "until", "first", "at"))  # "every k = 8 steps"
_COUNTED = re.compile(  # "K = 8 candidate masks": what is counted says it
    rf"{_A_TIME}(?<![\w^_{{(|.])(?P<symbol>{_SYMBOL})\s?=\s?(?P<value>\d[\d,]*)\s(?P<name>{_COUNTS})\b"
)
_GROUP = re.compile(  # what each letter of a list is: "the loss weights are λ_{a} = 0.1, λ_{b} = 0.5"
    rf"(?i:\b(?P<name>{_MODIFIER}{{1,2}}(?:weight|coefficient|threshold|ratio|parameter)s)(?: (?:are|as|to|of))?:? "
    rf"(?:set (?:to|as) )?)(?={_SYMBOL}\s?=)"
)
_AT_MOST = re.compile(
    rf"(?i)\bmaximum of (?P<value>{NUMBER}|{WORD_NUMBER}) (?P<name>{_COUNTS}\b(?: per (?:{_MODIFIER})?[a-z]+)?)"
    r"(?P<symbol>)"
)
_LISTED = re.compile(  # "λ_{a} and λ_{b} are set to 0.1 and 0.5": a letter each
    rf"(?P<names>{_SYMBOL}(?:(?:,? and |, ){_SYMBOL})+) (?:{_AS}|to|as)\s"
    rf"(?P<values>{NUMBER}(?:(?:,? and |, ){NUMBER})+)"
)
_NO_PARAMETER = re.compile(r"[xyijtNP](?:_.*)?|n(?:_\{?\w{1,3}\}?)?|R|p_.*|[a-z]")
_NO_COUNT = re.compile(r"[xyijtpnNR](?:_.*)?")
_MEASURED = re.compile(  # what comes out
    r"(?i)^(?:maximum )?number$|^(?:two|three|four|five|six)\b|"
    r"\b(?:errors?|success\w*|win|hit|accept\w*|recall|speed-?up|effect|average|mean|median|total|reduction|"
    r"improvement|correlation|sample|dataset|corpus|compression|coverage|agreement|failure|growth|survival|mortality)"
    r"(?: \w+)? (?:rate|ratio|factor|size|length|number|level|frequency|probability|proportion|fraction|strength)s?\b|"
    r"^number of (?:papers|participants|patients|samples|studies|images|examples|instances)\b|"
    r"^(?:parameter|model|vocabulary|image) (?:size|scale)|\b(?:linear|cosine|exponential|weight) decay\b|"
    r"\b(?:learning|batch|epochs?|LoRA|warm-?up|training|IoU|PCK|mAP|confidence level|significance)\b"
)
_EVALUATES = re.compile(
    r"(?i)\b(?:metrics?|F1|IoU|PCK|AUC|AUROC|precision and recall|(?:considered|counted|deemed|regarded) \w+|"
    r"significan\w+|correlat\w+|ground[- ]truth|governing|viscosity|diffusivity|boundary conditions?)\b"
)
_DENOTES = re.compile(
    rf"(?<![\w^_{{|.])(?P<symbol>{_SYMBOL}) (?:is|are|denotes?|represents?|controls?|determines?|indicates?|balances?)"
    rf" (?:an?|the) (?P<name>{_NAME})\b"
)
_CALLS = re.compile(rf"(?i:\b(?P<name>{_NAME})) \(?(?P<symbol>{_SYMBOL})(?=[),.;:=]|\s|$)")
_PLURAL = re.compile(rf"(?i)\b({_NOUN[:-2]})s$")
_KINDS = re.compile(r"\b(?:stages|types|classes|categories|datasets|tasks|models|methods|participants|trials)$")
_LOSS = re.compile(r"(?i)\b(?:loss|objective)\b")
_TOKENS = re.compile(
    r"(?i)\b(?:tokens|epochs|iterations|hours|days|minutes|seconds|pages|words)\b"
)  # told by other names
_MOST_WORDS = 4  # of a name


class Parameter(NamedTuple):
    """A parameter in a sentence."""

    name: str  # the words for it and its letter
    start: int  # of its value
    end: int


def parameters_set(sentence: str, meant: Mapping[str, str], *, set_up: bool) -> Iterator[Parameter]:
    """The parameters that a sentence sets, those whose noun stands beside them first.

    `meant`: what letters stand for in the paper; a letter without a word is left out. `set_up`: the section tells how
    experiments are set up, so that the sentence need not say that something is set.
    """
    sets = bool(_SETS.search(sentence))
    if not (set_up or sets) or _EVALUATES.search(sentence):
        return
    for match in (*_NAMED.finditer(sentence), *_NAMED_TO.finditer(sentence)):
        yield from _one(match, match["name"])
    for match in _COUNTED.finditer(sentence):
        if not _NO_COUNT.fullmatch(match["symbol"]) and not _KINDS.search(match["name"]):
            yield Parameter(f"number of {match['name']} {match['symbol']}", match.start("value"), match.end("value"))
    group = _GROUP.search(sentence)
    for match in _SET_TO.finditer(sentence):
        symbol = match["symbol"]
        if _NO_PARAMETER.fullmatch(symbol) and not _READABLE.fullmatch(symbol):
            continue
        of_group = group["name"] if group and group.end() <= match.start() else ""
        of_group = of_group or ("loss weight" if symbol.startswith("λ") and _LOSS.search(sentence) else "")
        if (words := meant.get(symbol, of_group)) or sets:
            yield from _one(match, words)
    for match in _AT_MOST.finditer(sentence):
        if not _TOKENS.search(match["name"]):
            yield Parameter(f"maximum {match['name']}", match.start("value"), match.end("value"))
    for match in _LISTED.finditer(sentence):
        symbols, values = (list(re.finditer(part, match[of])) for part, of in ((_SYMBOL, "names"), (NUMBER, "values")))
        if len(symbols) == len(values):
            for symbol, value in zip(symbols, values, strict=True):
                start = match.start("values") + value.start()
                words = meant.get(symbol[0], "")
                if not named(words) and not _MEASURED.search(words):
                    yield Parameter(f"{words} {symbol[0]}".strip(), start, start + len(value[0]))
    for pattern in (_IDENTIFIER, _WORDS, _WORDS_SET, _PER, *((_WORDS_ARE,) if set_up else ())):
        for match in pattern.finditer(sentence):
            yield from _one(match, match["name"])


def _one(match: re.Match[str], words: str) -> Iterator[Parameter]:
    words = words.strip()
    words = words[:1].lower() + words[1:] if words.partition(" ")[0][1:].islower() else words
    if len(words.split()) > _MOST_WORDS and (bare := words.partition(" of ")[0]).count(" "):
        words = bare  # "refresh frequency of the attention mask matrix"
    if wanted := named(words):
        if match["symbol"] and fits(wanted, match["value"]):
            yield Parameter(wanted.name, match.start("value"), match.end("value"))
        return
    if _MEASURED.search(words) or len(words.split()) > _MOST_WORDS:
        return
    words = _PLURAL.sub(r"\1", words)
    yield Parameter(f"{words} {match['symbol']}".strip(), match.start("value"), match.end("value"))


def letters_meant(sentences: Iterable[str]) -> dict[str, str]:
    """What each letter of a paper stands for, where its sentences agree on it: "a similarity threshold τ"."""
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for pattern in (_DENOTES, _CALLS):
            said_here = {(m["symbol"], m["name"].strip()) for m in pattern.finditer(sentence)}
            for symbol, name in said_here:
                said[symbol][name] += 1
    return {symbol: names.most_common(1)[0][0] for symbol, names in said.items() if len(set(map(_head, names))) == 1}


def _head(name: str) -> str:
    """The noun that says what kind of thing a name is of: "coverage threshold", "numbers of steps"."""
    return name.partition(" of ")[0].rpartition(" ")[2].lower().rstrip("s") + name.partition("number of ")[2]
