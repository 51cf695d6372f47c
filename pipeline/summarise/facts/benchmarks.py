"""The benchmark and the metric that a head names, or the caption and the section where it does not."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from pipeline.summarise.facts.caption_metrics import metrics_in
from pipeline.summarise.facts.head_words import (
    AVERAGE,
    COST,
    GENERIC,
    LABEL,
    NAMED,
    UNIT,
    is_generic,
    is_marked,
    is_metric,
    joined,
    says_something,
)
from pipeline.summarise.facts.model_names import is_model
from pipeline.words.vocabulary import either, pattern

METRIC = pattern("results.metrics")
KNOWN = pattern("data.known")
_COUNT = re.compile(r"(?i)\b(?:len(?:gth)?|number|count|rank|steps)\b|#")  # no share of anything
_VAGUE = re.compile(r"(?i)score|reward|time|tokens|# ?tokens|win[ -]?rate|speed-?up|latency|memory")  # in a caption
_COUNTS = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|twelve|\d+|multiple|various|several|different|all|these|the|our)"
)
_KIND = re.compile(  # "on multiple hallucination datasets": of an average that no name tells apart
    rf"\b(?:on|across|over) (?:{_COUNTS} ){{0,3}}"
    rf"(?P<kind>(?:(?!{_COUNTS}\b)[a-z-]+ )?(?!{_COUNTS}\b)[a-z][\w-]+(?: [A-Z][A-Z]+)?) "
    r"(?:datasets|benchmarks|tasks)\b"
)
_ONE_WORD = re.compile(r"[A-Z]{1,3}-\S+$")  # TP-F1
_NAMED_ALONE = re.compile(r"(?:Table|Tab\.?)\s*\w+\s*[.:|]\s*(?P<kind>[A-Z][\w-]*[A-Z\d][\w-]*)\.?$")  # "Table 3: MME."
_LIMIT = re.compile(r"\s(?:threshold|bound|bar)s?\b")  # "below the error threshold": of what is counted
_LEGEND = re.compile(
    r"(?:(?:^|[.;]\s)[A-Z][\w&@-]{1,9}:|\bdenotes?\b)[^.;]*$"
)  # "NEM: Numeric Exact Match": of one column
_METRIC_LAST = re.compile(rf"{METRIC.pattern}[\s()%↑↓.,:]*$")  # "Crawler Recall"
_OF_SPLIT = re.compile(r"(?i)\s*\((?:val(?:idation)?|test|dev)\)$")
_TELLS = re.compile(  # below a head over heads: "2d" of a multiplication, L2, a threshold
    r"\d{1,2}[A-Za-z]|[A-Z]?\d|[A-Z]{1,2}|[≤≥<>@]\s?[\d.]+\s?[a-z%]{0,3}"
)
_POWER = re.compile(r"[A-Za-z]\^\{?\d\}?")  # the L^{2} of an error
_IN_BRACKETS = re.compile(r"\(([A-Z][\w@ -]*)\)")  # "(TGC)" below a benchmark's name
_SIZES = re.compile(r"\d+ ?× ?\d+")  # over columns: at which resolution
_SHORT_PART = re.compile(r"[A-Z]")  # above an average of a part: "M&C"
_OVER_COSTS = re.compile(r"(?i)costs?|efficiency")  # above "Memory (GB)"
_SPLIT = re.compile(r"(?i)(?:val(?:idation)?|test|dev|train|trainval|test-dev|test-std|mean|all|total)\W?\d?")
_SHARE = re.compile(r"(?i)(?:un)?seen(?:\W(?:un)?seen)?\W*\d+\s?%\W*")  # of the data: "Seen (50%)"
_ON = re.compile(
    r"\b(?i:on|for|of|across|using(?=[^.;]*\bdataset))\s+(?i:the\s+)?(?P<name>[A-Z][\w+*-]*(?:[.;]\w[\w+*-]*)*(?:\s(?:[A-Z][\w+-]*|\d\w*)(?:\.\w[\w+-]*)*)*)(?:'s)?"
    r"(?:\s+(?:test|dev|validation|benchmark|dataset|set|data|task))?"
)
_LABEL_LAST = re.compile(  # "Spatial SR"; not "Text Alignment"
    rf"(?P<name>[A-Z\d].*?)\s(?P<metric>(?=[A-Z][A-Z]|Suc){LABEL.pattern})$"
)
_DATA_LAST = re.compile(r"(?i)\s(?:test|dev|validation|benchmark|dataset|set|data)$")
_TRAINED = re.compile(r"(?i)\b(?:pre-?|fine-?)?(?:train|tun|optimi[sz])(?:ed|ing)\W+(?:\w+\W+){0,2}$")
_NO_DATA = re.compile(  # a card, or a part of something
    rf"^(?:{either('hardware.accelerators')}|{either('hardware.makers')}|[CGTN]PUs?\b|(?:Section|Table|Split|Fold|Stage)\b)"
)
_SHORT_LAST = re.compile(r"(?P<name>.*[A-Z].*[A-Z\d].*?)[\s_-]+(?P<metric>[A-Z]{2,6})\Z")
_RANK = re.compile(r"(?i)^(?:avg|average|mean|overall)\.? rank")
_SYSTEMS = re.compile(r"(?i)\b(?:methods?|models?|approach(?:es)?)$")  # "across Different Methods"
_AMONG = re.compile(r"(?:, [\w-]+)+,? (?:and|&|AND) ")  # "Accuracy, memory and throughput"
_AND = re.compile(r"\band (?:[\w-]+ ){0,2}$")  # "Utility and Attack Success Rate": of the one half it is none


def what_of(parts: Sequence[str], caption: str, heading: str, metrics: Set[str] = frozenset()) -> tuple[str, str]:
    """Benchmark and metric of a stacked header; what it does not say, caption or section may, if it says one thing."""
    if parts and _RANK.search(parts[-1]):
        parts = parts[-1:]  # it is over all benchmarks, whichever it stands beside
    split = [("", bare(p)) if p in metrics else _name_and_metric(p) for p in parts]
    if len(parts) > 1 and (inside := _IN_BRACKETS.fullmatch(parts[-1])):
        split[-1] = ("", inside[1])
    for i, part in enumerate(parts[:-1]):  # over a metric stands what is measured, with an arrow or not
        if is_marked(part) and split[-1][1] and not split[-1][0] and not is_metric(bare(part)):
            split[i] = (bare(part), "")
    for i, part in enumerate(parts[:-1]):  # "Long-horizon memory" over them: a kind of tasks
        if COST.search(part) and not (COST.fullmatch(part) or UNIT.search(part)):
            split[i] = ("", "")
    names = [
        name
        for i, (name, _) in enumerate(split)
        if (says_something((name,)) and not (is_generic(name) or _OVER_COSTS.fullmatch(name)))
        or (i and _TELLS.fullmatch(name))
        or _SIZES.fullmatch(name)
        or (AVERAGE.search(split[-1][0]) and _SHORT_PART.search(name))
    ]
    metric = " ".join(filter(None, (metric for _, metric in split)))
    if not metric and not COST.search(joined(parts)) and not _COUNT.search(joined(parts)):
        metric = _one_metric(caption)
    benchmark = " ".join(names)
    if metric and benchmark.lower() in metric.lower():  # "Top-1" of a caption's top-1 accuracy
        benchmark = ""
    vague = any((AVERAGE.match(benchmark), _SPLIT.fullmatch(benchmark), _SHARE.fullmatch(benchmark)))
    if vague or not re.search(r"[A-Z].*[A-Z]|\d", benchmark):
        places = list(_ON.finditer(caption))
        named = next(
            (m for m in places if m[0].lower().startswith("on")), next(iter(places), None)
        )  # rather than "of X"
        if named and (
            not _is_data(named, caption, models=bool(COST.search(joined(parts))))
            or named["name"].lower() in benchmark.lower()
        ):
            named = None
        benchmark = " ".join(filter(None, (named["name"] if named else "", benchmark)))
    if AVERAGE.fullmatch(benchmark.strip(".")) and (kind := _KIND.search(caption) or _NAMED_ALONE.match(caption)):
        benchmark = f"{kind['kind']} {benchmark}"
    known = list(dict.fromkeys(KNOWN.findall(caption) or KNOWN.findall(heading)))
    if len(known) == 1 and not KNOWN.search(benchmark) and (not benchmark or METRIC.search(benchmark)):
        benchmark = f"{known[0]} {benchmark}".strip()
    return benchmark.strip(" .,"), re.sub(r"_\{@([\d.]+)\}", r"@\1", metric)  # AP_{@.5}


def data_of(caption: str) -> str:
    """The one data set or benchmark that a caption says its table was measured on; "": it names none, or several."""
    places = [m for m in _ON.finditer(caption) if m[0].lower().startswith("on")]
    named = [m for m in places if NAMED.search(m["name"]) or KNOWN.search(m["name"]) or _DATA_LAST.search(m[0])]
    sure = {m["name"].strip() for m in named if _is_data(m, caption)}
    return sure.pop() if len(sure) == 1 and len({m["name"].strip() for m in named}) == 1 else ""


def _is_data(named: re.Match[str], caption: str, *, models: bool = False) -> bool:
    """Whether what stands behind "on" may be what a whole table was measured on: "on A, B and C" is of each its own.

    `models`: or what it was measured of, as the training time of BERT is.
    """
    name = named["name"]
    lists = re.match(r"\s*(?:,|and\b|&)\s*[A-Z]", caption[named.end() :])
    metric = METRIC.match(caption, named.start("name"))  # "of Pass@1"
    said = GENERIC.fullmatch(name) or _SYSTEMS.search(name) or metric or re.match(_COUNTS, name.lower())
    sure = named[0].lower().startswith("on") or NAMED.search(name) or KNOWN.search(name) or _DATA_LAST.search(named[0])
    others = (is_model(name) and not models) or _NO_DATA.search(name) or _TRAINED.search(caption, 0, named.start())
    return bool(sure) and not (lists or said or others)


def _name_and_metric(part: str) -> tuple[str, str]:
    """What one part of a head names and the metric that ends it: "WSJ 23 F1", "MMLU (Pass@1)", "Crawler Recall".

    A head that says which way is better is a metric, whatever it is called: "Hal rate ↓".
    """
    marked = is_marked(part)
    part = _OF_SPLIT.sub("", bare(part))
    if LABEL.fullmatch(part):
        return "", part
    found = _METRIC_LAST.search(part)
    if found is None and (label := _LABEL_LAST.match(part)):
        return label["name"], label["metric"]
    if found is None:
        short = _SHORT_LAST.match(part)
        if marked and short and not (KNOWN.search(short["metric"]) or METRIC.search(short["name"])):
            return short["name"], short["metric"]  # "HM3D v0.1 SR ↑"
        return ("", part) if marked and not AVERAGE.fullmatch(part.strip(".")) else (part, "")
    before = part[: found.start()].strip(" -_,")
    if not NAMED.search(METRIC.sub("", part)) or _ONE_WORD.match(part) or (before and _POWER.fullmatch(before)):
        return "", part
    return re.sub(r"\s*\([^()]*$", "", part[: found.start()]).strip(" -_,"), found[0].strip(" ().,:")


def bare(head: str) -> str:
    """A head without its arrow and its unit of a hundred."""
    head = re.sub(r"(?<=\w_)\s+(?=\w)", "", head)  # "canteen_ day" over two lines
    return re.sub(r"\s*\(?[↑↓]\)?|\s*\(%\)|\s*/\s?%$|\s*\(speed-?up\)$", "", head).strip()


def _one_metric(caption: str) -> str:
    """The metric that a caption names, where it names one alone; "" where it names several or none."""
    caption = re.sub(r"(?<=\brate)s\b", "", caption)  # "success rates"
    found = [m for m in metrics_in(caption) if not (_VAGUE.fullmatch(m[0]) or _LIMIT.match(caption, m.end()))]
    found = [m for m in found if not _LEGEND.search(caption, 0, m.start())]
    several = any(_AND.search(caption, 0, m.start()) or _AMONG.match(caption, m.end()) for m in found[:1])
    alone = len({m[0].lower() for m in found}) == 1 and not several
    return found[0][0] if alone else ""
