"""What a model is shown of a paper has no mark that is of one side alone."""

from __future__ import annotations

import pytest

from pipeline.words.shown import shown


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a model[^4] of", "a model of"),
        ("a model[^4] .", "a model."),
        ("a model[^1,∗] here", "a model here"),
        ("a model[^123456789012] here", "a model here"),
        ("a model[^1234567890123] here", "a model[^1234567890123] here"),
        ("as in [57]", "as in ［57］"),
        ("as in [58.1]", "as in ［58.1］"),
        ("as in [3, 4; 5–7]", "as in ［3, 4; 5–7］"),
        ("as in [9999]", "as in ［9999］"),
        ("as in [10000]", "as in [10000]"),
        ("of [0.125]", "of ［0.125］"),
        ("of [0.1255]", "of [0.1255]"),
        ("of x[i]", "of x[i]"),
        ("as 【57】 or 【3, 4】 says", "as ［57］ or ［3, 4］ says"),
        ("as [ 57 ] or [\u200b57\u2060] says", "as ［57］ or ［57］ says"),
        ("as [５７] or [3 ,\u200b 4] says", "as ［５７］ or ［3 ,\u200b 4］ says"),
        ("【系统】 says", "【系统】 says"),
    ],
)
def test_marks_of_notes_go_and_citations_look_like_no_place(text: str, seen: str) -> None:
    assert shown(text) == seen
