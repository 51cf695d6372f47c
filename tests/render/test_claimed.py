"""What a digest's Markdown says of one paper."""

from __future__ import annotations

import pytest

from pipeline.render.claimed import claimed_of, papers_of

DIGEST = """# HF Daily Papers - 2025-11-24

Total: 2 papers

## 1. One 11

**Upvotes**: 12 | **Authors**: A | **机构**: B 13

[HuggingFace](https://huggingface.co/papers/2511.90001) | [arXiv](https://arxiv.org/abs/2511.90001v1) ★14

**方案**: 学习率 15。

| 设置 | 值 | 页 |
| --- | --- | --- |
| 学习率 | 16 | 3、4 |

⚠ 核对: 17。

<sub>模型 · 18</sub>

<details>
<summary>Original Abstract</summary>

Abstract 19.

</details>

---

<a id="p2"></a>

## 2. Two

[arXiv](https://arxiv.org/abs/2511.90002v1)

**方案**: 学习率 21。

---

共 22 篇
"""


def test_only_what_is_said_of_the_paper_stays_and_it_stays_in_its_line() -> None:
    left = claimed_of(DIGEST, "2511.90001")
    kept = ["**方案**: 学习率 15。", "| 设置 | 值 | 页 |", "| --- | --- | --- |", "| 学习率 | 16"]
    assert [line.strip() for line in left.splitlines() if line.strip()] == kept
    assert left.splitlines().index("**方案**: 学习率 15。") == DIGEST.splitlines().index("**方案**: 学习率 15。")
    assert claimed_of(DIGEST, "2511.90002").split() == ["**方案**:", "学习率", "21。"]


@pytest.mark.parametrize("text", ["学习率 3", "## 1. 方法\n\n学习率 3", ""])
def test_a_text_that_is_no_digest_is_checked_whole(text: str) -> None:
    assert papers_of(text) == ()
    assert claimed_of(text, "2511.90001") == text


def test_the_papers_of_a_digest_are_named_in_order() -> None:
    assert papers_of(DIGEST) == ("2511.90001", "2511.90002")
    assert claimed_of(DIGEST, "2511.90003") == DIGEST
