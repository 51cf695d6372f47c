"""Gives the verdict on facts and free text: the one module that callers need."""

from __future__ import annotations

from pipeline.ground.text import check_text, number_verdict

__all__ = ["check_text", "number_verdict"]
