"""Every expected error is one line, knows its exit code, and crosses a process border whole."""

from __future__ import annotations

import inspect
import pickle

import pytest

from pipeline import errors
from pipeline.errors import PipelineError, StageFailed, reason_of
from schemas.records import Failure

CLASSES = [
    found
    for _, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, PipelineError) and found is not StageFailed
]


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_pickles_with_its_message_and_exit_code(kind: type[PipelineError]) -> None:
    error = kind("2401.00001v1", "no text on 12 of 12 pages; a scan?", "run OCR first")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert str(copy) == str(error) == "2401.00001v1: no text on 12 of 12 pages; a scan?; run OCR first"
    assert (copy.subject, copy.fact, copy.remedy) == (error.subject, error.fact, error.remedy)
    assert copy.exit_code == error.exit_code


def test_a_failure_of_a_worker_pickles_whole() -> None:
    failure = Failure(paper_id="2401.00001", stage="extract", kind="PdfNoText", message="2401.00001v1: a scan?")
    copy = pickle.loads(pickle.dumps(StageFailed(failure)))
    assert (copy.failure_record, str(copy)) == (failure, failure.message)


def test_the_exit_codes_are_those_of_the_readme() -> None:
    codes = {kind.__name__: kind.exit_code for kind in CLASSES}
    assert {name for name, code in codes.items() if code == 2} == {
        "UsageError",
        "ConfigError",
        "BadPaperId",
        "EndpointRefused",
    }
    assert {name for name, code in codes.items() if code == 4} == {"NothingListed", "NotYetListed"}
    assert {name for name, code in codes.items() if code == 5} == {"ListError"}
    assert set(codes.values()) == {2, 3, 4, 5}


def test_a_message_is_one_line_without_control_characters() -> None:
    line = str(PipelineError("a\nb", "c\r\n\td \x1b[31me\x00 \u2028f\ud800", "中文 ×"))
    assert line == "a b: c d [31me f ; 中文 ×"
    assert line.isprintable()


def test_without_a_remedy_nothing_dangles() -> None:
    assert str(PipelineError("2401.00001", "is withdrawn")) == "2401.00001: is withdrawn"


def test_an_error_becomes_data() -> None:
    failure = errors.NotAPdf("2401.00001v1", "an HTML page came", "try again later").failure("2401.00001", "download")
    assert failure.model_dump() == {
        "paper_id": "2401.00001",
        "stage": "download",
        "kind": "NotAPdf",
        "message": "2401.00001v1: an HTML page came; try again later",
        "messages": (
            ("zh", "2401.00001v1：an HTML page came；try again later"),
            ("en", "2401.00001v1: an HTML page came; try again later"),
        ),
    }


def test_the_reason_of_errors_in_one_another_is_the_system_s_own_word() -> None:
    outer = ConnectionError("HTTPSConnectionPool(host='x'): Max retries exceeded")
    outer.__cause__ = RuntimeError("All connection attempts failed")
    outer.__cause__.__cause__ = OSError(-2, "Name or service not known")
    assert reason_of(outer) == "Name or service not known"
    assert reason_of(ValueError("odd")) == "odd"
    assert reason_of(ValueError()) == "ValueError"
    assert reason_of(TimeoutError()) == "timed out"


@pytest.mark.parametrize(("between", "found"), [(8, True), (9, False)])
def test_the_system_s_word_is_looked_for_eight_errors_deep(between: int, found: bool) -> None:
    error: Exception = OSError(2, "No such file or directory")
    for depth in range(between):
        outer = ValueError(str(depth))
        outer.__cause__, error = error, outer
    assert (reason_of(error) == "No such file or directory") is found
