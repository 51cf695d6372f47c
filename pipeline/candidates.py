"""Facts that code alone can read off a paper: hyperparameters of tables and sentences, results of tables.

A small model leaves most of them out and names some wrongly; here they come from the grid or the sentence that
states them, so that none is invented. They are checked like a model's facts all the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from schemas.records import Block, PaperText, Record, Table
from schemas.summary import DatasetRole, HyperparameterFact, ResultFact

MAX_SETTINGS = 24  # a digest's sentence; tables of 60 settings are for the paper's readers
MAX_RESULTS = 6
MAX_CELL = 40  # characters: a longer value is a sentence, not a setting
MIN_ROWS = 2
MAX_NAMES = 16  # a grammar of more choices makes a small model slow, and its choice no better
METHOD_WORDS = 3  # "HingePO", "Vision Transformer"; more words before the colon are a sentence
MIN_CAPITALS = 2  # GSM8K, ImageNet, but not Figure
_CORE = (
    "optimi",
    "learning rate",
    "schedul",
    "warm",
    "batch",
    "epoch",
    "step",
    "updates",
    "lora",
    "gpu",
    "time",
    "hours",
)

_NUMBER = r"(?:10\^\{[-−]?\d+\}|(?:\d[\d,.]*\d|\d)(?:\s?[×x·]\s?10\^\{[-−]?\d+\}|\s?e[-−+]?\d+|\s?%|\s?[KkMB]\b)?)"
_VALUE = rf"(?P<value>{_NUMBER})"
_WHOLE = r"(?P<value>(?:\d[\d,]*\d|\d)(?:\s?[kKM]\b)?)(?![\d.]|\s?%)"
_RATE = (  # a learning rate is below 1: 0.01, 5e-6, 10^{-4}, 2 × 10^{-5}
    r"(?P<value>0?\.\d+|\d(?:\.\d+)?\s?e[-−]\d+|(?:\d(?:\.\d+)?\s?[×x·]\s?)?10\^\{[-−]\d+\})"
)
_OPTIMIZERS = r"AdamW|Adam|SGD|Adafactor|AdaFactor|LAMB|Lion|RMSProp|RMSprop|Muon|Adagrad"
_GPU = r"(?:A100|A800|H100|H800|H200|H20|V100|P100|A40|A6000|L40S?|RTX ?\d{4}|MI250X?|MI300X?|TPU ?v\d\w*)"

# Each setting: its name and how a sentence states its value.
_SENTENCES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("optimizer", rf"\b(?P<value>{_OPTIMIZERS})\b"),
        ("learning rate", rf"(?i)\blearning[ -]rates?\b[^.;\d]{{0,40}}?{_RATE}"),
        ("batch size", rf"(?i)(?<!mini)(?<!mini-)(?<!mini )\bbatch[ -]sizes?\b[^.;\d]{{0,30}}?{_WHOLE}"),
        ("mini-batch size", rf"(?i)\bmini-? ?batch[ -]sizes?\b[^.;\d]{{0,30}}?{_WHOLE}"),
        ("epochs", r"(?i)\b(?P<value>\d+|one|two|three|four|five|ten) (?:training |full )?epochs?\b"),
        (
            "steps",
            r"(?i)\b(?P<value>\d[\d,]*[kKM]?) (?:training |gradient |optimi[sz]ation |update )?(?:steps|iterations)\b",
        ),
        ("warm-up", rf"(?i)\bwarm-?up\b[^.;\d]{{0,30}}?{_VALUE}"),
        ("warm-up", r"(?i)\b(?P<value>\d[\d,]*) warm-?up (?:steps|iterations)\b"),
        (
            "schedule",
            r"(?i)\b(?P<value>cosine|linear|constant|polynomial)(?: learning[ -]rate)? (?:decay|schedul\w+|anneal\w+)",
        ),
        ("weight decay", rf"(?i)\bweight decay\b[^.;\d]{{0,25}}?{_VALUE}"),
        ("dropout", rf"(?i)\bdropout\b[^.;\d]{{0,25}}?{_VALUE}"),
        ("LoRA rank", rf"\bLoRA\b[^.;]{{0,40}}?\brank\b[^.;\d]{{0,12}}?{_WHOLE}"),
        ("gradient clipping", rf"(?i)\bgradient (?:norm )?clip\w*\b[^.;\d]{{0,25}}?{_VALUE}"),
        ("KL coefficient", rf"\bKL\b[^.;\d]{{0,40}}?\bcoefficient\b[^.;\d]{{0,20}}?{_VALUE}"),
        ("sampling temperature", rf"(?i)\btemperature\b[^.;\d]{{0,15}}?{_VALUE}"),
        (
            "GPUs",
            rf"(?P<value>(?:\d+|a single|one|two|four|eight)\s?(?:[×x]\s?)?(?:NVIDIA |Nvidia )?(?:\w+ )?{_GPU})\b",
        ),
        ("training time", r"(?i)\b(?P<value>\d[\d.,]* (?:GPU[ -]|A100 |H100 )?(?:hours|days))\b"),
    )
)
# What these settings' sentences must speak of: hours of video and steps of a game are no training settings.
_IS_TRAINING = re.compile(r"(?i)\b(?:pre-?)?train|\bfine-?tun|\bupdates?\b|GPU|A100|H100|TPU")
_NEEDS_TRAINING = frozenset({"training time", "steps", "epochs"})
_SETTING_WORD = re.compile(
    r"(?i)learning rate|^lr$|optimi[sz]er|batch|epoch|steps?$|iterations?|warm-?up|decay|schedul|dropout|rank|lora|"
    r"clip|temperature|\bkl\b|momentum|beta|β|epsilon|ε|length|seed|gpu|hours|updates|rollout|group size|samples per|"
    r"precision|coefficient|weight\b|λ|γ|α|discount|ratio|accumulation"
)
_SETTINGS_CAPTION = re.compile(
    r"(?i)hyper-?parameter|implementation detail|training (?:detail|setting|config|setup)|configuration"
)
_SETTINGS_HEADER = re.compile(r"(?i)^(?:config\w*|hyper-?parameters?|parameters?|settings?|value|name)$")
_OWN = re.compile(r"(?i)\bours?\b|\bour (?:method|model)\b")
_CELL_NUMBER = re.compile(r"([-−+]?\d[\d,]*(?:\.\d+)?)\s?%?(?:\s?±\s?[\d.]+)?")
_AVERAGE = re.compile(r"(?i)\b(?:avg|average|mean|overall)\b")
_COST = re.compile(
    r"(?i)\b(?:bits?|tokens?|params?|flops|size|time|memory|cost|latency|epochs?|steps|hours|gpus?|year)\b|#"
)
_METRIC = re.compile(
    r"(?i)\b(?:top-1 accuracy|exact match|accuracy|success rate|win rate|F1|BLEU|ROUGE(?:-[L12])?|mAP|mIoU|PSNR|SSIM|"
    r"FID|perplexity|pass@\d+|word error rate)\b"
)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)\]}%][.!?])\s+(?=[A-Z(])")
_NO_RESULTS = re.compile(r"(?i)hyper-?param|statistic|ablation|dataset|cost|latency|implementation")


# Families whose names papers use for pretrained models; a family that is missing here is left where the model put it.
_MODEL = re.compile(
    r"(?i)^(?:qwen|qwq|(?:code)?llama|vicuna|mistral|mixtral|gemma|gemini|gpt-|claude|deepseek|internvl|internlm|llava|"
    r"phi-|bert\b|roberta|deberta|t5\b|flan-|vit[-/ ]|deit|swin|resnet|clip\b|siglip|dino|whisper|wan ?2|flux|sdxl|"
    r"stable diffusion|olmo|falcon|yi-|glm|chatglm|baichuan|minicpm|smol|pythia|opt-)"
)
_NAME = re.compile(
    r"\b(?!(?:Table|Tab|Figure|Fig|Section|Sec|Appendix|Equation|Eq|Algorithm|The|In|On|For|We|See)\b)"
    r"[A-Z][A-Za-z0-9]*(?:[-./+][A-Za-z0-9]+)*(?: (?:[A-Z]{2,}[\w-]*|\d[\w.]*))?"
)
_TRAINED_ON = re.compile(r"(?i)\b(?:pre-?|fine-?)?(?:train\w*|tun(?:e|ed|ing)) (?:\w+ ){0,4}(?:on|data|set|with)\b")
_EVALUATED_ON = re.compile(r"(?i)\bevaluat|\bbenchmark|\btest|\baccuracy|\bresults? on\b|\bscores?\b")
_NO_NAME = re.compile(
    r"LLMs?|VLMs?|RL|SFT|GPUs?|CoT|AdamW?|SGD|LoRA|GRPO|PPO|DPO|KL|MLP|CNNs?|RNN|NLP|QA|AI|API|OOD|FLOPs|PDF|BFS|DFS|"
    r"RLHF|RLVR|ML|IDs?|TPUs?|CPU|SOTA|SotA|A100 GPU"
)


class _Row(Record):
    """One body row of a table with the Markdown line that shows it."""

    cells: tuple[str, ...]
    quote: str


def is_model(name: str) -> bool:
    """Whether a name is that of a known family of pretrained models, such as Qwen2.5-7B or ViT-L/16."""
    return bool(_MODEL.match(name.strip()))


def model_names(text: str) -> tuple[str, ...]:
    """Names of pretrained models in a text, the most frequent first, at most MAX_NAMES."""
    return _most_frequent(name for name in _names(text) if is_model(name))


def dataset_names(text: str, method: str) -> tuple[str, ...]:
    """Names in a text that may be datasets (no models, not the method itself), like model_names."""
    own = method.lower()
    return _most_frequent(name for name in _names(text) if not is_model(name) and name.lower() != own)


def role_of(name: str, lines: Iterable[str]) -> DatasetRole:
    """What the lines that name a dataset say of its use."""
    found = [line for line in lines if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", line)]
    trained = any(_TRAINED_ON.search(line) for line in found)
    evaluated = any(_EVALUATED_ON.search(line) for line in found)
    if trained and evaluated:
        return "both"
    return "train" if trained else "eval" if evaluated else "unknown"


def method_of(title: str) -> str:
    """The method's name where a title gives one before its colon; "" where it does not."""
    head = re.split(r"[:：]", title)[0].strip()
    return head if head != title.strip() and len(head.split()) <= METHOD_WORDS else ""


def _names(text: str) -> Iterator[str]:
    for match in _NAME.finditer(text):
        name = match[0].strip(" .-")
        capitals = sum(ch.isupper() for ch in name)
        if (
            (capitals >= MIN_CAPITALS or any(ch.isdigit() for ch in name))
            and not _NO_NAME.fullmatch(name)
            and len(name) > 2
        ):
            yield name


def _most_frequent(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(name for name, _ in Counter(names).most_common(MAX_NAMES))


def hyperparameters(paper: PaperText) -> tuple[HyperparameterFact, ...]:
    """Settings of the paper's tables, then of its sentences; each name and value once, in the paper's order."""
    kept: list[HyperparameterFact] = []
    for fact in (*_of_tables(paper), *_of_sentences(paper)):
        if not any(says_the_same(fact, other) for other in kept):
            kept.append(fact)
    return tuple(sorted(kept, key=_rank)[:MAX_SETTINGS])


def says_the_same(fact: HyperparameterFact, other: HyperparameterFact) -> bool:
    """Whether two settings agree in value and one's name is part of the other's: "warm-up 20", "Warm-up 20 updates"."""
    if fact.scope and other.scope and fact.scope != other.scope:
        return False
    mine, others = (re.sub(r"[\s,]", "", f.value.lower()) for f in (fact, other))
    name, other_name = fact.name.lower(), other.name.lower()
    if not (name in other_name or other_name in name):
        return False
    return mine == others or bool(re.match(rf"{re.escape(mine)}(?![\d.e×^])", others) and mine[:1].isdigit())


def _rank(fact: HyperparameterFact) -> int:
    """Place of a setting in the digest's sentence: what readers look for first comes first."""
    words = (
        "optimi",
        "learning rate",
        "schedul",
        "warm",
        "batch",
        "epoch",
        "step",
        "updates",
        "lora",
        "gpu",
        "time",
        "hours",
    )
    name = fact.name.lower()
    return next((i for i, word in enumerate(words) if word in name), len(words))


def _of_tables(paper: PaperText) -> Iterator[HyperparameterFact]:
    for block in _tables(paper):
        if block.table is None:
            continue
        rows = _rows(block)
        header = [_header(block.table, column) for column in range(len(block.table.rows[0]))]
        named = [bool(_SETTING_WORD.search(row.cells[0])) for row in rows]
        is_settings = bool(_SETTINGS_CAPTION.search(block.table.caption)) or any(
            _SETTINGS_HEADER.match(h) for h in header
        )
        if len(rows) < MIN_ROWS or not is_settings or sum(named) < len(rows) / 3:
            continue
        paired = len(header) % 2 == 0 and len(header) > 2 and header[0] == header[2]
        scope = ""
        for row in rows:
            if row.cells[0] and not any(row.cells[1:]):
                scope = row.cells[0]
                continue
            pairs = (
                [(row.cells[i], row.cells[i + 1], "") for i in range(0, len(header), 2)]
                if paired
                else [(row.cells[0], value, header[i]) for i, value in enumerate(row.cells[1:], 1)]
            )
            for name, value, head in pairs:
                column = "" if _SETTINGS_HEADER.match(head) or len(pairs) == 1 else head
                if name and value and value not in "-–—" and len(value) <= MAX_CELL and len(name) <= MAX_CELL:
                    yield HyperparameterFact(name=name, value=value, unit="", scope=scope or column, quote=row.quote)


def _of_sentences(paper: PaperText) -> Iterator[HyperparameterFact]:
    for block in paper.blocks:
        part = paper.sections[block.section].part if block.section is not None else "front"
        if block.kind not in ("paragraph", "list", "footnote", "caption") or part == "references":
            continue
        for sentence in _SENTENCE_END.split(block.text):
            for name, pattern in _SENTENCES:
                for match in pattern.finditer(sentence):
                    if name in _NEEDS_TRAINING and not _IS_TRAINING.search(sentence):
                        continue
                    value = match["value"].strip(" ,.")
                    yield HyperparameterFact(name=name, value=value, unit="", scope="", quote=sentence)


def results(paper: PaperText, title: str) -> tuple[ResultFact, ...]:
    """The proposed method's row of the first table that compares it, with the best other row of each column.

    Averages come first. Empty where no table names the method, or none says which of its rows is the paper's own.
    """
    method = method_of(title)
    for block in _tables(paper):
        part = paper.sections[block.section].part if block.section is not None else "front"
        if block.table is None or part in ("appendix", "references") or _NO_RESULTS.search(block.table.caption):
            continue
        facts = sorted(_own_results(block, block.table, method), key=lambda f: not _AVERAGE.search(f.benchmark))
        if facts:
            return tuple(facts[:MAX_RESULTS])
    return ()


def _own_results(block: Block, table: Table, method: str) -> Iterator[ResultFact]:
    rows = _rows(block)
    own = [i for i, row in enumerate(rows) if _is_own(_label(row), method)]
    if not own or len(own) > len(rows) / 2:
        return
    at = max(own, key=lambda i: (rows[i].quote.count("**"), -i))  # of several own rows, the one with the best values
    first = max((i + 1 for i in range(at) if not any(rows[i].cells[1:])), default=0)  # a row without cells parts groups
    metric = match[0] if (match := _METRIC.search(table.caption)) else ""
    for column in range(1, len(rows[at].cells)):
        benchmark = _header(table, column)
        number = _number(rows[at].cells[column])
        if number is None or not benchmark or _COST.search(benchmark):
            continue
        others = [
            (other, rows[i])
            for i in range(first, at)
            if i not in own and (other := _number(rows[i].cells[column])) is not None and _label(rows[i])
        ]
        best = _rival(number, others)
        yield ResultFact(
            benchmark=benchmark,
            metric=metric,
            value=rows[at].cells[column],
            baseline=_label(best) if best else "",
            baseline_value=best.cells[column] if best else "",
            quote=rows[at].quote,
        )


def _rival(number: float, others: Sequence[tuple[float, _Row]]) -> _Row | None:
    """The row nearest to `number` where all are on one side of it; None: it is not the best, or there is none."""
    values = [value for value, _ in others]
    if not values or min(values) <= number <= max(values):
        return None
    return min(others, key=lambda pair: abs(pair[0] - number))[1]


def _is_own(label: str, method: str) -> bool:
    return bool(_OWN.search(label)) or bool(method and re.match(rf"(?i){re.escape(method)}(?![\w-])", label))


def _label(row: _Row) -> str:
    return row.cells[0]


def _number(cell: str) -> float | None:  # None: the cell states no number, or more than one
    match = _CELL_NUMBER.fullmatch(cell.strip("* "))
    return float(match[1].replace(",", "").replace("−", "-")) if match else None


def _header(table: Table, column: int) -> str:
    parts: Iterable[str] = (row[column].text for row in table.rows[: table.header_rows])
    return " ".join(dict.fromkeys(part for part in parts if part))


def _tables(paper: PaperText) -> Iterator[Block]:
    return (b for b in paper.blocks if b.kind == "table" and b.table is not None and b.table.rows)


def _rows(block: Block) -> list[_Row]:
    table = block.table
    if table is None:
        return []
    lines = block.text.splitlines()[2:]  # Markdown: the header and the rule come first
    return [
        _Row(cells=tuple(cell.text.strip() for cell in row), quote=line)
        for row, line in zip(table.rows[table.header_rows :], lines, strict=False)
    ]
