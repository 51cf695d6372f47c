"""What the whole site needs to know of a day: rows for search, feeds and trends, from verified facts only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from pipeline.ground.numbers import find_numbers
from pipeline.paper_id import quote_id
from pipeline.render.richtext import plain
from pipeline.render.rows import results_of, settings_of
from pipeline.render.view import code_url, said, shown_system
from pipeline.store.digests import is_day
from pipeline.words.settings import contrasts_of, setting_of
from schemas.digest import Digest, Entry, GroundedFact, GroundedSummary, ProseField
from schemas.records import Paper, Record
from schemas.summary import SAYS_NOTHING

LEAST, MOST = Decimal("1e-12"), Decimal("1e12")  # a rate or a batch beyond is no setting, and no axis reaches it
_SHARE_OF_RATE = re.compile(r"(?i)ratio|factor|multipl")


class PaperRow(Record):
    """One paper of the search index and of the trends."""

    paper_id: str
    slug: str  # file name of its page
    title: str
    authors: tuple[str, ...]
    task: str = ""
    backbones: tuple[str, ...] = ()  # verified only
    datasets: tuple[str, ...] = ()  # verified only
    categories: tuple[str, ...] = ()
    upvotes: int | None = None  # None: not listed by Hugging Face
    code: bool = False  # abstract or comment names a code host
    gpus: int | None = None  # the most that a verified fact names; None: no verified fact names any
    verified: bool = False  # done, and every number and name that was checked holds
    rate_batch: tuple[tuple[float, float], ...] = ()  # verified learning rate and batch size of one scope
    abstract: str = ""
    organization: str = ""  # where its authors work, as its first page and its list say
    seen: bool = False  # an earlier day has it too
    told: str = ""  # problem, method, settings and results as the card shows them, a line each

    @property
    def searched(self) -> str:
        """All text that words are looked for in."""
        return f"{self.title} {self.task} {self.paper_id} {self.abstract}\n{self.told}"


class DayRow(Record):
    """One digest, as archive, search, feeds and trends need it."""

    title: str
    slug: str
    stamp: str  # size and time of the digest's file when it was read
    count: int
    failed: int
    checked: int
    wrong: int
    papers: tuple[PaperRow, ...]

    @property
    def dated(self) -> bool:
        """Whether it is a day's digest and not another list."""
        return is_day(self.title)

    @property
    def month(self) -> str:
        """Its month, or `lists`."""
        return self.title[:7] if self.dated else "lists"

    @property
    def order(self) -> tuple[bool, str]:
        """Lists come before days, days by date: the last one is the newest."""
        return self.dated, self.title


def day_row(digest: Digest, slug: str, stamp: str) -> DayRow:
    """The row of a digest."""
    done = [e.summary for e in digest.entries if e.summary is not None]
    return DayRow(
        title=digest.title,
        slug=slug,
        stamp=stamp,
        count=len(digest.entries),
        failed=len(digest.entries) - len(done),
        checked=sum(s.numbers_checked for s in done),
        wrong=sum(s.numbers_failed for s in done),
        papers=tuple(_paper_row(e) for e in digest.entries if e.paper is not None),
    )


def _paper_row(entry: Entry) -> PaperRow:
    paper, summary = entry.paper, entry.summary
    assert paper is not None
    facts = [f for f in summary.facts if f.verdict.holds] if summary else []
    task = plain(summary.prose["task"].text) if summary else ""
    return PaperRow(
        paper_id=paper.paper_id,
        slug=page_slug(paper.paper_id),
        title=plain(paper.title),
        authors=tuple(plain(a) for a in paper.authors),
        task="" if task in SAYS_NOTHING else task,
        backbones=_names(facts, "backbone"),
        datasets=_names(facts, "dataset"),
        categories=paper.categories,
        upvotes=paper.upvotes,
        code=code_url(paper, summary) is not None,
        gpus=gpus(facts),
        verified=summary is not None and fully_verified(summary),
        rate_batch=rate_batch(facts),
        abstract=plain(paper.abstract),
        organization=plain("、".join(dict.fromkeys([*(summary.institutions if summary else ()), *_listed(paper)]))),
        seen=bool(entry.seen),
        told="\n".join(_told(summary)) if summary else "",
    )


def _listed(paper: Paper) -> list[str]:
    return [paper.organization] if paper.organization else []


def _told(summary: GroundedSummary) -> Iterator[str]:
    """The sentences and the facts by which a paper is found; a fact that does not hold is none."""
    fields: tuple[ProseField, ...] = ("problem", "architecture", "training", "inference", "results_prose")
    yield from (plain(summary.prose[field].text) for field in fields if said(summary.prose[field]))
    facts = [f for f in summary.facts if f.verdict.holds]
    for row in settings_of(facts):
        yield plain(f"{row.name} {row.facts[0].value} {row.scope}").strip()
    for result, _ in results_of(facts, drop_failed=True):
        yield plain(f"{result.note} {result.name} {result.value} {shown_system(result.system)}").strip()


def page_slug(paper_id: str) -> str:
    """A file name for a paper's page that needs no quoting in an address."""
    return quote_id(paper_id).replace("%", "_")


def _names(facts: Iterable[GroundedFact], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(f.name) for f in facts if f.kind == kind))


def fully_verified(summary: GroundedSummary) -> bool:
    """Whether every number and name that was checked is in the paper."""
    return not summary.numbers_failed and all(f.verdict.holds for f in summary.facts)


def gpus(facts: Iterable[GroundedFact]) -> int | None:
    """The largest number of GPUs that a setting names; None: none does. "H100" without a number is not counted."""
    found: list[int] = []
    for fact in facts:
        if fact.kind != "hyperparameter" or setting_of(fact.name) != "GPUs":
            continue
        for number in find_numbers(fact.value):
            whole = number.value == number.value.to_integral_value() and number.value > 0
            bare = number.unit == "plain" and number.text == fact.value.strip()
            if whole and (number.unit == "devices" or bare):
                found.append(int(number.value))
    return max(found, default=None)


def rate_batch(facts: Iterable[GroundedFact]) -> tuple[tuple[float, float], ...]:
    """Learning rate and batch size of each scope that states just one of both."""
    rates: dict[str, set[Decimal]] = {}
    batches: dict[str, set[Decimal]] = {}
    for fact in facts:
        if fact.kind != "hyperparameter":
            continue
        numbers = find_numbers(fact.value)
        if len(numbers) != 1 or not LEAST < numbers[0].value < MOST or numbers[0].high is not None:
            continue
        if contrasts_of(fact.name) or _SHARE_OF_RATE.search(fact.name):
            continue  # the smallest rate, a micro batch
        setting = setting_of(fact.name)
        if setting == "learning rate":
            rates.setdefault(fact.note, set()).add(numbers[0].value)
        elif setting == "batch size" and numbers[0].unit != "tokens":
            batches.setdefault(fact.note, set()).add(numbers[0].value)
    pairs = [
        (float(*rates[scope]), float(*batches[scope]))
        for scope in rates
        if len(rates[scope]) == 1 and len(batches.get(scope, ())) == 1
    ]
    return tuple(dict.fromkeys(pairs))
