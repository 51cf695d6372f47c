"""The focused passes of small models: facts read off by code, key sentences translated, one short call besides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.errors import ModelReplyUnusable
from pipeline.ground.numbers import find_numbers
from pipeline.messages import _
from pipeline.summarise import pack, written
from pipeline.summarise.facts import hyperparameters, model_names
from pipeline.summarise.facts.methods import own_names
from pipeline.summarise.facts.read_off import read_off
from pipeline.summarise.key_sentences import Aspect, KeySentence, key_sentences
from pipeline.summarise.lines import Line, lines_of
from pipeline.summarise.prompts import load_prompt
from pipeline.summarise.questions import Asker
from pipeline.summarise.translate import ENGLISH, translated
from pipeline.words.vocabulary import word_list
from schemas.digest import ProseField, Source
from schemas.records import Paper, PaperText
from schemas.summary import EMPTY, NOT_APPLICABLE, OverviewPass, Summary

HEAD_CHARS = 1500  # of the abstract, which says what the paper is about
# Sizes for a model that reads 40 and writes 10 tokens a second on two cores. Facts are not asked for: of those that a
# 1.5B model named where code was silent, most were wrong.
OVERVIEW_TOKENS = 200  # of the reply
# what a phrase must not speak of unless the abstract does; the other concepts are said in many ways
_TOLD_THINGS = frozenset({"audio", "code", "image", "video", "logic", "paper", "preference", "survey"})
_ENDS: tuple[ProseField, ...] = ("input", "output")  # an abstract often says neither, and a small model invents them
# concepts that alone are no input or output of anything that is worth a reader's second
_THIN: dict[ProseField, frozenset[str]] = {
    "input": frozenset({"answer", "benchmark", "dataset", "label", "model", "policy", "training"}),
    "output": frozenset({"benchmark", "dataset", "model", "training"}),
}
_SEEN = re.compile(r"图像|图片|照片|视频|音频|语音")
# such a thing is an output only of what makes it; of an abstract that speaks of images it is the input else
_MADE = re.compile(
    r"(?i)\b(?:generat|synthesi[sz]|reconstruct|restor|edit|denois|render|produc)\w*\b[^.]{0,60}\b"
    r"(?:images?|videos?|audio|speech|MRI|scans?|views?)\b|"
    r"\b(?:image|video|audio|speech|view)s? (?:generation|synthesis|reconstruction|restoration|editing)\b|"
    r"-to-(?:image|video)\b"
)
MOST_NUMBERS = 1  # of a sentence that is translated beside what code has written
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
    abstract = pack.abstract_of(text, HEAD_CHARS)
    part = await _overview(paper, abstract, own, asker) if abstract.strip() else None
    nothing_trained = not hyperparameters.trains(lines)
    if part is not None and nothing_trained:
        part = part.model_copy(update=dict.fromkeys(_ENDS, ""))  # a model's ends, where there is none
    summary = summary if part is None else _merge(summary, part)
    by_code: dict[Aspect, str] = {
        "training": written.training(summary.hyperparameters),
        "inference": written.inference(summary.hyperparameters),
        "results_prose": written.results(summary.results),
    }
    sources: Sources = {}
    shown = 0
    for aspect, found in key_sentences(lines, own).items():
        if aspect == "training" and nothing_trained:
            continue
        sentences = _best(_plain(found), WRITTEN_BESIDE) if by_code.get(aspect) else found
        shown += len(sentences)
        prose, used = await _prose(aspect, sentences, lines, own, asker)
        whole = [by_code.get(aspect, ""), *prose] if aspect == "results_prose" else [*prose, by_code.get(aspect, "")]
        if used:
            sources[aspect] = tuple(Source(text=s.text, page_number=s.page_number) for s in used)
        summary = summary.model_copy(update={aspect: "".join(whole)})
    if nothing_trained:
        summary = summary.model_copy(update={"training": NOT_APPLICABLE})
    if part is None and not sources:
        raise ModelReplyUnusable(
            paper.paper_id,
            _(
                "{model} gave no usable answer ({names})",
                model=asker.client.identity.model,
                names="; ".join(asker.failed),
            ),
            _("try another model"),
        )
    summary = summary.model_copy(update={"headline": written.headline(summary, own)})
    return summary, (f"模型的窗口小：只看到摘要和从全文选出的 {shown} 个句子",), sources


def _plain(found: Sequence[KeySentence]) -> list[KeySentence]:
    """The sentences with few numbers: a small model makes a gain of a rival's score, and code has told the scores."""
    return [s for s in found if len(find_numbers(s.text, with_words=False)) <= MOST_NUMBERS]


def _best(found: Sequence[KeySentence], most: int) -> list[KeySentence]:
    return sorted(sorted(found, key=lambda s: -s.score)[:most], key=lambda s: s.at)


async def _overview(paper: Paper, abstract: str, own: Sequence[str], asker: Asker) -> Summary | None:
    """Task, input and output by the abstract; a phrase that speaks of what the abstract does not is left out."""
    body = load_prompt("overview").render(head=pack.fence(abstract, paper.title))
    part = await asker.ask(
        "overview",
        body,
        OverviewPass,
        OVERVIEW_TOKENS,
        lambda answer: EMPTY.model_copy(update=answer.model_dump(by_alias=False)),
        latin=list(dict.fromkeys([*own, *model_names.latin_names(f"{paper.title}\n{body}")])),
        also=lambda said: tuple(f"“{what}”不在论文摘要里" for what in _invented(said, f"{paper.title} {abstract}")),
    )
    if part is None:
        return None
    english = f"{paper.title} {abstract}"
    left = {f: "" for f in OverviewPass.model_fields if _strange(getattr(part, f), english)}
    left |= {f: "" for f in _ENDS if not _is_told(f, getattr(part, f), english)}
    return part.model_copy(update=left)


def _invented(said: Summary, english: str) -> list[str]:
    return [what for field in OverviewPass.model_fields for what in _strange(getattr(said, field), english)]


def _strange(phrase: str, english: str) -> list[str]:
    """The things that a Chinese phrase names and the English text does not: a video, where there are none."""
    concepts = word_list("chinese.concepts")
    return [
        word
        for entry in concepts.entries
        for word in entry.also
        if entry.name in _TOLD_THINGS and word in phrase and not concepts.found(entry).search(english)
    ][:1]


def _is_told(field: ProseField, phrase: str, english: str) -> bool:
    """Whether an input or output names what can be looked up and tells something, and the English names all of it."""
    if field == "output" and _SEEN.search(phrase) and not _MADE.search(english):
        return False
    concepts = word_list("chinese.concepts")
    named = [entry for entry in concepts.entries if any(word in phrase for word in entry.also)]
    if {entry.name for entry in named} <= _THIN[field]:
        return False
    return all(concepts.found(entry).search(english) for entry in named)


async def _prose(
    aspect: Aspect,
    sentences: Sequence[KeySentence],
    lines: Sequence[Line],
    own: Sequence[str],
    asker: Asker,
) -> tuple[list[str], list[KeySentence]]:
    """The sentences in Chinese with their places, and those that they are translated from.

    One that could not be translated is left out; where none could, the best is shown in English.
    """
    prose, used = list[str](), list[KeySentence]()
    for sentence in sentences:
        chinese = await translated(sentence.text, aspect, own, asker)
        if chinese is not None:
            prose.append(_placed(chinese, lines[sentence.at]))
            used.append(sentence)
    if sentences and not prose:
        best = max(sentences, key=lambda s: s.score)
        return [_placed(ENGLISH.format(best.text), lines[best.at])], [best]
    return prose, used


def _placed(sentence: str, line: Line) -> str:
    return f"{sentence}{f'【{line.at}】' if line.at else ''}。"


def _merge(summary: Summary, part: Summary) -> Summary:
    """`summary` with the fields that `part` has."""
    return summary.model_copy(update={name: value for name in Summary.model_fields if (value := getattr(part, name))})
