"""How surely a sentence says, step by step, what a finished system does with what it is given."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.words.vocabulary import either, pattern

MOST_STEPS = 3
_STEP = re.compile(
    rf"\b(?:is|are|being|and|then) (?:(?:[a-z]+ly|then|first|next) )?(?P<done>{either('aspects.steps')})(?:i?e?d|t)?\b|"
    rf"\b(?P<does>{either('aspects.steps')})(?:ie|e)?s\b"
)
_ORDER = re.compile(
    r"(?i)\bfirst\b.*\b(?:then|next|finally)\b|\b(?:and|is|are) then\b|\bfollowed by\b|\bsubsequently\b|"
    r"\bbefore \w+ing\b|\bafter which\b|\buntil\b|\b(?:each|every) (?:step|turn|round|iteration)\b|\biterative"
)
_LAST = re.compile(
    r"(?i)\bfinal (?:\w+ )?(?:answer|prediction|output|score|action|response|decision|map|result|mask|image|estimate|"
    r"diagnosis|report|ranking|label|list)\b|\bto (?:produce|obtain|generate|predict|output|decode|return)\b|"
    r"\bas (?:the |its )?(?:final )?(?:answer|output|prediction)\b"
)
_GIVEN = re.compile(
    r"^(?:Given|At (?:each|every|time|runtime|inference|test)|During (?:inference|test\w*)|"
    r"For (?:an?|each) (?:new |given )?|"
    r"(?:The|Our) (?:[\w-]+ ){0,3}(?:model|network|system|encoder|decoder|agent|policy|pipeline|module|head|planner|"
    r"controller|framework|LLM|VLM|MLLM|generator|selector|router|retriever|input|output)s?\b)"
)
# what is told of making, judging or thinking about a system, and of others
_NOT_SO = re.compile(
    r"(?i)\b(?:pre-?|fine-?|post-?)?(?:train|tun(?:e|ing))|\bloss|gradient|\brewards?\b|\blabel|\bobjective|\boptimi[sz]|supervis|"
    r"ground[- ]truth|minimi[sz]|\brollouts?\b|advantage|annotat|\bteacher|\bstudent|\bcurriculum|\bcorpus|\bdataset|"
    r"benchmark|participants?|\bsplits\b|"
    r"\bwe (?:\w+ )?(?:evaluate|compare|report|measure|find|show|propose|introduce)|"
    r"baselines?|ablation|\blemma|theorem|\b(?:should|would|could|may|might|cannot|however|unlike|rather than)\b|"
    r"in contrast|\b(?:prior|existing|previous|conventional) (?:work|method|model|approach)|\braters?\b|\bmetric|"
    r"\b(?:consists?|composed) of\b|\bcompris"
)
_HEADS = re.compile(
    r"(?i)inference|overview|pipeline|architecture|framework|method|approach|workflow|deploy|decod|model|system|agent|"
    r"policy|network|design"
)
_ELSEWHERE = re.compile(
    r"(?i)\b(?:data|dataset|corp(?:us|ora)|construction|annotation|benchmark|ablation|training|objective|loss|reward|"
    r"theor|proof|optimi[sz]ation|analysis|comparison|experiment\w*|evaluation|metrics?|statistics|motivation|learning|"
    r"contributions?|availability|setup|baselines?|protocol|related|previous|results?|discussion|limitations?)\b"
)


def given(text: str) -> bool:
    """Whether a sentence begins with what a system is given, or with the system."""
    return bool(_GIVEN.match(text))


def at_work(text: str, heading: str, names: Sequence[str]) -> float:
    """The score of a sentence, 0 where it is of anything else; about 4 where it tells a whole run."""
    if (
        _NOT_SO.search(text)
        or _ELSEWHERE.search(heading)
        or pattern("sections.sections", "others", "after").search(heading)
    ):
        return 0.0
    steps = len({(m["done"] or m["does"]).lower() for m in _STEP.finditer(text)})
    if not steps:
        return 0.0
    named = any(re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", text) for name in names)
    told = len(_ORDER.findall(text)) + bool(_LAST.search(text)) + bool(_GIVEN.match(text)) + named
    return min(steps, MOST_STEPS) + 1.0 * told + 0.5 * bool(_HEADS.search(heading))
