"""Turns the lines inside a table's box into a grid of cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from operator import attrgetter

from pipeline.extract.columns import TOUCH, columns_of, crosses
from pipeline.extract.fold import Row, folded
from pipeline.extract.headers import XRange, ink_of, spans_of
from pipeline.extract.page import BOLD, Line, Rule, Span, Vector, union
from pipeline.extract.rejoin import SMALLER
from pipeline.extract.rules import SAME_X
from pipeline.extract.scripts import render
from pipeline.extract.stacked import joined_heads
from schemas.records import BBox, Cell

ROW_STEP = 0.45  # of the size: cells of one row differ in baseline by less (a bold font, a raised sign)
OWN_SHARE = 0.7  # of a piece's width must lie in one column, else it spans several
DIGIT = 0.52  # em: no text font has wider ones
THIN_SPACE = 0.25  # em: TeX's is 0.17, between two cells there are 0.5
CELL_GAP = 0.38  # of the size between two cells that were taken for words, where columns part them
SCRIPT_GAP = 0.45  # of the size: so wide a word's space is behind a raised or lowered sign, at the most
SURE_GAP = 0.55  # of the size: no word space is so wide
SET = 0.1  # of the size by which a header may be off the middle, or off an end, of its column
CENTRED = 0.03  # of the table's width by which a group's title may be off its middle

NUMBER = re.compile(
    r"^[<>≤≥~≈+\-±↑↓$]{0,2}(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?:±(?:\d+(?:\.\d+)?|\.\d+))?(?:[%kKMBGTx×†*]|\^\{[^}]*\}|_\{[^}]*\}|\[\^[^\]]*\])*$"
)
_GROUPED = re.compile(r"^[-+]?\d{1,3}(?: \d{3})+(?:\.\d+)?$")
ORNAMENT = re.compile(r"^[�√()\[\]{}|⎛-⎳ˆ˜¯˙\s]+$")
_EMPTY_CELL = re.compile(r"^[-–—/✓✗×✔✘]$|^N/?A$|^n/?a$")
_JOINTS = frozenset("±×/")  # between two numbers of one cell
_BLANK = Cell(text="")
_NARROW = frozenset("iljtfrI.,:;'|!()[]{}")
_WIDE = frozenset("mwMW%@")


@dataclass(slots=True)
class Grid:
    """Rows of equal length, the first `header_rows` of them header."""

    rows: list[list[Cell]]
    header_rows: int
    bbox: BBox


def is_number(text: str) -> bool:
    """Whether a cell says a number (or that there is none)."""
    return bool(NUMBER.match(text) or _EMPTY_CELL.match(text))


def pieces_of(line: Line) -> list[Line]:
    """The line, cut between its values if it is a run of them: cells so near that they were taken for words."""
    if " " not in line.text:
        return [line]
    words = line.text.split(" ")
    starts = _starts(words)
    if len(starts) < 2 or _is_grouped(line):
        return [line]
    values = [" ".join(words[a:b]) for a, b in pairwise([*starts, len(words)])]
    parts: list[list[Span]] = [[]]
    for span in [part for whole in line.spans for part in _cut(whole)]:
        if parts[-1] and len(parts) < len(values) and _pieces(line, parts[-1:])[0].text == values[len(parts) - 1]:
            parts.append([])
        parts[-1].append(span)
    pieces = _pieces(line, parts)
    return pieces if [p.text for p in pieces] == values else [line]


def _starts(words: list[str]) -> list[int]:
    """Where the values of a run begin; [] if some word is no part of one.

    Values of several words ("88.5 ± 0.6", "12.3 / 45.6", "7.1 (0.4)", "[0.1, 0.2]") stand beside others of several, or
    beside empty cells.
    """
    if not all(words):
        return []
    starts: list[int] = []
    joined = False
    for n, word in enumerate(words):
        inside = joined or (n > 0 and word[0] in "±×↑↓(")
        amid = 0 < n < len(words) - 1 and not any(_EMPTY_CELL.match(words[k]) for k in (n - 1, n + 1))
        joined = word in _JOINTS and amid
        if not (joined or is_number(word.strip("()[]±,")) or is_number(word)):
            return []
        if not (inside or joined):
            starts.append(n)
        joined = joined or (word[-1] == "," and word[0] in "([")
        if word[-1] == "," and not joined:
            return []
    values = [words[a:b] for a, b in pairwise([*starts, len(words)])]
    if any(len(v) > 1 for v in values) and not all(len(v) > 1 or _EMPTY_CELL.match(v[0]) for v in values):
        return []
    return starts


def _is_grouped(line: Line) -> bool:
    """Whether a line is one number whose thousands a thin space parts: 60 499.1; digits are half an em wide."""
    spaces = line.text.count(" ")
    return (
        bool(_GROUPED.match(line.text))
        and line.x1 - line.x0 < (DIGIT * (len(line.text) - spaces) + THIN_SPACE * spaces) * line.size
    )


def _cut(span: Span) -> list[Span]:
    """The span's words, each with the place that its characters' usual widths give it."""
    text = span.text
    if " " not in text.strip():
        return [span]
    widths = [0.28 if c in _NARROW or c == " " else 0.8 if c in _WIDE else 0.52 for c in text]  # em, as in Times
    scale = (span.x1 - span.x0) / sum(widths)
    found: list[Span] = []
    for match in re.finditer(r"\S+", text):
        x0 = span.x0 + scale * sum(widths[: match.start()])
        x1 = x0 + scale * sum(widths[match.start() : match.end()])
        found.append(span._replace(text=match.group(), x0=x0, x1=x1))
    return found


_baseline, _left = attrgetter("baseline"), attrgetter("x0")


def rows_of(lines: list[Line]) -> list[list[Line]]:
    """Lines by their baselines, each row from left to right."""
    rows: list[list[Line]] = []
    first, step = 0.0, 0.0  # of the last row: its baseline, and how far another line's may be from it
    for line in sorted(lines, key=_baseline):
        beyond = line.baseline - first
        if rows and beyond < step and beyond < ROW_STEP * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
            first, step = line.baseline, ROW_STEP * line.size
    for row in rows:
        if len(row) > 1:
            row.sort(key=_left)
    return rows


def grid_of(
    lines: list[Line], rules: list[Rule], cuts: list[float], box: BBox, uprights: Sequence[Vector] = ()
) -> Grid | None:
    """The grid of a table whose lines lie in `box`; None: they do not form one.

    `rules`: the horizontal rules in `box`. The first long one below the top parts the header from the body.
    `cuts`: the x of the vertical rules; `uprights`: their strokes, which a cell over several columns interrupts.
    """
    pieces = [
        p
        for line in lines
        for c in cells_of(line)
        for whole in pieces_of(c)
        for p in (_split_by(whole, _cuts_beside(whole, cuts, uprights)) if cuts else [whole])
    ]
    rows = _with_ornaments(rows_of([p for p in pieces if not ORNAMENT.match(p.text)]), pieces)
    if len(rows) < 2:
        return None
    header = _header_rows(rows, rules, box)
    gutters = _gutters(rows[header:])
    if gutters:
        rows = [*rows[:header], *(_without_glue(row, gutters) for row in rows[header:])]
    if header < len(rows):
        head = _single_heads(rows, header, rules, cuts, (box[0], box[2]))
        head = rows_of(joined_heads(head, rules, _pitch(rows[header:])))
        rows, header = [*head, *rows[header:]], len(head)
    columns = columns_of(rows[header:] or rows, rows[:header], cuts, (box[0], box[2]))
    if len(columns) < 2:
        columns = columns_of(rows, [], cuts, (box[0], box[2]))
    if len(columns) < 2:
        return None
    found: list[Row] = []
    for n, row in enumerate(rows):
        cells = (
            _header_row(rows, n, header, columns, _rules_below(n, rows, header, rules), cuts)
            if n < header
            else _body_row(row, columns, box)
        )
        found.append(Row(row[0].baseline, row[0].size, len(row), cells))
    top, body = _levels(folded(found[:header], rules, columns)), folded(found[header:], rules, columns)
    return Grid([*top, *body], len(top), union([line.bbox for line in lines]))


def _levels(head: list[list[Cell]]) -> list[list[Cell]]:
    """The rows of a header, less those that say nothing but what stands in the row above, too."""
    out = head[:1]
    for row in head[1:]:
        if any(cell.text and cell.text != above.text for cell, above in zip(row, out[-1], strict=True)):
            out.append(row)
    return out


def _single_heads(
    rows: list[list[Line]], header: int, rules: list[Rule], cuts: list[float], edges: XRange
) -> list[list[Line]]:
    """The rows of the header, cells that were taken for words of one parted by the body's columns.

    What stands alone over a rule of its own is one cell, and what interrupts a vertical rule.
    """
    if all(len(piece.spans) == 1 for row in rows[:header] for piece in row):
        return rows[:header]
    columns = columns_of(rows[header:], [], cuts, edges)
    ink = ink_of(columns, rows[header:])
    own = {
        id(row[0]) for n in range(header) for r in _rules_below(n, rows, header, rules) if (row := _over(rows[n], r))
    }
    return [
        [
            part
            for piece in row
            for part in ([piece] if id(piece) in own or crosses(piece, cuts) else _split_over_ink(piece, columns, ink))
        ]
        for row in rows[:header]
    ]


def _split_over_ink(piece: Line, columns: list[XRange], ink: list[XRange]) -> list[Line]:
    """The piece, cut where it is a header of each of several columns: by wide spaces, or by how its words are set.

    They stand over the middles, or the ends, of the columns. `ink`: where the text of each column stands.
    """
    parts = _split_at(piece, columns)
    if len(parts) > 1 or len(piece.spans) == 1:
        return parts
    over: dict[int, list[Span]] = {}
    for span in piece.spans:
        middle = (span.x0 + span.x1) / 2
        over.setdefault(next((n for n, (_, b) in enumerate(columns) if middle < b), len(columns) - 1), []).append(span)
    off = [
        (spans[0].x0 - ink[n][0], spans[-1].x1 - ink[n][1], (spans[0].x0 + spans[-1].x1 - ink[n][0] - ink[n][1]) / 2)
        for n, spans in over.items()
    ]
    if len(over) > 1 and any(all(abs(x) < SET * piece.size for x in way) for way in zip(*off, strict=True)):
        return _pieces(piece, list(over.values()))
    return parts


def _over(row: list[Line], rule: Rule) -> list[Line]:
    """The only piece of a row that stands over a rule with room at both of its sides; [] if there is none."""
    over = [p for p in row if p.x0 < rule.x1 and p.x1 > rule.x0]
    return over if len(over) == 1 and rule.x0 < over[0].x0 and over[0].x1 < rule.x1 and len(row) > 1 else []


def _without_glue(row: list[Line], gutters: list[float]) -> list[Line]:
    """A row of the body, its pieces cut at the gutters; a title in which one space is wide stays whole."""
    parts = [p for whole in row for p in _split_by(whole, gutters)]
    return parts if len(row) > 1 or len(parts) > 2 or any(p.text[:1].isdigit() for p in parts[1:]) else row


def _gutters(rows: list[list[Line]]) -> list[float]:
    """The middles of the strips without ink that run through all rows of several words or cells.

    They part cells that were taken for words of one. A strip is wider than a word's space; one row alone makes none.
    """
    if not any(_has_gap(piece) for row in rows for piece in row):
        return []
    ink: list[tuple[float, float]] = []
    apart: list[tuple[float, float]] = []
    for row in rows:
        spans = [s for piece in row for s in piece.spans]
        size, start = row[0].size, spans[0].x0
        if len(row) == 1 and not _has_gap(row[0]):
            continue
        for a, b in pairwise(spans):
            if b.x0 - a.x1 > (SCRIPT_GAP if a.size < SMALLER * size else CELL_GAP) * size:
                ink.append((start, a.x1))
                apart.append((a.x1, b.x0))
                start = b.x0
        ink.append((start, spans[-1].x1))
    ink.sort()
    found, end = [], ink[0][1]
    for x0, x1 in ink:
        if x0 - end > CELL_GAP * rows[0][0].size and sum(a <= end + 1 and b >= x0 - 1 for a, b in apart) > 1:
            found.append((end + x0) / 2)
        end = max(end, x1)
    return found


def _pitch(rows: list[list[Line]]) -> float:
    """The usual distance of a table's rows."""
    steps = sorted(b[0].baseline - a[0].baseline for a, b in pairwise(rows))
    return steps[len(steps) // 2] if steps else 0.0


def _with_ornaments(rows: list[list[Line]], pieces: list[Line]) -> list[list[Line]]:
    """The rows, and in the nearest of them each bracket or root that is set higher or lower than its letters."""
    for piece in pieces if rows else ():
        if ORNAMENT.match(piece.text):
            middle = (piece.y0 + piece.y1) / 2
            row = min(rows, key=lambda r: abs((r[0].y0 + r[0].y1) / 2 - middle))
            row.append(piece)
            row.sort(key=lambda x: x.x0)
    return rows


def _header_rows(rows: list[list[Line]], rules: list[Rule], box: BBox) -> int:
    width = box[2] - box[0]
    first, last = rows[0][0].baseline, rows[-1][0].baseline
    for rule in sorted(rules, key=lambda r: r.y0):
        if rule.x1 - rule.x0 > 0.9 * width and first < rule.y0 < last:
            above = sum(row[0].baseline < rule.y0 for row in rows)
            if above <= max(4, len(rows) // 2):
                return next((n for n in range(1, above) if _is_first_of_body(rows[n - 1], rows[n])), above)
            break
    for n, row in enumerate(rows[:4]):
        numbers = sum(is_number(x := piece.text) or len(_starts(x.split(" "))) == 1 for piece in row)
        if len(row) > 1 and 2 * numbers >= len(row):
            return n - 1 if n > 1 and len(rows[n - 1]) == 1 and _is_at_left_or_amid(rows[n - 1][0], box) else max(n, 1)
    return 1


def _is_at_left_or_amid(piece: Line, box: BBox) -> bool:
    """Whether a row's only piece stands where the title of a group of rows does."""
    amid = abs(piece.x0 + piece.x1 - box[0] - box[2]) / 2 < CENTRED * (box[2] - box[0])
    return amid or piece.x0 - box[0] < piece.size


def _is_first_of_body(head: list[Line], row: list[Line]) -> bool:
    """Whether a row above a rule is one of numbers, each under a head of its own: a rival apart from the others."""
    label, *values = (piece.text for piece in row)
    whole = len(head) >= len(values) and not any(is_number(piece.text) for piece in head)
    return whole and bool(values) and not is_number(label) and all(map(is_number, values)) and "." in "".join(values)


def _cell(pieces: list[Line]) -> Cell:
    if not pieces:
        return _BLANK
    if len(pieces) == 1:
        (piece,) = pieces
        text, box, bold = piece.text, piece.bbox, piece.bold or _is_partly_bold(piece)
    else:
        text = " ".join([piece.text for piece in pieces])
        box, bold = union([p.bbox for p in pieces]), any(p.bold or _is_partly_bold(p) for p in pieces)
    return Cell(text=text.replace("|", "\\|") if "|" in text else text, bbox=box, bold=bold)


def _is_partly_bold(piece: Line) -> bool:
    bold = "".join([s.text for s in piece.spans if s.flags & BOLD])
    return bold != "" and any(map(str.isalnum, bold))


def _place(piece: Line, columns: list[XRange]) -> tuple[int, int]:
    """The first and the last column that a piece covers."""
    x0, x1 = piece.x0, piece.x1
    for n, (a, b) in enumerate(columns):
        if a <= x0 < x1 <= b:
            return n, n
    shared = [min(x1, b) - max(x0, a) for a, b in columns]
    best = max(range(len(columns)), key=shared.__getitem__)
    if shared[best] >= OWN_SHARE * (x1 - x0):
        return best, best
    covered = [n for n, (a, b) in enumerate(columns) if piece.x0 <= (a + b) / 2 <= piece.x1]
    return (covered[0], covered[-1]) if covered else (best, best)


def _body_row(row: list[Line], columns: list[XRange], box: BBox) -> list[Cell]:
    inside: list[list[Line]] = [[] for _ in columns]
    parts = [piece for whole in row for piece in _split_at(whole, columns)]
    alone = len(row) == 1 and not any(is_number(piece.text) for piece in parts[1:])
    if alone and _is_title(row[0], columns, box):
        inside[0] = row
        return [_cell(pieces) for pieces in inside]
    for piece in parts:
        first, last = _place(piece, columns)
        for n in range(first, first + 1 if alone else last + 1):
            inside[n].append(piece)
    return [_cell(pieces) for pieces in inside]


def _is_title(piece: Line, columns: list[XRange], box: BBox) -> bool:
    """Whether a row's only piece is a line between groups of rows, wherever it is centred."""
    if is_number(piece.text):
        return False
    first, last = _place(piece, columns)
    middle = abs(piece.x0 + piece.x1 - box[0] - box[2]) / 2
    return first != last or middle < CENTRED * (box[2] - box[0])


def _split_at(piece: Line, columns: list[XRange]) -> list[Line]:
    """The piece, cut at the columns' bounds where there is more than a word's space."""
    return split_into(piece, lambda x: next((n for n, (_, b) in enumerate(columns) if x < b), len(columns) - 1))


def _cuts_beside(piece: Line, cuts: list[float], uprights: Sequence[Vector]) -> list[float]:
    """The cuts that are drawn at the height of a piece; all of them if no strokes are known."""
    if len(piece.spans) == 1 or not uprights:
        return cuts
    y = (piece.y0 + piece.y1) / 2
    return [x for x in cuts if any(abs(v.x0 - x) < SAME_X and v.y0 < y < v.y1 for v in uprights)]


def _split_by(piece: Line, cuts: list[float]) -> list[Line]:
    """The piece, cut where vertical rules part it, however near its words stand to them."""
    parts: list[list[Span]] = [[piece.spans[0]]]
    for a, b in pairwise(piece.spans):
        if any(a.x1 - TOUCH < x < b.x0 + TOUCH for x in cuts):
            parts.append([])
        parts[-1].append(b)
    return _pieces(piece, parts) if len(parts) > 1 else [piece]


def _split_over(piece: Line, rules: list[Rule]) -> list[Line]:
    """The piece, cut where the rules below it part: one merged header over each."""
    middles = [(r.x0 + r.x1) / 2 for r in rules if r.x0 < piece.x1 and r.x1 > piece.x0]
    if len(middles) < 2:
        return [piece]
    return split_into(piece, lambda x: min(range(len(middles)), key=lambda n: abs(middles[n] - x)))


def split_into(piece: Line, place: Callable[[float], int]) -> list[Line]:
    """The piece, cut between spans that stand apart and whose middles are in different places."""
    if len(piece.spans) == 1 or not _has_gap(piece):
        return [piece]
    parts: list[list[Span]] = [[piece.spans[0]]]
    for a, b in pairwise(piece.spans):
        apart = b.x0 - a.x1 > CELL_GAP * piece.size
        if apart and place((a.x0 + a.x1) / 2) != place((b.x0 + b.x1) / 2):
            parts.append([])
        parts[-1].append(b)
    return _pieces(piece, parts) if len(parts) > 1 else [piece]


def _has_gap(piece: Line) -> bool:
    return bool(_gaps(piece, CELL_GAP))


def _gaps(piece: Line, least: float) -> list[int]:
    """The places of the spans before which there is more than so much of the size."""
    widest = least * piece.size
    return [n for n, (a, b) in enumerate(pairwise(piece.spans), 1) if b[1] - a[3] > widest]


def cells_of(line: Line) -> list[Line]:
    """The line, cut where its spans stand farther apart than words."""
    if len(line.spans) == 1:
        return [line]
    gaps = _gaps(line, SURE_GAP)
    return _pieces(line, [line.spans[a:b] for a, b in pairwise([0, *gaps, len(line.spans)])]) if gaps else [line]


def _pieces(piece: Line, parts: list[list[Span]]) -> list[Line]:
    """Some spans of a piece to each part, as lines of their own: one that stands in another row has its own height."""
    out = []
    for spans in parts:
        x0, x1 = spans[0].x0, max(s.x1 for s in spans)
        own = {s.baseline for s in spans if s.size > SMALLER * piece.size}
        baseline = own.pop() if len(own) == 1 else piece.baseline
        y0, y1 = piece.y0 + baseline - piece.baseline, piece.y1 + baseline - piece.baseline
        line = Line(spans, x0, y0, x1, y1, baseline, piece.size, all(s.bold for s in spans))
        line.text = render(line)
        out.append(line)
    return out


def _rules_below(n: int, rows: list[list[Line]], header: int, rules: list[Rule]) -> list[Rule]:
    """The rules under header row `n` with no later row between, but for labels beside it."""
    top = rows[n][0].baseline
    bottom = rows[header][0].baseline if header < len(rows) else inf
    later = [p for row in rows[n + 1 : header] for p in row]
    return [
        r
        for r in rules
        if top < r.y0 < bottom and not any(p.baseline < r.y0 and p.x0 < r.x1 and p.x1 > r.x0 for p in later)
    ]


def _header_row(
    rows: list[list[Line]], n: int, header: int, columns: list[XRange], rules: list[Rule], cuts: list[float]
) -> list[Cell]:
    """Row `n` of the header, whose merged cells repeat over the columns that they cover."""
    inside: list[list[Line]] = [[] for _ in columns]
    row, under = rows[n], rows[n + 1 : header]
    if not rules or not under:
        row = [part for piece in row for part in ([piece] if crosses(piece, cuts) else _split_at(piece, columns))]
    else:
        row = [part for piece in row for part in _split_over(piece, rules)]
    places = [_place(piece, columns) for piece in row]
    for piece, (first, last) in zip(row, spans_of(row, places, columns, under, rows[header:], rules), strict=True):
        for k in range(first, last + 1):
            inside[k].append(piece)
    return [_cell(pieces) for pieces in inside]
