"""Reads the JSON object that a model meant out of what it wrote around and into it."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence, Set
from typing import Any

from pipeline.llm.json_readings import readings

# LaTeX commands that begin as a line's end or a tab of JSON does: \theta is read as a tab and "heta". A backspace, a
# form feed or a lone return stands in no answer: \b, \f and \r before a letter always begin a command.
_LATEX = (
    "nabla natural ncong ne nearrow neg negthinspace neq newline nexists ng ngeq ngtr ni nleftarrow nleq nless nmid "
    "nolimits nonumber norm not notin nparallel nprec nrightarrow nsim nsubset nsubseteq nsucc nsupset nsupseteq nu "
    "nvdash nwarrow "
    "tag tan tanh tau tbinom text textbf textit textrm textsc textsf textstyle textsubscript textsuperscript texttt "
    "tfrac therefore theta thickapprox thicksim thinspace tilde times tiny to top tr triangle triangledown "
    "triangleleft triangleq triangleright twoheadrightarrow"
)
_COMMANDS = frozenset(_LATEX.split())
# within a formula each is one, also of the author's own
_FORMULA = re.compile(r"(?<!\$)\$(?![\s$])[^$\"\n]{1,300}(?<!\s)\$(?![\d$])|\\\([^\"\n]{1,300}?\\\)")
_COMMAND = re.compile(r"(?<!\\)\\(?=[nt][A-Za-z])")
_PYTHON_KEY = re.compile(r"[{,]\s*'\w+'\s*:")
_ESCAPE = re.compile(r"\\(\\|u[0-9A-Fa-f]{4}|[A-Za-z]+|.|\Z)", re.DOTALL)
_END = "ribao_end"  # the key of an object behind the answer, which an answer that breaks off swallows
_CHINESE = {  # what each key is called in Chinese, where that can mean no other
    chinese: key
    for key, names in {
        "headline": "标题 一句话 要点",
        "task": "任务",
        "input": "输入",
        "output": "输出",
        "backbones": "基座 基座模型 骨干 骨干模型 骨干网络 主干网络",
        "datasets": "数据集 数据",
        "problem": "问题 研究问题",
        "architecture": "架构 模型架构 结构 模型结构 方法",
        "training": "训练 训练方法 训练过程",
        "inference": "推理 推断",
        "results_prose": "结果说明 结果描述 结果概述 结果总结 结果正文",
        "hyperparameters": "超参数 超参",
        "results": "结果 结果列表 实验结果",
        "name": "名称 名字 名",
        "value": "值 数值 取值",
        "scope": "范围 适用范围",
        "at": "出处 位置 来源 编号",
        "role": "用途 角色 作用",
        "benchmark": "基准 评测集",
        "metric": "指标",
        "system": "系统",
        "baseline": "基线 对手",
        "baseline_value": "基线值 基线数值 对手值 对手数值",
        "baseline_at": "基线出处 对手出处",
        "answers": "回答 答案",
        "action": "动作 操作",
        "text": "文本 正文",
    }.items()
    for chinese in names.split()
}
_ROW = "ribao_items"  # the key of an object that stands for sound ones
_KEY = re.compile(r"""[{,]\s*["']?(\w+)["']?\s*:""")
_WORD = re.compile(r"\w+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
MOST_CHARS = 400_000  # of a damaged answer that is mended; the longest sound one so far has 12,000
MOST_OF_KEY = 100  # characters
MOST_OBJECTS = 200  # tried in one reply: what a model writes around its answer has few braces


class NoObjectError(ValueError):
    """There is no whole JSON object in the text."""


def read_object(text: str, keys: Sequence[str] = ()) -> dict[str, Any]:
    """The last object of those with the most of `keys`; every number in it is a string, as it is written.

    Takes words, code fences, thoughts and other objects around it, LaTeX's single backslashes and line ends inside
    of its strings, keys in capitals; the marks of a Chinese keyboard and a text that is escaped as a whole, where that
    makes it sound; what else is broken (quotes, commas, Python's words) json-repair mends, where the end is there.
    Raises NoObjectError for a text without an object, and for one whose last object breaks off.
    """
    sound = _escaped(text)
    best, at = _best(sound, keys)
    if best is None or (keys and _hits(best, keys) < len(keys)):
        for other in map(_escaped, readings(text)):
            found, end = _best(other, keys)
            if found is not None and _hits(found, keys) == len(keys):
                sound, best, at = other, found, end
                break
    if isinstance(best, _Contradiction):
        raise NoObjectError("the JSON object has a key twice")
    if best is not None and _hits(best, keys) < len(keys) and any(map(_is_torn, best.values())):
        raise NoObjectError(
            "a stretch of the JSON is lost"
        )  # two items have become one, and a key between them is gone
    rest = sound[at:]
    if best is not None and 0 < _hits(best, keys) < len(keys) and rest.lstrip().startswith(","):
        raise NoObjectError("the JSON object closes before its end")  # an item's brace, after a stretch was lost
    if best is None or (keys and _hits(best, keys) < len(keys) and _names(sound, keys) > _hits(best, keys)):
        return _mended(sound, keys, best)
    if keys and _names(rest, keys) > len(keys) // 2:
        return _mended(rest, keys, None)  # another answer began behind it: the last is meant, if it is whole
    return best


def _best(text: str, keys: Sequence[str]) -> tuple[dict[str, Any] | None, int]:
    """The last sound object of those with the most of `keys`, and where it ends; None: there is none."""
    best, at, parts = None, 0, list[dict[str, Any]]()
    for outer, _, end in _objects(text):
        found = _wrapped(outer, keys)
        parts += [found] if found.keys() <= set(keys) else []
        if best is None or _hits(found, keys) >= _hits(best, keys):
            at = end
            more = best is None or _hits(found, keys) > _hits(best, keys)
            best = found if more or not _is_form(found) else best  # the form may be repeated behind the answer
    if best is not None and _hits(best, keys) < len(keys) == sum(map(len, parts)):  # an object for each of its parts
        whole = {key: value for part in parts for key, value in part.items()}
        best = whole if len(whole) == len(keys) else best
    return best, at


_PLACEHOLDER = re.compile(r"\W*|\W*string\W*|<[^<>]*>")


def _is_form(value: dict[str, Any]) -> bool:
    """Whether an object says nothing but what is to be filled in: "", "...", "<string>", []."""
    return all(_PLACEHOLDER.fullmatch(v) if isinstance(v, str) else not v for v in value.values())


def _wrapped(value: dict[str, Any], keys: Sequence[str], depth: int = 3) -> dict[str, Any]:
    """The object, or that within it which has more of `keys`: {"answer": {…}}, {"name": …, "arguments": "{…}"}."""
    best = with_keys(value, keys)
    if depth and _hits(best, keys) < len(keys):
        for inner in value.values():
            one = inner[0] if isinstance(inner, list) and len(inner) == 1 else inner
            if isinstance(one, str) and one.lstrip().startswith("{"):
                one = next((found for found, *_ in _objects(_escaped(one))), None)
            found = _wrapped(one, keys, depth - 1) if isinstance(one, dict) else None
            best = found if found is not None and _hits(found, keys) > _hits(best, keys) else best
    return best


def is_whole(text: str) -> bool:
    """Whether a text ends with a whole JSON object, whatever stands before it."""
    sound = _escaped(text).rstrip().removesuffix("```").rstrip()
    return any(end == len(sound) for *_, end in _objects(sound))


def _objects(text: str) -> Iterator[tuple[dict[str, Any], int, int]]:
    """Each sound object that is in no other, and where it begins and ends."""
    decoder = json.JSONDecoder(
        strict=False, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_without_contradictions
    )
    at = text.find("{")
    for _ in range(MOST_OBJECTS):
        if at < 0:
            return
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield found, at, end
        at = text.find("{", end)


class _Contradiction(dict[str, Any]):
    """An object that has a key twice."""


def _is_torn(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, _Contradiction) for item in value)


def _without_contradictions(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one that has a key twice says nothing: it is two, and nobody can say which value is whose."""
    found = {key.strip(): value for key, value in pairs}
    return found if len({plain_key(key) for key in found}) == len(pairs) else _Contradiction()


def plain_key(written: str) -> str:
    """A key as it is asked for: resultsProse, "Results prose" and **results-prose** are results_prose."""
    return _plain_key(written[:MOST_OF_KEY])


@functools.lru_cache(1_000)
def _plain_key(written: str) -> str:
    return re.sub(r"[\W_]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", written)).strip("_").lower()


def with_keys(value: dict[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """The object with those of its keys as they are asked for that were written otherwise, or in Chinese."""
    if isinstance(value, _Contradiction) or value.keys() <= set(keys):
        return value
    plain = {key: plain_key(key) for key in value}
    meant = {key: _CHINESE.get(said, said) for key, said in plain.items()}
    once = Counter(meant.values())
    return {meant[key] if meant[key] in keys and once[meant[key]] == 1 else key: said for key, said in value.items()}


def _mended(text: str, keys: Sequence[str], sound: dict[str, Any] | None) -> dict[str, Any]:
    """The object in a text that is not JSON."""
    start, end = _start(text, keys), text.rfind("}") + 1
    if start < 0 or end <= start or end - start > MOST_CHARS:
        if sound is not None:
            return sound
        raise NoObjectError("no whole JSON object" if start >= 0 else "no JSON object")
    if not set(keys) <= set(_WORD.findall(text, start, end)):  # most answers that break off have lost their last keys
        raise NoObjectError("the JSON object breaks off before all of its keys")
    import json_repair  # 20 ms, and most answers are sound

    numbers_kept = _quoted_numbers(text[start:end])
    short, rows = _shortened(numbers_kept, keys)
    try:
        value = json_repair.loads(f'{short}\n{{"{_END}": "1"}}', skip_json_loads=True)
    except (ValueError, RecursionError) as e:
        raise NoObjectError(f"JSON that cannot be mended ({type(e).__name__})") from None
    found = [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
    if len(found) < 2 or found[-1] != {_END: "1"}:
        raise NoObjectError("the JSON object breaks off")
    best = max(reversed(found[:-1]), key=lambda v: _hits(v, keys))
    if keys and best.keys() != set(keys):  # where a key is lost, its items are in the list before it
        raise NoObjectError("JSON whose parts are not where they belong")
    return _as_written(_restored(best, rows), numbers_kept, {id(item) for row in rows for item in row})


def _shortened(text: str, keys: Sequence[str]) -> tuple[str, list[list[dict[str, Any]]]]:
    """The text with {"ribao_items": n} in the place of each row of sound objects, and these rows: json-repair takes a
    microsecond for each character, and most items of a damaged answer are sound."""
    pieces, rows, at = list[str](), list[list[dict[str, Any]]](), 0
    for found, start, end in _objects(text):
        follows = text[end : end + FOLLOWS].lstrip()[:1]
        if isinstance(found, _Contradiction) or not found or _hits(found, keys) or not follows or follows not in ",]}":
            continue
        if rows and text[at:start].strip() == ",":
            rows[-1].append(found)
        else:
            pieces += [text[at:start], f'{{"{_ROW}": {len(rows)}}}']
            rows.append([found])
        at = end
    return "".join(pieces) + text[at:], rows


def _restored(value: Any, rows: Sequence[list[dict[str, Any]]]) -> Any:
    if isinstance(value, list):
        return [item for one in value for item in (_row(one, rows) or [_restored(one, rows)])]
    if not isinstance(value, dict):
        return value
    row = _row(value, rows)
    if row is not None:
        return row if len(row) > 1 else row[0]
    return {key: _restored(inner, rows) for key, inner in value.items()}


def _row(value: Any, rows: Sequence[list[dict[str, Any]]]) -> list[dict[str, Any]] | None:
    """The objects that one stands for; None: it is its own."""
    number = value.get(_ROW) if isinstance(value, dict) and len(value) == 1 else None
    return rows[number] if isinstance(number, int) and 0 <= number < len(rows) else None


def _start(text: str, keys: Sequence[str]) -> int:
    """Where the last object begins whose first key is one of `keys`; the first brace where none does."""
    if keys:
        first = [m.start() for m in _KEY.finditer(text) if m.group().startswith("{") and m.group(1) == keys[0]]
        if first:
            return first[-1]
        begins = next((m.start() for m in _KEY.finditer(text) if m.group().startswith("{") and m.group(1) in keys), -1)
        if begins >= 0:
            return begins
    return text.find("{")


_SWALLOWED = re.compile(r"""["']\s*[:,]\s*["'\[{]|[\[{]\s*["']\w+["']\s*:|["']\s*[}\]]""")
_KEY_NAME = re.compile(r"[\w .-]+")
_BLANK = re.compile(r"[\s\\]+")
FOLLOWS = 100  # characters behind an item, of which the first that is no blank counts
_TRAILING = re.compile(r"(?<!,),+(?=[}\]])")
_BARE_KEY = re.compile(r"([{,])(\w+):")
_BEHIND_OBJECT = ",]}{"  # the last where a comma was lost
_BEHIND_TEXT = ',]}"'
_PYTHON = {"None": "null", "True": "true", "False": "false"}
_PYTHON_WORD = re.compile(r"(?<=[:,\[])(?:None|True|False)(?=[,}\]])")


def _as_written(answer: dict[str, Any], text: str, sound: Set[int]) -> dict[str, Any]:
    """A mended answer, less the items of its lists that stand nowhere in the text as they are; `sound` ones do.

    Where a quote or a stretch was lost, two values have become one, or two items. Raises NoObjectError where that is
    so of one of the answer's own values.
    """
    plain = _normal(text)
    kept: dict[str, Any] = {}
    for key, value in answer.items():
        if isinstance(value, list):
            records = any(isinstance(item, dict) for item in value)  # then a bare string is the rest of one
            whole = (
                item for item in value if id(item) in sound or (not _swallowed(item) and _stands(_written(item), plain))
            )
            kept[key] = [item for item in whole if isinstance(item, dict) or not records]
        elif not _swallowed(value) and _stands(f'"{key}":{_written(value)}', plain):
            kept[key] = value
        else:
            raise NoObjectError("JSON that is damaged beyond its commas and quotes")
    return kept


def _stands(written: str, plain: str) -> bool:
    """Whether a value stands in a normal text up to where a value ends: "6" is not the value of "6%…"."""
    value = _normal(written)
    follows = _BEHIND_OBJECT if value.endswith("}") else _BEHIND_TEXT
    at = plain.find(value)
    while at >= 0:
        if plain[at + len(value) : at + len(value) + 1] in follows:
            return True
        at = plain.find(value, at + 1)
    return False


def _normal(text: str) -> str:
    """A text without blanks and backslashes, with one kind of quotes, words and keys."""
    plain = _TRAILING.sub("", _BLANK.sub("", text).replace("'", '"'))
    return _BARE_KEY.sub(r'\1"\2":', _PYTHON_WORD.sub(lambda word: _PYTHON[word[0]], plain))


def _written(value: Any) -> str:
    """A value as JSON, less the escapes in its strings."""
    if isinstance(value, dict):
        pairs = ",".join(f'"{key}":{_written(v)}' for key, v in value.items())
        return "{" + pairs + "}"
    if isinstance(value, list):
        return f"[{','.join(map(_written, value))}]"
    return f'"{value}"' if isinstance(value, str) else json.dumps(value)


def _swallowed(value: Any) -> bool:
    """Whether a string holds what was JSON around it, or a number is the rest of a string without its quote."""
    if isinstance(value, dict):
        return any(not _KEY_NAME.fullmatch(key) or _swallowed(v) for key, v in value.items())
    if isinstance(value, list):
        return any(map(_swallowed, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return True  # a number that stands alone was put between quotes before
    return isinstance(value, str) and (bool(_SWALLOWED.search(value)) or value.count('"') % 2 > 0)


# a number without quotes, also with thousands' commas or what stands behind one (128K, 62.7 %, 1/2, 8×A100, 10^{-6}),
# and a name; each ends where a value does
_BARE = re.compile(
    r"(:\s*)([-+~≈<>≤≥]?(?:\d{1,3}(?:[,_]\d{3})+|\.?\d)(?: ?(?:[^\s\"'{}\[\],:]|\^\{[-+\d]{1,4}\})){0,30}"
    r"|(?!(?:true|false|null|None|True|False|NaN)\b)[A-Za-z][\w.+-]*)(?=\s*(?:,\s*(?:[\"'}\]]|\Z)|[}\]\n]))"
)


def _quoted_numbers(text: str) -> str:
    """The text with its numbers as strings: json-repair would read 1.10 as 1.1."""
    if not _BARE.search(text):
        return text
    pieces, at = [], 0
    for string in _STRING.finditer(text):
        pieces += [_BARE.sub(r'\1"\2"', text[at : string.start()]), string.group()]
        at = string.end()
    return "".join(pieces) + _BARE.sub(r'\1"\2"', text[at:])


def _escaped(text: str) -> str:
    """The text with LaTeX's backslashes doubled: those that JSON does not know, and those that it takes for others."""
    if "\\" not in text:
        return text
    text = _FORMULA.sub(lambda formula: _COMMAND.sub(r"\\\\", formula[0]), text)
    of_python = bool(_PYTHON_KEY.search(text))

    def one(match: re.Match[str]) -> str:
        said = match.group(1)
        if said == "'":
            return match.group() if of_python else said
        if said == "\\" or said in ('"', "/") or (said[:1] == "u" and len(said) == 5 and said[1:].isalnum()):
            return match.group()
        if said.isascii() and said.isalpha() and said[0] in "bfnrt":
            latex = said in _COMMANDS or (said[0] in "bfr" and len(said) > 1)
            return "\\" + match.group() if latex else match.group()
        return "\\" + match.group()

    return _ESCAPE.sub(one, text)


def _hits(value: dict[str, Any], keys: Sequence[str]) -> int:
    return sum(map(value.__contains__, keys))


def _names(text: str, keys: Sequence[str]) -> int:
    """How many of `keys` stand in a text as keys do."""
    named = {m.group(1) for m in _KEY.finditer(text)}
    return sum(key in named for key in keys)
