"""For which stage, model or dataset a paper's sentence holds."""

from __future__ import annotations

import re

from pipeline.words.vocabulary import either, pattern

KNOWN = pattern("data.known")


HEAD_CHARS = 40  # of a sentence that heads its paragraph
NEAR = 25  # characters behind a value: what comes later is for another
EVALUATION = "evaluation"
MAX_SCOPE = 32  # characters: a longer heading is a sentence
_STAGES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(  # what speaks of each stage or trained part, the surer first
    (name, re.compile(said))
    for name, said in (
        ("reward model", r"(?i)\breward model(?:s|ing)?\b|\bRM training\b|(?-i:\bRMs?\b)"),
        ("value function", r"(?i)\bvalue (?:function|model|network)s?\b|\bcritics?\b"),
        ("cold start", r"(?i)\bcold[- ]start"),
        (
            "pre-training",
            r"(?i)\b(?:continual |continued |self-supervised )?pre-?train(?:ing|s)?\b|"
            r"\bpre-?trained (?:for|with|using)\b",
        ),
        ("alignment", r"(?i)\balignment (?:stage|phase|pre-?training)\b"),
        ("imitation learning", r"(?i)\bimitation learning\b"),
        ("SFT", r"(?i)\bSFT\b|\bsupervised fine-?tun\w+|\binstruction[- ]tun\w+"),
        ("RL", r"(?i)\breinforcement learning\b|\bRL(?:HF|AIF|VR)?\b|\b(?:GRPO|PPO)\b"),
        ("distillation", r"(?i)\bdistill\w*"),
        ("fine-tuning", r"(?i)\bfine-?tun\w+"),
    )
)
_NUMBERED = re.compile(
    r"(?i)(?<!DeepSpeed )(?<!ZeRO )\b(?:(?P<ordinal>first|second|third) (?P<what>stage|phase)|(?P<word>stage|"
    r"phase)[ -](?P<number>[1-4]|I{1,3}V?)\b)"
)
_AFTER_PRETRAINING = re.compile(r"(?i)\bwith (?:[a-z-]+ ){0,2}pre-?training\b")  # what a model brings along
_ORDINALS = {"first": "1", "second": "2", "third": "3"}
_MODEL_SIZE = re.compile(r"\b(?:[A-Z][\w.-]*[ -])?\d+(?:\.\d+)?[BM]\b(?:(?:,| and|/) ?\d+(?:\.\d+)?[BM]\b)*")
_FOR = re.compile(
    r"(?:^|[ ,(])(?:[Ff]or|[Oo]n|[Dd]uring|[Ii]n) (?:(?:the|all|our|both) )?"
    r"(?P<what>(?:(?:\d+(?:\.\d+)?[BM](?! (?:steps|updates|iterations)\b)|"
    r"[A-Z][\w./+-]*(?:;[A-Z]+)?\d?[\w./+-]*(?: (?:small|medium|base|large|xl))?)"
    r"(?:(?:,| and| or|/| &) (?=[A-Z\d])| )?){1,4}|"
    r"(?:each )?(?:initial|final|last|remaining|subsequent|first|second|third|later|early) (?:training )?stages?|"
    r"(?:each )?(?:actor|critic|policy|value|encoder|decoder|projector|discriminator|generator|vision|"
    r"language|text|image)(?: (?:model|network|function|encoder))?)"
)
_TRAINED = r"\)? (?:is|are|was|were) (?:[\w-]+ ){0,4}?(?:pre-?|fine-?)?(?:trained|tuned|optimi[sz]ed)\b"
_SUBJECT = re.compile(  # "geometry3k is trained for 50 epochs"
    rf"(?<![\w-])(?P<what>[A-Za-z][\w./-]*\d[\w./-]*){_TRAINED}"
)
_WHAT = r"(?P<what>[\w-]+(?: (?!that\b|which\b|and\b)[\w-]+){0,2})"
_PART = re.compile(  # "The intent captioner is trained for 3 epochs", "All the 7B models are trained"
    rf"(?:^|[.;,:] (?:and )?)(?:[Tt]he|[Oo]ur|[Aa]ll(?: the)?) {_WHAT}{_TRAINED}"
)
_AIM = re.compile(rf"(?:^|[.;] )To (?:optimi[sz]e|train|fine-tune) (?:the|our) {_WHAT}, ")
_ANY_PART = re.compile(
    r"(?i)\b(?:models?|networks?|methods?|parameters|weights|experiments?|agents?|baselines?|data|frameworks?|LLMs?|process|"
    r"procedure|pipeline)$"
)
_SIZED = re.compile(r"(?i)\d|\b(?:base|large|big|small|student|teacher)\b")
_SAYS_NOTHING = re.compile(
    r"(?i)^(?:experiment\w*|implementation|training|setup|settings?|details?|results?|method\w*|introduction|"
    r"appendix|model\w*|"
    r"hyper-?parameters?|discussion|conclusion|abstract|references|related|works?|limitations?|specific\w*|"
    r"evaluation|analysis|ablation|and|of|the|main|more|for|"
    r"additional|further|other|comparison|state|art|study|studies|approach|data|configuration\w*|optimi[sz]\w+|"
    r"important|hardware|schedule|comput\w+|resources?|infrastructure|efficiency|finding|procedures?|general|"
    r"generation|sampling|performance|rollouts?|parallelism|logging|our|all|baselines?|dataset\w*|metric\w*|inference|"
    r"regulari[sz]ation|"
    r"recipes?|notes?|protocols?|regimes?|runs?|reproducib\w*|practical|technical|costs?|budgets?|"
    r"considerations|remarks|summary|"
    r"overview|pipeline|platform|environment|software|system|statement|in|to|with|by|used?|full|complete|core|"
    r"default|common|shared|"
    r"architectures?|networks?|algorithms?|choices?|selection|values|parameters?|batch|accuracy|breakdown|principal|total|"
    r"\W)+s*$"
)
_TRAINING_OF = re.compile(  # "2.3. Training and Evaluating X" is of X
    r"(?i)^(?:[A-Z]?\d*(?:\.\d+)*\.?\s+)?(?:(?:training|details|evaluating|evaluation|implementation|"
    r"hyper-?parameters|experimental|settings?|setup|results)"
    r"(?: (?:and|of|for|on|&))* )+"
)
_OF_EVALUATION = re.compile(r"(?i)\bevaluation\b|\binference\b")
_OF_VALUE = re.compile(r"\d[\d,.]*(?:e-?\d+|[kKM%}])?$")  # "1e-4 for GPT-2, and a decay of 0.1": of the first alone
_TOPIC = re.compile(r"(?i)\b(?:our )(?:implementation|training|experiments?|setup) (?:for|on|with) (?:the )?")
_TRAINING_OF_PART = re.compile(r"\b[Ff]or (?:the )?training (?:of (?:the )?)?(?P<what>[a-z-]+(?: [a-z-]+)?), ")
_HEAD = re.compile(  # "PRIME:", "b) OpenVLA-OFT fine-tuning."
    r"(?:[a-z\d]\) )?(?P<what>(?=[A-Z][\w-]*[A-Z\d])[A-Z][\w-]*(?:\.\d[\w-]*)?)"
    r"(?: (?i:fine-?tuning|training|details|settings|stage))*[.:]+(?=\s|$)"
)
_OPENS = re.compile(
    r"^(?P<what>[A-Z][\w -]{1,30}?) (?:is|was) (?:performed|conducted|carried out|done)\b"
)  # "SFT is performed"
_DURING = re.compile(r"(?i)\b(?:during|in) (?:the |our )?(?P<what>[\w -]{2,40}?) (?:phase|stage)\b")
_AT_FIRST = re.compile(r"(?:(?:In|During|For|At) (?:the )?)?")
_TO_TRAIN = re.compile(r" to (?:train|update) (?:the )?(?P<what>[\w-]+(?: (?!and\b)[\w-]+){0,2})")
_FOR_PART = re.compile(  # "1e-5 for the backbone and 1e-4 for all other parameters"
    r" for (?:the )?(?P<what>(?:(?!all\b(?! other))[a-z][\w-]* ){0,3}?"
    r"(?:backbone|heads?|layers|parameters|modules?|adapters?))\b"
)
_FOR_FIRST = re.compile(r"For (?:the |our )?(?P<what>[\w./+-]+(?: [\w./+-]+){0,3}), ")
PLAIN_STAGE = 2  # words of a stage that is told by its name alone
_NO_PART = re.compile(  # why a thing is set, or what is set: "For a fair comparison, "
    r"(?i)\b(?:fair\w*|comparisons?|simplicity|efficiency|stability|example|instance|convenience|consistency|reproduc\w+|"
    r"regulari\w+|optimi[sz]\w+|training|learning|hyper\S*|settings?|implementation|all|each|both|every|an?|this|these|"
    r"experiments?|initiali[sz]ation|baselines?|details)\b"
)
_OWN_STAGE = re.compile(  # "MERL stage: ", "During the MERL stage, "
    r"(?:^|\b[Ii]n (?:the )?|\b[Dd]uring (?:the )?)(?P<what>[A-Z][\w-]*[A-Z\d][\w-]*) (?:stage|phase)\b"
)
_AS_FOR = re.compile(r"^(?:As for|Regarding) (?:the |our )?(?P<what>[\w-]+(?: [\w-]+){0,2}), ")
_HAS = re.compile(  # "The policy model has a learning rate of"
    r"(?:^|, (?:(?:while|and|whereas|but) )?)(?:[Tt]he|[Oo]ur) (?P<what>[\w-]+(?: [\w-]+)?) "
    r"(?:has|have|uses?|utili[sz]es?|employs?|adopts?|takes?)\b"
)
_AND_THE = re.compile(r",? and (?:the|a|an|its|our) ")  # "The module uses one head, and the rate is": no more of it
_OF_NOTHING = re.compile(
    r"(?i)\b(?:lora|adam\w*|lr|kl|iterations?|steps?|epochs?|batch(?:es)?|both|all|each|every|these|this|models?|"
    r"networks?|"
    r"training|experiments?|runs?|updates?)$"
)
_WHILE = re.compile(r"\b(?:while|whereas)\b")
_TWO = re.compile(r"(?i) (?:and|&) ")
_ITS_BRACKET = re.compile(r"^ ?\([^()]*\)")  # "AdamW (lr=1e-4) for ViT"
_TRAINS = re.compile(
    r"\b(?:train|tun)\w* (?:the |our )?(?P<what>\d+(?:\.\d+)?[BM](?: [A-Z][\w-]*)?) (?:with|on|using)\b"
)
_TRAINS_ONE = re.compile(r"\b[Ww]e (?:\w+ )?(?:train|tune|fine-tune) (?P<what>[A-Z][\w.-]*-\d+(?:\.\d+)?[BM])\b")
_NEXT_VALUE = re.compile(r"[.;]\s|[;(]|, (?!and)|\band (?:a|an|the|use|is|with|train)\b")
_CLAUSE_END = re.compile(r"[.;]\s|;(?!\w)")  # TL;DR is a name
_NAME = re.compile(r"[A-Z]{2}|[A-Z]\w*[A-Z\d]|\d")
_HEADING_END = re.compile(r"(?i)(?:\s*(?:and|&|,)\s*|\s+)(?:analysis|results|details|settings?|tasks?|experiments?)$")
_SEVERAL_THINGS = re.compile(r", | and | & ")  # "Data, Batch, and Hyperparameters"
_KIND_OF_TASK = re.compile(r"(?<![\w,&] )\b(?!and\b)[A-Z]?[a-z]+ [Tt]asks?$")
_HEADING_NUMBER = re.compile(
    r"(?i)^(?:appendix\s+)?(?:(?-i:[IVX]+-[A-Z])|[A-Z]|\d+|(?-i:[IVX]+))?(?:\.\d+)*\.?(?:\s+|$)"
)
_AND_OPTIMIZER = re.compile(
    rf" (?:and|or) {either('training.optimizers')}\s?$"
)  # "for ResNet and AdamW (lr=1e-4) for ViT"
_JOINT = re.compile(r"(?: and| or|,|/)$")
_AS_OTHERS = re.compile(r"(?i)^(?:following|as in|same as)\b|\[\d+\]")  # "Following X [6]": of no part of the paper
_NO_TARGET = re.compile(
    r"(?i)^(?:table|tab|figure|fig|section|sec|appendix|eq\w*|algorithm|adam\w*|sgd|deepspeed|zero-?\d?|fsdp|"
    r"megatron\S*|hugging|transformers|trl|verl|accelerate|cuda|pytorch|tensorflow|jax|python|vllm|bf16|fp16|"
    r"fp32|bfloat16|float32|mixed|wild|gpus?|nvidia|a100|h100|v100|we|the|this|our|all|lora|llms?$|each$|kl|training|"
    r"it|in|if|at|as)\b|^[A-Z]$"
)


def stage_of(text: str) -> str:
    """The one stage that a text speaks of; "" where it speaks of none or of several."""
    if len(text) < HEAD_CHARS and _TWO.search(text):
        return ""  # "Training & fine-tuning."
    text = _AFTER_PRETRAINING.sub("", text)
    numbered = {m["number"] or _ORDINALS[m["ordinal"].lower()] for m in _NUMBERED.finditer(text)}
    if len(numbered) == 1:
        return f"stage {numbered.pop()}"
    if numbered:
        return ""
    found = [name for name, said in _STAGES if said.search(text)]
    if len(found) > 1:
        found = [name for name in found if name != "fine-tuning" or "SFT" not in found]
    return found[0] if len(found) == 1 else ""


def topic_of(sentence: str) -> str:
    """The well-known dataset whose training a sentence says that its paragraph is about; "" where it names none."""
    topic = _TOPIC.search(sentence)
    known = KNOWN.match(sentence, topic.end()) if topic else None
    return known[0] if known else ""


def part_of(sentence: str) -> str:
    """The part or stage that a sentence begins to tell of; "" if none.

    "For the training of the retriever, ...", "As for the expert, ...", "SFT is performed", "During the first phase".
    """
    part = _TRAINING_OF_PART.search(sentence) or _AS_FOR.match(sentence)
    if part and not _SAYS_NOTHING.search(part["what"]):
        return stage_of(part["what"]) or part["what"]
    stage = _OPENS.match(sentence) or _DURING.search(sentence)
    if stage and (named := stage_of(stage["what"])):
        return named
    own = _OWN_STAGE.search(sentence)
    return own["what"] if own else ""


def of_head(sentence: str) -> str:
    """The name that a paragraph begins with as its head: "PRIME:", "OpenVLA-OFT fine-tuning."; "" if none."""
    head = _HEAD.match(sentence)
    return head["what"] if head and not _NO_TARGET.match(head["what"]) else ""


def of_one_size(sentence: str) -> str:
    """The one of several sizes whose training a sentence tells: "We train X-4B for 200 steps"; "" if none."""
    one = _TRAINS_ONE.search(sentence)
    return one["what"] if one else ""


def of_phrase(phrase: str) -> str:
    """What "batch size for response collection" is for; "" where the words say nothing: "for both", "of training"."""
    return "" if not phrase or _OF_NOTHING.search(phrase) else stage_of(phrase) or phrase


def is_stage(scope: str) -> bool:
    """Whether a scope is a stage of training or a trained part, not a model or a dataset."""
    return scope in {name for name, _ in _STAGES} or scope.startswith("stage ")


def is_plain(words: str) -> bool:
    """Whether words say nothing of what a setting is for, such as "the experiments"."""
    return bool(_SAYS_NOTHING.search(words))


def without_number(heading: str) -> str:
    """A heading without its number."""
    return _HEADING_NUMBER.sub("", heading).strip(" .|:/+")


def is_named(scope: str) -> bool:
    """Whether a scope is a stage or has a name in it, of a model or of data."""
    return is_stage(scope) or bool(_NAME.search(scope) or KNOWN.search(scope))


def scope_at(sentence: str, start: int, end: int, stage: str, heading: str) -> str:
    """What a value at start:end holds for: said after it, near before it, or by its paragraph's `stage` or heading."""
    after = _NEXT_VALUE.split(_ITS_BRACKET.sub("", sentence[end:]), maxsplit=1)[0]
    if target := _target(after, anywhere=False):
        return target
    if aim := _TO_TRAIN.match(after) or _FOR_PART.match(after):
        return aim["what"]
    clause = _CLAUSE_END.split(sentence[:start])[-1]
    if subject := list(_SUBJECT.finditer(clause)):
        return stage_of(subject[-1]["what"]) or subject[-1]["what"]
    if (part := _PART.search(clause) or _AIM.search(clause)) and (
        not _ANY_PART.search(part["what"]) or _SIZED.search(part["what"])
    ):
        return stage_of(part["what"]) or _ANY_PART.sub("", part["what"]).strip()
    if trained := list(_TRAINS.finditer(clause)):
        return trained[-1]["what"]
    if (first := _AT_FIRST.match(clause)) and (numbered := _NUMBERED.match(clause, first.end())):
        return stage_of(numbered[0])  # "Phase 2 finetunes for 20 epochs", "In Stage I, we pretrain"
    has = [m for m in _HAS.finditer(clause) if not _AND_THE.search(clause, m.end())]
    if has and not _ANY_PART.fullmatch(has[-1]["what"]):
        bare = _ANY_PART.sub("", has[-1]["what"]).strip()
        if stage_of(has[-1]["what"]) or not _SAYS_NOTHING.search(bare):
            return stage_of(has[-1]["what"]) or bare
    if (of_all := _FOR_FIRST.match(clause)) and not _NO_PART.search(of_all["what"]):
        what = of_all["what"]
        return stage_of(what) if stage_of(what) and len(what.split()) <= PLAIN_STAGE and "full" not in what else what
    whole = sentence[:end] + _WHILE.split(sentence[end:])[0]
    near = _last_stage(clause) or _target(clause, anywhere=True) or stage_of(whole)
    of_section = of_heading(heading)
    if near == "fine-tuning" and "SFT" in (of_section, stage):
        return "SFT"
    if _NAME.search(of_section) and not is_stage(of_section):
        return near or of_section  # "FLAN and T0 models": what the section is about, before what its sentences were
    return near or stage or of_section


def _target(part: str, *, anywhere: bool) -> str:
    """The model, part or dataset that a piece of a sentence is "for": "for the 7B model"; "" if none."""
    found = [
        m
        for m in _FOR.finditer(part)
        if not _NO_TARGET.match(m["what"]) and not (anywhere and _OF_VALUE.search(part[: m.start()]))
    ]
    if not found or not (anywhere or found[0].start() < NEAR):
        return ""
    what = _clean(_AND_OPTIMIZER.sub("", (found[-1] if anywhere else found[0])["what"]))
    return stage_of(what) or what  # RMs, reward models


def _last_stage(text: str) -> str:
    """The stage that a text speaks of last; "" where it speaks of none."""
    places = [(m.end(), name) for name, said in _STAGES for m in said.finditer(text)]
    places += [(m.end(), f"stage {m['number'] or _ORDINALS[m['ordinal'].lower()]}") for m in _NUMBERED.finditer(text)]
    last = max(places, default=(0, ""))
    surest = [name for name, _ in _STAGES if (last[0], name) in places]  # "supervised fine-tuning" is no other
    return surest[0] if surest else last[1]


def of_heading(heading: str) -> str:
    """A section's heading as a scope of what its sentences state; "" where it says nothing of one."""
    heading = re.sub(r"(?<=[a-z])- (?=[a-z])", "", heading)  # over a line's end
    if _AS_OTHERS.search(heading):
        return ""
    heading = _TRAINING_OF.sub("", heading.strip("| "))
    bare = _HEADING_NUMBER.sub("", heading).strip(" |")
    if not _KIND_OF_TASK.fullmatch(bare):
        bare = _HEADING_NUMBER.sub("", _HEADING_END.sub("", heading)).strip(" |")
    if stage := stage_of(bare):
        return stage
    if _OF_EVALUATION.search(bare):
        return EVALUATION
    if len(bare) > MAX_SCOPE and (known := KNOWN.search(bare)):
        return known[0]
    if _SEVERAL_THINGS.search(bare) and not _NAME.search(bare):
        return ""
    return bare if 0 < len(bare) <= MAX_SCOPE and not _SAYS_NOTHING.search(bare) else ""


def _clean(what: str) -> str:
    return _JOINT.sub("", what.strip(" ,./&")).strip()[:MAX_SCOPE]
