"""The error of a PDF that cannot be opened."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import PdfUnreadable, reason_of
from pipeline.messages import _
from schemas.records import Pdf


def cannot_be_read(pdf: Pdf, error: OSError) -> PdfUnreadable:
    """The error of a PDF that cannot be opened or read."""
    fact = _("cannot read {name}: {reason}", name=Path(pdf.path).name, reason=reason_of(error))
    return PdfUnreadable(f"{pdf.paper_id}{pdf.version or ''}", fact, _("download it again"))
