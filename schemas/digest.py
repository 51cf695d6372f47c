"""A summary after validation, and what a day's digest is made from."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from schemas.bounds import one_line
from schemas.calls import Usage
from schemas.grounding import Places, Proof, Verdict
from schemas.records import BBox, Failure, HiddenReason, Paper, Receipt, Record, WebAddress
from schemas.summary import NOT_APPLICABLE, NOT_REPORTED, Summary

FieldState = Literal["value", "not_reported", "not_applicable"]
FactKind = Literal["backbone", "dataset", "hyperparameter", "result", "baseline"]
ProseField = Literal[
    "headline", "task", "input", "output", "problem", "architecture", "training", "inference", "results_prose"
]
PROSE_FIELDS: tuple[ProseField, ...] = (
    "headline",
    "task",
    "input",
    "output",
    "problem",
    "architecture",
    "training",
    "inference",
    "results_prose",
)


class Flag(Record):
    """A number in prose that the paper does not hold."""

    start: int  # characters into the prose
    end: int
    text: str


class Place(Record):
    """A number in prose that the paper holds, and where."""

    start: int  # characters into the prose
    end: int
    page_number: int | None  # from 1; None: of several numbers no single place
    found: str  # the paper's own writing of it
    quote: str = ""  # the sentence or table row that holds it
    bbox: BBox | None = None  # of the paragraph or the row; None: no quote, or made before this was kept


class GroundedSentence(Record):
    """A sentence of prose with the places that it cites."""

    start: int  # characters into the prose
    end: int
    at: tuple[str, ...] = ()  # numbers of places, those that name none left out; empty: it cites nothing
    pages: tuple[int, ...] = ()  # from 1, of these places
    holds: bool = True  # False: it states numbers, and its places hold none of them
    proofs: tuple[Proof, ...] = ()  # of the first of its places, the sentence or the row that is most like it


class GroundedProse(Record):
    """Chinese prose with the numbers that failed, and what else is wrong with it."""

    text: str  # without its citations
    sentences: tuple[GroundedSentence, ...] = ()  # empty: made before sentences cited places
    flags: tuple[Flag, ...] = ()
    places: tuple[Place, ...] = ()  # in the order of the text
    numbers: int = 0  # numbers checked
    problems: tuple[str, ...] = ()  # language, emptiness, echo; in Chinese, as the re-ask says them

    @property
    def marked(self) -> tuple[GroundedSentence, ...]:
        """The sentences whose places hold none of their numbers."""
        return tuple(sentence for sentence in self.sentences if not sentence.holds)

    @property
    def state(self) -> FieldState:
        """Whether it says something, or that the paper does not, or that there is nothing to say."""
        plain = self.text.strip(" 。")
        return "not_reported" if plain == NOT_REPORTED else "not_applicable" if plain == NOT_APPLICABLE else "value"


class GroundedFact(Record):
    """One fact with its verdict and the place that supports it."""

    kind: FactKind
    name: str
    value: str  # "" for a backbone or a dataset, whose name is the fact
    note: str = ""  # unit, scope, role or benchmark
    system: str = ""  # of a result: which of the paper's own models or variants it is of; "" where none is told apart
    at: str = ""  # the numbers of the places that the model named; "": none, or made before facts named any
    quote: str = ""  # of facts made before then: the model's own copy
    verdict: Verdict

    @property
    def evidence(self) -> str:
        """What of the paper a reader is shown beside it; "": nothing."""
        return self.verdict.proof.text if self.verdict.proof else self.quote if self.verdict.quote else ""


class Source(Record):
    """A sentence of the paper that prose is translated from."""

    text: str  # English, without its citations
    page_number: int  # from 1


class SummaryDraft(Record):
    """What the summarise stage stores: the model's answer and how it was had."""

    summary: Summary
    places: Places = Field(default_factory=dict)  # where the numbers that it names stand; empty: it names none
    parts: int = 1  # in how many parts the paper was asked about, since the model's window did not hold it whole
    window: int | None = None  # tokens of a prompt, where the endpoint was found to read no more; None: it reads all
    model: str
    host: str  # "embedded" for the local model
    passes: Literal["single", "focused"]
    prompts: tuple[str, ...]  # "name@version" of every prompt used
    repaired: tuple[str, ...] = ()  # names of the calls that asking again has changed
    confirmed: tuple[str, ...] = ()  # keys of the facts that the model kept when it was shown their places again
    failed: tuple[str, ...] = ()  # what no call could give, one line each
    cut: tuple[str, ...] = ()  # what of the paper the model was not shown
    sources: dict[ProseField, tuple[Source, ...]] = Field(default_factory=dict)  # of prose that is a translation
    usage: Usage = Usage()  # of all calls that it is made from
    cost_usd: float | None = None  # of those calls, at the prices of their time; None: unknown
    made: str = ""  # the day, UTC, as YYYY-MM-DD; "": made before this was kept

    def unpaid(self) -> SummaryDraft:
        """The same without when it was made and what it took, which changes nothing of what it says."""
        return self.model_copy(update={"usage": Usage(), "cost_usd": None, "made": ""})


class Unseen(Record):
    """Text of one page of the PDF that a reader cannot see, and that no model was shown."""

    page_number: int  # from 1
    reason: HiddenReason
    spans: int
    text: str  # its beginning


class Addressed(Record):
    """What a paper says to the machine that reads it, such as "ignore all previous instructions"."""

    where: Literal["title", "abstract", "text", "hidden"]
    page_number: int | None  # from 1; None: it is of the list's own words
    at: str = ""  # the number of its place; "": it has none
    reason: HiddenReason | None = None  # why a reader cannot see it; None: a reader can
    text: Annotated[str, Field(max_length=400)]  # its beginning, in plain letters
    quoted: bool  # the paper speaks of such sayings, and of this one as an example


class GroundedSummary(Record):
    """The validated summary of one paper."""

    draft: SummaryDraft
    prose: dict[ProseField, GroundedProse]
    facts: tuple[GroundedFact, ...]
    absent: tuple[str, ...] = ()  # settings that the whole paper does not report, by their Chinese names
    receipt: Receipt
    pdf_version: str | None  # "v2"; None: a local file
    code_url: WebAddress | None = None  # the repository that the paper's first page names; None: it names none
    institutions: tuple[
        str, ...
    ] = ()  # where its authors work, in their order; empty: the first page does not number it
    extractor: str = ""  # name and version of what read the PDF; "": made before this was kept
    unseen: tuple[Unseen, ...] = ()  # the first of it that says something, by page and reason; empty: there is none
    addressed: tuple[Addressed, ...] = ()  # what it says to machines; empty: nothing, or made before this was kept

    def timeless(self) -> GroundedSummary:
        """The same without what another run of it would say otherwise: seconds and retries are the ledger's."""
        usage = self.draft.usage.model_copy(update={"seconds": 0.0, "retries": 0})
        return self.model_copy(update={"draft": self.draft.model_copy(update={"usage": usage})})

    @model_validator(mode="before")
    @classmethod
    def _of_old(cls, data: Any) -> Any:
        """A summary that was kept before there were headlines."""
        if isinstance(data, dict) and isinstance(data.get("prose"), dict) and "headline" not in data["prose"]:
            return data | {"prose": {"headline": {"text": ""}, **data["prose"]}}
        return data

    @property
    def hidden(self) -> int:
        """Hidden texts that a reader is told of: none where all of them are a dash, a letter, one filler word."""
        return self.receipt.hidden_spans if self.unseen else 0

    @property
    def numbers_checked(self) -> int:
        """Numbers of prose and facts that were looked up in the paper."""
        return sum(p.numbers for p in self.prose.values()) + sum(bool(f.value) for f in self.facts)

    @property
    def numbers_failed(self) -> int:
        """How many of them the paper does not hold."""
        return sum(len(p.flags) + len(p.marked) for p in self.prose.values()) + sum(
            bool(f.value) and not f.verdict.holds for f in self.facts
        )


SKIPPED = "Skipped"  # the kind of a Failure that is none: a paper left out by a budget or by Ctrl-C


class Entry(Record):
    """One paper of the digest: its summary, or why there is none; both where the last good one is shown again."""

    paper: Paper | None  # None: a line of a file of ids that names no paper; the failure quotes it
    summary: GroundedSummary | None  # None: it failed, and never had one
    failure: Failure | None = None  # None: it is done; with a summary: why that was not made anew
    why: str = ""  # in Chinese, why it is of interest to this reader; "": it was not ranked, or nothing speaks for it
    seen: tuple[str, ...] = ()  # earlier days whose digests list the same paper
    addressed: tuple[Addressed, ...] = ()  # what the list's title and abstract say to machines

    @property
    def skipped(self) -> bool:
        """Whether nothing was tried, so that nothing failed, and there is nothing of an earlier day to show."""
        return self.summary is None and self.failure is not None and self.failure.kind == SKIPPED


class Digest(Record):
    """All that the renderers need of one day or list. Nothing in it depends on when or how often it was run."""

    title: Annotated[str, AfterValidator(one_line)]  # a date, or what was asked for
    entries: tuple[Entry, ...]
    sha256: str = ""  # in a file, of its bytes before this value; "": not of a file, or made before this was kept


class Ledger(Record):
    """What a run did: listed = done + failed + skipped, each failure and each skip with its reason."""

    started: str  # ISO time, UTC
    command: str
    listed: int
    done: int
    failed: int
    failures: tuple[Failure, ...] = ()
    skipped: int = 0
    skips: tuple[Failure, ...] = ()
    unlisted: tuple[Failure, ...] = ()  # days of a range whose list could not be had; their papers are not in `listed`
    lost_workers: int = 0  # workers of a cluster that died; their papers were given to others
    interrupted: bool = False  # by Ctrl-C
    usage: Usage = Usage()  # of this run only; replies kept from earlier runs cost nothing again
    cost: str  # in words: "0 (embedded)", "0.0123 USD (prices of …)", "unknown", or "unknown" with the known part
    cost_usd: float | None = None  # None: unknown, or only a part of it is known
    seconds: float
    stage_seconds: dict[str, dict[str, float]] = Field(
        default_factory=dict
    )  # by paper and stage; absent: kept from an earlier run
    peak_memory_mb: float | None = None  # of this process; None: the system does not tell
    numbers_checked: int = 0
    numbers_failed: int = 0
    digest: str | None = None  # path of the last one; None: none was written
    digests: tuple[str, ...] = ()  # paths of all
