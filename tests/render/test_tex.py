"""TeX is shown as the signs that it means; what only looks like it stays."""

from __future__ import annotations

import pytest

from pipeline.render.escape import escape
from pipeline.render.tex import scripts, untexed
from tests.render.rendering import Page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("学习率 1 × 10^{-4}", "学习率 1 × 10⁻⁴"),
        ("10^{−6}", "10⁻⁶"),
        ("2^{16} 与 10^{+3}", "2¹⁶ 与 10⁺³"),
        ("10^{-0.5}", "10^(-0.5)"),
        ("T^{τ}，r_{i,j}，x^{β}", "T^τ，r_(i,j)，xᵝ"),
        (f"x^{{{'长' * 24}}}，x^{{{'长' * 25}}}", f"x^{'长' * 24}，x^{{{'长' * 25}}}"),
        ("第 5^{th} 层 x^{2n}，β_{1}，h_{t-1}", "第 5ᵗʰ 层 x²ⁿ，β₁，hₜ₋₁"),
        ("L_{SFT} 与 x^{Q}", "L_SFT 与 x^Q"),
        ("π_{0.5}，2^{0.5}", "π₀.₅，2^(0.5)"),
        ("10^{}", "10^{}"),
        ("88.4/88.5^{∗}，47%^{†‡}，π^{∗}", "88.4/88.5，47%，π^(∗)"),
    ],
)
def test_scripts_are_small_where_every_character_has_a_small_form(text: str, shown: str) -> None:
    assert scripts(text) == shown


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        (r"a gain of 54.6\% over \textsc{AIEV-Instruct}", "a gain of 54.6% over AIEV-Instruct"),
        (r"needs $O(N^2)$ time", "needs O(N²) time"),
        (r"$2 \times 10^{-4}$, TC^0 and 10^-4", "2 × 10⁻⁴, TC⁰ and 10⁻⁴"),
        ("from $4 to $5 for a file_name", "from $4 to $5 for a file_name"),
        (r"a path such as C:\temp stays, as does \unknown", r"a path such as C:\temp stays, as does \unknown"),
    ],
)
def test_the_tex_of_an_abstract_is_shown_as_its_authors_meant_it(listed: str, shown: str) -> None:
    assert scripts(untexed(listed)) == shown
    assert Page(escape(shown)).text.strip() == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"\mathcal{L}_{DPO} 与 \mathcal L 相同", "L_DPO 与 L 相同"),
        (r"$\alpha \leq \frac{1}{n+1}$，\hat{y}_{t}", "α ≤ 1/(n+1)，y\u0302ₜ"),
        (r"梯度为 \(\nabla f\)，f^2-q", "梯度为 ∇ f，f²-q"),
        (r"\left( a \right)", "( a )"),
        (r"$\forall x \in \emptyset$ 用 \textnormal{x}，$\nicefrac{1}{2}$", "∀ x ∈ ∅ 用 x，1/2"),
        (r"价 \$A\_1\$ 与 \$B", "价 $A_1$ 与 $B"),
    ],
)
def test_the_tex_of_a_model_is_shown_as_signs(written: str, shown: str) -> None:
    assert scripts(untexed(written)) == shown
