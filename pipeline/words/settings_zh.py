"""The Chinese names of settings and roles."""

from __future__ import annotations

from functools import lru_cache

from pipeline.words.vocabulary import word_list

DATASET_ROLES = {"train": "训练", "eval": "评测", "both": "训练和评测"}


@lru_cache(maxsize=1024)
def setting_name(name: str) -> str:
    """The Chinese name of a common setting; any other name as the paper writes it."""
    words, bare = word_list("training.settings"), name.strip()
    return next((e.zh for e in words.entries if e.zh and words.found(e).fullmatch(bare)), name)
