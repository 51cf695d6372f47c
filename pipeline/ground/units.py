"""Reads the scale word and the unit after a number."""

from __future__ import annotations

from decimal import Decimal

from pipeline.ground import patterns as p
from schemas.grounding import UnitClass

ONE = Decimal(1)


def is_money(plain: str, start: int, end: int) -> bool:
    """Whether a dollar sign stands before the number, rather than one of a pair around a formula."""
    return (
        plain[start - 1 : start] in ("$", "＄") and plain[start - 2 : start - 1] != "\\" and plain[end : end + 1] != "$"
    )


def scale_after(plain: str, end: int) -> tuple[int, int]:
    """The factor of a scale word at end, 1 if there is none, and where it ends."""
    m = p.SCALE_RE.match(plain, end)
    return (1, end) if m is None else (p.SCALES[m[0].strip(" -\n").strip("多余").strip()], m.end())


def unit_after(plain: str, end: int, attached_only: bool = False) -> tuple[UnitClass, Decimal, int]:
    """The unit class at end, base units in one of the unit, and where it ends."""
    following = plain[end : end + 1]
    position = end
    if attached_only:
        if following not in ("%", "\\") and not (following == " " and plain[end + 1 : end + 2] == "%"):
            return "plain", ONE, end
    elif not following or following in ",.;)]|/":
        return "plain", ONE, end
    if following in (" ", "-", "\u00a0", "\u2009", "\n"):
        position += 1
    if p.ANY_UNIT_RE.match(plain, position) is None:
        return "plain", ONE, end
    m = p.UNIT_RE.match(plain, position)
    assert m is not None
    assert m.lastgroup is not None
    unit, factor = p.UNIT_OF[m.lastgroup]
    if unit == "multiple" and following == "-" and not m[0].startswith("fold"):
        return "plain", ONE, end
    return unit, factor, m.end()
