"""One call to an OpenAI-compatible endpoint: retried, recorded, and never accepted when it was cut."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import httpx2
import openai
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from pipeline.config import Llm, Prices
from pipeline.errors import ModelUnavailable, PromptCut
from pipeline.llm import faults, limits, wire
from pipeline.llm.capabilities import Capabilities, Memory, about_our_schema, after_refusal, names_format
from pipeline.llm.endpoint import Endpoint
from pipeline.llm.json_text import read_object
from pipeline.llm.limits import LEAST_ANSWER
from pipeline.llm.pace import Pace
from pipeline.llm.prices import cost_of
from pipeline.llm.redact import Redactor
from pipeline.machine import Outage, tls
from pipeline.messages import _
from pipeline.store.ends import PACKINGS, end_at
from pipeline.words.tokens import at_most_tokens, count_tokens
from schemas.calls import Call, Finish, Message, ResponseFormat, Usage

ANSWER_MAX_BYTES = 50_000_000  # a stream has 300 bytes a token, and no model writes 100,000 of them
CUT_SHARE = 0.5  # of our estimate of a prompt's tokens: what an endpoint reads less than that, it has cut

ROOM_SPARED = 16  # tokens that an endpoint may count in another way than it said
LEAST_JUDGED = 2000  # tokens of a prompt: no server has a smaller window
LEAST_READ = 500  # tokens: fewer are what was not cached, as servers count that say nothing of caches


class Sent(NamedTuple):
    """A request as it was sent."""

    prompt: str  # its name in records
    messages: Sequence[Message]  # with what the endpoint is told in words
    schema: dict[str, Any]
    body: dict[str, Any]


class _Tries:
    """The tries of one request."""

    def __init__(self, began_s: float) -> None:
        self.began_s, self.queued_s = began_s, 0.0
        self.down = 0  # of an endpoint that was down, which do not count
        self.faults: list[str] = []
        self.usage = Usage()


class LlmClient:
    """Calls one endpoint. Remembers what the endpoint cannot do, so that it is asked only once.

    Retries are here and nowhere else (the SDK's are off): RETRY_STATUS, 5xx, connection errors, answers that break
    off and timeouts, with Retry-After or jittered backoff, at most `llm.tries` requests within `llm.deadline_s`.
    An endpoint that is down is asked until it answers, for `llm.outage_s` of all calls together.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        settings: Llm,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
        prices: Prices | None = None,
        memory: Memory | None = None,
        check_end: Callable[[], None] = lambda: None,
    ) -> None:
        """`sleep` and `check_end`, which is called before each request, may raise what ends the run.

        `prices` are those of the endpoint's host; None: every cost is unknown. `memory` None: nothing is kept.
        """
        self.endpoint, self.settings, self.sleep, self._clock = endpoint, settings, sleep, clock
        self.identity, self._check_end = endpoint.identity, check_end
        self.usage = Usage()  # of all calls of this client, failed tries counted
        self._prices, self._memory = prices or Prices(), memory or Memory(None)
        self._known = self._memory.recall(endpoint)
        self._read_whole = set[int]()  # hashes of how prompts began that were not cut
        self._worth_keeping = True  # False: the last step down was about one schema only
        self._refused: tuple[str, str, str] | None = None  # how the endpoint refused the key; None: it did not
        self.redact = Redactor(endpoint)
        self.outage = Outage(endpoint.identity.host, 0.0 if endpoint.identity.embedded else settings.outage_s, clock)
        self.pace = Pace(
            endpoint.concurrency, endpoint.max_concurrency, settings.rpm, settings.tpm, clock=clock, sleep=sleep
        )
        address = urlsplit(endpoint.base_url)
        self.api = openai.AsyncOpenAI(
            base_url=address._replace(query="", fragment="").geturl(),
            default_query=dict(parse_qsl(address.query, keep_blank_values=True)),  # as Azure's ?api-version=…
            api_key=endpoint.api_key.get_secret_value(),
            max_retries=0,
            timeout=endpoint.timeout_s,
            default_headers=_login_header(endpoint),
            http_client=_http_client(endpoint),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self.api.close()

    async def complete(
        self,
        prompt: str,
        messages: Sequence[Message],
        schema: dict[str, Any],
        max_tokens: int,
        plain: dict[str, Any] | None = None,
    ) -> Call:
        """Ask once, with retries, for JSON of `schema`. `prompt` names the request in records.

        `plain` is the same schema without patterns and lengths, for an endpoint that refuses those or would be shown
        them in words; None: there is no other.

        The outcome of a reply that was cut, filtered, refused or empty is in the Call, never raised.
        Raises ModelUnavailable when no reply could be had.
        """
        tries = _Tries(self._clock())
        while True:
            known = self._known
            form = schema if plain is None or known.takes_limits else plain
            body = self._body(prompt, messages, form, max_tokens, known)
            try:
                reply = await self._with_retries(body, tries)
            except (openai.OpenAIError, TimeoutError, wire.BrokenReplyError) as e:
                if faults.filtered(e):
                    refused = wire.Reply(text="", finish_reason="content_filter", usage=Usage(calls=1, unmetered=1))
                    return self._call(
                        Sent(prompt, wire.as_sent(messages, form, known), form, body), refused, tries, known
                    )
                unavailable = faults.unavailable(e, self.endpoint, self.settings.tries, self.redact)
                if faults.bad_key(e):
                    self._refused = (unavailable.subject, unavailable.fact, unavailable.remedy)
                learned = self._learn_from_refusal(e, known, limits=plain is not None)
                fewer = None if learned else self._fitting(e, body)
            else:
                sent = Sent(prompt, wire.as_sent(messages, form, known), form, body)
                call = self._call(sent, reply, tries, known)
                self._judge_window(sent, reply)
                if not self._learn_from_reply(call, form, known):
                    return call
                tries.usage = call.usage  # it thought for the whole limit: asked again with room to think
                continue
            if not learned and fewer is not None:
                max_tokens = fewer
            elif not learned:
                raise unavailable  # not within `except`: the endpoint's own error may quote the key

    @property
    def worked_before(self) -> bool:
        """Whether the endpoint has answered an earlier run of this data directory."""
        return self._memory.holds(self.endpoint)

    def works(self) -> None:
        """Remember that it answers."""
        if not self.worked_before:
            self._memory.keep(self.endpoint, self._known)

    @property
    def window(self) -> int | None:
        """Tokens of a prompt that the endpoint was found to read; None: it has read all that was sent so far."""
        return self._known.window

    def _judge_window(self, sent: Sent, reply: wire.Reply) -> None:
        """Raises PromptCut where the reply's usage counts far fewer tokens than were sent, as Ollama's does.

        Half of our estimate is a bound that no tokenizer comes near; what was cached counts as read, also where
        a server leaves it out: the beginning of a second question was read with the first.
        """
        read, sent_tokens = reply.usage.prompt, _tokens_of(sent.messages)
        if self.identity.embedded or read < LEAST_READ or sent_tokens < LEAST_JUDGED:
            return
        beginning = hash(tuple(message.content for message in sent.messages[:2]))
        if read + reply.usage.cached >= CUT_SHARE * sent_tokens:
            self._read_whole.add(beginning)
            return
        if beginning in self._read_whole:  # it was cached
            return
        self._known = self._known.model_copy(update={"window": read})
        self._memory.keep(self.endpoint, self._known)
        raise PromptCut.at(_("{model} at {host}", model=self.identity.model, host=self.identity.host), read)

    def _fitting(self, error: Exception, body: dict[str, Any]) -> int | None:
        """The most tokens of an answer for which a request that was too long has room; None: it is not about that.

        Raises PromptCut where the prompt itself is too long: the window is what the endpoint says, else half of what
        was sent.
        """
        status = getattr(error, "status_code", None)
        if self.identity.embedded or (status not in (400, 413, 422) and not isinstance(error, wire.StatedError)):
            return None
        stated = limits.Window(None, None) if status == 413 else None
        stated = limits.window_in(faults.all_of(error)) or stated
        if stated is None:
            return None
        asked, thinking = _limit_of(body), self.settings.reasoning_tokens if self._known.thinks else 0
        ours = sum(count_tokens(str(m["content"])) for m in body["messages"])
        sent = stated.prompt or ours
        room = (stated.total or 0) - sent - ROOM_SPARED
        if asked // 2 <= room < asked and room - thinking >= LEAST_ANSWER:
            return room - thinking
        # we count in tokens of our own: where the endpoint has more of them, its window holds fewer of ours
        window = int(stated.total * min(1.0, ours / sent)) if stated.total else ours // 2
        if stated.total:
            self._known = self._known.model_copy(update={"window": window})
            self._memory.keep(self.endpoint, self._known)
        where = _("{model} at {host}", model=self.identity.model, host=self.identity.host)
        raise PromptCut.refused(where, window, self.redact(faults.said(error))[:200])

    def _body(
        self, prompt: str, messages: Sequence[Message], schema: dict[str, Any], max_tokens: int, known: Capabilities
    ) -> dict[str, Any]:
        room = self.settings.reasoning_tokens if known.thinks else 0
        return wire.request(
            prompt,
            self.identity.model,
            messages,
            schema,
            max_tokens + room,
            self.settings.temperature,
            known,
            stream=self.settings.stream and not self.identity.embedded,  # its server cannot be cut off from us
        )

    async def _with_retries(self, body: dict[str, Any], tries: _Tries) -> wire.Reply:
        def over(state: RetryCallState) -> bool:  # waiting for a turn is no fault of the endpoint
            asked_s = self._clock() - tries.began_s - tries.queued_s
            if asked_s + state.upcoming_sleep >= self.settings.deadline_s:
                return True
            error = state.outcome.exception() if state.outcome else None
            if error is not None and self.still_down(error) > state.upcoming_sleep:
                tries.down += 1
                return False
            return state.attempt_number - tries.down >= self.settings.tries

        retrying = AsyncRetrying(
            stop=over,
            wait=faults.wait_s,
            retry=retry_if_exception(faults.worth_another_try),
            sleep=self.sleep,
            before_sleep=lambda _state: self._count(tries, Usage(retries=1)),
            reraise=True,
        )
        tokens = at_most_tokens(json.dumps(body, ensure_ascii=False)) + _limit_of(body) if self.settings.tpm else 0
        async for attempt in retrying:
            with attempt:
                async with self.pace.turn(tokens) as queued_s:
                    tries.queued_s += queued_s
                    self._check_end()
                    if self._refused is not None:
                        raise ModelUnavailable(*self._refused)
                    return await self._once(body, tries)
        raise AssertionError("tenacity gives a reply or raises")

    def still_down(self, error: BaseException) -> float:
        """Seconds for which an endpoint that failed so is still waited for; 0: it is not down, or for too long."""
        if faults.is_down(error):
            return self.outage.left_s(faults.in_short(error, self.redact))
        if isinstance(error, openai.APIStatusError):
            self.outage.answered()
        return 0.0

    async def _once(self, body: dict[str, Any], tries: _Tries) -> wire.Reply:
        """One request. What is known of a failed one's cost is counted."""
        asked_s = self._clock()
        try:
            async with asyncio.timeout(self.endpoint.timeout_s):  # the SDK's own limit is on silence, not on the whole
                reply = await wire.ask(self.api, body, self.settings.stall_s)
        except (openai.OpenAIError, TimeoutError, wire.BrokenReplyError) as e:
            tries.faults.append(faults.in_short(e, self.redact))
            if isinstance(e, openai.RateLimitError):
                self.pace.slow_down(asked_s)
            if wait_s := faults.retry_after_s(e):
                self.pace.hold(min(wait_s, self.settings.deadline_s))
            if faults.may_be_charged(e):
                self._count(tries, Usage(unmetered=1))
            elif isinstance(e, wire.BrokenReplyError) and e.usage is not None:
                self._count(tries, e.usage.model_copy(update={"calls": 0}))
            raise
        self.outage.answered()
        self.pace.speed_up()
        self._count(tries, reply.usage)
        return reply

    def _count(self, tries: _Tries, usage: Usage) -> None:
        tries.usage += usage
        self.usage += usage

    def _learn_from_refusal(self, error: Exception, known: Capabilities, *, limits: bool) -> bool:
        """Whether a 400 names something that can be asked differently; remembers it.

        `limits`: the schema had patterns and lengths, if the endpoint was thought to take them.
        """
        status, message = getattr(error, "status_code", None), faults.said(error)
        stated = isinstance(error, wire.StatedError)
        if not stated and status not in (400, 422) and not (status in (404, 500, 501) and names_format(message)):
            return False
        if known != self._known:  # several calls were refused for the same thing at once: the first has moved it
            return True
        # an error with status 200 that speaks of the stream is of one that broke off
        streamed = not stated and self.settings.stream and not self.identity.embedded and "stream" not in known.dropped
        learned = after_refusal(message, known, streamed=streamed, limits=limits)
        if learned is None:
            return False
        self._known, self._worth_keeping = learned, not about_our_schema(message)
        return True

    def _learn_from_reply(self, call: Call, schema: dict[str, Any], known: Capabilities) -> bool:
        """Whether to ask again, since a model thought until the limit. What was learned is kept once it has worked."""
        if self.identity.embedded or known != self._known:
            return False
        thinks = bool(call.usage.reasoning or call.reasoning)
        if thinks and not known.thinks:
            self._known = known.model_copy(update={"thinks": True})
            return call.outcome == "length" and self.settings.reasoning_tokens > 0
        if call.outcome != "ok":
            return False
        if not _follows(call.text, schema, known):
            # the form was accepted and ignored: the next request, a repair perhaps, is made on the next rung
            self._known = known.lower() or known
        elif known != Capabilities() and self._worth_keeping and known != self._memory.recall(self.endpoint):
            self._memory.keep(self.endpoint, known)
        return False

    def _call(self, sent: Sent, reply: wire.Reply, tries: _Tries, known: Capabilities) -> Call:
        seconds = self._clock() - tries.began_s - tries.queued_s
        self.usage += Usage(seconds=seconds - tries.usage.seconds)
        usage = tries.usage.model_copy(update={"seconds": round(seconds, 3)})
        cost = Decimal(0) if self.identity.embedded else cost_of(usage, self.identity.model, self._prices)
        call = self.recorded(sent, reply, known.rung, cost)
        return call.model_copy(update={"usage": usage, "faults": tuple(tries.faults)})

    def batch_body(
        self, prompt: str, messages: Sequence[Message], schema: dict[str, Any], max_tokens: int
    ) -> tuple[dict[str, Any], ResponseFormat]:
        """The body that `complete` would send now, but for the stream, which batches do not have; and its rung."""
        known = self._known
        body = self._body(prompt, messages, schema, max_tokens, known)
        return {k: v for k, v in body.items() if k not in ("stream", "stream_options")}, known.rung

    @property
    def known(self) -> bool:
        """Whether something was learned of the endpoint; False also for one that takes everything."""
        return self._known != Capabilities()

    def batch_cost(self, usage: Usage) -> Decimal | None:
        """US dollars for a reply out of a batch; None: unknown."""
        cost = cost_of(usage, self.identity.model, self._prices)
        return None if cost is None else cost * self._prices.batch_factor

    def recorded(self, sent: Sent, reply: wire.Reply, rung: ResponseFormat, cost: Decimal | None) -> Call:
        """The record of a reply; `cost` in US dollars, None: unknown."""
        model = self.identity.model if self.identity.embedded else reply.model or self.identity.model
        kept = {k: v for k, v in sent.body.items() if k not in ("messages", "response_format", "tools")}
        return Call(
            prompt=sent.prompt,
            messages=tuple(sent.messages),
            model=self.redact.exact(model),
            response_format=rung,
            outcome=_outcome(reply),
            text=self.redact.exact(reply.text),
            reasoning=self.redact.exact(reply.reasoning),
            refusal=self.redact.exact(reply.refusal) if reply.refusal else None,
            finish_reason=self.redact.exact(reply.finish_reason) if reply.finish_reason else None,
            usage=reply.usage,
            cost_usd=None if cost is None else float(cost),
            prompt_hash=_hash([sent.body["messages"], sent.schema]),
            parameters=kept,
        )


def _http_client(endpoint: Endpoint) -> httpx2.AsyncClient:
    """A client that asks no proxy for a server on this machine, and never another host than the endpoint's."""
    host = urlsplit(endpoint.base_url).hostname or ""
    here = host in ("localhost", "::1") or host.startswith("127.")
    home = httpx2.URL(endpoint.base_url)

    async def bound(response: httpx2.Response) -> None:
        await end_at(ANSWER_MAX_BYTES, response)
        if response.is_error:  # the SDK reads an error's body where what breaks there is none of its own errors
            await response.aread()

    async def stay(request: httpx2.Request) -> None:
        """Before each request, those of redirects too."""
        url = request.url
        if url.host != home.host or (url.scheme, url.port) not in ((home.scheme, home.port), ("https", None)):
            raise faults.RedirectedError(url.netloc.decode("ascii", "replace"))

    hooks: dict[str, list[Callable[..., Any]]] = {"request": [stay], "response": [bound]}
    return openai.DefaultAsyncHttpx2Client(trust_env=not here, verify=tls(), headers=PACKINGS, event_hooks=hooks)


def _login_header(endpoint: Endpoint) -> dict[str, str] | None:
    """The login of a URL such as https://me:word@host/v1 as a header; it takes the key's place. None: there is none."""
    if endpoint.login is None:
        return None
    pair = base64.b64encode(endpoint.login.get_secret_value().encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _tokens_of(messages: Sequence[Message]) -> int:
    return sum(count_tokens(message.content) for message in messages)


def _limit_of(body: dict[str, Any]) -> int:
    return int(body.get("max_tokens") or body["max_completion_tokens"])


def _hash(parts: object) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _outcome(reply: wire.Reply) -> Finish:
    if reply.refusal:
        return "refusal"
    match reply.finish_reason:
        case "length" | "content_filter" as reason:
            return reason
    return "ok" if reply.text else "empty"


def _follows(text: str, schema: dict[str, Any], known: Capabilities) -> bool:
    """Whether a reply has the form that the rung promises: an object, and with a schema also its fields."""
    if known.rung == "text":
        return True
    try:
        value = read_object(text)
    except ValueError:
        return False
    required = schema.get("required", []) if known.rung == "json_schema" else []
    return set(required) <= value.keys()
