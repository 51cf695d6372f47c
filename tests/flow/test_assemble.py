"""Digests are written one entry at a time, as if they had been held whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Config, load_config
from pipeline.errors import StoreError
from pipeline.flow.assemble import Digests, write_digest
from pipeline.flow.walk import Outcome
from pipeline.render.markdown import render_markdown
from pipeline.store.artefacts import Store, record_json
from pipeline.store.digests import digest_of
from pipeline.store.lists import KeptLists, Listed
from schemas.digest import Digest, Entry
from schemas.records import Failure, Paper
from tests.render.test_markdown import digest, summary


@pytest.fixture
def config(tmp_path: Path) -> Config:
    environ = {"RIBAO_PATHS_DATA_DIR": str(tmp_path / "data"), "RIBAO_PATHS_DIGESTS_DIR": str(tmp_path / "digests")}
    return load_config(environ=environ)


def failed(paper_id: str) -> Failure:
    return Failure(paper_id=paper_id, stage="download", kind="DownloadError", message=f"{paper_id}: 404")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_files_are_those_of_the_whole_digest(config: Config, count: int) -> None:
    day = digest(*[summary()] * count)
    path = write_digest(day, config)
    data = path.with_suffix(".json").read_text("utf-8")
    assert data.split('"sha256"')[0] == record_json(day).split('"sha256"')[0]
    assert digest_of(data.encode()) == day
    assert path.read_text("utf-8") == render_markdown(day)


def test_a_note_of_the_user_s_with_the_name_of_a_day_is_not_replaced(config: Config) -> None:
    store = Store(config.paths.data_dir)
    digests = Digests(config, KeptLists(store), store)
    note = config.paths.digests_dir / "2024-01-01.md"
    note.parent.mkdir()
    note.write_text("mine")
    with pytest.raises(StoreError, match="was not written by ribao; move it away"):
        digests.begin(Listed(title="2024-01-01", papers=()))
    assert note.read_text() == "mine"


def test_summaries_come_from_the_store_and_lists_keep_their_order(config: Config) -> None:
    store = Store(config.paths.data_dir)
    digests = Digests(config, KeptLists(store), store)
    papers = [Paper(paper_id=f"2401.0000{n}", title=f"T{n}") for n in range(3)]
    digests.begin(Listed(title="2024-01-01", papers=(papers[0], papers[1])))
    digests.begin(Listed(title="2024-01-02", papers=(papers[2],), rejected=(failed("???"),)))
    store.save(papers[2].paper_id, "validate", "k", summary())
    store.save(papers[1].paper_id, "validate", "k", summary())
    digests.finished(Outcome(paper=papers[2], summary=summary(), key="k"))
    digests.finished(Outcome(paper=papers[1], summary=summary(), key="k"))
    digests.finished(Outcome(paper=papers[0], summary=None, failure=failed("2401.00000")))
    assert [Path(p).stem for p in digests.paths()] == ["2024-01-01", "2024-01-02"]
    first, second = (digest_of(Path(p).with_suffix(".json").read_bytes()) for p in digests.paths())
    entries: list[Entry] = [*first.entries, *second.entries]
    assert [(e.paper and e.paper.paper_id, e.summary is not None) for e in entries] == [
        ("2401.00000", False),
        ("2401.00001", True),
        ("2401.00002", True),
        (None, False),
    ]
    assert (digests.total.listed, digests.total.done, len(digests.total.failures)) == (4, 2, 2)
    for path, day in zip(digests.paths(), (first, second), strict=True):
        assert Path(path).read_text("utf-8") == render_markdown(day)


def test_a_summary_that_has_gone_leaves_the_old_digest(config: Config) -> None:
    store = Store(config.paths.data_dir)
    digests = Digests(config, KeptLists(store), store)
    paper = Paper(paper_id="2401.00001", title="T")
    old = write_digest(Digest(title="2024-01-01", entries=()), config)
    before = old.read_bytes(), old.with_suffix(".json").read_bytes()
    digests.begin(Listed(title="2024-01-01", papers=(paper,)))
    with pytest.raises(StoreError, match="has gone during the run"):
        digests.finished(Outcome(paper=paper, summary=summary(), key="k"))
    assert (old.read_bytes(), old.with_suffix(".json").read_bytes()) == before
    assert sorted(p.name for p in config.paths.digests_dir.iterdir()) == ["2024-01-01.json", "2024-01-01.md"]


def test_line_separators_within_a_text_stay_as_they_are(config: Config) -> None:
    odd = "A\u2028B\u2029C\x85D"
    day = digest(summary(), paper=Paper(paper_id="2401.00001", title=odd, abstract=odd))
    path = write_digest(day, config)
    assert digest_of(path.with_suffix(".json").read_bytes()) == day


def test_a_paper_that_no_list_waits_for_is_an_error_and_no_endless_wait(config: Config) -> None:
    digests = Digests(config, KeptLists(Store(config.paths.data_dir)), Store(config.paths.data_dir))
    with pytest.raises(RuntimeError, match="of no list"):
        digests.finished(Outcome(paper=Paper(paper_id="2401.00001", title="T"), summary=None))


def test_what_a_killed_run_left_of_a_digest_is_cleared(config: Config) -> None:
    config.paths.digests_dir.mkdir()
    (config.paths.digests_dir / ".2025-11-24.md.abc123.tmp").write_text("half")
    (config.paths.digests_dir / ".2025-11-25.md.abc123.tmp").write_text("another's")
    write_digest(digest(summary()), config)
    left = {p.name for p in config.paths.digests_dir.iterdir()}
    assert left == {"2025-11-24.md", "2025-11-24.json", ".2025-11-25.md.abc123.tmp"}
