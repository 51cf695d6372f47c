"""The site's folder: only what a build has written is replaced or deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import StoreError, UsageError
from pipeline.publish.site.folder import LOCK, MANIFEST, SiteFolder
from tests.publish.site.home import DAY, build, config_in, day, paper, save

THEIRS = (".state/db.json", "data/app.js", "day/monday.html", "feeds/my.xml", "index.html", "bib/thesis.bib")


def theirs_in(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text() for name in THEIRS if (folder / name).exists()}


def test_a_folder_of_others_is_refused_and_stays_as_it_was(tmp_path: Path) -> None:
    save(tmp_path, day(DAY))
    site = tmp_path / "site"
    for name in THEIRS:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("theirs")
    before = sorted(site.rglob("*"))
    with pytest.raises(UsageError, match=r"holds what ribao did not write \(\.state, bib.*name an empty folder"):
        build(config_in(tmp_path))
    assert (sorted(site.rglob("*")), theirs_in(site)) == (before, dict.fromkeys(THEIRS, "theirs"))


def test_what_a_user_adds_to_the_site_stays_there(tmp_path: Path) -> None:
    save(tmp_path, day(DAY))
    gone = save(tmp_path, day("2025-11-25", paper(25)))
    site = tmp_path / "site"
    site.mkdir()
    (site / "CNAME").write_text("digest.example")
    build(config_in(tmp_path))
    (site / "day" / "monday.html").write_text("theirs")
    (site / ".state" / "db.json").write_text("theirs")
    gone.unlink()
    build(config_in(tmp_path))
    assert not (site / "day" / "2025-11-25.html").exists()
    assert theirs_in(site).keys() >= {"day/monday.html", ".state/db.json"}
    assert (site / "CNAME").read_text() == "digest.example"


def test_a_page_that_a_user_has_written_is_not_replaced(tmp_path: Path) -> None:
    build(config_in(tmp_path))
    (tmp_path / "site" / "day").mkdir()
    (tmp_path / "site" / "day" / f"{DAY}.html").write_text("theirs")
    save(tmp_path, day(DAY))
    with pytest.raises(UsageError, match="was not written by ribao; move it away"):
        build(config_in(tmp_path))
    assert (tmp_path / "site" / "day" / f"{DAY}.html").read_text() == "theirs"


@pytest.mark.parametrize("folder", ["day", "assets", ".state"])
def test_a_linked_folder_of_the_site_is_refused_and_what_it_leads_to_stays(tmp_path: Path, folder: str) -> None:
    save(tmp_path, day(DAY))
    build(config_in(tmp_path))
    theirs, inner = tmp_path / "theirs", tmp_path / "site" / folder
    inner.rename(theirs)
    inner.symlink_to(theirs)
    before = {p: p.read_bytes() for p in theirs.iterdir()}
    save(tmp_path, day("2025-11-25", paper(25)))
    (tmp_path / "digests" / f"{DAY}.json").unlink()
    (theirs / "page.html").write_text("theirs")
    with pytest.raises(StoreError, match="is a link, which may lead to files that are not ours; put a folder there"):
        build(config_in(tmp_path))
    assert before.items() <= {p: p.read_bytes() for p in theirs.iterdir()}.items()


def test_a_linked_page_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    save(tmp_path, day(DAY))
    build(config_in(tmp_path))
    page, theirs = tmp_path / "site" / "index.html", tmp_path / "theirs.html"
    page.unlink()
    theirs.write_text("theirs")
    page.symlink_to(theirs)
    build(config_in(tmp_path))
    assert (theirs.read_text(), page.is_symlink()) == ("theirs", False)


@pytest.mark.parametrize("name", [MANIFEST, LOCK])
def test_a_link_in_the_place_of_the_manifest_or_the_lock_harms_nothing(tmp_path: Path, name: str) -> None:
    build(config_in(tmp_path))
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "site" / name).unlink()
    (tmp_path / "site" / name).symlink_to(tmp_path / "theirs")
    with pytest.raises(StoreError, match="the site cannot be written"):
        build(config_in(tmp_path))
    assert (tmp_path / "theirs").read_text() == "theirs"


def test_a_manifest_names_nothing_outside_its_folder(tmp_path: Path) -> None:
    build(config_in(tmp_path))
    (tmp_path / "theirs.html").write_text("theirs")
    with (tmp_path / "site" / MANIFEST).open("a") as manifest:
        manifest.write(f"6\t../theirs.html\n6\t{tmp_path}/theirs.html\n6\t\n")
    save(tmp_path, day(DAY))
    build(config_in(tmp_path))
    assert (tmp_path / "theirs.html").read_text() == "theirs"


def test_a_page_that_is_gone_or_emptied_is_written_again(tmp_path: Path) -> None:
    save(tmp_path, day(DAY))
    config = config_in(tmp_path)
    build(config)
    site = tmp_path / "site"
    before = {p: p.read_bytes() for p in site.rglob("*") if p.is_file()}
    (site / "day" / f"{DAY}.html").unlink()
    (site / "feeds" / "atom.xml").write_text("")
    (site / "data" / "manifest.js").write_text("half")
    build(config)
    assert {p: p.read_bytes() for p in site.rglob("*") if p.is_file()} == before


def test_two_folders_of_one_process_do_not_mix(tmp_path: Path) -> None:
    for name in ("a", "b"):
        folder = SiteFolder(tmp_path / name)
        with folder.held():
            folder.write(f"{name}.html", name.encode())
    assert {p.name for p in tmp_path.rglob("*.html")} == {"a.html", "b.html"}
