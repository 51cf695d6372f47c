"""Scores a text against the truth of typeset pages."""

from __future__ import annotations

import re
import unicodedata

from bench.extract.typeset import Truth

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MARKS = re.compile(r"<sup>|</sup>|[\^\[\]{}*_ ]")
_LINE_END = re.compile(r"[^\W\d_]-[ \t]*\r?\n[ \t]*[a-zß-ÿ]")
_GLYPHS = re.compile("[ﬀ-ﬆ]")


def plain(text: str) -> str:
    """One spelling of minus and multiplication, so that no tool is scored by its taste in characters."""
    return text.replace("−", "-").replace("–", "-").replace("\u00a0", " ")


def powers_kept(text: str, truth: Truth) -> int:
    """Numbers whose exponent is still marked as one: ^, ^{}, <sup>, brackets or raised digits; e-4 counts too."""
    text = plain(text)
    kept = 0
    for mantissa, exponent in truth.powers:
        at = text.find(mantissa)
        if at < 0:
            continue
        tail = text[at + len(mantissa) : at + len(mantissa) + 60]
        found = re.match(r"\s*(?:×|x|·|\*)\s*[\[*_]*10\s*", tail)
        rest = tail[found.end() :] if found else ""
        marked = re.match(r"\s*(?:\^|<sup>|\[|[⁰¹²³⁴-⁹⁻])", rest)
        if marked and re.match(re.escape(exponent) + r"(?!\d)", _MARKS.sub("", rest.translate(_RAISED))):
            kept += 1
    return kept


def rows_kept(text: str, truth: Truth) -> int:
    """Rows whose numbers stand on one line, in their order and with nothing of another row between them."""
    lines = [re.findall(r"\d+\.\d+", plain(line)) for line in text.splitlines()]
    kept = 0
    for row in truth.rows:
        for numbers in lines:
            if len(numbers) < len(row):
                continue
            tail = iter(numbers)
            if all(value in tail for value in row) and len(numbers) <= 2 * len(row):
                kept += 1
                break
    return kept


def interleaved(text: str, truth: Truth) -> int:
    """Paragraphs that lost a marker, or in which a word of another paragraph stands."""
    owner = {mark: n for n, marks in enumerate(truth.paragraphs) for mark in marks}
    found = [(m.group(), owner[m.group()]) for m in re.finditer(r"[a-z]{10}", text) if m.group() in owner]
    bad = 0
    for n, marks in enumerate(truth.paragraphs):
        places = [k for k, (_, o) in enumerate(found) if o == n]
        together = bool(places) and places[-1] - places[0] + 1 == len(marks)
        bad += not together or [found[k][0] for k in places] != marks
    return bad


def words_whole(text: str, truth: Truth) -> int:
    """Words broken at a line's end that read as they should."""
    flat = " ".join(unicodedata.normalize("NFKC", text).split())
    whole = 0
    for entry in truth.words:
        mark, _, word = entry.split(" ")
        at = flat.find(mark)
        whole += at >= 0 and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", flat[at : at + 80]) is not None
    return whole


def hidden_leaked(text: str, truth: Truth) -> int:
    return sum(mark in text for mark in truth.hidden)


def visible_lost(text: str, truth: Truth) -> int:
    return sum(mark not in text for mark in truth.visible)


def marks_as_powers(text: str, truth: Truth) -> int:
    """Numbers with a footnote's mark that read as a power, or whose mark became a digit of theirs."""
    return sum(
        re.search(rf"(?<!\d){number}(?:\^|\d)", text) is not None or re.search(rf"(?<!\d){number}(?!\d)", text) is None
        for number in truth.marked
    )


def line_end_hyphens(text: str) -> int:
    """Hyphens before a line break in the middle of a word."""
    return len(_LINE_END.findall(text))


def ligature_glyphs(text: str) -> int:
    return len(_GLYPHS.findall(text))
