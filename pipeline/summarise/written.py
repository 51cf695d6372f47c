"""What code writes of the facts that hold: sentences about settings and results, and the headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from pipeline.ground.numbers import find_numbers
from pipeline.summarise import claims
from pipeline.summarise.claims import RIVAL, measure_zh
from pipeline.summarise.decoding import Told
from pipeline.summarise.facts.abstract_claims import is_change, is_share
from pipeline.summarise.facts.claim_owners import BENCH
from pipeline.summarise.facts.directions import direction
from pipeline.summarise.facts.head_words import COST
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.trained_on import TrainedOn
from pipeline.words.glossary import term
from pipeline.words.printed import shown_scope, shown_setting
from pipeline.words.settings import contrasts_of, setting_of
from pipeline.words.vocabulary import pattern, word_list
from schemas.summary import HyperparameterFact, ResultFact, Summary

FIELD_CHARS = 170  # of a field of prose, citations not counted: what a reader takes in at once
HEADLINE_CHARS = 40
NAME_CHARS = 24  # of a benchmark or a system in a sentence; a longer one is a caption
SYSTEM_CHARS = 48  # of the only system that a sentence is about
RIVAL_CHARS = 24  # of a baseline in a headline, whose name stands in the results
OF_ONE_BASELINE = 4  # results in the first sentence
OF_FURTHER = 2  # in each further one
OF_PARTS = ("learning rate", "GPUs")  # settings that are looked for even where only parts have them
MOST_PARTS = 2
LONG_NAME = 48  # of what changes, which is often called by several words
BESIDE_CLAIMS = 1  # sentences on tables beside what the abstract claims
MOST_OF_METHOD = 5  # parts
MOST_COMPARED = 2  # sentences that compare: further ones of the same shape are read by nobody, and stand in the table
RESULTS_CHARS = 280  # of the results, which a reader looks for most
SCORE = 100  # what a benchmark's score is at most
SLIGHT = Decimal("0.005")  # of the baseline's value: 86.63 against 86.60 is no headline
_Group = tuple[str, str, str]  # system, baseline and measure of results that one sentence tells
EVALUATION = "evaluation"  # the scope of settings that are of no training
_STAGES = {
    "pre-training": "预训练",
    "SFT": "监督微调",
    "RL": "强化学习",
    "reinforcement learning": "强化学习",
    "fine-tuning": "微调",
    "distillation": "蒸馏",
    "alignment": "对齐",
    "cold start": "冷启动",
    "reward model": "奖励模型",
    "imitation learning": "模仿学习",
    "value function": "价值函数",
}
_OTHER_RUNS = ("baseline", "ablation")  # of a scope: such a run is not what the paper's own results come from
# of measures: which way is better, where the name does not say so to everybody
_OPTIMIZERS = {"stochastic gradient descent": "SGD"}
_SCHEDULES = {"cosine": "余弦", "linear": "线性", "constant": "恒定", "cosine decay": "余弦", "linear decay": "线性"}
_UNITS = {
    "steps": "步",
    "iterations": "步",
    "updates": "步",
    "epochs": "轮",
    "hours": "小时",
    "days": "天",
    "minutes": "分钟",
    "tokens": "词元",
}
_MILLIONS = re.compile(r"(?i)(?P<number>\d[\d,]*(?:\.\d+)?) (?P<word>million|billion)\b")
_VALUE = re.compile(
    r"(?P<number>\d[\d,.]*\s?(?:[KMkm](?!\w)|万|%)?)(?: (?P<noun>[A-Za-z][a-z]*))?(?P<rest> (?![×·]).*)?"
)
_DEVICES = re.compile(
    r"(?i)(?P<count>\d+|[a-z]+)(?:\s?[×x*]\s?|[ -])(?:NVIDIA )?(?P<device>[A-Z][\w.-]*(?: \w+)*?)(?: GPUs?)?"
)
_PLURAL = re.compile(r"(?<!\d)s$")  # L40s may be a name
_SPREAD = re.compile(r"\s*±.*")
_MEASURED = re.compile(r"(?P<what>.+?)(?: ?[(（](?P<unit>[^()（）]+)[)）])?")  # "Memory (GB)"
_LETTER = re.compile(r"(?<= )[A-Zα-ω]$")  # "Hinges per solution K"
_OURS = re.compile(r"\s*[(\[](?:ours|our method|proposed)[)\]]", re.IGNORECASE)


def training(settings: Sequence[HyperparameterFact], data: Sequence[TrainedOn] = (), own: Sequence[str] = ()) -> str:
    """The amounts of data and the settings that a reader looks for, a sentence for each of two stages at most.

    Last what the method sets for itself, where the paper gives it letters. `own`: what the paper calls its method. A
    sentence carries the places of its values in 【】; "" where nothing is said.
    """
    of_training = [h for h in settings if h.scope != EVALUATION and not _of_another_run(h.scope)]
    runs: dict[str, list[HyperparameterFact]] = {}
    for fact in of_training:
        runs.setdefault(_run(fact.scope), []).append(fact)
    common = runs.pop("", [])
    by_size = sorted(runs.values(), key=lambda facts: -len(_clauses(facts)))
    left = 1 if _clauses(common) else 2
    least = 1 if not common and len(runs) == 1 else 2
    chosen = [facts for facts in by_size[:left] if len(_clauses(facts)) >= least]
    told = [
        ("", common),
        *((max((f.scope for f in facts), key=len), facts) for facts in runs.values() if facts in chosen),
    ]
    parts = _of_parts([fact for _, facts in told for fact in facts], of_training)
    sentences = list(filter(None, (_settings(scope, facts) for scope, facts in told)))
    sentences = [*sentences[:1], parts, *sentences[1:]]
    sentences += [_parameters(facts) for facts in runs.values() if facts[0].scope in own]
    timed = any(setting_of(fact.name) == "training time" for fact in of_training)  # of several models, perhaps
    fed = _fed([clause for clause in data if not clause.of_time])
    return fitting([fed, *sentences, _fed([clause for clause in data if clause.of_time and not timed])])


def _fed(data: Sequence[TrainedOn]) -> str:
    return _cited("，".join(clause.text for clause in data), (clause.at for clause in data)) if data else ""


def _run(scope: str) -> str:
    """What is alike in two writings of a scope: "Stage 1 (traces)", "stage 1"."""
    return re.sub(r" \(.*\)$", "", scope).lower()


def _parameters(settings: Sequence[HyperparameterFact]) -> str:
    """The method's own numbers by their letters: "K=4、M=6"; "" where it has none."""
    lettered = [(match[0], fact) for fact in settings if (match := _LETTER.search(fact.name))]
    said = "、".join(f"{_letter(fact.name, letter)}={fact.value}" for letter, fact in lettered)
    return _cited(f"{settings[0].scope} 的参数：{said}", (f.at for _, f in lettered)) if said else ""


def _letter(name: str, letter: str) -> str:
    """The letter behind what it stands for, where that can be said in Chinese."""
    shown = shown_setting(name)
    return letter if shown == name else shown


def inference(settings: Sequence[HyperparameterFact], said: Mapping[str, Told] = MappingProxyType({})) -> str:
    """How answers are drawn in evaluation, by sentences first and then by settings; "" where the paper does not say."""
    told = dict(said)
    for fact in settings:
        clause = _sampled(fact) if fact.scope in ("", EVALUATION) else None
        if clause:
            told.setdefault(clause[0], Told(clause[1], fact.at))
    return f"评测时{_cited('，'.join(t.text for t in told.values()), (t.at for t in told.values()))}" if told else ""


def parts(names: Sequence[str]) -> str:
    """What a method is made of, by the names that the paper's headings give its parts; "" for fewer than two."""
    told = [name[:1].upper() + name[1:] for name in names[:MOST_OF_METHOD]]
    if len(told) < len(names):
        return f"方法包括 {'、'.join(told)} 等。".replace("） ", "）")
    return f"方法包括 {'、'.join(told[:-1])} 和 {told[-1]}。".replace("） ", "）") if len(told) > 1 else ""


def results(found: Sequence[ResultFact], claimed: Sequence[ResultFact] = (), own: Sequence[str] = ()) -> str:
    """What the abstract claims, then the first results beside their baselines: a sentence for each system at first.

    A sentence is of one system, and has its places. `claimed`: those of the results that the abstract states.
    """
    short = _short([name for name in own if not BENCH.search(name)])
    said = claims.told([fact for fact in claimed if _short_enough(fact)], short or "该方法")
    rest = [fact for fact in found if fact not in claimed]
    changes = [fact for fact in rest if is_change(fact) or (fact.baseline_value and not fact.baseline)]
    rest = [fact for fact in rest if fact not in changes]
    rest = [fact for fact in rest if _says_what(fact) or _may_be_score(fact)]
    said += claims.told(changes, short or "该方法")[: BESIDE_CLAIMS if said else MOST_COMPARED]
    groups: dict[_Group, list[ResultFact]] = {}
    for fact in rest:
        if _short_enough(fact):
            alike = groups.setdefault((_system(fact, short), fact.baseline, _metric(fact)), [])
            if all(fact.benchmark != other.benchmark for other in alike):  # the same again is of another model's row
                alike.append(fact)
    systems = list(dict.fromkeys(system for system, _, _ in groups))
    first = {system: _first([key for key in groups if key[0] == system], groups) for system in systems}
    order = list(dict.fromkeys([*first.values(), *groups]))
    costs = any(COST.search(f"{fact.benchmark} {fact.metric}") for fact in claimed)
    return fitting(
        (
            *(_cited(sentence, _places(facts)) for sentence, facts in said),
            *(
                _results(
                    key[0] if len(systems) > 1 or len(key[0]) <= SYSTEM_CHARS else "",
                    key[2],
                    sorted(groups[key], key=lambda fact: not _is_average(fact))[
                        : OF_ONE_BASELINE if key == order[0] else OF_FURTHER
                    ],
                    costs,
                    groups[key],
                )
                for key in order[: BESIDE_CLAIMS if said else MOST_COMPARED]
            ),
        ),
        RESULTS_CHARS,
    )


def _short_enough(fact: ResultFact) -> bool:
    """Whether what a number is measured on has a name that a sentence can hold."""
    long = is_change(fact) or is_share(fact) or claims.MEASURE.search(fact.benchmark)
    return 0 < len(fact.benchmark) <= (LONG_NAME if long else NAME_CHARS)


def _first(keys: Sequence[_Group], groups: Mapping[_Group, Sequence[ResultFact]]) -> _Group:
    """What is told first of a system: the comparison that has its average, else the first."""
    return next((key for key in keys if any(map(_is_average, groups[key]))), keys[0])


def _short(own: Sequence[str]) -> str:
    """The method's name as prose has it: one word, in capitals only where there is no other; "" where it has none."""
    words = [name for name in own if " " not in name and not name.isupper()]
    return min(words or own, key=len, default="")


def _is_average(fact: ResultFact) -> bool:
    return pattern("results.averages").search(fact.benchmark) is not None


def headline(
    summary: Summary, own: Sequence[str], claimed: Sequence[ResultFact] = (), percents: Sequence[str] = ()
) -> str:
    """The method's name, the task, and what the abstract claims, or else the first result beside its baseline.

    As far as HEADLINE_CHARS hold them. `percents`: the numbers that the paper's prose writes with a per cent sign,
    in reading order.
    """
    name = next((n for n in own if len(n) <= HEADLINE_CHARS // 2), "")
    task = summary.task.strip(" 。")
    short = task.partition("：")[0]  # the field's own name for it
    first, asides = claims.heads(claimed, own)
    of_tables = _best([f for f in summary.results if f not in claimed], percents)
    for number, compared, opposed in [*first, *of_tables, *asides]:
        options = [
            (name, task, number + compared),
            (name, short, number + compared),
            (name, short, number + opposed),
            (name, task, number),
            (name, short, number),
            ("", task, number + compared),  # the title says the name
            ("", task, number + opposed),
            ("", task, number),
            (name, "", number + compared),
            (name, "", number + opposed),
            (name, "", number),
            ("", "", number + opposed),
            ("", "", number),
        ]
        line = next(
            (said for option in options if number and (said := _line(*option)) and len(said) <= HEADLINE_CHARS), ""
        )
        if line:
            return line
    named = (_line(name, task, ""), _line("", task, ""))
    return next((said for said in named if task and len(said) <= HEADLINE_CHARS), "")


def _line(who: str, what: str, result: str) -> str:
    named = f"{who}：{what}" if who and what else who or what
    return "，".join(filter(None, (named, result)))


def fitting(sentences: Iterable[str], most: int = FIELD_CHARS) -> str:
    """The sentences from the first on as far as `most` characters hold them; the first is kept however long it is."""
    kept, used = "", 0
    for sentence in sentences:
        size = len(re.sub(r"【[^】]*】", "", sentence))
        if sentence and (not kept or used + size <= most):
            kept, used = kept + sentence, used + size
    return kept


def _best(found: Sequence[ResultFact], percents: Sequence[str] = ()) -> list[claims.Head]:
    """The numbers of results, the best first, each with its baseline's with the name, and without.

    What has a baseline goes before others, what does not lose before what does, what is more than a loss in training,
    what differs by more than SLIGHT, an average before its parts, one whose better way is known, what the prose says
    first before the rest, and else the first.
    """
    said = {number: at for at, number in reversed(list(enumerate(percents)))}
    short = [r for r in found if r.benchmark and len(r.benchmark) <= NAME_CHARS and not is_change(r)]
    short = [r for r in short if _says_what(r) and not _may_lose(r)]
    ordered = sorted(
        short,
        key=lambda r: (
            not r.baseline_value,
            _loses(r),
            _of_loss(r) or _slight(r),
            not _is_average(r) and direction(f"{r.benchmark} {r.metric}") is None,
            not _is_average(r),
            said.get(_bare(r.value), len(percents)),
        ),
    )
    return [_number_of(fact, percents) for fact in ordered]


def _says_what(fact: ResultFact) -> bool:
    """Whether a result says what is measured: by its metric, or by a benchmark whose one everybody knows."""
    known = pattern("data.known").search(fact.benchmark) or pattern("results.metrics").search(fact.benchmark)
    return bool(fact.metric or known or measure_zh(fact.benchmark) or _is_average(fact) or _cost(fact))


def _may_lose(fact: ResultFact) -> bool:
    """Whether the baseline's value is the better one, or nothing tells that it is not."""
    own, other = _amount(fact.value), _amount(fact.baseline_value)
    way = direction(f"{fact.benchmark} {fact.metric}")
    return own is not None and other is not None and (own > other if way == "lower" else own < other)


def _may_be_score(fact: ResultFact) -> bool:
    """Whether a number can be a score, as what has no other metric is taken for: no more than 100, and of no model."""
    amount = _amount(fact.value.replace(",", ""))
    return (amount is None or amount <= SCORE) and not is_model(fact.benchmark)


def _number_of(best: ResultFact, percents: Sequence[str]) -> claims.Head:
    """A result's number, its baseline's with the name, and without."""
    rival = best.baseline if len(best.baseline) <= RIVAL_CHARS else RIVAL
    if best.baseline_value and not best.baseline:  # what it was before
        return f"{_measured_on(best)} {_bare(best.baseline_value)}→{_bare(best.value)}", "", ""
    percent = "%" if _bare(best.value) in percents else ""
    named, opposed = (
        f"（{who} {_bare(best.baseline_value)}{percent}）" if best.baseline_value and best.baseline else ""
        for who in (rival, RIVAL)
    )
    return f"{_measured_on(best)} {_bare(best.value)}{percent or _unit(best)}", named, opposed


def _measured_on(fact: ResultFact) -> str:
    """What a headline's number is of: its benchmark and metric, and an arrow where less of it is better."""
    lower = "↓" if direction(f"{fact.benchmark} {fact.metric}") == "lower" else ""
    what = _on(fact).removesuffix(" 上")
    cost = _MEASURED.fullmatch(what)
    metric = _metric(fact) if what == "平均" else _own_metric(fact, "准确率")
    named = cost["what"] if cost and cost["unit"] and _cost(fact) else what
    return f"{_in_chinese(named)}{metric.rstrip()}{lower}"


def _unit(fact: ResultFact) -> str:
    """The unit of a cost, behind its number: " GB"; "" where it has none."""
    said = re.search(r"\(([^()]+)\)$", fact.benchmark)
    return f" {said[1]}" if said and _cost(fact) else ""


def _results(system: str, metric: str, facts: Sequence[ResultFact], costs: bool, whole: Sequence[ResultFact]) -> str:
    """One sentence: which is higher is said once, and each number has its opponent's beside it.

    Of a method that saves cost (`costs`), lower scores are no defeat: the numbers are told and no verdict. "都高于" is
    said only where it holds of `whole`, all of which these facts are some.
    """
    first = facts[0]
    better = _direction(facts) if first.baseline and (len(facts) == 1 or _direction(whole)) else ""
    better = "" if costs and better.endswith("低于") else better
    good = "（越低越好）" if direction(metric) == "lower" else ""
    own = f"{system} " if system else ""
    if len(facts) == 1 or not first.baseline:
        told = "，".join(_alone(r, metric, good if r is first else "") for r in facts)
        other = f"{first.baseline} 的 {_bare(first.baseline_value)}"
        compared = (f"，{better} {other}" if better else f"，{other.replace(' 的 ', ' 为 ')}") if first.baseline else ""
        return _cited(f"{own}{told}{compared}", _places(facts))
    what = f"{metric.rstrip()}{good}" if good else metric
    of = f"{own}的{what}" if what else own
    said = f"{of}{better} {first.baseline}" if better and own else f"{own}与 {first.baseline} 比{what.rstrip()}"
    each = "、".join(f"{_on(r)} {_bare(r.value)} 比 {_bare(r.baseline_value)}" for r in facts)
    return _cited(f"{said}：{each}", _places(facts))


def _on(fact: ResultFact) -> str:
    """The benchmark of a number; an average over several, and what is no benchmark but a cost, by its Chinese name."""
    if pattern("results.averages").fullmatch(fact.benchmark.rstrip(".")):
        return "平均"
    averaged = _averaged(fact.benchmark)
    return _cost(fact) or (averaged if averaged.endswith("平均") else f"{averaged} 上")


def _averaged(benchmark: str) -> str:
    """A benchmark with the word for an average behind it in Chinese: "LIBERO Average", "ScreenSpot Avg.".

    What is no name before it, such as "hallucination", is said in Chinese, or left out.
    """
    words = benchmark.rsplit(" ", 1)
    if len(words) < 2 or not pattern("results.averages").fullmatch(words[1].rstrip(".")):
        return benchmark
    return f"{words[0]} 平均" if words[0] != words[0].lower() else f"{term(words[0])}平均"


def _cost(fact: ResultFact) -> str:
    """The Chinese name of a cost that stands where a benchmark does, with its unit; "" where it is a benchmark."""
    said = _MEASURED.fullmatch(fact.benchmark)
    cost = measure_zh(said["what"]) if said else ""
    return f"{cost}（{said['unit']}）" if said and cost and said["unit"] else cost


def _alone(fact: ResultFact, metric: str, good: str) -> str:
    """What is said of a result that stands for itself."""
    if cost := _cost(fact):
        return f"{cost}为 {_bare(fact.value)}"
    if pattern("results.metrics").fullmatch(fact.benchmark):
        return f"{fact.benchmark} 为 {_bare(fact.value)}"
    if fact.baseline_value and not fact.baseline:
        what = f"{_in_chinese(fact.benchmark)}{_own_metric(fact, '')}"
        return f"{what} 从 {_bare(fact.baseline_value)} 变为 {_bare(fact.value)}"
    where = _on(fact)
    where = f"在 {where}" if where.endswith(" 上") else where
    return f"{where}{metric.rstrip() if good else metric}{good}为 {_bare(fact.value)}"


def _direction(facts: Sequence[ResultFact]) -> str:
    """Whether all of the values are higher than those beside them, or all lower; "": neither, or not to be told."""
    pairs = [(_amount(fact.value), _amount(fact.baseline_value)) for fact in facts]
    if all(own is not None and other is not None and own > other for own, other in pairs):
        return "高于" if len(facts) == 1 else "都高于"
    if all(own is not None and other is not None and own < other for own, other in pairs):
        return "低于" if len(facts) == 1 else "都低于"
    if len(facts) == 1 and None not in pairs[0] and pairs[0][0] == pairs[0][1]:
        return "等于"
    return ""


def _loses(fact: ResultFact) -> bool:
    """Whether the baseline's value is the better one."""
    worse = "高于" if direction(f"{fact.benchmark} {fact.metric}") == "lower" else "低于"
    return _direction([fact]).endswith(worse)


def _of_loss(fact: ResultFact) -> bool:
    """Whether a result is a loss, which says how training went."""
    return re.search(r"(?i)\bloss$", f"{fact.metric or fact.benchmark}") is not None


def _slight(fact: ResultFact) -> bool:
    """Whether a value hardly differs from its baseline's."""
    own, other = _amount(fact.value), _amount(fact.baseline_value)
    return own is not None and other is not None and abs(own - other) < SLIGHT * abs(other)


def _amount(value: str) -> Decimal | None:
    """The number that a value is; None: it is none, or has a unit besides %."""
    bare = _bare(value).rstrip("%").strip()
    return Decimal(bare) if bare.replace(".", "", 1).isascii() and bare.replace(".", "", 1).isdigit() else None


def _places(facts: Sequence[ResultFact]) -> list[str]:
    return [at for fact in facts for at in (fact.at, fact.baseline_at)]


def _own_metric(fact: ResultFact, shown: str) -> str:
    """The metric where it is another than the one shown before."""
    metric = _metric(fact).strip()
    return f" {metric}" if metric and metric != shown.strip() else ""


def _metric(fact: ResultFact) -> str:
    """The metric as a sentence has it: accuracy in Chinese, another as the paper writes it, none that is no word."""
    metric = fact.metric.strip()
    if re.fullmatch(r"(?i)acc(?:uracy)?\.?(?: ?\(?%\)?)?", metric):
        return "准确率"
    if len(metric) > NAME_CHARS or metric in fact.benchmark:
        return ""
    zh = measure_zh(metric)
    return zh if zh and not zh.isascii() else f" {zh or metric} "


def _in_chinese(name: str) -> str:
    """A name with the measure at its end in Chinese: "RL success rate"."""
    measures = word_list("claims.measures")
    for entry in measures.entries:
        for found in measures.found(entry).finditer(name):
            if found.start() and found.end() == len(name):
                return name[: found.start()] + entry.zh
    return name


def _system(fact: ResultFact, name: str) -> str:
    """The system without marks; a row "Ours" is of the method, by its name."""
    system = _OURS.sub("", fact.system).strip(" *†‡")
    return re.sub(r"^Ours(?![\w-])", name, system) if name else system


def _bare(value: str) -> str:
    """A value without its error bar, which the table has."""
    return _SPREAD.sub("", value).strip(" *")


def _settings(scope: str, settings: Sequence[HyperparameterFact]) -> str:
    told = _clauses(settings)
    if not told:
        return ""
    said = "，".join(clause for clause, _ in told)
    return _cited(f"{_stage(scope)}{said}", (at for _, at in told))


def _of_parts(told: Sequence[HyperparameterFact], settings: Sequence[HyperparameterFact]) -> str:
    """What is looked for and no sentence tells since only parts have it, each with its part; "" where there is none."""
    found = list[tuple[str, str]]()
    for wanted in OF_PARTS:
        if not any(setting_of(fact.name) == wanted and _clause(fact) for fact in told):
            parts = [(f, clause) for f in settings if setting_of(f.name) == wanted and (clause := _clause(f))]
            found += [(f"{clause[1]}（{shown_scope(fact.scope)}）", fact.at) for fact, clause in parts[:MOST_PARTS]]
    return _cited("，".join(said for said, _ in found), (at for _, at in found)) if found else ""


def _of_another_run(scope: str) -> bool:
    """Whether a scope is of no run of the paper's own, or of one that no reader could name."""
    known = _stage(scope).endswith("阶段") or not scope
    return any(word in scope.lower() for word in _OTHER_RUNS) or not (known or _is_named(scope))


def _is_named(scope: str) -> bool:
    """Whether a scope is a name or can be said in Chinese: "principal comparisons" is a heading's words."""
    shown = shown_scope(scope)
    return not (shown.isascii() and shown.islower() and shown.replace(" ", "").isalpha())


def _stage(scope: str) -> str:
    """What a sentence about a scope begins with; behind a comma or in brackets only a name or a known stage stays."""
    if not scope:
        return ""
    head, _, rest = scope.replace(" (", ", ").rstrip(")").partition(", ")
    numbered = re.fullmatch(r"(?i)(?:stage|phase) (\d)", head)
    known = {name.lower(): zh for name, zh in _STAGES.items()}
    said = known.get(rest.lower(), "" if rest.islower() else rest)  # "all weights" is no name
    more = f"（{said}）" if said else ""
    if numbered:
        return f"第 {numbered[1]} 阶段{more}"
    return f"{known[head.lower()]}阶段{more}" if head.lower() in known else f"{shown_scope(scope)}："


def _clauses(settings: Sequence[HyperparameterFact]) -> list[tuple[str, str]]:
    """What is said of each setting, in the order in which readers look for them, and its place."""
    told: dict[int, tuple[str, str]] = {}
    for fact in settings:
        found = _clause(fact)
        if found is not None:
            told.setdefault(found[0], (found[1], fact.at))
    return [told[rank] for rank in sorted(told)]


def _clause(fact: HyperparameterFact) -> tuple[int, str] | None:
    """The rank of a setting among those that prose tells, and its clause; None: it is no such setting."""
    value, contrasts = _in_ten_thousands(fact.value.strip()), contrasts_of(fact.name) - {"lora"}
    said = _VALUE.fullmatch(value)
    number = said["number"].strip() if said else ""
    count = number if "." not in number else ""  # a batch of 0.99 is the momentum of batch norm
    unit = _UNITS.get((said["noun"] or "").lower().rstrip("s") + "s", "") if said else ""
    if contrasts - {"warm"}:
        return None
    match setting_of(fact.name):
        case "optimizer":
            return 0, f"用 {_OPTIMIZERS.get(value.lower(), value)} 训练"
        case "learning rate":
            return 1, f"学习率 {value}"
        case "schedule" if value.lower() in _SCHEDULES:
            return 2, f"{_SCHEDULES[value.lower()]}调度"
        case "warm up" if number:
            return 3, f"预热 {number}{unit and f' {unit}'}"
        case "batch size" if count:
            return 4, f"批量 {number}"
        case "epochs" if count:
            return 5, f"训练 {number} 轮"
        case "steps" if count:
            return 6, f"训练 {number} 步".replace("万 ", "万")
        case "rank" if count:
            return 7, f"LoRA 秩 {number}"
        case "GPUs":
            return 8, _devices(value)
        case "training time" if number and unit:
            return 9, f"用时 {number} {unit}"
        case "group size" if count:
            return 10, f"每题采样 {number} 个回答"
        case "KL" if said:
            return 11, f"KL 系数 {value}"
    return None


def _in_ten_thousands(value: str) -> str:
    """ "1.5 million steps" as "150 万 steps"; another value as it is."""
    said = _MILLIONS.match(value)
    many = (
        float(said["number"].replace(",", "")) * (100 if said["word"].lower() == "million" else 100_000) if said else 0
    )
    return f"{many:,.10g} 万{value[said.end() :]}" if said else value


def _devices(value: str) -> str:
    """ "eight H100" as 8 张 H100; another writing as it is."""
    said = _DEVICES.fullmatch(value.replace("a single ", "1 "))
    counts = find_numbers(f"{said['count']} GPUs") if said else ()
    return (
        f"{counts[0].value.normalize():f} 张 {_PLURAL.sub('', said['device'])}" if said and counts else f"硬件 {value}"
    )


def _sampled(fact: HyperparameterFact) -> tuple[str, str] | None:
    """A setting of sampling: its key and its clause."""
    name, value = fact.name.lower(), fact.value.strip()
    if not re.match(r"\d", value):
        return None
    if "temperature" in name:
        if re.match(r"0\.0\d", value):  # of a contrastive loss; nobody samples at 0.07
            return None
        return "temperature", f"采样温度 {value}"
    if re.search(r"\btop[- _]?p\b|nucleus", name):
        return "top-p", f"top-p {value}"
    if re.search(r"\btop[- _]?k\b", name):
        return "top-k", f"top-k {value}"
    if re.search(r"\bbeams?\b", name):
        return "beam", f"束宽 {value}"
    if re.search(r"max\w* (?:(?!context|sequence|input|prompt|total)\w+ )?(?:length|tokens)", name):
        return "length", f"最长生成 {value.replace(' tokens', '')} 词元"
    return None


def _cited(said: str, places: Iterable[str]) -> str:
    """The sentence with its places before its full stop."""
    numbers = dict.fromkeys(n for at in places for n in re.findall(r"\d+(?:\.\d+)?", at))
    cited = f"【{', '.join(numbers)}】" if numbers else ""
    return f"{said}{cited}。"
