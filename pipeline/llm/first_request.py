"""Tries key, model and endpoint with one tiny request, before anything is downloaded for them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import openai

from pipeline.errors import EndpointRefused
from pipeline.llm import faults, wire
from pipeline.llm.client import LlmClient
from pipeline.llm.fields import count
from pipeline.messages import _
from schemas.calls import Usage

TIMEOUT_S = 20.0  # a server that is slower may be loading its model: the first paper finds out
CONNECT_TRIES = 3
PAUSE_S = 1.0
_WINDOW_NAMES = ("max_model_len", "context_length", "context_window")  # of vLLM, OpenRouter and Groq


async def try_endpoint(client: LlmClient, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> str:
    """Ask for one token: "", or why there was none. Raises EndpointRefused where no other request is answered either.

    What may pass (429, 5xx, a slow answer) and what concerns only the form of this request raise nothing. An endpoint
    that answered an earlier run is waited for while it is down; of a new one the address may be wrong.
    """
    attempt = 0
    while attempt < CONNECT_TRIES:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                reply = await client.api.chat.completions.create(
                    model=client.identity.model, messages=[{"role": "user", "content": "hi"}], max_tokens=1
                )
        except (openai.APITimeoutError, TimeoutError):
            return _("no answer in {seconds:g} s", seconds=TIMEOUT_S)
        except (ValueError, RecursionError):  # of the SDK's parser
            return _("an answer that is no JSON")
        except openai.APIConnectionError as e:
            error: openai.OpenAIError = wire.endless(e) or e
            if error is not e:
                break
            if client.worked_before and client.still_down(e) > faults.OUTAGE_STEP_S:
                await sleep(faults.OUTAGE_STEP_S)
                continue
            attempt += 1
            if attempt < CONNECT_TRIES:
                await sleep(PAUSE_S)
        except openai.OpenAIError as e:
            error = e
            break
        else:
            if isinstance(reply, str) and reply.lstrip().startswith("<"):  # openai hands on what is no JSON as it came
                raise EndpointRefused(
                    _("{model} at {host}", model=client.identity.model, host=client.identity.host),
                    _("answered with a web page"),
                    _("check OPENAI_BASE_URL: most addresses end in /v1"),
                )
            counted = getattr(reply, "usage", None)
            if counted is not None:
                prompt, completion = (getattr(counted, f"{of}_tokens", 0) for of in ("prompt", "completion"))
                client.usage += Usage(prompt=count(prompt), completion=count(completion))
            client.outage.answered()
            client.works()
            return ""
    told = faults.unavailable(error, client.endpoint, CONNECT_TRIES, client.redact)
    if isinstance(error, openai.APIConnectionError) or _final(error):
        raise EndpointRefused(told.subject, told.fact, told.remedy)
    return told.fact


async def window_told(client: LlmClient) -> int | None:
    """The tokens that the endpoint's list of models says it reads, as vLLM's does; None: it says nothing."""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            models = [model async for model in client.api.models.list()]
    except (openai.OpenAIError, TimeoutError, ValueError, RecursionError):
        return None
    known = next((model.model_extra or {} for model in models if model.id == client.identity.model), {})
    said = next((known[name] for name in _WINDOW_NAMES if name in known), None)
    return count(said) or None


def _final(error: openai.OpenAIError) -> bool:
    """Whether it holds for every other request too."""
    status = getattr(error, "status_code", None)
    if faults.no_credit(error) or isinstance(error, faults.RedirectedError | wire.EndlessError) or status in (401, 404):
        return True
    if faults.worth_another_try(error) or faults.filtered(error):
        return False
    return faults.bad_key(error) or (status in (400, 422) and bool(faults.NO_SUCH_MODEL.search(faults.said(error))))
