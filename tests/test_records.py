"""What a table's cells are called."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.records import Cell, Paper, Table, is_value


def table(*rows: list[str], header_rows: int = 1) -> Table:
    cells = tuple(tuple(Cell(text=text) for text in row) for row in rows)
    return Table(
        page_number=1,
        bbox=(0, 0, 9, 9),
        caption="Table 1: Scores.",
        section="Results",
        header_rows=header_rows,
        rows=cells,
    )


TWO = table(
    ["", "", "Dev", "Dev"],
    ["Model", "Size", "EM", "F1"],
    ["Open models", "", "", ""],
    ["Llama", "7B", "1.0", "2.0"],
    ["", "13B", "3.0", "4.0"],
    ["Closed models", "", "", ""],
    ["GPT", "–", "5.0", "6.0"],
    header_rows=2,
)


def test_a_cell_has_the_names_of_its_column_and_row_the_caption_and_the_section() -> None:
    found = TWO.address(4, 3)
    assert found.header == ("Dev", "F1")
    assert found.row == ("Open models", "Llama", "13B")
    assert (found.caption, found.section) == ("Table 1: Scores.", "Results")


def test_a_title_holds_until_the_next_one() -> None:
    assert [TWO.row_path(n)[:1] for n in range(7)] == [
        (),
        (),
        ("Open models",),
        ("Open models",),
        ("Open models",),
        ("Closed models",),
        ("Closed models",),
    ]


def test_titles_that_follow_one_another_are_nested() -> None:
    rows = [["Maths", ""], ["Small", ""], ["a", "1"], ["Large", ""], ["b", "2"]]
    assert table(["M", "EM"], *rows).row_paths[3:] == (
        ("Maths", "Small", "a"),
        ("Maths", "Large"),
        ("Maths", "Large", "b"),
    )


def test_a_size_names_a_row_and_a_value_does_not() -> None:
    assert TWO.label_columns == 2
    assert table(["Model", "EM"], ["a", "1"], ["b", "2"]).label_columns == 1
    assert table(["Model", "Note"], ["a", "x"], ["b", "y"]).label_columns == 1


def test_the_column_that_tells_most_rows_apart_is_what_they_are_about() -> None:
    found = table(["Model", "Method", "EM"], ["Qwen", "SFT", "1"], ["Qwen", "GRPO", "2"], ["Llama", "RL", "3"])
    assert found.name_column == 1


@pytest.mark.parametrize("text", ["1.0", "-3", "~5", "(2)", ".5", "–", "✓", "$3", "±1"])
def test_a_value(text: str) -> None:
    assert is_value(text)


@pytest.mark.parametrize("text", ["Base", "-base", "B1", "(ours)"])
def test_a_name(text: str) -> None:
    assert not is_value(text)


def test_a_table_without_rows_has_no_paths() -> None:
    assert table().header_paths == ()
    assert table().label_columns == 1
    assert table().markdown() == ""


@pytest.mark.parametrize(
    "named",
    [
        {"paper_id": "2501.00001\n## 2. A second paper"},
        {"paper_id": "a\x00b"},
        {"paper_id": "a" * 121},
        *({"paper_id": odd} for odd in ("", ".", "..", "/etc/x", "../../x", "a/../x", "a/b/c", "-x", ".x")),
        {"paper_id": "2501.00001](https://x.example)"},
        {"version": "v1)\n\n## 2. Fake paper"},
        {"version": "v1},\n  note = {\\input{/etc/passwd}"},
        {"version": "1"},
        {"version": "v"},
    ],
)
def test_an_id_or_version_that_would_be_read_as_something_else_is_refused(named: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Paper.model_validate({"paper_id": "2501.00001", "title": "T", **named})


def test_ids_and_versions_as_they_are_pass() -> None:
    for paper_id in ("2501.00001", "hep-th/9901001", "local-A_b.c-9e225060", "a" * 120):
        assert Paper(paper_id=paper_id, version="v123", title="T").paper_id == paper_id
