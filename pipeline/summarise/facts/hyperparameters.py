"""Training settings of tables and sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.summarise.facts.setting_sentences import of_sentence
from pipeline.summarise.facts.setting_tables import of_tables
from pipeline.summarise.lines import Line
from pipeline.words.settings import setting_of
from pipeline.words.vocabulary import either
from schemas.summary import HyperparameterFact

MAX_SETTINGS = 32  # of a paper; tables of 60 settings are for the paper's own readers
OF_ONE_NAME = 5  # values of one setting that come before those of others
MAX_SCOPE = 32  # characters: a longer heading is a sentence
_SAYS_NOTHING = re.compile(
    rf"^(?:{either('sections.sections', 'problem', 'method', 'setup', 'results', 'after')}|"
    rf"{either('sections.appendices')}|{either('sections.references')}|"
    r"(?i:analysis|and|of|the|more|additional|further|other|state|art|study|studies|data)|\W)+(?:s|\s)*$"
)
_FIRST = (  # what readers look for first, by the names of pipeline/words/settings.py
    "optimizer", "learning rate", "schedule", "learning rate decay", "warm up", "batch size", "accumulation", "epochs",
    "steps", "LoRA", "GPUs", "training time", "compute",
)  # fmt: skip


def hyperparameters(lines: Sequence[Line]) -> tuple[HyperparameterFact, ...]:
    """Settings of the paper's tables, then of its sentences; each name and value once, in the paper's order."""
    kept: list[HyperparameterFact] = []
    for fact in (*of_tables(lines), *_of_sentences(lines)):
        if not any(says_the_same(fact, other) for other in kept):
            kept.append(fact)
    several = Counter(fact.name.lower() for fact in kept)
    kept = [f if several[f.name.lower()] > 1 or "." in f.at else _everywhere(f) for f in kept]
    kept.sort(key=_rank)
    places: Counter[str] = Counter()
    first: list[HyperparameterFact] = []
    rest: list[HyperparameterFact] = []
    for fact in kept:
        places[fact.name.lower()] += 1
        (first if places[fact.name.lower()] <= OF_ONE_NAME else rest).append(fact)
    return tuple(sorted([*first, *rest][:MAX_SETTINGS], key=_rank))


def _everywhere(fact: HyperparameterFact) -> HyperparameterFact:
    """The fact without a scope: it is the only one of its name."""
    return fact.model_copy(update={"scope": ""})


def scope_of(heading: str) -> str:
    """A section's heading as the scope of a setting that its sentences state; "" where it says nothing of one."""
    bare = re.sub(r"^(?:appendix\s+)?(?:[A-Z]|\d+)?(?:\.\d+)*\.?\s+", "", heading, flags=re.IGNORECASE).strip()
    return bare if 0 < len(bare) <= MAX_SCOPE and not _SAYS_NOTHING.search(bare) else ""


def says_the_same(fact: HyperparameterFact, other: HyperparameterFact) -> bool:
    """Whether two settings agree in value and one's name is part of the other's: "warm-up 20", "Warm-up 20 updates"."""
    if fact.scope and other.scope and fact.scope != other.scope:
        return False
    mine, others = (re.sub(r"[\s,]", "", f.value.lower()) for f in (fact, other))
    name, other_name = fact.name.lower(), other.name.lower()
    if not (name in other_name or other_name in name):
        return False
    return mine == others or bool(re.match(rf"{re.escape(mine)}(?![\d.e×^])", others) and mine[:1].isdigit())


def _rank(fact: HyperparameterFact) -> int:
    """Place of a setting in the digest's sentence: what readers look for first comes first."""
    setting = setting_of(fact.name)
    if setting not in _FIRST and "lora" in fact.name.lower():
        setting = "LoRA"
    return _FIRST.index(setting) if setting in _FIRST else len(_FIRST)


def _of_sentences(lines: Sequence[Line]) -> Iterator[HyperparameterFact]:
    for line in lines:
        if line.block_kind in ("paragraph", "list", "footnote", "caption") and line.part != "references":
            for fact in of_sentence(line.text, line.heading, line.at):
                yield fact.model_copy(update={"scope": scope_of(line.heading)})
