"""What can go wrong with a request: whether another try may help, how long to wait, and how a user is told."""

from __future__ import annotations

import json
import math
import random
import re

import httpx2
import openai
from tenacity import RetryCallState
from tenacity.wait import wait_exponential

from pipeline.errors import ModelUnavailable
from pipeline.llm import limits, waits, wire
from pipeline.llm.capabilities import Capabilities, after_refusal, names_format
from pipeline.llm.endpoint import Endpoint
from pipeline.llm.error_words import text_of, words_in
from pipeline.llm.redact import Redactor
from pipeline.llm.wire import BrokenReplyError, SilentReplyError
from pipeline.machine import server_time
from pipeline.messages import _

RETRY_STATUS = frozenset({408, 409, 429})  # and every 5xx
DOWN_STATUS = frozenset({502, 503, 504, 529})  # of an endpoint that is down or overloaded; 500 may be of one request
MOST_OF_ALL = 20_000  # characters of an error that are looked through
OUTAGE_STEP_S = 15.0  # between two tries at an endpoint that is down, so that its return is soon seen
_BACKOFF = wait_exponential(multiplier=1, max=48)
JITTER = (0.75, 1.25)  # keeps parallel papers from returning together; each wait still exceeds the one before


class RedirectedError(openai.OpenAIError):
    """The endpoint sent a request on to another host, which gets neither paper nor key; the message is the host."""


def said(error: BaseException) -> str:
    """The endpoint's own words, whatever their form; ours where it has none."""
    if not isinstance(error, openai.APIStatusError):
        return str(error)
    return words_in(_body_of(error)) if error.body else str(error)


_NO_CREDIT = re.compile(
    r"insufficient[ _](?:\w+[ _])?(?:quota|balance|credits?|funds)|exceeded your current (?:token )?quota|"
    r"out of credits?|"
    r"(?:balance|credit)s? (?:is|are) (?:too low|not enough|insufficient)|overdue|free tier\b.{0,40}exhausted|"
    r"all available credits|(?:no|any) credits|(?:spending|billing|hard)[ _](?:hard[ _])?limit|"
    r"budget(?:_| has been )exceeded|exceeded (?:their|your) budget|API usage limits|billing_not_active|"
    r"check your billing details|payment required|included credits|"
    r"余额不足|欠费|充值|额度(?:已|不足)|资源包|Arrearage",
    re.IGNORECASE,
)
_BUSY = re.compile(
    r"overload|server is busy|too many requests|rate.?limit|(?:currently|temporarily) unavailable|"
    r"try again later|upstream connect|at capacity|timed out|繁忙|过载|限流|频繁|稍后|并发",
    re.IGNORECASE,
)
_FILTERED = re.compile(
    r"content[ _]?(?:filter|management|policy|polic)|data_inspection_failed|DataInspectionFailed|inappropriate content|"
    r"Content Exists Risk|ResponsibleAI|(?:safety|moderation)[ _](?:system|filter|policy|check)|"
    r"requires moderation|was flagged|high risk|(?:usage|content) (?:policy|guidelines)|prohibited[ _]content|"
    r"sensitive[ _]?(?:content|information|words?)|new_sensitive|not compliant|guardrail|"
    r"content moderation|unsafe content|policy violation|"
    r"敏感|违规|内容安全|安全审核|审核[不未]通过|不合规|风控",
    re.IGNORECASE,
)


_BAD_KEY = re.compile(
    r"(?:api|access|auth\w*)[ _-]?(?:key|token).{0,24}(?:not valid|invalid|incorrect|expired|not found|disabled)|"
    r"(?:invalid|incorrect|wrong|missing)\b.{0,12}(?:api|access|auth\w*)[ _-]?(?:key|token)|"
    r"api secret key|身份验证|鉴权失败|密钥(?:无效|错误)|无效的?令牌|令牌(?:已过期|无效)",
    re.IGNORECASE,
)
_NO_SERVICE_HERE = re.compile(
    r"(?:country|region|location).{0,40}not supported|不支持.{0,8}(?:地区|国家)", re.IGNORECASE
)
NO_SUCH_MODEL = re.compile(
    r"model\W.{0,80}?(?:not exist|not found|unknown|invalid|not supported)"
    r"|(?:no such|unknown|invalid) model|模型不存在",
    re.IGNORECASE | re.DOTALL,
)


def no_credit(error: BaseException) -> bool:
    """Which no waiting mends. OpenAI says it with a 429, others with a 402, or a 400 or 403 and their own words."""
    if isinstance(error, wire.StatedError):
        return bool(_NO_CREDIT.search(str(error)))
    if not isinstance(error, openai.APIStatusError) or error.status_code not in (400, 401, 402, 403, 429):
        return False
    if error.status_code == 402 or error.code == "insufficient_quota":
        return True
    return bool(_NO_CREDIT.search(all_of(error))) and retry_after_s(error) is None


def filtered(error: BaseException) -> bool:
    """Whether the endpoint's content filter refuses this paper: no other paper is concerned."""
    if isinstance(error, wire.StatedError):
        return bool(_FILTERED.search(str(error)))
    return (
        isinstance(error, openai.APIStatusError)
        and error.status_code in (400, 403, 422, 451)
        and (error.status_code == 451 or bool(_FILTERED.search(all_of(error))))
    )


def bad_key(error: BaseException) -> bool:
    """Whether the endpoint refuses the key, so that no other request is answered either."""
    status = getattr(error, "status_code", None)
    stated = isinstance(error, wire.StatedError) or status == 400
    return status in (401, 403) or (stated and bool(_BAD_KEY.search(said(error))))


def all_of(error: Exception) -> str:
    """The whole body of an error, with its codes; the SDK's own record of it is less what stands beside `error`."""
    if not isinstance(error, openai.APIStatusError):
        return str(error)
    text = text_of(_content(error))
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = text or error.body
    return (json.dumps(body, ensure_ascii=False, default=str) if body else str(error))[:MOST_OF_ALL]


def _body_of(error: openai.APIStatusError) -> object:
    """What the SDK kept of an answer, or all of it where that is no UTF-8."""
    content = _content(error)
    return content if "\ufffd" in content.decode("utf-8", "replace") else error.body


def _content(error: openai.APIStatusError) -> bytes:
    try:
        return error.response.content
    except httpx2.StreamError:
        return b""


def worth_another_try(error: BaseException) -> bool:
    """Whether the same request may be answered later."""
    if isinstance(error, openai.APIStatusError):
        if no_credit(error) or filtered(error) or (error.status_code in (500, 501) and names_format(said(error))):
            return False
        busy = error.status_code in (400, 403) and bool(_BUSY.search(said(error)))
        return busy or error.status_code in RETRY_STATUS or error.status_code >= 500
    if isinstance(error, wire.StatedError):
        return not (names_what_to_change(str(error)) or filtered(error) or no_credit(error) or bad_key(error))
    return isinstance(error, openai.APIConnectionError | TimeoutError | BrokenReplyError)


def names_what_to_change(words: str) -> bool:
    """Whether an error is of the request itself: its parameters, its form, its length, its model."""
    learned = after_refusal(words, Capabilities(), streamed=False)
    return learned is not None or bool(limits.window_in(words) or NO_SUCH_MODEL.search(words))


def is_down(error: BaseException | None) -> bool:
    """Whether the endpoint cannot be reached, or says that it is down; nothing was paid."""
    if isinstance(error, openai.APIStatusError):
        return error.status_code in DOWN_STATUS
    return isinstance(error, openai.APIConnectionError) and not may_be_charged(error)


def may_be_charged(error: BaseException) -> bool:
    """Whether the endpoint may have worked on it, so that its cost is unknown."""
    if isinstance(error, BrokenReplyError):
        return error.usage is None
    if isinstance(error, wire.EndlessError):
        return True
    if isinstance(error, openai.APIConnectionError):
        return not isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout)
    return isinstance(error, TimeoutError)


def wait_s(state: RetryCallState) -> float:
    """Seconds before the next try: what the endpoint asks for, or exponential with jitter."""
    error = state.outcome.exception() if state.outcome else None
    asked_s = retry_after_s(error)
    if asked_s is not None:
        return asked_s
    longest_s = OUTAGE_STEP_S if is_down(error) else math.inf
    return min(longest_s, _BACKOFF(state)) * random.uniform(*JITTER)


def retry_after_s(error: BaseException | None) -> float | None:
    """Seconds that the endpoint asks to wait, of its headers, else of its words; None: it asks for none.

    Retry-After is a number or a date (RFC 9110, 10.2.3); retry-after-ms is OpenAI's; Gemini's stands in the body.
    """
    if not isinstance(error, openai.APIStatusError):
        return None
    headers = error.response.headers
    milliseconds = headers.get("retry-after-ms", "") or headers.get("x-ms-retry-after-ms", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", milliseconds):
        return float(milliseconds) / 1000
    now_s = server_time(headers.get("date"))
    asked_s = waits.seconds_of(headers.get("retry-after", "") or headers.get("x-retry-after", ""), now_s)
    if asked_s is not None or error.status_code not in (400, 403, 429, 503, 529):
        return asked_s
    said_s = waits.wait_in_body(all_of(error), now_s)
    return waits.wait_in_headers(headers.items()) if said_s is None and error.status_code == 429 else said_s


def in_short(error: BaseException, redact: Redactor) -> str:
    """A fault of one try for the record of the call."""
    status = getattr(error, "status_code", None)
    if status is not None:
        return f"HTTP {status}"
    if isinstance(error, wire.StatedError):
        return redact(f"an error with status 200: {error}")[:120]
    if isinstance(error, openai.APITimeoutError | TimeoutError):
        return "timeout"
    if isinstance(error, openai.APIConnectionError):
        return "connection lost"
    return redact(str(error))[:120]


def unavailable(error: Exception, endpoint: Endpoint, tries: int, redact: Redactor) -> ModelUnavailable:
    """The error for the user: which model and endpoint, what happened, and what helps. It holds no key."""
    where = _("{model} at {host}", model=endpoint.identity.model, host=endpoint.identity.host)
    status = getattr(error, "status_code", None)
    detail = redact(said(error))[:200]
    tried = _("1 try") if tries == 1 else _("{count} tries", count=tries)
    if no_credit(error):
        return ModelUnavailable(
            where,
            _("has no credit left (HTTP {status}: {detail})", status=status or 200, detail=detail),
            _("check the account's balance"),
        )
    if _NO_SERVICE_HERE.search(detail):
        remedy = _("use another endpoint, or a proxy (HTTPS_PROXY)")
        return ModelUnavailable(where, _("does not serve the place where you are ({detail})", detail=detail), remedy)
    if bad_key(error):
        return ModelUnavailable(
            where,
            _("refused the key (HTTP {status}: {detail})", status=status or 200, detail=detail),
            _("check OPENAI_API_KEY"),
        )
    stated = isinstance(error, wire.StatedError)
    if status == 404 or ((stated or status in (400, 422)) and NO_SUCH_MODEL.search(detail)):
        return ModelUnavailable(
            where,
            _("no such model or address (HTTP {status}: {detail})", status=status or 200, detail=detail),
            _("check --model and the URL"),
        )
    if status == 429:
        asked_s = retry_after_s(error)
        asks = _(", and asks to wait {asked_s:.0f} s", asked_s=asked_s) if asked_s else ""
        fact = _("still rate-limited after {tried} (HTTP 429{asks}: {detail})", tried=tried, asks=asks, detail=detail)
        return ModelUnavailable(where, fact, _("run again later, or set llm.rpm and llm.tpm to the account's limits"))
    if isinstance(error, openai.APITimeoutError | TimeoutError):
        fact = _("no answer within {timeout_s:g} s, {tried}", timeout_s=endpoint.timeout_s, tried=tried)
        return ModelUnavailable(where, fact, _("raise llm.timeout_s (local.timeout_s for the embedded model)"))
    if isinstance(error, openai.APIConnectionError) and "CERTIFICATE_VERIFY_FAILED" in str(error.__cause__):
        remedy = _("set SSL_CERT_FILE to your organisation's certificates")
        return ModelUnavailable(where, _("has a certificate that is not trusted, {tried}", tried=tried), remedy)
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailable(
            where, _("cannot be reached, {tried}", tried=tried), _("check the network and OPENAI_BASE_URL")
        )
    if isinstance(error, RedirectedError):
        fact = _("redirects to {host}, which was not named", host=detail)
        return ModelUnavailable(where, fact, _("name the address itself in OPENAI_BASE_URL or llm.base_url"))
    if isinstance(error, SilentReplyError):
        return ModelUnavailable(
            where,
            _("fell silent, {tried} ({detail})", tried=tried, detail=detail),
            _("run again later, or raise llm.stall_s"),
        )
    if isinstance(error, wire.StatedError):
        return ModelUnavailable(
            where, _("answered with an error, {tried} ({detail})", tried=tried, detail=detail), _("run again later")
        )
    if isinstance(error, BrokenReplyError):
        return ModelUnavailable(
            where, _("broke off its answer, {tried} ({detail})", tried=tried, detail=detail), _("run again later")
        )
    if status is None:
        return ModelUnavailable(
            where, _("gave an answer of another kind ({detail})", detail=detail), _("check OPENAI_BASE_URL")
        )
    fact = _("failed (HTTP {status}: {detail})", status=status, detail=detail)
    if status >= 500:
        return ModelUnavailable(where, fact, _("run again: what was answered so far is kept"))
    if "context" in detail or "too long" in detail or status == 413:
        return ModelUnavailable(where, fact, _("set llm.context_tokens to what the model takes"))
    return ModelUnavailable(where, fact, _("check the settings under [llm]"))
