"""Text that was made to take long: what reads and writes other people's text ends soon, whatever it says."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pipeline.extract.normalise import normalise
from pipeline.ground.normal import flat
from pipeline.ground.numbers import find_numbers
from pipeline.render.escape import escape
from pipeline.summarise.facts.wanted import number
from pipeline.words.sentences import split_sentences

LENGTH = 40_000  # characters; what grows with the square of it takes minutes, what grows with it under a second
PATIENCE_S = 20  # of the process's own time, so that a busy machine fails nothing
REPEATED = (
    ".@", "a@.", "+@", "@1", "-1", "1-1%", "1,", "[1,", "1.", "a-", "^{", "_{", " ", "http://a:", "&#",
    "one hundred and ", "1 to ", "\u0315\u0300",
    "十万亿", "百分之", "Table 1, ", "10.1000/ ", "次10 的 ", "(", "[", "1 NVIDIA ",
    "a. ", "…",
)  # fmt: skip
READERS: dict[str, Callable[[str], object]] = {
    "numbers": find_numbers,
    "flat": flat,
    "sentences": split_sentences,
    "normalise": normalise,
    "escape": escape,
    "escape with links": lambda text: escape(text, links=True),
}


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    def over(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"more than {seconds} s of the processor")

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("reader", READERS)
def test_no_repeated_text_takes_long(reader: str) -> None:
    for said in REPEATED:
        with limit(PATIENCE_S):
            READERS[reader]((said * (LENGTH // len(said) + 1))[:LENGTH])


@pytest.mark.parametrize("reader", ["facts", "key sentences", "absent", "validate", "render", "code"])
def test_no_paper_that_repeats_itself_takes_long(reader: str) -> None:
    from bench.hostile.texts import READERS as STAGES  # they use this module's limit

    for said in REPEATED:
        with limit(PATIENCE_S):
            STAGES[reader]((said * (LENGTH // len(said) + 1))[:LENGTH])


@pytest.mark.parametrize("said", ["1e400", "1e-400", "10^{4000}", "1e" + "9" * 5000, "9" * 5000, "3 × 10^{-999}"])
def test_a_number_beyond_every_limit_is_read_without_a_fault(said: str) -> None:
    assert number(said) in (0.0, float("inf"))
