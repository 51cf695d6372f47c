"""`make facts-gate`: what code reads off the bundled papers, beside what it read when somebody last looked.

Usage: python -m tests.sample_golden [--accept]
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.ground.claims import load
from pipeline.extract.first_figure import Picture, draw, find_spot
from pipeline.ground.absent import absent
from pipeline.ground.check import check
from pipeline.ground.summary import ABSENCE_NAMES, ground_facts
from pipeline.summarise.facts import backbones, data_names, hyperparameters, results
from pipeline.summarise.facts.methods import own_names
from pipeline.summarise.facts.read_off import read_off
from pipeline.summarise.key_sentences import key_sentences
from pipeline.summarise.lines import lines_of
from pipeline.summarise.pack import abstract_of
from pipeline.summarise.places import numbered, pieces
from schemas.grounding import Verdict
from schemas.records import Paper, PaperText
from schemas.summary import EMPTY
from tests.papers import sample_paper
from tests.places import indexed
from tests.sample_day import SAMPLE_DATE, SAMPLE_DIR, SampleDay

GOLDEN_DIR = SAMPLE_DIR / "golden"
NAMES = ("2511.90001v1", "2511.90002v1", "2511.90003v2")
PART_TOKENS = 2000  # less than any of the papers has, so that it comes in parts


def main(arguments: list[str] | None = None) -> int:
    """Print what differs from the golden files, or write them; 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accept", action="store_true", help="write the golden files")
    parser.add_argument("--folder", type=Path, default=GOLDEN_DIR, help="where they are")
    given = parser.parse_args(arguments)
    read = {file: text for name in NAMES for file, text in readings(name).items()}
    if given.accept:
        given.folder.mkdir(exist_ok=True)
        for file, text in read.items():
            (given.folder / file).write_text(text, "utf-8")
        return 0
    changes = [line for file, text in read.items() for line in difference(given.folder / file, text)]
    lines = changes or [f"{len(read)} files as accepted: {given.folder}"]
    sys.stdout.write("\n".join(lines) + "\n")
    if changes:
        sys.stderr.write("Look at each line; if all is as it should be: make facts-accept\n")
    return int(bool(changes))


def readings(name: str) -> dict[str, str]:
    """The golden files of a paper, by name: its text, and the facts that code reads off it."""
    text = sample_paper(name)
    title = next(e["title"] for e in SampleDay.load().days[SAMPLE_DATE] if e["paper"]["id"] == text.paper_id)
    paper = Paper(paper_id=text.paper_id, version=text.version, title=" ".join(title.split()))
    return {
        f"{name}.text.md": "\n".join(text_lines(text, SAMPLE_DIR / "pdf" / f"{name}.pdf")) + "\n",
        f"{name}.facts.txt": "\n".join(_flat(line) for line in fact_lines(name, paper, text)).lstrip() + "\n",
    }


def difference(path: Path, now: str) -> list[str]:
    """The lines that a golden file and what is read now do not have in common."""
    accepted = path.read_text("utf-8") if path.exists() else ""
    return list(
        difflib.unified_diff(
            accepted.splitlines(), now.splitlines(), f"accepted/{path.name}", f"now/{path.name}", lineterm="", n=1
        )
    )


def text_lines(text: PaperText, pdf: Path) -> Iterator[str]:
    """The paper as the extraction gives it: sections, blocks and tables, what is hidden, the first figure."""
    for section in text.sections:
        yield f"section  {'#' * section.level} {section.title} · {section.part} · p. {section.page_number}"
    for hidden in text.hidden:
        yield f"hidden   {hidden.text} · {hidden.reason} · p. {hidden.page_number}"
    yield f"receipt  {text.receipt.model_dump_json(exclude_defaults=True)}"
    spot = find_spot(text)
    if spot is not None:
        figure = draw(pdf.read_bytes(), spot)
        said = f"{figure.width} × {figure.height} pixels" if isinstance(figure, Picture) else figure.reason
        yield f"figure   p. {spot.page_number} · {said}"
    for block in text.blocks:
        yield f"\n[{block.kind}, p. {block.page_number}]"
        if block.table is not None:
            yield f"caption: {block.table.caption} · {block.table.header_rows} rows of header"
        yield block.text


def fact_lines(name: str, paper: Paper, text: PaperText) -> Iterator[str]:
    """What code reads off a paper, one fact a line with its place and its evidence."""
    index, lines = indexed(text), lines_of(text)
    names = own_names(text, paper.title)
    yield "# what the paper calls its own method"
    yield from names
    yield "# facts: kind, what, verdict and place, evidence"
    found = EMPTY.model_copy(
        update={
            "backbones": backbones.backbones(lines, names),
            "datasets": data_names.datasets(lines, names),
            "hyperparameters": hyperparameters.hyperparameters(lines),
            "results": results.results(lines, names),
        }
    )
    for fact in ground_facts(found, index):
        what = " · ".join(filter(None, (fact.system, fact.note, fact.name, fact.value)))
        yield f"{fact.kind:<14} {what} | {_place(fact.verdict)} | [{fact.at}] {fact.evidence}"
    yield f"conclusion     {read_off(lines, names, index).results_prose}"
    yield "# what the whole paper does not report, or where it does"
    for kind in ABSENCE_NAMES:
        answer = absent(kind, index)
        places = " / ".join(f"p. {e.page_number} {e.text}" for e in answer.found)
        yield f"{kind:<16} {places or 'not reported'}"
    yield "# key sentences: score, place"
    for aspect, sentences in key_sentences(lines, names).items():
        for sentence in sentences:
            yield f"{aspect:<14} {sentence.score:4.1f} p. {sentence.page_number} {sentence.text}"
    yield "# packing"
    parts, cut = pieces(numbered(text), PART_TOKENS)
    yield f"abstract  {abstract_of(text)}"
    yield f"parts     {' + '.join(str(len(part)) for part in parts)} characters; {' '.join(cut)}"
    yield "# annotated facts: what the checker says of each"
    for claim in load(SAMPLE_DIR / "facts" / f"{name}.json").claims:
        what = " · ".join(filter(None, (claim.section, claim.fact.context, claim.fact.name, claim.fact.value)))
        yield f"{what} | {_place(check(claim.fact, index))}"


def _flat(line: str) -> str:
    """A line without line breaks, with an empty one before each heading."""
    return ("\n" if line.startswith("# ") else "") + " ".join(line.split("\n"))


def _place(verdict: Verdict) -> str:
    """The verdict, the rule that it rests on, and where."""
    page = verdict.page_number or (verdict.quote.page_number if verdict.quote else None)
    rule = f" ({verdict.rule})" if verdict.rule else ""
    return f"{verdict.kind}{rule}, p. {page}" + (f": {verdict.found}" if verdict.found else "")


if __name__ == "__main__":
    sys.exit(main())
