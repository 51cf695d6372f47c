"""The datasets that a paper uses: what its tables measure on and what its sentences call data."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from itertools import combinations, groupby

from pipeline.summarise.facts.cells import called, is_cited, number_of
from pipeline.summarise.facts.data_lists import described, told_data
from pipeline.summarise.facts.data_roles import role_of
from pipeline.summarise.facts.enumerations import NAME, first_name, listed
from pipeline.summarise.facts.methods import is_own
from pipeline.summarise.facts.model_names import LIKE_A_NAME, is_model, looks_like_a_name
from pipeline.summarise.facts.own_rows import label_at
from pipeline.summarise.facts.result_tables import columns_are_systems, is_result_table, measured_on
from pipeline.summarise.facts.setting_tables import of_tables
from pipeline.summarise.facts.wanted import named
from pipeline.summarise.lines import PROSE, Line, tables_of
from pipeline.summarise.short_forms import long_forms
from pipeline.words.vocabulary import either, pattern
from schemas.records import Table
from schemas.summary import DatasetFact, DatasetRole, ResultFact

METRIC = pattern("results.metrics")
KNOWN = pattern("data.known")
_SIMULATOR = pattern("data.simulators")

MAX_DATASETS = 14
ENOUGH = 2.0  # of evidence
AGAINST = 1.0  # more, for what labels rows of results or is compared with: it may be a method
OF_TABLE = 1.5  # a column's head; a sentence must name it too
LISTED_DATA = 3.0  # in a column headed "Dataset"
NAMED_DATA = 2.0  # "the X dataset", in a sentence of use
DOUBT = 0.5  # less, in a section about the idea, without a citation anywhere: the data may be an example's
USED_ON = 0.5  # "evaluated on X": a method, a stage or a machine may stand there too
BESIDE = 0.75  # in a list with a well-known one
KNOWN_USE = 1.0  # a well-known name as a column's head, or in a sentence that speaks of some use
KNOWN_OURS = 2.0  # in one that says that the authors use it
OWN_CHARS = 4  # of a method's name that is looked for within others
MOSTLY = 0.75  # of the places where a name stands
LEAST_TIMES = 2  # that a word is written small which a table has in capitals
REPEATS = 2  # sentences of one kind that count
_WORD = r"(?:[A-Z]|\d+[A-Z][a-z]{2})\w*(?:[-+./@;*][\w+]+)*\+?"
_NAME = re.compile(rf"(?<![\w/-])(?P<name>{_WORD}(?:\s(?:{_WORD}|\d+[kK]?\b|v\d[\w.]*)){{0,2}})(?![\w-])")
_SMALL_NAME = re.compile(r"(?<![\w/-])(?P<name>[a-z]+[A-Z][\w-]*)(?![\w-])")  # nuScenes
_CITED = r"\s*(?:\([A-Z][^()]{2,60}\d{4}[a-z]?\)|\[\d[\d, –-]*\])"
_OURS_OR_TRAINING = re.compile(r"\b[Ww]e\b|\b[Tt]rain")
_USES = re.compile(
    r"(?i)\b(?:we|our)\b[^.;]{0,80}\b(?:us|adopt|appl|evaluat|train|test|fine-?tun|experiment|conduct|report|consider|"
    r"select|focus|sampl|collect|"
    r"construct|creat|build|introduc|propos|releas|choose|employ|measur|benchmark|present|assess|compar)\w*|"
    r"\b(?:is|are|was|were) (?:\w+ )?(?:trained|fine-?tuned|pre-?trained|evaluated|tested|conducted|"
    r"sampled|reported|measured|performed)\b|"
    r"\b(?:trained|fine-?tuned|pre-?trained|evaluat\w+|tested|results|performance|accuracy|experiments?|"
    r"improv\w+|achiev\w+|outperform\w*|gains?|obtain\w*) (?:\S+ ){0,6}on\b|"
    r"\b(?:evaluation|training data|test data|benchmarks?) "
    r"(?:covers?|merges?|includes?|comprises?|consists? of|spans?)\b"
)
_OURS = re.compile(
    r"(?i)\b(?:we|our)\b[^.;]{0,80}\b(?:use|evaluate|train|test|fine-?tune|experiment|conduct|adopt|sample|"
    r"select|choose|benchmark)\w*|"
    r"\b(?:is|are|was|were) (?:\w+ )?(?:trained|fine-?tuned|pre-?trained|evaluated|tested|conducted|sampled)\b"
)
_DATA_WORDS = r"(?:datasets?|benchmarks?|cohorts?|corpus|corpora|test sets?|training sets?)"
_CHAIN = rf"(?:(?:{_CITED})?,? (?:and |or |& )?{_WORD}(?: {_WORD})?)*(?:{_CITED})?,?"
_BEFORE_DATA = re.compile(rf"{_CHAIN}\s*(?:\w+\s)?{_DATA_WORDS}\b")
_FAR_DATA = re.compile(  # "on the LICA graphic design benchmark"
    rf"(?: (?!(?:on|of|and|these)\b)[a-z][a-z-]+){{1,3}} {_DATA_WORDS}\b"
)
_NAMES_SO_FAR = rf"(?:{_WORD}(?: v?\d[\w.]*)?(?:{_CITED})?,? (?:and )?)*$"  # the first names of several
_AFTER_DATA = re.compile(
    rf"\b{_DATA_WORDS}(?:\s\w+)?,?(?: such as| including| namely|:| -| –| —| are| is|,|\s\()\s*{_NAMES_SO_FAR}"
)
_IS_A = re.compile(rf"(?: \([A-Z]+\))?(?:{_CITED})?(?::| is|,) (?:an?|the) [^.;]{{0,60}}?\b{_DATA_WORDS}\b")
_OUR_DATA = re.compile(r"\b[Oo]ur (?:[a-z-]+ )?(?:benchmark|corpus|dataset),? $")
_FOOTNOTE = re.compile(r"\[\^[^\]]*\]")
_INTRODUCES = re.compile(r"\b[Ww]e (?:\w+ )?(?:construct|contribute|curate|introduce|present|release) $")
_ON = re.compile(r"(?i)\b(?:on|from|using|of|and|including|namely|as|,|\(|:)\s*(?:the\s+)?$")
_NOT_USED = re.compile(r"(?i)prompt|broader|impact")
_ABOUT_DATA = re.compile(r"(?i)\bdata|\bbenchmark|\bevaluat|\btrain")
_LEADS_IN = re.compile(
    r"^(?:[Tt]he|After|Although|And|Because|Before|Both|For|From|If|In|On|Our|Since|Unlike|Using|When|While|With) "
)
_ITS_MARKS = re.compile(r"\s*[↑↓]|\^\{.*\}|\+Python$|(?<=\w)@\d+$")  # AIME24@32: of 32 samples
_BETWEEN = re.compile(r",|;|\n|\band\b")
_HEADERS = re.compile(
    rf"(?i){either('data.algorithms')}|"
    r"(?:the|for|this|these|and|table|figure|fig|section|sec|appendix|eq\w*|algorithm|all|both|each|"
    r"base|large|small|ours?|avg\.?|average|overall|mean|total|scores?|results?|tasks?|names?|datasets?|"
    r"transformers?|adamw?|sgd|ppo|sft|rlhf|rlvr|cot|llms?|vlms?|mllms?|nlp|api|gpus?|cnns?|rnns?|"
    r"english|chinese|german|french|python|java|javascript|input|output|data|source|target|"
    r"(?:stage|phase|step|round|level|temp(?:erature)?|group|type|class|set|case|part|day|year|top|dim|"
    r"layers?|version) ?-?\d.*|(?!\d+(?-i:[A-Z][a-z]{2}))\d.*|"
    r"[a-z]{2}-[a-z]{2}|ablation|human|nll|muls|baselines?|settings?|yes|w/o.*|with.*|#.*|%.*|.*\b(?:error|"
    r"models?|tokens|params|parameters|flops|ratio|rate|agree|size|steps?|"
    r"benchmarks?|time|loss|score|actions?|indices|length|type|methods?|learning|training|test|val|dev|train)|"
    r"\W*.{1,2}|.*\bet al.*)"
)
_OTHERS_DATA = re.compile(  # what the sentence lists is not what it uses
    r"(?i)\b(?:compared (?:to|with)|unlike|in contrast to|existing|commonly[- ]used|prior|previous) "
    r"(?:[\w-]+ ){0,3}(?:datasets?|benchmarks?|corpora)\b|"
    r"\b(?:it|which|that) (?:is|was|were) pre-?trained on (?:the )?$"
)
_SYSTEMS = re.compile(r"(?i)\b(?:methods|models|approaches|systems|baselines)\b[^.;]*$")  # a list of these
_DATA_HEAD = re.compile(
    r"(?i)(?:(?:evaluation|training|test) )?(?:datasets?|benchmarks?|corpus|corpora)(?: ?\(s\))?(?: name)?|"
    r"train(?:ing)? data"
)
_COMPOSITION = re.compile(r"(?i)\b(?:SFT|fine-?tuning|training) (?:corpus|data|mixture)\b.*\b(?:composition|sources)\b")
_OF_TRAINING = re.compile(
    r"(?i)^train|\bSFT data\b|\b(?:used|dataset|data) (?:to (?:build|construct|create|train)|for training)\b"
)
_OF_EVALUATION = re.compile(r"(?i)^(?:evaluation|test|benchmarks?)\b")
_SMALL = re.compile(r"[a-z]+[-_][a-z\d]+")  # rm-static
_CITED_NAME = re.compile(r"[A-Z][\w-]+(?: [A-Z][\w-]*){0,2}")
_SIZES_OF_PARTS = (re.compile(r"(?i)\btrain\w*\b.*\bsize|#\s?train"), re.compile(r"(?i)\btest\b.*\bsize|#\s?test"))
_DATA_PARAGRAPH = re.compile(  # its head, or its section's: what it cites is data
    r"(?i)(?:\d[\d.]* )?(?:[\w-]+ ){0,2}?"
    r"(?:(?:datasets?|benchmarks?|data(?= and|[.:]|$))(?:,? (?!\w*process)[\w-]+){0,3}|evaluation)(?:[.:]|$)"
)
_NO_DATA_BEFORE = re.compile(r"(?i)\b(?:by|with|than|in) (?:the )?$")
_BY_OTHERS = re.compile(  # "the splits used by X and Y"
    rf"\b(?:(?:adopted|introduced|proposed|provided|released|used) (?:by|in)|on top of) (?:the )?{_NAMES_SO_FAR}"
)
_ARTICLE_OR_LIST = re.compile(r"(?:\b(?:[Tt]he|and|both)|[,\]&]) $")
_SEVERAL = re.compile(
    r"(?i)\b(?:all|common|existing|multiple|other|popular|public|several|standard|various|widely[ -]\w+|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)(?: [a-z-]+){0,3} $"
)
_AUTHORS = re.compile(r"\bet al\.?,? ?(?:\(\d{4}[a-z]?\)|\[[\d, ]+\]) (?:[a-z-]+ )*$")
_OF_AUTHORS = re.compile(rf"(?: [\w-]+){{0,2}} {_DATA_WORDS} (?:(?:[a-z]+ed )?(?:by|from)|of) [A-Z]\w+ et al\b")
_OF_SEVERAL = re.compile(r"(?: [a-z-]+){0,2}? (?:benchmarks|corpora|datasets|tasks)\b")
_FOLLOWED = re.compile(
    r"(?i)\bfollow\w* (?:the )?$|\bsame as (?:the )?$|\bfrom the original $|"
    r"\bmodels?,? (?:[A-Z][\w.-]+(?: and |, ))*$|"
    r"\b(?:assess|evaluat|measur|scor)\w+ (?:by|using|with) (?:[A-Z][\w.-]+(?: \([^()]*\))?(?: and |, ))*$"
)
_TAKEN_FROM = re.compile(  # "4,980 problems with integer answers from X", "the training sets of X, Y and Z"
    rf"(?:\b\d[\d,]*[kKM]? (?:(?!associated\b)[a-z-]+ )*?"
    rf"(?:cases|clips|examples|images|pairs|problems|prompts|questions|samples|scans|videos) "
    rf"(?:(?!associated\b)[a-z-]+ )*?(?:of|from)|"
    rf"\b(?:train(?:ing)?|test) (?:sets?|splits?) of) (?:the )?{_NAMES_SO_FAR}"
)
_SOURCE = re.compile(r"(?i)\bfrom (?:the )?$")  # of other data, but where they took some of it themselves
_TAKEN = re.compile(r"(?i)\bwe (?:\w+ )?(?:select|sampl|collect|us)\w*\b")
_COMPARES = re.compile(
    r"(?i)\bcompar|\bexisting\b|\bprevious\b|\brelated\b|"
    r"\b(?:overview|summary of)\b(?!.*\b(?:our|we)\b)|\bused by (?-i:[A-Z])"
)
_AFTER_NO_DATA = re.compile(
    r"(?i)\s*(?:(?:\([^()]*\)|\[[\d, ]+\])\s*)?(?:and 20\d\d|algorithm|optimi[sz]er|loss|method|framework|"
    r"objective|library|models?|"
    r"architectures?|networks?|agents?|satellite|sensor|"
    rf"pre-?train\w*|weights|initiali[sz]\w+|as (?:the |an? |our )?(?:{either('models.makers')}|backbone|base|student)|"
    r"policy|policies|baselines?|implementation|codebase|tokenizer|classifier|et al)\b"
)
_LENGTH = re.compile(r" \d+[kK]$")
_SPLIT = re.compile(
    r"(?i)[ -]*(?:\([^()]*\)|\b(?:test|val|valid|dev|train|validation|testmini|test-?dev|"
    r"trainval)(?:[- ]?(?:set|std|split))?)$"
)

_SIZED_MODEL = re.compile(r".*-\d+(?:\.\d+)?B(?:-\w+)*")  # DeepCoder-14B
_PLACE = re.compile(  # in the paper, or in a course of work: Section IV-A, Stage II
    r"(?:Algorithm|Appendix|Eq|Equation|Fig|Figure|Phase|Part|Round|Sec|Section|Stage|Step|Table|Task)\.? [\dIVXA-Z.-]+"
)
_VENUE = pattern("data.venues")
_ORGANISATION = re.compile(r".*\b(?:Agency|Cent(?:er|re)|Department|Foundation|Hospital|Institute|University)\b.*")
_PRE_TRAINED = re.compile(
    r"(?i)\bpre-?trained (?:on|with) (?:the )?$|[\])],? (?:co-)?trained on (?:[a-z]+ )?$|"
    r"\binitiali[sz]ed (?:from|on|with) (?:the )?$"
)
_OF_MEASURES = re.compile(r"(?i)(?:evaluation )?(?:metrics?|measures?)[.:]")  # a paragraph's head
_MEASURE = re.compile(
    rf"\b(?:accuracy|alignment|coefficient|correlation|distance|divergence|error|index|rate|ratio|score|similarity)s? "
    rf"\((?P<name>{NAME})[);,]"
)
_VALUE = re.compile(r"\d%? $")  # "78.4 EAO on"
_QUALITY = re.compile(r".*-[a-z]*(?:aware|ed|free|level)|.*-[Ss]eq")  # SUMO-based; sequencing: RNA-seq
_TITLE = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)+(?![\w-])")
_ANOTHER = r"(?:Virtual|Synthetic|Semantic|Mini|Tiny|Multi|New)\b"  # before a data set's name: another one
_OF_MORE = re.compile(r"(?i)\b(?:baseline|implementation|model)s?\b")  # a section that is not about data alone
_METRICS = re.compile(r"\b[Mm]etrics(?: [a-z-]+){0,4}: ")
_CALLED_ONE = re.compile(rf"(?<![\w-])(?P<name>{NAME}) (?:benchmark|corpus|dataset)\b")
_SETTINGS_OF = re.compile(r"\b(?P<name>[A-Z][\w+-]*) (?:hyper-?parameters|settings)\b")
_CALLED_MODEL = re.compile(
    rf"(?<![\w-])(?P<name>{NAME})"
    rf"(?: (?:model|network)\b| is an? (?:(?!data|benchmark)[a-z-]+ ){{0,3}}?(?:method|model|network)\b)"
)
_RIVALS = re.compile(  # what is compared with
    r"\b(?:baselines|competitors|methods|(?<!base )models|systems)(?: [a-z-]+){0,4}?"
    r"(?::|,? (?:including|namely|such as)) |"
    r"\bcompare[sd]?(?: [\w-]+){0,4}? (?:against|to|with) "
)
_DATA_WORD = re.compile(rf"\b{_DATA_WORDS}")
_OF_NETWORK = re.compile(r".*-(?:Base|Large|Small|Tiny|Huge|XL|B\d)")
_WE_WORK = re.compile(r"\b[Ww]e (?:\w+ )?(?:adopt|conduct|employ|evaluate|experiment|test|train|use)\b")
_WE_PRE_TRAIN = re.compile(r"(?i)\b(?:we|is|are|was|were) (?:\w+ )?pre-?train")
_ACCELERATOR = re.compile(rf"(?:NVIDIA )?{either('hardware.accelerators')}.*")
_MAKERS = either("data.makers")
_OF_MAKER = re.compile(rf"(?:{_MAKERS})(?:'s)? (?=\S)")
_CALLED_DATA = re.compile(r"[-_ ](?i:data ?set|corpus)$")  # LeetCode-Dataset
_TWO_YEARS = re.compile(r"(?P<name>[A-Za-z]+)[- ']?(?P<one>\d\d)/(?P<other>\d\d)")  # AIME-24/25
_SUBTASK = re.compile(r"-[A-Z]{2,4}\d?$|-[A-Z][a-z]+$| [A-Z][a-z]+(?: [A-Z][a-z]+)?$")
_A_MEASURE = re.compile(r"(?i).*(?:reward|score|index|p\d\d(?:\.\d+)?)")
_ITEMS = r"(?:articles|entries|images|meetings|problems|questions|sequences|speakers|windows)"
_OF_IDEAS = re.compile(  # a section's head
    r"(?i)approach|architecture|background|definition|formulation|framework|method|motivation|overview|preliminar|problem"
)
_PART_OF = re.compile(rf"(?<!associated with )\b{_ITEMS} (?:of|from|in) (?:the )?$")  # "windows of X"
_ITS_ITEMS = re.compile(rf"(?:{_CITED})?(?: [a-z-]+)? {_ITEMS}\b")  # "X meetings"
_OF_DATA_SECTION = re.compile(r"(?i)\b(?:data|datasets?|benchmarks?)\b")
_MADE_FROM = re.compile(  # "the training data is synthesised from X and Y"
    rf"\b(?:data|dataset) (?:is|are) (?:extracted|synthesi[sz]ed) from (?:the )?{_NAMES_SO_FAR}"
)
_WE_MEASURE_ON = re.compile(  # "We evaluate X on A, B v0.2 and C", "is measured on natural speech on A"
    rf"(?:\b[Ww]e (?:evaluate|test)|\b(?:is|was|were) (?:evaluated|measured|tested|trained)) "
    rf"(?:[\w-]+ )*?on (?:the )?{_NAMES_SO_FAR}|\b[Ee]valuation (?:covers|uses) {_NAMES_SO_FAR}"
)
_DRAWN_FROM = re.compile(  # in a section about data: "images of streets are sampled from X", "data from X and Y"
    rf"(?:\b(?:are|were) (?:collected|drawn|sampled|taken)|\bdata) from (?:the )?{_NAMES_SO_FAR}"
)
_DATA_LISTED = re.compile(  # "two synthetic datasets: X [3] and Y [4]"
    rf"\b(?:datasets|benchmarks)(?::|, including)? (?:{_WORD}(?: {_WORD})?(?:{_CITED}),? (?:and )?)*$"
)
LEAST_WORD = 4  # letters of a plain word, "Hypersim", that a list of data sets cites
_LISTED_ON = re.compile(
    rf"(?:{_CITED})?(?:,? and |, )(?:{_WORD})|{_CITED}"
)  # behind the first name of several, or a cited one
_WORDS = re.compile(rf"(?=.{{{LEAST_WORD}}})[A-Z][\w-]*[a-z](?: [A-Z][a-z]+)*")
_OF_INTRODUCTION = re.compile(r"(?i)\bintroduction\b")
_MEASURED = re.compile(rf"\d.*{METRIC.pattern}|{METRIC.pattern}.*\d")
_SPELT_OUT = re.compile(r" \([^()]*\b(?:Benchmark|Dataset)\b[^()]*\)")
_CITED_NOW = re.compile(_CITED)
_CITED_SOON = re.compile(  # "X reference groups [7]", not "X evaluation protocols [7]"
    rf"(?:(?! (?:metric|method|model|pipeline|protocol|tool)s?\b) [a-z-]+){{0,2}}{_CITED}"
)
_TITLED = re.compile(r"(?<![\w-])(?P<name>(?:[A-Z][\w-]+ ){2,}(?:Corpus|Dataset))(?![\w-])")

_HORIZON = re.compile(r" (?:Short|Medium|Long)(?:[- ][Tt]erm)?$")
_SETTING = re.compile(r"(?i)[- ](?:low|high|easy|medium|hard|normal|seen|unseen)$")


class _Evidence:
    """What speaks for each name, by its key."""

    def __init__(
        self, own: tuple[str, ...], systems: Collection[str], measures: Collection[str], terms: Collection[str]
    ) -> None:
        self.own, self.systems, self.measures, self.terms = own, systems, measures, terms
        self.weight: defaultdict[str, float] = defaultdict(float)
        self.seen: Counter[tuple[str, str]] = Counter()  # by key and kind of evidence
        self.places: dict[str, str] = {}
        self.spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.together: set[frozenset[str]] = set()  # keys that one sentence lists
        self.cited: set[str] = set()
        self.noted: dict[tuple[str, str], float] = {}  # of one sentence: the weight of each key and kind
        self.with_work: set[str] = set()  # keys of names that a citation follows somewhere
        self.elsewhere = False  # the sentence is of a section about the idea

    def note(self, name: str, kind: str, weight: float, at: str) -> None:
        """One more sign of `kind` for a name, of which the first REPEATS count; what is introduced may be their own."""
        name = bare_name(name)
        key = key_of(name)
        if (
            not key
            or not _may_be_data(name, () if kind == "introduced" else self.own)
            or (key in self.systems and kind in ("table", "listed", "beside"))
            or (key in self.measures and kind in ("table", "on", "beside") and not KNOWN.fullmatch(name))
            or (key in self.terms and kind not in ("introduced", "listed"))
            or (self.seen[key, kind] >= REPEATS and (key, kind) not in self.noted)
        ):
            return
        if kind == "named" and self.elsewhere and key not in self.cited | self.with_work:
            weight -= DOUBT
        more = weight - self.noted.get((key, kind), 0.0)
        if more <= 0:
            return
        self.seen[key, kind] += (key, kind) not in self.noted
        self.noted[key, kind] = weight
        self.weight[key] += more
        self.spelled[key][name] += 1
        if at and (key not in self.places or kind == "named"):
            self.places[key] = at

    def _spelling(self, key: str) -> str:
        name = self.spelled[key].most_common(1)[0][0]
        return _untorn(name) if _untorn(name) in self.spelled[key] else name

    def ranked(self) -> list[tuple[str, str]]:
        """Keys with their names, the surest first."""
        told = {key for key, kind in self.seen if kind != "on"}  # "on X" alone tells of no kind
        enough = {k: ENOUGH + AGAINST * (k in self.systems and not self.seen[k, "measured"]) for k in told}
        keys = [k for k in self.places if k in told and self.weight[k] >= enough[k]]
        keys.sort(key=lambda k: -self.weight[k])
        names = {k: self._spelling(k) for k in keys}
        whole = dict(_without_settings([(k, names[k]) for k in keys]))
        return [(k, whole[k]) for k in _without_stems([*whole], whole, self.cited, self.together)]


def _untorn(name: str) -> str:
    """A name as it is where no line ends within it: OlympiadBench of Olympiad-Bench."""
    return re.sub(r"(?<=[a-z])-(?=[A-Za-z])", "", name)


def datasets(lines: Sequence[Line], own: tuple[str, ...]) -> tuple[DatasetFact, ...]:
    """Names that head the columns or rows of result tables and that sentences speak of as data, the surest first.

    `own`: what the paper calls its own method.
    """
    told = [line for line in lines if line.kind == "sentence" and line.part != "references"]
    sentences = [
        line
        for line in told
        if line.block_kind in PROSE | {"caption", "footnote"}
        and not (line.others or _NOT_USED.search(line.heading) or line.text.startswith("Keywords"))
    ]
    listed = dict[str, DatasetRole]()  # what tables say of some
    in_columns = list(_listed(lines))
    for name, _, role in in_columns:
        listed.setdefault(key_of(bare_name(name)), role)
    named_in_tables = {key for key, role in listed.items() if role != "train"}
    systems = (_systems(lines, own) | _rivals(told)) - named_in_tables
    evidence = _Evidence(own, systems, _measures(told), _terms(told) - named_in_tables)
    for name, at in _of_tables(lines, own):
        evidence.noted.clear()
        evidence.note(name, "table", OF_TABLE + KNOWN_USE * bool(KNOWN.fullmatch(bare_name(name))), at)
    for name, at, _ in in_columns:
        evidence.noted.clear()
        evidence.note(name, "listed", LISTED_DATA, at)
    evidence.with_work = {
        key_of(bare_name(name))
        for line in sentences
        for name, _, after in _around_names(line)
        if _CITED_NOW.match(after)
    }
    of_data = {
        line.block
        for line in sentences
        if _DATA_PARAGRAPH.match(line.text)
        or _DATA_PARAGRAPH.fullmatch(line.heading)
        or _OF_DATA_SECTION.search(line.heading)
    }
    for line in sentences:
        evidence.noted.clear()
        evidence.elsewhere = bool(_OF_IDEAS.search(line.heading))
        if line.block in of_data:
            _note_cited(line, evidence)
        _note_told(line, evidence)
        _note_listed(line, evidence, of_data=line.block in of_data)
    for name, at in _described(sentences, of_data):
        evidence.noted.clear()
        evidence.note(name, "named", NAMED_DATA, at)
    measured = {key for key, kind in evidence.seen if kind in ("table", "measured")}
    text = " ".join(line.text for line in told)
    ranked = [(k, _whole(name, text)) for k, name in _without_short_forms(evidence.ranked(), text)]
    ranked = [(k, name) for k, name in ranked if k in measured or not _is_word(name, text)]
    of_others = {line.at for line in lines if line.others or _is_of_other(line.table, own)}
    trained = {
        found.scope
        for found in of_tables(lines, own)
        if (wanted := named(found.name)) and wanted.training and found.at not in of_others
    }
    return tuple(
        DatasetFact(
            name=name,
            role=_together(
                "train" if any(name in scope for scope in trained) else listed.get(k, "unknown"),
                role_of(name, sentences, own, measured=k in measured),
                measured=k in measured,
            ),
            at=evidence.places[k],
        )
        for k, name in ranked[:MAX_DATASETS]
    )


def _is_of_other(table: Table | None, own: tuple[str, ...]) -> bool:
    """Whether a table's caption says that its settings are of another method: "FooTune hyperparameters"."""
    said = _SETTINGS_OF.search(table.caption) if table else None
    return (
        said is not None
        and looks_like_a_name(said["name"])
        and not (is_own(said["name"], own) or is_model(said["name"]))
    )


def _is_word(name: str, text: str) -> bool:
    """Whether a name is a word that the paper mostly writes small: "First, the ... dataset"."""
    if KNOWN.fullmatch(name) or not re.fullmatch(r"[A-Z][a-z]+", name):
        return False
    return len(re.findall(rf"\b{name.lower()}\b", text)) > len(re.findall(rf"\b{name}\b", text))


def _whole(name: str, text: str) -> str:
    """A name that no line's end tears; a well-known one with what always follows it: LIBERO of LIBERO-Object alone."""
    if text.count(_untorn(name)) > text.count(name):
        return _untorn(name)
    written = re.findall(rf"(?<![\w-]){re.escape(name)}(-[A-Z][a-z]+)?(?![\w-])", text) if KNOWN.fullmatch(name) else []
    most = Counter(written).most_common(1)
    return name + most[0][0] if most and most[0][1] > len(written) * MOSTLY else name


def with_measured(
    found: Sequence[DatasetFact], results: Sequence[ResultFact], lines: Sequence[Line], own: tuple[str, ...]
) -> tuple[DatasetFact, ...]:
    """The datasets, and behind them those that a result has as its benchmark and a sentence measures on."""
    sentences = [line for line in lines if line.kind == "sentence" and line.part != "references"]
    kept, measures = list(found), _measures(sentences)
    for result in results:
        known = KNOWN.search(result.benchmark)
        name = known[0] if known else bare_name(re.sub(r"\s*\([^()]*\)$|(?i: data ?sets?)$", "", result.benchmark))
        if not known and (titled := _titled(name, sentences)):
            name = titled
        elif not _is_name(name, own) or (not known and key_of(name) in measures):
            continue
        have = [key_of(data.name) for data in kept]
        if any(_holds(key, key_of(name)) or _holds(key_of(name), key) for key in have):
            continue
        if known or any(_measures_on(name, line.text) for line in sentences):
            kept.append(DatasetFact(name=name, role=role_of(name, sentences, own, measured=True), at=result.at))
    text = " ".join(line.text for line in sentences)
    whole = _without_short_forms([(data.at, data.name) for data in kept], text)
    return tuple(data for data in kept if (data.at, data.name) in whole)[:MAX_DATASETS]


def _holds(key: str, other: str) -> bool:
    """Whether a key has another within it; CIFAR-100 has no CIFAR-10."""
    return other in key and not (other[-1:].isdigit() and re.search(rf"{re.escape(other)}\d", key))


def _titled(benchmark: str, sentences: Sequence[Line]) -> str:
    """The capital words that a benchmark begins with where a sentence calls them data: Foo Street of Foo Street 04."""
    title = _TITLE.match(benchmark)
    if title is None or not any(_calls_data(title[0], line.text) for line in sentences):
        return ""
    return title[0]


def _calls_data(name: str, sentence: str) -> bool:
    """Whether a sentence calls a name data, alone or as the first of several."""
    return bool(re.search(rf"\b[Tt]he {re.escape(name)}{_CHAIN}\s(?i:data ?sets?|benchmarks?|corpus)\b", sentence))


def _measures_on(name: str, sentence: str) -> bool:
    """Whether a sentence has a name as data, or as what something is measured on."""
    said = rf"[\"“‘']?{re.escape(name)}[\"”’']?"
    data = r"(?i:data ?sets?|benchmarks?|corpus|corpora|challenge|tasks?)"
    return bool(
        re.search(rf"\b(?:on|of|for) (?:the )?{said}(?!\w)|(?<!\w){said} {data}\b|\b{data} {said}(?!\w)", sentence)
    )


def _together(listed: DatasetRole, said: DatasetRole, *, measured: bool) -> DatasetRole:
    """What a table of data and the sentences say of one together; `measured`: a table of results is of it."""
    if listed == "train" and measured:
        return "both"
    if "unknown" in (listed, said):
        return said if listed == "unknown" else listed
    return listed if listed == said else "both"


def _around_names(line: Line) -> Iterator[tuple[str, str, str]]:
    """Each name of a sentence with what stands before and behind it; well-known ones may begin in small letters."""
    small = (m for m in _SMALL_NAME.finditer(line.text) if KNOWN.fullmatch(m["name"]))
    for match in (*_NAME.finditer(line.text), *small):
        for name in _each(match["name"]):
            yield name, line.text[: match.start()], line.text[match.end() :]


def _each(name: str) -> tuple[str, ...]:
    """The names that one stands for: AIME-24/25, FooQA/BarQA/BazQA."""
    if two := _TWO_YEARS.fullmatch(name):
        return (two["name"] + two["one"], two["name"] + two["other"])
    parts = tuple(name.split("/"))
    return parts if len(parts) > 2 and all(map(looks_like_a_name, parts)) else (name,)


def _note_cited(line: Line, evidence: _Evidence) -> None:
    """What a paragraph about data cites."""
    of_section = bool(_OF_DATA_SECTION.search(line.heading))
    for name, before, after in _around_names(line):
        if _AFTER_NO_DATA.match(after) or _NO_DATA_BEFORE.search(before) or _is_of_others(before):
            continue
        if _OF_MORE.search(line.heading) and not _ABOUT_DATA.search(line.text):
            continue
        if (_SOURCE.search(before) and not _TAKEN.search(before)) or _is_kind(name, before, after):
            continue
        if known := _known_in(name):
            evidence.note(known, "known", KNOWN_OURS, line.at)
        elif looks_like_a_name(name) and (_CITED_SOON if of_section else _CITED_NOW).match(after):
            evidence.note(name, "named", NAMED_DATA, line.at)


def _note_listed(line: Line, evidence: _Evidence, *, of_data: bool) -> None:
    """What a sentence lists as data."""
    if line.block_kind == "caption":
        return
    found = list(told_data(line.text, of_data=of_data))
    if of_data and line.text.startswith("(") and (name := described(line.text, is_item=True)):
        evidence.note(name, "named", NAMED_DATA, line.at)
    keys = [key_of(bare_name(told.name)) for told in found if told.sure]
    evidence.cited.update(key_of(bare_name(told.name)) for told in found if told.cited)
    evidence.together.update(frozenset(pair) for pair in combinations(keys, 2))
    beside = [] if _OF_INTRODUCTION.search(line.heading) else list(_beside_known(line.text))
    for name in beside:
        evidence.note(name, "beside", BESIDE, line.at)
    for told in found:
        before, after = line.text[: told.end - len(told.name)], line.text[told.end :]
        is_name = looks_like_a_name(told.name) or KNOWN.fullmatch(told.name)
        if _AFTER_NO_DATA.match(after) or _NO_DATA_BEFORE.search(before) or _is_of_others(before):
            continue
        if _is_kind(told.name, before, after) or _VALUE.search(before):
            continue
        for name in _each(told.name):
            if (told.sure or name in beside) and (is_name or _WORDS.fullmatch(name)):
                kind, weight = ("known", KNOWN_OURS) if KNOWN.fullmatch(name) else ("named", NAMED_DATA)
                evidence.note(name, kind, weight, line.at)
            elif line.part == "abstract" and _MEASURED.search(line.text) and (is_name or _WORDS.fullmatch(name)):
                evidence.note(name, "measured", NAMED_DATA, line.at)
            elif KNOWN.fullmatch(name) and not _OF_INTRODUCTION.search(line.heading):
                evidence.note(name, "known", KNOWN_OURS, line.at)
            elif is_name:
                evidence.note(name, "on", KNOWN_USE, line.at)


def _beside_known(sentence: str) -> Iterator[str]:
    """The names that a sentence lists with a well-known data set: "for both GSM8K and FooQA"."""
    at = 0
    for start in _NAME.finditer(sentence):
        if start.start() < at or not KNOWN.search(sentence):
            continue
        found = listed(sentence, start.start())
        at = found[-1].end if found else at
        names = [item.name for item in found]
        known = sum(bool(KNOWN.fullmatch(bare_name(name))) for name in names)
        if known and not any(map(is_model, names)):
            words = _WORDS.fullmatch if known > 1 else looks_like_a_name  # "GSM8K, MATH and Countdown"
            yield from (name for name in names if looks_like_a_name(name) or words(name))


def _described(sentences: Sequence[Line], of_data: Set[int]) -> Iterator[tuple[str, str]]:
    """The names that begin the paragraphs about data and the items of lists behind them."""
    behind = False
    for block, group in groupby(sentences, key=lambda line: line.block):
        lines = list(group)
        is_list = lines[0].block_kind == "list"
        text = " ".join(line.text for line in lines)
        if (behind or not is_list) and (block in of_data or is_list) and (name := described(text, is_item=is_list)):
            yield name, lines[0].at
        if not is_list:
            behind = bool(block in of_data or (text.endswith(":") and _ABOUT_DATA.search(lines[-1].text)))


def _note_told(line: Line, evidence: _Evidence) -> None:
    """What a sentence calls data, or says to be used as such."""
    for name, before, after in _around_names(line):
        is_name = looks_like_a_name(name) or KNOWN.fullmatch(name)
        is_word = len(name) >= LEAST_WORD and bool(_DATA_LISTED.search(before))
        if _is_kind(name, before, after):
            continue
        if (is_name or is_word) and not _AFTER_NO_DATA.match(after) and _is_told(line, before, after):
            evidence.note(name, "named", NAMED_DATA, line.at)
        if is_name and (_OUR_DATA.search(before) or (_INTRODUCES.search(before) and _IS_A.match(_unmarked(after)))):
            evidence.note(name, "introduced", NAMED_DATA, line.at)
        if is_name and (_IS_A.match(after) or (_TAKEN_FROM.search(before) and not _AFTER_NO_DATA.match(after))):
            evidence.note(name, "named", NAMED_DATA, line.at)
    uses = bool(_USES.search(line.text))
    for titled in _TITLED.finditer(line.text):
        if uses or _ITS_ITEMS.match(line.text, titled.end()):
            evidence.note(titled["name"], "named", NAMED_DATA, line.at)
    if not (uses or line.block_kind == "caption"):
        return
    for name, before, after in _around_names(line):
        if _AFTER_NO_DATA.match(after) or (is_own_part(name, evidence.own) and not KNOWN.search(name)):
            continue
        if _is_of_others(before):
            continue
        if known := _known_in(name):
            evidence.note(known, "known", KNOWN_OURS if _OURS.search(line.text) else KNOWN_USE, line.at)
        if not looks_like_a_name(name) or _is_kind(name, before, after):
            continue
        if (
            _BEFORE_DATA.match(after)
            or (_ON.search(before) and _FAR_DATA.match(after))
            or (_AFTER_DATA.search(before) and not _SYSTEMS.search(before))
        ):
            evidence.note(name, "named", NAMED_DATA, line.at)
        elif not known and _ON.search(before) and _ABOUT_DATA.search(line.text):
            evidence.note(name, "on", USED_ON, line.at)


def _unmarked(text: str) -> str:
    """A text without the marks of its footnotes."""
    return _FOOTNOTE.sub("", text)


def _known_in(name: str) -> str:
    """The well-known name that one begins with, or has behind a space: no MNIST in Fashion-MNIST; "": none."""
    known = KNOWN.search(name)
    return known[0] if known and not name[: known.start()].endswith("-") else ""


def _is_kind(name: str, before: str, after: str) -> bool:
    """Whether a name says of what kind data are: "five standard PDE benchmarks", "offline ASR corpora"."""
    if KNOWN.fullmatch(name):
        return False
    bare = name.isupper() and name.isalpha() and not _ARTICLE_OR_LIST.search(before)
    if _OF_SEVERAL.match(after) and (bare or _SEVERAL.search(before)):
        return True
    return bool(_AUTHORS.search(before) or _OF_AUTHORS.match(after))  # "the Doe et al. (2020) RNA-seq dataset"


def _is_of_others(before: str) -> bool:
    """Whether the words before a name tell that it is another work's, or only followed."""
    if _PRE_TRAINED.search(before) and not _WE_PRE_TRAIN.search(before):
        return True  # "a network pre-trained on X", "initialized with X": not by them
    if _BY_OTHERS.search(before):
        return True
    others = _OTHERS_DATA.search(before) and not _WE_WORK.search(before)  # "We use five commonly used datasets"
    return bool(others or _FOLLOWED.search(before))


def _is_told(line: Line, before: str, after: str) -> bool:
    """Whether the words around a name can only be about data that the authors work on."""
    if line.block_kind == "caption" or _is_of_others(before):
        return False
    if _MADE_FROM.search(before) or _SPELT_OUT.match(after):
        return True
    if _DATA_LISTED.search(before) and _CITED_NOW.match(after):
        return True
    if _DRAWN_FROM.search(before) and _CITED_NOW.match(after):
        return bool(_OF_DATA_SECTION.search(line.heading) or _OURS_OR_TRAINING.search(line.text))
    if _WE_MEASURE_ON.search(before):
        return bool(_LISTED_ON.match(after) or before.endswith(("and ", ", ")))
    return bool(_OF_DATA_SECTION.search(line.heading) and (_PART_OF.search(before) or _ITS_ITEMS.match(after)))


def bare_name(name: str) -> str:
    """A dataset's name without its article, its split and its marks: "The MMMU val" is MMMU."""
    name = _ITS_MARKS.sub("", name).strip(" .,:;*")
    name = _HORIZON.sub("", _OF_MAKER.sub("", _LEADS_IN.sub("", name)))
    name = _CALLED_DATA.sub("", name) if LIKE_A_NAME.search(_CALLED_DATA.sub("", name)) else name
    while (shorter := _SPLIT.sub("", name).strip()) != name and shorter:
        name = shorter
    return name


def key_of(name: str) -> str:
    """What the writings of one name have in common: AIME 2024, AIME24 and AIME'24."""
    return re.sub(r"(?<=[a-z])20(?=\d\d$)", "", re.sub(r"[^a-z0-9+]", "", name.lower()))


def _may_be_data(name: str, own: tuple[str, ...]) -> bool:
    return name[:1].isalnum() and not (
        _HEADERS.fullmatch(name)
        or re.fullmatch(_MAKERS, name)
        or (_A_MEASURE.fullmatch(name) and not KNOWN.fullmatch(name))
        or _ACCELERATOR.fullmatch(name)
        or _ORGANISATION.fullmatch(name)
        or _PLACE.fullmatch(name)
        or _QUALITY.fullmatch(name)
        or _VENUE.fullmatch(name)
        or (_OF_NETWORK.fullmatch(name) and not KNOWN.match(name))
        or (_SIZED_MODEL.fullmatch(name) and not KNOWN.match(name))
        or is_model(name)
        or METRIC.fullmatch(name)
        or _SIMULATOR.fullmatch(name)
        or METRIC.fullmatch(re.split(r"[ /]", name)[-1])
        or is_own_part(name, own)
    )


def is_own_part(name: str, own: tuple[str, ...]) -> bool:
    """Whether a name holds that of the paper's own method: InstructGPT175B."""
    return is_own(name, own) or any(len(o) >= OWN_CHARS and o.lower() in name.lower() for o in own)


def _systems(lines: Sequence[Line], own: tuple[str, ...]) -> set[str]:
    """The names of the rows of result tables: methods, not data."""
    found = Counter[str]()
    for table, rows in tables_of(lines):
        if is_result_table(table) and not (columns_are_systems(table, rows, own) or _is_of_data(table)):
            labels = {re.sub(r"\s*\(.*", "", label_at(rows, i)) for i in range(len(rows))}
            found.update(key_of(label) for label in labels if label and not KNOWN.fullmatch(label))
    return set(found)


def _is_of_data(table: Table) -> bool:
    """Whether the first column's head says that the rows are data."""
    head = " ".join(table.header(0)).strip()
    return bool(_DATA_HEAD.fullmatch(head)) and not _OF_TRAINING.search(head)


def _rivals(sentences: Sequence[Line]) -> set[str]:
    """The keys of what sentences list as baselines or compare with."""
    found = set[str]()
    for line in sentences:
        for match in _RIVALS.finditer(line.text):
            if not _DATA_WORD.search(match[0]) and (first := first_name(line.text, match.end(), stops=("on", "data"))):
                found.update(key_of(bare_name(item.name)) for item in listed(line.text, first[0]))
    called = {key_of(m["name"]) for line in sentences for m in _CALLED_ONE.finditer(line.text)}
    return {key for key in found - called if not KNOWN.fullmatch(key)}


def _terms(sentences: Sequence[Line]) -> set[str]:
    """The keys of what is called a model, and of short forms of small words: PDE of partial differential equation."""
    longs = long_forms(line.text for line in sentences)
    called = {key_of(m["name"]) for line in sentences for m in _CALLED_ONE.finditer(line.text)}
    models = {
        key_of(bare_name(m["name"]))
        for line in sentences
        for m in _CALLED_MODEL.finditer(line.text)
        if not KNOWN.fullmatch(m["name"])
    }
    return (models - called) | {
        key_of(short)
        for short, long in longs.items()
        if long.islower() and not (_DATA_WORD.search(long) or KNOWN.fullmatch(short))
    }


def _measures(sentences: Sequence[Line]) -> set[str]:
    """The keys of what sentences name as measures, and of quantities that are written small as well: CLICK."""
    found = {key_of(m["name"]) for line in sentences for m in _MEASURE.finditer(line.text)}
    blocks = {line.block for line in sentences if _OF_MEASURES.match(line.text)}
    found |= {key_of(m["name"]) for line in sentences if line.block in blocks for m in _NAME.finditer(line.text)}
    said = (line.text[m.end() :] for line in sentences if (m := _METRICS.search(line.text)))
    found |= {key_of(m["name"]) for text in said for m in _NAME.finditer(text)}
    words = Counter(re.findall(r"\b([a-z]{4,}?)s?\b", " ".join(line.text for line in sentences)))
    return found | {word for word, times in words.items() if times >= LEAST_TIMES}


def _of_tables(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What the numbers of result tables were measured on, each with the number of a place that shows it."""
    for table, rows in tables_of(lines):
        if is_result_table(table):
            for name, at in measured_on(table, rows, own, lambda part: _is_name(part, own)):
                if _is_name(name, own):
                    yield name, at


def _is_name(text: str, own: tuple[str, ...]) -> bool:
    name = bare_name(text)
    return looks_like_a_name(name) and _may_be_data(name, own)


def _listed(lines: Sequence[Line]) -> Iterator[tuple[str, str, DatasetRole]]:
    """The names of a column headed "Dataset" or "Benchmarks", each with its row's place and role; not of others' data.

    A cell that cites the data's work is a name, however it is written: "Flowers (Nilsback & Zisserman, 2008)".
    """
    for table, rows in tables_of(lines):
        if rows[0].others or _COMPARES.search(table.caption):
            continue
        heads = [" ".join(table.header(column)).strip() for column in range(len(table.rows[0]))]
        is_split = all(any(part.search(head) for head in heads) for part in _SIZES_OF_PARTS)
        composed = bool(_COMPOSITION.search(table.caption))
        for column in (
            c for c, head in enumerate(heads) if _DATA_HEAD.fullmatch(head) or (composed and head == "Source")
        ):
            role = "both" if is_split else _role_of_column(heads[column], table.caption)
            for row in rows:
                sure = is_cited(row.cells[column]) or (not column and is_result_table(table) and _numbered(row))
                for name in _BETWEEN.split(called(row.cells[column])):
                    if composed and not is_cited(row.cells[column]):
                        continue
                    cited = sure and (_CITED_NAME.fullmatch(name.strip()) or _SMALL.fullmatch(name.strip()))
                    if cited or looks_like_a_name(bare_name(name.strip())):
                        yield name.strip(), row.at, role


def _numbered(row: Line) -> bool:
    """Whether a row has results behind its label."""
    return sum(number_of(cell) is not None for cell in row.cells[1:]) > 1


def _role_of_column(head: str, caption: str) -> DatasetRole:
    """What a column's head, or its caption, says that its data are for."""
    if _OF_TRAINING.search(head) or _OF_TRAINING.search(caption):
        return "train"
    return "eval" if _OF_EVALUATION.search(head) else "unknown"


def _without_stems(
    keys: Sequence[str], names: Mapping[str, str], cited: Set[str], together: Set[frozenset[str]]
) -> list[str]:
    """The keys without those that say another one shorter; `cited`: they have a work of their own.

    `together`: two that a sentence lists, ScreenSpot and ScreenSpot-V2, are two.
    JFT beside JFT-300M, VOC 2007 beside PASCAL VOC 2007, WMT 2014 beside WMT 2014 En-De.
    """
    known = {key for key in keys if KNOWN.fullmatch(names[key])}
    kept: list[str] = []
    for key in keys:
        if key in known and any(
            re.fullmatch(rf"{re.escape(names[key])}[ -](?:\d+[MB]|\d\d-\d\d)", n) for n in names.values()
        ):
            continue  # JFT beside JFT-300M, AIME beside AIME 24-25
        longer = rf"{re.escape(names[key])}(?: [A-Z][a-z]+)+"
        if key in known and any(o in cited and re.fullmatch(longer, name) for o, name in names.items()):
            continue  # Waymo beside Waymo Open
        if key_of(_LENGTH.sub("", names[key])) in known - {key}:
            continue  # RULER 32K beside RULER
        if key not in (known | cited) and key_of(_SUBTASK.sub("", names[key])) in known - {key}:
            continue  # a subtask: RULER-VT
        if key not in known and any(name.endswith(f"-{names[key]}") for name in names.values()):
            continue  # CXR beside MIMIC-CXR
        if any(re.search(rf"^(?!{_ANOTHER}).* {re.escape(names[key])}(?:-\d+)?$", name) for name in names.values()):
            continue  # Pets beside Oxford-IIIT Pets, Lite beside SWE-Bench Lite
        begins = sum(o != key and o.startswith(key) for o in keys) == 1 and key not in known
        begins = begins or any(
            re.fullmatch(
                rf"(?:(?!{_ANOTHER})[A-Z]\w* )?{re.escape(names[key])}"
                rf"(?: \d{{4}}| v\d[\d.]*| [A-Z][a-z]+(?:-|→|–)[A-Z][a-z]+)?",
                name,
            )
            for name in names.values()
            if name != names[key]
        )
        if not begins or any(frozenset((key, o)) in together for o in keys if o != key and o.startswith(key)):
            kept.append(key)
    return kept


def _without_settings(named: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The keys and names with a benchmark in the place of its settings: FooBench for FooBench-Low and FooBench-High.

    Of one setting alone, or of a well-known name, nothing tells that it is no benchmark of its own.
    """
    stems = {key: _SETTING.sub("", name) for key, name in named if not KNOWN.fullmatch(name)}
    times = Counter(stems.values())
    kept: dict[str, tuple[str, str]] = {}
    for key, name in named:
        stem = stems.get(key, name)
        whole = stem if times[stem] > 1 else name
        kept.setdefault(whole, (key, whole))
    return list(kept.values())


def _without_short_forms(named: Sequence[tuple[str, str]], text: str) -> list[tuple[str, str]]:
    """The keys and names without those that a text gives in brackets behind another: RealWorldQA (RWQA)."""
    names = [name for _, name in named]
    initials = {_capitals(name) for name in names if not name.isupper()}
    initials |= {
        f"{head}-{_capitals(rest)}"
        for head, dash, rest in (n.partition("-") for n in names)
        if dash and not rest.isupper()
    }
    named = [(key, name) for key, name in named if KNOWN.fullmatch(name) or name not in initials]  # SQA: ScienceQA
    known = [name for _, name in named if KNOWN.fullmatch(name)]
    named = [(key, name) for key, name in named if _first_letters(name) not in known]  # BIG-Bench Hard beside BBH
    named = [(key, name) for key, name in named if not any(f"{name} ({other})" in text for other in known)]
    return [(key, name) for key, name in named if not any(f"{other} ({name})" in text for _, other in named)]


def _first_letters(name: str) -> str:
    """BBH of BIG-Bench Hard; "": of one word."""
    words = re.split(r"[- ]", name)
    return "".join(word[:1].upper() for word in words) if len(words) > 1 else ""


def _capitals(name: str) -> str:
    return "".join(ch for ch in name if ch.isupper())
