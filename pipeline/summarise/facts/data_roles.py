"""What a paper uses a dataset for: training, evaluation or both; unknown wherever its sentences leave a doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.summarise.facts.methods import is_own
from pipeline.summarise.facts.model_names import looks_like_a_name
from pipeline.summarise.lines import Line
from schemas.summary import DatasetRole

NEAR = 40  # characters behind a name, where "for training" may stand
LEAST_ALIAS = 4  # characters of a name without its first word or its year
_FITS = r"(?:(?:pre-?|fine-?|re-?)?train(?:s|ed|ing)?|(?:fine-?)?tun(?:e|es|ed|ing)|fit(?:s|ted|ting)?)"
_TRAINS_ON = re.compile(
    rf"(?i)\b{_FITS}\b(?: [\w-]+){{0,6}}? (?:on|with|using|from)\b|\btrain(?:ing)? (?:sets?|splits?|data) of\b"
)
_MEASURES_ON = re.compile(
    r"(?i)\b(?:evaluat\w+|test(?:s|ed|ing)?|results?|performance|accuracy|benchmark(?:s|ed)?|compar\w+|"
    r"scores?|improv\w+|achiev\w+)\b(?: [\w-]+){0,6}? (?:on|for)\b|\bevaluation (?:covers|uses)\b"
)
_FOR_TRAINING = re.compile(rf"(?i)\btrain-?(?:val|ing|set|split)?\b|\bfor {_FITS}\b")
_FOR_MEASURING = re.compile(r"(?i)\b(?:test|val|dev|validation|evaluation|held-out)(?:ing)?\b")
_SOME_TRAINING = re.compile(
    rf"(?i)\btrain(?:ing)? (?:[\w-]+ ){{0,2}}(?:set|split|images?|data|examples?|samples?|problems?)\b|\btrain-?val|"
    rf"{_TRAINS_ON.pattern.removeprefix('(?i)')}"
)
_SOME_MEASURING = re.compile(r"(?i)\bevaluat|\bbenchmark|\btest|\baccuracy|\bresults? on\b|\bscores?\b|\bvalidation\b")
_DISTILLS = re.compile(r"(?i)\bdistill")
_ON_EACH = re.compile(  # "is trained on A and evaluated on B"
    r"(?i)\btrained (?:\w+ )?on (?:[^.;]|\.\d)+\band (?:\w+ )?(?:evaluated|tested) on\b"
)
_SPLIT = re.compile(r"(?i)\bsplits?\b.*\btrain\w*.*\btest")  # "the split of 29,000 training, 1,000 test images"
_DOES = re.compile(r" (?:\w+ )?(?:falls?|drops?|rises?|improves?|decreases?|increases?|gains?|loses?|goes)\b")
_WAS_TRAINED = re.compile(
    r"(?P<who>[A-Z][\w.+-]*) (?:has been|is|was|were) (?:\w+ )?(?:pre-?)?trained (?:\w+ )?on [^.;]*$"
)
_CROSS = re.compile(  # parts of all the data are trained on
    r"(?i)\bcross-?validat|\b\w+-fold\b|\btrain\w* (?:portions?|parts?|splits?|sets?) (?:of|across|from) "
    r"(?:\w+ ){0,2}datasets\b|\b(?:datasets|patients?|data) (?:are|is|were|was) (?:\w+ )?(?:split|divided)\b"
)


def role_of(name: str, lines: Sequence[Line], own: tuple[str, ...] = (), *, measured: bool = False) -> DatasetRole:
    """What the lines say of a dataset's use; `measured`: a table of results is of it; `own`: the method's names.

    A sentence about training beside one that names the dataset may be about it: then it is not "eval" alone.
    """
    said = _pattern(name)
    naming = [line for line in lines if said.search(line.text)]
    if not naming:
        return "unknown"  # a table that has it as a head may be of training too
    places = [(line.text, match) for line in naming for match in said.finditer(line.text)]
    if any(_SPLIT.search(line.text) for line in naming):
        return "both"
    trained = any(
        _is_for(text, match, _TRAINS_ON, _MEASURES_ON, _FOR_TRAINING)
        for text, match in places
        if not _trains_another(text[: match.start()], own)
    )
    evaluated = measured or any(
        _is_for(text, match, _MEASURES_ON, _TRAINS_ON, _FOR_MEASURING) for text, match in places
    )
    beside = [
        line.text
        for line in _beside(naming, lines, reach=1 if measured else None)
        if not (line in naming and _ON_EACH.search(line.text))
    ]
    perhaps_trained = any(_SOME_TRAINING.search(text) for text in beside) or any(_CROSS.search(x.text) for x in lines)
    perhaps_trained |= not measured and any(_DISTILLS.search(line.text) for line in naming)
    perhaps_evaluated = any(_SOME_MEASURING.search(text) for text in beside)
    if trained and evaluated:
        return "both"
    if trained:
        return "unknown" if perhaps_evaluated else "train"
    perhaps = any(_SOME_MEASURING.search(line.text) for line in naming)
    return "eval" if (evaluated or perhaps) and not perhaps_trained else "unknown"


def _trains_another(before: str, own: tuple[str, ...]) -> bool:
    """Whether the words before a name say that another work's model was trained: "FooNet was trained on "."""
    who = _WAS_TRAINED.search(before)
    return who is not None and looks_like_a_name(who["who"]) and not is_own(who["who"], own)


def _beside(naming: Sequence[Line], lines: Sequence[Line], *, reach: int | None) -> list[Line]:
    """The sentences of the paragraphs that name it; `reach`: how many before and behind such a sentence. None: all."""
    blocks = {line.block for line in naming}
    ats = [i for i, line in enumerate(lines) if line in naming]
    near = {i for at in ats for i in range(at - reach, at + reach + 1)} if reach is not None else None
    return [x for i, x in enumerate(lines) if x.block in blocks and (near is None or i in near)]


def _is_for(
    text: str, name: re.Match[str], use: re.Pattern[str], other: re.Pattern[str], behind: re.Pattern[str]
) -> bool:
    """Whether the nearest use before a name is this one, or the words right behind the name say so."""
    clause = re.split(r"[.;]\s", text[: name.start()])[-1]
    ends = [max((m.end() for m in p.finditer(clause)), default=-1) for p in (use, other)]
    after = re.split(r"[,.;)]|\band\b", text[name.end() : name.end() + NEAR])[0]
    if _DOES.match(after):
        return False  # "trained on these, GSM8K falls": it begins a clause of its own
    return ends[0] > ends[1] or bool(behind.search(after))


def _pattern(name: str) -> re.Pattern[str]:
    """The name, and the shorter writings of one: VOC 2007 of PASCAL VOC 2007, ImageNet of ImageNet 2012."""
    words = name.split()
    shorter = [" ".join(words[1:]), re.sub(r" (?:19|20)\d\d$", "", name)] if len(words) > 1 else []
    alike = [name, *(s for s in shorter if len(s) >= LEAST_ALIAS and re.search(r"[A-Z].*[A-Z]", s))]
    # "AIME" of AIME 2025 is not that of AIME 2024
    return re.compile(rf"(?<![\w-])(?:{re.escape(name)}|(?:{'|'.join(map(re.escape, alike))})(?! \d{{4}}))(?![\w-])")
