"""python -m bench.fuzz [--replies N] [--streams N] [--pdfs N]: the figures of docs/benchmarks.md."""

from __future__ import annotations

import argparse
import statistics
from collections import Counter
from pathlib import Path

from bench.fuzz.pdfs import outcomes
from bench.fuzz.replies import answers, fuzz
from bench.fuzz.streams import wrong_streams

PDFS = Path(__file__).parents[2] / "tests" / "fixtures" / "sample" / "pdf"


def main() -> None:
    """Print what became of damaged answers, streams and PDFs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=int, default=10_000)
    parser.add_argument("--streams", type=int, default=500)
    parser.add_argument("--pdfs", type=int, default=500)
    asked = parser.parse_args()
    texts = answers()
    if asked.replies:
        found = fuzz(texts, asked.replies)
        print("| damage | read whole | read in part | refused | with a wrong value |\n|---|---|---|---|---|")
        wrong = Counter(kind for kind, _, _ in found.wrong)
        for kind in sorted(found.read | found.part | found.refused):
            print(f"| {kind} | {found.read[kind]} | {found.part[kind]} | {found.refused[kind]} | {wrong[kind]} |")
        ms = sorted(1000 * s for s in found.seconds)
        print(f"{len(ms)} answers: median {statistics.median(ms):.1f} ms, mean {statistics.mean(ms):.1f}, p95", end=" ")
        print(f"{ms[int(0.95 * len(ms))]:.1f}, longest {ms[-1]:.1f}")
    if asked.streams:
        print(f"{asked.streams} streams: {wrong_streams(texts, asked.streams)} read otherwise than they were sent")
    if asked.pdfs:
        print(f"{asked.pdfs} PDFs: {dict(outcomes(sorted(PDFS.glob('*.pdf')), asked.pdfs))}")


if __name__ == "__main__":
    main()
