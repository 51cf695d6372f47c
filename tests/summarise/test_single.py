"""What the single pass asks: the whole paper within the model's window."""

from __future__ import annotations

import pytest

from pipeline.config import Llm
from pipeline.errors import ModelReplyUnusable
from pipeline.llm.endpoint import ModelIdentity
from pipeline.summarise.questions import Question
from pipeline.summarise.single import batch_questions
from pipeline.words.tokens import at_most_tokens
from schemas.records import Paper
from tests.fences import fenced_in
from tests.papers import paper_text, paragraph

TEXT = paper_text(*(paragraph(f"Sentence {n} of the paper is said here, and so on.") for n in range(6000)))


def asked(window: int) -> Question:
    identity = ModelIdentity(model="m", host="h", passes="single", context_tokens=window)
    return batch_questions(Paper(paper_id="2511.00001", title="On it"), TEXT, identity, Llm(max_output_tokens=6000))[0]


@pytest.mark.parametrize(("window", "reply"), [(9_000, 3_000), (12_000, 4_000), (32_000, 6_000)])
def test_a_reply_has_a_third_of_a_small_window(window: int, reply: int) -> None:
    assert asked(window).reply_tokens == reply


@pytest.mark.parametrize("window", [9_000, 32_000])
def test_the_paper_leaves_room_for_the_reply_and_the_instructions(window: int) -> None:
    question = asked(window)
    body = question.messages[1].content
    shown = at_most_tokens(fenced_in(body))
    room = window - question.reply_tokens - 1500
    assert 0.9 * room <= shown <= room


@pytest.mark.parametrize(("window", "fits"), [(4_400, False), (4_600, True)])
def test_a_window_that_holds_no_paper_is_an_error(window: int, fits: bool) -> None:
    if fits:
        assert asked(window).messages
    else:
        with pytest.raises(ModelReplyUnusable, match="a window of 4400 tokens holds no paper"):
            asked(window)
