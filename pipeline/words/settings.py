"""Which setting a name means: "LR", "学习率" and "Peak learning-rate (Adam)" are one."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.words.vocabulary import pattern, word_list
from schemas.bounds import NAME, compatible

ORDER = (
    *("optimizer", "learning rate", "schedule", "learning rate decay", "warm up"),
    *("batch size", "accumulation", "epochs", "steps", "rank", "LoRA alpha"),
    *("GPUs", "training time", "compute", "memory", "group size", "temperature"),
)  # as readers look for them: how it is trained, on what, then sampling; behind these, what only this method has
LATER = ("KL", "weight decay", "momentum")
DETAILS = ("dropout", "clip range", "gradient clipping", "beta 1", "beta 2", "epsilon", "seed")  # nobody asks for them

_BRACKETS = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Lower case, Greek and Chinese spelt out, separators as spaces, letters apart from digits."""
    text = compatible(name[:NAME]).lower()  # a mathematical 𝛽 is a β
    for said, english in _spelled():
        text = text.replace(said, f" {english} ")
    text = re.sub(r"[_^]\{?([^{}]*)\}?", r" \1", text)
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text)
    return " ".join(re.sub(r"[^a-z0-9().]+", " ", text).split())


@lru_cache(maxsize=4096)
def without_brackets(name: str) -> str:
    """The plain name without what stands in brackets; all of it where nothing else is there."""
    return " ".join(_BRACKETS.sub(" ", plain(name)).split()) or plain(name)


@lru_cache(maxsize=4096)
def setting_of(name: str) -> str:
    """The one name of the setting that a name means, such as "learning rate"; "" where it is none that has one."""
    texts = (without_brackets(name), plain(name))
    return next((setting for text in texts for setting, found in _named() if found.search(text)), "")


@lru_cache(maxsize=4096)
def contrasts_of(name: str) -> frozenset[str]:
    """What makes it another setting of its name: "low" of a minimum learning rate; brackets are left out."""
    words, text = word_list("training.contrasts"), without_brackets(name)
    return frozenset(entry.name for entry in words.entries if words.found(entry).search(text))


def rank_of(name: str) -> int:
    """Where a setting stands for a reader: those of ORDER, the method's own, then those of LATER and DETAILS."""
    order, setting = (*ORDER, "", *LATER, *DETAILS), setting_of(name)
    return order.index(setting if setting in order else "")


def is_detail(name: str) -> bool:
    """Whether a setting is one that is looked up, not read, such as the optimizer's betas."""
    return setting_of(name) in DETAILS or pattern("training.details").search(name[:NAME]) is not None


@cache
def _named() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = word_list("training.settings")
    return tuple((e.name, words.found(e)) for e in words.entries if e.name)


@cache
def _spelled() -> tuple[tuple[str, str], ...]:
    """Chinese and Greek with the English for each, the longer first."""
    entries = (*word_list("training.settings").entries, *word_list("training.greek").entries)
    said = ((other, e.name) for e in entries if e.also for other in (e.zh, *e.also) if other and not other.isascii())
    return tuple(sorted(said, key=lambda pair: -len(pair[0])))
