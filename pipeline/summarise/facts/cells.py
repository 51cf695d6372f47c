"""What a cell of a table writes: its number, its text without marks, what it cites."""

from __future__ import annotations

import re

_CELL_NUMBER = re.compile(
    r"([-−+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+))(?:\s?[%×x]|\s(?:days?|hours?|min(?:ute)?s?|sec(?:ond)?s?|[smh]|ms|GB))?(?:\s\(\d[\d.]*\s?[×x]\))?(?:\s?\(?±\s?[\d.]+\)?|\s?\([\d.]+\s?±\s?[\d.]+\))?(?:\s?\[[-−+]?[\d.]+,\s?[-−+]?[\d.]+\])?(?:\s?\(\s?[↑↓+−-]\s?[\d.]+\s?%?\)|\s?\([\d.]+\s?%?\s?[↑↓]\)|\s?[↑↓]\s?[\d.]+\s?%?|_\{\s?[↑↓+−-]\s?[\d.]+\s?%?\})?(?:\^\{[^{}]*\})?(?:\[\^[^\]]*\])?"
)
_SHARE_OF = re.compile(r"\d[\d,]*\s?/\s?\d[\d,]*\s?=\s?(?=\d)")  # "233/417 = 55.88": how it was counted
_THOUSANDS = {"K": 1e3, "k": 1e3, "M": 1e6, "G": 1e9, "B": 1e9, "T": 1e12}
_COUNTED = re.compile(r"(\d+(?:\.\d+)?)\s?([KkMGBT])")
MARKS = re.compile(r"\*\*|\^\{[∗*†‡§¶]+\}|\[\^[^\]]{1,12}\]|[∗†‡]")
FOOTNOTE = re.compile(r"[†‡§¶]|\[\^")  # beside a number that a note sets aside
_CITED = re.compile(
    r"^\d+\.\s|^[•·▪]\s*|^\([a-z*]\)\s|"
    r"\s*\[\d[\d, –-]*\]|\s*\((?:[A-Z][^()]{2,60}\b)?(?:19|20)\d\d[a-z]?\)|\s*\(ILSVRC[^()]*\)"
)
_MARKED = re.compile(r"(?<=[\w)])\s*±$")  # behind a name: its row holds means over runs
_CITATION = re.compile(r"\[\d[\d, –-]*\]|\([^()]*(?:19|20)\d\d[a-z]?\)|\bet al\b")


def number_of(cell: str) -> float | None:
    """The number of a cell; None: it states none, or more than one."""
    match = _CELL_NUMBER.fullmatch(_SHARE_OF.sub("", plain(cell), count=1))
    return float(match[1].replace(",", "").replace("−", "-")) if match else None


def amount_of(cell: str) -> float | None:
    """The number of a cell, or the count that it writes with a letter: 66M, 0.39B."""
    counted = _COUNTED.fullmatch(plain(cell))
    return float(counted[1]) * _THOUSANDS[counted[2]] if counted else number_of(cell)


def plain(cell: str) -> str:
    return MARKS.sub("", cell).strip()


def value_of(cell: str) -> str:
    """A cell's number without how it was counted before it, and the gain or interval behind it: 58.60 (↑ 4.33%)."""
    said = _SHARE_OF.sub("", plain(cell), count=1)
    return re.sub(r"\s?\([^()]*\)$|\s?\[[^\[\]]*\]$|\s?[↑↓]\s?[\d.]+\s?%?$|_\{[^{}]*\}$", "", said)


def called(cell: str) -> str:
    """What a row is called, without its rank and its citations, a name over two lines as one."""
    called = _MARKED.sub("", _CITED.sub("", plain(cell)).strip()) or plain(cell)
    return re.sub(r"(?<=\w-)\s+(?=[A-Z\d])", "", called)


def is_cited(label: str) -> bool:
    """Whether a row's label cites the work that its system is of."""
    return bool(_CITATION.search(label))
