"""Decides whether a found value is the annotated one."""

from __future__ import annotations

import re

from pipeline.ground.equal import equal
from pipeline.ground.numbers import find_numbers
from pipeline.ground.terms import ordered_terms
from pipeline.words.vocabulary import pattern, word_list
from schemas.grounding import Number

# Readings of numbers that a reader would take for other numbers: 10-4 for 10^{-4}, le-5 for 1e-5.
_MISPRINTED = frozenset({"flattened_exponent", "letter_for_digit"})
_LINEAR_WARM_UP = re.compile(r"(?i)\bwarm-?up linear(?:ly)?|\blinear(?:ly)? warm\S*")
_ONE = re.compile(r"(?i)\b(?:a|one) single\b|\ba single\b|\bsingle\b")
_FILLERS = frozenset(ordered_terms("optimizer optimizers schedule scheduler learning rate training about used only"))


def same_value(found: str, expected: str, concept: str = "") -> bool:
    """Whether `found` states the annotated value, units included where both state one.

    Numbers are equal by pipeline.ground.equal at the precision that is stated, all of them and in order; a misprinted
    exponent (10-4) is not equal. Words are equal by stems; the found value may say more ("cosine, warm-up ratio 0.03"
    for "cosine"), but name no second optimizer or schedule. `concept` is of the setting's name: optimizer, schedule
    and GPUs compare what defines them.
    """
    found, expected = _clean(found), _clean(expected)
    if concept == "GPUs":
        return _same_hardware(found, expected)
    if concept == "optimizer" and pattern("training.optimizers").search(expected):
        return _named("training.optimizers", found) == _named("training.optimizers", expected)
    if concept == "schedule" and _schedules(expected):
        return _schedules(found) == _schedules(expected)
    wanted, stated = find_numbers(expected), find_numbers(found)
    if wanted:
        return _all_equal(stated, wanted)
    words, said = ordered_terms(expected), ordered_terms(found)
    core = [w for w in words if w not in _FILLERS] or list(words)
    return bool(core) and set(core) <= set(said)


def _clean(value: str) -> str:
    return re.sub(r"\*\*|^[≈~]\s*", "", value.strip())


def _all_equal(stated: tuple[Number, ...], wanted: tuple[Number, ...]) -> bool:
    if len(stated) != len(wanted):
        return False
    rules = [equal(a, b) for a, b in zip(stated, wanted, strict=True)]
    return all(rule is not None and rule not in _MISPRINTED for rule in rules)


def _named(words: str, text: str) -> frozenset[str]:
    return frozenset(re.sub(r"[\s-]", "", match[0]).lower() for match in pattern(words).finditer(text))


def _schedules(text: str) -> frozenset[str]:
    """The schedules that are named, warm-up apart: it is a setting of its own."""
    text = _LINEAR_WARM_UP.sub(" ", text)
    words = word_list("training.schedules")
    return frozenset(
        entry.name
        for entry in words.entries
        if words.found(entry).search(text) or any(chinese in text for chinese in (entry.zh, *entry.also) if chinese)
    )


def _same_hardware(found: str, expected: str) -> bool:
    """The same accelerator, as many where the annotation counts them; memory only where both state it."""
    if not pattern("hardware.accelerators").search(expected):
        return _all_equal(find_numbers(found), find_numbers(expected))
    if _named("hardware.accelerators", found) != _named("hardware.accelerators", expected):
        return False
    count, memory = _count_and_memory(expected)
    found_count, found_memory = _count_and_memory(found)
    if count is not None and (found_count is None or equal(found_count, count) is None):
        return False
    return memory is None or found_memory is None or equal(found_memory, memory) is not None


def _count_and_memory(text: str) -> tuple[Number | None, Number | None]:
    numbers = find_numbers(_ONE.sub("1 ", text))
    count = next((n for n in numbers if n.unit in ("devices", "plain", "multiple")), None)
    return count, next((n for n in numbers if n.unit == "bytes"), None)
