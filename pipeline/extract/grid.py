"""Turns the lines inside a table's box into a grid of cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.headers import spans_of
from pipeline.extract.page import Line, Rule, Span, union
from pipeline.extract.scripts import render
from schemas.records import BBox, Cell

ROW_STEP = 0.45  # of the size: cells of one row differ in baseline by less (a bold font, a raised sign)
GAP_MIN = 2.0  # points without ink between two columns: a word space in 8 pt is 2 to 2.7, but never in every row
INK_SHARE = 0.08  # of the rows may reach into a gap: long labels, remarks across columns
INK_ROWS = 6  # rows, of which one may reach into a gap whatever the share: its label touches its first number
OWN_SHARE = 0.7  # of a piece's width must lie in one column, else it spans several
PITCH_SHARE = 0.85  # of the usual distance of rows: a label nearer than that stands between rows it belongs to

NUMBER = re.compile(
    r"^[<>≤≥~≈+\-±↑↓$]{0,2}(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?:±(?:\d+(?:\.\d+)?|\.\d+))?(?:[%kKMBGTx×†*]|\^\{[^}]*\}|_\{[^}]*\}|\[\^[^\]]*\])*$"
)
_EMPTY_CELL = re.compile(r"^[-–—/✓✗×✔✘]$|^N/?A$|^n/?a$")
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
    """The line, cut at every space if it is a run of numbers: cells so near that they were taken for words."""
    words = line.text.split(" ")
    if len(words) < 2 or not all(is_number(w) for w in words):
        return [line]
    if len(words) < 4 and any(w[0] in "±×" or w[-1] in "±×" for w in words):  # "88.5 ± 0.6", "3 ×"
        return [line]
    parts: list[Span] = []
    for span in line.spans:
        parts += _cut(span)
    pieces: list[Line] = []
    for part in parts:
        script = pieces and (part.size < 0.87 * pieces[-1].size or part.x0 - pieces[-1].x1 < 0.1 * line.size)
        if script:
            pieces[-1].spans.append(part)
            pieces[-1].x1 = part.x1
        else:
            pieces.append(Line([part], part.x0, line.y0, part.x1, line.y1, line.baseline, line.size, part.bold))
    for piece in pieces:
        piece.text = render(piece)
    return pieces if [p.text for p in pieces] == words else [line]


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


def rows_of(lines: list[Line]) -> list[list[Line]]:
    """Lines by their baselines, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: x.baseline):
        if rows and line.baseline - rows[-1][0].baseline < ROW_STEP * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda x: x.x0) for row in rows]


def grid_of(lines: list[Line], rules: list[Rule], box: BBox) -> Grid | None:
    """The grid of a table whose lines lie in `box`; None: they do not form one.

    `rules`: the horizontal rules in `box`. The first long one below the top parts the header from the body.
    """
    rows = rows_of([piece for line in lines for piece in pieces_of(line)])
    if len(rows) < 2:
        return None
    header = _header_rows(rows, rules, box)
    columns = _columns(rows[header:] or rows, box)
    if len(columns) < 2:
        columns = _columns(rows, box)
    if len(columns) < 2:
        return None
    cells: list[list[Cell]] = []
    for n, row in enumerate(rows):
        if n < header:
            under = _rules_below(n, rows, header, rules)
            cells.append(_header_row(rows, n, header, columns, under))
        else:
            cells.append(_body_row(row, columns))
    baselines = [row[0].baseline for row in rows]
    cells, header = _spread_labels(
        cells, baselines, header, [r.y0 for r in rules if r.x1 - r.x0 > 0.3 * (box[2] - box[0])]
    )
    return Grid(cells, header, union([line.bbox for line in lines]))


def _header_rows(rows: list[list[Line]], rules: list[Rule], box: BBox) -> int:
    width = box[2] - box[0]
    first, last = rows[0][0].baseline, rows[-1][0].baseline
    for rule in sorted(rules, key=lambda r: r.y0):
        if rule.x1 - rule.x0 > 0.9 * width and first < rule.y0 < last:
            above = sum(row[0].baseline < rule.y0 for row in rows)
            if above <= max(4, len(rows) // 2):
                return above
            break
    for n, row in enumerate(rows[:4]):
        numbers = sum(is_number(piece.text) for piece in row)
        if len(row) > 1 and 2 * numbers >= len(row):
            return max(n, 1)
    return 1


def _columns(rows: list[list[Line]], box: BBox) -> list[tuple[float, float]]:
    """The x-ranges of the columns, meeting in the middle of the gaps between them."""
    width = box[2] - box[0]
    full = [row for row in rows if len(row) > 1] or rows
    edges: list[tuple[float, int]] = []
    for row in full:
        for piece in row:
            if piece.x1 - piece.x0 < 0.6 * width:
                edges += [(piece.x0, 1), (piece.x1, -1)]
    if not edges:
        return []
    left_ink = min(x for x, _ in edges)
    for row in rows:  # labels beside several rows stand on lines of their own
        if len(row) == 1 and row[0].x1 < left_ink - GAP_MIN:
            edges += [(row[0].x0, 1), (row[0].x1, -1)] * (max(int(INK_SHARE * len(full)), 1) + 1)
    allowed = max(int(INK_SHARE * len(full)), int(len(full) >= INK_ROWS))
    edges.sort()
    bounds: list[float] = []
    ink, opened, gap_from = 0, False, 0.0
    for x, step in edges:
        before = ink
        ink += step
        if before <= allowed < ink:
            if opened and x - gap_from >= GAP_MIN:
                bounds.append((gap_from + x) / 2)
            opened = True
        elif ink <= allowed < before:
            gap_from = x
    left, right = min(box[0], edges[0][0]), max(box[2], edges[-1][0])
    points = [left, *bounds, right]
    return list(pairwise(points))


def _cell(pieces: list[Line]) -> Cell:
    if not pieces:
        return _BLANK
    text = " ".join(piece.text for piece in pieces)
    bold = any(p.bold or any(s.bold and any(c.isalnum() for c in s.text) for s in p.spans) for p in pieces)
    return Cell(text=text.replace("|", "\\|"), bbox=union([p.bbox for p in pieces]), bold=bold)


def _place(piece: Line, columns: list[tuple[float, float]]) -> tuple[int, int]:
    """The first and the last column that a piece covers."""
    for n, (a, b) in enumerate(columns):
        if a <= piece.x0 < piece.x1 <= b:
            return n, n
    width = max(piece.x1 - piece.x0, 0.1)
    shares = [(min(piece.x1, b) - max(piece.x0, a)) / width for a, b in columns]
    best = max(range(len(columns)), key=lambda n: shares[n])
    if shares[best] >= OWN_SHARE:
        return best, best
    covered = [n for n, (a, b) in enumerate(columns) if piece.x0 <= (a + b) / 2 <= piece.x1]
    return (covered[0], covered[-1]) if covered else (best, best)


def _body_row(row: list[Line], columns: list[tuple[float, float]]) -> list[Cell]:
    inside: list[list[Line]] = [[] for _ in columns]
    if len(row) == 1 and not is_number(row[0].text):
        inside[0] = row  # a line between groups of rows, wherever it is centred
        return [_cell(pieces) for pieces in inside]
    for whole in row:
        for piece in _split_at(whole, columns):
            first, last = _place(piece, columns)
            for n in range(first, last + 1 if len(row) > 1 else first + 1):
                inside[n].append(piece)
    return [_cell(pieces) for pieces in inside]


def _split_at(piece: Line, columns: list[tuple[float, float]]) -> list[Line]:
    """The piece, cut at the columns' bounds if there is a space at each and a word in each column."""
    first, last = _place(piece, columns)
    if first == last or " " not in piece.text.strip():
        low = next((n for n, (a, b) in enumerate(columns) if a <= piece.x0 < b), first)
        high = next((n for n, (a, b) in enumerate(columns) if a < piece.x1 <= b), last)
        if low == high or " " not in piece.text.strip():
            return [piece]
        first, last = min(first, low), max(last, high)
    parts: list[list[Span]] = [[] for _ in range(first, last + 1)]
    for word in [w for span in piece.spans for w in _cut(span)]:
        middle = (word.x0 + word.x1) / 2
        at = next((n for n in range(first, last + 1) if middle < columns[n][1]), last)
        before = next((p[-1] for p in reversed(parts) if p), None)
        if before is not None and before not in parts[at - first] and word.x0 - before.x1 < 0.12 * piece.size:
            return [piece]  # no space at the bound
        parts[at - first].append(word)
    return _pieces(piece, parts) if all(parts) else [piece]


def _split_over(piece: Line, rules: list[Rule]) -> list[Line]:
    """The piece, cut where the rules below it part: one merged header over each."""
    under = sorted((r for r in rules if r.x0 < piece.x1 and r.x1 > piece.x0), key=lambda r: r.x0)
    if len(under) < 2:
        return [piece]
    middles = [(r.x0 + r.x1) / 2 for r in under]
    parts: list[list[Span]] = [[] for _ in under]
    for word in [w for span in piece.spans for w in _cut(span)]:
        at = min(range(len(under)), key=lambda n: abs(middles[n] - (word.x0 + word.x1) / 2))
        parts[at].append(word)
    return _pieces(piece, parts) if all(parts) else [piece]


def _pieces(piece: Line, parts: list[list[Span]]) -> list[Line]:
    """The words of a piece, some to a part, as lines of their own."""
    out = []
    for spans in parts:
        x0, x1 = spans[0].x0, spans[-1].x1
        for a, b in pairwise(range(len(spans))):
            if spans[b].x0 - spans[a].x1 > 0.1 * piece.size:
                spans[a] = spans[a]._replace(text=spans[a].text + " ")
        line = Line(spans, x0, piece.y0, x1, piece.y1, piece.baseline, piece.size, all(s.bold for s in spans))
        line.text = render(line)
        out.append(line)
    return out


def _rules_below(n: int, rows: list[list[Line]], header: int, rules: list[Rule]) -> list[Rule]:
    """The rules under header row `n` with no later row between, but for labels beside it."""
    top = rows[n][0].baseline
    bottom = rows[header][0].baseline if header < len(rows) else rows[-1][0].baseline + 30.0
    later = [p for row in rows[n + 1 : header] for p in row]
    return [
        r
        for r in rules
        if top < r.y0 < bottom and not any(p.baseline < r.y0 and p.x0 < r.x1 and p.x1 > r.x0 for p in later)
    ]


def _header_row(
    rows: list[list[Line]], n: int, header: int, columns: list[tuple[float, float]], rules: list[Rule]
) -> list[Cell]:
    """Row `n` of the header, whose merged cells repeat over the columns that they cover."""
    inside: list[list[Line]] = [[] for _ in columns]
    row, under = rows[n], rows[n + 1 : header]
    if not rules or not under:
        row = [part for piece in row for part in _split_at(piece, columns)]
    else:
        row = [part for piece in row for part in _split_over(piece, rules)]
    places = [_place(piece, columns) for piece in row]
    for piece, (first, last) in zip(row, spans_of(row, places, columns, under, rows[header:], rules), strict=True):
        for k in range(first, last + 1):
            inside[k].append(piece)
    return [_cell(pieces) for pieces in inside]


def _spread_labels(
    cells: list[list[Cell]], baselines: list[float], header: int, cuts: list[float]
) -> tuple[list[list[Cell]], int]:
    """Labels that stand beside several rows, on a line of their own, repeat in each of those rows."""
    steps = sorted(b - a for a, b in pairwise(baselines[header:]))
    if len(steps) < 2:
        return cells, header
    pitch = steps[len(steps) // 2 :][0]
    gone: set[int] = set()
    for n in range(header, len(cells)):
        row = cells[n]
        if not row[0].text or any(c.text for c in row[1:]):
            continue
        near = [m for m in (n - 1, n + 1) if header <= m < len(cells) and not cells[m][0].text]
        if not any(abs(baselines[m] - baselines[n]) < PITCH_SHARE * pitch for m in near):
            continue
        for direction in (-1, 1):
            m = n + direction
            while header <= m < len(cells) and not cells[m][0].text and any(c.text for c in cells[m]):
                low, high = sorted((baselines[m], baselines[n]))
                if any(low < y < high for y in cuts):
                    break
                cells[m] = [row[0], *cells[m][1:]]
                m += direction
                if abs(m - n) > 12:  # rows above and below one label: more were not seen
                    break
        gone.add(n)
    return [row for n, row in enumerate(cells) if n not in gone], header
