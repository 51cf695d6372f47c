"""Tells superscripts and subscripts from the text that carries them."""

from __future__ import annotations

from pipeline.extract.normalise import normalise
from pipeline.extract.page import SUPERSCRIPT, Line, Span

SMALLER = 0.87  # a script is set at 0.7 of its base, small capitals at 0.8 on the same baseline
RAISED = 0.12  # of the base's size: below this it is a rounding of the baseline
LOWERED = 0.06  # of the base's size: subscripts of sans fonts sink by little more
GAP = 0.18  # of the size: a space in most fonts is 0.25 to 0.33, kerning stays below 0.1


def render_line(line: Line) -> str:
    """The normalised text of a line, scripts as ^{…} and _{…}."""
    base_size, baseline = line.size, line.baseline
    parts: list[tuple[str, str]] = []  # ("", "^" or "_", text)
    last: Span | None = None
    for span in line.spans:
        mark = _level(span, base_size, baseline)
        text = normalise(span.text)
        if last is not None and span.x0 - last.x1 > GAP * base_size and parts[-1][1][-1:] != " " and text[:1] != " ":
            parts.append(("", " "))
        last = span
        if mark and not text.strip():
            mark = ""
        if parts and parts[-1][0] == mark:
            parts[-1] = (mark, parts[-1][1] + text)
        else:
            parts.append((mark, text))
    return " ".join("".join(_wrap(mark, text) for mark, text in parts).split())


def _wrap(mark: str, text: str) -> str:
    if not mark:
        return text
    body = text.strip()
    return f"{mark}{{{body}}}" + (" " if text[-1:] == " " else "")


def _level(span: Span, base_size: float, baseline: float) -> str:
    rise = baseline - span.baseline
    if span.size > SMALLER * base_size:
        return "^" if span.flags & SUPERSCRIPT and rise > 2 * RAISED * base_size else ""
    if rise > RAISED * base_size:
        return "^"
    if rise < -LOWERED * base_size:
        return "_"
    return ""
