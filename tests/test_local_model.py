"""The real embedded model on one bundled paper, through the command line (make test-llm)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.llm.catalogue import find_weights
from schemas.digest import Digest, Ledger
from tests.sample_server import SampleServer

PAPER = "2511.90001"
TIMEOUT_S = 900  # one paper takes one to three minutes on two idle cores


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the digest of one paper. Fails, never skips, where the weights are missing."""
    return made(tmp_path_factory.mktemp("local-model"))


def made(folder: Path) -> Path:
    """The folder with the digest of one paper."""
    config = load_config()
    weights = find_weights(config.local.model)
    assert weights is not None
    assert (config.paths.models_dir / weights.file).is_file(), "run `make test-llm`, which pulls the weights"
    ids = folder / "paper.txt"
    ids.write_text(f"{PAPER}\n", "utf-8")
    with SampleServer() as server:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENAI_")} | {
            "RIBAO_SOURCES_HUGGINGFACE_URL": server.url,
            "RIBAO_SOURCES_ARXIV_API_URL": f"{server.url}/api/query",
            "RIBAO_SOURCES_ARXIV_PDF_URL": f"{server.url}/pdf",
            "RIBAO_DOWNLOAD_INTERVAL_S": "0",
            "RIBAO_PATHS_DATA_DIR": str(folder / "data"),
            "RIBAO_PATHS_DIGESTS_DIR": str(folder / "digests"),
        }
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.cli", "run", "--ids", str(ids)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    (folder / "stdout.md").write_text(Path(done.stdout.strip()).read_text("utf-8"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def digest(home: Path) -> Digest:
    return Digest.model_validate_json(next((home / "digests").glob("*.json")).read_text("utf-8"))


@pytest.mark.llm
def test_entry_has_the_layout_and_names_the_embedded_model(home: Path) -> None:
    text = (home / "stdout.md").read_text("utf-8")
    for part in (
        "**输入→输出**: 任务: ",
        "Backbone: ",
        "数据集: ",
        "**问题**: ",
        "1. 模型结构: ",
        "2. 训练: ",
        "实验结果: ",
    ):  # 推理流程 only where a sentence says it
        assert part in text
    assert "qwen2.5-coder" in text
    assert "内置小模型" in text


@pytest.mark.llm
def test_powers_and_settings_are_the_papers(home: Path) -> None:
    text = (home / "stdout.md").read_text("utf-8")
    assert "学习率 1×10⁻⁶" in text
    assert "AdamW" in text


@pytest.mark.llm
def test_prose_is_chinese(digest: Digest) -> None:
    (entry,) = digest.entries
    assert entry.summary is not None
    for field, prose in entry.summary.prose.items():
        if (
            prose.text and field != "headline"
        ):  # what no sentence is good enough for is left out; code writes the headline
            assert re.search(r"[一-鿿]", prose.text), field


@pytest.mark.llm
def test_every_number_was_checked_and_the_failed_ones_are_marked(home: Path, digest: Digest) -> None:
    (entry,) = digest.entries
    assert entry.summary is not None
    assert entry.summary.numbers_checked >= 20
    marks = (home / "stdout.md").read_text("utf-8").split("以 ⚠ 标出")[0].count("⚠")
    assert marks >= entry.summary.numbers_failed


@pytest.mark.llm
def test_the_ledger_counts_the_calls_and_the_model_costs_nothing(home: Path) -> None:
    (path,) = (home / "data" / "runs").glob("*.json")
    ledger = Ledger.model_validate(json.loads(path.read_text("utf-8")))
    assert (ledger.listed, ledger.done, ledger.failed) == (1, 1, 0)
    assert ledger.usage.calls >= 2  # overview and at least one translation; its tables spare it the other passes
    assert ledger.cost == "0 (embedded)"


@pytest.mark.llm
def test_the_same_paper_gives_the_same_bytes_in_another_run(home: Path, tmp_path: Path) -> None:
    other = made(tmp_path)
    assert said_by_the_model(other) == said_by_the_model(home)
    for path in (home / "digests").iterdir():
        assert (other / "digests" / path.name).read_bytes() == path.read_bytes(), path.name


def said_by_the_model(home: Path) -> dict[str, str]:
    """The replies by the key of their question."""
    kept = (home / "data").glob("papers/*/call.*.json")
    return {path.name: json.loads(path.read_bytes())["text"] for path in kept}
