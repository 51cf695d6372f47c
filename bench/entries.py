"""python -m bench.entries: the digest of a strong model's kept answers, and how long its entries are.

The answers are `../shared/replies`; the digest is written where `--out` says, for reading.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from bench.ground.__main__ import read_paper
from bench.ground.replies import todays_places
from pipeline.config import load_config
from pipeline.flow.assemble import write_digest
from pipeline.ground.summary import validate
from pipeline.render.markdown import render_entry
from pipeline.sources.first_page import named_by_its_text
from schemas.digest import Digest, Entry, SummaryDraft
from schemas.records import Paper, PaperText
from schemas.summary import Summary

SHARED = Path(__file__).parents[2] / "shared"
_AFTER = re.compile(r"\n(?:<details>|<sub>|⚠ |注: )")  # what follows the prose of an entry


def main() -> int:
    """Print a line a paper; 2 where the answers are not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=Path, default=SHARED / "replies")
    parser.add_argument("--papers", type=Path, default=SHARED / "corpus" / "papers")
    parser.add_argument("--texts", type=Path, help="keep the extracted texts here, and use those that are there")
    parser.add_argument("--out", type=Path, help="write the digest into this folder")
    options = parser.parse_args()
    names = sorted(path.name.removesuffix(".answer.json") for path in options.replies.glob("*.answer.json"))
    if not names:
        print(f"no answers in {options.replies}", file=sys.stderr)
        return 2
    entries = [entry(options.replies, name, read_paper(options.papers, name, options.texts)) for name in names]
    for at, made in enumerate(entries, 1):
        shown = render_entry(made, at)
        prose = _AFTER.split(shown[shown.index("**输入→输出**") :])[0].strip()
        print(f"{names[at - 1]:15} {len(prose):5} characters {shown.partition('<details>')[0].count('⚠'):3} ⚠")
    if options.out:
        config = load_config(environ={"RIBAO_PATHS_DIGESTS_DIR": str(options.out)})
        print(write_digest(Digest(title="replies", entries=tuple(entries)), config))
    return 0


def entry(folder: Path, name: str, text: PaperText) -> Entry:
    """The entry that a kept answer leads to today, without a second question."""
    request = (folder / f"{name}.request.txt").read_text("utf-8")
    places = json.loads((folder / f"{name}.place.json").read_text("utf-8"))
    draft = SummaryDraft(
        summary=Summary.model_validate_json((folder / f"{name}.answer.json").read_bytes()),
        places=todays_places(places, request, text),
        model="a strong model",
        host="kept",
        passes="single",
        prompts=(),
    )
    local = named_by_its_text(Paper(paper_id=name, title=name, pdf_path=f"{name}.pdf"), text)
    abstract = " ".join(block.text for block in text.blocks if block.kind == "abstract")
    paper_id, _, version = name.partition("v")
    paper = Paper(paper_id=paper_id, version=f"v{version}", title=local.title, authors=local.authors, abstract=abstract)
    return Entry(paper=paper, summary=validate(draft, text))


if __name__ == "__main__":
    sys.exit(main())
