"""What `ribao doctor` says of a machine, with real servers that answer well or badly."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.llm.catalogue import known_weights
from tests.cli_day import Ran, ribao_here
from tests.fake_llm import FakeLlm, rate_limited, unauthorized
from tests.publish.odd_smtp import OddSmtp
from tests.sample_server import SampleServer


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SMTP_URL", "MAIL_FROM", "PUSH_URLS"):
        monkeypatch.delenv(name, raising=False)


def doctor(
    home: Path, server: SampleServer | None, llm: FakeLlm | None, **settings: object
) -> tuple[Ran, dict[str, str]]:
    """What was run, and its lines by what they are about, a remedy behind its finding."""
    ran = ribao_here(["doctor"], home, server, llm, download_contact="a@example.org", **settings)
    told: dict[str, str] = {}
    name = ""
    for line in ran.stdout.splitlines()[:-1]:
        name = name if line.startswith("  ") else line[2:15].strip()
        told[name] = f"{told[name]} {line.strip()}" if line.startswith("  ") else line
    return ran, told


def test_a_machine_that_has_all_it_needs_is_told_so(
    server: SampleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "interests.toml").write_text('want = ["lora"]')
    with FakeLlm([], max_model_len=128_000) as llm, OddSmtp("plain") as smtp:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{smtp.port}")
        monkeypatch.setenv("MAIL_FROM", "me@example.org")
        monkeypatch.setenv("PUSH_URLS", "json://127.0.0.1/hook ntfy://topic")
        ran, told = doctor(tmp_path, server, llm)
        assert (llm.firsts, llm.requests) == (1, [])
    assert ran.code == 0, ran.stdout
    assert ran.stdout.splitlines()[-1] == "A run has what it needs."
    assert told["model"].startswith("✓ model")
    assert "answers in" in told["model"]
    assert "128,000 tokens, as the endpoint says" in told["window"]
    assert told["weights"].startswith("– ")
    for what in ("Hugging Face", "arXiv", "disk", "interests", "mail", "push"):
        assert told[what].startswith("✓ "), told
    assert "JSON (1), ntfy (2)" in told["push"]
    assert smtp.mails == []


def test_without_a_key_the_embedded_model_is_told_and_what_is_not_used_is_no_fault(
    server: SampleServer, tmp_path: Path
) -> None:
    ran, told = doctor(tmp_path, server, None)
    assert ran.code == 0, ran.stdout
    assert "no key is set" in told["model"]
    assert told["weights"].startswith("! ")
    assert "1,117 MB → ribao models pull" in told["weights"]
    assert [told[what][0] for what in ("interests", "mail", "push")] == ["–"] * 3
    weights = known_weights()[0]
    (tmp_path / "models").mkdir()
    with (tmp_path / "models" / weights.file).open("wb") as file:
        file.truncate(weights.size_bytes)  # takes no room
    assert doctor(tmp_path, server, None)[1]["weights"].startswith("✓ ")


def test_a_wrong_key_has_the_exit_code_of_its_run(server: SampleServer, tmp_path: Path) -> None:
    with FakeLlm([], first=unauthorized()) as llm:
        ran, told = doctor(tmp_path, server, llm)
    assert ran.code == 2
    assert told["model"].startswith("✗ ")
    assert "refused the key (HTTP 401" in told["model"]
    assert "→" in told["model"]
    assert ran.stdout.splitlines()[-1] == "to mend: 1"


def test_an_endpoint_that_is_busy_is_a_doubt(server: SampleServer, tmp_path: Path) -> None:
    with FakeLlm([], first=rate_limited()) as llm:
        ran, told = doctor(tmp_path, server, llm)
    assert ran.code == 0
    assert told["model"].startswith("! ")
    assert "429" in told["model"]


@pytest.mark.parametrize(("window", "code"), [(127_999, 3), (128_000, 0), (None, 0)])
def test_a_window_that_is_smaller_than_the_configured_one_is_told(
    window: int | None, code: int, server: SampleServer, tmp_path: Path
) -> None:
    with FakeLlm([], max_model_len=window) as llm:
        ran, told = doctor(tmp_path, server, llm)
    assert ran.code == code, ran.stdout
    assert ("set llm.context_tokens = 127999" in told["window"]) == (code == 3)


def test_a_network_that_lets_nothing_through_has_the_exit_code_of_a_list_that_cannot_be_fetched(tmp_path: Path) -> None:
    ran, told = doctor(tmp_path, None, None)
    assert ran.code == 5
    assert "cannot be reached" in told["Hugging Face"]
    assert "HF_ENDPOINT" in told["Hugging Face"]
    assert "cannot be reached" in told["arXiv"]


def test_who_asks_arxiv_is_to_say_so(server: SampleServer, tmp_path: Path) -> None:
    ran = ribao_here(["doctor"], tmp_path, server, None)
    assert (ran.code, "download.contact" in ran.stdout) == (0, True)


@pytest.mark.parametrize(("free_mb", "mark", "code"), [(199, "✗", 3), (201, "!", 0), (1999, "!", 0), (2001, "✓", 0)])
def test_room_on_the_disk_is_looked_at(
    free_mb: int, mark: str, code: int, server: SampleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free_mb * 1e6))
    ran, told = doctor(tmp_path, server, None)
    assert (told["disk"][0], ran.code) == (mark, code)


def test_a_folder_of_digests_that_cannot_be_made_is_told(server: SampleServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran, told = doctor(tmp_path, server, None, paths_digests_dir=str(tmp_path / "file" / "digests"))
    assert (told["disk"][0], ran.code) == ("✗", 3)
    assert "set paths.digests_dir" in told["disk"]


def test_delivery_that_cannot_work_is_told_before_a_morning_fails_of_it(
    server: SampleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:9")  # nobody listens
    monkeypatch.setenv("PUSH_URLS", "nowhere://x")
    ran, told = doctor(tmp_path, server, None)
    assert ran.code == 3
    assert told["mail"].startswith("✗ ")
    assert told["push"].startswith("✗ ")
    assert "nowhere" not in told["push"], "an address holds a secret"
    assert ran.stdout.splitlines()[-1] == "to mend: 2"
    with OddSmtp("plain") as smtp:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{smtp.port}")
        assert "MAIL_FROM" in doctor(tmp_path, server, None)[1]["mail"]
