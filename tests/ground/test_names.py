"""Names are found through spelling, never through a version or as a part of another name."""

from __future__ import annotations

import pytest

from pipeline.ground.names import search_name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Llama-2-7B", "we use Llama 2 7B here"), ("GSM8K", "on GSM8k and"), ("GSM8K", "GSM-8K"),
        ("NuminaMath-1.5", "from NuminaMath-\n1.5 (Li"), ("Qwen2.5-VL-7B", "Qwen2.5-VL-7B, which"),
        ("GPT-2", "a GPT-2-based model"), ("AdamW", "using adamw."), ("MATH", "on MATH (Hendrycks"),
        ("H100", "8 NVIDIA-H100 GPUs"), ("OpenR1", "Open R1"), ("token", "two tokens"),
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
        ("", "x"), ("!", "!"),
    ],
)  # fmt: skip
def test_another_name_is_not_found(name: str, text: str) -> None:
    assert search_name(name, text) is None
