"""Tells superscripts, subscripts and note marks from the text that carries them."""

from __future__ import annotations

import re

from pipeline.extract.normalise import ACCENTS, normalise
from pipeline.extract.page import SUPERSCRIPT, Line, Span
from pipeline.extract.rejoin import SMALLER

RAISED = 0.12  # of the base's size: less is a rounding of the baseline
LOWERED = 0.06  # of the base's size: subscripts of sans fonts sink by little more
SAME_LEVEL = 0.1  # of the base's size: spans of one script differ by less (a minus comes from another font)
FULL_SIZE_RISE = 0.24  # of the size: a superscript that is not smaller is at least raised by a quarter
GAP = 0.16  # of the size: a space in most fonts is 0.2 to 0.33, kerning stays below 0.1

_SIGNS = frozenset("*∗†‡§¶⋆♯♢♠♣♡✉‖⋄♮")  # no letters, no primes, no degree: they have a meaning as exponents
_MARK = re.compile(r"^[\d,;\s*∗†‡§¶⋆♯♢♠♣♡✉‖⋄♮–-]+$")
_NUMBERS = re.compile(r"^\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*$")
_UNITS_TEXT = "mm cm km nm ms kg dm ft in yr GeV MeV keV TeV eV fm pc Mpc kpc Hz GHz MHz log exp sin cos tan"
_UNITS = frozenset(_UNITS_TEXT.split())
# A small fraction has no base: isotopes have their letter behind them, and uncertainties have signs.
_STACKED = re.compile(r"(?<![^\s(\[=<>≤≥+·-])(?<![0-9] )\^\{([0-9]{1,3})\}_\{([0-9]{1,3})\}(?![\w{(\[^])")
_WORD = re.compile(r"([^\W\d_]+)\s*$")
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_TRADE = frozenset(("tm", "®", "™", "©"))


def render(line: Line, notes: frozenset[str] = frozenset()) -> str:
    """The normalised text of a line: scripts as ^{…} and _{…}, marks of notes and citations as [^…].

    `notes`: the marks that open a footnote on the same page, the evidence that "128³" is 128 with note 3.
    """
    spans = line.spans
    if len(spans) == 1:
        return " ".join(normalise(spans[0].text).split())
    if line.even and line.spaced:
        raw = line.raw
        if raw.isascii() or ACCENTS.keys().isdisjoint(raw):  # more blanks would part an accent from its letter
            return " ".join(normalise(raw).split())
    if line.even or _all_on_baseline(line):
        return _joined(spans, line.size)
    out = ""
    levels: list[tuple[str, float, float]] = []  # open scripts, outermost first: mark, size, baseline
    starts: list[int] = []  # where each open script begins in `out`
    last: Span | None = None
    for span in spans:
        text = normalise(span.text)
        if not text or text.isspace():
            continue
        kept = _still_open(levels, span, line) if levels else 0
        spaced = last is not None and (out[-1:] == " " or text[:1] == " " or span.x0 - last.x1 > GAP * line.size)
        fraction = last is not None and span.size < SMALLER * line.size and span.x0 < (last.x0 + last.x1) / 2
        while len(levels) > kept:
            levels.pop()
            out = _close(out, starts.pop(), notes, len(levels), fraction)
        _, size, baseline = levels[-1] if levels else ("", line.size, line.baseline)
        mark = _step(span, size, baseline)
        if mark:
            levels.append((mark, span.size, span.baseline))
            spaced_before = out[-1:] == " " and mark == "_"
            out = out.rstrip() if spaced_before else out
            starts.append(len(out))
            out += mark + "{" + text.strip()
            if text[-1:] == " ":
                out += " "
        elif spaced and out[-1:] != " ":
            out += " " + text.lstrip()
        else:
            out += text
        last = span
    while levels:
        levels.pop()
        out = _close(out, starts.pop(), notes, len(levels))
    return _STACKED.sub(r"\1/\2", " ".join(out.split()))


def _all_on_baseline(line: Line) -> bool:
    """Whether no span can be a script: fonts change, but neither the baseline nor much of the size."""
    near, least = LOWERED * line.size, SMALLER * line.size
    low, high = line.baseline - near, line.baseline + near
    return all(s.size >= least and low <= s.baseline <= high for s in line.spans)


def _joined(spans: list[Span], size: float) -> str:
    out = ""
    end, gap = spans[0].x0, GAP * size
    for text, x0, _, x1, *_ in spans:
        out += " " + text if x0 - end > gap else text
        end = x1
    return " ".join(normalise(out).split())


def _still_open(levels: list[tuple[str, float, float]], span: Span, line: Line) -> int:
    """How many of the open scripts the span belongs to."""
    for depth in range(len(levels), 0, -1):
        _, size, baseline = levels[depth - 1]
        if abs(span.baseline - baseline) <= SAME_LEVEL * line.size and 0.75 * size <= span.size <= size / 0.75:
            return depth
        if span.size < SMALLER * size and _step(span, size, baseline):
            return depth
    return 0


def _step(span: Span, size: float, baseline: float) -> str:
    """ "^", "_" or "" for a span beside a base of that size and baseline."""
    rise = baseline - span.baseline
    if span.size > SMALLER * size:
        return "^" if span.flags & SUPERSCRIPT and FULL_SIZE_RISE * size < rise < size else ""
    if rise > RAISED * size:
        return "^"
    return "_" if rise < -LOWERED * size else ""


def _close(out: str, start: int, notes: frozenset[str], depth: int, fraction: bool = False) -> str:
    """`out` with the script that was opened at `start` ended in the form that its meaning asks for.

    `fraction`: another script stands under it, so it is the upper half of a small fraction.
    """
    body, blank = out[start + 2 :], ""
    if body[-1:] == " ":
        body, blank = body.rstrip(), " "
    before = out[:start]
    if not body:
        return before + blank
    if out[start] == "^" and depth == 0:
        if body.lower() in _ORDINALS and before[-1:].isdigit():
            return before + body + blank
        if body.lower() in _TRADE:
            return before + blank
        if not fraction and is_note_mark(before, body, notes):
            return f"{before.rstrip()}[^{body}]{blank}"
    return f"{before}{out[start]}{{{body}}}{blank}"


def is_note_mark(before: str, script: str, notes: frozenset[str]) -> bool:
    """Whether a superscript is the mark of a footnote, a citation or an affiliation, not an exponent.

    After a word of two letters or a full stop a number is a mark, unless the word is a unit or a function. After a
    number it is one only if a footnote of that number stands on the page, and never after "10" or with a minus.
    """
    if not _MARK.match(script) or script[0] in "-–":
        return False
    signs = any(c in _SIGNS for c in script)
    if not signs and not _NUMBERS.match(script):
        return False
    before = before.rstrip()
    if not before:
        return True  # it opens the line: the footnote itself, or an affiliation
    last = before[-1]
    word = _WORD.search(before)
    if word:
        if len(word.group(1)) < 2:
            return False
        return signs or word.group(1) not in _UNITS
    if last.isdigit():
        number = re.search(r"[\d.,]+$", before)
        return script in notes and bool(number) and number is not None and number.group() != "10"
    if last in ".,;:?!\"”’'":
        return True
    if last in ")]}%":
        return script in notes or (signs and last != "}")
    return False
