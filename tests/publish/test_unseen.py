"""No file and no message holds what a reader cannot see: escapes of a terminal, the direction of writing."""

from __future__ import annotations

import json
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from apprise import Apprise

from pipeline.flow.assemble import write_digest
from pipeline.publish.epub import write_epub
from pipeline.publish.facts import as_csv, as_jsonl, fact_rows
from pipeline.publish.mail import mail_html
from pipeline.publish.notes import write_notes
from pipeline.publish.notion_blocks import notion_blocks, notion_title
from pipeline.publish.push import parts_of, title_of
from pipeline.publish.references import csl_json, ris
from pipeline.publish.site.bibtex import bibtex
from pipeline.publish.zotero import _item
from schemas.digest import Digest, Entry, GroundedFact
from schemas.records import Failure, Paper
from tests.publish.site.home import build, config_in, paper
from tests.render.test_markdown import OK, summary

UNSEEN = "\x1b[31mX\x1b]0;t\x07\x9b31m\u202eabc\u2066d\u200b\u200e\U000e0041\x7f\x08"
HOSTILE = f"{UNSEEN} </script><script>alert(1)</script> \\input{{x}} \r\nTY  - JOUR\r\n{UNSEEN}"


def hostile_paper() -> Paper:
    of_list = {"authors": (HOSTILE,), "comment": HOSTILE, "categories": (HOSTILE,), "organization": HOSTILE[:90]}
    return paper(1, title=HOSTILE, abstract=HOSTILE, **of_list)


def hostile_digest() -> Digest:
    """Each text that others may have written says it."""
    kinds = ("backbone", "dataset", "hyperparameter", "result", "baseline")
    facts = tuple(
        GroundedFact(kind=kind, name=HOSTILE, value=HOSTILE, note=HOSTILE, system=HOSTILE, quote=HOSTILE, verdict=OK)
        for kind in kinds
    )
    of = summary()
    said = {"text": HOSTILE, "sentences": (), "flags": (), "places": ()}
    prose = {name: text.model_copy(update=said) for name, text in of.prose.items()}
    made = {"model": HOSTILE, "host": HOSTILE, "made": HOSTILE, "failed": (HOSTILE,), "cut": (HOSTILE,)}
    done = of.model_copy(update={"facts": facts, "prose": prose, "draft": of.draft.model_copy(update=made)})
    failure = Failure(paper_id=HOSTILE, stage="download", kind=HOSTILE, message=HOSTILE)
    entries = (
        Entry(paper=hostile_paper(), summary=done, why=HOSTILE, seen=(HOSTILE,)),
        Entry(paper=paper(2, title=HOSTILE), summary=None, failure=failure),
    )
    return Digest(title=f"2025-11-24 {HOSTILE}", entries=entries)


def unseen_in(text: str) -> list[str]:
    return [ch for ch in set(text) - {"\n", "\t"} if unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Co")]


def messages(folder: Path) -> Iterator[tuple[str, str]]:
    """Everything that leaves for elsewhere, by what it is."""
    digest, papers = hostile_digest(), [hostile_paper()]
    yield from {"bibtex": bibtex(papers), "ris": ris(papers), "csl": csl_json(papers)}.items()
    rows = fact_rows([digest])
    yield from {"csv": as_csv(rows).replace("\r\n", "\n"), "jsonl": as_jsonl(rows)}.items()
    yield "mail", mail_html(digest)
    yield "notion", notion_title(digest) + json.dumps(notion_blocks(digest), ensure_ascii=False)
    service = Apprise.instantiate("json://127.0.0.1/")
    assert service is not None
    yield "push", title_of(digest, 1, 2) + "".join(parts_of(digest, service))
    yield "zotero", json.dumps([_item(one, "collection") for one in papers], ensure_ascii=False)
    write_epub(digest, folder / "day.epub")
    with zipfile.ZipFile(folder / "day.epub") as book:
        yield from ((f"epub {name}", book.read(name).decode()) for name in book.namelist())
    write_notes(digest, folder / "notes")
    config = config_in(folder)
    write_digest(digest, config)
    build(config)
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".md", ".html", ".js", ".xml", ".bib", ".json")):
        if path.parent != config.paths.digests_dir or path.suffix == ".md":  # the JSON keeps what was said
            yield str(path.relative_to(folder)), path.read_text("utf-8")


def test_nothing_that_leaves_holds_what_nobody_sees(tmp_path: Path) -> None:
    said = dict(messages(tmp_path))
    assert len(said) > 30
    assert {name: found for name, text in said.items() if (found := unseen_in(text))} == {}


@pytest.mark.parametrize("name", ["A AND B", "A and B", "A\nand\tB"])
def test_a_name_of_bibtex_s_and_is_one_author(name: str) -> None:
    assert "  author = {{" in bibtex([paper(1, authors=(name,))])
