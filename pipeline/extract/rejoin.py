"""Puts together the lines that the PDF library tore apart."""

from __future__ import annotations

import re

from pipeline.extract.page import BOLD, Line, Span

SAME_BASELINE = 0.15  # of the size: rounding; a script is off by 0.2 at least
GLUE = 0.5  # em: a word space is 0.33, stretched 0.5; the gap between two table cells is 0.6 and more
SMALLER = 0.87  # scripts are set at 0.6 to 0.8 of their base; 9 pt beside 10 pt is another font, no script
SCRIPT_UP = 0.75  # of the base's size: a superscript of a tall base stands no higher
SCRIPT_DOWN = 0.5  # of the base's size: a subscript hangs no lower
BOLD_SHARE = 0.9  # of the characters: a run-in heading fills less of its line, a heading's number may be light
HEADING_GAP = 3.0  # em between a heading's number and its title: 1 em in most styles, 2.4 in the widest seen
LEVEL = 0.06  # of the size: a script's baseline is farther off, small capitals stand on the letters' own
WORDS = ("A", "I")  # letters that may be a word of their own
DROP_CAP = 1.8  # of its text's size: IEEE's letter of two lines is 2.9
SCRIPT_GAP = 0.35  # em between a base and its script

_LETTER = re.compile(r"\s*[^\W_ˆ´˜¯]")  # or a digit, but no accent over one
_SECTION_NUMBER = re.compile(r"^(?:[A-Z]|\d{1,2}|[IVX]{1,4}|[A-Z]?\d?(?:\.\d{1,2}){1,3})\.?\s*$")


def assemble(lines: list[Line]) -> list[Line]:
    """Lines in the stream's order, fragments of one line merged, size, baseline and weight measured."""
    out: list[Line] = []
    for line in lines:
        if not line.even:
            _measure(line)
        if out and not line.rotated and not out[-1].rotated and _continues(out[-1], line):
            _merge(out[-1], line)
        else:
            out.append(line)
    return out


def _continues(left: Line, right: Line) -> bool:
    size = max(left.size, right.size)
    if abs(left.baseline - right.baseline) > size:  # the next row: what nearly every line is
        return False
    gap = right.x0 - left.x1
    if 0 < gap < HEADING_GAP * size and _is_numbered_heading(left, right):
        return True
    if gap > GLUE * size:
        return False
    if gap < -size:
        return _under_script(left, right)
    if abs(left.baseline - right.baseline) <= SAME_BASELINE * size:
        return gap > -0.3 * size or _under_script(left, right)
    if gap > SCRIPT_GAP * size:
        return False
    if right.size < SMALLER * left.size:
        rise = left.baseline - right.baseline
    elif left.size < SMALLER * right.size and len(left.spans) == 1:
        rise = right.baseline - left.baseline
    else:
        return False
    return -SCRIPT_DOWN * size < rise < SCRIPT_UP * size


def _under_script(left: Line, right: Line) -> bool:
    """Whether a line begins with the script below (or above) the one that ends the other: 0.5^{+0.1}_{-0.2}."""
    first = right.spans[0]
    if first.size > SMALLER * left.size:
        return False
    n = len(left.spans) - 1
    while n and abs(left.spans[n - 1].baseline - left.spans[n].baseline) < SAME_BASELINE * left.size:
        n -= 1
    above, below = left.baseline - left.spans[n].baseline, left.baseline - first.baseline
    near = abs(left.spans[n].x0 - first.x0) < SCRIPT_GAP * left.size
    return n > 0 and near and above * below < 0 and -SCRIPT_DOWN < below / left.size < SCRIPT_UP


def _is_numbered_heading(left: Line, right: Line) -> bool:
    number, title = left.spans[0], right.spans[0]
    beside = len(left.spans) == 1 and abs(left.baseline - right.baseline) < 1.0 and title.text[:1].isupper()
    return beside and number.bold == title.bold and bool(_SECTION_NUMBER.match(number.text))


def _merge(left: Line, right: Line) -> None:
    left.spans += right.spans
    left.even = left.spaced = False
    left.x0, left.y0 = min(left.x0, right.x0), min(left.y0, right.y0)
    left.x1, left.y1 = max(left.x1, right.x1), max(left.y1, right.y1)
    _measure(left)


def _measure(line: Line) -> None:
    """Size and baseline of most characters; bold if nearly all are."""
    spans = line.spans
    if len(spans) == 1:
        span = spans[0]
        line.size, line.baseline, line.bold = span.size, span.baseline, span.bold
        return
    size, baseline = spans[0].size, spans[0].baseline
    low, high = baseline - 0.1, baseline + 0.1
    for s in spans:
        if s[6] != size or not low < s[5] < high:
            break
    else:  # fonts change, nothing else
        line.size, line.baseline, line.bold = size, baseline, _mostly_bold(spans)
        return
    weight: dict[tuple[int, int], int] = {}
    first_with: dict[tuple[int, int], float] = {}
    for s in spans:
        key = (int(10 * s[6] + 0.5), int(10 * s[5] + 0.5))  # rounding of the fonts' matrices
        if key in weight:
            weight[key] += len(s[0])
        else:
            weight[key], first_with[key] = len(s[0]), s[5]
    if len(weight) == 1:
        heaviest = key
    else:
        heaviest = max([(n * key[0], key) for key, n in weight.items()])[1]
        if _is_drop_cap(spans[0], heaviest):
            _lift(line, *heaviest)
        elif heaviest[0] < SMALLER * 10 * size and abs(heaviest[1] - 10 * baseline) > LEVEL * 10 * size:
            base = next((s for s in spans if s[6] >= SMALLER * size and _LETTER.match(s[0])), spans[0])
            heaviest = (int(10 * base[6] + 0.5), int(10 * base[5] + 0.5))  # one letter with a long script
    line.size, line.baseline = heaviest[0] / 10, first_with[heaviest]
    line.bold = _mostly_bold(spans)


def _is_drop_cap(first: Span, text: tuple[int, int]) -> bool:
    """Whether a line opens with a tall letter that hangs into the lines below; `text`: size and baseline, in tenths."""
    letter = first.text.strip()
    hangs = 10 * first.baseline > text[1] + text[0] / 2
    return hangs and 10 * first.size > DROP_CAP * text[0] and len(letter) == 1 and letter.isupper()


def _lift(line: Line, size: int, baseline: int) -> None:
    """Sets a drop cap as a letter of its line, which begins behind it as the lines below do."""
    cap, *rest = line.spans
    edge = cap.x1 if cap.text.strip() in WORDS else rest[0].x0  # no gap parts it from its word
    line.spans[0] = cap._replace(x1=edge, size=size / 10, baseline=baseline / 10)
    line.x0, line.y0, line.y1 = rest[0].x0, min(s.y0 for s in rest), max(s.y1 for s in rest)


def _mostly_bold(spans: list[Span]) -> bool:
    total = bold = 0
    for s in spans:
        total += len(s[0])
        if s.flags & BOLD:
            bold += len(s[0])
    return bold >= BOLD_SHARE * total


def starts_with_mark(spans: list[Span]) -> str | None:
    """The raised number or sign that opens a footnote; None: the line opens with its own text."""
    if len(spans) < 2:
        return None
    first, second = spans[0], spans[1]
    if first.size < SMALLER * second.size and second.baseline - first.baseline > SAME_BASELINE * second.size:
        return first.text.strip()
    return None
