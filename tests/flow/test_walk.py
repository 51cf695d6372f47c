"""How papers flow through a run: ranges, repeated papers, budgets, redo, and what is held at once."""

from __future__ import annotations

import dataclasses
import gc
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.flow.budget import Caps
from pipeline.flow.kept import VALIDATE, Stage
from pipeline.flow.plan import plan, plan_lines
from pipeline.flow.run import Options, Result, run
from pipeline.sources.listing import Selection
from schemas.records import PaperText
from tests import places
from tests.cli_day import KEY, PAPERS, Json, asked_about, right, settings_of
from tests.fake_llm import FakeLlm
from tests.papers import sample_paper
from tests.sample_day import SAMPLE_DATE, SampleDay
from tests.sample_server import Fault, Request, Route, SampleServer

FIRST, SECOND, THIRD = PAPERS
NEXT = "2025-11-25"


def nothing(*_: object) -> None:
    """A callback that is told and does nothing."""


def two_days() -> SampleDay:
    """The sample day, and the next with two of its papers."""
    sample = SampleDay.load()
    entries = sample.days[SAMPLE_DATE]
    return dataclasses.replace(sample, days={SAMPLE_DATE: entries, NEXT: entries[1:]})


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer(two_days()) as server:
        yield server


@dataclasses.dataclass
class Home:
    """A user's directory."""

    path: Path
    server: SampleServer
    lines: list[str] = dataclasses.field(default_factory=list)
    on_validated: Callable[[], None] = nothing

    def run(self, llm: FakeLlm, selection: Selection, options: Options = Options(), **settings: object) -> Result:  # noqa: B008
        with pytest.MonkeyPatch.context() as environ:
            environ.setenv("OPENAI_BASE_URL", llm.url)
            environ.setenv("OPENAI_API_KEY", KEY)
            config = load_config(environ=settings_of(self.path, self.server, **settings))
            return run(selection, config, nothing, self.event, nothing, self.lines.append, options)

    def event(self, paper: str, stage: Stage, what: str) -> None:
        if (stage, what) == (VALIDATE, "done"):
            self.on_validated()
        self.lines.append(f"{paper} {stage.name} {what}")


@pytest.fixture
def home(tmp_path: Path, server: SampleServer) -> Home:
    return Home(tmp_path, server)


WEEK = Selection(first="2025-11-21", last=NEXT)  # a Friday without papers here, a weekend, and two days


def texts() -> list[PaperText]:
    """Every text that is held, by whatever test of this process."""
    gc.collect()
    return [o for o in gc.get_objects() if isinstance(o, PaperText)]


def test_a_range_makes_a_digest_a_day_and_empty_days_are_no_errors(home: Home) -> None:
    before = texts()
    with FakeLlm(right) as llm:
        result = home.run(llm, WEEK)
        asked = [asked_about(r.body) for r in llm.requests]
    assert sorted(Path(p).name for p in result.paths) == [f"{SAMPLE_DATE}.md", f"{NEXT}.md"]
    assert sorted(asked) == sorted(PAPERS)  # two papers are of both days, and summarised once
    assert (result.exit_code, result.ledger.listed, result.ledger.done, result.ledger.failed) == (0, 5, 5, 0)
    assert result.ledger.unlisted == ()
    assert sum("no papers are listed" in line for line in home.lines) == 3
    assert [e.seen for e in result.digest.entries] == [(SAMPLE_DATE,), (SAMPLE_DATE,)]
    first = json.loads((home.path / "digests" / f"{SAMPLE_DATE}.json").read_text("utf-8"))
    assert [e["seen"] for e in first["entries"]] == [[], [], []]
    sample_paper.cache_clear()  # what the tests themselves keep
    places._indexed.cache_clear()
    assert [t for t in texts() if not any(t is b for b in before)] == []  # no text is held when all is over


def test_a_day_that_cannot_be_listed_is_told_and_the_others_are_done(tmp_path: Path) -> None:
    with SampleServer(two_days()) as server, FakeLlm(right) as llm:
        server.fail("hf", "500", contains=SAMPLE_DATE)
        result = Home(tmp_path, server).run(llm, Selection(first=SAMPLE_DATE, last=NEXT))
    assert [Path(p).name for p in result.paths] == [f"{NEXT}.md"]
    [failure] = result.ledger.unlisted
    assert (failure.paper_id, failure.stage, result.exit_code) == (SAMPLE_DATE, "list", 3)
    assert "HTTP 500" in failure.message


def test_a_late_paper_and_a_changed_vote_are_picked_up_and_the_rest_costs_nothing(tmp_path: Path) -> None:
    sample = SampleDay.load()
    by_id = {e["paper"]["id"]: e for e in sample.days[SAMPLE_DATE]}
    day = {SAMPLE_DATE: [by_id[FIRST], by_id[SECOND]]}
    with SampleServer(dataclasses.replace(sample, days=day)) as server, FakeLlm(right) as llm:
        home = Home(tmp_path, server)
        home.run(llm, Selection(date=SAMPLE_DATE))
        voted = {**by_id[SECOND], "paper": {**by_id[SECOND]["paper"], "upvotes": 999}}
        day[SAMPLE_DATE][:] = [by_id[FIRST], voted, by_id[THIRD]]
        result = home.run(llm, Selection(date=SAMPLE_DATE))
        assert sorted(asked_about(r.body) for r in llm.requests) == sorted(PAPERS)
    papers = [e.paper for e in result.digest.entries if e.paper]
    assert [(p.paper_id, p.upvotes) for p in papers] == [(SECOND, 999), (FIRST, 87), (THIRD, 31)]


def test_what_is_over_the_budget_is_skipped_with_its_reason(home: Home) -> None:
    needs = 12_000  # enough for one of them, whichever comes first
    with FakeLlm(right) as llm:
        plain = home.run(llm, Selection(date=SAMPLE_DATE), Options(caps=Caps(max_tokens=needs)))
        entries = plain.digest.entries
        asked = len(llm.requests)
        rest = home.run(llm, Selection(date=SAMPLE_DATE))
    ledger = plain.ledger
    assert ledger.listed == ledger.done + ledger.failed + ledger.skipped == 3
    assert (ledger.failed, plain.exit_code) == (0, 3)
    assert 0 < ledger.skipped == 3 - asked
    assert all("budget" in skip.message for skip in ledger.skips)
    assert sum(e.skipped for e in entries) == ledger.skipped
    assert ledger.usage.prompt + ledger.usage.completion <= needs
    assert (rest.exit_code, rest.ledger.done, len(llm.requests)) == (0, 3, 3)


@pytest.mark.parametrize(
    ("stage", "pdfs", "calls"), [("validate", 0, 0), ("summarise", 0, 3), ("extract", 0, 0), ("download", 3, 0)]
)
def test_redo_does_a_stage_again_and_what_follows(home: Home, stage: str, pdfs: int, calls: int) -> None:
    with FakeLlm(right) as llm:
        one = home.run(llm, Selection(date=SAMPLE_DATE))
        before = home.server.stats().count["pdf"]
        times = {p: p.stat().st_mtime_ns for p in home.path.glob("data/papers/*/*.json")}
        two = home.run(llm, Selection(date=SAMPLE_DATE), Options(redo=stage))
        assert (home.server.stats().count["pdf"] - before, len(llm.requests) - 3) == (pdfs, calls)
    written = {p.name.split(".")[0] for p, at in times.items() if p.stat().st_mtime_ns != at}
    order = ["download", "extract", "summarise", "validate"]
    assert written - {"call"} == set(order[order.index(stage) :]) - {"download"}
    assert ("call" in written) == bool(calls)
    assert two.markdown == one.markdown


class Patient(SampleServer):
    """Sends the third PDF that is asked for only when `go_on` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on, self.asked = threading.Event(), itertools.count(1)

    def _begin(self, route: Route, request: Request) -> Fault | None:
        if route == "pdf" and next(self.asked) == 3:
            self.go_on.wait(60)
        return super()._begin(route, request)


def test_the_first_summary_is_stored_before_the_last_download_ends(tmp_path: Path) -> None:
    server = Patient()
    with server, FakeLlm(right) as llm:
        home = Home(tmp_path, server, on_validated=server.go_on.set)
        result = home.run(llm, Selection(date=SAMPLE_DATE))
    stored, *_ = [i for i, line in enumerate(home.lines) if line.endswith("validate done")]
    *_, downloaded = [i for i, line in enumerate(home.lines) if line.endswith("download done")]
    assert result.exit_code == 0
    assert stored < downloaded


def test_the_plan_counts_what_is_to_do_and_does_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def planned(llm: FakeLlm) -> tuple[int, ...]:
        monkeypatch.setenv("OPENAI_BASE_URL", llm.url)
        config = load_config(environ=settings_of(home.path, home.server))
        told: list[str] = []
        made = plan(WEEK, config, told.append)
        assert told == [f"{SAMPLE_DATE}: 3 papers listed", f"{NEXT}: 2 papers listed"]
        assert any("price unknown" in line for line in plan_lines(WEEK, config))
        return made.papers, made.kept, made.to_do["download"], made.to_do["summarise"], made.guessed

    with FakeLlm(right) as llm:
        assert planned(llm) == (3, 0, 3, 3, 3)
        assert list(home.path.iterdir()) == []
        home.run(llm, Selection(date=NEXT))
        asked: list[Json] = [r.body for r in llm.requests]
        assert planned(llm) == (3, 2, 1, 1, 1)
        assert len(llm.requests) == len(asked) == 2


def test_a_paper_that_is_listed_twice_is_one_paper(home: Home) -> None:
    with FakeLlm(right) as llm:
        result = home.run(llm, Selection(targets=(FIRST, SECOND, FIRST)))
    assert (result.ledger.listed, result.ledger.done, len(llm.requests)) == (2, 2, 2)
    assert [e.paper.paper_id for e in result.digest.entries if e.paper] == [FIRST, SECOND]
