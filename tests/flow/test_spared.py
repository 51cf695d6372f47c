"""An endpoint's summary is replaced by the embedded model's only where that is asked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_day import PAPERS, Ran, ribao_here, right
from tests.fake_llm import FakeLlm
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

DAY = ["run", "--date", SAMPLE_DATE]
SMALL = Path("broken.gguf")  # no weights are in it: what asks the embedded model fails
FIRST = next(iter(PAPERS))


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


@pytest.fixture(scope="module")
def strong_day(server: SampleServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample day by an endpoint's model."""
    home = tmp_path_factory.mktemp("strong")
    with FakeLlm(right) as llm:
        assert ribao_here(DAY, home, server, llm).code == 0
    (home / SMALL).write_text("no weights")
    return home


@pytest.fixture
def home(strong_day: Path, tmp_path: Path) -> Path:
    shutil.copytree(strong_day, tmp_path, dirs_exist_ok=True)
    return tmp_path


def without_a_key(words: list[str], home: Path, server: SampleServer) -> Ran:
    return ribao_here(
        [str(home / w) if w == str(SMALL) else w for w in words], home, server, None, local_model=home / SMALL
    )


def files(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "digests").iterdir()}


def test_a_run_without_a_key_keeps_the_summaries_of_an_endpoint_and_says_so(home: Path, server: SampleServer) -> None:
    good = files(home)
    ran = without_a_key(DAY, home, server)
    assert ran.code == 0, ran.stderr
    assert files(home) == good
    assert "3 papers: the summary of fake-model stays" in ran.stderr
    assert f"--model {home / SMALL} replaces it" in ran.stderr
    assert without_a_key(["status", SAMPLE_DATE], home, server).stdout.count("the summary of fake-model stays") == 3
    assert "3 papers: 3 finished" in without_a_key([*DAY, "--plan"], home, server).stdout


def test_a_digest_is_enough_to_keep_them(home: Path, server: SampleServer) -> None:
    good = files(home)
    shutil.rmtree(home / "data" / "papers")
    assert without_a_key(DAY, home, server).code == 0
    assert files(home) == good


def test_kept_summaries_are_enough_for_another_list(home: Path, server: SampleServer) -> None:
    (home / "ids.txt").write_text(f"{FIRST}\n")
    ran = without_a_key(["run", "--ids", str(home / "ids.txt")], home, server)
    assert ran.code == 0, ran.stderr
    assert "| 学习率 | 10⁻⁶ |" in ran.digest


@pytest.mark.parametrize("asking", [["--model", str(SMALL)], ["--redo", "summarise"]])
def test_they_are_made_anew_where_that_is_asked_for(asking: list[str], home: Path, server: SampleServer) -> None:
    ran = without_a_key([*DAY, *asking], home, server)
    assert ran.code == 3
    assert "failed: 3 papers (" in ran.stderr, "there are no weights to do it with"
    assert "stays" not in ran.stderr


def test_one_paper_keeps_its_summary_too(home: Path, server: SampleServer) -> None:
    good = files(home)
    ran = without_a_key(["paper", FIRST], home, server)
    assert (ran.code, files(home)) == (0, good)
    assert f"{FIRST}: the summary of fake-model stays" in ran.stderr
    assert "| 学习率 | 10⁻⁶ |" in ran.stdout
    assert without_a_key(["paper", FIRST, "--model", str(SMALL)], home, server).code == 3


def test_another_endpoint_s_model_is_asked_since_its_user_has_named_it(home: Path, server: SampleServer) -> None:
    with FakeLlm(right) as llm:
        ran = ribao_here(DAY, home, server, llm)
        assert len(llm.requests) == 3
    assert ran.code == 0, ran.stderr
