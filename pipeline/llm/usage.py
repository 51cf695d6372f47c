"""The tokens that an endpoint reports for an answer."""

from __future__ import annotations

from typing import Any

from pipeline.llm.fields import MOST_TOKENS, count, dict_of
from schemas.calls import Usage

_CACHED = ("cached_tokens", "prompt_cached_tokens", "num_cached_tokens")  # Moonshot's and those of gateways


def usage_of(raw: Any) -> Usage:
    """The usage that an endpoint reports; one that reports none is unmetered.

    Some count reasoning beside the completion and not in it, or what was cached beside the prompt; the total tells.
    """
    reported = dict_of(raw)
    read = reported.get("prompt_tokens", reported.get("input_tokens"))
    if type(read) is not int or read > MOST_TOKENS:
        return Usage(calls=1, unmetered=1)
    prompt, completion = count(read), count(reported.get("completion_tokens", reported.get("output_tokens")))
    cached = _cached(reported)
    stored = count(reported.get("cache_creation_input_tokens"))
    apart = "prompt_tokens" not in reported and "cache_read_input_tokens" in reported  # in Anthropic's own words
    if apart or cached + stored > prompt or reported.get("total_tokens") == prompt + cached + stored + completion:
        prompt += cached + stored
    reasoning = count(dict_of(reported.get("completion_tokens_details")).get("reasoning_tokens"))
    if reasoning and reported.get("total_tokens") == prompt + completion + reasoning:
        completion += reasoning
    return Usage(
        calls=1,
        prompt=prompt,
        completion=completion,
        cached=cached,
        reasoning=reasoning,
    )


def _cached(reported: dict[str, Any]) -> int:
    """Tokens of a prompt that were cached, in the words of OpenAI, its newer API, DeepSeek, and Anthropic."""
    details = dict_of(reported.get("prompt_tokens_details") or reported.get("input_tokens_details"))
    words = ("prompt_cache_hit_tokens", "cache_read_input_tokens", *_CACHED)
    return count(details.get("cached_tokens")) or next(filter(None, (count(reported.get(w)) for w in words)), 0)
