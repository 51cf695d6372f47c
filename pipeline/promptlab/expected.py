"""The facts that people have annotated in a paper: what a summary is scored against."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from pipeline.errors import UsageError, reason_of
from pipeline.messages import _
from pipeline.messages.foreign import in_words
from schemas.records import Record


class ExpectedName(Record):
    """A backbone."""

    name: str
    page: int  # from 1
    quote: str


class ExpectedDataset(ExpectedName):
    """A dataset or benchmark and its role, which is not scored."""

    role: Literal["train", "eval", "both", "unknown"]


class ExpectedSetting(Record):
    """A hyperparameter, or the hardware and time of a training."""

    name: str
    value: str
    unit: str | None = None  # None: there is none, or the value holds it
    scope: str = ""  # stage, model or dataset that it holds for; "" for all
    page: int
    quote: str
    superscript: bool = False  # the PDF raises the exponent, so that plain text loses it


class ExpectedResult(Record):
    """One number of the results."""

    benchmark: str
    metric: str
    value: str
    unit: str | None = None  # None: there is none
    system: str  # the row: method and model
    baseline: str | None = None  # the number that it is compared with; None: there is none
    page: int
    quote: str


class Refuted(Record):
    """A statement that a reader has found wrong: it must not come back."""

    kind: Literal["backbone", "dataset", "hyperparameter", "result"]
    name: str  # of a result: its benchmark
    value: str = ""  # "" for a backbone or a dataset


class Expected(Record):
    """The annotated facts of one paper. A list holds the main facts, not always all of them."""

    id: str  # "2412.06769v3"
    title: str
    kind: str  # method, survey, analysis, …
    task: str
    input: str
    output: str
    backbones: tuple[ExpectedName, ...]
    datasets: tuple[ExpectedDataset, ...]
    hyperparameters: tuple[ExpectedSetting, ...]
    hardware: tuple[ExpectedSetting, ...]
    results: tuple[ExpectedResult, ...]
    not_reported: tuple[str, ...]  # settings that the paper does not report
    refuted: tuple[Refuted, ...] = ()

    @property
    def settings(self) -> tuple[ExpectedSetting, ...]:
        """Hyperparameters and hardware: a summary lists both as settings."""
        return self.hyperparameters + self.hardware


def load_expected(path: Path) -> Expected:
    """Read one file of annotated facts. Raises UsageError."""
    try:
        return Expected.model_validate_json(path.read_bytes())
    except OSError as e:
        raise UsageError(str(path), _("cannot be read ({reason})", reason=reason_of(e))) from e
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            str(path),
            _("is no file of facts: {where}: {message}", where=where, message=in_words(first["msg"])),
            _("see docs/prompt-lab.md"),
        ) from None
