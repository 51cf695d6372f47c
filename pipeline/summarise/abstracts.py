"""What each sentence of an abstract is for: the state before the paper, its method, what it found, or none of these.

An insight is what the authors saw first, and then made their method of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pipeline.words.vocabulary import either, pattern

Role = Literal["state", "insight", "method", "finding", "other"]

_MAKES = re.compile(
    rf"(?i)\b(?:we|this (?:paper|work|study|manuscript|article)) (?:\w+ )?{either('aspects.proposal', 'own')}"
)
_MEASURED = re.compile(r"\d(?:\.\d+)? ?%|(?<![\w.-])\d+\.\d|\d ?[×x]\b|\+\d")  # GPT-5.4 is no result
_OF_METHOD = re.compile(
    r"(?:Our|The proposed) (?:innovation|method|approach|framework|system|pipeline|algorithm|recipe) "
    r"(?!achiev|outperform|reach|improv|surpass|show|perform)[a-z]+s\b"
)
_COMPARED = re.compile(  # beside a number, what makes a result of it: "using 19% of the samples" is none
    r"(?i)\b(?:improv|achiev|gain|reach|reduc|cut|fast|slow|higher|lower|larger|smaller|over|than|score|accura|recall|"
    r"increas|drop|obtain|outperform|match|success|rate|leaves|up to|los[es]|lift|rais|beat|from \d)"
)
_TRAINED = pattern("aspects.training")
_ANALYSES = re.compile(
    r"(?i)\bwe (?:\w+ )?(?:analy[sz]e|evaluate|compare|benchmark|present (?:\w+ ){0,3}(?:analysis|results|evidence))\b"
)
_NOT_NEEDED = re.compile(r"(?i)\Ano\b[^.;]*\b(?:needed|required|necessary)\b")  # a trait of the method
_BESIDE = pattern("aspects.beside")
_FINDS = pattern("aspects.finding")


def makes(text: str) -> bool:
    """Whether a sentence says that the authors propose something."""
    return bool(_MAKES.search(text)) and not _ANALYSES.search(text)


def measured(text: str) -> bool:
    """Whether a sentence has a number as results have them."""
    return bool(_MEASURED.search(text))


def finds(text: str) -> bool:
    """Whether a sentence says what was found, or how it matters, and nothing of what is proposed."""
    return not makes(text) and (measured(text) or bool(_FINDS.search(text) or _BESIDE.search(text)))


def roles(sentences: Sequence[str], ours: Sequence[bool]) -> list[Role]:
    """The role of each sentence in the order of the abstract.

    `ours`: of each, whether it is about what the authors do. What follows a sentence about the method or about what was
    found is of the same.
    """
    told: list[Role] = []
    last: Role = "state"  # what a sentence is of that does not say it
    for text, own in zip(sentences, ours, strict=True):
        if _BESIDE.search(text) or _NOT_NEEDED.search(text):
            told.append("other")
        elif makes(text):
            told.append("method")
        elif not own and not set(told) & {"method", "finding"}:
            told.append("state")
        elif _OF_METHOD.match(text) and not (measured(text) and _COMPARED.search(text)):
            told.append("method")
        elif _FINDS.search(text) or (measured(text) and _COMPARED.search(text) and not _TRAINED.search(text)):
            told.append("finding")
        elif _ANALYSES.search(text):
            told.append("other" if "method" in told else "method")
        else:
            told.append("method" if own and not {"method", "finding"} <= set(told) else last)
        if not (told[-1] == "method" and "finding" in told and not makes(text)):  # findings go on behind a remark
            last = told[-1]
    made = next(
        (at for at, text in enumerate(sentences) if makes(text)), told.index("method") if "method" in told else 0
    )
    return ["insight" if role == "finding" and at < made else role for at, role in enumerate(told)]
