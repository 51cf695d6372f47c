"""What `ribao status` says of a day, and what `ribao gc` removes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.flow.status import aligned
from tests.cli_day import PAPERS, Answer, Json, Ran, answer, asked_about, ribao_here
from tests.fake_llm import FakeLlm, Reply
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

FIRST, SECOND, THIRD = PAPERS


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


def rows(ran: Ran) -> dict[str, list[str]]:
    """The table's rows by paper."""
    return {line.split("\t")[0]: line.split("\t")[1:-1] for line in ran.stdout.splitlines()[1:]}


DONE = ["done"] * 4 + [""]


def test_a_terminal_gets_columns_and_each_reason_below_its_paper() -> None:
    header = "paper\tdownload\textract\tsummarise\tvalidate\twhy\ttitle"
    one = "2401.00001v1\tdone\tdone\tfailed\tmissing\tHTTP 500\tA title"
    assert aligned([header, one]) == [
        "paper         download  extract  summarise  validate  title",
        "2401.00001v1  done      done     failed     missing   A title",
        "    HTTP 500",
    ]
    assert aligned(["2025-11-24\t2 of 3 done, 1 failed"]) == ["2025-11-24  2 of 3 done, 1 failed"]


def test_a_column_is_as_wide_as_its_chinese_is_on_a_terminal() -> None:
    header = "论文\t下载\t抽取\t摘要\t核对\t原因\t题目"
    one = "2401.00001v1\t完成\tdone\t失败\t缺\t\tA title"
    assert aligned([header, one]) == [
        "论文          下载  抽取  摘要  核对  题目",
        "2401.00001v1  完成  done  失败  缺    A title",
    ]


def test_status_and_gc_follow_a_day_through_its_changes(server: SampleServer, tmp_path: Path) -> None:
    wrong: list[str] = [SECOND]

    def script(body: Json) -> Answer:
        if asked_about(body) in wrong:
            return Reply("oops", 500)
        said = answer(asked_about(body))
        return said | {"problem": "已有方法把力气花错了地方。"} if body["temperature"] else said

    def status(*arguments: str, **settings: object) -> Ran:
        return ribao_here(["status", *arguments], tmp_path, None, llm, **settings)

    with FakeLlm(script) as llm:
        assert status().stdout.startswith("nothing was listed yet in /")
        assert ribao_here(["run", "--date", SAMPLE_DATE], tmp_path, server, llm).code == 3
        failed = status(SAMPLE_DATE)
        assert failed.code == 3, failed.stderr
        assert rows(failed)[f"{FIRST}v1"] == DONE
        assert rows(failed)[f"{SECOND}v1"][:4] == ["done", "done", "failed", "missing"]
        assert "failed (HTTP 500" in rows(failed)[f"{SECOND}v1"][4]
        assert status().stdout == f"{SAMPLE_DATE}\t2 of 3 done, 1 failed\n"

        wrong.clear()
        assert ribao_here(["run", "--date", SAMPLE_DATE], tmp_path, server, llm).code == 0
        whole = status(SAMPLE_DATE)
        assert (whole.code, list(rows(whole).values())) == (0, [DONE] * 3)

        other = status(SAMPLE_DATE, llm_model="other-model")
        assert rows(other)[f"{FIRST}v1"][:4] == ["done", "done", "stale", "missing"]
        assert rows(other)[f"{FIRST}v1"][4].startswith("the model was fake-model at 127.0.0.1")
        patient = status(SAMPLE_DATE, extract_timeout_s=600, extract_memory_mb=4096)
        assert (patient.code, list(rows(patient).values())) == (0, [DONE] * 3)  # the remedies of an error
        pages = status(SAMPLE_DATE, extract_max_pages=5)
        assert rows(pages)[f"{FIRST}v1"] == [
            "done",
            "stale",
            "stale",
            "missing",
            "the extractor or its settings changed",
        ]

        clean = ribao_here(["gc", "--dry-run"], tmp_path, None, None)
        assert clean.stdout == "0 files, 0.0 MB would be removed\n"
        assert ribao_here(["paper", FIRST, "--redo", "summarise"], tmp_path, server, llm, llm_temperature=0.5).code == 0
        (tmp_path / "data" / "papers" / FIRST / f".extract.{'0' * 16}.json.{'0' * 16}.tmp").write_text("half")
        (tmp_path / "data" / "papers" / "2511.99999").mkdir()
        (tmp_path / "data" / "papers" / "2511.99999" / "2511.99999v1.pdf").write_bytes(b"%PDF-")
        before = sorted(tmp_path.rglob("*"))
        would = ribao_here(["gc", "--dry-run"], tmp_path, None, None)
        assert sorted(tmp_path.rglob("*")) == before
        said = {line.split("\t")[0].split("/")[-1].split(".")[0] for line in would.stdout.splitlines()[:-1]}
        assert "left by a killed run" in would.stdout
        assert "no digest lists the paper" in would.stdout
        assert {"summarise", "validate"} <= said
        did = ribao_here(["gc"], tmp_path, None, None)
        assert did.stdout.replace("removed", "would be removed") == would.stdout
        assert not (tmp_path / "data" / "papers" / "2511.99999").exists()
        assert ribao_here(["gc"], tmp_path, None, None).stdout == "0 files, 0.0 MB removed\n"
        asked = len(llm.requests)
        again = ribao_here(["run", "--date", SAMPLE_DATE], tmp_path, server, llm, llm_temperature=0.5)
        assert (again.code, len(llm.requests) - asked) == (0, 2)  # the paper that was done again is kept


def test_gc_leaves_what_a_user_put_beside_ours_and_what_a_link_leads_to(tmp_path: Path) -> None:
    theirs, papers = tmp_path / "theirs", tmp_path / "data" / "papers"
    mine = papers / "2511.99998"
    for folder in (theirs, mine / "sub", papers / "notes"):
        folder.mkdir(parents=True)
    left = f"call.{'0' * 16}.json"
    for path in (theirs / left, mine / "todo.json", mine / "notes.pdf", papers / "notes" / "call.txt", mine / left):
        path.write_text("mine")
    (papers / "2511.99999").symlink_to(theirs)
    (tmp_path / "data" / "runs").symlink_to(theirs)
    (theirs / f".a.{'0' * 16}.tmp").write_text("mine")
    kept = sorted(p for p in tmp_path.rglob("*") if p != mine / left)
    ran = ribao_here(["gc"], tmp_path, None, None)
    assert ran.stdout == f"papers/2511.99998/{left}\t4\tno digest lists the paper\n1 files, 0.0 MB removed\n"
    assert [p for p in sorted(tmp_path.rglob("*")) if "lock" not in p.name] == kept


def test_gc_touches_nothing_while_a_digest_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "papers" / FIRST
    folder.mkdir(parents=True)
    (folder / "extract.0.json").write_text("{}")
    (tmp_path / "digests").mkdir()
    (tmp_path / "digests" / "2025-11-24.json").write_text('{"title": "of another version", "parts": []}')
    ran = ribao_here(["gc"], tmp_path, None, None)
    assert ran.code == 3
    assert "is no digest that this version can read" in ran.stderr
    assert (folder / "extract.0.json").exists()
