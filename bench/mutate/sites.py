"""Finds what can be changed in a module: its numbers, the entries of its lists, the alternatives of its patterns."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

Kind = Literal["number", "entry", "word", "alternative", "reach"]
GONE = "\ue000"  # a private character: what no text holds, in the place of an entry that is taken out
PATTERN = re.compile(r"\||\\[bsdwS]|\(\?")  # what makes a string of a constant a regular expression
_WORDS = re.compile(r"\s*(?:[\w./#+-]+\s+){2,}[\w./#+-]+\s*")
_FLAGS = re.compile(r"\(\?[aimsx]+\)")
_RE_CALLS = frozenset({"compile", "search", "match", "fullmatch", "sub", "split", "finditer", "findall"})


class Change(NamedTuple):
    """One change of a source text."""

    start: int  # characters into the source
    end: int
    text: str  # what comes in the place of [start, end)


class Site(NamedTuple):
    """One thing that can be changed, and how."""

    path: Path  # relative to the tree
    line: int  # from 1
    kind: Kind
    name: str  # of the constant or the function that holds it
    was: str
    becomes: tuple[tuple[Change, ...], ...]  # each a way to change it; one is chosen

    def said(self, way: int) -> str:
        """The change in one line."""
        new = "taken out" if self.kind in ("entry", "word", "alternative") else f"now {self.becomes[way][0].text}"
        return f"{self.path}:{self.line} {self.name}: {self.kind} {self.was!r} {new}"


def sites(root: Path, path: Path) -> list[Site]:
    """All that can be changed in a Python or a TOML file (`path` is relative to `root`), in its order."""
    source = (root / path).read_text("utf-8")
    found = list(_listed(path, source)) if path.suffix == ".toml" else _Finder(path, source).found
    return sorted(found, key=lambda s: (s.becomes[0][0].start, s.kind))


def _listed(path: Path, source: str) -> Iterator[Site]:
    """The words of word lists, an entry a line: each word, its alternatives, and what is said for it besides.

    The sentences that prove an entry stay: they are its test.
    """
    name, start = "", 0
    for n, line in enumerate(source.splitlines(keepends=True), 1):
        if head := re.match(r"\[([\w.]+)\]", line):
            name = head[1]
        if re.match(r"\s*\{.*\},?\s*$", line):
            for field, at, text in _fields(line):
                yield Site(path, n, "entry", f"{name}, {field}", text, ((Change(start + at, start + at, GONE),),))
                for first, last, cut in alternatives(text) if field == "word" else ():
                    changes = tuple(Change(start + at + i, start + at + i + 1, "") for i in cut)
                    yield Site(path, n, "alternative", name, text[first:last], (changes,))
        start += len(line)


def _fields(line: str) -> Iterator[tuple[str, int, str]]:
    """(name, place in the line, text) of what an entry finds: `word`, `zh` and each of `also`."""
    for field in ("word", "zh"):
        if found := re.search(rf"\b{field} = (\"\"\"|'''|['\"])(.*?)\1", line):
            yield field, found.start(2), found[2]
    if also := re.search(r"\balso = \[([^\]]*)\]", line):
        yield from (("also", also.start(1) + m.start(1), m[1]) for m in re.finditer(r'"([^"]*)"', also[1]))


def changed(source: str, changes: tuple[Change, ...]) -> str:
    """The source with the changes made."""
    for change in sorted(changes, reverse=True):
        source = source[: change.start] + change.text + source[change.end :]
    return source


class _Finder(ast.NodeVisitor):
    """Walks a module; `within` is the constant or the function that a node belongs to."""

    def __init__(self, path: Path, source: str) -> None:
        self.path, self.source, self.found = path, source, list[Site]()
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._source_lines = source.splitlines(keepends=True)
        self._within, self._constant = "", False
        for node in ast.parse(source).body:
            self._top(node)

    def _top(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            names = [name.id for name in ast.walk(target) if isinstance(name, ast.Name)]
            if all(name.isupper() for name in names):
                self._within, self._constant = ", ".join(names), True
                self.visit(node.value)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._function(node, node.name)
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    self._function(inner, f"{node.name}.{inner.name}")

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> None:
        self._within, self._constant = name, False
        for statement in node.body:
            if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
                self.visit(statement)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            return
        if isinstance(value, int | float):
            self._number(node, value)
        elif isinstance(value, str) and self._constant and PATTERN.search(value):
            self._pattern(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
        if self._constant and any(PATTERN.search(str(text)) for text in texts):
            self._pattern(node)

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        module = getattr(node.func.value, "id", "") if isinstance(node.func, ast.Attribute) else ""
        first = node.args[0] if node.args else None
        if module == "re" and called in _RE_CALLS and isinstance(first, ast.Constant | ast.JoinedStr):
            self._pattern(first)
            for other in [*node.args[1:], *node.keywords]:
                self.visit(other)
            return
        if called == "split" and isinstance(node.func, ast.Attribute) and _is_text(node.func.value):
            self._words(node.func.value)
            return
        if called == "terms" and self._constant and first is not None and _is_text(first):
            self._words(first)
            return
        if called == "frozenset" and self._constant and first is not None and _is_text(first):
            self._characters(first)
            return
        if called == "Decimal" and isinstance(first, ast.Constant) and isinstance(first.value, str):
            if re.fullmatch(r"[\d.]+", first.value) and float(first.value) > 1e-6:
                start, end = self._span(first)
                self._add(first, "number", first.value, [(Change(start + 1, end - 1, str(2 * float(first.value))),)])
            return
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        if isinstance(node.slice, ast.Slice):
            for bound in (node.slice.lower, node.slice.upper):
                if isinstance(bound, ast.Constant) and isinstance(bound.value, int) and bound.value < 10:
                    continue  # an index, not a length
                if bound is not None:
                    self.visit(bound)
        elif not isinstance(node.slice, ast.Constant):
            self.visit(node.slice)

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            plain = isinstance(value, ast.Constant)
            if self._constant and plain and len(node.keys) > 1 and key is not None and _is_text(key):
                if PATTERN.search(str(getattr(key, "value", ""))):
                    self._pattern(key)
                self._entry(key)
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and _WORDS.fullmatch(value.value):
                if self._constant and value.value.islower() and value.value.isascii():
                    self._words(value)
                continue
            self.visit(value)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        self._elements(node.elts)

    def visit_List(self, node: ast.List) -> None:
        self._elements(node.elts)

    def visit_Set(self, node: ast.Set) -> None:
        self._elements(node.elts)

    def _elements(self, elements: list[ast.expr]) -> None:
        texts = len(elements) > 1 and all(_is_text(e) for e in elements)
        for element in elements:
            if texts and getattr(element, "value", "") != "":
                self._entry(element)
            self.visit(element)

    def _number(self, node: ast.Constant, value: float) -> None:
        if value in (0, 1) or (value == 2 and not self._constant and isinstance(value, int)):
            return
        start, end = self._span(node)
        if self.source[start:end].startswith("0x"):
            return
        if isinstance(value, float):
            news = [f"{value * 2:g}", f"{value / 2:g}"]
        elif value < 10:
            news = [str(value + 1), str(value - 1)]
        else:
            news = [str(value * 2), str(value // 2)]
        self._add(node, "number", self.source[start:end], [(Change(start, end, new),) for new in news])

    def _entry(self, node: ast.expr) -> None:
        start, end = self._span(node)
        self._add(node, "entry", self.source[start:end], [(Change(start, end, repr(GONE)),)])

    def _words(self, node: ast.expr) -> None:
        """Each word of a list that is written as one string."""
        for span, text in self._pieces(node):
            for match in re.finditer(r"\S+", text):
                places = span[match.start() : match.end()]
                self._add(node, "word", match[0], [(Change(places[0][0], places[-1][1], ""),)])

    def _characters(self, node: ast.expr) -> None:
        for span, text in self._pieces(node):
            for place, char in zip(span, text, strict=True):
                self._add(node, "word", char, [(Change(*place, GONE),)])

    def _pattern(self, node: ast.expr) -> None:
        """The alternatives of a regular expression at every depth, and the lengths that it allows."""
        places, text = list[tuple[int, int]](), ""
        for span, piece in self._pieces(node):
            places += span
            text += piece
        for first, last, cut in alternatives(text):
            self._add(
                node,
                "alternative",
                text[first:last],
                [tuple(Change(*places[i], "") for i in cut)],
                self._line(places[first][0]),
            )
        for start, end, most in reaches(text):
            news = (most + 1, most - 1) if most < 10 else (most * 2, most // 2)
            where = (places[start][0], places[end - 1][1])
            ways = [(Change(*where, str(new)),) for new in news if new > 0]
            self._add(node, "reach", text[max(0, start - 12) : end + 1], ways, self._line(where[0]))

    def _pieces(self, node: ast.expr) -> Iterator[tuple[list[tuple[int, int]], str]]:
        """Of each string literal that an expression is made of: its characters, and where each stands in the source.

        A field of an f-string is one character, GONE.
        """
        base, end = self._span(node)
        for token in tokenize.generate_tokens(io.StringIO(f"({self.source[base:end]})").readline):
            if token.type == tokenize.STRING:
                lines = self.source[base:end].split("\n")
                row, column = token.start
                at = base + sum(len(line) + 1 for line in lines[: row - 1]) + column - (1 if row == 1 else 0)
                yield _characters_of(token.string, at)

    def _add(
        self, node: ast.expr, kind: Kind, was: str, ways: Sequence[tuple[Change, ...]], line: int | None = None
    ) -> None:
        self.found.append(Site(self.path, line or node.lineno, kind, self._within, was, tuple(ways)))

    def _line(self, at: int) -> int:
        return self.source.count("\n", 0, at) + 1

    def _span(self, node: ast.expr) -> tuple[int, int]:
        if node.end_lineno is None or node.end_col_offset is None:
            raise ValueError("a node without its end")
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset)

    def _offset(self, line: int, column: int) -> int:
        """The place in the source of a column that is counted in bytes."""
        return self._lines[line - 1] + len(self._source_lines[line - 1].encode()[:column].decode())


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _characters_of(literal: str, at: int) -> tuple[list[tuple[int, int]], str]:
    """The characters of a string literal that stands at `at`, an escape kept as it is written."""
    prefix = re.match(r"[a-zA-Z]*", literal)
    head = prefix[0].lower() if prefix else ""
    quotes = 3 if literal[len(head) : len(head) + 3] in ('"""', "'''") else 1
    i, stop = len(head) + quotes, len(literal) - quotes
    places, text = list[tuple[int, int]](), ""
    while i < stop:
        size, char = 1, literal[i]
        if "f" in head and literal[i : i + 2] in ("{{", "}}"):
            size = 2
        elif "f" in head and char == "{":
            size, char = _field(literal, i), GONE
        places.append((at + i, at + i + size))
        text += char
        i += size
    return places, text


def _field(literal: str, at: int) -> int:
    """How long the field of an f-string at `at` is, braces included."""
    depth = 0
    for i in range(at, len(literal)):
        depth += (literal[i] == "{") - (literal[i] == "}")
        if not depth:
            return i + 1 - at
    return len(literal) - at


class _Group:
    """An open group of a pattern, and where its alternatives begin."""

    def __init__(self, start: int) -> None:
        self.bars = list[int]()
        self.start = start


def alternatives(pattern: str) -> list[tuple[int, int, list[int]]]:
    """(start, end, the places to cut out) of each alternative of a pattern, in every group that has several."""
    found: list[tuple[int, int, list[int]]] = []
    head = _FLAGS.match(pattern)
    groups = [_Group(head.end() if head else 0)]
    i = 0
    while i < len(pattern):
        char = pattern[i]
        if char == "\\":
            i += 1
        elif char == "[":
            i = _class_end(pattern, i)
        elif char == "(":
            opened = re.compile(r"\((?:\?(?:P<\w+>|[aimsx-]*:|<?[=!]))?").match(pattern, i)
            i = opened.end() - 1 if opened else i
            groups.append(_Group(i + 1))
        elif char == "|":
            groups[-1].bars.append(i)
        elif char == ")" and len(groups) > 1:
            found += _cuts(groups.pop(), i)
        i += 1
    return sorted(found + _cuts(groups[0], len(pattern)))


def _cuts(group: _Group, end: int) -> list[tuple[int, int, list[int]]]:
    if not group.bars:
        return []
    starts, ends = [group.start, *(bar + 1 for bar in group.bars)], [*group.bars, end]
    cuts = []
    for i, (start, stop) in enumerate(zip(starts, ends, strict=True)):
        bar = group.bars[i] if i < len(group.bars) else group.bars[-1]
        if start < stop:
            cuts.append((start, stop, sorted([*range(start, stop), bar])))
    return cuts


def _class_end(pattern: str, at: int) -> int:
    """Where a character class that begins at `at` ends."""
    i = at + 2 if pattern[at + 1 : at + 2] == "^" else at + 1
    if pattern[i : i + 1] == "]":
        i += 1
    while i < len(pattern) and pattern[i] != "]":
        i += 2 if pattern[i] == "\\" else 1
    return i


def reaches(pattern: str) -> list[tuple[int, int, int]]:
    """(start, end, value) of the most that each `{m,n}` of a pattern allows, where it allows more than two."""
    found = []
    for match in re.finditer(r"\{\d*,(\d+)\}", pattern):
        if int(match[1]) > 2:
            found.append((match.start(1), match.end(1), int(match[1])))
    return found
