"""Compares two numbers by value, with a named rule for every way in which they may differ."""

from __future__ import annotations

from decimal import Decimal

from schemas.grounding import Number, Reading, Rule

_HALF = Decimal("0.5")
_LOW: dict[Reading, Rule] = {
    "flattened": "flattened_exponent",
    "bare_flattened": "flattened_exponent",
    "letter_for_digit": "letter_for_digit",
}
_WRITTEN: dict[Reading, Rule] = {
    "word": "number_word",
    "chinese": "number_word",
    "scale": "scale",
    "ratio": "ratio",
    "exponent": "notation",
}
ROUNDING_DIGITS = 2  # a claim of one digit is supported by a tenth of all numbers


def equal(a: Number, b: Number) -> Rule | None:
    """The rule by which a and b are the same quantity; None: they are not.

    Symmetric. By value at the stated precision, never by the likeness of the digits, and never across unit
    classes; a number without a unit agrees with one that has a unit, since tables put the unit in the header.
    """
    if (a.high is None) != (b.high is None):
        return None
    if a.relation and b.relation and a.relation[0] != b.relation[0] and not _same_direction(a.relation, b.relation):
        return None
    if a.plus_minus is not None and b.plus_minus is not None and not _alike(a, b, a.plus_minus, b.plus_minus):
        return None
    if (a.unit == "percent") != (b.unit == "percent"):
        return _per_cent(a, b)
    if a.unit != b.unit:
        return _across_plain(a, b)
    if a.value == b.value and a.high == b.high:
        return _lower(a, b) or _same_value(a, b)
    return _near(a, b)


def _alike(a: Number, b: Number, spread_a: Decimal, spread_b: Decimal) -> bool:
    """Whether two spreads are one: as written where one of the numbers has no unit, 1.4 beside 1.4 minutes."""
    return spread_a == spread_b if a.unit == b.unit else spread_a / a.factor == spread_b / b.factor


def _same_direction(a: str, b: str) -> bool:
    return {a, b} in ({"<", "≤"}, {">", "≥"}) or "≈" in (a, b)


def _lower(a: Number, b: Number) -> Rule | None:
    """The lower rule that a doubtful reading of either brings with it; None: neither is doubtful."""
    return next((rule for reading, rule in _LOW.items() if reading in (a.reading, b.reading)), None)


def _same_value(a: Number, b: Number) -> Rule:
    if a.reading != b.reading:
        return next((rule for reading, rule in _WRITTEN.items() if reading in (a.reading, b.reading)), "notation")
    return "exact" if a.unit in ("plain", "percent") or a.quantum == b.quantum else "unit"


def _per_cent(a: Number, b: Number) -> Rule | None:
    per_cent, bare = (a, b) if a.unit == "percent" else (b, a)
    if bare.unit not in ("plain", "multiple") or (bare.unit == "multiple" and bare.reading != "ratio"):
        return None
    if per_cent.value == bare.value and per_cent.high == bare.high:
        # 0.5 and 0.5% are a hundredfold apart; nothing and 0.0% are not
        return "per_cent_sign" if abs(bare.value) >= 1 or not bare.value else None
    scaled = per_cent._replace(
        value=per_cent.value / 100,
        high=None if per_cent.high is None else per_cent.high / 100,
        quantum=per_cent.quantum / 100,
        unit="plain",
    )
    if abs(scaled.value) == 1 and bare.reading in ("digits", "word", "chinese") and bare.quantum == 1:
        return None  # "1" and "one" beside "100%" are counts
    if scaled.value == bare.value and scaled.high == bare.high:
        return "per_cent_and_fraction"
    return _near(scaled, bare) if abs(bare.value) < 1 else None


def _across_plain(a: Number, b: Number) -> Rule | None:
    """One number carries a unit and the other does not."""
    if a.unit != "plain" and b.unit != "plain":
        return None
    unit, bare = (a, b) if b.unit == "plain" else (b, a)
    if unit.factor != 1:
        unit = unit._replace(
            value=unit.value / unit.factor,
            high=None if unit.high is None else unit.high / unit.factor,
            quantum=unit.quantum / unit.factor,
            factor=Decimal(1),
        )
    if unit.value == bare.value and unit.high == bare.high:
        return _lower(a, b) or _same_value(unit._replace(unit="plain"), bare)
    return _near(unit, bare)


def _near(a: Number, b: Number) -> Rule | None:
    """Rounding to the coarser of the two precisions, and K as 1024."""
    if a.high is not None or b.high is not None or a.reading in _LOW or b.reading in _LOW:
        return None
    if rule := _binary(a, b) or _binary(b, a):
        return rule
    coarse, fine = (a, b) if a.quantum >= b.quantum else (b, a)
    if coarse.quantum == fine.quantum or not ROUNDING_DIGITS <= coarse.digits < fine.digits:
        return None  # 0.95 has no more digits than 1.0, and is not rounded to it
    if coarse.reading == "digits" and coarse.quantum == 1 and coarse.unit != "percent":
        return None  # a whole number without a scale word is a count
    if coarse.reading in ("word", "chinese", "ratio"):
        return None
    return "rounding" if abs(coarse.value - fine.value) <= coarse.quantum * _HALF else None


def _binary(a: Number, b: Number) -> Rule | None:
    if a.reading == "scale" and b.reading == "digits" and a.quantum == 1000 and a.unit in ("plain", "tokens"):
        return "binary_thousand" if a.value / 1000 * 1024 == b.value else None
    return None
