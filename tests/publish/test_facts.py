"""The table of facts holds what the papers hold, and answers questions about it."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.config import CHECKOUT
from pipeline.errors import UsageError
from pipeline.publish import facts
from pipeline.publish.facts import COLUMNS, FactRow, as_csv, as_jsonl, connect, export, fact_rows, query
from pipeline.store.digests import read_digests
from schemas.digest import GroundedFact
from schemas.grounding import Location, Verdict
from tests.cli_day import ribao
from tests.publish.site.home import day, paper, save, setting, summary
from tests.render.test_markdown import FACTS, OK

PLACE = Location(page_number=4, block=0, start=0, last_block=0, end=9, bbox=(0, 0, 1, 1), rule="exact")
QUOTED = GroundedFact(
    kind="hyperparameter",
    name="lr",
    value="2 × 10^{-5}",
    note='LoRA, "all"\nlayers',
    quote="a rate of 2 × 10^{-5}, with LoRA",
    verdict=Verdict(kind="holds", page_number=4, quote=PLACE),
)


@pytest.fixture
def rows(tmp_path: Path) -> list[FactRow]:
    backbone = GroundedFact(kind="backbone", name="Qwen2.5-VL-7B", value="", verdict=OK)
    save(tmp_path, day("2025-11-20", paper(1), paper(2), done=summary(facts=(setting("epochs", "9"),))))
    save(tmp_path, day("2025-11-21", paper(1), done=summary(facts=(backbone, QUOTED, setting("epochs", "3 epochs")))))
    return fact_rows(read_digests(tmp_path / "digests", pytest.fail))


def test_a_name_with_its_scope_is_found_by_the_setting_alone(tmp_path: Path) -> None:
    named = QUOTED.model_copy(update={"name": "Peak learning rate, LoRA", "note": "LoRA"})
    other = QUOTED.model_copy(update={"name": "Learning rate, predictor", "note": "LoRA"})
    save(tmp_path, day("2025-11-21", paper(1), done=summary(facts=(named, other))))
    found = fact_rows(read_digests(tmp_path / "digests", pytest.fail))
    assert [row.name_zh for row in found] == ["学习率", "Learning rate, predictor"]


def test_only_facts_that_hold_are_exported_and_each_paper_once(tmp_path: Path, rows: list[FactRow]) -> None:
    assert [(r.paper, r.day, r.value) for r in rows] == [
        ("2511.00001", "2025-11-21", ""),
        ("2511.00001", "2025-11-21", "2 × 10^{-5}"),
        ("2511.00001", "2025-11-21", "3 epochs"),
        ("2511.00002", "2025-11-20", "9"),
    ]
    save(tmp_path, day("2025-11-22", paper(3)))
    held = [f for f in FACTS if f.verdict.holds]
    assert len(fact_rows(read_digests(tmp_path / "digests", pytest.fail))) == 4 + len(held)


def test_a_row_says_where_it_is_from_and_what_its_number_is(rows: list[FactRow]) -> None:
    row = rows[1]
    assert (row.name_zh, row.number, row.page, row.quote) == ("学习率", 2e-5, 4, QUOTED.quote)
    assert (rows[2].unit, rows[2].number) == ("epochs", 3)


def test_no_escape_of_a_terminal_and_no_direction_of_writing_reaches_the_table(tmp_path: Path) -> None:
    odd = QUOTED.model_copy(update={"name": "l\x1b[2Jr\u202e", "quote": "a\x9b31m rate\u2066 of\r\nit"})
    save(tmp_path, day("2025-11-21", paper(1), done=summary(facts=(odd,))))
    [row] = fact_rows(read_digests(tmp_path / "digests", pytest.fail))
    assert (row.name, row.quote) == ("l[2Jr", "a31m rate of it")


def test_what_a_query_prints_as_csv_is_no_formula(tmp_path: Path) -> None:
    save(tmp_path, day("2025-11-21", paper(1), done=summary(facts=(QUOTED,))))
    ran = ribao(["facts", "query", "SELECT '=1+1' AS a, chr(27) || 'c' AS b", "--format", "csv"], tmp_path, None, None)
    assert ran.stdout.splitlines()[1].startswith("'=1+1,")
    table = ribao(["facts", "query", "SELECT chr(27) || 'c' || chr(8238) AS b"], tmp_path, None, None)
    assert "\x1b" not in table.stdout
    assert "\u202e" not in table.stdout


def test_the_three_formats_hold_the_same(tmp_path: Path, rows: list[FactRow]) -> None:
    wanted = [row.model_dump() for row in rows]
    assert [json.loads(line) for line in as_jsonl(rows).splitlines()] == wanted
    read = list(csv.DictReader(io.StringIO(as_csv(rows), newline="")))
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in wanted] == read
    export(rows, "parquet", tmp_path / "out" / "facts.parquet")
    with connect([]) as connection:
        found = connection.read_parquet(str(tmp_path / "out" / "facts.parquet")).fetchall()
    assert found == [tuple(row.values()) for row in wanted]


def test_which_learning_rates_are_used_with_lora_on_a_backbone(rows: list[FactRow]) -> None:
    sql = """SELECT f.value, f.page FROM facts f JOIN facts b USING (paper) WHERE b.kind = 'backbone'
             AND b.name = 'Qwen2.5-VL-7B' AND f.name_zh = '学习率' AND f.scope ILIKE '%lora%'"""
    assert query(rows, sql) == (["value", "page"], [("2 × 10^{-5}", 4)])


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nosuch FROM facts", "nosuch"),
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled"),
        ("COPY facts TO '/tmp/x.csv'", "disabled"),
        ("SET enable_external_access = true", "locked"),
    ],
)
def test_a_query_that_is_wrong_or_reaches_for_a_file_is_refused(rows: list[FactRow], sql: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        query(rows, sql)


def test_the_command_prints_what_it_found(tmp_path: Path) -> None:
    save(tmp_path, day("2025-11-21", paper(1), done=summary(facts=(QUOTED,))))
    (tmp_path / "digests" / "other.json").write_text("[]")
    ran = ribao(["facts", "export", "--format", "jsonl"], tmp_path, None, None)
    assert ran.code == 0
    assert [json.loads(line)["paper"] for line in ran.stdout.splitlines()] == ["2511.00001"]
    assert "other.json: not a digest" in ran.stderr
    asked = ribao(["facts", "query", "SELECT name, number FROM facts", "--format", "csv"], tmp_path, None, None)
    assert asked.stdout.splitlines() == ["name,number", "lr,2e-05"]
    assert "│ lr" in ribao(["facts", "query", "SELECT name FROM facts"], tmp_path, None, None).stdout
    assert ribao(["facts", "query", "SELEC"], tmp_path, None, None).code == 2
    assert ribao(["facts", "export", "--format", "parquet"], tmp_path, None, None).code == 2


def test_an_empty_folder_gives_an_empty_table(tmp_path: Path) -> None:
    assert as_csv(fact_rows(read_digests(tmp_path, pytest.fail))) == ",".join(COLUMNS) + "\r\n"
    assert query([], "SELECT count(*) FROM facts")[1] == [(0,)]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ('=HYPERLINK("http://a/","b")', '\'=HYPERLINK("http://a/","b")'),
        ("@SUM(1)*cmd|'/C calc'!A0", "'@SUM(1)*cmd|'/C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("+cmd", "'+cmd"),
        ("\t=1", "'\t=1"),
        ("-2.3", "-2.3"),
        ("+1.5%", "+1.5%"),
        ("GSM8K", "GSM8K"),
    ],
)
def test_a_spreadsheet_runs_nothing_that_a_paper_says(rows: list[FactRow], said: str, written: str) -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv([rows[0].model_copy(update={"value": said})])))
    assert row["value"] == written


@pytest.mark.parametrize("value", ["1e400", "1e-400", "9" * 39 + " × 10^{350}"])
def test_a_number_that_no_format_holds_is_none(tmp_path: Path, value: str) -> None:
    save(tmp_path, day("2025-11-20", paper(1), done=summary(facts=(setting("learning rate", value),))))
    (row,) = fact_rows(read_digests(tmp_path / "digests", pytest.fail))
    assert row.number is None
    assert json.loads(as_jsonl([row]), parse_constant=pytest.fail)["value"] == value


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.usefixtures("rows")
def test_several_processes_export_at_once_and_a_reader_sees_whole_files_only(tmp_path: Path, form: str) -> None:
    out = tmp_path / f"facts.{form}"
    command = [sys.executable, "-m", "pipeline.cli", "facts", "export", "--format", form, "--out", str(out)]
    environ = os.environ | {"RIBAO_PATHS_DIGESTS_DIR": str(tmp_path / "digests")}
    at_work = [subprocess.Popen(command, cwd=CHECKOUT, env=environ, stdout=subprocess.DEVNULL) for _ in range(3)]
    seen = set[bytes]()
    while any(process.poll() is None for process in at_work):
        with contextlib.suppress(FileNotFoundError):
            seen.add(out.read_bytes())
        time.sleep(0.002)
    assert [process.returncode for process in at_work] == [0, 0, 0]
    assert seen <= {out.read_bytes()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["digests", out.name]


def test_a_query_without_an_end_is_ended(rows: list[FactRow], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "QUERY_MOST_S", 0.3)
    with pytest.raises(UsageError, match=r"takes more than 0.3 s"):
        query(rows, "SELECT count(*) FROM range(100000000000)")
