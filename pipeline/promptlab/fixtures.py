"""Frozen papers with the facts that people have annotated in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from pipeline.config import CHECKOUT, Config
from pipeline.errors import PipelineError, StageFailed, UsageError, did_you_mean, reason_of
from pipeline.extract import EXTRACTOR
from pipeline.extract.settings import extract_settings
from pipeline.extract.worker import ExtractPool
from pipeline.messages import _
from pipeline.messages.foreign import in_words
from pipeline.paper_id import parse_paper_id, quote_id
from pipeline.promptlab.expected import (
    Expected,
    ExpectedDataset,
    ExpectedName,
    ExpectedResult,
    ExpectedSetting,
    Refuted,
    load_expected,
)
from pipeline.sources import files
from pipeline.sources.download import download
from pipeline.sources.gate import ArxivGate
from pipeline.store.artefacts import Store, content_key, write_atomically
from schemas.records import Failure, Paper, PaperText, Pdf, Record

COMMITTED_FIXTURES = CHECKOUT / "tests" / "fixtures" / "papers"
TO_FILL_IN = "FILL IN"  # what the template of a new fixture holds where people must write


class Fixture(Record):
    """A paper as it was extracted once, and what is in it."""

    paper: Paper
    text: PaperText
    expected: Expected

    @property
    def paper_id(self) -> str:
        """The paper's id, which names its recordings."""
        return self.paper.paper_id


def load_fixtures(
    folder: Path, config: Config, papers: Sequence[str] = (), pdfs: Path | None = None
) -> tuple[Fixture, ...]:
    """The fixtures of a folder, or those of `papers` among them, in the order of their names.

    A file may also hold facts alone, in the form of ../shared/gold: its paper is then read from `pdfs` (<id>.pdf), or
    from the folder of data where it was downloaded, and its text is kept there. Raises UsageError.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise UsageError(str(folder), _("holds no fixture"), _("make one with `ribao prompt fixture add`"))
    by_id = {_plain_id(path.stem): path for path in paths}
    for paper in papers:
        if _plain_id(paper) not in by_id:
            raise UsageError(
                paper, _("is no fixture of {folder}", folder=folder), did_you_mean(_plain_id(paper), by_id)
            )
    wanted = [by_id[_plain_id(p)] for p in papers] if papers else paths
    return tuple(_load(path, config, pdfs) for path in wanted)


def _plain_id(name: str) -> str:
    """A paper's id without its version; other names as they are."""
    try:
        return quote_id(parse_paper_id(name)[0])
    except PipelineError:
        return name


def _load(path: Path, config: Config, pdfs: Path | None) -> Fixture:
    try:
        raw: Any = json.loads(path.read_bytes())
    except (OSError, ValueError) as e:
        raise UsageError(str(path), _("cannot be read ({reason})", reason=reason_of(e))) from e
    if isinstance(raw, dict) and "text" not in raw:
        expected = load_expected(path)
        text = _text_of(expected.id, config, pdfs)
        paper = Paper(paper_id=text.paper_id, version=text.version, title=expected.title)
        return Fixture(paper=paper, text=text, expected=expected)
    try:
        return Fixture.model_validate(raw)
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        remedy = (
            _("write the facts where the template says so") if TO_FILL_IN in str(raw) else _("see docs/prompt-lab.md")
        )
        raise UsageError(
            str(path), _("is no fixture: {where}: {message}", where=where, message=in_words(first["msg"])), remedy
        ) from None


def _text_of(name: str, config: Config, pdfs: Path | None) -> PaperText:
    """The text of the paper whose facts are annotated, extracted once."""
    paper_id, version = parse_paper_id(name)
    store = Store(config.paths.data_dir)
    candidates = [*(pdfs.glob(f"{quote_id(paper_id)}*.pdf") if pdfs else ()), *store.paper_dir(paper_id).glob("*.pdf")]
    exact = [path for path in candidates if version is None or version in path.stem]
    if not exact:
        raise UsageError(
            name, _("its PDF is not here"), _("name the folder of PDFs with --pdfs, or run `ribao extract` on it")
        )
    path = exact[0]
    digest = content_key(path.read_bytes().hex())
    key = content_key(EXTRACTOR, digest)
    kept = store.load(paper_id, "fixture", key, PaperText)
    if kept is not None:
        return kept
    pdf = Pdf(
        paper_id=paper_id,
        version=version,
        path=str(path),
        sha256=digest,
        size_bytes=path.stat().st_size,
        url=None,
    )
    text = _extract(pdf, config)
    store.save(paper_id, "fixture", key, text)
    return text


def _extract(pdf: Pdf, config: Config) -> PaperText:
    with ExtractPool(1, extract_settings(config)) as pool:
        outcome = pool.submit(pdf).result()
    if isinstance(outcome, Failure):
        raise StageFailed(outcome)
    return outcome


def add_fixture(target: str, folder: Path, config: Config, facts: Path | None = None) -> tuple[Path, bool]:
    """Freeze a paper (id, URL or PDF) as a fixture; returns its path and whether facts must still be written.

    `facts` is a file of annotated facts; None keeps those of the fixture that is there, or writes a template, which
    does not load before it is filled in. Raises UsageError, DownloadError or ExtractError.
    """
    paper = files.paper_of(target)
    store = Store(config.paths.data_dir)
    pdf = download(paper, config, ArxivGate(config.download.interval_s), store.paper_dir(paper.paper_id))
    text = _extract(pdf, config)
    given = load_expected(facts) if facts else None
    if given is not None:  # a PDF on disk has the id that its annotators gave it
        paper_id, version = parse_paper_id(given.id)
        paper = paper.model_copy(update={"paper_id": paper_id, "version": version})
    path = folder / f"{quote_id(paper.paper_id)}.json"
    expected = given or _facts_of(path)
    title = expected.title if expected else next((b.text for b in text.blocks if b.kind == "title"), paper.title)
    version = paper.version or pdf.version or text.version
    frozen = paper.model_copy(update={"title": title, "pdf_path": None, "version": version})
    text = text.model_copy(update={"paper_id": paper.paper_id, "version": version})
    if expected is not None:
        write_fixture(path, Fixture(paper=frozen, text=text, expected=expected))
        return path, False
    template = {
        "paper": frozen.model_dump(mode="json"),
        "expected": template_of(paper.paper_id, title),
        "text": text.model_dump(mode="json"),
    }
    write_atomically(path, json.dumps(template, ensure_ascii=False, indent=1) + "\n")
    return path, True


def _facts_of(path: Path) -> Expected | None:
    """The facts of the fixture that is there; None: there is none."""
    if not path.is_file():
        return None
    try:
        return Fixture.model_validate_json(path.read_bytes()).expected
    except ValidationError as e:
        raise UsageError(str(path), _("is there and is not filled in"), _("write its facts, or remove it")) from e


def template_of(paper_id: str, title: str) -> dict[str, Any]:
    """Facts to be written: one example of each list, whose page is null so that it cannot be taken for filled in."""
    place = {"page": None, "quote": TO_FILL_IN}
    return {
        "id": paper_id,
        "title": title,
        "kind": TO_FILL_IN,
        "task": TO_FILL_IN,
        "input": TO_FILL_IN,
        "output": TO_FILL_IN,
        "backbones": [{"name": TO_FILL_IN, **place}],
        "datasets": [{"name": TO_FILL_IN, "role": "train", **place}],
        "hyperparameters": [
            {"name": "learning rate", "value": TO_FILL_IN, "unit": None, "scope": "", **place, "superscript": False}
        ],
        "hardware": [{"name": "GPU", "value": TO_FILL_IN, **place}],
        "results": [
            {"benchmark": TO_FILL_IN, "metric": "", "value": "", "unit": None, "system": "", "baseline": None, **place}
        ],
        "not_reported": [],
    }


def write_fixture(path: Path, fixture: Fixture) -> None:
    """Write a fixture with its facts before its long text."""
    ordered = {name: fixture.model_dump(mode="json", exclude_defaults=name == "text")[name] for name in _ORDER}
    write_atomically(path, json.dumps(ordered, ensure_ascii=False, indent=1) + "\n")


_ORDER = ("paper", "expected", "text")


class Report(Record):
    """A reader's "this is wrong": what was shown, and what the paper says."""

    paper: str
    field: str = Field(pattern=r"^(backbone|dataset|hyperparameter|result)(/.+)?$")  # "hyperparameter/learning rate"
    shown: str = ""  # the wrong value, or the wrong name of a backbone or dataset; "": a fact was missing
    right: str | None = None  # None: the paper holds no such fact
    page: int = Field(1, ge=1)  # where the paper says it
    quote: str = ""

    @property
    def kind(self) -> str:
        """The kind of fact."""
        return self.field.partition("/")[0]

    @property
    def name(self) -> str:
        """Name of the setting, or the result's benchmark; "" for a backbone or dataset."""
        return self.field.partition("/")[2]


def add_report(line: str, folder: Path) -> tuple[Path, Fixture]:
    """Turn a report, one line of JSON, into expectations of the paper's fixture: what is right, and what is refuted.

    Raises UsageError for a line that is no report, or whose paper is no fixture.
    """
    try:
        report = Report.model_validate_json(line)
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or _("the line")
        raise UsageError(
            _("the report"),
            _("cannot be used: {where}: {message}", where=where, message=in_words(first["msg"])),
            _("see docs/prompt-lab.md"),
        ) from None
    path = folder / f"{_plain_id(report.paper)}.json"
    if not path.is_file():
        raise UsageError(
            report.paper,
            _("is no fixture of {folder}", folder=folder),
            _("add it first with `ribao prompt fixture add`"),
        )
    try:
        fixture = Fixture.model_validate_json(path.read_bytes())
    except ValidationError as e:
        raise UsageError(str(path), _("is no fixture, or is not filled in"), _("see docs/prompt-lab.md")) from e
    return path, fixture.model_copy(update={"expected": _with_report(fixture.expected, report)})


def _with_report(expected: Expected, report: Report) -> Expected:
    named = report.kind in ("backbone", "dataset")
    if not named and not report.name:
        raise UsageError(
            _("the report"),
            _("does not say which {kind} is wrong", kind=report.kind),
            _("write {kind}/<its name>", kind=report.kind),
        )
    update: dict[str, Any] = {}
    if report.shown:
        name, value = (report.shown, "") if named else (report.name, report.shown)
        refuted = Refuted.model_validate({"kind": report.kind, "name": name, "value": value})
        update["refuted"] = tuple(dict.fromkeys((*expected.refuted, refuted)))
    field = f"{report.kind}s"
    kept = tuple(old for old in getattr(expected, field) if not _replaced(old, report))
    if report.right is not None:
        new = _expected_of(report, report.right)
        kept = kept if new in kept else (*kept, new)
    return expected.model_copy(update=update | {field: kept})


def _expected_of(report: Report, right: str) -> Record:
    page, quote = report.page, report.quote
    if report.kind == "backbone":
        return ExpectedName(name=right, page=page, quote=quote)
    if report.kind == "dataset":
        return ExpectedDataset(name=right, role="unknown", page=page, quote=quote)
    if report.kind == "hyperparameter":
        return ExpectedSetting(name=report.name, value=right, page=page, quote=quote)
    return ExpectedResult(benchmark=report.name, metric="", value=right, system="", page=page, quote=quote)


def _replaced(old: Any, report: Report) -> bool:
    """Whether the fixture itself had stated what the reader found wrong."""
    if not report.shown:
        return False
    if report.kind in ("backbone", "dataset"):
        return bool(old.name == report.shown)
    name = old.name if report.kind == "hyperparameter" else old.benchmark
    return bool(name == report.name and old.value == report.shown)
