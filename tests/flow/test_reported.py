"""Troubles that people reported about tools of this kind, from the command to what it prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cli_day import answer, asked_about, facts, is_second_question, ribao_here
from tests.fake_llm import FakeLlm, Json
from tests.sample_day import SAMPLE_DIR
from tests.sample_server import SampleServer

ONE, OTHER, REFUSED = "2511.90001", "2511.90002", "0704.00010"  # the last has a digit too many for its year


def latex(body: Json) -> str | Json:
    """An answer whose LaTeX has single backslashes, all of which JSON takes for escapes."""
    if is_second_question(body):
        return {"answers": []}
    said = json.dumps(answer(asked_about(body)) | {"architecture": "METHOD【1】。"}, ensure_ascii=False)
    return said.replace("METHOD", r"参数 $\theta$ 与 $\beta$ 之比为 $\frac{a}{b}$，梯度 $\nabla$ 与 $\rho$")


def test_latex_that_json_takes_for_escapes_is_printed_as_it_was_meant(tmp_path: Path) -> None:
    pdf = next((SAMPLE_DIR / "pdf").glob(f"{ONE}*.pdf"))
    with SampleServer() as server, FakeLlm(latex) as llm:
        ran = ribao_here(["paper", str(pdf), "--no-save"], tmp_path, server, llm)
    [method] = re.findall(r"1\. 模型结构: (.*)", ran.stdout)
    assert "θ 与 β" in method
    assert "a/b" in method
    assert "∇ 与 ρ" in method


def test_one_id_that_arxiv_refuses_costs_no_other_entry_its_title(tmp_path: Path) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text(f"{ONE}\n{REFUSED}\n{OTHER}\n")
    with SampleServer() as server, FakeLlm(lambda body: answer(asked_about(body))) as llm:
        ribao_here(["run", "--ids", str(ids)], tmp_path, server, llm)
    digest = (tmp_path / "digests" / "ids.md").read_text("utf-8")
    titles = [facts(paper)["title"] for paper in (ONE, OTHER)]
    assert re.findall(r"^## \d+\. (.*)$", digest, re.MULTILINE) == [*titles, REFUSED]
    for title in titles:  # the second time in 今日一览
        assert digest.count(title) == 2
