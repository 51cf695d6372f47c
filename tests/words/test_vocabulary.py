"""The word lists: each entry on its own sentences, and each list asked for by the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.mutate.sites import alternatives
from pipeline.ground.absent import REPORTED_BY
from pipeline.ground.summary import ABSENCE_NAMES
from pipeline.render.labels import LABELS
from pipeline.words import glossary
from pipeline.words.settings_zh import setting_name
from pipeline.words.vocabulary import LISTS, Entry, WordList, either, lists, pattern, word_list

NAMES = [f"{path.stem}.{name}" for path in sorted(LISTS.glob("*.toml")) for name in lists(path.stem)]
CODE = "\n".join(path.read_text("utf-8") for path in Path(glossary.__file__).parents[1].rglob("*.py"))


ENTRIES = [
    pytest.param(word_list(name), entry, id=f"{name}: {entry.pattern[:40]}")
    for name in NAMES
    for entry in word_list(name).entries
]


def _whole(words: WordList, entry: Entry, form: str) -> bool:
    """Whether the entry finds a form from its first letter to its last, or to where the entry only looks ahead."""
    match = words.found(entry).match(form)
    return match is not None and (match.end() == len(form) or "(?=" in entry.word or not words.after)


def _holds(words: WordList, entry: Entry) -> bool:
    """Whether an entry finds what its examples say and no more."""
    found = words.found(entry)
    return (
        found.search(entry.yes) is not None
        and found.search(entry.no) is None
        and all(_whole(words, entry, form) for form in entry.forms)
    )


def _without(word: str, cut: list[int]) -> str:
    return "".join(char for i, char in enumerate(word) if i not in cut)


@pytest.mark.parametrize(("words", "entry"), ENTRIES)
def test_every_entry_matches_its_sentence_and_not_the_other(words: WordList, entry: Entry) -> None:
    for said in () if entry.word else filter(None, (entry.name, entry.zh, *entry.also)):
        assert said in entry.yes
    assert words.found(entry).search(entry.yes), entry.yes
    assert not words.found(entry).search(entry.no), entry.no
    assert [form for form in entry.forms if not _whole(words, entry, form)] == []


@pytest.mark.parametrize(("words", "entry"), [p for p in ENTRIES if "|" in p.values[1].word])  # type: ignore[union-attr]
def test_every_alternative_is_needed_by_an_example(words: WordList, entry: Entry) -> None:
    for start, end, cut in alternatives(entry.word):
        less = entry.model_copy(update={"word": _without(entry.word, cut)})
        assert not less.word or not _holds(words, less), entry.word[start:end]


@pytest.mark.parametrize(("words", "entry"), [p for p in ENTRIES if p.values[1].word])  # type: ignore[union-attr]
def test_every_chinese_rendering_is_needed_by_a_phrase(words: WordList, entry: Entry) -> None:
    del words
    renderings = tuple(filter(None, (entry.zh, *entry.also)))
    for rendering in renderings:
        others = [] if rendering == entry.zh else [other for other in renderings if other != rendering]
        assert any(rendering in said and not any(o in said for o in others) for said in entry.said), rendering
    assert all(any(rendering in said for rendering in renderings) for said in entry.said)


@pytest.mark.parametrize("name", NAMES)
def test_no_list_has_a_word_twice_and_none_is_kept_that_no_code_asks_for(name: str) -> None:
    entries = word_list(name).entries
    assert len({entry.pattern for entry in entries}) == len(entries)
    assert re.search(rf"[\"']{name}[\"']", CODE)
    for part in {part for entry in entries for part in entry.of}:
        assert re.search(rf"[\"']{name}[\"'](?:, [\"'][\w-]+[\"'])*, [\"']{part}[\"']", CODE) or re.search(
            rf"word_list\(\"{name}\"\)\.chosen\(\"{part}\"\)", CODE
        ), part


def test_a_part_that_no_entry_has_is_an_error() -> None:
    with pytest.raises(KeyError, match="no entry is of tolled"):
        either("training.settings", "tolled")


def test_a_word_is_found_whole_and_in_any_case_unless_its_entry_says_otherwise() -> None:
    optimizers = pattern("training.optimizers")
    assert [m[0] for m in optimizers.finditer("ADAFACTOR, AdamW, Adamant; the lion and Lion")] == [
        "ADAFACTOR",
        "AdamW",
        "Lion",
    ]
    assert pattern("training.schedules", "path").search("a cosine path")
    assert not pattern("training.schedules", "path").search("polynomial decay"), "of another part"


@pytest.mark.parametrize("entry", word_list("training.settings").chosen("told"), ids=lambda entry: entry.name)
def test_a_setting_has_one_chinese_name_told_and_printed(entry: Entry) -> None:
    ((english, told),) = glossary.terms_of(entry.yes)
    assert (told, setting_name(english)) == (entry.zh, entry.zh)


def test_what_is_absent_and_what_the_site_shows_are_called_by_the_same_names() -> None:
    assert LABELS["batch_size"][0] == ABSENCE_NAMES["batch size"] == setting_name("batch size") == "批量大小"
    assert LABELS["learning_rate"][0] == ABSENCE_NAMES["learning rate"] == setting_name("LR")
    settings = {entry.name for entry in word_list("training.settings").entries}
    assert {name for names in REPORTED_BY.values() for name in names} <= settings
