"""How many times the processor time of PyMuPDF's get_text extraction takes: python -m bench.extract.speed PAPERS."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from statistics import median
from typing import Any

import pymupdf as _pymupdf

from pipeline.extract import extract
from schemas.records import Pdf

pymupdf: Any = _pymupdf  # it has no type hints


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=Path, help="a folder of PDFs")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    paths = sorted(args.papers.glob("*.pdf"))
    for path in paths:  # modules and fonts are loaded once
        _ours(path)
    rounds = []
    for _ in range(args.rounds):  # paper by paper in turns: other jobs of the machine slow both alike
        pairs = [(_ours(path), _theirs(path)) for path in paths]
        rounds.append(sum(ours for ours, _ in pairs) / sum(theirs for _, theirs in pairs))
    told = ", ".join(f"{x:.2f}" for x in rounds)
    print(f"{len(paths)} papers, rounds of {told}; median {median(rounds):.2f}")


def _ours(path: Path) -> float:
    began = time.process_time()
    extract(Pdf(paper_id=path.stem, version=None, path=str(path), sha256="0" * 64, size_bytes=1, url=None))
    return time.process_time() - began


def _theirs(path: Path) -> float:
    began = time.process_time()
    with pymupdf.open(path) as document:
        for page in document:
            page.get_text()
    return time.process_time() - began


if __name__ == "__main__":
    main()
