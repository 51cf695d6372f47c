"""Renders an evaluation as one HTML page that needs nothing else and runs nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jinja2

from pipeline.ground.language import PROSE_NAMES
from pipeline.messages import LANGUAGE, N_, _
from pipeline.promptlab.compare import difference, in_words
from pipeline.promptlab.expected import Expected
from pipeline.promptlab.measures import BY_NAME, KINDS, MEASURES, Measure
from pipeline.promptlab.score_table import Evaluation, Experiment, PaperResult, shown
from pipeline.promptlab.scores import annotated
from pipeline.promptlab.textdiff import Run, fact_line, runs, verdict_mark
from schemas.digest import PROSE_FIELDS, GroundedFact

_TEMPLATES = Path(__file__).parent / "templates"
PER_PAPER = ("settings_f1", "results_f1", "grounded", "in_out", "translated", "carried", "terms", "chinese")
PAIR = 2  # experiments that are compared
VERDICT_WORDS = {"✓": N_("holds"), "⚠": N_("not found as given"), "✗": N_("contradicted"), "": N_("not given")}


class Citation(NamedTuple):
    """Where a claim stands in the paper."""

    anchor: str
    page: int | None  # None: nowhere


class Quote(NamedTuple):
    """A passage that claims link to."""

    anchor: str
    page: int | None  # None: it was not found
    text: str


class _Quotes:
    """The passages of one paper, each once."""

    def __init__(self, prefix: str) -> None:
        self.prefix, self.items = prefix, dict[tuple[int | None, str], Quote]()

    def place(self, page: int | None, text: str) -> Citation | None:
        """The place of a passage; None: there is none to link to."""
        if not text and page is None:
            return None
        quote = self.items.setdefault(
            (page, text), Quote(f"{self.prefix}-q{len(self.items) + 1}", page, text or _("(no quote was given)"))
        )
        return Citation(quote.anchor, page)


def page(evaluation: Evaluation, expected: Mapping[str, Expected]) -> str:
    """The page: the matrix of measures, then each paper's answers side by side."""
    style = (_TEMPLATES / "eval.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("eval.html").render(
        style=style,
        style_hash=digest,
        fixtures=evaluation.fixtures,
        experiments=evaluation.experiments,
        matrix=[_row(m, evaluation.experiments) for m in MEASURES],
        pooled=list(_pooled(evaluation.experiments)),
        findings=_findings(evaluation.experiments),
        papers=[_paper(i, evaluation, expected) for i in evaluation.papers],
        words=VERDICT_WORDS,
        language="zh-Hans" if LANGUAGE == "zh" else "en",
        _=_,
    )


def _row(measure: Measure, experiments: Sequence[Experiment]) -> dict[str, Any]:
    values = [e.value(measure) for e in experiments]
    known = [v for v in values if v is not None]
    best = None
    if len(set(known)) > 1 and measure.better != "neither":
        best = max(known) if measure.better == "higher" else min(known)
    cells = [{"text": shown(v, measure), "best": v is not None and v == best} for v in values]
    return {"measure": measure, "cells": cells, "any": bool(known)}


def _findings(experiments: Sequence[Experiment]) -> dict[str, tuple[str, str]]:
    """Of two experiments, what each measure says of the second beside the first, and in numbers; of others nothing."""
    if len(experiments) != PAIR:
        return {}
    a, b = experiments
    found = (difference(a, b, measure) for measure in MEASURES)
    return {d.measure: (d.finding, in_words(d)) for d in found if d is not None}


def _pooled(experiments: Sequence[Experiment]) -> Iterator[dict[str, Any]]:
    for kind in KINDS:
        scores = [e.pooled(kind) for e in experiments]
        counts = [{"matched": s.matched, "found": s.found, "expected": s.expected} for s in scores]
        yield {"kind": kind, "cells": [_("{matched} of {found} given / {expected} annotated", **c) for c in counts]}


def _paper(paper_id: str, evaluation: Evaluation, expected: Mapping[str, Expected]) -> dict[str, Any]:
    results = [next((p for p in e.papers if p.paper_id == paper_id), None) for e in evaluation.experiments]
    known = next(r for r in results if r is not None)
    anchor = "".join(ch if ch.isalnum() else "-" for ch in paper_id)
    quotes = _Quotes(anchor)
    annotations = annotated(expected[paper_id]) if paper_id in expected else {}
    return {
        "id": paper_id,
        "anchor": anchor,
        "title": known.title,
        "failures": [r.answer.failure if r else _("not evaluated") for r in results],
        "measures": [_paper_row(BY_NAME[name], results) for name in PER_PAPER],
        "prose": [_prose_row(field, results) for field in PROSE_FIELDS],
        "facts": list(_fact_rows(results, quotes)),
        "annotated": list(_annotated_rows(results, annotations, quotes)),
        "quotes": list(quotes.items.values()),
    }


def _paper_row(measure: Measure, results: Sequence[PaperResult | None]) -> dict[str, Any]:
    values = [shown(r.measures.get(measure.name) if r else None, measure) for r in results]
    return {"measure": measure, "cells": values}


def _prose_row(field: Any, results: Sequence[PaperResult | None]) -> dict[str, Any]:
    """The prose of each experiment, marked where it differs from the first one's, and what it is translated from."""
    proses = [r.answer.grounded.prose[field] if r and r.answer.grounded else None for r in results]
    first = proses[0].text if proses[0] else ""
    cells = []
    for i, prose in enumerate(proses):
        text = prose.text if prose else ""
        cells.append(
            {
                "runs": (Run("same", text),) if i == 0 else runs(first, text),
                "flags": [f.text for f in prose.flags] if prose else [],
                "problems": prose.problems if prose else (),
            }
        )
    drafts = [r.answer.grounded.draft for r in results if r and r.answer.grounded]
    sources = dict.fromkeys(source for draft in drafts for source in draft.sources.get(field, ()))
    return {"name": PROSE_NAMES[field], "cells": cells, "sources": list(sources)}


def _fact_rows(results: Sequence[PaperResult | None], quotes: _Quotes) -> Iterator[dict[str, Any]]:
    """Every fact that some experiment gives, with each one's verdict and a link to the passage."""
    facts = [{fact_line(f): f for f in (r.answer.grounded.facts if r and r.answer.grounded else ())} for r in results]
    for line in dict.fromkeys(line for of_one in facts for line in of_one):
        cells = [_fact_cell(of_one.get(line), quotes) for of_one in facts]
        yield {"line": line, "cells": cells, "differs": len({c["mark"] for c in cells}) > 1}


def _fact_cell(fact: GroundedFact | None, quotes: _Quotes) -> dict[str, Any]:
    if fact is None:
        return {"mark": "", "place": None, "found": None}
    found = fact.verdict.found if fact.verdict.kind == "differs" else None
    passage = fact.evidence or (fact.verdict.found or "")
    return {"mark": verdict_mark(fact), "place": quotes.place(fact.verdict.page_number, passage), "found": found}


def _annotated_rows(
    results: Sequence[PaperResult | None], annotations: Mapping[str, tuple[int, str]], quotes: _Quotes
) -> Iterator[dict[str, Any]]:
    """Every annotated fact, and how each experiment gives it."""
    for kind in KINDS:
        pairs = [{e: f for f, e in getattr(r.scores, kind).pairs} if r else {} for r in results]
        missed = [getattr(r.scores, kind).missed if r else () for r in results]
        for fact in dict.fromkeys([*(e for of_one in pairs for e in of_one), *(e for m in missed for e in m)]):
            page_number, text = annotations.get(fact, (None, ""))
            cells = [of_one.get(fact, "") for of_one in pairs]
            yield {
                "kind": kind,
                "fact": fact,
                "place": quotes.place(page_number, text),
                "cells": cells,
                "differs": len({bool(c) for c in cells}) > 1,
            }
