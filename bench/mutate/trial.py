"""Runs what could notice a change in a copy of the tree, in a process of its own."""

from __future__ import annotations

import importlib
import itertools
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from bench.mutate.sites import Site, changed

LIMIT_S = 1200  # of one trial; a change that makes a loop endless is noticed too
LOADED = ("pytest", "hypothesis", "pydantic", "pymupdf", "openai", "httpx2", "jinja2", "typer", "rich", "tenacity")
# by area: the tests that could notice, less those of processes, which fail and pass for other reasons
TESTS = {
    "ground": ("tests/ground",),
    "summarise": ("tests/summarise",),
    "extract": ("tests/extract", "tests/publish/site/test_first_figure.py"),
    "words": ("tests/words", "tests/summarise", "tests/ground", "tests/render", "tests/promptlab/test_renderings.py"),
}
PATTERNS = "tests/words/test_patterns.py"  # of every area
SLOW = (
    "tests/extract/test_killable.py",
    "tests/extract/test_worker.py",
    "tests/extract/test_ray_pool.py",
    "tests/extract/test_corpus.py",
)
PROMPT_GATE = (
    "prompt", "compare", "tests/fixtures/prompt-scores.json", "committed", "--model", "qwen2.5-coder-1.5b", "--gate",
    "--no-unused",
)  # fmt: skip

Outcome = Literal["killed", "survived", "broken"]


class Trial(NamedTuple):
    """What became of one change."""

    site: Site
    way: int  # which of the site's changes was made
    outcome: Outcome  # "broken": the module can no longer be imported, so that the change says nothing of the tests
    by: str  # the test or the gate that noticed
    seconds: float


class Copy:
    """A copy of the tree in which one module at a time is changed."""

    def __init__(self, root: Path, folder: Path, near: bool = False) -> None:
        """`near`: a module's own tests alone are run."""
        self.folder, self.near = folder, near
        ignored = shutil.ignore_patterns(".git", ".venv", ".hypothesis", "__pycache__", ".*_cache", "*.egg-info")
        shutil.copytree(root, folder, ignore=ignored, dirs_exist_ok=True)
        self._times = itertools.count(int(time.time()) - 10**8)

    def tried(self, site: Site, way: int) -> Trial:
        """The outcome of one change; the copy is as before afterwards."""
        path = self.folder / site.path
        source = path.read_text("utf-8")
        began = time.monotonic()
        try:
            self._write(path, changed(source, site.becomes[way]))
            outcome, by = self._run(site.path)
        finally:
            self._write(path, source)
        return Trial(site, way, outcome, by, time.monotonic() - began)

    def green(self, path: Path) -> str:
        """Who complains of a module as it is; "": nobody, so that its changes can be tried."""
        outcome, by = self._run(path)
        return "" if outcome == "survived" else by

    def _write(self, path: Path, source: str) -> None:
        """Each text of its own time: Python takes compiled code for fresh by time and size."""
        path.write_text(source, "utf-8")
        stamp = next(self._times)
        os.utime(path, (stamp, stamp))

    def _run(self, module: Path) -> tuple[Outcome, str]:
        said = self.folder / ".noticed"
        said.unlink(missing_ok=True)
        process = os.fork()
        if not process:
            _work(self.folder, module, said, self.near)
        _, status = os.waitpid(process, 0)
        code = os.waitstatus_to_exitcode(status)
        if code < 0:
            return "killed", "it never ended" if -code == signal.SIGALRM else f"signal {-code}"
        outcomes: tuple[Outcome, ...] = ("survived", "killed", "broken")
        return outcomes[min(code, 2)], said.read_text("utf-8") if said.exists() else ""


def preload() -> None:
    """Imports what every trial needs and no change concerns, so that a fork has it at once."""
    for name in LOADED:
        importlib.import_module(name)


def _work(folder: Path, module: Path, said: Path, near: bool) -> None:
    """In the forked process: ends with 0 where nobody noticed, 1 where a test or a gate did, 2 where it cannot run."""
    signal.alarm(LIMIT_S)
    os.chdir(folder)
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        os.environ.pop(variable, None)
    os.environ["RIBAO_LANG"] = "en"  # as tests/conftest.py says, before anything is imported
    sys.path.insert(0, str(folder))
    for name in [name for name in sys.modules if name.split(".")[0] in ("bench", "tests", "pipeline", "schemas")]:
        del sys.modules[name]
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    code, by = 2, "the trial itself"
    try:
        code, by = _noticed(module, near)
    except SystemExit as e:
        code, by = int(bool(e.code)), "a gate"
    except BaseException as e:  # noqa: BLE001 - whatever a changed module raises in a gate, somebody noticed
        code, by = 1, repr(e)[:120]
    finally:
        said.write_text(by, "utf-8")
        os._exit(code)


def _noticed(module: Path, near: bool) -> tuple[int, str]:
    changed_module = ".".join(module.with_suffix("").parts) if module.suffix == ".py" else "pipeline.words.vocabulary"
    try:
        importlib.import_module(changed_module)
    except Exception as e:  # noqa: BLE001
        return 2, repr(e)[:120]
    import pytest

    class First:
        nodeid = ""

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed and not self.nodeid:
                self.nodeid = report.nodeid

    first = First()
    options = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    code = int(pytest.main([*options, *selection(module, near)], plugins=[first]))
    if code:
        return (1, first.nodeid or "the collection of the tests")
    if near:
        return 0, ""
    if importlib.import_module("tests.sample_golden").main([]):
        return 1, "make facts-gate"
    cli = importlib.import_module("pipeline.cli")
    sys.argv = ["ribao", *PROMPT_GATE]
    try:
        cli.main()
    except SystemExit as e:
        if e.code:
            return 1, "make prompt-gate"
    return 0, ""


def selection(module: Path, near: bool = False) -> list[str]:
    """The tests for a module: those that mirror it, then those of its area unless only those near it are wanted."""
    area = module.parts[1]
    mirror = Path("tests", *module.parts[1:-1], f"test_{module.stem}.py")
    chosen = [str(mirror)] if mirror.exists() else []
    if near and chosen:
        return chosen
    patterns = [PATTERNS] if module.suffix == ".py" else []
    return [*dict.fromkeys([*chosen, *patterns, *_files(TESTS[area])])]


def _files(places: tuple[str, ...]) -> Iterator[str]:
    for place in places:
        found = sorted(Path(place).rglob("test_*.py")) if Path(place).is_dir() else [Path(place)]
        yield from (str(path) for path in found if str(path) not in SLOW)
