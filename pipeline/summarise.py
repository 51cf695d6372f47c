"""The passes over a model that turn a paper's text into a summary."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, Protocol

from pydantic import ValidationError

from pipeline import pack
from pipeline.candidates import names, results, settings, used_names
from pipeline.errors import ModelReplyUnusable
from pipeline.ground.index import PaperIndex
from pipeline.llm.client import LlmClient
from pipeline.llm.endpoint import ModelIdentity
from pipeline.prompts import load_prompt
from pipeline.store import content_key
from pipeline.validate import ground_facts, ground_prose, problems_of
from schemas.calls import Call, Message, Usage
from schemas.digest import PROSE_FIELDS, SummaryDraft
from schemas.records import Paper, PaperText, Record
from schemas.summary import (
    DatasetFact,
    HyperparameterFact,
    MethodPass,
    NamedFact,
    OverviewPass,
    ResultFact,
    ResultsPass,
    SetupPass,
    Summary,
    TrainingPass,
    strict_schema,
)

SUMMARISER = "summarise-2"  # part of the artefact's key: raise it when the passes change
PROMPT_NAMES = {
    "single": ("system", "single", "repair"),
    "focused": ("system", "overview", "method", "setup", "training", "results", "repair"),
}
HEAD_CHARS = 1500  # of the abstract, before every focused pass that needs to know what the paper is about
REPAIR_PROBLEMS = 12  # a longer list is no help to any model
WIDE_TOKENS = 3000  # of evidence that code searches for names and quotes; the model is shown less
RESULT_CELLS = 5  # benchmark, metric, value, baseline, its value
LEAST_BUDGET = 1500  # tokens of a paper: its abstract and introduction
REPLY_RESERVE = 1500  # tokens of the window kept for the instructions of a single pass

EMPTY = Summary(
    task="",
    input="",
    output="",
    backbones=(),
    datasets=(),
    problem="",
    architecture="",
    training="",
    hyperparameters=(),
    inference="",
    results_prose="",
    results=(),
)


def prompt_texts(passes: Literal["single", "focused"]) -> str:
    """All that a model is told besides the paper, for finding echoes."""
    return "\n".join(load_prompt(name).text for name in PROMPT_NAMES[passes])


class CallStore(Protocol):
    """Where replies are kept, so that none is paid for twice."""

    def find(self, key: str) -> Call | None:
        """The kept reply to just this request; None: it was never asked."""

    def keep(self, key: str, call: Call) -> None:
        """Keep a reply."""


class FocusedPass(Record):
    """One short call of the focused passes."""

    prompt: str
    topic: pack.Topic
    schema_type: type[Record]
    evidence_tokens: int
    reply_tokens: int


# Sizes for a model that reads 40 and writes 15 tokens a second on two cores: about 100 s a paper in all.
FOCUSED = (
    FocusedPass(prompt="overview", topic="overview", schema_type=OverviewPass, evidence_tokens=260, reply_tokens=400),
    FocusedPass(prompt="method", topic="method", schema_type=MethodPass, evidence_tokens=500, reply_tokens=500),
    FocusedPass(prompt="setup", topic="setup", schema_type=SetupPass, evidence_tokens=500, reply_tokens=420),
    FocusedPass(prompt="training", topic="training", schema_type=TrainingPass, evidence_tokens=800, reply_tokens=560),
    FocusedPass(prompt="results", topic="results", schema_type=ResultsPass, evidence_tokens=700, reply_tokens=620),
)

ENOUGH_SETTINGS = 6  # a paper that reports so many reports them in a table, and the table has been read whole


def summary_key(model: ModelIdentity, temperature: float, text_key: str, paper: Paper) -> str:
    """The key of the summarise stage: everything that can change the answer."""
    prompts = [load_prompt(name).version for name in PROMPT_NAMES[model.passes]]
    schemas = [strict_schema(Summary, limits=False), *(strict_schema(p.schema_type, limits=True) for p in FOCUSED)]
    sizes = [[p.prompt, p.evidence_tokens, p.reply_tokens] for p in FOCUSED]
    return content_key(SUMMARISER, prompts, schemas, sizes, model, temperature, text_key, paper.title)


async def summarise(paper: Paper, text: PaperText, client: LlmClient, calls: CallStore) -> SummaryDraft:
    """A summary of the paper, by one call or by focused passes, each asked again once where it fails.

    Raises ModelUnavailable when the endpoint gives no reply, ModelReplyUnusable when no reply can be used.
    """
    asker = _Asker(paper.paper_id, text, client, calls)
    if client.identity.passes == "single":
        summary, cut = await _single(paper, text, asker)
    else:
        summary, cut = await _focused(paper, text, asker)
    names = PROMPT_NAMES[client.identity.passes]
    return SummaryDraft(
        summary=summary,
        model=client.identity.model,
        host=client.identity.host,
        passes=client.identity.passes,
        prompts=tuple(f"{name}@{load_prompt(name).version}" for name in names),
        repaired=tuple(asker.repaired),
        failed=tuple(asker.failed),
        cut=cut,
        usage=asker.usage,
    )


async def _single(paper: Paper, text: PaperText, asker: _Asker) -> tuple[Summary, tuple[str, ...]]:
    endpoint, settings = asker.client.identity, asker.client.settings
    reply_tokens = min(settings.max_output_tokens, endpoint.context_tokens // 3)  # a small window is shared fairly
    budget = endpoint.context_tokens - reply_tokens - REPLY_RESERVE
    if budget < LEAST_BUDGET:
        raise ModelReplyUnusable(
            paper.paper_id,
            f"a window of {endpoint.context_tokens} tokens holds no paper",
            'set llm.passes = "focused", or llm.context_tokens to the model\'s real window',
        )
    whole = pack.pack_whole(text, budget)
    body = load_prompt("single").render(title=paper.title, paper=pack.fence(whole.text))
    summary = await asker.ask("single", body, Summary, reply_tokens, lambda answer: answer)
    if summary is None:
        raise ModelReplyUnusable(
            paper.paper_id, f"{endpoint.model} gave no usable answer ({'; '.join(asker.failed)})", "try another model"
        )
    return summary, whole.cut


async def _focused(paper: Paper, text: PaperText, asker: _Asker) -> tuple[Summary, tuple[str, ...]]:
    """The focused passes, with the facts that code can read off the paper: a small model is not asked for those."""
    head = f"标题：{paper.title}\n{pack.fence(pack.abstract_of(text, HEAD_CHARS))}"
    summary = read_off(paper, text, asker.index)
    done = 0
    shown = 0
    for focused in FOCUSED:
        if focused.prompt == "training" and len(summary.hyperparameters) >= ENOUGH_SETTINGS:
            continue
        if focused.prompt == "setup" and summary.backbones and summary.datasets:
            continue
        if focused.prompt == "results" and summary.results:
            continue
        evidence = pack.pack_evidence(text, focused.topic, focused.evidence_tokens)
        shown += len(evidence.lines)
        prompt = load_prompt(focused.prompt)
        values = {"head": head, "evidence": pack.fence(evidence.numbered())}
        body = prompt.render(**{name: values[name] for name in prompt.variables})

        wide = pack.pack_evidence(text, focused.topic, WIDE_TOKENS)

        def to_summary(answer: Record, wide: pack.Evidence = wide) -> Summary:
            return EMPTY.model_copy(update=_fields(answer, wide))

        choices = _choices(wide, paper.title) if focused.schema_type is SetupPass else {}
        part = await asker.ask(
            focused.prompt,
            body,
            focused.schema_type,
            focused.reply_tokens,
            to_summary,
            choices,
            names.latin_names("\n".join(values.values())),
        )
        if part is not None:
            done += 1
            summary = _merge(summary, part)
    if not done:
        raise ModelReplyUnusable(
            paper.paper_id,
            f"{asker.client.identity.model} gave no usable answer ({'; '.join(asker.failed)})",
            "try another model",
        )
    return summary, (f"small window: {shown} evidence lines of the whole paper were shown",)


def _choices(evidence: pack.Evidence, title: str) -> dict[str, list[str]]:
    """The names that the setup pass chooses among: it cannot invent one."""
    text = "\n".join(line.text for line in evidence.lines)
    return {
        "backbones": list(names.model_names(text)),
        "datasets": list(names.dataset_names(text, names.method_of(title))),
    }


def read_off(paper: Paper, text: PaperText, index: PaperIndex) -> Summary:
    """A summary with the facts that code reads off tables and sentences, and that hold."""
    found = EMPTY.model_copy(
        update={
            "backbones": used_names.backbones(text, paper.title),
            "datasets": used_names.datasets(text, paper.title),
            "hyperparameters": settings.hyperparameters(text),
            "results": results.results(text, paper.title),
        }
    )
    grounded = {(f.kind, f.name, f.value, f.note) for f in ground_facts(found, index) if f.verdict.holds}
    held = tuple(
        r
        if ("baseline", r.baseline, r.baseline_value, r.benchmark) in grounded
        else r.model_copy(update={"baseline": "", "baseline_value": ""})
        for r in found.results
        if ("result", r.metric, r.value, r.benchmark) in grounded
    )
    return found.model_copy(
        update={
            "backbones": tuple(b for b in found.backbones if ("backbone", b.name, "", "") in grounded),
            "datasets": tuple(d for d in found.datasets if ("dataset", d.name, "", d.role) in grounded),
            "hyperparameters": tuple(
                h for h in found.hyperparameters if ("hyperparameter", h.name, h.value, h.scope) in grounded
            ),
            "results": held,
            "results_prose": results.conclusion(held) if held else "",
        }
    )


def _merge(summary: Summary, part: Summary) -> Summary:
    """`summary` with the fields that `part` has; settings are added to those already there."""
    update = {name: value for name in Summary.model_fields if (value := getattr(part, name))}
    known = summary.hyperparameters
    update |= {name: kept for name in ("backbones", "datasets") if (kept := getattr(summary, name))}
    update["hyperparameters"] = known + tuple(
        h for h in part.hyperparameters if not any(settings.says_the_same(h, k) for k in known)
    )
    return summary.model_copy(update=update)


def _fields(answer: Record, evidence: pack.Evidence) -> dict[str, Any]:
    """The fields of Summary that a focused pass gives. A fact's quote is the evidence line that states it."""
    if isinstance(answer, SetupPass):
        return _setup(answer, evidence)
    if isinstance(answer, TrainingPass):
        pairs = (item.partition("=")[::2] for item in answer.hyperparameters)
        return {
            "hyperparameters": _unique(
                HyperparameterFact(
                    name=name.strip(), value=value.strip(), unit="", scope="", quote=evidence.quote_of(value, name)
                )
                for name, value in pairs
            )
        }
    if isinstance(answer, ResultsPass):
        rows = ([cell.strip() for cell in item.split("|")] for item in answer.results)
        return {
            "results": _unique(_result(row, evidence) for row in rows if len(row) == RESULT_CELLS),
            "results_prose": answer.results_prose,
        }
    return answer.model_dump(by_alias=False)


def _setup(answer: SetupPass, evidence: pack.Evidence) -> dict[str, Any]:
    """Backbones and datasets; a model listed as a dataset is a backbone. Code reads a dataset's role off its lines."""
    chosen = [name.strip() for name in answer.datasets]
    backbones = [name.strip() for name in answer.backbones] + [name for name in chosen if names.is_model(name)]
    lines = [line.text for line in evidence.lines]
    datasets = (
        DatasetFact(name=name, role=names.role_of(name, lines), quote=evidence.quote_of(name))
        for name in chosen
        if name not in backbones
    )
    return {
        "backbones": _unique(NamedFact(name=name, quote=evidence.quote_of(name)) for name in backbones),
        "datasets": _unique(datasets),
    }


def _result(row: Sequence[str], evidence: pack.Evidence) -> ResultFact:
    benchmark, metric, value, baseline, baseline_value = row
    return ResultFact(
        benchmark=benchmark,
        metric=metric,
        value=value,
        baseline=baseline,
        baseline_value=baseline_value,
        quote=evidence.quote_of(value, benchmark, metric),
    )


def _unique(facts: Iterator[Any]) -> tuple[Any, ...]:
    """The facts without repetitions of name and value, and without empty ones."""
    kept: dict[tuple[str, str], Any] = {}
    for fact in facts:
        name = getattr(fact, "name", "") or f"{getattr(fact, 'benchmark', '')}/{getattr(fact, 'metric', '')}"
        value = getattr(fact, "value", name)
        if name.strip() and value.strip():
            kept.setdefault((name.lower(), value), fact)
    return tuple(kept.values())


class _Asker:
    """Asks one paper's questions: takes kept replies, judges answers, and asks again once."""

    def __init__(self, paper_id: str, text: PaperText, client: LlmClient, calls: CallStore) -> None:
        self.paper_id, self.client, self.calls = paper_id, client, calls
        self.index = PaperIndex(text)
        self.system = load_prompt(PROMPT_NAMES[client.identity.passes][0])
        self.repair = load_prompt("repair")
        self.usage = Usage()
        self.repaired: list[str] = []
        self.failed: list[str] = []

    async def ask(
        self,
        prompt: str,
        body: str,
        schema_type: type[Record],
        reply_tokens: int,
        to_summary: Callable[[Any], Summary],
        choices: Mapping[str, Sequence[str]] = MappingProxyType({}),
        latin: Sequence[str] = (),
    ) -> Summary | None:
        """The answer as (part of) a Summary; None when neither try gave one, and `failed` says why."""
        embedded = self.client.identity.embedded
        schema = (
            strict_schema(schema_type, limits=True, choices=choices, names=latin)
            if embedded
            else strict_schema(schema_type, limits=False)
        )
        messages = [
            Message(role="system", content=self.system.text),
            Message(role="user", content=body),
        ]
        call = await self._call(prompt, messages, schema, reply_tokens)
        answer, problems = self._judge(call, schema_type, to_summary, messages)
        if problems and self._worth_asking_again(answer, problems):
            self.repaired.append(prompt)
            listed = "\n".join(f"- {p}" for p in problems[:REPAIR_PROBLEMS])
            again = [
                *messages,
                Message(role="assistant", content=call.text or "（没有回答）"),
                Message(role="user", content=self.repair.render(problems=listed)),
            ]
            second = await self._call(f"{prompt}-repair", again, schema, reply_tokens)
            better, remaining = self._judge(second, schema_type, to_summary, messages)
            if better is not None and (answer is None or len(remaining) <= len(problems)):
                answer, problems = better, remaining
        if answer is None:
            self.failed.append(f"{prompt}: {'；'.join(problems[:2])}")
        return answer

    def _worth_asking_again(self, answer: Summary | None, problems: Sequence[str]) -> bool:
        """A strong model is told of every problem; a small one mends prose at best, not facts."""
        if self.client.identity.passes == "single" or answer is None:
            return True
        return len(problems) > len(problems_of((), ground_facts(answer, self.index)))

    async def _call(self, prompt: str, messages: Sequence[Message], schema: dict[str, Any], reply_tokens: int) -> Call:
        model = self.client.identity
        asked = [m.model_dump() for m in messages]
        key = content_key(asked, schema, model.model, model.host, self.client.settings.temperature, reply_tokens)
        kept = self.calls.find(key)
        if kept is not None:
            return kept
        call = await self.client.complete(prompt, messages, schema, reply_tokens)
        self.usage += call.usage
        self.calls.keep(key, call)
        return call

    def _judge(
        self, call: Call, schema_type: type[Record], to_summary: Callable[[Any], Summary], asked: Sequence[Message]
    ) -> tuple[Summary | None, tuple[str, ...]]:
        """The answer (None: unusable) and everything that is wrong with it."""
        reason = {
            "length": "回答太长，被截断了，请写得更短",
            "content_filter": "回答被端点的内容过滤器拦下",
            "refusal": f"模型拒绝回答：{(call.refusal or '')[:80]}",
            "empty": "回答是空的",
        }.get(call.outcome)
        if reason:
            return None, (reason,)
        try:
            answer = schema_type.model_validate(parse_json(call.text))
        except (ValueError, ValidationError) as e:
            return None, (f"回答不是所要求的 JSON：{_first_error(e)}",)
        summary = to_summary(answer)
        summary = summary.model_copy(update={field: tidy(getattr(summary, field)) for field in PROSE_FIELDS})
        instructions = instructions_of("\n".join(m.content for m in asked))
        prose = [
            ground_prose(field, getattr(summary, field), self.index, instructions)
            for field in PROSE_FIELDS
            if field in schema_type.model_fields
        ]
        return summary, problems_of(prose, ground_facts(summary, self.index))


_CJK = r"[\u3400-\u9fff]"
_SPACE_BETWEEN = re.compile(rf"(?<={_CJK}) *(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%}}]) *(?={_CJK})")


def tidy(text: str) -> str:
    """Chinese prose on one line, with one space between Chinese and Latin."""
    return _SPACE_BETWEEN.sub(" ", " ".join(text.split()))


def instructions_of(body: str) -> str:
    """A prompt without the paper: what an echo would repeat."""
    return re.sub(r"<paper>.*?</paper>", "", body, flags=re.DOTALL)


def parse_json(text: str) -> Any:
    """The JSON object in a reply, also inside a code fence or between words. Raises ValueError when there is none."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise ValueError("no JSON object")
    return json.loads(text[start : end + 1], strict=False)


def _first_error(error: ValueError | ValidationError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(p) for p in first['loc'])} {first['msg']}"[:160]
    return str(error)[:160]
