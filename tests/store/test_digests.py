"""The newest day that was made is found, and a day of which nothing was made is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.store.digests import find_digest
from schemas.records import Failure
from tests.publish.site.home import day, paper


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
