"""Names of pretrained models and of datasets in a paper's lines."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.words.vocabulary import either, pattern

MAX_LATIN = 32  # names that prose may hold: a grammar of more alternatives slows every token down
METHOD_WORDS = 3  # "HingePO", "Vision Transformer"; more words before the colon are a sentence
MIN_CAPITALS = 2  # GSM8K, ImageNet, but not Figure
_NAME = re.compile(
    rf"\b(?!(?=[A-Z][a-z]*\b)(?:{either('sections.pointers', 'name')}|{either('data.openers')})\b(?!-))"
    r"[A-Z][A-Za-z0-9]*(?:[-./+][A-Za-z0-9]+)*(?: (?:[A-Z]{2,}[\w-]*|\d[\w.]*))?"
)
_GERUND = re.compile(
    r"[A-Z][a-z]+ing\b |(?i:on|the|a|towards?|from|when|why|how|what|is|are|can|do|does)\b"
)  # "Scaling …"
_DIGIT = re.compile(r"\d")
_GENERIC_TOKENS = re.compile(
    r"\b(?:[DR]NA|f?MRI|EEG|ECG|CT|NLP|OOD|V?QA|RL|LLMs?|AI|ML|API|CoT|GPUs?|TPU\w*|SFT|RLHF|[A-Z]?[a-z]+)\b(?![-\d])"
)
OF_BENCHMARK = re.compile(r"(?:Bench|Eval|Gym|QA)\d*$")  # a name's end
_COUNTED = re.compile(r"(?!.*\d[bB]\b).*-\d+[kK]")  # data that a model was made with: LLaVA-Instruct-150K
LIKE_A_NAME = re.compile(r"[A-Z].*[A-Z]|[A-Za-z]-?\d")


def is_model(name: str) -> bool:
    """Whether a name is that of a known family of pretrained models, such as Qwen2.5-7B or ViT-L/16."""
    return not _COUNTED.fullmatch(name) and any(
        pattern(words).match(name.strip()) for words in ("models.families", "models.services")
    )


def latin_names(text: str) -> tuple[str, ...]:
    """Every Latin name of a text that Chinese prose may take over, the most frequent first, at most MAX_LATIN."""
    found = (match[0].strip(" .-") for match in _NAME.finditer(text))
    counted = Counter(name for name in found if sum(ch.isupper() for ch in name) >= MIN_CAPITALS or _DIGIT.search(name))
    return tuple(name for name, _ in counted.most_common(MAX_LATIN))


def method_of(title: str) -> str:
    """The method's name where a title gives one before its colon; "" where it does not."""
    head = re.split(r"[:：]|\s(?:vs\.?|versus)\s", title)[0].strip()
    is_name = head != title.strip() and len(head.split()) <= METHOD_WORDS and not _GERUND.match(head)
    return head if is_name else ""


def looks_like_a_name(text: str) -> bool:
    """GSM8K, ImageNet-21k, CIFAR-10, but not Accuracy or S / U: two capitals or a digit beside a letter, few words."""
    rest = re.sub(r"\s/\s.*", "", _GENERIC_TOKENS.sub("", text))
    return len(text.split()) <= 3 and bool(LIKE_A_NAME.search(rest)) and len(text) > 2
