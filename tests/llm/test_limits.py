"""What errors in the words of known endpoints say of lengths."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.errors import PromptCut
from pipeline.llm.limits import Window, answer_limit, window_in
from tests.fake_llm import FakeLlm, Json, Reply
from tests.llm.asking import ANSWER_TEXT
from tests.llm.test_manners import LONG, complete


@pytest.mark.parametrize(
    ("message", "most"),
    [
        ("max_tokens: 40000 > 8192, which is the maximum allowed number of output tokens for claude-x", 8192),
        ("a maxOutputTokens value of 9000 but the supported range is from 1 (inclusive) to 8193 (exclusive)", 8192),
        (
            "`max_tokens` must be less than or equal to `8192`, the maximum value is less than the `context_window`",
            8192,
        ),
        ("max_tokens参数非法：应在1到4095之间", 4095),
        ("max_tokens参数非法：取值范围[1,4095]", 4095),
        ("expected a value of max_tokens <= 12288, but got 32000 instead", 12288),
        ("too many tokens: max tokens must be less than or equal to 4096, the maximum output for this model", 4096),
        ("invalid params, max_tokens must be less than 8192 (2013)", 8191),
        ("max_tokens 小于 8192", 8191),
        ("max_tokens 取值范围：1~4096", 4096),
        ("max_tokens 取值范围为【1，4096】", 4096),
        ("max_tokens需在1-4096范围内", 4096),
        ("Expected max_tokens in [1..4096]", 4096),
        ("max_tokens > 4096", 4096),
        ("max_tokens (8000) exceeds the maximum (4096)", 4096),
        ("max_tokens 8000 exceeds maximum 4096", 4096),
        ("The value of max_tokens cannot be greater than 4096", 4096),
        ("max_tokens too big, max 4096", 4096),
        ("The max_tokens parameter has an upper bound of 4096", 4096),
        ("maximum value for max_tokens is 4096", 4096),
        ("max_tokens（8000）超过了该模型的最大输出长度（4096）", 4096),
        ("max_tokens参数超限：最大允许4096", 4096),
        ("max_tokens：4096 为最大值", 4096),
        ("max_tokens: 8000 is no value for gpt-4-1106", None),
        ("max_tokens must be at least 1", None),
        ("max_tokens is too large. This model's maximum context length is 4096 tokens", None),
    ],
)
def test_the_most_tokens_of_an_answer_are_read_in_any_words(message: str, most: int | None) -> None:
    assert answer_limit(message) == most


@pytest.mark.parametrize(
    ("said", "window"),
    [
        (
            "'max_tokens' is too large: 32000. This model's maximum context length is 16384 tokens and your request "
            "has 1500 input tokens (32000 > 16384 - 1500).",
            Window(16384, 1500),
        ),
        (
            "maximum context length is 4096 tokens. However, you requested 33500 tokens (1500 in the messages, 32000 "
            "in the completion).",
            Window(4096, 1500),
        ),
        (
            "This endpoint's maximum context length is 9500 tokens. However, you requested about 33500 tokens (1500 of "
            "text input, 32000 in the output).",
            Window(9500, 1500),
        ),
        (
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 10000 tokens.",
            Window(8192, 10000),
        ),
        (
            "exceed context limit: 190000 + 32000 > 200000, decrease input length or `max_tokens`",
            Window(200000, 190000),
        ),
        ("`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 1596 `inputs` tokens", Window(4096, 1596)),
        (
            {"message": "exceeds the available context size", "n_prompt_tokens": 10000, "n_ctx": 8192},
            Window(8192, 10000),
        ),
        ("keep the first 10000 tokens … loaded with context length of only 8192 tokens", Window(8192, 10000)),
        ("input token count (10000) exceeds the maximum number of tokens allowed (8192).", Window(8192, 10000)),
        ("Range of input length should be [1, 30720]", Window(30720, None)),
        ("length of prompt_tokens (10000) must be less than max_seq_len (8192).", Window(8192, 10000)),
        ("prompt is too long: 10000 tokens > 8192 maximum", Window(8192, 10000)),
        ("Prompt contains 10000 tokens, too large for model with 8192 maximum context length", Window(8192, 10000)),
        ("Your request exceeded model token limit: 8192", Window(8192, None)),
        ("tokens per minute (TPM): Limit 6000, Requested 10000, please reduce your message size", Window(6000, None)),
        ("Prompt 超长", Window(None, None)),
        ("Total tokens of image and text exceed max message tokens", Window(None, None)),
        ("request (10000 tokens) exceeds the available context size (8192 tokens)", Window(8192, 10000)),
        ("The input (10000 tokens) is longer than the model's context length (8192 tokens).", Window(8192, 10000)),
        ("Input length 10000 exceeds the maximum allowed length of 8192", Window(8192, 10000)),
        (
            "exceeds the model's maximum context length of 8192 tokens: 10000 tokens from the input messages",
            Window(8192, 10000),
        ),
        ("maximum prompt length is 8192 but the request contains 10000 tokens.", Window(8192, 10000)),
        ("prompt length (10000) exceeds n_ctx (8192)", Window(8192, 10000)),
        ("prompt tokens: 10000 exceeds limit 8192", Window(8192, 10000)),
        ("inputs must have less than 8192 tokens. Given: 10000", Window(8192, 10000)),
        ("total number of tokens in the prompt cannot exceed 8192 - received 10000.", Window(8192, 10000)),
        ("input is too long, max 8192 tokens", Window(8192, None)),
        ("input tokens exceeds the configured limit of 8192 tokens", Window(8192, None)),
        ("输入长度超过模型最大长度限制，最大为 8192", Window(8192, None)),
        ("模型上下文长度为8192，输入为10000 tokens", Window(8192, 10000)),
        ("上下文长度超出限制：10000 > 8192", Window(8192, 10000)),
        ("单次请求的 token 总数超过限制（8192）", Window(8192, None)),
        ("Prompt exceeds max length", Window(None, None)),
        ("tokens in request more than max tokens allowed", Window(None, None)),
        ("too many requests, please slow down", None),
        ("max_tokens must be between 1 and 4096", None),
        ("temperature must be between 0 and 2", None),
    ],
)
def test_a_prompt_that_is_too_long_is_told_from_other_errors(said: Any, window: Window | None) -> None:
    assert window_in(json.dumps({"error": said}, ensure_ascii=False)) == window


def refusing(most: int, prompt: int, words: str) -> Any:
    """An endpoint whose prompt and answer have `most` tokens together, the prompt `prompt` of them."""

    def script(body: Json) -> Reply | str:
        asked = body["max_tokens"]
        return Reply(words.format(asked=asked, most=most, prompt=prompt), 400) if prompt + asked > most else ANSWER_TEXT

    return script


VLLM = "This model's maximum context length is {most} tokens and your request has {prompt} input tokens, {asked} asked"


@pytest.mark.parametrize(("most", "asked"), [(2516, 500), (2515, None), (2600, 584)])
def test_an_answer_takes_what_room_the_prompt_leaves_if_that_is_half_of_what_was_asked(
    most: int, asked: int | None
) -> None:
    with FakeLlm(refusing(most, 2000, VLLM)) as llm:
        if asked is None:
            with pytest.raises(PromptCut) as failed:
                complete(llm, LONG, 1000)
            assert failed.value.window == most
        else:
            call, client = complete(llm, LONG, 1000)
            assert (call.parameters["max_tokens"], client.window) == (asked, None)


def test_the_window_of_an_endpoint_with_more_tokens_than_ours_holds_fewer_of_ours() -> None:
    with FakeLlm(refusing(3000, 4000, VLLM)) as llm, pytest.raises(PromptCut) as failed:
        complete(llm, LONG)
    assert failed.value.window == 1500


@pytest.mark.parametrize("reply", [Reply("Prompt 超长", 400), Reply("Request Entity Too Large", 413)])
def test_where_no_window_is_named_half_of_the_prompt_is_tried_and_nothing_remembered(reply: Reply) -> None:
    with FakeLlm([reply]) as llm, pytest.raises(PromptCut) as failed:
        complete(llm, LONG)
    assert failed.value.window == 1000
