"""How many of 40 changed constants and vocabulary entries turn a test or a gate red.

Usage: python -m bench.mutate --seed 1 [--count 40] [--only pipeline/ground] [--all]
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from bench.mutate.sites import Site, sites
from bench.mutate.trial import Copy, Trial, preload

ROOT = Path(__file__).parents[2]
AREAS = ("pipeline/summarise", "pipeline/ground", "pipeline/extract", "pipeline/words")
# what a process may spend (seconds, megabytes, tries), and the bits of the PDF library's flags: no thresholds of a text
LEFT_OUT = frozenset({"killable.py", "worker.py", "figure_worker.py", "ray_pool.py", "page.py"})
NUMBERS = frozenset({"number", "reach"})
_copy: Copy | None = None  # of the worker process


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40, help="half numbers, half vocabulary")
    parser.add_argument("--least", type=float, default=0.9, help="the share that has to be noticed")
    parser.add_argument("--only", nargs="*", default=AREAS, help="folders or modules")
    parser.add_argument("--all", action="store_true", help="everything that can be changed, instead of a sample")
    parser.add_argument("--numbers", action="store_true", help="of --all: numbers only")
    parser.add_argument(
        "--near", action="store_true", help="of --all: with each module's own tests only, to write them"
    )
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    began = time.monotonic()
    found = [site for place in given.only for path in modules_of(Path(place)) for site in sites(ROOT, path)]
    rng = random.Random(given.seed)
    if given.all:
        kept = [site for site in found if site.kind in NUMBERS or not given.numbers]
        queue, wanted = [(site, way) for site in kept for way in range(len(site.becomes))], None
    else:
        queue, wanted = _drawn(found, rng), given.count
    trials = list(_tried(queue, wanted, given.workers, near=given.near))
    return _report(trials, time.monotonic() - began, given.least)


def modules_of(place: Path) -> list[Path]:
    """The Python files and word lists of a folder, or the file itself, relative to the tree."""
    whole = ROOT / place
    if not whole.is_dir():
        return [place]
    found = (p for p in whole.rglob("*") if p.suffix in (".py", ".toml") and p.name not in LEFT_OUT)
    return sorted(p.relative_to(ROOT) for p in found)


def _drawn(found: Sequence[Site], rng: random.Random) -> list[tuple[Site, int]]:
    """Every site once in a random order, numbers and vocabulary by turns, each with one way to change it."""
    numbers = [site for site in found if site.kind in NUMBERS]
    vocabulary = [site for site in found if site.kind not in NUMBERS]
    rng.shuffle(numbers)
    rng.shuffle(vocabulary)
    return [(site, rng.randrange(len(site.becomes))) for pair in zip(numbers, vocabulary) for site in pair]  # noqa: B905


def _tried(queue: Sequence[tuple[Site, int]], wanted: int | None, workers: int, near: bool = False) -> Iterator[Trial]:
    """The trials of the first `wanted` changes that leave a module that can be imported, in their order."""
    preload()
    context = multiprocessing.get_context("fork")
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare, initargs=(folder, near)) as pool,
    ):
        areas = {site.path.parts[1]: site.path for site, _ in queue}
        for place in areas.values():
            if by := pool.submit(_green, place).result():
                sys.exit(f"{place}: not green as it is: {by}")
        done = 0
        for trial in _in_order(pool, queue, 2 * workers):
            if trial.outcome == "broken":
                continue
            done += 1
            sys.stdout.write(_said(trial) + "\n")
            sys.stdout.flush()
            yield trial
            if done == wanted:
                return


def _in_order(pool: ProcessPoolExecutor, queue: Sequence[tuple[Site, int]], ahead: int) -> Iterator[Trial]:
    """The trials in the order of the queue, only a few of them begun before they are asked for."""
    rest = iter(queue)
    begun = deque(pool.submit(_try, change) for change in islice(rest, ahead))
    while begun:
        yield begun.popleft().result()
        begun.extend(pool.submit(_try, change) for change in islice(rest, 1))


def _prepare(folder: str, near: bool) -> None:
    global _copy
    _copy = Copy(ROOT, Path(tempfile.mkdtemp(dir=folder)) / "tree", near)


def _green(module: Path) -> str:
    assert _copy is not None
    return _copy.green(module)


def _try(change: tuple[Site, int]) -> Trial:
    assert _copy is not None
    return _copy.tried(*change)


def _said(trial: Trial) -> str:
    by = f"  <- {trial.by}" if trial.by else ""
    return f"{trial.outcome:<8} {trial.seconds:5.1f} s  {trial.site.said(trial.way)}{by}"


def _report(trials: Sequence[Trial], seconds: float, least: float) -> int:
    killed = [t for t in trials if t.outcome == "killed"]
    print(f"\n{len(killed)} of {len(trials)} noticed, in {seconds:.0f} s")
    for title, numbers in (("numbers", True), ("vocabulary", False)):
        of_kind = [t for t in trials if (t.site.kind in NUMBERS) == numbers]
        print(f"  {title:<11} {sum(t.outcome == 'killed' for t in of_kind)} of {len(of_kind)}")
    for trial in trials:
        if trial.outcome != "killed":
            print(f"  survived: {trial.site.said(trial.way)}")
    return int(len(killed) < least * len(trials))


if __name__ == "__main__":
    sys.exit(main())
