"""Opens files that others may have put there: a pipe or a device in the place of one is refused, not waited for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from pipeline.messages import _


def open_plain(path: str | Path) -> BinaryIO:
    """The file, for reading. Raises OSError, also for a pipe or a device, which might never end."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))  # a pipe would wait for its writer

    file = open(path, "rb", opener=opener)  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, _("is no file"))
    return file


def read_plain(path: Path) -> bytes:
    """All of the file. Raises OSError as `open_plain` does."""
    with open_plain(path) as file:
        return file.read()
