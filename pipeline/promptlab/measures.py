"""What is measured of one paper's summary, by code alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from jsonschema import Draft202012Validator

from pipeline.ground.absent import REPORTED_BY
from pipeline.ground.prose import OPTIONAL
from pipeline.ground.summary import ABSENCE_NAMES
from pipeline.llm.json_text import read_object
from pipeline.messages import N_, _
from pipeline.promptlab.concepts import agreement
from pipeline.promptlab.expected import Expected
from pipeline.promptlab.recordings import Asked
from pipeline.promptlab.renderings import says, terms_of
from pipeline.promptlab.same_name import same_benchmark, same_dataset, same_model, same_setting, setting_name
from pipeline.promptlab.scores import Score, match_backbones, match_datasets, match_hyperparameters, match_results
from pipeline.promptlab.values import same_value
from pipeline.summarise.facts.model_names import latin_names
from schemas.digest import PROSE_FIELDS, GroundedFact, GroundedSummary, ProseField
from schemas.records import Record
from schemas.summary import NOT_REPORTED, SAYS_NOTHING

Better = Literal["higher", "lower", "neither"]
Form = Literal["share", "count", "number", "usd"]


class Measure(NamedTuple):
    """A number of one paper's summary."""

    name: str
    label: str  # in tables
    better: Better
    form: Form
    meaning: str
    noise: float = 0.0  # share of its sum within which a change says nothing


TOKEN_NOISE = 0.05  # a model's wording varies as much between two runs
SECONDS_NOISE = 0.25  # a machine's load and an endpoint's queue vary as much

KINDS = (N_("settings"), N_("results"), N_("backbones"), N_("datasets"))
MEASURES: tuple[Measure, ...] = (
    Measure(
        "schema_first", _("valid at first"), "higher", "share", _("replies that follow their schema at the first try")
    ),
    Measure(
        "schema", _("valid"), "higher", "share", _("passes with a reply that follows its schema, after the re-ask")
    ),
    *(
        Measure(
            f"{kind}_{part}",
            _("{kind} {part}", kind=_(kind), part=said),
            "higher",
            "share",
            _("{part} of {kind}", part=said, kind=_(kind)),
        )
        for kind in KINDS
        for part, said in (("precision", _("precision")), ("recall", _("recall")), ("f1", "F1"))
    ),
    Measure("recall", _("recall"), "higher", "share", _("annotated facts of all four kinds that were found")),
    Measure("f1", "F1", "higher", "share", _("F1 of the facts of all four kinds together")),
    Measure("grounded", _("grounded"), "higher", "share", _("facts that the paper supports, of those that are given")),
    Measure(
        "contradicted", _("contradicted"), "lower", "count", _("facts whose place in the paper holds another value")
    ),
    Measure(
        "placed", _("placed"), "higher", "share", _("facts of the single pass that hold in the place that they name")
    ),
    Measure("cited", _("cited"), "higher", "share", _("sentences of its prose that cite a place of the request")),
    Measure(
        "bad_numbers", _("unsupported"), "lower", "count", _("numbers and names in prose that the paper does not hold")
    ),
    Measure("false_absent", _("false 未报告"), "lower", "count", _("settings called not reported that are annotated")),
    Measure(
        "refuted", _("refuted"), "lower", "count", _("statements that a reader had found wrong, and that came back")
    ),
    Measure(
        "in_out",
        _("in/out F1"),
        "higher",
        "share",
        _("what input and output are, by concept, against the annotated ones"),
    ),
    Measure("empty", _("empty"), "lower", "count", _("prose fields without text")),
    Measure(
        "translated", _("translated"), "higher", "share", _("key sentences of the paper that the prose has in Chinese")
    ),
    Measure("carried", _("carried"), "higher", "share", _("numbers and names of those sentences that the prose holds")),
    Measure(
        "terms",
        _("terms"),
        "higher",
        "share",
        _("technical terms of those sentences that the prose calls by their name"),
    ),
    Measure(
        "chinese",
        _("Chinese"),
        "higher",
        "share",
        _("CJK characters among CJK characters and Latin words of the prose"),
    ),
    Measure(
        "language",
        _("not Chinese"),
        "lower",
        "count",
        _("prose fields that are not Simplified Chinese or repeat the prompt"),
    ),
    Measure("length", _("characters"), "neither", "number", _("characters of all prose")),
    Measure("facts", _("facts"), "neither", "number", _("facts of all kinds that are given")),
    Measure("calls", _("calls"), "lower", "number", _("requests, re-asks included")),
    Measure("tokens_in", _("prompt tokens"), "lower", "number", _("tokens of the prompts"), TOKEN_NOISE),
    Measure("tokens_out", _("reply tokens"), "lower", "number", _("tokens of the replies"), TOKEN_NOISE),
    Measure("cost", "USD", "lower", "usd", _("cost by the prices of config.toml; unknown for a model without one")),
    Measure("seconds", _("seconds"), "lower", "number", _("time of all calls when they were asked"), SECONDS_NOISE),
    Measure("failed", _("failed"), "lower", "count", _("1 for a paper without any summary")),
)
CITING: tuple[ProseField, ...] = ("problem", "architecture", "training", "inference", "results_prose")
BY_NAME: Mapping[str, Measure] = {m.name: m for m in MEASURES}

_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_NUMBER = re.compile(r"(?<![\w.])(?<![A-Za-z]-)\d[\d,]*(?:\.\d+)?[kKMB]?%?(?!\w)")
_COMMA = re.compile(r"(?<=\d),(?=\d{3})")


class Answer(Record):
    """What one variant and model made of one paper."""

    paper_id: str
    grounded: GroundedSummary | None  # None: there is no summary
    failure: str | None = None  # why; None: there is one
    asked: tuple[Asked, ...] = ()
    cost_usd: float | None = None  # None: unknown


class FactScores(Record):
    """The scores of the four kinds of facts."""

    settings: Score = Score()
    results: Score = Score()
    backbones: Score = Score()
    datasets: Score = Score()

    @property
    def together(self) -> Score:
        """All facts pooled."""
        return self.settings + self.results + self.backbones + self.datasets


def fact_scores(answer: Answer, expected: Expected) -> FactScores:
    """The scores of one answer; a paper without a summary has found nothing."""
    facts = answer.grounded.facts if answer.grounded else ()
    return FactScores(
        settings=match_hyperparameters(facts, expected.settings),
        results=match_results(facts, expected.results),
        backbones=match_backbones(facts, expected.backbones),
        datasets=match_datasets(facts, expected.datasets),
    )


def schema_measures(answer: Answer) -> dict[str, float | None]:
    """Validity at the first try and in the end, over the passes that were asked. None: nothing was asked."""
    first: list[bool] = []
    final: list[bool] = []
    for asked in answer.asked:
        valid = follows_schema(asked)
        if asked.prompt.endswith("-repair") and first:  # the re-ask follows what it mends
            final[-1] = final[-1] or valid
            continue
        first.append(valid)
        final.append(valid)
    share = {"schema_first": first, "schema": final}
    return {name: sum(passes) / len(passes) if passes else None for name, passes in share.items()}


def follows_schema(asked: Asked) -> bool:
    """Whether a reply is whole JSON of its schema."""
    if asked.call.outcome != "ok":
        return False
    try:
        value = read_object(asked.call.text)
    except ValueError:
        return False
    return bool(Draft202012Validator(asked.response_schema).is_valid(value))


def score_measures(scores: FactScores) -> dict[str, float | None]:
    """Precision, recall and F1 by kind, and of all facts together."""
    values: dict[str, float | None] = {}
    for kind in KINDS:
        score: Score = getattr(scores, kind)
        values |= {f"{kind}_precision": score.precision, f"{kind}_recall": score.recall, f"{kind}_f1": score.f1}
    together = scores.together
    return values | {"recall": together.recall, "f1": together.f1}


def grounding_measures(summary: GroundedSummary, expected: Expected) -> dict[str, float | None]:
    """What the paper supports of facts and prose, and what is wrongly called absent."""
    facts = summary.facts
    return {
        "grounded": sum(f.verdict.holds for f in facts) / len(facts) if facts else None,
        "contradicted": sum(f.verdict.kind == "differs" for f in facts),
        **place_measures(summary),
        "bad_numbers": sum(len(p.flags) for p in summary.prose.values()),
        "false_absent": len(false_absences(summary, expected)),
        "refuted": sum(_came_back(f, expected) for f in facts),
        "facts": len(facts),
        "in_out": agreement(
            ((summary.prose["input"].text, expected.input), (summary.prose["output"].text, expected.output))
        ),
    }


def place_measures(summary: GroundedSummary) -> dict[str, float | None]:
    """How well the single pass points; None where another way was taken, in which code names the places."""
    if summary.draft.passes != "single":
        return {"placed": None, "cited": None}
    held = [f.verdict.kind == "holds" for f in summary.facts]
    said = [p for field in CITING if (p := summary.prose[field]).text.strip() not in ("", *SAYS_NOTHING)]
    cited = [bool(sentence.at) for p in said for sentence in p.sentences]
    return {
        "placed": sum(held) / len(held) if held else None,
        "cited": sum(cited) / len(cited) if cited else None,
    }


def false_absences(summary: GroundedSummary, expected: Expected) -> tuple[str, ...]:
    """The Chinese names of settings that are called not reported although the annotators found them."""
    annotated = {setting_name(e.name).concept for e in expected.settings}
    kinds = {chinese: REPORTED_BY[kind] for kind, chinese in ABSENCE_NAMES.items()}
    wrong = [name for name in summary.absent if annotated & set(kinds.get(name, ()))]
    if summary.draft.summary.training == NOT_REPORTED and expected.settings:
        wrong.append("训练")
    if summary.draft.summary.results_prose == NOT_REPORTED and expected.results:
        wrong.append("实验结果")
    return tuple(wrong)


def _came_back(fact: GroundedFact, expected: Expected) -> bool:
    """Whether a fact is one that a reader has refuted."""
    for refuted in expected.refuted:
        if refuted.kind != fact.kind:
            continue
        if refuted.kind == "backbone" and same_model(fact.name, refuted.name):
            return True
        if refuted.kind == "dataset" and same_dataset(fact.name, refuted.name):
            return True
        if (
            refuted.kind == "result"
            and same_benchmark(fact.note, refuted.name)
            and same_value(fact.value, refuted.value)
        ):
            return True
        if (
            refuted.kind == "hyperparameter"
            and same_setting(fact.name, refuted.name)
            and same_value(fact.value, refuted.value, setting_name(refuted.name).concept)
        ):
            return True
    return False


def prose_measures(summary: GroundedSummary) -> dict[str, float | None]:
    """Language, emptiness and length of the prose."""
    texts = {field: summary.prose[field].text.strip() for field in PROSE_FIELDS}
    whole = "".join(t for t in texts.values() if t not in SAYS_NOTHING)
    chinese, latin = len(_CJK.findall(whole)), len(_LATIN_WORD.findall(whole))
    empty = [field for field, text in texts.items() if not text and field not in OPTIONAL]
    return {
        "empty": len(empty),
        "chinese": chinese / (chinese + latin) if chinese + latin else None,
        "language": sum(bool(summary.prose[f].problems) for f in PROSE_FIELDS if f not in empty),
        "length": len(whole),
        **translation_measures(summary),
    }


def translation_measures(summary: GroundedSummary) -> dict[str, float | None]:
    """What of the paper's key sentences reaches the reader; None where no prose is translated.

    A sentence is left out when its translation says a number too often or is empty. What a translation leaves out shows
    in the numbers and names, which are to be kept as they are; what it gets wrong shows in the terms of the field.
    """
    sources = summary.draft.sources
    translated = sum(min(summary.prose[f].text.count("。"), len(sentences)) for f, sentences in sources.items())
    stated = [(f, term) for f, sentences in sources.items() for s in sentences for term in _terms(s.text)]
    carried = sum(_holds(_plain(summary.prose[field].text), term) for field, term in stated)
    said = [
        says(summary.prose[field].text, renderings)
        for field, sentences in sources.items()
        for renderings in terms_of("\n".join(s.text for s in sentences))
    ]
    sentences = sum(len(of_field) for of_field in sources.values())
    return {
        "translated": translated / sentences if sentences else None,
        "carried": carried / len(stated) if stated else None,
        "terms": sum(said) / len(said) if said else None,
    }


def _terms(sentence: str) -> set[str]:
    """The numbers and the names of a sentence, as _plain writes them."""
    return {_plain(term) for term in (*_NUMBER.findall(sentence), *latin_names(sentence))}


def _holds(plain: str, term: str) -> bool:
    """Whether a text has a term that is no part of a longer number or name."""
    return bool(re.search(rf"(?<![a-z\d.]){re.escape(term)}(?![a-z\d]|\.\d)", plain))


def _plain(text: str) -> str:
    """Without spaces, without commas in numbers, in small letters."""
    return _COMMA.sub("", re.sub(r"\s", "", text)).lower()


def cost_measures(answer: Answer) -> dict[str, float | None]:
    """Tokens, time and money, as they were when the replies were asked for."""
    usages = [asked.call.usage for asked in answer.asked]
    return {
        "calls": len(usages),
        "tokens_in": sum(u.prompt for u in usages),
        "tokens_out": sum(u.completion for u in usages),
        "cost": answer.cost_usd,
        "seconds": sum(u.seconds for u in usages),
        "failed": int(answer.grounded is None),
    }
