"""What ends a run early: budgets, per run and per paper."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from pipeline.errors import Skipped, UsageError
from pipeline.flow.budget import EDITING, GRACE_S, Budget, Caps, Stop, estimate
from schemas.calls import Usage
from schemas.records import Block, PaperText, Receipt


def paper(characters: int) -> PaperText:
    """A text of so many characters."""
    block = Block(kind="paragraph", page_number=1, bbox=(0, 0, 1, 1), text=("word " * characters)[:characters])
    receipt = Receipt(pages=1, pages_with_text=1, characters=characters, tables=0, figures=0, hidden_spans=0)
    return PaperText(paper_id="1", version=None, pdf_sha256="", extractor="e", blocks=(block,), receipt=receipt)


def price(usage: Usage) -> Decimal | None:
    """A dollar a million tokens."""
    return Decimal(usage.prompt + usage.completion) / 1_000_000


class Spent:
    """What a client has counted."""

    def __init__(self) -> None:
        self.usage = Usage()

    def __call__(self) -> Usage:
        return self.usage


def test_without_caps_everything_is_admitted() -> None:
    budget = Budget(Caps(), Usage, lambda _: None, 128_000)
    for n in range(100):
        budget.admit(str(n), paper(500_000))
    assert budget.closed is None


def test_papers_under_way_count_by_their_estimate_and_then_by_what_they_took() -> None:
    spent, needs = Spent(), estimate(35_000, 128_000)
    tokens = needs.prompt + needs.completion
    budget = Budget(Caps(max_tokens=3 * tokens), spent, price, 128_000)
    budget.admit("a", paper(35_000))
    budget.admit("b", paper(35_000))
    budget.release("a")
    budget.release("b")
    spent.usage = Usage(calls=2, prompt=100)  # they took less
    for name in ("c", "d"):
        budget.admit(name, paper(35_000))
    with pytest.raises(Skipped, match=r"e: budget \(with it [\d,]+ tokens of [\d,]+\)"):
        budget.admit("e", paper(35_000))


def test_an_editors_reading_is_counted() -> None:
    assert estimate(35_000, 128_000, edited=True) == estimate(35_000, 128_000) + EDITING
    needs = estimate(35_000, 128_000)
    budget = Budget(Caps(max_tokens=needs.prompt + needs.completion), Usage, price, 128_000, edited=True)
    with pytest.raises(Skipped):
        budget.admit("a", paper(35_000))


def test_a_run_whose_budget_is_used_up_admits_no_smaller_paper_either() -> None:
    budget = Budget(Caps(max_tokens=20_000), Usage, price, 128_000)
    budget.check_open("a")
    with pytest.raises(Skipped):
        budget.admit("a", paper(100_000))
    with pytest.raises(Skipped, match="b: budget"):
        budget.admit("b", paper(10))
    with pytest.raises(Skipped, match="c: budget"):
        budget.check_open("c")


def test_one_large_paper_is_skipped_and_the_others_go_on() -> None:
    budget = Budget(Caps(max_paper_tokens=20_000), Usage, price, 128_000)
    with pytest.raises(Skipped, match="for one paper"):
        budget.admit("large", paper(100_000))
    budget.admit("small", paper(20_000))
    budget.check_paper("small", Usage(prompt=20_000))
    with pytest.raises(Skipped, match=r"20,001 tokens of 20,000 for one paper"):
        budget.check_paper("small", Usage(prompt=20_001))


def test_money_is_counted_by_the_price() -> None:
    budget = Budget(Caps(max_cost=Decimal("0.02")), Usage, price, 128_000)
    budget.admit("a", paper(35_000))  # 15,500 tokens
    with pytest.raises(Skipped, match=r"0\.0310 USD of 0\.02 USD"):
        budget.admit("b", paper(35_000))


def test_a_cap_on_money_needs_a_price() -> None:
    with pytest.raises(UsageError, match="price of the model is not known"):
        Budget(Caps(max_paper_cost=Decimal(1)), Usage, lambda _: None, 128_000)


def test_nothing_begins_after_the_end_was_asked_for() -> None:
    stop = Stop()
    stop.check("1")
    stop.ask()
    with pytest.raises(Skipped, match="1: the run was interrupted"):
        stop.check("1")


@pytest.mark.parametrize("paid", [True, False])
def test_after_a_signal_what_is_paid_for_is_waited_for_and_what_is_only_computed_for_a_moment(paid: bool) -> None:
    async def ended() -> bool:
        stop, arrived = Stop(), asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.call_later(0.1, stop.ask)
        loop.call_later(GRACE_S + 5.0, arrived.set)
        try:
            return await stop.after(arrived.wait(), lambda: paid, "1")
        except Skipped:
            return arrived.is_set()

    assert asyncio.run(ended()) is paid


def test_what_is_done_in_a_moment_is_not_lost_to_a_signal() -> None:
    async def ended() -> int:
        stop = Stop()
        stop.ask()
        return await stop.after(asyncio.sleep(GRACE_S / 4, 7), lambda: False, "1")

    assert asyncio.run(ended()) == 7
