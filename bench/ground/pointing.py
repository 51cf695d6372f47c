"""python -m bench.ground.pointing: the checks on judged answers of a strong model, and on wrong ones made of them."""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.ground import quoting
from bench.ground.__main__ import read_paper
from bench.ground.replies import Reply, load
from bench.ground.second import replayed
from bench.ground.wrong import DIGIT_KINDS, Wrong, of_columns, of_digits, of_rows, of_strangers
from pipeline.ground.check import check
from pipeline.ground.index import PaperIndex
from pipeline.ground.prose import ground_prose
from pipeline.ground.summary import ground_facts
from pipeline.summarise.repair import doubts_of
from pipeline.words.tokens import count_tokens
from schemas.digest import PROSE_FIELDS
from schemas.grounding import Fact

SHARED = Path(__file__).parents[3] / "shared"
SEED = 1  # of the strangers' values and places


def main() -> int:
    """Print the table; 2 where the answers are not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=Path, default=SHARED / "replies")
    parser.add_argument("--papers", type=Path, default=SHARED / "corpus" / "papers")
    parser.add_argument("--texts", type=Path, help="keep the extracted texts here, and use those that are there")
    parser.add_argument("--show", action="store_true", help="print each wrong decision")
    options = parser.parse_args()
    names = sorted(path.name.removesuffix(".answer.json") for path in options.replies.glob("*.answer.json"))
    if not names:
        print(f"no answers in {options.replies}", file=sys.stderr)
        return 2
    replies = [load(options.replies, n, read_paper(options.papers, n, options.texts)) for n in names]
    _false_alarms(replies, options.show)
    _catches(replies, options.show)
    _quotes(options, names)
    _second(options, names)
    _tokens(options.replies, names)
    _speed(replies)
    return 0


def _false_alarms(replies: Sequence[Reply], show: bool) -> None:
    right = marked = wrong = caught = sentences = alarms = asked = long = 0
    verdicts: Counter[str] = Counter()
    for reply in replies:
        for judged in reply.claims:
            verdict = check(judged.claimed.fact, reply.paper)
            verdicts[verdict.kind] += 1
            if judged.right:
                right += 1
                marked += not verdict.holds
                if show and not verdict.holds:
                    print(f"  marked, though right: {reply.paper_id} {judged.claimed.fact} {verdict.kind}")
            else:
                wrong += 1
                caught += not verdict.holds
        sentences += len(reply.sentences)
        alarms += sum(_marks(reply, show))
        doubts = doubts_of(reply.summary, reply.paper, "")
        doubted = any(d.list_name or d.at or d.sentence is not None for d in doubts)
        asked += doubted
        long += bool(doubts) and not doubted
    print(f"verdicts: {dict(verdicts)}")
    print(f"right claims marked: {marked} of {right} ({marked / right:.2%}); wrong ones caught: {caught} of {wrong}")
    print(f"sentences marked: {alarms} of {sentences}")
    print(f"papers asked a second time about what is true: {asked} of {len(replies)}; only to be shorter: {long}")


def _marks(reply: Reply, show: bool) -> Iterator[int]:
    """For each field of prose, how many of its sentences have a mark: on the whole, or on a number or name."""
    for field in PROSE_FIELDS:
        prose = ground_prose(field, getattr(reply.summary, field), reply.paper)
        marked = [s for s in prose.sentences if not s.holds or any(s.start <= f.start < s.end for f in prose.flags)]
        if show:
            for s in marked:
                print(f"  sentence marked: {reply.paper_id} {prose.text[s.start : s.end]}")
        yield len(marked)


def _catches(replies: Sequence[Reply], show: bool) -> None:
    rng, made, accepted = random.Random(SEED), Counter[str](), Counter[str]()
    facts = {r.paper_id: [j.claimed.fact for j in r.claims if j.right and j.at_right] for r in replies}
    for reply in replies:
        strangers = [f for paper_id, others in facts.items() if paper_id != reply.paper_id for f in others]
        for fact in facts[reply.paper_id]:
            for wrong in _wrong_claims(fact, strangers, reply.paper, rng):
                kind = "digits" if wrong.kind in DIGIT_KINDS else wrong.kind
                made[kind] += 1
                if check(wrong.fact, reply.paper).holds:
                    accepted[kind] += 1
                    if show:
                        print(f"  accepted: {reply.paper_id} {wrong.kind}: {wrong.fact}, made of {fact.value}")
    for kind, count in made.items():
        print(f"wrong, accepted: {kind}: {accepted[kind]} of {count} ({accepted[kind] / count:.1%})")


def _wrong_claims(fact: Fact, strangers: Sequence[Fact], index: PaperIndex, rng: random.Random) -> Iterator[Wrong]:
    yield from of_digits(fact)
    yield from of_rows(fact, index)
    yield from of_columns(fact, index)
    stranger = of_strangers(fact, strangers, index, rng)
    if stranger is not None:
        yield stranger


def _quotes(options: argparse.Namespace, names: Sequence[str]) -> None:
    """What the same model's answers with quotes get: complaints about right claims, and wrong digits accepted."""
    folder: Path = options.replies / "quoting"
    refused = right = still = complaints = made = accepted = 0
    for name in names:
        if not (folder / f"{name}.first.answer.json").exists():
            continue
        answer = quoting.load(folder, name, read_paper(options.papers, name, options.texts))
        bad = [c for c in answer.claims if not check(c.fact, answer.paper).holds]
        flags = [f.text for field, text in answer.prose.items() for f in ground_prose(field, text, answer.paper).flags]
        named = {("prose", flag) for flag in flags} | {(c.fact.id, c.called) for c in bad}
        right, refused = right + len(answer.claims), refused + len(bad)
        complaints += len(answer.complaints)
        still += sum(any(k == kind and called in said for k, called in named) for kind, said in answer.complaints)
        for claim in answer.claims:
            wrong = [w.fact for w in of_digits(claim.fact)] if claim.fact.name and claim not in bad else []
            made, accepted = made + len(wrong), accepted + sum(check(f, answer.paper).holds for f in wrong)
        if options.show:
            for line in [*(f"{c.fact}" for c in bad), *flags]:
                print(f"  refused by its quote, though right: {name} {line}")
    if right:
        print(f"by quotes, complaints about right claims still made: {still} of {complaints}")
        print(f"by quotes, right claims refused: {refused} of {right}")
        print(f"by quotes, wrong digits accepted: {accepted} of {made} ({accepted / made:.1%})")


def _second(options: argparse.Namespace, names: Sequence[str]) -> None:
    """What the recorded answers to second requests do to right claims now."""
    folder: Path = options.replies / "quoting"
    asked = [name for name in names if (folder / f"{name}.repair.answer.json").exists()]
    lost = [
        claim
        for name in asked
        for claim in replayed(folder, name, read_paper(options.papers, name, options.texts)).lost
    ]
    if asked:
        print(f"right claims lost or changed by {len(asked)} recorded second answers: {len(lost)}")


def _tokens(folder: Path, names: Sequence[str]) -> None:
    """The answers with places beside the answers of the same model with quotes, by our estimate of tokens."""
    ratios = []
    for name in names:
        pointing, quoting = folder / f"{name}.answer.json", folder / "quoting" / f"{name}.first.answer.json"
        if quoting.exists():
            ratios.append(count_tokens(_compact(pointing)) / count_tokens(_compact(quoting)))
    if ratios:
        print(f"tokens of an answer beside one with quotes: median {statistics.median(ratios):.2f} of {len(ratios)}")


def _compact(path: Path) -> str:
    return json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False)


def _speed(replies: Sequence[Reply]) -> None:
    times = []
    for reply in replies:
        started = time.process_time()
        index = PaperIndex(reply.paper.paper, reply.paper.places)
        ground_facts(reply.summary, index)
        for field in PROSE_FIELDS:
            ground_prose(field, getattr(reply.summary, field), index)
        times.append(1000 * (time.process_time() - started))
    print(f"check of a paper, index included: median {statistics.median(times):.0f} ms, most {max(times):.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
