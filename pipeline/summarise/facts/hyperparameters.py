"""Training settings of tables and sentences."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.summarise.decoding import GREEDY, decoding
from pipeline.summarise.facts.scopes import EVALUATION, is_named, is_stage, of_heading, stage_of
from pipeline.summarise.facts.setting_sentences import BY_DEFAULT, of_sentence, of_sentences
from pipeline.summarise.facts.setting_tables import of_tables
from pipeline.summarise.facts.wanted import LEAST_NUMBER, WANTED, named, number
from pipeline.summarise.lines import PROSE, Line
from pipeline.words.vocabulary import either, pattern
from schemas.summary import HyperparameterFact

MAX_SETTINGS = 24  # of a paper: what an entry of the digest holds
PAIR = 2  # models that a scope may name
LONGEST_SCOPE = 40  # characters of all that a value of a table holds for
OF_ONE_NAME = 5  # values of one setting; more are a table of their own
_CORE = (  # what readers look for first
    "optimizer",
    "learning rate",
    "learning rate schedule",
    "warm-up",
    "batch size",
    "epochs",
    "training steps",
    "LoRA rank",
    "LoRA alpha",
    "GPUs",
    "training time",
)
_OF_MACHINES = ("GPUs", "training time", "precision", "data split")
_MINOR = ("β_{1}", "β_{2}", "Adam ε", "gradient clipping", "random seed", "precision")
_OFF = ("dropout", "LoRA dropout", "weight decay", "KL coefficient", "warm-up")
_ONE_NAME = {"responses per prompt": "group size"}
_EPSILONS = ("Adam ε", "ε", "ϵ")
_UNUSED = {"gradient accumulation steps": 1, "entropy coefficient": 0, "LoRA dropout": 0}  # as good as not there
MANY = 20  # settings beside which a reader needs none that are minor
_AN_OPTIMIZER = rf"\b(?:{either('training.optimizers')})\b"  # one of prompts has no such name
_TRAINS = re.compile(
    r"(?i)\blearning[ -]rates?\b|\bfine-?tun|\bpre-?train|\b(?:we|is|are|was|"
    rf"were) (?:\w+ )?train(?:ed)?\b|{_AN_OPTIMIZER}|"
    r"\btraining (?:data|set|loss|time|steps?)\b|\bneural network|\bepochs?\b|\bmini-?batch"
)
_DURATION = re.compile(r"(?<![a-z])(m|h|d|w)(?:in(?:ute)?s?|(?:ou)?rs?|ays?|eeks?)?$")
_ABOUT = re.compile(r"^[∼~≈]\s*|\s*\([^()]*\)$")
_WEIGHT = re.compile(r"(?:λ|lambda)(?:_\{?\w+\}?)?")  # of 1 it weighs nothing
_OF_MACHINE = re.compile(r"(?i)\bper[- ](?:device|gpu)\b.*\bbatch|\bbatch size per gpu\b|\bmicro-?\s?batch")
_ITS_SYMBOL = re.compile(r"(?<!\w)[A-Za-zα-ω]_\{\w+\}$")
_A_SYMBOL = re.compile(r"\w(?:_\{?(?P<of>\w+?)\}?)?")
LEAST_WORD = 3  # letters of an index that says something: λ_{rec}
_OF_KL = re.compile(r"\b(?:KL|DPO)\b")  # papers in which everybody calls its coefficient β
_OF_RL = re.compile(r"\b(?:PPO|GAE|GRPO|TRPO|actor-critic|[Dd]iscount factor)\b")  # papers that call these so
_LETTERS_OF_RL = (  # each with what it is and between which values
    ("γ", "discount factor γ", 0.8, 1),
    ("gamma", "discount factor gamma", 0.8, 1),
    ("λ", "GAE λ", 0.8, 1),
    ("ε", "clip range ε", 0.1, 0.3),
    ("ϵ", "clip range ϵ", 0.1, 0.3),
    ("epsilon", "clip range epsilon", 0.1, 0.3),
)
_GREEDILY = re.compile(r"(?i)\bgreed(?:y|ily)\b")
_ANY_GPUS = re.compile(r"^(?:a single|\w+) (?:GPUs?|TPUs?)$")
_SURVEYS = re.compile(
    r"(?i)\b(?:this|our|the present) (?:survey|review|tutorial|overview)\b|\bwe (?:survey|review)\b|"
    r"\b(?:comprehensive|systematic) (?:survey|review|overview)\b"
)
_OF_TRAINING = {*_CORE, *(wanted.name for wanted in WANTED if wanted.training)} - {
    *_OF_MACHINES,
    "warm-up",
    "random seed",
    "image resolution",
}  # what inference has too says nothing of training
_OF_RUNNING = {
    *(wanted.name for wanted in WANTED if not wanted.training),
    "decoding",
    "number of seeds",
    "image size",
    "GPUs",
    "precision",
    "batch size",
    "data split",
}
SETS_A_RUN = 3  # settings of training that a section has: a short paper's training
SETS_AT_ONCE = 2  # of those that readers look for first, of a sentence that says who trains, or of the tables
_TRAINS_NOTHING = re.compile(
    r"(?i)\b(?:training|tuning|gradient)-free\b|\binference-only\b|"
    r"\bwithout (?:any )?(?:additional |further |model )*(?:training|fine-?tuning|(?:parameter|gradient) updates?)\b|"
    r"\bno (?:additional |further |model )*(?:training|fine-?tuning|weights|parameters|gradient updates?) (?:is|are)\b"
)
_TRAINS_OWN = re.compile(  # not "pre-trained on", "the training set"
    r"(?i)\blearning[ -]rates?\b|\bfine-?tun|\b(?:we|is|are|was|were) (?:\w+ )?train(?:ed)?\b|"
    rf"{_AN_OPTIMIZER}|\btraining (?:loss|time|steps?)\b|\bepochs?\b|\bmini-?batch"
)
_OF_A_RUN = re.compile(r"(?i)\b(?:pre-?|fine-?)?(?:train|tun)(?:s|ed|ing|e)?\b")
_SUPPOSED = re.compile(r"(?i)\b(?:could|future|may|might|would)\b")
_SERVICE = pattern("models.services")
LEAST_SERVICES = 2  # sentences or rows that name one
LEAST_TRAINING = 5  # sentences or rows that speak of training; a survey's or a theory's introduction has some


def trains(lines: Sequence[Line]) -> bool:
    """Whether the paper trains anything: enough of its own sentences speak of it."""
    if any(_SURVEYS.search(line.text) for line in lines if line.part in ("abstract", "front")):
        return False
    told = [line for line in lines if line.part != "references" or line.kind == "row"]  # a table floats there, too
    own = [line.text for line in told if not line.others and _TRAINS_OWN.search(line.text)]
    of_training = {name_of(f) for f in of_tables(told)} & _OF_TRAINING
    sets_rate = "learning rate" in of_training and len(of_training) >= SETS_AT_ONCE
    if sets_rate or len(of_training & set(_CORE)) >= SETS_AT_ONCE or len(of_training) >= SETS_A_RUN:
        return True
    if all(_SUPPOSED.search(text) for text in own):
        return False
    speaks = sum(bool(_TRAINS.search(line.text)) for line in told) >= LEAST_TRAINING
    if speaks and not trains_nothing(lines):
        return True
    prose = [line for line in told if line.block_kind in PROSE and not line.others]
    set_in = defaultdict[str, set[str]](set)
    for line in prose:
        names = {found.name for found in of_sentence(line.text, line.heading)} & _OF_TRAINING
        told_at_once = len(names) >= SETS_AT_ONCE and names & set(_CORE)
        if "learning rate" in names or (told_at_once and _OF_A_RUN.search(line.text)):
            return True
        set_in[line.heading] |= names
    return any(len(names) >= SETS_A_RUN for names in set_in.values())


def trains_nothing(lines: Sequence[Line]) -> bool:
    """Whether the paper says of its own method that no weights are trained, in its front matter or more than once."""
    said = [line for line in lines if line.kind == "sentence" and not line.others and _TRAINS_NOTHING.search(line.text)]
    return any(line.part in ("abstract", "front") for line in said) or len(said) > 1


def runs_services(lines: Sequence[Line]) -> bool:
    """Whether the paper runs models that are behind an interface, whose weights nobody else trains."""
    return sum(bool(_SERVICE.search(line.text)) for line in lines if line.part != "references") >= LEAST_SERVICES


def hyperparameters(
    lines: Sequence[Line], own: tuple[str, ...] = (), bases: Sequence[str] = ()
) -> tuple[HyperparameterFact, ...]:
    """Settings of the paper's tables, then of its sentences; each name and value once, those looked for first ahead.

    A name with several values has them only with what each of them holds for. `own`: what the paper calls its method;
    `bases`: the models that it builds on. Of a paper that trains nothing, what it runs with.
    """
    found = (*_each_once(of_tables(lines, own, bases)), *of_sentences(lines, bases, own), *_greedy(lines))
    if not trains(lines):
        run = [fact for fact in found if (bases and name_of(fact) in _OF_RUNNING) or _is_of_method(fact)]
        found = tuple(f.model_copy(update={"scope": ""}) if is_stage(f.scope) else f for f in run)
    if any(_OF_RL.search(line.text) for line in lines):
        found = tuple(_of_rl(fact) for fact in found)
    kept: list[HyperparameterFact] = []
    for fact in found:
        alike = [i for i, other in enumerate(kept) if says_the_same(fact, other)]
        if not alike:
            kept.append(fact)
        elif name_of(fact) == "GPUs" and _counts(fact, kept[alike[0]]):
            kept[alike[0]] = fact  # the one that says how many
        elif not fact.scope and not is_named(kept[alike[0]].scope):
            kept[alike[0]] = kept[alike[0]].model_copy(update={"scope": ""})  # said again of no part: it is of all
    kept = [fact for fact in kept if _UNUSED.get(name_of(fact), -1) != number(fact.value)]
    of_kl = any(_OF_KL.search(line.text) for line in lines)
    kept = [fact for fact in kept if "." in fact.at or not _says_nothing(fact.name, of_kl=of_kl)]
    kept = [fact for fact in kept if number(fact.value) != 1 or not _WEIGHT.fullmatch(fact.name)]
    kept = [fact for fact in kept if not _is_useless(fact) and not _is_part_of_batch(fact, kept)]
    kept = [fact for fact in kept if not any(_names_the_gpus(other, fact) for other in kept)]
    kept = [fact for n, fact in enumerate(kept) if not any(_of_one_symbol(other, fact) for other in kept[:n])]
    titles = {of_heading(heading) for heading in {line.heading for line in lines}}
    told = [fact for facts in _by_name(kept).values() for fact in _told_apart(facts, titles)]
    told = _without_the_only_scope(told, titles)
    worth = [fact for fact in told if not _is_minor(fact)]
    return tuple(sorted(worth if len(worth) >= MANY else told, key=_rank)[:MAX_SETTINGS])


def _greedy(lines: Sequence[Line]) -> Iterator[HyperparameterFact]:
    """How answers are drawn in evaluation, where the paper says that it is greedily."""
    said = decoding(lines).get("greedy")
    words = (_GREEDILY.search(line.text) for line in lines if said is not None and line.at == said.at)
    word = next((word for word in words if word), None)
    if said is not None and word is not None and said.text == GREEDY:
        yield HyperparameterFact(name="decoding", value=word[0], scope=EVALUATION, at=said.at)


def _of_rl(fact: HyperparameterFact) -> HyperparameterFact:
    """A letter of reinforcement learning by its name, where its value is one that it may have."""
    value = number(fact.value) or 0
    name = next((name for said, name, low, high in _LETTERS_OF_RL if said == fact.name and low <= value <= high), "")
    return fact.model_copy(update={"name": name}) if name else fact


def _counts(fact: HyperparameterFact, other: HyperparameterFact) -> bool:
    """Whether only the first of two says how many GPUs there are: four A100, A100."""
    return len(fact.value) > len(other.value) and fact.value.lower().endswith(other.value.lower())


def _says_nothing(name: str, *, of_kl: bool) -> bool:
    """Whether a setting is called by a symbol alone, of which a reader cannot tell what it is."""
    if name.startswith(("β_{1}", "β_{2}")) or (name == "β" and of_kl):
        return False
    symbol = _A_SYMBOL.fullmatch(name)
    return symbol is not None and len(symbol["of"] or "") < LEAST_WORD


def _is_of_method(fact: HyperparameterFact) -> bool:
    """Whether it is a parameter of the paper's own that a word names: "number of buckets k", "d_{reduced}"."""
    return named(fact.name) is None and not _says_nothing(fact.name, of_kl=False)


def _is_minor(fact: HyperparameterFact) -> bool:
    """Whether it is one of the optimizer's usual values, or something that is not used."""
    return name_of(fact) in _MINOR or (name_of(fact) in _OFF and number(fact.value) == 0)


def _is_useless(fact: HyperparameterFact) -> bool:
    """Whether it is a sentence's seed, or what keeps an optimizer from a division by zero."""
    if "." in fact.at:
        return False
    of_division = name_of(fact) in _EPSILONS and (number(fact.value) or 1) < LEAST_NUMBER
    return of_division or name_of(fact) == "random seed"


def _is_part_of_batch(fact: HyperparameterFact, kept: Sequence[HyperparameterFact]) -> bool:
    """Whether it is what one machine takes of a batch that is told as a whole."""
    if not _OF_MACHINE.search(fact.name):
        return False
    whole = any(name_of(other) == "batch size" and other.scope in ("", fact.scope) for other in kept)
    return whole or number(fact.value) == 1


def _names_the_gpus(fact: HyperparameterFact, other: HyperparameterFact) -> bool:
    """Whether both are of as many GPUs and only the first says which: 8 P100, eight GPUs."""
    if name_of(fact) != "GPUs" or name_of(other) != "GPUs":
        return False
    counts = [number(re.split(r"[ ×x*]", f.value)[0]) for f in (fact, other)]
    return (
        counts[0] is not None
        and counts[0] == counts[1]
        and bool(_ANY_GPUS.search(other.value)) > bool(_ANY_GPUS.search(fact.value))
    )


def _of_one_symbol(fact: HyperparameterFact, other: HyperparameterFact) -> bool:
    """Whether both give one symbol one value under two names: "CFG scale α_{cfg}", "scale α_{cfg}"."""
    symbols = [match[0] for f in (fact, other) if (match := _ITS_SYMBOL.search(f.name))]
    return len(symbols) == len((fact, other)) and symbols[0] == symbols[1] and _same_value(fact.value, other.value)


def name_of(fact: HyperparameterFact) -> str:
    """The setting's one name, whatever the paper calls it."""
    wanted = named(fact.name)
    return wanted.name if wanted else fact.name.lower()


def says_the_same(fact: HyperparameterFact, other: HyperparameterFact) -> bool:
    """Whether two settings agree in name and value, and no two scopes part them."""
    if len({_ONE_NAME.get(name, name) for name in (name_of(fact), name_of(other))}) > 1 or (
        fact.scope and other.scope and fact.scope != other.scope
    ):
        return False
    return _same_value(fact.value, other.value)


def _each_once(facts: Iterable[HyperparameterFact]) -> list[HyperparameterFact]:
    """Tables' settings, each value of a name with the first thing that it holds for."""
    alike: defaultdict[tuple[str, str], list[HyperparameterFact]] = defaultdict(list)
    for fact in facts:
        alike[name_of(fact), re.sub(r"[\s,]", "", fact.value.lower())].append(fact)
    of_name: defaultdict[str, list[list[HyperparameterFact]]] = defaultdict(list)
    for same in alike.values():
        of_name[same[0].name.lower()].append(same)
    return [
        told
        for same in alike.values()
        if (told := _of_several(same, [o for o in of_name[same[0].name.lower()] if o is not same]))
    ]


def _of_several(
    alike: Sequence[HyperparameterFact], others: Sequence[Sequence[HyperparameterFact]]
) -> HyperparameterFact | None:
    """One value of a setting with all that it holds for; None: that is too much to say. `others`: its other values.

    What stands for several models and has no other value is of none of them alone.
    """
    held = list(dict.fromkeys(fact.scope for fact in alike))
    rest = list(dict.fromkeys(fact.scope for same in others for fact in same if fact.scope not in held))
    if len(held) == 1 or "" in held:
        return alike[0]
    if not rest:
        return alike[0].model_copy(update={"scope": " and ".join(held) if len(held) == PAIR else ""})
    scope = ", ".join(held)
    if len(scope) > LONGEST_SCOPE:
        scope = f"except {' and '.join(rest)}"
    said = len(scope) <= LONGEST_SCOPE and len(rest) < len(held)
    return alike[0].model_copy(update={"scope": scope}) if said or scope.startswith(held[0]) else None


def _same_value(one: str, other: str) -> bool:
    one, other = (_ABOUT.sub("", value) for value in (one, other))
    units = [match[1].rstrip("s") for value in (one, other) if (match := _DURATION.search(value.lower()))]
    if len(set(units)) > 1:
        return False
    numbers = [number(re.sub(r"(?<=[\dkKM}]) ?(?:\([^()]*\)|[a-z][a-z ]*)$", "", value)) for value in (one, other)]
    if numbers[0] is not None and numbers[1] is not None:
        return numbers[0] == numbers[1]
    plain = [re.sub(r"[\s,-]", "", value.lower()) for value in (one, other)]
    shorter, longer = sorted(plain, key=len)
    return bool(re.search(rf"(?<!_){re.escape(shorter)}(?![a-z])", longer))  # not Adam beside AdamW or x_adam


def _by_name(facts: Iterable[HyperparameterFact]) -> dict[str, list[HyperparameterFact]]:
    groups: defaultdict[str, list[HyperparameterFact]] = defaultdict(list)
    for fact in facts:
        groups[name_of(fact)].append(fact)
    return groups


def _told_apart(facts: Sequence[HyperparameterFact], titles: set[str]) -> list[HyperparameterFact]:
    """Of a setting's values those that are told apart by their scopes: a table's before a sentence's."""
    if len(facts) == 1:
        (fact,) = facts
        # what a section is called is not what a machine is for
        of_section = name_of(fact) in _OF_MACHINES and not is_named(fact.scope)
        of_section = of_section or bool(fact.scope in titles and " " in fact.scope and not is_named(fact.scope))
        return [fact.model_copy(update={"scope": ""}) if of_section or fact.scope == BY_DEFAULT else fact]
    if _agree(facts):
        scopes = list(dict.fromkeys(stage_of(fact.scope) or fact.scope for fact in facts))
        several = ", ".join(scopes) if all(is_stage(scope) for scope in scopes) else ""
        return [facts[0].model_copy(update={"scope": several})]
    in_tables = [fact for fact in facts if "." in fact.at]
    if in_tables and not any(fact.scope for fact in in_tables) and _agree(in_tables):
        return in_tables[:1]  # a table of settings says it for all
    scoped = [fact for fact in facts if fact.scope]
    values = Counter(fact.scope.lower() for fact in scoped)
    one_each = [fact for fact in scoped if values[fact.scope.lower()] == 1]
    tables = [fact for fact in scoped if "." in fact.at and fact not in one_each]
    first = [fact for i, fact in enumerate(tables) if fact.scope.lower() not in {f.scope.lower() for f in tables[:i]}]
    told: list[HyperparameterFact] = []
    for fact in (*one_each, *first):
        if "." in fact.at or not any(_same_value(fact.value, o.value) and not is_stage(o.scope) for o in told):
            told.append(fact)
    return told[:OF_ONE_NAME]


def _agree(facts: Sequence[HyperparameterFact]) -> bool:
    return all(_same_value(fact.value, facts[0].value) for fact in facts)


def _without_the_only_scope(facts: list[HyperparameterFact], headings: set[str]) -> list[HyperparameterFact]:
    """The settings without the words of a heading that all of them stand below: they tell none from another."""
    scopes = {fact.scope for fact in facts}
    only = scopes.pop() if len(scopes) == 1 else ""
    if only not in headings or (is_named(only) and not (only.isupper() and " " in only)):
        return facts
    return [fact.model_copy(update={"scope": ""}) for fact in facts] if only else facts


def _rank(fact: HyperparameterFact) -> int:
    """Place of a setting: what readers look for first, then the list's order, then the method's own parameters."""
    name, names = name_of(fact), [wanted.name for wanted in WANTED]
    if name in _CORE:
        return _CORE.index(name)
    return len(_CORE) + (names.index(name) if name in names else len(names)) + len(names) * _is_minor(fact)
