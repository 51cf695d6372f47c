"""Training settings that a sentence states: "a batch size of 128", "8 responses per prompt", "β_{1} = 0.9"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.ground.number_words import COUNT_WORD
from pipeline.words.vocabulary import either, pattern
from schemas.summary import HyperparameterFact

_NUMBER = (
    r"(?:10\^\{[-−]?\d+\}|(?:\d[\d,.]*\d|\d)"
    r"(?:\s?[×x·]\s?10\^\{[-−]?\d+\}|\s?e[-−+]?\d+|\s?%|\s?(?:[KkMB]|million)\b)?)"
)
_GPU = either("hardware.accelerators")
_DEVICE = f"(?:{_GPU}|{either('training.settings', 'device')})"
_RATE = (  # a learning rate is below 1: 0.01, 5e-6, 10^{-4}, 2 × 10^{-5}
    r"(?:0\.\d+|(?<![\w])\.\d+|\d(?:\.\d+)?\s?e[-−]\d+|(?:\d(?:\.\d+)?\s?[×x·]\s?)?10\^\{[-−]\d+\})"
)
_HEADS = either("training.settings", "said")
_GAP = r"[^.;:\d]{0,45}?"
_NAMED = re.compile(
    rf"(?<![\w-])(?P<head>{_HEADS})(?P<gap>{_GAP})"
    rf"(?P<value>{_NUMBER}|{COUNT_WORD}(?![\w-]))(?![\d^]|\.\d|(?:st|nd|rd|th)\b)",
    re.IGNORECASE,
)
_GAP_ENDS = re.compile(  # how a sentence leads from the name to its value
    r"(?:^\s*\(?|\b(?:of|is|are|was|were|be|to|at|as|with|use|size|value|only|about|around|approximately|up to|norm)|"
    r"[=:≈≤<]|[A-Za-zα-ω](?:_\{?\w+\}?)?\s*(?:=|is))\s*\(?$",
    re.IGNORECASE,
)
_GAP_STOPS = re.compile(
    rf"(?i)\b(?:than|after|every|until|when|while|where|if|because|since|see|table|figure|section|appendix|{_HEADS})\b|,"
)
_STOP_WORDS = frozenset(
    """
    a an the of with and or for to in on at by as is are was were be we use uses used using set sets
    setting employ employs adopt adopted apply applied choose chose chosen keep kept fix fixed take our
    its their this that these all both each same also then where which while from into over under high
    low small large larger smaller different various no not than i.e e.g limit limited allow allowing
    train trained constant employing adopting applying have has had given corresponding
    """.split()  # noqa: SIM905 - a list of words is easier to read than a list of strings
)
_MODIFIERS = re.compile(r"((?:[A-Za-z][A-Za-z-]*[ ]){1,3})$")
_COUNTED = either("training.counted")
_COUNT = re.compile(
    rf"(?<![\w.^{{-])(?P<value>{_NUMBER}|{COUNT_WORD}(?!-)|a single)\s+"
    rf"(?P<name>(?:[a-z][a-z-]*\s){{0,2}}?(?:{_COUNTED}))\b"
    r"(?P<per>\s+(?:per|for each|for every|in each|in the|of the)\s+(?:[a-z-]+\s)?[a-z-]+)?"
)
_USED = re.compile(  # any counted thing that the authors say they use, sample or create
    rf"\b(?:use|sampl\w+|generat\w+|creat\w+|draw|select|retriev\w+|process\w*|encounters?|with|of)\s+"
    rf"(?:a total of\s+)?(?P<value>{_NUMBER}|{COUNT_WORD})\s+(?P<name>(?:[a-z][a-z-]*\s){{0,2}}?[a-z][a-z-]*s)"
    r"(?P<per>\s+(?:per|for each|for every|in each)\s+(?:[a-z-]+\s)?[a-z-]+)"
)
_SYMBOL = re.compile(
    rf"(?<![\w^_{{(])(?P<name>(?:[A-Za-zα-ωϵϕΓ]|lr|top[-_]p|top[-_]k|weight_decay)(?:_\{{?\w+\}}?)?)\s*=\s*"
    rf"(?P<value>-?{_NUMBER})(?![\d^+*/×·-]|\.\d|\s*[+*/×·−(])"
)
_OF_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words))
    for name, words in (
        ("optimizer", rf"\b(?P<value>{either('training.optimizers')})(?!\w)"),
        (
            "schedule",
            rf"(?i)\b(?P<value>{either('training.schedules')})(?: learning[ -]rate)?"
            r"(?: warm-?up and)? (?:decay|schedul\w+|anneal\w+)",
        ),
        ("schedule", rf"(?i)\b(?P<value>{either('training.schedules', 'path')})(?: decay\w*)? learning[ -]rate\b"),
        ("decoding", r"(?i)\b(?P<value>greedy) (?:decoding|sampling|search)"),
        ("precision", rf"\b(?P<value>{either('training.precisions')})\b"),
        (
            "GPUs",
            rf"(?P<value>(?:\d+|a single|an|{COUNT_WORD})\s?(?:[×x]\s?)?(?:NVIDIA |Nvidia )?(?:\w+ )?{_GPU})\b"
            r"(?![ -](?:core-)?(?:hours?|days?)\b)",  # "2,500 A100 hours" are a time
        ),
        ("GPUs", rf"\b(?P<value>{_GPU}) (?:hardware|GPUs?|TPUs?|accelerators?)\b"),
        (
            "training time",
            rf"(?i)\b(?P<value>(?:\d[\d.,]*|{COUNT_WORD}) (?:{_DEVICE}[ -](?:core-)?)?(?:hours?|days?))\b",
        ),
        ("LoRA rank", r"\bLoRA\b[^.;]{0,40}?\brank\b[^.;\d]{0,12}?(?P<value>\d+)\b"),
        ("learning rate", rf"(?i)\blearning[ -]rates?\b[^.;\d]{{0,60}}?(?P<value>{_RATE})(?![\d^]|\.\d)"),
        ("warm-up", r"(?i)\b(?P<value>\d[\d,]*[kK]?) warm-?up (?:steps|iterations)\b"),
    )
)
# hours of video and steps of a game are no training settings
_IS_TRAINING = re.compile(rf"(?i)\b(?:pre-?)?train|\bfine-?tun|\bupdates?\b|{_DEVICE}|optimi[sz]")
_OF_TRAINING = re.compile(rf"training time|{either('training.counted', 'training')}")
_SETS = re.compile(  # the authors say what they do
    r"(?i)\b(?:we|our)\b|\b(?:is|are|was|were) (?:\w+ )?(?:trained|fine-?tuned|set|optimi[sz]ed|sampled|performed|"
    r"limited|run|evaluated|generated|initiali[sz]ed)\b|\btraining (?:runs?|uses?|is)\b|\bhyper-?parameter"
)
_OTHERS, _BARE = pattern("sections.sections", "others"), pattern("training.counted", "bare")
_REFERENCE = re.compile(rf"\b(?:{either('sections.pointers')}|(?i:step))\.?\s*$")
_NO_COUNT = re.compile(r"(?i)\b(?:after|every|within|than|at|first|last)\s+(?:the\s+)?$")  # a moment, not a length
NAME_WORDS = 7  # a longer name is a clause


def is_foreign(heading: str) -> bool:
    """Whether a section tells of others' work or shows examples: its numbers are no settings of this paper."""
    return bool(_OTHERS.search(heading))


def of_sentence(sentence: str, heading: str = "", at: str = "") -> Iterator[HyperparameterFact]:
    """The settings that one sentence states, those of a fixed name first; none where it tells of others' work.

    `at`: the number of its place.
    """
    if is_foreign(heading):
        return
    taken: list[tuple[int, int]] = []
    for name, start, end in _found(sentence):
        if any(start < other_end and end > other_start for other_start, other_end in taken):
            continue  # the value has a name already
        value = sentence[start:end].strip(" ,.")
        if not value or _REFERENCE.search(sentence[:start]) or len(name.split()) > NAME_WORDS:
            continue
        taken.append((start, end))
        yield HyperparameterFact(name=name, value=value, scope="", at=at)


def _found(sentence: str) -> Iterator[tuple[str, int, int]]:
    """Names and the places of their values."""
    trains = bool(_IS_TRAINING.search(sentence))
    for name, found in _OF_WORDS:
        for match in found.finditer(sentence):
            if trains or not _OF_TRAINING.search(name):
                yield name, match.start("value"), match.end("value")
    for match in _NAMED.finditer(sentence):
        gap = match["gap"]
        if (gap.strip() and not _GAP_ENDS.search(gap)) or _GAP_STOPS.search(gap):
            continue
        if re.match(r"(?i)learning", match["head"]) and not re.fullmatch(_RATE, match["value"]):
            continue
        yield _with_modifiers(sentence, match.start(), match["head"]), match.start("value"), match.end("value")
    sets = bool(_SETS.search(sentence))
    for found in (_COUNT, _USED):
        for match in found.finditer(sentence):
            name, per = match["name"], " ".join((match["per"] or "").split())
            training = bool(_OF_TRAINING.search(name))
            if _NO_COUNT.search(sentence[: match.start()]):
                continue
            if not (trains if training else sets) or (not per and _BARE.fullmatch(name.split()[-1])):
                continue
            per = re.sub(r"^(?:for each|for every|in each)", "per", per) if not re.match(r"(?:in|of) the", per) else ""
            yield " ".join(f"{name} {per}".split()), match.start("value"), match.end("value")
    if sets:
        for match in _SYMBOL.finditer(sentence):
            yield match["name"], match.start("value"), match.end("value")


def _with_modifiers(sentence: str, start: int, head: str) -> str:
    """The noun with the words before it that belong to it: "effective batch size"."""
    match = _MODIFIERS.search(sentence[:start])
    kept: list[str] = []
    for word in reversed(match[1].split() if match else []):
        if word.lower() in _STOP_WORDS:
            break
        kept.insert(0, word)
    return " ".join([*kept, " ".join(head.split())])
