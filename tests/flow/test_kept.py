"""The table of stages: what a row decides, and that everybody reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.flow.kept import DOWNLOAD, EXTRACT, STAGES, Found, Kept
from pipeline.llm.endpoint import ModelIdentity
from pipeline.store.artefacts import Store
from schemas.records import Paper, Pdf, Record
from tests.cli_day import PAPERS, ROOT, Ran, ribao, ribao_here, right
from tests.fake_llm import FakeLlm
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

DAY = ["run", "--date", SAMPLE_DATE]
MODEL = ModelIdentity(model="m", host="h", passes="single", context_tokens=32_000)
LIMITS = {"workers": 1, "timeout_s": 600.0, "memory_mb": 4096}
FIRST = next(iter(PAPERS))
READING = {"max_pages": 20, "ocr": "off", "ocr_language": "deu"}


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


def text_key(tmp_path: Path, **settings: object) -> str | None:
    """The key of a paper's text with other settings of [extract]."""
    config = Config()
    config = config.model_copy(update={"extract": config.extract.model_copy(update=settings)})
    found = Found(Kept(config, Store(tmp_path), MODEL), Paper(paper_id="2511.90001", title="A"))
    found.records[DOWNLOAD] = Pdf(paper_id="2511.90001", version="v1", path="", sha256="0", size_bytes=1, url=None)
    return found.key(EXTRACT)


def test_a_text_hangs_on_what_is_read_and_on_no_limit(tmp_path: Path) -> None:
    assert set(type(Config().extract).model_fields) == {*LIMITS, *READING}
    keys = {name: text_key(tmp_path, **{name: value}) for name, value in (LIMITS | READING).items()}
    assert {name for name, key in keys.items() if key != text_key(tmp_path)} == set(READING)


def test_every_row_has_a_record_and_hangs_on_stages_before_it() -> None:
    for n, stage in enumerate(STAGES):
        assert issubclass(stage.record, Record)
        assert {*stage.keyed_by, *stage.reads} <= set(STAGES[:n])
        assert DOWNLOAD in stage.keyed_by or stage is DOWNLOAD  # another version of the PDF is another paper


def test_the_name_of_a_stage_is_written_in_the_table_alone() -> None:
    names = "|".join(stage.name for stage in STAGES)
    literal = re.compile(rf"""["']({names})(\.\*[^"']*)?["']""")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for folder in ("flow", "commands", "store", "sources", "publish", "extract", "summarise", "ground")
        for path in sorted((ROOT / "pipeline" / folder).rglob("*.py"))
        for match in literal.finditer(path.read_text("utf-8"))
        if path.name not in ("kept.py", "__init__.py")
    ]
    assert found == []


def test_a_summary_that_is_kept_needs_no_text(server: SampleServer, tmp_path: Path) -> None:
    with FakeLlm(right) as llm:
        assert ribao_here(DAY, tmp_path, server, llm).code == 0
        for path in tmp_path.glob("data/papers/*/extract.*.json"):
            path.unlink()
        assert ribao_here(["status"], tmp_path, None, llm).code == 0
        assert "3 finished, 0 to download, 0 to extract" in ribao_here([*DAY, "--plan"], tmp_path, server, llm).stdout
        assert ribao_here(DAY, tmp_path, server, llm).code == 0
        assert not list(tmp_path.glob("data/papers/*/extract.*.json"))
        assert ribao_here([*DAY, "--redo", "validate"], tmp_path, server, llm).code == 0  # which needs it
        assert len(list(tmp_path.glob("data/papers/*/extract.*.json"))) == len(llm.requests) == 3


def test_a_fifth_stage_is_seen_by_everybody_who_reads_the_table(server: SampleServer, tmp_path: Path) -> None:
    def five(*arguments: str) -> Ran:
        return ribao(arguments, tmp_path, server, llm, program="tests.flow.five_stages")

    def times() -> dict[str, int]:
        return {p.name: p.stat().st_mtime_ns for p in folder.glob("*.json")}

    folder = tmp_path / "data" / "papers" / FIRST
    with FakeLlm(right) as llm:
        assert "validate, count." in " ".join(five("run", "--help").stdout.split())
        assert "it is one of download, extract, summarise, validate, count" in five(*DAY, "--redo", "counts").stderr
        assert "3 to validate, 3 to count" in five(*DAY, "--plan").stdout
        ran = five(*DAY)
        assert ran.code == 0, ran.stderr
        assert ran.stderr.count("count done | ") == 3
        assert re.search(r"seconds by stage: .*, validate \d+\.\d, count \d+\.\d", ran.stderr)
        assert all(seconds["count"] >= 0 for seconds in ran.ledger["stage_seconds"].values())
        status = five("status", SAMPLE_DATE)
        assert status.code == 0
        assert status.stdout.splitlines()[0].split("\t")[4:6] == ["validate", "count"]
        assert status.stdout.splitlines()[1].split("\t")[1:6] == ["done"] * 5

        [counted] = folder.glob("count.*.json")
        counted.unlink()
        (folder / "count.0000000000000000.json").write_text('{"facts": 0}', "utf-8")
        stale = five("status", SAMPLE_DATE)
        assert f"{FIRST}v1\tdone\tdone\tdone\tdone\tstale\twhat it is made from changed\t" in stale.stdout
        assert "count.0000000000000000.json\t" in five("gc", "--dry-run").stdout
        before = times()
        again = five("paper", FIRST, "--redo", "count")
        assert again.code == 0, again.stderr
        assert {n for n, at in times().items() if before.get(n) != at} == {counted.name}
        assert len(llm.requests) == 3


def test_a_paper_over_the_limit_of_pages_is_read_up_to_it(server: SampleServer, tmp_path: Path) -> None:
    with FakeLlm(right) as llm:
        ran = ribao_here(["paper", FIRST], tmp_path, server, llm, extract_max_pages=1)
    assert ran.code == 0, ran.stderr
    assert re.search(r"注: 原文共 \d+ 页，只读了前 1 页（上限是 extract.max_pages 和 200 万字符）。", ran.stdout)
