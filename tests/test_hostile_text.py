"""Text that was made to take long: what reads and writes other people's text ends soon, whatever it says."""

from __future__ import annotations

import re

import pytest

from bench.hostile.texts import ONCE_SLOW, READERS, limit
from pipeline.render import markdown, view
from pipeline.summarise.facts.head_words import is_of_cost, is_quality
from pipeline.summarise.facts.wanted import number
from pipeline.words import printed
from pipeline.words.settings import is_detail

LENGTH = 40_000  # characters; what grows with the square of it takes minutes, what grows with it under a second
PATIENCE_S = 20  # of the process's own time, so that a busy machine fails nothing
TRIED = ("numbers", "flat", "sentences", "normalise", "escape", "escape with links", "names", "heads", "translation")
OF_SERVERS = ("reply", "reply in an object", "answer", "error", "ids", "links")
OF_PAPERS = ("facts", "claims", "key sentences", "absent", "addressed", "validate", "render", "code")


@pytest.mark.parametrize("reader", [*TRIED, *OF_PAPERS, *OF_SERVERS])
def test_no_text_that_repeats_itself_takes_long(reader: str) -> None:
    for said in ONCE_SLOW:
        with limit(PATIENCE_S):
            READERS[reader]((said * (LENGTH // len(said) + 1))[:LENGTH])


@pytest.mark.parametrize("ends", [markdown._LAST_STOP, view._LAST_STOP])
@pytest.mark.parametrize("stop", ["。", ".", " "])
def test_stops_before_a_text_s_end_are_looked_at_once(ends: re.Pattern[str], stop: str) -> None:
    with limit(PATIENCE_S / 10):
        assert ends.sub("", stop * 50_000 + "x" + stop) == stop * 50_000 + "x"


@pytest.mark.parametrize("said", ["a-", "1-1%", " ", ".@", "learning rate of 1 ", "a, and ", "http://a:"])
def test_a_name_of_a_million_characters_is_printed_at_once(said: str) -> None:
    name = (said * 500_000)[:1_000_000]
    with limit(PATIENCE_S):
        assert printed.shown_scope(name) == name
        assert printed.shown_setting(name).strip() == printed.shown_measure(name).strip() == name.strip()
        assert printed.shown_value(name).strip() == name.strip()
        assert not is_detail(name)
        assert not is_of_cost((name,), frozenset())
        assert not is_quality((name,))


@pytest.mark.parametrize("said", ["1e400", "1e-400", "10^{4000}", "1e" + "9" * 5000, "9" * 5000, "3 × 10^{-999}"])
def test_a_number_beyond_every_limit_is_read_without_a_fault(said: str) -> None:
    assert number(said) in (0.0, float("inf"))
