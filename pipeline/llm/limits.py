"""What an endpoint's error says of how many tokens it takes: of an answer, and of a prompt with its answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

LEAST_ANSWER = 256  # tokens: a smaller bound is of something else
_NUMBER = r"[`'\"]?(\d[\d,_]{0,9})"


def _any_of(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


# what an endpoint says of the most tokens of an answer that it gives: a range, or a bound, of a parameter or in words
_ANSWERS = re.compile(
    r"max(?:imum)?[_ ]?(?:completion|output|new)?[_ ]?tokens|(?:completion|output) tokens|最大输出", re.IGNORECASE
)
_MOST = _any_of(
    rf"[\[(（【]\s*\d+\s*(?:,|，|、|to|-|~|–|\.\.)\s*{_NUMBER}\s*[\])）】]",  # must lie in [1, 4096]
    rf"\bbetween\s+\d+\s+and\s+{_NUMBER}",
    rf"\bfrom\s+\d+\s+(?:\(inclusive\)\s+)?to\s+{_NUMBER}",
    rf"(?<![A-Za-z\d_.-])[01]\s*(?:到|至|-|~|～|–|\.\.)\s*{_NUMBER}",
    rf"(?:\d|tokens)\s*>\s*{_NUMBER}",
    rf"(?:<=|≤|(?:less|lower|smaller) than(?: or equal to)?|below|no(?:t be)? (?:more|greater|larger|higher) than"
    rf"|(?:not|cannot) exceed|at most|up to|upper bound(?: is| of)"
    rf"|max(?:imum)?(?: allowed| supported)?(?: value| limit)?(?: for \S+)?(?: is| of| allowed is|:|\s*[(（])?"
    rf"|limit(?: is| of|ed to|:))\s*{_NUMBER}",
    rf"(?:不(?:能|得|可)?(?:大于|超过|高于)|小于(?:等于)?|最大(?:值|允许|支持|(?:输出)?长度)?(?:为|是)?|上限(?:为|是)?|最多)"
    rf"\s*[(（:：]?\s*{_NUMBER}",
    rf"{_NUMBER}\s*[为是](?:最大|上限)",
)
_BELOW = re.compile(r"(?:(?:less|lower|smaller) than|below|小于)\s*[`'\"]?\d|to\s+\d+\s+\(exclusive\)", re.IGNORECASE)

TOO_LONG = re.compile(
    r"context|too (?:long|large)|too many (?:\w+ )?tokens|(?:input|prompt|sequence|content) (?:max(?:imum)? )?length"
    r"|input token|prompt[_ ]tokens|inputs must|max_seq_len|n_ctx|exceeds max length|token limit|max message tokens"
    r"|tokens in request|reduce (?:the|your) (?:length|message|input|prompt)|超长|过长|上下文|总数超过"
    r"|(?:超过|超出).{0,12}长度",
    re.IGNORECASE,
)
_TOTAL = _any_of(
    rf"context (?:length|size|window)(?: of| is)?(?: only)?:?\s*\(?{_NUMBER}",
    rf"n_ctx\W{{1,4}}{_NUMBER}",  # llama.cpp
    rf"maximum number of tokens allowed \({_NUMBER}\)",  # Gemini
    rf"input length should be [\[(]\s*\d+\s*,\s*{_NUMBER}",  # DashScope
    rf"max_seq_len \({_NUMBER}\)",  # SiliconFlow
    rf"tokens > {_NUMBER} maximum",  # Anthropic
    rf"model with {_NUMBER} maximum context",  # Mistral
    rf"token limit:\s*{_NUMBER}",  # Moonshot
    rf"context limit:\s*\d+\s*\+\s*\d+\s*>\s*{_NUMBER}",
    rf"`max_new_tokens` must be <= {_NUMBER}",  # Text Generation Inference
    rf"inputs must have less than {_NUMBER}",
    rf"limit {_NUMBER}, requested",  # Groq: a request for which no minute has room
    rf"prompt cannot exceed {_NUMBER}",  # Together
    rf"(?:max(?:imum)? (?:prompt|input|sequence) length|maximum allowed length|max length)(?: of| is|:)?\s*{_NUMBER}",
    rf"(?:prompt|input|content)\b[^.]{{0,40}}?(?:limit(?: of|:)?|max|exceeds) {_NUMBER}(?: tokens)?",
    rf"(?:上下文|总数超过|输入长度\D{{0,16}}最大)\D{{0,8}}(?:\d+\s*>\s*)?{_NUMBER}",
)
_PROMPT = _any_of(
    rf"{_NUMBER} (?:`inputs` tokens|input tokens|(?:tokens )?(?:in|of|from) (?:the )?(?:input )?"
    rf"(?:messages|prompt|text input))",
    rf"messages (?:resulted in|with) {_NUMBER}",
    rf"first {_NUMBER} tokens",
    rf"(?:prompt|request) contains {_NUMBER}",
    rf"token count \({_NUMBER}\)",
    rf"(?:input|request) \({_NUMBER} tokens\)",
    rf"prompt[_ ]tokens(?: \(|\":\s*|:\s*){_NUMBER}",
    rf"too long:\s*{_NUMBER}",
    rf"(?:input|prompt) length \(?{_NUMBER}\)? exceeds",
    rf"(?:context limit|超出限制)\s*[:：]\s*{_NUMBER}",
    rf"(?:requested:|given:|received)\s*{_NUMBER}",
    rf"(?:输入为|tokens 数)\s*{_NUMBER}",
)


class Window(NamedTuple):
    """What an error about length says, in tokens."""

    total: int | None  # of prompt and answer together; None: it does not say
    prompt: int | None  # that it counted in this prompt; None: it does not say


def window_in(body: str) -> Window | None:
    """What an error's whole body says of a request that is too long; None: it is about something else."""
    total = _first(_TOTAL, body)
    if total is None and (answer_limit(body) is not None or not TOO_LONG.search(body)):
        return None
    return Window(total, _first(_PROMPT, body))


def answer_limit(message: str) -> int | None:
    """The most tokens of an answer that an error states; None: it states none."""
    if not _ANSWERS.search(message) or _first(_TOTAL, message) is not None:
        return None
    most = _first(_MOST, message)
    return most if most is None else most - bool(_BELOW.search(message))


def _first(patterns: Sequence[re.Pattern[str]], text: str) -> int | None:
    """The number that the first fitting pattern finds; None: none does, or it is too small."""
    for pattern in patterns:
        if found := pattern.search(text):
            number = int(re.sub(r"[,_]", "", found.group(1)))
            return number if number >= LEAST_ANSWER else None
    return None
