"""Every public function that takes a text, with hostile ones of three lengths: what grows faster than they do.

`python -m bench.hostile.sweep [--megabyte] [MODULE …]`. A function is given each of its texts in turn, the others
short, and all. With `--megabyte` a text has a million characters, and what takes 2 s of the processor is printed.
"""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import io
import pkgutil
import sys
import time
import types
import typing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from bench.hostile.texts import ONCE_SLOW, _hostile_summary, hostile_paper, limit
from pipeline.errors import PipelineError
from pipeline.ground.index import PaperIndex
from pipeline.ground.numbers import find_numbers
from pipeline.ground.summary import validate
from pipeline.summarise.lines import Line, lines_of
from schemas.digest import Digest, Entry, GroundedFact, GroundedProse, GroundedSummary, SummaryDraft
from schemas.grounding import Number
from schemas.records import Paper, PaperText
from schemas.summary import Summary

PACKAGES = ("words", "ground", "render", "summarise", "sources", "extract", "llm", "interests", "publish", "store")
LENGTHS = (25_000, 50_000, 100_000)
SHORT = "GSM8K"
AT_ONCE_S = 0.02  # what takes less at the first length is not tried at the others
FASTER = 2.6  # times as long for a text of twice the length
PATIENCE_S = 3.0
BAR_S = 2.0  # for a million characters
MOST = 1_000  # characters that a record surely takes
ENOUGH = 2  # texts that show it of one function
UNITS = (
    *ONCE_SLOW, "a", "A", "1", "a ", "A ", "Aa ", "A1 ", "1 ", "_", "*", "`", "|", "{", "</", "<|", '"', "'", "“", "\\",
    "\n", "\n- ", "一", "在 A 上", "，", "。", "【1】", "【", "（", "a/", "a=", "$",
    "\\a{", "et al. ", "A-1/", "=1, ", "from 1 to ",
    "fine-tuning ", "of the ", "learning rate of 1 ", "\u202e", "0x", "[a](", "![", "<a ", "<!--", "`a` ", "%", "a:b ",
    "A (B) ", "a, and ", "1 × 10", "null,", "true ", '"a":', "\\u", "1e",
)  # fmt: skip
# Not a function of a text: what it is given names a file, an address or an account, or is asked of a server.
_EFFECTS = frozenset(
    """
    ensure_weights pull verify sha256_of check_model load_prompt read_prompt prompt_names in_place read_ids
    paper_of reach list_day list_query fetch_metadata download kept_pdf put_digest put_papers read_library send
    try_server push site_server build_site write_notes write_epub export open_plain read_plain read_sound
    set_aside keep_sum is_file is_sound sync_folder writing write_atomically clear_unfinished replacing open_own
    check_no_links try_folder data_lock locked digests_with stored_summary find_digest read_digest read_digests
    damaged_in sums_in load_interests vote add named_papers word_list either pattern lists language_data
    outage_at mirrors user_agent find_weights remote_endpoint render label query connect retrying
    raise_for_retry save_weights pictured list_papers
    """.split()  # noqa: SIM905 - a list of words is easier to read than a list of strings
)


class CannotBeMade(Exception):
    """No value of this type can be made of a text."""


def made(kind: Any, text: str, depth: int = 0) -> Any:
    """A value of a type that says the text wherever it can. Raises CannotBeMade."""
    if kind in _OF_TEXT:
        return _OF_TEXT[kind](text)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is typing.Annotated:
        return made(inner[0], text, depth)
    if origin is Literal:
        return inner[0]
    if origin in (Union, types.UnionType):
        return _first(inner, text, depth)
    if origin in (Sequence, Iterable, list, tuple, Iterator):
        if inner and inner[0] is Line:
            return _lines(text)
        if inner and inner[0] is Number:
            return find_numbers(text)
        if origin is tuple and inner[-1:] != (...,):
            return tuple(made(each, text, depth + 1) for each in inner)
        one = made(inner[0], text, depth + 1)
        return [one] * 2 if origin is list else (one, one)
    if origin in (frozenset, set, Set):
        return frozenset({made(inner[0], text, depth + 1)})
    if origin in (Mapping, dict):
        return {made(inner[0], text, depth + 1): made(inner[1], text, depth + 1)}
    if depth < 4 and isinstance(kind, type) and issubclass(kind, BaseModel):
        try:
            fields = {name: made(of.annotation, text, depth + 1) for name, of in kind.model_fields.items()}
            return kind.model_validate(fields)
        except (ValidationError, TypeError) as e:
            if len(text) > MOST:
                return made(kind, text[:MOST], depth)
            raise CannotBeMade(kind) from e
    if depth < 4 and isinstance(kind, type) and hasattr(kind, "_fields"):
        hints = typing.get_type_hints(kind)
        return kind(**{name: made(hints[name], text, depth + 1) for name in kind._fields})
    raise CannotBeMade(kind)


def _first(kinds: Sequence[Any], text: str, depth: int) -> Any:
    for kind in kinds:
        try:
            return made(kind, text, depth)
        except CannotBeMade:
            continue
    raise CannotBeMade(kinds)


@lru_cache(maxsize=8)
def _paper(text: str) -> PaperText:
    return hostile_paper(text)


@lru_cache(maxsize=8)
def _index(text: str) -> PaperIndex:
    return PaperIndex(_paper(text))


@lru_cache(maxsize=8)
def _lines(text: str) -> tuple[Line, ...]:
    return lines_of(_paper(text))


@lru_cache(maxsize=8)
def _grounded(text: str) -> GroundedSummary:
    return validate(_hostile_summary(text), hostile_paper("Nothing."))


_OF_TEXT: dict[Any, Callable[[str], Any]] = {
    str: lambda text: text,
    bytes: lambda text: text.encode("utf-8", "surrogatepass"),
    object: lambda text: text,
    Any: lambda text: text,
    bool: lambda _: False,
    int: lambda _: 1,
    float: lambda _: 1.0,
    Decimal: lambda _: Decimal(1),
    type(None): lambda _: None,
    dt.date: lambda _: dt.date(2025, 1, 2),
    Path: lambda _: Path("nowhere"),
    PaperText: _paper,
    PaperIndex: _index,
    Number: lambda text: (find_numbers(text) or find_numbers("1"))[0],
    Summary: lambda text: _hostile_summary(text).summary,
    SummaryDraft: _hostile_summary,
    GroundedSummary: _grounded,
    Entry: lambda text: Entry(paper=_OF_TEXT[Paper](text), summary=_grounded(text)),
    Digest: lambda text: Digest(title="2025-01-02", entries=(_OF_TEXT[Entry](text),)),
    GroundedProse: lambda text: next(iter(_grounded(text).prose.values())),
    GroundedFact: lambda text: _grounded(text).facts[0],
    Paper: lambda text: Paper(paper_id="2501.00001", title=text, abstract=text, authors=(text,), comment=text),
}


def functions(names: Sequence[str]) -> Iterator[tuple[str, Callable[..., Any], dict[str, Any]]]:
    """The public functions of PACKAGES that take a text, and the types of what they take."""
    for package in PACKAGES:
        root = importlib.import_module(f"pipeline.{package}")
        for info in pkgutil.walk_packages(root.__path__, f"pipeline.{package}."):
            if names and not any(name in info.name for name in names):
                continue
            module = importlib.import_module(info.name)
            for name, value in vars(module).items():
                plain = inspect.unwrap(value) if callable(value) else value
                if not inspect.isfunction(plain) or plain.__module__ != info.name or name.startswith("_"):
                    continue
                if name in _EFFECTS:
                    continue
                try:
                    hints = typing.get_type_hints(plain, vars(module))
                except NameError:  # a type that is imported for the checker of types alone
                    continue
                hints.pop("return", None)
                if any(_says(kind) for kind in hints.values()):
                    yield f"{info.name.removeprefix('pipeline.')}.{name}", value, hints


def _says(kind: Any) -> bool:
    """Whether a type holds text that is not one of a few words."""
    if get_origin(kind) is Literal:
        return False
    if kind in (str, bytes, PaperText, PaperIndex, Line, Paper):
        return True
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return True
    return any(_says(inner) for inner in get_args(kind))


def calls(hints: Mapping[str, Any]) -> Iterator[tuple[str, Callable[[str], dict[str, Any]]]]:
    """What makes the arguments of a text: for each that can say it alone, and for all."""
    said = [name for name, kind in hints.items() if _says(kind)]
    for only in (*said, "") if len(said) > 1 else ("",):
        yield only or "all", partial(_arguments, hints, only)


def _arguments(hints: Mapping[str, Any], only: str, text: str) -> dict[str, Any]:
    return {name: made(kind, text if only in ("", name) else SHORT) for name, kind in hints.items()}


def seconds(function: Callable[..., Any], arguments: dict[str, Any]) -> float:
    """Seconds of the processor, the first hundred thousand results of an iterator included."""
    before = time.process_time()
    try:
        with limit(PATIENCE_S), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            result = function(**arguments)
            if isinstance(result, Iterator):
                for _ in zip(range(100_000), result, strict=False):
                    pass
    except TimeoutError:
        return PATIENCE_S
    except (PipelineError, ValueError, RecursionError):
        pass
    return time.process_time() - before


def slow(took: Sequence[float]) -> bool:
    """Whether a function took long for the last length, or grew faster than the texts."""
    if len(took) == 1:
        return took[-1] >= BAR_S
    return took[-1] >= PATIENCE_S / 3 or (len(took) == 3 and took[2] > 0.05 and took[2] > FASTER * took[1])


def main(names: Sequence[str]) -> None:
    lengths = (1_000_000,) if "--megabyte" in names else LENGTHS
    names = [name for name in names if name != "--megabyte"]
    tried = [(name, function, *call) for name, function, hints in functions(names) for call in calls(hints)]
    found: Counter[tuple[str, str]] = Counter()
    for unit in UNITS:
        for name, function, which, arguments in tried:
            if found[name, which] >= ENOUGH:
                continue
            took = list[float]()
            try:
                for length in lengths:
                    took.append(seconds(function, arguments((unit * length)[:length])))
                    if took[0] < AT_ONCE_S:
                        break
                if slow(took) and took[-1] < PATIENCE_S:  # a busy machine looks like it once
                    again = [seconds(function, arguments((unit * length)[:length])) for length in lengths]
                    took = list(map(min, took, again))
            except CannotBeMade as e:
                found[name, which] = ENOUGH
                print(f"- {name}({which}): not tried, no {e}", flush=True)
            except Exception as e:  # noqa: BLE001 - values that never come together
                found[name, which] = ENOUGH
                print(f"- {name}({which}): {type(e).__name__}: {str(e)[:60]!r}", flush=True)
            if slow(took or (0.0,)):
                found[name, which] += 1
                print(f"? {name}({which}) {unit!r}: {' '.join(f'{s:.3f}' for s in took)}", flush=True)
    print(f"{len(tried)} ways to call {len({name for name, *_ in tried})} functions, {len(UNITS)} texts")


if __name__ == "__main__":
    main(sys.argv[1:])
