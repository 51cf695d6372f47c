"""The embedded model takes papers in the order in which they began."""

from __future__ import annotations

import asyncio

from pipeline.flow.stages import InOrder


def test_a_paper_that_was_read_sooner_waits_for_those_before_it_and_a_failed_one_holds_up_nobody() -> None:
    order, taken = InOrder(), list[str]()

    async def paper(name: str, reading_s: float, fails: bool = False) -> None:
        try:
            await asyncio.sleep(reading_s)
            if not fails:
                await order.turn(name)
                taken.append(name)
                await asyncio.sleep(0.01)
                assert taken[-1] == name  # nobody comes in between
        finally:
            order.over(name)

    async def day() -> None:
        for name in "abcd":
            order.begin(name)
        await asyncio.gather(paper("d", 0), paper("c", 0.02), paper("b", 0.01, fails=True), paper("a", 0.05))

    asyncio.run(day())
    assert taken == ["a", "c", "d"]
