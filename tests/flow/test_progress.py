"""Progress on stderr: lines, JSON, and bars on a real pseudo-terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.flow.interrupt import STOPPING
from pipeline.flow.kept import DOWNLOAD, STAGES, SUMMARISE
from pipeline.flow.progress import RunProgress
from schemas.records import Paper
from tests.cli_day import KEY, PAPERS, right, settings_of
from tests.fake_llm import FakeLlm
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

BARS = """
from pipeline.flow.kept import DOWNLOAD, STAGES, SUMMARISE
from pipeline.flow.progress import RunProgress
from schemas.records import Paper
with RunProgress().shown() as progress:
    progress.begin(lambda: "0.0123 USD")
    progress.listed([Paper(paper_id="2401.00001", title="A"), Paper(paper_id="2401.00002", title="B")])
    for stage in STAGES:
        progress.event("2401.00001", stage, "start")
        progress.event("2401.00001", SUMMARISE, "asked")
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
    assert events[0]["event"] == "endpoint"
    assert events[0]["endpoint"].endswith(f" @ {llm.url.split('/')[2]}")
    assert events[1] | {"at": ""} == {"at": "", "event": "listed", "papers": 3, "total": 3}
    over = [e for e in events if e.get("stage") == "validate" and e["event"] == "done"]
    assert {e["paper"] for e in over} == set(PAPERS)
    assert [(e["over"], e["total"], e["cost"]) for e in over] == [(n, 3, "unknown") for n in (1, 2, 3)]
    for paper in PAPERS:
        stages = [(e["stage"], e["event"]) for e in events if e.get("paper") == paper and e["event"] != "asked"]
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
    for stage in ("download", "extract", "summarise", "validate"):
        assert stage in text
    assert "1/2" in text
    assert "2/2" in text  # of all: one done, one failed
    assert "0.0123 USD" in text
    assert "2401.00002 B: download not done" in text
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


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def went(progress: RunProgress, paper: str, what: Literal["done", "kept"]) -> None:
    """A paper goes through all stages."""
    for stage in STAGES:
        progress.event(paper, stage, "start")
        progress.event(paper, stage, what)


def ask(progress: RunProgress, paper: str) -> None:
    """The model is asked about a paper."""
    progress.event(paper, SUMMARISE, "asked")


def test_rate_and_rest_are_told_from_this_runs_work_alone(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    progress = RunProgress(clock=clock)
    progress.listed([Paper(paper_id=f"2401.0000{n}", title="A title that says what it is about") for n in range(6)])
    for n in range(3):
        went(progress, f"2401.0000{n}", "kept")
    told = capsys.readouterr().err.splitlines()[-1]
    assert told == "2401.00002 A title that says what it is about: kept from before | 3/6"
    went(progress, "2401.00003", "done")
    assert "papers/min" not in capsys.readouterr().err, "the model was not asked"
    clock.now += 1000
    ask(progress, "2401.00004")
    clock.now += 120
    went(progress, "2401.00004", "done")
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.endswith("validate done | 5/6 | 0.5 papers/min | about 2.0 min left")


def test_a_failed_paper_tells_no_rate(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    progress = RunProgress(clock=clock)
    progress.listed([Paper(paper_id=f"2401.0000{n}", title="A") for n in range(3)])
    progress.event("2401.00000", DOWNLOAD, "failed")
    ask(progress, "2401.00001")
    clock.now += 2
    progress.event("2401.00001", SUMMARISE, "failed")
    assert "papers/min" not in capsys.readouterr().err


@pytest.mark.parametrize(("seconds", "told"), [(29.5, False), (30.5, True)])
def test_what_the_embedded_model_does_is_told_at_once_and_then_every_thirty_seconds(
    seconds: float, told: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    progress = RunProgress(clock=clock)
    progress.embedded = True
    progress.listed([Paper(paper_id="2401.00001", title="A title")])
    ask(progress, "2401.00001")
    first = "2401.00001 A title: the embedded model begins to write; a paper takes some minutes | 0/1"
    assert capsys.readouterr().err.splitlines()[-1] == first
    clock.now += seconds
    ask(progress, "2401.00001")
    assert capsys.readouterr().err == ("2401.00001 A title: question 2\n" if told else "")


def test_ctrl_c_says_what_it_waits_for(capsys: pytest.CaptureFixture[str]) -> None:
    progress = RunProgress()
    progress.listed([Paper(paper_id="2401.00001", title="A title")])
    progress.event("2401.00001", STAGES[2], "start")
    progress.line(STOPPING)
    assert capsys.readouterr().err.splitlines()[-1] == f"{STOPPING}: 2401.00001 A title summarise"


def test_a_quiet_run_tells_only_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    progress = RunProgress(quiet=True)
    progress.listed([Paper(paper_id="2401.00001", title="A title")])
    went(progress, "2401.00001", "done")
    progress.line("failed: 2401.00002: 404")
    assert capsys.readouterr().err == "failed: 2401.00002: 404\n"
