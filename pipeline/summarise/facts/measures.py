"""Short names that sentences spell out as measures: "expected average overlap (EAO)", "distance correlation (dCor)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.summarise.facts.methods import KNOWN, abbreviates
from pipeline.summarise.lines import Line

_SPELLED = re.compile(
    r"(?P<long>(?:[A-Za-z][\w-]*\s+){0,4}(?:accuracy|alignment|coefficient|completion|correlation|discrepancy|distance|"
    r"divergence|error|fidelity|index|likelihood|overlap|precision|rate|recall|score|similarity))\s*"
    r"\(?(?P<name>[A-Za-z][\w-]{1,7})\b"
)
_SHORT = re.compile(r"[a-z]?[A-Z][\w-]{1,7}")
_LISTED = re.compile(r"\bmetrics? \((?P<names>[^()]+)\)|\bmeasured by (?:both )?(?P<two>[A-Z][\w-]+ and [\w-]+)")


def measures_told(lines: Sequence[Line]) -> frozenset[str]:
    """The short names of measures that the paper's sentences and captions spell out."""
    said = (line.text for line in lines if line.kind == "sentence" and line.part != "references")
    captions = {line.table.caption for line in lines if line.table is not None}
    return frozenset(name for text in (*said, *captions) for name in _names(text))


def _names(text: str) -> Iterator[str]:
    for match in _SPELLED.finditer(text):
        if _SHORT.fullmatch(match["name"]) and abbreviates(re.sub(r"[^A-Z]", "", match["name"].upper()), match["long"]):
            yield match["name"]
    for match in _LISTED.finditer(text):
        said = re.split(r",? and |, ", match["names"] or match["two"])
        yield from (name for name in said if _SHORT.fullmatch(name) and not KNOWN.search(name))
