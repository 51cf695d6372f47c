"""ribao run --batch: the same digests for less, and no batch is paid for twice."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

import pytest

from pipeline.flow.kept import STAGES
from pipeline.llm.batch import answer_of
from tests.cli_day import KEY, PAPERS, ROOT, Answer, Json, Ran, asked_about, is_repair, ribao_here, right, settings_of
from tests.fake_batch import FakeBatch
from tests.fake_llm import FakeLlm, Reply
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

BadEnding = Literal["failed", "expired", "cancelled"]
BATCH = ["run", "--date", SAMPLE_DATE, "--batch"]
PRICE = (
    'batch_factor = 0.5\nmodels = [{ model = "fake-model", host = "HOST", input = 1.0, output = 1.0 }]\ndate = "now"\n'
)


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


@pytest.fixture(scope="module")
def extracted(server: SampleServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where the sample day is downloaded and extracted; its model is another one."""
    home = tmp_path_factory.mktemp("extracted")
    with FakeLlm(right) as llm:
        assert ribao_here(BATCH[:-1], home, server, llm).code == 0
    for path in (home / "data" / "papers").rglob("*.json"):
        if not path.name.startswith("extract."):
            path.unlink()
    return home


@pytest.fixture
def home(extracted: Path, tmp_path: Path) -> Path:
    shutil.copytree(extracted / "data" / "papers", tmp_path / "data" / "papers")
    return tmp_path


def run(home: Path, server: SampleServer, llm: FakeLlm, *arguments: str) -> Ran:
    """`ribao run --batch` in this process; a busy machine fails no test."""
    (home / "config.toml").write_text("[prices]\n" + PRICE.replace("HOST", llm.url.split("/")[2]), "utf-8")
    return ribao_here([*(arguments or BATCH), "--config", str(home / "config.toml")], home, server, llm)


def digests(home: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (home / "digests").iterdir()}


def without_costs(home: Path) -> dict[str, str]:
    cost = re.compile(r'费用 [^\n]*|"cost_usd": [0-9.e-]+|"sha256": "\w+"(?=\n\}\n\Z)')
    found = {name: cost.subn("", text.decode()) for name, text in digests(home).items()}
    assert all(count for _, count in found.values())
    return {name: text for name, (text, _) in found.items()}


def left_over(home: Path) -> list[Path]:
    return list((home / "data" / "batches").glob("*"))


def test_digests_are_the_same_and_cost_half(
    home: Path, server: SampleServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(home / "data", other / "data")
    with FakeBatch(right) as llm:
        plain = run(other, server, llm, *BATCH[:-1])
        assert (plain.code, len(llm.requests)) == (0, 3)
        batched = run(home, server, llm)
        again = run(home, server, llm)
    assert (batched.code, again.code) == (0, 0)
    assert without_costs(home) == without_costs(other)
    assert (len(llm.requests), len(llm.batched), len(llm.batches)) == (4, 2, 1)  # the first one asks what it takes
    assert left_over(home) == []
    single = [r.body for r in llm.requests[:3]]
    bare = [{k: v for k, v in body.items() if k not in ("stream", "stream_options")} for body in single]
    assert all(body in bare for body in llm.batched)
    kept = {c["messages"][1]["content"]: c["cost_usd"] for c in Ran(0, "", "", other).calls()}
    factors = [c["cost_usd"] / kept[c["messages"][1]["content"]] for c in Ran(0, "", "", home).calls()]
    assert sorted(factors) == pytest.approx([0.5, 0.5, 1.0])
    seconds = Ran(0, "", "", home).ledger["stage_seconds"]
    assert all(list(of_paper) == [stage.name for stage in STAGES] for of_paper in seconds.values())
    paid = [json.loads(p.read_text("utf-8")) for p in sorted((home / "data" / "runs").glob("*.json"))]
    assert [ledger["usage"]["calls"] for ledger in paid] == [3, 0]
    of_papers = sum(c["cost_usd"] for c in Ran(0, "", "", home).calls())
    assert paid[0]["cost_usd"] == pytest.approx(of_papers, abs=2e-5)  # and the first, tiny request


def test_a_paper_that_cannot_be_fetched_is_tried_once_and_told_once(home: Path) -> None:
    shutil.rmtree(home / "data" / "papers" / next(iter(PAPERS)))
    with SampleServer() as broken, FakeBatch(right) as llm:
        broken.fail("pdf", "500", times=None)
        ran = run(home, broken, llm)
        assert broken.stats().count["pdf"] == 1
    assert (ran.code, ran.ledger["done"], ran.ledger["failed"]) == (3, 2, 1)
    assert ran.stderr.count("download not done") == ran.stderr.count("\nfailed: ") == 1
    assert ran.stderr.count("validate done") == 2
    assert ran.stderr.count("download done") == ran.stderr.count("extract done") == 0  # what is kept is not told


def in_batches_only(llm: FakeBatch) -> list[str]:
    """The papers whose question came in a batch, in its order."""
    return [asked_about(body) for body in llm.batched]


@pytest.mark.parametrize("how", ["status", "error", "missing", "broken"])
def test_a_request_that_fails_in_the_batch_is_asked_by_itself(home: Path, server: SampleServer, how: str) -> None:
    with FakeBatch(right) as llm:

        def bad(body: Json) -> bool:  # one of the batch's two, as long as it is asked there
            return bool(llm.batched) and body is not None and asked_about(body) == in_batches_only(llm)[0]

        asked: list[str] = []

        def script(body: Json) -> Answer:
            if how in ("status", "broken") and bad(body) and "bad" not in asked:
                asked.append("bad")
                return Reply("bad request of key sk-live-xyz0123456", 400) if how == "status" else Reply("")
            return right(body)

        llm.script = script
        llm.item_error = lambda body: (
            {"code": "batch_expired", "message": "late"} if how == "error" and bad(body) else None
        )
        llm.unanswered = lambda body: how == "missing" and bad(body)
        ran = run(home, server, llm)
    assert (ran.code, ran.ledger["done"]) == (0, 3)
    assert (len(llm.requests), len(llm.batched)) == (2, 2)  # the first of all, and the one that failed
    assert asked_about(llm.requests[1].body) == in_batches_only(llm)[0]
    if how != "broken":  # an empty reply is a reply
        assert "1 replies; the other 1 papers are asked one by one" in ran.stderr
    assert "sk-live" not in ran.said()


def test_error_null_is_success_and_a_status_from_400_is_none() -> None:
    body = {"choices": [{"message": {"content": "好"}, "finish_reason": "stop"}], "model": "m"}
    good = {"custom_id": "k", "response": {"status_code": 200, "body": body}, "error": None}
    found = answer_of(json.dumps(good).encode())
    assert found.reply is not None
    assert (found.custom_id, found.reply.text, found.error) == ("k", "好", "")
    for change in ({"error": {"message": "no"}}, {"response": {"status_code": 429, "body": body}}, {"response": None}):
        assert answer_of(json.dumps({**good, **change}).encode()).reply is None
    assert answer_of(b"{").reply is None


def test_a_repair_is_asked_by_itself(home: Path, server: SampleServer) -> None:
    def wrong_in_a_batch(body: Json) -> Answer:
        return right(body) if is_repair(body) or not llm.batched else "不是 JSON"

    with FakeBatch(wrong_in_a_batch) as llm:
        ran = run(home, server, llm)
    assert (ran.code, ran.ledger["done"]) == (0, 3)
    assert [is_repair(r.body) for r in llm.requests] == [False, True, True]


@pytest.mark.parametrize("ending", get_args(BadEnding))
def test_a_batch_that_ends_badly_is_said_and_its_papers_are_asked(
    home: Path, server: SampleServer, ending: BadEnding
) -> None:
    with FakeBatch(right, unanswered=lambda _: True) as llm:
        llm.ending = ending
        ran = run(home, server, llm)
    assert (ran.code, ran.ledger["done"], len(llm.requests)) == (0, 3, 3)
    assert f"ended ({ending}): 0 replies; the other 2 papers are asked one by one, at the full price" in ran.stderr
    assert ("Enqueued token limit" in ran.stderr) == (ending == "failed")
    assert left_over(home) == []


def test_a_batch_made_by_a_request_without_an_answer_is_found_again(home: Path, server: SampleServer) -> None:
    with FakeBatch(right, lose_created=True) as llm:
        first = run(home, server, llm)
        assert first.code == 3
        assert "cannot be reached" in first.stderr
        llm.lose_created = False
        second = run(home, server, llm)
    assert (second.code, second.ledger["done"]) == (0, 3)
    assert (len(llm.batches), len(llm.batched), len(llm.requests)) == (1, 2, 1)


def started(home: Path, server: SampleServer, llm: FakeLlm) -> subprocess.Popen[bytes]:
    """`ribao run --batch` in a process of its own, under way."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("RIBAO_", "OPENAI_"))}
    environ = inherited | settings_of(home, server) | {"OPENAI_BASE_URL": llm.url, "OPENAI_API_KEY": KEY}
    command = [sys.executable, "-W", "error", "-m", "pipeline.cli", *BATCH]
    environ["PYTHONPATH"] = str(ROOT)
    return subprocess.Popen(command, env=environ, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_interrupted_before_it_submits_a_run_submits_nothing(home: Path, server: SampleServer) -> None:
    def interrupting(body: Json) -> Answer:
        if process.poll() is None and not llm.batched and len(llm.requests) == 1:
            process.send_signal(signal.SIGINT)
            time.sleep(1)  # the signal is noticed before the answer
        return right(body)

    with FakeBatch(interrupting) as llm:
        process = started(home, server, llm)
        _, said = process.communicate(timeout=120)
        assert (process.returncode, llm.batches, llm.files) == (130, {}, {}), said.decode()
        assert left_over(home) == []
        ran = run(home, server, llm)
    assert (ran.code, ran.ledger["done"], len(llm.requests), len(llm.batched)) == (0, 3, 2, 1)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_ends_while_it_waits_is_resumed_and_submits_nothing_twice(
    home: Path, server: SampleServer, sign: signal.Signals
) -> None:
    with FakeBatch(right, looks_before_end=1_000_000) as llm:
        process = started(home, server, llm)
        while llm.looks == 0 and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(sign)
        _, said = process.communicate(timeout=120)
        assert process.returncode == (130 if sign == signal.SIGINT else -9), said.decode()
        [state] = (home / "data" / "batches").glob("*.json")
        assert json.loads(state.read_text("utf-8"))["batch_id"] == "batch_1"
        files = [p for p in home.rglob("*") if p.is_file()]
        assert not [p for p in files if KEY.encode() in p.read_bytes()]
        looks = llm.looks
        shutil.copytree(home / "data", home / "other" / "data")
        assert "a batch is not collected yet" in run(home / "other", server, llm, *BATCH[:-1]).stderr
        assert (llm.looks, len(llm.requests)) == (looks, 3)  # it asks for two at the full price
        llm.looks_before_end = 1
        ran = run(home, server, llm)
    assert (ran.code, ran.ledger["done"], ran.ledger["usage"]["calls"]) == (0, 3, 2)
    assert (len(llm.batches), len(llm.batched), len(llm.requests)) == (1, 2, 3)
    assert left_over(home) == []


def test_the_key_is_in_no_file(home: Path, server: SampleServer) -> None:
    with FakeBatch(right) as llm:
        assert run(home, server, llm).code == 0
    files = [p for p in home.rglob("*") if p.is_file()]
    assert len(files) > len(PAPERS)
    assert not [p for p in files if KEY.encode() in p.read_bytes()]


def test_an_endpoint_without_batches_is_told(home: Path, server: SampleServer) -> None:
    with FakeLlm(right) as llm:
        ran = run(home, server, llm)
    assert ran.code == 3
    assert "has no Batch API, or not what was asked for (HTTP 404); leave out --batch" in ran.stderr
    assert len(llm.requests) == 1


def test_what_a_batch_cannot_do_is_said_before_anything_is_done(home: Path, server: SampleServer) -> None:
    with FakeBatch(right) as llm:
        capped = ribao_here([*BATCH, "--max-tokens", "5"], home, server, llm)
        focused = ribao_here(BATCH, home, server, llm, llm_passes="focused")
    embedded = ribao_here(BATCH, home, server, None)
    assert (capped.code, focused.code, embedded.code) == (2, 2, 2)
    assert "asks for a paper in one call" in focused.stderr
    assert "embedded model has no Batch API" in embedded.stderr
    assert (llm.requests, llm.batches) == ([], {})


def test_the_plan_has_the_price_of_batches(home: Path, server: SampleServer) -> None:
    with FakeBatch(right) as llm:
        plain, batched = (run(home, server, llm, *BATCH[:3], "--plan", *more).stdout for more in ([], ["--batch"]))

    def price(said: str) -> float:
        [line] = [line for line in said.splitlines() if "the chosen model" in line]
        return float(line.split("about ")[1].split(" USD")[0])

    assert "the chosen model, in batches" in batched
    assert price(batched) == pytest.approx(price(plain) / 2, abs=1e-4)


def test_files_of_others_among_the_batches_stay_and_a_linked_folder_is_refused(
    home: Path, server: SampleServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, theirs = home / "data" / "batches", tmp_path_factory.mktemp("theirs")
    names = ["20251124T000000.000000Z.jsonl", "notes.jsonl", "notes.json"]
    folder.mkdir()
    for name in names:
        (theirs / name).write_text("theirs")
        (folder / name).write_text("theirs")
    with FakeBatch(right) as llm:
        assert run(home, server, llm).code == 0
        assert sorted(p.name for p in left_over(home)) == ["notes.json", "notes.jsonl"]  # the other has ribao's name
        shutil.rmtree(folder)
        folder.symlink_to(theirs)
        refused = run(home, server, llm)
    assert refused.code != 0
    assert "batches: is a link, which may lead to files that are not ours" in refused.stderr
    assert sorted(p.name for p in theirs.iterdir()) == sorted(names)
