"""What Ctrl-C does: the words, the exit code, the end at once, and the end of a run in good order."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from pipeline.messages import _

if TYPE_CHECKING:  # the command line needs only the first lines
    from pipeline.errors import Warn
    from pipeline.flow.budget import Stop

INTERRUPTED = 130  # 128 + SIGINT, as shells have it
STOPPING = _("ribao: stopping: what is under way is finished first; Ctrl-C again stops at once")
STOPPED = _("ribao: stopped; what was finished is kept, the same command goes on from there") + "\n"


def die(_signal_number: int, _frame: FrameType | None) -> NoReturn:
    """End the process at once, from a signal handler: takes no lock, since the code it interrupts may hold any.

    Every artefact is written whole or not at all: nothing needs a clean end.
    """
    os.write(2, STOPPED.encode())
    os._exit(INTERRUPTED)


@contextmanager
def interruptible(stop: Stop, warn: Warn) -> Iterator[None]:
    """The first Ctrl-C asks for the end, the second is the end.

    Nothing of this runs between two bytecodes of other code but `die`, which takes no lock: a handler that started
    a thread once waited for ever for the lock of the thread that was just being started.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    import asyncio  # --help must not wait for it

    loop, former = asyncio.get_running_loop(), signal.getsignal(signal.SIGINT)

    def ask() -> None:
        stop.asked = True
        signal.signal(signal.SIGINT, die)
        warn(STOPPING)

    try:
        loop.add_signal_handler(signal.SIGINT, ask)
    except NotImplementedError:  # Windows
        signal.signal(signal.SIGINT, lambda _number, _frame: loop.call_soon_threadsafe(ask))
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, die if stop.asked else former)
