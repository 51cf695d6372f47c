"""The pretrained models that a paper builds on, by what its sentences say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import groupby
from typing import Literal

from pipeline.summarise.facts.architectures import architectures
from pipeline.summarise.facts.hosts import SIZED_TITLE, of_groups, of_lists
from pipeline.summarise.facts.methods import is_own
from pipeline.summarise.facts.model_lists import is_about_models, told_models
from pipeline.summarise.facts.model_names import OF_BENCHMARK, is_model
from pipeline.summarise.facts.own_rows import bases_of, label_column, own_rows
from pipeline.summarise.facts.result_tables import is_result_table
from pipeline.summarise.facts.setting_tables import of_tables
from pipeline.summarise.lines import PROSE, Line, tables_of
from pipeline.words.vocabulary import either, pattern, word_list
from schemas.summary import NamedFact

MAX_BACKBONES = 8
REACH = 90  # characters between "we fine-tune" and the last of the models that follow
RIVAL_CHARS = 40  # behind a name, where "as a baseline" may stand
_LIST = r"(?:[A-Z][\w.-]*(?: \([^()]*\)| \[[\d, ]+\])?,? (?:and )?(?:the )?)*"  # names before one of several
_FAMILIES = word_list("models.families")
_MODEL_NAME = re.compile(
    rf"{_FAMILIES.before}(?:{either('models.families')}|"
    rf"{either('models.services')}){_FAMILIES.after}[\w.]*(?:[-/](?!based\b)[A-Za-z0-9][\w.]*)*"
    rf"(?: (?:v?\d[\w.]*(?:-[\w.]+)*|(?=[A-Z]){either('models.variants', 'apart')})(?!\w))*(?: \(\d[\d.]*[BM]\))?"
)
_SURNAME = re.compile(r" [A-Z][a-z]+(?= [a-z(\[]|[,;.)]|$)")  # of a service's model with a number: GPT-5.6 Sol
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
_MADE_FROM = re.compile(r"^(?:[\w-]+-\w+ed |\d+[BM] )+")  # "DINOv3-pretrained ConvNeXt", "6B DiT-based X"
_IS_ONE = re.compile(r"\b(?:as|is) an? $")  # "PickScore is a CLIP-based model"
_IN_ROLE = re.compile(r" (?:base (?:model|policy)|backbone|host|student)(?![\w-])(?! of)")  # behind a name
_ITS_ARTICLE = re.compile(r"(?<!than )\b(?:[Aa]n?|[Oo]n|[Oo]ur|[Tt]he) $")  # and before it then
_OTHERS_CLAUSE = re.compile(r" (?:\[[\d, ]+\]|\([^()]*\d{4}[a-z]?\)) [a-z]{3,}(?<![su])s [a-z]")  # "X [3] combines a"
_MAKERS = either("models.makers")
_TOOL = re.compile(
    r"(?i)\bto (?:\w+ly )?(?:generate|label|annotate|judge|evaluate|score|synthesi[sz]e|create|rewrite|"
    r"translate|filter|verify|extract|rate|produce|retrieve|search|denote)\b|"
    rf"\bas (?:the |a |an |our )?(?:\w+[ -]){{0,2}}(?:{_MAKERS}|tool|reasoning model|baselines?)\b|"
    r"\bfor (?:\w+ )?(?:label|annotat|evaluat|judg|generat|scor|filter|retriev|index)\w*"
)
_BASE_LABEL = re.compile(  # a column's head, or a row's label in a table of settings
    r"(?i)(?:base|start(?:ing)?|initial|foundation|pre-?trained) models?|initiali[sz]ation"
)
_MODEL_HEAD = re.compile(r"(?i)models?")
_RUN_HEAD = re.compile(
    r"(?i)train(?:ing)? (?:data|set)|stages?"
)  # beside the models of a table of the paper's own runs
_OTHERWISE = re.compile(  # between "we use" and a name: another clause, or what was done with the model before
    rf"(?i);|\b(?:than|while|whereas|provided by|data from)\b|{_TOOL.pattern.removeprefix('(?i)')}"
)
_NO_MODEL = re.compile(
    r"(?i)\s*(?:(?:\([^()]*\)|\[[\d, ]+\])\s*)?(?:(?:[a-z]+ )?(?:corpus|data ?sets?|mixture)|templates?|"
    r"tokenizer|classifier|fine-?tuning data\w*|"
    r"rm\b|judge|api\b|paper|report|encoder is|and its|alignment|recipe|codebase|code\b|"
    r"repository|framework|library|toolkit)"
)
_NEAR_RIVAL = re.compile(r"(?i)\bbaselines?\b|\bcompar")
_COMPARED = re.compile(r"(?i)\bcomparison|\bcounterpart|\bbenchmarked|\bas (?:the )?representatives\b")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_FROM = re.compile(  # any name with a version behind these words is a model's
    r"\b(?:initiali[sz]\w+ (?:from|with)|buil[dt]s?(?: [\w-]+)? (?:up)?on(?: top of)?) (?:the )?"
    r"(?P<name>[A-Z][\w.]*(?:\d[\w.]*|-\d[\d.]*[BM])(?:[- ](?:[A-Z][\w.]*\d[\w.]*|\d[\d.]*[BM]))*)(?![\w-])"
)
_AS = re.compile(  # and any before these
    r"\b(?:us|adopt|chose|utili[sz])\w* (?P<name>[A-Z][\w.]*(?:[- ][A-Z\d][\w.]*)*)(?: \[[\d, ]+\])? "
    r"as (?:the|our) (?:\w+ )?(?:base (?:model|[LV]LM)|backbone|foundation model)\b"
)
_OTHER_ROLE = re.compile(r"(?i)(?<![A-Za-z])(?:judge|reward|RM)(?![A-Za-z])")  # "GPT5-Judge", "X-8B-Reward"
_LIKE_A_MODEL = re.compile(r"\d|[A-Z].*[A-Z]")
_CITED_BEFORE = re.compile(r"\[[\d, ]+\]|\d{4}[a-z]?\)")  # another work is the sentence's subject
_USED_TO = re.compile(r" to (?!encod|extract|fine|initiali|train)[a-z]+")
_TWO_IN_ONE = re.compile(r"(?P<first>.+?)(?:-[A-Za-z]+)?/[\d.]*[A-Za-z]")  # "X-1.5B/7B-Instruct", "X-7B-Base/Instruct"
_CITED = re.compile(r"^\s*(?:\([^()]*\)|\[[^\[\]]*\]|\w+ et al\.? \[\d+\])")
_SIZE = re.compile(r"\d+(?:\.\d+)?[BM](?!\w)")
_SIZE_OF = re.compile(r"\bsizes? of (\d+(?:\.\d+)?[BM])\b")
_VERSION = re.compile(r"\d|-[A-Za-z]|(?:[A-Z][a-z]*){3,}$")
_SIZED_NAME = re.compile(  # a name with a size is a model's, of whatever family: Foo-7B-Instruct, Bar Video 14B
    r"(?<![\w.-])(?P<name>[A-Z][\w.]*(?:-[A-Za-z\d][\w.]*)*(?: [A-Z][\w.]*){0,2}?[- "
    r"]\d+(?:\.\d+)?B(?:-[A-Z]\w*)*)(?![\w/-])"
)
_ROLES = either("models.roles")
_ROLE = re.compile(  # "LLM reasoner: X is used for", "Drafter: DMD fine-tuned X"
    rf"(?:^|[.;] )(?:\w+ )?{_ROLES}: (?:\w+ fine-tuned )?$"
)
_RESOLUTION = re.compile(r"-[2345]\d\d$")  # of a vision model's images
_REPLICATED = re.compile(r"(?i)\breplicat\w+ (?:are )?on $")
_FEEDS = re.compile(  # what is encoded with it
    r"\b(?:frozen (?:[\d,]+-dimensional )?|features from |encoded with )$"
)
_ITS_FEATURES = re.compile(r" (?:[a-z]+ )?(?:embeddings?|representations|layers)\b")
_POWERED = re.compile(r"(?P<what>[\w.-]+(?: [\w.-]+)?) is powered by $")
_DRIVES = re.compile(rf" (?:serves|is used) as (?:the|our|an) (?:\w+ )*?{_ROLES}\b")
_OF_TOOLS = re.compile(rf"\b{_MAKERS}s?\b")  # a column's head
_MAKES = re.compile(  # behind a name: what it does for the authors, who train and test another model
    rf"(?i) (?:also )?(?:generates|produces|filters|scores)\b| (?:judg|rating)\w+|"
    rf" (?:acts|serves|is \w+(?: to act)?) (?:{_TOOL.pattern.removeprefix('(?i)')})|-(?:as-a-)?judge"
)
_MADE_BY = re.compile(  # before one
    rf"(?i)(?:\b(?:annotated|distilled|evaluated|extracted|generated|labell?ed|scored) (?:by|from|using|with) |"
    rf"\b{_MAKERS}s?,? |\b(?:answers|data|outputs) (?:from|of) |\b(?:ask|prompt)(?:ed|ing)? )(?:[\w.-]+ and )?$"
)
_IS_DATA = re.compile(r", part of [^.;]*\bdataset\b")  # "X-8b, part of the Y preference dataset"
_OF_RIVAL = re.compile(r"\bwhich builds on [^,.;]*$")
_ITS_OTHER = re.compile(  # "after X's training cutoff": not the model itself
    r"[’']s (?!(?:[\w-]+ ){0,2}(?:backbone|checkpoint|decoder|embeddings|encoder|layers|parameters|weights)\b)"
)
_EMBEDS = re.compile(r"\b(?:embedded|encoded) (?:by|using|with) (?:the )?$")
_MEASURES = re.compile(r"\b(?:cosine|distances?|metrics?|similarit(?:y|ies))\b")
_WE_TRY = re.compile(rf"\b[Ww]e (?:\w+ )?(?:evaluate|experiment|test)\b[^;]*,? (?:using|with) (?:the )?{_LIST}$")
_WEAK = re.compile(r"(?i)we\b")  # "we use" says less than "we fine-tune", "our backbone"
_TRAINED_BY_US = re.compile(r"(?i)\bwe (?:\w+ )?(?:train|continu|fine-?tun)\w*$")
_NO_VERSION = re.compile(r"-(?:AI|like|style|based|initiali[sz]ed|pre-?trained|Factory|Index)$")
_OTHERS_WORK = re.compile(r"(?i)prompt|contribution")


def backbones(lines: Sequence[Line], own: tuple[str, ...]) -> tuple[NamedFact, ...]:
    """Models of known families that a sentence says the paper starts from or is applied to, the most often said first.

    `own`: what the paper calls its own method.
    """
    said: Counter[str] = Counter()
    places: dict[str, str] = {}
    spelling: dict[str, str] = {}
    tools = _tools(lines)
    for name, line, sure in _started_from(lines, own):
        if _OTHER_ROLE.search(name) or (not sure and _key(name) in tools):
            continue
        said[_key(name)] += 1 + (line.part == "abstract")
        spelling.setdefault(_key(name), name)
        places.setdefault(_key(name), line.at)
    of_tables = [
        found
        for found in (*_listed(lines), *_of_results(lines, own), *_of_own_rows(lines, own))
        if not _OTHER_ROLE.search(found[0])
    ]
    of_tables += [found for found in _of_settings(lines, own) if not _OTHER_ROLE.search(found[0])]
    of_tables += [
        (name, line.at)
        for name, line in of_lists(_sentences(lines), own)
        if not (_OTHER_ROLE.search(name) or is_own(name, own))
    ]
    of_tables += [
        (name, line.at)
        for name, line in _told(_sentences(lines), own)
        if not (_OTHER_ROLE.search(name) or is_own(name, own) or _key(name) in tools)
    ]
    of_tables = _without_resolutions(of_tables)
    said.update(list(dict.fromkeys(_key(name) for name, _ in of_tables)))  # each once
    for name, at in of_tables:
        spelling.setdefault(_key(name), name)
        places.setdefault(_key(name), at)
    keys = [key for key, _ in said.most_common()]
    whole = [
        k
        for k in keys
        if not any(_is_whole_of(o, k) and not (is_model(spelling[k]) and _are_two(k, o, places)) for o in keys)
    ]  # no bare family
    whole = [k for k in whole if not _is_said_twice(spelling[k], set(whole) - {k})]
    whole = [k for k in whole if not any(o != k and _without_version(o) == k for o in whole)]  # a slip of the pen
    whole = [k for k in whole if re.search(r"\d", k) or not any(re.search(r"\d", o) and o[:4] == k[:4] for o in keys)]
    if not whole:
        return tuple(NamedFact(name=name, at=line.at) for name, line in architectures(_sentences(lines), own))
    return tuple(NamedFact(name=_sized(spelling[k], lines), at=places[k]) for k in whole[:MAX_BACKBONES])


def _without_resolutions(found: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The names without those that differ from one before in the size of the images alone: ViT-B-224, ViT-B-384."""
    first: dict[str, str] = {}
    return [(name, at) for name, at in found if first.setdefault(_RESOLUTION.sub("", name), name) == name]


def _is_whole_of(key: str, short: str) -> bool:
    return key != short and key.startswith(short)


def _are_two(short: str, key: str, places: Mapping[str, str]) -> bool:
    """Whether one place has both as versions: GPT-5 and GPT-5.2."""
    return bool(re.match(r"\d\.\d", key[len(short) - 1 :])) and places[short] == places[key]


def _without_version(key: str) -> str:
    """A key without the number of its family: qwen4bthinking2507 of Qwen3-4B-Thinking-2507."""
    return re.sub(r"^([a-z]+)[\d.]+?(?=\d+(?:\.\d+)?b)", r"\1", key)


def _is_said_twice(name: str, others: Set[str]) -> bool:
    """Whether a name is of two models, "X-1.5B/7B", of which one is among the others by its own."""
    both = _TWO_IN_ONE.match(name)
    return both is not None and any(other.startswith(_key(both["first"])) for other in others)


def _tools(lines: Sequence[Line]) -> set[str]:
    """The keys of the models that some sentence has make, judge or label the paper's data or answers."""
    return {
        _key(match[0].rstrip(".- "))
        for line in lines
        if line.kind == "sentence" and line.part != "references"
        for match in _MODEL_NAME.finditer(line.text)
        if _MAKES.match(_uncited(line.text[match.end() :])) or _MADE_BY.search(line.text[: match.start()])
    }


def _started_from(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[tuple[str, Line, bool]]:
    """The models that sentences say the paper starts from, and whether they say it so that it can be no tool."""
    names = [(m[0].rstrip(".- "), m, line) for line in _sentences(lines) for m in _MODEL_NAME.finditer(line.text)]
    names += [(m["name"].rstrip(".- "), m, line) for line in _sentences(lines) for m in _FROM.finditer(line.text)]
    for line in _sentences(lines):
        sized = list(_SIZED_NAME.finditer(line.text))
        taken = [m.span() for _, m, other in names if other is line] if sized else []
        names += [(m["name"], m, line) for m in sized if not any(m.start() < b and m.end() > a for a, b in taken)]
    as_base = ((m["name"].rstrip(".- "), line) for line in _sentences(lines) for m in _AS.finditer(line.text))
    yield from ((name, line, True) for name, line in as_base if _LIKE_A_MODEL.search(name) and not is_own(name, own))
    spelled = Counter(name for name, _, _ in names)
    aliases = {_key(name) for name, match, line in names if _is_alias(line.text, name, match.start())}
    for name, match, line in names:
        span = match.span("name") if "name" in match.groupdict() else match.span()
        if is_own(name, own) or _key(name) in aliases or not _has_version(name):
            continue
        sure = _is_start(line.text, *span, own)
        if sure == "said" or (sure and (match.re is _FROM or is_model(name))):
            unbroken = re.sub(r"(?<=[a-z])-(?=[A-Z])", "", name)  # a line may end within a name: Hu-BERT
            name = unbroken if spelled[unbroken] >= spelled[name] else name
            surname = _SURNAME.match(line.text, span[1]) if _SERVICE.match(name) else None
            yield name + (surname[0] if surname else ""), line, sure in ("sure", "said")


def _told(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[tuple[str, Line]]:
    """The models, of whatever family, that sentences list as what the method starts from."""
    small = [name.lower() for name in own]
    for _, group in groupby(lines, key=lambda line: line.block):
        block = list(group)
        headed = is_about_models(block[0].text) or is_about_models(block[0].heading)
        for line in block:
            for start in told_models(line.text, own=small, headed=headed):
                if not _is_put_to_other_use(line.text, start.end - len(start.name), start.end):
                    name = _MADE_FROM.sub("", start.name)
                    known = _MODEL_NAME.match(name)
                    if known and _has_version(known[0]):
                        name = known[0]
                    if not known or known[0] != name or " " in name or _has_version(name):
                        yield name.rstrip(".- "), line


def _is_alias(sentence: str, name: str, start: int) -> bool:
    """Whether a name only stands in brackets behind a longer one that has it: "X-Distill-Llama3-8B (Llama3-8B)"."""
    before = sentence[:start].rstrip("(").rstrip()
    return sentence[:start].endswith("(") and _key(before.split(" ")[-1]).endswith(_key(name))


def _sized(name: str, lines: Sequence[Line]) -> str:
    """A name with its size, where the paper writes it with one size alone: "7B LLaMA", Qwen3-ASR-0.6B of Qwen3."""
    if _SIZE.search(name):
        return name
    found: dict[str, str] = {}
    written = re.compile(
        rf"(?<![\w.-])(?:(\d+(?:\.\d+)?[BM]) )?{re.escape(name)}(?:(?:-[A-Z][A-Za-z]*)*[- "
        rf"](\d+(?:\.\d+)?[BM]))?(?![\w-])"
    )
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
            label = row.cells[0].lower()  # a column headed "Backbone" would list the rivals' too
            is_base = label in ("backbone", "backbone model") or _BASE_LABEL.fullmatch(label)
            if len(row.cells) == len(("name", "value")) and is_base:
                match = _MODEL_NAME.search(row.cells[1])
                name = row.cells[1] if re.fullmatch(r"[\w.-]*\d[\w.-]*", row.cells[1]) else match[0] if match else ""
                if _has_version(name):
                    yield name, row.at
        heads = [" ".join(table.header(column)).strip() for column in range(len(table.rows[0]))]
        for column in range(len(heads)):
            of_runs = _MODEL_HEAD.fullmatch(heads[column]) and any(map(_RUN_HEAD.fullmatch, heads))
            if of_runs or _BASE_LABEL.fullmatch(heads[column]):
                for row in rows:
                    for match in _MODEL_NAME.finditer(row.cells[column]):
                        if _has_version(name := match[0].rstrip(".- ")):
                            yield name, row.at


def _of_settings(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The models that the tables of the paper's own settings give some of them for, each with its row's place."""
    for setting in of_tables(lines, own):
        match = _MODEL_NAME.fullmatch(setting.scope)
        if match and _SIZE.search(match[0]) and not is_own(match[0], own):
            yield match[0], setting.at


def _of_results(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The models that head the groups of the paper's own rows in its tables of results, or stand in their labels."""
    for table, rows in tables_of(lines):
        if is_result_table(table):
            found = list(bases_of(rows, own))
            if any(not text for text, _ in found):  # beside the own name alone a name in brackets is a variant's
                found = [(text, at) for text, at in found if not text.startswith("(")]
            found = [(text, at) for text, at in found if not text.startswith("vs")]  # its rival in that row
            for text, at in found:
                yield from ((name, at) for name in _joined(text) if _has_version(name) and not is_own(name, own))
    for title, at in of_groups(lines):
        sized = SIZED_TITLE.fullmatch(title)
        for name in [sized["name"]] if sized else _joined(title):
            if (sized or _has_version(name)) and not is_own(name, own):
                yield name, at


def _joined(text: str) -> Iterator[str]:
    """The first model of a text, and those that are joined to it: "ViT-B + BERT-base"."""
    for part in text.split("+") if " + " in text else [text]:
        if match := _MODEL_NAME.search(part):
            yield match[0].rstrip(".- ")


def _of_own_rows(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The models that stand in cells of the paper's own rows, in columns that are of no judge or teacher."""
    for table, rows in tables_of(lines):
        if not is_result_table(table):
            continue
        heads = [" ".join(table.header(column)) for column in range(len(table.rows[0]))]
        labels = label_column(rows, own)
        for at in own_rows(rows, own):
            for head, cell in list(zip(heads, rows[at].cells, strict=False))[labels + 1 :]:
                match = _MODEL_NAME.fullmatch(cell.strip("* "))
                if match and _has_version(name := match[0].rstrip(".- ")) and not _OF_TOOLS.search(head):
                    yield name, rows[at].at


def _is_start(sentence: str, start: int, end: int, own: tuple[str, ...]) -> Literal["", "perhaps", "sure", "said"]:
    """Whether a sentence says that the authors start from the model at start:end, and use it as no tool or rival.

    "perhaps": they use it, which may be for something else; "said": the words are of no other model's.
    """
    before, after = sentence[:start], sentence[end:]
    if _is_put_to_other_use(sentence, start, end):
        return ""
    if _REPLICATED.search(before):
        return "said"
    if (
        _TOOL.search(after)
        or _TOOL.match(before)  # "To generate captions, we use"
        or _USED_TO.match(_uncited(after).lstrip(")"))
        or _COMPARED.search(sentence)
    ):
        return ""
    ours = (_ON_MODEL, _POWERED) if own else ()
    if any((m := said.search(before)) and is_own(m["what"], own) for said in ours):
        return "said"
    if _ROLE.search(before) or _DRIVES.match(_uncited(after)):
        return "said"
    if _ITS_FEATURES.match(after) and _FEEDS.search(before):
        return "sure"
    if _IN_ROLE.match(_uncited(after)) and _ITS_ARTICLE.search(before) and not _CITED_BEFORE.search(before):
        return "sure"
    if _WE_TRY.search(before) and _SIZE.search(sentence[start:end]):
        return "perhaps"
    found = [m for m in _BASE.finditer(before) if len(_BRACKETS.sub("", before[m.end() :])) <= REACH]
    found = [m for m in found if not _OTHERWISE.search(before[m.end() :])]
    if (_AS_BASE.match(_uncited(after)) and not _IS_ONE.search(before)) or any(
        not _WEAK.match(m[0]) or _TRAINED_BY_US.match(m[0]) for m in found
    ):
        return "sure"
    return "perhaps" if found else ""


def _is_put_to_other_use(sentence: str, start: int, end: int) -> bool:
    """Whether the model at start:end is a rival, a tool, or no model but its data, its report or its code."""
    before, after = sentence[:start], sentence[end:]
    return bool(
        _RIVAL.search(before)
        or re.search(r"(?i)\bover (?:the )?$", before)
        or _NEAR_RIVAL.search(after[:RIVAL_CHARS])
        or _NO_MODEL.match(after)
        or _IS_DATA.match(after)
        or _OF_RIVAL.search(before)
        or _ITS_OTHER.match(after)
        or (_EMBEDS.search(before) and _MEASURES.search(after))
        or _MAKES.match(_uncited(after))
        or _MADE_BY.search(before)
        or (_OTHERS_CLAUSE.match(after) and not before.endswith(("and ", "on ")))
    )


def _uncited(after: str) -> str:
    """What stands behind a name and the citation of it."""
    return _CITED.sub("", after)


def _sentences(lines: Sequence[Line]) -> list[Line]:
    return [
        line
        for line in lines
        if line.block_kind in PROSE
        and line.part != "references"
        and not (line.others or _OTHERS_WORK.search(line.heading))
    ]


def _has_version(name: str) -> bool:
    """Whether it is one model, not a family or a firm: DeepSeek-AI writes papers."""
    if _SERVICE.fullmatch(name) or OF_BENCHMARK.search(name):
        return False
    return bool(_VERSION.search(name)) and not _NO_VERSION.search(name)


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9+.]", "", name.lower())
