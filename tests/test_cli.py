"""The command as a user runs it: what it prints where, its exit codes, and what it leaves behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import typer.main
import typer.testing

from pipeline.cli import COMMANDS, app
from pipeline.commands.lazy import LazyGroup
from tests.cli_day import KEY, ROOT, Answer, Json, Ran, answer, asked_about, facts, ribao, right, settings_of
from tests.fake_llm import FakeLlm, Reply
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

FIRST = "2511.90001"
HEAVY = ("openai", "pymupdf", "arxiv", "xllamacpp", "httpx2", "tenacity", "rich", "asyncio")


class Day(NamedTuple):
    """Two runs of the sample day."""

    one: Ran
    two: Ran
    written: dict[Path, bytes]  # the digest's files after the first
    before: tuple[int, int]  # questions to the model and downloads after the first
    after: tuple[int, int]  # and after the second


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


@pytest.mark.parametrize(
    ("command", "choices"),
    [
        ("extract x --format pdf", "'text', 'markdown', 'numbered', 'json', 'receipt', 'facts'"),
        ("run --engine spark", "'local', 'ray'"),
        ("run --log-format xml", "'text', 'json'"),
        ("facts export --format xls", "'parquet', 'csv', 'jsonl'"),
    ],
)
def test_a_word_that_is_no_choice_is_answered_with_the_choices(command: str, choices: str) -> None:
    done = typer.testing.CliRunner().invoke(app, command.split())
    assert done.exit_code == 2
    assert choices in done.stderr


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom pipeline.cli import main\nsys.argv = ['ribao', *sys.argv[1:]]\n"
        "try:\n    main()\nexcept SystemExit as e:\n    code = e.code\n"
        f"print(code, [m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    for arguments in (["--help"], ["run", "--help"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stderr == "0 []\n", arguments
        assert "Usage: " in done.stdout


def test_every_command_of_the_table_is_there_under_its_name() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, LazyGroup)
    for name, lazy in COMMANDS.items():
        command = group.commands[name]
        assert command.name == name
        assert command.help, name
        assert len(lazy.help) <= 70, "a line of --help"
    shown = typer.testing.CliRunner().invoke(app, ["--help"]).stdout
    assert [line.split()[0] for line in shown.split("Commands:\n")[1].split("\n\n")[0].splitlines()] == list(COMMANDS)


@pytest.fixture(scope="module")
def day(server: SampleServer, tmp_path_factory: pytest.TempPathFactory) -> Day:
    """The sample day, twice."""
    home = tmp_path_factory.mktemp("day")
    with FakeLlm(right) as llm:
        one = ribao(["run", "--date", SAMPLE_DATE], home, server, llm)
        written = {p: p.read_bytes() for p in (home / "digests").iterdir()}
        before = (len(llm.requests), server.stats().count["pdf"])
        two = ribao(["run", "--date", SAMPLE_DATE], home, server, llm)
        return Day(one, two, written, before, (len(llm.requests), server.stats().count["pdf"]))


@pytest.fixture
def home(day: Day, tmp_path: Path) -> Path:
    """A home where the day's papers are extracted, but the model, at a new port, was never asked."""
    shutil.copytree(day.one.home / "data" / "papers", tmp_path / "data" / "papers")
    return tmp_path


def test_a_day_prints_its_digests_path_and_the_same_again_costs_nothing(day: Day) -> None:
    path = day.one.home / "digests" / f"{SAMPLE_DATE}.md"
    assert (day.one.code, day.one.stdout) == (0, f"{path}\n"), day.one.stderr
    assert (day.two.code, day.two.stdout) == (0, f"{path}\n"), day.two.stderr
    assert day.before == day.after == (3, 3)
    assert set(day.written) == {path, path.with_suffix(".json")}
    assert {p: p.read_bytes() for p in path.parent.iterdir()} == day.written
    assert day.one.digest.startswith(
        f"# HF Daily Papers - {SAMPLE_DATE}\n\nTotal: 3 papers\n\n**今日一览**:\n\n1. [HingePO"
    )
    assert '\n---\n\n<a id="p1"></a>\n\n## 1. HingePO' in day.one.digest
    assert "3 papers listed" in day.one.stderr
    assert "3 listed = 3 done + 0 failed + 0 skipped" in day.one.stderr
    assert "\x1b" not in day.one.stderr  # no bars and no colours where nobody looks
    assert len(list((day.one.home / "data" / "runs").glob("*.json"))) == 2
    assert day.two.ledger["usage"]["calls"] == 0
    assert KEY not in day.one.said() + day.two.said()


def test_one_paper_prints_its_entry(server: SampleServer, home: Path) -> None:
    with FakeLlm(right) as llm:
        ran = ribao(["paper", f"https://arxiv.org/abs/{FIRST}v1"], home, server, llm)
    assert ran.code == 0, ran.stderr
    assert f"## 1. {facts(FIRST)['title']}\n" in ran.stdout
    assert "| 学习率 | 10⁻⁶ |" in ran.stdout
    assert "download done" not in ran.stdout


def test_a_pdf_of_ones_own_is_read_where_it_lies(tmp_path: Path) -> None:
    source = ROOT / "tests" / "fixtures" / "sample" / "pdf" / f"{FIRST}v1.pdf"
    (tmp_path / "my paper.pdf").write_bytes(source.read_bytes())
    with FakeLlm(lambda _: answer(FIRST)) as llm:
        ran = ribao(["paper", "my paper.pdf"], tmp_path, None, llm)
    assert ran.code == 0, ran.stderr
    assert f"## 1. {facts(FIRST)['title'].partition(':')[0]}: " in ran.stdout  # its own title, not its file's name
    assert "92.6" in ran.stdout
    assert "](https://arxiv.org" not in ran.stdout


def test_a_key_is_not_even_in_the_debug_log(server: SampleServer, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_LOG", "debug")
    quoting = Reply(f"Incorrect API key provided: {KEY}.", 401, "invalid_api_key")
    with FakeLlm(lambda _: quoting) as llm:
        ran = ribao(["paper", FIRST], home, server, llm)
    assert ran.code == 3, ran.stderr
    assert "Sending HTTP Request: POST" in ran.stderr
    assert "refused the key (HTTP 401: " in ran.stderr
    assert "refused the key (HTTP 401: " in ran.stdout
    assert "Traceback" not in ran.said()
    assert KEY not in ran.said()


def test_a_terminal_without_unicode_gets_what_it_can_show(
    server: SampleServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    with FakeLlm(lambda _: Reply("oops", 500)) as llm:
        ran = ribao(["paper", FIRST], home, server, llm)
    assert ran.code == 3, ran.stderr
    assert "failed (HTTP 500: oops); run again: what was answered so far is kept\n" in ran.stdout
    assert "**??**: " in ran.stdout
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["run", "--date", "2999-01-01"], 2, "ribao: 2999-01-01: is in the future"),
        (["run", "--date", "2025-11-25"], 4, "ribao: Hugging Face 2025-11-25: no papers are listed"),
        (["run", "--date", SAMPLE_DATE, "--keyword", "no such word"], 4, "no listed paper has that keyword"),
        (["paper", "no-such-id"], 2, "ribao: no-such-id: is no arXiv id"),
    ],
)
def test_what_cannot_begin_is_one_line_and_a_code(
    server: SampleServer, tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    with FakeLlm([]) as llm:
        ran = ribao(arguments, tmp_path, server, llm)
    assert (ran.code, ran.stdout) == (code, "")
    assert said in ran.stderr
    assert ran.stderr.count("\n") == 1
    # a list is asked for after the endpoint, of which is kept that it answered
    assert {p.parent.name for p in tmp_path.rglob("*") if p.is_file()} <= {"endpoints"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--ids", "x.txt", "--date", SAMPLE_DATE], "leave out --date"),
        (["rum"], "No such command"),
    ],
)
def test_a_slip_on_the_command_line_is_a_usage_error(arguments: list[str], said: str, tmp_path: Path) -> None:
    ran = ribao(arguments, tmp_path, None, None)
    assert (ran.code, ran.stdout) == (2, "")
    assert said in " ".join(ran.stderr.replace("│", " ").split())


@contextmanager
def started(home: Path, server: SampleServer, llm: FakeLlm) -> Iterator[subprocess.Popen[str]]:
    """A run of the sample day that has asked the model at least once."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("RIBAO_", "OPENAI_"))}
    environ |= settings_of(home, server) | {"OPENAI_BASE_URL": llm.url, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "run", "--date", SAMPLE_DATE],
        env=environ,
        cwd=home,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        until = time.monotonic() + 180
        while not llm.requests and running.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        assert llm.requests
        yield running


def wait_for(words: str, running: subprocess.Popen[str]) -> None:
    """Reads what a run says up to these words. Fails where it ends without them."""
    assert running.stderr
    said = ""
    for line in running.stderr:
        said += line
        if words in said:
            return
    pytest.fail(said)


def test_the_first_ctrl_c_finishes_what_is_under_way_and_writes_the_ledger(server: SampleServer, home: Path) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow(body: Json) -> Answer:
        asked.set()
        go_on.wait(60)
        return right(body)

    with FakeLlm(slow) as llm, started(home, server, llm) as running:
        running.send_signal(signal.SIGINT)
        wait_for("stopping: what is under way is finished first", running)
        go_on.set()
        stdout, stderr = running.communicate(timeout=180)
        paid = {asked_about(r.body) for r in llm.requests}
    digest = home / "digests" / f"{SAMPLE_DATE}.md"
    assert (running.returncode, stdout) == (130, f"{digest}\n")
    assert stderr.endswith("ribao: stopped; what was finished is kept, the same command goes on from there\n")
    assert "Traceback" not in stderr
    ledger = Ran(130, "", "", home).ledger
    assert ledger["listed"] == ledger["done"] + ledger["failed"] + ledger["skipped"] == 3
    assert (ledger["failed"], ledger["interrupted"], ledger["digest"]) == (0, True, str(digest))
    assert digest.read_text("utf-8").count("# ") == 4  # what is done, and that the rest was skipped
    assert {c.parent.name for c in home.glob("data/papers/*/call.*.json")} >= paid  # no paid reply is lost
    assert not list(home.rglob("*.tmp"))


def test_the_second_ctrl_c_stops_at_once(server: SampleServer, home: Path) -> None:
    with FakeLlm(lambda _: Reply("late", stall_s=600)) as llm, started(home, server, llm) as running:
        running.send_signal(signal.SIGINT)
        wait_for("Ctrl-C again stops at once", running)
        running.send_signal(signal.SIGINT)
        stdout, stderr = running.communicate(timeout=180)
    assert (running.returncode, stdout) == (130, "")
    assert "ribao: stopped; what was finished is kept" in stderr
    assert "Traceback" not in stderr
    assert not list(home.rglob("*.tmp"))
