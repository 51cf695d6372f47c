"""Training settings that a sentence of the authors sets: "a batch size of 128", "β_{1} = 0.9", "3 epochs"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from pipeline.summarise.facts import scopes
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.facts.others import Others, others_in
from pipeline.summarise.facts.parameters import letters_meant, parameters_set
from pipeline.summarise.facts.wanted import NUMBER, WANTED, WORD_NUMBER, Wanted, fits, number
from pipeline.summarise.lines import PROSE, Line
from pipeline.words.vocabulary import either, word_list
from schemas.summary import HyperparameterFact

_OPTIMIZERS = either("training.optimizers")
_FAMILIES = word_list("models.families")
_GPU = either("hardware.accelerators")
_MAKERS = either("hardware.makers")
_ARTICLE = re.compile(r"^an? (?=[A-Z])")  # "a NVIDIA A100"
_COUNT_WORD = r"(?:\d+|a single|an?|one|two|three|four|eight|sixteen)"
_RATE_WRITTEN = r"(?:(?:\d(?:\.\d+)?\s?[×x·]\s?)?10\^\{[-−]\d\}|\d(?:\.\d+)?e[-−]\d|0?\.0\d+)(?![\w.]\d)"
_LOWERED = r"(?<!weight )\b(?:decay|anneal|decreas|reduc|lower)\w*(?: [a-z]+ly| down)?"
_OF_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("optimizer", re.compile(rf"\b(?P<value>{_OPTIMIZERS})\b")),
    (
        "learning rate schedule",
        re.compile(
            r"(?i)\b(?P<value>cosine|linear|polynomial|multi-step|exponential|"
            r"inverse square root)(?: learning[ -]rate)?"
            r"(?: warm-?up and)? (?:decay|schedul\w+|anneal\w+)"
        ),
    ),
    (
        "learning rate schedule",
        re.compile(r"(?i)\b(?P<value>constant|cosine|linear)(?:ly decay\w*)? learning[ -]rate\b"),
    ),
    ("precision", re.compile(rf"(?i)\b(?P<value>{either('training.precisions')}|mixed[- ]precision)\b")),
    (
        "GPUs",
        re.compile(
            rf"(?P<value>\b{_COUNT_WORD}\s?(?:[×x*]\s?)?(?:\d+ ?GB? )?(?:{_MAKERS}[ -])?"
            rf"(?:Tesla )?(?:\d+ ?GB )?{_GPU}(?:[- ]\d+ ?GB?)?)s?\b"
        ),
    ),
    (
        "GPUs",
        re.compile(
            r"(?i)\b(?:on|with|using|across) (?P<value>(?:\d+|a single|one|two|four|eight|"
            r"sixteen) (?:(?:NVIDIA )?(?:\w+-series )?GPUs?|TPUs?))\b"
        ),
    ),
    (
        "responses per prompt",
        re.compile(
            r"(?i)\b(?:sampl\w+|generat\w+|roll(?:ing)? out|draw\w*) (?P<value>\d+) (?:outputs|responses|"
            r"rollouts|completions|solutions|"
            r"samples|trajectories|candidates|generations)\b(?= (?:for|per|from) (?:each|every|one|a|the)|"
            r"[^.;]{0,20}\.?$)"
        ),
    ),
    ("LoRA rank", re.compile(r"\bQ?LoRA\b[^.;]{0,40}?\brank\b[^.;\d]{0,12}?(?P<value>\d+)(?![\w.])")),
    ("LoRA rank", re.compile(r"\bLoRA\b[^.;]{0,40}?\br ?= ?(?P<value>\d+)(?![\w.])")),
    ("LoRA rank", re.compile(r"\brank[- ](?:of )?(?P<value>\d+) (?:LoRA|low-rank adapt\w+)\b")),
    ("LoRA alpha", re.compile(r"\bLoRA\b[^.;]{0,60}?(?:\balpha\b|α)[^.;\d]{0,12}?(?P<value>\d+)(?![\w.])")),
    (
        "warm-up",
        re.compile(
            r"(?i)\bwarm(?:ed)?[- ]?(?:up|ing)\b[^.;]{0,60}? (?:over|for|in|"
            r"during|at|until) (?:the )?(?:first )?"
            r"(?P<value>(?:\d[\d,]*[kK]?|\d[\d.]*% of (?:the )?(?:training )?) ?(?:steps|iterations|epochs|updates))\b"
        ),
    ),
    ("RMSProp decay", re.compile(r"(?i)\brmsprop\b[^.;\d]{0,40}?\bdecay (?:rate )?(?:of )?(?P<value>0?\.\d+)")),
    (
        "learning rate decay",
        re.compile(
            r"(?i)\bdecay(?:s|ed)? by (?:a factor of )?"
            r"(?P<value>\d*\.\d+ every \d[\d.,]*[kK]? ?(?:epochs|steps|iterations))\b"
        ),
    ),
    (
        "learning rate",
        re.compile(
            r"\b(?:epochs|steps|iterations|updates) at "
            r"(?P<value>(?:\d(?:\.\d+)?\s?[×x·]\s?)?10\^\{[-−]\d\}|\d(?:\.\d+)?e-\d)"
        ),
    ),
    (
        "learning rate",
        re.compile(
            rf"\b{_OPTIMIZERS}(?: optimizer)?(?: ?\[[\d, ]+\])? ?\((?:lr|learning rate)?(?: (?:of|is))? ?[=:]? ?"
            r"(?P<value>(?:\d(?:\.\d+)?\s?[×x·]\s?)?10\^\{[-−]\d\}|\d(?:\.\d+)?e-\d|0\.0\d*)(?=[),;])"
        ),
    ),
    (
        "learning rate",
        re.compile(rf"(?i)\blearning rates?\b[^.;]{{0,40}}{_LOWERED} from (?P<value>{_RATE_WRITTEN})(?= (?:to|at)\b)"),
    ),
    (
        "minimum learning rate",
        re.compile(
            rf"(?i)\blearning rates?\b[^.;]{{0,60}}{_LOWERED} (?:from {_RATE_WRITTEN} )?to (?P<value>{_RATE_WRITTEN})"
        ),
    ),
    (
        "learning rate schedule",
        re.compile(r"(?i)\b(?P<value>exponential|linear|cosine)(?:ly)? (?:decay|anneal)\w* from\b"),
    ),
    ("learning rate schedule", re.compile(r"\b(?P<value>ReduceLROnPlateau|OneCycleLR|StepLR)\b")),
    ("training steps", re.compile(rf"\bfor (?P<value>{NUMBER}) (?:steps|iterations) in total\b")),
    (
        "number of seeds",
        re.compile(
            r"(?i)\b(?P<value>\d|two|three|four|five|eight|ten) (?:(?:different|random|independent|distinct) )*seeds\b"
        ),
    ),
    ("batch size per GPU", re.compile(r"(?i)\b(?P<value>\d+) (?:images?|samples?|sequences?|examples?) per GPU\b")),
    (
        "image size",
        re.compile(
            r"(?i)\bshorter (?:side|edge)s? (?:has|is|of|to|=|(?:is|to be) resized to) (?P<value>\d+)(?: pixels)?\b"
        ),
    ),
    (
        "data split",
        re.compile(
            r"(?i)\b(?:split|divided|partition)\w*\b[^.;/:]{0,90}?"
            r"(?<![\w./:])(?P<value>\d+(?:\.\d+)?%?(?: ?[/:] ?\d+(?:\.\d+)?%?){1,2})(?![\w/:%])"
        ),
    ),
    (
        "data split",
        re.compile(
            r"(?i)(?<![\w./:])(?P<value>\d+(?:\.\d+)?%?(?: ?[/:] ?\d+(?:\.\d+)?%?){1,2})(?: [\w/-]+){0,3}? splits?\b"
        ),
    ),
    (
        "batch size",
        re.compile(r"(?i)\bbatch size(?: is| of)? (?P<value>\d+ ?[×x] ?\d+)(?! ?[×x=\d])"),
    ),
    (
        "learning rate",
        re.compile(
            r"(?i)\b(?:cosine|linear)(?:ly)? (?:decay(?:s|ed)?|annealing|schedule) from "
            r"(?P<value>(?:\d(?:\.\d+)?\s?[×x·]\s?)?10\^\{[-−]\d\}|\d(?:\.\d+)?e[-−]\d)"
        ),
    ),
    (
        "image size",
        re.compile(r"(?i)\b(?:resolution|images?|frames?|videos?) (?:of|at|to|is) (?P<value>\d{3,4} ?[×x] ?\d{3,4})\b"),
    ),
    ("image size", re.compile(r"(?i)\b(?P<value>\d{3,4} ?[×x] ?\d{3,4})(?: pixels)? resolution\b")),
    ("image size", re.compile(r"(?i)\bcrop(?:s|ped)? (?:of|to)(?: size)? (?P<value>\d{2,4} ?[×x] ?\d{2,4})\b")),
    (
        "gradient clipping",
        re.compile(
            r"(?i)\bgradients?(?: norms?)? (?:is|are|was|were) clipped (?:at|to|by|with)(?: an?)?"
            rf"(?: max(?:imum)?| global)?(?: L2)?(?: norm)?(?: of)? ?(?P<value>{NUMBER})(?![\w^])"
        ),
    ),
    (
        "temperature",
        re.compile(
            r"(?i)\b(?:greedy|greedily|decod\w*|sampl\w*)\b[^.;]{0,40}(?-i:\bT) ?= ?(?P<value>[01](?:\.\d+)?)(?!\w)"
        ),
    ),
    ("temperature", re.compile(r"\bT ?= ?(?P<value>[01](?:\.\d+)?)(?!\w)[^.;]{0,20}\b(?:greedy|decod|sampl)")),
    ("dropout", re.compile(r"(?i)\bdropout\b[^.;()\d]{0,30}\(p ?= ?(?P<value>0?\.\d+)\)")),
    (
        "sequence length",
        re.compile(r"(?i)\bsequences?,? (?:each )?of length (?:up to )?(?P<value>\d[\d,]*(?: tokens)?)(?![\w.]|,\d)"),
    ),
    ("GPUs", re.compile(rf"\b(?P<value>(?:{_MAKERS}[ -])?{_GPU}) (?:hardware|GPUs?|TPUs?|accelerators?)\b")),
    (
        "training time",
        re.compile(
            r"(?i)(?<![\w.–-])(?P<value>(?:\d[\d.,]*|one|two|three|four|five) (?:GPU[ -]|A100 |H100 |H800 |V100 |"
            r"TPU\w*-core-)?(?:hours?|days?|weeks?))\b(?! of (?!training|comput))"
        ),
    ),
)
_OF_RECIPES: tuple[tuple[str, re.Pattern[str]], ...] = (  # short writings, which say so only beside other settings
    (
        "learning rate",
        re.compile(
            rf"\b{_OPTIMIZERS}(?: optimi[sz]er)?(?: ?\[[\d, ]+\])?,? (?:at|with) (?:an? )?"
            rf"(?:(?:constant|fixed|initial|peak|base) )*(?P<value>{_RATE_WRITTEN})"
        ),
    ),
    ("learning rate", re.compile(rf"\b(?:epochs|steps|iterations|updates) at (?P<value>{_RATE_WRITTEN})")),
    ("learning rate schedule", re.compile(rf"\b(?:at|with) an? (?P<value>constant) (?={_RATE_WRITTEN})")),
    ("learning rate schedule", re.compile(r"\b(?P<value>cosine|linear|constant) (?:LR|lr)\b")),
    (
        "batch size",
        re.compile(rf"(?i)(?<![\w-])batch(?:es)?(?: of|:| =)? ?(?P<value>{NUMBER})(?![\w^{{-]|\.\d| ?[×x%])"),
    ),
    ("LoRA rank", re.compile(r"(?<![\w^_{])r ?= ?(?P<value>\d+)(?![\w.^])")),
    ("LoRA alpha", re.compile(r"(?<![\w^_{])α ?= ?(?P<value>\d+)(?![\w.^])")),
)
_OF_LETTERS = tuple(said for name, said in _OF_RECIPES if name.startswith("LoRA"))
OF_LORA = tuple((name, said) for name, said in _OF_WORDS if name.startswith("LoRA"))
_LINK = (  # how a sentence leads from a setting's name to its value
    r"(?:\s(?:of|for) (?:the |our |all |each )?(?P<of>(?:[a-z-]+ ){0,2}?[a-z-]+)(?=\s(?:as|to|is|was|at|=|of|equal)))?"
    r"(?:\s*(?:\((?=[^)]{0,12}\d)|[=:≈,]|\b(?:of|is|are|was|were|be|been|to|at|as|with|value|values|set|fixed|"
    r"kept|equal|equals|chosen|"
    r"use|used|only|about|around|approximately|up|and|an|the|being|size|rate|sampling|constant|initially|learning|both|"
    r"tokens?|limited|hyper-?parameter|coefficient|parameter|max|norm|global|maximum|warmed|initiali[sz]ed|"
    r"starts?|started|starting|from|that|follows|increases|linearly|"
    r"(?:lr(?=_)|[A-Za-zα-ωϵ])(?:_\{?\w+\}?)?)(?!\w)|lr(?=\s*[=:(]))){0,7}?\s*\(?"
)
_VALUE = rf"(?P<value>{NUMBER}|{WORD_NUMBER}(?![\w-]))(?![\w^{{]|\.\d|-\w|\s?[×x·*/]\s?\d|\s?(?:[×x]|times)\s)"
_BEFORE = (
    rf"(?<![\w.^{{-])(?P<value>{NUMBER}|{WORD_NUMBER})[ -](?:(?:training|gradient|full|more|linear|total|RL|"
    rf"SFT|environment|fine-tuning|optimi[sz]ation|epoch|step|initial|policy|PPO|GRPO)[ -])?"
)
_ALWAYS = (
    "GPUs",
    "optimizer",
    "warm-up",
    "responses per prompt",
    "image size",
    "dropout",
    "sequence length",
    "precision",
    "data split",
    "number of seeds",
    "temperature",
    "gradient clipping",
)
_OF_ALL = re.compile(
    r"(?i)\b(?:all|the|our) (?:our )?(?:experiments?|models|runs|training runs)\b|^experiments (?:are|were)\b|"
    r"\b(?:total|all) training\b|"
    r"\ball (?:the )?models\b"
)
_OF_EACH = re.compile(r"(?i)\b(?:all|each|every) (?:[\w-]+ ){0,2}(?:results?|experiments?|runs?|models?)\b")
_SAMPLING = tuple(wanted.name for wanted in WANTED if not wanted.training)
_EVALUATES = re.compile(
    r"(?i)\b(?:evaluat\w+|inference|test[- ]time|at test|sampling procedures?|benchmarks?|pass@\w+)\b"
)
_IN_TRAINING = re.compile(r"(?i)\bduring (?:RL )?training\b|\brollouts?\b|\bGRPO\b|\bper training\b")
_STEP_WORDS = re.compile(r"(?i)\b(?:pre-?|fine-?)?(?:train|tun|optimi[sz]|updat|anneal)\w*")
_RATE = re.compile(r"(?i)\blearning[ -]rates?\b")
_OURS = re.compile(
    r"(?i)\b(?:we|our)\b|\b(?:is|are|was|were|be) (?:\w+ ){0,2}(?:trained|fine-?tuned|set|optimi[sz]ed|"
    r"sampled|performed|"
    r"used|resized|tokenized|fixed|kept|adopted|limited|run|evaluated|generated|initiali[sz]ed|conducted|carried|"
    r"applied|employed|chosen|decayed|warmed|configured|queried|prompted|decoded|clipped)\b|"
    r"\btraining (?:process )?(?:runs?|uses?|is|took|takes|was)\b|\bhyper-?parameters?\b|^(?:Training|Optimi[sz]\w+|"
    r"Using|With)\b|\b(?:model|network|method|agent|policy|run)s? (?:employs?|uses?|adopts?)\b|"
    r"\b(?:GRPO|PPO|RL|SFT) (?:samples|uses|runs|draws)\b"
)
_FILTERS = r"(?:quality|data|domain|language|toxicity|safety|linear|auxiliary) classifiers?"
_NOT_SET = re.compile(  # the sentence tries, supposes or tells of others
    r"(?i)\b(?:search\w*|sweep\w*|swept|grids? (?:of|over)|(?<!clip )(?<!clipping )ranges?|ranged|ranging|"
    r"vary|varied|varying|various|tried|try|trying|"
    r"explor\w+|ablat\w+|sensitiv\w+|would|could|might|suppose|assum\w+|imagine|e\.g|for (?:example|instance)|such as|"
    r"instead of|rather than|baselines?|latency|throughput|speed|theorem|lemma|proposition|proof|"
    rf"{_FILTERS}|fasttext|annotators?|human evaluators?|judges?|typically|usually|commonly|"
    r"in contrast|unlike|when using|too (?:large|small|high|low)|performs? (?:better|worse|well|best|on par|compar\w+|"
    r"similar\w+)|outperform\w*|win rate|accuracy of|picked|best checkpoint|the one trained|"
    r"in one experiment|experimented with|reruns|variants|preferred|achieves|achieved|yields|runtime|"
    r"benchmarking|future|cannot)\b"
)
RECIPE = 3  # settings of training in one sentence, which then needs no "we" to be the paper's own
_RECIPE_WORDS = re.compile(  # a cheap look: most sentences have fewer
    rf"(?i)\b(?:(?-i:{_OPTIMIZERS})|learning[ -]rates?|lr|batch(?:es)?|epochs?|steps|iterations|updates|lora|qlora|"
    r"weight decay|momentum|dropout|warm-?up|clip|discount|gae|kl)\b"
)
_AND_BASELINES_HEAD = re.compile(  # a section of both: "Training and Baselines"
    r"(?i)((?:training|implementation|set-?up|settings?|details?)) (?:and|&) (?:the )?baselines?\b.*"
)
_OF_MODEL = re.compile(  # "BERT used Adam with": another's recipe
    rf"^(?:In |For )?(?:{either('models.families')}|{either('models.services')})[\w.-]*(?: \w+)? (?:used?s?|was|"
    rf"is|were|adopts?|trains?)\b"
)
_OF_SOME = re.compile(  # the parameters that a weight decay of 0 spares, not the run's
    r"(?i)\b(?:bias(?:es)?|norms?|embeddings?|groups?|gains?|rows?|layer-?norm\w*|scales?)\b"
)
_A_GROUP = re.compile(r"[ -](?:parameter )?groups?\b")
_MAKES_DATA = re.compile(  # who samples here makes or judges data
    r"(?i)\bsynthe(?:si[sz]\w*|tic)\b|\bpre-?generat\w+|\bannotat\w+|\blabell?ing\b|\bjudg(?:es?|ing|ments?)\b|"
    r"\bteachers?\b|\bgraders?\b|"
    r"\bdistill(?!ed\b)\w*|"
    r"\b(?:data|corpus|benchmark|dataset|QA|questions?) (?:generation|construction|curation|creation|collection)\b|"
    r"\b(?:generat|creat|construct|collect|produc)\w* (?:[\w-]+ ){0,3}(?:data\w*|questions|instructions|"
    r"rationales|chains|traces|pairs|captions|dialogues|descriptions|texts)\b"
)
_OF_DATA = re.compile(  # what is set there is a constant of the problem
    r"(?i)\b(?:data|dataset) (?:generation|construction)\b|\bequations?(?! ?[\d(])\b"
)
_A_MODEL = re.compile(
    rf"{_FAMILIES.before}(?:{either('models.families')}|{either('models.services')}){_FAMILIES.after}[\w.]*(?:-[\w.]+)*"
)
_METHOD = re.compile(r"(?<![\w_{])[A-Z][\w-]*(?:[A-Z]|\d)[\w-]*")  # what could be the name of a method
_CAPTION = re.compile(r"(?i)^(?:table|tab\.) [\w.]+[.:] ")
_NO_METHOD = re.compile(  # what everybody uses
    r"(?:RL|SFT|LLMs?|GPUs?|NVIDIA|VAE|KV|CNNs?|MLPs?|ViT|GRPO|PPO|LoRA|EMA|KL|PCA|RGB(?:-D)?|[23]D|API|PD)"
)
_FOR_WHAT = re.compile(r" for (?:the |our )?(?P<what>[a-z][a-z-]*(?: [a-z-]+)*)(?=[,;).]| and )")  # behind r=16
_CONTRASTS = re.compile(r"\b(?:InfoNCE|NT-Xent|[Cc]ontrastive (?:loss|learning|objective|training|pre-?training))\b")
CONTRASTIVE = "contrastive loss"  # the scope of a temperature at which nothing is sampled
BY_DEFAULT = "default"  # the scope of a value beside which others are told for some cases
_DEFAULT = re.compile(r"(?i)\bby default\b|\bunless (?:otherwise )?(?:noted|stated|specified)\b")
_NOT_SET_BEFORE = re.compile(r"(?i)\bif\b|\bcompared (?:to|with)\b")  # of what stands behind these alone
_AND_BASELINES = re.compile(
    r"(?i)\bfor (?:both )?[^,.;]{2,40} and (?:the )?baselines\b|\bboth (?:the )?baselines?\b[^,.;]{0,20} and our\b"
)
_TRAINING_TIME = re.compile(r"(?i)\b(?:training|fine-tuning) (?:time|costs?)\b|\bfor (?:\w+ )?training\b")
_RUNTIME = re.compile(r"\bruntime\b")
_MAY = re.compile(r"\b(?:can|may) (?:also |even |only )?be (?:[\w-]+ )?on $")  # trained, run
_TRIES = re.compile(r"(?i)\b(?:search\w*|sweep\w*|swept|grid|(?<!clip )(?<!clipping )ranges?|ranging|tried|try)\b")
_ITS_OWN = re.compile(r"(?i)\b(?:its|their) own\b[^.;]*$")  # of a part, which an earlier sentence names
_TUNED = re.compile(  # what a search came to
    r"(?i)\b(?:obtained|selected|chosen|determined|found|tuned) (?:\w+ )?(?:through|by|via|with|using|from|based on)\b"
)
_IN_ALL = re.compile(  # what an ablation's section settles on
    r"(?i)\bwe (?:therefore |thus |hence |finally )?(?:use|set|fix|adopt|choose)\b.* (?:in|for|across|throughout) all "
    r"(?:our |other |main |the |subsequent )?(?:experiments|runs|results|models|tasks|datasets)\b"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SETS_UP = re.compile(  # sections whose sentences need no "we"
    r"(?i)train|implementation|set-?up|setting|hyper|detail|fine-?tun|optimi[sz]|configuration|architecture|protocol"
)
_TELLS_SETUP = re.compile(  # sections of which each sentence sets something
    r"(?i)implementation|set-?up|settings?\b|hyper-?param|configuration|\bdetails\b|(?:training|experimental) procedure"
)
_NOT_HERE = re.compile(  # sections that tell of others' work, prove, show or try
    r"(?i)related|background|preliminar|acknowledg|\bprompt|case stud|dynamics|overhead|latency|"
    r"runtime|\bexamples?\b|proof|theor|lemma|"
    r"corollary|limitation|"
    r"future|ethic|impact|baseline|ablation|sensitiv|robustness|motivation|notation|problem|benchmarking|"
    r"stress|annotat|labell?er|\breruns?\b|reproductions? of|human eval|societal|derivation|competing|compared"
)
_INTRODUCES = re.compile(r"(?i)introduction|abstract|conclusion|discussion")
_OF_OPENING = ("GPUs", "training time")
_MOMENT = re.compile(
    r"(?i)\b(?:after|every|each|within|than|(?<!capped )at|first|last|next|until|by|per|(?<!up )to|between|from|"
    r"over)\s+(?:the\s+(?:first |last )?)?$"
)
_FALLS = re.compile(
    r"(?i)(?:divid|(?<!weight )decay|decreas|reduc|drop(?!out)|increas|anneal|multipl|shrink|rescal|lower|rais|"
    r"halv)\w*(?: \w+){0,3} (?:to|by|from|at|every)\s*$"
)
_WARMS = re.compile(r"(?i)\bwarm")
_RISES = re.compile(r"\bincreases(?: linearly)? (?:to|from) $")  # "increases to 2e-4 in the first 375 warm-up steps"
_SEVERAL = re.compile(  # not "2e-4, 3 epochs"
    rf"^(?:\s?[%K])?\s*(?:,|/|or|and|to|vs\.?|[-–])\s*(?:{NUMBER})(?![\d.,]*\d)"
    rf"(?!\s?(?:[×x]\s?(?:[A-Z]|\d)|(?:[a-zA-Z-]+ )?(?:steps|iterations|updates|epochs?|warm-?up|seeds?|GPUs?|"
    rf"TPUs?|{_GPU})\b))"
)
_ALTERNATIVES = re.compile(r"\b1\) .*\b2\) ")  # of each its own: "1) temperature 1.0; 2) temperature 0.6"
_OF_BOTH = re.compile(
    r"(?i)\b(?:both|all|the two) (?:the )?(?:\w+ )?(?:stages|phases)\b|\bfirst and (?:the )?second \w+"
)
_BEST = (
    r" (?:is|was|works|worked) (?:\w+ ){0,2}(?:best|chosen)(?:[- ]performing)? "  # "10^{-6} was the best learning rate"
)
_REFERENCE = re.compile(
    r"(?i)\b(?:table|tab\.|figure|fig\.|section|sec\.|appendix|equation|eq\.|step|stage|phase)\s*\(?$"
)
SLACK = 1e-6
LEAST_TOKENS = 256  # of a rollout; shorter ones are of steps
LEAST_STEPS = 10  # of a training run
LEAST_BESIDE_A_SYMBOL = 2  # settings that a sentence names, where "β = 0.1" is one too
_SYMBOL = re.compile(
    rf"(?<![\w^_{{(])(?P<name>[αβγλτμηϵε](?:_\{{?\w+\}}?)?|epsilon|gamma|"
    rf"lambda)\s*=\s*(?P<value>{NUMBER})(?![\w^+*/×·-]|\.\d|,\s*\d)"
)
_AND_FOR = re.compile(  # "6e-4 for the small one and 1.5e-4 for the large one"
    rf"\s(?:for|on|in|to train) (?:(?! is )[^,.;]|\.\d){{2,60}}?(?:,|,? (?:and|while)(?: \w+)?) "
    rf"(?P<value>{NUMBER})(?=\s(?:for|on|in|to train) )"
)
_CLIPS = re.compile(r"(?i)\bclipping (?:coefficient|parameter|threshold|ratio)s?\b")
_RUN_IN = re.compile(  # "Implementation details." at a paragraph's head
    r"(?i)(?:[a-z\d]\) )?(?:implementation|training|experimental|optimi[sz]ation|hyper-?parameters?)"
    r"(?: (?:details?|settings?|set-?up))?[.:]+(?=\s|$)"
)
_PHASE = re.compile(  # "0.02 for the first 30k iterations": of one part of a run
    rf" (?:for|in|during|over) the ((?:first|next|last|final|remaining) {NUMBER}"
    r"(?: (?:mini-?batches|iterations|steps|epochs|updates))?)"
)
_EACH = re.compile(
    rf"(?P<values>{NUMBER}(?:(?:,? and |, ){NUMBER})+) (?:for|on|in|during) (?P<names>[^.;()]{{3,80}}?),? respectively"
)
_TRAINED_FOR = re.compile(  # "X and Y are trained for 320 and 400 steps, respectively"
    rf"(?P<names>[A-Z][\w.-]+ and [A-Z][\w.-]+)(?: models| networks)? (?:are|were) (?:\w+ )?trained for "
    rf"(?P<values>{NUMBER} and {NUMBER}) (?P<unit>[a-z]+), respectively"
)
_WHOSE = re.compile(  # "the vision encoder's learning rate", "the discriminator learning rate"
    r"(?P<what>\b(?:(?:vision|text) )?(?:encoder|decoder|generator|discriminator|backbone|LLM))(?:['’]s)? $"
)
_OF_OTHERS_CLAUSE = re.compile(r", (?:while|whereas) (?:[\w-]+ ){0,3}(?:ablat|baseline)\w*\b.*$")
_A_SYMBOL = re.compile(r"(?<![\w-])[A-Za-z]\s?=\s?$")
_OF_OTHERS = re.compile(r"(?:[^,;.\d]|\[[\d, ]+\])*?\b(?:vanilla|baselines?)\b")  # behind a value
_UNIT = re.compile(r"[ -](?:(?:linear |gradual )?warm-?up )?(step|iteration|epoch|update|token)s?\b")
_UNIT_BEFORE = re.compile(r"(?i)warm-?up (step|iteration|epoch|update|token)s\b[^\d]{0,20}$")
_PER_EPOCH = re.compile(r"(?i)\b(?:epochs|rollouts?|episodes?|(?<!weight )decay) of $")  # "2000 epochs of 1000 steps"
_OF_RUNS = re.compile(r"-step (?!train|fine-tun|run|schedul)")
_OF_TIME = re.compile(r"[ -]?(?:s|ms|seconds?|minutes?|(?:time ?)?steps?|frames?|turns?)\b")
_OF_EPISODES = re.compile(r"(?i)\b(?:rollouts?|episodes?|horizon)\b[^,;]{0,20}$")
_OF_LAYERS = re.compile(r" (?:FFN|feed-?forward|intermediate)\b")
_COUNTED = ("epochs", "training steps")
_COUNTED_IN_FRONT = (*_COUNTED, "attention heads")  # "16 attention heads, 24 layers"
_COUNTED_IN_WORDS = ("epochs", "attention heads")
_STOPS = re.compile(r"(?i)\bstop|\bepochs?\b")
_PARTS = re.compile(r"(?i)\btrain|\btest")
THREE = 3  # parts of a split, which need no word of what they are
_COUNT_OF = re.compile(r"(?i)\bnumber of|\btotal|\btraining|\bmax|\bgradient|\bepochs?\s?[=:]")
_OF_LOSS = re.compile(  # a temperature that nothing is sampled at
    r"(?i)\b(?:loss|contrastive|InfoNCE|in a batch|distillation|logits|step|annealing)\b"
)
_PER = re.compile(r" (\w+ per (?:training )?\w+)")  # "rollouts per query", as the paper calls it
_AT_LEAST = re.compile(r"(?:[≥>]|\bat least|\bmore than) ?$")
_RANGE = re.compile(rf"(?:{NUMBER}) ?(?:to|or|-|–|~|∼) ?$")
_IN_TOKENS = re.compile(r" tokens\b")
_OF_ONE = re.compile(r" \((?P<what>[A-Z][\w./+-]*(?: [\w./+-]+){0,2})\), (?:and )?\d")  # "0.1 (Sudoku), 0.04 (Maze)"
_OF_PART = rf"{NUMBER} \((?:for )?[A-Za-z](?:[^()=]){{2,30}}\)"
_IN_BRACKETS_EACH = re.compile(rf"{_OF_PART}(?:(?:,|,? and|,? or) {_OF_PART})+")  # "8 (classifiers), 4 (localizers)"
_VALUE_OF_ONE = re.compile(rf"(?P<value>{NUMBER}) \((?:for )?(?P<what>[^()]+)\)")
_TELLS_OF = re.compile(  # not a stage of what made the data
    r"(?i)(?:train|tun|optimi[sz]|align|distill)(?:e|ed|es|ing)?\b|\b(?:stages?|phases?|RL|SFT|reinforcement)\b|"
    r"\bwe (?:use|adopt|employ|implement|apply|perform|conduct|run|set)\b"
)
_AND_USES = re.compile(  # "the encoders use 5e-4 and the Transformer uses 1e-4"
    rf",? (?:and|while|whereas) (?:the |our )?(?P<what>[A-Za-z][\w-]*(?: [\w-]+){{0,2}}?) uses? (?P<value>{NUMBER})"
    r"(?![\w^{-]|\.\d| [a-z])"
)
_WHOLE_BATCH = re.compile(r"(?i)\b(?:effective|total|global)\b[^,.;\d]{0,25}$")
_OF_RIVALS = re.compile(r"(?i)(?:[a-z\d]\) )?(?:competing|compared|baselines?)(?: (?:methods|models))?[.:]")
_MEASURES = re.compile(r"(?i)\b(?:latency|runtime|speed|throughput)\b")
_BESIDE_IT = re.compile(r"(?i)\b(?:for|against|than|over|to) $")
_CALLED_SO = re.compile(r" optimi[sz]er\b")
_IN_USE = re.compile(  # not "L-BFGS selects the start"
    r"(?i)\b(?:use[sd]?|using|with|by|via|adopt|employ|optimi[sz]ed|train|is|are|was|and|an)\b[^.;]{0,60}$|^\W*$|[:(]\s*$"
)
_AUXILIARY = re.compile(rf"(?i)\bfasttext\b|\b{_FILTERS}\b|\btokenizers?\b|\bprob(?:es?|ing)\b|\bjudges?\b")


class Found(NamedTuple):
    """A setting in a sentence."""

    name: str
    start: int  # of its value
    end: int
    scope: str = ""  # what a list of values says of each: "0.1 and 0.2 for the actor and the critic, respectively"
    own: bool = False  # whether it is a parameter of the paper's method, of no name that all papers use


def of_sentences(
    lines: Sequence[Line], bases: Sequence[str] = (), own: Sequence[str] = ()
) -> Iterator[HyperparameterFact]:
    """The settings that the sentences of the paper's own experiments set, each with the scope that it holds for.

    `bases`: the models that the paper builds on; what a sentence of another model samples is not the paper's run.
    `own`: what the paper calls its method; what a sentence of another method sets is no parameter of it.
    """
    others = others_in(lines)
    meant = letters_meant(plain(line.text) for line in lines if line.kind == "sentence" and line.part != "references")
    contrasts = any(_CONTRASTS.search(line.text) for line in lines if line.part != "references")
    told = [x for x in lines if x.kind == "sentence" and x.block_kind in PROSE and x.part != "references"]
    headed = any(line.heading for line in told)  # of a paper without headings all is front matter
    unfinished = False  # whether the last sentence that sets something goes on, behind a table or on the next page
    heading, named_stage = "", ""  # a stage that a paragraph names is that of those behind it in its section, too
    for _, group in groupby(told, key=lambda line: line.block):
        stage, head, auxiliary, topic, headed_so, makes_data = "", "", False, "", False, False
        for at, line in enumerate(group):
            headed_so = headed_so or (at == 0 and bool(_RUN_IN.match(line.text)))
            goes_on = headed_so or (unfinished and line.text[:1].islower())
            auxiliary = auxiliary or line.others or (at == 0 and bool(_OF_RIVALS.match(line.text)))
            if at == 0:
                heads = (line.heading, scopes.of_head(line.text))
                auxiliary = auxiliary or any(is_of_rival(said, others, (*own, *bases)) for said in heads)
            auxiliary = auxiliary or bool(_AUXILIARY.search(_IN_BRACKETS.sub("", line.text)))
            if auxiliary:
                continue
            makes_data = bool(_MAKES_DATA.search(line.text)) or (makes_data and not _IN_TRAINING.search(line.text))
            if line.heading != heading:
                heading, named_stage = line.heading, ""
            head = scopes.of_head(line.text) if at == 0 else head
            sized = scopes.of_one_size(line.text)
            head = sized if any(name.lower() in sized.lower() for name in own) else head
            part = scopes.part_of(line.text) or head
            named_stage = part or named_stage
            tells = _TELLS_OF.search(line.text) or len(line.text) < scopes.HEAD_CHARS
            stage = part or (scopes.stage_of(line.text) if tells else "") or stage or named_stage
            topic = topic or scopes.topic_of(line.text)
            opening = line.part == "abstract" or (line.part == "front" and headed)
            found = of_sentence(
                line.text, line.heading, opening=opening, goes_on=goes_on, meant=meant, set_up=headed_so
            )
            of_rival = _names_rival(line.text, others, (*own, *bases))
            other_model = _of_other_model(line.text, bases)
            for setting in found:
                samples = setting.name in _SAMPLING
                if setting.own and (of_rival or opening or _OF_DATA.search(f"{line.text} {line.heading}")):
                    continue
                if samples and (makes_data or other_model or _MAKES_DATA.search(line.heading)):
                    continue
                scope = _scope(line, setting, stage, topic)
                if setting.name == "GPUs" and _MEASURES.search(f"{line.heading} {scope}"):
                    continue  # what a latency is measured on, nothing is trained on
                if head and scopes.is_stage(scope):
                    scope = head
                if is_of_rival(scope, others, (*own, *bases)):
                    continue
                if setting.name == "temperature" and contrasts and _settings_beside(line.text) >= RECIPE:
                    scope = CONTRASTIVE
                value = _ARTICLE.sub("", line.text[setting.start : setting.end].strip(" ,."))
                if setting.name == "batch size" and _IN_TOKENS.match(line.text, setting.end):
                    value += " tokens"
                if setting.name == "warm-up" and (
                    unit := _UNIT.match(line.text[setting.end :]) or _UNIT_BEFORE.search(line.text[: setting.start])
                ):
                    value += f" {unit[1]}s"
                per = _PER.match(line.text, setting.end) if setting.name == "responses per prompt" else None
                yield HyperparameterFact(name=per[1] if per else setting.name, value=value, scope=scope, at=line.at)
            unfinished = (unfinished and not goes_on) if not found else not line.text.rstrip().endswith((".", ")"))


def is_of_rival(words: str, others: Others, own: Sequence[str]) -> bool:
    """Whether a heading, a caption or a scope is of methods of others: their names and nothing that says more.

    A name is another's where the paper cites it and compares with it; `own`: of its method and what it builds on.
    """
    named = [name for name in _METHOD.findall(words) if not _NO_METHOD.fullmatch(name)]
    rest = scopes.without_number(_CAPTION.sub("", _METHOD.sub("", words)))
    if not named or not (scopes.is_plain(rest) or not rest):
        return False
    known = [name.lower() for name in own]
    return all(
        others.is_rival(name)
        and not is_model(name)
        and not scopes.KNOWN.fullmatch(name)
        and not any(name.lower() in one or one in name.lower() for one in known)
        for name in named
    )


def _names_rival(sentence: str, others: Others, own: Sequence[str]) -> bool:
    """Whether a sentence names a method that the paper compares with: neither its own nor what it builds on."""
    known = [name.lower() for name in own]
    return any(
        not _NO_METHOD.fullmatch(name)
        and others.compares(name)
        and not any(name.lower() in one or one in name.lower() for one in known)
        for name in _METHOD.findall(sentence)
    )


def _of_other_model(sentence: str, bases: Sequence[str]) -> bool:
    """Whether a sentence names a pretrained model, and none of those that the paper builds on."""
    named = [match[0].lower() for match in _A_MODEL.finditer(sentence)]
    known = [base.lower() for base in bases]
    return bool(named) and not any(name in base or base in name for name in named for base in known)


def _scope(line: Line, setting: Found, stage: str, topic: str) -> str:
    """What a setting of a line holds for; `stage` and `topic` are what its paragraph is about."""
    heading = "" if setting.own else line.heading  # a parameter of the method is not of one section's experiments alone
    scope = setting.scope or scopes.scope_at(line.text, setting.start, setting.end, stage or topic, heading)
    phase = _PHASE.match(line.text, setting.end)
    if phase and not line.text.startswith((" warm", "-warm"), phase.end()):
        scope = f"{scope}, {phase[1]}" if scope else phase[1]
    of_all = _OF_ALL.search(line.text) and scope == stage
    if of_all or (_OF_BOTH.search(line.text) and scopes.is_stage(scope)):
        scope = ""  # what its paragraph was about is not what all experiments have
    if setting.name == "number of seeds":
        scope = ""
    if scope == scopes.EVALUATION and setting.name not in _SAMPLING:
        scope = ""  # what a section is called: nothing is trained for it
    if not scope and (_DEFAULT.search(line.text) or _OF_ALL.search(line.text)):
        scope = BY_DEFAULT
    if setting.name in _SAMPLING and _EVALUATES.search(line.text) and not _IN_TRAINING.search(line.text):
        scope = scopes.EVALUATION
    return scope


def of_sentence(
    sentence: str,
    heading: str = "",
    *,
    opening: bool = False,
    goes_on: bool = False,
    meant: Mapping[str, str] = MappingProxyType({}),
    set_up: bool = False,
) -> tuple[Found, ...]:
    """The settings that one sentence sets, in its order; none where it tries, supposes or tells of others' work.

    `opening`: it is of the abstract or the front matter, which may tell of GPUs and hours alone. `goes_on`: it is
    the rest of a sentence that sets some. `meant`: what letters stand for in the paper. `set_up`: its paragraph is
    headed as one that sets up the experiments.
    """
    sentence = _OF_OTHERS_CLAUSE.sub("", plain(sentence))
    outside = _AND_BASELINES.sub("", _IN_BRACKETS.sub("", sentence))
    opening = opening or bool(_INTRODUCES.search(heading))
    settings = _settings_beside(sentence)
    recipe = settings >= RECIPE
    sets = goes_on or bool(_OURS.search(sentence) or _SETS_UP.search(heading) or opening or recipe)
    heading = _AND_BASELINES_HEAD.sub(r"\1", heading)
    sets = sets or set_up
    if (_NOT_HERE.search(heading) and not _IN_ALL.search(sentence)) or not sets or _ALTERNATIVES.search(sentence):
        return ()
    words_alone = False
    set_up = set_up or bool(_TELLS_SETUP.search(heading))
    if _TRAINING_TIME.search(outside):
        outside = _RUNTIME.sub("", outside)
    if _NOT_SET.search(outside):
        if not _TRIES.search(outside) or _NOT_SET.search(_TRIES.sub("", outside)):
            return ()
        words_alone = True  # what is searched over is a number; the optimizer is not
    taken: list[Found] = []
    all_found = _found(sentence, short=recipe or (settings >= RECIPE - 1 and bool(_SETS_UP.search(heading))))
    for found in sorted(all_found, key=lambda found: found.name == "precision"):
        if opening and (found.name not in _OF_OPENING or not _STEP_WORDS.search(sentence)):
            continue
        if words_alone and found.name != "optimizer":
            continue
        if _ITS_OWN.search(sentence, 0, found.start) and not found.scope:
            continue
        if found.name == "number of seeds" and not (set_up or _OF_EACH.search(sentence)):
            continue
        if _NOT_SET_BEFORE.search(sentence, 0, found.start) or _NOT_SET_BEFORE.search(_clause_after(sentence, found)):
            continue
        if any(found.start < other.end and found.end > other.start for other in taken):
            continue  # the value has a name already
        if found.name == "precision" and not (taken or _STEP_WORDS.search(sentence)):
            continue  # of a number's format, not of a run
        if (
            found.name == "weight decay"
            and number(sentence[found.start : found.end]) == 0
            and _OF_SOME.search(sentence)
        ):
            continue
        taken.append(found)
    symbols = _SYMBOL.finditer(sentence) if _sets_symbols(sentence, taken) else ()
    parameters = () if words_alone and not _TUNED.search(sentence) else parameters_set(sentence, meant, set_up=set_up)
    for more in (
        *(Found(*parameter, own=True) for parameter in parameters),
        *(Found(m["name"], *m.span("value")) for m in symbols),
    ):
        if opening or _A_GROUP.match(sentence, more.end):
            continue
        if not any(more.start < other.end and more.end > other.start for other in taken):
            taken.append(more)
    whole = [f for f in taken if f.name == "batch size" and _WHOLE_BATCH.search(sentence[: f.start])]
    parts = [f for f in taken if f.name == "batch size" and f not in whole and not f.scope] if whole else []
    return tuple(sorted((f for f in taken if f not in parts), key=lambda found: found.start))


def _sets_symbols(sentence: str, taken: Sequence[Found]) -> bool:
    """Whether a sentence's symbols are settings: beside others that have names, or two beside one, or of a clipping."""
    symbols = sum(1 for _ in _SYMBOL.finditer(sentence))
    return (
        len(taken) >= LEAST_BESIDE_A_SYMBOL
        or (bool(taken) and symbols + len(taken) > LEAST_BESIDE_A_SYMBOL)
        or (symbols > 0 and bool(_CLIPS.search(sentence)))
    )


def _clause_after(sentence: str, found: Found) -> str:
    """What follows a setting up to the next comma."""
    return re.split(r"[,;]\s", sentence[found.end :], maxsplit=1)[0]


def plain(text: str) -> str:
    """The text, of the same length, with mathematical letters as letters: 𝛽 as β."""
    return "".join(n if len(n := unicodedata.normalize("NFKC", ch)) == 1 else ch for ch in text)


def _settings_beside(sentence: str) -> int:
    """How many settings of training a sentence has; RECIPE of them are a run's, whoever its subject is."""
    if len({m[0].lower() for m in _RECIPE_WORDS.finditer(sentence)}) < RECIPE - 1 or _OF_MODEL.search(sentence):
        return 0
    return len({found.name for found in _found(sentence, short=True)} - set(_SAMPLING))


def _found(sentence: str, *, short: bool) -> Iterator[Found]:
    """The settings of a sentence; `short`: also those in short writings, "batch 64", which stand beside others."""
    trains = short or bool(_STEP_WORDS.search(sentence) or _RATE.search(sentence))
    lora = bool(re.search(r"(?i)\bq?lora\b", sentence))
    for name, pattern in (*_OF_WORDS, *(_OF_RECIPES if short else _OF_RECIPES[-2:])):
        if pattern in _OF_LETTERS and not lora:
            continue
        for match in pattern.finditer(sentence):
            if name == "GPUs" and _MAY.search(sentence, 0, match.start("value")):
                continue
            if _OF_OTHERS.match(sentence, match.end("value")) or not _is_whole(name, match["value"], sentence):
                continue
            if name == "optimizer" and not short and not _is_used(sentence, match.start("value"), match.end("value")):
                continue
            if trains or name in _ALWAYS or name.startswith("LoRA") or name == "learning rate":
                of_one = _FOR_WHAT.match(sentence, match.end("value")) if pattern in _OF_LETTERS else None
                yield Found(name, match.start("value"), match.end("value"), of_one["what"] if of_one else "")
    for wanted in WANTED:
        if wanted.kind == "word" or (wanted.name == "LoRA rank" and not lora):
            continue
        yield from _of_each(wanted, sentence)
        for match in _patterns(wanted).finditer(sentence):
            if _holds(wanted, match, sentence):
                if each := _IN_BRACKETS_EACH.match(sentence, match.start("value")):
                    for part in _VALUE_OF_ONE.finditer(each[0]):
                        start = match.start("value") + part.start()
                        yield Found(wanted.name, start, start + len(part["value"]), part["what"])
                    continue
                one = _OF_ONE.match(sentence, match.end("value"))
                whose = _WHOSE.search(sentence, 0, match.start())
                scope = one["what"] if one else scopes.of_phrase(match["of"] or "") or (whose["what"] if whose else "")
                yield Found(wanted.name, match.start("value"), match.end("value"), scope)
                end = match.end("value")
                while (other := _AND_FOR.match(sentence, end)) and fits(wanted, other["value"]):
                    end = other.end("value")
                    yield Found(wanted.name, other.start("value"), end)
                if (other := _AND_USES.match(sentence, end)) and fits(wanted, other["value"]):
                    yield Found(wanted.name, other.start("value"), other.end("value"), other["what"])
        if wanted.kind == "rate":
            for match in _cached("best", wanted).finditer(sentence):
                yield Found(wanted.name, match.start("value"), match.end("value"))
        if wanted.behind:
            for match in _behind(wanted).finditer(sentence):
                if (trains or not wanted.training) and _holds(wanted, match, sentence):
                    yield Found(wanted.name, match.start("value"), match.end("value"))


def _is_used(sentence: str, start: int, end: int) -> bool:
    """Whether an optimizer's name stands where something is run with it: not "L-BFGS selects the start"."""
    if _BESIDE_IT.search(sentence, 0, start):
        return False
    return bool(_IN_USE.search(sentence, 0, start) or _CALLED_SO.match(sentence, end))


def _is_whole(name: str, value: str, sentence: str) -> bool:
    """Whether the parts of a split make up the whole: 70/15/15, 8:2 into training and test."""
    if name != "data split":
        return True
    parts = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", value)]
    told = len(parts) >= THREE or bool(_PARTS.search(sentence))
    return told and any(abs(sum(parts) - whole) < SLACK for whole in (1, 10, 100))


def _of_each(wanted: Wanted, sentence: str) -> Iterator[Found]:
    """The values of a list that "respectively" gives to as many parts, each with its part."""
    for trained in _TRAINED_FOR.finditer(sentence):
        if wanted.behind and wanted.training and re.fullmatch(wanted.said, trained["unit"], re.IGNORECASE):
            for value, part in zip(
                re.finditer(NUMBER, trained["values"]), trained["names"].split(" and "), strict=False
            ):
                start = trained.start("values") + value.start()
                yield Found(wanted.name, start, start + len(value[0]), part)
    for listed in _EACH.finditer(sentence):
        if not _cached("name", wanted).search(sentence, 0, listed.start()):
            continue
        values = list(re.finditer(NUMBER, listed["values"]))
        parts = re.split(r",? and |, ", listed["names"])
        if len(values) == len(parts) and all(fits(wanted, value[0]) for value in values):
            for value, part in zip(values, parts, strict=True):
                start = listed.start() + value.start()
                yield Found(wanted.name, start, start + len(value[0]), re.sub(r"^(?:the|our|its) ", "", part))


def _holds(wanted: Wanted, match: re.Match[str], sentence: str) -> bool:
    """Whether the value is one of the setting's, and neither a moment, a change, a reference nor one of several."""
    start, end = match.span("value")
    if not match["value"][0].isdigit() and match["value"][0] != "." and wanted.name not in _COUNTED_IN_WORDS:
        return False  # "patch size one": a pronoun
    if wanted.name == "training steps" and (number(match["value"]) or 0) < LEAST_STEPS:
        return False  # the "4-step training" has four phases
    if wanted.name in _COUNTED_IN_FRONT and match.end() == end and not _COUNT_OF.search(match[0]):
        return False  # "the steps that it takes is 6"
    if wanted.name == "early-stopping patience" and not _STOPS.search(sentence):
        return False
    before, after = sentence[:start], sentence[end:]
    if _AT_LEAST.search(before) or (wanted.name == "responses per prompt" and "." in match["value"]):
        return False  # "rollouts per prompt at τ = 1.0"
    if wanted.name == "temperature" and (_OF_LOSS.search(before) or _OF_LOSS.search(after)):
        return False
    if wanted.name == "training steps" and (_PER_EPOCH.search(before) or _OF_RUNS.match(after)):
        return False  # "2000 epochs of 1000 steps", "the 50-step base model"
    if wanted.name == "maximum length" and (
        _OF_TIME.match(after) or (_OF_EPISODES.search(before) and (number(match["value"]) or 0) < LEAST_TOKENS)
    ):
        return False  # "a maximum length of 20 seconds", "rollouts of length 100"
    if wanted.name == "hidden size" and _OF_LAYERS.match(after):
        return False
    if wanted.name in _COUNTED and _A_SYMBOL.search(before):
        return False  # "across K = 20 steps": of something else
    if _OF_OTHERS.match(after):
        return False
    falls = _FALLS.search(before) and not (wanted.kind == "rate" and _WARMS.search(sentence) and _RISES.search(before))
    if not fits(wanted, match["value"]) or _REFERENCE.search(before) or falls:
        return False
    if wanted.behind and match.end() > end + 2 and _RANGE.search(before):
        return False  # "5K to 20K warmup steps"
    if wanted.behind and match.end() > end + 2 and _MOMENT.search(before) and wanted.name != "warm-up":
        return False
    return not _SEVERAL.match(after)


def _cached(kind: str, wanted: Wanted) -> re.Pattern[str]:
    key = (kind, wanted.name, wanted.said)
    if key not in _COMPILED:
        texts = {
            "before": rf"(?<![\w-])(?:{wanted.said})(?![\w-]){_LINK}{_VALUE}",
            "name": rf"(?<![\w-])(?:{wanted.said})(?![\w-]){_LINK}$",
            "behind": rf"{_BEFORE}(?:{wanted.said})(?!\w)",
            "best": rf"(?<![\w.^{{-])(?P<value>{NUMBER}){_BEST}(?:{wanted.said})(?!\w)",
        }
        _COMPILED[key] = re.compile(texts[kind], re.IGNORECASE)
    return _COMPILED[key]


_COMPILED: dict[tuple[str, str, str], re.Pattern[str]] = {}


def _patterns(wanted: Wanted) -> re.Pattern[str]:
    return _cached("before", wanted)


def _behind(wanted: Wanted) -> re.Pattern[str]:
    return _cached("behind", wanted)
