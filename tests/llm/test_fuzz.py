"""A small part of bench.fuzz: what is damaged is read as it was meant, or refused, and never ends in a traceback."""

from __future__ import annotations

import json

import pytest

from bench.fuzz.pdfs import outcomes
from bench.fuzz.replies import HARMLESS_NAMES, fuzz
from bench.fuzz.streams import wrong_streams
from pipeline.llm.json_text import NoObjectError, read_object
from tests.cli_day import answer
from tests.sample_day import SAMPLE_DIR

ANSWERS = [json.dumps(answer(paper), ensure_ascii=False, indent=1) for paper in ("2511.90001", "2511.90002")]


def test_of_damaged_answers_nothing_is_read_that_was_not_said() -> None:
    found = fuzz(ANSWERS, 400)
    assert found.wrong == []
    assert not found.read["cut"] + found.part["cut"]
    assert not sum((found.part + found.refused)[kind] for kind in HARMLESS_NAMES)


def test_a_stream_is_read_wherever_it_is_split_and_whatever_ends_its_lines() -> None:
    assert wrong_streams(ANSWERS, 30) == 0


def test_a_damaged_pdf_is_a_text_or_one_typed_failure() -> None:
    found = outcomes(sorted((SAMPLE_DIR / "pdf").glob("*.pdf")), 6)
    assert sum(found.values()) == 6
    assert set(found) <= {"text", "PdfUnreadable", "PdfNoText", "PdfEncrypted", "ExtractLimit"}


KEYS = ("task", "items")


@pytest.mark.parametrize(
    "text",
    [
        '{"task": "甲", "items": [{"name": "lea "learning rate", "value": "3"}],}',
        '{"task": "甲", "items": [{"name": "rate", "value" "119"}, ]}',
        '{"task": "甲", "items": [{"name": "rate", "value": 49.2"}],}',
        '{"task": "甲", "items": [{"name": "rate", "at"name": "batch", "value": "35"}],}',
        '{"task": "甲", "items": [{"name": "rate", "value": "1", "name": "batch", "value": "2"}],}',
        '{"task": "甲", "items": [{"name": "rate", "value": "1", "name": "batch", "value": "2"}]}',
        '{"task": "甲", "items": [{"name": "rate", "value": "1"}, "eval", "at": "39"}]}',
        '{"task": "甲", "items": [{"name": "first", "value":6}", "at": "5"}, {"name": "rate", "value": "1"}]}',
    ],
)
def test_of_two_items_that_a_tear_has_made_one_nothing_is_kept(text: str) -> None:
    try:
        items = read_object(text, KEYS)["items"]
    except NoObjectError:
        return
    assert all(item in ({}, {"name": "rate", "value": "1"}) for item in items)


def test_where_a_key_is_lost_with_the_end_of_its_list_nothing_is_read() -> None:
    torn = '{"task": "甲", "items": [{"name": "T5", "at": "1", "name": "MATH", "at": "2"}, {"name": "AIME"}]}'
    assert read_object(torn, KEYS)["items"] == [{}, {"name": "AIME"}]
    with pytest.raises(NoObjectError, match="a stretch of the JSON is lost"):
        read_object(torn, (*KEYS, "data"))


@pytest.mark.parametrize(
    "text",
    [
        '{"task": 3%，基线为 25%。", "items": []}',
        '{"task": 3}", "items": []}',
        '{"task": "只有 0.: "只有 0.5%。", "items": []}',
        '{"task": "学习率恒为 "task": "学习率恒为 3。", "items": []}',
    ],
)
def test_of_a_text_that_is_torn_no_half_is_read(text: str) -> None:
    with pytest.raises(NoObjectError):
        read_object(text, KEYS)


def test_an_answer_that_an_items_brace_closes_is_torn() -> None:
    text = '{"task": "达到 K", "value": "3"}, {"value": "4"}]}'
    with pytest.raises(NoObjectError, match="closes before its end"):
        read_object(text, KEYS)


def test_a_key_that_is_nowhere_named_is_not_mended_and_one_in_chinese_is_found() -> None:
    with pytest.raises(NoObjectError, match="breaks off before all of its keys"):
        read_object('{"task": "甲",, }', KEYS)
    assert read_object('{"译文": "甲",, }', ("译文",)) == {"译文": "甲"}


@pytest.mark.parametrize(
    "text", ['{"task": "甲", "items": [], "task": "乙"}', '{"task": "甲…ze", "value": "1", "items": [],,}']
)
def test_an_answer_that_says_two_things_is_asked_for_again(text: str) -> None:
    with pytest.raises(NoObjectError):
        read_object(text, KEYS)


def test_one_torn_item_costs_only_itself() -> None:
    items = '{"name": "a", "value": "1"}, {"name": "b" "value": "2"}, {"name": "c", "value": "3"}'
    text = f'{{"task": "甲", "items": [{items}]}}'
    assert [item["name"] for item in read_object(text, KEYS)["items"]] == ["a", "c"]
