"""Whether a head of a table names something, and whether that is how good something is or what it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.summarise.facts.cells import called
from pipeline.summarise.facts.costs import Cost, cost_of
from pipeline.words.vocabulary import either, pattern
from schemas.bounds import NAME
from schemas.records import Table

METRIC = pattern("results.metrics")
KNOWN = pattern("data.known")
LABEL = pattern("results.labels")
COST_WORDS = 4  # of a head; a longer one has two torn together, "Size English Benchmarks GSM8K"
MARKED_WORDS = 3  # of a metric's head with its arrow: "Hal rate ↓"
AVERAGE = re.compile(r"(?i)\b(?:avg|average|mean|overall)\b|^total$|(?<![@\w])all$")
_SHORT_METRIC = re.compile(r"A[PR](?:[@_^]\S+)?")  # average precision, average recall
_DIFFERENCE = re.compile(r"(?i)\b(?:reduction|improvement|gain|increase|decrease)s?\b|[Δ∆]")
_COUNT = re.compile(  # of what is given or set, not how good it is
    r"(?i)\b(?:len(?:gth)?|counts?|number of|std|variance|weights?|scales?|coefficients?|thresholds?)\b"
)
_TRAINED_ON = re.compile(r"(?i)\(train(?:ing(?: set)?)?\)")  # "AIME 2024 (train)"
UNIT = re.compile(  # of a cost
    r"(?i)\([^()]+\)|/|\bper\b|\b(?:(?-i:m?s)|sec|seconds?|min|minutes?|h|hours?|days?|[gmk]i?b|[gmtp]?flops|fps|tokens)\b|[%$×]|\dx\b|speed-?up"
)
SIZE = re.compile(rf"(?<!\w)(?:{either('results.sizes')}|{either('results.costs', 'size')})(?!\w)")
_PART_OF_COST = re.compile(r"(?i)\bratio\b|\bΔ|\bm(?:ul|ac)s?\b|\blength\b|\bRM\b")
COST = re.compile(  # a metric of what something takes, not of how good it is
    rf"(?<!\w)(?:{either('results.metrics', 'cost')}|{either('results.costs')})(?!\w)"
)
ANY_COST = re.compile(rf"{COST.pattern}|(?<!\w)#(?!\w)")
_RESOLUTION = re.compile(r"\d+ ?× ?\d+|\^\{?\d\}?")  # "64 × 64", the square of L^{2}: they go with a word
_NAME = re.compile(r"[\w'-]*(?:[A-Z][\w-]*[A-Z\d]|[A-Za-z]-?\d)")
NAMED = re.compile(r"[A-Z]\w*[A-Z0-9]|\d")
_NOTHING = re.compile(
    r"(?i)rates?|values?|sparsity|ours?|results?|(?:.* )?(?:methods?|models?|names?)"
)  # a benchmark that says of nothing what it is
GENERIC = re.compile(
    r"(?i)(?:[\w-]+ ){0,3}(?:benchmarks?|tasks?|datasets?|results?|metrics?|performance|evaluation)"
)  # a head over heads


def head_of(table: Table, column: int) -> tuple[str, ...]:
    """The stacked header of a column without marks and citations."""
    parts = list(dict.fromkeys(t for text in table.header(column) if (t := called(text))))
    for i in range(len(parts) - 1, 0, -1):
        if re.search(r"\w-$", parts[i - 1]) and re.match(r"[A-Z\d]", parts[i]):  # a name over two lines
            parts[i - 1 : i + 1] = [f"{parts[i - 1]}{parts[i]}"]
    return tuple(parts)


def joined(head: Sequence[str]) -> str:
    return " ".join(head)


def is_quality(head: Sequence[str], *, costs: frozenset[Cost] = frozenset()) -> bool:
    """Whether a column's head says how good something is, or what of `costs` it takes, but not how large it is."""
    if len(joined(head)) > NAME or (_COUNT.search(joined(head)) and not METRIC.search(joined(head))):
        return False
    if (
        _TRAINED_ON.search(joined(head))
        or _NOTHING.fullmatch(joined(head))
        or _DIFFERENCE.search(joined(head))
        or not says_something(head)
    ):
        return False
    return is_of_cost(head, costs) or not any(_is_cost(part) for part in head)


def is_of_cost(head: Sequence[str], costs: frozenset[Cost]) -> bool:
    """Whether a column is of one of these costs."""
    return len(joined(head)) <= NAME and cost_of(joined(head)) in costs and any(_is_cost(part) for part in head)


def _is_cost(head: str) -> bool:
    """Whether a head says what something takes or how large it is, not how good it is."""
    costs = (SIZE, ANY_COST, _PART_OF_COST)
    quality = any(not any(cost.search(m[0]) for cost in costs) for m in METRIC.finditer(head))
    torn = len(head.split()) > COST_WORDS or GENERIC.search(head)
    return not torn and any(cost.search(head) for cost in costs) and not quality


def is_named(label: str) -> bool:
    """Whether a label begins with a benchmark's name, and is no task in words: ARC-c, but not "Open Laptop"."""
    return bool(KNOWN.search(label) or _NAME.match(label))


def is_metric(label: str) -> bool:
    """Whether a label is a metric and no more."""
    return bool(METRIC.fullmatch(label) or LABEL.fullmatch(label))


def is_generic(head: str) -> bool:
    """Whether a head speaks of benchmarks or results without a name: not "B12 dataset"."""
    return bool(GENERIC.fullmatch(head)) and not is_named(head)


def says_something(head: Sequence[str]) -> bool:
    """Whether a head is a name, not a number or a torn formula: "77.8% 79.1%", "t p s ,"."""
    words = re.findall(
        r"[A-Za-z]{3,}|[A-Za-z]+@?\d|[A-Z]{2,}(?=-)|\bF1\b|\b[A-Z]{2}\b(?=.*\b[A-Za-z]{3,})", joined(head)
    )
    numbers = re.findall(r"(?<![\w.-])[∼~]?\d[\d.,]*%?(?![\w-])", _RESOLUTION.sub("", joined(head)))
    marked = any(re.match(r"[A-Za-z]{2}", part) and is_marked(part) for part in head)
    short = _SHORT_METRIC.fullmatch(joined(head)) or any(LABEL.fullmatch(part) for part in head)
    return (bool(words) and len(numbers) <= len(words)) or marked or bool(short)


def is_called(head: Sequence[str]) -> bool:
    """Whether a column's head names a system, if only by two letters or a Greek one: DP, π_{0.5}."""
    return any(re.match(r"[A-Z]\w|[α-ω]", part) for part in head) or says_something(head)


def is_marked(head: str) -> bool:
    """Whether a head has an arrow for what is better, and is neither a known benchmark nor several torn together."""
    return bool(re.search(r"[↑↓]", head)) and not KNOWN.search(head) and len(head.split()) <= MARKED_WORDS
