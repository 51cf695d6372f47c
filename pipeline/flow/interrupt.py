"""What Ctrl-C does: the words, the exit code, and the end at once."""

from __future__ import annotations

import os
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130  # 128 + SIGINT, as shells have it
STOPPING = "ribao: stopping: what is under way is finished first; Ctrl-C again stops at once"
STOPPED = "ribao: stopped; what was finished is kept, the same command goes on from there\n"


def die(_signal_number: int, _frame: FrameType | None) -> NoReturn:
    """End the process at once, from a signal handler: takes no lock, since the code it interrupts may hold any.

    Every artefact is written whole or not at all: nothing needs a clean end.
    """
    os.write(2, STOPPED.encode())
    os._exit(INTERRUPTED)
