"""Where a list of references begins that has no heading; a case on each side of every threshold."""

from __future__ import annotations

import pytest

from pipeline.extract.references import references_start

ENTRY = "Smith, J. and Jones, K. (2020). “A title.” A Journal."
TEXT = "Here it is said."


@pytest.mark.parametrize(("count", "start"), [(4, None), (5, 1), (9, 1)])
def test_five_entries_that_count_from_one_are_a_list(count: int, start: int | None) -> None:
    assert references_start([TEXT, *(f"[{n}] J. Smith. A title, 2020." for n in range(1, count + 1))]) == start
    assert references_start([TEXT, *(f"[{n}] J. Smith. A title, 2020." for n in range(2, count + 2))]) is None
    assert references_start([TEXT, *(f"[{n}] Here it is." for n in range(1, count + 1))]) is None


@pytest.mark.parametrize(("between", "start"), [(7, 0), (8, None)])
def test_the_fifth_entry_stands_within_twelve_texts(between: int, start: int | None) -> None:
    entries = [f"[{n}] J. Smith. A title, 2020." for n in range(1, 6)]
    assert references_start([*entries[:4], *[TEXT] * between, entries[4]]) == start


@pytest.mark.parametrize(("count", "start"), [(7, None), (8, 1)])
def test_eight_entries_without_labels_are_a_list(count: int, start: int | None) -> None:
    assert references_start([TEXT, *[ENTRY] * count]) == start


@pytest.mark.parametrize(("torn", "start"), [(2, 0), (3, None)])
def test_two_texts_between_entries_may_look_like_none(torn: int, start: int | None) -> None:
    assert references_start([*[ENTRY] * 4, *[TEXT] * torn, *[ENTRY] * 4]) == start


@pytest.mark.parametrize(("length", "start"), [(700, 0), (701, None)])
def test_an_entry_has_seven_hundred_characters(length: int, start: int | None) -> None:
    assert references_start([ENTRY.ljust(length, "x")] * 8) == start


@pytest.mark.parametrize(("at", "start"), [(78, 0), (79, None)])
def test_an_entry_names_a_person_at_its_beginning(at: int, start: int | None) -> None:
    """An initial and its full stop within eighty characters."""
    named = f"{'x' * (at - 2)}1 J. Smith (2020). “A title.”"
    assert references_start([named] * 8) == start


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (ENTRY.replace("(2020)", "(soon)"), False),
        (ENTRY.replace("“A title.” A Journal.", "A title."), True),
        ("Smith J, Jones K. 2020. A title. Press.", True),
        ("Smith J, Jones K: A title. Press, 2020.", False),
        ("J. Smith. A title. A press, 2020.", False),
        (ENTRY.replace("“A title.”", "A title, 12–14."), True),
        (ENTRY.replace("J. and Jones, K.", "John"), False),
    ],
)
def test_an_entry_has_people_a_year_and_a_title_or_pages_or_opens_with_people_and_their_year(
    entry: str, found: bool
) -> None:
    assert (references_start([entry] * 8) == 0) is found


@pytest.mark.parametrize(
    ("entry", "start"), [("Smith, J. A title, 2020.", 1), ("A title, 2020.", None), ("Smith, J. A title.", None)]
)
def test_entries_numbered_as_the_items_of_a_list_name_people_and_years(entry: str, start: int | None) -> None:
    assert references_start([TEXT, *(f"{n}. {entry}" for n in range(1, 6))]) == start
