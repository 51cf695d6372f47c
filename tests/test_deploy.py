"""What runs ribao every day: linted as its tools do, and its steps run as they stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.config import CHECKOUT
from tests.cli_day import KEY, right, settings_of
from tests.fake_llm import FakeLlm
from tests.sample_day import SAMPLE_DATE, SAMPLE_DIR
from tests.sample_server import SampleServer
from tests.scripted_server import Exchange, ScriptedServer

DEPLOY = CHECKOUT / "deploy"
WORKFLOW = CHECKOUT / ".github" / "workflows" / "daily.yml"
TOOLS = Path(sys.executable).parent


def run(
    *command: str | Path, env: dict[str, str] | None = None, cwd: Path = CHECKOUT
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=cwd, timeout=300)


@pytest.mark.parametrize(
    ("kind", "path"), [("vendor.github-workflows", WORKFLOW), ("vendor.compose-spec", DEPLOY / "compose.yaml")]
)
def test_the_schemas_of_actions_and_compose_are_kept(kind: str, path: Path) -> None:
    done = run(TOOLS / "check-jsonschema", "--builtin-schema", kind, path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_s_actions_are_pinned_by_hash_and_say_their_version() -> None:
    used = re.findall(r"uses: (.+)", WORKFLOW.read_text("utf-8"))
    assert len(used) == 5
    assert [line for line in used if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


@pytest.mark.skipif(not (TOOLS / "hadolint").exists(), reason="hadolint has no wheel for this machine")
def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    done = run(TOOLS / "hadolint", DEPLOY / "Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze: apt install systemd")
def test_systemd_finds_nothing_in_the_units(tmp_path: Path) -> None:
    (tmp_path / "ribao" / "deploy").mkdir(parents=True)
    env = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    done = run("systemd-analyze", "verify", "--user", DEPLOY / "ribao.service", DEPLOY / "ribao.timer", env=env)
    assert done.returncode == 0, done.stderr


def test_the_image_holds_all_that_the_program_needs(tmp_path: Path) -> None:
    ignored = (CHECKOUT / ".dockerignore").read_text("utf-8").split()
    for line in re.findall(r"^COPY (?:--\S+ )?(.+)$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE):
        *sources, _ = line.split()
        for source in sources:
            assert f"!{source}" in ignored
            (shutil.copytree if (CHECKOUT / source).is_dir() else shutil.copy)(
                CHECKOUT / source, tmp_path / Path(source).name
            )
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)}
    pdf = SAMPLE_DIR / "pdf" / "2511.90001v1.pdf"
    done = run(sys.executable, "-P", "-m", "pipeline.cli", "extract", pdf, env=env, cwd=tmp_path / "prompts")
    assert done.returncode == 0, done.stderr
    assert "abstract" in done.stdout.lower()


def test_the_workflow_makes_digest_and_site_and_pushes(tmp_path: Path) -> None:
    steps = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["digest"]["steps"]
    step = next(s for s in steps if s.get("name") == "Digest, site, push")
    (tmp_path / "deploy").symlink_to(DEPLOY)
    (tmp_path / ".venv").symlink_to(TOOLS.parent)
    taken: list[Any] = []

    def ntfy(exchange: Exchange) -> None:
        length = int(exchange.header("content-length") or 0)
        taken.append(json.loads(exchange.handler.rfile.read(length)))
        exchange.send(200, b'{"id": "1"}', {"content-type": "application/json"})

    with SampleServer() as server, FakeLlm(right) as llm, ScriptedServer(ntfy) as chat:
        named = dict.fromkeys(step["env"], "")  # a variable that is not set is empty there
        env = {**{k: v for k, v in os.environ.items() if not k.startswith("RIBAO_")}, **named}
        env |= settings_of(tmp_path, server, paths_site_dir=tmp_path / "site", llm_model="fake-model")
        env |= {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": llm.url, "DATE": SAMPLE_DATE, "TZ": "Asia/Shanghai"}
        env["PUSH_URLS"] = f"{chat.url.replace('http', 'ntfy')}/ribao"
        done = run("bash", "-e", "-c", step["run"], env=env, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        again = run("bash", "-e", "-c", step["run"], env=env, cwd=tmp_path)
        assert again.returncode == 0
    assert (tmp_path / "digests" / f"{SAMPLE_DATE}.md").exists()
    assert (tmp_path / "site" / "index.html").exists()
    assert [told["title"] for told in taken] == [f"日报 {SAMPLE_DATE}"]


@pytest.mark.parametrize(
    ("failing", "code", "ends", "steps"),
    [
        ("run", 4, 4, ["run"]),
        ("run", 3, 3, ["run", "site", "push"]),
        ("site", 3, 3, ["run", "site"]),
        ("push", 3, 6, ["run", "site", "push"]),
        ("none", 0, 0, ["run", "site", "push"]),
    ],
)
def test_a_morning_ends_as_its_steps_do(tmp_path: Path, failing: str, code: int, ends: int, steps: list[str]) -> None:
    fake = tmp_path / "ribao"
    fake.write_text(f'#!/bin/sh\necho "$1" >> said\n[ "$1" = {failing} ] && exit {code}\nexit 0\n', "utf-8")
    fake.chmod(0o755)
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PUSH_URLS": "x"}
    assert run("sh", DEPLOY / "every-day.sh", env=env, cwd=tmp_path).returncode == ends
    assert (tmp_path / "said").read_text("utf-8").split() == steps
