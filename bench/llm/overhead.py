"""What a call costs in processor time of ours: this client beside the openai package and a bare HTTP request."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import statistics
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from typing import Any

import httpx2
import openai

from pipeline.config import Llm
from pipeline.llm.client import LlmClient
from tests.fake_llm import FakeLlm, Reply
from tests.llm.asking import ASK, SCHEMA, endpoint_at

ROUNDS, CALLS = 5, 30
TEXT = json.dumps(
    {"title": "枢纽词元与推理" * 500}, ensure_ascii=False
)  # 3,500 characters, in pieces of seven: 500 pieces


def _serve(pipe: Connection) -> None:
    with FakeLlm(lambda _: Reply(TEXT)) as llm:
        pipe.send(llm.url)
        pipe.recv()


def report() -> None:
    """Print the table. The server is another process, so that its time is not counted."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,))
    server.start()
    try:
        asyncio.run(_measure(ours.recv()))
    finally:
        ours.send(None)
        server.join()


async def _measure(url: str) -> None:
    clients = {stream: LlmClient(endpoint_at(url), Llm(stream=stream)) for stream in (True, False)}
    sdk = openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0)
    http = httpx2.AsyncClient()
    body: dict[str, Any] = {"model": "fake-model", "messages": [m.model_dump() for m in ASK], "max_tokens": 100}
    body["response_format"] = {"type": "json_schema", "json_schema": {"name": "single", "schema": SCHEMA}}

    async def our_call(stream: bool) -> None:
        assert (await clients[stream].complete("single", ASK, SCHEMA, 100)).outcome == "ok"

    async def sdk_call() -> None:
        assert (await sdk.chat.completions.create(**body)).choices

    async def sdk_stream() -> None:
        stream = await sdk.chat.completions.create(**body, stream=True)
        assert [chunk async for chunk in stream]

    async def bare() -> None:
        assert (await http.post(f"{url}/chat/completions", json=body)).json()["choices"]

    kinds: dict[str, Callable[[], Awaitable[None]]] = {
        "ours, in 500 pieces": lambda: our_call(True),
        "openai, in 500 pieces": sdk_stream,
        "ours, in one": lambda: our_call(False),
        "openai, in one": sdk_call,
        "httpx2, in one": bare,
    }
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(ROUNDS):
        for name, call in kinds.items():  # in turn, since the machine's speed swings
            begin = time.process_time()
            for _ in range(CALLS):
                await call()
            times[name].append((time.process_time() - begin) / CALLS * 1000)
    for client in clients.values():
        await client.close()
    await sdk.close()
    await http.aclose()
    print(f"\n| a call whose answer comes | processor ms, median of {ROUNDS} × {CALLS} |\n|---|---|")
    for name, values in times.items():
        print(f"| {name} | {statistics.median(values):.1f} |")
