"""Looks at one paper without a model: its text, and claims checked against it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from pipeline.config import Config
from pipeline.errors import StageFailed, UsageError, reason_of
from pipeline.extract.printed import to_markdown, to_text
from pipeline.extract.settings import extract_settings
from pipeline.extract.worker import ExtractPool
from pipeline.ground import report
from pipeline.ground.index import PaperIndex
from pipeline.messages import _
from pipeline.render.claimed import claimed_of, papers_of
from pipeline.sources import files
from pipeline.sources.download import download
from pipeline.sources.gate import arxiv_gate
from pipeline.store.artefacts import Store
from pipeline.summarise.facts.listed import ReadFact, read_facts
from pipeline.summarise.places import numbered
from schemas.records import Failure, PaperText

MOST_SAID = 1_000_000  # characters of claims or of a text: a device has no end, and fifty papers take 200,000

Format = Literal["text", "markdown", "numbered", "json", "receipt", "facts"]
FORMATS: dict[Format, Callable[[PaperText], str]] = {
    "text": to_text,
    "markdown": to_markdown,
    "numbered": lambda text: numbered(text).text,
    "json": lambda text: text.model_dump_json(indent=1),
    "receipt": lambda text: text.receipt.model_dump_json(indent=1),
    "facts": lambda text: TypeAdapter(tuple[ReadFact, ...]).dump_json(read_facts(text), indent=1).decode(),
}


def paper_text(target: str, config: Config) -> PaperText:
    """The text of an id, URL or PDF, from the store where it is kept.

    Raises UsageError, DownloadError or ExtractError.
    """
    paper = files.paper_of(target)
    store = Store(config.paths.data_dir)
    pdf = download(paper, config, arxiv_gate(config), store.paper_dir(paper.paper_id))
    with ExtractPool(1, extract_settings(config)) as pool:
        outcome = pool.submit(pdf).result()
    if isinstance(outcome, Failure):
        raise StageFailed(outcome)
    return outcome


def show(text: PaperText, form: Format) -> str:
    """The text in that format."""
    return FORMATS[form](text)


def check_file(
    claims: Path, target: str, config: Config, form: Literal["text", "json"] = "text", every: bool = False
) -> tuple[list[str], bool]:
    """The lines that `ribao check` prints, and whether every claim holds; `every`: those that hold are told, too.

    The file "-" is stdin: claims where it begins with "[", else a text. Raises UsageError for an unreadable or
    malformed file.
    """
    try:
        with nullcontext(sys.stdin) if str(claims) == "-" else claims.open(encoding="utf-8") as file:
            content = file.read(MOST_SAID + 1)
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(
            str(claims), _("cannot be read ({reason})", reason=reason_of(e)), _("give a UTF-8 file")
        ) from e
    if len(content) > MOST_SAID:
        raise UsageError(str(claims), _("has more than {count:,} characters", count=MOST_SAID), _("give it in parts"))
    if not content.strip():
        raise UsageError(str(claims), _("is empty"), _("give claims, or a text with numbers or names"))
    text = paper_text(target, config)
    if claims.suffix != ".json" and not (str(claims) == "-" and content.lstrip().startswith("[")):
        rows = report.check_markdown(_said_of(text, target, content, str(claims)), text)
        told = report.told_of_text(rows)
        lines = [row.model_dump_json() for row in rows] if form == "json" else _lines(told, every)
        return lines, all(row.holds for row in rows)
    try:
        verdicts = report.check_claims(content, PaperIndex(text, numbered(text).places))
    except ValueError as e:
        raise UsageError(
            str(claims),
            _("cannot be read as claims ({reason})", reason=reason_of(e)),
            _("`ribao check --help` shows their form"),
        ) from e
    if form == "json":
        return [json.dumps(row, ensure_ascii=False) for row in verdicts], report.claims_hold(verdicts)
    return _lines(report.told_of_claims(content, verdicts), every), report.claims_hold(verdicts)


def _lines(told: Sequence[report.Told], every: bool) -> list[str]:
    """The lines of a report with what they compare."""
    compared = _(
        "holds: the name, or the number with its unit beside these words, is in the paper; "
        "what it is of, as far as can be told"
    )
    return [*report.summary_lines(told, every), *([compared] if told else ())]


def _said_of(text: PaperText, target: str, content: str, file: str) -> str:
    """What a text says of a paper: of a digest, that paper's part. Raises UsageError where the digest has no such part.

    A local PDF is the paper whose id its path names, or its first page.
    """
    papers = papers_of(content)
    if not papers or text.paper_id in papers:
        return claimed_of(content, text.paper_id)
    first = "\n".join([target, *(block.text for block in text.blocks if block.page_number == 1)])
    named = [paper_id for paper_id in papers if paper_id in first]
    if len(named) == 1:
        return claimed_of(content, named[0])
    raise UsageError(
        file,
        _("this digest has no paper {id}", id=text.paper_id),
        _("it has {papers}", papers=_(", ").join(papers)),
    )
