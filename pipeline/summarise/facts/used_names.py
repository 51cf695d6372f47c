"""The pretrained models that a paper builds on and the datasets that it uses, by what its sentences and tables say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.summarise.facts.methods import is_own
from pipeline.summarise.facts.model_names import is_model, role_of
from pipeline.summarise.facts.result_tables import METRIC, is_result_table, measured_on
from pipeline.summarise.facts.setting_sentences import is_foreign
from pipeline.summarise.lines import PROSE, Line, tables_of
from pipeline.words.vocabulary import either, pattern, word_list
from schemas.summary import DatasetFact, NamedFact

MAX_BACKBONES = 8
MAX_DATASETS = 14
MENTIONED = 0.3  # a sentence that names it in no role
LEAST_NAMED = 0.6  # of a model of a known family: one such sentence may be about anybody's
LEAST_EVIDENCE = 2.0  # the head of a table's column, or a sentence that names it as a model to start from or as data
AFTER_CHARS = 40  # "X as the backbone"
REPEATS = 3  # mentions of one kind that count; a name is no more a dataset for standing in fifty sentences
_FAMILIES = word_list("models.families")
_MODEL_NAME = re.compile(
    rf"{_FAMILIES.before}{either('models.families')}{_FAMILIES.after}[\w.]*(?:[-/][A-Za-z0-9][\w.]*)*"
    rf"(?: (?:v?\d[\w.]*(?:-[\w.]+)*|(?=[A-Z]){either('models.variants', 'apart')})(?!\w))*"
)
_BASE = pattern("aspects.start")
_RIVAL = re.compile(rf"\b(?:{either('aspects.results', 'rival')}|{either('aspects.rivals')})")
_CITED = r"\s*(?:\([A-Z][^()]{2,60}\d{4}[a-z]?\)|\[\d[\d, –-]*\])"
_WORD = r"[A-Z][\w]*(?:[-+./@][\w+]+)*\+?"
_DATASET_NAME = re.compile(rf"(?<![\w-])(?P<name>{_WORD}(?:\s(?:{_WORD}|\d+[kK]?\b|v\d[\w.]*)){{0,2}})")
_IS_DATA = re.compile(rf"\s*{either('data.data', 'after')}(?!\w)")
_ABOUT_DATA = pattern("data.data", "about")
_ON = re.compile(r"(?i)\b(?:on|from|using|with|of|and|including|as|,)\s+(?:the\s+)?$")
_NO_DATASET = re.compile(
    rf"{either('data.openers')}|(?:{either('sections.pointers', 'name')}|(?i:stage|phase|step|round)s?)\.?(?: .*)?|"
    rf"{either('data.common')}|{either('results.averages')}\.?|{either('data.abbreviations')}|{either('data.algorithms')}|"
    rf"{either('training.optimizers')}|{either('data.languages')}|(?i:.* of|w/o.*|with.*)|\W*."
)
_ALGORITHM = re.compile(
    r"(?i)\s*(?:\([^()]*\)\s*)?(?:algorithm|optimi[sz]er|loss|method|framework|objective|library|model)s?\b"
)


def backbones(lines: Sequence[Line], own: tuple[str, ...]) -> tuple[NamedFact, ...]:
    """Models of known families that the paper starts from: a sentence says so, or two name it in no other role.

    `own`: what the paper calls its own method.
    """
    evidence: dict[str, float] = defaultdict(float)
    stated: dict[str, float] = defaultdict(float)  # the most that one sentence says
    places: dict[str, str] = {}
    spelling: dict[str, str] = {}
    for line in _sentences(lines):
        foreign = is_foreign(line.heading)
        for match in _MODEL_NAME.finditer(line.text):
            name = match[0].rstrip(".- ")
            if is_own(name, own) or not _has_version(name):
                continue
            weight = 0.0 if foreign else _weight(line.text, match.start(), match.end())
            weight += 1.0 if line.part == "abstract" and weight >= LEAST_EVIDENCE else 0.0
            key = _key(name)
            spelling.setdefault(key, name)
            evidence[key] += weight
            if weight >= LEAST_EVIDENCE > stated[key]:
                places[key] = line.at
            elif weight:
                places.setdefault(key, line.at)
            stated[key] = max(stated[key], weight)
    enough = [k for k in places if evidence[k] >= LEAST_NAMED]
    whole = [k for k in enough if not any(other != k and other.startswith(k) for other in enough)]  # no bare family
    ranked = sorted(whole, key=lambda k: -evidence[k])
    return tuple(NamedFact(name=spelling[k], at=places[k]) for k in ranked[:MAX_BACKBONES])


def datasets(lines: Sequence[Line], own: tuple[str, ...]) -> tuple[DatasetFact, ...]:
    """Names that head the columns or rows of result tables, or that sentences speak of as data.

    `own`: what the paper calls its own method.
    """
    evidence: dict[str, float] = defaultdict(float)
    seen: dict[tuple[str, str], int] = defaultdict(int)
    places: dict[str, str] = {}
    spelling: dict[str, str] = {}

    def note(name: str, kind: str, weight: float, at: str) -> None:
        name = name.strip(" .,:")
        key = _key(name)
        if (
            not key
            or _NO_DATASET.fullmatch(name)
            or is_model(name)
            or _MODEL_NAME.match(name)
            or METRIC.fullmatch(name)
        ):
            return
        if is_own(name, own) or seen[key, kind] >= REPEATS:
            return
        seen[key, kind] += 1
        evidence[key] += weight
        spelling.setdefault(key, name)
        if at and (key not in places or kind == "named"):
            places.setdefault(key, at)

    for name, at in _of_result_tables(lines, own):
        note(name, "table", 2.0, at)
    sentences = [line for line in _sentences(lines) if not is_foreign(line.heading)]
    for line in sentences:
        about = bool(_ABOUT_DATA.search(line.text))
        for match in _DATASET_NAME.finditer(line.text):
            name, after = match["name"], line.text[match.end() :]
            cited = re.match(_CITED, after)
            if _ALGORITHM.match(after) or not (_looks_like_a_name(name) or (about and cited)):
                continue
            if _IS_DATA.match(re.sub(rf"^{_CITED}", "", after)):
                note(name, "named", 2.0, line.at)
            elif about and cited:
                note(name, "cited", 2.0 if _ON.search(line.text[: match.start()]) else 1.5, line.at)
            elif about and _ON.search(line.text[: match.start()]):
                note(name, "on", 1.0, line.at)
    ranked = sorted((k for k in places if evidence[k] >= LEAST_EVIDENCE), key=lambda k: -evidence[k])
    texts = [line.text for line in sentences]
    return tuple(
        DatasetFact(name=spelling[k], role=role_of(spelling[k], texts), at=places[k]) for k in ranked[:MAX_DATASETS]
    )


def _weight(sentence: str, start: int, end: int) -> float:
    """How far a sentence says that the model at start:end is started from: what stands nearest before it decides."""
    base = max((m.end() for m in _BASE.finditer(sentence, 0, start)), default=-1)
    rival = max((m.end() for m in _RIVAL.finditer(sentence, 0, start)), default=-1)
    if base > rival or (rival < 0 and _BASE.search(sentence, end, end + AFTER_CHARS)):
        return LEAST_EVIDENCE
    return 0.0 if rival >= 0 else MENTIONED


def _sentences(lines: Sequence[Line]) -> Iterator[Line]:
    shown = PROSE | {"caption", "footnote"}
    return (line for line in lines if line.block_kind in shown and line.part != "references")


def _of_result_tables(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What the numbers of result tables were measured on, each with the number of a place that shows it."""
    for table, rows in tables_of(lines):
        if is_result_table(table):
            for name, at in measured_on(table, rows, own):
                bare = re.sub(r"\s*[↑↓]|\^\{.*\}", "", name)
                if _looks_like_a_name(bare) and not METRIC.search(bare):
                    yield bare, at


def _looks_like_a_name(text: str) -> bool:
    """GSM8K, ImageNet-21k, CIFAR-10, but not Accuracy: two capitals or a digit beside a letter, and few words."""
    letters = re.sub(r"\([^()]*\)", "", text)
    return len(letters.split()) <= 3 and bool(re.search(r"[A-Z].*[A-Z]|[A-Za-z].*\d", letters)) and len(letters) > 2


def _has_version(name: str) -> bool:
    """Whether it is one model, not a family or a firm: DeepSeek-AI writes papers."""
    return bool(re.search(r"\d|-[A-Za-z]", name)) and not name.endswith("-AI")


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9+.]", "", name.lower())
