"""A part of bench/faults: what is disturbed loses nothing, pays nothing twice, and is mended by the same command."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

import pytest

from bench.faults import tries
from bench.faults.day import Day

SEED = 19


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with Day(tmp_path_factory.mktemp("faults")) as day:
        yield day


@pytest.fixture(scope="module")
def whole(day: Day) -> tries.Whole:
    return tries.Whole(day)


def all_well(tried: list[tries.Try]) -> None:
    assert tried
    assert [t for t in tried if t.lost or t.twice or t.half or t.unclear] == []


@pytest.mark.parametrize("command", ["paper", "facts export"])
def test_a_killed_command_is_finished_by_the_same_command(day: Day, whole: tries.Whole, command: str) -> None:
    all_well(list(tries.kills(day, whole, random.Random(SEED), 1, [command])))


def test_one_signal_ends_a_command_in_good_order(day: Day, whole: tries.Whole) -> None:
    all_well(list(tries.signals(day, whole, random.Random(SEED), 1, ["paper"])))


def test_two_commands_at_once_leave_what_they_leave_one_after_the_other(day: Day, whole: tries.Whole) -> None:
    all_well(list(tries.pairs(day, whole, random.Random(SEED), 1, [("paper", "site build")])))


def test_a_damaged_pdf_is_fetched_again(day: Day, whole: tries.Whole) -> None:
    all_well(list(islice(tries.damaged(day, whole, random.Random(SEED), 1, ["data/papers/*/*.pdf"]), 2)))


def test_a_day_that_was_made_by_a_wrong_clock_is_kept(day: Day, whole: tries.Whole) -> None:
    all_well(list(tries.clocks(day, whole, random.Random(SEED), 1, ["a year ahead"])))


def test_a_try_that_lost_something_is_told(day: Day, whole: tries.Whole) -> None:
    """The bench can fail."""
    wanted = whole.of("notes")
    assert "digests/2025-11-24.md" in wanted
    whole.after["notes"] = wanted | {"notes/one-more.md": b""}
    [tried] = tries.kills(day, whole, random.Random(SEED), 1, ["notes"])
    whole.after["notes"] = wanted
    assert tried.lost
