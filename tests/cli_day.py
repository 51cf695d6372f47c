"""Runs `ribao` as a user does, in a process of its own, against the sample server and a fake model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import PipelineError
from tests.fake_llm import FakeLlm, Reply
from tests.papers import sample_paper
from tests.places import place_of
from tests.sample_day import SAMPLE_DIR
from tests.sample_server import SampleServer

Json = dict[str, Any]
Answer = str | Json | Reply
KEY = "sk-live-0123456789abcdef"
PAPERS = {"2511.90001": "2511.90001v1", "2511.90002": "2511.90002v1", "2511.90003": "2511.90003v2"}
ROOT = Path(__file__).resolve().parent.parent
CHINESE = {
    "task": "改进模型的训练与推理",
    "input": "题目或图像",
    "output": "答案",
    "problem": "现有方法在关键之处花费太少，在无关之处花费太多。",
    "architecture": "在原有模型之上加入一个小模块，由它决定何处值得再看一次。",
    "training": "先以监督数据微调，再以强化学习优化。",
    "inference": "与原有模型的推理过程相同，只多一步选择。",
}


@cache
def facts(paper_id: str) -> Json:
    """The known facts of a sample paper."""
    loaded: Json = json.loads((SAMPLE_DIR / "facts" / f"{PAPERS[paper_id]}.json").read_text("utf-8"))
    return loaded


def answer(paper_id: str) -> Json:
    """A right answer of the single pass: the paper's own backbones, settings and main results, with their places."""
    known = facts(paper_id)
    text = sample_paper(PAPERS[paper_id])
    main = [r for r in known["results"] if r["baseline"]][:2]
    value = main[0]["value"] + (main[0]["unit"] or "")
    return {
        **CHINESE,
        "headline": f"主要基准上达到 {value}",
        "backbones": [{"name": b["name"], "at": place_of(b["quote"], text)} for b in known["backbones"][:1]],
        "datasets": [],
        "hyperparameters": [
            {
                "name": h["name"],
                "value": f"{h['value']} {h['unit'] or ''}".strip(),
                "scope": h["scope"],
                "at": place_of(h["quote"], text),
            }
            for h in known["hyperparameters"]
            if h["name"] != "trained weights"  # two names, not one
        ],
        "results_prose": f"主要基准上达到 {value}，优于基线。",
        "results": [
            {
                "benchmark": r["benchmark"],
                "metric": r["metric"],
                "system": "",
                "value": r["value"],
                "at": place_of(r["quote"], text),
                "baseline": "",
                "baseline_value": "",
                "baseline_at": "",
            }
            for r in main
        ],
    }


def asked_about(body: Json) -> str:
    """The sample paper that a request to the model is about."""
    prompt = "\n".join(str(m["content"]) for m in body["messages"])
    [paper_id] = [p for p in PAPERS if f"论文标题：{facts(p)['title']}" in prompt]
    return paper_id


def is_repair(body: Json) -> bool:
    """Whether the request asks again: for what differs from the paper, or because no answer could be read."""
    return bool(body["messages"][-2]["role"] == "assistant") or is_second_question(body)


def is_second_question(body: Json) -> bool:
    """Whether the request asks about what differs from the paper."""
    return "程序按你写的出处核对原文" in str(body["messages"][-1]["content"])


def right(body: Json) -> Answer:
    """A model that answers rightly, and that stays by what it said."""
    return {"answers": []} if is_second_question(body) else answer(asked_about(body))


@dataclass(frozen=True)
class Ran:
    """What one run of the command left."""

    code: int
    stdout: str
    stderr: str
    home: Path

    @property
    def ledger(self) -> Json:
        """The last run's ledger."""
        loaded: Json = json.loads(sorted((self.home / "data" / "runs").glob("*.json"))[-1].read_text("utf-8"))
        return loaded

    @property
    def digest(self) -> str:
        """The Markdown that the printed path leads to."""
        return Path(self.stdout.strip()).read_text("utf-8")

    def calls(self, paper_id: str = "*") -> list[Json]:
        """The kept replies."""
        paths = sorted((self.home / "data" / "papers" / paper_id).parent.glob(f"{paper_id}/call.*.json"))
        return [json.loads(path.read_text("utf-8")) for path in paths]

    def said(self) -> str:
        """All that the run printed or wrote, as one text."""
        files = (p for p in self.home.rglob("*") if p.is_file() and p.suffix in (".json", ".md"))
        return "\n".join([self.stdout, self.stderr, *(p.read_text("utf-8") for p in files)])


def settings_of(home: Path, server: SampleServer | None, **settings: object) -> dict[str, str]:
    """The RIBAO_ variables that lead a run to the sample server and below `home`; `settings` such as llm_tries=1."""
    url = server.url if server else "http://127.0.0.1:9"  # the discard port: nobody answers
    values: Mapping[str, object] = {
        "lang": "en",
        "paths_data_dir": home / "data",
        "paths_digests_dir": home / "digests",
        "paths_models_dir": home / "models",
        "paths_interests_file": home / "interests.toml",
        "sources_huggingface_url": url,
        "sources_arxiv_api_url": f"{url}/api/query",
        "sources_arxiv_pdf_url": f"{url}/pdf",
        "sources_tries": 1,
        "sources_outage_s": 0,
        "download_interval_s": 0,
        "download_tries": 1,
        "extract_workers": 2,
        "llm_model": "fake-model",
        "llm_tries": 1,
        "llm_outage_s": 0,
        "llm_edit": False,  # it asks about any prose that is not flawless; tests/summarise/test_edit.py has it on
        **settings,
    }
    return {f"RIBAO_{name.upper()}": str(value) for name, value in values.items()}


def ribao(
    arguments: Sequence[str],
    home: Path,
    server: SampleServer | None,
    llm: FakeLlm | None,
    program: str = "pipeline.cli",
    **settings: object,
) -> Ran:
    """Run the command as `settings_of` says."""
    inherited = {k: v for k, v in os.environ.items() if k == "OPENAI_LOG" or not k.startswith(("RIBAO_", "OPENAI_"))}
    environ = inherited | settings_of(home, server, **settings)
    if llm is not None:
        environ |= {"OPENAI_BASE_URL": llm.url, "OPENAI_API_KEY": KEY}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", program, *arguments],
        env={**environ, "PYTHONPATH": str(ROOT)},
        cwd=home,
        capture_output=True,
        timeout=180,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode(), home)


def ribao_here(
    arguments: Sequence[str], home: Path, server: SampleServer | None, llm: FakeLlm | None, **settings: object
) -> Ran:
    """As ribao(), in this process, which has imported everything already."""
    environ = settings_of(home, server, **settings)
    if llm is not None:
        environ |= {"OPENAI_BASE_URL": llm.url, "OPENAI_API_KEY": KEY}
    done = CliRunner().invoke(app, list(arguments), env=environ)
    if isinstance(done.exception, PipelineError):
        return Ran(done.exception.exit_code, done.stdout, f"ribao: {done.exception}\n", home)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Ran(done.exit_code, done.stdout, done.stderr, home)
