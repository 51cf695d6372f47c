"""Whole runs against a model of fixed latency: papers a minute, memory, time to the first result, overhead, faults.

Usage: python -m bench.run [--papers 50] [--latency 2] [--concurrency 4] [--mirror SERVE.PY [--fault KIND:RATE …]]

Without --mirror the papers are made ones with a small PDF; with it they are days of that server, whose options
--any-id, --fault and --port are used (its /_stats are printed at the end).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.run.servers import FIRST_DAY, made_id
from pipeline.flow.kept import STAGES

A_DAY = 50


def main() -> None:
    """Run once, then again with everything kept, and print a table of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=50)
    parser.add_argument("--latency", type=float, default=2.0, help="seconds of the model")
    parser.add_argument("--concurrency", type=int, default=4)
    parser.add_argument("--one-list", action="store_true", help="a file of ids, so one digest, instead of days")
    parser.add_argument("--interval", type=float, default=0.0, help="seconds between two requests to arXiv")
    parser.add_argument("--mirror", type=Path, help="a serve.py that answers like Hugging Face and arXiv")
    parser.add_argument("--corpus", type=Path, help="the folder of lists and PDFs that it serves, if not its own")
    parser.add_argument("--date", help="first day at the mirror")
    parser.add_argument("--fault", action="append", default=[], metavar="KIND:RATE")
    parser.add_argument("--port", type=int, default=8741)
    options = parser.parse_args()
    with contextlib.ExitStack() as servers:
        model = servers.enter_context(_serving("bench.run.servers", "model", "--latency", str(options.latency)))
        papers = servers.enter_context(_papers(options))
        home = Path(servers.enter_context(tempfile.TemporaryDirectory()))
        environ = _environment(home, papers, model, options)
        arguments = _selection(options, papers, home)
        print(f"load before: {os.getloadavg()[0]:.1f}")
        first = _run(arguments, environ, home)
        again = _run(arguments, environ, home)
        ledger = first["ledger"]
        ideal_s = ledger["listed"] * options.latency / options.concurrency
        print(json.dumps({k: v for k, v in first.items() if k != "ledger"}, ensure_ascii=False))
        print(
            f"listed {ledger['listed']} = done {ledger['done']} + failed {ledger['failed']} + skipped "
            f"{ledger['skipped']}; calls {ledger['usage']['calls']}, retries {ledger['usage']['retries']}"
        )
        print(f"papers a minute: {60 * ledger['listed'] / first['seconds']:.1f}")
        print(
            f"the model alone: {ideal_s:.1f} s; the run: {first['seconds']:.1f} s = {first['seconds'] / ideal_s:.2f} x"
        )
        cores = len(os.sched_getaffinity(0))
        print(f"processor: {first['cpu_s']:.1f} s, which {cores} cores do in {first['cpu_s'] / cores:.1f} s")
        for stage in (row.name for row in STAGES):
            took = [stages[stage] for stages in ledger["stage_seconds"].values() if stage in stages]
            print(f"  {stage}: {statistics.fmean(took or [0]):.2f} s a paper, {len(took)} papers")
        print(f"overhead a paper: {1000 * (first['seconds'] - ideal_s) / ledger['listed']:.0f} ms")
        print(f"peak memory of the main process: {ledger['peak_memory_mb']:.0f} MB")
        print(f"everything kept: {again['seconds']:.2f} s, calls {again['ledger']['usage']['calls']}")
        for failure in [*ledger["failures"], *ledger["skips"], *ledger["unlisted"]]:
            print(f"  {failure['kind']}: {failure['message']}")
        print(f"digest twice the same: {first['digests'] == again['digests']}")
        with urllib.request.urlopen(f"{papers}/_stats") as answer:
            print(f"server: {answer.read().decode()}")
        print(f"load after: {os.getloadavg()[0]:.1f}")


@contextlib.contextmanager
def _serving(module: str, *arguments: str) -> Iterator[str]:
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


@contextlib.contextmanager
def _papers(options: argparse.Namespace) -> Iterator[str]:
    if options.mirror is None:
        made = ("papers", "--papers", str(options.papers), "--a-day", str(A_DAY))
        with _serving("bench.run.servers", *made) as url:
            yield url
        return
    faults = [word for fault in options.fault for word in ("--fault", fault)]
    corpus = ["--corpus", str(options.corpus)] if options.corpus else []
    command = [sys.executable, str(options.mirror), "--port", str(options.port), "--any-id", *corpus, *faults]
    url = f"http://127.0.0.1:{options.port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/_stats"):
                    break
                time.sleep(0.2)
            yield url
        finally:
            process.kill()


def _environment(home: Path, papers: str, model: str, options: argparse.Namespace) -> dict[str, str]:
    ours = ("RIBAO_", "OPENAI_", "PYTHONDONTWRITEBYTECODE")  # an installed program has its bytecode
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return inherited | {
        "OPENAI_BASE_URL": model,
        "XDG_CACHE_HOME": str(home / "cache"),
        "RIBAO_LLM_MODEL": "bench-model",
        "RIBAO_LLM_CONCURRENCY": str(options.concurrency),
        "RIBAO_PATHS_DATA_DIR": str(home / "data"),
        "RIBAO_PATHS_DIGESTS_DIR": str(home / "digests"),
        "RIBAO_SOURCES_HUGGINGFACE_URL": papers,
        "RIBAO_SOURCES_ARXIV_API_URL": f"{papers}/api/query",
        "RIBAO_SOURCES_ARXIV_PDF_URL": f"{papers}/pdf",
        "RIBAO_SOURCES_TRIES": "8",
        "RIBAO_DOWNLOAD_INTERVAL_S": str(options.interval),
    }


def _selection(options: argparse.Namespace, papers: str, home: Path) -> list[str]:
    if options.one_list:
        path = home / "ids.txt"
        path.write_text("".join(f"{made_id(n)}\n" for n in range(options.papers)), "utf-8")
        return ["run", "--ids", str(path)]
    if options.mirror is None:
        last = FIRST_DAY + dt.timedelta(days=(options.papers - 1) // A_DAY)
        return ["run", "--from", FIRST_DAY.isoformat(), "--to", last.isoformat()]
    day = dt.date.fromisoformat(options.date)
    if options.papers <= A_DAY:
        return ["run", "--date", day.isoformat(), "--top", str(options.papers)]
    found, last = 0, day
    while found < options.papers:
        with contextlib.suppress(OSError, ValueError):
            url = f"{papers}/api/daily_papers?date={last.isoformat()}&limit=100"
            with urllib.request.urlopen(url) as answer:
                found += len(json.load(answer))
        last += dt.timedelta(days=1)
    return ["run", "--from", day.isoformat(), "--to", (last - dt.timedelta(days=1)).isoformat()]


def _run(arguments: list[str], environ: dict[str, str], home: Path) -> dict[str, Any]:
    """One run of the command: its seconds, when the first paper was done and the last download ended, its ledger."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)  # of the run and its workers, not of the servers
    began = time.monotonic()
    first: float | None = None  # None: no paper was done
    last_download = 0.0
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as run:
        assert run.stderr
        for line in run.stderr:
            now = time.monotonic() - began
            if "核对完成" in line and first is None:
                first = now
            if "下载完成" in line:
                last_download = now
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    ledger = json.loads(sorted((home / "data" / "runs").glob("*.json"))[-1].read_text("utf-8"))
    digests = {p.name: p.read_text("utf-8") for p in (home / "digests").iterdir()}
    return {
        "seconds": seconds,
        "cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "first_result_s": first,
        "last_download_s": last_download,
        "exit_code": run.returncode,
        "ledger": ledger,
        "digests": hash(tuple(sorted(digests.items()))),
    }


if __name__ == "__main__":
    main()
