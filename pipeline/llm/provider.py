"""Gives the run its model: known at once, loaded or connected only when the first question comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.config import Config
from pipeline.llm.capabilities import Memory
from pipeline.llm.catalogue import find_weights
from pipeline.llm.endpoint import EMBEDDED, ModelIdentity, remote_endpoint
from pipeline.llm.local import LocalModel
from pipeline.llm.prices import Cost, known_cost_of, prices_at
from pipeline.llm.weights import Progress, check_model, ensure_weights
from pipeline.machine import check_proxies
from schemas.calls import Usage

if TYPE_CHECKING:
    from pipeline.llm.client import LlmClient


class Provider:
    """The configured model. Everything kept from earlier runs is found without loading it."""

    def __init__(
        self,
        config: Config,
        progress: Progress = lambda _done, _total: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        check_end: Callable[[], None] = lambda: None,
    ) -> None:
        """`sleep` and `check_end`, which is called before each question, may raise what ends the run.

        Raises UsageError for an endpoint or a proxy that is wrong, and for a local model that is none.
        """
        self._sleep, self._check_end = sleep, check_end
        self._config, self._progress = config, progress
        self._remote = remote_endpoint(config)
        if self._remote:
            check_proxies()
        self._lock = asyncio.Lock()
        self._client: LlmClient | None = None  # None: not needed yet
        self._local: LocalModel | None = None  # None: not needed, or not loaded yet
        self._tried: asyncio.Task[str] | None = None  # the first request; None: nothing has needed a model yet
        self.identity = self._remote.identity if self._remote else _embedded_identity(config)
        self.batched = Usage()  # of replies that came out of batches
        self.prices = prices_at(self.identity, config.prices)

    async def client(self) -> LlmClient:
        """The client; the first call fetches and loads the embedded model.

        Raises WeightsError or ModelUnavailable.
        """
        async with self._lock:
            if self._client is None:
                endpoint = self._remote or (await self._loaded()).endpoint()
                memory = Memory(self._config.paths.data_dir / "endpoints")
                # it imports openai, which takes most of a second
                LlmClient = (await asyncio.to_thread(import_module, "pipeline.llm.client")).LlmClient  # noqa: N806
                self._client = LlmClient(
                    endpoint, self._config.llm, self._sleep, time.monotonic, self.prices, memory, self._check_end
                )
            return self._client

    async def try_endpoint(self) -> str:
        """One tiny request to the endpoint, once: "", or why it was not answered. The embedded model needs none.

        Raises EndpointRefused.
        """
        if self._remote is None:
            return ""
        if self._tried is None:
            self._tried = asyncio.create_task(self._try())
        return await asyncio.shield(self._tried)

    async def _try(self) -> str:
        client = await self.client()
        from pipeline.llm.first_request import try_endpoint  # it imports openai

        return await try_endpoint(client, self._sleep)

    async def window(self) -> int | None:
        """The tokens that the endpoint reads, as it says or was found; None: nobody knows."""
        if self._remote is None:
            return None
        client = await self.client()
        from pipeline.llm.first_request import window_told

        return client.window or await window_told(client)

    @property
    def usage(self) -> Usage:
        """What this run has asked of the model so far."""
        return self._asked + self.batched

    @property
    def cost(self) -> Cost:
        """What this run has paid the endpoint so far."""
        if self.identity.embedded:
            return Cost(embedded=True)
        return known_cost_of(self._asked, self.identity.model, self.prices, self.batched)

    @property
    def _asked(self) -> Usage:
        return self._client.usage if self._client else Usage()

    async def close(self) -> None:
        """Close the client's connections."""
        if self._client is not None:
            await self._client.close()

    def check(self) -> None:
        """Raises UsageError where a model is named that can only be an endpoint's, and no key is set for one."""
        if self.identity.embedded:
            check_model(self._config.local.model)

    async def _loaded(self) -> LocalModel:
        """In a thread of its own, which may be left behind in the middle of a gigabyte."""
        loader = ThreadPoolExecutor(1, "weights")
        try:
            return await asyncio.get_running_loop().run_in_executor(loader, self._start)
        finally:
            loader.shutdown(wait=False)

    def _start(self) -> LocalModel:
        config = self._config
        self.check()
        path = ensure_weights(
            config.local.model, config.paths.models_dir, config.sources.huggingface_url, self._progress
        )
        self._local = LocalModel(path, config.local, self.identity)
        return self._local


def _embedded_identity(config: Config) -> ModelIdentity:
    passes: Literal["single", "focused"]
    known = find_weights(config.local.model)
    name = known.name if known else Path(config.local.model.removeprefix("hub:")).stem
    passes = "single" if config.llm.passes == "single" else "focused"
    return ModelIdentity(model=name, host=EMBEDDED, passes=passes, context_tokens=config.local.context_tokens)
