"""Key, model and endpoint are tried by one tiny request before the first download."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.errors import EndpointRefused, UsageError
from pipeline.llm import client
from pipeline.llm.provider import Provider
from tests.cli_day import KEY, Ran, ribao_here, right
from tests.fake_llm import BROKEN_RESPONSE, FakeLlm, Reply, rate_limited, server_error, unauthorized
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

DAY = ["run", "--date", SAMPLE_DATE]


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


async def _tried(environ: dict[str, str]) -> None:
    provider = Provider(load_config(environ=environ))
    try:
        await provider.try_endpoint()
    finally:
        await provider.close()


def tried(first: Reply | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, model: str = "fake-model") -> int:
    """Try an endpoint that answers so; how often it was asked."""
    with FakeLlm([], first=first) as llm:
        monkeypatch.setenv("OPENAI_BASE_URL", llm.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        asyncio.run(_tried({"RIBAO_LLM_MODEL": model, "RIBAO_PATHS_DATA_DIR": str(tmp_path)}))
        return llm.firsts


@pytest.mark.parametrize(
    ("first", "model", "said"),
    [
        (unauthorized(), "fake-model", "refused the key (HTTP 401: "),
        (Reply("Your account is not active", 403), "fake-model", "refused the key (HTTP 403: "),
        (Reply("Insufficient Balance", 402), "fake-model", "has no credit left (HTTP 402: "),
        (None, "gpt-99", "no such model or address (HTTP 404: "),
        (Reply("Model Not Exist", 400), "fake-model", "no such model or address (HTTP 400: Model Not Exist"),
    ],
)
def test_what_no_paper_can_mend_is_told_before_any_paper(
    first: Reply | None, model: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(EndpointRefused) as told:
        tried(first, monkeypatch, tmp_path, model)
    assert said in str(told.value)
    assert told.value.exit_code == 2


@pytest.mark.parametrize(
    "first",
    [
        None,
        rate_limited(),
        server_error(503),
        Reply("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.", 400),
    ],
    ids=["works", "429", "503", "form"],
)
def test_what_may_pass_or_concerns_the_form_alone_stops_nothing(
    first: Reply | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert tried(first, monkeypatch, tmp_path) == 1


def test_a_name_that_is_no_local_model_says_that_there_is_no_key() -> None:
    provider = Provider(load_config(environ={"RIBAO_LOCAL_MODEL": "gpt-5-mini"}))
    assert provider.identity.model == "gpt-5-mini", "what plays its recordings back needs no key"
    with pytest.raises(UsageError, match="gpt-5-mini: no key, and it is no local model; set OPENAI_API_KEY"):
        provider.check()


def test_the_plan_of_a_model_without_a_key_says_so(server: SampleServer, tmp_path: Path) -> None:
    ran = ribao_here([*DAY, "--plan", "--model", "gpt-5-mini"], tmp_path, server, None)
    assert (ran.code, ran.stdout) == (2, "")
    assert "gpt-5-mini: no key" in ran.stderr


def refused(server: SampleServer, home: Path, *arguments: str) -> Ran:
    with FakeLlm([], first=unauthorized()) as llm:
        return ribao_here([*DAY, *arguments], home, server, llm)


def test_a_wrong_key_is_one_line_before_the_first_download(tmp_path: Path) -> None:
    with SampleServer() as server:
        ran = refused(server, tmp_path)
        assert sum(server.stats().count.values()) == 0, "nor is the day's list waited for"
    assert (ran.code, ran.stdout) == (2, "")
    assert "fake-model at 127.0.0.1:" in ran.stderr
    assert not (tmp_path / "digests").exists()


def test_a_web_page_is_no_answer(tmp_path: Path) -> None:
    with SampleServer() as server, FakeLlm([], first=BROKEN_RESPONSE) as llm:
        ran = ribao_here(DAY, tmp_path, server, llm)
    assert (ran.code, ran.stdout) == (2, "")
    assert "answered with a web page; check OPENAI_BASE_URL: most addresses end in /v1" in ran.stderr


def good_day(server: SampleServer, home: Path) -> dict[str, bytes]:
    with FakeLlm(right) as llm:
        assert ribao_here(DAY, home, server, llm).code == 0
    return {path.name: path.read_bytes() for path in (home / "digests").iterdir()}


def test_a_wrong_key_leaves_a_finished_digest_as_it_is(server: SampleServer, tmp_path: Path) -> None:
    good = good_day(server, tmp_path)
    assert refused(server, tmp_path, "--redo", "summarise").code == 2
    assert {path.name: path.read_bytes() for path in (tmp_path / "digests").iterdir()} == good


def test_a_day_that_is_all_kept_asks_the_endpoint_nothing(server: SampleServer, tmp_path: Path) -> None:
    with FakeLlm(right) as llm:
        ribao_here(DAY, tmp_path, server, llm)
        firsts = llm.firsts
        ribao_here(DAY, tmp_path, server, llm)
        assert llm.firsts == firsts


@pytest.mark.parametrize("redo", ["download", "summarise"])
def test_a_rerun_that_fails_shows_the_last_good_summary_and_why(
    redo: str, server: SampleServer, tmp_path: Path
) -> None:
    good_day(server, tmp_path)
    with SampleServer() as broken, FakeLlm(lambda _: Reply("oops", 500)) as llm:
        broken.fail("pdf", "500", times=None)
        ran = ribao_here([*DAY, "--redo", redo], tmp_path, broken, llm)
    assert ran.code == 3
    digest = ran.digest
    assert digest.count("**沿用上次的摘要**: ") == 3
    assert "列出 3 篇 = 完成 3（其中 3 篇沿用上次的摘要） + 失败 0" in digest
    assert "| 学习率 | 10⁻⁶ |" in digest


@pytest.mark.parametrize(
    "raw",
    [
        b'{"choices":' + b"[" * 100_000,
        b'{"choices":[],"n":' + b"9" * 5000 + b"}",
        b'{"choices":[],"usage":{"prompt_tokens":"many","completion_tokens":' + b"9" * 4000 + b"}}",
    ],
    ids=["nested", "5,000 digits", "tokens that are none"],
)
def test_an_answer_that_json_cannot_hold_ends_no_run(
    raw: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert tried(Reply(raw=raw), monkeypatch, tmp_path) == 1


def test_an_answer_without_an_end_is_told_as_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(client, "ANSWER_MAX_BYTES", 1000)
    with pytest.raises(EndpointRefused, match="has no end within what is read of one"):
        tried(Reply(raw=b'{"x":"' + b"9" * 5000), monkeypatch, tmp_path)
