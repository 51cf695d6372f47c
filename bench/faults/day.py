"""The sample day with its servers, a folder that it was made in, and what a command does to such a folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tests.cli_day import KEY, PAPERS, ROOT, Answer, Json, asked_about, right, settings_of
from tests.fake_llm import FakeLlm, Reply
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

ONE = next(iter(PAPERS))
LONGEST_S = 240.0
PRODUCTS = ("digests", "site", "facts.csv", "day.bib", "notes")  # what a reader gets
COMMANDS: dict[str, Sequence[str]] = {
    "run": ("run", "--date", SAMPLE_DATE),
    "paper": ("paper", ONE, "--model", "other-model"),
    "site build": ("site", "build"),
    "facts export": ("facts", "export", "--out", "facts.csv"),
    "export": ("export", "--date", SAMPLE_DATE, "--out", "day.bib"),
    "notes": ("notes", "notes", "--date", SAMPLE_DATE),
    "gc": ("gc",),
    "verify": ("verify", "--mend"),
    "status": ("status", SAMPLE_DATE),
}


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    said: str  # on stderr
    seconds: float

    @property
    def line(self) -> str:
        """The last that it said."""
        lines = [line for line in self.said.splitlines() if line.strip()]
        return lines[-1] if lines else ""

    @property
    def confused(self) -> bool:
        """Whether it said what no user can use."""
        return any(word in self.said for word in ("Traceback", "error in ribao", "Aborted!", "Exception"))


class Day:
    """A context manager: the servers, and a folder in which the day was made once."""

    def __init__(self, scratch: Path) -> None:
        self.scratch, self._held, self._count = scratch, ExitStack(), 0

    def __enter__(self) -> Day:
        self.server = self._held.enter_context(SampleServer())
        self.llm = self._held.enter_context(FakeLlm(_in_a_while, models=("fake-model", "other-model")))
        self.done = self.fresh(None)
        for name in ("run", "site build"):
            ended = self.do(name, self.done)
            assert ended.code == 0, ended.said
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def fresh(self, like: Path | None, inside: Path | None = None) -> Path:
        """A folder of its own with what `like` has; None: nothing."""
        self._count += 1
        home = (inside or self.scratch) / f"home-{self._count}"
        if like is None:
            home.mkdir(parents=True)
        else:
            shutil.copytree(like, home)
        return home

    def before(self, name: str) -> Path | None:
        """What a command begins with: nothing for a run, the finished day for all others."""
        return None if name == "run" else self.done

    def begin(self, name: str, home: Path, more: Mapping[str, str] = MappingProxyType({})) -> subprocess.Popen[str]:
        """The command at work in `home`; `more`: of its environment."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RIBAO_", "OPENAI_"))}
        paths = {f"RIBAO_PATHS_{what.upper()}_DIR": str(home / what) for what in ("data", "digests", "site")}
        model = {"OPENAI_BASE_URL": self.llm.url, "OPENAI_API_KEY": KEY, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", *COMMANDS[name]],
            env={**kept, **settings_of(home, self.server), **paths, **model, **more},
            cwd=home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def do(self, name: str, home: Path) -> Ended:
        """The command, left alone."""
        began = time.monotonic()
        return ended(self.begin(name, home), began)

    def paid(self) -> Counter[str]:
        """The questions so far, by paper and model."""
        return Counter(f"{r.body['model']} {asked_about(r.body)}" for r in list(self.llm.requests))


def ended(process: subprocess.Popen[str], began: float) -> Ended:
    """Wait for it."""
    _, said = process.communicate(timeout=LONGEST_S)
    return Ended(process.returncode, said, time.monotonic() - began)


def _in_a_while(body: Json) -> Answer:
    return Reply(json.dumps(right(body), ensure_ascii=False), stall_s=0.15)


def products(home: Path) -> dict[str, bytes]:
    """What a reader gets of a folder, by path; the site's own notes of what it has written are none of it."""
    found = [path for name in PRODUCTS for path in (home / name, *(home / name).rglob("*")) if path.is_file()]
    inner = ((path, path.relative_to(home)) for path in found)
    return {str(at): path.read_bytes() for path, at in inner if not any(p.startswith(".") for p in at.parts)}


def replies(home: Path) -> Counter[str]:
    """The whole replies that are kept, by paper and model."""
    found: Counter[str] = Counter()
    for path in (home / "data").glob("papers/*/call.*.json"):
        try:
            call = json.loads(path.read_bytes())
        except ValueError:  # damaged on purpose
            continue
        found[f"{call['parameters']['model']} {path.parent.name}"] += 1
    return found
