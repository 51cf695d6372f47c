"""What calls cost in US dollars, from the usage that endpoints report and the dated table of config.toml."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.config import Price, Prices
from pipeline.llm.endpoint import ModelIdentity
from pipeline.messages import _
from schemas.calls import Usage
from schemas.records import Record

MILLION = 1_000_000  # prices are per million tokens
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")  # endpoints answer with the snapshot's name: gpt-5-mini-2025-08-07


class Cost(Record):
    """The cost of some calls. Its known part is a lower bound where something is unknown."""

    known_usd: Decimal = Decimal(0)
    unknown_calls: int = 0  # calls of a model without a price, or without a usage, or that broke off
    embedded: bool = False
    at_most: bool = False  # some price is an upper bound
    date: str = ""  # of the prices

    @property
    def usd(self) -> float | None:
        """The whole cost; None: unknown."""
        return None if self.unknown_calls else float(self.known_usd)

    def __str__(self) -> str:
        """As the ledger says it: "0 (embedded)", "0.0123 USD (prices of …)" or "unknown", with the known part."""
        if self.embedded:
            return _("0 (embedded)")
        amount = _("{amount} USD", amount=_amount(self.known_usd))
        amount = _("at most {amount}", amount=amount) if self.at_most else amount
        dated = _("prices of {date}", date=self.date) if self.date else _("undated prices")
        if not self.unknown_calls:
            return f"{amount} ({dated})" if self.known_usd else _("{amount} USD", amount=0)
        if not self.known_usd:
            return _("unknown")
        calls = _("1 call") if self.unknown_calls == 1 else _("{count} calls", count=self.unknown_calls)
        return _(
            "unknown ({amount} known, {dated}; {calls} without a known cost)", amount=amount, dated=dated, calls=calls
        )


def cost_of(usage: Usage, model: str, prices: Prices) -> Decimal | None:
    """US dollars for `usage` of `model`; None: unknown, for want of a price or of a reported usage.

    `prices` are those of the model's host: see prices_at. Reasoning tokens are part of the completion, cached tokens
    part of the prompt; a call that broke off has no known usage, although it may be charged.
    """
    price = find_price(model, prices)
    return None if price is None or usage.unmetered else _priced(usage, price)


def known_cost_of(usage: Usage, model: str, prices: Prices, batched: Usage = Usage()) -> Cost:  # noqa: B008 - frozen
    """As cost_of, with what is known of it in words and numbers; `batched` are calls at the price of batches."""
    price, both = find_price(model, prices), usage + batched
    if price is None:
        return Cost(unknown_calls=max(both.calls, both.unmetered), date=prices.date)
    known = _priced(usage, price) + prices.batch_factor * _priced(batched, price)
    return Cost(known_usd=known, unknown_calls=both.unmetered, at_most=price.at_most and known > 0, date=prices.date)


def prices_at(model: ModelIdentity, prices: Prices) -> Prices:
    """The prices of that model's host: another endpoint may serve a model of the same name for another price."""
    return prices.model_copy(update={"models": tuple(p for p in prices.models if p.host == model.host)})


def find_price(model: str, prices: Prices) -> Price | None:
    """The price of the model or of the model that it is a dated snapshot of; None: unknown."""
    for name in (model, _DATED.sub("", model)):
        for price in prices.models:
            if price.model == name:
                return price
    return None


def _priced(usage: Usage, price: Price) -> Decimal:
    cached_price = price.input if price.cached_input is None else price.cached_input
    cached = min(usage.cached, usage.prompt)
    return ((usage.prompt - cached) * price.input + cached * cached_price + usage.completion * price.output) / MILLION


def _amount(usd: Decimal) -> str:
    """Four decimals, or two significant digits of a smaller amount: no cost is shown as 0."""
    return f"{Decimal(f'{usd:.2g}'):f}" if 0 < usd < Decimal("0.001") else f"{usd:.4f}"
