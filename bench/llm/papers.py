"""Tokens: what a paper costs to send, what each field costs a small model, and what a prefix cache would serve."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

import pymupdf

from bench.ground.__main__ import read_paper
from pipeline.config import Llm
from pipeline.errors import ModelReplyUnusable
from pipeline.ground.index import PaperIndex
from pipeline.llm.client import LlmClient
from pipeline.llm.endpoint import EMBEDDED, ModelIdentity
from pipeline.sources.files import paper_of
from pipeline.summarise.facts.methods import own_names
from pipeline.summarise.facts.read_off import read_off
from pipeline.summarise.lines import lines_of
from pipeline.summarise.passes import summarise
from pipeline.summarise.places import numbered
from schemas.calls import Call, Message
from schemas.digest import PROSE_FIELDS
from schemas.records import Paper, PaperText

Count = Callable[[str], int]
FIELDS = len(PROSE_FIELDS) + 4  # and backbones, datasets, hyperparameters, results


class Recorder(LlmClient):
    """A client that keeps the messages and has one answer or none, so that every pass is asked, and asked again."""

    def __init__(self, identity: ModelIdentity, answer: str = "") -> None:
        self.identity, self.settings, self.answer = identity, Llm(), answer
        self.asked: list[tuple[str, str]] = []

    @property
    def window(self) -> int | None:
        """It reads all."""
        return None

    async def complete(self, prompt: str, messages: Sequence[Message], *_: object) -> Call:
        """The answer, or an empty reply."""
        text, outcome = (self.answer, "ok") if self.answer and not self.asked else ("", "empty")
        self.asked.append((prompt, "\n".join(f"{m.role}\n{m.content}" for m in messages)))
        sent = {"prompt": prompt, "messages": tuple(messages), "model": "none", "response_format": "text"}
        return Call.model_validate(sent | {"outcome": outcome, "text": text})


class NoCalls:
    """No reply is kept."""

    def find(self, key: str) -> None:
        """Nothing."""

    def keep(self, key: str, call: Call) -> None:
        """Nothing."""


def prompts(text: PaperText, identity: ModelIdentity, answer: str = "") -> list[tuple[str, str]]:
    """Every call that a paper leads to, in order: its name and its messages as one text."""
    recorder = Recorder(identity, answer)
    paper = _paper()
    with contextlib.suppress(ModelReplyUnusable):  # as it must be, since nothing was answered
        asyncio.run(summarise(paper, text, recorder, NoCalls()))
    return recorder.asked


def _paper() -> Paper:
    return paper_of("2412.06769").model_copy(update={"title": "A title of usual length, as a paper has it"})


def faulty(text: PaperText) -> str:
    """An answer with code's own facts, of which the first setting and the first result, and a number in prose, fail."""
    found = read_off(lines_of(text), own_names(text, _paper().title), PaperIndex(text, numbered(text).places))
    wrong = {"value": "98765.4321"}
    settings, results = (
        (items[0].model_copy(update=wrong), *items[1:]) if items else ()
        for items in (found.hyperparameters, found.results)
    )
    prose = dict.fromkeys(PROSE_FIELDS, "未报告") | {"results_prose": "平均准确率达到 98765.4321。"}
    return found.model_copy(update=prose | {"hyperparameters": settings, "results": results}).model_dump_json()


def shared(text: str, earlier: Sequence[str]) -> str:
    """The longest beginning that the text has in common with an earlier one."""
    best = 0
    for other in earlier:
        low, high = best, min(len(text), len(other))
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if text[:middle] == other[:middle] else (low, middle - 1)
        best = max(best, low)
    return text[:best]


def get_text(path: Path) -> str:
    """What the PDF library gives for the whole file: the usual way to send a paper."""
    document = pymupdf.open(path)  # type: ignore[no-untyped-call]
    return "".join(page.get_text() for page in document.pages())  # type: ignore[no-untyped-call]


def report(folder: Path, texts: Path | None, count: Count) -> None:
    """Print the tables."""
    small = ModelIdentity(model="small", host=EMBEDDED, passes="focused", context_tokens=8192)
    large = ModelIdentity(model="large", host="h", passes="single", context_tokens=200_000)
    whole: list[tuple[int, int]] = []
    fields: list[float] = []
    passes: list[float] = []
    asked: list[tuple[int, int, int]] = []  # of a paper's focused passes: calls, prompt tokens, those of translations
    mends: list[float] = []  # a request for three failed fields, as a share of the whole paper's
    mended: list[int] = []
    repairs: dict[str, list[float]] = {"focused": [], "single": []}
    for path in sorted(folder.glob("*.pdf")):
        text = read_paper(folder, path.stem, texts)
        whole.append((count(numbered(text).text), count(get_text(path))))
        first_asked, again = (count(body) for _, body in prompts(text, large, faulty(text)))
        mended.append(again)
        mends.append(again / first_asked)
        for identity in (small, large):
            calls = prompts(text, identity)
            earlier: list[str] = []
            cached = sent = first = translating = 0
            for name, body in calls:
                share, tokens = count(shared(body, earlier)), count(body)
                if "repair" in name:
                    repairs[identity.passes].append(share / tokens)
                else:
                    cached, sent, first = cached + share, sent + tokens, first + 1
                    translating += tokens if name.startswith("translate") else 0
                earlier.append(body)
            if identity is small:
                fields.append(sent / FIELDS)
                passes.append(cached / sent)
                asked.append((first, sent, translating))
    packed, raws = (sum(row[i] for row in whole) for i in (0, 1))
    shares = [a / b for a, b in whole]
    print(f"\n{len(whole)} papers: packed {packed:,} tokens, get_text {raws:,}: {packed / raws:.1%}")
    print(f"a paper: median {statistics.median(shares):.1%}, {min(shares):.1%} to {max(shares):.1%}")
    print(
        f"focused: prompt tokens a field (of {FIELDS}): median {statistics.median(fields):.0f}, most {max(fields):.0f}"
    )
    each, prompt, translated = (statistics.median(column) for column in zip(*asked, strict=True))
    part = sum(row[2] for row in asked) / sum(row[1] for row in asked)
    print(f"focused: medians a paper: {each:.0f} calls, {prompt:,.0f} prompt tokens, {translated:,.0f} in translations")
    print(f"focused: translations are {part:.1%} of the prompt tokens of all papers")
    print(f"prefix cache, focused passes of one paper: {statistics.median(passes):.1%} of the prompt tokens")
    print(
        f"single, three failed fields asked again: median {statistics.median(mended):,.0f} prompt tokens, "
        f"most {max(mended):,}; {statistics.median(mends):.1%} of the first request, most {max(mends):.1%}"
    )
    for name, values in repairs.items():
        print(f"prefix cache, asked again ({name}): {statistics.median(values):.1%}")
