"""Puts the lines of a page into paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from pipeline.extract.page import MONOSPACED, Line, union
from pipeline.extract.rejoin import GLUE
from pipeline.extract.stretched import Parts, whole_lines
from schemas.records import BBox, BlockKind, Table

LEADING = 1.35  # of the size: TeX's 1.2 and a script's room; a paragraph's skip goes beyond
LEADING_WIDE = 2.3  # of the size: double spacing, where the page as a whole is set so
DOUBLE = 1.6  # of the size: a leading beyond is double spacing; wide formulas have 1.5
LEADING_PAGES = 3  # pages that are set with a leading: the last one may have too few lines to show it
LEADING_LINES = 8  # lines that keep a distance: fewer are the skips between paragraphs
FLUSH_LINES = 4  # justified lines that keep it: an abstract may have a leading of its own
FLUSH_WIDE = 20.0  # of the size: a line of a column is wider
LEADING_SHARE = 0.2  # of the page's lines
MIDDLE = (0.4, 0.6)  # of the width of the text: where the right of two columns begins
COLUMN = 0.3  # of that width: a line of a column is wider
COLUMN_LINES = 5  # so wide that begin at one place
SAME_ROW = 0.25  # of the size: fragments of a line differ in baseline by rounding, rows by 1.1 and more
ROW_GAP = 1.1  # em inside one line: the narrowest gutter seen between two columns is 1.2
ROW_GAP_INSIDE = 3.0  # em, where lines above span the gap: a stretched line or a displayed formula
SIZE_STEP = 0.08  # relative change of the size that ends a paragraph: 10 pt to 9 pt is 0.1
FORMULA_MAX = 120  # characters of one piece of a formula
FORMULA_GAP = 24.0  # points between two pieces: a quad is 10, the gutter of two columns 18 but with text on both sides
FORMULA_NUMBER_GAP = 220.0  # points to the formula's number at the margin
INDENT = 0.7  # em: TeX indents by 1 and more, a protruding quote by 0.3
INDENT_MAX = 4.0  # em: beyond it is a centred line
HANGING_MIN = 3  # entries of one indent on a page: a paragraph of one line and the next one's first look like one
DISPLAYED_WORDS = 3  # in a displayed formula: "if", "for all", "otherwise"

_BULLET = re.compile(r"^(?:[•◦▪‣⁃●○■□–✓✗►➢]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s")
_LABEL = re.compile(r"^\[\d{1,3}\]\s")
_NUMBER_OF_FORMULA = re.compile(r"^\(\s?[A-Z]?\.?\d{1,3}(?:\.\d{1,3})?[a-z]?\s?\)$")
_MATH_FONT = re.compile(r"CM(?:MI|SY|EX|BSY)|MSBM|MSAM|[Mm]ath|NewTXMI|txsy|txex|rtxmi|zsfmi|Symbol|STIX")
_NUMBERED = re.compile(r"^(?:\d{1,2}|[A-Z])(?:\.\d{1,2})*\.?\s+\S")
_ENTRY = re.compile(r"^(?:\[(\d{1,3})\]|(\d{1,3})\.)\s")
_LABELS = frozenset("[0123456789")
_OPENING = re.compile(r"^(?:abstract|keywords|key words|index terms)\s*[.:—–]", re.I)
_RELATION = re.compile(r"[=<>≤≥≈∼≡∈→]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_COUNTS = (("i", "ii", "iii", "iv", "v", "vi", "vii"), tuple("abcdefgh"), tuple("123456789"))
_ENDED = re.compile(r"[.?!:;]\W*$")


@dataclass(slots=True)
class Group:
    """Lines that belong together: the later Block. A row is what stands side by side on one baseline."""

    rows: list[list[Line]]
    x0: float
    y0: float
    x1: float
    y1: float
    kind: BlockKind | None = None  # None: to be told from the text
    table: Table | None = None
    size: float = 0.0  # of its first line
    bold: bool = False  # its first line
    run_in: bool = False  # a heading on the line of the text that it opens
    lines: list[str] = field(default_factory=list)  # texts of the rows

    @property
    def bbox(self) -> BBox:
        return (self.x0, self.y0, self.x1, self.y1)


def group_of(rows: list[list[Line]], kind: BlockKind | None = None) -> Group:
    x0, y0, x1, y1 = union([(line.x0, line.y0, line.x1, line.y1) for row in rows for line in row])
    first = rows[0][0]
    texts = [row[0].text if len(row) == 1 else " ".join([line.text for line in row]) for row in rows]
    return Group(rows, x0, y0, x1, y1, kind, None, first.size, first.bold, lines=texts)


def paragraphs(lines: list[Line], seen: Counter[float] | None = None, columns: set[int] | None = None) -> list[Group]:
    """The lines of a page (less tables, figures and margins) as paragraphs, in no particular order.

    `seen`: on how many pages before it each wide leading was usual; `columns`: where, in points, their right columns
    begin. This page's are added.
    """
    lines, parts = whole_lines(_by_rows(lines))
    aligned = _aligned(lines, set() if columns is None else columns)
    seen = Counter() if seen is None else seen
    own = _usual_leadings(lines)
    steps = [*own, *(step for step, pages in seen.items() if pages >= LEADING_PAGES)]
    seen.update(own)
    chains: list[_Chain] = []
    open_chains: list[_Chain] = []
    for line in lines:
        open_chains = [c for c in open_chains if line.baseline - c.baseline < 3 * max(line.size, c.size)]
        chain = _chain_for(line, open_chains, steps, id(line) in aligned)
        if chain is None:
            chain = _Chain(line)
            chains.append(chain)
            open_chains.append(chain)
        else:
            chain.add(line)
    hanging = _hanging_indents(chains)
    groups = [group_of(_apart(rows, parts)) for chain in chains for rows in _split(chain, hanging)]
    return _formulas(_absorb(groups))


def double_spacing(seen: Counter[float], pages: int) -> set[float]:
    """The leadings of double spacing that most pages have; `seen`: on how many of all `pages` each leading is usual."""
    return {step for step, found in seen.items() if found >= max(LEADING_PAGES, pages / 2) and step > DOUBLE}


def _apart(rows: list[list[Line]], parts: Parts) -> list[list[Line]]:
    """The rows, lines that were put together as the pieces that they are in the PDF."""
    return [[p for line in row for p in parts.get(id(line), [line])] for row in rows] if parts else rows


def _by_rows(lines: list[Line]) -> list[Line]:
    """From top to bottom; lines on nearly one baseline from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: x.baseline):
        if rows and line.baseline - rows[-1][0].baseline < SAME_ROW * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda x: x.x0)]


def _aligned(lines: list[Line], columns: set[int]) -> set[int]:
    """The id()s of lines that begin where one just above or below begins: they are a column of their own."""
    found = _of_right_column(lines, columns)
    recent: dict[int, Line] = {}  # the last line that began at each x, in points
    for line in lines:
        column = round(line.x0)
        for x in (column - 1, column, column + 1):
            other = recent.get(x)
            if other is not None and 0.5 * line.size < line.baseline - other.baseline < 2 * line.size:
                found |= {id(line), id(other)}
        recent[column] = line
    return found


def _of_right_column(lines: list[Line], columns: set[int]) -> set[int]:
    """The id()s of lines that begin where many long ones do near the middle of the text, however far apart.

    `columns`: where they do on the pages before, of which the last may have a few in its right column.
    """
    if len(lines) < COLUMN_LINES:
        return set()
    left, right = min([x.x0 for x in lines]), max([x.x1 for x in lines])
    low, high = left + MIDDLE[0] * (right - left), left + MIDDLE[1] * (right - left)
    near = [x for x in lines if low < x.x0 < high]
    starts = Counter(round(x.x0) for x in near if x.x1 - x.x0 > COLUMN * (right - left))
    columns.update(x for x, count in starts.items() if count >= COLUMN_LINES)
    return {id(x) for x in near if round(x.x0) in starts and round(x.x0) in columns}


class _Chain:
    """Rows under one another at an even distance, in one size and weight."""

    __slots__ = ("baseline", "bold", "rows", "size", "step", "x0", "x1")

    def __init__(self, line: Line) -> None:
        self.rows = [[line]]
        self.x0, self.x1 = line.x0, line.x1
        self.baseline, self.size, self.bold = line.baseline, line.size, line.bold
        self.step = 0.0  # the last distance of baselines, relative to the size; 0: one row

    def add(self, line: Line) -> None:
        if line.baseline - self.baseline < 0.4 * line.size:
            self.rows[-1].append(line)
            self.bold = self.bold and line.bold
        else:
            self.rows.append([line])
            self.step = (line.baseline - self.baseline) / line.size
            self.baseline = line.baseline
            self.bold = line.bold
        self.x0, self.x1 = min(self.x0, line.x0), max(self.x1, line.x1)


def _usual_leadings(lines: list[Line]) -> list[float]:
    """The distances of baselines, relative to the size, that many lines of the page keep: double spacing is one."""
    distances: dict[float, int] = {}
    flush: dict[float, int] = {}  # between justified lines
    for n, a in enumerate(lines):
        for b in lines[n + 1 : n + 5]:  # beside it may stand the lines of other columns
            step = b.baseline - a.baseline
            if step > 0.8 * b.size and a.x0 < b.x1 and b.x0 < a.x1:
                if abs(a.size - b.size) < 0.5:
                    key = round(step / b.size, 1)
                    distances[key] = distances.get(key, 0) + 1
                    if abs(a.x1 - b.x1) < 1 and b.x1 - b.x0 > FLUSH_WIDE * b.size:
                        flush[key] = flush.get(key, 0) + 1
                break
    least = max(LEADING_LINES, LEADING_SHARE * sum(distances.values()))
    return [k for k, n in distances.items() if (n >= least or flush.get(k, 0) >= FLUSH_LINES) and k <= LEADING_WIDE]


def _chain_for(line: Line, chains: list[_Chain], leadings: list[float], aligned: bool) -> _Chain | None:
    """The chain that `line` continues, below or beside its last row; None: a new one. `aligned`: see _aligned."""
    best: _Chain | None = None
    best_overlap = 0.0
    rivals = 0
    own, baseline = line.size, line.baseline
    for chain in chains:
        size = own if own > chain.size else chain.size
        step = baseline - chain.baseline
        if abs(own - chain.size) > SIZE_STEP * size and not (step < 0.4 * size and own < chain.size):
            continue
        if step < 0.4 * size:  # beside the chain's last row
            gap = line.x0 - max(x.x1 for x in chain.rows[-1])
            inside = len(chain.rows) > 1 and line.x1 <= chain.x1 + 1
            most = (
                GLUE
                if aligned or _is_typed(line) != _is_typed(chain.rows[-1][-1])
                else ROW_GAP_INSIDE
                if inside
                else ROW_GAP
            )
            if -0.5 * size < gap < most * size:
                return chain
            continue
        if step > LEADING * size and (
            not _keeps_step(step / size, chain.step, leadings) or abs(line.x0 - chain.x0) > INDENT_MAX * size
        ):
            continue  # also a formula that double spacing sets below its text
        if line.bold != chain.bold and not (chain.bold and line.text[:1].islower()):
            continue  # a wholly bold line that a small letter continues is an emphasis, no heading
        overlap = min(line.x1, chain.x1) - max(line.x0, chain.x0)
        if overlap >= 0.5 * min(line.x1 - line.x0, chain.x1 - chain.x0):
            rivals += 1
            if overlap > best_overlap:
                best, best_overlap = chain, overlap
    return best if rivals == 1 else None


def _is_typed(line: Line) -> bool:
    return bool(line.spans[0].flags & MONOSPACED)


def _keeps_step(step: float, before: float, leadings: list[float]) -> bool:
    """Whether a wide step is the chain's own, or, at its first row, one that the page uses often."""
    if before:
        return step <= 1.06 * before
    return any(abs(step - usual) <= 0.06 for usual in leadings)


def _hanging_indents(chains: list[_Chain]) -> set[tuple[int, int]]:
    """The left edges and indents, in points, of entries that hang: three on the page, one of them of three lines."""
    found: dict[tuple[int, int], list[int]] = {}
    for chain in chains:
        place = _hang(chain)
        if place:
            found.setdefault(place, []).append(len(chain.rows))
    return {place for place, rows in found.items() if len(rows) >= HANGING_MIN and max(rows) > 2}


def _hang(chain: _Chain) -> tuple[int, int] | None:
    """The left edge and the indent of a chain whose lines all stand farther in than its first; None: they do not."""
    if len(chain.rows) < 2 or chain.rows[1][0].x0 - chain.x0 <= INDENT * chain.size - 1:
        return None  # as in most
    indents = {round(row[0].x0 - chain.x0) for row in chain.rows[1:]}
    if len(indents) != 1 or chain.rows[0][0].x0 - chain.x0 >= 0.3 * chain.size:
        return None
    (indent,) = indents
    return (round(chain.x0), indent) if INDENT * chain.size < indent < INDENT_MAX * chain.size else None


def _split(chain: _Chain, hangs: set[tuple[int, int]]) -> list[list[list[Line]]]:
    """The chain's rows parted into paragraphs, by indents, hanging indents, short last lines and list marks."""
    rows = chain.rows
    if len(rows) == 1:
        return [rows]
    place = _hang(chain)
    if place and (place in hangs or _number(rows[0]) is not None):
        return [rows]
    em = chain.size
    indents = [row[0].x0 - chain.x0 for row in rows]
    at_left = [i < 0.3 * em for i in indents]
    stepped = [INDENT * em < i < INDENT_MAX * em for i in indents]
    hanging = _is_hanging(at_left, stepped)
    entries = _entries(rows)
    displayed = {n for n, i in enumerate(indents) if i > INDENT_MAX * em and _is_displayed(rows[n], chain)}
    parts: list[list[list[Line]]] = [[rows[0]]]
    for n in range(1, len(rows)):
        if n in entries or (
            not (entries and n > entries[0] and stepped[n])
            and _begins(n, rows, chain, at_left, stepped, hanging, displayed)
        ):
            parts.append([])
        parts[-1].append(rows[n])
    return parts


def _entries(rows: list[list[Line]]) -> list[int]:
    """The rows that begin the entries of a list: those whose numbers count on; [] if there is none."""
    numbered = [(n, number) for n, row in enumerate(rows) if (number := _number(row)) is not None]
    pairs = [(a, b) for (a, i), (b, j) in pairwise(numbered) if j == i + 1]
    return sorted({n for pair in pairs for n in pair})


def _number(row: list[Line]) -> int | None:
    """The number of the entry that a row begins; None: it begins none."""
    match = _ENTRY.match(row[0].text) if row[0].text[:1] in _LABELS else None
    return int(match[1] or match[2]) if match else None


def _is_hanging(at_left: list[bool], stepped: list[bool]) -> bool:
    pairs = list(zip(at_left, at_left[1:], stepped[1:], strict=False))
    to_step = sum(left and step for left, _, step in pairs)
    to_left = sum(left and also for left, also, _ in pairs)
    return to_step >= 2 and to_step > to_left and sum(stepped) >= 0.3 * len(stepped)


def _begins(
    n: int,
    rows: list[list[Line]],
    chain: _Chain,
    at_left: list[bool],
    stepped: list[bool],
    hanging: bool,
    displayed: set[int],
) -> bool:
    text = rows[n][0].text
    before = rows[n - 1][-1]
    if _LABEL.match(text):  # before the indents: labels of one digit are set farther in than those of two
        return True
    if text[:1] in "AaKkIi" and _OPENING.match(text):
        return True
    if (n in displayed or n - 1 in displayed) and rows[n][0].baseline - before.baseline > chain.size:
        return True  # nearer are two pieces of one formula
    if hanging:
        return at_left[n]
    if text.startswith("[^"):
        return True
    if chain.bold and rows[n][0].bold and rows[n - 1][0].bold:  # a heading of two lines, or two headings
        return bool(_NUMBERED.match(text))
    short = before.x1 < chain.x1 - 3 * chain.size
    if _BULLET.match(text) and (short or (_ends(before) and not _counts_inside(text, rows[:n]))):
        return True
    if stepped[n] and at_left[n - 1] and not _centred(rows[n - 1], rows[n], chain.size):
        back = n + 1 == len(rows) or at_left[n + 1] or stepped[n + 1] is False
        return back and (short or not text[:1].islower() or _ends(before))
    return short and not text[:1].islower() and _ends(before)


def _ends(line: Line) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_ENDED.search(line.text))


def _is_displayed(row: list[Line], chain: _Chain) -> bool:
    """Whether a row is a formula in the middle of its column: signs, few words, and as much white at both sides."""
    left, right = row[0].x0 - chain.x0, chain.x1 - row[-1].x1
    if min(left, right) <= INDENT_MAX * chain.size or abs(left - right) >= 2 * chain.size:
        return False
    text = " ".join(line.text for line in row)
    return bool(_RELATION.search(text)) and len(_WORD.findall(text)) <= DISPLAYED_WORDS


def _counts_inside(text: str, rows: list[list[Line]]) -> bool:
    """Whether a row that opens with a mark goes on counting inside a sentence: the mark before it opens no row."""
    mark = text.split(" ")[0]
    inner = mark.strip("().")
    for count in _COUNTS:
        if inner in count[1:]:
            last = mark.replace(inner, count[count.index(inner) - 1])
            return any(f" {last} " in line.text for row in rows for line in row)
    return False


def _centred(above: list[Line], below: list[Line], em: float) -> bool:
    """Whether two rows share their middle: lines of a title or of authors."""
    return abs(above[0].x0 + above[-1].x1 - below[0].x0 - below[-1].x1) < em


def _absorb(groups: list[Group]) -> list[Group]:
    """Small stray pieces (the limits of a sum, a far numerator) join the group in whose box they lie."""
    small = [g for g in groups if len(g.rows) == 1 and g.x1 - g.x0 < 6 * g.size]
    if not small:
        return groups
    hosts = [g for g in groups if len(g.rows) > 1 or g.x1 - g.x0 >= 6 * g.size]
    gone: set[int] = set()
    for piece in small:
        x, y = (piece.x0 + piece.x1) / 2, (piece.y0 + piece.y1) / 2
        for host in hosts:
            if host.y0 < y < host.y1 and host.x0 < x < host.x1 and piece.size <= host.size + 0.5:
                _insert(host, piece)
                gone.add(id(piece))
                break
    return [g for g in groups if id(g) not in gone]


def _formulas(groups: list[Group]) -> list[Group]:
    """The pieces of a displayed formula, which brackets, sums and fractions tear apart, as one group."""
    pieces = [g for g in groups if _is_formula_piece(g)]
    if len(pieces) < 2:
        return groups
    pieces.sort(key=lambda g: (g.y0 + g.y1, g.x0))
    clusters: list[list[Group]] = []
    for piece in pieces:
        near = [c for c in clusters[-3:] if any(_beside(piece, other) for other in c)]
        for other in near[1:]:
            near[0] += other
            clusters.remove(other)
        if near:
            near[0].append(piece)
        else:
            clusters.append([piece])
    gone: set[int] = set()
    joined: list[Group] = []
    for cluster in clusters:
        if len(cluster) > 1:
            gone |= {id(g) for g in cluster}
            lines = [line for g in cluster for row in g.rows for line in row]
            joined.append(group_of(_rows_around(lines), "equation"))
    return [g for g in groups if id(g) not in gone] + joined


def _is_formula_piece(group: Group) -> bool:
    if group.kind is not None or len(group.rows) > 4:
        return False
    text = " ".join(group.lines)
    if len(text) > FORMULA_MAX:
        return False
    if _NUMBER_OF_FORMULA.match(text):
        return True
    letters = math = 0
    for row in group.rows:
        for line in row:
            for s in line.spans:
                length = len(s.text)
                letters += length
                if _is_math_font(s.font) or not s.text.isascii():
                    math += length
    return 2 * math > letters


@lru_cache(maxsize=1024)
def _is_math_font(font: str) -> bool:
    return bool(_MATH_FONT.search(font))


def _beside(a: Group, b: Group) -> bool:
    """Whether two pieces overlap in height and stand near each other."""
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    gap = max(a.x0 - b.x1, b.x0 - a.x1)
    number = _NUMBER_OF_FORMULA.match(a.lines[0]) or _NUMBER_OF_FORMULA.match(b.lines[0])
    return shared > 0.2 * min(a.y1 - a.y0, b.y1 - b.y0) and gap < (FORMULA_NUMBER_GAP if number else FORMULA_GAP)


def _rows_around(lines: list[Line]) -> list[list[Line]]:
    """The lines of a formula as rows: what is small stands with the nearest row of full size."""
    full = max(line.size for line in lines)
    rows: list[list[Line]] = []
    small = 0.85 * full
    for line in sorted((x for x in lines if x.size > small), key=lambda x: x.baseline):
        if rows and line.baseline - rows[-1][0].baseline < 0.9 * full:
            rows[-1].append(line)
        else:
            rows.append([line])
    for line in lines:
        if line.size <= small:
            min(rows, key=lambda row: abs(row[0].baseline - line.baseline)).append(line)
    return [sorted(row, key=lambda x: x.x0) for row in rows]


def _insert(host: Group, piece: Group) -> None:
    at = sum(row[0].baseline <= piece.rows[0][0].baseline for row in host.rows)
    joined = group_of([*host.rows[:at], *piece.rows, *host.rows[at:]], host.kind)
    host.rows, host.lines = joined.rows, joined.lines
    host.x0, host.y0, host.x1, host.y1 = joined.bbox
