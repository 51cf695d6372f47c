"""What `ribao check` prints, and what it says of a broken claims file."""

from __future__ import annotations

import json

import pytest

from pipeline.ground.report import (
    check_claims,
    check_markdown,
    claims_hold,
    summary_lines,
    told_of_claims,
    told_of_text,
)
from tests.ground.papers import paper, paragraph

PAPER = paper("Intro.", paragraph("The learning rate is 1 × 10^{-4} and the batch size is 128.", page=5))


def test_each_claim_gets_one_record() -> None:
    claims = [
        {
            "id": "a",
            "name": "learning rate",
            "value": "1e-4",
            "quote": "The learning rate is 1 × 10−4",
            "context": None,
        },
        {"id": 2, "value": 128, "name": "batch size"},
        {"id": "c", "value": "64", "name": "batch size", "quote": None},
    ]
    rows = check_claims(json.dumps(claims), PAPER)
    assert rows[0] == {
        "id": "a", "verdict": "holds", "rule": None, "page": 5, "at": None, "quote_page": 5, "found": "1 × 10^{-4}"
    }  # fmt: skip
    assert [(row["id"], row["verdict"]) for row in rows[1:]] == [("2", "holds"), ("c", "differs")]
    assert not claims_hold(rows)
    assert claims_hold(rows[:2])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON: .* line 1"), ("{}", "not a list"), ("[]", "the list is empty"), ("[1]", "claim 1"),
        ('[{"id": "a"}]', "claim 1, value"),
        ('[{"id": "a", "value": " "}]', "claim a: the value is empty"), ("[" * 100000, "nested|not JSON"),
        ('[{"id": "a", "value": "1"}, {"id": "b", "value": "1", "page": 2}]', "claim 2, page"),
    ],
)  # fmt: skip
def test_a_broken_claims_file_is_a_clear_error(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_claims(text, PAPER)


def test_a_claim_without_an_id_has_its_place_for_one() -> None:
    rows = check_claims(
        '[{"value": "128"}, {"id": "b", "value": "1e-4"}, {"value": "64", "name": "batch size"}]', PAPER
    )
    assert [row["id"] for row in rows] == ["1", "b", "3"]


def test_a_text_without_numbers_and_names_says_so() -> None:
    assert summary_lines(told_of_text(check_markdown("无。", PAPER))) == [
        "nothing to check: the text has no number and no name"
    ]


def test_a_value_keeps_its_digits_when_it_is_a_json_number() -> None:
    rows = check_claims('[{"id": "a", "value": 0.10}, {"id": "b", "value": 1e-4}]', PAPER)
    assert [row["verdict"] for row in rows] == ["unsupported", "holds"]


def test_a_summary_gets_a_row_for_each_number_and_name() -> None:
    rows = check_markdown("学习率 1e-4\n批大小 64 | AdamW", PAPER)
    assert [(r.line, r.kind, r.text, r.holds) for r in rows] == [
        (1, "number", "1e-4", True),
        (2, "number", "64", False),
        (2, "name", "AdamW", False),
    ]
    sums, *wrong = summary_lines(told_of_text(rows))
    assert sums == "3 checked: 1 holds, 2 not found in the paper"
    assert wrong == ["✗ line 2: 64: not found in the paper", "✗ line 2: AdamW: not found in the paper"]


def test_what_is_wrong_comes_first_the_worst_before_all_and_the_rest_only_when_asked_for() -> None:
    claims = [
        {"id": "right", "name": "learning rate", "value": "1e-4"},
        {"id": "nowhere", "name": "dropout", "value": "0.37"},
        {"id": "other", "name": "batch size", "value": "64"},
    ]
    told = told_of_claims(json.dumps(claims), check_claims(json.dumps(claims), PAPER))
    sums, first, second = summary_lines(told)
    assert sums == "3 checked: 1 holds, 1 the paper says otherwise, 1 not found in the paper"
    assert first == "✗ other: batch size = 64: the paper says otherwise, it has 128 (p. 5)"
    assert second.startswith("✗ nowhere: dropout = 0.37: not found in the paper")
    assert summary_lines(told, every=True)[3:] == ["✓ right: learning rate = 1e-4: holds (p. 5)"]


def test_a_tick_of_an_axis_proves_nothing_but_a_labelled_bar_does() -> None:
    ticks = paragraph("0.1\n0.2\n0.3\nOurs 71.5", kind="figure_text")
    rows = check_markdown("上限 0.3，ours 71.5", paper("Intro.", ticks))
    numbers = [(r.text, r.holds, r.rule) for r in rows if r.kind == "number"]
    assert numbers == [("0.3", False, "axis"), ("71.5", True, None)]
    assert "only on a figure's axis" in summary_lines(told_of_text(rows))[1]


def test_a_number_beside_other_words_is_neither_right_nor_wrong_and_comes_last() -> None:
    rows = check_markdown("温度 128\nAdamW", PAPER)
    sums, wrong, unsure = summary_lines(told_of_text(rows))
    assert sums.endswith("1 not found in the paper, 1 only the number is there; what it is of cannot be confirmed")
    assert wrong.startswith("✗ line 2: AdamW")
    assert unsure == "? line 1: 128: only the number is there; what it is of cannot be confirmed (p. 5)"


@pytest.mark.parametrize("value", ["3 days", "7 hours", "12 percentage points"])
def test_a_claim_s_number_needs_its_unit_too(value: str) -> None:
    said = paper("Our findings: 3) Empirical insights on training time. Of 12 nodes 7 serve for training.")
    for name in ("training time", None):
        [row] = check_claims(json.dumps([{"id": "a", "name": name, "value": value}]), said)
        assert row["verdict"] in ("unsupported", "differs")
