"""The numbers that the paper reports of its own method, beside those of the methods that it is compared with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from operator import itemgetter

from pipeline.summarise.facts.abstract_claims import claims_of, is_change, is_share
from pipeline.summarise.facts.cells import is_cited, number_of
from pipeline.summarise.facts.claim_clauses import is_known
from pipeline.summarise.facts.comparisons import NUMBER, Comparisons, comparisons_in, is_claim
from pipeline.summarise.facts.costs import Cost, costs_told
from pipeline.summarise.facts.data_names import key_of
from pipeline.summarise.facts.directions import Direction, direction, first_of
from pipeline.summarise.facts.head_words import AVERAGE, COST, is_named
from pipeline.summarise.facts.headers import stem_of
from pipeline.summarise.facts.headline_numbers import headline_numbers
from pipeline.summarise.facts.others import NOBODY, Others, is_name
from pipeline.summarise.facts.own_rows import CONTROL
from pipeline.summarise.facts.preferences import of_preferences
from pipeline.summarise.facts.result_sentences import of_sentences
from pipeline.summarise.facts.result_tables import claimed_of_table, is_result_table, of_table, ways_of
from pipeline.summarise.facts.tagged import tagged
from pipeline.summarise.facts.told_of_tables import completed, is_of_nothing
from pipeline.summarise.lines import Line, tables_of
from pipeline.words.vocabulary import pattern
from schemas.records import Table
from schemas.summary import ResultFact

METRIC = pattern("results.metrics")

MAX_RESULTS = 12  # of a paper: what an entry of the digest holds
MAX_OF_TABLE = 4
FEW = 6  # parts beside an average: of more only the largest gain and the largest loss are told
MAX_GAINS = 3  # of the abstract: what is reached says more
HAIR = 0.0015  # of the baseline's value: 86.63 against 86.60
NEAR = 0.1  # of what the baseline leaves to be reached: 99.5 against 99.4 is much
CLEAR = 0.005  # of the baseline's value: a loss that is told
LONG = 4  # characters of a number that is seldom the same by chance
METRICS = 2  # of one system on one benchmark
LEAST_CITED = 2  # rows of others' methods: what is marked is what the others' methods use, not what a part is worth
ENOUGH = 3  # results of the abstract and the tables, beside which no sentence of the body is needed
PLENTY = 8  # results beside which what a second system reaches on each benchmark is too much; its average is not
NAMED, COMPARED = 3, 3  # benchmarks and baselines of the conclusion: more make it English with Chinese in between
_ABLATION = re.compile(
    r"(?i)ablat|sensitiv|\bcontrols\b|\beffects? of\b|\bimpact of\b|\binfluence of\b|\bvariants?\b|\bw/o\b|"
    r"\bdifferent (?!method|model|approach|benchmark|dataset|degree|setting)|"
    r"\bvarying\b|\bnumber of\b|\bstatistic|hyper-?param|robust"
)
_OF_CAPTION = re.compile(r"\b(?:on|with|for) (?P<name>[A-Z][\w.-]*\d[\w.-]*(?: \d+B)?(?:-[A-Z]\w+)*)")
_MAIN = re.compile(r"(?i)\bmain results?\b")
_OF_COSTS = re.compile(r"(?i)\bcosts?\b|complexity|\btime\b|\blatency\b|efficiency")
_COMPARES = re.compile(r"(?i)\bcompar(?:ison|ed|ing)\b")
_HIGHEST = re.compile(r"(?i)\b(?:max(?:imum)?|peak|best)\b")  # over epochs or runs
_SETTLED = re.compile(r"(?i)\b(?:mean|avg|average|final|last)\b")
_VARIANT = re.compile(r"(?i)variants?|ablations?|settings?|components?|configurations?|modifications?")
_COINED = re.compile(r"[a-z][A-Z]|[A-Z]{2}")
_RANKS = re.compile(r"(?i)\w+\.? rank\b")  # the average of ranks stands for no number
_LOSS = re.compile(r"(?i)\bloss\b")
_SMALL_WORDS = frozenset("nwpfty@")  # tags of what no measure begins with
_MARKS = re.compile(r"[✓✗✔✘]")


def results(lines: Sequence[Line], own: tuple[str, ...]) -> tuple[ResultFact, ...]:
    """The results of the abstract, then of the main tables: the body's, and the appendix's where the body has few.

    Of the tables' systems the one comes first whose numbers the abstract tells.

    `own`: what the paper calls its own method.
    """
    costs, comparisons = costs_told(lines), comparisons_in(lines)
    shown = [
        (table, rows)
        for table, rows in tables_of(lines)
        if is_result_table(table) and not _is_ablation(table, rows, costs=costs, others=comparisons.others)
    ]
    of_tables = [
        (
            rows[0],
            completed(rows[0], list(of_table(table, rows, own, costs=costs, comparisons=comparisons)), lines, own),
        )
        for table, rows in shown
    ]
    of_tables = _named_if_any([(first, _without_maxima(facts)) for first, facts in of_tables])
    of_tables = _scoped_by_caption(of_tables)
    all_rows = [fact for _, facts in of_tables for fact in facts]
    stated = _stated(lines, own, shown, all_rows, comparisons)
    told = _Told(lines, stated, all_rows, comparisons.of_claims())
    ways: dict[tuple[str, str, str], Direction] = {}
    for table, rows in shown:
        ways |= {(_table(rows[0].at), *what): way for what, way in ways_of(table, rows, own).items()}
    ahead: list[ResultFact] = []
    behind: list[ResultFact] = []
    parts: list[ResultFact] = []
    further: list[ResultFact] = []
    for appendix in (False, True):
        for first, of_one in of_tables:
            if (first.part in ("appendix", "references")) == appendix:
                # a measure in an appendix, of what it does not say, is of some side question
                of_one = [f for f in of_one if not (appendix and not f.metric and METRIC.fullmatch(f.benchmark))]
                main, more = _headlines(_telling(_told_apart(of_one), told, ways), told)
                facts = sorted(_spread(_first_said(main, told.text)), key=told.rank)
                facts, of_others = _in_short(facts, {key_of(fact.benchmark) for fact in stated})
                parts, further = [*parts, *of_others], [*further, *more]
                ahead, behind = _unique([*ahead, *facts[:MAX_OF_TABLE]]), [*behind, *facts[MAX_OF_TABLE:]]
        if len(ahead) >= ENOUGH:
            break
    found = _unique([*stated, *sorted([*ahead, *behind], key=told.rank)])
    if len(found) < ENOUGH:
        found = _unique([*found, *of_preferences(lines, ("abstract", "front", "body"), own)])
    if len(found) < ENOUGH:
        numbers = {number_of(fact.value) for fact in found}
        told_too = (f for f in of_sentences(lines, ("body", "front"), own) if number_of(f.value) not in numbers)
        told_too = (f for f in told_too if f.metric or f.baseline_value)  # "92.8% on X": of what?
        found = _unique([*found, *told_too])
    found = _without_parts(found, stated)
    found = _main_first(_filled(_filled(found, parts, PLENTY), further, MAX_RESULTS), stated, told)
    found = _once(found)
    named = [fact for fact in found if fact.metric or fact in stated or not METRIC.fullmatch(fact.benchmark)]
    named = [fact for fact in named if not _LOSS.search(fact.benchmark)]  # what is trained on says little beside others
    enough = sum(not _is_cost(fact) for fact in named) >= ENOUGH
    kept = named if enough else found
    short = [*kept[:PLENTY], *(fact for fact in kept[PLENTY:] if fact.baseline_value)][:MAX_RESULTS]
    short = _with_losses(short, all_rows, stated, ways)
    whole = _with_quality(short, {fact.at for fact in all_rows if not _is_cost(fact)})
    return tuple(_on_no_method(fact, own) for fact in whole)


def _stated(
    lines: Sequence[Line],
    own: tuple[str, ...],
    shown: Sequence[tuple[Table, Sequence[Line]]],
    all_rows: Sequence[ResultFact],
    comparisons: Comparisons,
) -> list[ResultFact]:
    """What the abstract states, in its order, each with its cell of the tables where it has one.

    `shown`: the tables of results. `all_rows`: what is read off them.
    """
    # a row says of what and against what its number is, where a sentence has several numbers in it
    stated = [_cell_of(fact, all_rows) for fact in of_sentences(lines, ("abstract",), own)]
    # a bare number on a name that nobody knows a score by is of something that the reader cannot tell
    stated = [f for f in stated if f.metric or f.baseline_value or "." in f.at or is_known(f.benchmark)]
    headline = headline_numbers(lines, own, stated=bool(stated))
    claimed = [
        fact
        for table, rows in shown
        for fact in completed(rows[0], list(claimed_of_table(table, rows, own, comparisons)), lines, own)
    ]
    stated = [_beside_another(fact, claimed) for fact in stated]
    measured = list(of_sentences(lines, ("body", "front"), own))
    claimed = [_on_what(fact, measured) for fact in claimed]
    for fact in _unique(claimed):
        if not any((fact.value, fact.baseline_value) == (other.value, other.baseline_value) for other in stated):
            stated.append(fact)
    shown_numbers = {number_of(fact.value) for fact in [*stated, *all_rows]}
    headline = [f for f in headline if not f.baseline_value or number_of(f.value) not in shown_numbers]
    headline = [f for f in headline if tagged(f.benchmark).tags[:1] not in _SMALL_WORDS]  # "under stronger"
    gains = [fact for fact in headline if not fact.baseline_value and fact.metric][MAX_GAINS:]
    headline = [fact for fact in headline if fact not in gains]
    stated = _with_claims([*headline, *stated], claims_of(lines, own), all_rows)
    abstract = " ".join(line.text for line in lines if line.part == "abstract")
    return sorted(stated, key=lambda fact: _first_place(fact.value, abstract))


Ways = Mapping[tuple[str, str, str], Direction]  # by the table's number, benchmark and metric


class _Told:
    """What a paper's sentences tell of its results."""

    def __init__(
        self, lines: Sequence[Line], stated: Sequence[ResultFact], rows: Sequence[ResultFact], claims: Comparisons
    ) -> None:
        sentences = [line for line in lines if line.kind == "sentence" and line.part != "references"]
        self.text = " ".join(line.text for line in sentences)
        self.abstract = " ".join(line.text for line in sentences if line.part == "abstract")
        said = (line.text for line in sentences if is_claim(line))
        self.numbers = set(NUMBER.findall(" ".join(said)))
        self.systems = {fact.system for fact in stated if fact.system}
        self._claims = claims
        self._metrics = {stem_of(fact.metric) for fact in rows if _plain_number(fact.value) in self.numbers}

    def rank(self, fact: ResultFact) -> tuple[bool, bool, bool]:
        """What comes first: numbers or gains that the claims tell, benchmarks that the abstract names, its system's."""
        told = _plain_number(fact.value) in self.numbers or self._claims.has_gain(fact.value, fact.baseline_value)
        named = bool(fact.benchmark) and fact.benchmark.split(" (")[0] in self.abstract
        last = fact.benchmark.rpartition(" ")[2]  # "Flickr30K rSum"
        named = named or (bool(_COINED.search(last)) and last in self.abstract)
        return (not told, not named, fact.system not in self.systems)

    def measure(self, fact: ResultFact) -> tuple[bool, bool]:
        """Which of a benchmark's metrics come first: those that the abstract names, then those whose numbers it tells.

        Or introduction and conclusion; SR_{a} and SR_{m} are one with SR.
        """
        return (not (fact.metric and fact.metric in self.abstract), stem_of(fact.metric) not in self._metrics)


def _table(at: str) -> str:
    """The number of the table that a place is in."""
    return at.partition(".")[0]


def _ahead(fact: ResultFact, ways: Ways) -> float | None:
    """By what share of its baseline's a value is better, below zero where it is worse; None: nothing tells."""
    own, other = number_of(fact.value), number_of(fact.baseline_value)
    way = ways.get((_table(fact.at), fact.benchmark, fact.metric)) or direction(f"{fact.benchmark} {fact.metric}")
    if own is None or not other or way is None:
        return None
    return (own - other) / abs(other) * (-1 if way == "lower" else 1)


def _telling(facts: Sequence[ResultFact], told: _Told, ways: Ways) -> list[ResultFact]:
    """The facts of a table without those that tell little beside the others.

    Of a system that an average stands for, the parts, if they are many, but for the ends, and those whose
    numbers the claims tell. Of any, what is hardly better or worse than its baseline's, where enough remain.
    """
    kept = list(facts)
    for system in dict.fromkeys(fact.system for fact in facts):
        of_system = [fact for fact in facts if fact.system == system and not _is_cost(fact)]
        said = {
            fact: {m.lower() for m in AVERAGE.findall(_RANKS.sub("", f"{fact.benchmark} {fact.metric}"))}
            for fact in of_system
        }
        everywhere = set.intersection(*said.values()) if said else set()
        parts = [fact for fact in of_system if not said[fact] - everywhere]
        if FEW < len(parts) < len(of_system):
            ahead = [(by, fact) for fact in parts if (by := _ahead(fact, ways)) is not None]
            ends = [best(ahead, key=itemgetter(0))[1] for best in (max, min) if ahead]
            kept = [fact for fact in kept if fact not in parts or fact in ends or not told.rank(fact)[0]]
    clear = [fact for fact in kept if not _is_slight(fact, ways) or not told.rank(fact)[0]]
    return clear if len(clear) >= ENOUGH else kept


def _is_slight(fact: ResultFact, ways: Ways) -> bool:
    """Whether a value is hardly better or worse than its baseline's, and not near all that can be reached."""
    by, own, other = _ahead(fact, ways), number_of(fact.value), number_of(fact.baseline_value)
    if by is None or own is None or other is None or AVERAGE.search(fact.benchmark):
        return False
    room = (1 if other <= 1 else 100) - other
    return abs(by) < HAIR and not abs(own - other) > NEAR * room > 0


def _with_losses(
    short: Sequence[ResultFact], rows: Sequence[ResultFact], stated: Sequence[ResultFact], ways: Ways
) -> list[ResultFact]:
    """The facts, in the place of the last of each table that only wins what it loses most clearly: no clean sweep."""
    found = list(short)
    for table in dict.fromkeys(_table(fact.at) for fact in short if "." in fact.at):
        of_table = [f for f in found if _table(f.at) == table and f.baseline_value and not _is_cost(f)]
        wins = [fact for fact in of_table if (_ahead(fact, ways) or -1) > 0]
        places = {fact.at for fact in of_table}
        lost = [(by, fact) for fact in rows if fact.at in places and (by := _ahead(fact, ways)) and by < -CLEAR]
        lost = [(by, fact) for by, fact in lost if not _is_cost(fact)]
        if len(wins) < ENOUGH or len(wins) < len(of_table) or not lost:
            continue
        worst = min(lost, key=itemgetter(0))[1]
        if len(found) >= MAX_RESULTS:
            found.remove(next((fact for fact in reversed(wins) if fact not in stated), wins[-1]))
        found.append(worst)
    return found


def _first_place(value: str, text: str) -> int:
    """Where a text has a value first; behind its end where it has it nowhere."""
    number = re.sub(r"(\.\d+?)0+$", r"\1", value.strip("+×% "))
    found = re.search(rf"(?<![\w.]){re.escape(number)}0*(?!\d|\.\d)", text) if number else None
    return found.start() if found else len(text)


def _plain_number(value: str) -> str:
    """A value's number as prose would write it; "": it is none that speaks of one result alone."""
    found = NUMBER.match(value.lstrip("+-−"))
    return found[0] if found else ""


def _filled(found: Sequence[ResultFact], more: Sequence[ResultFact], places: int) -> list[ResultFact]:
    """The facts, and so many of the others behind them as there are places."""
    return [*found, *[fact for fact in _unique([*found, *more]) if fact not in found][: max(0, places - len(found))]]


def _headlines(facts: Sequence[ResultFact], told: _Told) -> tuple[list[ResultFact], list[ResultFact]]:
    """The facts of a table, and apart from them what is measured of a system on a benchmark in a third way or more."""
    seen = Counter[tuple[str, str]]()
    more = []
    for fact in sorted(facts, key=told.measure):
        seen[_measured(fact)] += not _is_cost(fact)
        if not _is_cost(fact) and seen[_measured(fact)] > METRICS:
            more.append(fact)
    return [fact for fact in facts if fact not in more], more


def _main_first(facts: Sequence[ResultFact], stated: Sequence[ResultFact], told: _Told) -> list[ResultFact]:
    """The facts, the first metric of each benchmark before the second of any; `stated` ones and costs stay ahead."""
    seen = Counter[tuple[str, str]]()
    turns = dict[ResultFact, int]()
    for fact in sorted(facts, key=told.measure):
        turns[fact] = 0 if fact in stated or _is_cost(fact) else seen[_measured(fact)]
        seen[_measured(fact)] += not _is_cost(fact)
    return sorted(facts, key=lambda fact: (turns[fact], turns[fact] > 0 and told.measure(fact)))


def _measured(fact: ResultFact) -> tuple[str, str]:
    """The system and what it was measured on; the averages of two tables are of different things."""
    table = fact.at.partition(".")[0] if AVERAGE.fullmatch(fact.benchmark.strip(".")) else ""
    return fact.system, f"{fact.benchmark}{table}"


def _scoped_by_caption(of_tables: Sequence[tuple[Line, list[ResultFact]]]) -> list[tuple[Line, list[ResultFact]]]:
    """The tables' facts, each system with what its caption names, where two tables measure one thing in two ways.

    "Results on Foo-7B" beside "Results on Bar-7B". Where no caption names any, the first table's are kept.
    """
    names = [_of_caption(first) for first, _ in of_tables]
    told: list[tuple[Line, list[ResultFact]]] = []
    for at, (first, facts) in enumerate(of_tables):
        others = [i for i in range(len(of_tables)) if i != at and _differ(facts, of_tables[i][1])]
        if not others:
            told.append((first, facts))
        elif names[at] and all(names[i] != names[at] for i in others):
            named = [
                f if names[at] in f.system else f.model_copy(update={"system": f"{f.system} ({names[at]})"})
                for f in facts
            ]
            told.append((first, named))
        elif all(names[i] or i > at for i in others):
            told.append((first, facts))
    return told


def _of_caption(first: Line) -> str:
    """The name that a table's caption says its results are of; "": it says none."""
    caption = first.table.caption if first.table is not None else ""
    named = _OF_CAPTION.search(first_of(caption))
    return named["name"].rstrip(".") if named else ""


def _differ(facts: Sequence[ResultFact], others: Sequence[ResultFact]) -> bool:
    """Whether two tables have different numbers under the same names."""
    values = {(f.system, f.benchmark, f.metric): f.value for f in others}
    return any(values.get((f.system, f.benchmark, f.metric), f.value) != f.value for f in facts)


def _on_no_method(fact: ResultFact, own: Sequence[str]) -> ResultFact:
    """The fact with its benchmark, or its metric, in the place of the paper's own method that its caption names."""
    name = next((name for name in own if re.match(rf"{re.escape(name)}(?:\s|$)", fact.benchmark)), "")
    rest = fact.benchmark[len(name) :].strip()
    if not name or not (rest or fact.metric):
        return fact
    return fact.model_copy(update={"benchmark": rest or fact.metric, "metric": fact.metric if rest else ""})


def _named_if_any(of_tables: Sequence[tuple[Line, list[ResultFact]]]) -> list[tuple[Line, list[ResultFact]]]:
    """The facts of the tables; where some table says on what it was measured, those that do not are left out."""
    named = [any(not is_of_nothing(fact) and not _is_cost(fact) for fact in facts) for _, facts in of_tables]
    return [
        (first, [fact for fact in facts if told or not any(named) or _is_cost(fact)])
        for (first, facts), told in zip(of_tables, named, strict=True)
    ]


def _without_maxima(facts: Sequence[ResultFact]) -> list[ResultFact]:
    """The facts without the highest over epochs or runs, where the mean or the last of the same stands too."""
    settled = {_SETTLED.sub("", name) for fact in facts if _SETTLED.search(name := _whole_name(fact))}
    return [f for f in facts if not (_HIGHEST.search(n := _whole_name(f)) and _HIGHEST.sub("", n) in settled)]


def _whole_name(fact: ResultFact) -> str:
    return f"{fact.system} | {fact.benchmark} | {fact.metric}"


def _without_parts(facts: Sequence[ResultFact], stated: Sequence[ResultFact]) -> list[ResultFact]:
    """The facts without what stands beside an average in its row, where enough remain."""
    rows = {fact.at for fact in facts if AVERAGE.search(fact.benchmark)}
    whole = [fact for fact in facts if fact.at not in rows or AVERAGE.search(fact.benchmark) or fact in stated]
    return whole if len(whole) >= 2 * ENOUGH else list(facts)


def _with_quality(facts: Sequence[ResultFact], quality: Set[str]) -> list[ResultFact]:
    """The facts without a cost of a row whose quality is left out: half of a trade-off tells nothing.

    `quality`: the places that say how good something is.
    """
    told = {fact.at for fact in facts if not _is_cost(fact)}
    return [fact for fact in facts if fact.at in told or fact.at not in quality]


def _is_cost(fact: ResultFact) -> bool:
    return bool(COST.search(f"{fact.benchmark} {fact.metric}"))


def _with_claims(
    stated: Sequence[ResultFact], claims: Sequence[ResultFact], rows: Sequence[ResultFact]
) -> list[ResultFact]:
    """What the abstract states, with what it claims besides; of two readings of a number the fuller one.

    Of the changes that it claims the first MAX_GAINS.
    """
    found = list(stated)
    for claim in claims:
        again = next((i for i, fact in enumerate(found) if _amount(fact.value) == _amount(claim.value)), None)
        cell = claim if is_change(claim) or is_share(claim) else _cell_of(claim, rows)
        if cell.metric and cell.metric.lower() in cell.benchmark.lower():  # "average accuracy"
            cell = cell.model_copy(update={"metric": ""})
        if cell is not claim and claim.baseline_value and not cell.baseline_value:
            cell = cell.model_copy(update={"baseline": claim.baseline, "baseline_value": claim.baseline_value})
        if again is None:
            found.append(cell)
        elif "." not in found[again].at and (cell is not claim or _fullness(claim) >= _fullness(found[again])):
            found[again] = cell
        elif not found[again].metric and not is_change(claim):
            found[again] = found[again].model_copy(update={"metric": claim.metric})
    changes = [fact for fact in found if is_change(fact)]
    return [fact for fact in found if fact not in changes[MAX_GAINS:]]


def _once(found: Sequence[ResultFact]) -> list[ResultFact]:
    """The results without an average that another tells with the same number, baseline and system: the fuller stays."""
    told: list[ResultFact] = []
    for fact in found:
        again = next((i for i, other in enumerate(told) if _is_same_average(fact, other)), None)
        if again is None:
            told.append(fact)
        elif bool(fact.metric) > bool(told[again].metric):
            told[again] = fact
    return told


def _is_same_average(one: ResultFact, other: ResultFact) -> bool:
    return bool(
        one.baseline_value
        and (one.system, _amount(one.value), _amount(one.baseline_value))
        == (other.system, _amount(other.value), _amount(other.baseline_value))
        and AVERAGE.search(one.benchmark)
        and AVERAGE.search(other.benchmark)
    )


def _amount(value: str) -> str:
    """The number of a value in whatever writing: +3.6%, 3.6 %, 3.6 ms."""
    return re.sub(r"(?<=\d) [A-Za-z].*|[\s%+×x]", "", value)


def _fullness(fact: ResultFact) -> tuple[int, int]:
    """How much a fact tells besides its number."""
    unit = re.search(r"\D$", fact.value) is not None
    return sum(map(bool, (fact.metric, fact.system, fact.baseline, fact.baseline_value, unit))), len(fact.benchmark)


def _cell_of(stated: ResultFact, rows: Sequence[ResultFact]) -> ResultFact:
    """The table's fact that a sentence tells: of the same benchmark, or the one that has its number at all.

    Where the table names no metric, the sentence's is taken.
    """
    if same := next((row for row in rows if _same(row, stated)), None):
        return same if same.metric else same.model_copy(update={"metric": stated.metric})
    alike = [row for row in rows if number_of(row.value) == number_of(stated.value) and "." in stated.value]
    if len(alike) != 1:
        return stated
    if is_named(alike[0].benchmark):
        return alike[0]
    metric = alike[0].metric or alike[0].benchmark  # "Rate" of a table of one benchmark
    return alike[0].model_copy(update={"benchmark": stated.benchmark, "metric": metric})


def _beside_another(stated: ResultFact, claimed: Sequence[ResultFact]) -> ResultFact:
    """What a sentence states, with the number of its table that the claims compare it with."""
    same = [fact for fact in claimed if number_of(fact.value) == number_of(stated.value)]
    if stated.baseline or len({(fact.system, fact.baseline_value) for fact in same}) != 1:
        return stated
    return same[0].model_copy(update={"benchmark": stated.benchmark, "metric": stated.metric or same[0].metric})


def _on_what(claimed: ResultFact, measured: Sequence[ResultFact]) -> ResultFact:
    """A table's fact under a head that names no benchmark, "Rate", with the one that a sentence gives its number."""
    on = {fact.benchmark for fact in measured if number_of(fact.value) == number_of(claimed.value)}
    if claimed.metric or is_named(claimed.benchmark) or len(on) != 1:
        return claimed
    return claimed.model_copy(update={"benchmark": on.pop(), "metric": claimed.benchmark})


def _same(row: ResultFact, stated: ResultFact) -> bool:
    """Whether a row has the number that a sentence states, of the same benchmark."""
    one, other = key_of(row.benchmark), key_of(stated.benchmark)
    return number_of(row.value) == number_of(stated.value) and bool(one and other) and (one in other or other in one)


def _is_ablation(table: Table, rows: Sequence[Line], *, costs: frozenset[Cost], others: Others = NOBODY) -> bool:
    """Whether a table says what the parts of a method are worth: by its caption, its marks, its head or its rows.

    By its section only where it has no caption: a main table often floats into the section behind its own. A table of
    costs is none where it compares, or says how good something is besides: "better BLEU at a fraction of the cost".
    `costs`: the kinds of cost that are results, so that a table about one is none. `others`: what the paper says of
    others' methods, whose rows no ablation has.
    """
    first = re.split(r"\.\s", re.sub(r"^(?:Table|Tab\.?)\s*\w+\s*[.:|]?\s*", "", table.caption))[0]
    if _MAIN.search(first):
        return False
    found = _ABLATION.search(first or rows[0].heading)
    said = found is not None and not (found[0].lower() == "robust" and _COMPARES.search(first))
    if _OF_COSTS.search(first) and not (costs or _COMPARES.search(first)):
        said = said or not any(not COST.search(m[0]) for m in METRIC.finditer(first))
    labels = {row.cells[0] for row in rows}
    compares = sum(is_cited(label) or (is_name(label) and others.holds(label)) for label in labels) >= LEAST_CITED
    marks = not compares and any(_MARKS.search(cell) for row in rows for cell in row.cells)
    without = sum(bool(CONTROL.search(row.cells[0])) for row in rows)
    return bool(said or marks or _VARIANT.fullmatch(table.rows[0][0].text.strip()) or without > len(rows) / 2)


def _told_apart(facts: Iterable[ResultFact]) -> list[ResultFact]:
    """The facts of a table without those of different numbers that nothing tells apart, as where a scope was lost."""
    alike: dict[tuple[str, str, str], list[ResultFact]] = {}
    for fact in facts:
        alike.setdefault((fact.system, fact.benchmark, fact.metric), []).append(fact)
    return [same[0] for same in alike.values() if len({fact.value for fact in same}) == 1]


def _in_short(facts: Sequence[ResultFact], told: Set[str]) -> tuple[list[ResultFact], list[ResultFact]]:
    """The facts of a table, and apart from them what its systems but the first reach besides averages and costs.

    Where no average stands for them all are of the first kind. `told`: keys of the benchmarks that the abstract tells.
    """
    averages = {fact.system for fact in facts if AVERAGE.search(fact.benchmark)}
    parts = [
        fact
        for fact in facts
        if fact.system in averages - {facts[0].system}
        and not AVERAGE.search(fact.benchmark)
        and not _is_cost(fact)
        and key_of(fact.benchmark) not in told
    ]
    return [fact for fact in facts if fact not in parts], parts


def _first_said(facts: Sequence[ResultFact], said: str) -> list[ResultFact]:
    """The facts of a table; of more benchmarks than an entry holds those first of which the text speaks most."""
    if len({fact.benchmark for fact in facts}) <= MAX_RESULTS:
        return list(facts)
    return sorted(facts, key=lambda f: -len(re.findall(rf"(?<![\w-]){re.escape(f.benchmark)}(?![\w-])", said)))


def _spread(facts: Sequence[ResultFact]) -> list[ResultFact]:
    """The facts of a table: the first of each of its systems before the second of any."""
    systems: dict[str, int] = {}
    turns = []
    for fact in facts:
        systems[fact.system] = systems.get(fact.system, -1) + 1
        turns.append((systems[fact.system], fact))
    return [fact for _, fact in sorted(turns, key=lambda turn: turn[0])]


def conclusion(found: Sequence[ResultFact]) -> str:
    """What the results say beside their baselines, in Chinese; whether higher is better is the reader's to know."""
    groups: dict[tuple[str, str], list[str]] = {}
    for fact in found:
        own, other = number_of(fact.value), number_of(fact.baseline_value)
        if _is_cost(fact):
            continue  # it stands among the values; "higher" would sound like praise
        if own is not None and other is not None and own != other and fact.baseline:
            on = groups.setdefault((fact.baseline, "高于" if own > other else "低于"), [])
            if fact.benchmark not in on:
                on.append(fact.benchmark)
    parts = [f"在 {_several(on)}上{word} {baseline}" for (baseline, word), on in groups.items()][:COMPARED]
    return f"与表中最接近的方法相比，所提方法{'，'.join(parts)}。" if parts else "所提方法的主要数值如下。"


def _several(names: Sequence[str]) -> str:
    """The first of the names; all of them stand in the list of values anyway."""
    return "、".join(names[:NAMED]) + (" 等基准" if len(names) > NAMED else " ")


def _unique(facts: Iterable[ResultFact]) -> list[ResultFact]:
    """The facts without those that say the same number of the same benchmark again, of no other system."""
    kept: list[ResultFact] = []
    for fact in facts:
        again = next((i for i, other in enumerate(kept) if _says_again(fact, other)), None)
        if again is None and fact.benchmark:  # a number of nothing has no name
            kept.append(fact)
        elif again is not None and "." in kept[again].at and fact.baseline_value and not kept[again].baseline_value:
            kept[again] = fact  # with whom it is compared it says more
    return kept


def _says_again(fact: ResultFact, other: ResultFact) -> bool:
    """Whether two facts agree in benchmark and number, and no two systems part them.

    Or in both of their numbers and the metric, whatever the benchmark is called there: another table tells it again.
    """
    tables = fact.at.partition(".")[0], other.at.partition(".")[0]
    numbers = (fact.value, fact.baseline_value), (other.value, other.baseline_value)
    if fact.baseline_value and numbers[0] == numbers[1] and tables[0] != tables[1]:
        return len(_plain_number(fact.value)) >= LONG or _said(fact) == _said(other)
    systems = {re.sub(r"(?i)\s*\(ours\)", "", f.system) for f in (fact, other) if f.system}
    words = [{*f"{f.benchmark} {f.metric}".split()} for f in (fact, other)]  # SWE | File-level F1, SWE File-level | F1
    if tables[0] != tables[1] and (words[0] <= words[1] or words[1] <= words[0]):
        return fact.value == other.value and len(_plain_number(fact.value)) >= LONG and len(systems) <= 1
    return _said(fact) == _said(other) and len(systems) <= 1


def _said(fact: ResultFact) -> tuple[str, str]:
    """The benchmark and the number, in whatever writing."""
    number = number_of(fact.value)
    return _key(fact.benchmark), str(number if number is not None else fact.value)


def _key(benchmark: str) -> str:
    return re.sub(r"\([^()]*\)|[^a-z0-9]", "", benchmark.lower())
