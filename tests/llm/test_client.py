"""The client over a real socket: what is retried, what is learned, what is paid for, and what never gets out."""

from __future__ import annotations

import asyncio
import email.utils
import json
import logging
import time
import traceback
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipeline.errors import ModelUnavailable
from pipeline.llm import client as client_module
from pipeline.llm.capabilities import LADDER
from pipeline.llm.endpoint import EMBEDDED
from pipeline.llm.faults import OUTAGE_STEP_S
from pipeline.llm.wire import SCHEMA_NOTE
from schemas.calls import Call, ResponseFormat, Usage
from tests.fake_llm import (
    BROKEN_RESPONSE,
    CUT_BODY,
    EMPTY,
    FILTERED,
    RESET,
    FakeLlm,
    Reply,
    no_such_model,
    out_of_tokens,
    rate_limited,
    refused,
    server_error,
    stall,
    thinking,
    too_long,
    unauthorized,
)
from tests.llm import asking
from tests.llm.asking import ANSWER, ANSWER_TEXT, ASK, KEY, SCHEMA, form_of
from tests.scripted_server import Exchange, ScriptedServer


class Asked(asking.Asked):
    """A client at a fake endpoint."""

    def __init__(
        self,
        llm: FakeLlm | ScriptedServer,
        *,
        timeout_s: float = 5.0,
        key: str = KEY,
        host: str = "fake",
        **llm_settings: Any,
    ):
        super().__init__(
            asking.endpoint_at(llm.url, host=host, key=key, timeout_s=timeout_s),
            **llm_settings,
        )


def test_an_answer_is_recorded_with_what_was_asked_and_what_it_cost() -> None:
    usage = {
        "prompt_tokens": 1200,
        "completion_tokens": 340,
        "total_tokens": 1540,
        "prompt_tokens_details": {"cached_tokens": 1000},
        "completion_tokens_details": {"reasoning_tokens": 128},
    }
    with FakeLlm([Reply(ANSWER_TEXT, usage=usage)]) as llm:
        asked = Asked(llm)
        call = asked.call()
    assert (call.outcome, call.text, call.response_format, call.messages) == (
        "ok",
        ANSWER_TEXT,
        "json_schema",
        ASK,
    )
    assert call.usage.model_copy(update={"seconds": 0.0}) == Usage(
        calls=1, prompt=1200, completion=340, cached=1000, reasoning=128
    )
    [request] = llm.requests
    assert request.body["max_tokens"] == 100
    assert request.body["temperature"] == 0
    assert request.body["response_format"]["json_schema"] == {
        "name": "single",
        "schema": SCHEMA,
        "strict": True,
    }


@pytest.mark.parametrize(
    "fault",
    [
        *(Reply("busy", status) for status in (408, 409, 429, 500, 501, 502, 503, 504, 520, 529)),
        RESET,
        CUT_BODY,
        Reply(raw=b'{"choices": [', cut=True),
        Reply("{", finish_reason="insufficient_system_resource"),  # type: ignore[arg-type]
    ],
    ids=lambda fault: str(fault.status if fault.status != 200 else fault.raw or fault.content or "reset")[:20],
)
def test_a_passing_fault_is_asked_again_and_the_try_is_counted(fault: Reply) -> None:
    with FakeLlm([fault, ANSWER]) as llm:
        asked = Asked(llm)
        call = asked.call()
    assert (call.outcome, call.usage.retries) == ("ok", 1)
    assert (asked.client.usage.retries, asked.client.usage.calls, len(asked.waits)) == (
        1,
        1,
        1,
    )


@pytest.mark.parametrize(
    "fault",
    [
        Reply("no", 400),
        unauthorized(),
        Reply("no", 403),
        no_such_model(),
        Reply("no", 410),
    ],
)
def test_a_lasting_fault_is_not_asked_again(fault: Reply) -> None:
    with FakeLlm([fault]) as llm:
        asked = Asked(llm)
        error = asked.error()
    assert asked.waits == []
    assert f"HTTP {fault.status}" in error.fact
    assert error.remedy


@pytest.mark.parametrize(
    ("fault", "fact", "remedy"),
    [
        (
            Reply("You exceeded your quota", 429, "insufficient_quota"),
            "has no credit left (HTTP 429: ",
            "check the acc",
        ),
        (
            Reply("Insufficient Balance", 402),
            "has no credit left (HTTP 402: Insufficient Balance)",
            "check the account's balance",
        ),
        (
            too_long(),
            "takes no prompt of this length (",
            "set llm.context_tokens to what the model takes",
        ),
        (
            Reply("Invalid 'messages'", 400),
            "failed (HTTP 400: ",
            "check the settings under [llm]",
        ),
        (
            no_such_model(),
            "no such model or address (HTTP 404: ",
            "check --model and the URL",
        ),
    ],
)
def test_a_lasting_fault_has_the_remedy_that_helps(fault: Reply, fact: str, remedy: str) -> None:
    with FakeLlm([fault]) as llm:
        error = Asked(llm).error()
    assert error.fact.startswith(fact)
    assert error.remedy.startswith(remedy)


def test_a_stall_is_a_timeout_and_asked_again() -> None:
    with FakeLlm([stall(), ANSWER]) as llm:
        asked = Asked(llm, timeout_s=0.3)
        assert asked.call().usage.retries == 1


def test_a_prompt_that_is_read_for_long_after_the_role_was_sent_is_no_stall() -> None:
    """As a server does with a long prompt, or one that answers one request after the other."""
    with FakeLlm([Reply(ANSWER_TEXT, reading_s=0.8)]) as llm:
        call = Asked(llm, stall_s=0.2).call()
    assert (call.outcome, call.faults, call.usage.retries) == ("ok", (), 0)


@pytest.mark.parametrize(
    ("fault", "fact"),
    [
        (rate_limited(), "still rate-limited after 2 tries (HTTP 429: Rate limit reached for requests)"),
        (server_error(), "failed (HTTP 500"),
        (stall(), "no answer within 0.3 s, 2 tries"),
        (RESET, "cannot be reached, 2 tries"),
        (CUT_BODY, "cannot be reached, 2 tries"),
    ],
)
def test_a_fault_that_stays_ends_in_one_line_with_a_remedy(fault: Reply, fact: str) -> None:
    with FakeLlm([fault, fault]) as llm:
        asked = Asked(llm, timeout_s=0.3, tries=2)
        error = asked.error()
    assert error.fact.startswith(fact)
    assert error.subject == "fake-model at fake"
    assert error.remedy
    assert "\n" not in str(error)
    assert asked.client.usage.retries == 1


def test_retry_after_is_waited_for_in_seconds_and_as_a_date() -> None:
    in_40_s = email.utils.formatdate(time.time() + 40, usegmt=True)
    replies: list[Reply | dict[str, Any]] = [
        rate_limited(7),
        rate_limited("0.5"),
        rate_limited(in_40_s),
        Reply("slow down", 429, retry_after="20", headers={"retry-after-ms": "1250"}),
        ANSWER,
    ]
    with FakeLlm(replies) as llm:
        asked = Asked(llm, tries=5)
        call = asked.call()
    assert asked.waits[:2] == [7.0, 0.5]
    assert 35 < asked.waits[2] <= 40
    assert asked.waits[3:] == [1.25]
    assert call.faults == ("HTTP 429",) * 4


def test_an_endpoint_that_asks_for_a_longer_wait_than_there_is_time_is_not_asked_earlier() -> None:
    with FakeLlm([rate_limited(9999)]) as llm:
        asked = Asked(llm)
        error = asked.error()
    assert asked.waits == []
    assert "asks to wait 9999 s" in error.fact


def test_without_retry_after_the_waits_are_jittered_and_bounded() -> None:
    with FakeLlm([*[server_error(500)] * 6, ANSWER]) as llm:
        asked = Asked(llm, tries=7)
        asked.call()
    assert len(set(asked.waits)) == 6
    assert all(0 <= wait <= 60 for wait in asked.waits)
    assert all(later > 1.1 * earlier for earlier, later in pairwise(asked.waits))


def test_an_endpoint_that_is_down_is_asked_often_enough_to_see_its_return_and_not_beyond_the_outage() -> None:
    with FakeLlm([*[server_error(503)] * 6, ANSWER]) as llm:
        asked = Asked(llm, tries=2, outage_s=100)
        asked.call()
    assert max(asked.waits) <= 1.25 * OUTAGE_STEP_S
    with FakeLlm(lambda _: server_error(503)) as llm:
        asked = Asked(llm, tries=2, outage_s=40)
        asked.error()
        assert 20 < asked.slept_s < 60  # the tries that are left come behind it
        assert len(asked.waits) > 2


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    with FakeLlm([rate_limited(100)]) as llm:
        asked = Asked(llm, deadline_s=60)
        assert "HTTP 429" in asked.error().fact
    assert asked.waits == []


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (out_of_tokens(ANSWER), "length"),
        (FILTERED, "content_filter"),
        (Reply(ANSWER_TEXT, finish_reason="content_filter"), "content_filter"),
        (refused("I can't."), "refusal"),
        (EMPTY, "empty"),
        (Reply("  \n "), "empty"),
        (Reply("<think>I never came to an end"), "empty"),
        (
            Reply(raw=b'{"id": "1", "object": "chat.completion", "choices": []}'),
            "empty",
        ),
    ],
)
def test_a_reply_that_is_cut_filtered_refused_or_empty_is_its_own_outcome(reply: Reply, outcome: str) -> None:
    with FakeLlm([reply]) as llm:
        call = Asked(llm).call()
    assert call.outcome == outcome
    assert call.refusal == reply.refusal


def test_an_answer_that_is_no_completion_names_the_url_as_the_place_to_look() -> None:
    with FakeLlm([BROKEN_RESPONSE]) as llm:
        error = Asked(llm).error()
    assert (error.fact, error.remedy) == (
        "gave an answer of another kind (it is no chat completion: Welcome to nginx!)",
        "check OPENAI_BASE_URL",
    )


@pytest.mark.parametrize(
    ("formats", "rung"),
    [
        (("json_object", "tool_call"), "json_object"),
        (("tool_call",), "tool_call"),
        ((), "text"),
        (("json_schema",), "json_schema"),
    ],
)
def test_what_the_endpoint_cannot_do_is_learned_once(formats: Sequence[Any], rung: ResponseFormat) -> None:
    async def twice(asked: Asked) -> list[Call]:
        first = await asked.client.complete("single", ASK, SCHEMA, 100)
        second = await asked.client.complete("single", ASK, SCHEMA, 100)
        await asked.client.close()
        return [first, second]

    with FakeLlm(lambda _: ANSWER, formats=formats) as llm:
        calls = asyncio.run(twice(Asked(llm)))
    assert [form_of(r.body) for r in llm.requests] == [
        *LADDER[: LADDER.index(rung) + 1],
        rung,
    ]
    assert [c.response_format for c in calls] == [rung, rung]
    assert [c.text for c in calls] == [ANSWER_TEXT, ANSWER_TEXT]
    told = SCHEMA_NOTE in calls[1].messages[0].content
    assert told == (rung in ("json_object", "text"))  # who is given no schema is told of it
    assert llm.requests[-1].body["messages"][1]["content"] == ASK[1].content


def test_calls_at_once_learn_one_step_together() -> None:
    with FakeLlm(lambda _: Reply(ANSWER_TEXT, stall_s=0.05), formats=("json_object",)) as llm:
        results = asyncio.run(Asked(llm).several(4))
    assert [r.response_format for r in results if isinstance(r, Call)] == ["json_object"] * 4
    assert {r.body.get("response_format", {}).get("type") for r in llm.requests} == {
        "json_schema",
        "json_object",
    }


def reasoning_model(body: dict[str, Any]) -> Reply:
    """As OpenAI's reasoning models answer: neither max_tokens nor temperature."""
    for name, advice in (
        ("max_tokens", "Use 'max_completion_tokens' instead."),
        ("temperature", "Only 1 is."),
    ):
        if name in body:
            return Reply(
                f"Unsupported parameter: '{name}' is not supported with this model. {advice}",
                400,
            )
    return thinking(ANSWER)


@pytest.mark.parametrize("at_once", [1, 4])
def test_a_reasoning_model_is_asked_without_what_it_refuses(at_once: int) -> None:
    with FakeLlm(reasoning_model) as llm:
        asked = Asked(llm, reasoning_tokens=50)
        results = asyncio.run(asked.several(at_once))
    assert [r.text for r in results if isinstance(r, Call)] == [ANSWER_TEXT] * at_once
    last = llm.requests[-1].body
    assert (
        last["max_completion_tokens"],
        "temperature" in last,
        "max_tokens" in last,
    ) == (100 + 50, False, False)
    assert last["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (thinking(ANSWER), ANSWER_TEXT),
        (thinking(ANSWER, via="tags"), ANSWER_TEXT),
        (Reply(f"先想一想 {{这里}}。</think>\n{ANSWER_TEXT}"), ANSWER_TEXT),
        (Reply("<think>甲</think><think>乙</think>{}"), "{}"),
        (
            Reply('{"title": "在 <think> 与 </think> 之间推理"}'),
            '{"title": "在 <think> 与 </think> 之间推理"}',
        ),
        (
            Reply('```json\n{"title": "</think>"}\n```'),
            '```json\n{"title": "</think>"}\n```',
        ),
    ],
)
def test_thoughts_do_not_reach_the_text_and_the_text_keeps_its_own(reply: Reply, text: str) -> None:
    with FakeLlm([reply]) as llm:
        assert Asked(llm).call().text == text


def test_at_most_the_configured_number_of_calls_at_once() -> None:
    with FakeLlm(lambda _: Reply(ANSWER_TEXT, stall_s=0.05)) as llm:
        results = asyncio.run(Asked(llm).several(10))
    assert all(isinstance(r, Call) for r in results)
    assert llm.most_at_once == 4


def test_after_a_refused_key_no_call_is_made() -> None:
    with FakeLlm(lambda _: unauthorized()) as llm:
        results = asyncio.run(Asked(llm).several(12))
    assert all(isinstance(r, ModelUnavailable) for r in results)
    assert {str(r) for r in results} == {
        "fake-model at fake: refused the key (HTTP 401: Incorrect API key provided: [key]); check OPENAI_API_KEY"
    }
    assert len(llm.requests) <= 4  # those that were under way already


def everything_said(error: BaseException | None) -> str:
    """All that a log, a debugger or a bug report could show of an error and of what led to it."""
    said: list[str] = []
    seen: set[int] = set()
    queue: list[BaseException | None] = [error]
    while queue:
        e = queue.pop()
        if e is None or id(e) in seen:
            continue
        seen.add(id(e))
        said += [str(e), repr(e), repr(e.__dict__), *traceback.format_exception(e)]
        queue += [e.__cause__, e.__context__]
    return "\n".join(said)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500])
def test_the_key_is_in_no_error_and_no_log_line(status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    quoting = Reply(f"Incorrect API key provided: {KEY}, also known as sk-li***cdef.", status)
    with FakeLlm(lambda _: quoting) as llm:
        error = Asked(llm, tries=2).error()
    assert f"HTTP {status}" in str(error)
    said = everything_said(error) + caplog.text
    assert "sk-li" not in said
    assert KEY not in said


def test_a_key_in_the_answer_is_not_recorded() -> None:
    with FakeLlm([{"title": f"你的密钥是 {KEY}"}]) as llm:
        call = Asked(llm).call()
    assert KEY not in call.model_dump_json()
    assert call.text == '{"title": "你的密钥是 [key]"}'


def test_a_redirect_to_another_host_gets_neither_paper_nor_key() -> None:
    with FakeLlm([]) as other, ScriptedServer(lambda e: e.send(307, headers={"Location": f"{other.url}/x"})) as llm:
        error = Asked(llm, tries=3).error()
    assert len(llm.exchanges) == 1
    assert other.requests == []
    host = urlsplit(other.url).netloc
    assert f"redirects to {host}, which was not named; name the address itself in OPENAI_BASE_URL" in str(error)


def test_a_redirect_within_the_host_is_followed() -> None:
    body = json.dumps({"model": "m", "choices": [{"message": {"content": ANSWER_TEXT}}]}).encode()

    def send_on(exchange: Exchange) -> None:
        exchange.handler.rfile.read(int(exchange.header("Content-Length") or 0))
        if exchange.path.startswith("/there"):
            exchange.send(200, body)
        else:
            exchange.send(307, headers={"Location": f"/there{exchange.path}"})

    with ScriptedServer(send_on) as moved:
        assert Asked(moved, tries=1, stream=False).call().text == ANSWER_TEXT


def test_a_placeholder_key_leaves_words_alone() -> None:
    with FakeLlm([{"title": "none of these"}]) as llm:
        assert "none of these" in Asked(llm, key="none").call().text


def test_the_embedded_server_is_not_asked_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # the discard port: nobody answers
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with FakeLlm([ANSWER]) as llm:
        call = Asked(llm, host=EMBEDDED).call()
    assert (call.outcome, call.model) == ("ok", "fake-model")


DEEP = "[" * 100_000
OF_OTHER_KINDS = {
    "nested": (f'{{"choices":{DEEP}', "application/json"),
    "nested in an event": (f'data: {{"choices":{DEEP}\n\n', "text/event-stream"),
    "a number of 5,000 digits": (f'{{"choices":[],"n":{"9" * 5000}}}', "application/json"),
    "a number of 5,000 digits in an event": (f'data: {{"n":{"9" * 5000}}}\n\n', "text/event-stream"),
    "nested in an error": (f'{{"error":{DEEP}', "application/json"),
}


@pytest.mark.parametrize("kind", OF_OTHER_KINDS)
@pytest.mark.parametrize("status", [200, 400])
def test_an_answer_that_json_cannot_hold_is_the_endpoints_fault(kind: str, status: int) -> None:
    body, form = OF_OTHER_KINDS[kind]
    with ScriptedServer(lambda e: e.send(status, body.encode(), {"Content-Type": form})) as llm:
        assert Asked(llm).error().subject == "fake-model at fake"


@pytest.mark.parametrize("said", [10**4299, 10**9 + 1, -5, True, 5.5, "many"])
def test_tokens_that_are_no_number_of_them_are_not_counted(said: object) -> None:
    usage = {"prompt_tokens": said, "completion_tokens": said}
    with FakeLlm([Reply(ANSWER_TEXT, usage=usage)]) as llm:
        call = Asked(llm).call()
    assert call.usage.prompt == call.usage.completion == 0
    assert call.usage.unmetered == (0 if said == -5 else 1)


def test_an_answer_without_an_end_is_told_as_that_and_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "ANSWER_MAX_BYTES", 1_000_000)
    body = b'data: {"x":"' + b"9" * 2_000_000

    with ScriptedServer(lambda e: e.send(200, body, {"Content-Type": "text/event-stream"})) as llm:
        assert "has no end within what is read of one" in str(Asked(llm).error())
        assert len(llm.exchanges) == 1
