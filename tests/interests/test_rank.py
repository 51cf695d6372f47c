"""A list in the order of a reader's interests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.interests.rank import rank
from pipeline.interests.words import Seen
from schemas.interests import Interests, Taste
from schemas.records import Paper


def paper(number: int, title: str, abstract: str = "", authors: tuple[str, ...] = (), **known: object) -> Paper:
    fields = {"paper_id": f"2511.0000{number}", "title": title, "abstract": abstract, "authors": authors, **known}
    return Paper.model_validate(fields)


SPLATS = paper(1, "Gaussian splatting of streets", "We render streets with splatting of gaussians.", ("Ann", "Bo"))
SCENES = paper(2, "Scenes by gaussian splatting", "Splatting renders large scenes from photographs.", ("Ann",))
PROTEINS = paper(3, "Folding proteins", "A language model folds proteins with attention.", ("Cy", "Bo"))
AGENTS = paper(4, "Agents that browse", "A language model agent browses the web with attention.", ("Di",))
AVATARS = paper(5, "Avatars", "Splatting of gaussians renders avatars of people.", ("Eve",), organization="Acme")
DAY = [PROTEINS, AGENTS, AVATARS]


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Seen]:
    with Seen(tmp_path / "words.sqlite") as seen:
        seen.add([SPLATS, SCENES, PROTEINS, AGENTS, AVATARS])
        yield seen


def titles(seen: Seen, interests: Interests = Interests(), taste: Taste = Taste()) -> list[str]:  # noqa: B008
    return [r.paper.title for r in rank(DAY, interests, taste, seen)]


def test_what_is_like_a_liked_paper_comes_first_and_says_which(seen: Seen) -> None:
    first, *others = rank(DAY, Interests(), Taste(liked=(SPLATS, SCENES)), seen)
    assert first.paper == AVATARS
    assert first.related
    assert first.why.startswith("与 Gaussian splatting of streets、Scenes by gaussian splatting 相近")
    assert [r.related for r in others] == [False, False]


def test_without_interests_the_order_stays(seen: Seen) -> None:
    assert titles(seen) == [p.title for p in DAY]


def test_what_is_disliked_sinks(seen: Seen) -> None:
    taste = Taste(disliked=(PROTEINS.model_copy(update={"paper_id": "9", "title": "Proteins again"}),))
    seen.add(taste.disliked)
    assert titles(seen, taste=taste)[-1] == "Folding proteins"


def test_an_interest_in_so_many_words_outweighs_likeness(seen: Seen) -> None:
    first = rank(DAY, Interests(want=("browses",)), Taste(liked=(SPLATS, SCENES)), seen)[0]
    assert first.paper == AGENTS
    assert first.why == "browses"
    assert first.score > 0.5


def test_what_is_to_be_avoided_comes_last_however_alike(seen: Seen) -> None:
    last = rank(DAY, Interests(avoid=("avatars",)), Taste(liked=(SPLATS, SCENES)), seen)[-1]
    assert last.paper == AVATARS
    assert (last.avoided, last.related, last.why) == (True, False, "你不想看 avatars")


@pytest.mark.parametrize(
    ("interests", "title", "why"),
    [
        (Interests(authors=("eve",)), "Avatars", "作者 Eve"),
        (Interests(organizations=("ACME",)), "Avatars", "机构 Acme"),
        (Interests(want=('"language model" NOT browses',)), "Folding proteins", '"language model" NOT browses'),
    ],
)
def test_authors_organisations_and_expressions_are_interests(
    seen: Seen, interests: Interests, title: str, why: str
) -> None:
    first = rank(DAY, interests, Taste(), seen)[0]
    assert (first.paper.title, first.why, first.related) == (title, why, True)


def test_an_author_of_two_liked_papers_lifts_a_paper_and_of_one_does_not(seen: Seen) -> None:
    one = paper(6, "Rivers", "Water flows.", ("Ann",))
    other = paper(7, "Winds", "Air flows.", ("Bo",))
    ranked = {r.paper.title: r for r in rank([other, one], Interests(), Taste(liked=(SPLATS, SCENES)), seen)}
    assert "作者 Ann" in ranked["Rivers"].why
    assert ranked["Winds"].why == ""
    assert ranked["Rivers"].score - ranked["Winds"].score == pytest.approx(0.05, abs=0.001)  # 2 liked of 2 papers, + 2


def test_a_category_counts_less_than_a_name(seen: Seen) -> None:
    day = [paper(8, "Winds", "Air flows."), paper(9, "Seas", "Tides.", categories=("cs.CV",))]
    assert [r.score for r in rank(day, Interests(categories=("cs.CV",)), Taste(), seen)] == [0.1, 0.0]


def test_the_order_is_the_same_each_time(seen: Seen) -> None:
    taste = Taste(liked=(SPLATS, SCENES))
    assert rank(DAY, Interests(), taste, seen) == rank(DAY, Interests(), taste, seen)


def test_a_paper_is_counted_once(seen: Seen) -> None:
    seen.add([SPLATS, SPLATS])
    assert (seen.papers, seen.by_author(["Ann", "Nobody"])) == (5, {"Ann": 2})
    assert seen.having(["splat", "nowhere"]) == {"splat": 3}
    assert seen.unknown([SPLATS.paper_id, "2511.99999"]) == ["2511.99999"]


def test_a_damaged_file_of_counts_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "words.sqlite").write_bytes(b"no database at all" * 100)
    with Seen(tmp_path / "words.sqlite") as seen:
        seen.add([SPLATS])
        assert seen.papers == 1
