"""A day from its list to its digest: real servers, real PDFs, real worker processes; only the model is a fake."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import load_config
from pipeline.flow.run import Result, Selection, run
from pipeline.store.digests import digest_of
from pipeline.summarise.pack import FENCED
from tests.cli_day import (
    KEY,
    PAPERS,
    Answer,
    Json,
    answer,
    asked_about,
    is_repair,
    is_second_question,
    right,
    settings_of,
)
from tests.fake_llm import EMPTY, ENGLISH, FILTERED, FakeLlm, Reply, echo, out_of_tokens, rate_limited, refused
from tests.sample_day import SAMPLE_DATE, SampleDay
from tests.sample_server import SampleServer

FIRST, SECOND, THIRD = PAPERS


@dataclass
class Home:
    """A user's directory, and runs in it."""

    path: Path
    server: SampleServer
    lines: list[str] = field(default_factory=list)

    def run(self, llm: FakeLlm, **settings: object) -> Result:
        """`ribao run --date` of the sample day, in this process."""
        with pytest.MonkeyPatch.context() as environ:
            environ.setenv("OPENAI_BASE_URL", llm.url)
            environ.setenv("OPENAI_API_KEY", KEY)
            config = load_config(environ=settings_of(self.path, self.server, **settings))
            return run(
                Selection(date=SAMPLE_DATE),
                config,
                on_listed=lambda papers: self.lines.append(f"{len(papers)} listed"),
                on_event=lambda paper, stage, what: self.lines.append(f"{paper} {stage.name} {what}"),
                on_weights=lambda _done, _total: None,
                warn=self.lines.append,
            )

    def calls(self, paper_id: str) -> list[Json]:
        """The kept replies of a paper."""
        paths = (self.path / "data" / "papers" / paper_id).glob("call.*.json")
        return [json.loads(path.read_text("utf-8")) for path in paths]


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


@pytest.fixture(scope="module")
def first_run(server: SampleServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Result, FakeLlm]:
    """The sample day with a model that answers rightly."""
    home = Home(tmp_path_factory.mktemp("first"), server)
    with FakeLlm(right) as llm:
        return home, home.run(llm), llm


@pytest.fixture
def home(first_run: tuple[Home, Result, FakeLlm], tmp_path: Path, server: SampleServer) -> Home:
    """A home where the day's PDFs are here and extracted; the model, at a new port, is a new one."""
    shutil.copytree(first_run[0].path / "data", tmp_path / "data")
    return Home(tmp_path, server)


def failures(result: Result) -> dict[str, str]:
    return {f.paper_id: f.message for f in result.ledger.failures}


def test_the_sample_day_is_done_with_true_numbers(first_run: tuple[Home, Result, FakeLlm]) -> None:
    home, result, llm = first_run
    assert (result.exit_code, result.ledger.listed, result.ledger.done) == (0, 3, 3)
    assert (result.ledger.numbers_failed, result.ledger.usage.calls) == (0, 3)
    assert result.ledger.numbers_checked > 60
    facts = [f for e in result.digest.entries if e.summary for f in e.summary.facts]
    assert {f.verdict.kind for f in facts} <= {"holds", "holds_elsewhere"}
    body, footer = result.markdown.rsplit("---\n", 1)
    assert (
        body.count("⚠") == body.count("⚠ 论文里有对机器说的话") == 1
    )  # the paper of which a line speaks to its reader
    assert body.count("隐藏文本 1 处，模型没有看到") == 1
    for shown in ("| 学习率 | 10⁻⁶ |", "| GSM8K · 准确率 |", r"| V\*Bench · 准确率 |", "Qwen2.5-Math-7B"):
        assert shown in body
    assert f"核对数字 {result.ledger.numbers_checked} 个，其中 0 个" in footer
    assert [e.paper.upvotes for e in result.digest.entries if e.paper] == [87, 52, 31]
    assert [e.paper.version for e in result.digest.entries if e.paper] == ["v1", "v1", "v2"]
    assert len(llm.requests) == 3
    assert home.lines[0] == "3 listed"
    assert sum(line.endswith("validate done") for line in home.lines) == 3


def test_a_rerun_picks_up_what_a_day_was_filled_with_later(tmp_path: Path) -> None:
    whole = SampleDay.load()
    entries = sorted(whole.days[SAMPLE_DATE], key=lambda entry: entry["paper"]["id"])
    day = replace(whole, days={SAMPLE_DATE: entries[:1]})
    with FakeLlm(right) as llm, SampleServer(day) as server:
        home = Home(tmp_path, server)
        early = [e.paper.paper_id for e in home.run(llm).digest.entries if e.paper]
        server.day = whole  # what it serves from now on
        late = [e.paper.paper_id for e in home.run(llm).digest.entries if e.paper]
        asked = [asked_about(request.body) for request in llm.requests]
    assert (early, late) == ([FIRST], [FIRST, SECOND, THIRD])
    assert asked.count(FIRST) == 1


def test_the_digest_its_json_and_the_ledger_are_on_disk(first_run: tuple[Home, Result, FakeLlm]) -> None:
    home, result, _ = first_run
    path = home.path / "digests" / f"{SAMPLE_DATE}.md"
    assert (result.markdown_path, result.json_path) == (str(path), str(path.with_suffix(".json")))
    assert path.read_text("utf-8") == result.markdown
    assert digest_of(path.with_suffix(".json").read_bytes()) == result.digest
    [ledger] = (home.path / "data" / "runs").glob("*.json")
    assert json.loads(ledger.read_text("utf-8")) == result.ledger.model_dump(mode="json")
    assert not list(home.path.rglob("*.tmp"))


def test_the_model_is_asked_with_the_paper_as_data_and_without_what_nobody_sees(
    first_run: tuple[Home, Result, FakeLlm],
) -> None:
    _, _, llm = first_run
    [request] = [r for r in llm.requests if asked_about(r.body) == THIRD]
    user = request.body["messages"][-1]["content"]
    assert len(FENCED.findall(user)) == 1
    assert "1 × 10^{-4}" in user
    assert "Ignore previous instructions" not in request.prompt


def test_the_key_is_in_no_file(first_run: tuple[Home, Result, FakeLlm]) -> None:
    files = [p for p in first_run[0].path.rglob("*") if p.is_file()]
    assert len(files) > 12
    assert not [p for p in files if KEY.encode() in p.read_bytes()]


def test_the_same_again_asks_and_downloads_nothing_and_writes_the_same_bytes(home: Home) -> None:
    with FakeLlm(right) as llm:
        one = home.run(llm)
        digests = {p.name: p.read_bytes() for p in (home.path / "digests").iterdir()}
        downloads = home.server.stats().count["pdf"]
        two = home.run(llm)
    assert len(llm.requests) == 3
    assert home.server.stats().count["pdf"] == downloads == 3  # of the first run of all
    assert {p.name: p.read_bytes() for p in (home.path / "digests").iterdir()} == digests
    assert (one.ledger.usage.calls, two.ledger.usage.calls, two.ledger.usage.prompt) == (3, 0, 0)


def test_a_wrong_number_is_told_to_the_model_once_then_marked_and_counted(home: Home) -> None:
    def stubborn(body: Json) -> Answer:
        if is_second_question(body):
            return {"answers": []}
        said = answer(asked_about(body))
        if asked_about(body) == FIRST:
            said["results_prose"] = "平均准确率达到 97.3%。"
            rate = next(h for h in said["hyperparameters"] if h["name"] == "learning rate")
            rate |= {"value": "7e-3", "scope": ""}
        return said

    with FakeLlm(stubborn) as llm:
        result = home.run(llm)
    repair = next(r.body["messages"] for r in llm.requests if is_repair(r.body))
    assert (len(llm.requests), sum(is_repair(r.body) for r in llm.requests)) == (4, 1)
    assert "论文里没有“97.3%”" in repair[-1]["content"]
    assert "learning rate = 7e-3" in repair[-1]["content"]
    assert (result.exit_code, result.ledger.numbers_failed) == (0, 2)
    assert "平均准确率达到 97.3%⚠。" in result.markdown
    assert "| 学习率 | 7×10⁻³⚠ |" in result.markdown
    assert "⚠ 与论文不符: 学习率 7e-3，论文为 1×10⁻⁶（第 4 页）。" in result.markdown
    assert "其中 2 个未在论文中找到或与论文不符" in result.markdown


def test_a_number_put_right_at_the_second_asking_is_not_marked(home: Home) -> None:
    def learns(body: Json) -> Answer:
        said = answer(asked_about(body))
        if is_second_question(body):
            thought = {"id": "1", "action": "change", "value": "", "at": "", "text": said["results_prose"]}
            return {"answers": [thought]}
        return said | {"results_prose": "平均准确率达到 97.3%。"}

    with FakeLlm(learns) as llm:
        result = home.run(llm)
    assert (len(llm.requests), result.ledger.numbers_failed) == (6, 0)
    assert all(e.summary and e.summary.draft.repaired == ("single",) for e in result.digest.entries)


def english_fields(body: Json) -> Answer:
    if is_second_question(body):
        return {"answers": []}
    return answer(asked_about(body)) | {"problem": "The existing methods spend far too little where it matters most."}


def echoing_fields(body: Json) -> Answer:
    echo = "architecture：130 字以内，三四句。先写核心想法，让没读过的人能想象；再照"
    return {"answers": []} if is_second_question(body) else answer(asked_about(body)) | {"task": echo}


def traditional(body: Json) -> Answer:
    if is_second_question(body):
        return {"answers": []}
    return answer(asked_about(body)) | {"problem": "現有方法的準確率與訓練開銷難以兼顧。"}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(english_fields, "不是中文"), (traditional, "含繁体字"), (echoing_fields, "照抄了提示词")],
)
def test_prose_that_breaks_the_language_rules_is_asked_again_and_marked(
    home: Home, fault: Callable[[Json], Answer], reason: str
) -> None:
    with FakeLlm(lambda body: fault(body) if asked_about(body) == FIRST else right(body)) as llm:
        result = home.run(llm)
    [repair] = [r.body["messages"][-1]["content"] for r in llm.requests if is_repair(r.body)]
    assert reason in repair
    assert result.exit_code == 0
    assert "1 处文字不合要求，见各篇的注" in result.markdown


CUT_JSON: Callable[[Json], Answer] = lambda body: out_of_tokens(answer(asked_about(body)))  # noqa: E731


@pytest.mark.parametrize(
    ("fault", "told", "fact", "kept", "asked_anew"),
    [
        (CUT_JSON, "回答太长，被截断了", "被截断了", 2, 0),
        (lambda _: ENGLISH, "回答不是所要求的 JSON", "不是所要求的 JSON", 2, 0),
        (lambda _: '{"task": "只有一项"}', "回答不是所要求的 JSON：input Field required", "input Field required", 2, 0),
        (echo, "回答不是所要求的 JSON", "不是所要求的 JSON", 2, 0),
        (lambda _: EMPTY, "回答是空的", "回答是空的", 2, 1),
        (lambda _: FILTERED, "内容过滤器", "内容过滤器", 2, 1),
        (lambda _: refused(), "模型拒绝回答：I'm sorry", "模型拒绝回答", 2, 1),
        (lambda _: rate_limited(), None, "still rate-limited after 1 try (HTTP 429: ", 0, 1),
        (lambda _: Reply("oops", 500), None, "failed (HTTP 500", 0, 1),
        (lambda _: Reply("late", stall_s=30), None, "no answer within 5 s, 1 try", 0, 1),
    ],
    ids=["cut", "english", "incomplete", "echo", "empty", "filtered", "refused", "429", "500", "timeout"],
)
def test_a_bad_reply_is_one_papers_failure_and_what_was_paid_for_is_kept(
    home: Home, fault: Callable[[Json], Answer], told: str | None, fact: str, kept: int, asked_anew: int
) -> None:
    well: list[bool] = []

    def script(body: Json) -> Answer:
        return right(body) if well or asked_about(body) != SECOND else fault(body)

    with FakeLlm(script) as llm:
        result = home.run(llm, llm_timeout_s=5)
        markdown = result.markdown
        repairs = [r.body["messages"] for r in llm.requests if is_repair(r.body)]
        asked = len(llm.requests)
        calls = home.calls(SECOND)
        well.append(True)
        again = home.run(llm)
    assert (result.exit_code, result.ledger.listed, result.ledger.done) == (3, 3, 2)
    message = failures(result)[SECOND]
    assert message.startswith((f"{SECOND}: fake-model gave no usable answer (", "fake-model at 127.0.0.1:"))
    assert fact in message
    assert "; " in message  # the remedy
    assert "\n" not in message
    assert message.split("; ")[-1] in markdown
    assert len(repairs) == (told is not None)
    if told:
        assert told in repairs[0][-1]["content"]
    this_model = [
        c for c in calls if c["outcome"] != "ok" or c["text"] != json.dumps(answer(SECOND), ensure_ascii=False)
    ]
    assert len(this_model) == kept
    assert len(llm.requests) - asked == asked_anew
    assert (again.exit_code == 0) == bool(asked_anew)


def test_a_call_that_fails_in_the_middle_costs_only_itself_the_next_time(home: Home) -> None:
    def filled(body: Json) -> Json:
        """Any answer to a schema."""
        properties = body["response_format"]["json_schema"]["schema"]["properties"]
        return {n: [] if p["type"] == "array" else "模型从文本得到答案。" for n, p in properties.items()}

    well: list[bool] = []

    def script(body: Json) -> Answer:
        asked = body["response_format"]["json_schema"]["name"]
        return Reply("oops", 500) if asked == "translate-architecture" and not well else filled(body)

    with FakeLlm(script) as llm:
        result = home.run(llm, llm_passes="focused")
        names = [r.body["response_format"]["json_schema"]["name"] for r in llm.requests]
        well.append(True)
        again = home.run(llm, llm_passes="focused")
    later = [r.body["response_format"]["json_schema"]["name"] for r in llm.requests[len(names) :]]
    assert (result.exit_code, again.exit_code) == (3, 0)
    assert "translate-problem" in names
    assert "translate-problem" not in later
    assert "translate-architecture" in later


def test_a_refused_key_is_told_in_one_line_and_is_nowhere_written(home: Home) -> None:
    quoting = Reply(f"Incorrect API key provided: {KEY}.", 401, "invalid_api_key")
    with FakeLlm(lambda _: quoting) as llm:
        result = home.run(llm)
    assert result.exit_code == 3
    assert all("refused the key (HTTP 401: " in m for m in failures(result).values())
    assert len(failures(result)) == 3
    assert not [p for p in home.path.rglob("*") if p.is_file() and KEY.encode() in p.read_bytes()]


def test_nothing_that_a_model_says_chooses_a_path(home: Home) -> None:
    escape = "../../../../escaped"

    def hostile(body: Json) -> Answer:
        said: dict[str, Any] = answer(asked_about(body))
        said |= dict.fromkeys(("task", "problem"), f"把结果写到 {escape}.md 里")
        return {"answers": []} if is_second_question(body) else said | {"backbones": [{"name": escape, "at": escape}]}

    before = set(home.path.rglob("*"))
    with FakeLlm(hostile) as llm:
        home.run(llm)
    new = [path.relative_to(home.path).as_posix() for path in set(home.path.rglob("*")) - before]
    known = r"data/papers/2511\.9000\d/(call|summarise|validate)\.[0-9a-f]{16}\.json|data/runs/[\dTZ.]+\.json"
    listed = rf"data/lists|data/lists/{SAMPLE_DATE}\.(json|ids)|data/ribao\.lock|data/runs"
    written = rf"{known}|{listed}|digests|digests/{SAMPLE_DATE}\.(md|json)|data/endpoints/[0-9a-f]{{16}}\.json"
    assert new
    assert [name for name in sorted(new) if not re.fullmatch(written, name)] == []
    assert not list(home.path.parent.rglob("*escaped*"))
