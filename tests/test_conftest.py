"""What the end of a test run says."""

from __future__ import annotations

import pytest

from tests.conftest import skipped_line


def skipped(why: str) -> pytest.TestReport:
    return pytest.TestReport("tests/x.py::test_y", ("x.py", 1, "y"), {}, "skipped", ("x.py", 1, why), "setup")


def test_what_was_skipped_stands_in_one_line_with_the_way_to_get_it() -> None:
    reports = [skipped("Skipped: no Chromium: apt install chromium")] * 2 + [skipped("needs ../shared")] * 3
    assert skipped_line(reports) == "not run: 3 (needs ../shared); 2 (no Chromium: apt install chromium)"
    assert skipped_line([]) == ""
