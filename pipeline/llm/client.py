"""One call to an OpenAI-compatible endpoint: retried, recorded, and never accepted when it was cut."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal, cast

import openai
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_after_delay
from tenacity.wait import wait_random_exponential

from pipeline.config import Llm
from pipeline.errors import ModelUnavailable
from pipeline.llm.endpoint import Endpoint
from schemas.calls import Call, Message, Outcome, Usage

ResponseFormat = Literal["json_schema", "json_object", "text"]
LADDER: tuple[ResponseFormat, ...] = ("json_schema", "json_object", "text")
RETRY_STATUS = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
_BACKOFF = wait_random_exponential(multiplier=1, max=60)  # jitter keeps parallel papers from returning together
RETRY_AFTER_MAX_S = 120.0
_THINK = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


class LlmClient:
    """Calls one endpoint. Remembers what the endpoint cannot do, so that it is asked only once.

    Retries are here and nowhere else (the SDK's are off): RETRY_STATUS, connection errors and timeouts, with
    Retry-After or jittered backoff, at most `llm.tries` requests within `llm.deadline_s`.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        settings: Llm,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.endpoint, self.settings, self._sleep = endpoint, settings, sleep
        self.identity = endpoint.identity
        self.usage = Usage()  # of all calls of this client, failed tries counted
        self._rung = 0
        self._dropped: set[str] = set()  # parameters that the endpoint refused
        self._refused: ModelUnavailable | None = None  # set once the endpoint refused the key or the model
        self._limit = asyncio.Semaphore(endpoint.concurrency)
        self._client = openai.AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key.get_secret_value(),
            max_retries=0,
            timeout=endpoint.timeout_s,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def complete(self, prompt: str, messages: Sequence[Message], schema: dict[str, Any], max_tokens: int) -> Call:
        """Ask once, with retries, for JSON of `schema`. `prompt` names the request in records.

        The outcome of a reply that was cut, filtered, refused or empty is in the Call, never raised.
        Raises ModelUnavailable when no reply could be had.
        """
        if self._refused is not None:
            raise self._refused
        async with self._limit:
            while True:
                try:
                    return await self._with_retries(prompt, messages, schema, max_tokens)
                except openai.BadRequestError as e:
                    if not self._learn(str(e)):
                        raise self._unavailable(e) from None
                except openai.UnprocessableEntityError as e:
                    if not self._learn(str(e)):
                        raise self._unavailable(e) from None
                except openai.OpenAIError as e:
                    raise self._unavailable(e) from None  # the cause may quote the key

    async def _with_retries(
        self, prompt: str, messages: Sequence[Message], schema: dict[str, Any], max_tokens: int
    ) -> Call:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(self.settings.tries) | stop_after_delay(self.settings.deadline_s),
            wait=_wait_s,
            retry=retry_if_exception(_worth_another_try),
            sleep=self._sleep,
            before_sleep=self._count_retry,
            reraise=True,
        )
        started = time.monotonic()
        async for attempt in retrying:
            with attempt:
                response = await self._client.chat.completions.create(
                    **self._parameters(prompt, messages, schema, max_tokens)
                )
                retries = attempt.retry_state.attempt_number - 1
        call = self._call(prompt, messages, response, retries, time.monotonic() - started)
        self.usage += call.usage.model_copy(update={"retries": 0})  # they were counted as they happened
        return call

    def _count_retry(self, _state: RetryCallState) -> None:
        self.usage += Usage(retries=1)

    def _parameters(
        self, prompt: str, messages: Sequence[Message], schema: dict[str, Any], max_tokens: int
    ) -> dict[str, Any]:
        rung = LADDER[self._rung]
        limit = "max_completion_tokens" if "max_tokens" in self._dropped else "max_tokens"
        parameters: dict[str, Any] = {
            "model": self.identity.model,
            "messages": [m.model_dump() for m in messages],
            limit: max_tokens,
        }
        if "temperature" not in self._dropped:
            parameters["temperature"] = self.settings.temperature
        if rung == "json_schema":
            name = re.sub(r"[^A-Za-z0-9_-]", "_", prompt)
            parameters["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": name, "schema": schema, "strict": True},
            }
        elif rung == "json_object":
            parameters["response_format"] = {"type": "json_object"}
        return parameters

    def _learn(self, message: str) -> bool:
        """Whether a 400 names something that can be asked differently; remembers it."""
        for parameter in ("max_tokens", "temperature"):
            if parameter in message and parameter not in self._dropped:
                self._dropped.add(parameter)
                return True
        if re.search(r"response_format|json_schema|json_object|schema|grammar", message) and self._rung + 1 < len(
            LADDER
        ):
            self._rung += 1
            return True
        return False

    def _call(self, prompt: str, messages: Sequence[Message], response: Any, retries: int, seconds: float) -> Call:
        choice = response.choices[0] if getattr(response, "choices", None) else None
        text = (choice.message.content or "") if choice else ""
        refusal = getattr(choice.message, "refusal", None) if choice else None
        text = _THINK.sub("", text).strip()
        return Call(
            prompt=prompt,
            messages=tuple(messages),
            model=self.identity.model if self.identity.embedded else response.model or self.identity.model,
            response_format=LADDER[self._rung],
            outcome=_outcome(choice.finish_reason if choice else None, text, refusal),
            text=text,
            refusal=refusal,
            usage=_usage(response.usage, retries, seconds),
        )

    def _unavailable(self, error: openai.OpenAIError) -> ModelUnavailable:
        where = f"{self.identity.model} at {self.identity.host}"
        status = getattr(error, "status_code", None)
        detail = self.redact(str(error))[:200]
        if status == 401 or status == 403:
            self._refused = ModelUnavailable(where, f"refused the key (HTTP {status})", "check OPENAI_API_KEY")
            return self._refused
        if status == 404:
            return ModelUnavailable(
                where, f"no such model or address (HTTP 404: {detail})", "check --model and the URL"
            )
        if status == 429:
            fact = f"still rate-limited after {self.settings.tries} tries (HTTP 429)"
            return ModelUnavailable(where, fact, "run again later, or lower llm.concurrency")
        if isinstance(error, openai.APITimeoutError):
            fact = f"no answer within {self.endpoint.timeout_s:g} s, {self.settings.tries} times"
            return ModelUnavailable(where, fact, "raise llm.timeout_s (local.timeout_s for the embedded model)")
        if isinstance(error, openai.APIConnectionError):
            fact = f"cannot be reached, {self.settings.tries} times"
            return ModelUnavailable(where, fact, "check the network and OPENAI_BASE_URL")
        fact = f"failed (HTTP {status}: {detail})" if status else f"failed ({type(error).__name__}: {detail})"
        return ModelUnavailable(where, fact, "run again: what was answered so far is kept")

    def redact(self, text: str) -> str:
        """`text` without the key, whole or as endpoints quote it (sk-abc***xyz)."""
        key = self.endpoint.api_key.get_secret_value()
        if len(key) >= 8:  # a placeholder such as "none" would eat ordinary words
            text = text.replace(key, "[key]")
        return re.sub(r"\b(?:sk|pk|key|gsk|AIza)[-_][\w*.-]{6,}", "[key]", text)


def _worth_another_try(error: BaseException) -> bool:
    if isinstance(error, openai.APIStatusError):
        return error.status_code in RETRY_STATUS
    return isinstance(error, openai.APIConnectionError)  # timeouts are among them


def _wait_s(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, openai.APIStatusError):
        value = error.response.headers.get("retry-after", "")
        if re.fullmatch(r"\d+(?:\.\d+)?", value):
            return min(float(value), RETRY_AFTER_MAX_S)
    return _BACKOFF(state)


def _outcome(finish_reason: str | None, text: str, refusal: str | None) -> Outcome:
    if refusal:
        return "refusal"
    if finish_reason in ("length", "content_filter"):
        return cast(Outcome, finish_reason)
    return "ok" if text else "empty"


def _usage(raw: Any, retries: int, seconds: float) -> Usage:
    """The usage an endpoint reports; what it does not report counts as 0 tokens."""
    prompt_details = getattr(raw, "prompt_tokens_details", None)
    completion_details = getattr(raw, "completion_tokens_details", None)
    return Usage(
        calls=1,
        prompt=getattr(raw, "prompt_tokens", 0) or 0,
        completion=getattr(raw, "completion_tokens", 0) or 0,
        cached=getattr(prompt_details, "cached_tokens", 0) or 0,
        reasoning=getattr(completion_details, "reasoning_tokens", 0) or 0,
        retries=retries,
        seconds=round(seconds, 3),
    )
