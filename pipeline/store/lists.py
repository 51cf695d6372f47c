"""The lists of papers that runs have read, kept so that a day's state can be told without the network."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field, ValidationError

from pipeline.messages import _
from pipeline.store.artefacts import Store, record_json, write_atomically
from pipeline.store.sums import is_file, read_sound, set_aside, sums_in
from schemas.records import Failure, Paper, Record


class Listed(Record):
    """What a selection gave: papers, and lines of a file that name none."""

    title: str = ""
    papers: tuple[Paper, ...]
    rejected: tuple[Failure, ...] = ()
    why: dict[str, str] = Field(default_factory=dict)  # by paper: why it is shown to its reader first


def file_name(title: str) -> str:
    """A digest's title as a file's name, without its suffix."""
    return re.sub(r"[^\w.-]+", "-", title).strip("-.")[:80] or "digest"


class KeptLists:
    """The lists of earlier runs: `lists/<title>.json`, and beside it the ids alone, which are quick to search."""

    def __init__(self, store: Store) -> None:
        self.folder = store.data_dir / "lists"

    def save(self, listed: Listed) -> None:
        """Keep a list, so that its state can be told without the network, even when the run is killed."""
        path = self.folder / f"{file_name(listed.title)}.json"
        write_atomically(path, record_json(listed), self.folder.parent, summed=True)
        is_file(path.with_suffix(".ids"))  # a folder in its place is set aside
        write_atomically(
            path.with_suffix(".ids"), "".join(f"{p.paper_id}\n" for p in listed.papers), self.folder.parent
        )

    def load(self, title: str) -> Listed | None:
        """A kept list; None: there is none of that title, or it is damaged and set aside."""
        path = self.folder / f"{file_name(title)}.json"
        data = read_sound(path)
        try:
            return None if data is None else Listed.model_validate_json(data)
        except ValidationError:
            if path.name in sums_in(self.folder):  # else a file of others, which stays
                set_aside(path, _("is no list"))
            return None

    def titles(self) -> list[str]:
        """The file names of all, sorted: days by date."""
        return sorted(p.stem for p in self.folder.glob("*.json"))

    def ids(self, title: str) -> list[str]:
        """The ids of a kept list; none where there is no such list."""
        path = self.folder / f"{file_name(title)}.ids"
        return path.read_text("utf-8", "replace").split() if path.is_file() else []

    def with_paper(self, paper_id: str) -> list[str]:
        """The file names of the lists that have the paper."""
        line = f"\n{paper_id}\n"
        files = (p for p in sorted(self.folder.glob("*.ids")) if p.is_file())
        return [p.stem for p in files if line in f"\n{p.read_text('utf-8', 'replace')}"]

    def earlier_days(self, date: str, papers: Sequence[Paper]) -> dict[str, tuple[str, ...]]:
        """By paper, the days before `date` whose lists have it too; papers without such a day are absent."""
        wanted, seen = {p.paper_id for p in papers}, dict[str, tuple[str, ...]]()
        for path in sorted(self.folder.glob("????-??-??.ids")):
            if path.stem < date and path.is_file():
                for paper_id in wanted.intersection(path.read_text("utf-8", "replace").split()):
                    seen[paper_id] = (*seen.get(paper_id, ()), path.stem)
        return seen
