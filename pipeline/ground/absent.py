"""Searches a whole paper before anyone may say that it does not report something."""

from __future__ import annotations

import re

from pipeline.ground.context import sentence_span
from pipeline.ground.index import PaperIndex
from pipeline.ground.number_words import COUNT_WORD
from pipeline.words.settings import setting_of
from pipeline.words.vocabulary import either
from schemas.grounding import Absence, AbsenceKind, Evidence
from schemas.records import PaperText, Table

MAX_FOUND = 5  # pieces of evidence: one is enough to refuse, a few help a reader
_NUM = r"(?:[0-9][0-9.,]*(?:\s?[eE][-−+]?[0-9]+|\s?[KkM]\b|\^\{[^}]*\}|\s?[×·x]\s?10)?)"
_DEVICE = rf"(?:{either('hardware.accelerators')}|{either('training.settings', 'device')}|(?i:nvidia))s?"
_OPTIMIZER, _SCHEDULE = either("training.optimizers"), either("training.schedules")

# Each kind: what a sentence, row or cell that reports it looks like.
_REPORTS: dict[AbsenceKind, tuple[str, ...]] = {
    "learning rate": (
        rf"(?i)\b(?:learning[\s-]rates?|lr|step[\s-]size)\b[^.;]{{0,120}}?{_NUM}",
        rf"(?i){_NUM}[^.;]{{0,40}}?\blearning[\s-]rates?\b",
        rf"\bη\s?(?:=|of|:)\s?{_NUM}",
    ),
    "batch size": (
        rf"(?i)\b(?:mini)?-?\s?batch(?:[\s-]?sizes?|es)\b[^.;]{{0,80}}?(?:{_NUM}|\b{COUNT_WORD}\b)",
        rf"(?i){_NUM}\s?(?:samples?|sequences|prompts|examples|images|tokens|queries)?\s?"
        r"(?:per|in (?:each|a|every))\s(?:\w+\s)?batch",
        rf"(?i)\bbatch (?:contain\w*|consist\w*|to)\s[^.;]{{0,60}}?(?:{_NUM}|\b(?:{COUNT_WORD}|a single)\b)",
        rf"(?i)\bbatch(?:es)? of (?:up to )?{_NUM}|\b(?:bsz|bs)\s?[=:]\s?{_NUM}",
        rf"(?i){_NUM}[\s-](?:sized? )?(?:mini-?)?batch(?:\ssize)?\b|\bbatch\s[0-9]",
    ),
    "optimizer": (
        rf"\b{_OPTIMIZER}(?!\w)",
        r"(?i)\badamw?\b|\boptimi[sz]er\b\s?(?:\||:|is|was)|\bgradient (?:de|a)scent\b",
    ),
    "schedule": (
        rf"(?i)\b{_SCHEDULE}[\s-]*(?:learning[\s-]rate|lr)?[\s-]*(?:decay|anneal\w*|schedul\w*|warm-?up)\b",
        r"(?i)\b(?:learning[\s-]rate|lr)[\s-](?:decay|schedul\w*|warm-?up)\b|\bwarm-?up\b[^.;]{0,60}?[0-9]",
        rf"(?i)\b(?:{_SCHEDULE}|fixed|decaying|linearly[\s-]\w+)\s(?:learning[\s-]rates?|lr)\b",
        r"(?i)\b(?:increas|decreas|decay|lower|drop|reduc)\w* (?:the )?(?:learning[\s-]rate|lr)\b",
        r"(?i)\blinear(?:ly)?\s(?:warm\w*|decay\w*|anneal\w*|increas\w*|decreas\w*)\b|\bwarm(?:ed|s|ing)?[\s-]up\b",
        rf"(?i)\b(?:schedul\w+)\b[^.;]{{0,40}}\b{_SCHEDULE}\b",
    ),
    "epochs or steps": (
        rf"(?i){_NUM}\s?(?:\w+\s){{0,2}}(?:epochs?|iterations?)\b|\bepochs?\b[^.;]{{0,40}}?{_NUM}",
        rf"(?i)\b(?:{COUNT_WORD}|a single)\s(?:\w+\s){{0,2}}epochs?\b",
        rf"(?i){_NUM}\s?(?:training|gradient|optimi[sz]ation|update|policy|RL|SFT|fine-?tuning|pre-?training)"
        r"\s?(?:update\s)?(?:steps?|iterations?)\b",
        rf"(?i)\btrain(?:ed|ing)?\b[^.;]{{0,80}}?{_NUM}\s?(?:steps?|iterations?|updates)\b",
        r", [0-9][0-9,]{2,} steps\b",  # in a list of settings; tens are of sampling
        r"(?i)\b(?:over|after|within) (?:[0-9]+k|[0-9][0-9,]{3,})\s(?:steps|iterations|updates)\b",
        rf"(?i)\bfor\s(?:\w+\s){{0,4}}?{_NUM}\s(?:\w+\s){{0,2}}?(?:steps?|iterations?|updates)\b",
        r"(?i)\b(?:training|total|max\w*|number of|fine-?tuning)[\s-]+(?:training\s)?(?:steps?|iterations?)\b"
        rf"[^.;]{{0,30}}?{_NUM}",
    ),
    "GPUs": (
        rf"(?:{_NUM}|\b(?i:{COUNT_WORD}|single|a))\s?[×x]?\s?(?:\w+\s){{0,3}}?{_DEVICE}(?![\w])",
        r"(?i)\b(?:on|with|using|across) (?:an? |one |the )?(?:\w+ ){0,2}(?:GPUs?|TPUs?|CPUs?|workstation|cluster)\b",
        r"(?i:\b(?:on|with|using|measured on|hardware|GPU type|accelerator|train\w*)\b)[^.;]{0,60}?"
        rf"\b{_DEVICE}(?![\w])",
    ),
    "hours": (
        rf"(?i)(?:{_NUM}|\b(?:{COUNT_WORD}|a))\s?(?:(?-i:[A-Z]\w*)|wall-?clock)?[\s-]*(?:core[\s-])?"
        r"(?:hours?|hrs?|days?|weeks?|minutes?)\b",
        rf"{_NUM}\s?h\b",
        r"(?i)\b(?:in|within|takes?|took|for|under|over|several|few) (?:\w+ )?(?:hours|days|weeks|minutes)\b",
        rf"(?i)\b(?:GPU|TPU\w*)[\s-](?:core[\s-])?(?:hours|days)\b[^.;]{{0,40}}?{_NUM}",
    ),
}
# What "hours" must be about: a game's hours or a day of data collection is no training time.
_TRAINING_RE = re.compile(
    rf"(?i)\b(?:train\w*|fine-?tun\w*|pre-?train\w*|TPU\w*|{_DEVICE}|compute|optimi[sz]\w+|"
    r"experiments?|RL|run(?:s|ning)?|wall-?clock|epochs?|converge\w*)\b"
)
SHORTEST_TRAINING = 60  # seconds; below that it is a step or an answer
_TAKES_RE = re.compile(
    r"(?i)\b(?:tak(?:e|es|en|ing)|took|requir\w*|need\w*|last\w*|finish\w*|complet\w*|cost\w*|spen[dt]\w*|consum\w*|"
    r"within|(?:run|train|comput)\w*|in total|wall-?clock|overnight|budget)\b"
)
# The settings (pipeline/words/settings.py) whose facts report a kind.
REPORTED_BY: dict[AbsenceKind, tuple[str, ...]] = {
    "optimizer": ("optimizer",),
    "learning rate": ("learning rate",),
    "schedule": ("schedule",),
    "batch size": ("batch size",),
    "epochs or steps": ("epochs", "steps"),
    "GPUs": ("GPUs",),
    "hours": ("training time", "compute"),
}
_OF_SCHEDULE = ("warm up", "learning rate decay")  # a table that has these has a schedule, too
_WORDED: frozenset[AbsenceKind] = frozenset({"optimizer", "schedule"})  # whose values are words, not numbers
_PATTERNS = {kind: tuple(re.compile(pattern) for pattern in patterns) for kind, patterns in _REPORTS.items()}
# What every text has in which a pattern of the kind can match: most blocks need no search at all.
_HINTS: dict[AbsenceKind, re.Pattern[str]] = {
    "learning rate": re.compile(r"(?i)learning|lr|step|η"),
    "batch size": re.compile(r"(?i)batch|bs"),
    "optimizer": re.compile(""),  # its list is found as fast
    "schedule": re.compile(r"(?i)decay|decreas|anneal|schedul|warm|learning|lr|increas"),
    "epochs or steps": re.compile(r"(?i)epoch|iteration|step|update"),
    "GPUs": re.compile(r"[A-Z]\w*[ -]?\d|910[A-C]|(?i:[gtc]pu|nvidia|titan|accelerator|workstation|cluster)"),
    "hours": re.compile(r"(?i)hour|hr|day|week|minute|[0-9.,KkM}]\s?h\b"),
}
_SKIPPED: frozenset[str] = frozenset({"reference", "author", "title", "header_footer"})


def absent(kind: AbsenceKind, paper: PaperIndex | PaperText) -> Absence:
    """Whether the paper reports nothing of this kind, with what was found when it does.

    Text, tables, captions, footnotes and the appendix are searched; the references are not.
    """
    index = PaperIndex.of(paper)
    found: list[Evidence] = []
    for i, block in enumerate(index.paper.blocks):
        if block.kind in _SKIPPED or index.paper.part_of(block) == "references":
            continue
        evidence = _reported(kind, block.text) or _tabulated(kind, block.table)
        if evidence is None and kind == "hours":
            evidence = _durations(i, index)
        if evidence is not None:
            found.append(Evidence(page_number=block.page_number, block=i, text=evidence))
            if len(found) == MAX_FOUND:
                break
    return Absence(kind=kind, absent=not found, found=tuple(found))


def _durations(block: int, index: PaperIndex) -> str | None:
    """The sentence of a duration in any writing, where it or the sentence before it speaks of training or computing."""
    text = index.paper.blocks[block].text
    for o in index.at(block):
        if o.number.unit not in ("time", "gpu_time") or o.number.value < SHORTEST_TRAINING:
            continue
        low, high = sentence_span(text, o.number.start, o.number.end)
        before = sentence_span(text, max(0, low - 2), max(0, low - 1))[0] if low else low
        if o.number.unit == "gpu_time" or (_TRAINING_RE.search(text[before:high]) and _TAKES_RE.search(text[low:high])):
            return text[low:high].strip()
    return None


def _tabulated(kind: AbsenceKind, table: Table | None) -> str | None:
    """The label and value of a row or column of a table that is about this kind; None: there is none."""
    if table is None or not table.rows:
        return None
    worded = kind in _WORDED
    for row in table.rows[table.header_rows :]:
        if _is_about(kind, row[0].text, table):
            for cell in row[1:]:
                if _is_value(cell.text, worded):
                    return f"{row[0].text}: {cell.text}"
    for column in range(len(table.rows[0])):
        head = " ".join(row[column].text for row in table.rows[: table.header_rows])
        if _is_about(kind, head, table):
            for row in table.rows[table.header_rows :]:
                if _is_value(row[column].text, worded):
                    return f"{head}: {row[column].text}"
    return None


def _is_about(kind: AbsenceKind, label: str, table: Table) -> bool:
    """Whether a label is of this kind; hours must be of training."""
    settings = REPORTED_BY[kind] + (_OF_SCHEDULE if kind == "schedule" else ())
    trains = kind != "hours" or _TRAINING_RE.search(f"{label} {table.caption}")
    return setting_of(label) in settings and bool(trains)


def _is_value(text: str, worded: bool) -> bool:
    return any(c.isdigit() for c in text) or (worded and any(c.isalpha() for c in text))


def _reported(kind: AbsenceKind, text: str) -> str | None:
    if not _HINTS[kind].search(text):
        return None
    for pattern in _PATTERNS[kind]:
        for m in pattern.finditer(text):
            low, high = sentence_span(text, m.start(), m.end())
            sentence = text[low:high]
            goes_on = low == 0 and text[:1].islower()  # what it is about stands on the page before
            if kind == "hours" and not (goes_on or _TRAINING_RE.search(sentence)):
                continue
            return sentence.strip()
    return None
