"""The embedded model: llama.cpp's OpenAI-compatible server, run in this process on 127.0.0.1."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from pipeline.config import Local
from pipeline.errors import ModelUnavailable
from pipeline.llm.endpoint import Endpoint, ModelIdentity
from pipeline.machine import usable_cores
from pipeline.messages import _

CACHE_RAM_MIB = 256  # prompts kept for their common beginnings; the default of 8,192 is no size for a laptop


class LocalModel:
    """A running embedded server; it ends with the process."""

    def __init__(self, path: Path, settings: Local, identity: ModelIdentity) -> None:
        """Load the weights and serve them on a free port.

        Raises ModelUnavailable when xllamacpp has no wheel for this machine or the file cannot be loaded.
        """
        try:
            import xllamacpp
        except ImportError as e:
            raise ModelUnavailable(
                _("the embedded model"),
                _("xllamacpp cannot be imported ({reason})", reason=e),
                _("set OPENAI_BASE_URL to use an endpoint"),
            ) from e
        self._key = secrets.token_urlsafe(24)  # other users of this machine can reach the port
        threads = settings.threads or usable_cores()
        params: Any = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_ctx = settings.context_tokens
        params.n_parallel = 1
        params.hostnames = ["127.0.0.1"]
        params.port = 0
        params.api_keys = [self._key]
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
        params.cache_ram_mib = CACHE_RAM_MIB
        params.ui = False
        params.verbosity = 0
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError as e:
            raise ModelUnavailable(
                _("the embedded model"),
                _("{name} cannot be loaded ({reason})", name=path.name, reason=e),
                _("verify the file"),
            ) from e
        self._settings, self._identity = settings, identity

    def endpoint(self) -> Endpoint:
        """The server as an endpoint for the client."""
        return Endpoint(
            identity=self._identity,
            base_url=f"{self._server.listening_address}/v1",
            api_key=SecretStr(self._key),
            timeout_s=self._settings.timeout_s,
            concurrency=1,
        )
