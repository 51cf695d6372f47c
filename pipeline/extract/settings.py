"""The limits of an extraction."""

from __future__ import annotations

from typing import Literal

from pipeline.config import Config
from schemas.records import Record


class ExtractSettings(Record):
    """What a worker may spend on one PDF, how much of it is read, and how scans are read."""

    time_limit_s: float = 60.0  # the slowest real paper takes about 1 s: 60 s is a sick PDF
    memory_limit_mb: int = 1024  # resident memory of the worker, above which it is killed
    max_pages: int = 300  # of a longer PDF the first ones are read: it is no paper, but a book or an attack
    ocr: Literal["auto", "off"] = (
        "auto"  # "auto": a PDF that is all pictures is read by OCR where its data are installed
    )
    ocr_language: str = "eng"  # Tesseract's names, joined by "+"

    def of_the_text(self) -> dict[str, object]:
        """What can change the text, for its key. A limit can only fail, and a failure is not kept."""
        return self.model_dump(exclude={"time_limit_s", "memory_limit_mb"})


def extract_settings(config: Config) -> ExtractSettings:
    """The extractor's settings as configured."""
    return ExtractSettings(
        time_limit_s=config.extract.timeout_s,
        memory_limit_mb=config.extract.memory_mb,
        max_pages=config.extract.max_pages,
        ocr=config.extract.ocr,
        ocr_language=config.extract.ocr_language,
    )
