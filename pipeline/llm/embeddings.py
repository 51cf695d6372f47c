"""Texts as vectors of their meaning, by an embedding model in a GGUF file on this disk; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import ModelUnavailable
from pipeline.machine import usable_cores
from pipeline.messages import _

CHARS = 1600  # of a text: about 400 tokens, where many embedding models read 512
WINDOW = 512  # tokens
HEAD_BYTES = 1_000_000  # of a GGUF file, in which its settings stand, before the words of its tokenizer
HALVES = 4  # times that a text which has too many tokens is cut


class Embedder:
    """llama.cpp in this process; it ends with the process."""

    def __init__(self, path: Path) -> None:
        """Load the weights. Raises ModelUnavailable where they or xllamacpp cannot be used."""
        try:
            import xllamacpp

            params: Any = xllamacpp.CommonParams()
            params.model.path = str(path)
            params.embedding = True
            if b".pooling_type" not in _head(path):  # no embedding model's: the mean of its words is taken
                params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
            params.n_ctx = params.n_batch = params.n_ubatch = WINDOW
            params.n_parallel = 1
            params.cpuparams.n_threads = params.cpuparams_batch.n_threads = usable_cores()
            params.hostnames, params.port, params.ui, params.verbosity = ["127.0.0.1"], 0, False, 0
            self._server: Any = xllamacpp.Server(params)
        except (ImportError, OSError, RuntimeError) as e:
            raise ModelUnavailable(
                str(path), _("cannot be loaded ({reason})", reason=e), _("check paths.embedding_file")
            ) from e
        self._path = path

    def vectors(self, texts: Sequence[str]) -> Iterator[list[float]]:
        """A vector for each text's beginning, all of one length. Raises ModelUnavailable."""
        for text in texts:
            yield self._vector(text[:CHARS])

    def _vector(self, text: str) -> list[float]:
        answer: dict[str, Any] = {}
        for _half in range(HALVES):
            answer = self._server.handle_embeddings({"input": [text]})
            if "data" in answer:
                return [float(x) for x in answer["data"][0]["embedding"]]
            text = text[: len(text) // 2]
        said = str((answer.get("error") or {}).get("message", ""))[:200]
        raise ModelUnavailable(
            str(self._path), _("gives no vectors ({reason})", reason=said), _("name the file of an embedding model")
        )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)
