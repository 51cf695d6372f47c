"""Prints the table of docs/benchmarks.md for grounding: true facts, false facts, absences, speed, and two peers."""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from bench.ground import perturb
from bench.ground.claims import DEVELOPED_ON, Claim, Gold, load
from bench.ground.peers import Peer, peers
from pipeline.ground.absent import absent
from pipeline.ground.check import check
from pipeline.ground.index import PaperIndex
from pipeline.ground.numbers import find_numbers
from pipeline.ground.quotes import locate
from schemas.grounding import Fact
from schemas.records import PaperText, Pdf

SEED = 20261122
SPEED_FACTS = 80  # the bar is for so many facts of one paper
PEER_FACTS = 12  # of a paper: langextract takes a tenth of a second for each


@dataclass
class Tally:
    """Counts of one half of the papers."""

    accepted: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[str, str, str]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def add(self, kind: str, accepted: bool, wrong: bool, what: str) -> None:
        """Counts one decision, and keeps it as an example when it is wrong."""
        self.total[kind] += 1
        self.accepted[kind] += accepted
        if wrong:
            self.examples.append((kind, "accepted" if accepted else "refused", what))


def main(arguments: list[str] | None = None) -> int:
    """Runs the bench; returns 2 when there is no data to run on."""
    parser = argparse.ArgumentParser(prog="python -m bench.ground", description=__doc__)
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--papers", type=Path, default=Path("../shared/corpus/papers"))
    parser.add_argument(
        "--examples", type=int, default=0, help="print so many wrong decisions of the developed-on half"
    )
    parser.add_argument("--texts", type=Path, help="keep the extracted texts here, and use those that are there")
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args(arguments)
    golds = [load(path) for path in sorted(options.gold.glob("*.json"))]
    if not golds:
        print(f"no gold files in {options.gold}; give --gold and --papers", file=sys.stderr)
        return 2
    halves = {"developed on": Tally(), "held out": Tally()}
    others = {} if options.no_peers else peers()
    quotes = {g.paper_id: [c.fact.quote or "" for c in g.claims] for g in golds}
    for gold in golds:
        paper = read_paper(options.papers, gold.paper_id, options.texts)
        tally = halves["developed on" if gold.paper_id in DEVELOPED_ON else "held out"]
        strangers = [q for paper_id, qs in quotes.items() if paper_id != gold.paper_id for q in qs]
        measure(gold, paper, strangers, tally)
        for name, peer in others.items():
            measure_peer(name, peer, gold, paper, tally)
    report(halves)
    fuzz_numbers()
    for kind, decision, what in halves["developed on"].examples[: options.examples]:
        print(f"{kind}: {decision}: {what}")
    return 0


def read_paper(papers: Path, paper_id: str, texts: Path | None) -> PaperText:
    """The extracted text of the paper's PDF, or what an earlier run left in the directory of texts."""
    kept = None if texts is None else texts / f"{paper_id}.json"
    if kept is not None and kept.exists():
        return PaperText.model_validate_json(kept.read_text(encoding="utf-8"))
    from pipeline.extract import extract  # here, so that kept texts can be measured without a PDF library

    path = next(papers.glob(f"*{paper_id}*.pdf"))
    data = path.read_bytes()
    base, _, version = paper_id.rpartition("v")
    sha256 = hashlib.sha256(data).hexdigest()
    paper = extract(
        Pdf(paper_id=base, version="v" + version, path=str(path), sha256=sha256, size_bytes=len(data), url=None)
    )
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(paper.model_dump_json(), encoding="utf-8")
    return paper


def measure(gold: Gold, paper: PaperText, strangers: list[str], tally: Tally) -> None:
    """True facts, their other forms, every false fact, absences and the time for 80 facts."""
    rng = random.Random(f"{SEED}-{gold.paper_id}")
    index = PaperIndex(paper)
    present = "".join("".join((b.raw or b.text).split()) + "".join(b.text.split()) for b in paper.blocks)
    truths = _truths(gold.claims)
    for claim in gold.claims:
        _true(claim, index, tally)
        for false in _false_facts(claim, paper, strangers, present, rng, truths):
            verdict = check(false.fact, index)
            tally.add(false.kind, verdict.holds, verdict.holds, _show(false.fact, verdict.rule))
            if false.kind in ("another paper's quote", "an invented quote"):
                located = verdict.quote is not None
                tally.add(f"{false.kind}: located", located, located, str(false.fact.quote))
            if false.kind.startswith(("another value", "last digit")):
                bare = false.fact.model_copy(update={"quote": None})
                verdict = check(bare, index)
                tally.add(f"{false.kind}, no quote given", verdict.holds, False, "")
    for kind in gold.reported:
        answer = absent(kind, index)
        tally.add("false 未报告 let through", answer.absent, answer.absent, f"{gold.paper_id} {kind}")
    for kind in gold.not_reported:
        answer = absent(kind, index)
        wrong = not answer.absent
        tally.add(
            "true 未报告 contradicted", wrong, wrong, f"{gold.paper_id} {kind} {[e.text[:90] for e in answer.found]}"
        )
    if gold.claims:
        tally.milliseconds.append(time_facts(gold.claims, paper))


def _false_facts(
    claim: Claim,
    paper: PaperText,
    strangers: list[str],
    present: str,
    rng: random.Random,
    truths: set[tuple[str, Decimal]],
) -> Iterable[perturb.FalseFact]:
    yield from perturb.digit_errors(claim)
    yield from perturb.other_values(claim, paper, rng, truths)
    yield from perturb.quote_errors(claim, strangers, present, rng)
    yield from perturb.longer_names(claim, present)


def _true(claim: Claim, index: PaperIndex, tally: Tally) -> None:
    verdict = check(claim.fact, index)
    tally.add("true facts", verdict.holds, not verdict.holds, _show(claim.fact, f"{verdict.kind} {verdict.rule}"))
    tally.add(f"true facts, {claim.section}", verdict.holds, False, "")
    located = locate(claim.fact.quote or "", index)
    right = located is not None and located.page_number == claim.page
    tally.add("true quotes located on their page", right, not right, str(claim.fact.quote))
    bare = claim.fact.model_copy(update={"quote": None})
    verdict = check(bare, index)
    tally.add(
        "true facts, no quote given", verdict.holds, not verdict.holds, _show(bare, f"{verdict.kind} {verdict.rule}")
    )
    for name, fact in perturb.equivalents(claim):
        verdict = check(fact, index)
        tally.add("other forms of true facts", verdict.holds, not verdict.holds, f"{name} {_show(fact, verdict.rule)}")


def _truths(claims: Iterable[Claim]) -> set[tuple[str, Decimal]]:
    """What is also true of the same name in the same context: papers contradict themselves."""
    return {(f"{c.fact.name}|{c.fact.context}", number.value) for c in claims for number in find_numbers(c.fact.value)}


def _show(fact: Fact, rule: str | None) -> str:
    return f"[{rule}] {fact.id} {fact.name} = {fact.value} | {fact.context} | {fact.quote}"


def time_facts(claims: tuple[Claim, ...], paper: PaperText) -> float:
    """Milliseconds of processor time to index a paper and check 80 facts of it, all caches empty; quickest of five."""
    facts = [claims[i % len(claims)].fact for i in range(SPEED_FACTS)]
    best = float("inf")
    for _ in range(5):
        _forget()
        start = time.process_time()
        index = PaperIndex(paper)
        for fact in facts:
            check(fact, index)
        best = min(best, time.process_time() - start)
    return best * 1000


def _forget() -> None:
    """Empties every cache of grounding, as in a process that has checked nothing yet."""
    for name, module in list(sys.modules.items()):
        if name.startswith("pipeline.ground."):
            for member in vars(module).values():
                if callable(clear := getattr(member, "cache_clear", None)):
                    clear()


def measure_peer(name: str, peer: Peer, gold: Gold, paper: PaperText, tally: Tally) -> None:
    """What a peer accepts of true values and of values with a wrong last digit, and how long it takes."""
    text = "\n".join(block.text for block in paper.blocks)
    pairs = []
    for claim in gold.claims:
        wrong = [f for f in perturb.digit_errors(claim) if f.kind == "last digit"]
        if wrong and claim.section == "results":
            pairs.append((claim.fact.value, wrong[0].fact.value))
    start = time.perf_counter()
    for true, wrong_value in pairs[:PEER_FACTS]:
        tally.add(f"{name}: true values", peer(true, text), False, "")
        tally.add(f"{name}: wrong last digit", peer(wrong_value, text), False, "")
    if pairs:
        spent = (time.perf_counter() - start) * 1000 / (2 * len(pairs[:PEER_FACTS]))
        tally.total[f"{name}: ms a value"] += 1
        tally.accepted[f"{name}: ms a value"] += round(spent * 100)


def report(halves: dict[str, Tally]) -> None:
    """The measures of both halves, one a line."""
    kinds = dict.fromkeys(kind for tally in halves.values() for kind in tally.total)
    print("| measure | " + " | ".join(halves) + " |\n|---|" + "---|" * len(halves))
    for kind in sorted(kinds, key=lambda k: (":" in k and "located" not in k, k)):
        cells = []
        for tally in halves.values():
            total, accepted = tally.total[kind], tally.accepted[kind]
            if kind.endswith("ms a value"):
                cells.append(f"{accepted / 100 / max(1, total):.1f} ms")
            else:
                cells.append(f"{100 * accepted / total:.1f}% ({accepted} of {total})" if total else "-")
        print(f"| {kind} | " + " | ".join(cells) + " |")
    times = [
        f"{max(t.milliseconds):.0f} ms at most, {sum(t.milliseconds) / len(t.milliseconds):.0f} ms in the mean"
        if t.milliseconds
        else "-"
        for t in halves.values()
    ]
    print(f"| index and {SPEED_FACTS} facts of one paper | " + " | ".join(times) + " |")


def fuzz_numbers() -> None:
    """The slowest kilobyte of random Unicode for the number reader."""
    rng = random.Random(SEED)
    alphabets = ["0123456789.,-+×eE^{}_± %", "零一二三四五六七八九十百千万亿点两0123", "aB3.-–/x×[]() 12\n", None]
    worst = 0.0
    for i in range(400):
        alphabet = alphabets[i % len(alphabets)]
        text = "".join(chr(rng.randrange(0x110000)) if alphabet is None else rng.choice(alphabet) for _ in range(1024))
        start = time.process_time()
        find_numbers(text)
        worst = max(worst, time.process_time() - start)
    print(f"\nnumber reader, 400 random kilobytes: {worst * 1000:.2f} ms for the slowest")


if __name__ == "__main__":
    sys.exit(main())
