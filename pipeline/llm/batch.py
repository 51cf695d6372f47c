"""OpenAI's Batch API: a file of requests goes up, and the answers come back within a day at a lower price."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

import openai

from pipeline.errors import ModelUnavailable
from pipeline.llm import faults, wire
from pipeline.llm.client import LlmClient
from pipeline.messages import _
from schemas.calls import Usage
from schemas.records import Record

T = TypeVar("T")
ENDPOINT: Literal["/v1/chat/completions"] = "/v1/chat/completions"
OVER = frozenset({"completed", "failed", "expired", "cancelled"})
NO_BATCHES = frozenset({404, 405, 501})  # of an endpoint that has no /files or no /batches
TRANSFER_S = 1800.0  # for a file of requests or answers, which is longer than one answer
LOOKED_THROUGH = 1000  # newest batches of an account, among which one that was just made is found again


class State(Record):
    """How far a batch is."""

    status: str  # the endpoint's own word
    done: int = 0
    failed: int = 0
    total: int = 0
    files: tuple[str, ...] = ()  # ids of the files with answers and with errors
    error: str = ""  # why it failed as a whole


class Answer(Record):
    """What a batch gave for one request."""

    custom_id: str  # "" where the line names none
    reply: wire.Reply | None  # None: none that can be used
    error: str = ""  # why not
    usage: Usage = Usage()  # of a reply that cannot be used


def request_line(custom_id: str, body: dict[str, Any]) -> bytes:
    """One request as a line of the file that goes up."""
    line = {"custom_id": custom_id, "method": "POST", "url": ENDPOINT, "body": body}
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def answer_of(line: bytes) -> Answer:
    """The answer in a line of an output or error file. `"error": null` is success, a status from 400 on is none."""
    try:
        said = _object(json.loads(line))
    except (ValueError, RecursionError):
        return Answer(custom_id="", reply=None, error=_("a line that is no JSON"))
    name = str(said.get("custom_id") or "")
    response = _object(said.get("response"))
    body = _object(response.get("body"))
    status, error = response.get("status_code") or 200, said.get("error") or body.get("error")
    if error or not isinstance(status, int) or status >= 400 or not body.get("choices"):
        reason = error.get("message") or error.get("code") if isinstance(error, dict) else error
        none = _("no answer")
        return Answer(custom_id=name, reply=None, error=f"HTTP {status}: {reason or none}"[:200])
    try:
        return Answer(custom_id=name, reply=wire.reply_of(body))
    except wire.BrokenReplyError as e:
        return Answer(custom_id=name, reply=None, error=str(e)[:200], usage=e.usage or Usage(calls=1, unmetered=1))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class BatchApi:
    """The files and batches of an endpoint. Every method raises ModelUnavailable; no message holds a key.

    Requests are retried by the SDK, `llm.tries` in all, but for the one that makes a batch: it may have worked.
    """

    def __init__(self, client: LlmClient) -> None:
        self._client = client
        self._api = client.api.with_options(max_retries=client.settings.tries - 1)

    async def upload(self, path: Path) -> str:
        """Send a file of request lines; its id at the endpoint."""
        async with self._told():
            return (await self._patiently(lambda: self._api.files.create(file=path, purpose="batch"))).id

    async def create(self, input_file_id: str) -> str:
        """Have the requests of an uploaded file answered; the batch's id."""
        async with self._told():
            made = await self._client.api.batches.create(
                input_file_id=input_file_id, endpoint=ENDPOINT, completion_window="24h"
            )
            return made.id

    async def find(self, input_file_id: str) -> str | None:
        """The id of the batch that was made of a file; None: none was, among the newest."""
        seen = 0
        async with self._told():
            async for batch in self._api.batches.list(limit=100):
                seen += 1
                if batch.input_file_id == input_file_id:
                    return batch.id
                if seen >= LOOKED_THROUGH:
                    break
        return None

    async def look(self, batch_id: str) -> State | None:
        """How far it is; None: the endpoint does not answer just now."""
        async with self._told():
            try:
                batch = await self._api.batches.retrieve(batch_id)
            except openai.OpenAIError as e:
                if faults.worth_another_try(e):
                    return None
                raise
        counts, errors = batch.request_counts, (batch.errors.data if batch.errors else None) or []
        return State(
            status=batch.status,
            done=counts.completed if counts else 0,
            failed=counts.failed if counts else 0,
            total=counts.total if counts else 0,
            files=tuple(f for f in (batch.output_file_id, batch.error_file_id) if f),
            error=self._client.redact(errors[0].message or errors[0].code or "")[:200] if errors else "",
        )

    async def answers(self, state: State) -> AsyncIterator[Answer]:
        """What the batch gave, in the endpoint's order, with errors in words that hold no key."""
        for file_id in state.files:
            async with self._told():
                content = (await self._patiently(partial(self._api.files.content, file_id))).content
            for line in content.split(b"\n"):  # not splitlines: a JSON text may hold U+2028
                if line.strip():
                    answer = answer_of(line)
                    yield answer.model_copy(update={"error": self._client.redact(answer.error)})

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What the endpoint answers, which is waited for while it is down."""
        while True:
            try:
                answer = await ask()
            except openai.OpenAIError as e:
                if self._client.still_down(e) <= faults.OUTAGE_STEP_S:
                    raise
                await self._client.sleep(faults.OUTAGE_STEP_S)
            else:
                self._client.outage.answered()
                return answer

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[None]:
        """The SDK's errors in words for the user; what takes longer than TRANSFER_S is one."""
        unavailable = None  # None: it worked
        try:
            async with asyncio.timeout(TRANSFER_S):  # the SDK's own limit is on silence, not on the whole
                yield
        except TimeoutError:
            where, tried = self._client.endpoint.identity.host, _("1 try")
            fact = _("no answer within {timeout_s:g} s, {tried}", timeout_s=TRANSFER_S, tried=tried)
            raise ModelUnavailable(where, fact, _("run again later")) from None
        except openai.OpenAIError as e:
            status, where = getattr(e, "status_code", None), self._client.endpoint.identity.host
            if status in NO_BATCHES:
                fact = _("has no Batch API, or not what was asked for (HTTP {status})", status=status)
                unavailable = ModelUnavailable(where, fact, _("leave out --batch"))
            else:
                tries = self._client.settings.tries
                unavailable = faults.unavailable(e, self._client.endpoint, tries, self._client.redact)
        if unavailable is not None:
            raise unavailable  # not within `except`: the endpoint's own error may quote the key
