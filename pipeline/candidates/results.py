"""Results of the row that is the paper's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.candidates.grid import Row, body_rows, header_of, label_of, tables
from pipeline.candidates.names import method_of
from schemas.records import Block, PaperText, Table
from schemas.summary import ResultFact

MAX_RESULTS = 6
_OWN = re.compile(r"(?i)\bours?\b|\bour (?:method|model)\b")
_CELL_NUMBER = re.compile(r"([-−+]?\d[\d,]*(?:\.\d+)?)\s?%?(?:\s?±\s?[\d.]+)?")
_AVERAGE = re.compile(r"(?i)\b(?:avg|average|mean|overall)\b")
_COST = re.compile(
    r"(?i)\b(?:bits?|tokens?|params?|flops|size|time|memory|cost|latency|epochs?|steps|hours|gpus?|year)\b|#"
)
_METRIC = re.compile(
    r"(?i)\b(?:top-1 accuracy|exact match|accuracy|success rate|win rate|F1|BLEU|ROUGE(?:-[L12])?|mAP|mIoU|PSNR|SSIM|"
    r"FID|perplexity|pass@\d+|word error rate)\b"
)
_NO_RESULTS = re.compile(r"(?i)hyper-?param|statistic|ablation|dataset|cost|latency|implementation")


def results(paper: PaperText, title: str) -> tuple[ResultFact, ...]:
    """The proposed method's row of the first table that compares it, with the best other row of each column.

    Averages come first. Empty where no table names the method, or none says which of its rows is the paper's own.
    """
    method = method_of(title)
    for block in tables(paper):
        part = paper.sections[block.section].part if block.section is not None else "front"
        if block.table is None or part in ("appendix", "references") or _NO_RESULTS.search(block.table.caption):
            continue
        facts = sorted(_own_results(block, block.table, method), key=lambda f: not _AVERAGE.search(f.benchmark))
        if facts:
            return tuple(facts[:MAX_RESULTS])
    return ()


def conclusion(found: Sequence[ResultFact]) -> str:
    """What the results say beside their baselines, in Chinese; whether higher is better is the reader's to know."""
    groups: dict[tuple[str, str], list[str]] = {}
    for fact in found:
        own, other = _number(fact.value), _number(fact.baseline_value)
        if own is not None and other is not None and own != other:
            groups.setdefault((fact.baseline, "高于" if own > other else "低于"), []).append(fact.benchmark)
    parts = [f"在 {'、'.join(on)} 上{word} {baseline}" for (baseline, word), on in groups.items()]
    return f"与表中最接近的方法相比，所提方法{'，'.join(parts)}。" if parts else "所提方法的主要数值如下。"


def _own_results(block: Block, table: Table, method: str) -> Iterator[ResultFact]:
    rows = body_rows(block)
    own = [i for i, row in enumerate(rows) if _is_own(label_of(row), method)]
    if not own or len(own) > len(rows) / 2:
        return
    at = max(own, key=lambda i: (rows[i].quote.count("**"), -i))  # of several own rows, the one with the best values
    first = max((i + 1 for i in range(at) if not any(rows[i].cells[1:])), default=0)  # a row without cells parts groups
    metric = match[0] if (match := _METRIC.search(table.caption)) else ""
    for column in range(1, len(rows[at].cells)):
        benchmark = header_of(table, column)
        number = _number(rows[at].cells[column])
        if number is None or not benchmark or _COST.search(benchmark):
            continue
        others = [
            (other, rows[i])
            for i in range(first, at)
            if i not in own and (other := _number(rows[i].cells[column])) is not None and label_of(rows[i])
        ]
        best = _rival(number, others)
        yield ResultFact(
            benchmark=benchmark,
            metric=metric,
            value=rows[at].cells[column],
            baseline=label_of(best) if best else "",
            baseline_value=best.cells[column] if best else "",
            quote=rows[at].quote,
        )


def _rival(number: float, others: Sequence[tuple[float, Row]]) -> Row | None:
    """The row nearest to `number` where all are on one side of it; None: it is not the best, or there is none."""
    values = [value for value, _ in others]
    if not values or min(values) <= number <= max(values):
        return None
    return min(others, key=lambda pair: abs(pair[0] - number))[1]


def _is_own(label: str, method: str) -> bool:
    return bool(_OWN.search(label)) or bool(method and re.match(rf"(?i){re.escape(method)}(?![\w-])", label))


def _number(cell: str) -> float | None:  # None: the cell states no number, or more than one
    match = _CELL_NUMBER.fullmatch(cell.strip("* "))
    return float(match[1].replace(",", "").replace("−", "-")) if match else None
