"""How surely a sentence says, step by step, what a finished system does with what it is given."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.words.vocabulary import either, pattern

MOST_STEPS = 3
WHOLE_RUN = 4.0  # the score of a sentence that tells one
_STEP = re.compile(
    rf"\b(?:is|are|be|being|and|then|or) (?:(?:[a-z]+ly|then|first|next) )?"
    rf"(?P<done>{either('aspects.steps')})(?:i?e?d|t)?\b|"
    rf"\b(?P<does>{either('aspects.steps')})(?:ie|e)?s\b"
)
_ORDER = re.compile(
    r"(?i)\bfirst\b.*\b(?:then|next|finally)\b|\b(?:and|is|are) then\b|\bfollowed by\b|\bsubsequently\b|"
    r"\bfinally\b|^as the last step\b|"
    r"\bbefore \w+ing\b|\bafter which\b|\buntil\b|\b(?:each|every) (?:step|turn|round|iteration)\b|\biterative"
)
_LAST = re.compile(
    r"(?i)\bfinal (?:\w+ )?(?:answer|prediction|output|score|action|response|decision|map|result|mask|image|estimate|"
    r"diagnosis|report|ranking|label|list)\b|\bto (?:produce|obtain|generate|predict|output|decode|return)\b|"
    r"\bas (?:the |its )?(?:final )?(?:answer|output|prediction)\b"
)
_GIVEN = re.compile(
    r"^(?:Given|At (?:each|every|time|runtime|inference|test)|During (?:inference|test\w*)|"
    r"For (?:an?|each) (?:new |given )?|Upon|Once|On an? |If the|"
    r"(?:The|Our) (?:[\w-]+ ){0,3}(?:model|network|system|encoder|decoder|agent|policy|pipeline|module|head|planner|"
    r"controller|framework|LLM|VLM|MLLM|generator|selector|router|retriever|input|output)s?\b)"
)
# what is told of making, judging or thinking about a system, and of others
_NOT_SO = re.compile(
    r"(?i)\bRL\b|^(?:stage \d|because\b|since\b)|\bsuperior\b|\boutperform|\bachiev|"
    r"\bevaluated on\b|\breplay|\bcloser to\b|"
    r"\b(?:pre-?|fine-?|post-?)?(?:train|tun(?:e|ing))|\bloss|gradient|\brewards?\b|\blabel|\bobjective|\boptimi[sz]|supervis|"
    r"ground[- ]truth|minimi[sz]|\brollouts?\b|advantage|annotat|\bteacher|\bstudent|\bcurriculum|\bcorpus|\bdataset|"
    r"benchmark|participants?|\bsplits\b|"
    r"\bwe (?:\w+ )?(?:evaluate|compare|report|measure|find|show|propose|introduce)|"
    r"baselines?|ablation|\blemma|theorem|\b(?:should|would|could|may|might|cannot|however|unlike|rather than)\b|"
    r"in contrast|\b(?:prior|existing|previous|conventional) (?:work|method|model|approach)|\braters?\b|\bmetric|"
    r"\b(?:consists?|composed) of\b|\bcompris"
)
_HEADS = re.compile(
    r"(?i)architecture|framework|method|approach|model|system|agent|policy|network|design|algorithm|search|solution"
)
_FLOWS = re.compile(  # of a heading under which a run is told
    r"(?i)\b(?:inference|overview|pipeline|\w*flow|deploy\w*|decod\w*|online|execution|serving|run-?time|test-time)\b"
)
_METHOD, _MEANS, _AIMS = pattern("aspects.method"), pattern("aspects.means"), pattern("aspects.aims")
# how the models of a benchmark are run
_RUN = re.compile(
    r"^(?:Every|Each|All) (?:[\w-]+ )?(?:models?|agents?|systems?|LLMs?|VLMs?|MLLMs?) (?:is|are) (?:\w+ )?"
    r"(?:queried|prompted|run|asked|given|evaluated|tested)\b|"
    r"^We (?:run|prompt|query|ask) (?:every|each|all) (?:[\w-]+ )?(?:models?|agents?|systems?|LLMs?|VLMs?|MLLMs?)\b|"
    r"^The agent receives\b"
)
_ELSEWHERE = re.compile(
    r"(?i)\b(?:data|dataset|corp(?:us|ora)|construction|synthesis|annotation|benchmark|ablation|training|objective|loss|reward|"
    r"theor|proof|optimi[sz]ation|analysis|comparison|experiment\w*|evaluation|metrics?|statistics|motivation|learning|"
    r"contributions?|availability|setup|baselines?|protocol|related|previous|results?|discussion|limitations?)\b"
)


def how(text: str) -> int:
    """By how many words a sentence says how something is done; less by those of aims and praise."""
    said = {found[0].lower() for words in (_METHOD, _MEANS) for found in words.finditer(text)}
    steps = {(m["done"] or m["does"]).lower() for m in _STEP.finditer(text)}
    return len(said | steps) - 2 * aims(text)


def aims(text: str) -> bool:
    """Whether a sentence says what a method is for, or praises it."""
    return _AIMS.search(text) is not None


def tells_else(text: str) -> bool:
    """Whether a sentence is about making, judging or praising a system, or about others."""
    return _NOT_SO.search(text) is not None or aims(text)


def given(text: str) -> bool:
    """Whether a sentence begins with what a system is given, or with the system."""
    return bool(_GIVEN.match(text))


def at_work(text: str, heading: str, names: Sequence[str]) -> float:
    """The score of a sentence, 0 where it is of anything else; WHOLE_RUN where it tells one."""
    if pattern("sections.sections", "others", "after").search(heading):
        return 0.0
    if _RUN.match(text):
        return WHOLE_RUN
    if tells_else(text) or _ELSEWHERE.search(heading):
        return 0.0
    steps = len({(m["done"] or m["does"]).lower() for m in _STEP.finditer(text)})
    if not steps:
        return 0.0
    named = any(re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", text) for name in names)
    told = len(_ORDER.findall(text)) + bool(_LAST.search(text)) + bool(_GIVEN.match(text)) + named
    place = 1.5 * bool(_FLOWS.search(heading)) or 0.5 * bool(_HEADS.search(heading))
    return min(steps, MOST_STEPS) + 1.0 * told + place
