"""The sentences that say what a paper's problem, method, training and inference are, for a small model to translate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from pipeline.summarise import at_work
from pipeline.summarise.abstracts import finds, makes, measured
from pipeline.summarise.candidates import (
    DANGLES,
    INTRODUCTION,
    OF_INFERENCE,
    OVERVIEW,
    PROPOSES,
    THIS_WORK,
    WE,
    Candidate,
    KeySentence,
    begins_with,
    is_ours,
    opening_of,
    sentences_of,
    speaks_of_another,
    with_roles,
)
from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import either, pattern

Aspect = Literal["problem", "architecture", "training", "inference", "results_prose"]
ASPECTS: tuple[Aspect, ...] = ("problem", "architecture", "results_prose", "training", "inference")

MOST: dict[Aspect, int] = {  # sentences
    "problem": 2,
    "architecture": 3,
    "training": 2,
    "inference": 2,
    "results_prose": 2,
}
SPARE = 1  # further ones, for those that cannot be translated
LEAST_SCORE = 3.0  # words of the aspect, and a place where papers speak of it
LEAST_OF_INFERENCE = 3.5  # rarely said, and more rarely in words that are used of nothing else
LEAST_UNTRAINED = 1.0  # of a method that trains nothing: one thing that is done
EACH = 3.0  # what is said to be done at each step, or first and then
LEAST_UNTRAINED_RUN = 3.0
LEAST_AT_WORK = 3.0  # of an abstract, which speaks of the system anyhow
LEAST_OF_ABSTRACT = 1.0
SURE = 200  # characters that a small model translates well; the problem is said in so many somewhere
LONG = 1.0  # against a longer sentence about the problem, that is no abstract's
METHOD_CHARS = 560  # of English about the method from the abstract, which gives about 200 of Chinese
NAMED_ONLY = 45  # characters; a shorter sentence of an abstract only gives the method its name
LEAST_OF_BODY = 5.0  # of a sentence of the body beside the abstract's only one
ENOUGH = 2  # sentences about the method
LEAST_OF_OVERVIEW = 5.0
LEAST_HOW = 2
STEPS = 3  # sentences of a paragraph that tells a run step by step
NEARER = 0.01  # a line: of two that say as much, the later tells what the paper sets out from
DENIED = 3.0  # that a hypothesis fails is what its paper is about
HALF = 0.5  # of the best sentence about the method: what scores less says something beside it
BEFORE_OURS = 3.0  # an abstract's sentences before the first about the paper itself: the state that it sets out from
LEAST_OF_TRAINING = 60  # characters; a shorter one says no more than that something is trained
_REACHES = re.compile(r"(?i)\b(?:lift|rais|reach|beat|match|lose|loss of|percentage points?)|\d ?%")
_OWN_MAKING = re.compile(
    rf"(?i)\b(?:we|this (?:paper|work)|our (?:work|paper)) (?:\w+ ){{0,2}}{either('aspects.proposal', 'own', 'made')}"
)
_FINDS = re.compile(
    r"(?i)^(?:motivated|inspired) by (?:this|these)\b|\bour (?:findings|results|experiments|analysis|proposed|method|"
    r"framework|approach)\b|\bthe proposed\b|"
    r"\bwe (?:\w+ )?(?:find|show|observe|demonstrate)\b"
)
# what is told of a method, and is nothing of it: others' belief, a comparison, how it is evaluated, what it is not
_NO_PART = re.compile(
    r"(?i)\b(?:widely|commonly|generally) (?:believed|thought|assumed|used)\b|\bas closely as possible\b|"
    r"\bwe (?:will |also |additionally |further |critically )*(?:compare|evaluate|analy[sz]e|examine|assess|varied)\b|"
    r"\bpresent (?:\w+ )?(?:analys[ie]s|results|comparisons?|experiments)\b|\boutline\b|\bwe do not\b|"
    r"\bgenerali[sz]es (?:well )?to\b|\bwe further study\b|\bshows?\b|\breveals?\b|^Across \d|"
    r"\b(?:was|were) not\b|"
    r"\bimproves? performance\b|\bfindings\b|^To evaluate\b|\bwe find\b"
)
_COUNTS = re.compile(r"^Of (?:the|all|\d)|\bbetter than\b")  # how many data are used for what, and what beats what
_THIS_PAPER = re.compile(r"(?i)\bthis (?:paper|work|study|survey|article)\b")
_MAKES_DATA = re.compile(
    rf"(?i){either('aspects.proposal', 'made')}\w* (?:an? )?(?:[\w-]+(?: \([^)]*\))?,? ){{0,3}}(?:an? )?"
    r"(?:[\w-]+ ){0,3}(?:datasets?|benchmarks?|corp(?:us|ora))\b"
)
_ACHIEVES = pattern("aspects.results")
_REFERS = re.compile(r"(?:This|These|Such|That)\b(?! (?:paper|work|study|article)\b)")  # it says the less alone
# what a system does with what it is given, step by step
_AT_WORK = re.compile(
    r"(?i)^given [^,]+, |\bper (?:block|query|step|token|frame|case)\b|"
    r"\beach (?:step|turn|round|iteration|query|case|image|frame|block|token|sample|input)\b(?!['’])|"
    r"\bfirst\b.*\bthen\b|\bthen \w+s\b"
)
_USUAL = re.compile(
    r"\b(?:is|are) (?:often|commonly|frequently|typically|usually|widely) \w+ed\b|"
    r"\b(?:typical|conventional|traditional) (?:workflow|pipeline|training)\b"
)
_PAST = re.compile(  # others' work
    r"(?i)\bin (?:the last|recent) \w+|\b(?:was|were|been) (?:first )?proposed\b|"
    r"\b(?:has|have) (?:recently |also )?(?:shown|demonstrated|achieved|proven)\b|^[Ff]or example, demonstrated"
)
_UNLIKE = re.compile(r"(?i)\b(?:in contrast|unlike)\b|^(?:Since|Because)\b|\bcommonly\b")  # how others train, or why
# what is seen of training, or argued about it, is no training
_SEEN_OF_TRAINING = re.compile(
    r"(?i)\b(?:indicate|impact|remains|fair|theorem|narrative|curves?|plots?|investigat\w+|official|differing|no|not|"
    r"therefore|baseline)\b|^(?:despite|due to|nothing|after training|"
    r"to (?:demonstrate|verify|evaluate))\b|\bwe provide\b|"
    r"\bpre-?trained on (?:diverse|large|massive|web)"
)
_LOOKED_AT = re.compile(r"(?i)analy[sz]|dynamics|metrics")  # of a heading: training is looked at there, not told
_SUPPOSES = re.compile(r"\b(?:should|would|could|if)\b")
_TRAINS = re.compile(r"(?i)\bwe (?:\w+ )?(?:train|fine-?tune|pre-?train|collect|optimi[sz]e)\b|\btrain(?:ed|ing)\b")
_HOW_TRAINED = re.compile(
    r"(?i)\bwe (?:\w+ )?(?:train|fine-?tune|optimi[sz]e|initiali[sz]e|pre-?train|minimi[sz]e|update|distill)|"
    r"\b(?:is|are|was|were) (?:\w+ )?(?:trained|fine-?tuned|pre-?trained|initiali[sz]ed|optimi[sz]ed|distilled|"
    r"used to train)"
)
_OF_TRAINING = re.compile(  # a sentence whose first words are of a training
    r"(?i)(?:[\w-]+ ){0,4}(?:stages?|phases?|training|fine-?tuning|loss|objective|rewards?|"
    r"optimi[sz]er|curriculum|SFT|RL|GRPO|distillation)\b"
)
_TRAINING_HEADS = re.compile(r"(?i)train|optimi|implementation|set-?up|detail|procedure|objective|tuning")
_EXPERIMENTS = re.compile(r"(?i)experiment|evaluat|set-?up|settings|implementation|detail|protocol|baseline|benchmark")
_INFERENCE_COST = re.compile(
    r"(?i)\b(?:inference|test)[ -](?:time )?(?:costs?|speeds?|latency|efficiency|budgets?|FLOPs|pairs?)\b|"
    r"(?<!at )\binference time\b|\bper second\b|\bthroughput\b|\btimes as (?:many|fast)\b|"
    r"\bfast\w* (?:on |at )?inference|\bused for inference|\b(?:slow|speed)\w* (?:down |up )?(?:\w+ )?inference"
)
_ABLATED = re.compile(r"(?i)\bablat|\bsensitivity\b")  # of a heading under which other systems are tried
_TESTED = pattern("sections.sections", "results", "after")
_COMPARES = re.compile(
    r"(?i)\b(?:outperform|surpass|superior|faster than|better than|state-of-the-art|achiev|"
    r"results? (?:show|suggest|demonstrate)|effectiveness of)|\d ?%|\d× "
)
_MEASURED = re.compile(r"\d(?:\.\d+)? ?%|\d\.\d|\d ?[×x]\b")
_FOUND = re.compile(r"(?i)\bwe (?:\w+ )?(?:show|find|found|hypothesi[sz]e|argue|demonstrate)\b|\bempirical\b")
# of what an abstract says that the authors do, what is no making: scores, findings, training
_NOT_MADE = (_ACHIEVES, _REACHES, _HOW_TRAINED, _FOUND)
_ASKED = re.compile(r"\b[Ww]e (?:hypothesi[sz]e that|ask whether)\b")
# a finding that the authors did not hope for
_DENIES = re.compile(
    r"(?i)\b(?:do|does|did) not (?:support|improve|outperform|beat|reach|help|transfer|generali[sz]e)|"
    r"\bno (?:significant|consistent|evidence|improvement|benefit|gain)|\blimited gain\b"
)
_CONSISTS = re.compile(r"\b(?:consists? of|compris(?:es?|ing)|(?:is|are) composed of|made up of)\b")
_OUR_THING = re.compile(r"Our (?:\w+ )?(?:benchmark|method|system|framework|model|approach|pipeline|suite|dataset),? ")
_CONTROL = re.compile(
    r"\bwithout [\w-]+ (?:gains|gets|reaches) only\b|\bgains only\b"
)  # what the method is held against
_LEANING = re.compile(r"(?:This|Such)\b|These (?!(?:\w+ )?(?:results|findings)\b)")
_WORDS: dict[Aspect, re.Pattern[str]] = {
    "problem": pattern("aspects.problem"),
    "architecture": pattern("aspects.method"),
    "training": pattern("aspects.training"),
    "results_prose": _ACHIEVES,
}
_PLACES: dict[Aspect, re.Pattern[str]] = {
    "problem": pattern("sections.sections", "problem"),
    "architecture": pattern("sections.sections", "abstract", "method"),
    "training": pattern("sections.sections", "training"),
    "inference": pattern("sections.sections", "inference"),
    "results_prose": pattern("sections.sections", "summary", "results"),
}
_ELSEWHERE = pattern("sections.sections", "after")
_OTHERS = pattern("sections.sections", "others")
_OF_BASELINE = re.compile(
    r"(?i)^(?:(?:the|our|all|each|every|both|this|an?) )?(?:[\w-]+ ){0,3}baselines?\b|"
    r"\bfor (?:[\w-]+ ){1,3}baselines?\b|\bas (?:our method|ours)\b"
)
_PREDICTS = re.compile(r"^To (?:predict|segment|classify|decode|infer)\b")
_AT_INFERENCE = pattern("aspects.inference", "moment")
_SAMPLES = pattern("aspects.inference", "sampled")
_ONE_PASS = re.compile(r"(?i)\b(?:in|within|by|with) (?:a single|one) forward pass\b")
# what the model does of itself in the midst of an answer
_MIDST = re.compile(
    r"(?i)\b(?:when(?:ever)?|once|after|if) (?:the|an?) (?:model|LLM|MLLM|VLM|agent|policy) (?:\w+ )?"
    r"(?:outputs?|chooses?|generates?|emits?|predicts?|decides?)\b"
)
# what the authors' system does with what it is given
_RECEIVES = re.compile(
    r"^(?:[Ff]or (?:an?|each) given|[Gg]iven (?:an?|the|each)|[Uu]pon receiving|[Tt]aking (?:an?|the)) [^,]+, "
    r"(?:the [A-Z]\w+|[Oo]ur \w+) (?:\w+ ){0,3}(?:generat|predict|output|produc|return|answer|select|collect|search)\w*"
)
_MAKING = re.compile(r"(?i)\breplay|\bloss\b|\bgradients?\b|\btrained\b")  # what a paragraph about training speaks of
# of nothing that is done, or of what stands elsewhere
_LACKS = re.compile(r"\b(?:is|are|does|do) not\b|\b[Tt]he same (?!.*\bas\b)")
_WHILE_TRAINING = re.compile(
    r"(?i)\b(?:rollouts?|train(?:s|ed|ing)?|reward models?|label(?:ers?|ing)|preference pairs?|exploration)\b"
)
# what every model of its kind does: "During decoding, a language model reads its whole cache"
_ANY_MODEL = re.compile(
    r"^[^,]{1,40}, (?:an?|most|current|existing) (?:\w+ ){0,2}(?:language model|LLM|transformer)s?\b"
)
_OF_OTHERS = re.compile(
    r"\b(?:stud(?:y|ies)|works?) (?:show|demonstrate|find|suggest)|"
    r"(?:\(\d\) |^)[A-Z][\w+-]*(?: [\w+-]+){0,2}: |\b(?:re-?implement|baselines?)\b"
)


def key_sentences(
    lines: Sequence[Line], names: Sequence[str], untrained: bool = False
) -> Mapping[Aspect, tuple[KeySentence, ...]]:
    """The best sentences of each aspect in the paper's order, MOST and SPARE ones; empty where none is good enough.

    A sentence stands for the first aspect that takes it among its best MOST. Every abstract says a problem and a
    method, if not in the words that are looked for: its sentences before, or about, what it proposes are then taken.
    `names`: the method's. `untrained`: whether nothing is trained, so that what a method does is done at inference.
    """
    every = with_roles(list(sentences_of(lines, opening_of(lines), names)), names)
    left, found = every, dict[Aspect, tuple[KeySentence, ...]]()
    for aspect in ASPECTS:
        found[aspect] = _of_aspect(aspect, left, names, untrained)
        taken = {s.text for s in sorted(found[aspect], key=lambda s: -s.score)[: MOST[aspect]]}
        left = [s for s in left if s.text not in taken]
    lacking = (MOST["inference"] if untrained else 1) - len(found["inference"])
    if lacking > 0:
        found["architecture"], runs = _runs(every, found["architecture"], names, untrained, lacking)
        found["inference"] = tuple(sorted((*found["inference"], *runs), key=lambda s: s.at))
    return found


def _runs(
    every: Sequence[Candidate], told: Sequence[KeySentence], names: Sequence[str], untrained: bool, most: int
) -> tuple[tuple[KeySentence, ...], tuple[KeySentence, ...]]:
    """The sentences about a method without those that say what it does with what it is given, and these.

    They are the abstract's; the first about the method stays: the others lean on it.
    """
    told_first = {s.text for s in told[:1]}
    scored = [
        s.scored(_of_run(s, names))
        for s in every
        if s.role == "method" and s.text not in told_first
        if not (makes(s.text) or _HOW_TRAINED.search(s.text) or PROPOSES.search(s.text) or speaks_of_another(s.text))
    ]
    least = LEAST_UNTRAINED if untrained else LEAST_AT_WORK
    working = _best("inference", scored, least)[:most]
    texts = {s.text for s in working}
    return tuple(s for s in told if s.text not in texts), tuple(sorted(working, key=lambda s: s.at))


def _of_inference(
    known: Sequence[Candidate], scored: Sequence[KeySentence], names: Sequence[str], untrained: bool
) -> list[KeySentence]:
    """What is said outright to be done at inference; else what tells a run of the system, all in one section."""
    running = [at_work.at_work(s.text, s.heading, names) for s in known]
    making = {s.block for s in known if _MAKING.search(s.text)}
    steps = Counter(s.block for s, of in zip(known, running, strict=True) if of and s.block not in making)
    running = [of + (of > 0 and steps[s.block] >= STEPS) for s, of in zip(known, running, strict=True)]
    running = [0.0 if INTRODUCTION.search(s.heading) else of for s, of in zip(known, running, strict=True)]
    by_run = {k: k.score + HALF * of for k, of in zip(scored, running, strict=True)}
    sure = [k for k in scored if k.score >= LEAST_OF_INFERENCE]
    if sure:
        best = _best("inference", [k._replace(score=by_run[k]) for k in sure], LEAST_OF_INFERENCE)
        texts = {k.text for k in best}
        return [k for k in sure if k.text in texts]
    least = LEAST_UNTRAINED_RUN if untrained else LEAST_OF_INFERENCE
    best = _best("inference", [s.scored(of) for s, of in zip(known, running, strict=True)], least)
    headings = {s.text: s.heading for s in known}
    return [k for k in best if headings[k.text] == headings[best[0].text]]


def _of_run(sentence: Candidate, names: Sequence[str]) -> float:
    """How surely a sentence of an abstract says what is done with what is given, more so where at each step."""
    score = at_work.at_work(sentence.text, "", names)
    return score + EACH * bool(_AT_WORK.search(sentence.text) and not at_work.tells_else(sentence.text))


def _of_aspect(
    aspect: Aspect, found: Sequence[Candidate], names: Sequence[str], untrained: bool
) -> tuple[KeySentence, ...]:
    known = [s for s in found if not s.appendix or aspect in ("training", "inference")]
    if aspect not in ("architecture", "inference"):
        known = [s for s in known if s.heading != OVERVIEW]
    if aspect in ("architecture", "training", "inference"):
        known = [s for s in known if not s.others]
    if aspect in ("training", "inference"):
        known = [s for s in known if not _OF_BASELINE.search(s.text)]
    if aspect == "training":
        known = [s for s in known if len(s.text) >= LEAST_OF_TRAINING]
    scored = [s.scored(_score(s.text, aspect, s.heading, s.proposed, names)) for s in known]
    if aspect == "problem":
        scored = [k._replace(score=_of_problem(s, k.score, found)) for s, k in zip(known, scored, strict=True)]
        before = [(s, k) for s, k in zip(known, scored, strict=True) if s.before]
        if len(before) >= MOST["problem"]:
            scored = [k._replace(score=k.score + NEARER * k.at) for _, k in before]
    if aspect == "results_prose":
        told = _found_by_abstract(known, scored)
        if told:
            return told
    if aspect == "architecture":
        scored = _introduced_once(known, scored, names)
        told = _told_of_method(known, scored)
        if told:
            return told
        found_out = {s.text for s in known if s.role == "finding"}
        scored = [k for k in scored if k.text not in found_out]
    best = (
        _of_inference(known, scored, names, untrained) if aspect == "inference" else _best(aspect, scored, LEAST_SCORE)
    )
    if not best and aspect in ("problem", "architecture"):
        said = [s for s in found if s.heading == "abstract" and (aspect != "problem" or s.role in ("state", "insight"))]
        best = _best(aspect, [s.scored(_of_abstract(s, aspect, names)) for s in said], LEAST_OF_ABSTRACT)
    return tuple(sorted(best, key=lambda s: s.at))


def _best(aspect: Aspect, scored: Sequence[KeySentence], least: float) -> list[KeySentence]:
    best: list[KeySentence] = []
    if aspect == "architecture":
        least = max(least, HALF * max((s.score for s in scored), default=0.0))
    for sentence in sorted((s for s in scored if s.score >= least), key=lambda s: (-s.score, s.at)):
        if len(best) < MOST[aspect] + SPARE and not any(_alike(sentence.text, other.text) for other in best):
            best.append(sentence)
    return best


def _introduced_once(
    known: Sequence[Candidate], scored: Sequence[KeySentence], names: Sequence[str]
) -> list[KeySentence]:
    """Without the sentences of the body that introduce what a sentence of the abstract introduces."""
    made = [(s, k) for s, k in zip(known, scored, strict=True) if _OWN_MAKING.search(s.text)]
    of_abstract = [s.text for s, k in made if s.heading == "abstract" and k.score >= LEAST_SCORE]
    said = [name for name in names if any(name in text for text in of_abstract)]
    again = {k for s, k in made if s.heading != "abstract" and any(name in s.text for name in said)}
    return [k for k in scored if k not in again]


def _told_of_method(known: Sequence[Candidate], scored: Sequence[KeySentence]) -> tuple[KeySentence, ...]:
    """What the abstract tells of its method: what it proposes first of all, then what says most of how it is done.

    Where that is one sentence, or says nothing of how, the overview's caption and then the body's best stand beside it.
    """
    own = [s for s in known if _is_of_method(s)]
    chosen, used = list[Candidate](), 0

    def rank(s: Candidate) -> tuple[bool, bool, bool, int]:
        return not makes(s.text), not PROPOSES.search(s.text), not _OUR_THING.match(s.text), -at_work.how(s.text)

    for sentence in sorted(own, key=rank):
        if not chosen or (len(chosen) < MOST["architecture"] and used + len(sentence.text) <= METHOD_CHARS):
            chosen, used = [*chosen, sentence], used + len(sentence.text)
    texts = {s.text for s in chosen}
    told = [k for k in scored if k.text in texts]
    if len(told) == 1:
        told += [s.scored(LEAST_SCORE) for s in known if s.role == "insight" and not at_work.aims(s.text)][-1:]
    if len(told) < ENOUGH:
        drawn = [s.scored(LEAST_SCORE + at_work.how(s.text)) for s in known if s.heading == OVERVIEW]
        of_body = {s.text for s in known if s.role is None and s.heading != OVERVIEW and not _TESTED.search(s.heading)}
        body = [k for k in scored if k.text in of_body]
        more = [*_best("architecture", drawn, LEAST_OF_OVERVIEW), *_best("architecture", body, LEAST_OF_BODY)]
        more = sorted(more, key=lambda k: not _CONSISTS.search(k.text))
        told += [k for k in more if not any(_alike(k.text, other.text) for other in told)][: ENOUGH - len(told)]
    return tuple(sorted(told, key=lambda s: s.at))


def _is_of_method(sentence: Candidate) -> bool:
    """Whether a sentence of an abstract says what the method is or how it does it."""
    if len(sentence.text) < NAMED_ONLY or (
        (at_work.aims(sentence.text) or _NO_PART.search(sentence.text)) and not makes(sentence.text)
    ):
        return False
    if (measured(sentence.text) and finds(sentence.text)) or OF_INFERENCE.match(sentence.text):
        return False
    if sentence.role == "finding":  # a method goes on behind its praise
        return at_work.how(sentence.text) >= LEAST_HOW and not finds(sentence.text) and sentence.text.endswith(".")
    trained_or_counted = _HOW_TRAINED.search(sentence.text) or _COUNTS.search(sentence.text)
    return sentence.role == "method" and (makes(sentence.text) or not trained_or_counted)


def _found_by_abstract(known: Sequence[Candidate], scored: Sequence[KeySentence]) -> tuple[KeySentence, ...]:
    """What the abstract found, each by how much it says: that it did not hold, its numbers, its conclusion."""
    found = [k for s, k in zip(known, scored, strict=True) if s.role == "finding" and not _LEANING.match(s.text)]
    told = [
        k._replace(
            score=DENIED * bool(_DENIES.search(k.text))
            + measured(k.text)
            + HALF * (len(k.text) <= SURE)
            - bool(_CONTROL.search(k.text))
        )
        for k in found
    ]
    return tuple(k._replace(score=k.score + NEARER * at) for at, k in enumerate(told))


def _of_problem(sentence: Candidate, score: float, found: Sequence[Candidate]) -> float:
    """The score of a sentence by where it stands to what the abstract says of the paper itself."""
    if DANGLES.match(sentence.text) or sentence.listed:
        return 0.0
    if sentence.before:
        return BEFORE_OURS + _hits(sentence.text, "problem")
    if sentence.role and _ASKED.search(sentence.text):
        return BEFORE_OURS
    if _REFERS.match(sentence.text) or sentence.text.startswith("We "):
        return 0.0
    if sentence.role in ("method", "finding"):
        return 0.0 if any(s.before for s in found) else score - BEFORE_OURS
    return score - LONG * (len(sentence.text) > SURE)


def _of_abstract(sentence: Candidate, aspect: Aspect, names: Sequence[str]) -> float:
    """1 for an abstract's sentence about the state before the paper, or about what the paper does; 2 if by its name."""
    begins = begins_with(sentence.text, names)
    ours = begins or bool(WE.match(sentence.text) or THIS_WORK.search(sentence.text))
    if aspect == "problem":
        ours = ours or makes(sentence.text)
        return float(not (ours or sentence.proposed or any(name in sentence.text for name in names)))
    achieves = bool(_ACHIEVES.search(sentence.text) or _REACHES.search(sentence.text))
    return 0.0 if achieves else float(begins) + float(ours)


def _score(text: str, aspect: Aspect, heading: str, proposed: bool, names: Sequence[str]) -> float:
    """Words of the aspect, its places, and for the method the sentences that propose it and name it."""
    if aspect == "inference":
        return _score_inference(text, heading, names)
    hits = _hits(text, aspect)
    proposes = bool(PROPOSES.search(text))
    named = any(re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", text) for name in names)
    ours = bool(re.search(r"(?i)\bwe\b|\bour\b", text))
    made_known = is_ours(text, names) or text.startswith("It ")  # a method, named in the sentence before
    told = heading == "abstract" and made_known and not any(p.search(text) for p in _NOT_MADE)
    if not hits and not (aspect == "architecture" and (proposes or told)):
        return 0.0
    score = min(hits, 3) + 2.0 * bool(_PLACES[aspect].search(heading))
    if aspect == "training" and _USUAL.search(text) and not ours:
        return 0.0  # what others do
    if aspect != "problem":
        score -= 3.0 * bool(_PAST.search(text) and not ours)
    if aspect == "results_prose":
        measured = bool(_MEASURED.search(text))
        known = (proposed and heading == "abstract") or named or ours or measured
        score += 2.0 * (heading == "abstract") + 1.0 * named - 2.0 * bool(_OTHERS.search(heading))
        opening = heading == "abstract" or bool(INTRODUCTION.search(heading))
        return score + 0.5 * measured - 3.0 * (opening and not known)
    score -= 3.0 * bool(_ELSEWHERE.search(heading))
    if aspect == "problem":
        score -= 3.0 * bool(_FINDS.search(text)) + 1.0 * (heading != "" and not _PLACES["problem"].search(heading))
        return score + 1.5 * (heading == "abstract" and not proposed) - 3.0 * (proposes or proposed or named)
    score += 1.0 * named + 0.5 * ours - 0.5 * bool(re.search(r"\d", text))
    compares = bool(_COMPARES.search(text) or (heading == "abstract" and _REACHES.search(text)))
    if aspect == "architecture":
        made = bool(_OWN_MAKING.search(text))
        score += 1.5 * told + 2.5 * made + 0.5 * (proposes and not made) + 1.0 * (heading == "abstract" and proposed)
        score -= 3.5 * bool(_NO_PART.search(text)) + 2.5 * bool(made and _MAKES_DATA.search(text))
        before = heading == "abstract" or bool(INTRODUCTION.search(heading))
        score -= 2.0 * (before and not (told or proposed or ours or named or _THIS_PAPER.search(text)))
        score -= 2.0 * bool(_MIDST.search(text)) + 1.0 * bool(_EXPERIMENTS.search(heading))
        return score - 3.0 * (compares and not made)
    score -= 3.0 * (compares or _UNLIKE.search(text) is not None) + 1.5 * bool(_SUPPOSES.search(text))
    how = bool(_HOW_TRAINED.search(text))
    if not (how or ours or named or _OF_TRAINING.match(text) or _TRAINING_HEADS.search(heading)):
        return 0.0
    score -= 2.0 * bool(INTRODUCTION.search(heading) or _OTHERS.search(heading) or proposes)
    score -= 3.0 * bool(_SEEN_OF_TRAINING.search(text) or OF_INFERENCE.search(text) or _LOOKED_AT.search(heading))
    score += 1.0 * how - 1.5 * (not how and not _TRAINING_HEADS.search(heading))
    return score


def _hits(text: str, aspect: Aspect) -> int:
    return len({m[0].lower() for m in _WORDS[aspect].finditer(text)})


def says_a_problem(text: str) -> bool:
    """Whether a sentence has a word of problems: it tells more than the state of things."""
    return _hits(text, "problem") > 0


def _score_inference(text: str, heading: str, names: Sequence[str]) -> float:
    """How surely a sentence says what is done at inference: from its first words on, or by how answers are sampled."""
    named = any(re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", text) for name in names)
    ours = bool(re.search(r"(?i)\bwe\b|\bour\b", text))
    about, samples = bool(OF_INFERENCE.search(text) or _PREDICTS.search(text)), bool(_SAMPLES.search(text))
    about = about or (named and _ONE_PASS.search(text) is not None)
    midst = bool(_MIDST.search(text)) and not about
    received = bool(_RECEIVES.search(text))
    placed = any(found.search(heading) for found in (_PLACES["inference"], _EXPERIMENTS)) or "evaluate" in text
    score = 4.0 * (about or midst or received) + 2.5 * samples + 1.0 * bool(_AT_INFERENCE.search(text))
    if not score:
        return 0.0
    score += 1.0 * named + 0.5 * ours + 1.0 * placed - 4.0 * bool(PROPOSES.search(text))
    score -= 3.0 * bool(_INFERENCE_COST.search(text)) + 2.0 * bool(_COMPARES.search(text) or "compare" in text)
    score -= 2.0 * bool(_LACKS.search(text))
    score -= 1.5 * bool(_SUPPOSES.search(text)) + 2.5 * (not about and bool(_WHILE_TRAINING.search(text)))
    of_others = _OF_OTHERS.search(text) or _ANY_MODEL.search(text) or re.search("(?i)baseline", heading)
    score -= 4.0 * bool(of_others)
    if _ABLATED.search(heading):
        return 0.0
    elsewhere = _ELSEWHERE.search(heading) or _OTHERS.search(heading) or INTRODUCTION.search(heading)
    return score - (0.5 if about or received else 1.0 if named else 3.0) * bool(elsewhere or heading == "abstract")


def _alike(one: str, other: str) -> bool:
    a, b = (set(re.findall(r"[a-z]{4,}", text.lower())) for text in (one, other))
    return len(a & b) > ALIKE * min(len(a), len(b))


ALIKE = 0.6  # of the shorter one's words: the introduction says again what the abstract says
