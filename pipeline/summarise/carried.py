"""Holds a translation against its own sentence: what the sentence says and the Chinese does not, or the other way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Literal, NamedTuple

from pipeline.ground.equal import equal
from pipeline.ground.numbers import find_numbers
from pipeline.summarise.facts.model_names import latin_names
from pipeline.summarise.remnants import COMPOUNDS
from pipeline.words import glossary
from pipeline.words.vocabulary import pattern, word_list
from schemas.bounds import SENTENCE
from schemas.grounding import Number

LEAST_LENGTH = 0.16  # of the English; sound translations have 0.17 to 0.6, a title or half a sentence less
WHOLE_CHARS = 60  # of English from which its length tells
YEAR_DIGITS = 4
SMALL = 10  # a count that Chinese may say in other words than a numeral: 两者, 双路
_NUMERALS = "零一二三四五六七八九十"
_SMALL_SAID = {2: "两二双2倍翻", 3: "三叁3", 4: "四4"}
# counts that English says in words that are no number words
_AS_NUMBERS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"(?i)\b(?:twice|doubl\w+|two-?fold|two times)\b"), ("2", "1")),
    (re.compile(r"(?i)\b(?:tripl\w+|thrice|three-?fold|three times)\b"), ("3",)),
    (re.compile(r"(?i)\b(?:half|halv\w+)\b"), ("0.5", "50", "2")),
    (re.compile(r"(?i)\border of magnitude"), ("10", "1")),
    (re.compile(r"(?i)\bquarter"), ("4", "0.25", "25")),
    (re.compile(r"(?i)\bpercent\b|\bfully\b|\ball\b"), ("100",)),
)
_SPELLED_POWER = re.compile(r"次方|次幂")
# a level that became a change: "against 57.9%" is no 提高了 57.9%
_CHANGED = re.compile(
    r"(?:提[高升]|增[加长]|降低|减少|下降|高出|领先|改善|超出)了?(?:约|近|超过)? ?(?P<number>\d[\d.,]*\d|\d)"
)
_LEVEL = re.compile(
    r"(?i)(?:\b(?:against|from|to|at|versus|vs\.?|than|with|reaches|achieves|scores)|\() ?(?:about |nearly )?$"
)
_ADDED = re.compile(r"没有|并非|并未|不能|无法|不会|未能|并不|不是|而非")
_NEGATIVE = re.compile(
    r"(?i)\b(?:un|non-?|dis|ill-)\w{3,}|\b(?:in(?:ab|ac|ad|cap|com|suf|eff|feas|con|dep|vis|valid)|im(?:poss|pract|prop)|ir|mis)\w+|"
    r"\w+(?:-free|less)\b|\b(?:limit|hinder|prevent|avoid|fail|few|beyond|only|hard|absen|restrict|exclud|remov|fals|"
    r"wrong|too|struggl|suffer|reject|ignor|overlook|neglect|free|away|bottleneck|eliminat|alternative|"
    r"differ|contrast|otherwise|rarely|prohibit)\w*|\b(?:no|not|none|nor|nothing)\b"
)
_AGAIN = "（重复）"
_TWICE = re.compile(
    r"(?P<what>(?P<first>[\u3400-\u9fff])(?!(?P=first)+)[\u3400-\u9fff]{3,}).*(?P=what)"
)  # a thing that a small model says again for another
LEAST_STEM = 5  # letters by which two words are alike
_REFERS = re.compile(r"(?i)\b(?:its?|itself|their|them|they|this|these|that|those|which|whose|one|latter)\b")
_DEEP = re.compile(r"(?i)\bdeep(?!seek)|depth|thorough|profound|neural|extensive")
_GLOSSED = re.compile(
    r"(?P<long>[\u3400-\u9fff]{2,})（(?P<short>[A-Z][\w-]*[A-Z\d][\w-]*?)s?）"
)  # 深度学习模型（DLM）, 瑜伽（Yoga-82）
_YUAN = re.compile(r"\d+ ?元(?![素组数])")
_MONEY = re.compile(r"(?i)[$¥€£]|\b(?:yuan|dollars?|USD|CNY|RMB|cents?)\b")
_TIMES = re.compile(r"\d+ ?(?:×|x\b)(?! ?\d)")  # 16×, no 16 × 16
_SAID_TIMES = re.compile(r"[倍×]|\d ?x(?![A-Za-z])|翻")
_OPENS = re.compile(r"^[A-Z][a-z]+ (?=[A-Z]{2,})")  # of a sentence: "Existing CNN", where the capital tells no name
_CONTRAST = re.compile(r", (?:while|whereas) ")
_CLAUSE_END = re.compile(r"[，；。;]|, ")
_WHOLE = r"(?<![a-z\d.]){}(?![a-z\d]|\.\d)"


class Gap(NamedTuple):
    """Something that a sentence and its translation do not both say."""

    kind: Literal["number", "name", "hedge", "added", "length", "crossed", "term"]
    english: str  # as the sentence writes it; "" where it is the translation's own
    chinese: str  # by what a translation may say it; of what was added, what it says

    def told(self) -> str:
        """The gap as the second question tells it."""
        match self.kind:
            case "added" if self.chinese.endswith(_AGAIN):
                return f"“{self.chinese.removesuffix(_AGAIN)}”只说一遍"
            case "added":
                return f"多出了原文没有的“{self.chinese}”"
            case "term":
                return f"“{self.english}”要译作“{self.chinese}”"
            case "hedge":
                return f"漏了“{self.english}”（{self.chinese}）"
            case "number":
                return f"漏了或写错了数字“{self.english}”"
            case "length":
                return "译得太短，漏了内容"
            case "name":
                return f"漏了名称“{self.english}”"
            case "crossed":
                return f"“{self.english}”是“{self.chinese}”的，不是别的"


def gaps(english: str, chinese: str, own: Sequence[str] = ()) -> tuple[Gap, ...]:
    """What the Chinese of an English sentence leaves out or adds: numbers, names, negations and doubts.

    `own`: what the paper calls its own method, which is a name however it is written. Never raises. Of each, SENTENCE
    characters are looked at.
    """
    english, chinese = english[:SENTENCE], chinese[:SENTENCE]
    short = len(english) >= WHOLE_CHARS and len(chinese) < LEAST_LENGTH * len(english)
    return (
        *((Gap("length", english, chinese),) if short else ()),
        *_numbers_lost(english, chinese),
        *(Gap("name", name, name) for name in names_of(english, own) if not _named(name, chinese)),
        *_hedges_lost(english, chinese),
        *(Gap("term", noun, zh) for noun, zh in glossary.lost(english, chinese)),
        *_added(english, chinese),
        *(Gap("added", "", thing) for thing in glossary.foreign(english, chinese)),
        *_crossed(english, chinese, names_of(english, own)),
        *_exchanged(english, chinese, names_of(english, own)),
    )


def names_of(sentence: str, own: Sequence[str] = ()) -> tuple[str, ...]:
    """The names of a sentence that its Chinese must hold: of methods, models, data and metrics; no part of a longer."""
    known = (m[0] for words in _KNOWN for m in pattern(words).finditer(sentence))
    # a known word in small letters is no name: adam, but "the math"
    found = [*(n for n in own if _in(n, sentence)), *_SMALL_HEAD.findall(sentence)]
    found += chain.from_iterable(map(uncompounded, latin_names(unopened(sentence))))
    found += [k for k in known if k[:1].isupper()]
    kept = list(dict.fromkeys(name.strip() for name in found if not (_is_word(name) or _is_spelled(name, sentence))))
    return tuple(n for n in kept if not any(n != longer and n in longer for longer in kept))


def unopened(sentence: str) -> str:
    """The sentence without a first word that its own capital makes a part of the abbreviation behind it."""
    return _OPENS.sub("", sentence)


def uncompounded(name: str) -> tuple[str, ...]:
    """The names in a name with an English word that makes an adjective of them: RL-based VLM, GC-rich."""
    return tuple(filter(None, _COMPOUND.split(name)))


_COMPOUND = re.compile(rf"(?<=[A-Z0-9])-(?:{'|'.join(COMPOUNDS)}|[a-z]+(?:ed|ing))(?: |$)")
_SMALL_HEAD = re.compile(r"(?<![\w-])(?:[a-z]{1,2}-?[A-Z]{2,}\w*|o\d)(?![\w-])")  # d-RLAIF, iCoT, vLLM; o1
_KNOWN = ("models.families", "models.services", "data.known", "training.optimizers")


def _in(name: str, sentence: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", sentence) is not None


def _is_word(name: str) -> bool:
    """Whether a name is written in Chinese as well: English-German, WSJ-style."""
    parts = re.split(r"[-/ ]", name)
    return all(pattern("data.languages").fullmatch(part) or (part.islower() and part.isalpha()) for part in parts)


def _is_spelled(name: str, sentence: str) -> bool:
    """Whether a name of several words stands before its short form, which is kept instead: Product-of-Experts (PoE)."""
    return "-" in name and re.search(rf"{re.escape(name)} \([A-Z][A-Za-z]*[A-Z]\w*\)", sentence) is not None


def _named(name: str, chinese: str) -> bool:
    """Whether the Chinese holds a name, a plural as its singular, or the field's own word for it: RL, 强化学习."""
    plain, text = _plain(name), _plain(chinese)
    singular = plain[:-1] if name.endswith("s") and name[-2:-1].isupper() else plain
    if any(re.search(_WHOLE.format(re.escape(said)), text) for said in (plain, singular)):
        return True
    return any(word.lower() in text for word in _words_for(name))


@cache
def _words_for(name: str) -> tuple[str, ...]:
    terms = word_list("terms.field")
    known = [said for e in terms.entries if terms.found(e).fullmatch(name) for said in (e.zh, *e.also) if said]
    return (*known, *filter(None, [glossary.wide().get(name, "")]))


def _plain(text: str) -> str:
    """Without spaces, without commas in numbers, in small letters."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", re.sub(r"\s", "", text)).lower()


def _numbers_lost(english: str, chinese: str) -> Iterator[Gap]:
    said = find_numbers(chinese)
    if (times := _TIMES.search(english)) and not _SAID_TIMES.search(chinese):
        yield Gap("number", times[0], times[0])
    for number in find_numbers(english):
        if number.reading == "word" and number.value <= SMALL:
            if number.value > 1 and not _says_small(int(number.value), chinese):
                yield Gap("number", number.text, _NUMERALS[int(number.value)])
        elif not _says_number(number, said, chinese):
            yield Gap("number", number.text, number.text)


def _crossed(english: str, chinese: str, names: Sequence[str]) -> Iterator[Gap]:
    """Numbers that stand beside one name in the sentence and beside another in its Chinese: who has 175B, and who 1.3B.

    Only where the sentence has several of both.
    """
    there, here = _spans(english, names), _spans(chinese, names)
    stated = [n for n in _apart(english, there) if n.reading in ("digits", "scale")]
    if len(there) < 2 or len(here) < 2 or len(stated) < 2:
        return
    said = _apart(chinese, here)
    for number in stated:
        same = [n for n in said if equal(number, n)]
        of = _nearest(number, there, english)
        if same and of not in {_nearest(n, here, chinese) for n in same}:
            yield Gap("crossed", number.text, of)


def _exchanged(english: str, chinese: str, names: Sequence[str]) -> Iterator[Gap]:
    """Names and terms that change their places about a contrast: "one by SFT, while the other by pre-training"."""
    contrast = _CONTRAST.search(english)
    if contrast is None:
        return
    said = [*((name, name) for name in names), *glossary.terms_of(english)]
    parts = english[: contrast.start()].lower(), english[contrast.end() :].lower()
    first, second = (
        {
            e: chinese.find(zh)
            for e, zh in said
            if e.lower() in one and e.lower() not in other and chinese.count(zh) == 1
        }
        for one, other in (parts, parts[::-1])
    )
    if first and second and max(second.values()) < min(first.values()):
        yield Gap("crossed", next(iter(first)), english[: contrast.start()])


def _spans(text: str, names: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Where each name stands in a text; one that does not is left out."""
    found = {name: [m.span() for m in re.finditer(re.escape(name), text, re.IGNORECASE)] for name in names}
    return {name: spans for name, spans in found.items() if spans}


def _apart(text: str, names: dict[str, list[tuple[int, int]]]) -> list[Number]:
    """The numbers of a text that are no part of a name."""
    spans = [span for of in names.values() for span in of]
    return [n for n in find_numbers(text) if not any(a < n.end and n.start < b for a, b in spans)]


def _nearest(number: Number, names: dict[str, list[tuple[int, int]]], text: str) -> str:
    """The name that the fewest characters part from a number, first of all none of another clause."""

    def apart(span: tuple[int, int]) -> tuple[bool, int]:
        between = text[span[1] : number.start] if span[1] <= number.start else text[number.end : span[0]]
        return bool(_CLAUSE_END.search(between)), len(between)

    return min(names, key=lambda name: min(map(apart, names[name])))


def _says_small(value: int, chinese: str) -> bool:
    return any(sign in chinese for sign in _SMALL_SAID.get(value, _NUMERALS[value])) or bool(
        re.search(rf"(?<!\d){value}(?!\d)", chinese)
    )


def _says_number(number: Number, said: Sequence[Number], chinese: str) -> bool:
    if any(equal(number, other) for other in said):
        return True
    if number.reading == "word":
        return False
    if number.high is not None and number.digits == YEAR_DIGITS:  # 2011–2014 as 2011 年至 2014 年
        return f"{number.value}" in chinese and f"{number.high}" in chinese
    return bool(re.search(_WHOLE.format(re.escape(_plain(number.text))), _plain(chinese)))


def _added(english: str, chinese: str) -> Iterator[Gap]:
    """Numbers that the sentence does not state, or not so often; a negation that it does not have."""
    stated = find_numbers(english)
    words = [Decimal(v) for found, values in _AS_NUMBERS if found.search(english) for v in values]
    said = [n for n in find_numbers(chinese) if not _is_own_count(n)]
    for number in said:
        in_words = number.value / number.factor in words or number.value in words
        if not in_words and not any(equal(number, other) for other in stated) and not _in_name(number, english):
            yield Gap("added", "", number.text)
    bare = (re.match(r"(?:\d[\d.,]*\d|\d)[kKMB%]?", n.text) for n in said if n.reading in ("digits", "scale"))
    written = Counter(found[0] for found in bare if found)
    for text, times in written.items():
        if times > max(1, len(re.findall(rf"(?<![\d.]){re.escape(text)}(?!\d)", english))):
            yield Gap("added", "", f"{text}{_AGAIN}")
    for change in _CHANGED.finditer(chinese):
        at = [m.start() for m in re.finditer(rf"(?<![\d.]){re.escape(change['number'])}(?![\d]|\.\d)", english)]
        if at and all(_LEVEL.search(english[:start]) for start in at):
            yield Gap("added", "", change[0])
    for opening, closing in ("“”", "（）"):
        if chinese.count(opening) != chinese.count(closing):
            yield Gap("added", "", closing if closing in chinese else opening)
    for gloss in _GLOSSED.finditer(chinese):
        known = (said for said in _words_for(gloss["short"]) if not said.isascii())
        if f"({gloss['short']}" not in english and not any(gloss["long"].endswith(said) for said in known):
            yield Gap("added", "", gloss[0])
    if (money := _YUAN.search(chinese)) and not _MONEY.search(english):
        yield Gap("added", "", money[0])
    if (power := _SPELLED_POWER.search(chinese)) is not None:
        yield Gap("added", "", power[0])
    for name in names_of(english):
        if not _REFERS.search(english) and _count(name, chinese) > _count(name, english):
            yield Gap("added", "", f"{name}{_AGAIN}")
    if (twice := _TWICE.search(chinese)) and not _says_twice(english):
        yield Gap("added", "", f"{twice['what']}{_AGAIN}")
    if "深度" in chinese and not _DEEP.search(english):
        yield Gap("added", "", "深度")
    if (no := _ADDED.search(chinese)) and not _NEGATIVE.search(english) and not _any_hedge(english):
        yield Gap("added", "", no[0])


def _says_twice(english: str) -> bool:
    """Whether a sentence has any of its longer words, or two that begin alike, twice."""
    stems = Counter(word[:LEAST_STEM] for word in re.findall(rf"[a-z]{{{LEAST_STEM},}}", english.lower()))
    return any(times > 1 for times in stems.values())


def _count(name: str, text: str) -> int:
    """How often a name stands in a text, before a word that makes an adjective of it as well."""
    return len(re.findall(rf"(?<![A-Za-z\d-]){re.escape(name)}(?![A-Za-z\d]|-(?-i:[A-Z\d]))", text, re.IGNORECASE))


def _is_own_count(number: Number) -> bool:
    """两种, 三个: a translation's own count of what it lists."""
    return number.reading == "chinese" and number.unit == "plain" and number.value <= SMALL


def _in_name(number: Number, english: str) -> bool:
    """Whether the digits stand in the sentence as they are, within a name: 8 of "ViT-L/8"."""
    return bool(re.search(rf"(?<!\d)(?<!\d\.){re.escape(_plain(number.text))}(?!\d|\.\d)", _plain(english)))


_NEGATIONS = frozenset({"not", "no", "fail to", "lack", "instead of", "unclear", "rarely", "difficult", "unless"})


def _any_hedge(english: str) -> bool:
    hedges = word_list("said.hedges")
    return any(hedges.found(e).search(english) for e in hedges.entries if e.name in _NEGATIONS)


_ABLE = re.compile(r"智能|性能|功能|能量")  # which hold the 能 of "may"


def _hedges_lost(english: str, chinese: str) -> Iterator[Gap]:
    chinese = _ABLE.sub("", chinese)
    for words in (word_list("said.hedges"), word_list("said.directions")):
        for entry in words.entries:
            found = words.found(entry).search(english)
            if found is not None and not any(said in chinese for said in (entry.zh, *entry.also)):
                yield Gap("hedge", found[0], entry.zh)
