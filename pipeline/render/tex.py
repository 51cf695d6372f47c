"""Shows the TeX of lists, papers and models as plain signs: powers and indices small, letters and signs as such."""

from __future__ import annotations

import re

_RAISED = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzTβγδθφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵝᵞᵟᶿᵠᵡ",
        strict=True,
    )
)
_LOWERED = dict(zip("0123456789.+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉.₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_SCRIPT = re.compile(r"([\^_])\{([^{}]{1,24})\}")
_NOTE_MARK = re.compile(r"(?<=[0-9.%])\^\{[*∗†‡§¶,]+\}")  # its note stands in the paper alone
_DEGREE = re.compile(r"\^\{[◦∘°]\}")
_ONE_WORD = re.compile(r"\w+")

_MATH = re.compile(r"(?<!\\)\$(?! )([^$]{0,60}[\\^_][^$]{0,60})(?<![ \\])\$|\\\((.{1,120}?)\\\)")
_STYLE = re.compile(
    r"\\(?:text(?:sc|bf|it|tt|rm|sf|up|normal)?|emph|math(?:rm|bf|cal|bb|it|frak|scr|sf)|operatorname|boldsymbol|bm)"
    r"(?:\{([^{}]{0,60})\}| ?([A-Za-z])(?![A-Za-z]))"
)
_ACCENT = re.compile(r"\\(hat|bar|tilde)(?:\{(\w)\}| ?([A-Za-z])(?![A-Za-z]))")
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
_FRACTION = re.compile(r"\\(?:[dt]|nice)?frac\{([^{}]{1,40})\}\{([^{}]{1,40})\}")
_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi varphi "
    "chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega "
    "times cdot sim approx leq le geq ge neq ne pm to rightarrow leftarrow in infty sum prod partial nabla ell propto "
    "forall exists nexists notin subset subseteq cup cap Rightarrow mapsto langle rangle emptyset circ oplus otimes "
    "odot wedge vee perp "
    "ldots dots cdots mid log exp max min left right quad"
)
_SHOWN = (
    "α β γ δ ε ε ζ η θ ι κ λ μ ν ξ π ρ σ τ φ φ χ ψ ω Γ Δ Θ Λ Ξ Π Σ Φ Ψ Ω "
    "× · ∼ ≈ ≤ ≤ ≥ ≥ ≠ ≠ ± → → ← ∈ ∞ ∑ ∏ ∂ ∇ ℓ ∝ ∀ ∃ ∄ ∉ ⊂ ⊆ ∪ ∩ ⇒ ↦ ⟨ ⟩ ∅ ∘ ⊕ ⊗ ⊙ ∧ ∨ ⊥ … … … | log exp max min"
)
_SIGNS = dict(zip(_NAMES.split(), [*_SHOWN.split(), "", "", " "], strict=True))
_SIGN = re.compile(rf"\\({'|'.join(_SIGNS)})(?![A-Za-z])")
_ESCAPED = re.compile(r"\\([%&#$_])")
_BARE_POWER = re.compile(r"(?<=[\w)])\^([-−]?\d{1,4}|[a-z])(?![\w{])")


def untexed(text: str) -> str:
    """A text without the TeX that its writer left in it: 54.6\\% as 54.6%, $n^2$ as n^{2}, \\mathcal{L} as L."""
    if "\\" in text or "$" in text:
        text = _MATH.sub(lambda m: m[1] or m[2] or "", text)
        text = _STYLE.sub(lambda m: m[1] or m[2] or "", text)
        text = _ACCENT.sub(lambda m: (m[2] or m[3]) + _ACCENTS[m[1]], text)
        text = _SIGN.sub(lambda m: _SIGNS[m[1]], text)
        text = _FRACTION.sub(lambda m: f"{_grouped(m[1])}/{_grouped(m[2])}", text)
        text = _ESCAPED.sub(r"\1", text)
    return _BARE_POWER.sub(r"^{\1}", text) if "^" in text else text


def _grouped(term: str) -> str:
    return term if _ONE_WORD.fullmatch(term) else f"({term})"


def scripts(text: str) -> str:
    """10^{-4} as 10⁻⁴, β_{1} as β₁; one that has no small form as x^Q or T^(a, b); longer ones as they are.

    The mark of a footnote behind a number is left out.
    """
    return _SCRIPT.sub(_small, _NOTE_MARK.sub("", _DEGREE.sub("°", text))) if "{" in text else text


def _small(match: re.Match[str]) -> str:
    forms = _RAISED if match[1] == "^" else _LOWERED
    if forms.keys() >= set(match[2]):
        return "".join(map(forms.__getitem__, match[2]))
    return match[1] + _grouped(match[2])
