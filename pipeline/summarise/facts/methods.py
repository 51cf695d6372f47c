"""What a paper calls its own method, model or system."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.summarise.facts.model_names import is_model, method_of
from pipeline.words.vocabulary import either
from schemas.records import PaperText

LEAST_MENTIONS = 4  # a paper names its own method more often than any other name of its introduction
OPENING_BLOCKS = 25  # paragraphs from the start: the abstract and the introduction name the method
DATASET_SHARE = 0.15  # of a name's mentions that follow "on"
_NAME = r"(?:Dr\. )?[A-Z][\w.+]*(?:-[A-Za-z0-9][\w.+]*)*"
_PROPOSE = either("aspects.proposal", "made")
_CALLED = re.compile(
    rf"(?:\b[Ww]e (?:\w+ )?{_PROPOSE}\w*|\b(?:called|named|dubbed|termed|namely|coined)|"
    rf"\b[Oo]ur (?:method|model|approach|framework|algorithm|system|agent)s?,?)"
    rf"\s+(?:(?:a|an|the|it|this|our|new|novel|simple|of|[a-z-]+)\s+){{0,6}}?(?P<name>{_NAME})(?![\w-]|\s+[A-Z])"
)
_ACRONYM = re.compile(r"(?P<long>(?:[A-Za-z][\w-]*\s+){1,7})\((?P<name>[A-Z][\w.+-]{1,14})\)")
_WE_PROPOSE = re.compile(rf"(?i)\bwe (?:\w+ )?{either('aspects.proposal', 'own')}")
_NO_METHOD = re.compile(
    rf"(?:{either('data.abbreviations')}|(?=[A-Z][a-z]*$){either('data.openers')}|"
    rf"{either('sections.pointers', 'name')}|{either('data.languages')}|{either('data.common')})"
)


def own_names(paper: PaperText, title: str) -> tuple[str, ...]:
    """The names under which the authors speak of their own work, the surest first; empty where they give none."""
    text = " ".join(b.text for b in paper.blocks if b.kind not in ("reference", "figure_text"))
    opening = " ".join(b.text for b in paper.blocks[:OPENING_BLOCKS] if b.kind in ("abstract", "paragraph", "list"))
    head = method_of(title)
    found = [head] if head else []
    found += _acronyms(f"{title}. {opening}", head)
    counted = Counter(match["name"].rstrip(".") for match in _CALLED.finditer(opening))
    for name, _ in counted.most_common():
        mentions = len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w])", text))
        measured_on = len(re.findall(rf"\bon (?:the )?{re.escape(name)}(?!\w)", text))
        if measured_on > mentions * DATASET_SHARE:
            continue  # a dataset of theirs, which no row is
        if mentions >= LEAST_MENTIONS and not _NO_METHOD.fullmatch(name) and not is_model(name):
            found.append(name)
    return tuple(dict.fromkeys(found))


def is_own(label: str, names: tuple[str, ...]) -> bool:
    """Whether a row or column of a table is the paper's own: "Ours", "Coconut (Ours)", "PaSa-7b", "+ Dr. GRPO"."""
    if re.search(r"(?i)\bours?\b|\bproposed\b|\bthis work\b", label):
        return True
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", label) for name in names)


def _acronyms(opening: str, head: str) -> Iterator[str]:
    """Short names in brackets behind the title's name, or behind words whose initials they are, in own sentences."""
    for match in _ACRONYM.finditer(opening):
        name, long = match["name"], match["long"].strip()
        if head and long.lower().endswith(head.lower()):
            yield name
            continue
        sentence = opening[max(0, opening.rfind(". ", 0, match.start())) : match.start() + len(long)]
        letters = re.sub(r"[^A-Z]", "", name)
        if (
            len(letters) >= 2
            and _abbreviates(letters, long)
            and _WE_PROPOSE.search(sentence)
            and not _NO_METHOD.fullmatch(name)
        ):
            yield name


def _abbreviates(letters: str, long: str) -> bool:
    """Whether the words before the bracket hold the letters in order, each from some word on: MCOUT, GRPO, PaSa."""
    words = re.findall(r"[A-Za-z]+", long)
    for start in range(len(words)):
        if words[start][0].upper() == letters[0]:
            rest = iter("".join(words[start:]).upper())
            return all(letter in rest for letter in letters)
    return False
