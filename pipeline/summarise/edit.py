"""Has a strong model read its own entry once as an editor, without the paper, and takes what adds nothing to it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, islice, pairwise

from pydantic import ValidationError

from pipeline.ground.cited import sentences_of
from pipeline.ground.derived import makes
from pipeline.ground.equal import equal
from pipeline.ground.free_text import Stated, stated_in
from pipeline.ground.index import PaperIndex
from pipeline.ground.names import search_name
from pipeline.ground.numbers import find_numbers
from pipeline.ground.prose import ground_prose, in_a_name
from pipeline.ground.summary import ground_facts
from pipeline.llm.json_text import read_object
from pipeline.summarise import pack
from pipeline.summarise.fitted import fitted
from pipeline.summarise.prompts import load_prompt
from pipeline.summarise.questions import Asker, first_question, instructions_of, tidied
from pipeline.summarise.repair import items_of, wrong_in
from pipeline.summarise.short_forms import long_forms
from pipeline.summarise.stumbles import COUNTED, is_common, stumbles
from pipeline.words.glossary import term
from pipeline.words.lengths import LINE, MOST, PHRASES, length
from pipeline.words.sentences import split_sentences
from schemas.digest import PROSE_FIELDS, ProseField
from schemas.grounding import Number
from schemas.records import Paper, PaperText
from schemas.summary import SAYS_NOTHING, EditedProse, Summary, strict_schema

REPLY_TOKENS = 2500  # all fields, each as long as it may be, with citations
MOST_NAMES = 8  # explained at once, in the order of the entry
MOST_QUOTED = 200  # characters of a sentence that tells what a name is
MOST_SETTINGS = 25
ROOM = 1.25  # of a field's length: nobody counts characters as he writes, and what is cut to fit is a telegram
CLAIMS: tuple[ProseField, ...] = (LINE, "results_prose")  # where a word too many is a claim of its own
# superlatives, those that claim the same together
_EVERY = (
    re.compile("最[高好准优佳]"),
    re.compile("最[低小]"),
    re.compile("最大"),
    re.compile("最快"),
    re.compile("首次"),
    re.compile("唯一"),
    re.compile("全部|所有|始终|无一|不漏|[都均][更高低优胜超]"),
)
_CAVEAT = re.compile(
    "不[如及]|低于|落后|输给|反而|变差|下降|代价|局限|例外|未必|[只仅]在|不显著|没有[^，。；]{0,4}?[提改胜赢优]"
)  # what a reader must not lose
_ADMITS = re.compile(f"{_CAVEAT.pattern}|[只仅但却慢差低输弱少无未]|不能|没能")  # and what may say the same
_SPACED_AT = re.compile(r"(?<=[A-Za-z]) ?@ ?(?=[0-9k])")  # pass @ 16
# before a name, and behind it, where a sentence says what it is
_CALLED = r"\b(?:called|named|dubbed|dataset|benchmark|metric|method) "
_IS = r"(?: ?\([^()]*\)| ?［[^［］]*］)?(?: (?:means|denotes|measures|(?:is|are) (?:an?|the))| ?, (?:an?|which)) "
_SUCH_AS = r"such as "  # "Old masks, such as X [6], are computed once": what a rival does


async def edited(summary: Summary, paper: Paper, asker: Asker, told: str) -> Summary:
    """The summary with the prose as the model rewrote it on a second reading; as it was where nothing stops a reader.

    `told`: all that the model was told besides the paper. Raises ModelUnavailable.
    """
    found = await asyncio.to_thread(stumbles, plain_of(summary))
    if not found:
        return summary
    shown = await asyncio.to_thread(material, summary, asker.index, frozenset(asker.confirmed))
    body = load_prompt("edit").render(
        paper=pack.fence(shown, paper.title), draft=draft_of(summary), found="\n".join(f"- {line}" for line in found)
    )
    schema = strict_schema(EditedProse, limits=False)
    reply_tokens = min(asker.client.settings.max_output_tokens, REPLY_TOKENS)
    asked = first_question("edit", body, schema, reply_tokens)
    call = await asker.again("edit", asked.messages, schema, reply_tokens)
    try:
        answer, _ = fitted(read_object(call.text, tuple(EditedProse.model_fields)), EditedProse)
    except (ValueError, ValidationError):
        return summary
    return await asyncio.to_thread(
        taken, summary, answer, f"{paper.title}\n{shown}", asker.index, instructions_of(told)
    )


def plain_of(summary: Summary) -> dict[ProseField, str]:
    """The fields of prose without their citations."""
    return {field: sentences_of(getattr(summary, field))[0] for field in PROSE_FIELDS}


def draft_of(summary: Summary) -> str:
    """The fields of prose with their lengths."""
    plain = plain_of(summary)
    return "\n".join(
        f"{field}（{length(field, plain[field])}/{MOST[field]} 字）：{getattr(summary, field)}"
        for field in PROSE_FIELDS
    )


def material(summary: Summary, index: PaperIndex, kept: Collection[str] = ()) -> str:
    """What an editor is shown besides the prose: the abstract, the facts that hold, what the paper says of names.

    `kept`: keys of the facts that were confirmed.
    """
    facts = zip(items_of(summary), ground_facts(summary, index, kept), strict=True)
    held = {(fact.kind, item) for (_, item), fact in facts if fact.verdict.holds}
    abstract = pack.abstract_of(index.paper)
    parts = [f"摘要：{abstract}"]
    results = [line for at, _ in enumerate(summary.results) for line in _result(summary, at, held)]
    settings = [
        f"- {one.name} = {one.value}（{one.scope}）【{one.at}】"
        for at, one in enumerate(summary.hyperparameters)
        if ("hyperparameter", at) in held
    ]
    parts += ["已核对的结果：\n" + "\n".join(results)] if results else []
    parts += ["已核对的设置：\n" + "\n".join(settings[:MOST_SETTINGS])] if settings else []
    names = list(explained(plain_of(summary), index.paper, abstract))
    parts += ["名称的原句：\n" + "\n".join(names)] if names else []
    return "\n\n".join(parts)


def _result(summary: Summary, at: int, held: Collection[tuple[str, int]]) -> Iterator[str]:
    one = summary.results[at]
    if ("result", at) not in held:
        return
    rival = f"；{one.baseline} {one.baseline_value}" if ("baseline", at) in held else ""
    places = ", ".join(filter(None, (one.at, one.baseline_at if rival else "")))
    yield f"- {one.benchmark}，{one.metric}：{one.system} {one.value}{rival}【{places}】"


def explained(texts: dict[ProseField, str], paper: PaperText, abstract: str) -> Iterator[str]:
    """What the paper says of the uncommon names of an entry: what they stand for, or the sentence that says it."""
    said = [sentence for block in paper.blocks if block.kind == "paragraph" for sentence in split_sentences(block.text)]
    longs = long_forms(said)
    begun = _beginnings(paper)
    lines = (_told_of(name, longs, begun, said) for name in _unusual(texts) if name in longs or name not in abstract)
    yield from islice(filter(None, lines), MOST_NAMES)


def _beginnings(paper: PaperText) -> dict[str, str]:
    """The first sentence under each heading that is one word, such as the name of a part: "3.3.1 WrapLLM"."""
    pairs = pairwise(block for block in paper.blocks if block.kind in ("heading", "paragraph"))
    under = ((one.text.split()[-1:], other) for one, other in pairs if one.kind == "heading" != other.kind)
    return {words[0]: next(iter(split_sentences(other.text)), "") for words, other in under if words}


def _told_of(name: str, longs: dict[str, str], begun: dict[str, str], said: Sequence[str]) -> str:
    if name in longs:
        return f"- {name}：{longs[name]}"
    own = re.escape(name)
    defined = re.compile(
        rf"{_CALLED}{own}(?![\w-])|(?<![\w-])(?<!On ){own}{_IS}|{_SUCH_AS}{own}(?: ?[［\[][^［］\[\]]*[］\]])?,"
    )
    quote = begun.get(name) or next((s for s in said if name in s and defined.search(s)), "")
    return f"- {name}：“{quote[:MOST_QUOTED]}”" if quote else ""


def _unusual(texts: dict[ProseField, str]) -> list[str]:
    names = (it.text for text in texts.values() for it in stated_in(text) if it.number is None)
    return [name for name in dict.fromkeys(names) if len(name) > 1 and not is_common(name)]


def taken(summary: Summary, answer: EditedProse, shown: str, index: PaperIndex, instructions: str) -> Summary:
    """The summary with each rewritten field that says no number, name, superlative or "all" that was not shown.

    Nor may the checks find more in it than before.
    """
    everything = _SPACED_AT.sub("@", "\n".join((shown, *plain_of(summary).values())))
    numbers = find_numbers(everything)
    for field in PROSE_FIELDS:
        new = tidied(summary.model_copy(update={field: _SPACED_AT.sub("@", getattr(answer, field))}))
        if _is_taken(field, getattr(summary, field), getattr(new, field), everything, numbers, index, instructions):
            summary = new
    return summary


def _is_taken(
    field: ProseField,
    old: str,
    new: str,
    shown: str,
    numbers: Sequence[Number],
    index: PaperIndex,
    instructions: str,
) -> bool:
    before, after = (sentences_of(text)[0].strip(" 。") for text in (old, new))
    if not after or {before, after} & {"", *SAYS_NOTHING}:
        return False
    if length(field, after) > max(length(field, before), MOST[field] * (1 if field == LINE else ROOM)):
        return False
    if field in CLAIMS and any(claim.search(after) and not claim.search(shown) for claim in _EVERY):
        return False
    if field == "results_prose" and not _keeps_caveats(before, after):
        return False
    stated = stated_in(after)
    if not all(_was_shown(it, after, stated, shown, numbers) for it in stated):
        return False
    was, now = (ground_prose(field, text, index, instructions) for text in (old, new))
    return wrong_in(now) <= wrong_in(was) and (field in (LINE, *PHRASES) or _is_cited(new))


def _keeps_caveats(before: str, after: str) -> bool:
    """Whether of what qualified the claims something is left: a sentence with one of its numbers or names."""
    was = [s for s in split_sentences(before) if _CAVEAT.search(s)]
    now = [s for s in split_sentences(after) if _ADMITS.search(s)]
    said = {it.text for sentence in was for it in stated_in(sentence)}
    return not was or any(not said or said & {it.text for it in stated_in(sentence)} for sentence in now)


def _was_shown(it: Stated, text: str, beside: Sequence[Stated], shown: str, numbers: Sequence[Number]) -> bool:
    """Whether a name or a number of a text was shown; a number may also be made from two that stand beside it."""
    number = it.number
    if number is None:
        digits = text[len(text[: it.start].rstrip("0123456789")) : it.start]  # 2WikiMultiHopQA
        common = (
            it.text.isalpha() and it.text.islower() and term(it.text) is not None
        )  # token, rollout: a word of the field, and no name
        return common or search_name(digits + it.text, shown) is not None
    if number.reading in COUNTED or any(equal(number, other) for other in numbers) or in_a_name(number, shown):
        return True
    others = [o.number for o in beside if o.number is not None and o is not it]
    return any(makes(number, one, other) for one, other in combinations(others, 2))


def _is_cited(text: str) -> bool:
    """Whether each sentence that states a number names a place."""
    plain, sentences = sentences_of(text)
    stated = [it for it in stated_in(plain) if it.number is not None and it.number.reading not in COUNTED]
    return all(s.at for s in sentences if any(s.start <= it.start < s.end for it in stated))
