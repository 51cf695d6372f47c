"""What calls cost: an unknown price is unknown, never nothing."""

from __future__ import annotations

import re
from decimal import Decimal

import genai_prices
import pytest
from genai_prices import calc_price
from genai_prices.data_snapshot import get_snapshot

from pipeline.config import CHECKOUT, Price, Prices, load_config
from pipeline.llm.endpoint import EMBEDDED, OPENAI_HOST, OPENAI_MODEL, ModelIdentity
from pipeline.llm.prices import Cost, cost_of, find_price, known_cost_of, prices_at
from schemas.calls import Usage

TABLE = Prices(
    date="2026-11-22",
    models=(
        Price(
            model="m",
            host="api.example",
            input=Decimal("0.25"),
            cached_input=Decimal("0.025"),
            output=Decimal(2),
        ),
        Price(model="plain", host="api.example", input=Decimal(1), output=Decimal(4)),
        Price(
            model="tariff",
            host="other.example",
            input=Decimal(1),
            output=Decimal(4),
            at_most=True,
        ),
    ),
)
USAGE = Usage(calls=1, prompt=10_000, cached=8_000, completion=1_000, reasoning=400)


def identity(host: str, model: str = "m") -> ModelIdentity:
    return ModelIdentity(model=model, host=host, passes="single", context_tokens=8192)


def test_cached_tokens_are_a_part_of_the_prompt_and_reasoning_a_part_of_the_completion() -> None:
    assert cost_of(USAGE, "m", TABLE) == Decimal("0.0027")  # 2,000 × 0.25 + 8,000 × 0.025 + 1,000 × 2, in millionths
    assert cost_of(USAGE, "plain", TABLE) == Decimal("0.014")  # no price for cached tokens: they cost as much as others


def test_a_sum_of_usages_costs_the_sum_of_the_costs() -> None:
    one, two = USAGE, Usage(calls=2, prompt=333, completion=7)
    both = [cost_of(u, "m", TABLE) for u in (one, two)]
    assert cost_of(one + two, "m", TABLE) == sum(c for c in both if c is not None)


def test_a_dated_snapshot_has_the_price_of_its_model_and_no_other_suffix_has() -> None:
    assert find_price("m-2026-08-07", TABLE) == find_price("m", TABLE)
    assert find_price("m-large", TABLE) is None


@pytest.mark.parametrize(
    ("usage", "model", "words"),
    [
        (USAGE, "never-heard-of", "unknown"),
        (Usage(unmetered=1), "m", "unknown"),
        (
            USAGE + Usage(calls=1, unmetered=1),
            "m",
            "unknown (0.0027 USD known, prices of 2026-11-22; 1 call without a known cost)",
        ),
    ],
)
def test_what_is_not_known_is_not_nothing(usage: Usage, model: str, words: str) -> None:
    cost = known_cost_of(usage, model, TABLE)
    assert cost_of(usage, model, TABLE) is None
    assert (cost.usd, str(cost)) == (None, words)


def test_a_run_that_asked_nothing_costs_nothing_even_with_an_unknown_model() -> None:
    cost = known_cost_of(Usage(), "never-heard-of", TABLE)
    assert (cost.usd, str(cost)) == (0.0, "0 USD")


def test_costs_in_words() -> None:
    assert str(known_cost_of(USAGE, "m", TABLE)) == "0.0027 USD (prices of 2026-11-22)"
    assert str(known_cost_of(USAGE, "tariff", TABLE)) == "at most 0.0140 USD (prices of 2026-11-22)"
    assert str(known_cost_of(Usage(calls=1, prompt=10), "m", TABLE)) == "0.0000025 USD (prices of 2026-11-22)"
    assert (str(Cost(embedded=True)), Cost(embedded=True).usd) == ("0 (embedded)", 0.0)


def test_a_price_holds_at_its_host_only() -> None:
    assert [p.model for p in prices_at(identity("api.example"), TABLE).models] == [
        "m",
        "plain",
    ]
    assert prices_at(identity("127.0.0.1:8000"), TABLE).models == ()
    assert prices_at(identity(EMBEDDED), TABLE).models == ()


def test_the_shipped_table_is_dated_and_has_the_default_model() -> None:
    shipped = load_config(CHECKOUT / "config.toml", {}).prices
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", shipped.date)
    assert shipped.source
    assert len({(p.model, p.host) for p in shipped.models}) == len(shipped.models)
    openai = prices_at(identity(OPENAI_HOST), shipped)
    assert cost_of(Usage(calls=1, prompt=1_000_000, completion=1_000_000), OPENAI_MODEL, openai) == Decimal("2.25")
    for price in shipped.models:
        assert 0 < price.input < price.output
        assert price.cached_input is not None
        assert price.cached_input < price.input


def test_the_shipped_prices_are_those_of_another_table() -> None:
    """genai-prices is kept by other people from the same pages; "at most" is no less than what it says."""
    known = {provider.id for provider in get_snapshot().providers}
    unknown = set[str]()
    for price in load_config(CHECKOUT / "config.toml", {}).prices.models:
        provider = price.host.removeprefix("api.").removesuffix(".com")
        if provider not in known:
            unknown.add(price.host)
            continue
        for counts, ours in (
            ({"input_tokens": 1000}, price.input),
            ({"input_tokens": 1000, "cache_read_tokens": 1000}, price.cached_input),
            ({"output_tokens": 1000}, price.output),
        ):
            theirs = calc_price(genai_prices.Usage(**counts), price.model, provider_id=provider).total_price * 1000
            assert ours is not None
            assert ours >= theirs if price.at_most else ours == theirs, (
                price.model,
                counts,
                theirs,
            )
    assert unknown == {"dashscope.aliyuncs.com"}  # read from Aliyun's own page, by hand
