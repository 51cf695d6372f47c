"""The rows of a table that are the paper's own, what they are called and the groups that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.summarise.facts.cells import MARKS, called, is_cited, number_of, plain
from pipeline.summarise.facts.methods import is_own, names_one, without_names
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.facts.others import READY
from pipeline.summarise.lines import Line

LABEL_COLUMNS = 3  # of a table, in which its systems may be named
MODEL_SIZE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?[BM](?!\w)")
VERSUS = re.compile(r"(.+?)\s(?:vs\.?|versus|against)\s(.+)")
_START = re.compile(r"(?i)\((?:the )?base(?:line)?(?: model)?\)")  # what a method starts from, whose name it may have
CONTROL = re.compile(  # a row without a part of the method, or with only one: a step of an ablation
    r"(?i)^\W*(?:w/o|w\.o\.|without|no |-\s)|\b(?:w/o|without|only|no|minus|random\w*|shuffl\w+|"
    r"frozen|ablat\w+|variant|naive|"
    r"oracle|upper bound|baseline)\b"
)


def own_rows(rows: Sequence[Line], names: tuple[str, ...]) -> list[int]:
    at = label_column(rows, names)
    labelled = [
        i
        for i in range(len(rows))
        if numbers_in(rows[i]) and is_own(label := label_at(rows, i, at), names)
        if not (VERSUS.fullmatch(label) or (_START.search(label) and is_model(label)))
    ]
    return labelled or _under_own_title(rows, names)


def _under_own_title(rows: Sequence[Line], names: tuple[str, ...]) -> list[int]:
    """The rows of the groups whose title is the paper's own method.

    They must stand beside cited ones or "SOTA", or beside groups that have titles too.
    """
    titles = [(title_over(rows, group), group) for group in groups_of(rows, 0)]
    own = [i for title, group in titles if is_own(title, names) for i in group if numbers_in(rows[i])]
    own = [i for i in own if not CONTROL.search(plain(rows[i].cells[0]))]
    others = [row.cells[0] for i, row in enumerate(rows) if i not in own and numbers_in(row)]
    beside = any(is_cited(label) or READY.fullmatch(plain(label)) for label in others)
    beside = beside or (all(title for title, _ in titles) and any(not is_own(title, names) for title, _ in titles))
    return own if beside and not any(is_cited(rows[i].cells[0]) for i in own) else []


def bases_of(rows: Sequence[Line], names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What may name the base models of the paper's own rows: their groups' titles and their labels, with their places.

    Of the labels what stands beside the own name: "InternVL2-8B-" of "InternVL2-8B-MPO".
    """
    own, labels = own_rows(rows, names), label_column(rows, names)
    for group in groups_of(rows, labels):
        mine = [i for i in group if i in own and not CONTROL.search(plain(rows[i].cells[labels]))]
        title = over(rows, group) if labels else title_over(rows, group)
        if mine and title:
            yield title, rows[mine[0]].at
        for i in mine:
            yield without_names(label_at(rows, i, labels), names), rows[i].at


def title_over(rows: Sequence[Line], group: Sequence[int]) -> str:
    """The title of the group or of those that it is a part of; "": it has none."""
    above = next((row for row in reversed(rows[: group[0]]) if _is_title(row)), None)
    return plain(above.cells[0]).rstrip(" :") if above else ""


def label_column(rows: Sequence[Line], names: tuple[str, ...]) -> int:
    """The column that says which system a row is of: the first in which the paper's own stands; 0 where none does."""
    columns = range(min(LABEL_COLUMNS, len(rows[0].cells)))
    labels = [[called(row.cells[c]) for row in rows if numbers_in(row)] for c in columns]
    named = (c for c in columns if any(names_one(label, names) for label in labels[c]))  # rather than "Proposed"
    return next(named, next((c for c in columns if any(is_own(label, names) for label in labels[c])), 0))


def label_at(rows: Sequence[Line], at: int, column: int = 0) -> str:
    """What a row is called; a row that is only an addition ("+ RL") is called after the one above it too."""
    label = called(rows[at].cells[column])
    if not label.startswith(("+", "-", "w/")):
        return label
    above = next(
        (
            called(r.cells[column])
            for r in reversed(rows[:at])
            if not called(r.cells[column]).startswith(("+", "-", "w/"))
        ),
        "",
    )
    return f"{above} {label}".strip()


def numbers_in(row: Line) -> int:
    return sum(number_of(cell) is not None for cell in row.cells[1:])


def names_again(rows: Sequence[Line], labels: int, at: int, names: tuple[str, ...]) -> bool:
    """Whether a column behind numbers names the paper's own again: another table stands beside this one."""
    own = (row for row in rows if is_own(called(row.cells[at]), names))
    return any(number_of(cell) is not None for row in own for cell in row.cells[labels + 1 : at])


def without_variants(mine: Sequence[int], rows: Sequence[Line], labels: int) -> list[int]:
    """The own rows without those that a star makes a variant of another: "X-7B*" beside "X-7B"."""
    plain = {rows[i].cells[labels].strip("* ") for i in mine if not MARKS.search(rows[i].cells[labels].strip("* "))}
    return [i for i in mine if called(rows[i].cells[labels]) not in plain or rows[i].cells[labels].strip("* ") in plain]


def is_plain(label: str, names: tuple[str, ...]) -> bool:
    """Whether a label is the method's name and no more than a size or "ours": not "PaSa-7b-ensemble"."""
    rest = re.sub(r"(?i)\bours?\b|\bproposed\b|[-\s(]\d+(?:\.\d+)?[bm]\b", "", label)
    for name in names:
        rest = re.sub(rf"(?i){re.escape(name)}", "", rest)
    return not re.search(r"\w", rest)


def over(rows: Sequence[Line], group: Sequence[int]) -> str:
    """What the first cells of a group say, whether in each of its rows or over all of them: "Llama-3.1-", "8B"."""
    said = " ".join(dict.fromkeys(text for i in group if (text := plain(rows[i].cells[0]))))
    return re.sub(r"(?<=\w-) ", "", said)


def last_label(row: Line) -> int:
    """The last column before a row's numbers: "English | MMLU | 88.3" is of MMLU."""
    first = next((i for i, cell in enumerate(row.cells) if i and number_of(cell) is not None), 1)
    return max((i for i in range(first) if re.search(r"[A-Za-z]", row.cells[i])), default=0)


def groups_of(rows: Sequence[Line], labels: int) -> list[list[int]]:
    """The rows between the titles of groups; and within these a row with those that add to it ("+ RL").

    `labels`: the column of the systems' names. What stands before it parts groups too; where it has holes, as a cell
    over several rows has, the groups are parted where their first system comes again.
    """
    names = [called(row.cells[labels]) for row in rows]
    if by_base := _of_bases(names):
        return by_base
    adds = [name.startswith(("+", "w/ ")) for name in names]
    titles = [_is_title(row) and (not labels or len(set(row.cells)) == 1) for row in rows]
    whole = all(all(row.cells[:labels]) for row, title in zip(rows, titles, strict=True) if not title)
    groups: list[list[int]] = [[]]
    for i, row in enumerate(rows):
        if titles[i]:
            groups.append([])
            continue
        group = groups[-1]
        is_base = not adds[i] and any(adds[i + 1 : i + 2])
        if whole:
            parts = bool(labels and group) and row.cells[:labels] != rows[group[-1]].cells[:labels]
        else:
            parts = bool(group and names[i]) and names[i] == names[group[0]]
        if is_base or parts:
            groups.append([])
        groups[-1].append(i)
    return [group for group in groups if group]


def _of_bases(names: Sequence[str]) -> list[list[int]]:
    """The rows of each base model or size, where every row names one and there are several.

    "GPT-2 small - FlashAttention", "X-7B".
    """
    for base in (
        [name.partition(" - ")[0] if " - " in name else "" for name in names],
        [m[0].lower() if (m := MODEL_SIZE.search(name)) else "" for name in names],
    ):
        rows: dict[str, list[int]] = {}
        for i, said in enumerate(base):
            rows.setdefault(said, []).append(i)
        if len(rows) > 1 and all(base) and all(len(of_one) > 1 for of_one in rows.values()):
            return list(rows.values())
    return []


def _is_title(row: Line) -> bool:
    """Whether a row names a group: one cell alone, or the same text over all columns."""
    filled = [cell for cell in row.cells if cell]
    return (
        bool(filled)
        and number_of(filled[0]) is None
        and ((len(filled) == 1 and bool(row.cells[0])) or (len(row.cells) > 1 and len(set(row.cells)) == 1))
    )
