"""A client at a server of the tests, its waits recorded instead of slept."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from pydantic import SecretStr

from pipeline.config import Llm, Prices
from pipeline.errors import ModelUnavailable
from pipeline.llm.capabilities import Memory
from pipeline.llm.client import LlmClient
from pipeline.llm.endpoint import Endpoint, ModelIdentity
from schemas.calls import Call, Message

KEY = "sk-live-0123456789abcdef"
ASK = (
    Message(role="system", content="只输出 JSON。"),
    Message(role="user", content="总结这篇论文。"),
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"title": {"type": "string"}},
    "required": ["title"],
    "additionalProperties": False,
}
ANSWER = {"title": "枢纽词元"}
ANSWER_TEXT = json.dumps(ANSWER, ensure_ascii=False)


def endpoint_at(url: str, *, host: str = "fake", key: str = KEY, timeout_s: float = 5.0, **more: Any) -> Endpoint:
    """An endpoint of the tests' model."""
    identity = ModelIdentity(model="fake-model", host=host, passes="single", context_tokens=8192)
    settings = {"concurrency": 4, **more}
    return Endpoint(
        identity=identity,
        base_url=url,
        api_key=SecretStr(key),
        timeout_s=timeout_s,
        **settings,
    )


class Asked:
    """A client whose sleeps take no time, although its clock goes on by them."""

    def __init__(
        self,
        endpoint: Endpoint,
        prices: Prices | None = None,
        memory: Memory | None = None,
        **llm_settings: Any,
    ):
        self.waits: list[float] = []
        self.slept_s = 0.0
        settings = Llm(**{"tries": 3, "outage_s": 0, **llm_settings})
        self.client = LlmClient(endpoint, settings, self.record, self.now_s, prices, memory)

    def now_s(self) -> float:
        """Time goes on while the client sleeps, only faster."""
        return time.monotonic() + self.slept_s

    async def record(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.slept_s += seconds
        await asyncio.sleep(0)

    async def several(self, count: int, at_once: bool = True) -> list[Call | BaseException]:
        """The same question so many times."""
        try:
            if at_once:
                jobs = (self.client.complete("single", ASK, SCHEMA, 100) for _ in range(count))
                return await asyncio.gather(*jobs, return_exceptions=True)
            return [await self.client.complete("single", ASK, SCHEMA, 100) for _ in range(count)]
        finally:
            await self.client.close()

    def calls(self, count: int, at_once: bool = True) -> list[Call]:
        """All of them answered."""
        results = asyncio.run(self.several(count, at_once))
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return [r for r in results if isinstance(r, Call)]

    def call(self) -> Call:
        return self.calls(1)[0]

    def error(self) -> ModelUnavailable:
        [result] = asyncio.run(self.several(1))
        assert isinstance(result, ModelUnavailable), repr(result)
        return result


def form_of(body: dict[str, Any]) -> str:
    """The rung of a request."""
    return "tool_call" if "tools" in body else str(body.get("response_format", {"type": "text"})["type"])
