"""The pretrained models that a paper builds on, by what its sentences say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from pipeline.summarise.facts.methods import is_own
from pipeline.summarise.facts.own_rows import bases_of
from pipeline.summarise.facts.result_tables import is_result_table
from pipeline.summarise.lines import PROSE, Line, tables_of
from pipeline.words.vocabulary import either, pattern, word_list
from schemas.summary import NamedFact

MAX_BACKBONES = 8
REACH = 90  # characters between "we fine-tune" and the last of the models that follow
RIVAL_CHARS = 40  # behind a name, where "as a baseline" may stand
_FAMILIES = word_list("models.families")
_MODEL_NAME = re.compile(
    rf"{_FAMILIES.before}(?:{either('models.families')}|{either('models.services')}){_FAMILIES.after}[\w.]*(?:[-/][A-Za-z0-9][\w.]*)*"
    rf"(?: (?:v?\d[\w.]*(?:-[\w.]+)*|(?=[A-Z]){either('models.variants', 'apart')})(?!\w))*(?: \(\d[\d.]*[BM]\))?"
)
_BASE = pattern("aspects.start")
_SERVICE = pattern("models.services")
_RIVAL = re.compile(
    rf"\b(?:{either('aspects.results', 'rival')}|{either('aspects.rivals')}|(?i:compet\w+|against|beat\w*|worse)\b)"
)
_ON_MODEL = re.compile(  # "we evaluate X on Qwen2-7B and Llama-3-8B"
    r"\b(?:evaluat|test|appl|train|validat)\w* (?P<what>[\w.-]+(?: [\w.-]+)?) (?:on|to|with)(?: the)? "
    r"(?:[\w.-]+,? (?:and )?){0,3}$"
)
_AS_BASE = re.compile(
    r",? (?:as|is|are|serves? as|was|were) (?:the|our|a|an)? ?(?:\w+ )?(?:base|backbone|starting|initial|"
    r"policy)\b|-?based\b"
)
_TOOL = re.compile(
    r"(?i)\bto (?:\w+ly )?(?:generate|label|annotate|judge|evaluate|score|synthesi[sz]e|create|rewrite|"
    r"translate|filter|verify|extract|rate|produce|retrieve|search|denote)\b|"
    r"\bas (?:the |a |an |our )?(?:\w+[ -]){0,2}(?:judges?|evaluators?|annotators?|graders?|labell?ers?|"
    r"reward model|teacher|verifier|tool|reasoning model|baselines?)\b|"
    r"\bfor (?:label|annotat|evaluat|judg|generat|scor|filter)\w*"
)
_BASE_HEAD = re.compile(
    r"(?i)(?P<base>(?:base|start(?:ing)?|initial|foundation|pre-?trained) models?|initiali[sz]ation)|models?"
)
_RUN_HEAD = re.compile(
    r"(?i)train(?:ing)? (?:data|set)|stages?"
)  # beside the models of a table of the paper's own runs
_OTHERWISE = re.compile(  # between "we use" and a name: another clause, or what was done with the model before
    rf"(?i);|\b(?:than|while|whereas|provided by|data from)\b|{_TOOL.pattern.removeprefix('(?i)')}"
)
_NO_MODEL = re.compile(
    r"(?i)\s*(?:\([^()]*\)\s*)?(?:corpus|datasets?|templates?|tokenizer|classifier|fine-?tuning data\w*|"
    r"rm\b|judge|api\b|paper|report|encoder is|and its|alignment|recipe|codebase|code\b|repository)"
)
_NEAR_RIVAL = re.compile(r"(?i)\bbaselines?\b|\bcompar")
_COMPARED = re.compile(r"(?i)\bcomparison|\bcounterpart|\bbenchmarked|\bas (?:the )?representatives\b")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_FROM = re.compile(  # any name with a version behind these words is a model's
    r"\b(?:initiali[sz](?:e|es|ed|ing) (?:from|with)|buil(?:ds?|t)(?: [\w-]+)? (?:up)?on(?: top of)?) (?:the )?"
    r"(?:weights of )?(?:pre-?trained )?"
    r"(?P<name>[A-Z][\w.]*(?:\d[\w.]*|-\d+(?:\.\d+)?[BM])(?:[- ](?:[A-Z][\w.]*\d[\w.]*|\d+(?:\.\d+)?[BM]))*)(?![\w-])"
)
_AS = re.compile(  # and any before these
    r"\b(?:us|adopt|employ|choos|chose|select|tak|utili[sz]|leverag)\w* (?:the )?(?:pre-?trained )?"
    r"(?P<name>[A-Z][\w.]*(?:[- ][A-Z\d][\w.]*)*)(?: \[[\d, ]+\]| \([^()]*\))?,? (?:as|to be) (?:the|our|a|an) "
    r"(?:\w+ )?"
    r"(?:base (?:model|LLM|VLM|network|policy)|backbone|foundation model|starting (?:point|checkpoint))\b"
)
_OTHER_ROLE = re.compile(r"(?i)(?<![A-Za-z])(?:judge|reward|RM)(?![A-Za-z])")  # "GPT5-Judge", "X-8B-Reward"
_LIKE_A_MODEL = re.compile(r"\d|[A-Z].*[A-Z]")
_USED_TO = re.compile(r"(?: \([^()]*\)| ?\[[^\[\]]*\])? to [a-z]+\b")
_TWO_IN_ONE = re.compile(r"(?P<first>.+?)(?:-[A-Za-z]+)?/[\d.]*[A-Za-z]")  # "X-1.5B/7B-Instruct", "X-7B-Base/Instruct"
_BASE_ROW = re.compile(
    r"(?i)(?:base|backbone|foundation|pre-?trained|student|policy) models?|backbone|initiali[sz]ation"
)
_CITED = re.compile(r"^\s*(?:\([^()]*\)|\[[^\[\]]*\]|\w+ et al\.? \[\d+\])")
_SIZE = re.compile(r"\d+(?:\.\d+)?[BM](?!\w)")
_SIZE_OF = re.compile(r"\bsizes? of (\d+(?:\.\d+)?[BM])\b")
_VERSION = re.compile(r"\d|-[A-Za-z]|(?:[A-Z][a-z]*){3,}$")
_NO_VERSION = re.compile(r"-(?:AI|like|style|based)$")
_OTHERS_WORK = re.compile(r"(?i)prompt|contribution")


def backbones(lines: Sequence[Line], own: tuple[str, ...]) -> tuple[NamedFact, ...]:
    """Models of known families that a sentence says the paper starts from or is applied to, the most often said first.

    `own`: what the paper calls its own method.
    """
    said: Counter[str] = Counter()
    places: dict[str, str] = {}
    spelling: dict[str, str] = {}
    for name, line in _started_from(lines, own):
        if _OTHER_ROLE.search(name):
            continue
        said[_key(name)] += 1 + (line.part == "abstract")
        spelling.setdefault(_key(name), name)
        places.setdefault(_key(name), line.at)
    of_tables = [found for found in (*_listed(lines), *_of_results(lines, own)) if not _OTHER_ROLE.search(found[0])]
    said.update(list(dict.fromkeys(_key(name) for name, _ in of_tables)))  # each once
    for name, at in of_tables:
        spelling.setdefault(_key(name), name)
        places.setdefault(_key(name), at)
    keys = [key for key, _ in said.most_common()]
    whole = [k for k in keys if not any(other != k and other.startswith(k) for other in keys)]  # no bare family
    whole = [k for k in whole if not _is_said_twice(spelling[k], set(whole) - {k})]
    whole = [k for k in whole if re.search(r"\d", k) or not any(re.search(r"\d", o) and o[:4] == k[:4] for o in keys)]
    return tuple(NamedFact(name=_sized(spelling[k], lines), at=places[k]) for k in whole[:MAX_BACKBONES])


def _is_said_twice(name: str, others: Set[str]) -> bool:
    """Whether a name is of two models, "X-1.5B/7B", of which one is among the others by its own."""
    both = _TWO_IN_ONE.match(name)
    return both is not None and any(other.startswith(_key(both["first"])) for other in others)


def _started_from(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[tuple[str, Line]]:
    """The models that sentences say the paper starts from."""
    names = [(m[0].rstrip(".- "), m, line) for line in _sentences(lines) for m in _MODEL_NAME.finditer(line.text)]
    names += [(m["name"].rstrip(".- "), m, line) for line in _sentences(lines) for m in _FROM.finditer(line.text)]
    as_base = ((m["name"].rstrip(".- "), line) for line in _sentences(lines) for m in _AS.finditer(line.text))
    yield from ((name, line) for name, line in as_base if _LIKE_A_MODEL.search(name) and not is_own(name, own))
    spelled = Counter(name for name, _, _ in names)
    aliases = {_key(name) for name, match, line in names if _is_alias(line.text, name, match.start())}
    for name, match, line in names:
        span = match.span("name") if "name" in match.groupdict() else match.span()
        if is_own(name, own) or _key(name) in aliases or not _has_version(name):
            continue
        if _is_start(line.text, *span, own):
            unbroken = re.sub(r"(?<=[a-z])-(?=[A-Z])", "", name)  # a line may end within a name: Hu-BERT
            yield unbroken if spelled[unbroken] >= spelled[name] else name, line


def _is_alias(sentence: str, name: str, start: int) -> bool:
    """Whether a name only stands in brackets behind a longer one that has it: "X-Distill-Llama3-8B (Llama3-8B)"."""
    before = sentence[:start].rstrip("(").rstrip()
    return sentence[:start].endswith("(") and _key(before.split(" ")[-1]).endswith(_key(name))


def _sized(name: str, lines: Sequence[Line]) -> str:
    """A name with its size, where the paper writes it with one size alone: LLaMA as "7B LLaMA", Qwen2-VL-7B."""
    if _SIZE.search(name):
        return name
    found: dict[str, str] = {}
    written = re.compile(rf"(?<![\w.-])(?:(\d+(?:\.\d+)?[BM]) )?{re.escape(name)}(?:[- ](\d+(?:\.\d+)?[BM]))?(?![\w-])")
    for line in _sentences(lines):
        for match in written.finditer(line.text):
            if size := match[1] or match[2]:
                found[size] = max(match[0], found.get(size, ""), key=len)
            elif said := _SIZE_OF.search(line.text):
                found.setdefault(said[1], name)
    return max(found.values(), key=len) if len(found) == 1 else name


def _listed(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """The models of a column headed "Base model" or the like, each with its row's place."""
    for table, rows in tables_of(lines):
        for row in rows:
            if len(row.cells) == len(("name", "value")) and _BASE_ROW.fullmatch(row.cells[0]):
                match = _MODEL_NAME.search(row.cells[1])
                name = row.cells[1] if re.fullmatch(r"[\w.-]*\d[\w.-]*", row.cells[1]) else match[0] if match else ""
                if _has_version(name):
                    yield name, row.at
        heads = [" ".join(table.header(column)).strip() for column in range(len(table.rows[0]))]
        for column in range(len(heads)):
            if (head := _BASE_HEAD.fullmatch(heads[column])) and (head["base"] or any(map(_RUN_HEAD.fullmatch, heads))):
                for row in rows:
                    for match in _MODEL_NAME.finditer(row.cells[column]):
                        if _has_version(name := match[0].rstrip(".- ")):
                            yield name, row.at


def _of_results(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The models that head the groups of the paper's own rows in its tables of results, or stand in their labels."""
    for table, rows in tables_of(lines):
        if is_result_table(table):
            found = list(bases_of(rows, own))
            if any(not text for text, _ in found):  # beside the own name alone a name in brackets is a variant's
                found = [(text, at) for text, at in found if not text.startswith("(")]
            for text, at in found:
                match = _MODEL_NAME.search(text)
                if match and _has_version(name := match[0].rstrip(".- ")) and not is_own(name, own):
                    yield name, at


def _is_start(sentence: str, start: int, end: int, own: tuple[str, ...]) -> bool:
    """Whether a sentence says that the authors start from the model at start:end, and use it as no tool or rival."""
    before, after = sentence[:start], sentence[end:]
    if (
        _RIVAL.search(before)
        or re.search(r"(?i)\bover (?:the )?$", before)
        or _NEAR_RIVAL.search(after[:RIVAL_CHARS])
        or _NO_MODEL.match(after)
        or _TOOL.search(after)
        or (_SERVICE.match(sentence[start:end]) and _USED_TO.match(after))
        or _COMPARED.search(sentence)
    ):
        return False
    if own and (m := _ON_MODEL.search(before)) and is_own(m["what"], own):
        return True
    base = max((m.end() for m in _BASE.finditer(before)), default=None)
    if base is not None and len(_BRACKETS.sub("", before[base:])) <= REACH and not _OTHERWISE.search(before[base:]):
        return True
    return bool(_AS_BASE.match(_CITED.sub("", after)))


def _sentences(lines: Sequence[Line]) -> Iterator[Line]:
    return (
        line
        for line in lines
        if line.block_kind in PROSE
        and line.part != "references"
        and not (line.others or _OTHERS_WORK.search(line.heading))
    )


def _has_version(name: str) -> bool:
    """Whether it is one model, not a family or a firm: DeepSeek-AI writes papers."""
    return bool(_VERSION.search(name)) and not _NO_VERSION.search(name)


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9+.]", "", name.lower())
