"""`ribao init`: three answers become config.toml and interests.toml, from a pipe, from options, and never a key."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.errors import UsageError
from pipeline.flow.setup import PROVIDERS, checked_sends, endpoint_of, sorted_out, source_now
from pipeline.interests.profile import load_interests
from tests.cli_day import KEY, PAPERS, ROOT, Ran, ribao_here, settings_of
from tests.fake_llm import FakeLlm
from tests.sample_server import SampleServer

FIRST = next(iter(PAPERS))


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


def answered(answers: str, home: Path, *words: str, **environ: str) -> Ran:
    """`ribao init` with its answers from a pipe, in a folder of its own, without a model's name in the environment."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("RIBAO_", "OPENAI_", "SMTP_", "PUSH_"))}
    settings = settings_of(home, None)
    del settings["RIBAO_LLM_MODEL"]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "init", "--no-test", *words],
        input=answers,
        env={**inherited, **settings, "PYTHONPATH": str(ROOT), **environ},
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return Ran(done.returncode, done.stdout, done.stderr, home)


def test_three_answers_from_a_pipe_are_written_and_the_next_command_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[llm]  # mine\nmodel = "old"  # a remark\ntemperature = 0.3\n')
    ran = answered("deepseek\nlora -video， cs.CL\nmail, push\n", tmp_path)
    assert ran.code == 0, ran.stderr
    text = (tmp_path / "config.toml").read_text("utf-8")
    assert text.startswith("[llm]  # mine\n")
    llm = tomllib.loads(text)["llm"]
    assert (llm["base_url"], llm["model"]) == PROVIDERS["deepseek"]
    assert llm["temperature"] == 0.3
    interests = load_interests(tmp_path / "interests.toml")
    assert interests is not None
    assert (interests.want, interests.categories) == (("lora -video",), ("cs.CL",))
    for line in ("export OPENAI_API_KEY=…", "export SMTP_URL=", "export PUSH_URLS=", "ribao run --date yesterday"):
        assert line in ran.stdout
    assert "ribao push" in ran.stdout
    assert ran.stderr.count("[") == 3, "each question with what is usual"


def test_an_empty_pipe_and_yes_leave_all_as_usual(tmp_path: Path) -> None:
    (tmp_path / "config.toml").touch()
    for words in ([], ["--yes"]):
        ran = answered("", tmp_path, *words)
        assert ran.code == 0, ran.stderr
        assert load_config(tmp_path / "config.toml", {}).llm.base_url == ""
        assert not (tmp_path / "interests.toml").exists()
        assert "OPENAI_API_KEY" not in ran.stdout
    assert ran.stderr == "", "nothing is asked"


def test_a_named_file_is_made_and_its_endpoint_gets_the_key_from_then_on(tmp_path: Path) -> None:
    config = tmp_path / "own" / "ribao.toml"
    ran = answered("", tmp_path, "--yes", "--from", "http://127.0.0.1:9/v1 m", "--config", str(config))
    assert ran.code == 0, ran.stderr
    assert f"--config {config}" in ran.stdout
    assert load_config(config, {}).llm.model == "m"
    assert load_config(config, {}).unconfirmed is None


def test_what_the_environment_says_otherwise_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").touch()
    ran = answered("", tmp_path, "--yes", OPENAI_API_KEY=KEY, OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    assert "unset OPENAI_API_KEY" in ran.stdout
    assert "unset OPENAI_BASE_URL" in ran.stdout
    assert KEY not in ran.stdout + ran.stderr


@pytest.mark.parametrize("answer", [KEY, f"{KEY} gpt-5-mini", "a" * 24])
def test_a_key_is_never_written_nor_repeated(answer: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").touch()
    ran = answered(f"{answer}\n\n\n", tmp_path)
    assert ran.code == 2
    assert answer.split()[0] not in ran.stdout + ran.stderr
    assert (tmp_path / "config.toml").read_text() == ""


@pytest.mark.parametrize(
    "answer", ["nowhere", "a" * 23, "http://127.0.0.1:9/v1", "ftp://x m", "https://user:pa55@host/v1 m"]
)
def test_an_endpoint_that_is_none_is_refused(answer: str) -> None:
    with pytest.raises(UsageError) as told:
        endpoint_of(answer)
    assert "is asked for by name" not in str(told.value)
    assert "pa55" not in str(told.value)


def test_a_provider_s_other_model_may_be_named() -> None:
    assert endpoint_of("DeepSeek deepseek-reasoner") == (PROVIDERS["deepseek"][0], "deepseek-reasoner")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ('"world model" NOT video, lora', (['"world model" NOT video', "lora"], [], [], [])),
        (
            "cs.CL、node.js；stat, hep-th,cond-mat.str-el",
            (["node.js"], [], ["cs.CL", "stat", "hep-th", "cond-mat.str-el"], []),
        ),
        (f"{FIRST}v2,https://arxiv.org/abs/{FIRST}", ([], [], [], [FIRST, FIRST])),
        (" , ", ([], [], [], [])),
        (
            'lora, -translation, NOT video, -"world model"',
            (["lora"], ["translation", "video", '"world model"'], [], []),
        ),
        ("lora -video", (["lora -video"], [], [], [])),
    ],
)
def test_an_answer_is_sorted_into_words_categories_and_papers(
    answer: str, found: tuple[list[str], list[str], list[str], list[str]]
) -> None:
    assert sorted_out(answer) == found


@pytest.mark.parametrize(
    ("answer", "says"), [("lora, ()", "is no word"), ("9999.99999", "is no word"), ("a OR", "read")]
)
def test_a_part_without_a_word_or_a_meaning_is_refused(answer: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        sorted_out(answer)


def test_an_endpoint_that_is_set_stays_where_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    assert source_now(path, {}) == "embedded"
    path.write_text("[llm]\nbase_url = 'https://api.deepseek.com/v1'\nmodel = 'deepseek-flash'\n")
    assert endpoint_of(source_now(path, {})) == PROVIDERS["deepseek"]
    path.write_text("[site]\n")
    assert source_now(path, {}) == "embedded"


def test_ways_of_delivery_are_known_ones() -> None:
    assert checked_sends("Push，mail push none") == ("push", "mail")
    with pytest.raises(UsageError, match="fax"):
        checked_sends("fax")


def test_papers_are_learned_by_their_titles_and_what_can_be_tried_is_tried(
    server: SampleServer, tmp_path: Path
) -> None:
    with FakeLlm([]) as llm:
        words = ["--yes", "--from", f"{llm.url} fake-model", "--interests", FIRST]
        ran = ribao_here(["init", *words, "--config", str(tmp_path / "config.toml")], tmp_path, server, llm)
        assert llm.firsts == 1
    assert ran.code == 0, ran.stdout + ran.stderr
    assert "HingePO" in (tmp_path / "interests.toml").read_text("utf-8")
    assert "A run has what it needs." in ran.stdout
    assert KEY not in (tmp_path / "config.toml").read_text("utf-8")
