"""Normal forms and line-end hyphens."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.normalise import LIGATURES, Words, join, join_lines, normalise, of_symbols

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=10)


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_no_control_characters_surrogates_or_ligatures_are_left(text: str) -> None:
    clean = normalise(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in clean)
    assert not set(clean) & set(LIGATURES)
    clean.encode("utf-8")


def test_minus_is_a_hyphen_and_an_old_accent_joins_its_letter() -> None:
    assert normalise("−6 ‑ eﬃcient Poincar´e") == "-6 - efficient Poincaré"


def test_letters_and_signs_of_a_symbol_font_are_what_they_draw_and_digits_stay_unread() -> None:
    assert of_symbols("\uf073 \uf03d 0.2, \uf061 \uf0ce \uf044, \uf05a \uf03e \uf07a") == "σ = 0.2, α ∈ Δ, Ζ > ζ"
    assert of_symbols("\uf039 \uf02f \uf040 \uf0f2 plain") == "\uf039 / \uf040 ∫ plain"


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("we are train-", "ing it", "we are training it"),
        ("is at https://github.", "com/a/b", "is at https://github.com/a/b"),
        ("is at https://a.example/b.", "Then it", "is at https://a.example/b. Then it"),
        ("is at github.", "com it", "is at github. com it"),
        ("the pre-", "trained one", "the pre-trained one"),
        ("a state-of-", "the-art one", "a state-of-the-art one"),
        ("a state-", "of-the-art one", "a state-of-the-art one"),
        ("with GPT-", "4 it", "with GPT-4 it"),
        ("from 10-", "20 of", "from 10-20 of"),
        ("the Qwen-", "Math model", "the Qwen-Math model"),
        ("some soft\u00ad", "ened", "some softened"),
        ("this -", "that", "this - that"),
        ("one/", "two", "one/two"),
    ],
)
def test_line_end_hyphens(left: str, right: str, joined: str) -> None:
    words = Words(["it was trained for a while", "the art of training"])
    assert join(left, right, words) == joined


@given(WORD, WORD)
def test_a_word_seen_whole_loses_the_line_ends_hyphen(first: str, second: str) -> None:
    words = Words([f"we saw {first}{second} here"])
    assert join_lines([f"a {first}-", f"{second} b"], words) == f"a {first}{second} b"


@given(WORD, WORD)
def test_a_compound_seen_with_its_hyphen_keeps_it(first: str, second: str) -> None:
    words = Words([f"we saw {first}-{second} here"])
    assert join_lines([f"a {first}-", f"{second} b"], words) == f"a {first}-{second} b"


@given(st.lists(st.text(alphabet="abc 123.", min_size=1, max_size=20), max_size=6))
def test_joining_loses_no_letter(lines: list[str]) -> None:
    joined = join_lines(lines, Words([]))
    assert joined.replace(" ", "") == "".join(lines).replace(" ", "")


@pytest.mark.parametrize(
    ("ligature", "letters"),
    [("ﬀ", "ff"), ("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬃ", "ffi"), ("ﬄ", "ffl"), ("ﬅ", "st"), ("ﬆ", "st")],
)
def test_every_ligature_is_its_letters(ligature: str, letters: str) -> None:
    assert normalise(f"a{ligature}b") == f"a{letters}b"


@pytest.mark.parametrize("space", "\t\n\x0b\x0c\r\x85\xa0\u2000\u2004\u2009\u200a\u202f\u205f\u3000")
def test_every_space_is_a_blank(space: str) -> None:
    assert normalise(f"a{space}b") == "a b"


@pytest.mark.parametrize(
    "dropped", "\x00\x08\x0e\x1f\x7f\x84\x86\x9f\u200b\u200c\u200d\u2060\ufeff\u202a\u202e\ud800\udfff"
)
def test_what_nobody_sees_is_dropped(dropped: str) -> None:
    assert normalise(f"a{dropped}b") == "ab"


@pytest.mark.parametrize("kept", "!~\xa1ÿ–—…×")
def test_what_is_seen_is_kept(kept: str) -> None:
    assert normalise(f"a{kept}b") == f"a{kept}b"


@pytest.mark.parametrize("minus", "−‐‑﹣－")
def test_every_minus_is_a_hyphen(minus: str) -> None:
    assert normalise(f"a{minus}b") == "a-b"


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("Poincar´e", "Poincaré"), ("Schr¨odinger", "Schrödinger"), ("Rˆole", "Rôle"), ("Espa˜na", "España"),
        ("Hoˇrava", "Hořava"), ("S˘arbu", "Sărbu"),
        ("Fran¸cois", "François"), ("na¨ıve", "naïve"), ("Poincar´ e", "Poincaré"), ("a/´e", "a/´e"), ("´5", "´5"),
    ],
)  # fmt: skip
def test_every_accent_joins_its_letter(written: str, word: str) -> None:
    assert normalise(written) == word


PREFIXES = "pre post non self semi multi inter cross meta well high low co anti ex"


@pytest.mark.parametrize("prefix", PREFIXES.split())
def test_a_prefix_keeps_its_hyphen_before_a_word(prefix: str) -> None:
    words = Words(["it was trained for a while"])
    assert join(f"the {prefix}-", "trained one", words) == f"the {prefix}-trained one"
    assert join(f"the {prefix}-", "zzzed one", words) == f"the {prefix}zzzed one"


@pytest.mark.parametrize(
    ("left", "right", "seen", "joined"),
    [
        ("a word-", "play here", "word and play", "a word-play here"),
        ("a word-", "play here", "word", "a wordplay here"), ("an ab-", "cde here", "ab cde", "an abcde here"),
        ("an abc-", "de here", "abc de", "an abcde here"), ("an abc-", "def here", "abc def", "an abc-def here"),
        ("x-", "ray here", "", "x-ray here"),
        ("it is -", "like", "", "it is - like"), ("from 2010–", "2020 on", "", "from 2010–2020 on"),
        ("yes —", "no", "", "yes — no"), ("and/", "or", "", "and/or"),
        ("state-of-", "the-art", "", "state-of-the-art"), ("one-to-", "one", "", "one-to-one"),
        ("up-in-", "arms", "", "up-in-arms"), ("out-and-", "out", "", "out-and-out"),
        ("side-by-", "side", "", "side-by-side"), ("head-on-", "clash", "", "head-on-clash"),
        ("on-the-", "fly", "", "on-the-fly"), ("long-train-", "ing", "", "long-training"),
    ],
)  # fmt: skip
def test_every_shape_of_a_line_end(left: str, right: str, seen: str, joined: str) -> None:
    assert join(left, right, Words([seen])) == joined
