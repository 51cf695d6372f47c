"""The object that a model meant, out of what it wrote around and into it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.llm.json_text import MOST_CHARS, MOST_OBJECTS, NoObjectError, is_whole, read_object

KEYS = ("task", "results")
GOOD = {"task": "图像分类", "results": [{"value": "88.5"}]}
TEXT = json.dumps(GOOD, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"```json\n{TEXT}\n```",
        f"Here is {{the}} summary:\n{TEXT}\nI hope {{it}} helps.",
        f'{{"task": "a draft"}}\n{TEXT}',
        f"{TEXT}\n{{}}",
        f'{{"note": "first"}} {TEXT} {{"note": "last"}}',
        f'{{"task": "a draft", "results": []}}\nNo, better:\n{TEXT}',
        f"<|channel|>analysis<|message|>We need {{task}}.<|end|><|channel|>final<|message|>{TEXT}",
        TEXT[:-1] + ",}",
        TEXT.replace("]", ",]"),
        TEXT.replace('"', "'"),
        TEXT.replace('"task"', "task"),
        TEXT.replace('类", ', '类"\n'),
        TEXT.replace("图像分类", "图像分类").replace('"88.5"', "88.5"),
        f"{TEXT}\n\n以上为摘要，{{完}}。",
        f'{TEXT}\n{{"task": "", "results": []}}',
        f'{TEXT}\nThe form: {{"task": "<string>", "results": []}}',
        f'{{"answer": {TEXT}}}',
        f'{{"type": "object", "properties": {TEXT}, "required": ["task", "results"]}}',
        f'{{"name": "single", "arguments": {TEXT}}}',
        f'{{"name": "single", "arguments": {json.dumps(TEXT)}}}',
        f"[TOOL_CALLS] [{TEXT}]",
        '{"task": "图像分类"}\n{"results": [{"value": "88.5"}]}',
    ],
)
def test_the_answer_is_found_whatever_stands_around_it_and_whatever_its_commas_and_quotes(text: str) -> None:
    assert read_object(text, KEYS) == GOOD


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"$\theta$", r"$\theta$"),
        (r"\beta\rho", r"\beta\rho"),
        (r"\frac{1}{2}", r"\frac{1}{2}"),
        (r"\nabla f", r"\nabla f"),
        (r"\alpha", r"\alpha"),
        (r"\(x\)", r"\(x\)"),
        (r"\underline{x}", r"\underline{x}"),
        (r"$\target_{\nx}$", r"$\target_{\nx}$"),
        (r"\(\nx\)", r"\(\nx\)"),
        (r"$$\nx = 1\n$$", "$$\nx = 1\n$$"),
        (r"cost $5,\nThe $6", "cost $5,\nThe $6"),
        (r"the teacher\'s", "the teacher's"),
        (r"\bigotimes\bx\rank\footnotesize", r"\bigotimes\bx\rank\footnotesize"),
        (r"\nvdash\tr(A)", r"\nvdash\tr(A)"),
        (r"a\r\nb", "a\r\nb"),
        (r"\\theta", r"\theta"),
        (r"a\nb", "a\nb"),
        (r"a\nThe", "a\nThe"),
        (r"a\tb", "a\tb"),
        (r"\u7684", "的"),
        (r"say \"yes\"", 'say "yes"'),
        ("a\nb", "a\nb"),
    ],
)
def test_a_command_of_latex_is_no_escape_of_json(written: str, meant: str) -> None:
    assert read_object(f'{{"task": "{written}", "results": []}}', KEYS)["task"] == meant


@pytest.mark.parametrize(
    "number",
    [
        "1.10",
        "1e-6",
        "-0.5",
        "88",
        "1E+5",
        ".5",
        "+3",
        "62.7%",
        "1,024",
        "AdamW",
        "128K",
        "1/2",
        "3-5",
        "8×A100",
        "10^{-6}",
    ],
)
@pytest.mark.parametrize("comma", ["", ","])
def test_a_number_stays_as_it_is_written_also_in_an_answer_that_is_mended(number: str, comma: str) -> None:
    assert read_object(f'{{"task": {number}{comma}}}', ("task",))["task"] == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "没有回答",
        "{",
        TEXT[:-1],
        TEXT[:-2],
        TEXT[: TEXT.index("88")],
        TEXT[: TEXT.index("88")].replace('"task"', "task"),
        f'{{"task": "a draft", "results": []}}\nNo, better:\n{TEXT[:-3]}',
        "[" * 3000,
    ],
)
def test_a_truncated_answer_is_no_answer(text: str) -> None:
    with pytest.raises(NoObjectError):
        read_object(text, KEYS)


def test_two_values_that_have_become_one_are_no_value() -> None:
    with pytest.raises(NoObjectError):
        read_object('{"task": "a\\", \\"results\\": [\\"b", }', KEYS)


def test_an_answer_of_any_length_is_read_but_only_a_short_one_is_mended() -> None:
    assert read_object(json.dumps({"task": "x" * (MOST_CHARS + 1)}))["task"].startswith("x")
    with pytest.raises(NoObjectError):
        read_object("{task: '" + "x" * (MOST_CHARS + 1) + "'}", ("task",))
    assert read_object("{task: '" + "x" * (MOST_CHARS - 20) + "'}", ("task",))["task"].startswith("x")


def test_so_many_braces_are_tried_and_no_more() -> None:
    assert is_whole("{ " * (MOST_OBJECTS - 1) + TEXT)
    assert not is_whole("{ " * MOST_OBJECTS + TEXT)


@pytest.mark.parametrize(
    ("text", "whole"), [(TEXT, True), (f"words {TEXT}\n```", True), (TEXT[:-1], False), ("", False)]
)
def test_a_whole_object_ends_the_text(text: str, whole: Any) -> None:
    assert is_whole(text) is whole


@pytest.mark.parametrize("word", ["true", "None"])
def test_a_word_of_json_or_python_is_no_name(word: str) -> None:
    assert read_object(f'{{"task": {word},}}', ("task",))["task"] in (True, None)


@pytest.mark.parametrize(
    "key", ["resultsProse", "results prose", "Results-Prose", "**results_prose**", "results\\_prose"]
)
def test_a_key_may_be_written_in_any_way_that_is_plain(key: str) -> None:
    assert read_object(f'{{"task": "甲", "{key}": "乙"}}', ("task", "results_prose"))["results_prose"] == "乙"


def test_a_key_may_be_in_chinese_where_it_can_mean_no_other() -> None:
    keys = ("task", "results_prose", "results")
    assert read_object('{"任务": "甲", "结果说明": "乙", "结果": []}', keys) == {
        "task": "甲",
        "results_prose": "乙",
        "results": [],
    }
    assert read_object('{"task": "甲", "任务": "丙", "results": []}', KEYS)["task"] == "甲"
    assert "task" not in read_object('{"说明": "甲", "结果": []}', KEYS)
    assert "architecture" not in read_object('{"方法": "甲", "架构": "乙"}', ("architecture",))  # which of them?


def test_a_key_with_two_values_says_nothing() -> None:
    with pytest.raises(NoObjectError):
        read_object('{"task": "甲", "Task": "乙", "results": []}', KEYS)


def test_a_form_alone_is_what_it_is() -> None:
    assert read_object('{"task": "...", "results": []}', KEYS)["task"] == "..."


def test_two_halves_that_share_a_key_are_no_answer() -> None:
    with pytest.raises(NoObjectError):
        read_object('{"task": "甲"} {"task": "乙", "at": []} {"results": []}', (*KEYS, "at"))


def test_keys_may_come_in_capitals_and_with_blanks() -> None:
    assert read_object('{"Task ": "甲", "RESULTS": [{"Value": "3"}]}', KEYS) == {
        "task": "甲",
        "results": [{"Value": "3"}],
    }
