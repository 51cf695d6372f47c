"""Names are found through spelling, never through a version or as a part of another name."""

from __future__ import annotations

import pytest

from pipeline.ground.index import PaperIndex
from pipeline.ground.names import is_only, listed_names, search_name, unsaid_name
from tests.ground.papers import paper


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Llama-2-7B", "we use Llama 2 7B here"), ("GSM8K", "on GSM8k and"), ("GSM8K", "GSM-8K"),
        ("NuminaMath-1.5", "from NuminaMath-\n1.5 (Li"), ("Qwen2.5-VL-7B", "Qwen2.5-VL-7B, which"),
        ("GPT-2", "a GPT-2-based model"), ("AdamW", "using adamw."), ("MATH", "on MATH (Hendrycks"),
        ("H100", "8 NVIDIA-H100 GPUs"), ("OpenR1", "Open R1"), ("token", "two tokens"), ("AP@.5", "an AP@.5 of"),
    ],
)  # fmt: skip
def test_spelling_does_not_matter(name: str, text: str) -> None:
    assert search_name(name, text) is not None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Llama-2-7B", "Llama-2-70B"), ("MATH", "MATH-500"), ("MATH", "the math of it"), ("Llama 3", "Llama 3.2-3B"),
        ("GPT-4", "GPT-4o"), ("GPT-4", "GPT-4.1"), ("Qwen2.5-7B", "Qwen2.5-7B-Instruct"), ("7B", "17B"),
        ("Math-7B", "Qwen2.5-Math-7B"), ("Adam", "AdamW"), ("AIME", "AIME24"), ("GPT-2-XL", "GPT-2"),
        ("", "x"), ("!", "!"), ("AP@.5", "AP@.75"), ("AP@.5", "AP@0.5"),
    ],
)  # fmt: skip
def test_another_name_is_not_found(name: str, text: str) -> None:
    assert search_name(name, text) is None


SUFFIXES = (
    "chat instruct base large small medium mini nano turbo tiny huge xl xxl it hf sft dpo rl rlhf zero distill pro "
    "max plus preview lite flash ultra "
    "coder math vl audio omni moe hard easy verified test dev full diamond"
)


@pytest.mark.parametrize("suffix", SUFFIXES.split())
def test_a_suffix_makes_another_name(suffix: str) -> None:
    assert search_name("Qwen2.5-7B", f"we use Qwen2.5-7B-{suffix} here") is None
    assert search_name("Qwen2.5-7B", f"we use Qwen2.5-7B-{suffix.upper()} here") is None
    assert search_name("Qwen2.5-7B", "we use Qwen2.5-7B-based ones") is not None


@pytest.mark.parametrize("gap", [*" -_‐‑–—/{}\u00a0\u2009\u202f\u00ad\t\n\r\f\v", " - ", "\n- "])
def test_every_character_that_may_part_a_name(gap: str) -> None:
    assert search_name("Llama-3-8B", f"we use Llama{gap}3-8B here") is not None
    assert search_name("Llama-3-8B", "we use Llama.3-8B here") is None
    assert search_name("Llama-3-8B", "we use Llama  - 3-8B here") is None


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("MATH", "the math of", False), ("SQUAD", "a squad of", False), ("SQUADS", "the squads of", True),
        ("ARC", "the Arc of", False), ("GSM8K", "gsm8k", True),
        ("H100", "NVIDIA-H100", True), ("H100", "Non-H100", True), ("H100", "pre-H100", False), ("7B", "2.7B", False),
        ("7B", "is 7B", True), ("C++", "in C++ and", True),
        ("C", "in C++ and", False), ("A*", "by A* search", True), ("pass@1", "a pass@1 of", True),
        ("F#", "in F# and", True), ("token", "tokenizer", False),
        ("class", "two classes", True), ("Qwen2.5-7B", "Qwen2.5-7B.1", False), ("Qwen2.5-7B", "Qwen2.5-7B–2", False),
        ("Über-7B", "the Über-7B", True),
    ],
)  # fmt: skip
def test_where_a_name_begins_and_ends(name: str, text: str, found: bool) -> None:
    assert (search_name(name, text) is not None) is found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Qwen2.5-7B/14B-Base", "Qwen2.5-7B-Base Qwen2.5-14B-Base"), ("Qwen2.5-7B, 14B", "Qwen2.5-7B Qwen2.5-14B"),
        ("Vi-7M/14M", "Vi-7M Vi-14M"),
        ("Vi-7K/14K", "Vi-7K Vi-14K"), ("CIFAR-10/100", "CIFAR-10 CIFAR-100"),
        ("Vi-0.5B/1.5B/7B", "Vi-0.5B Vi-1.5B Vi-7B"), ("Vi-7B/14M", ""), ("7B/14B", ""),
    ],
)  # fmt: skip
def test_a_list_of_sizes_is_a_list_of_names(text: str, names: str) -> None:
    assert listed_names(f"with {text} here").split() == names.split()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Owl3-4B, -8B and -14B", "Owl3-8B"), ("Owl3-{4B, 8B}", "Owl3-8B"), ("Owl3 (4B, 8B and 14B)", "Owl3-14B"),
        ("Owl3-4B and 8B", "Owl3-8B"), ("Nest-Goal, -Long", "Nest-Long"), ("Nest (Goal, Long)", "Nest-Long"),
        ("Nest-A/R", "Nest-R"), ("FENCE May 2024 and 2025", "FENCE May 2025"), ("FENCE24 and 25", "FENCE 2025"),
        ("FENCE'24/'25", "FENCE 2025"), ("FENCE 2024, 2025", "FENCE25"), ("FENCE (2024, 2025)", "FENCE 2025"),
        ("the Fence of 2022 and 2023", "Fence 2023"), ("Fence-2014, 2015 and 2016", "Fence-2016"),
        ("Fence 2018–2019", "Fence 2019"), ("FENCE February and November 2025", "FENCE February 2025"),
        ("FENCE February 2024 and 2025", "FENCE Feb. 2025"), ("FENCE Feb. 2025", "FENCE Feb 2025"),
    ],
)  # fmt: skip
def test_what_stands_before_a_list_is_of_each_of_its_parts(text: str, name: str) -> None:
    assert search_name(name, f"on {text}.") is None
    assert search_name(name, listed_names(f"on {text}."))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Owl3-4B, -8B", "Owl3-32B"), ("Owl3-8B and Plover-14B", "Owl3-14B"), ("Owl3-4B and 8B-Chat", "Owl3-8B"),
        ("FENCE February 2024 and 2025", "FENCE November 2025"), ("FENCE 2024 and 2025", "FENCE 2026"),
        ("Nest-10 and 100 epochs", "Nest-100"), ("FENCE24 and 25%", "FENCE 2025"),
    ],
)  # fmt: skip
def test_another_part_is_not_in_the_list(text: str, name: str) -> None:
    assert search_name(name, listed_names(f"on {text}.")) is None


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("JFT and JFT-300M", True),
        ("JFT and JFT 300M", True),
        ("JFT, JFT-300M and JFT-3B", False),
        ("JFT alone", False),
        ("XJFT-1B and JFT-300M", True),
        ("JFT-300M-v2", False),
    ],
)
def test_a_short_name_stands_for_the_only_longer_one(text: str, only: bool) -> None:
    assert is_only("JFT-300M", "JFT", text) is only


def test_a_noun_that_two_names_share_is_of_both() -> None:
    text = "the larger high-confidence and BerkleyParser corpora"
    assert listed_names(text) == "high-confidence corpora"
    assert search_name("BerkleyParser corpora", text)
    assert listed_names("the larger WSJ and BerkleyParser parsers") == ""


def test_numbers_in_a_row_are_no_years() -> None:
    assert listed_names("in 2024 and 2025, At 1024, 2048 pixels") == ""


EVERYDAY = "GPU GPUs TPU CPU NPU FLOP FLOPs TFLOP RAM VRAM SOTA LLM VLM MLLM IDs"


@pytest.mark.parametrize("word", EVERYDAY.split())
def test_an_everyday_word_in_capitals_needs_no_place_in_the_paper(word: str) -> None:
    index = PaperIndex(paper("Something else."))
    assert unsaid_name(f"{word} of it", index) is None
    assert unsaid_name(f"X{word} of it", index) == f"X{word}"


def test_sizes_of_one_name_are_listed_each_with_it() -> None:
    said = "Qwen2.5-7B/14B-Base and the WSJ and Brown corpora, 3D-X and Y sets"
    assert listed_names(said).split("\n") == ["WSJ corpora", "D-X sets", "Qwen2.5-7B-Base", "Qwen2.5-14B-Base"]


def test_a_name_that_repeats_itself_is_given_up_in_a_text_that_does() -> None:
    assert search_name("a " * 100 + "b", "a " * 50_000) is None
    assert search_name("a b", "a " * 50_000 + "b") == (99_998, 100_001)
