"""Real recorded days and papers through a server that fails often: everything is done, or fails with a true reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.config import Config, Download, Sources
from pipeline.errors import PipelineError
from pipeline.sources.arxiv import fetch_metadata
from pipeline.sources.download import download
from pipeline.sources.files import paper_of
from pipeline.sources.gate import ArxivGate
from pipeline.sources.huggingface import list_day
from tests.recorded import RECORDED, mirror, needs_mirror

PAPERS = RECORDED / "corpus" / "papers"
FAULTS = ("429:0.2", "500:0.05", "reset:0.05", "truncate:0.15", "html:0.1", "redirect:0.1")
TRUE_REASONS = (
    "an HTML page came instead of a PDF; ",
    "was redirected to 169.254.169.254, which is none of the configured addresses; ",
    "in up to 6 tries (last: ",
)


def without_waiting(_seconds: float) -> None:
    """Stands for the pause between two tries."""


@needs_mirror
def test_every_recorded_paper_is_done_or_fails_with_a_true_reason(tmp_path: Path) -> None:
    with mirror(*(option for fault in FAULTS for option in ("--fault", fault))) as url:
        sources = Sources(
            huggingface_url=url, arxiv_api_url=f"{url}/api/query", arxiv_pdf_url=f"{url}/pdf", timeout_s=5, tries=6
        )
        config = Config(sources=sources, download=Download(interval_s=0.01, tries=6, timeout_s=5))
        gate = ArxivGate(0.01)
        listed = list_day(dt.date(2025, 12, 26), sources, "ribao/test", sleep=without_waiting)
        metadata = fetch_metadata([p.paper_id for p in listed], sources, gate, "ribao/test", without_waiting)
        assert set(metadata) == {p.paper_id for p in listed}
        names = sorted(path.stem for path in PAPERS.glob("*v?.pdf"))
        done, failed = [], []
        for name in names:
            try:
                done.append(download(paper_of(name), config, gate, tmp_path, without_waiting))
            except PipelineError as e:
                failed.append(str(e))
    assert len(done) + len(failed) == len(names)
    assert len(done) > len(names) // 2
    for pdf in done:
        assert Path(pdf.path).read_bytes() == (PAPERS / Path(pdf.path).name).read_bytes()
    for line in failed:
        assert line.partition(":")[0] in names
        assert any(reason in line for reason in TRUE_REASONS), line
