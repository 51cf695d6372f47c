"""Answers of models, damaged as models and servers damage them, and what the reader takes from them."""

from __future__ import annotations

import functools
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from pipeline.llm.json_text import NoObjectError, read_object
from pipeline.summarise.fitted import fitted
from pipeline.summarise.questions import keys_of
from schemas.summary import Summary

REPLIES = Path(__file__).parents[3] / "shared" / "replies"
STRUCTURE = '{}[],:"'
AROUND = (
    "好的，以下是结果：\n{}",
    "```json\n{}\n```",
    "{}\n\n以上为摘要，{{完}}。",
    '<think>{{"task": "?"}}</think>\n{}',
    "Here is the JSON: {}\nNote: {{all}} numbers were checked.",
    '{{"note": "draft"}}\n{}',
)
Damage = Callable[[str, random.Random], str]


def cut(text: str, dice: random.Random) -> str:
    """The beginning, as of an answer that broke off."""
    return text[: dice.randrange(1, len(text))]


def lose(text: str, dice: random.Random) -> str:
    """Without one mark of JSON."""
    at = _mark(text, dice)
    return text[:at] + text[at + 1 :]


def add(text: str, dice: random.Random) -> str:
    """With one mark of JSON too many."""
    at = _mark(text, dice)
    return text[:at] + dice.choice(STRUCTURE) + text[at:]


def swap(text: str, dice: random.Random) -> str:
    """One mark of JSON in the place of another."""
    at = _mark(text, dice)
    return text[:at] + dice.choice(STRUCTURE) + text[at + 1 :]


def drop(text: str, dice: random.Random) -> str:
    """Without a stretch in the middle, as of a stream that lost a packet."""
    at = dice.randrange(len(text))
    return text[:at] + text[at + dice.randrange(1, 200) :]


def repeat(text: str, dice: random.Random) -> str:
    """With a stretch that came twice."""
    at = dice.randrange(len(text))
    return text[:at] + text[at : at + dice.randrange(1, 200)] + text[at:]


def wrap(text: str, dice: random.Random) -> str:
    """With words around it."""
    return dice.choice(AROUND).format(text)


def comma(text: str, dice: random.Random) -> str:
    """With a comma before the last bracket of some list or object."""
    at = dice.choice([n for n in _marks(text) if text[n] in "}]"])
    return text[:at] + "," + text[at:]


def python(text: str, _dice: random.Random) -> str:
    """As Python prints a dictionary."""
    return repr(json.loads(text))


def newline(text: str, dice: random.Random) -> str:
    """With a line's end inside of a string."""
    ends = [n for n, c in enumerate(text) if c == "。"] or [len(text) // 2]
    at = dice.choice(ends)
    return text[: at + 1] + "\n" + text[at + 1 :]


def keyboard(text: str, _dice: random.Random) -> str:
    """With the colons and commas of a Chinese keyboard between its strings."""
    return re.sub(r'(?<=")(\s*),(?=\s*")', r"\1，", re.sub(r'(?<=")(\s*):(?=\s*["\[{])', r"\1：", text))


def string(text: str, _dice: random.Random) -> str:
    """As a string that holds it."""
    return json.dumps(text)


HARMLESS: tuple[Damage, ...] = (wrap, comma, python, newline, keyboard, string)  # what was meant is plain
HARMLESS_NAMES = frozenset(damage.__name__ for damage in HARMLESS)
HARMFUL: tuple[Damage, ...] = (cut, lose, add, swap, drop, repeat)


class Found(NamedTuple):
    """What became of damaged answers."""

    read: Counter[str]  # by damage: whole, as it was meant
    part: Counter[str]  # with items or fields left out, and nothing else
    refused: Counter[str]
    wrong: list[tuple[str, str, str]]  # damage, where, and what was read there
    seconds: list[float]  # of each answer


def answers(folder: Path = REPLIES) -> list[str]:
    """The whole answers, as the model wrote them."""
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.answer.json"))]


def damaged(texts: list[str], count: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """So many of (damage, original, damaged)."""
    dice = random.Random(seed)
    kinds = (*HARMLESS, *HARMFUL, *HARMFUL)
    for _ in range(count):
        original, kind = dice.choice(texts), dice.choice(kinds)
        yield kind.__name__, original, kind(original, dice)


def fuzz(texts: list[str], count: int, seed: int = 1) -> Found:
    """Read so many damaged answers. Raises what the reader raises beside its own errors."""
    meant = {text: _record(text) for text in texts}
    assert all(meant.values())
    found = Found(Counter(), Counter(), Counter(), [], [])
    for kind, original, text in damaged(texts, count, seed):
        if kind not in HARMLESS_NAMES and _is_sound(text):
            continue  # it says something else, and nobody can see that
        began = time.process_time()
        got = _record(text)
        found.seconds.append(time.process_time() - began)
        if got is None:
            found.refused[kind] += 1
            continue
        wrong = list(_strangers(got, meant[original] or {}))
        found.wrong.extend((kind, where, what[:80]) for where, what in wrong)
        same = _plain(got) == _plain(meant[original])
        (found.read if same else found.part)[kind] += not wrong
    return found


def _is_sound(text: str) -> bool:
    """Whether it is JSON all the same, without a key that comes twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key comes twice")
        return dict(pairs)

    try:
        json.loads(text, object_pairs_hook=once, strict=False)
    except ValueError:
        return False
    return True


def _record(text: str) -> dict[str, Any] | None:  # None: refused
    try:
        summary, _ = fitted(read_object(text, keys_of(Summary)), Summary)
    except (NoObjectError, ValidationError):
        return None
    return summary.model_dump()


def _strangers(got: dict[str, Any], meant: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What was read and was not meant: another text of a field, or an item that is no item of the list."""
    for field, value in got.items():
        if isinstance(value, tuple | list):
            for n, item in enumerate(value):
                if not any(_is_part(item, known) for known in meant[field]):
                    yield f"{field}.{n}", str(item)
        elif value not in ("", None) and _plain(value) != _plain(meant[field]):
            yield field, str(value)


def _is_part(item: dict[str, Any], known: dict[str, Any]) -> bool:
    """Whether an item says nothing but what another says; it may say less."""
    return all(value in ("", None, "unknown") or _plain(value) == _plain(known[key]) for key, value in item.items())


def _plain(value: Any) -> str:
    return "".join(json.dumps(value, ensure_ascii=False).replace("\\n", "").split())


def _mark(text: str, dice: random.Random) -> int:
    return dice.choice(_marks(text))


@functools.cache
def _marks(text: str) -> list[int]:
    """Where the marks of JSON stand outside of its strings; of a string, its quotes."""
    inside: set[int] = set()
    for string in re.finditer(r'"(?:[^"\\]|\\.)*"', text):
        inside.update(range(string.start() + 1, string.end() - 1))
    return [n for n, c in enumerate(text) if c in STRUCTURE and n not in inside]
