"""One call to an OpenAI-compatible endpoint: retried, recorded, and never accepted when it was cut."""

from __future__ import annotations

import asyncio
import base64
import email.utils
import json
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal, NamedTuple, cast

import openai
from openai.types.chat import ChatCompletion
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_random_exponential

from pipeline.config import Llm
from pipeline.errors import ModelUnavailable
from pipeline.llm.endpoint import Endpoint
from schemas.calls import Call, Message, Outcome, Usage

ResponseFormat = Literal["json_schema", "json_object", "text"]
LADDER: tuple[ResponseFormat, ...] = ("json_schema", "json_object", "text")
RETRY_STATUS = frozenset({408, 409, 429})  # and every 5xx
_BACKOFF = wait_random_exponential(multiplier=1, max=60)  # jitter keeps parallel papers from returning together
RETRY_AFTER_MAX_S = 120.0  # an endpoint that asks for more is asked again after this, and then given up
KEY_MIN_CHARS = 8  # a shorter key is a placeholder such as "none", and would eat ordinary words
# Only before the answer: a paper on reasoning models has <think> in its prose. Some templates open the tag themselves.
_THINK = re.compile(r"\A(?:\s*<think>.*?(?:</think>|\Z))+|\A(?!\s*[{`]).*?</think>", re.DOTALL)
_BROKEN_OFF = "insufficient_system_resource"  # DeepSeek's finish_reason for an answer that it stopped in the middle
SCHEMA_NOTE = "输出的 JSON 须符合此 JSON Schema："


class _Asked(NamedTuple):
    """What a request was asked with, and what the endpoint is known to refuse."""

    rung: int = 0
    dropped: frozenset[str] = frozenset()


class _BrokenReplyError(Exception):
    """An answer that ended in the middle; another try may bring all of it."""


class LlmClient:
    """Calls one endpoint. Remembers what the endpoint cannot do, so that it is asked only once.

    Retries are here and nowhere else (the SDK's are off): RETRY_STATUS, 5xx, connection errors, answers that break
    off and timeouts, with Retry-After or jittered backoff, at most `llm.tries` requests within `llm.deadline_s`.
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
        self._known = _Asked()
        self._refused: str | None = None  # why the endpoint refused the key; None: it did not
        self._limit = asyncio.Semaphore(endpoint.concurrency)
        self._client = openai.AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key.get_secret_value(),
            max_retries=0,
            timeout=endpoint.timeout_s,
            default_headers=_login_header(endpoint),
            # a proxy of the environment is not asked for a server in this process
            http_client=openai.DefaultAsyncHttpx2Client(trust_env=not endpoint.identity.embedded),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def complete(self, prompt: str, messages: Sequence[Message], schema: dict[str, Any], max_tokens: int) -> Call:
        """Ask once, with retries, for JSON of `schema`. `prompt` names the request in records.

        The outcome of a reply that was cut, filtered, refused or empty is in the Call, never raised.
        Raises ModelUnavailable when no reply could be had.
        """
        async with self._limit:
            while True:
                if self._refused is not None:
                    raise self._unauthorised()
                asked = self._known
                try:
                    return await self._with_retries(
                        prompt, _messages(messages, schema, asked), schema, max_tokens, asked
                    )
                except (openai.BadRequestError, openai.UnprocessableEntityError) as e:
                    learned = self._learn(str(e), asked)
                    unavailable = self._unavailable(e)
                except (openai.OpenAIError, TimeoutError, _BrokenReplyError) as e:
                    learned, unavailable = False, self._unavailable(e)
                if not learned:
                    raise unavailable  # not within `except`: the endpoint's own error may quote the key

    async def _with_retries(
        self, prompt: str, messages: Sequence[Message], schema: dict[str, Any], max_tokens: int, asked: _Asked
    ) -> Call:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(self.settings.tries) | stop_before_delay(self.settings.deadline_s),
            wait=_wait_s,
            retry=retry_if_exception(_worth_another_try),
            sleep=self._sleep,
            before_sleep=self._count_retry,
            reraise=True,
        )
        started = time.monotonic()
        parameters = self._parameters(prompt, messages, schema, max_tokens, asked)
        async for attempt in retrying:
            with attempt:
                response = await self._once(parameters)
                retries = attempt.retry_state.attempt_number - 1
        call = self._call(prompt, messages, response, retries, time.monotonic() - started, asked)
        self.usage += call.usage.model_copy(update={"retries": 0})  # they were counted as they happened
        return call

    async def _once(self, parameters: dict[str, Any]) -> ChatCompletion:
        try:
            async with asyncio.timeout(self.endpoint.timeout_s):  # the SDK's own limit is on silence, not on the whole
                response = await self._client.chat.completions.create(**parameters)
        except json.JSONDecodeError:
            raise _BrokenReplyError("the answer's JSON breaks off") from None
        if not isinstance(response, ChatCompletion):  # the SDK hands on whatever came with status 200
            raise openai.OpenAIError("it is no chat completion")
        if response.choices and str(response.choices[0].finish_reason) == _BROKEN_OFF:
            self.usage += _usage(response.usage, 0, 0.0).model_copy(update={"calls": 0})
            raise _BrokenReplyError(f"the endpoint stopped in the middle of the answer ({_BROKEN_OFF})")
        return response

    def _count_retry(self, _state: RetryCallState) -> None:
        self.usage += Usage(retries=1)

    def _parameters(
        self, prompt: str, messages: Sequence[Message], schema: dict[str, Any], max_tokens: int, asked: _Asked
    ) -> dict[str, Any]:
        rung = LADDER[asked.rung]
        limit = "max_completion_tokens" if "max_tokens" in asked.dropped else "max_tokens"
        parameters: dict[str, Any] = {
            "model": self.identity.model,
            "messages": [m.model_dump() for m in messages],
            limit: max_tokens,
        }
        if "temperature" not in asked.dropped:
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

    def _learn(self, message: str, asked: _Asked) -> bool:
        """Whether a 400 names something that can be asked differently; remembers it.

        Several calls may be refused for the same thing at once: only the first of them moves what is known.
        """
        if asked != self._known:
            return True
        for parameter in ("max_tokens", "temperature"):
            if parameter in message and parameter not in asked.dropped:
                self._known = asked._replace(dropped=asked.dropped | {parameter})
                return True
        if re.search(r"response_format|json_schema|json_object|schema|grammar", message) and asked.rung + 1 < len(
            LADDER
        ):
            self._known = asked._replace(rung=asked.rung + 1)
            return True
        return False

    def _call(
        self,
        prompt: str,
        messages: Sequence[Message],
        response: ChatCompletion,
        retries: int,
        seconds: float,
        asked: _Asked,
    ) -> Call:
        choice = response.choices[0] if response.choices else None
        text = self._without_key((choice.message.content or "") if choice else "")
        refusal = getattr(choice.message, "refusal", None) if choice else None
        text = _THINK.sub("", text).strip()
        return Call(
            prompt=prompt,
            messages=tuple(messages),
            model=self.identity.model if self.identity.embedded else response.model or self.identity.model,
            response_format=LADDER[asked.rung],
            outcome=_outcome(choice.finish_reason if choice else None, text, refusal),
            text=text,
            refusal=self._without_key(refusal) if refusal else None,
            usage=_usage(response.usage, retries, seconds),
        )

    def _unauthorised(self) -> ModelUnavailable:
        where = f"{self.identity.model} at {self.identity.host}"
        return ModelUnavailable(where, self._refused or "refused the key", "check OPENAI_API_KEY")

    def _unavailable(self, error: Exception) -> ModelUnavailable:
        where = f"{self.identity.model} at {self.identity.host}"
        status = getattr(error, "status_code", None)
        detail = self.redact(str(error))[:200]
        tries = f"{self.settings.tries} {'try' if self.settings.tries == 1 else 'tries'}"
        if status == 401 or status == 403:
            self._refused = f"refused the key (HTTP {status})"
            return self._unauthorised()
        if status == 404:
            return ModelUnavailable(
                where, f"no such model or address (HTTP 404: {detail})", "check --model and the URL"
            )
        if _no_credit(error):
            return ModelUnavailable(where, f"has no credit left (HTTP {status})", "check the account's balance")
        if status == 429:
            fact = f"still rate-limited after {tries} (HTTP 429)"
            return ModelUnavailable(where, fact, "run again later, or lower llm.concurrency")
        if isinstance(error, openai.APITimeoutError | TimeoutError):
            fact = f"no answer within {self.endpoint.timeout_s:g} s, {tries}"
            return ModelUnavailable(where, fact, "raise llm.timeout_s (local.timeout_s for the embedded model)")
        if isinstance(error, openai.APIConnectionError):
            return ModelUnavailable(where, f"cannot be reached, {tries}", "check the network and OPENAI_BASE_URL")
        if isinstance(error, _BrokenReplyError):
            return ModelUnavailable(where, f"broke off its answer, {tries} ({detail})", "run again later")
        if status is None:
            return ModelUnavailable(where, f"gave an answer of another kind ({detail})", "check OPENAI_BASE_URL")
        fact = f"failed (HTTP {status}: {detail})"
        if status >= 500:
            return ModelUnavailable(where, fact, "run again: what was answered so far is kept")
        if "context" in detail or "too long" in detail or status == 413:
            return ModelUnavailable(where, fact, "set llm.context_tokens to what the model takes")
        return ModelUnavailable(where, fact, "check the settings under [llm]")

    def redact(self, text: str) -> str:
        """`text` without the key, whole or as endpoints quote it (sk-abc***xyz)."""
        return re.sub(r"\b(?:(?:sk|pk|key|gsk)[-_]|AIza)[\w*.-]{6,}", "[key]", self._without_key(text))

    def _without_key(self, text: str) -> str:
        key = self.endpoint.api_key.get_secret_value()
        return text.replace(key, "[key]") if len(key) >= KEY_MIN_CHARS else text


def _login_header(endpoint: Endpoint) -> dict[str, str] | None:
    """The login of a URL such as https://me:word@host/v1 as a header; it takes the key's place. None: there is none."""
    if endpoint.login is None:
        return None
    pair = base64.b64encode(endpoint.login.get_secret_value().encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _messages(messages: Sequence[Message], schema: dict[str, Any], asked: _Asked) -> Sequence[Message]:
    """The messages as sent: an endpoint that takes no schema is told of it in the first of them."""
    if LADDER[asked.rung] == "json_schema" or not messages:
        return messages
    first = messages[0]
    note = f"{SCHEMA_NOTE}\n{json.dumps(schema, ensure_ascii=False, separators=(',', ':'))}"
    return (first.model_copy(update={"content": f"{first.content}\n\n{note}"}), *messages[1:])


def _no_credit(error: Exception) -> bool:
    """OpenAI says it with a 429, which no waiting mends; others with a 402."""
    return isinstance(error, openai.APIStatusError) and (error.status_code == 402 or error.code == "insufficient_quota")


def _worth_another_try(error: BaseException) -> bool:
    if isinstance(error, openai.APIStatusError):
        if _no_credit(error):
            return False
        return error.status_code in RETRY_STATUS or error.status_code >= 500
    return isinstance(error, openai.APIConnectionError | TimeoutError | _BrokenReplyError)


def _wait_s(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, openai.APIStatusError):
        asked_s = _retry_after_s(error.response.headers.get("retry-after", ""))
        if asked_s is not None:
            return min(asked_s, RETRY_AFTER_MAX_S)
    return _BACKOFF(state)


def _retry_after_s(value: str) -> float | None:
    """Seconds of a Retry-After header, a number or a date (RFC 9110, 10.2.3); None: absent or unreadable."""
    if re.fullmatch(r"\d+(?:\.\d+)?", value):
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


def _outcome(finish_reason: str | None, text: str, refusal: str | None) -> Outcome:
    if refusal:
        return "refusal"
    if finish_reason in ("length", "content_filter"):
        return cast(Outcome, finish_reason)
    return "ok" if text else "empty"


def _usage(raw: Any, retries: int, seconds: float) -> Usage:
    """The usage an endpoint reports; what it does not report counts as 0 tokens and as unmetered."""
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
        unmetered=0 if getattr(raw, "prompt_tokens", None) is not None else 1,
    )
