"""Makes foreign text harmless in Markdown and in the HTML that Markdown becomes."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

_ACTIVE = re.compile(r"[`*\[\]<>|~$]|\\(?=[!-/:-@\[-`{-~]|$)")  # $ begins a formula at GitHub; \alpha is only text
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")  # inside a word, _ is only a letter
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_HASHES = re.compile(r"(?<!\S)#")  # a heading at the line's start, the end of one behind a space
_LINE_START = re.compile(r"^(?:([+=-])(?=[\s=-]|$)|(\d{1,9})([.)])(?=\s|$))")
# Also behind Chinese: renderers look for "http:" anywhere, and for an e-mail address around an @; pass@1 is none.
_AUTOLINK = re.compile(r"(?i)(?:https?|ftp|mailto|xmpp)(?=:)|www(?=\.)|(?<=[\w.+-])@(?=[\w\\-]+\.[\w.\\-]*[a-z])")
_URL = re.compile(r"(?i)\bhttps?://[a-z0-9][a-z0-9./_~%#?=&+:-]*[a-z0-9/]")
_SCRIPT = re.compile(r"([\^_])\{([0-9a-zA-Z+\-−=()]{1,12})\}")
_RAISED = dict(
    zip("0123456789+-−=()abcdefghijklmnoprstuvwxyzT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ", strict=True)
)
_LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_UNSEEN = ("Cc", "Cf", "Cs", "Co")  # control, format and direction, surrogate, private

_TEX_MATH = re.compile(r"\$(?! )([^$]{0,60}[\\^_][^$]{0,60})(?<! )\$")
_TEX_STYLE = re.compile(r"\\(?:text(?:sc|bf|it|tt|rm)?|emph|math(?:rm|bf|cal|bb|it))\{([^{}]{0,60})\}")
_TEX_SIGNS = {"times": "×", "sim": "∼", "approx": "≈", "leq": "≤", "geq": "≥", "pm": "±", "to": "→", "rightarrow": "→"}
_TEX_SIGN = re.compile(rf"\\({'|'.join(_TEX_SIGNS)})(?![A-Za-z])")
_TEX_ESCAPE = re.compile(r"\\([%&#$_])")
_BARE_POWER = re.compile(r"(?<=[\w)])\^([-−]?\d{1,4}|[a-z])(?![\w{])")


def one_line(text: str) -> str:
    """`text` without line breaks, control characters and direction overrides, which can hide what it says."""
    if text.isprintable():  # nearly all texts: no control, format or private character, no space but " "
        return " ".join(text.split())
    seen = (" " if ch.isspace() else ch for ch in text if ch.isspace() or unicodedata.category(ch) not in _UNSEEN)
    return " ".join("".join(seen).split())


def escape(text: str, *, links: bool = False) -> str:
    """`text` as Markdown that shows just this text, on one line.

    `links` keeps web addresses clickable: for the authors' abstract, never for what a model wrote.
    """
    flat = one_line(text)
    if not links:
        return _escape(flat)
    pieces, at = [], 0
    for match in _URL.finditer(flat):
        pieces += [_escape(flat[at : match.start()]), f"<{match[0]}>"]
        at = match.end()
    return "".join([*pieces, _escape(flat[at:])])


def _escape(flat: str) -> str:
    safe = _ENTITY.sub("&amp;", flat)
    safe = _ACTIVE.sub(lambda m: {"<": "&lt;", ">": "&gt;"}.get(m[0], "\\" + m[0]), safe)
    safe = _EMPHASIS.sub(r"\\_", safe)
    safe = _HASHES.sub(r"\\#", safe)
    safe = _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", safe)
    return _AUTOLINK.sub(lambda m: f"{m[0]}&#8203;", safe)  # a space of no width, which no renderer links across


def untexed(text: str) -> str:
    """An author's title or abstract without the TeX that a list leaves in it: 54.6\\% as 54.6%, $n^2$ as n^{2}."""
    if "\\" in text or "$" in text:
        text = _TEX_MATH.sub(r"\1", text)
        text = _TEX_STYLE.sub(r"\1", text)
        text = _TEX_SIGN.sub(lambda m: _TEX_SIGNS[m[1]], text)
        text = _TEX_ESCAPE.sub(r"\1", text)
    return _BARE_POWER.sub(r"^{\1}", text) if "^" in text else text


def scripts(text: str) -> str:
    """10^{-4} as 10⁻⁴, β_{1} as β₁; one with a character that has no small form as x^Q; longer ones as they are."""
    return _SCRIPT.sub(_small, text) if "{" in text else text


def _small(match: re.Match[str]) -> str:
    forms = _RAISED if match[1] == "^" else _LOWERED
    return "".join(map(forms.__getitem__, match[2])) if forms.keys() >= set(match[2]) else match[1] + match[2]


def address(url: str) -> str:
    """A web address as a link's target in Markdown."""
    return quote(url, safe="-._~:/?#@!$&'*+,=%")
