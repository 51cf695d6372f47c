"""Which headings name the parts of a method."""

from __future__ import annotations

from pipeline.summarise.parts import parts
from pipeline.summarise.written import parts as told
from schemas.records import Section
from tests.papers import paper_text, paragraph


def of(*titles: str, own: tuple[str, ...] = ("Ebb",)) -> tuple[str, ...]:
    """The parts of a paper with these headings; ">" before one of a section within a section."""
    sections = [
        Section(title=title.removeprefix(">"), level=1 + title.startswith(">"), block=0, page_number=1)
        for title in titles
    ]
    return parts(paper_text(paragraph("It counts zebras.")).model_copy(update={"sections": tuple(sections)}), own)


def test_the_headings_within_the_section_about_a_method_name_its_parts() -> None:
    assert of(
        "1 Introduction", ">1.1 Herds", ">1.2 Photos", "3 Method", ">3.1 Overview", ">3.2 Tiered Count",
        ">3.3 EbbMap: Our Map of Stripes", ">3.4 Training Objective", ">3.5 Why Stripes Matter", "4 Experiments",
        ">4.1 Speed of Counting", ">4.2 Zebra Herds",
    ) == ("Tiered Count", "EbbMap（Map of Stripes）")  # fmt: skip


def test_of_several_sections_the_one_with_the_most_parts_is_taken() -> None:
    titles = (
        "3 Ebb Overview",
        ">3.1 Herd Flow",
        ">3.2 Herd Map",
        "4 Ebb",
        ">4.1 Photos",
        ">4.2 Stripes",
        ">4.3 Counts",
    )
    assert of(*titles) == ("Photos", "Stripes", "Counts")


def test_experiments_and_one_part_alone_name_none() -> None:
    assert of("2 Herd Audit", ">2.1 Photos", ">2.2 Ablation of Stripes") == ()
    assert of("2 Method", ">2.1 Stripes", "3 Conclusion") == ()


def test_a_line_break_a_bracket_and_capitals_are_no_part_of_a_name() -> None:
    titles = ("III. METHOD", ">A. STRIPE-WISE COUNTING OF ZEBRAS", ">B. Herd Ag- gregation (fast)")
    assert of(*titles) == ("STRIPE-Wise Counting OF Zebras", "Herd Aggregation")


def test_parts_are_told_in_one_sentence() -> None:
    assert told(("map", "Herd")) == "方法包括 Map 和 Herd。"
    assert told(tuple("ABCDEF")) == "方法包括 A、B、C、D、E 等。"
    assert told(("Map",)) == ""
