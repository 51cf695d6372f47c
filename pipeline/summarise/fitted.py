"""Fits an answer to the record that was asked for: plain meaning in another form is taken, the unusable left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from schemas.records import Record

R = TypeVar("R", bound=Record)
_SAID = ("name", "value")  # a fact without either says nothing
JOINT = ", "


def fitted(data: Any, kind: type[R]) -> tuple[R, tuple[str, ...]]:
    """`data` as a record of `kind`, and what of its lists was left out, as "field.index".

    Numbers, null and lists become strings, a single item a list, an unknown choice "unknown"; unknown keys are left
    out, and of a list each item that cannot be fitted. Raises ValidationError where a text is missing.
    """
    left_out: list[str] = []
    if not isinstance(data, dict):
        return kind.model_validate(data), ()
    values: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        key = next((k for k in (field.alias, name) if k and k in data), None)
        item = _item_of(field)
        if item is not None and (key is not None or _is_record(item)):
            values[name] = _items(data[key] if key is not None else (), item, name, left_out)
        elif key is not None:
            values[name] = _scalar(data[key], field.annotation)
    if "quote" in data and "at" in kind.model_fields:
        values |= {key: _text(data[key]) for key in ("quote", "unit") if key in data}  # as facts were before places
    return kind.model_validate(values, by_name=True), tuple(left_out)


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Record)


def _item_of(field: FieldInfo) -> Any:
    """What a field is a list of; None: it is no list."""
    args = get_args(field.annotation)
    return args[0] if get_origin(field.annotation) is tuple and args else None


def _items(value: Any, item: Any, where: str, left_out: list[str]) -> tuple[Any, ...]:
    if not _is_record(item):
        return tuple(_text(one) for one in _listed(value) if one is not None)
    kept = []
    listed = _listed_records(value, item)
    for index, one in enumerate(listed):
        given = {"name": one} if isinstance(one, str) and "name" in item.model_fields else one
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
    if isinstance(value, dict) and not value.keys() & item.model_fields.keys():
        if all(isinstance(one, dict) for one in value.values()):
            return tuple(
                ({"name": key} if "name" in item.model_fields and not key.isdigit() else {}) | one
                for key, one in value.items()
            )
        if {"name", "value"} <= item.model_fields.keys():
            return tuple({"name": key, "value": one} for key, one in value.items())
    found: list[Any] = []
    for one in map(_of_string, _listed(value)):
        found.extend(one if isinstance(one, list) else [one])
    return found


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
    required = {name: field for name, field in item.model_fields.items() if field.is_required()}
    if not all(_text(given.get(name)).strip() for name in _SAID if name in required):
        return None
    choices = {name: get_args(f.annotation) for name, f in required.items() if get_origin(f.annotation) is Literal}
    blank = {name: "unknown" if "unknown" in choices[name] else None for name in choices}
    blank |= {name: "" for name in required if name not in choices}
    try:
        return fitted(blank | given, item)[0]
    except ValidationError:
        return None


def _scalar(value: Any, kind: Any) -> Any:
    if get_origin(kind) is Literal:
        said = _text(value).strip().lower()
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
        return _joined(map(_text, value.values()))
    return str(value)


def _joined(texts: Iterable[str]) -> str:
    """Sentences stand beside one another, anything else with a comma between."""
    joined = ""
    for text in filter(None, texts):
        joined += text if not joined or joined.endswith(("。", "！", "？", "；")) else JOINT + text
    return joined
