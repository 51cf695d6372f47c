"""How well a list is ranked by what a reader liked before: ten simulated readers over the recorded days.

Each reader likes the papers of one topic (a keyword that Hugging Face gives) or of one organisation in the first half
of the days, and the second half is ranked day by day: mean reciprocal rank of the first wanted paper, and nDCG@10,
over the days that have one. Topics are split at the middle of all days; organisations, which are named from October
2025 on, at the middle of the days that name one. The organisation's name is told to no recipe.

    python -m bench.interests ../shared/corpus/hf/all_580_days_2024-05-27_to_2026-08-21.tar.gz
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import tarfile
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.interests.rank import rank
from pipeline.interests.words import Seen, Words, dot, vector
from pipeline.sources.huggingface import read_items
from schemas.interests import Interests, Taste
from schemas.records import Paper

TOPICS = {
    "gaussian splatting": ("gaussian splatting",),
    "molecules and proteins": ("protein", "molec"),
    "speech": ("speech",),
    "robots": ("vision-language-action", "robot"),
    "retrieval": ("retrieval-augmented",),
}
ORGANIZATIONS = ("NVIDIA", "Kling Team", "Qwen", "KAIST AI", "ByteDance Seed")


class Day(NamedTuple):
    date: str
    papers: list[Paper]
    keywords: dict[str, list[str]]  # by paper, in lower case


class Reader(NamedTuple):
    name: str
    since: str  # the first day of the second half
    wanted: set[str]


Order = Callable[[Day, Reader, Taste, Seen], list[Paper]]


def days_in(archive: Path) -> list[Day]:
    """The recorded days, by date."""
    days = []
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file is None:
                continue
            items = json.load(file)
            items = items["data"] if isinstance(items, dict) else items
            days.append(Day(Path(member.name).name[:10], read_items(items), _keywords(items)))
    return sorted(days)


def _keywords(items: Sequence[Any]) -> dict[str, list[str]]:
    papers = [item["paper"] for item in items if isinstance(item, dict) and isinstance(item.get("paper"), dict)]
    return {str(p.get("id")): [str(k).lower() for k in p.get("ai_keywords") or ()] for p in papers}


def readers_of(days: Sequence[Day]) -> list[Reader]:
    """The ten readers."""
    middle = days[len(days) // 2].date
    named = [day.date for day in days if any(p.organization for p in day.papers)]
    readers = []
    for name, words in TOPICS.items():
        wanted = {i for d in days for i, own in d.keywords.items() if any(w in k for k in own for w in words)}
        readers.append(Reader(name, middle, wanted))
    for name in ORGANIZATIONS:
        wanted = {p.paper_id for d in days for p in d.papers if p.organization == name}
        readers.append(Reader(name, named[len(named) // 2], wanted))
    return readers


def by_upvotes(day: Day, _reader: Reader, _taste: Taste, _seen: Seen) -> list[Paper]:
    """As listed."""
    return day.papers


def by_interests(day: Day, _reader: Reader, taste: Taste, seen: Seen) -> list[Paper]:
    """By likeness alone; the organisation is hidden."""
    return [r.paper for r in rank(day.papers, Interests(), taste, seen)]


def by_decay(day: Day, _reader: Reader, taste: Taste, seen: Seen) -> list[Paper]:
    """As zotero-arxiv-daily: the mean likeness to each liked paper, those liked last weighing most.

    Its weights are 1 / (1 + log10(n)) of the n-th newest; its vectors are an embedding's, here they are the same
    TF-IDF vectors, for the embedding's weights cannot be had from a package index.
    """
    liked = list(reversed(taste.liked))
    with Words([*day.papers, *liked]) as words:
        counts = words.counts()
    having, papers = seen.having(set().union(*counts)), seen.papers
    vectors = [vector(count, having, papers)[0] for count in counts]
    own, others = vectors[: len(day.papers)], vectors[len(day.papers) :]
    score = [sum(dot(v, o) / (1 + math.log10(n)) for n, o in enumerate(others, 1)) for v in own]
    return [day.papers[at] for at in sorted(range(len(own)), key=lambda at: -score[at])]


def scores(days: Sequence[Day], reader: Reader, taste: Taste, seen: Seen, order: Order) -> tuple[float, float]:
    """Mean reciprocal rank and nDCG@10 of one reader."""
    reciprocal, gains = [], []
    for day in days:
        wanted = [p for p in day.papers if p.paper_id in reader.wanted]
        if day.date < reader.since or not wanted:
            continue
        hits = [p.paper_id in reader.wanted for p in order(day, reader, taste, seen)]
        reciprocal.append(1 / (hits.index(True) + 1))
        best = sum(1 / math.log2(at + 2) for at in range(min(len(wanted), 10)))
        gains.append(sum(1 / math.log2(at + 2) for at, hit in enumerate(hits[:10]) if hit) / best)
    return statistics.mean(reciprocal), statistics.mean(gains)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    days = days_in(parser.parse_args().archive)
    names = ("upvotes", "zotero-arxiv-daily's recipe", "interests")
    print("| reader | liked | " + " | ".join(f"{name}: MRR | nDCG@10" for name in names) + " | related: P | R |")
    print("|" + "---|" * 10)
    rows = []
    for reader in readers_of(days):
        with tempfile.TemporaryDirectory() as folder, Seen(Path(folder) / "words.sqlite") as seen:
            before = [p for day in days if day.date < reader.since for p in day.papers]
            seen.add(before)
            liked = {p.paper_id: p for p in before if p.paper_id in reader.wanted}
            taste = Taste(liked=tuple(liked.values()))
            orders = (by_upvotes, by_decay, by_interests)
            row = [score for order in orders for score in scores(days, reader, taste, seen, order)]
            shown, hit, wanted = 0, 0, 0
            for day in days:
                if day.date >= reader.since:
                    ids = {r.paper.paper_id for r in rank(day.papers, Interests(), taste, seen) if r.related}
                    shown, hit = shown + len(ids), hit + len(ids & reader.wanted)
                    wanted += sum(p.paper_id in reader.wanted for p in day.papers)
        row += [hit / max(shown, 1), hit / max(wanted, 1)]
        rows.append(row)
        print(f"| {reader.name} | {len(liked)} | " + " | ".join(f"{value:.3f}" for value in row) + " |", flush=True)
    mean = [statistics.mean(column) for column in zip(*rows, strict=True)]
    print("| mean | | " + " | ".join(f"{value:.3f}" for value in mean) + " |")
    fullest = max(days, key=lambda day: len(day.papers))
    with tempfile.TemporaryDirectory() as folder, Seen(Path(folder) / "words.sqlite") as seen:
        seen.add(p for day in days for p in day.papers)
        start = time.process_time()
        rank(fullest.papers, Interests(want=("diffusion",)), taste, seen)
        print(f"\n{len(fullest.papers)} papers, {len(taste.liked)} liked: {time.process_time() - start:.3f} s")


if __name__ == "__main__":
    main()
