"""The patterns that stand in modules: what each finds in its texts is marked, and a text needs each alternative."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pattern_examples import FOLDER, examples, file_of, kept, marked, modules, needless, unmarked, value_of

MODULES = modules()
CONSTANTS = [(path, name) for path in MODULES for name in kept(path)]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_what_a_pattern_finds_in_its_texts_is_what_is_marked(path: Path) -> None:
    for head, texts in examples(path).items():
        patterns = value_of(path, head)
        for text in texts:
            assert marked(patterns, unmarked(text)) == text, head


@pytest.mark.parametrize(("path", "name"), CONSTANTS, ids=lambda value: str(value).removeprefix("pipeline/"))
def test_every_alternative_and_length_of_a_pattern_is_needed_by_a_text(path: Path, name: str) -> None:
    assert needless(path, name) == []


def test_no_texts_are_kept_for_a_pattern_that_is_gone() -> None:
    assert {file.name for file in FOLDER.glob("*.txt")} == {file_of(path).name for path in MODULES}
    for path in MODULES:
        assert {head.split(" + ")[0] for head in examples(path)} == set(kept(path))
