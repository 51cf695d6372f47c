"""The focused passes of small models: facts read off by code, key sentences translated, one short call besides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.errors import ModelReplyUnusable
from pipeline.summarise import pack
from pipeline.summarise.facts import hyperparameters, model_names
from pipeline.summarise.facts.methods import own_names
from pipeline.summarise.facts.read_off import read_off
from pipeline.summarise.key_sentences import Aspect, KeySentence, key_sentences
from pipeline.summarise.lines import lines_of
from pipeline.summarise.prompts import load_prompt
from pipeline.summarise.questions import Asker, tidy
from pipeline.words import glossary
from schemas.digest import ProseField, Source
from schemas.records import Paper, PaperText
from schemas.summary import (
    EMPTY,
    NOT_APPLICABLE,
    NOT_FOUND,
    OverviewPass,
    Summary,
    TranslationPass,
)

HEAD_CHARS = 1500  # of the abstract, before every focused pass that needs to know what the paper is about


# Sizes for a model that reads 40 and writes 10 tokens a second on two cores. The translations come to about 50 s a
# paper. Facts are not asked for: of those that a 1.5B model named where code was silent, most were wrong.
OVERVIEW_TOKENS = 200  # of the reply
SENTENCE_TOKENS = 130  # of a translated sentence: 330 characters of English give about 100
ASPECT_NAMES: dict[Aspect, str] = {
    "problem": "现有方法的不足或要解决的问题",
    "architecture": "提出了什么方法、由什么组成",
    "training": "怎样训练",
    "inference": "推理时怎样得到输出",
    "results_prose": "主要结果",
}
# what prose may say of a sentence's numbers: them, as they are written
_NUMBER = re.compile(
    r"[A-Za-z]+@\d+|(?:\d[\d.]*\s?[×·]\s?)?10\^\{[^}]*\}|"
    r"(?:(?<![A-Za-z\d_.-])|(?<=\d-)|(?<=\d[kKMB%]-))\d[\d,]*(?:\.\d+)?[kKMB]?%?(?![\d@])"
)
_SPELLED_POWER = re.compile(r"次方|次幂")
# words that Chinese papers keep; made to write Chinese, a small model turns a transformer into a transposer
_TERMS = re.compile(r"\b(?:Transformer|transformer|token)(?=s?\b)")
NAMES_SHOWN = 12  # to be kept in English; more would be a lesson in names


async def focused_summary(
    paper: Paper, text: PaperText, asker: Asker
) -> tuple[Summary, tuple[str, ...], dict[ProseField, tuple[Source, ...]]]:
    """The summary, what of the paper was not shown, and the sentences that its prose is translated from.

    Facts are read off by code and by nobody else; prose is translated from the paper's own key sentences. Raises
    ModelReplyUnusable when no answer can be used.
    """
    lines, own = lines_of(text), own_names(text, paper.title)
    summary = read_off(lines, own, asker.index)
    sources: dict[ProseField, tuple[Source, ...]] = {}
    done, shown = 0, 0
    abstract = pack.abstract_of(text, HEAD_CHARS)
    part = await _overview(paper, abstract, own, asker) if abstract.strip() else None
    if part is not None:
        done += 1
        summary = _merge(summary, part)
    nothing_trained = not hyperparameters.trains(lines)
    if nothing_trained:
        summary = summary.model_copy(update={"training": NOT_APPLICABLE})
    for aspect, sentences in key_sentences(lines, own).items():
        if aspect == "results_prose" and summary.results:
            continue  # translated, "62.7%, against 57.9%" became a gain of 57.9%: code's own comparison is true
        if aspect == "training" and nothing_trained:
            continue
        shown += len(sentences)
        part, used = await _translate(aspect, sentences, paper, own, asker) if sentences else (None, ())
        if part is not None:
            done += 1
        if used:
            sources[aspect] = tuple(Source(text=s.text, page_number=s.page_number) for s in used)
        elif not sentences and not getattr(summary, aspect):
            part = EMPTY.model_copy(update={aspect: NOT_FOUND})
        if part is not None:
            summary = _merge(summary, part)
    if not done:
        raise ModelReplyUnusable(
            paper.paper_id,
            f"{asker.client.identity.model} gave no usable answer ({'; '.join(asker.failed)})",
            "try another model",
        )
    return (
        summary,
        (f"模型的窗口小：只看到摘要和从全文选出的 {shown} 个句子与表格行",),
        sources,
    )


async def _overview(paper: Paper, abstract: str, own: Sequence[str], asker: Asker) -> Summary | None:
    """Task, input and output by the abstract."""
    body = load_prompt("overview").render(head=f"标题：{paper.title}\n{pack.fence(abstract)}")
    return await asker.ask(
        "overview",
        body,
        OverviewPass,
        OVERVIEW_TOKENS,
        lambda answer: EMPTY.model_copy(update=answer.model_dump(by_alias=False)),
        latin=_once([*own, *model_names.latin_names(f"{paper.title}\n{body}")]),
    )


async def _translate(
    aspect: Aspect, sentences: Sequence[KeySentence], paper: Paper, own: Sequence[str], asker: Asker
) -> tuple[Summary | None, tuple[KeySentence, ...]]:
    """The sentences in Chinese, one by one, as the prose of an aspect; and those that are in it."""
    kept = [name for name in own if " " not in name and any(name in s.text for s in sentences)]
    shown = [_loud(s.text, kept) for s in sentences]
    prompt = load_prompt("translate")
    terms = glossary.terms_of("\n".join(shown)) if "terms" in prompt.variables else ()
    kept_terms = [chinese for _, chinese in terms if chinese.isascii()]  # Transformer
    held = [_once([*_held(s, own), *(t for t in kept_terms if t.lower() in s.lower())]) for s in shown]
    values = {
        "title": paper.title,
        "what": ASPECT_NAMES[aspect],
        "sentences": pack.fence("\n".join(f"{i}. {s}" for i, s in enumerate(shown, 1))),
        "names": "、".join(_once([n for s in shown for n in model_names.latin_names(s)])[:NAMES_SHOWN]) or "（无）",
        "terms": "；".join(f"{en} 译作{zh}" for en, zh in terms) or "（无）",
    }
    body = prompt.render(**{name: values[name] for name in prompt.variables})
    used: dict[str, tuple[KeySentence, ...]] = {}  # by the prose that they became: one of two answers is taken

    def prose_of(answer: TranslationPass) -> Summary:
        whole, at = _joined(answer.translation, shown, kept)
        used[tidy(whole)] = tuple(sentences[i] for i in at)
        return EMPTY.model_copy(update={aspect: whole})

    part = await asker.ask(
        f"translate-{aspect}",
        body,
        TranslationPass,
        SENTENCE_TOKENS * len(sentences),
        prose_of,
        items=held,
    )
    return part, used.get(getattr(part, aspect), ()) if part is not None else ()


def _held(sentence: str, own: Sequence[str]) -> list[str]:
    """The Latin names and the numbers that a translation of the sentence may hold."""
    found = (model_names.latin_names(sentence), _TERMS.findall(sentence), _NUMBER.findall(sentence))
    return _once([*(n for n in own if n in sentence), *(term for terms in found for term in terms)])


def _loud(text: str, kept: Sequence[str]) -> str:
    """The sentence with its method's names in capitals, which a small model does not translate: Coconut is no nut."""
    for name in kept:
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?!\w)", name.upper(), text)
    return text


def _joined(translated: Sequence[str], shown: Sequence[str], kept: Sequence[str]) -> tuple[str, list[int]]:
    """The translated sentences as one text, with the method's names as the paper writes them; and which they are.

    A sentence that says a number more often than its original does has mixed its numbers up, and one that spells a
    power has made 2 的负五次方 of 2e-5: both are left out.
    """
    whole, at = "", list[int]()
    for number, (chinese, english) in enumerate(zip(translated, shown, strict=False)):
        said, stated = Counter(_NUMBER.findall(chinese)), Counter(_NUMBER.findall(english))
        if chinese.strip() and not said - stated and not _SPELLED_POWER.search(chinese):
            whole += chinese.strip().rstrip("。") + "。"
            at.append(number)
    for name in kept:
        whole = re.sub(rf"(?<![A-Za-z]){re.escape(name.upper())}(?![A-Za-z])", name, whole)
    return whole, at


def _once(found: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(found))


def _merge(summary: Summary, part: Summary) -> Summary:
    """`summary` with the fields that `part` has."""
    return summary.model_copy(update={name: value for name in Summary.model_fields if (value := getattr(part, name))})
