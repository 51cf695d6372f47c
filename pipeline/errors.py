"""The errors that a user can meet, each with an exit code and a message that names the remedy."""

from __future__ import annotations

import difflib
import shlex
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from pipeline.messages import LANGUAGE, LOCALE_NAMES, _, said_in
from pipeline.messages.foreign import in_words
from schemas.records import Failure

MOST_NESTED = 8  # errors in one another that are looked into
Warn = Callable[[str], None]
"""Told, in one line, of what went wrong without ending anything."""


class PipelineError(Exception):
    """Base of all expected errors.

    The message is one line, "<subject>: <fact>; <remedy>", without control characters. The arguments are the
    instance's only state, so that every subclass pickles.
    """

    exit_code = 3

    def __init__(self, subject: str, fact: str, remedy: str = "") -> None:
        super().__init__(subject, fact, remedy)
        self.subject, self.fact, self.remedy = subject, fact, remedy

    def __str__(self) -> str:
        return self.in_language(LANGUAGE)

    def in_language(self, language: str) -> str:
        """The message in "zh" or "en", as far as its parts are in the catalogue of messages."""
        parts = [self.subject, _(": "), self.fact, *((_("; "), self.remedy) if self.remedy else ())]
        line = "".join(str(said_in(language, part)) for part in parts)
        return " ".join("".join(c if c.isprintable() else " " for c in line).split())

    def failure(self, paper_id: str, stage: str = "") -> Failure:
        """This error as data, for the ledger and for other processes; a worker's has no stage yet."""
        said = tuple((language, self.in_language(language)) for language in LOCALE_NAMES)
        kept = said if len({line for _language, line in said}) > 1 else ()
        return Failure(paper_id=paper_id, stage=stage, kind=type(self).__name__, message=str(self), messages=kept)


class UsageError(PipelineError):
    """An argument or a configuration value that cannot be used."""

    exit_code = 2


class ConfigError(UsageError):
    """config.toml or an environment override is wrong."""


class BadPaperId(UsageError):
    """An id that is no arXiv id."""


class ListError(PipelineError):
    """A list could not be fetched, or not be read."""

    exit_code = 5


class NothingListed(ListError):
    """The list was read, and it is empty: a weekend day, or a query without a match."""

    exit_code = 4


class NotYetListed(NothingListed):
    """The list is empty because its day has not begun, or is not over."""


class StoreError(PipelineError):
    """A file could not be written."""


class DataInUse(StoreError):
    """Another process is at work in the data directory."""


class DownloadError(PipelineError):
    """The PDF could not be fetched."""


class NotAPdf(DownloadError):
    """What came is no PDF: an HTML page, or nothing."""


class ExtractError(PipelineError):
    """The PDF gave no usable text."""


class PdfUnreadable(ExtractError):
    """Damaged, truncated, or not a PDF at all."""


class PdfEncrypted(ExtractError):
    """A password is needed."""


class PdfNoText(ExtractError):
    """Pages, but no text on them: a scan."""


class ExtractLimit(ExtractError):
    """The worker took too long, too much memory, or died."""


class Skipped(PipelineError):
    """A paper that is left out: by a budget, or by Ctrl-C. No error of the paper's."""


class ModelError(PipelineError):
    """The model layer failed."""


class ModelUnavailable(ModelError):
    """The endpoint cannot be reached, refuses the key, or does not know the model."""


class EndpointRefused(ModelUnavailable):
    """The first, tiny request showed that no paper can be summarised: nothing is begun."""

    exit_code = 2


class PromptCut(ModelUnavailable):
    """The endpoint read only the beginning of the prompt and answered all the same, or refused it as too long."""

    window = 0  # tokens of the prompt that it said it had read, or takes

    @classmethod
    def at(cls, where: str, window: int) -> PromptCut:
        """The error of an endpoint that read `window` tokens."""
        remedy = _("set llm.context_tokens to its window (Ollama: num_ctx)")
        error = cls(where, _("read only the first {window} tokens of the prompt", window=window), remedy)
        error.window = window
        return error

    @classmethod
    def refused(cls, where: str, window: int, detail: str) -> PromptCut:
        """The error of an endpoint that seems to take no more than `window` tokens; `detail` are its own words."""
        fact = _("takes no prompt of this length ({detail})", detail=detail)
        error = cls(where, fact, _("set llm.context_tokens to what the model takes"))
        error.window = window
        return error


class ModelReplyUnusable(ModelError):
    """The model answered, but with nothing that can be used."""


class WeightsError(ModelError):
    """The local model's weights could not be fetched or verified."""


class StageFailed(PipelineError):
    """Carries a Failure that came from a worker; pickles, since its one argument does."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.paper_id, failure.message)
        self.args = (failure,)
        self.failure_record = failure

    def __str__(self) -> str:
        return self.failure_record.message


def reason_of(error: BaseException) -> str:
    """Why a file or a socket failed, in the reader's language, without a number and without the path.

    Of errors in one another the system's own word counts: a library wraps it in addresses and names of classes.
    """
    if isinstance(error, UnicodeDecodeError):
        return _("it is not UTF-8")
    inner: BaseException | None = error
    for _depth in range(MOST_NESTED):
        if inner is None or isinstance(inner, TimeoutError) or (isinstance(inner, OSError) and inner.strerror):
            break
        parts = (getattr(inner, "reason", None), inner.__cause__, inner.__context__, *inner.args[:1])
        inner = next((part for part in parts if isinstance(part, Exception)), None)
    said = getattr(inner, "strerror", None) or ("timed out" if isinstance(inner, TimeoutError) else str(error))
    return in_words(said or type(error).__name__)


def install_extra(extra: str) -> str:
    """A remedy that can be pasted into a shell, whatever its folder: the command that installs an extra."""
    checkout = Path(__file__).resolve().parent.parent
    constraints, project = shlex.quote(f"{checkout}/constraints.txt"), shlex.quote(f"{checkout}[{extra}]")
    return f"{shlex.quote(sys.executable)} -m pip install -c {constraints} -e {project}"


def did_you_mean(name: str, known: Iterable[str], least: float = 0.6) -> str:
    """A remedy that names the nearest of the known names; "" where none is as alike as `least` of 0 to 1 (difflib)."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=least)
    return _("did you mean {word}?", word=near[0]) if near else ""
