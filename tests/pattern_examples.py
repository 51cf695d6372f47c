"""Examples of the patterns that stand in modules: texts in which what a pattern finds is marked, «so».

tests/words/patterns/<module>.txt holds them, under the name of each constant. A constant of several patterns has what
any of them finds marked. ⏎ is an end of line; "= " before a text says that a pattern matches it whole although it
finds less in it.
Usage: python -m tests.pattern_examples [MODULE ...]: marks the texts anew, and says which alternatives and lengths no
text needs. Read the difference before you commit it.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]

from bench.mutate.__main__ import AREAS, modules_of
from bench.mutate.sites import PATTERN, Change, Site, changed, sites

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent / "words" / "patterns"
_HEAD = re.compile(r"\[([A-Z_0-9, ]+(?: \+ [A-Z_]+)?)\]")


def modules() -> list[Path]:
    """The modules that could hold patterns, relative to the tree."""
    return [path for area in AREAS for path in modules_of(Path(area)) if path.suffix == ".py" and kept(path)]


@cache
def kept(path: Path) -> dict[str, list[Site]]:
    """What can be changed in the patterns of a module's constants, by the names of the constants."""
    found = [s for s in sites(ROOT, path) if s.kind in ("alternative", "reach") and s.name.isupper()]
    of_constants = {name: list(group) for name, group in groupby(found, key=lambda site: site.name)}
    return {name: group for name, group in of_constants.items() if value_of(path, name)}


def examples(path: Path) -> Mapping[str, list[str]]:
    """The marked texts of a module by their head: the name of a constant, or "A + B" for A where B follows it."""
    file, found, name = file_of(path), dict[str, list[str]](), ""
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        if head := _HEAD.fullmatch(line):
            found[name := head[1]] = []
        elif line:
            found[name].append(line)
    return found


def file_of(path: Path) -> Path:
    return FOLDER / f"{'.'.join(path.with_suffix('').parts[1:])}.txt"


def unmarked(example: str) -> str:
    """The text of an example."""
    return re.sub("[«»‹›]", "", example.removeprefix("= ").split(" ¦ ")[0]).replace("⏎", "\n")


def marked(patterns: tuple[re.Pattern[str], ...], text: str) -> str:
    """The text with what a pattern finds marked, once for each pattern that finds something."""
    found = [said for pattern in patterns if (said := _marked(pattern, text)) != text]
    return " ¦ ".join(found or [text]).replace("\n", "⏎")


def _marked(pattern: re.Pattern[str], text: str) -> str:
    """The text with what a pattern finds in «» and what its groups take of it in ‹›."""
    matches = [m for m in pattern.finditer(text) if m[0] or (pattern.pattern and _is_place(pattern.pattern))]
    marks = [mark for m in matches for mark in ((m.start(), 2, "«"), (m.end(), 1 if m[0] else 3, "»"))]
    for match in matches:
        spans = {match.span(i) for i in range(1, pattern.groups + 1) if match[i]} - {match.span()}
        marks += [mark for start, end in spans for mark in ((start, 3, "‹"), (end, 0, "›"))]
    said = text
    for at, _, mark in sorted(marks, reverse=True):
        said = said[:at] + mark + said[at:]
    whole = pattern.pattern and pattern.fullmatch(text) and (0, len(text)) not in [m.span() for m in matches]
    return f"= {said}" if whole else said


@cache
def _is_place(pattern: str) -> bool:
    """Whether a pattern finds no characters, but places between them."""
    return bool(_parser.parse(pattern).getwidth()[1] == 0)


def patterns_of(value: object) -> Iterator[re.Pattern[str]]:
    """The patterns that a constant is or holds; a string that could be one is taken for one."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, str):
        if PATTERN.search(value):
            yield re.compile(value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from patterns_of(key)
            yield from patterns_of(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from patterns_of(inner)


@cache
def _statement(path: Path, name: str) -> tuple[int, str]:
    """Where the value of a constant begins and the text of it."""
    source = (ROOT / path).read_text("utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if ", ".join(n.id for n in ast.walk(target) if isinstance(n, ast.Name)) == name:
                text = ast.get_source_segment(source, node.value) or ""
                before = source.splitlines(keepends=True)[: node.value.lineno]
                column = len(before[-1].encode()[: node.value.col_offset].decode())
                return sum(map(len, before[:-1])) + column, text
    raise KeyError(name)


def value_of(path: Path, head: str, changes: tuple[Change, ...] = ()) -> tuple[re.Pattern[str], ...]:
    """The patterns under a head, made anew from their text with some changes of it. Raises re.error for a bad one."""
    name, _, behind = head.partition(" + ")
    start, text = _statement(path, name)
    moved = tuple(Change(c.start - start + 1, c.end - start + 1, c.text) for c in changes)
    module = importlib.import_module(".".join(path.with_suffix("").parts))
    value = eval(changed(f"({text})", moved), {**vars(module)})
    return tuple(patterns_of(value + vars(module)[behind] if behind else value))


def needless(path: Path, name: str) -> list[str]:
    """The alternatives and lengths of a constant that can be changed with every marked text as before."""
    return [
        site.said(way)
        for site in kept(path)[name]
        for way, changes in enumerate(site.becomes)
        if all(_holds(path, head, changes, texts) for head, texts in examples(path).items() if _of(head) == name)
    ]


def _of(head: str) -> str:
    return head.split(" + ")[0]


def _holds(path: Path, head: str, changes: tuple[Change, ...], texts: list[str]) -> bool:
    """Whether the texts are marked as they were. What cannot be compiled does not hold."""
    try:
        patterns = value_of(path, head, changes)
    except re.error:
        return False
    return all(marked(patterns, unmarked(text)) == text for text in texts)


def main(names: list[str]) -> None:
    for path in modules():
        if names and not any(name in file_of(path).name for name in names):
            continue
        lines = list[str]()
        for head, texts in examples(path).items():
            fresh = [marked(value_of(path, head), unmarked(text)) for text in texts]
            lines += [f"[{head}]", *dict.fromkeys(fresh), ""]
        file_of(path).write_text("\n".join(lines[:-1]) + "\n" if lines else "", "utf-8")
        for name in kept(path):
            for said in needless(path, name):
                sys.stdout.write(said + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
