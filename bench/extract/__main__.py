"""python -m bench.extract [FOLDER]: the extraction beside its peers, in one run."""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf as _pymupdf

from bench.extract import measures, typeset
from bench.extract.tools import SLOW, Tool, available, version_of
from bench.extract.typeset import Press, Truth

pymupdf: Any = _pymupdf  # it has no type hints
SEED = 20261122  # any: the pages change with it, the scores should not
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "papers"
SPREAD = 5  # every fifth paper: the first ones are the oldest, and not like the rest
LONG_PAGES = 83  # pages of the paper whose memory is measured

Score = Callable[[str, Truth], int]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.extract", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS, help="PDFs for speed, hyphens and ligatures")
    parser.add_argument("--slow-pages", type=int, default=60, help="about how many pages the slow peers read")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    tools = available()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, seed {arguments.seed}")
    print(", ".join(f"{name} {version_of(name)}" for name in tools), "\n")
    with tempfile.TemporaryDirectory() as folder:
        _typeset_scores(tools, Path(folder), arguments.seed)
        papers = sorted(arguments.folder.glob("*.pdf")) if arguments.folder.is_dir() else []
        if not papers:
            print(f"\nno PDFs in {arguments.folder}: speed and memory are not measured")
            return
        _real_scores(tools, papers, arguments.slow_pages)
        _memory(papers, Path(folder))


def _typeset_scores(tools: dict[str, Tool], folder: Path, seed: int) -> None:
    """One PDF a measure, read by every tool; higher is better but for the last four."""
    jobs: list[tuple[str, Callable[[Press], None], Callable[[Truth], int], Score]] = [
        ("a × 10^{k} kept as a power", lambda p: typeset.powers(p, 520), lambda t: len(t.powers), measures.powers_kept),
        ("rows of 4+ numbers on one line", lambda p: typeset.tables(p, 320), lambda t: len(t.rows), measures.rows_kept),
        (
            "broken words whole again",
            lambda p: typeset.broken_words(p, 200),
            lambda t: len(t.words),
            measures.words_whole,
        ),
        ("paragraphs interleaved", lambda p: typeset.columns(p, 12), lambda t: len(t.paragraphs), measures.interleaved),
        ("hidden spans in the text", lambda p: typeset.hidden(p, 8), lambda t: len(t.hidden), measures.hidden_leaked),
        ("visible spans lost", lambda p: typeset.hidden(p, 8), lambda t: len(t.visible), measures.visible_lost),
        ("footnoted numbers read as powers", _notes, lambda t: len(t.marked), measures.marks_as_powers),
    ]
    print("| typeset pages | of | " + " | ".join(tools) + " |")
    print("|---|---|" + "---|" * len(tools))
    for title, make, total, score in jobs:
        press = Press(seed)
        make(press)
        path = folder / f"{title.split()[0]}.pdf"
        press.save(path)
        cells = []
        for tool in tools.values():
            count = score(_read(tool, path), press.truth)
            cells.append(f"{count} ({100 * count / total(press.truth):.1f}%)")
        print(f"| {title} | {total(press.truth)} | " + " | ".join(cells) + " |", flush=True)


def _notes(press: Press) -> None:
    typeset.powers(press, 1)


def _read(tool: Tool, path: Path) -> str:
    try:
        return tool(path)
    except Exception as e:  # noqa: BLE001 - a peer's failure is its score
        print(f"  ({path.name}: {type(e).__name__}: {e})", file=sys.stderr)
        return ""


def _real_scores(tools: dict[str, Tool], papers: list[Path], slow_pages: int) -> None:
    """Speed, hyphens and ligatures over real papers. The slow peers read a few of them, from all over the folder."""
    pages = {path: _page_count(path) for path in papers}
    few: list[Path] = []
    for path in [*papers[2::SPREAD], *papers[::SPREAD]]:
        if sum(pages[p] for p in few) < slow_pages:
            few.append(path)
    print("\n| real papers | pages | pages/s | the same pages, ours | hyphens at line ends | ligature glyphs |")
    print("|---|---|---|---|---|---|")
    ours = tools["ours"]
    ours(papers[0])  # imports
    for name, tool in tools.items():
        read = few if name in SLOW else papers
        count = sum(pages[p] for p in read)
        texts, seconds = _timed(tool, read)
        _, beside = _timed(ours, read)
        hyphens = sum(measures.line_end_hyphens(t) for t in texts)
        glyphs = sum(measures.ligature_glyphs(t) for t in texts)
        speeds = f"{count / seconds:.1f} | {count / beside:.1f} ({seconds / beside:.2f}×)"
        print(f"| {name} | {count} | {speeds} | {hyphens} | {glyphs} |", flush=True)


def _page_count(path: Path) -> int:
    with pymupdf.open(path) as document:
        return int(document.page_count)


def _timed(tool: Tool, papers: list[Path]) -> tuple[list[str], float]:
    """The texts, and the seconds of processor time of this process and its children."""
    before = _cpu_s()
    texts = [_read(tool, path) for path in papers]
    return texts, max(_cpu_s() - before, 1e-9)


def _cpu_s() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _memory(papers: list[Path], folder: Path) -> None:
    """Peak memory of a process that reads one long paper, made of the longest papers of the folder."""
    long = folder / "long.pdf"
    with pymupdf.open() as document:
        for path in sorted(papers, key=_page_count, reverse=True):
            if document.page_count >= LONG_PAGES:
                break
            with pymupdf.open(path) as paper:
                document.insert_pdf(paper, to_page=LONG_PAGES - document.page_count - 1)
        document.save(long)
        count = document.page_count
    code = (
        "import resource, sys; from pathlib import Path; from bench.extract.tools import ours; "
        "ours(Path(sys.argv[1])); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(long)], capture_output=True, check=True, text=True)
    print(f"\npeak memory, one process, a paper of {count} pages: {float(done.stdout):.0f} MB")


if __name__ == "__main__":
    main()
