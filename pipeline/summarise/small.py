"""The focused passes of small models: facts read off by code, key sentences translated, one short call besides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.errors import ModelReplyUnusable
from pipeline.ground.numbers import find_numbers
from pipeline.messages import _
from pipeline.summarise import pack, written
from pipeline.summarise.abstracts import finds
from pipeline.summarise.candidates import KeySentence, speaks_of_another
from pipeline.summarise.claims import stated
from pipeline.summarise.decoding import decoding
from pipeline.summarise.ends import as_written, copied, end, ends_stated, shown_beside
from pipeline.summarise.facts import hyperparameters
from pipeline.summarise.facts.abstract_claims import claiming
from pipeline.summarise.facts.methods import own_names
from pipeline.summarise.facts.read_off import read_off
from pipeline.summarise.kept_names import kept_in, kept_names
from pipeline.summarise.key_sentences import (
    LEAST_OF_INFERENCE,
    MOST,
    SPARE,
    Aspect,
    key_sentences,
    says_a_problem,
)
from pipeline.summarise.lines import PROSE, Line, lines_of
from pipeline.summarise.parts import parts
from pipeline.summarise.plain import opening
from pipeline.summarise.prompts import load_prompt
from pipeline.summarise.questions import Asker
from pipeline.summarise.short_forms import long_forms, spelled_once
from pipeline.summarise.tasks import Task, surveys, task_by_data, task_of, whole
from pipeline.summarise.trained_on import trained_on
from pipeline.summarise.translate import phrase_of, translated
from pipeline.words import glossary
from schemas.digest import ProseField, Source
from schemas.records import Paper, PaperText
from schemas.summary import NOT_APPLICABLE, OverviewPass, Summary

# Sizes for a model that reads 40 and writes 10 tokens a second on two cores. Facts are not asked for: of those that a
# 1.5B model named where code was silent, most were wrong.
OVERVIEW_TOKENS = 120  # of the reply, three phrases
_PERCENT = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?) ?%")
_SIZES = re.compile(r"(?<![\w.])\d[\d.]*B(?!\w)")  # of models: 1.3B
# of a paper that says so anywhere, code that finds no training knows only that it found none
_TRAINS = re.compile(r"(?i)train|fine-?tun|\blearn")
MOST_NUMBERS = 1  # of a sentence that is translated beside what code has written
BESIDE_PARTS = 2  # sentences about a method whose parts code has named
WRITTEN_BESIDE = 1  # sentences that are translated where code has written some of the same aspect

Sources = dict[ProseField, tuple[Source, ...]]


async def focused_summary(paper: Paper, text: PaperText, asker: Asker) -> tuple[Summary, tuple[str, ...], Sources]:
    """The summary, what of the paper was not shown, and the sentences that its prose is translated from.

    Facts are read off by code and by nobody else; prose is written by code from them, and translated from the paper's
    own key sentences. A field that nothing is found for is left empty. Raises ModelReplyUnusable when no answer can be
    used.
    """
    lines, own = lines_of(text), own_names(text, paper.title)
    summary = read_off(lines, own, asker.index).model_copy(update={"results_prose": ""})
    claimed = stated(summary.results, claiming(lines, own))
    nothing_trained = not hyperparameters.trains(lines)
    summary = await _with_task(summary, paper, lines, own, asker)
    by_code: dict[Aspect, str] = {
        "training": "" if nothing_trained else written.training(summary.hyperparameters, trained_on(lines), own),
        "inference": written.inference(summary.hyperparameters, decoding(lines)),
        "architecture": written.parts(parts(text, own)),
        "results_prose": written.results(summary.results, claimed, own),
    }
    sources: Sources = {}
    said_by_authors = [line.text for line in lines if line.kind == "sentence" and line.part != "references"]
    longs, explained, kept = long_forms(said_by_authors), set[str](), kept_names(said_by_authors)
    shown, already = 0, set[str]()
    of_its_own = [name for name in own if not _is_term(name)]
    for aspect, found in key_sentences(lines, of_its_own, nothing_trained).items():
        if aspect == "training" and nothing_trained:
            continue
        beside = bool(by_code.get(aspect))
        fit = _beside(aspect, found, lines) if beside and aspect != "architecture" else found
        most = (
            min(BESIDE_PARTS if aspect == "architecture" else WRITTEN_BESIDE, MOST[aspect]) if beside else MOST[aspect]
        )
        fit = [s for s in fit if s.text not in already]
        if aspect == "results_prose":  # how well something is says a number
            fit = [s for s in fit if s.of_abstract and find_numbers(_SIZES.sub("", s.text), with_words=False)]
        told = await _prose(aspect, fit, most, own, kept, asker)
        if aspect == "problem" and not any(says_a_problem(s.text) for s in told):
            told = {} if any(says_a_problem(s.text) for s in fit) else told  # the state of things is no problem
        used = list(told)
        already.update(s.text for s in used)
        shown += len(used)
        prose = _placed(list(told.items()), lines)
        whole = [*(spelled_once(said, longs, explained) for said in prose), by_code.get(aspect, "")]
        if used:
            sources[aspect] = tuple(Source(text=s.text, page_number=s.page_number) for s in used)
        summary = summary.model_copy(update={aspect: "".join(whole)})
    if nothing_trained and _is_untrained(lines):
        summary = summary.model_copy(update={"training": NOT_APPLICABLE})
    if not (summary.task or sources):
        raise ModelReplyUnusable(
            paper.paper_id,
            _(
                "{model} gave no usable answer ({names})",
                model=asker.client.identity.model,
                names="; ".join(asker.failed),
            ),
            _("try another model"),
        )
    percents = _PERCENT.findall(" ".join(line.text for line in lines if line.block_kind in PROSE))
    named = _called(own, pack.abstract_of(text))
    summary = summary.model_copy(update={"headline": written.headline(summary, named, claimed, percents)})
    return summary, (f"模型的窗口小：只看到摘要和从全文选出的 {shown} 个句子",), sources


def _is_untrained(lines: Sequence[Line]) -> bool:
    """Whether a paper in which code finds no training has none: it says so, runs services, or never speaks of it."""
    if hyperparameters.trains_nothing(lines) or hyperparameters.runs_services(lines):
        return True
    return not any(_TRAINS.search(line.text) for line in lines if line.part != "references")


def _called(own: Sequence[str], abstract: str) -> list[str]:
    """What a headline may call the method: its names without terms of the field, what the abstract says most first."""
    return sorted((name for name in own if not _is_term(name)), key=lambda name: -abstract.count(name))


def _is_term(name: str) -> bool:
    """Whether what passes for a method's name is an abbreviation of the field: EEG."""
    return name.isupper() and bool(glossary.term(name))


def _beside(aspect: Aspect, found: Sequence[KeySentence], lines: Sequence[Line]) -> list[KeySentence]:
    """What may be translated beside code's own sentences: with few numbers, and something else.

    Beside results nothing is: what has no number is praise, and a small model makes a gain of a rival's score.
    """
    if aspect == "results_prose":
        return []
    plain = [s for s in found if len(find_numbers(s.text, with_words=False)) <= MOST_NUMBERS]
    if aspect == "inference":
        plain = [s for s in plain if s.score >= LEAST_OF_INFERENCE]  # decoding says more than what is evaluated
    return [s for s in plain if not (decoding((lines[s.at],)) or trained_on((lines[s.at],)))]


async def _with_task(
    summary: Summary, paper: Paper, lines: Sequence[Line], own: Sequence[str], asker: Asker
) -> Summary:
    """The summary with its task, what goes in and what comes out.

    A small model copies the paper's words, and translates what it has copied; what it has not copied, and what is no
    end of a system, is left out. The ends of a known task are the field's own.
    """
    abstract = [line.text for line in lines if line.block_kind == "abstract"]
    shown = [text for text in abstract if not finds(text)]
    body = "\n".join([" ".join(shown), *shown_beside(lines, " ".join(abstract))])
    read = f"{paper.title}\n{body}"
    turns = load_prompt("overview").turns(paper=pack.fence(read))
    said = await asker.reply("overview", turns, OverviewPass, OVERVIEW_TOKENS)
    phrases = (said.task, said.input, said.output) if said else ("", "", "")
    task, *ends = (as_written(copied(phrase, read), body) for phrase in phrases)

    async def said_in_chinese(field: str, phrase: str) -> str:
        return await phrase_of(phrase, field, own, asker) if phrase else ""

    nothing = Task("", "", "")
    known = task_of(task, paper.title) or nothing
    by_data = task_by_data([d.name for d in summary.datasets]) or nothing
    name = whole(task) or await said_in_chinese("task", task) or known.name or by_data.name
    summary = summary.model_copy(update={"task": name})
    if surveys(paper.title):
        return summary
    # "Visual Geometry for Robotic Manipulation" takes no instructions
    known = task_of(task, paper.title.partition(" for ")[0]) or nothing
    plainly = " ".join(ends_stated(lines)).lower()

    async def told(field: str, phrase: str, of_task: str, of_data: str) -> str:
        if phrase and phrase.lower() in plainly:  # the paper's own words go before what its kind of task has
            return await said_in_chinese(field, phrase) or of_task or of_data
        return of_task or await said_in_chinese(field, end(phrase, task, own)) or of_data

    takes = await told("input", ends[0], known.takes, by_data.takes)
    gives = await told("output", ends[1], known.gives, by_data.gives)
    return summary.model_copy(update={"input": takes, "output": gives})


async def _prose(
    aspect: Aspect,
    found: Sequence[KeySentence],
    most: int,
    own: Sequence[str],
    kept: Sequence[str],
    asker: Asker,
) -> dict[KeySentence, str]:
    """The best sentences that could be translated, in the paper's order, each with its Chinese.

    Where one cannot be, the next best stands for it; one that speaks of what another says, only right behind it.
    """
    by_score = sorted(found, key=lambda s: -s.score)
    first = sorted(by_score[:most], key=lambda s: s.at)
    told: dict[KeySentence, str] = {}

    async def tell(sentence: KeySentence) -> None:
        chinese = await translated(sentence.text, aspect, (*own, *kept_in(sentence.text, kept)), asker)
        if chinese is not None:
            told[sentence] = chinese

    for sentence in first:
        if not speaks_of_another(sentence.text) or any(0 <= sentence.at - s.at <= 1 for s in told):
            await tell(sentence)
    for sentence in by_score[most : most + SPARE]:
        if len(told) < most and not speaks_of_another(sentence.text):
            await tell(sentence)
    return dict(sorted(told.items(), key=lambda pair: pair[0].at))


def _placed(told: Sequence[tuple[KeySentence, str]], lines: Sequence[Line]) -> list[str]:
    """The Chinese sentences with their places, as a field begins and goes on."""
    said = [(chinese if at else opening(chinese), lines[s.at].at) for at, (s, chinese) in enumerate(told)]
    # a digest is not the authors'
    return [f"{text.replace('我们', '本文')}{f'【{at}】' if at else ''}。" for text, at in said]
