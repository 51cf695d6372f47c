"""What a paper sets out to do, as the English words of its title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.summarise.facts.model_names import method_of
from pipeline.words.glossary import terms_of

LEAST_WORDS = 2  # of what is left of a title
LOUD = 0.6  # of a title's letters: so many capitals are its print, not its names
_PARTS = re.compile(r"\s*[:：]\s*|\s[—–]\s")
_WAY = re.compile(
    r"(?i)[ ,]+(?:via|through|using|by means of|with(?=(?: [\w-]+){1,2} (?:learning|models?|networks?)\b)) .*$"
)
_FOR = re.compile(r"(?i)^.* for (?=\S+ \S+)")
# what is made comes before what it is for
_MADE_FOR = re.compile(
    r"(?i)^.*\b(?:framework|network|model|approach|method|system|architecture)s?\b.* for (?=\S+ \S+)"
)
_LEADS_IN = re.compile(r"(?i)^(?:on|towards?|rethinking|revisiting|introducing|an? (?:study|analysis) of|the) ")


def phrase_of(title: str, abstract: str, own: Sequence[str]) -> str:
    """The words of a title that say what is done, without the method's name, the way and what leads in.

    Behind a method's name only what it is for; in the letters that the abstract has where the title is in capitals.
    """
    said = " ".join(title.split())
    head, *rest = _PARTS.split(said, maxsplit=1)
    named = bool(method_of(said)) or head in own
    if rest:
        said = rest[0] if named or _told(rest[0]) > _told(head) else head
    if named:
        said = _if_whole(_FOR.sub("", said), said)
    said = _if_whole(_MADE_FOR.sub("", said), said)
    said = _if_whole(_WAY.sub("", said), said)
    said = _if_whole(_LEADS_IN.sub("", said), said)
    return _quiet(said, abstract)


def _told(part: str) -> int:
    """The characters of a part that are terms of the field."""
    return sum(len(english) for english, _ in terms_of(part))


def _if_whole(part: str, said: str) -> str:
    return part if len(part.split()) >= LEAST_WORDS else said


def _quiet(said: str, abstract: str) -> str:
    """A title in capitals with each word as the abstract writes it, in small letters where it does not."""
    letters = [letter for letter in said if letter.isalpha()]
    if not letters or sum(map(str.isupper, letters)) < LOUD * len(letters):
        return said
    written = {word.lower(): word for word in reversed(re.findall(r"[\w-]+", abstract))}
    words = (written.get(word.lower(), word.lower()) for word in said.split())
    return " ".join(word if any(map(str.isupper, word[1:])) or "-" in word else word.lower() for word in words)
