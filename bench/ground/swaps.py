"""python -m bench.ground.swaps: what is said of two numbers whose scopes are exchanged, in facts and in sentences."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations
from pathlib import Path

from bench.ground.__main__ import read_paper
from bench.ground.pointing import SHARED
from bench.ground.replies import Reply, load
from pipeline.ground.check import check, check_text
from pipeline.ground.numbers import find_numbers
from schemas.grounding import Fact, Number

_CITED_RE = re.compile(r"【[^】]*】")


def main() -> int:
    """Print the table; 2 where the answers are not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=Path, default=SHARED / "replies")
    parser.add_argument("--papers", type=Path, default=SHARED / "corpus" / "papers")
    parser.add_argument("--texts", type=Path, help="keep the extracted texts here, and use those that are there")
    parser.add_argument("--show", action="store_true", help="print each swap that holds")
    options = parser.parse_args()
    names = sorted(path.name.removesuffix(".answer.json") for path in options.replies.glob("*.answer.json"))
    if not names:
        print(f"no answers in {options.replies}", file=sys.stderr)
        return 2
    made, caught = Counter[str](), Counter[str]()
    for name in names:
        reply = load(options.replies, name, read_paper(options.papers, name, options.texts))
        for kind, said, marked in [*_facts(reply), *_facts_in_chinese(reply), *_sentences(reply)]:
            made[kind] += 1
            caught[kind] += marked
            if options.show and not marked:
                print(f"  holds: {name} {kind}: {said}")
    for kind, count in made.items():
        print(f"| {kind} | {caught[kind]} of {count} ({caught[kind] / count:.0%}) |")
    return 0


def _pairs(reply: Reply) -> Iterator[tuple[Fact, Fact]]:
    """Right facts of one name, with one number each of one unit, that hold for different things."""
    facts = [j.claimed.fact for j in reply.claims if j.right and j.at_right and j.claimed.fact.context]
    for one, other in permutations(facts, 2):
        a, b = find_numbers(one.value), find_numbers(other.value)
        if one.name == other.name and one.context != other.context and len(a) == len(b) == 1 and _differ(a[0], b[0]):
            yield one, other


def _differ(a: Number, b: Number) -> bool:
    return a.unit == b.unit and a.value != b.value and (a.quantum < 1) == (b.quantum < 1)


def _facts(reply: Reply) -> Iterator[tuple[str, str, bool]]:
    for one, other in _pairs(reply):
        fact = one.model_copy(update={"context": other.context})
        yield "facts, with their places", str(fact), not check(fact, reply.paper).holds
        fact = fact.model_copy(update={"at": None})
        yield "facts, without places", str(fact), not check(fact, reply.paper).holds


def _facts_in_chinese(reply: Reply) -> Iterator[tuple[str, str, bool]]:
    for one, other in _pairs(reply):
        text = f"{other.context} 的 {one.name} 为 {one.value}。"
        yield "the facts as sentences", text, _is_marked(text, reply)


def _sentences(reply: Reply) -> Iterator[tuple[str, str, bool]]:
    """Sentences of the answer with two of their numbers exchanged that are of one unit."""
    for _, said, _ in reply.sentences:
        text = _CITED_RE.sub("", said)
        numbers = find_numbers(text, with_words=False)
        for a, b in _next_to_each_other(numbers):
            swapped = text[: a.start] + b.text + text[a.end : b.start] + a.text + text[b.end :]
            yield "sentences with two numbers exchanged", swapped, _is_marked(swapped, reply)


def _next_to_each_other(numbers: Sequence[Number]) -> Iterator[tuple[Number, Number]]:
    return ((a, b) for a, b in pairwise(numbers) if _differ(a, b))


def _is_marked(text: str, reply: Reply) -> bool:
    rows = [row for row in check_text(text, reply.paper) if row.kind == "number"]
    return not all(row.verdict.holds for row in rows)


if __name__ == "__main__":
    sys.exit(main())
