"""An answer with the marks of another alphabet, or escaped as a whole."""

from __future__ import annotations

import json

import pytest

from pipeline.llm.json_text import NoObjectError, read_object

KEYS = ("task", "results")
GOOD = {"task": "图像，分类：甲", "results": [{"value": "88.5"}]}
TEXT = json.dumps(GOOD, ensure_ascii=False)
ASCII = json.dumps(GOOD)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace('": ', '"：').replace(', "', '，"'),
        TEXT.replace(', "', '、"'),
        "\n".join(f"> {line}" for line in json.dumps(GOOD, indent=1).splitlines()),
        "\n".join(f"+{line}" for line in json.dumps(GOOD, indent=1).splitlines()),
        TEXT.replace('"', "”"),
        "{“task”: “图像，分类：甲”, “results”: [{“value”: “88.5”}]}",
        TEXT.replace(', "', ',\u200b"'),
        TEXT.replace(', "', ',\u3000"').replace("{", "{\u00a0"),
        TEXT.replace("[{", "［｛").replace("}]", "｝］"),
        TEXT.replace('"', "&quot;"),
        json.dumps(TEXT),
        json.dumps(ASCII),
        json.dumps(json.dumps(GOOD, indent=1)),
        TEXT.replace('"', '\\"'),
        TEXT.replace(', "', ',\\n"'),
        json.dumps({"name": "single", "arguments": TEXT}),
    ],
)
def test_an_answer_is_read_whatever_marks_it_is_written_with(text: str) -> None:
    assert read_object(text, KEYS) == GOOD


def test_latex_in_an_answer_that_is_a_string_keeps_its_backslashes() -> None:
    written = json.dumps({"task": r"$\theta$ 与 $\alpha$", "results": []})
    assert read_object(json.dumps(written), KEYS)["task"] == r"$\theta$ 与 $\alpha$"


@pytest.mark.parametrize("end", [1, 2, 12])
@pytest.mark.parametrize("text", [TEXT.replace('": ', '"：'), json.dumps(TEXT), TEXT.replace('"', "”")])
def test_one_that_breaks_off_is_none(text: str, end: int) -> None:
    with pytest.raises(NoObjectError):
        read_object(text.rstrip('"')[:-end], KEYS)
