"""Fits an answer to the record that was asked for: plain meaning in another form is taken, the unusable left out."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

from pydantic import ValidationError

from pipeline.llm.json_text import plain_key, with_keys
from schemas.records import Record

R = TypeVar("R", bound=Record)
_SAID = ("name", "value")  # a fact without either says nothing
JOINT = ", "
MOST_LISTED = 5_000  # characters of a list in one text
_LISTS = frozenset(
    {"items", "list", "data", "values", "facts", "results", "settings", "datasets", "backbones", "models"}
)
_CHOICES = {  # in Chinese
    **dict.fromkeys(("训练", "训练集", "用于训练"), "train"),
    **dict.fromkeys(("评测", "测试", "评估", "验证", "测试集", "评测集", "用于评测", "用于测试"), "eval"),
    **dict.fromkeys(
        ("两者", "都有", "训练和评测", "训练和测试", "训练与评测", "训练与测试", "训练、评测", "训练、测试"), "both"
    ),
    **{"未知": "unknown", "保留": "keep", "修改": "change", "删除": "drop"},
}
_BETWEEN_NAMES = re.compile(r"[、，,;；\n](?!\d)(?![^(（]*[)）])")
_BETWEEN_SETTINGS = re.compile(r"[、，,;；\n](?=[^、，,;；\n=:：]+[=:：])(?![^(（]*[)）])")
_EDGES = " \t\r\n、，,;；"


def fitted(data: Any, kind: type[R]) -> tuple[R, tuple[str, ...]]:
    """`data` as a record of `kind`, and what of its lists was left out, as "field.index".

    Numbers, null and lists become strings, a single item a list, an unknown choice "unknown"; unknown keys are left
    out, and of a list each item that cannot be fitted. Raises ValidationError where a text is missing.
    """
    left_out: list[str] = []
    if not isinstance(data, dict):
        return kind.model_validate(data), ()
    values: dict[str, Any] = {}
    data = with_keys(data, kind.model_fields)
    for name, field in kind.model_fields.items():
        key = next((k for k in (field.alias, name) if k and k in data), None)
        item = _item_of(cast("Any", field.annotation))
        if item is not None and (key is not None or _is_record(item)):
            values[name] = _items(data[key] if key is not None else (), item, name, left_out)
        elif key is not None:
            values[name] = _scalar(data[key], field.annotation)
    if "quote" in data and "at" in kind.model_fields:
        values |= {key: _text(data[key]) for key in ("quote", "unit") if key in data}  # as facts were before places
    return kind.model_validate(values, by_name=True), tuple(left_out)


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Record)


@functools.cache
def _item_of(kind: Any) -> Any:
    """What a field of this type is a list of; None: it is no list."""
    args = get_args(kind)
    return args[0] if get_origin(kind) is tuple and args else None


def _items(value: Any, item: Any, where: str, left_out: list[str]) -> tuple[Any, ...]:
    if not _is_record(item):
        return tuple(_text(one) for one in _listed(value) if one is not None)
    kept = []
    listed = _listed_records(value, item)
    for index, one in enumerate(listed):
        given = _of_words(one, item) if isinstance(one, str) else one
        record = _record(given, item) if isinstance(given, dict) else None
        if record is None:
            left_out.append(f"{where}.{index}")
        else:
            kept.append(record)
    return tuple(kept)


def _listed(value: Any) -> Sequence[Any]:
    if isinstance(value, list | tuple):
        return value
    return () if value is None or value == "" else (value,)


def _listed_records(value: Any, item: type[Record]) -> Sequence[Any]:
    """The items of a list, however it is written: in a list of lists, as JSON in a string, as what each name has."""
    value = _of_string(value)
    if isinstance(value, str) and "name" in item.model_fields:
        between = _BETWEEN_SETTINGS if "value" in item.model_fields else _BETWEEN_NAMES
        value = list(filter(None, (part.strip(_EDGES) for part in between.split(value[:MOST_LISTED]))))
    found: list[Any] = []
    for one in map(_of_string, _listed(value)):
        if isinstance(one, list):
            found.extend(one)
        elif isinstance(one, dict) and one and not _fields_of(one, item):
            key, *others = one
            if not others and plain_key(key) in _LISTS:
                found.extend(_listed(one[key]))
            else:
                found.extend(record for key, inner in one.items() for record in _of_pair(key, inner, item))
        else:
            found.append(one)
    return found


def _fields_of(one: dict[str, Any], item: type[Record]) -> set[str]:
    """The fields that a record names."""
    return with_keys(one, item.model_fields).keys() & item.model_fields.keys()


def _of_pair(key: str, value: Any, item: type[Record]) -> Sequence[Any]:
    """The items that are written as {"batch": "128"}, {"MATH": {"role": "eval"}}, {"eval": ["MATH"]} or {"0": {…}}."""
    first, second, *_ = item.model_fields
    key = _CHOICES.get(key, key)
    if key in get_args(item.model_fields[second].annotation):
        return [one | {second: key} if isinstance(one, dict) else {first: one, second: key} for one in _listed(value)]
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        group = "scope" if "scope" in item.model_fields else ""  # what the key tells of items that have a name
        known = [one for one in value if _fields_of(one, item)]
        return [
            ({} if key.isdigit() else {group if first in _fields_of(one, item) else first: key}) | one for one in known
        ]
    return [] if second == "at" else [{first: key, second: value}]


def _of_words(text: str, item: type[Record]) -> Any:
    """The item that is written as "Qwen2.5-7B" or "batch size = 128"; what says neither stays as it is."""
    if "name" not in item.model_fields:
        return text
    name, mark, value = text.partition("=") if "=" in text else text.replace("：", ":").partition(":")
    return {"name": name.strip(), "value": value.strip()} if mark and "value" in item.model_fields else {"name": text}


def _of_string(value: Any) -> Any:
    """What a string of JSON holds; any other value as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return json.loads(value, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return value


def _record(given: dict[str, Any], item: type[R]) -> R | None:
    """One item, with blanks where the model left out what may be blank; None: it says nothing, or no record fits."""
    given, blank = with_keys(given, item.model_fields), _blank(item)
    if not all(_text(given.get(name)).strip() for name in _SAID if name in blank):
        return None
    try:
        return fitted(blank | given, item)[0]
    except ValidationError:
        return None


@functools.cache
def _blank(item: type[Record]) -> dict[str, str | None]:
    """What stands for each text that an item must have."""
    required = {name: field.annotation for name, field in item.model_fields.items() if field.is_required()}
    choices = {name: get_args(kind) for name, kind in required.items() if get_origin(kind) is Literal}
    return {
        name: (None if "unknown" not in choices[name] else "unknown") if name in choices else "" for name in required
    }


def _scalar(value: Any, kind: Any) -> Any:
    if get_origin(kind) is Literal:
        said = _text(value).strip().lower()
        said = _CHOICES.get(said, said)
        return said if said in get_args(kind) else "unknown" if "unknown" in get_args(kind) else value
    return _text(value) if kind is str else value


def _text(value: Any) -> str:
    """A value as text: a list joined, null as nothing."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return _joined(map(_text, value))
    if isinstance(value, dict):
        if "value" in value:  # {"value": 62.7, "unit": "%"}, {"type": "string", "value": "…"}
            return " ".join(filter(None, (_text(value["value"]), _text(value.get("unit")))))
        said = _joined(_text(part) for key, part in value.items() if key not in ("at", "type", "id"))
        at = _text(value.get("at"))
        return f"{said}【{at}】" if at and "【" not in said else said
    return str(value)


def _joined(texts: Iterable[str]) -> str:
    """Sentences stand beside one another, anything else with a comma between."""
    joined = ""
    for text in filter(None, texts):
        joined += text if not joined or joined.endswith(("。", "！", "？", "；", "】")) else JOINT + text
    return joined
