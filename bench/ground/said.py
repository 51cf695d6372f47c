"""Counts which numbers of a strong model's prose `ribao check` proves: from their own paper, and from nine others."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

from bench.ground.__main__ import read_paper
from bench.ground.pointing import SHARED
from bench.ground.replies import load
from pipeline.ground.free_text import check_text
from pipeline.ground.index import PaperIndex

_CITED_RE = re.compile(r"【[^】]*】")


def main() -> int:
    """Print the table; 2 where the answers are not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=Path, default=SHARED / "replies")
    parser.add_argument("--papers", type=Path, default=SHARED / "corpus" / "papers")
    parser.add_argument("--texts", type=Path, help="keep the extracted texts here, and use those that are there")
    options = parser.parse_args()
    names = sorted(path.name.removesuffix(".answer.json") for path in options.replies.glob("*.answer.json"))
    if not names:
        print(f"no answers in {options.replies}", file=sys.stderr)
        return 2
    papers = {name: read_paper(options.papers, name, options.texts) for name in names}
    indexes = {name: PaperIndex(paper) for name, paper in papers.items()}
    own, other = Counter[str](), Counter[str]()
    for name in names:
        sentences = (said for _, said, _ in load(options.replies, name, papers[name]).sentences)
        text = _CITED_RE.sub("", "\n".join(sentences))
        for of, index in indexes.items():
            checked = (one.verdict for one in check_text(text, index) if one.kind == "number")
            counted = own if of == name else other
            counted.update("holds" if v.holds else v.rule or "nowhere" for v in checked)
    print("| the number | its own paper | nine other papers |\n|---|---|---|")
    for kind in dict.fromkeys((*own, *other)):
        print(f"| {kind} | {own[kind]} of {own.total()} | {other[kind]} of {other.total():,} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
