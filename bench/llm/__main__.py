"""Measures the model layer without a model: python -m bench.llm --papers DIR [--texts DIR] [--exact]

--exact counts with the tokenizer of the local model of 0.5B, and says how far off the estimate is. It loads the
weights and generates nothing.
"""

from __future__ import annotations

import argparse
import os
import statistics
from pathlib import Path

import httpx2

from bench.ground.__main__ import read_paper
from bench.llm import overhead, papers
from pipeline.config import Local, load_config
from pipeline.llm.endpoint import EMBEDDED, ModelIdentity
from pipeline.llm.local import LocalModel
from pipeline.llm.weights import ensure_weights
from pipeline.summarise.places import numbered
from pipeline.words.tokens import at_most_tokens, count_tokens

MODEL = "qwen2.5-coder-0.5b"


def exact_counter() -> papers.Count:
    """The local model's tokenizer."""
    config = load_config()
    path = ensure_weights(MODEL, config.paths.models_dir, config.sources.huggingface_url)
    identity = ModelIdentity(model=MODEL, host=EMBEDDED, passes="focused", context_tokens=2048)
    model = LocalModel(path, Local(model=MODEL, context_tokens=2048, threads=1), identity)
    endpoint = model.endpoint()
    client = httpx2.Client(
        headers={"Authorization": f"Bearer {endpoint.api_key.get_secret_value()}"}, timeout=60, trust_env=False
    )
    url = endpoint.base_url.removesuffix("/v1") + "/tokenize"

    def count(text: str) -> int:
        answer = client.post(url, json={"content": text})
        answer.raise_for_status()
        assert model  # the server lives as long as it
        return len(answer.json()["tokens"])

    return count


def errors(folder: Path, texts: Path | None, count: papers.Count) -> None:
    """How far the estimate is off, on each paper as it is packed, and on the Chinese prompts."""
    packed = [numbered(read_paper(folder, p.stem, texts)).text for p in sorted(folder.glob("*.pdf"))]
    chinese = [p.read_text("utf-8") for p in sorted(Path("prompts").glob("*.md"))]
    print("\n| estimate against the tokenizer | lowest | median | highest | mean, unsigned |\n|---|---|---|---|---|")
    estimates: tuple[tuple[papers.Count, str], ...] = (
        (count_tokens, "by kinds of characters"),
        (at_most_tokens, "as pack counts, at most"),
        (lambda text: len(text) // 3, "three characters a token"),
    )
    for estimate, how in estimates:
        for name, sample in (("papers", packed), ("prompts", chinese)):
            off = [estimate(text) / count(text) - 1 for text in sample]
            mean = statistics.mean(map(abs, off))
            print(f"| {name}, {how} | {min(off):+.1%} | {statistics.median(off):+.1%} | {max(off):+.1%} | {mean:.1%} |")


def main() -> None:
    """Print what docs/benchmarks.md says of the model layer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Path, required=True)
    parser.add_argument("--texts", type=Path, default=None, help="where extracted texts are kept between runs")
    parser.add_argument("--exact", action="store_true")
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}")
    overhead.report()
    count = exact_counter() if options.exact else count_tokens
    if options.exact:
        errors(options.papers, options.texts, count)
    papers.report(options.papers, options.texts, count)


if __name__ == "__main__":
    main()
