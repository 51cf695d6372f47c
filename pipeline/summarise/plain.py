"""An English sentence without its flourishes, and its Chinese without what is said twice or hung on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ground.numbers import find_numbers

LEAST_LEFT = 60  # characters of a sentence; of a shorter one, what follows is most of what it says
LEAST_BROKEN = 5  # letters of a name that the end of a line may have broken: Pre-cogUI
LEAST_HALF = 40  # characters of a half that is translated alone
SPELLED = 20  # a number from which on Chinese has digits where the English has them
_LEADS_IN = re.compile(
    r"(?i)^(?:(?:in|with|through) (?:this|the present|our) (?:paper|work|study|article|manuscript|regard|context)|"
    r"to this end|to (?:address|tackle|overcome|bridge|solve|fill|mitigate) (?:this|these|the|that)\b[^,]*|"
    r"(?:(?:based|building) (?:up)?on|(?:motivated|inspired|empowered) by|using|with) (?:this|these)\b[^,]*|"
    r"to \w+ (?:their|its|such)\b[^,]*|"
    r"in response|clearly|overall|(?:more )?specifically|concretely|importantly|here), "
)
# "We introduce X, a Y that ...": a small model makes better Chinese of "X is a Y that ..."
_INTRODUCES = re.compile(
    r"^(?:We|This (?:paper|work)) (?:introduce|propose|present|develop)s? "
    r"(?P<name>[A-Z][\w+.-]*(?: [A-Z][\w+.-]*)*(?: \([^()]*\))?), "
    r"(?:(?P<thing>(?:an?|the) (?!.* and [A-Z][\w+.-]*, ).+)|which (?P<does>.+))$"
)
_INSTEAD = re.compile(r"(?<=\w) instead(?= \w+s\b)")  # of what stands in the sentence before
_DERIVED = re.compile(r"^From (?:this|these) [^,]*? (?=we )")
_CALLED = re.compile(r"(?<=\bWe )(?P<verb>\w+) (?:this|these) (?:\w+ ){1,2}as ")  # "We study this failure as X"
_BY = re.compile(r"\b(?:solves|addresses|tackles|overcomes|achieves|resolves) (?:this|these) \w+ by (?=\w+ing\b)")
_FOR_THIS = re.compile(r" to \w+ (?:this|these) \w+(?=\.$)")  # of the sentence before
_DASHED = re.compile(r"(?<=[a-z])–(?=[A-Z][a-z])")  # Allen–Cahn: a name, of which a small model makes Allen 一坎恩
# of a title: "Learning X for Y", of which a small model makes a Y that learns X
_DOES_FOR = re.compile(
    r"(?i)^(?P<does>learning|generating|predicting|estimating|model+ing|detecting|recovering|identifying|discovering|"
    r"reconstructing|inferring) (?P<what>(?:(?! for ).)+) for (?P<aim>(?:(?! (?:for|with|by|via|from|in) ).)+)$"
)
_NUMBERED = re.compile(r"^\(\d\) ")  # of a list whose other items may not be told
_THESE = re.compile(r"^These (?:\w+ )?(?:results|findings)\b")  # of the sentence before, which may not be told
_PRAISES = re.compile(
    r", (?:thus |thereby )?(?:offering|providing|paving|highlighting|showcasing|positioning|underscoring|shedding|"
    r"demonstrating|which sheds)\b[^,;:()]*(?=\.$)"
)
_TWICE = re.compile(
    r"(?P<what>[^（）\s，。]{2,30}) ?（(?P=what)）|(?P<word>[\u3400-\u9fff]{1,3})的(?P=word)(?=[，。]|$)"
)

_GLOSS = re.compile(r"(?P<short>[A-Z][\w-]*)（[^（）]*[\u3400-\u9fff][^（）]*）")
LONG_WORDS = 20  # of a sentence that a small model keeps apart
LEAST_WORDS = 7  # of a clause that says something alone
_JOINTS = {";": "；", ", while": "，而", ", whereas": "，而", ", but": "，但"}
_CUT = re.compile(r"(?P<joint>;|, while|, whereas|, but) (?!(?:it|they|this|these|its|their|\w+ing|\w+ed|not)\b)")
_TURNS = re.compile(r"^(?:(?:然而|但是|不过|此外|因此|同时)，|但)")
_CLAUSE = re.compile(r"[,;] (?=(?:while|and|but|so|we)\b)")


def plain(sentence: str, own: Sequence[str] = ()) -> str:
    """The sentence without what only leads into it or introduces a name, and without praise behind its last comma.

    `own`: what the paper calls its own method; at the beginning one that is spelled out is called by it alone.
    """
    said = _THESE.sub("Results", _DERIVED.sub("", _LEADS_IN.sub("", _NUMBERED.sub("", sentence))))
    said = _FOR_THIS.sub("", _CALLED.sub(lambda called: f"{called['verb']} ", said[:1].upper() + said[1:]))
    said = _DASHED.sub("-", _BY.sub("works by ", _INSTEAD.sub("", said)))
    if introduced := _INTRODUCES.match(said):
        what = introduced["does"] or f"is {introduced['thing']}"
        said = f"{introduced['name']} {what}"
    for name in own:
        if len(name) >= LEAST_BROKEN:
            said = re.sub(rf"(?<![\w-]){'-?'.join(map(re.escape, name))}(?!\w)", name, said)
        spelled = re.match(rf"([A-Z][^,.()]{{3,60}}) \({re.escape(name)}\)", said)
        if spelled and _capitals(spelled[1]) == _capitals(name):
            said = f"{name}{said[spelled.end() :]}"
    bare = _PRAISES.sub("", said)
    said = bare if len(bare) >= LEAST_LEFT else said
    return said[:1].upper() + said[1:]


def framed(phrase: str) -> str:
    """A phrase that does one thing for another in the order of Chinese, which a small model then keeps."""
    return _DOES_FOR.sub(lambda said: f"用于 {said['aim']} 的 {said['what']} 的 {said['does'].lower()}", phrase)


def _capitals(text: str) -> str:
    return "".join(filter(str.isupper, text))


def halves(sentence: str) -> tuple[str, ...]:
    """The two parts of a sentence at the comma nearest to its middle behind which a new clause begins; or none."""
    cuts = [m for m in _CLAUSE.finditer(sentence) if min(m.start(), len(sentence) - m.end()) >= LEAST_HALF]
    if not cuts:
        return ()
    cut = min(cuts, key=lambda m: abs(m.start() - len(sentence) / 2))
    rest = sentence[cut.end() :]
    return f"{sentence[: cut.start()]}.", rest[:1].upper() + rest[1:]


def clauses(sentence: str) -> list[tuple[str, str]]:
    """The clauses of a long sentence that stand by themselves, each with what Chinese puts before it; else it alone."""
    if len(sentence.split()) <= LONG_WORDS:
        return [("", sentence)]
    found, start, joint = list[tuple[str, str]](), 0, ""
    for cut in (*_CUT.finditer(sentence), None):
        end = cut.start() if cut else len(sentence)
        clause = sentence[start:end]
        if len(clause.split()) < LEAST_WORDS:
            continue
        if cut and len(sentence[cut.end() :].split()) < LEAST_WORDS:
            continue
        found.append((joint, f"{clause[:1].upper()}{clause[1:]}".rstrip(".") + "."))
        if cut:
            start, joint = cut.end(), _JOINTS[cut["joint"].strip()]
    return found


def said_once(chinese: str) -> str:
    """The Chinese without a bracket that repeats the words before it, and without a thing of itself: 流的流."""
    return _TWICE.sub(lambda found: found["what"] or found["word"], chinese)


def in_digits(english: str, chinese: str) -> str:
    """The Chinese with the sentence's own digits where it spells a number out: 八千一百九十二, of 8192."""
    written = [n for n in find_numbers(english, with_words=False) if n.text.isdigit() and n.value >= SPELLED]
    for said in reversed(find_numbers(chinese)):
        same = [n for n in written if said.reading == "chinese" and n.value == said.value]
        spelled = re.match(r"[零一二三四五六七八九十百千万]+", said.text)
        if same and spelled:
            chinese = f"{chinese[: said.start]}{same[0].text}{chinese[said.start + spelled.end() :]}"
    return chinese


def unglossed(english: str, chinese: str) -> str:
    """The Chinese without a bracket that says what an abbreviation stands for where the English says nothing of it.

    A small model invents it: KOA（多发性硬化症）.
    """
    return _GLOSS.sub(lambda found: found[0] if f"{found['short']} (" in english else found["short"], chinese)


def opening(chinese: str) -> str:
    """The Chinese as a field begins with it: without a turn from what does not stand there."""
    return _TURNS.sub("", chinese)
