"""Papers ranked by what a model says that they mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.interests.meaning import Meanings, centred
from pipeline.interests.rank import rank
from pipeline.interests.words import Seen
from pipeline.llm.catalogue import find_weights
from pipeline.llm.embeddings import Embedder
from schemas.interests import Interests, Taste
from schemas.records import Paper
from tests.interests.test_rank import AGENTS, AVATARS, DAY, PROTEINS, SPLATS, paper

LIKED = paper(8, "Mesh-free novel views", "Primitives are rasterised.")  # no word of the day's papers
KINDS = ("splat", "protein", "agent", "mesh")


class Model:
    """Says of what kind a text is: meshes mean what splats mean."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked += texts
        found = [[float(kind in text.lower()) for kind in KINDS] for text in texts]
        return [[1.0, splat + mesh, protein, agent] for splat, protein, agent, mesh in found]


@pytest.fixture
def model() -> Model:
    return Model()


def vectors(model: Model, path: Path, papers: Sequence[Paper]) -> list[Sequence[float]]:
    with Meanings(path, "m", model.embed) as meanings:
        return meanings.of(papers)


def test_what_means_the_same_in_other_words_comes_first_and_says_so(tmp_path: Path, model: Model) -> None:
    taste = Taste(liked=(LIKED,))
    with Seen(tmp_path / "words.sqlite") as seen:
        seen.add([*DAY, LIKED])
        words = rank(DAY, Interests(), taste, seen)
        both = rank(DAY, Interests(), taste, seen, vectors(model, tmp_path / "m.sqlite", [*DAY, LIKED]))
    assert words[0].why == ""
    assert both[0].paper == AVATARS
    assert (both[0].related, both[0].why) == (True, "与 Mesh-free novel views 相近")


def test_what_means_the_same_as_a_disliked_paper_sinks(tmp_path: Path, model: Model) -> None:
    taste = Taste(disliked=(LIKED,))
    with Seen(tmp_path / "words.sqlite") as seen:
        seen.add([*DAY, LIKED])
        ranked = rank(DAY, Interests(), taste, seen, vectors(model, tmp_path / "m.sqlite", [*DAY, LIKED]))
    assert ranked[-1].paper == AVATARS


def test_a_paper_is_read_once_by_a_model(tmp_path: Path, model: Model) -> None:
    path = tmp_path / "m.sqlite"
    first = vectors(model, path, DAY)
    assert vectors(model, path, [SPLATS, *DAY])[1:] == first
    assert len(model.asked) == len(DAY) + 1
    with Meanings(path, "another", model.embed) as meanings:
        meanings.of(DAY)
    assert len(model.asked) == 2 * len(DAY) + 1


def test_what_was_made_before_a_model_failed_is_kept(tmp_path: Path, model: Model) -> None:
    def breaks(texts: Sequence[str]) -> object:
        yield model.embed(texts[:1])[0]
        raise RuntimeError

    with Meanings(tmp_path / "m.sqlite", "m", breaks) as meanings, pytest.raises(RuntimeError):  # type: ignore[arg-type]
        meanings.of(DAY)
    vectors(model, tmp_path / "m.sqlite", DAY)
    assert len(model.asked) == len(DAY)


def test_a_damaged_file_is_made_again(tmp_path: Path, model: Model) -> None:
    (tmp_path / "m.sqlite").write_bytes(b"no database, but long enough to be taken for one" * 100)
    assert len(vectors(model, tmp_path / "m.sqlite", DAY)) == len(DAY)


def test_what_all_of_a_day_share_tells_nothing() -> None:
    own, other, liked = centred([[1.0, 1.0], [1.0, -1.0], [1.0, 3.0]], 2)
    assert (list(own), list(other)) == ([0.0, 1.0], [0.0, -1.0])
    assert math.hypot(*liked) == pytest.approx(1)


def test_a_day_of_one_paper_is_not_taken_from_itself() -> None:
    assert [list(v) for v in centred([[3.0, 4.0]], 1)] == [[0.6, 0.8]]


@pytest.mark.llm
def test_any_gguf_file_gives_vectors_that_are_the_same_each_time() -> None:
    config = load_config()
    known = find_weights(config.local.model)
    assert known is not None
    path = config.paths.models_dir / known.file
    assert path.is_file(), "run `make test-llm`, which pulls the weights"
    texts = [PROTEINS.abstract, AGENTS.abstract, "word " * 5000]
    embedder = Embedder(path)
    one, two = ([[round(x, 4) for x in v] for v in embedder.vectors(texts)] for _ in range(2))
    assert one == two
    assert len({len(v) for v in one}) == 1
