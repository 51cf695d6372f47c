"""A day in the order of its reader's interests, and what a reader's votes do to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import Config, load_config
from pipeline.errors import ConfigError, NothingListed, UsageError
from pipeline.flow.in_order import list_in_order
from pipeline.flow.learn import learn, why
from pipeline.sources.gate import arxiv_gate
from pipeline.sources.listing import Selection
from pipeline.store.artefacts import Store
from pipeline.store.lists import KeptLists, Listed
from tests.cli_day import PAPERS, settings_of
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

FIRST, SECOND, THIRD = PAPERS


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


@pytest.fixture
def config(server: SampleServer, tmp_path: Path) -> Config:
    return load_config(environ=settings_of(tmp_path, server))


def listed(config: Config, selection: Selection = Selection(date=SAMPLE_DATE)) -> Listed:  # noqa: B008 - frozen
    found = list_in_order(selection, config, arxiv_gate(config), _raise)
    KeptLists(Store(config.paths.data_dir)).save(found)
    return found


def _raise(line: str) -> None:
    raise AssertionError(line)


def ids(found: Listed) -> list[str]:
    return [paper.paper_id for paper in found.papers]


def interests(config: Config, text: str) -> None:
    config.paths.interests_file.write_text(text, "utf-8")


def test_without_interests_a_day_is_as_listed(config: Config) -> None:
    assert (ids(listed(config)), listed(config).why) == ([FIRST, SECOND, THIRD], {})


def test_an_interest_brings_its_paper_to_the_top_before_the_day_is_cut(config: Config) -> None:
    title = listed(config).papers[2].title
    interests(config, f"want = ['\"{title}\"']\navoid = []")
    found = listed(config, Selection(date=SAMPLE_DATE, top=1))
    assert ids(found) == [THIRD]
    assert title in found.why[THIRD]


@pytest.mark.parametrize(("name", "said"), [("none.gguf", "No such file"), ("no-model.gguf", "cannot be loaded")])
def test_an_embedding_model_that_cannot_be_used_is_told_and_words_rank(
    config: Config, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "no-model.gguf").write_bytes(b"GGUF")
    paths = config.paths.model_copy(update={"embedding_file": tmp_path / name})
    config = config.model_copy(update={"paths": paths})
    interests(config, f"like = ['{THIRD}']")
    told: list[str] = []
    found = list_in_order(Selection(date=SAMPLE_DATE), config, arxiv_gate(config), told.append)
    assert ids(found)[0] == THIRD
    assert [line.startswith(f"{name}: ") and said in line for line in told] == [True]


def test_upvotes_can_be_asked_for_all_the_same(config: Config) -> None:
    interests(config, f"like = ['{THIRD}']")
    assert ids(listed(config, Selection(date=SAMPLE_DATE, rank="upvotes"))) == [FIRST, SECOND, THIRD]


def test_papers_that_are_named_stay_in_their_order(config: Config) -> None:
    interests(config, f"like = ['{THIRD}']")
    assert ids(listed(config, Selection(targets=(FIRST, THIRD)))) == [FIRST, THIRD]


def test_what_is_to_be_avoided_comes_last(config: Config) -> None:
    title = listed(config).papers[0].title
    interests(config, f"avoid = ['\"{title}\"']")
    assert ids(listed(config)) == [SECOND, THIRD, FIRST]


def test_a_vote_is_a_line_that_changes_the_order_and_can_be_deleted(config: Config) -> None:
    listed(config)
    lines = learn([THIRD], False, config, arxiv_gate(config), _raise)
    assert lines[0].startswith(f"liked: {THIRD}  ")
    assert ids(listed(config))[0] == THIRD
    assert learn([THIRD], False, config, arxiv_gate(config), _raise)[0].startswith("nothing is new")
    text = config.paths.interests_file.read_text("utf-8")
    kept = [line for line in text.splitlines() if THIRD not in line]
    config.paths.interests_file.write_text("\n".join(kept), "utf-8")
    assert ids(listed(config)) == [FIRST, SECOND, THIRD]


def test_the_sites_votes_are_a_file(config: Config, tmp_path: Path) -> None:
    listed(config)
    votes = tmp_path / "votes.json"
    votes.write_text(json.dumps({"like": [SECOND], "dislike": [FIRST], "read": [THIRD]}), "utf-8")
    learn([str(votes)], False, config, arxiv_gate(config), _raise)
    text = config.paths.interests_file.read_text("utf-8")
    assert text.index("dislike = [") < text.index(f'"{FIRST}"')
    assert text.index(f'"{SECOND}"') < text.index("dislike = [")


@pytest.mark.parametrize("content", ["", "[]", '{"like": 3}', '{"like": ["../x"]}', "[" * 9000, '{"other": []}'])
def test_another_file_is_no_file_of_votes(config: Config, tmp_path: Path, content: str) -> None:
    (tmp_path / "votes.json").write_text(content, "utf-8")
    with pytest.raises(UsageError, match="is no file of votes"):
        learn([str(tmp_path / "votes.json")], False, config, arxiv_gate(config), _raise)
    assert not config.paths.interests_file.exists()


def test_why_tells_the_place_and_the_reason(config: Config) -> None:
    with pytest.raises(ConfigError, match="there is none"):
        why(THIRD, config, _raise)
    title = listed(config).papers[2].title
    interests(config, f"want = ['\"{title}\"']")
    with pytest.raises(UsageError, match="is in no kept list"):
        why("2001.00001", config, _raise)
    told = why(THIRD, config, _raise)
    assert told[0] == title
    assert told[1].startswith(f"{SAMPLE_DATE}: place 1 of 3, score ")
    assert title in told[2]
    assert why(FIRST, config, _raise)[2] == "nothing speaks for it"


def test_a_liked_paper_that_no_list_has_is_asked_of_arxiv_once(config: Config, server: SampleServer) -> None:
    interests(config, f"like = ['{THIRD}']")
    before = server.stats().count["api"]
    listed(config)
    asked = server.stats().count["api"] - before
    listed(config)
    assert server.stats().count["api"] - before - asked == asked - 1


def test_a_bad_entry_is_told_by_its_name(config: Config) -> None:
    interests(config, "like = ['missing.bib']")
    with pytest.raises(UsageError, match=r"missing\.bib: cannot be read"):
        listed(config)


@pytest.mark.parametrize(
    ("where", "left"),
    [
        ("q=-nosuchword", [FIRST, SECOND, THIRD]),
        (f"q={FIRST}", [FIRST]),
        (f"q=-{FIRST}", [SECOND, THIRD]),
        ("upvotes=1", [FIRST, SECOND, THIRD]),
        ("unseen=1", [FIRST, SECOND, THIRD]),
    ],
)
def test_a_filter_of_the_search_page_is_one_of_a_run(config: Config, where: str, left: list[str]) -> None:
    assert ids(listed(config, Selection(date=SAMPLE_DATE, where=where))) == left


def test_a_filter_that_leaves_nothing_or_cannot_be_known_yet_is_told(config: Config) -> None:
    with pytest.raises(NothingListed, match="passes the filter"):
        listed(config, Selection(date=SAMPLE_DATE, where="upvotes=99999"))
    with pytest.raises(ConfigError, match="--where: unknown filter backbone"):
        listed(config, Selection(date=SAMPLE_DATE, where="backbone=llama"))
    with pytest.raises(ConfigError, match="is no number"):
        listed(config, Selection(date=SAMPLE_DATE, where="upvotes=many"))


def test_what_an_earlier_day_had_is_seen(config: Config) -> None:
    found = listed(config)
    earlier = found.model_copy(update={"title": "2025-11-20", "papers": found.papers[:1]})
    KeptLists(Store(config.paths.data_dir)).save(earlier)
    assert ids(listed(config, Selection(date=SAMPLE_DATE, where="unseen=1"))) == [SECOND, THIRD]
