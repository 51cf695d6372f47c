"""Every command that README or docs/ prints runs as it is written, with the base install alone, or says why not."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.config import CHECKOUT
from tests.cli_day import KEY, PAPERS, ROOT, right, settings_of
from tests.fake_batch import FakeBatch
from tests.sample_day import SAMPLE_DATE, SampleDay
from tests.sample_server import SampleServer

DOCUMENTS = (*sorted(CHECKOUT.glob("README*.md")), *sorted((CHECKOUT / "docs").glob("*.md")))
PROGRAM = re.compile(r"^(?:\w+=\S*\s+)*(?:\.venv/bin/)?(?:ribao|pip|make|python|vllm|ollama|export|git|cd|crontab)\b")
NOT_RUN = {  # a pattern of a command's line, and why it is not run here
    r"^(git|cd) ": "fetches the project itself",
    r"^make ": "is what this test is part of, or needs the weights",
    r"^(\S+/)?pip install": "needs the package index; tests/test_packaging.py reads what is installed",
    r"^(vllm|ollama|crontab) ": "is another program",
    r"^export ": "names a real endpoint; the command behind it runs against a local one",
    r"ribao models (pull|verify)": "fetches or reads 1.1 GB: tests/llm/test_weights.py",
    r"ribao (site )?serve|ribao site serve": "runs until Ctrl-C: tests/publish/site/test_browser.py",
    r"learn votes.json": "needs the site's file: tests/flow/test_in_order.py",
    r"ribao zotero": "needs a library: tests/publish/test_zotero.py",
    r"ribao push|PUSH_URLS": "needs a chat: tests/publish/test_push.py",
    r"SMTP_URL=|ribao mail --to": "needs a mail server: tests/publish/test_mail.py",
    r"--ray-address": "needs a cluster: tests/extract/test_ray_pool.py",
    r"python -m |bench/": "is a bench, run by hand",
    r"fixture add|from-report|GOLD|FOLDER|PAGE_ID": "changes files, or needs what only its reader has",
    r"\bterms\b|--record": "changes files, or needs what only its reader has",
    r"ribao (extract|run|paper|check|facts|prompt)\b[^|]*[…]|\bDIR\b|TARGET": "is a form, not a command",
}
EVERY_DAY = "2025-12-26"


class AnyDay(SampleDay):
    """Lists its papers on whatever day."""

    def search(self, query: str) -> list[str]:
        """As the sample day, whatever day is asked for."""
        return super().search(re.sub(r"submittedDate:\S+ TO \S+", "", query))


class EveryDay(dict[str, Any]):
    """The sample day, on whatever date it is asked for."""

    def get(self, _date: str, _default: Any = None) -> Any:
        return self[SAMPLE_DATE]


def sample_day() -> SampleDay:
    """The sample papers, the first of them also by the ids that the documents use."""
    day = SampleDay.load()
    first = next(iter(PAPERS))
    arxiv, pdfs = dict(day.arxiv), dict(day.pdfs)
    for other in ("2512.21218", "hep-th/9901001", "2512.21337"):
        arxiv[other] = json.loads(json.dumps(arxiv[first]))
        arxiv[other]["paper"]["id"] = other
        pdfs[f"{other}v1"] = pdfs[f"{first}v1"]
    return AnyDay(EveryDay(day.days), arxiv, pdfs)


def commands(text: str) -> Iterator[str]:
    """The lines of indented or fenced code that a shell is given, one command each."""
    lines = iter(
        re.sub(r"(?m)^```\w*\n(.*?)^```", lambda m: re.sub("(?m)^", "    ", m[1]), text, flags=re.S).splitlines()
    )
    for line in lines:
        command = line.strip()
        if not line.startswith("    ") or not PROGRAM.match(command):
            continue
        while not whole(command):
            command += "\n" + next(lines).strip()
        yield command


def whole(command: str) -> bool:
    """Whether its quotes are closed."""
    try:
        shlex.split(command, comments=True)
    except ValueError:
        return False
    return True


def split(command: str) -> tuple[dict[str, str], list[str]]:
    """The variables that a command sets, and its words behind `ribao`; a pipe or an explanation ends it."""
    words = shlex.split(command, comments=True)
    end = next((i for i, word in enumerate(words) if word in ("|", ">", "&&", ";")), len(words))
    variables = [word for word in words[:end] if re.match(r"[A-Z_]+=", word)]
    at = next(i for i, word in enumerate(words) if word.split("/")[-1] == "ribao")
    return dict(v.split("=", 1) for v in variables if words.index(v) < at), words[at + 1 : end]


def why_not(command: str) -> str | None:
    return next((why for pattern, why in NOT_RUN.items() if re.search(pattern, command)), None)


ALL = [
    pytest.param(command, id=f"{path.name}: {command[:60]}")
    for path in DOCUMENTS
    for command in dict.fromkeys(commands(path.read_text("utf-8")))
    if path.name != "cli.md" and why_not(command) is None
]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Runs one command after another in one process that sees the base install alone."""
    home = tmp_path_factory.mktemp("newcomer")
    (home / "my-papers.txt").write_text("2512.21218\n")
    (home / "claims.json").write_text('[{"id": "1", "value": "1e-6", "name": "learning rate"}]')
    shutil.copy(SAMPLE_PDF, home / "paper.pdf")
    shutil.copy(CHECKOUT / "config.toml", home)  # `ribao init` writes into it
    with SampleServer(day=sample_day()) as server, FakeBatch(right, models=_Any()) as llm:
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("RIBAO_", "OPENAI_"))}
        asked = {"OPENAI_BASE_URL": llm.url, "OPENAI_API_KEY": KEY}
        environ |= settings_of(home, server, paths_site_dir=home / "site") | asked | {"PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.base_install"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=home,
            env=environ,
        )

        def run(command: str) -> tuple[int, str, str]:
            assert process.stdin
            assert process.stdout
            variables, words = split(command)
            # the lab's documents speak of the embedded model's prompts
            key = {"OPENAI_BASE_URL": "", "OPENAI_API_KEY": ""} if words[0] == "prompt" else asked
            process.stdin.write(json.dumps((key | variables, words)) + "\n")
            process.stdin.flush()
            code, stdout, stderr = json.loads(process.stdout.readline())
            return code, stdout, stderr

        with process:
            run(f"ribao run --date {EVERY_DAY}")
            yield run
            assert process.stdin
            process.stdin.close()


class _Any(tuple[str, ...]):
    """Every model's name."""

    __slots__ = ()

    def __contains__(self, _name: object) -> bool:
        return True


SAMPLE_PDF = CHECKOUT / "tests" / "fixtures" / "sample" / "pdf" / "2511.90001v1.pdf"


@pytest.mark.parametrize("command", ALL)
def test_a_documented_command_works_or_says_what_to_install(command: str, base: Any) -> None:
    code, stdout, stderr = base(command)
    assert "Traceback" not in stdout + stderr
    if "-m pip install" in stderr:  # an extra: one line, that can be pasted
        assert code == 2
        assert [line for line in stderr.splitlines() if "-m pip install -c " in line]
    else:
        assert code in ((0, 3) if "check" in command or "status" in command else (0,)), stdout + stderr


def test_the_documents_print_enough_commands_to_try() -> None:
    assert len(ALL) > 25
