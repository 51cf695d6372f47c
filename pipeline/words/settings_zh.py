"""The Chinese names of settings and roles."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.words.settings import plain
from pipeline.words.vocabulary import word_list

_PART_OF_NAME = re.compile(
    r"(?:base|peak|initial|max(?:imum)?|train(?:ing)?|global|effective|sampling|optimi[sz]er|momentum|adamw?|"
    r"learning rate|lr) "
)  # before a setting's name, what leaves it the same one: "optimizer weight decay", "base LR"
DATASET_ROLES = {"train": "训练", "eval": "评测", "both": "训练和评测"}


@lru_cache(maxsize=1024)
def setting_name(name: str) -> str:
    """The Chinese name of a common setting; any other name as the paper writes it."""
    words = word_list("training.settings")
    said = [name.strip(), plain(name)]
    while part := _PART_OF_NAME.match(said[-1]):
        said.append(said[-1][part.end() :])
    return next((e.zh for text in said for e in words.entries if e.zh and words.found(e).fullmatch(text)), name)
