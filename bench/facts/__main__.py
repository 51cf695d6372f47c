"""python -m bench.facts: hyperparameters, results, backbones and datasets against annotated papers, recipe by recipe.

Needs the local models (`ribao models pull`). Replies are kept in --out, so that a run can be stopped and goes on; the
seconds that it prints are those of the calls when they were made.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bench.facts.recipes import RECIPES, Answered, abstract_of, code, head_of, one_call, ours
from bench.ground.claims import DEVELOPED_ON
from pipeline.config import Config, load_config
from pipeline.errors import ModelError
from pipeline.extract import extract
from pipeline.llm.client import LlmClient
from pipeline.llm.provider import Provider
from pipeline.promptlab.expected import Expected, load_expected
from pipeline.promptlab.scores import (
    Score,
    macro,
    match_backbones,
    match_datasets,
    match_hyperparameters,
    match_results,
)
from pipeline.store.artefacts import Store
from pipeline.summarise.questions import tidy
from schemas.calls import Call
from schemas.digest import GroundedFact
from schemas.records import Paper, PaperText, Pdf

SHARED = Path(__file__).parents[3] / "shared"
KINDS = ("hyperparameters", "results", "backbones", "datasets")


class Replies:
    """The replies to one paper's questions, kept between runs."""

    def __init__(self, store: Store, paper_id: str) -> None:
        self.store, self.paper_id = store, paper_id

    def find(self, key: str) -> Call | None:
        """The kept reply."""
        return self.store.load(self.paper_id, "call", key, Call)

    def keep(self, key: str, call: Call) -> None:
        """Keep it."""
        self.store.save(self.paper_id, "call", key, call)


class Line:
    """One paper under one recipe and model."""

    def __init__(self, gold: Expected, outcome: Answered) -> None:
        self.gold, self.outcome = gold, outcome
        facts = [f for f in outcome.facts if f.verdict.holds] if outcome.summary else list(outcome.facts)
        self.scores = scores(facts, gold)  # ours shows what does not hold with a ⚠, and is not given credit for it

    @property
    def held_out(self) -> bool:
        return self.gold.id not in DEVELOPED_ON


def scores(facts: list[GroundedFact], gold: Expected) -> dict[str, Score]:
    """One score a kind."""
    return {
        "hyperparameters": match_hyperparameters(facts, gold.settings),
        "results": match_results(facts, gold.results),
        "backbones": match_backbones(facts, gold.backbones),
        "datasets": match_datasets(facts, gold.datasets),
    }


def main() -> None:
    """Run the recipes and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.facts", description=__doc__)
    parser.add_argument("--gold", type=Path, default=SHARED / "gold")
    parser.add_argument("--papers", type=Path, default=SHARED / "corpus" / "papers")
    parser.add_argument("--model", action="append", help="local models; the first is asked by the peers' recipes too")
    parser.add_argument("--recipes", default=",".join(RECIPES))
    parser.add_argument("--only", default="", help="ids, with commas between them")
    parser.add_argument("--out", type=Path, default=Path("data") / "bench-facts")
    parser.add_argument("--show", action="store_true", help="print what agrees, what is surplus and what is missed")
    arguments = parser.parse_args()
    only = set(arguments.only.split(",")) - {""}
    golds = [
        g for path in sorted(arguments.gold.glob("*.json")) if not only or path.stem in only for g in [_gold(path)]
    ]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"xllamacpp {version('xllamacpp')}, load {os.getloadavg()[0]:.1f}; {len(golds)} papers"
    )
    texts = {gold.id: _text(arguments.papers / f"{gold.id}.pdf") for gold in golds}
    recipes = [r for r in RECIPES if r in arguments.recipes.split(",")]
    if "code" in recipes:
        _report("no model, code", [Line(g, code(_paper(g), texts[g.id])) for g in golds], arguments.show)
    for model in arguments.model or ([] if recipes == ["code"] else ["qwen2.5-coder-1.5b"]):
        for recipe in recipes:
            if recipe != "code":
                lines = asyncio.run(_run(model, recipe, golds, texts, arguments.out))
                _report(f"{model}, {recipe}", lines, arguments.show)


async def _run(model: str, recipe: str, golds: list[Expected], texts: dict[str, PaperText], out: Path) -> list[Line]:
    config = load_config()
    config = config.model_copy(update={"local": config.local.model_copy(update={"model": model})})
    provider = Provider(_embedded(config))
    lines = []
    try:
        client = await provider.client()
        for gold in golds:
            started = time.monotonic()
            calls = Replies(Store(out / recipe), gold.id)
            try:
                outcome = await _ask(recipe, gold, texts[gold.id], client, calls)
            except ModelError as e:
                outcome = Answered(facts=(), failed=str(e))
            lines.append(Line(gold, outcome))
            s = lines[-1].scores
            print(
                f"  {model} {recipe} {gold.id}: hp {_of(s['hyperparameters'])}, results {_of(s['results'])}, "
                f"{outcome.usage.seconds:.0f} s in calls, {time.monotonic() - started:.0f} s now {outcome.failed}",
                flush=True,
            )
            if outcome.summary:
                (out / f"{model}-{gold.id}.json").write_text(outcome.summary.model_dump_json(indent=1), "utf-8")
    finally:
        await provider.close()
    return lines


async def _ask(recipe: str, gold: Expected, text: PaperText, client: LlmClient, calls: Replies) -> Answered:
    if recipe == "ours":
        return await ours(_paper(gold), text, client, calls)
    return await one_call(head_of(text) if recipe == "head" else abstract_of(text), text, client, calls)


def _embedded(config: Config) -> Config:
    """The configuration without an endpoint: the bench is of the embedded model."""
    return config.model_copy(update={"llm": config.llm.model_copy(update={"base_url": "", "model": ""})})


def _gold(path: Path) -> Expected:
    return load_expected(path)


def _paper(gold: Expected) -> Paper:
    return Paper(paper_id=gold.id.split("v")[0], title=gold.title)


def _text(path: Path) -> PaperText:
    paper_id, _, number = path.stem.partition("v")
    pdf = Pdf(paper_id=paper_id, version=f"v{number}", path=str(path), sha256="0" * 64, size_bytes=0, url=None)
    return extract(pdf)


def _report(title: str, lines: list[Line], show: bool) -> None:
    print(
        f"\n{title}\n| papers | "
        + " | ".join(f"{kind} P / R / F1" for kind in KINDS)
        + " | facts the paper holds | s a paper |"
    )
    print("|---|" + "---|" * (len(KINDS) + 2))
    for name, chosen in _groups(lines):
        pooled = {kind: sum((line.scores[kind] for line in chosen), Score()) for kind in KINDS}
        facts = [f for line in chosen for f in line.outcome.facts]
        holds = sum(f.verdict.holds for f in facts)
        seconds = sorted(line.outcome.usage.seconds for line in chosen)
        cells = [_three(pooled[kind]) for kind in KINDS]
        held = f"{holds} of {len(facts)}"
        print(
            f"| {name} ({len(chosen)}) | "
            + " | ".join(cells)
            + f" | {held} | {sum(seconds) / len(seconds):.0f}, at most {seconds[-1]:.0f} |"
        )
    f1 = {kind: macro(line.scores[kind].f1 for line in lines) for kind in KINDS}
    print(
        "mean of the papers' F1: "
        + ", ".join(f"{kind} {value:.2f}" for kind, value in f1.items() if value is not None),
        flush=True,
    )
    _prose(lines)
    if show:
        for line in lines:
            for kind in KINDS:
                score = line.scores[kind]
                print(
                    f"{line.gold.id} {kind}\n  agree {score.pairs}\n  surplus {score.surplus}\n  missed {score.missed}"
                )


def _prose(lines: list[Line]) -> None:
    """What code finds wrong in the Chinese: language, script, echoes, spacing, and numbers that no paper holds."""
    fields = [p for line in lines if line.outcome.summary for p in line.outcome.summary.prose.values()]
    if fields:
        spaced = sum(p.text == tidy(p.text) for p in fields)
        print(
            f"Chinese: {sum(not p.problems for p in fields)} of {len(fields)} fields without English, Traditional "
            f"characters, echo or emptiness; {spaced} evenly spaced; {sum(p.numbers for p in fields)} numbers and "
            f"names with digits, {sum(len(p.flags) for p in fields)} of them not in the paper (marked); "
            f"{sum(p.state == 'value' for p in fields)} fields state something"
        )


def _groups(lines: list[Line]) -> Iterator[tuple[str, list[Line]]]:
    yield "all", lines
    for name, held_out in (("developed on", False), ("held out", True)):
        chosen = [line for line in lines if line.held_out == held_out]
        if chosen:
            yield name, chosen


def _three(score: Score) -> str:
    return " / ".join("-" if v is None else f"{v:.2f}" for v in (score.precision, score.recall, score.f1))


def _of(score: Score) -> str:
    return f"{score.matched}/{score.found}/{score.expected}"


if __name__ == "__main__":
    main()
