"""Normal forms of text in which a quote is looked for."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SIGNS = str.maketrans(
    dict.fromkeys("−‐‑–—‒―﹣－", "-")
    | dict.fromkeys("'\"`“”‘’«»„‟′″$|*\u00ad\u200b\u200c\u200d\ufeff", None)
    | {"∼": "~", "～": "~", "⋅": "·", "∗": None, "•": "·", "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}
)
_SIGN_RE = re.compile("[" + "".join(re.escape(chr(c)) for c in _SIGNS) + "]")
_SUPERSCRIPT_RE = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_MARK_RE = re.compile(r"[_^]\s?\{\s?([^{}]*)\}")
_MARKED_RE = re.compile(r"\^\s?\{\s?([^{}]*)\}")
_HYPHEN_RE = re.compile(r"-\s*(?=[^\W\d_])")
_BETWEEN_DIGITS_RE = re.compile(r"([0-9])\s+(?=\.?[0-9])")
_KEPT = "\ue000"  # a private character; stands for a blank between two digits while all other blanks go
_LATEX_RE = re.compile(r"\\(times|cdot|pm|%)\s?")
_LATEX = {"times": "×", "cdot": "·", "pm": "±", "%": "%"}
EXPONENT_RE = re.compile(r"\^|[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]")


def flat(text: str) -> str:
    """Text without case, white space, line-end hyphens, ligatures, quotation and exponent marks.

    White space between two digits stays as one space, so that two numbers never become one.
    """
    if "{" in text:
        text = _MARK_RE.sub(r"\1", _MARK_RE.sub(r"\1", text))
    return _fold(text)


def marked(text: str) -> str:
    """The same, but exponents keep a mark: 10^{-4} and 10⁻⁴ are both 10^-4."""
    text = _SUPERSCRIPT_RE.sub(lambda m: "^" + unicodedata.normalize("NFKC", m[0]), text)
    if "{" in text:
        text = _MARK_RE.sub(r"\1", _MARKED_RE.sub(r"^\1", text))
    return _fold(text)


def _fold(text: str) -> str:
    if "\\" in text:
        text = _LATEX_RE.sub(lambda m: _LATEX[m[1]], text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    # str.translate is quick for ASCII and slow for the rest
    text = text.translate(_SIGNS).lower() if text.isascii() else _SIGN_RE.sub(_sign, text).lower()
    if "-" in text:
        text = _HYPHEN_RE.sub(_join, text)
    return "".join(_BETWEEN_DIGITS_RE.sub(_keep, text).split()).replace(_KEPT, " ")


def _sign(m: re.Match[str]) -> str:
    return _SIGNS[ord(m[0])] or ""


def _keep(m: re.Match[str]) -> str:
    return m[1] + _KEPT


def _join(m: re.Match[str]) -> str:
    """Nothing for a hyphen after a letter; the hyphen itself for a sign."""
    return "" if m.start() and m.string[m.start() - 1].isalpha() else m[0]


def offsets(text: str, formed: str) -> list[int]:
    """For each character of formed, a form of text, the place in text that it comes from."""
    found: list[int] = []
    if formed[:1] == " " and not text[:1].isspace():
        found.append(0)  # the blank that keeps this block's first number from the block before
    at, size = len(found), len(formed)
    for i, c in enumerate(text):
        if at >= size:
            break
        folded = _fold_one(c)
        if folded and formed.startswith(folded, at):
            found.extend([i] * len(folded))
            at += len(folded)
        elif formed[at] == " " and c.isspace():
            found.append(i)
            at += 1
    last = found[-1] if found else 0
    return found + [last] * (size - len(found))


@lru_cache(maxsize=4096)
def _fold_one(char: str) -> str:
    return unicodedata.normalize("NFKC", char).translate(_SIGNS).lower().strip()
