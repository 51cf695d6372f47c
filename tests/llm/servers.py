"""Two real model servers as endpoints that are known by their URL alone: llama.cpp's and dasLLAMA's."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from pipeline.config import load_config
from pipeline.llm.catalogue import find_weights
from pipeline.llm.endpoint import EMBEDDED, ModelIdentity
from pipeline.llm.local import LocalModel
from pipeline.machine import usable_cores
from schemas.records import Record

CONTEXT_TOKENS = 4096
READY_S = 600  # it rewrites the weights for this processor first: 10 s for the 0.5B on two loaded cores
DASLLAMA = Path(sys.executable).with_name("dasllama-server")


class Served(Record):
    """A running server and what a user configures for it."""

    name: str
    base_url: str
    key: str  # "": it wants none
    model: str

    def environment(self, data_dir: Path) -> dict[str, str]:
        """The variables that make it the endpoint, with every folder below `data_dir`; all else is as by default."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "RIBAO_"))}
        return kept | {
            "OPENAI_BASE_URL": self.base_url,
            "OPENAI_API_KEY": self.key,
            "RIBAO_LLM_MODEL": self.model,
            "RIBAO_LLM_CONTEXT_TOKENS": str(CONTEXT_TOKENS),
            "RIBAO_LLM_TIMEOUT_S": "900",
            "RIBAO_LLM_DEADLINE_S": "1800",
            "RIBAO_PATHS_DATA_DIR": str(data_dir / "data"),
            "RIBAO_PATHS_DIGESTS_DIR": str(data_dir / "digests"),
        }


def weights() -> Path:
    """The local model's file. Fails, never skips, where it is missing."""
    config = load_config()
    known = find_weights(config.local.model)
    assert known is not None
    path = config.paths.models_dir / known.file
    assert path.is_file(), "run `make test-llm`, which pulls the weights"
    return path


@contextmanager
def xllamacpp() -> Iterator[Served]:
    """llama.cpp's server, in this process."""
    identity = ModelIdentity(model="any", host=EMBEDDED, passes="focused", context_tokens=CONTEXT_TOKENS)
    local = load_config().local.model_copy(update={"context_tokens": CONTEXT_TOKENS})
    model = LocalModel(weights(), local, identity)  # it ends with the name
    endpoint = model.endpoint()
    yield Served(name="xllamacpp", base_url=endpoint.base_url, key=endpoint.api_key.get_secret_value(), model="any")


@contextmanager
def dasllama() -> Iterator[Served]:
    """dasLLAMA's server, another engine, as a process of its own. Skips where it has no wheel for this machine."""
    if importlib.util.find_spec("dasllama") is None:
        pytest.skip("dasllama is not installed: it has a wheel for x86-64 Linux with glibc 2.35 (make test-llm)")
    with tempfile.TemporaryDirectory(prefix="dasllama-") as folder:
        model = Path(folder) / "small.gguf"
        model.symlink_to(weights())  # it writes its own copy of the weights, 0.5 GB, beside the file that it is given
        port = _free_port()
        command = [str(DASLLAMA), "--model", str(model), "--port", str(port), "--gpu", "off"]
        command += ["--ctx", str(CONTEXT_TOKENS), "--streams", "1", "--threads", str(usable_cores())]
        log = Path(folder) / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=folder, env=os.environ | {"HOME": folder}, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
            try:
                base_url = f"http://127.0.0.1:{port}/v1"
                _wait_for(f"{base_url}/models", process, log)
                yield Served(name="dasllama", base_url=base_url, key="", model=model.name)
            finally:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


SERVERS = {"xllamacpp": xllamacpp, "dasllama": dasllama}


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end_s = time.monotonic() + READY_S
    while time.monotonic() < end_s:
        status = process.poll()
        if status == -signal.SIGILL:
            pytest.skip("dasllama ends with an illegal instruction: it is built for another processor")
        assert status is None, f"dasllama ended with {status}: {log.read_text('utf-8', 'replace')[-2000:]}"
        try:
            if httpx2.get(url, trust_env=False).is_success:
                return
        except httpx2.TransportError:
            time.sleep(0.2)  # not listening yet
    pytest.fail(f"dasllama is not ready after {READY_S} s: {log.read_text('utf-8', 'replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
