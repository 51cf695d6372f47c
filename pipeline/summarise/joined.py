"""Makes one summary of a model's answers about the parts of a paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from pipeline.ground.cited import sentences_of
from schemas.digest import ProseField
from schemas.summary import SAYS_NOTHING, DatasetFact, DatasetRole, Summary

FIRST: tuple[ProseField, ...] = ("task", "input", "output", "problem")  # told where a paper begins
MOST_CHARS: dict[ProseField, int] = {"architecture": 170, "training": 170, "inference": 90, "results_prose": 170}
MOST_RESULTS = 10  # as prompts/single.md asks for
T = TypeVar("T")
_SENTENCE_RE = re.compile(r"[^。！？]*[。！？]?(?:\s*【[^】]*】)*")


def joined_answers(answers: Sequence[Summary]) -> Summary:
    """The answers about a paper's parts, in its order, as one summary; of a single answer, that answer."""
    if len(answers) == 1:
        return answers[0]
    said = {field: [getattr(a, field) for a in answers] for field in Summary.model_fields}
    headlines = [h for h in said["headline"] if h.strip()]
    update: dict[str, object] = {
        "headline": next((h for h in headlines if any(c.isdigit() for c in h)), next(iter(headlines), ""))
    }
    update |= {field: next((text for text in said[field] if _says(text)), said[field][0]) for field in FIRST}
    update |= {field: _prose(said[field], most) for field, most in MOST_CHARS.items()}
    update["backbones"] = _once((b for a in answers for b in a.backbones), lambda b: (b.name,))
    update["datasets"] = _datasets(d for a in answers for d in a.datasets)
    settings = (h for a in answers for h in a.hyperparameters)
    update["hyperparameters"] = _once(settings, lambda h: (h.name, h.value, h.scope))
    results = _once((r for a in answers for r in a.results), lambda r: (r.benchmark, r.metric, r.system, r.value))
    update["results"] = results[:MOST_RESULTS]
    return answers[0].model_copy(update=update)


def _says(text: str) -> bool:
    return bool(text.strip(" 。")) and text.strip(" 。") not in SAYS_NOTHING


def _prose(texts: Sequence[str], most: int) -> str:
    """The sentences of all parts in turn, each once, as long as they fit; the first part's in any case."""
    kept, used, seen = list[str](), 0, set[str]()
    for sentence in _sentences([t for t in texts if _says(t)]):
        plain = sentences_of(sentence)[0].strip()
        if plain in seen or (kept and used + len(plain) > most):
            continue
        seen.add(plain)
        kept.append(sentence.strip())
        used += len(plain)
    return "".join(kept) or texts[0]


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    return (m[0] for text in texts for m in _SENTENCE_RE.finditer(text) if m[0].strip())


def _once(facts: Iterable[T], identity: Callable[[T], tuple[str, ...]]) -> tuple[T, ...]:
    """The facts without those that say the same again."""
    kept: dict[tuple[str, ...], T] = {}
    for fact in facts:
        kept.setdefault(tuple(" ".join(part.lower().split()) for part in identity(fact)), fact)
    return tuple(kept.values())


def _datasets(facts: Iterable[DatasetFact]) -> tuple[DatasetFact, ...]:
    """The datasets, each once, with what all parts say of its role."""
    kept: dict[str, DatasetFact] = {}
    for fact in facts:
        key = fact.name.lower()
        kept[key] = kept[key].model_copy(update={"role": _role(kept[key].role, fact.role)}) if key in kept else fact
    return tuple(kept.values())


def _role(one: DatasetRole, other: DatasetRole) -> DatasetRole:
    known = {one, other} - {"unknown"}
    return one if one == other else "both" if len(known) > 1 else next(iter(known))
