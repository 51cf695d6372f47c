"""What goes into a paper's system and what comes out: which phrases of a small model may be printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from pipeline.summarise.abstracts import measured
from pipeline.summarise.candidates import PREPOSITIONS, overviews
from pipeline.summarise.lines import PROSE, Line
from pipeline.words.vocabulary import pattern

MIN_CHARS, MAX_CHARS = 40, 330  # of a sentence that is shown beside the abstract
MOST, MOST_DRAWN = 5, 2  # such sentences, and of a caption
LEAST_THING = 4  # characters of the name of a thing
MOST_WORDS = 10  # of a phrase; a longer one is half a sentence
LEAST_STEM, LONGEST_ENDING = 5, 4  # letters
_MADE = (
    r"(?:outputs?|predicts?|produces?|generates?|returns?|estimates?|reconstructs?|synthesi[sz]es?|infers?|detects?|"
    r"classif(?:y|ies)|identif(?:y|ies)|recommends?)"
)
_BOTH = re.compile(  # what is taken, and behind it what is given
    rf"(?i)\b(?:given|takes?|receives?|inputs?)\b.*?\b{_MADE}\b|"
    r"\b(?:that|which|we|it|encoder|decoder|model|network|policy|function) maps?\b.* to\b"
)
_TASK = re.compile(r"(?i)\b(?:goal|task|problem) (?:is|of)\b|\bformulate\w*|\bexample provides\b")
_GIVEN = re.compile(r"(?i)\bgiven (?:an?|the|two|\w+s)\b|\bas (?:its |the )?inputs?\b")
_GIVES = re.compile(rf"(?i)\b{_MADE}\b")
_BOX = re.compile(
    r"\b(?:Input|Require)s?\s?:\s*(?P<takes>.{3,150}?)\s*(?:\d+: ?)?"
    r"\b(?:Output|Ensure)s?\s?:\s*(?P<gives>.{3,100}?)(?=\s\d+:|$)"
)
_TRAINS = re.compile(r"(?i)\btrain|\bparameters\b|\blearning rate|\bepochs\b|\bdata ?sets?\b|\bbudget|[θφψ]")
# symbols: letters of mathematics, with an index, or alone
_LETTERS = re.compile(r"\S*[_^]\{\S*|\S*[^\x00-\x7f\u2010-\u2019]\S*|(?<![\w-])[A-Za-z](?![\w-])|\S*[=^{}\\]\S*")
_NO_END = re.compile(r"(?: (?:to|of|from|for|with|in|and|the))+$")
_FORMULA = re.compile(r"_\{|\^\{|[=∈∑∂∇→]")
_ARTICLE = re.compile(r"(?i)^(?:(?:an?|the|given|input) )+")
_WAY = re.compile(r"(?i)[ ,]+(?:via|through|using|by means of) .*$")
_PARTS = re.compile(r",? and |, |/")
_NOTHING = frozenset({"none", "n", "a", "no", "not", "nothing", "unknown", "stated", "specified", "given"})
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")


def shown_beside(lines: Sequence[Line], abstract: str) -> list[str]:
    """The sentences that best say what a system takes and gives, in the paper's order.

    Before them stands what its first algorithm names as input and output, and what the caption of an overview says.
    """
    method, others = pattern("sections.sections", "method", "problem"), pattern("sections.sections", "others", "after")
    own = (
        line
        for line in lines
        if line.block_kind in PROSE and line.part != "references" and MIN_CHARS <= len(line.text) <= MAX_CHARS
        if line.text[0].isupper() and not (line.text in abstract or _FORMULA.search(line.text))
        if not (line.others or others.search(line.heading) or line.text.startswith("We evaluate"))
    )
    found = [(line, _said(line.text)) for line in own]
    scored = [(score + bool(method.search(line.heading)), line) for line, score in found if score > 1]
    first = ends_stated(lines)
    best = sorted(scored, key=lambda pair: -pair[0])[: MOST - len(first)]  # of as good ones the earlier
    return [*first, *(pair[1].text for pair in scored if pair in best)]


def ends_stated(lines: Sequence[Line]) -> list[str]:
    """What a paper's first algorithm names as input and output, and what the caption of an overview says of them."""
    drawn = sorted((s.text for s in overviews(lines) if _said(s.text)), key=lambda text: -_said(text))
    return [*_boxes(lines)[:1], *drawn[:MOST_DRAWN]]


def _boxes(lines: Sequence[Line]) -> list[str]:
    """What algorithms name as their input and output, without symbols; no training's."""
    found = (_BOX.search(line.text) for line in lines if line.part not in ("references", "appendix"))
    ends = [
        [_unlettered(box[end]) for end in ("takes", "gives")] for box in found if box and not _TRAINS.search(box[0])
    ]
    return [f"Input: {takes}. Output: {gives}." for takes, gives in ends if takes and gives]


def _unlettered(text: str) -> str:
    """A list of things without the letters that stand for them."""
    things = (" ".join(_LETTERS.sub(" ", part).split()).strip(" .,") for part in re.split(r"[,;]", text))
    return ", ".join(_NO_END.sub("", thing) for thing in things if len(thing) >= LEAST_THING)


def _said(text: str) -> int:
    """How surely a sentence says them: both, either, that it is the task; 0 for a result."""
    if measured(text):
        return 0
    found = 2 * bool(_BOTH.search(text)), bool(_GIVEN.search(text)), bool(_GIVES.search(text)), bool(_TASK.search(text))
    return sum(found)


def copied(phrase: str, text: str) -> str:
    """A phrase without its article and the way it is done, where each of its words stands in the text; else "".

    A small model that finds nothing repeats its examples.
    """
    said = " ".join(_WAY.sub("", _ARTICLE.sub("", phrase.strip())).split()).rstrip(".")
    low = text.lower()
    words = _WORD.findall(said.lower())
    if words and set(words) <= _NOTHING:
        return ""
    whole = words and all(re.search(rf"(?<![a-z]){re.escape(_stem(word))}", low) for word in words)
    return said if whole and len(said.split()) <= MOST_WORDS else ""


def end(phrase: str, task: str, own: Sequence[str]) -> str:
    """A copied phrase where it names what goes in or comes out; "" for a system, what is within one, or the task."""
    inner, models = pattern("tasks.inner"), pattern("models.families")
    heads = map(before_preposition, _PARTS.split(phrase))
    named = models.search(phrase) or any(name in phrase for name in own)
    return "" if named or phrase.lower() in task.lower() or any(inner.search(head) for head in heads) else phrase


def before_preposition(phrase: str) -> str:
    """The part of a phrase that holds its noun."""
    return " ".join(takewhile(lambda word: word not in PREPOSITIONS, phrase.split()))


def as_written(phrase: str, text: str) -> str:
    """A phrase with the capitals of those words that a text never writes in small letters: mamba as Mamba."""

    def written(word: re.Match[str]) -> str:
        whole = re.compile(rf"(?<!\w){word[0]}(?!\w)")
        found = None if whole.search(text) else re.search(f"(?i){whole.pattern}", text)
        return found[0] if found else word[0]

    return _WORD.sub(written, phrase)


def _stem(word: str) -> str:
    """What the forms of a word begin with: removal, remove, removing."""
    return word[: max(LEAST_STEM, len(word) - LONGEST_ENDING)] if len(word) > LEAST_STEM else word.rstrip("s")
