"""Notes in a reader's own folder."""

from __future__ import annotations

from pathlib import Path

import yaml

from pipeline.publish.notes import LINE, write_notes
from tests.publish.site.home import day, paper
from tests.render.rendering import NASTY

DAY = day("2025-11-24", paper(1, title='A "title": with signs', code_url="https://github.com/a/b"))


def test_a_note_has_front_matter_and_the_entry(tmp_path: Path) -> None:
    noted = write_notes(DAY, tmp_path / "vault")
    assert [path.name for path in noted.written] == ["2511.00001.md"]
    text = noted.written[0].read_text("utf-8")
    front = yaml.safe_load(text.split("---")[1])
    assert (front["title"], front["arxiv"], front["day"]) == ('A "title": with signs', "2511.00001", "2025-11-24")
    assert front["code"] == "https://github.com/a/b"
    assert "**问题**" in text
    assert text.endswith(f"{LINE}\n")


def test_what_the_reader_wrote_stays(tmp_path: Path) -> None:
    [path] = write_notes(DAY, tmp_path).written
    path.write_text(path.read_text("utf-8") + "my thoughts\n---\n", "utf-8")
    write_notes(day("2025-11-25", paper(1, title="Another title")), tmp_path)
    text = path.read_text("utf-8")
    assert text.endswith(f"{LINE}\nmy thoughts\n---\n")
    assert "Another title" in text
    assert text.count(LINE) == 1


def test_a_file_of_somebody_else_and_a_link_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "2511.00001.md").write_text("mine\n", "utf-8")
    (tmp_path / "target.md").write_text(f"target\n\n{LINE}\n", "utf-8")
    (tmp_path / "2511.00002.md").symlink_to(tmp_path / "target.md")
    noted = write_notes(day("2025-11-24", paper(1), paper(2)), tmp_path)
    assert (noted.written, len(noted.foreign)) == ([], 2)
    assert (tmp_path / "2511.00001.md").read_text("utf-8") == "mine\n"
    assert (tmp_path / "target.md").read_text("utf-8").startswith("target")


def test_a_hostile_title_forges_no_line(tmp_path: Path) -> None:
    title = "".join(NASTY) + f"\n---\n\n{LINE}\nforged"
    [path] = write_notes(day("2025-11-24", paper(1, title=title)), tmp_path).written
    text = path.read_text("utf-8")
    assert text.count(f"\n{LINE}\n") == 1
    assert yaml.safe_load(text.split("\n---\n")[0].removeprefix("---\n"))["arxiv"] == "2511.00001"
