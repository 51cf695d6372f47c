"""The thoughts and marks that a model's template leaves around its answer."""

from __future__ import annotations

import re

# Thoughts before the answer, in the markers of each family of models; only there, since a paper on reasoning models
# has <think> in its prose. Some templates open the tag themselves, so that only its end is in the answer.
_THOUGHT = r"(?:\w+[:_])?(?:think|thinking|thoughts?|reason|reasoning|reflection|analysis|scratchpad|monologue|cot)"
_OPENED = (
    r"\[THINK\].*?(?:\[/THINK\]|\Z)"  # Magistral
    r"|◁think▷.*?(?:◁/think▷|\Z)"  # Kimi
    r"|<\|START_THINKING\|>.*?(?:<\|END_THINKING\|>|\Z)"  # Command
    r"|<\|begin_of_thought\|>.*?(?:<\|end_of_thought\|>|\Z)"  # Sky-T1
    r"|<unused94>.*?(?:<unused95>|\Z)"  # MedGemma
    r"|<\|channel>thought.*?(?:<channel\|>|\Z)"  # Gemma
    r"|(?:<\|start\|>assistant)?<\|channel\|>(?:analysis|commentary(?! to=)|thought).*?"  # gpt-oss's harmony
    r"(?:<\|end\|>|(?=<\|start\|>)|(?=<\|channel\|>final)|\Z)"
    rf"|<(?P<tag>\|?{_THOUGHT}(?:_\w+)?\|?)>.*?(?:</(?P=tag)>|<\|/{_THOUGHT}\|>|\Z)"
)
_CLOSED = rf"</{_THOUGHT}>|\[/THINK\]|◁/think▷|<\|END_THINKING\|>|<unused95>"
_THINK = re.compile(rf"\A(?:\s*(?:{_OPENED}))+|\A(?!\s*[{{`]).*?(?:{_CLOSED})", re.DOTALL | re.IGNORECASE)
_MARKERS = re.compile(
    r"\A(?:\s*(?:<\|(?:start|channel|message|end|constrain|START_RESPONSE|begin_of_solution)\|>|assistant\b|final\b"
    r"|json\b|commentary to=\S+))+"
)
_LAST = tuple(
    f"<|{word}|>"
    for word in ("end", "return", "call", "im_end", "eot_id", "END_RESPONSE", "end_of_solution", "endoftext")
)


def without_thoughts(text: str) -> tuple[str, str]:
    """The thoughts before the answer, with their marks, and the answer without any."""
    thought = _THINK.match(text)
    end = thought.end() if thought else 0
    return text[:end].strip(), _without_last_marks(_MARKERS.sub("", text[end:]))


def _without_last_marks(text: str) -> str:
    """The text up to the marks that a model's template sets behind it; a pattern would take the square of blanks."""
    end = len(text)
    while end:
        mark = next(
            (mark for mark in _LAST if text.endswith(mark, 0, end)), text[end - 1] if text[end - 1].isspace() else ""
        )
        if not mark:
            break
        end -= len(mark)
    return text[:end]
