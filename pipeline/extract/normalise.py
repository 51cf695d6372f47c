"""Brings the characters of a PDF to one spelling each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
}
_SOFT = "\u00ad"
_SPACES = dict.fromkeys([0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_DROPPED = dict.fromkeys(
    [
        *[*range(0x00, 0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)],  # control characters
        *[0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF],  # zero width
        *range(0x202A, 0x202F),  # direction marks
        *range(0xD800, 0xE000),  # lone surrogates
    ],
    "",
)
_TABLE: dict[int, str] = {
    **{ord(k): v for k, v in LIGATURES.items()},
    **_SPACES,
    **_DROPPED,
    0x2212: "-",  # minus sign
    0x2010: "-",  # hyphen
    0x2011: "-",  # non-breaking hyphen
    0xFE63: "-",
    0xFF0D: "-",
}

# Adobe's Symbol encoding, whose codes Word writes as U+F000 + code: what a formula is made of.
# https://www.unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt
# No digits: whether a font draws what it says is looked at by the characters that it says.
_SYMBOLS: dict[int, str] = dict(
    zip(
        (
            *(
                0xF000 + code
                for code in (*range(0x28, 0x30), *range(0x3A, 0x3F), *range(0x41, 0x5B), *range(0x61, 0x7B))
            ),
            *(0xF0A3, 0xF0A5, 0xF0AE, 0xF0B1, 0xF0B3, 0xF0B4, 0xF0B5, 0xF0B6, 0xF0B9, 0xF0BB),
            *(0xF0CC, 0xF0CD, 0xF0CE, 0xF0D1, 0xF0D5, 0xF0DE, 0xF0E5, 0xF0F2),
        ),
        "()∗+,-./:;<=>ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ≤∞→±≥×∝∂≠≈⊂⊆∈∇∏⇒∑∫",
        strict=True,
    )
)


def of_symbols(text: str) -> str:
    """The characters of a Symbol font that stand in the private use area as what they draw; all else as it is."""
    return text.translate(_SYMBOLS)


def normalise(text: str) -> str:
    """One spelling a character: no ligatures, controls, NUL or surrogates; minus is "-". Idempotent."""
    if text.isascii() and text.isprintable():
        return text
    text = text.translate(_TABLE)
    if _ACCENTED.search(text):
        text = _ACCENTED.sub(lambda m: unicodedata.normalize("NFC", m[2].replace("ı", "i") + ACCENTS[m[1]]), text)
    return text


_LINE_END = re.compile(r"([^\W\d_]+)-$")
_HOST = re.compile(r"(?i)https?://(?:www\.)?[a-z0-9-]+\.\Z")  # of which the last part is missing
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
ACCENTS = {"´": "\u0301", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "ˇ": "\u030c", "˘": "\u0306", "¸": "\u0327"}
_ACCENTED = re.compile("(?<!/)([" + "".join(ACCENTS) + "]) ?([A-Za-zı])")  # "Poincar´e" of old TeX fonts
KEPT_AFTER = frozenset(
    ("pre", "post", "non", "self", "semi", "multi", "inter", "cross", "meta", "well", "high", "low", "co", "anti", "ex")
)  # first halves whose hyphen is more often the word's own than the line's, if the second half is a word


class Words:
    """The words of a paper, that tell a word's own hyphen from a line's."""

    def __init__(self, lines: Iterable[str]) -> None:
        whole = list(lines)
        for n, line in enumerate(whole):
            if line.endswith(("-", _SOFT)):  # halves of words are no witnesses
                whole[n] = whole[n].rpartition(" ")[0]
                if n + 1 < len(whole):
                    whole[n + 1] = whole[n + 1].partition(" ")[2] + "-" * whole[n + 1].endswith("-")
        different = set("\n".join(whole).lower().split())  # a third of the words: the pattern is what takes the time
        others = [word for word in different if not word.isalpha()]
        self._seen = different.difference(others)
        self._seen.update(_WORDS.findall("\n".join(others)))
        for word in [w for w in self._seen if "-" in w]:
            self._seen.update(word.split("-"))

    def own_hyphen(self, left: str, right: str) -> bool:
        """Whether "left-right" keeps its hyphen: the paper's other lines decide, then the shape of the halves."""
        left, right = left.lower(), right.lower()
        first, _, more = right.partition("-")
        if more:  # "state-" + "of-the-art"
            return left + first not in self._seen
        if left + right in self._seen:
            return False
        if f"{left}-{right}" in self._seen:
            return True
        if left in KEPT_AFTER:
            return right in self._seen
        return len(left) > 2 and len(right) > 2 and left in self._seen and right in self._seen


def join_lines(lines: Iterable[str], words: Words) -> str:
    """The lines of a paragraph as one string, with line-end hyphens resolved."""
    text = ""
    for line in lines:
        text = join(text, line, words)
    return text.replace(_SOFT, "")


def join(left: str, right: str, words: Words) -> str:
    """Two lines as one: "train-" + "ing" is "training", "pre-" + "trained" is "pre-trained"."""
    if not left or not right:
        return left + right
    if left.endswith(_SOFT):
        return left[:-1] + right
    if left.endswith("-"):
        half = _LINE_END.search(left, left.rfind(" ") + 1)  # not from the paragraph's beginning for each of its lines
        rest = _WORDS.match(right)
        if not half or not rest:  # "GPT-" + "4", "10-" + "20"; a dash between words has a space before it
            return left + right if left[-2:-1] not in (" ", "") else f"{left} {right}"
        joined = rest.group().islower() and len(half.group(1)) > 1 and not words.own_hyphen(half.group(1), rest.group())
        before = left[: half.start()]
        if joined and before.endswith("-"):  # "state-of-" + "the-art" has hyphens of its own
            joined = half.group(1).lower() not in ("of", "the", "to", "in", "and", "by", "on")
        return (left[:-1] if joined else left) + right
    if left.endswith(("–", "—", "/")) and not left[-2:-1].isspace():
        return left + right
    if left.endswith(".") and _HOST.search(left, left.rfind(" ") + 1):  # "https://github." + "com/a/b"
        return left + right
    return f"{left} {right}"
