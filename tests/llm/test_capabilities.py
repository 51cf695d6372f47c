"""What an endpoint can do is found out once, kept for the next runs without a secret, and forgotten after a month."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.llm.capabilities import (
    LADDER,
    REMEMBERED_DAYS,
    Capabilities,
    Memory,
    after_refusal,
)
from pipeline.llm.endpoint import EMBEDDED
from schemas.calls import ResponseFormat
from tests.fake_llm import FakeLlm, Format, Reply, thinking, too_long
from tests.llm.asking import ANSWER, ANSWER_TEXT, ASK, KEY, SCHEMA, Asked, endpoint_at, form_of

TOOLS_ONLY: tuple[Format, ...] = ("tool_call",)


def forms(llm: FakeLlm) -> list[str]:
    return [form_of(request.body) for request in llm.requests]


def test_the_next_run_begins_where_the_first_arrived(tmp_path: Path) -> None:
    with FakeLlm(lambda _: ANSWER, formats=TOOLS_ONLY) as llm:
        Asked(endpoint_at(llm.url), memory=Memory(tmp_path)).call()
        first = forms(llm)
        call = Asked(endpoint_at(llm.url), memory=Memory(tmp_path)).call()
    assert first == ["json_schema", "json_object", "tool_call"]
    assert forms(llm)[len(first) :] == ["tool_call"]
    assert (call.text, call.response_format, call.finish_reason) == (
        ANSWER_TEXT,
        "tool_call",
        "tool_calls",
    )
    [path] = tmp_path.iterdir()
    kept = path.read_text("utf-8")
    assert json.loads(kept)["capabilities"]["rung"] == "tool_call"
    assert KEY not in kept


def test_another_address_or_model_is_asked_anew(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    endpoint = endpoint_at("http://127.0.0.1:1/v1")
    memory.keep(endpoint, Capabilities(rung="text"))
    other = endpoint.identity.model_copy(update={"model": "other"})
    assert memory.recall(endpoint).rung == "text"
    assert memory.recall(endpoint_at("http://127.0.0.1:2/v1")) == Capabilities()
    assert memory.recall(endpoint.model_copy(update={"identity": other})) == Capabilities()


def test_after_a_month_it_is_asked_anew(tmp_path: Path) -> None:
    endpoint = endpoint_at("http://h/v1")
    Memory(tmp_path).keep(endpoint, Capabilities(rung="text"))
    day_s = 86_400
    for days, rung in (
        (REMEMBERED_DAYS - 1, "text"),
        (REMEMBERED_DAYS + 1, "json_schema"),
        (-1, "json_schema"),
    ):
        later_s = time.time() + days * day_s
        assert Memory(tmp_path, partial(float, later_s)).recall(endpoint).rung == rung


def test_a_file_that_cannot_be_read_is_as_none(tmp_path: Path) -> None:
    memory, endpoint = Memory(tmp_path), endpoint_at("http://h/v1")
    path = memory.path(endpoint)
    assert path is not None
    for text in (
        "",
        "{",
        "[]",
        '{"host": "h", "model": "m", "learned": "yesterday", "capabilities": {}}',
    ):
        path.write_text(text, "utf-8")
        assert memory.recall(endpoint) == Capabilities()


def test_a_disk_that_takes_nothing_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "endpoints").write_text("a file where the folder should be", "utf-8")
    with caplog.at_level(logging.WARNING):
        Memory(tmp_path / "endpoints").keep(endpoint_at("http://h/v1"), Capabilities(rung="text"))
    assert "is not remembered" in caplog.text


def test_nothing_is_remembered_in_a_linked_folder(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "endpoints").symlink_to(tmp_path / "theirs")
    Memory(tmp_path / "endpoints").keep(endpoint_at("http://h/v1"), Capabilities(rung="text"))
    assert list((tmp_path / "theirs").iterdir()) == []


def test_the_embedded_model_and_an_endpoint_without_faults_are_not_remembered(
    tmp_path: Path,
) -> None:
    with FakeLlm(lambda _: ANSWER) as llm:
        for host in ("fake", EMBEDDED):
            Asked(endpoint_at(llm.url, host=host), memory=Memory(tmp_path)).call()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("reply", "next_rung"),
    [
        ("这是一个总结。", "json_object"),
        ('{"other": 1}', "json_object"),
        (ANSWER_TEXT, "json_schema"),
    ],
)
def test_a_form_that_is_accepted_and_ignored_is_not_trusted_again(reply: str, next_rung: str) -> None:
    with FakeLlm(lambda _: reply) as llm:
        calls = Asked(endpoint_at(llm.url)).calls(2, at_once=False)
    assert forms(llm) == ["json_schema", next_rung]
    assert calls[0].text == reply  # what came is the caller's to judge


def test_an_endpoint_that_never_gives_json_is_asked_in_plain_text_in_the_end() -> None:
    with FakeLlm(lambda _: "这是一个总结。") as llm:
        Asked(endpoint_at(llm.url)).calls(6, at_once=False)
    assert forms(llm) == [*LADDER, "text", "text"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Invalid schema for response_format 'single': too deep.", "invalid_json_schema"),  # OpenAI
        ("Failed to initialize samplers: failed to parse grammar", "invalid_request_error"),  # llama.cpp
        (
            "Unable to generate parser for this template. Automatic parser generation failed: "
            "JSON schema error at #/properties/task: unrecognized type nonsense",
            "invalid_request_error",  # llama.cpp of October 2026
        ),
        (
            "'response_format.json_schema' is not served: json schema: unsupported pattern syntax (lookaround)",
            "invalid_request_error",  # dasLLAMA
        ),
    ],
)
def test_one_schema_that_is_refused_says_nothing_of_the_next_run(message: str, code: str, tmp_path: Path) -> None:
    def script(body: dict[str, Any]) -> Reply:
        if form_of(body) == "json_schema":
            return Reply(message, 400, code)
        return Reply(ANSWER_TEXT)

    with FakeLlm(script) as llm:
        Asked(endpoint_at(llm.url), memory=Memory(tmp_path)).call()
    assert forms(llm) == ["json_schema", "json_object"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("message", "streamed", "known"),
    [
        (
            "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            True,
            {"dropped": ("max_tokens",)},
        ),
        (
            "Unsupported value: 'temperature' does not support 0.",
            True,
            {"dropped": ("temperature",)},
        ),
        (
            "Your organization must be verified to stream this model.",
            True,
            {"dropped": ("stream",)},
        ),
        (
            "Unrecognized request argument supplied: stream_options",
            True,
            {"dropped": ("stream_options",)},
        ),
        ("This response_format type is unavailable now", True, {"rung": "json_object"}),
        (
            "Failed to initialize samplers: failed to parse grammar",
            False,
            {"rung": "json_object"},
        ),
    ],
)
def test_a_refusal_teaches_what_it_names(message: str, streamed: bool, known: dict[str, Any]) -> None:
    learned = after_refusal(message, Capabilities(), streamed=streamed)
    assert learned is not None
    assert {name: getattr(learned, name) for name in known} == known


@pytest.mark.parametrize(
    "message",
    [str(too_long().content), "'max_tokens' is too large: 8000.", "Invalid 'messages'"],
)
def test_a_refusal_that_names_nothing_else_to_try_teaches_nothing(message: str) -> None:
    assert after_refusal(message, Capabilities(), streamed=True) is None


@pytest.mark.parametrize("rung", LADDER)
def test_the_ladder_ends(rung: ResponseFormat) -> None:
    lower = Capabilities(rung=rung).lower()
    assert (lower is None) == (rung == "text")


def test_a_model_that_thinks_to_the_limit_is_asked_again_with_room_for_its_answer(
    tmp_path: Path,
) -> None:
    used = {
        "prompt_tokens": 10,
        "completion_tokens": 100,
        "completion_tokens_details": {"reasoning_tokens": 100},
    }

    def script(body: dict[str, Any]) -> Reply:
        if body["max_tokens"] < 200:
            return Reply("", finish_reason="length", usage=used)
        return thinking(ANSWER)

    with FakeLlm(script) as llm:
        call = Asked(endpoint_at(llm.url), memory=Memory(tmp_path), reasoning_tokens=300).call()
        Asked(endpoint_at(llm.url), memory=Memory(tmp_path), reasoning_tokens=300).call()
    assert [r.body["max_tokens"] for r in llm.requests] == [100, 400, 400]
    assert (call.outcome, call.text, call.reasoning) == (
        "ok",
        ANSWER_TEXT,
        "先看摘要。",
    )
    assert (call.usage.calls, call.usage.reasoning) == (
        2,
        100,
    )  # the first answer was paid for, too


BOUND = {**SCHEMA, "properties": {**SCHEMA["properties"], "title": {"type": "string", "pattern": "^[a-z]+$"}}}


def asked_with_both(llm: FakeLlm, count: int = 1) -> None:
    async def ask() -> None:
        asked = Asked(endpoint_at(llm.url))
        try:
            for _ in range(count):
                await asked.client.complete("setup", ASK, BOUND, 100, SCHEMA)
        finally:
            await asked.client.close()

    asyncio.run(ask())


def patterns_of(llm: FakeLlm) -> list[bool]:
    """Of each request, whether it was bound by a pattern, in its schema or in words."""
    return ["pattern" in json.dumps(r.body) for r in llm.requests]


def test_a_bound_schema_that_is_refused_is_asked_without_its_limits_on_the_same_rung() -> None:
    def script(body: dict[str, Any]) -> Reply:
        if "pattern" in json.dumps(body):
            return Reply("Invalid schema for response_format: 'pattern' is not permitted", 400, "invalid_json_schema")
        return Reply(ANSWER_TEXT)

    with FakeLlm(script) as llm:
        asked_with_both(llm, 2)
    assert forms(llm) == ["json_schema", "json_schema", "json_schema"]
    assert patterns_of(llm) == [True, False, False]


def test_an_endpoint_that_takes_limits_is_bound_by_them() -> None:
    with FakeLlm([ANSWER_TEXT]) as llm:
        asked_with_both(llm)
    assert patterns_of(llm) == [True]


def test_an_endpoint_that_takes_no_schema_is_told_the_plain_one() -> None:
    def script(body: dict[str, Any]) -> Reply:
        if form_of(body) == "json_schema":
            return Reply("This response_format type is unavailable now", 400)
        return Reply(ANSWER_TEXT)

    with FakeLlm(script) as llm:
        asked_with_both(llm)
    assert (forms(llm), patterns_of(llm)) == (["json_schema", "json_schema", "json_object"], [True, False, False])
