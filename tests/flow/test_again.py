"""One paper again: what changed and why, its history, and the digests that list it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_day import ROOT, Answer, Json, Ran, answer, asked_about, ribao_here, right
from tests.fake_llm import FakeLlm
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

FIRST = "2511.90001"


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


def otherwise(body: Json) -> Answer:
    """Right, but with other words and without the first setting."""
    said = answer(asked_about(body))
    return said | {"problem": "已有方法把力气花错了地方。", "hyperparameters": said["hyperparameters"][1:]}


def fingerprint(home: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((home / "digests").iterdir())}


def test_one_paper_again_says_what_changed_and_rebuilds_its_days(server: SampleServer, tmp_path: Path) -> None:
    answers = [right]

    def paper(*options: str) -> Ran:
        return ribao_here(["paper", FIRST, *options], tmp_path, server, llm)

    with FakeLlm(lambda body: answers[-1](body)) as llm:
        assert ribao_here(["run", "--date", SAMPLE_DATE], tmp_path, server, llm).code == 0
        day = fingerprint(tmp_path)

        same = paper()
        assert (same.code, fingerprint(tmp_path)) == (0, day)
        assert "The same as the entry that was kept" in same.stdout
        assert len(llm.requests) == 3

        answers.append(otherwise)
        tried = paper("--redo", "summarise", "--no-save")
        assert tried.code == 0, tried.stderr
        assert fingerprint(tmp_path) == day
        assert "because: asked the same, the model answered otherwise" in tried.stdout
        assert "- problem: 现有方法" in tried.stdout
        assert "→ 已有方法把力气花错了地方。" in tried.stdout
        assert "- - hyperparameter" in tried.stdout
        assert len(llm.requests) == 4

        mine = tmp_path / "single.md"
        mine.write_text((ROOT / "prompts" / "single.md").read_text("utf-8") + "\n请写得更短。\n", "utf-8")
        changed = paper("--prompt", str(mine))
        assert changed.code == 0, changed.stderr
        assert "请写得更短" in llm.requests[-1].prompt
        assert "because: prompt single: " in changed.stdout
        assert len(llm.requests) == 5
    rebuilt = fingerprint(tmp_path)
    assert set(rebuilt) == set(day)
    assert all(rebuilt[name] != day[name] for name in day)
    entries = json.loads(rebuilt[f"{SAMPLE_DATE}.json"])["entries"]
    before = json.loads(day[f"{SAMPLE_DATE}.json"])["entries"]
    assert [e == b for e, b in zip(entries, before, strict=True)] == [False, True, True]
    assert "已有方法把力气花错了地方" in rebuilt[f"{SAMPLE_DATE}.md"].decode()
    past = ribao_here(["paper", FIRST, "--history"], tmp_path, None, None)
    assert past.code == 0, past.stderr
    assert past.stdout.count("fake-model at 127.0.0.1") == 2
    assert "because: prompt single" in past.stdout


def test_a_reverted_prompt_is_free(server: SampleServer, tmp_path: Path) -> None:
    mine = tmp_path / "single.md"
    mine.write_text((ROOT / "prompts" / "single.md").read_text("utf-8") + "\n请写得更短。\n", "utf-8")
    with FakeLlm(right) as llm:
        for options in ([], ["--prompt", str(mine)], [], ["--prompt", str(mine)]):
            assert ribao_here(["paper", FIRST, *options], tmp_path, server, llm).code == 0
        assert len(llm.requests) == 2


def test_markdown_that_a_kill_left_behind_its_json_is_written_by_the_same_command(
    server: SampleServer, tmp_path: Path
) -> None:
    with FakeLlm(right) as llm:
        assert ribao_here(["run", "--date", SAMPLE_DATE], tmp_path, server, llm).code == 0
        day = fingerprint(tmp_path)
        markdown = tmp_path / "digests" / f"{SAMPLE_DATE}.md"
        for left in (b"# of before\n", None):
            markdown.write_bytes(left) if left else markdown.unlink()
            again = ribao_here(["paper", FIRST], tmp_path, server, llm)
            assert f"written again: {markdown}" in again.stderr
            assert fingerprint(tmp_path) == day


def test_a_paper_that_fails_leaves_the_digests_alone(server: SampleServer, tmp_path: Path) -> None:
    with FakeLlm(right) as llm:
        ribao_here(["run", "--date", SAMPLE_DATE], tmp_path, server, llm)
    day = fingerprint(tmp_path)
    shutil.rmtree(tmp_path / "data" / "papers" / FIRST)
    with SampleServer() as broken:
        broken.fail("pdf", "500", times=None)
        with FakeLlm([]) as llm:
            ran = ribao_here(["paper", FIRST], tmp_path, broken, llm)
    assert ran.code == 3
    assert "**失败**" in ran.stdout
    assert fingerprint(tmp_path) == day
