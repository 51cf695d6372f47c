"""interests.toml is read, and added to without losing anything."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.interests.profile import load_interests, vote
from schemas.interests import Interests
from schemas.records import Paper

ONE = Paper(paper_id="2511.90001", title='A "title", with\nnoise # and signs')
TWO = Paper(paper_id="2511.90002", title="Two")


def test_no_file_is_no_interests(tmp_path: Path) -> None:
    assert load_interests(tmp_path / "interests.toml") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("want = 'a'", 'want: Input should be a valid tuple; write want = ["…", "…"]'),
        ("wants = []", "unknown key wants; did you mean want?"),
        ("want = [", "is not valid TOML"),
        ("want = [1]", "want: Input should be a valid string"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "interests.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_interests(path)
    assert said in str(caught.value)


def test_a_vote_makes_the_file_and_a_line_a_paper(tmp_path: Path) -> None:
    path = tmp_path / "interests.toml"
    assert vote(path, [ONE, TWO], "like") == [ONE, TWO]
    assert vote(path, [TWO], "like") == []
    assert load_interests(path) == Interests(like=("2511.90001", "2511.90002"))
    assert '2511.90002", # Two\n' in path.read_text("utf-8")


def test_what_the_owner_wrote_stays_and_a_change_of_mind_moves_the_paper(tmp_path: Path) -> None:
    path = tmp_path / "interests.toml"
    path.write_text('# mine\nwant = ["x"] # my word\nlike = [\n  "2511.90001", # kept\n  "refs.bib",\n]\n', "utf-8")
    vote(path, [TWO], "like")
    vote(path, [ONE], "dislike")
    text = path.read_text("utf-8")
    assert "# mine" in text
    assert "# my word" in text
    assert tomllib.loads(text) == {"want": ["x"], "like": ["refs.bib", "2511.90002"], "dislike": ["2511.90001"]}
    assert len(vote(path, [TWO], "dislike")) == 1
    assert tomllib.loads(path.read_text("utf-8"))["like"] == ["refs.bib"]
