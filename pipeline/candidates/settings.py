"""Training settings of tables and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.candidates.grid import body_rows, header_of, tables
from pipeline.sentences import split_sentences
from schemas.records import PaperText
from schemas.summary import HyperparameterFact

MAX_SETTINGS = 24  # a digest's sentence; tables of 60 settings are for the paper's readers
MAX_CELL = 40  # characters: a longer value is a sentence, not a setting
MIN_ROWS = 2
_CORE = (
    "optimi",
    "learning rate",
    "schedul",
    "warm",
    "batch",
    "epoch",
    "step",
    "updates",
    "lora",
    "gpu",
    "time",
    "hours",
)
_NUMBER = r"(?:10\^\{[-−]?\d+\}|(?:\d[\d,.]*\d|\d)(?:\s?[×x·]\s?10\^\{[-−]?\d+\}|\s?e[-−+]?\d+|\s?%|\s?[KkMB]\b)?)"
_VALUE = rf"(?P<value>{_NUMBER})"
_WHOLE = r"(?P<value>(?:\d[\d,]*\d|\d)(?:\s?[kKM]\b)?)(?![\d.]|\s?%)"
_RATE = (  # a learning rate is below 1: 0.01, 5e-6, 10^{-4}, 2 × 10^{-5}
    r"(?P<value>0?\.\d+|\d(?:\.\d+)?\s?e[-−]\d+|(?:\d(?:\.\d+)?\s?[×x·]\s?)?10\^\{[-−]\d+\})"
)
_OPTIMIZERS = r"AdamW|Adam|SGD|Adafactor|AdaFactor|LAMB|Lion|RMSProp|RMSprop|Muon|Adagrad"
_GPU = r"(?:A100|A800|H100|H800|H200|H20|V100|P100|A40|A6000|L40S?|RTX ?\d{4}|MI250X?|MI300X?|TPU ?v\d\w*)"
# Each setting: its name and how a sentence states its value.
_SENTENCES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("optimizer", rf"\b(?P<value>{_OPTIMIZERS})\b"),
        ("learning rate", rf"(?i)\blearning[ -]rates?\b[^.;\d]{{0,40}}?{_RATE}"),
        ("batch size", rf"(?i)(?<!mini)(?<!mini-)(?<!mini )\bbatch[ -]sizes?\b[^.;\d]{{0,30}}?{_WHOLE}"),
        ("mini-batch size", rf"(?i)\bmini-? ?batch[ -]sizes?\b[^.;\d]{{0,30}}?{_WHOLE}"),
        ("epochs", r"(?i)\b(?P<value>\d+|one|two|three|four|five|ten) (?:training |full )?epochs?\b"),
        (
            "steps",
            r"(?i)\b(?P<value>\d[\d,]*[kKM]?) (?:training |gradient |optimi[sz]ation |update )?(?:steps|iterations)\b",
        ),
        ("warm-up", rf"(?i)\bwarm-?up\b[^.;\d]{{0,30}}?{_VALUE}"),
        ("warm-up", r"(?i)\b(?P<value>\d[\d,]*) warm-?up (?:steps|iterations)\b"),
        (
            "schedule",
            r"(?i)\b(?P<value>cosine|linear|constant|polynomial)(?: learning[ -]rate)? (?:decay|schedul\w+|anneal\w+)",
        ),
        ("weight decay", rf"(?i)\bweight decay\b[^.;\d]{{0,25}}?{_VALUE}"),
        ("dropout", rf"(?i)\bdropout\b[^.;\d]{{0,25}}?{_VALUE}"),
        ("LoRA rank", rf"\bLoRA\b[^.;]{{0,40}}?\brank\b[^.;\d]{{0,12}}?{_WHOLE}"),
        ("gradient clipping", rf"(?i)\bgradient (?:norm )?clip\w*\b[^.;\d]{{0,25}}?{_VALUE}"),
        ("KL coefficient", rf"\bKL\b[^.;\d]{{0,40}}?\bcoefficient\b[^.;\d]{{0,20}}?{_VALUE}"),
        ("sampling temperature", rf"(?i)\btemperature\b[^.;\d]{{0,15}}?{_VALUE}"),
        (
            "GPUs",
            rf"(?P<value>(?:\d+|a single|one|two|four|eight)\s?(?:[×x]\s?)?(?:NVIDIA |Nvidia )?(?:\w+ )?{_GPU})\b",
        ),
        ("training time", r"(?i)\b(?P<value>\d[\d.,]* (?:GPU[ -]|A100 |H100 )?(?:hours|days))\b"),
    )
)
# What these settings' sentences must speak of: hours of video and steps of a game are no training settings.
_IS_TRAINING = re.compile(r"(?i)\b(?:pre-?)?train|\bfine-?tun|\bupdates?\b|GPU|A100|H100|TPU")
_NEEDS_TRAINING = frozenset({"training time", "steps", "epochs"})
_SETTING_WORD = re.compile(
    r"(?i)learning rate|^lr$|optimi[sz]er|batch|epoch|steps?$|iterations?|warm-?up|decay|schedul|dropout|rank|lora|"
    r"clip|temperature|\bkl\b|momentum|beta|β|epsilon|ε|length|seed|gpu|hours|updates|rollout|group size|samples per|"
    r"precision|coefficient|weight\b|λ|γ|α|discount|ratio|accumulation"
)
_SETTINGS_CAPTION = re.compile(
    r"(?i)hyper-?parameter|implementation detail|training (?:detail|setting|config|setup)|configuration"
)
_SETTINGS_HEADER = re.compile(r"(?i)^(?:config\w*|hyper-?parameters?|parameters?|settings?|value|name)$")


def hyperparameters(paper: PaperText) -> tuple[HyperparameterFact, ...]:
    """Settings of the paper's tables, then of its sentences; each name and value once, in the paper's order."""
    kept: list[HyperparameterFact] = []
    for fact in (*_of_tables(paper), *_of_sentences(paper)):
        if not any(says_the_same(fact, other) for other in kept):
            kept.append(fact)
    return tuple(sorted(kept, key=_rank)[:MAX_SETTINGS])


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
    name = fact.name.lower()
    return next((i for i, word in enumerate(_CORE) if word in name), len(_CORE))


def _of_tables(paper: PaperText) -> Iterator[HyperparameterFact]:
    for block in tables(paper):
        if block.table is None:
            continue
        rows = body_rows(block)
        header = [header_of(block.table, column) for column in range(len(block.table.rows[0]))]
        named = [bool(_SETTING_WORD.search(row.cells[0])) for row in rows]
        is_settings = bool(_SETTINGS_CAPTION.search(block.table.caption)) or any(
            _SETTINGS_HEADER.match(h) for h in header
        )
        if len(rows) < MIN_ROWS or not is_settings or sum(named) < len(rows) / 3:
            continue
        paired = len(header) % 2 == 0 and len(header) > 2 and header[0] == header[2]
        scope = ""
        for row in rows:
            if row.cells[0] and not any(row.cells[1:]):
                scope = row.cells[0]
                continue
            pairs = (
                [(row.cells[i], row.cells[i + 1], "") for i in range(0, len(header), 2)]
                if paired
                else [(row.cells[0], value, header[i]) for i, value in enumerate(row.cells[1:], 1)]
            )
            for name, value, head in pairs:
                column = "" if _SETTINGS_HEADER.match(head) or len(pairs) == 1 else head
                if name and value and value not in "-–—" and len(value) <= MAX_CELL and len(name) <= MAX_CELL:
                    yield HyperparameterFact(name=name, value=value, unit="", scope=scope or column, quote=row.quote)


def _of_sentences(paper: PaperText) -> Iterator[HyperparameterFact]:
    for block in paper.blocks:
        part = paper.sections[block.section].part if block.section is not None else "front"
        if block.kind not in ("paragraph", "list", "footnote", "caption") or part == "references":
            continue
        for sentence in split_sentences(block.text):
            for name, pattern in _SENTENCES:
                for match in pattern.finditer(sentence):
                    if name in _NEEDS_TRAINING and not _IS_TRAINING.search(sentence):
                        continue
                    value = match["value"].strip(" ,.")
                    yield HyperparameterFact(name=name, value=value, unit="", scope="", quote=sentence)
