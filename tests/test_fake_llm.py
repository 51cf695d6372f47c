"""The fake LLM answers the real openai client over a real socket."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ConfigDict

from tests import fake_llm
from tests.fake_llm import FakeLlm, Reply, Script

ASK: list[Any] = [{"role": "system", "content": "只用中文。"}, {"role": "user", "content": "总结这篇论文。"}]


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    points: list[str]


NOTE = {"title": "枢纽词元", "points": ["平均准确率 62.7%"]}
NOTE_FORMAT: Any = {
    "type": "json_schema",
    "json_schema": {"name": "note", "strict": True, "schema": Note.model_json_schema()},
}


@contextmanager
def client_of(llm: FakeLlm, timeout_s: float = 5.0) -> Iterator[OpenAI]:
    with OpenAI(base_url=llm.url, api_key="sk-test-secret", max_retries=0, timeout=timeout_s) as client:
        yield client


def complete(llm: FakeLlm, **options: Any) -> ChatCompletion:
    with client_of(llm) as client:
        answer = client.chat.completions.create(**({"model": "fake-model", "messages": ASK} | options))
    assert isinstance(answer, ChatCompletion)
    return answer


def one(reply: str | dict[str, Any] | Reply, **options: Any) -> ChatCompletion:
    with FakeLlm([reply]) as llm:
        return complete(llm, **options)


def test_scripted_replies_come_in_order_with_usage() -> None:
    with FakeLlm(["第一", {"title": "第二"}]) as llm:
        first, second = complete(llm), complete(llm)
    assert first.choices[0].message.content == "第一"
    assert json.loads(str(second.choices[0].message.content)) == {"title": "第二"}
    assert first.choices[0].finish_reason == "stop"
    assert first.usage is not None
    assert first.usage.total_tokens == first.usage.prompt_tokens + first.usage.completion_tokens


def test_a_function_can_answer_from_the_request() -> None:
    with FakeLlm(lambda body: f"{len(body['messages'])} 条消息") as llm:
        assert complete(llm).choices[0].message.content == "2 条消息"


def test_requests_are_recorded_without_the_key() -> None:
    with FakeLlm(["好"]) as llm:
        complete(llm, temperature=0.1, max_completion_tokens=64)
    (request,) = llm.requests
    assert request.body["temperature"] == 0.1
    assert request.body["max_completion_tokens"] == 64
    assert request.prompt == "只用中文。\n总结这篇论文。"
    assert request.headers["authorization"] == "present"
    assert "sk-test-secret" not in repr(llm)


def test_models_are_listed() -> None:
    with FakeLlm([], models=["a", "b"]) as llm, client_of(llm) as client:
        assert [model.id for model in client.models.list()] == ["a", "b"]


def test_a_stream_carries_text_reasoning_and_usage() -> None:
    with FakeLlm([fake_llm.thinking("平均准确率是 62.7%。", thoughts="看表格")]) as llm, client_of(llm) as client:
        stream = client.chat.completions.create(
            model="fake-model", messages=ASK, stream=True, stream_options={"include_usage": True}
        )
        chunks = list(stream)
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == "平均准确率是 62.7%。"
    assert "".join(getattr(delta, "reasoning_content", None) or "" for delta in deltas) == "看表格"
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage is not None
    assert sum(chunk.usage is not None for chunk in chunks) == 1


def test_structured_outputs_are_parsed_by_the_client() -> None:
    with FakeLlm([NOTE]) as llm, client_of(llm) as client:
        parsed = client.chat.completions.parse(model="fake-model", messages=ASK, response_format=Note)
        assert parsed.choices[0].message.parsed == Note.model_validate(NOTE)
    assert llm.requests[0].body["response_format"]["json_schema"]["strict"] is True


def test_a_server_without_json_schema_rejects_it_and_takes_the_next_rung() -> None:
    with FakeLlm([NOTE, "纯文本"], formats=["json_object"]) as llm:
        with pytest.raises(openai.BadRequestError, match="json_schema"):
            complete(llm, response_format=NOTE_FORMAT)
        assert complete(llm, response_format={"type": "json_object"})
        assert complete(llm)
    assert len(llm.requests) == 3


def test_a_lax_schema_is_rejected_in_strict_mode() -> None:
    loose = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    partial = {"type": "array", "items": loose | {"additionalProperties": False, "required": []}}
    with FakeLlm([]) as llm:
        for schema, reason in ((loose, "additionalProperties"), (partial, "is missing title")):
            form: Any = {"type": "json_schema", "json_schema": {"name": "n", "strict": True, "schema": schema}}
            with pytest.raises(openai.BadRequestError, match=reason):
                complete(llm, response_format=form)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (fake_llm.rate_limited(), openai.RateLimitError),
        (fake_llm.server_error(), openai.InternalServerError),
        (fake_llm.server_error(503), openai.InternalServerError),
        (fake_llm.unauthorized(), openai.AuthenticationError),
        (fake_llm.no_such_model(), openai.NotFoundError),
        (fake_llm.too_long(), openai.BadRequestError),
        (fake_llm.RESET, openai.APIConnectionError),
    ],
)
def test_errors_arrive_as_the_clients_own(reply: Reply, error: type[Exception]) -> None:
    with pytest.raises(error):
        one(reply)


@pytest.mark.parametrize("after", [None, 2, "Mon, 24 Nov 2025 00:00:00 GMT"])
def test_a_rate_limit_carries_its_header_or_none(after: float | str | None) -> None:
    with pytest.raises(openai.RateLimitError) as caught:
        one(fake_llm.rate_limited(after))
    assert caught.value.response.headers.get("retry-after") == (None if after is None else str(after))
    assert caught.value.code == "rate_limit_exceeded"


def test_a_stall_is_a_timeout() -> None:
    with FakeLlm([fake_llm.stall()]) as llm, client_of(llm, timeout_s=0.2) as client:
        create = client.chat.completions.create
        with pytest.raises(openai.APITimeoutError):
            create(model="fake-model", messages=ASK)


def test_a_response_that_breaks_off_is_an_error() -> None:
    with pytest.raises(openai.APIConnectionError):
        one(fake_llm.CUT_BODY)


def test_half_an_object_ends_with_length() -> None:
    choice = one(fake_llm.out_of_tokens(NOTE)).choices[0]
    assert choice.finish_reason == "length"
    with pytest.raises(json.JSONDecodeError):
        json.loads(str(choice.message.content))


def test_filters_and_refusals_have_no_content() -> None:
    filtered, refused = one(fake_llm.FILTERED).choices[0], one(fake_llm.refused()).choices[0]
    assert (filtered.finish_reason, filtered.message.content) == ("content_filter", None)
    assert refused.message.refusal == "I'm sorry, I can't assist with that."


def test_texts_that_are_no_answer() -> None:
    assert one(fake_llm.EMPTY).choices[0].message.content == ""
    assert str(one(fake_llm.ENGLISH).choices[0].message.content).isascii()
    with pytest.raises(json.JSONDecodeError):
        json.loads(str(one(fake_llm.MALFORMED_JSON).choices[0].message.content))
    with FakeLlm(fake_llm.echo) as llm:
        assert complete(llm).choices[0].message.content == "总结这篇论文。"


def test_a_page_of_a_proxy_is_no_completion() -> None:
    with FakeLlm([fake_llm.BROKEN_RESPONSE]) as llm, client_of(llm) as client:
        answer: object = client.chat.completions.create(model="fake-model", messages=ASK)
    assert not isinstance(answer, ChatCompletion)


def test_thoughts_come_in_a_field_or_in_tags() -> None:
    field = one(fake_llm.thinking(NOTE)).choices[0].message
    assert (json.loads(str(field.content)), getattr(field, "reasoning_content", "")) == (NOTE, "先看摘要。")
    tags = str(one(fake_llm.thinking(NOTE, via="tags")).choices[0].message.content)
    assert tags.startswith("<think>")
    assert json.loads(tags.partition("</think>")[2]) == NOTE


def test_requests_at_once_are_counted() -> None:
    gate = threading.Barrier(3, timeout=5)

    def together(_: dict[str, Any]) -> str:
        gate.wait()
        return "好"

    with FakeLlm(together) as llm:
        threads = [threading.Thread(target=complete, args=(llm,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert llm.most_at_once == 3


@pytest.mark.parametrize(("script", "reason"), [(["a", "b"], "1 scripted replies were never used"), ([], "1 requests")])
def test_a_script_that_does_not_fit_fails_the_test(script: Script, reason: str) -> None:
    def run() -> None:
        with FakeLlm(script) as llm, suppress(openai.InternalServerError):
            complete(llm)

    with pytest.raises(AssertionError, match=reason):
        run()
