"""A sentence of a paper in Chinese, held against itself, and asked once more where something of it is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.ground.language import language_problems
from pipeline.summarise import pack
from pipeline.summarise.carried import Gap, gaps, names_of, uncompounded, unopened
from pipeline.summarise.ends import before_preposition
from pipeline.summarise.facts import model_names
from pipeline.summarise.plain import clauses, framed, halves, in_digits, plain, said_once, unglossed
from pipeline.summarise.prompts import load_prompt
from pipeline.summarise.questions import Asker, tidy
from pipeline.summarise.remnants import in_chinese
from pipeline.summarise.short_forms import shortened
from pipeline.words import glossary
from pipeline.words.senses import right_senses
from schemas.summary import PhrasePass, TranslationPass

SENTENCE_TOKENS = 160  # of a translated sentence at most: 330 characters of English give about 100
FRAME_TOKENS = 40  # of a reply beside its sentence, and of a sentence of few words
CHARS_A_TOKEN = 2.5  # of English to a token of its Chinese; a reply that needs more goes round in circles
LEAST_PHRASE = 2  # characters: 无 is no task
NAMES_SHOWN = 12  # to be kept in English; more would be a lesson in names
# what prose may say of a sentence's numbers: them, as they are written
NUMBER = re.compile(
    r"[A-Za-z]+@\d+|(?:\d[\d.]*\s?[×·]\s?)?10\^\{[^}]*\}|"
    r"(?:(?<![A-Za-z\d_.-])|(?<=\d-)|(?<=[kKMB%]-))\d[\d,]*(?:\.\d+)?[kKMB]?%?(?![\d@])"
)
# words that Chinese papers keep; made to write Chinese, a small model turns a transformer into a transposer
_TERMS = re.compile(r"\b(?:Transformer|transformer|token)(?=s?\b)")
# X-ray, p-value, 3D: where it may not write them, a small model makes a chest of an X-ray
_LETTER = re.compile(r"(?<![\w-])(?:[A-Za-z]-[a-z]+|\d+(?:\.\d+)?D)(?!\w)")
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?:[A-Z]\w+)?(?![\w-])")  # Wikipedia, Llama: within a sentence
_PLURAL = re.compile(r"(?<=[A-Z])s(?!\w)")  # of an abbreviation
# English order: "膝关节 MRI 重建从一个 X 光", "词元对齐在视觉语言模型中"
_FROM_LAST = re.compile(r"^(?P<what>[^，：从]{2,}?) ?(?P<verb>重建|生成|预测|估计|合成|恢复)从(?P<source>[^从，]{2,})$")
_PLACE_LAST = re.compile(r"^(?P<what>[^，在]{2,})在(?P<place>[^，在]{2,}?)(?:[中里]|(?<=[A-Za-z]))$")


async def translated(sentence: str, aspect: str, own: Sequence[str], asker: Asker) -> str | None:
    """The sentence in Chinese, without its full stop; None where no try says all of it.

    A long one is tried clause by clause; else it is tried whole, once more with its terms in Chinese where it has some,
    and then in two halves. Told what it has lost, a small model makes something up around it.
    `own`: what the paper calls its own method.
    """
    sentence = shortened(plain(sentence, own))
    if (joined := await _by_clauses(sentence, aspect, own, asker)) is not None:
        return joined
    chinese, lost = await _tried("translate", sentence, aspect, own, asker)
    if not lost:
        return chinese
    asker.repaired.append(f"translate-{aspect}")
    if glossary.mixed(sentence) != sentence:
        again, still = await _tried("translate", sentence, aspect, own, asker, mixed=True)
        if not still:
            return again
    parts = [await _tried("translate", part, aspect, own, asker) for part in halves(sentence)]
    joined = "，".join(part for part, _ in parts)
    if parts and not any(lost for _, lost in parts) and not gaps(sentence, joined, own):
        return joined
    return chinese if aspect == "problem" and all(map(_is_slight, lost)) else None


def _is_slight(gap: str | Gap) -> bool:
    """Whether only how often something is so is lost, without which a problem is still the paper's."""
    return isinstance(gap, Gap) and gap.kind == "hedge" and gap.chinese == "通常"


async def phrase_of(phrase: str, field: str, own: Sequence[str], asker: Asker) -> str:
    """A phrase in Chinese, in its order with its terms told, or put in place, or what stands before its preposition.

    "" where none of them says all of it.
    """
    phrase = _PLURAL.sub("", phrase)
    tries = [(framed(phrase), False), (phrase, True), (before_preposition(phrase), False)]
    for tried, mixed in dict.fromkeys((said, mixed and glossary.mixed(said) != said) for said, mixed in tries):
        chinese, lost = await _tried("phrase", tried, field, own, asker, mixed=mixed)
        if not lost and len(chinese) >= LEAST_PHRASE and chinese not in ("没有", "未知"):
            return _in_order(chinese)
    return ""


def _in_order(phrase: str) -> str:
    """A phrase with its source before its verb, and its place before its thing, where Chinese has them."""
    phrase = _FROM_LAST.sub(lambda m: f"从{m['source'].strip()}{m['verb']}{m['what']}", phrase)
    return tidy(_PLACE_LAST.sub(lambda m: f"{m['place'].strip()}中的{m['what'].strip()}", phrase))


async def _by_clauses(sentence: str, aspect: str, own: Sequence[str], asker: Asker) -> str | None:
    """The sentence in Chinese by its clauses; None where it has but one, or where something is lost."""
    parts, said = clauses(sentence), ""
    for joint, clause in parts if len(parts) > 1 else ():
        chinese, lost = await _tried("translate", clause, aspect, own, asker)
        if lost:
            return None
        said += f"{joint}{chinese}"
    return said if said and not gaps(sentence, said, own) else None


async def _tried(
    name: str,
    sentence: str,
    aspect: str,
    own: Sequence[str],
    asker: Asker,
    mixed: bool = False,
) -> tuple[str, tuple[str | Gap, ...]]:
    """One translation by the prompt of this name, and what is wrong with it.

    `mixed`: the model reads the sentence with the Chinese of its terms in their
    place, which it keeps more surely than what it is told beside the sentence.
    """
    kept = [name for name in own if " " not in name and name in sentence]
    shown = _loud(sentence, kept)
    terms = glossary.terms_of(shown)
    may = _once([*held(shown, [*own, *map(str.upper, kept)]), *(t for _, zh in terms if zh.isascii() for t in (zh,))])
    asked = {
        "sentence": pack.fence(glossary.mixed(shown) if mixed else shown),
        "names": "、".join(names_of(shown, [name.upper() for name in kept])[:NAMES_SHOWN]) or "（无）",
        "terms": "（无）" if mixed else glossary.told(shown),
    }
    prompt = load_prompt(name)
    body = prompt.render(**{variable: asked[variable] for variable in prompt.variables})
    kind: type[TranslationPass] = PhrasePass if name == "phrase" else TranslationPass
    latin = may if name == "phrase" else may or None  # names that are not known as such do stand in sentences
    answer = await asker.reply(f"{name}-{aspect}", body, kind, _tokens(shown), latin)
    if answer is None:
        return "", ("no answer",)
    chinese = glossary.corrected(sentence, _quiet(tidy(answer.translation).rstrip("。"), kept))
    chinese = right_senses(sentence, in_chinese(chinese, own), asker.about)
    chinese = tidy(unglossed(sentence, said_once(in_digits(sentence, chinese))))
    return chinese, (*gaps(sentence, chinese, own), *language_problems(aspect, chinese, prompt.text))


def _tokens(sentence: str) -> int:
    return min(SENTENCE_TOKENS, FRAME_TOKENS + int(len(sentence) / CHARS_A_TOKEN))


def held(sentence: str, own: Sequence[str]) -> list[str]:
    """The Latin names and the numbers that a translation of the sentence may hold."""
    letters = _LETTER.findall(sentence)
    found = (
        names_of(sentence, own),
        [part for name in model_names.latin_names(unopened(sentence)) for part in uncompounded(name)],
        _CAPITAL.findall(sentence),
        _TERMS.findall(sentence),
        [*letters, *(said[0] for said in letters if said[0].isupper())],  # X 光
        NUMBER.findall(sentence),
    )
    return _once([*(n for n in own if n in sentence), *(term for terms in found for term in terms)])


def _loud(text: str, kept: Sequence[str]) -> str:
    """The sentence with its method's names in capitals, which a small model does not translate: Coconut is no nut."""
    for name in kept:
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?!\w)(?:[-–](?=[a-z]))?", _apart(name), text)
    return text


def _apart(name: str) -> Callable[[re.Match[str]], str]:
    """Puts a name into capitals, and apart from the word that it is joined to: TWEEDIE lognormal."""
    return lambda found: name.upper() + (" " if len(found[0]) > len(name) else "")


def _quiet(text: str, kept: Sequence[str]) -> str:
    """The method's names as the paper writes them."""
    for name in kept:
        text = re.sub(rf"(?<![A-Za-z]){re.escape(name.upper())}(?![A-Za-z])", name, text)
    return text


def _once(found: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(found))
