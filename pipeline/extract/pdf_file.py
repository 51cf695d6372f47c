"""Opens a PDF for whoever reads it, who may not open files."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import PdfUnreadable, reason_of
from pipeline.messages import _
from schemas.records import Pdf


def open_pdf(path: str) -> BinaryIO:
    """The file, for reading. Raises OSError, also for a pipe or a device, which might never end."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | os.O_NONBLOCK)  # a pipe would wait for its writer

    file = open(path, "rb", opener=opener)  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, _("is no file"))
    return file


def cannot_be_read(pdf: Pdf, error: OSError) -> PdfUnreadable:
    """The error of a PDF that cannot be opened or read."""
    fact = _("cannot read {name}: {reason}", name=Path(pdf.path).name, reason=reason_of(error))
    return PdfUnreadable(f"{pdf.paper_id}{pdf.version or ''}", fact, _("download it again"))
