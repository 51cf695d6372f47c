"""What ends a run early: Ctrl-C, and budgets of tokens and money."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import TypeVar

from pipeline.errors import Skipped, UsageError
from pipeline.messages import _
from schemas.calls import Usage
from schemas.records import PaperText, Record

T = TypeVar("T")
CHARS_PER_TOKEN = 3.5  # English with formulas; o200k gives 3.6 to 4.2 on the sample papers, so this errs upwards
INSTRUCTION_TOKENS = 3_000  # of a prompt without the paper: rules, schema, example
REPLY_TOKENS = 2_500  # of a summary as JSON
EDITING = Usage(
    calls=1, prompt=3_100, completion=700
)  # of a paper's prose; the medians of docs/benchmarks.md, rounded up

CostOf = Callable[[Usage], Decimal | None]
"""US dollars for a usage; None: unknown."""


class Caps(Record):
    """Limits that the user sets; None: no limit."""

    max_tokens: int | None = None  # prompt and completion, of the run
    max_cost: Decimal | None = None  # US dollars, of the run
    max_paper_tokens: int | None = None  # of one paper
    max_paper_cost: Decimal | None = None  # US dollars, of one paper


GRACE_S = 1.0  # that what needs no model may take to finish a paper once the end is asked for
LOOK_S = 0.1


class Stop:
    """Whether the run is to begin nothing more."""

    def __init__(self) -> None:
        self.asked = False
        self.full = ""  # why nothing that is bought could be kept; "": it can
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """Ask for the end."""
        self.asked = True
        self._asked.set()

    async def sleep(self, seconds: float) -> None:
        """Wait so long. Raises Skipped as soon as the end is asked for."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._asked.wait(), seconds)
        self.check("")

    async def first(self, work: Awaitable[T], subject: str) -> T:
        """What `work` gives. Raises Skipped as soon as the end is asked for: what goes on then, nobody waits for."""
        self.check(subject)
        doing, asked = asyncio.ensure_future(work), asyncio.ensure_future(self._asked.wait())
        try:
            await asyncio.wait((doing, asked), return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                self.check(subject)
            return await doing
        finally:
            asked.cancel()
            doing.cancel()

    async def after(self, work: Awaitable[T], paid: Callable[[], bool], subject: str) -> T:
        """What `work` gives. Raises Skipped GRACE_S after the end was asked for and nothing paid for is under way."""
        doing, asked, idle_s = asyncio.ensure_future(work), asyncio.ensure_future(self._asked.wait()), 0.0
        try:
            await asyncio.wait((doing, asked), return_when=asyncio.FIRST_COMPLETED)
            while not doing.done():
                await asyncio.wait((doing,), timeout=LOOK_S)
                idle_s = 0.0 if paid() else idle_s + LOOK_S
                if idle_s >= GRACE_S and not doing.done():
                    self.check(subject)
            return await doing
        finally:
            asked.cancel()
            doing.cancel()

    def check(self, subject: str) -> None:
        """Raises Skipped once the end was asked for, or nothing can be kept."""
        if self.full:
            raise Skipped(subject, self.full, _("the same command goes on from there"))
        if self.asked:
            raise Skipped(subject, _("the run was interrupted"), _("the same command goes on from there"))


def estimate(characters: int, context_tokens: int, *, edited: bool = False) -> Usage:
    """What the summary of a paper of so many characters will take of a model with that window, without a re-ask."""
    prompt = min(round(characters / CHARS_PER_TOKEN) + INSTRUCTION_TOKENS, context_tokens)
    needs = Usage(calls=1, prompt=prompt, completion=REPLY_TOKENS)
    return needs + EDITING if edited else needs


class Budget:
    """Admits papers while the run's caps allow; what is under way is counted by its estimate."""

    def __init__(
        self, caps: Caps, spent: Callable[[], Usage], cost_of: CostOf, context_tokens: int, *, edited: bool = False
    ) -> None:
        """Raises UsageError for a cap on money where the model's price is unknown."""
        self.caps, self._spent, self._cost_of = caps, spent, cost_of
        self._context, self._edited = context_tokens, edited
        self._reserved: dict[str, Usage] = {}
        self.closed: str | None = None  # why no paper is admitted any more; None: more are
        capped = caps.max_cost is not None or caps.max_paper_cost is not None
        if capped and cost_of(Usage(calls=1, prompt=1, completion=1)) is None:
            remedy = _("add it to [prices] in config.toml, or use --max-tokens")
            raise UsageError("--max-cost", _("the price of the model is not known"), remedy)

    def admit(self, subject: str, text: PaperText) -> None:
        """Reserve what the paper will take. Raises Skipped where a cap forbids it."""
        self.check_open(subject)
        needs = estimate(sum(len(b.text) for b in text.blocks), self._context, edited=self._edited)
        over = _over(needs, self._cost_of, self.caps.max_paper_tokens, self.caps.max_paper_cost)
        if over:
            raise Skipped(
                subject,
                _("budget (about {over} for one paper)", over=over),
                _("raise the cap, or leave it out"),
            )
        total = sum(self._reserved.values(), self._spent() + needs)
        over = _over(total, self._cost_of, self.caps.max_tokens, self.caps.max_cost)
        if over:
            self.closed = over
            self.check_open(subject)
        self._reserved[subject] = needs

    def check_open(self, subject: str) -> None:
        """Raises Skipped once the run's budget is used up."""
        if self.closed:
            raise Skipped(subject, _("budget (with it {over})", over=self.closed), _("raise the cap, and run again"))

    def check_paper(self, subject: str, usage: Usage) -> None:
        """Between two calls of one paper. Raises Skipped where it has taken its own cap already."""
        over = _over(usage, self._cost_of, self.caps.max_paper_tokens, self.caps.max_paper_cost)
        if over:
            raise Skipped(
                subject,
                _("budget ({over} for one paper)", over=over),
                _("its replies are kept: raise the cap"),
            )

    def release(self, subject: str) -> None:
        """The paper's calls are over, and counted as spent."""
        self._reserved.pop(subject, None)


def _over(usage: Usage, cost_of: CostOf, tokens: int | None, usd: Decimal | None) -> str:
    """What is over which cap; "" where nothing is."""
    used = usage.prompt + usage.completion
    if tokens is not None and used > tokens:
        return _("{used:,} tokens of {most:,}", used=used, most=tokens)
    cost = cost_of(usage) if usd is not None else None
    if usd is not None and (cost is None or cost > usd):
        return _(
            "{amount} of {most:f} USD",
            amount=_("an unknown amount") if cost is None else _("{amount} USD", amount=f"{cost:.4f}"),
            most=usd,
        )
    return ""
