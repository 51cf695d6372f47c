"""What langextract's aligner and rapidfuzz accept of the same values, where they are installed."""

from __future__ import annotations

import importlib
import importlib.util
import logging
from collections.abc import Callable
from typing import Any

Peer = Callable[[str, str], bool]
"""(value, the paper's text) -> accepted"""

RAPIDFUZZ_MIN = 90.0  # of 100; the threshold most often seen in code that verifies quotes with rapidfuzz


def peers() -> dict[str, Peer]:
    """The peers that are installed."""
    found: dict[str, Peer] = {}
    if importlib.util.find_spec("langextract"):
        found["langextract"] = _langextract()
    if importlib.util.find_spec("rapidfuzz"):
        found["rapidfuzz"] = _rapidfuzz()
    return found


def _langextract() -> Peer:
    logging.disable(logging.WARNING)
    resolver: Any = importlib.import_module("langextract.resolver")
    data: Any = importlib.import_module("langextract.data")

    def accepts(value: str, text: str) -> bool:
        aligner = resolver.WordAligner()
        extraction = data.Extraction(extraction_class="value", extraction_text=value)
        groups = aligner.align_extractions([[extraction]], text)
        return any(e.alignment_status is not None for group in groups for e in group)

    return accepts


def _rapidfuzz() -> Peer:
    fuzz: Any = importlib.import_module("rapidfuzz.fuzz")
    return lambda value, text: bool(fuzz.partial_ratio(value, text) >= RAPIDFUZZ_MIN)
