"""Which other number stands beside one of the paper's own rows: whom a sentence compares it with, or the strongest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.summarise.facts.cells import FOOTNOTE, amount_of, called, is_cited, number_of, plain
from pipeline.summarise.facts.directions import Direction
from pipeline.summarise.facts.grids import Grid, Rival, short, strongest
from pipeline.summarise.facts.head_words import joined
from pipeline.summarise.facts.methods import KNOWN, METRIC, is_own
from pipeline.summarise.facts.others import is_name
from pipeline.summarise.facts.own_rows import MODEL_SIZE, label_at, numbers_in, title_over
from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import pattern

SAME = 1e-6  # of two differences
ALIKE = 2  # rows for each condition, in the mean
LEAST_CITED = 2  # rows of a table whose labels cite a work
LEAST_GAINS = 2  # cells of a row of gains, which say whom the paper's own row is compared with
_NO_RIVAL = re.compile(
    r"(?i)^\W*(?:w/o|without)\b|"
    r"\b(?:human|oracle|bound|ground truth|reference|ceiling|topline|"
    r"theoretical|random|chance|gain|improvement|delta|difference)\b|^[Δ∆]"
)
OF_DATA = re.compile(
    r"(?i)(?:data ?sets?|benchmarks?|tasks?|domains?|corp(?:us|ora)|subsets?)(?: names?)?"
)  # a column's head
_SAYS = re.compile(r"[^\W_]")
_BASE = re.compile(r"(?i)^(?:vanilla|base|original|untrained|pre-?trained|zero-shot)(?: models?)?$")
_COMPARES = re.compile(
    r"(?i)\bcompar\w+\b[^.;]*\b(?:methods|baselines|models|approaches|systems|state-of-the-art|sota)\b"
)
_STEM = re.compile(r"\s*[(\[].*$|\s+(?=[A-Za-z]\w*\s?=)|\s[-–+@]\s.*$")  # before what tells variants of a name apart
_GAINS = re.compile(r"(?i)^[Δ∆]|\b(?:gains?|improvements?|delta|difference)\b")


def rival_of(
    grid: Grid, at: int, column: int, others: Sequence[int], groups: Sequence[Sequence[int]], way: Direction | None
) -> Rival | None:
    """The number of a column beside which the own one of the row `at` stands; None: nothing tells which.

    Whom a claim compares the two numbers with, or a row of gains; else, of the rows `others`, the strongest, or,
    where that is the model itself before it was trained, whom the abstract names as outdone; or the own base model,
    if it names that.
    """
    found = _rival_of(grid, at, column, others, groups, way)
    return found and found._replace(label=_apart(grid, found, at))


def _apart(grid: Grid, rival: Rival, at: int) -> str:
    """A rival's label, with what it was measured under where another row of its name was measured under something else.

    "X (steps 1)" beside an X of 8 steps; but not the data that the row `at`, whose rival it is, was measured on too.
    """
    twins = [i for i in range(len(grid.rows)) if i != rival.row and label_at(grid.rows, i, grid.labels) == rival.label]
    for column in condition_columns(grid) if twins else ():
        under = grid.rows[rival.row].cells[column]
        if under == grid.rows[at].cells[column] and OF_DATA.fullmatch(joined(grid.heads[column])):
            continue
        if any(grid.rows[i].cells[column] != under for i in twins):
            return f"{rival.label} ({joined(grid.heads[column])} {under})"
    return rival.label


def _rival_of(
    grid: Grid, at: int, column: int, others: Sequence[int], groups: Sequence[Sequence[int]], way: Direction | None
) -> Rival | None:
    known = _among_rivals([i for i in others if is_others(grid, i)], others, at)
    of_others = [[i for i in group if i in known or is_others(grid, i)] for group in groups]
    if both := compared(grid, at, column, others, groups, way):
        return both
    found = _among(grid, at, column, known, [group for group in of_others if group], way)
    unknown = [i for i in others if i not in known and is_name(grid.rows[i].cells[grid.labels])]
    best = strongest(rivals_in(grid, column, unknown), way)
    if found is None or best is None:
        return found
    ahead = best.value < found.value if way == "lower" else best.value > found.value
    return None if ahead else found  # beside a weaker one than another that may be a rival, it would look too good


def _among_rivals(known: Sequence[int], others: Sequence[int], at: int) -> list[int]:
    """The rows that are known to be others', with the few between or above them where the row `at` stands below all."""
    above = [i for i in others if known and i < max(known)]
    few = len(above) - len(known) < len(known) / 2 + 1
    return [*above, max(known)] if known and at > max(known) and few else list(known)


def is_others(grid: Grid, at: int) -> bool:
    """Whether something tells that a row is another's: its own label, not what it adds to the row above it."""
    label = plain(grid.rows[at].cells[grid.labels])
    if label.startswith(("+", "-", "w/")):
        return grid.comparisons.others.cites(label.lstrip("+-w/ "))
    if any(is_cited(plain(cell)) for cell in grid.rows[at].cells[: grid.labels]):
        return True
    return grid.comparisons.may_be_rival(label, of_others=compares_others(grid))


def compares_others(grid: Grid) -> bool:
    """Whether a table is of others' methods but for the own rows: its caption says so, or it cites several."""
    cited = sum(is_cited(plain(row.cells[grid.labels])) for row in grid.rows)
    return cited >= LEAST_CITED or bool(_COMPARES.search(grid.table.caption))


def _among(
    grid: Grid, at: int, column: int, others: Sequence[int], groups: Sequence[Sequence[int]], way: Direction | None
) -> Rival | None:
    beside = rivals_in(grid, column, others)
    if base := next((r for r in beside if r.row == _base_of_gains(grid, at, others)), None):
        return base
    best = strongest(beside, way)
    outdone = [rival for rival in beside if grid.comparisons.names(rival.label)]
    if best and len({rival.label for rival in outdone}) == 1:
        own_base = label_at(grid.rows, at, grid.labels).startswith(outdone[0].label)
        if own_base or _BASE.search(best.label):
            return outdone[0]
    return _over_best(grid, at, column, groups, best) or best


def rivals_in(grid: Grid, column: int, others: Sequence[int]) -> list[Rival]:
    """What the others reach in a column."""
    rows = grid.rows
    return [
        Rival(n, label, rows[i].cells[column], rows[i].at, i)
        for i in others
        if (label := label_at(rows, i, grid.labels)) and (n := amount_of(rows[i].cells[column])) is not None
        if not FOOTNOTE.search(rows[i].cells[column])
    ]


def compared(
    grid: Grid, at: int, column: int, others: Sequence[int], groups: Sequence[Sequence[int]], way: Direction | None
) -> Rival | None:
    """The one rival with whose number a sentence compares the own one: of the rows beside, or of any others.

    A sentence that tells only how far apart the two are must be of a row beside, and of the best of its name:
    which "LIFT" it speaks of, it does not say.
    """
    mine = grid.rows[at].cells[column]
    beside = rivals_in(grid, column, others)
    told = (r for r in beside if grid.comparisons.compares(mine, r.cell, r.label))
    found = [r for r in told if _is_meant(grid, mine, r, beside, way)]
    if len({rival.value for rival in found}) == 1:
        return found[0]
    found = [r for r in _of_groups(grid, column, groups) if grid.comparisons.has_both(mine, r.cell)]
    return found[0] if len({rival.value for rival in found}) == 1 else None


def _is_meant(grid: Grid, mine: str, rival: Rival, beside: Sequence[Rival], way: Direction | None) -> bool:
    """Whether it is this rival that a sentence compares the own number with, and no other one of its name."""
    if grid.comparisons.has_both(mine, rival.cell):
        return True
    name = _STEM.split(rival.label)[0]
    of_name = [other for other in beside if _STEM.split(other.label)[0] == name]
    best = strongest(of_name, way)
    return is_others(grid, rival.row) and best is not None and best.value == rival.value


def _over_best(grid: Grid, at: int, column: int, groups: Sequence[Sequence[int]], best: Rival | None) -> Rival | None:
    """The rival of another group whose distance a sentence tells: "the best baseline by 5.65"; None: there is none."""
    mine = number_of(grid.rows[at].cells[column])
    if best is None or mine is None:
        return None
    for other in _of_groups(grid, column, groups):
        far = any(abs(abs(mine - other.value) - gain) < SAME for gain in grid.comparisons.over_best)
        if far and abs(mine - other.value) < abs(mine - best.value):
            return other
    return None


def _of_groups(grid: Grid, column: int, groups: Sequence[Sequence[int]]) -> list[Rival]:
    """What the others reach in a column in any group, each with its group's title."""
    found = []
    for group in groups:
        title = short(title_over(grid.rows, group))
        for other in rivals_in(grid, column, rivals_among(grid, group, ())):
            if not (is_own(other.label, grid.names) or is_own(title, grid.names)):
                found.append(other._replace(label=f"{other.label} ({title})") if title else other)
    return found


def _base_of_gains(grid: Grid, at: int, others: Sequence[int]) -> int | None:
    """The row from which a row of gains counts: "Δ Ours - Base"; None: there is none."""
    rows = grid.rows
    gains = next((row for row in rows if _GAINS.search(label_at(rows, rows.index(row), grid.labels))), None)
    if gains is None:
        return None
    fits = Counter[int]()
    for column in range(grid.labels + 1, len(gains.cells)):
        mine, gain = number_of(rows[at].cells[column]), number_of(_signed(gains.cells[column]))
        for rival in rivals_in(grid, column, others):
            if mine is not None and gain is not None:
                fits[rival.row] += abs(mine - rival.value - gain) < SAME
    return next((row for row, times in fits.most_common(1) if times >= LEAST_GAINS), None)


def _signed(cell: str) -> str:
    """A gain with its arrow as a sign: ↓0.32 is -0.32."""
    return re.sub(r"^\W*↓\s?", "-", re.sub(r"^\W*↑\s?", "+", cell))


def rivals_among(grid: Grid, among: Sequence[int], own: Sequence[int]) -> list[int]:
    """The rows that are neither own nor, as an oracle or a row of gains, no rival at all."""
    others = [i for i in among if i not in own and numbers_in(grid.rows[i])]
    return [i for i in others if not _NO_RIVAL.search(label_at(grid.rows, i, grid.labels))]


def condition_columns(grid: Grid) -> list[int]:
    """The columns behind the labels that say under what a row was measured: an evaluation set, a sparsity.

    Each says the same of several rows, and none has a head of results. In words a column says what a system is, "GAN",
    unless some system comes again under another word, or it is headed as data.
    """
    found: list[int] = []
    labels = [called(row.cells[grid.labels]) for row in grid.rows if numbers_in(row)]
    again = len(set(labels)) < len(labels)
    for column in range(grid.labels + 1, len(grid.heads)):
        said = [row.cells[column] for row in grid.rows if numbers_in(row) and _SAYS.search(row.cells[column])]
        words = joined(grid.heads[column])
        repeats = len(said) >= ALIKE * len(set(said)) and len(set(said)) > 1
        if not repeats or METRIC.search(words) or KNOWN.search(words):
            break
        if again or OF_DATA.fullmatch(words) or all(re.search(r"\d", cell) for cell in said):
            found.append(column)
    return found if len(found) < len(grid.heads) - grid.labels - 1 else []


def under_same(grid: Grid, at: int, others: Sequence[int]) -> list[int]:
    """Of other rows those measured under what a row was measured under, or of which it is not said; all if none is."""
    rows, kept = grid.rows, list(others)
    for column in condition_columns(grid):
        mine = rows[at].cells[column]
        same = [i for i in kept if rows[i].cells[column] == mine]
        if same and _SAYS.search(mine):
            kept = [i for i in kept if i in same or not _SAYS.search(rows[i].cells[column])]
    return kept


def of_all(rows: Sequence[Line], groups: Sequence[Sequence[int]], own: Sequence[int], labels: int) -> list[int]:
    """The rows that stand beside each group: those above all titles, or all where only one group has own rows.

    Not those of firms' models, nor of another size.
    """
    mine = [group for group in groups if any(i in own for i in group)]
    titles = [title_over(rows, group) for group in groups]
    if not any(titles) or len(mine) == len(groups):
        return []
    of_size = {m[0].lower() for group in mine for m in MODEL_SIZE.finditer(title_over(rows, group))}
    services = pattern("models.services")
    return [
        i
        for group, title in zip(groups, titles, strict=True)
        if group not in mine and (len(mine) == 1 or not title)
        if {m[0].lower() for m in MODEL_SIZE.finditer(title)} <= of_size
        for i in group
        if not services.search(rows[i].cells[labels])
    ]
