"""The hostile texts, and what reads foreign text."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from pipeline.extract.normalise import normalise
from pipeline.ground.absent import absent
from pipeline.ground.addressed import addressed, addressed_by_list
from pipeline.ground.check_words import names_of
from pipeline.ground.free_text import check_text, stated_in
from pipeline.ground.index import PaperIndex
from pipeline.ground.names import listed_names, search_name
from pipeline.ground.normal import flat
from pipeline.ground.numbers import find_numbers
from pipeline.ground.scales import scale_of
from pipeline.ground.summary import ABSENCE_NAMES, code_of, validate
from pipeline.llm.error_words import words_in
from pipeline.llm.json_text import read_object
from pipeline.llm.wire import reply_of
from pipeline.paper_id import ids_in
from pipeline.publish.site.bibtex import bibtex
from pipeline.render.escape import escape
from pipeline.render.html import card_body
from pipeline.render.markdown import render_entry
from pipeline.render.richtext import linked, plain, rich
from pipeline.render.view import paper_view
from pipeline.sources.exports import entries_of
from pipeline.summarise.carried import gaps
from pipeline.summarise.facts.abstract_claims import claiming, claims_of
from pipeline.summarise.facts.methods import own_names
from pipeline.summarise.facts.read_off import read_off
from pipeline.summarise.fitted import fitted
from pipeline.summarise.key_sentences import key_sentences
from pipeline.summarise.lines import LONGEST, lines_of
from pipeline.summarise.plain import said_once
from pipeline.words.sentences import split_sentences
from schemas.bounds import BLOCK
from schemas.digest import Entry, SummaryDraft
from schemas.records import Paper, PaperText
from schemas.summary import EMPTY, Summary
from tests.papers import paper_text, paragraph

SIZE = 1_000_000  # characters

# fmt: off
ONCE_SLOW = (  # each of them took a reader seconds or minutes once
    ".@", "a@.", ",", "\n", "<a ", "@1", "-1", "1-1%", "1,", "[1,", "1.", "a-", "^{", "_{", " ", "http://a:", "&#",
    "one hundred and ", "1 to ", "\u0315\u0300", "十万亿", "百分之", "Table 1, ", "10.1000/ ", "次10 的 ", "(",
    "[", "1 NVIDIA ", "a. ", "…", "a", "A-1/", "+@", "(1) ", "Foo improves a 1.5% b 2.5% c ", "Foo gets 1.2, 1.3, ",
)
UNITS = (
    *ONCE_SLOW,
    "1", "A", "Aa", "a1", "A-", "a.", "1/", "a_", "10", "{", "[a,", "(a,", "a_{", "^{1", "=", "#", "*", "`",
    "</", "<|", ".", "。", "\n", " \xa0", "一", "“", "”", "\\", "$", "\u202e", "a ", "A ", "Aa ", "A1 ", "1 ", "1, ",
    "1 and ", "a, ", "A, ", "and ", "of the ", "on ", "A. ", "- ", "· ", "from 1 to ", "8 A100 ", "10^{-4} × ",
    "1 × ", "learning rate ", "learning rate of 1 ", "we train ", "We use ", "use 1 a ", "batch size of 1, ",
    "x = 1 ", "a = 1, ", "accuracy of 9% ", "fine-tuning ", "GPT-4 ", "the Foo dataset ", "Foo Bar (", "Foo (F) ",
    "ours 1% ", "et al. ", "divided ", "halved ", "raised by 1 ", "evaluat", "sampl", "https://github.com/a/",
    "www.a ", "| ", "does not ", "instead of ", "about 1 ", "over 1.5B ", "7B and ", "GSM8K, ",
    "MATH-500 and ", "5-shot ", "1e", "(A 2020) ",
)
# fmt: on


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raises TimeoutError after so many seconds of the processor, so that a busy machine fails nothing."""

    def over(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"more than {seconds} s of the processor")

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def megabyte(unit: str) -> str:
    """A text of SIZE characters that says nothing else."""
    return (unit * (SIZE // len(unit) + 1))[:SIZE]


def hostile_paper(text: str) -> PaperText:
    """A paper that says it, in paragraphs as long as they may be."""
    pieces = [text[at : at + BLOCK] for at in range(0, len(text), BLOCK)]
    return paper_text(
        paragraph("A Study of Things", "title"), *(paragraph(f"We train {piece}"[:BLOCK]) for piece in pieces)
    )


def _streams(text: str) -> object:
    index = PaperIndex(hostile_paper(text))
    return index.occurrences, index.flat, index.marked, index.raw


def _absent(text: str) -> object:
    index = PaperIndex(hostile_paper(text))
    return [absent(kind, index) for kind in ABSENCE_NAMES]


def _facts(text: str) -> object:
    paper = hostile_paper(text)
    lines = lines_of(paper)
    return read_off(lines, own_names(paper, "A Study"), PaperIndex(paper))


def _claims(text: str) -> object:
    """What an abstract without a stop claims, in blocks as long as lines may be."""
    pieces = [text[at : at + LONGEST - 1] for at in range(0, len(text), LONGEST - 1)]
    lines = lines_of(paper_text(*(paragraph(piece, kind="abstract") for piece in pieces)))
    return claims_of(lines, ("Foo",)), claiming(lines, ("Foo",))


def _key_sentences(text: str) -> object:
    return key_sentences(lines_of(hostile_paper(text)), ("Foo",))


def _hostile_summary(text: str) -> SummaryDraft:
    told = dict.fromkeys(
        ("headline", "task", "problem", "architecture", "training", "inference", "results_prose"), text
    )
    fact = {"name": text, "value": text, "scope": text, "at": "1"}
    result = {"benchmark": text, "metric": text, "system": text, "value": text, "at": "1", "baseline": text}
    lists = {"hyperparameters": [fact], "results": [result | {"baseline_value": text}]}
    named = {"backbones": [{"name": text}], "datasets": [{"name": text, "role": "eval"}]}
    summary = type(EMPTY).model_validate(EMPTY.model_dump() | told | lists | named)
    return SummaryDraft(summary=summary, model="m", host="h", passes="single", prompts=())


def _validate(text: str) -> object:
    return validate(_hostile_summary(text), hostile_paper(text[:20_000]))


def _rendered(text: str) -> object:
    grounded = validate(_hostile_summary(text), hostile_paper("Nothing."))
    paper = Paper(paper_id="2501.00001", title=text, abstract=text, authors=(text,), comment=text)
    entry = Entry(paper=paper, summary=grounded)
    return render_entry(entry, 1), card_body(paper_view(entry), "p-", "", "2025-01-01", None), bibtex([paper])


READERS: dict[str, Callable[[str], object]] = {
    "numbers": find_numbers,
    "flat": flat,
    "sentences": split_sentences,
    "claims": _claims,
    "normalise": normalise,
    "escape": escape,
    "escape with links": lambda text: escape(text, links=True),
    "rich": rich,
    "linked": linked,
    "plain": plain,
    "reply": lambda text: _reply(text),
    "reply in an object": lambda text: _reply('{"task": "' + text),
    "answer": lambda text: _answered(text),
    "error": words_in,
    "ids": ids_in,
    "links": entries_of,
    "index": _streams,
    "absent": _absent,
    "addressed": lambda text: (addressed(hostile_paper(text), {}), addressed_by_list(text, text)),
    "names": lambda text: (listed_names(text), search_name(text, text[:-1]), names_of(text, ()), stated_in(text)),
    "heads": scale_of,
    "translation": lambda text: (gaps(text[:1000], text[:1000]), said_once(text)),
    "facts": _facts,
    "key sentences": _key_sentences,
    "code": lambda text: code_of(hostile_paper(text)),
    "validate": _validate,
    "render": _rendered,
    "check": lambda text: check_text(text[:100_000], hostile_paper("Nothing.")),
}


def _answered(text: str) -> object:
    """The answer of an endpoint, and its lists as texts."""
    body = json.dumps({"choices": [{"message": {"content": f"{{}}{text}"}, "finish_reason": "stop"}]})
    told = dict.fromkeys(("task", "backbones", "datasets", "hyperparameters", "results", text), text)
    try:
        return reply_of(json.loads(body)), fitted(told, Summary)
    except ValidationError:
        return None


def _reply(text: str) -> object:
    try:
        return read_object(text, ("task",))
    except ValueError:
        return None


__all__ = ["ONCE_SLOW", "READERS", "UNITS", "hostile_paper", "limit", "megabyte"]
