"""Training settings that tables state: one a row, two pairs a row, or one a column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.summarise.facts import scopes
from pipeline.summarise.facts.methods import is_own
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.facts.others import others_in
from pipeline.summarise.facts.setting_sentences import OF_LORA, is_of_rival, of_sentence
from pipeline.summarise.facts.wanted import NUMBER, Wanted, fits, named, number
from pipeline.summarise.lines import Line, tables_of
from pipeline.words.vocabulary import pattern
from schemas.records import Table
from schemas.summary import HyperparameterFact

METRIC = pattern("results.metrics")

MAX_CELL = 40  # characters: a longer value is a sentence, not a setting
MIN_ROWS = 2
MIN_TABLES = 2  # of settings, before a caption must say which one it is of
LEAST_KNOWN = 3  # in a table that no caption and no head calls one of settings: a sample's table has its length
MIN_COLUMNS = 2  # one column named "Epochs" stands in many a table of results
KNOWN_SHARE = 0.5  # of the rows' names that are of wanted settings, in a table that no caption calls one of settings
CALLED_SHARE = 0.25  # in a table that its caption calls so
_SETTINGS_CAPTION = re.compile(
    r"(?i)hyper-?parameter|implementation detail|training (?:detail|setting|config|setup|recipe)|"
    r"configuration|optimi[sz]\w+ setting"
)
_NOT_OURS = re.compile(
    r"(?i)baseline|\bsearch(?:ed|es)?\b|\bsweep|\bgrid\b|\branges?\b|ablat|sensitiv|varying|different|statistics\b"
)
_OF_OTHERS = re.compile(
    r"(?i)\bbaseline|\bablation"
)  # a group of rows, or a column, that is not of the paper's own runs
_LISTED = re.compile(r"(?i)hyper-?parameter")  # of its table every row is a setting
_OF_PART = re.compile(r"(?P<name>[^,()]+), (?P<of>[^,()]*[A-Za-z]{2}[^,()]*)")
_PART_OF = re.compile(  # "Attacker learning rate": no other setting, as a final one is
    r"(?i)(?P<of>(?!(?:min(?:imum)?|final|end|warm-?up|decay|number|eval\w*|test\w*|inner|outer|mini|micro|per-\w+|loss|forward|accumulat\w+)\b)"
    r"[A-Za-z][\w-]*) (?P<name>(?:learning|batch|dropout|LoRA|optimi[sz]er|epochs).*)"
)
_SUBJECT = re.compile(  # what a caption's settings are of: "Hyperparameters for the reader", "Reader hyperparameters"
    r"(?i)(?:table|tab\.) [\w.-]+[.:]? (?:(?:the|our|default|main|training|all|shared|detailed|list of) )*"
    r"(?:(?:hyper-?parameters?|configurations?|settings?|details)"
    r"(?: (?:settings?|values|used|selected|of|for|in|on|the|training|all))* "
    r"(?P<behind>[^.,;:(]+?)(?: tasks?| experiments?| training| models?)*(?:[.,;:(].*)?$|"
    r"(?P<before>[^.,;:(]+?)(?:-specific)?(?: training)?(?: \([^()]*\))? (?:hyper-?parameters?|settings?)\b.*)"
)
_TRAINING_OF = re.compile(r"(?i)([a-z][a-z-]+) (?:training|optimi[sz]ation|optimi[sz]er)")
_MAKES_DATA = re.compile(
    r"(?i)\b(?:data|QA|questions?|answer|captions?|corpus|benchmark|dataset) "
    r"(?:generation|construction|annotation|synthesis)"
)
_SETS_UP = re.compile(r"(?i)\bsettings?\b|\bset-?up\b")
_MEASURED = re.compile(r"(?i)\bresults?\b|\bperformance\b|\bvariations?\b|\bspeed|\bcomparison\b|\baccuracy\b")
_SETTINGS_HEADER = re.compile(r"(?i)^(?:config\w*|hyper-?parameters?|parameters?|settings?|values?|name)$")
_OF_MACHINE = re.compile(
    r"(?i)\bparallel|memory util|\bworkers?\b|\b(?:log(?:ging)?|sav(?:e|ing)|eval\w*) (?:steps|interval|freq\w*)\b"
)
_BASE = re.compile(
    r"(?i)(?:(?:base|backbone|student|policy) )?models?|backbone"
)  # a row that says what its table is of
_LOSS = re.compile(r"(?i)\bloss")
_COUNTER = re.compile(r"(?i)epochs?|(?:training )?(?:steps?|iterations?)")
_WITH_RATE = re.compile(
    rf"(?P<name>[A-Za-z]+)\s?\((?:lr|learning rate)?\s?[=:]?\s?(?P<rate>{NUMBER})\)"
)  # "Adam (10^{-4})"
_PRODUCT = re.compile(r"\d+ ?[×x*] ?\d+")
_NO_VALUE = re.compile(r"[-–—/✓✗×\s]*|N/?A", re.IGNORECASE)
_TUPLE = re.compile(r"[^()]*\(([^()]+)\)\s*")
_SEVERAL = re.compile(r"[{\[(].*,.*[}\])]|\d\s*(?:,|or|;|to|–|∼|~)\s+\d|\d\s?/\s?\d")


def of_tables(
    lines: Sequence[Line], own: tuple[str, ...] = (), built_on: Sequence[str] = ()
) -> Iterator[HyperparameterFact]:
    """The settings of every table that is one of the paper's own settings; `own`: what it calls its own method.

    `built_on`: the models that it builds on. A table that is called by another method's name is none.
    """
    shown = list(tables_of(lines))
    others = others_in(lines)
    bases = {rows[0].block: base for _, rows in shown if (base := _base_of(rows))}
    subjects = _subjects(shown, lines)
    for table, body in shown:
        header, rows = _whole_header(_heads(table), body)
        header, rows = _own_columns(header, rows, own)
        if not rows or _is_log(header, rows):
            continue
        if _MAKES_DATA.search(f"{table.caption} {rows[0].heading}"):
            continue
        if is_of_rival(table.caption, others, (*own, *built_on)):
            continue
        said = _SETTINGS_CAPTION.search(table.caption)  # of its section it may be no more: tables float
        if (
            _NOT_OURS.search(table.caption)
            or (not said and rows[0].others)
            or (not said and _NOT_OURS.search(rows[0].heading))
        ):
            continue
        if said or _SETS_UP.search(table.caption):
            yield from _of_long_cells(rows)
        called = bool(_SETTINGS_CAPTION.search(f"{table.caption} {rows[0].heading}")) or any(
            _SETTINGS_HEADER.match(h) for h in header
        )
        text = f"{table.caption} {' '.join(header)} {' '.join(row.text for row in rows)}"
        lora = bool(re.search(r"(?i)\blora\b", text))
        several = len(rows[0].cells) > len(("name", "value"))  # what is of all its columns is of no one part alone
        whole = scopes.stage_of(table.caption) or ("" if several else scopes.of_heading(rows[0].heading))
        whole = whole or subjects.get(rows[0].block, "")
        if len(set(bases.values())) > 1:  # a table for each base model
            whole = bases.get(rows[0].block, whole)
        columns = [i for i, head in enumerate(header) if i and named(head)]
        known = sum(_is_wanted(row.cells[0]) for row in rows)
        measures = any(METRIC.search(head) for head in header) or bool(_MEASURED.search(table.caption))
        if len(columns) >= MIN_COLUMNS and known < len(rows) / 3 and not measures:
            found = _of_all(list(_by_column(rows, header, columns)))
        elif (
            known >= (MIN_ROWS if called else LEAST_KNOWN)
            and known >= len(rows) * (CALLED_SHARE if called else KNOWN_SHARE)
        ) or (known and len(rows) >= MIN_ROWS and _LISTED.search(table.caption)):
            found = _by_row(rows, header)
        else:
            continue
        for name, value, scope, at in found:
            if _OF_OTHERS.search(scope):
                continue
            part = _OF_PART.fullmatch(name)  # "Learning rate, predictor", "Hours, X-7B"
            if part and not scope and (named(part["name"]) or is_model(part["of"])):
                name, scope = part["name"], part["of"]
            elif (of := _PART_OF.fullmatch(name)) and not named(name) and named(of["name"]):
                name, scope = of["name"], f"{scope} {of['of']}".strip()
            yield from _facts(name, value, scope or whole, at, lora=lora, any_name=bool(_LISTED.search(table.caption)))


def _of_long_cells(rows: Sequence[Line]) -> Iterator[HyperparameterFact]:
    """The settings of cells that hold several: "Optimizer | AdamW, learning rate 5e-7, no warm-up"."""
    for row in rows:
        if len(row.cells) != len(("name", "value")):
            continue
        label, cell = row.cells
        text = f"{label}: {cell}"
        found = [one for one in of_sentence(text, set_up=True) if one.start > len(label)]
        if len({one.name for one in found}) > 1:
            part = _TRAINING_OF.fullmatch(label)
            scope = scopes.stage_of(label) or (part[1] if part and not scopes.is_plain(part[1]) else "")
            for one in found:
                yield HyperparameterFact(
                    name=one.name, value=text[one.start : one.end], scope=one.scope or scope, at=row.at
                )


def _heads(table: Table) -> list[str]:
    """What heads each column: its lowest header, below those that name a stage or that tell it from another column."""
    paths = [table.header(column) for column in range(len(table.rows[0]))]
    alike = Counter(path[-1] for path in paths if path)
    return [
        " ".join(part for part in path if part == path[-1] or alike[path[-1]] > 1 or scopes.stage_of(part))
        for path in paths
    ]


def _subjects(shown: Sequence[tuple[Table, tuple[Line, ...]]], lines: Sequence[Line]) -> dict[int, str]:
    """What each table's settings are of, by its block, where several tables of settings say so by their captions."""
    said = {
        rows[0].block: subject["behind"] or subject["before"]
        for table, rows in shown
        if _SETTINGS_CAPTION.search(table.caption) and (subject := _SUBJECT.match(table.caption))
    }
    short = {block: what for block, what in said.items() if len(what) <= scopes.MAX_SCOPE and not scopes.is_plain(what)}
    if len(set(short.values())) < MIN_TABLES:
        return {}
    return {block: _as_written(what, lines) for block, what in short.items()}


def _as_written(name: str, lines: Sequence[Line]) -> str:
    """A name out of a caption in capitals as the paper's sentences write it."""
    if not name.isupper():
        return name
    found = (re.search(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", line.text) for line in lines if line.kind == "sentence")
    return next((match[0] for match in found if match and not match[0].isupper()), name.capitalize())


def _base_of(rows: Sequence[Line]) -> str:
    """The model that a table of two columns is of, by one of its rows: "Base model | X-7B"; "": none says it."""
    said = [row.cells[1] for row in rows if len(row.cells) == len(("name", "value")) and _BASE.fullmatch(row.cells[0])]
    return said[0] if len(said) == 1 and len(said[0]) <= scopes.MAX_SCOPE else ""


def _is_log(header: Sequence[str], rows: Sequence[Line]) -> bool:
    """Whether a table tells how a run went: a loss at each of several epochs."""
    return any(map(_LOSS.search, header)) and any(_COUNTER.fullmatch(head) for head in header) and len(rows) > 1


def _whole_header(header: list[str], rows: tuple[Line, ...]) -> tuple[list[str], tuple[Line, ...]]:
    """The header with a first row of names below it, "Main runs" over "GRU | ODE".

    A column without an upper head may be of any that stands beside it, and is left out; so is one of an ablation.
    """
    first = rows[0].cells
    if (
        first[0]
        or not any(header[1:])
        or not all(c and number(c) is None and not _NO_VALUE.fullmatch(c) for c in first[1:])
    ):
        return header, rows
    kept = [0, *(i for i in range(1, len(header)) if header[i] and not _NOT_OURS.search(f"{header[i]} {first[i]}"))]
    return _columns([f"{top} {cell}".strip() for top, cell in zip(header, first, strict=True)], rows[1:], kept)


def _own_columns(header: list[str], rows: tuple[Line, ...], own: tuple[str, ...]) -> tuple[list[str], tuple[Line, ...]]:
    """The header and the rows without the columns of others where those of the paper's own method have no variants."""
    mine = [i for i in range(1, len(header)) if is_own(header[i], own)]
    variants = [i for i, head in enumerate(header) if i not in mine and any(name in head for name in own)]
    if not mine or variants or any(named(head) for head in header):
        return header, rows
    return _columns(header, rows, [0, *mine])


def _columns(header: list[str], rows: tuple[Line, ...], kept: Sequence[int]) -> tuple[list[str], tuple[Line, ...]]:
    shown = (
        row.model_copy(
            update={
                "cells": tuple(row.cells[i] for i in kept),
                "bold": tuple(row.bold[i] for i in kept if i < len(row.bold)),
            }
        )
        for row in rows
    )
    return [header[i] for i in kept], tuple(shown)


Pair = tuple[str, str, str, str]  # name, value, scope, the number of the row's place


def _by_row(rows: Sequence[Line], header: Sequence[str]) -> Iterator[Pair]:
    """Each row a setting; a row without values is the scope of those below it, and so is a column's head."""
    paired = len(header) % 2 == 0 and len(header) > 2 and header[0] == header[2]
    names = next((i for i, head in enumerate(header) if head != header[0]), 1)  # columns under one header
    group = ""
    for row in rows:
        if row.cells[0] and (not any(row.cells[1:]) or len(set(row.cells)) == 1):
            group = row.cells[0] if _OF_OTHERS.search(row.cells[0]) else scopes.of_heading(row.cells[0])
            continue
        label = " ".join(dict.fromkeys(cell for cell in row.cells[:names] if cell))
        pairs = (
            [(row.cells[i], row.cells[i + 1], "") for i in range(0, len(header), 2)]
            if paired
            else [(label, value, header[i]) for i, value in enumerate(row.cells[names:], names)]
        )
        if not paired and len({value for _, value, _ in pairs if value}) == 1:
            pairs = [(*pairs[0][:2], "")] if pairs[0][1] else []  # one value for all columns
        for name, value, head in pairs:
            column = "" if _SETTINGS_HEADER.match(head) or len(row.cells) == 2 else head
            yield name, value, " ".join(filter(None, (group, column))), row.at


def _by_column(rows: Sequence[Line], header: Sequence[str], columns: Sequence[int]) -> Iterator[Pair]:
    """Each column a setting; the cells before the first such column say what a row holds for."""
    for row in rows:
        scope = " ".join(cell for cell in row.cells[: columns[0]] if cell)
        for column in columns:
            yield header[column], row.cells[column], scope[:MAX_CELL], row.at


def _of_all(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The settings of columns; the only value of a column is not of the first row alone."""
    values = {name: {value for other, value, _, _ in pairs if other == name and value} for name, _, _, _ in pairs}
    return ((name, value, scope if len(values[name]) > 1 else "", at) for name, value, scope, at in pairs)


def _facts(name: str, value: str, scope: str, at: str, *, lora: bool, any_name: bool) -> Iterator[HyperparameterFact]:
    """One setting, or one a part where name and value are lists in brackets: (β_{1}, β_{2}) = (0.9, 0.95)."""
    value = value.strip("* ")
    if not name or _NO_VALUE.fullmatch(value) or len(value) > MAX_CELL or len(name) > MAX_CELL:
        return
    names, values = _TUPLE.fullmatch(name), _TUPLE.fullmatch(value)
    if names and values:
        parts = [p.strip() for p in names[1].split(",")], [p.strip() for p in values[1].split(",")]
        if len(parts[0]) == len(parts[1]) > 1:
            for part, part_value in zip(*parts, strict=True):
                yield from _facts(part, part_value, scope, at, lora=lora, any_name=any_name)
            return
    parts_of = re.findall(
        r"(β_\{?[12]\}?)\s*[=:,]?\s*=?\s*(\d?\.\d+)", value
    )  # "β_{1}, β_{2} = 0.9, 0.999" in one cell
    if len(parts_of) > 1:
        for part, part_value in parts_of:
            yield HyperparameterFact(name=part, value=part_value, scope=scope, at=at)
        return
    wanted = named(name)
    if "lora" in name.lower() and wanted is None:  # "LoRA setting | r = 16, α = 32"
        for part, said in OF_LORA:
            if match := said.search(f"LoRA {value}"):
                yield HyperparameterFact(name=part, value=match["value"], scope=scope, at=at)
    if wanted and wanted.name == "optimizer" and (both := _WITH_RATE.fullmatch(value)):
        yield HyperparameterFact(name="learning rate", value=both["rate"], scope=scope, at=at)
        value = both["name"]
    if wanted and wanted.name == "batch size" and _PRODUCT.fullmatch(value):
        yield HyperparameterFact(name=name.strip("* "), value=value, scope=scope, at=at)
    if (
        wanted is None
        and any_name
        and not _OF_MACHINE.search(name)
        and number(value) is not None
        and re.search(r"[A-Za-zα-ωϵ]", name)
    ):
        bare = re.sub(r"\s*\([^()]*(?:Equation|Eq)[^()]*\)", "", name)
        yield HyperparameterFact(name=bare.strip("* "), value=value, scope=scope, at=at)
    if wanted and not _SEVERAL.search(value) and _fits(wanted, value) and (lora or wanted.name != "LoRA rank"):
        yield HyperparameterFact(name=name.strip("* "), value=value, scope=scope, at=at)


def _is_wanted(label: str) -> bool:
    """Whether a row's label names a setting, or several in brackets: Adam (β_{1}, β_{2})."""
    several = _TUPLE.fullmatch(label)
    return named(label) is not None or bool(several and all(named(part.strip()) for part in several[1].split(",")))


def _fits(wanted: Wanted, value: str) -> bool:
    """As `fits`; a cell may have a unit or a word behind its number, such as "20 updates" or "8192 tokens"."""
    return fits(wanted, value) or fits(wanted, re.sub(r"(?<=[\dkKM}]) ?(?:\([^()]*\)|[a-z][a-z ]*)$", "", value))
