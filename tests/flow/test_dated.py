"""A digest is called by its date, never by a word that means another day tomorrow."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from pipeline.config import Config, load_config
from pipeline.flow.assemble import digest_path, write_digest
from pipeline.flow.dated import date_digests
from pipeline.sources.listing import Selection
from pipeline.store.artefacts import Store
from pipeline.store.digests import read_digest
from pipeline.store.lists import KeptLists, Listed
from schemas.digest import Digest, Entry, Ledger
from schemas.records import Failure, Paper
from tests.render.test_markdown import digest, summary

PAPER, OTHER = (Paper(paper_id=f"2401.0000{n}", title=f"T{n}") for n in (1, 2))
LOCAL = dt.datetime.now().astimezone().date()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    environ = {"RIBAO_PATHS_DATA_DIR": str(tmp_path / "data"), "RIBAO_PATHS_DIGESTS_DIR": str(tmp_path / "digests")}
    return load_config(environ=environ)


def called(title: str, config: Config, *entries: Entry) -> Path:
    """A digest and its list, as an older version left them."""
    papers = tuple(e.paper for e in entries if e.paper)
    KeptLists(Store(config.paths.data_dir)).save(Listed(title=title, papers=papers))
    return write_digest(Digest(title=title, entries=entries), config)


def names(config: Config) -> set[str]:
    return {path.name for path in config.paths.digests_dir.iterdir()}


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (Selection(date="today"), LOCAL.isoformat()),
        (Selection(date="yesterday", category="cs.CL", top=5), f"cs.CL {LOCAL - dt.timedelta(days=1)} top 5"),
        (Selection(query="ti:diffusion"), "ti:diffusion"),
    ],
)
def test_a_day_said_in_words_is_a_date_before_anything_is_called_by_it(said: Selection, title: str) -> None:
    assert [day.title() for day in said.days()] == [title]


def test_an_old_today_gets_the_date_of_the_run_that_made_it(config: Config) -> None:
    path = called("today", config, Entry(paper=PAPER, summary=summary()))
    ledger = Ledger(
        started="2026-01-05T23:10:00+00:00",
        command="ribao run",
        listed=1,
        done=1,
        failed=0,
        cost="0",
        seconds=1,
        digests=(str(path),),
    )
    Store(config.paths.data_dir).save_run("20260105T231000Z", ledger)
    told: list[str] = []
    date_digests(config, told.append)
    assert names(config) == {"2026-01-05.md", "2026-01-05.json"}
    assert KeptLists(Store(config.paths.data_dir)).titles() == ["2026-01-05"]
    assert "2026-01-05.md" in told[0]


def test_a_yesterday_without_a_ledger_is_the_day_before_its_file(config: Config) -> None:
    path = called("cs.CL yesterday", config, Entry(paper=PAPER, summary=summary()))
    at = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC).timestamp()
    os.utime(path.with_suffix(".json"), (at, at))
    date_digests(config, lambda _: None)
    assert names(config) == {"cs.CL-2026-01-04.md", "cs.CL-2026-01-04.json"}


def test_what_the_dated_digest_has_already_stays_and_what_it_lacks_is_added(config: Config) -> None:
    failed = Failure(paper_id=PAPER.paper_id, stage="download", kind="DownloadError", message="404")
    path = called("today", config, Entry(paper=PAPER, summary=summary()), Entry(paper=OTHER, summary=summary()))
    day = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date().isoformat()
    called(day, config, Entry(paper=PAPER, summary=None, failure=failed))
    date_digests(config, lambda _: None)
    joined = read_digest(digest_path(day, config), lambda _: None)
    assert joined is not None
    assert [(e.paper and e.paper.paper_id, e.summary is not None) for e in joined.entries] == [
        (PAPER.paper_id, True),
        (OTHER.paper_id, True),
    ]
    assert names(config) == {f"{day}.md", f"{day}.json"}


def test_a_dated_digest_with_today_as_its_keyword_is_left_alone(config: Config) -> None:
    write_digest(digest(summary()).model_copy(update={"title": "2025-11-24 today"}), config)
    date_digests(config, lambda _: None)
    assert names(config) == {"2025-11-24-today.md", "2025-11-24-today.json"}
