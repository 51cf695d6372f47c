"""The pool: one death is one paper's failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymupdf as _pymupdf

from pipeline.extract.settings import ExtractSettings
from pipeline.extract.worker import ExtractPool
from schemas.records import Failure, PaperText, Pdf

pymupdf: Any = _pymupdf  # it has no type hints


def make_pdf(path: Path, text: str = "Learning rate 0.001") -> Pdf:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), text)
    document.save(path)
    document.close()
    return Pdf(
        paper_id=f"local-{path.stem}",
        version=None,
        path=str(path),
        sha256="0" * 64,
        size_bytes=path.stat().st_size,
        url=None,
    )


def test_one_bad_pdf_fails_alone(tmp_path: Path) -> None:
    good = make_pdf(tmp_path / "good.pdf")
    bad = good.model_copy(update={"paper_id": "local-bad", "path": str(tmp_path / "absent.pdf")})
    with ExtractPool(1, ExtractSettings(time_limit_s=20)) as pool:
        outcomes = [pool.submit(pdf).result(60) for pdf in (good, bad, good)]
    assert [type(o) for o in outcomes] == [PaperText, Failure, PaperText]
    assert isinstance(outcomes[1], Failure)
    assert outcomes[1].kind == "PdfUnreadable"
