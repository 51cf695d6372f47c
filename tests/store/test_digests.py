"""The newest day that was made is found, and a day of which nothing was made is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.errors import StoreError, UsageError
from pipeline.flow.assemble import write_digest
from pipeline.flow.unused import find_unused
from pipeline.store.digests import changed_in, digest_of, find_digest, read_digests
from pipeline.store.history import Former, digests_with, stored_summary
from schemas.records import Failure
from tests.publish.site.home import build, config_in, day, paper


def keep(folder: Path, title: str, made: bool) -> None:
    """A digest of one paper, with a summary or without."""
    digest = day(title, paper(1))
    if not made:
        failure = Failure(paper_id="2511.00001", stage="download", kind="DownloadError", message="HTTP 404")
        entries = [entry.model_copy(update={"summary": None, "failure": failure}) for entry in digest.entries]
        digest = digest.model_copy(update={"entries": tuple(entries)})
    (folder / f"{title}.json").write_text(digest.model_dump_json(), "utf-8")


def test_the_newest_day_that_was_made_is_taken_and_what_is_passed_over_is_told(tmp_path: Path) -> None:
    keep(tmp_path, "2025-11-24", made=True)
    keep(tmp_path, "2025-12-26", made=False)
    told = list[str]()
    assert find_digest(tmp_path, None, told.append).title == "2025-11-24"
    assert told == ["2025-12-26: none of its 1 papers could be made; the last day that was made is taken"]


def test_a_day_of_which_nothing_was_made_is_sent_by_nobody_but_can_be_exported(tmp_path: Path) -> None:
    keep(tmp_path, "2025-12-26", made=False)
    with pytest.raises(UsageError, match=r"none of its 1 papers .* ribao run --date 2025-12-26"):
        find_digest(tmp_path, "2025-12-26", print)
    with pytest.raises(UsageError, match="no day's digest"):
        find_digest(tmp_path, None, print)
    assert find_digest(tmp_path, "2025-12-26", print, "taken").title == "2025-12-26"


@pytest.fixture
def edited(tmp_path: Path) -> Config:
    """Two days; in the first a number was changed by hand, which is still a digest."""
    config = config_in(tmp_path)
    for title in ("2025-11-24", "2025-11-25"):
        write_digest(day(title, paper(1)), config)
    path = config.paths.digests_dir / "2025-11-24.json"
    changed = path.read_bytes().replace(b"62.7", b"92.7")
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    return config


def test_a_digest_with_a_changed_digit_is_named_and_read_by_nobody(edited: Config) -> None:
    folder, told = edited.paths.digests_dir, list[str]()
    assert [d.title for d in read_digests(folder, told.append)] == ["2025-11-25"]
    with pytest.raises(UsageError, match="no digest"):
        find_digest(folder, "2025-11-24", told.append)
    assert [d.title for d in digests_with("2511.00001", edited, told.append)] == ["2025-11-25"]
    assert len(told) == 3
    assert all("2025-11-24.json: not a digest of this version (has changed since it was written)" in t for t in told)
    assert list(changed_in(folder)) == [(folder / "2025-11-24.json", "has changed since it was written")]
    with pytest.raises(StoreError, match=r"2025-11-24\.json"):  # nobody knows what it refers to
        find_unused(edited)


def test_a_changed_summary_is_no_last_good_one(edited: Config) -> None:
    assert Former("2025-11-24", edited, "validate")("2511.00001") is None
    assert Former("2025-11-25", edited, "validate")("2511.00001") is not None
    (edited.paths.digests_dir / "2025-11-25.json").unlink()
    assert stored_summary("2511.00001", edited, "validate") is None


def test_the_site_leaves_a_changed_digest_out_until_it_is_made_again(edited: Config) -> None:
    lines = list[str]()
    built = build(edited, lines)
    assert (built.days, built.skipped) == (1, ("2025-11-24.json",))
    assert not [p for p in edited.paths.site_dir.rglob("*") if p.is_file() and b"92.7" in p.read_bytes()]
    write_digest(day("2025-11-24", paper(1)), edited)
    assert build(edited).days == 2


@pytest.mark.parametrize("spaces", [None, 1])
def test_a_digest_that_another_program_wrote_again_has_changed(edited: Config, spaces: int | None) -> None:
    path = edited.paths.digests_dir / "2025-11-25.json"
    loaded = json.loads(path.read_bytes())
    loaded["title"] = "2025-11-26"
    with pytest.raises(ValueError, match="has changed"):
        digest_of(json.dumps(loaded, indent=spaces).encode())


def test_a_digest_of_before_there_were_checksums_is_read() -> None:
    assert digest_of(day("2025-11-24").model_dump_json(exclude={"sha256"}).encode()) == day("2025-11-24")
