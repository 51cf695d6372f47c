"""The documents agree with the repository: what they name exists, and none of them is left out of the index."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pipeline.config import CHECKOUT
from pipeline.flow.kept import STAGES

DOCS = CHECKOUT / "docs"
DOCUMENTS = (
    CHECKOUT / "README.md",
    CHECKOUT / "README.zh-CN.md",
    CHECKOUT / "CONTRIBUTING.md",
    *sorted(DOCS.glob("*.md")),
)  # docs/history is of its time
FOLDERS = ("pipeline", "prompts", "schemas", "tests", "bench", "docs", ".ci")

_TOP = "|".join(map(re.escape, FOLDERS))
_PATH = re.compile(rf"(?<![\w./-])(?:{_TOP})/(?:[\w./*-]*[\w/*])?")  # a placeholder such as <id> ends it
_MODULE = re.compile(rf"(?<![\w./-])(?:{_TOP})(?:\.[A-Za-z_]\w*)+(?![\w/])")
_FILE = re.compile(r"`([\w-]+\.(?:py|md|toml|txt))`")
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def missing(text: str, folder: Path) -> Iterator[str]:
    """What the text of a document in `folder` names and the repository does not hold."""
    yield from (path for path in _PATH.findall(text) if not any(CHECKOUT.glob(path.rstrip("/"))))
    yield from (name for name in _MODULE.findall(text) if not is_module(name))
    yield from (name for name in _FILE.findall(text) if name not in file_names())
    yield from (link for link in _LINK.findall(text) if not (folder / link).exists())


def is_module(name: str) -> bool:
    """Whether a dotted name is a package, a module, or a word of a module."""
    path = CHECKOUT / name.replace(".", "/")
    if path.is_dir() or path.with_suffix(".py").is_file():
        return True
    module = path.parent.with_suffix(".py")
    return module.is_file() and re.search(rf"\b{path.name}\b", module.read_text("utf-8")) is not None


@cache
def file_names() -> frozenset[str]:
    """The names of the repository's files, wherever they are."""
    inner = (path.name for folder in FOLDERS for path in (CHECKOUT / folder).rglob("*"))
    return frozenset([*inner, *(path.name for path in CHECKOUT.iterdir())])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    assert list(missing(document.read_text("utf-8"), document.parent)) == []


def test_a_name_that_has_moved_is_found() -> None:
    text = (
        "`pipeline/candidates/glossary.py`, pipeline.ground.nowhere, pipeline.errors.NoSuchError, `mend.py`, "
        "[notes](gone.md), prompts/*.txt; but pipeline/words/, prompts/*.md, pipeline.ground.check.absent, `equal.py`, "
        "tests/fixtures/papers/<id>.json and [the index](README.md)"
    )
    gone = [
        "pipeline/candidates/glossary.py",
        "prompts/*.txt",
        "pipeline.ground.nowhere",
        "pipeline.errors.NoSuchError",
    ]
    assert list(missing(text, DOCS)) == [*gone, "mend.py", "gone.md"]


@pytest.mark.parametrize("folder", [DOCS, DOCS / "history"], ids=lambda path: path.name)
def test_the_index_names_every_document(folder: Path) -> None:
    index = folder / "README.md"
    listed = {link for link in _LINK.findall(index.read_text("utf-8")) if "/" not in link}
    assert listed == {path.name for path in folder.glob("*.md")} - {index.name}


def test_the_table_of_stages_is_that_of_the_code() -> None:
    rows = table("The stages")
    assert [rows[0][0], rows[-1][0]] == ["list", "assemble"]
    said = [(name, record.strip("`")) for name, _, record, *_ in rows[1:-1]]
    assert said == [(stage.name, stage.record.__name__) for stage in STAGES]


def test_the_layers_are_drawn_as_the_contract_has_them() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    contract = next(c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    drawn = [re.split(r"\s{2,}", line.strip())[0] for line in section("The layers").splitlines() if line[:4].isspace()]
    assert drawn == [*contract["layers"], "schemas"]


def test_every_folder_is_explained() -> None:
    inner = {f"pipeline/{path.name}/" for path in (CHECKOUT / "pipeline").iterdir() if (path / "__init__.py").is_file()}
    assert {row[0].strip("`") for row in table("The folders")} >= inner


def section(title: str) -> str:
    """A section of docs/architecture.md."""
    text = (DOCS / "architecture.md").read_text("utf-8")
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def table(title: str) -> list[list[str]]:
    """The rows of the table in a section, without its header."""
    rows = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_every_manner_of_endpoints_names_a_test_that_exists() -> None:
    named = re.findall(r"`(test_\w+)`", (DOCS / "endpoints.md").read_text("utf-8"))
    there = {
        name
        for path in (CHECKOUT / "tests").rglob("test_*.py")
        for name in re.findall(r"(?m)^(?:async )?def (test_\w+)", path.read_text("utf-8"))
    }
    assert len(named) > 30
    assert set(named) <= there
