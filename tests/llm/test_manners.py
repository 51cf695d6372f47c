"""Replies and errors in the manners that endpoints in the world have, over a real socket."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any, get_args

import httpx2
import openai
import pytest

from pipeline.errors import PromptCut
from pipeline.llm import faults
from pipeline.llm.capabilities import Capabilities, after_refusal
from pipeline.llm.client import LlmClient
from pipeline.llm.error_words import MOST_WORDS, words_in, words_of
from pipeline.llm.limits import LEAST_ANSWER, answer_limit
from pipeline.llm.usage import usage_of
from pipeline.llm.wire import as_sent
from schemas.calls import Call, Message, ResponseFormat
from tests.fake_llm import FakeLlm, Json, Reply, rate_limited
from tests.llm import asking
from tests.llm.asking import ANSWER_TEXT, SCHEMA
from tests.scripted_server import ScriptedServer

LONG = "cat " * 2273  # 2,000 tokens by our estimate


def asked(llm: FakeLlm, **settings: Any) -> asking.Asked:
    return asking.Asked(asking.endpoint_at(llm.url), **settings)


def complete(llm: FakeLlm, prompt: str = "总结", max_tokens: int = 100) -> tuple[Call, LlmClient]:
    """One reply, and the client that has it."""
    client = asked(llm).client

    async def ask() -> Call:
        try:
            return await client.complete("single", (Message(role="user", content=prompt),), SCHEMA, max_tokens)
        finally:
            await client.close()

    return asyncio.run(ask()), client


def chunk(delta: Json | None, finish: str | None = None) -> Json:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def stream(*events: Json, end: str = "\n\n", done: bool = True) -> Reply:
    lines = [f"data: {json.dumps(event)}{end}" for event in events] + ([f"data: [DONE]{end}"] if done else [])
    return Reply(raw="".join(lines).encode())


def whole(message: Json, finish: str | None = "stop") -> Reply:
    return Reply(raw=json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": finish}]}).encode())


def body(answer: Any) -> Reply:
    return Reply(raw=json.dumps(answer).encode())


COMPLETION = {"choices": [{"index": 0, "message": {"content": ANSWER_TEXT}, "finish_reason": "stop"}]}
PARTS = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": ANSWER_TEXT}]
CALL = {"index": 0, "function": {"name": "single", "arguments": json.loads(ANSWER_TEXT)}}


@pytest.mark.parametrize(
    "reply",
    [
        stream(chunk({"content": ANSWER_TEXT}), chunk({}, "stop")),
        stream(chunk({"content": ANSWER_TEXT}), chunk({}, "stop"), end="\r\n\r\n"),
        stream(chunk({"content": ANSWER_TEXT})),  # no reason, but the closing line
        stream(chunk({"content": ANSWER_TEXT}), done=False),  # neither, but an object that is whole
        stream(chunk({"content": PARTS[:1]}), chunk({"content": PARTS[1:]}), chunk({}, "stop")),
        stream(chunk({"reasoning_content": ANSWER_TEXT}), chunk({}, "stop")),
        stream(chunk({"tool_calls": [CALL]}), chunk({}, "tool_calls")),
        whole({"content": ANSWER_TEXT}),
        whole({"content": ANSWER_TEXT}, None),
        whole({"content": PARTS}),
        whole({"content": None, "reasoning": ANSWER_TEXT}),
        whole({"content": None, "tool_calls": [CALL]}),
        whole({"content": None, "function_call": CALL["function"]}),
        *(
            whole({"content": f"{start}{{'task': a thought}}{end}{ANSWER_TEXT}"})
            for start, end in [
                ("<think>", "</think>"),
                ("<thinking>", "</thinking>\n"),
                ("<seed:think>", "</seed:think>"),
                ("[THINK]", "[/THINK]"),
                ("◁think▷", "◁/think▷"),
                ("<|START_THINKING|>", "<|END_THINKING|><|START_RESPONSE|>"),
                ("<|begin_of_thought|>", "<|end_of_thought|>"),
                ("<unused94>thought\n", "<unused95>"),
                ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
                ("<|channel|>analysis<|message|>", "<|end|><|channel|>final <|constrain|>json<|message|>"),
                ("<|channel>thought\n", "<channel|>"),
                ("<mm:think>", "</mm:think>"),
                ("<|thinking|>", "<|/thinking|>"),
                ("<Analysis>", "</Analysis>"),
                ("I think", "</think>"),
            ]
        ),
        whole({"content": f"{ANSWER_TEXT}<|im_end|>"}),
        whole({"content": f"<|channel|>commentary to=functions.x <|constrain|>json<|message|>{ANSWER_TEXT}<|call|>"}),
        whole({"content": json.loads(ANSWER_TEXT)}),
        whole({"content": {"type": "text", "text": ANSWER_TEXT}}),
        whole({"content": None, "parsed": json.loads(ANSWER_TEXT)}),
        whole({"content": ANSWER_TEXT, "tool_calls": [{"function": {"arguments": "{}"}}]}),
        whole({"content": None, "tool_calls": {"function": {"arguments": ANSWER_TEXT}}}),
        whole({"content": None, "tool_calls": [{"function": {"arguments": [json.loads(ANSWER_TEXT)]}}]}),
        whole({"content": "", "reasoning_details": [{"type": "reasoning.text", "text": ANSWER_TEXT}]}),
        whole({"content": "", "reasoning": {"content": ANSWER_TEXT}}),
        body({"choices": [{"delta": {"content": ANSWER_TEXT}, "finish_reason": "stop"}]}),
        body({"code": 0, "msg": "ok", "data": COMPLETION}),
        body([COMPLETION]),
        whole({"content": [{"type": "text", "text": {"value": ANSWER_TEXT}}]}),
        whole({"content": [{"type": "tool_use", "name": "single", "input": json.loads(ANSWER_TEXT)}]}),
        whole({"content": [json.loads(ANSWER_TEXT)]}),
        whole({"content": None, "tool_calls": [{"name": "single", "input": json.loads(ANSWER_TEXT)}]}),
        whole({"content": "", "reasoning_text": ANSWER_TEXT}),
        body({"choices": [{"index": 1, "message": {"content": "x"}}, *COMPLETION["choices"]]}),
        body({"choices": [{"index": 0, "message": {"content": ""}}, *COMPLETION["choices"]]}),
        body({"choices": {"0": COMPLETION["choices"][0]}}),
        body({"choices": [{"message": [{"content": ANSWER_TEXT}], "finish_reason": "stop"}]}),
        stream(
            chunk({"content": ANSWER_TEXT[:9]}),
            {"choices": [{"index": 1, "delta": {"content": "x"}}]},
            chunk({"content": ANSWER_TEXT[9:]}, "stop"),
        ),
        stream(chunk({"tool_calls": [{"index": 1, "function": {"arguments": ANSWER_TEXT}}]}), chunk({}, "tool_calls")),
        Reply(raw="".join(f"{json.dumps(chunk({'content': part}))}\n" for part in ANSWER_TEXT).encode()),
        Reply(raw=f"data: {json.dumps(chunk({'content': ANSWER_TEXT}))}\n\ndata: [done]\n\n".encode()),
        Reply(raw=f"data: null\n\ndata: {json.dumps(chunk({'content': ANSWER_TEXT}))}\n\n".encode()),
        Reply(raw=f"data: {json.dumps(COMPLETION, indent=1)}\n\n".strip().replace("\n", "\ndata:").encode()),
    ],
)
def test_an_answer_in_any_form_is_the_answer(reply: Reply) -> None:
    with FakeLlm([reply]) as llm:
        call = asked(llm).call()
    assert (json.loads(call.text), call.outcome) == (json.loads(ANSWER_TEXT), "ok")


@pytest.mark.parametrize("cut", [stream(chunk({"content": ANSWER_TEXT[:-1]}), done=False), stream(done=False)])
def test_a_stream_that_ends_in_the_middle_is_asked_again(cut: Reply) -> None:
    with FakeLlm([cut, ANSWER_TEXT]) as llm:
        assert asked(llm).call().usage.retries == 1


@pytest.mark.parametrize(
    "reason",
    ["max_tokens", "MAX_TOKENS", "FinishReason.MAX_TOKENS", "model_length", "model_context_window_exceeded", "limit"],
)
def test_an_answer_that_ends_at_a_limit_is_cut_whatever_the_endpoint_calls_it(reason: str) -> None:
    with FakeLlm([whole({"content": ANSWER_TEXT}, reason)]) as llm:
        assert asked(llm).call().outcome == "length"


@pytest.mark.parametrize(
    "reason", ["SAFETY", "sensitive", "content-filter", "PROHIBITED_CONTENT", "refusal", "moderation"]
)
def test_an_answer_that_a_filter_ends_is_a_refusal_whatever_the_endpoint_calls_it(reason: str) -> None:
    with FakeLlm([whole({"content": ANSWER_TEXT}, reason)]) as llm:
        assert asked(llm).call().outcome == "content_filter"


@pytest.mark.parametrize("reason", ["error", "abort", "network_error", "MALFORMED_FUNCTION_CALL"])
def test_an_answer_that_an_error_ends_is_asked_for_again(reason: str) -> None:
    with FakeLlm([whole({"content": ANSWER_TEXT}, reason), ANSWER_TEXT]) as llm:
        call = asked(llm).call()
    assert (call.outcome, call.usage.retries) == ("ok", 1)


@pytest.mark.parametrize("reason", ["STOP", "eos", "end_turn", "COMPLETE", "tool_use"])
def test_any_other_end_is_an_end(reason: str) -> None:
    with FakeLlm([whole({"content": ANSWER_TEXT}, reason)]) as llm:
        assert asked(llm).call().outcome == "ok"


@pytest.mark.parametrize(
    "answer",
    [
        {"base_resp": {"status_code": 1002, "status_msg": "no luck"}, "choices": None},
        {"code": 20012, "message": "no luck", "data": None},
        {"Response": {"Error": {"Code": "x", "Message": "no luck"}}},
        [{"error": {"code": 502, "message": "no luck"}}],
        {"success": False, "errorMessage": "no luck"},
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
def test_an_error_in_any_form_may_come_with_status_200(answer: Any, streamed: bool) -> None:
    raw = json.dumps(answer)
    reply = Reply(raw=f"data: {raw}\n\n".encode() if streamed else raw.encode())
    with FakeLlm([reply]) as llm:
        assert asked(llm, tries=1).error().fact == "answered with an error, 1 try (no luck)"


def test_an_event_that_only_keeps_the_stream_open_is_no_error() -> None:
    signs = ({"type": "ping"}, {"object": "heartbeat", "message": "alive"}, {"status": "queueing", "message": "排队中"})
    with FakeLlm([stream(*signs, chunk({"content": ANSWER_TEXT}, "stop"))]) as llm:
        assert asked(llm).call().outcome == "ok"


@pytest.mark.parametrize("start", ["[THINK]", "<Think>", "<longcat_think>", "<|channel|>analysis<|message|>"])
def test_thoughts_that_never_end_are_no_answer(start: str) -> None:
    with FakeLlm([whole({"content": f"{start}{ANSWER_TEXT}"})]) as llm:
        assert asked(llm).call().outcome == "empty"


@pytest.mark.parametrize("streamed", [False, True])
def test_an_error_beside_half_of_an_answer_is_an_error(streamed: bool) -> None:
    choice = {"error": {"message": "no luck"}, "finish_reason": None}
    failed = choice | {"delta" if streamed else "message": {"content": ANSWER_TEXT}}
    with FakeLlm([stream({"choices": [failed]}) if streamed else body({"choices": [failed]})]) as llm:
        assert asked(llm, tries=1).error().fact == "answered with an error, 1 try (no luck)"


def test_a_refusal_may_be_a_part_of_the_content() -> None:
    with FakeLlm([whole({"content": [{"type": "refusal", "refusal": "I can't."}]})]) as llm:
        assert asked(llm).call().refusal == "I can't."


def test_the_answer_of_another_protocol_is_told_at_once() -> None:
    with FakeLlm([body({"type": "message", "content": [{"type": "text", "text": ANSWER_TEXT}]})]) as llm:
        fact = asked(llm).error().fact
        assert fact == "gave an answer of another kind (it is no chat completion, but has type, content)"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": {"message": "no", "code": 1}}, "no"),
        ([{"error": {"message": "no"}}], "no"),
        ({"error": "no"}, "no"),
        ({"detail": "no"}, "no"),
        ({"detail": [{"loc": ["body", "top_p"], "msg": "no"}]}, "body.top_p: no"),
        ({"message": "no"}, "no"),
        ({"error_msg": "no", "error_code": 3}, "no"),
        ({"errors": ["a", {"message": "b"}]}, "a; b"),
        ({"error": {"code": "no_credit"}}, "no_credit"),
        ({"error": {"message": "Provider", "metadata": {"raw": '{"error": "no"}'}}}, "Provider (no)"),
        ("no", "no"),
        ('{"error": {"message": "no"}}', "no"),
        (b"no", "no"),
        ("<html><head><title>502 Bad &amp; Gateway</title></head><body>x</body></html>", "502 Bad & Gateway"),
        ("<!DOCTYPE html><style>a{}</style><p>no</p>", "no"),
        ("<html><title>400</title><p>no</p></html>", "400 no"),
        ("<Error><Message>no</Message></Error>", "no"),
        ("<!-- x --><h1>no</h1>", "no"),
        ("x < 3 </", "x < 3 </"),
        ({"base_resp": {"status_code": 1, "status_msg": "no"}}, "no"),
        ({"Response": {"Error": {"Code": "x", "Message": "no"}}}, "no"),
        ({"choices": []}, ""),
        (None, ""),
        (["x"] * 9, "x; x; x; x"),
        ("x" * (MOST_WORDS + 1), "x" * MOST_WORDS),
    ],
)
def test_an_error_is_told_in_the_endpoints_own_words(body: Any, words: str) -> None:
    assert words_of(body) == words


BUSY = "the model is busy"


@pytest.mark.parametrize(
    "body",
    [
        {"err": BUSY},
        {"error_description": BUSY},
        {"data": {"error": {"text": BUSY}}},
        {"status": "error", "data": BUSY},
        {"fault": {"faultstring": BUSY, "detail": {"errorcode": "x.y"}}},
        {"header": {"code": 10, "message": BUSY}, "request_id": "not to be told"},
        {"body": json.dumps({"error": BUSY})},
        {"retmsg": BUSY, "ret": -1},
        {"a": {"b": {"c": [{"msgs": [BUSY]}]}}},
        '{"error": {"code": 3, "message": "the model is busy, but',
        "{'error': {'message': 'the model is busy', 'code': 3}}",
    ],
)
def test_an_error_in_a_form_that_nobody_knows_is_told_in_words_and_never_as_json(body: Any) -> None:
    said = words_in(body)
    assert BUSY in said
    assert not set(said) & set("{}'\"")
    assert "not to be told" not in said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"top_p": ["must be at most 1"]}, "top_p: must be at most 1"),
        ({"失败": "模型正忙"}, "失败: 模型正忙"),
        ({"error": {"status": "RESOURCE_EXHAUSTED"}}, "status: RESOURCE_EXHAUSTED"),
        ({"code": 3, "request_id": "abcdefg"}, "an error without words"),
        ({"error": True}, "an error without words"),
    ],
)
def test_the_name_beside_an_errors_words_is_told_where_it_says_more(body: Any, said: str) -> None:
    assert words_in(body) == said


@pytest.mark.parametrize("status", [200, 400, 402])
def test_an_error_in_gbk_is_told_and_understood(status: int) -> None:
    raw = json.dumps({"error": {"message": "余额不足，请充值"}}, ensure_ascii=False).encode("gbk")
    with FakeLlm([Reply(raw=raw, status=status)]) as llm:
        assert "has no credit left" in (fact := asked(llm, tries=1).error().fact)
        assert "余额不足，请充值" in fact


@pytest.mark.parametrize("streamed", [True, False])
def test_an_answer_in_gbk_is_read(streamed: bool) -> None:
    answer = stream(chunk({"content": ANSWER_TEXT}), chunk({}, "stop")) if streamed else body(COMPLETION)
    raw = re.sub(rb"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)).encode("gbk"), answer.raw or b"")
    assert not raw.isascii()
    with FakeLlm([Reply(raw=raw)]) as llm:
        assert asked(llm, stream=streamed).call().text == ANSWER_TEXT


def error(status: int, body: Any, headers: dict[str, str] | None = None) -> openai.APIStatusError:
    request = httpx2.Request("POST", "http://127.0.0.1/v1")
    response = httpx2.Response(status, json=body, headers=headers, request=request)
    return openai.APIStatusError("Error", response=response, body=body)


@pytest.mark.parametrize(
    ("message", "wait_s"),
    [
        ("Please try again in 20s.", 20),
        ("Please try again in 6m0s.", 360),
        ("Please retry in 20.5s.", 20.5),
        ("try again in 350ms", 0.35),
        ("Retry after 30 seconds", 30),
        ("wait 2 minutes", 120),
        ("请在 15 秒后重试", 15),
        ("请 2 分钟后再试", 120),
        ("Rate limit of 20 requests reached", None),
    ],
)
def test_a_wait_told_in_words_is_waited(message: str, wait_s: float | None) -> None:
    assert faults.retry_after_s(error(429, {"message": message})) == pytest.approx(wait_s)
    assert faults.retry_after_s(error(404, {"message": message})) is None


@pytest.mark.parametrize(
    ("body", "wait_s"),
    [
        ([{"error": {"details": [{"retryDelay": "20s"}]}}], 20),
        ({"retry_after": 7}, 7),
        ({"retry_after_seconds": "7"}, 7),
        ({"retry_after_ms": 700}, 0.7),
        ({"retry_delay": "2m"}, 120),
    ],
)
def test_a_wait_told_in_a_field_is_waited(body: Any, wait_s: float) -> None:
    assert faults.retry_after_s(error(503, body)) == wait_s


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (402, "no"),
        (429, "You exceeded your current quota, please check your plan"),
        (403, "Insufficient account balance"),
        (400, "账户余额不足"),
        (429, "您的额度已用完"),
        (403, "The request failed because your account has an overdue balance."),
        (403, "The free tier of the model has been exhausted. If you wish to continue, use the paid basis"),
        (429, "Your team has either used all available credits or reached its monthly spending limit."),
        (429, "You've reached your billing hard limit"),
        (429, "请充值后使用"),
        (429, "You exceeded your current token quota, please check your account balance"),
        (401, "该令牌额度已用尽"),
        (429, "Budget has been exceeded! Current cost: 10.0, Max budget: 10.0"),
        (400, "You have reached your specified API usage limits. You will regain access on 2026-12-01"),
        (429, "Your account is not active, please check your billing details on our website."),
        (403, "Payment required"),
        (429, "资源包已用完"),
        (429, "You've exceeded your monthly included credits for Inference Providers."),
    ],
)
def test_an_empty_account_is_not_asked_again(status: int, message: str) -> None:
    assert faults.no_credit(error(status, {"message": message}))
    assert not faults.worth_another_try(error(status, {"message": message}))


def test_a_quota_of_the_minute_is_waited_for() -> None:
    said = {"message": "You exceeded your current quota", "details": [{"retryDelay": "20s"}]}
    assert faults.worth_another_try(error(429, said))


@pytest.mark.parametrize(
    ("status", "message", "again"),
    [
        (400, "The server is busy", True),
        (403, "当前请求频繁，请稍后", True),
        (400, "Service temporarily unavailable", True),
        (400, "upstream connect error or disconnect/reset before headers", True),
        (400, "Model is at capacity", True),
        (400, "并发超限", True),
        (529, "Overloaded", True),
        (500, "response_format json_schema is not supported", False),
        (400, "bad request", False),
        (404, "The server is busy", False),
    ],
)
def test_overload_is_asked_again_in_whatever_status_it_comes(status: int, message: str, again: bool) -> None:
    assert faults.worth_another_try(error(status, {"message": message})) is again


@pytest.mark.parametrize(
    "reply",
    [
        Reply("Output data may contain inappropriate content.", 400, "data_inspection_failed"),
        Reply("Content Exists Risk", 400),
        Reply("输入内容包含敏感信息", 403),
        Reply(raw=b'{"error": {"message": "blocked by the safety filter"}}'),
        Reply("The request was rejected because it was considered high risk", 400),
        Reply('x requires moderation on y. Your input was flagged for "violence".', 403),
        Reply("Invalid prompt: your prompt was flagged as potentially violating our usage policy.", 400),
        Reply("Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO", 403),
        Reply("The request failed because the input text may contain sensitive information.", 400),
        Reply("Unavailable for legal reasons", 451),
        Reply("user sensitive words detected", 400),
        Reply("the content is not compliant", 400),
        Reply("内容审核不通过", 400),
        Reply("Blocked by guardrails", 400),
        Reply("The prompt contains unsafe content", 400),
        Reply(raw=b'{"base_resp": {"status_code": 1026, "status_msg": "input new_sensitive"}, "choices": null}'),
        Reply(raw=b'{"choices": [], "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}'),
    ],
)
def test_a_content_filters_refusal_is_that_papers_own_failure(reply: Reply) -> None:
    with FakeLlm([reply]) as llm:
        assert asked(llm).call().outcome == "content_filter"
    assert len(llm.requests) == 1


@pytest.mark.parametrize(
    ("status", "words", "fact"),
    [
        (400, "API key not valid. Please pass a valid API key.", "refused the key (HTTP 400"),
        (400, "无效的令牌", "refused the key (HTTP 400"),
        (200, "模型不存在", "no such model or address (HTTP 200"),
        (200, "invalid api key", "refused the key (HTTP 200"),
        (200, "insufficient balance", "has no credit left (HTTP 200"),
        (403, "Country, region, or territory not supported", "does not serve the place where you are"),
        (400, "User location is not supported for the API use.", "does not serve the place where you are"),
        (400, "Model does not exist.", "no such model or address (HTTP 400"),
    ],
)
def test_what_no_try_can_mend_is_told_at_once_with_its_own_remedy(status: int, words: str, fact: str) -> None:
    refusal = {"error": {"message": words}}
    with FakeLlm([body(refusal) if status == 200 else Reply(words, status)]) as llm:
        assert asked(llm).error().fact.startswith(fact)


def test_rules_go_into_the_users_words_where_there_is_no_systems_role() -> None:
    def script(said: Json) -> Reply | str:
        if said["messages"][0]["role"] == "system":
            return Reply("System role not supported", 400)
        return ANSWER_TEXT

    with FakeLlm(script) as llm:
        call = asked(llm).call()
    assert [m.role for m in call.messages] == ["user"]
    assert call.messages[0].content == "只输出 JSON。\n\n总结这篇论文。"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details."),
        (404, "No endpoints found that can handle the requested parameters."),
    ],
)
def test_a_form_that_this_endpoint_has_nobody_for_is_asked_for_in_another(status: int, words: str) -> None:
    with FakeLlm([Reply(words, status), ANSWER_TEXT]) as llm:
        assert asked(llm).call().response_format == "json_object"


def test_an_error_with_status_200_is_asked_again_and_then_told() -> None:
    reply = Reply(raw=b'{"error": {"message": "upstream is down", "code": 502}}')
    with FakeLlm([reply, reply]) as llm:
        failed = asked(llm, tries=2).error()
    assert failed.fact == "answered with an error, 2 tries (upstream is down)"


def test_a_form_that_is_refused_with_status_200_is_asked_for_in_another() -> None:
    refusal = Reply(raw=b'{"error": "response_format json_schema is not supported"}')
    with FakeLlm([refusal, ANSWER_TEXT]) as llm:
        assert asked(llm).call().response_format == "json_object"


@pytest.mark.parametrize(
    ("message", "most"),
    [
        ("max_tokens must lie in [1, 4096]", 4096),
        ("Range of max_tokens should be [1, 8,192]", 8192),
        ("max_completion_tokens must be between 1 and 4096", 4096),
        ("max_tokens is too large: 9000. This model supports at most 4096 completion tokens", 4096),
        ("max_tokens: must be less than or equal to 8192", 8192),
        ("max_new_tokens <= 2048", 2048),
        ("The maximum output tokens limit is 2048", 2048),
        ("max_tokens不能大于4096", 4096),
        ("max_tokens 最大值为 4096", 4096),
        (f"max_tokens must lie in [1, {LEAST_ANSWER}]", LEAST_ANSWER),
        (f"max_tokens must lie in [1, {LEAST_ANSWER - 1}]", None),
        ("top_p must lie in [0, 4096]", None),
        ("max_tokens is not supported", None),
    ],
)
def test_a_limit_of_an_answer_is_read_out_of_the_error(message: str, most: int | None) -> None:
    assert answer_limit(message) == most


def test_less_is_asked_where_the_endpoint_gives_less() -> None:
    def script(body: Json) -> Reply | str:
        most = body.get("max_tokens", 0)
        return Reply("max_tokens must lie in [1, 300]", 400) if most > 300 else ANSWER_TEXT

    with FakeLlm(script) as llm:
        call, _ = complete(llm, max_tokens=400)
    assert call.parameters["max_tokens"] == 300


def test_less_is_asked_where_an_error_with_status_200_says_so() -> None:
    def script(body_: Json) -> Reply | str:
        return body({"error": "max_tokens must be in [1, 300]"}) if body_.get("max_tokens", 0) > 300 else ANSWER_TEXT

    with FakeLlm(script) as llm:
        call, _ = complete(llm, max_tokens=400)
    assert (call.parameters["max_tokens"], len(llm.requests)) == (300, 2)


def test_a_parameter_may_be_refused_with_status_200_and_a_stream_that_broke_off_is_none() -> None:
    def script(body_: Json) -> Reply | str:
        return body({"code": 1, "msg": "temperature参数取值不对"}) if "temperature" in body_ else ANSWER_TEXT

    with FakeLlm(script) as llm:
        assert (asked(llm).call().outcome, len(llm.requests)) == ("ok", 2)
    with FakeLlm([body({"error": "stream disconnected"})] * 2) as llm:
        assert asked(llm, tries=2).error().fact == "answered with an error, 2 tries (stream disconnected)"


def test_a_prompt_that_is_too_long_may_be_refused_with_status_200() -> None:
    said = body({"code": 1, "message": "This model's maximum context length is 1000 tokens"})
    with FakeLlm([said]) as llm, pytest.raises(PromptCut) as failed:
        complete(llm, LONG)
    assert failed.value.window == 1000


def test_what_stands_beside_the_error_is_a_part_of_it() -> None:
    assert faults.no_credit(error(403, {"error": {"message": "denied"}, "code": "Arrearage"}))
    assert faults.said(error(400, {"fault": {"faultstring": "no luck"}})) == "no luck"


def test_a_limit_that_is_known_already_is_no_way_out() -> None:
    known = Capabilities(most_tokens=300, dropped=("max_tokens",))
    assert after_refusal("max_completion_tokens must lie in [1, 300]", known, streamed=True) is None


def test_a_parameters_name_may_stand_beside_a_chinese_word() -> None:
    learned = after_refusal("temperature参数取值不对。", Capabilities(), streamed=True)
    assert learned is not None
    assert learned.dropped == ("temperature",)


@pytest.mark.parametrize(
    ("message", "dropped"),
    [
        ("Temperature must be greater than 0", "temperature"),
        ("streamOptions is not supported", "stream_options"),
        ("该模型不支持流式输出", "stream"),
        ("Streaming is not available for this model", "stream"),
        ("messages 参数非法。system 角色不支持", "system"),
        ("the first message must be user, but got system", "system"),
        ("Conversation roles must alternate; system not allowed", "system"),
    ],
)
def test_a_parameter_may_be_named_in_any_words(message: str, dropped: str) -> None:
    learned = after_refusal(message, Capabilities(), streamed=True)
    assert learned is not None
    assert learned.dropped == (dropped,)


@pytest.mark.parametrize("message", ["不支持结构化输出", "JSON模式暂不支持", "lm-format-enforcer error"])
def test_a_form_may_be_refused_in_any_words(message: str) -> None:
    learned = after_refusal(message, Capabilities(), streamed=True)
    assert learned is not None
    assert learned.rung == "json_object"


def test_a_busy_system_is_no_role() -> None:
    assert after_refusal("System is really busy, try again", Capabilities(), streamed=True) is None


def test_a_prompt_that_the_server_cut_is_told() -> None:
    usage = {"prompt_tokens": 999, "completion_tokens": 30, "total_tokens": 1029}
    with FakeLlm([Reply(ANSWER_TEXT, usage=usage)]) as llm, pytest.raises(PromptCut) as failed:
        complete(llm, LONG)
    assert failed.value.window == 999


@pytest.mark.parametrize(
    ("prompt", "usage"),
    [
        ("LONG", {"prompt_tokens": 1000}),
        ("LONG", {"prompt_tokens": 999, "prompt_tokens_details": {"cached_tokens": 1}}),
        ("SHORT", {"prompt_tokens": 999}),
        ("LONG", {}),
        ("LONG", {"prompt_tokens": 499}),  # what was not cached
        ("LONG", {"input_tokens": 1000, "output_tokens": 9}),
        ("LONG", {"prompt_tokens": 500, "cache_read_input_tokens": 501}),
        ("LONG", {"input_tokens": 600, "input_tokens_details": {"cached_tokens": 400}}),
        ("LONG", {"prompt_tokens": 600, "prompt_cache_hit_tokens": 400}),
        ("LONG", {"prompt_tokens": 600, "num_cached_tokens": 1400}),
        ("LONG", {"prompt_tokens": 600, "cached_tokens": 1400}),
        ("LONG", {"input_tokens": 600, "cache_creation_input_tokens": 1400}),
        ("LONG", {"input_tokens": 600, "cache_read_input_tokens": 400, "output_tokens": 9}),
    ],
)
def test_a_prompt_that_was_read_whole_cached_short_or_not_counted_is_not_called_cut(prompt: str, usage: Json) -> None:
    with FakeLlm([Reply(ANSWER_TEXT, usage=usage)]) as llm:
        call, client = complete(llm, {"LONG": LONG, "SHORT": LONG[:-4]}[prompt])
    assert (call.outcome, client.window) == ("ok", None)


@pytest.mark.parametrize("usage", [{"prompt_tokens": 500}, {"input_tokens": 500}])
def test_a_prompt_that_was_cut_is_told_in_whatever_words_it_is_counted(usage: Json) -> None:
    with FakeLlm([Reply(ANSWER_TEXT, usage=usage)]) as llm, pytest.raises(PromptCut) as failed:
        complete(llm, LONG)
    assert failed.value.window == 500


def test_what_was_read_with_the_first_question_may_be_left_out_of_the_seconds_count() -> None:
    rules, paper, other = (Message(role="user", content=text) for text in ("rules", LONG, f"other {LONG}"))

    async def ask(client: LlmClient) -> int | None:
        await client.complete("p", (rules, paper), SCHEMA, 100)
        await client.complete("p", (rules, paper, Message(role="user", content="again")), SCHEMA, 100)
        assert client.window is None
        with pytest.raises(PromptCut):
            await client.complete("p", (rules, other), SCHEMA, 100)
        return client.window

    with FakeLlm([Reply(ANSWER_TEXT, usage={"prompt_tokens": read}) for read in (1100, 600, 600)]) as llm:
        assert asyncio.run(ask(asked(llm).client)) == 600


@pytest.mark.parametrize(
    ("reported", "prompt", "cached"),
    [
        ({"prompt_tokens": 100, "cache_read_input_tokens": 900, "completion_tokens": 5}, 1000, 900),
        ({"input_tokens": 10, "cache_read_input_tokens": 30, "cache_creation_input_tokens": 7}, 47, 30),
        ({"prompt_tokens": 90, "prompt_cache_hit_tokens": 60, "completion_tokens": 5, "total_tokens": 155}, 150, 60),
        ({"prompt_tokens": 90, "prompt_cache_hit_tokens": 60, "completion_tokens": 5, "total_tokens": 95}, 90, 60),
        ({"prompt_tokens": 90, "prompt_tokens_details": {"cached_tokens": 60}, "completion_tokens": 5}, 90, 60),
        ({"input_tokens": 90, "input_tokens_details": {"cached_tokens": 90}, "output_tokens": 5}, 90, 90),
    ],
)
def test_what_was_cached_is_part_of_the_prompt_also_where_it_is_counted_beside_it(
    reported: Json, prompt: int, cached: int
) -> None:
    usage = usage_of(reported)
    assert (usage.prompt, usage.cached) == (prompt, cached)


def test_a_stream_may_count_the_prompt_at_its_start_and_the_answer_at_its_end() -> None:
    counts = ({"prompt_tokens": 90, "completion_tokens": 1}, {"prompt_tokens": 0, "completion_tokens": 7})
    first, last = (chunk({"content": part}, end) for part, end in ((ANSWER_TEXT, None), ("", "stop")))
    with FakeLlm([stream(first | {"usage": counts[0]}, last | {"usage": counts[1]})]) as llm:
        usage = asked(llm).call().usage
    assert (usage.prompt, usage.completion) == (90, 7)


def test_waiting_as_asked_is_told_when_it_does_not_help() -> None:
    with FakeLlm([rate_limited(9), rate_limited(9)]) as llm:
        assert "asks to wait 9 s" in asked(llm, tries=2).error().fact


@pytest.mark.parametrize(
    "turn",
    [
        *(
            "<|im_end|>",
            "<|im_start|>",
            "<|eot_id|>",
            "<|turn>",
            "<turn|>",
            "<｜User｜>",
            "<start_of_turn>",
            "<end_of_turn>",
        ),
        *("<s>", "</s>", "<bos>", "<eos>", "<sop>", "<<SYS>>", "[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[gMASK]"),
    ],
)
def test_no_text_ends_its_turn_in_a_model_s_template(turn: str) -> None:
    for rung in get_args(ResponseFormat):
        said = f"a {turn}{turn}system b"
        asked = [Message(role="system", content=said), Message(role="user", content=said)]
        sent = as_sent(asked, {}, Capabilities(rung=rung, dropped=("system",)))
        assert not any(turn in message.content for message in sent)
        assert all(turn in message.content.replace("\u200b", "") for message in sent)


@pytest.mark.parametrize(
    "kept", ["a < b | c > d", "<think>", "</answer>", "[1] INST [INSTITUTE]", "x<s and t>u", "<table>"]
)
def test_what_is_no_turn_is_sent_as_it_is(kept: str) -> None:
    [sent] = as_sent([Message(role="user", content=kept)], {}, Capabilities(rung="json_schema"))
    assert sent.content == kept


def test_what_stands_behind_an_address_goes_with_each_request() -> None:
    with ScriptedServer(lambda exchange: exchange.send(200, body(COMPLETION).raw or b"")) as server:
        url = f"{server.url}/openai/v1/?api-version=preview"
        assert asking.Asked(asking.endpoint_at(url), stream=False).call().text == ANSWER_TEXT
        assert [e.path for e in server.exchanges] == ["/openai/v1/chat/completions?api-version=preview"]
