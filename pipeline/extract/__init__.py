"""Turns the PDF of a paper into its text in reading order."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from pipeline.extract.build import EXTRACTOR, paper_text
from pipeline.extract.settings import ExtractSettings
from schemas.records import PaperText, Pdf

__all__ = ["EXTRACTOR", "ExtractSettings", "extract"]


def extract(
    pdf: Pdf,
    settings: ExtractSettings = ExtractSettings(),  # noqa: B008 - a frozen record
    file: BinaryIO | None = None,
) -> PaperText:
    """The text of `pdf`, read in this process: a hostile PDF can take it down, `ExtractPool` survives that.

    `file`: the PDF, opened by who may; None: it is opened here.
    Raises PdfUnreadable, PdfEncrypted, PdfNoText, or ExtractLimit for a scan that takes too long.
    The time and memory limits hold only in the pool.
    """
    from pipeline.extract.reader import read  # pymupdf takes 0.3 s to import, `ribao --help` must not wait for it

    with _no_collector():
        return paper_text(pdf, *read(pdf, settings, file))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Spans by the hundred thousand and no cycles: the collector would take a fifth of the time for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
