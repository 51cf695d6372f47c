"""What speaks against a value that stands in its place, and what only seems to."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check
from pipeline.ground.index import PaperIndex
from schemas.grounding import Fact, Verdict
from tests.ground.papers import grid, paper
from tests.places import indexed

MODELS = grid(  # the title of the first model stands in the middle of its rows, that of the second beside a method
    [
        ["Model Method", "Reading", "Counting"],
        ["Base", "51.2", "40.7"],
        ["Falk-7B", "", ""],
        ["Averaging", "60.3", "48.8"],
        ["Ours", "64.9", "52.5"],
        ["Tern-3B Averaging", "44.1", "31.6"],
        ["Ours", "47.0", "35.2"],
    ],
    caption="Accuracy.",
)
VARIANTS = grid(
    [["Method", "Reading"], ["Sorting", "63.8"], ["Sorting without marks", "60.9"]],
    caption="Accuracy of variants.",
)
STAGES = grid(
    [
        ["", "Stage 1 (songs)", "Stage 2 (calls and replies)"],
        ["Learning rate", "2e-5", "1e-6"],
        ["Examples", "380", "96"],
    ],
    caption="Settings.",
)
RANKS = grid(
    [["Rank and team", "Error"], ["1. wren-net", "0.353"], ["2. DIVERS", "0.355"], ["3. OTTERS [1]", "0.420"]],
    caption="Ranking.",
)
ADDED = grid(
    [["Model", "Reading"], ["Base model", "76.4"], ["+ longer prompt", "74.9"], ["Ours-Sorting-7B", "88.5"]],
    caption="What is added.",
)
CENTRED = grid(  # each label stands in the middle of the rows that it is of
    [
        ["Place", "Bird", "Way", "Seen", "Heard"],
        ["", "", "by day", "36.0", "29.0"],
        ["", "Wren", "", "", ""],
        ["", "", "by night", "16.0", "11.0"],
        ["marsh", "", "", "", ""],
        ["", "", "by day", "65.0", "54.0"],
        ["", "Tern", "", "", ""],
        ["", "", "by night", "39.0", "28.0"],
    ],
    caption="What was counted.",
)
BOTH = (
    "The tutor and the pupil start from one checkpoint. The learning rate for both is set to 5e-6. "
    "As for the judge, we take a smaller model with a fixed learning rate of 8e-6."
)
DIGITS = (
    "For the coarse grid, Mole and Shrew both find 6 digits of the true drift. "
    "For the fine grid, Shrew finds 10 digits of the true drift, while Mole finds 8 digits."
)
BROKEN = grid(  # names over two lines of their cells
    [["Bird", "Seen"], ["Wren-3.1- 8B-Grey", "49.2"], ["Tern-2.5- 7B-Grey", "48.6"]],
    caption="Birds of two names.",
)
LISTED = (
    "The weight of songs is set to 0.8, the weight of calls is set to 0.9, and the weight of replies is set to 1.1."
)

THRESHOLDS = grid(
    [
        ["Method", "AP_{@.5}", "AP", "AP_{s}"],
        ["Wren-Net", "59.1", "36.2", "18.2"],
        ["Tern-Net", "55.7", "34.9", "15.6"],
    ],
    caption="Birds found at a threshold.",
)
BRACKETS = (
    "Wren-B7 reaches 84.3% top-1 accuracy on ReedNet. The others reach the best accuracy on SEDGE-100 (91.7%), "
    "Flowers (98.8%), and three other sets."
)


@pytest.fixture(scope="module")
def index() -> PaperIndex:
    return indexed(
        paper(MODELS, VARIANTS, BOTH, DIGITS, STAGES, RANKS, ADDED, CENTRED, LISTED, BROKEN, THRESHOLDS, BRACKETS)
    )


def read(index: PaperIndex, value: str, name: str, context: str, at: str) -> Verdict:
    return check(Fact(id="1", value=value, name=name, context=context, at=at), index)


def test_a_row_of_a_titled_group_is_not_meant_rather_than_one_that_names_its_model(index: PaperIndex) -> None:
    assert read(index, "44.1", "Reading", "Averaging", "1.5").kind == "holds"
    assert read(index, "60.3", "Reading", "Averaging", "1.3").kind == "holds"


def test_a_row_of_a_titled_group_is_meant_where_its_title_is_named(index: PaperIndex) -> None:
    verdict = read(index, "44.1", "Reading", "Averaging on Falk-7B", "1.5")
    assert (verdict.kind, verdict.found) == ("differs", "60.3")


def test_a_shorter_label_is_meant_rather_than_one_that_adds_to_it(index: PaperIndex) -> None:
    verdict = read(index, "60.9", "Reading", "Sorting", "2.2")
    assert (verdict.kind, verdict.found) == ("differs", "63.8")


def test_what_a_label_says_in_brackets_need_not_be_named(index: PaperIndex) -> None:
    assert read(index, "2e-5", "Learning rate", "Stage 1", "5.1").kind == "holds"
    verdict = read(index, "1e-6", "Learning rate", "Stage 1", "5.1")
    assert (verdict.kind, verdict.found) == ("differs", "2e-5")


def test_a_rank_is_no_word_of_a_label(index: PaperIndex) -> None:
    assert read(index, "0.353", "Error", "wren-net", "6.1").kind == "holds"
    verdict = read(index, "0.355", "Error", "wren-net", "6.2")
    assert (verdict.kind, verdict.found) == ("differs", "0.353")


def test_a_citation_is_no_word_of_a_label(index: PaperIndex) -> None:
    assert read(index, "0.420", "Error", "OTTERS", "6.3").kind == "holds"
    verdict = read(index, "0.355", "Error", "OTTERS", "6.2")
    assert (verdict.kind, verdict.found) == ("differs", "0.420")


def test_a_row_that_adds_to_what_is_named_is_not_what_is_named(index: PaperIndex) -> None:
    assert read(index, "76.4", "Reading", "Base model", "7.1").kind == "holds"
    assert read(index, "74.9", "Reading", "Base model with a longer prompt", "7.2").kind == "holds"
    verdict = read(index, "74.9", "Reading", "Base model", "7.2")
    assert (verdict.kind, verdict.found) == ("differs", "76.4")


def test_ours_before_a_name_is_said_by_the_fact_and_by_the_label(index: PaperIndex) -> None:
    assert read(index, "88.5", "Reading", "Ours-Sorting-7B", "7.3").kind == "holds"
    assert read(index, "88.5", "Reading", "Sorting-7B", "7.3").kind == "holds"
    assert read(index, "76.4", "Reading", "Ours-Sorting-7B", "7.1").kind == "differs"


def test_a_label_amid_its_rows_says_nothing_of_the_rows_below_it_alone(index: PaperIndex) -> None:
    assert read(index, "29.0", "Heard by day", "marsh, Wren", "8.1").kind == "holds"
    assert read(index, "28.0", "Heard by night", "marsh, Tern", "8.7").kind == "holds"
    assert read(index, "54.0", "Heard by night", "marsh, Tern", "8.5").kind == "differs"
    assert read(index, "65.0", "Heard by day", "marsh, Tern", "8.5").kind == "differs"
    proof = read(index, "54.0", "Heard by day", "marsh, Tern", "8.5").proof
    assert proof is not None
    assert "Wren" not in proof.row


def test_what_a_number_is_set_to_is_the_subject_and_not_what_the_subject_is_for(index: PaperIndex) -> None:
    assert read(index, "5e-6", "learning rate", "tutor", "3").kind == "holds"
    assert read(index, "8e-6", "learning rate", "judge", "3").kind == "holds"
    verdict = read(index, "5e-6", "learning rate", "judge", "3")
    assert (verdict.kind, verdict.found) == ("differs", "8e-6")


def test_a_name_over_two_lines_of_its_cell_is_one_name(index: PaperIndex) -> None:
    assert read(index, "49.2", "Seen", "Wren-3.1-8B-Grey", "10.1").kind == "holds"
    assert read(index, "48.6", "Seen", "Wren-3.1-8B-Grey", "10.2").kind == "differs"


def test_of_settings_in_a_row_each_is_of_its_own_subject(index: PaperIndex) -> None:
    assert read(index, "0.8", "weight of songs", "", "9").kind == "holds"
    assert read(index, "0.9", "weight of calls", "", "9").kind == "holds"
    verdict = read(index, "0.9", "weight of songs", "", "9")
    assert (verdict.kind, verdict.found) == ("differs", "0.8")


def test_a_size_in_brackets_is_part_of_a_name() -> None:
    index = indexed(paper("We tune Falk 3.2 (1B) on two data sets.", "We tune Tern 3.2 at a size of 1B."))

    def kind(name: str, at: str) -> str:
        return check(Fact(id="1", value=name, at=at), index).kind

    assert (kind("Falk 3.2 (1B)", "1"), kind("Falk 3.2", "1"), kind("Tern 3.2 (1B)", "2")) == ("holds",) * 3
    assert (kind("Falk 3.2 (2B)", "1"), kind("Tern 3.2 (7B)", "2")) == ("unsupported",) * 2
    assert kind("Falk 3.2（两个数据集, 2 个）", "1") == "holds"


def test_a_noun_that_is_said_again_is_of_what_it_was_of_before(index: PaperIndex) -> None:
    assert read(index, "8 digits", "true drift", "Mole", "4").kind == "holds"
    assert read(index, "10 digits", "true drift", "Shrew", "4").kind == "holds"
    assert read(index, "8 digits", "true drift", "Shrew", "4").kind == "differs"


def test_a_metric_with_a_threshold_is_told_from_the_metric(index: PaperIndex) -> None:
    at = "11.1"
    assert read(index, "59.1", "AP@.5", "reeds ; Wren-Net", at).kind == "holds"
    assert read(index, "36.2", "AP", "reeds ; Wren-Net", at).kind == "holds"
    assert read(index, "36.2", "AP@.5", "reeds ; Wren-Net", at).kind == "differs"
    assert read(index, "59.1", "AP", "reeds ; Wren-Net", at).kind == "differs"


def test_a_number_in_brackets_is_of_the_name_before_it(index: PaperIndex) -> None:
    assert read(index, "91.7%", "accuracy", "SEDGE-100", "12").kind == "holds"
    assert read(index, "98.8%", "accuracy", "Flowers", "12").kind == "holds"
