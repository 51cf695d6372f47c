"""Progress on stderr: lines, JSON, and bars on a real pseudo-terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.flow.kept import STAGES
from pipeline.flow.progress import RunProgress
from tests.cli_day import KEY, PAPERS, right, settings_of
from tests.fake_llm import FakeLlm
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

BARS = """
from pipeline.flow.kept import DOWNLOAD, STAGES
from pipeline.flow.progress import RunProgress
from schemas.records import Paper
with RunProgress().shown() as progress:
    progress.begin(lambda: "0.0123 USD")
    progress.listed([Paper(paper_id="2401.00001", title="A"), Paper(paper_id="2401.00002", title="B")])
    for stage in STAGES:
        progress.event("2401.00001", stage, "start")
        progress.event("2401.00001", stage, "done")
    progress.event("2401.00002", DOWNLOAD, "failed")
    progress.line("one line")
"""


def test_json_lines_tell_what_happened_to_each_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with SampleServer() as server, FakeLlm(right) as llm:
        monkeypatch.setenv("OPENAI_BASE_URL", llm.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        for name, value in settings_of(tmp_path, server).items():
            monkeypatch.setenv(name, value)
        done = CliRunner().invoke(app, ["run", "--date", SAMPLE_DATE, "--log-format", "json"])
    assert done.exit_code == 0, done.stderr
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert all(event["at"].endswith("+00:00") for event in events)
    assert events[0] | {"at": ""} == {"at": "", "event": "listed", "papers": 3, "total": 3}
    over = [e for e in events if e.get("stage") == "validate" and e["event"] == "done"]
    assert {e["paper"] for e in over} == set(PAPERS)
    assert [(e["over"], e["total"], e["cost"]) for e in over] == [(n, 3, "unknown") for n in (1, 2, 3)]
    for paper in PAPERS:
        stages = [(e["stage"], e["event"]) for e in events if e.get("paper") == paper]
        expected = [(s.name, w) for s in STAGES for w in ("start", "done")]
        assert stages == expected


def test_bars_and_lines_on_a_terminal() -> None:
    leader, follower = pty.openpty()
    environ = os.environ | {"TERM": "xterm", "COLUMNS": "120", "LINES": "40", "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen([sys.executable, "-c", BARS], stderr=follower, env=environ) as process:
        os.close(follower)
        shown = b""
        while chunk := _read(leader):
            shown += chunk
    os.close(leader)
    assert process.returncode == 0
    text = shown.decode()
    for stage in ("下载", "提取", "摘要", "核对"):
        assert stage in text
    assert "1/2" in text
    assert "2/2" in text  # of all: one done, one failed
    assert "0.0123 USD" in text
    assert "2401.00002 下载未完成" in text
    assert "one line" in text


def _read(leader: int) -> bytes:
    """What the program wrote; b"" at its end."""
    try:
        return os.read(leader, 65536)
    except OSError:  # Linux says EIO once the other end is closed
        return b""


def test_a_servers_words_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    RunProgress().line("failed: \x1b[2J\x1b]0;title\x07 \x00 end\r\n\tnext")
    assert capsys.readouterr().err == "failed: [2J]0;title  end\n\tnext\n"
