"""The network that a paper trains where it starts from no pretrained model: "a standard 3D U-Net"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.summarise.facts.methods import is_own
from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import either

_OF_OTHERS = re.compile(rf"(?i)\b{either('aspects.rivals')}|\[[\d, ]+\] \w+s\b")
_NETWORK = re.compile(
    rf"(?<![\w-])(?:(?P<kind>[1-3]D )?(?P<name>{either('models.architectures')}))(?P<many>s?)(?![\w-])"
)
_QUALITIES = r"(?:(?!of |and |or |with |for )[a-z\d][\w-]* ){0,4}"
_TAKES = re.compile(  # before the name
    r"(?:\b[Ww]e (?:\w+ )?(?:train|use)|\b(?:[Oo]ur|[Tt]he) (?:\w+ )?(?:model|network|policy) (?:employs|is|uses)|"
    rf"\b[Ee]nsembles? of|^Using) {_QUALITIES}$"
)
_SPELT_OUT = re.compile(r"(?:[A-Z][\w-]* )+\($")  # "a Graph Isomorphism Network (GIN)"
_ARTICLE = re.compile(rf"(?:^|\W)(?:[Aa]n?|[Oo]ur) {_QUALITIES}$")
_ITS_ROLE = re.compile(r" (?:backbone|ensemble)s?(?![\w-])")
_APPOSED = re.compile(rf"(?P<own>[\w.-]+)(?:,| is) an? {_QUALITIES}$")  # "FooNet, a standard "
_SHORT = re.compile(r"s? \((?P<short>[A-Z][\w-]*[A-Z])s?\)")  # "Fourier neural operators (FNOs)"


def architectures(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[tuple[str, Line]]:
    """The networks that the authors' sentences say they train or use, each once, by the name that is written first."""
    seen = set[str]()
    for line in lines:
        for match in _NETWORK.finditer(line.text):
            before, after = _SPELT_OUT.sub("", line.text[: match.start()]), line.text[match.end() :]
            short = _SHORT.match(line.text, match.end("name"))
            name = short["short"] if short else (match["kind"] or "") + match["name"]
            if is_own(name, own) or _OF_OTHERS.search(before) or _OF_OTHERS.match(after.lstrip()):
                continue
            apposed = _APPOSED.search(before)
            said = (
                _TAKES.search(before)
                or (apposed and is_own(apposed["own"], own))
                or (_ITS_ROLE.match(after[short.end() - match.end() :] if short else after) and _ARTICLE.search(before))
            )
            if said and name.lower() not in seen:
                seen.add(name.lower())
                yield name, line
