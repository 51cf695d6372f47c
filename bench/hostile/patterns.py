"""Every compiled pattern of the code with hostile texts: what takes longer than it may for a megabyte.

`python -m bench.hostile.patterns [PACKAGE …]`: each pattern is searched in LENGTH characters of each text of texts.py
and of shapes made of the own words of the pattern; what takes its share of BAR_S there is tried with a megabyte.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Iterable, Iterator

from bench.hostile.sweep import UNITS as SWEPT
from bench.hostile.texts import SIZE, UNITS, limit

LENGTH = 50_000
BAR_S = 2.0  # for a megabyte
_PIECE = re.compile(r"\\?[A-Za-z\u4e00-\u9fff]{2,}|\\.|[^\w\s()\[\]{}?*+|^$.\\]")


def patterns(names: Iterable[str]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns that modules keep, also within tuples and dictionaries."""
    root = importlib.import_module("pipeline")
    for info in pkgutil.walk_packages(root.__path__, "pipeline."):
        if names and not any(info.name.startswith(f"pipeline.{name}") for name in names):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for at, pattern in enumerate(_within(value)):
                yield f"{info.name.removeprefix('pipeline.')}.{name}{f'.{at}' if at else ''}", pattern


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _within(inner)
    elif isinstance(value, tuple | list | frozenset) and len(value) < 1000:
        for inner in value:
            yield from _within(inner)


def shapes(pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts to repeat: those that are hostile to others, and the pattern's own words, alone and with a blank."""
    own = dict.fromkeys(piece.lstrip("\\") for piece in _PIECE.findall(pattern.pattern))
    words = [word for word in own if word][:40]
    yield from dict.fromkeys((*UNITS, *SWEPT, *words, *(f"{word} " for word in words), *(f"{word}a" for word in words)))


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Of the processor, for finding it everywhere, and at the end of a text that begins so."""
    began = time.process_time()
    try:
        with limit(3 * BAR_S):
            for found in pattern.finditer(text):
                if time.process_time() - began > 3 * BAR_S:
                    break
                del found
    except TimeoutError:
        pass
    return time.process_time() - began


def main(names: list[str]) -> None:
    tried = slow = 0
    seen = set[re.Pattern[str]]()
    for name, pattern in patterns(names):
        if pattern in seen:
            continue
        seen.add(pattern)
        for shape in shapes(pattern):
            tried += 1
            if seconds(pattern, (shape * LENGTH)[:LENGTH]) < BAR_S * LENGTH / SIZE:
                continue
            took = min(seconds(pattern, (shape * SIZE)[:SIZE]) for _ in range(2))
            if took > BAR_S:
                slow += 1
                print(f"{name} {shape!r}: {took:.1f} s", flush=True)
                break
    print(f"{len(seen)} patterns, {tried} tries, {slow} patterns over {BAR_S:g} s")


if __name__ == "__main__":
    main(sys.argv[1:])
